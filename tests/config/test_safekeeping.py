"""A whole city goes into one file while people work, and comes back on either engine."""

import base64
import gzip
import json
import secrets
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from palui.bench.services.client import Client
from tests import settings as test_settings
from tests.peers.palui import PaluiServer

PASSWORD = "palui-practice"
IS_POSTGRESQL = test_settings.ENGINE == "postgresql"
#: Taken from the first, restored into the next, and taken from there again.
ENGINES = ("postgresql", "sqlite", "postgresql") if IS_POSTGRESQL else ("sqlite", "sqlite")
#: A picture of one grey dot.
PHOTO = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg==")


@dataclass
class City:
    """A city of its own, with its settings."""

    server: PaluiServer

    def run(self, *arguments: str, fails: bool = False) -> str:
        done: subprocess.CompletedProcess[str] = self.server.run(*arguments)
        assert bool(done.returncode) is fails, done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture
def cities(tmp_path: Path) -> Iterator["Cities"]:
    cities = Cities(tmp_path)
    yield cities
    cities.close()


class Cities:
    """Makes cities on either engine and takes them away."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._made, self._databases = folder, [], []

    def make(self, engine: str, *, keys_of: City | None = None) -> City:
        folder = self._folder / f"city{len(self._made)}"
        folder.mkdir()
        if keys_of:
            shutil.copy(keys_of.server.folder / "data-keys", folder / "data-keys")
        settings = {"PRACTICE": "1", "PUBLIC_URL": "http://127.0.0.1:8000"}
        if engine == "postgresql":
            settings["DATABASE_URL"] = f"postgresql://palui@/{self._database()}?host={test_settings.FOLDER}"
        city = City(PaluiServer(folder, **settings))
        self._made.append(city)
        return city

    def _database(self) -> str:
        name = f"backup_{secrets.token_hex(4)}"
        with _as_owner() as owner:
            owner.execute(f"CREATE DATABASE {name}")
        self._databases.append(name)
        return name

    def close(self) -> None:
        for city in self._made:
            if city.server.process and city.server.process.poll() is None:
                city.server.stop()
        for name in self._databases:
            with _as_owner() as owner:
                owner.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _as_owner() -> psycopg.Connection:
    return psycopg.connect(f"postgresql://palui@/palui?host={test_settings.FOLDER}", autocommit=True)


def test_what_was_kept_while_people_worked_comes_back_whole(cities: Cities, tmp_path: Path) -> None:
    city = cities.make(ENGINES[0])
    city.run("migrate")
    city.run("createcachetable")
    city.run("practice", "--residents", "1500")
    city.server.start()
    is_over = threading.Event()
    people = threading.Thread(target=_work, args=(city.server.port, is_over))
    people.start()
    try:
        told = city.run("backup", str(tmp_path / "0.tar"))
    finally:
        is_over.set()
        people.join()
    city.server.stop()
    assert "Simpan juga kunci datanya" in told
    kept = contents(tmp_path / "0.tar")
    evidence = kept["tables"]["intake_evidence"]
    assert evidence
    assert {f"files/{row['file']}" for row in evidence} <= kept["files"].keys()

    for number, engine in enumerate(ENGINES[1:], start=1):
        city = cities.make(engine, keys_of=city)
        assert "Pulih:" in city.run("restore", str(tmp_path / f"{number - 1}.tar"))

        city.run("backup", str(tmp_path / f"{number}.tar"))
        again = contents(tmp_path / f"{number}.tar")
        assert again["files"] == kept["files"]
        for name, rows in kept["tables"].items():
            assert again["tables"][name] == rows, name
    city.server.start()
    with closing(Client(city.server.port)) as client:
        assert client.sign_in("warga", PASSWORD)


@pytest.mark.long
def test_a_restore_refuses_what_it_would_spoil(cities: Cities, tmp_path: Path) -> None:
    engine = test_settings.ENGINE
    city = cities.make(engine)
    city.run("migrate")
    city.run("createcachetable")
    file = tmp_path / "city.tar"
    city.run("backup", str(file))

    assert "sudah ada" in city.run("backup", str(file), fails=True)
    (tmp_path / "cut.tar").write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    assert "tidak utuh" in cities.make(engine, keys_of=city).run("restore", str(tmp_path / "cut.tar"), fails=True)
    (tmp_path / "photo.tar").write_bytes(PHOTO * 20)
    assert "bukan cadangan" in cities.make(engine, keys_of=city).run("restore", str(tmp_path / "photo.tar"), fails=True)
    assert "bukan kunci cadangan" in cities.make(engine).run("restore", str(file), fails=True)
    city.run("practice", "--residents", "1500")
    assert "sudah berisi" in city.run("restore", str(file), fails=True)
    assert "tidak dapat dibaca" in city.run("restore", str(tmp_path / "none.tar"), fails=True)


def _work(port: int, is_over: threading.Event) -> None:
    """Drafts with files come and go."""
    codes: list[str] = []
    with closing(Client(port)) as client:
        token = client.sign_in("warga", PASSWORD)
        while not is_over.is_set() or len(codes) < 2:
            for service in ("domisili", "sktm"):
                draft = client.call("POST", "/api/v1/submissions", {"service": service, "answers": {}}, token=token)
                code = draft["code"]
                client.put_file(f"/api/v1/submissions/{code}/evidence/foto_rumah", PHOTO, token=token)
                codes.append(code)
            if len(codes) % 4 == 0:
                client.call("DELETE", f"/api/v1/submissions/{codes[-1]}", token=token)


def contents(path: Path) -> dict[str, dict]:
    """Rows of each table and digest-able content of each file in a backup."""
    tables: dict[str, list[dict]] = {}
    files: dict[str, bytes] = {}
    with tarfile.open(path) as tar:
        manifest = json.loads(tar.extractfile("manifest.json").read())
        columns = {table["name"]: [name for name, _ in table["columns"]] for table in manifest["tables"]}
        for info in tar:
            content = tar.extractfile(info).read()
            if info.name.startswith("files/"):
                files[info.name] = content
            elif info.name.startswith("tables/"):
                name = info.name.split("/")[1]
                lines = gzip.decompress(content).decode().splitlines()
                tables.setdefault(name, []).extend(
                    dict(zip(columns[name], json.loads(line), strict=True)) for line in lines
                )
    return {"tables": tables, "files": files}
