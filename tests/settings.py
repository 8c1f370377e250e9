"""Palui's settings for tests: the same program on a throw-away folder and database.

PALUI_TEST_DATABASE says which engine: `sqlite` (a file, so that the log and the writers' turns are real)
or `postgresql` (a cluster that the run makes for itself, see `peers/postgresql.py`).
"""

import os
import tempfile
from pathlib import Path

from django.contrib.auth.hashers import Argon2PasswordHasher

# A developer's own settings must not steer the tests.
for _name in [name for name in os.environ if name.startswith("PALUI_") and not name.startswith("PALUI_TEST_")]:
    del os.environ[_name]

ENGINE = os.environ.setdefault("PALUI_TEST_DATABASE", "sqlite")
if "PALUI_TEST_FOLDER" not in os.environ:
    # The first process of a run makes the folder and removes it; xdist's workers inherit the name.
    os.environ["PALUI_TEST_FOLDER"] = tempfile.mkdtemp(prefix="palui-test-")
FOLDER = Path(os.environ["PALUI_TEST_FOLDER"])
_worker_folder = FOLDER / os.environ.get("PYTEST_XDIST_WORKER", "main")

os.environ["PALUI_DATA_DIR"] = str(_worker_folder)
os.environ["PALUI_SECRET_KEY"] = "kunci-latihan-" * 5
os.environ["PALUI_DATA_KEYS"] = "bGF0aWhhbi1sYXRpaGFuLWxhdGloYW4tbGF0aWhhbiE="
os.environ["PALUI_PUBLIC_URL"] = "http://testserver"
os.environ["PALUI_LOG_LEVEL"] = "WARNING"
if ENGINE == "postgresql":
    os.environ["PALUI_DATABASE_URL"] = f"postgresql://palui@/palui?host={FOLDER}"

from palui.config.settings import *  # noqa: E402, F403 - settings for tests are the settings, changed below
from palui.config.settings import DATABASES, STORAGES  # noqa: E402

if ENGINE == "sqlite":
    _worker_folder.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["TEST"] = {"NAME": str(_worker_folder / "test.sqlite3")}
    # Seconds: a test that waits for its own lock should say so soon.
    DATABASES["default"]["OPTIONS"]["timeout"] = 5

# Pages are tested before anything is collected or compressed.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True


class QuickArgon2(Argon2PasswordHasher):
    """The real algorithm at its lowest cost: signing in a cast of people takes no time."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


PASSWORD_HASHERS = ["tests.settings.QuickArgon2"]
