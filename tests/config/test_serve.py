"""`palui serve` as an operator meets it."""

import json
import os
import signal
import socket
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.peers.palui import PaluiServer, clean_environment, run_palui


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PaluiServer]:
    server = PaluiServer(tmp_path / "var")
    yield server
    if server.process and server.process.poll() is None:
        server.process.kill()
        server.process.wait()


def test_it_serves_and_says_where_and_ends_in_order(server: PaluiServer) -> None:
    server.start()
    server.wait_for("worker.started")

    assert server.stop(by=signal.SIGTERM) == 0
    assert f"Palui melayani di {server.url}" in server.output()
    ended = [line["event"] for line in map(_json, server.output().splitlines()) if line]
    assert ended[-1] == "worker.stopped"
    assert '"level": "error"' not in server.output()


def test_a_worker_that_dies_is_started_again(server: PaluiServer) -> None:
    server.start()
    server.wait_for("worker.started")
    (worker,) = children_of(server.process, called="palui-worker")
    assert server.process
    assert can_fork(server.process.pid, folder=server.folder)

    os.kill(worker, signal.SIGKILL)

    server.wait_for("worker.started", times=2)
    assert "worker_ended" in server.output()
    assert server.stop() == 0


def test_nothing_stays_behind_when_it_is_killed_outright(server: PaluiServer) -> None:
    server.start()
    assert server.process is not None
    server.process.kill()
    server.process.wait()

    deadline = time.monotonic() + 20
    while _is_open(server.port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_nothing_stays_behind_when_the_web_server_is_killed_outright(server: PaluiServer) -> None:
    server.start()
    (web,) = children_of(server.process, called="palui-web")
    os.kill(web, signal.SIGKILL)

    assert server.process
    assert server.process.wait(30) == 1
    deadline = time.monotonic() + 20
    while _is_open(server.port):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_what_is_in_flight_is_answered_before_it_ends(server: PaluiServer) -> None:
    server.start()
    body = json.dumps({"username": "warga", "password": "salah-sekali"}).encode()
    head = (
        f"POST /_allauth/app/v1/auth/login HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    ).encode()
    with socket.create_connection(("127.0.0.1", server.port), timeout=20) as connection:
        connection.sendall(head + body[:10])
        ending = threading.Thread(target=server.stop)
        ending.start()
        ending.join(1)
        connection.sendall(body[10:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
        ending.join()

    assert answer.startswith(b"HTTP/1.1 400")


@pytest.mark.long
def test_ctrl_c_ends_it_too_and_a_later_start_is_quick(server: PaluiServer) -> None:
    server.start()
    assert server.stop(by=signal.SIGINT) == 0

    server.start(within=15)
    assert server.stop() == 0
    assert server.output().count("Menyiapkan tabel") == 1
    assert server.output().count("Memampatkan berkas") == 1


def test_static_files_are_compressed_and_keep_for_ever(server: PaluiServer) -> None:
    server.start()
    manifest = json.loads((server.folder / "static" / "staticfiles.json").read_text())
    name = manifest["paths"]["ui/palui.css"]
    request = urllib.request.Request(f"{server.url}/static/{name}", headers={"Accept-Encoding": "br"})

    with urllib.request.urlopen(request) as answer:
        assert answer.headers["Content-Encoding"] == "br"
        assert "immutable" in answer.headers["Cache-Control"]
    server.stop()


def test_a_port_in_use_is_one_sentence_and_code_2(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        done = _serve(PALUI_DATA_DIR=str(tmp_path), PALUI_PORT=str(port))

    sentence = (
        f"Porta {port} di 127.0.0.1 tidak dapat dipakai (Address already in use); "
        "hentikan program yang memakainya atau pilih porta lain dengan PALUI_PORT."
    )
    assert done == (2, sentence)


def test_a_folder_that_refuses_is_one_sentence_and_code_2(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, told = _serve(PALUI_DATA_DIR=str(tmp_path / "file" / "var"))

    assert code == 2
    assert told.startswith("PALUI_DATA_DIR tidak dapat dipakai: ")
    assert "\n" not in told


def test_a_folder_that_refuses_is_told_even_when_all_keys_are_given(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    code, told = _serve(
        PALUI_DATA_DIR=str(tmp_path / "file" / "var"),
        PALUI_SECRET_KEY="k" * 50,
        PALUI_DATA_KEYS="A" * 43 + "=",
    )

    assert code == 2
    assert told.startswith(f"Folder data {tmp_path}/file/var tidak dapat ditulisi")
    assert "\n" not in told


def test_wrong_settings_are_one_sentence_each_and_code_2(tmp_path: Path) -> None:
    code, told = _serve(PALUI_DATA_DIR=str(tmp_path), PALUI_CITY="Banjarmasin", PALUI_LOG_LEVEL="LOUD")

    assert code == 2
    assert [line.split()[0] for line in told.splitlines()] == ["PALUI_CITY", "PALUI_LOG_LEVEL"]


def test_a_database_that_does_not_answer_is_one_sentence_and_code_2(tmp_path: Path) -> None:
    code, told = _serve(PALUI_DATA_DIR=str(tmp_path), PALUI_DATABASE_URL=f"postgresql://palui@/palui?host={tmp_path}")

    assert code == 2
    assert told.startswith("Basis data tidak dapat dihubungi")


def children_of(process: subprocess.Popen[bytes] | None, *, called: str) -> list[int]:
    assert process is not None
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    return [int(pid) for pid in children if Path(f"/proc/{pid}/comm").read_text().strip() == called]


def can_fork(pid: int, *, folder: Path) -> bool:
    """It has one thread, and nothing open that leads to a database: no file of the folder, no line to a server."""
    process = Path(f"/proc/{pid}")
    opened = [str(file.readlink()) for file in (process / "fd").iterdir() if int(file.name) > 2]
    return len(list((process / "task").iterdir())) == 1 and not [
        name for name in opened if name.startswith((str(folder), "socket:"))
    ]


def _is_open(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _serve(**settings: str) -> tuple[int, str]:
    done = run_palui("serve", environment=clean_environment() | settings)
    return done.returncode, done.stderr.strip()


def _json(line: str) -> dict[str, object]:
    try:
        return dict(json.loads(line))
    except ValueError:
        return {}
