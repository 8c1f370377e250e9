"""`palui check --deploy` names everything that is too weak for serving people, and nothing else."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django import Settings

from palui.config import readiness
from palui.config.environment import Database, MailServer
from palui.config.readiness import weaknesses
from tests.peers.palui import PaluiServer, clean_environment

STRONG_KEY = bytes(range(32))


@pytest.fixture
def strong(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation as it should be."""
    folder = tmp_path / "data"
    folder.mkdir(mode=0o700)
    for name in ("secret-key", "data-keys"):
        (folder / name).touch(mode=0o600)
    settings.DEBUG = settings.PALUI_PRACTICE = False
    settings.PALUI_PUBLIC_URL, settings.PALUI_TRUSTED_PROXIES = "https://layanan.contoh.go.id", 1
    settings.PALUI_HOST, settings.ALLOWED_HOSTS = "127.0.0.1", ["layanan.contoh.go.id"]
    settings.SECRET_KEY, settings.PALUI_DATA_KEYS = "kunci-Yang-Dibuat-0123456789-secara-ACAK-qwxzvjf", (STRONG_KEY,)
    settings.PALUI_DATA_DIR = folder
    settings.PALUI_MAIL_SERVER = MailServer(host="surel.lan", port=587, user="", password="", tls="starttls")
    settings.PALUI_DATABASE = Database(engine="sqlite", name=str(folder / "palui.sqlite3"))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    return settings


def test_a_strong_installation_has_no_weakness(strong: Settings) -> None:
    assert list(weaknesses()) == []


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DEBUG", True, "PALUI_DEBUG"),
        ("PALUI_PRACTICE", True, "PALUI_PRACTICE"),
        ("PALUI_PUBLIC_URL", "http://layanan.contoh.go.id", "bukan https"),
        ("PALUI_TRUSTED_PROXIES", 0, "PALUI_TRUSTED_PROXIES"),
        ("PALUI_HOST", "0.0.0.0", "proksi dapat dilewati"),
        ("ALLOWED_HOSTS", ["*"], "ALLOWED_HOSTS"),
        ("SECRET_KEY", "a" * 60, "PALUI_SECRET_KEY mudah ditebak"),
        ("PALUI_DATA_KEYS", (STRONG_KEY, bytes(32)), "Kunci data ke-2"),
        ("PALUI_MAIL_SERVER", None, "PALUI_EMAIL_URL kosong"),
        (
            "PALUI_MAIL_SERVER",
            MailServer(host="surel.lan", port=25, user="", password="", tls="none"),
            "tanpa dilindungi",
        ),
    ],
)
def test_each_weakness_has_its_sentence(strong: Settings, name: str, value: object, words: str) -> None:
    setattr(strong, name, value)
    (sentence,) = weaknesses()
    assert words in sentence


def test_files_that_others_may_open_are_named_with_what_to_do(strong: Settings) -> None:
    (strong.PALUI_DATA_DIR / "data-keys").chmod(0o644)
    (sentence,) = weaknesses()
    assert sentence.endswith(f"chmod 600 {strong.PALUI_DATA_DIR}/data-keys")


def test_root_is_not_who_should_run_it(strong: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    assert ["root" in sentence for sentence in weaknesses()] == [True]


def test_sqlite_on_a_disk_in_the_network_is_refused(
    strong: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nnas:/palui {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(readiness, "_MOUNTS", mounts)
    (sentence,) = weaknesses()
    assert "disk jaringan (nfs4)" in sentence


@pytest.mark.parametrize(
    ("host", "options", "is_weak"),
    [
        ("db.lan", {}, True),
        ("db.lan", {"sslmode": "prefer"}, True),
        ("db.lan", {"sslmode": "verify-full"}, False),
        ("127.0.0.1", {}, False),
        ("/run/postgresql", {}, False),
    ],
)
def test_a_database_elsewhere_is_reached_privately(
    strong: Settings, host: str, options: dict[str, str], is_weak: bool
) -> None:
    strong.PALUI_DATABASE = Database(engine="postgresql", name="palui", host=host, options=tuple(options.items()))
    assert bool(list(weaknesses())) is is_weak


def test_the_command_ends_with_one_and_a_sentence_each(tmp_path: Path) -> None:
    installation = PaluiServer(tmp_path / "var", PRACTICE="1", DEBUG="1")
    assert installation.run("migrate", "--verbosity=0").returncode == 0
    assert installation.run("check").returncode == 0
    done = installation.run("check", "--deploy")
    assert done.returncode == 1
    for words in ("PALUI_DEBUG menyala", "PALUI_PRACTICE menyala", "bukan https", "PALUI_EMAIL_URL kosong"):
        assert f"SALAH   {words}" in done.stdout.replace("PALUI_PUBLIC_URL ", "")


def test_django_itself_finds_nothing_weak_behind_https(tmp_path: Path) -> None:
    environment = clean_environment() | {
        "PALUI_DATA_DIR": str(tmp_path / "var"),
        "PALUI_PUBLIC_URL": "https://layanan.contoh.go.id",
    }
    program = "from palui.config.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", program, "check", "--deploy", "--tag", "security", "--fail-level", "WARNING"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
