"""`palui check` says in sentences whether an installation can work."""

from pathlib import Path

import pytest

from tests.peers.palui import PaluiServer
from tests.peers.smtp import SmtpSink


@pytest.fixture
def installation(tmp_path: Path) -> PaluiServer:
    installation = PaluiServer(tmp_path / "var")
    assert installation.run("migrate", "--verbosity=0").returncode == 0
    return installation


def test_a_good_installation_is_called_good(installation: PaluiServer, smtp_sink: SmtpSink) -> None:
    installation.environment["PALUI_EMAIL_URL"] = smtp_sink.url

    done = installation.run("check")

    assert done.returncode == 0, done.stdout + done.stderr
    assert "SALAH" not in done.stdout
    assert "Semua tabel mutakhir." in done.stdout
    assert f"Peladen surel 127.0.0.1:{smtp_sink.port} menjawab." in done.stdout


def test_a_mail_server_that_is_away_is_wrong(installation: PaluiServer) -> None:
    installation.environment["PALUI_EMAIL_URL"] = "smtp://127.0.0.1:9?tls=none"

    done = installation.run("check")

    assert done.returncode == 1
    assert "SALAH   Peladen surel 127.0.0.1:9 tidak dapat dipakai" in done.stdout


def test_tables_that_are_behind_are_wrong(tmp_path: Path) -> None:
    done = PaluiServer(tmp_path / "var").run("check")

    assert done.returncode == 1
    assert "langkah tabel belum dijalankan" in done.stdout
