"""Uploads against a real clamd: clean, infected, too long for it, gone in the middle, not there."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from PIL import Image

from palui.audit import selectors as audit
from palui.config.environment import ClamdAddress
from palui.intake import selectors, services
from palui.intake.domain import Channel
from palui.intake.models import Evidence
from palui.intake.ports import scanner
from palui.integrations.clamav.adapter import ClamavScanner
from palui.integrations.clamav.client import Clamd
from palui.kernel.errors import TemporaryFailure
from tests.cast import a_photo
from tests.peers.clamd import EICAR, VIRUS, ClamdPeer
from tests.peers.palui import free_port


@pytest.fixture(scope="module")
def clamd() -> Iterator[ClamdPeer]:
    with tempfile.TemporaryDirectory(prefix="palui-clamd-") as folder:
        peer = ClamdPeer(Path(folder))
        peer.start()
        yield peer
        peer.stop()


@pytest.fixture
def scanned(clamd):
    with scanner.filled_with(ClamavScanner(clamd.client)):
        yield


@pytest.fixture
def silent():
    with scanner.filled_with(ClamavScanner(Clamd(host="127.0.0.1", port=free_port()))):
        yield


@pytest.fixture
def draft(siti):
    code = services.start_draft(acting=siti.acting, service_code="domisili", channel=Channel.PHONE)
    services.save_answers(acting=siti.acting, code=code, raw={"keperluan": "bank"})
    return code


def infected_photo():
    file = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(file, "JPEG", comment=EICAR)
    return file.getvalue()


def send(siti, draft, **files):
    uploads = {key: SimpleUploadedFile(f"{key}.jpg", content) for key, content in files.items()}
    return siti.client.post(f"/permohonan/{draft}/berkas/", uploads)


def test_a_clean_file_passes_over_the_network_and_over_a_socket_file(clamd):
    clean = bytes(range(256)) * 4096
    assert clamd.client.scan(clean) == ""
    assert Clamd(path=str(clamd.socket)).scan(clean) == ""


def test_a_virus_is_found_wherever_it_stands(clamd):
    assert clamd.client.scan(EICAR) == f"{VIRUS}.UNOFFICIAL"
    assert clamd.client.scan(bytes(200_000) + EICAR) == f"{VIRUS}.UNOFFICIAL"


def test_what_is_too_long_for_it_counts_as_not_looked_at(clamd):
    with pytest.raises(TemporaryFailure, match="size limit"):
        clamd.client.scan(bytes(40 * 1024 * 1024))


@pytest.mark.django_db
def test_an_infected_photo_is_refused_in_words_recorded_and_not_kept(siti, draft, scanned, settings):
    answer = send(siti, draft, foto_rumah=infected_photo(), surat_tinggal=a_photo())
    assert answer.status_code == 422
    assert "ditemukan virus" in answer.content.decode()
    assert set(selectors.submission(draft).files()) == {"surat_tinggal"}, "the clean file beside it stays"
    assert [path.is_file() for path in settings.MEDIA_ROOT.rglob("*")].count(True) == 1
    sentences = [entry.sentence for entry in audit.entries_of_case(draft)]
    assert any("bervirus untuk Foto depan rumah" in sentence and VIRUS in sentence for sentence in sentences)


@pytest.mark.django_db
def test_a_clean_photo_is_kept(siti, draft, scanned):
    send(siti, draft, foto_rumah=a_photo())
    assert set(selectors.submission(draft).files()) == {"foto_rumah"}


@pytest.mark.django_db
def test_while_the_scanner_is_silent_nothing_is_taken_and_nothing_typed_is_lost(siti, draft, silent):
    answer = send(siti, draft, foto_rumah=a_photo())
    assert answer.status_code == 422
    assert "Pemeriksa virus sedang tidak menjawab" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert selectors.submission(draft).answers["keperluan"] == "bank"


def test_a_scanner_that_goes_away_and_comes_back_is_asked_again():
    with tempfile.TemporaryDirectory(prefix="palui-clamd-") as folder:
        peer = ClamdPeer(Path(folder))
        peer.start()
        assert peer.client.scan(EICAR)
        peer.stop()
        with pytest.raises(TemporaryFailure):
            peer.client.scan(b"bersih")
        peer.start()
        assert peer.client.scan(b"bersih") == ""
        peer.stop()


@pytest.mark.django_db
def test_the_check_of_the_installation_asks_it_too(clamd, settings, capsys, tmp_path):
    settings.PALUI_DATA_DIR = tmp_path
    settings.PALUI_CLAMD = ClamdAddress(path=str(clamd.socket))
    call_command("check")
    assert f"Pemeriksa virus di {clamd.socket} menjawab." in capsys.readouterr().out
    settings.PALUI_CLAMD = ClamdAddress(host="127.0.0.1", port=free_port())
    with pytest.raises(SystemExit):
        call_command("check")
    assert "SALAH   Pemeriksa virus" in capsys.readouterr().out
