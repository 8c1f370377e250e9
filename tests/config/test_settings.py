"""What Django is told follows from what the operator set."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.peers.palui import clean_environment

NAMES = [
    "ALLOWED_HOSTS",
    "CSRF_COOKIE_NAME",
    "CSRF_COOKIE_SECURE",
    "CSRF_TRUSTED_ORIGINS",
    "DATABASES",
    "EMAIL_USE_SSL",
    "EMAIL_USE_TLS",
    "LANGUAGE_COOKIE_SECURE",
    "PALUI_TRUSTED_PROXIES",
    "SECURE_HSTS_SECONDS",
    "SECURE_SSL_REDIRECT",
    "SESSION_COOKIE_NAME",
    "SESSION_COOKIE_SECURE",
]
PRINT = f"import json; from palui.config import settings; print(json.dumps({{n: getattr(settings, n, None) for n in {NAMES}}}))"


def django_settings(folder: Path, **given: str) -> dict[str, Any]:
    environment = clean_environment() | {"PALUI_DATA_DIR": str(folder), **given}
    return dict(json.loads(subprocess.check_output([sys.executable, "-c", PRINT], env=environment)))


def test_a_public_https_address_makes_cookies_and_redirects_secure(tmp_path: Path) -> None:
    made = django_settings(tmp_path, PALUI_PUBLIC_URL="https://layanan.contoh.go.id")

    assert made["SESSION_COOKIE_SECURE"]
    assert made["CSRF_COOKIE_SECURE"]
    assert made["LANGUAGE_COOKIE_SECURE"]
    assert made["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert made["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert made["PALUI_TRUSTED_PROXIES"] == 1
    assert made["SECURE_SSL_REDIRECT"]
    assert made["SECURE_HSTS_SECONDS"] > 0
    assert "layanan.contoh.go.id" in made["ALLOWED_HOSTS"]
    assert made["CSRF_TRUSTED_ORIGINS"] == ["https://layanan.contoh.go.id"]


def test_at_home_everything_works_without_https(tmp_path: Path) -> None:
    made = django_settings(tmp_path)

    assert not made["SESSION_COOKIE_SECURE"]
    assert not made["SECURE_SSL_REDIRECT"]
    assert made["DATABASES"]["default"]["ENGINE"] == "palui.config.sqlite"
    assert made["DATABASES"]["default"]["NAME"] == f"{tmp_path}/palui.sqlite3"


def test_one_setting_moves_the_city_to_postgresql(tmp_path: Path) -> None:
    made = django_settings(tmp_path, PALUI_DATABASE_URL="postgresql://palui:sandi@db.lan:5433/kota?sslmode=require")

    database = made["DATABASES"]["default"]
    assert database["ENGINE"] == "django.db.backends.postgresql"
    assert (database["HOST"], database["PORT"], database["NAME"]) == ("db.lan", "5433", "kota")
    assert database["OPTIONS"] == {"sslmode": "require", "prepare_threshold": 1}


def test_the_mail_server_decides_how_the_connection_is_kept_private(tmp_path: Path) -> None:
    starttls = django_settings(tmp_path, PALUI_EMAIL_URL="smtp://surel.lan")
    ssl = django_settings(tmp_path, PALUI_EMAIL_URL="smtps://surel.lan")

    assert (starttls["EMAIL_USE_TLS"], starttls["EMAIL_USE_SSL"]) == (True, False)
    assert (ssl["EMAIL_USE_TLS"], ssl["EMAIL_USE_SSL"]) == (False, True)
