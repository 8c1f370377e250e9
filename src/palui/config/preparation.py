"""What must be true before Palui serves: folder, tables, city, static files. Safe to run at every start."""

import hashlib
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor

from palui.catalogue import services as catalogue
from palui.kernel.clock import today
from palui.kernel.errors import DomainError, NotFound
from palui.letters import services as letters
from palui.regions import services as regions

Say = Callable[[str], None]


class CannotPrepare(Exception):
    """The operator has to do something first; the text is one sentence that says what."""


def prepare(say: Say) -> None:
    """Bring folder, database, city and static files up to date. `say` is told before anything that takes time.

    Raises CannotPrepare.
    """
    refuse_unwritable_folder(settings.PALUI_DATA_DIR)
    _migrate(say)
    _load_city(say)
    _collect_static(say)


def refuse_unwritable_folder(folder: Path) -> None:
    """Raises CannotPrepare if Palui could not keep its data in `folder`."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        probe = folder / f".{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as problem:
        raise CannotPrepare(
            f"Folder data {folder} tidak dapat ditulisi ({problem.strerror}); "
            "beri izin tulis atau pilih folder lain dengan PALUI_DATA_DIR."
        ) from None


def missing_migrations() -> int:
    """How many migrations the database has not had yet. Raises DatabaseError if it cannot be reached."""
    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def refuse_broken_definitions() -> None:
    """Raises CannotPrepare if a definition that comes with Palui cannot be used: with its file, line and place."""
    try:
        letters.check_bundled()
    except DomainError as problem:
        raise CannotPrepare(f"Definisi layanan belum benar, jadi tidak ada yang berubah: {problem}.") from None


def _migrate(say: Say) -> None:
    try:
        missing = missing_migrations()
    except DatabaseError as problem:
        raise CannotPrepare(
            f"Basis data tidak dapat dihubungi ({' '.join(str(problem).split())}); periksa PALUI_DATABASE_URL."
        ) from None
    if missing:
        say(f"Menyiapkan tabel basis data ({missing} langkah) …")
        call_command("migrate", interactive=False, verbosity=0)
        call_command("createcachetable", verbosity=0)


def _load_city(say: Say) -> None:
    year = today().year
    try:
        new_offices = regions.load_city(city_code=settings.PALUI_CITY)
    except NotFound:
        raise CannotPrepare(
            f"Palui belum mengenal kota {settings.PALUI_CITY}; isi PALUI_CITY dengan kode kota yang disertakan."
        ) from None
    if new_offices:
        say(f"{new_offices} kantor kota {settings.PALUI_CITY} dimuat.")
    regions.load_holidays(years=(year - 1, year, year + 1))
    refuse_broken_definitions()
    for service in catalogue.publish_seeds():
        say(f"Layanan {service.code} versi {service.number} ditawarkan.")
    letters.prepare_authority()
    if settings.PALUI_PRACTICE:
        call_command("practice", verbosity=0)  # `serve` names the accounts itself


def _collect_static(say: Say) -> None:
    mark = settings.PALUI_DATA_DIR / "static" / ".made-from"
    digest = _digest_of_static_files()
    if mark.exists() and mark.read_text() == digest:
        return
    say("Memampatkan berkas tampilan …")
    call_command("collectstatic", interactive=False, clear=True, verbosity=0, stdout=StringIO())
    mark.write_text(digest)


def _digest_of_static_files() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()
