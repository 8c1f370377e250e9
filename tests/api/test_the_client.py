"""The little client of the documentation, run as its reader runs it, against a server on loopback."""

import subprocess
import sys
from pathlib import Path

import pytest
from pytest_django.live_server_helper import LiveServer

from tests.cast import PASSPHRASE, Person

CLIENT = Path(__file__).resolve().parents[2] / "docs" / "api-client" / "letter.py"


@pytest.fixture
def deciders(transactional_db: None, siti: Person, masrani: Person, fauzi: Person, ratna: Person) -> list[str]:
    """The arguments that name the cast."""
    return ["--resident=siti", "--rt=masrani", "--rw=", "--officer=fauzi", "--lurah=ratna"]


@pytest.fixture
def photo(tmp_path: Path, house_photo: bytes) -> Path:
    """The photo as a file."""
    file = tmp_path / "house.jpg"
    file.write_bytes(house_photo)
    return file


def test_it_asks_and_comes_back_with_the_letter(
    live_server: LiveServer, deciders: list[str], photo: Path, tmp_path: Path
) -> None:
    done = _run(live_server.url, photo, tmp_path / "letter.pdf", *deciders, f"--password={PASSPHRASE}")

    assert done.returncode == 0, done.stderr
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF-")
    assert [line.partition(": ")[2] for line in done.stdout.splitlines()[:3]] == [
        "Ketua RT",
        "Petugas kelurahan",
        "Tanda tangan lurah",
    ]
    assert done.stdout.splitlines()[-1].startswith(f"{live_server.url}/s/")


def test_it_says_what_was_refused(live_server: LiveServer, deciders: list[str], tmp_path: Path) -> None:
    (tmp_path / "house.jpg").write_bytes(b"no photo")

    done = _run(live_server.url, tmp_path / "house.jpg", tmp_path / "letter.pdf", *deciders, f"--password={PASSPHRASE}")

    assert done.returncode == 1
    assert done.stderr.startswith("422 invalid_input: foto_rumah: ")
    assert not (tmp_path / "letter.pdf").exists()


def _run(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", str(CLIENT), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
