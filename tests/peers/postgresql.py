"""A PostgreSQL cluster of our own for the length of a test run: a folder, a Unix socket, no network."""

import os
import shutil
import subprocess
from pathlib import Path

INSTALL = "apt-get install -y postgresql"
#: Nothing here must survive a power cut, so nothing waits for the disk.
_SPEED = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=60"
#: The server may die, the machine does not: what was written to the system is kept.
_KEEPS = "-c fsync=off -c max_connections=60"


class MissingPostgreSQL(Exception):
    def __init__(self) -> None:
        super().__init__(f"PostgreSQL 15 or newer is needed for these tests: {INSTALL}")


class ThrowAwayCluster:
    """A cluster in `folder`/pg whose socket lies in `folder`. Anyone on this machine may be user `palui`.

    PostgreSQL refuses to run as root; then the account `postgres` of Debian's package runs it.
    """

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        """`keeps`: what was confirmed outlives the server's sudden end."""
        self._folder = folder
        self._options = f"-c listen_addresses='' -c unix_socket_directories='{folder}' {_KEEPS if keeps else _SPEED}"
        self._data = folder / "pg"
        self._bin = _newest_binaries()
        self._as_owner = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []

    def start(self) -> None:
        self._data.mkdir(mode=0o700)
        if self._as_owner:
            shutil.chown(self._data, "postgres", "postgres")
            # The server makes its socket here, and the tests, as another user, make their files here.
            self._folder.chmod(0o1777)
        self._run("initdb", "-D", self._data, "-U", "palui", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        self.come_back()
        self._run("createdb", "-h", self._folder, "-U", "palui", "palui")

    def url(self, database: str) -> str:
        """The value for PALUI_DATABASE_URL."""
        return f"postgresql://palui@/{database}?host={self._folder}"

    def copy_database(self, name: str, copy: str) -> None:
        self._run("createdb", "-h", self._folder, "-U", "palui", "-T", name, copy)

    def drop_database(self, name: str) -> None:
        self._run("dropdb", "-h", self._folder, "-U", "palui", "--force", name)

    def come_back(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-l", self._data / "log", "-o", self._options, "start")

    def stop(self) -> None:
        self._run("pg_ctl", "-D", self._data, "-w", "-m", "immediate", "stop")

    def _run(self, program: str, *arguments: str | Path) -> None:
        command = [*self._as_owner, str(self._bin / program), *map(str, arguments)]
        done = subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"{program}: {done.stderr or done.stdout}")


def _newest_binaries() -> Path:
    found = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    usable = [path for path in found if int(path.parent.name) >= 15]
    if usable:
        return max(usable, key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    if on_path is None:
        raise MissingPostgreSQL
    return Path(on_path).resolve().parent
