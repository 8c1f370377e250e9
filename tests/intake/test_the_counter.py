"""The counter's pages: find somebody, choose, one page of questions, consent, send, print, the next."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from palui.audit import selectors as audit
from palui.cases import selectors as cases
from palui.cases import services as case_services
from palui.cases.domain import Status
from palui.intake import selectors, services
from palui.intake.domain import Channel
from palui.intake.models import ConsentCode, Submission
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Nik
from palui.letters import services as letters
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord
from tests.cast import PASSPHRASE, SITI_KK, SITI_NIK, City, Person, a_photo
from tests.conftest import LOCK_OF_THE_RECORD


@pytest.fixture
def rahmat(siti: Person) -> ResidentRecord:
    """Siti's husband: no account, no phone."""
    record = residents.find_by_nik(Nik.parse("6371990205880001"))
    assert record
    return record


@pytest.fixture
def siti_in_register(siti: Person) -> ResidentRecord:
    record = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert record
    return record


def begin(helper: Person, resident: ResidentRecord, service: str = "domisili", **sent: str) -> str:
    """Choose a service for somebody; gives the code of the draft."""
    answer = helper.client.post(f"/loket/warga/{resident.public_id}/", {"layanan": service, **sent})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"].rstrip("/").rpartition("/")[2])


def the_form(**changed: Any) -> dict[str, Any]:
    """What the counter sends for a letter of domicile, as a browser would."""
    return {
        "alamat.street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
        "alamat.kelurahan": "63.71.04.1004",
        "alamat.rt": "12",
        "alamat.rw": "2",
        "status_tinggal": "milik",
        "sejak": "Maret 2021",
        "keperluan": "kerja",
        "foto_rumah": SimpleUploadedFile("rumah.jpg", a_photo(), "image/jpeg"),
        "setuju": "spoken",
        "setuju_kata": "Silakan diisikan.",
        "telepon": "",
    } | changed


def test_people_are_found_by_name_nik_and_card(fauzi: Person, rahmat: ResidentRecord) -> None:
    for text in ("siti", SITI_NIK, SITI_KK):
        page = fauzi.client.post("/loket/", {"cari": text}).content.decode()
        assert "Siti Rahmah" in page
        assert SITI_NIK not in page.replace(f'value="{text}"', "").replace(f'data-for="{text}"', "")
    assert "Rahmat Hidayat" in fauzi.client.post("/loket/", {"cari": SITI_KK}).content.decode()


def test_an_answer_while_typing_is_only_the_list(fauzi: Person, rahmat: ResidentRecord) -> None:
    page = fauzi.client.post("/loket/", {"cari": "siti"}, headers={"HX-Request": "true"}).content.decode()
    assert "Siti Rahmah" in page
    assert "<html" not in page


def test_who_is_not_in_the_register_is_added_first(fauzi: Person, rahmat: ResidentRecord) -> None:
    page = fauzi.client.post("/loket/", {"cari": "zzz tidak ada"}).content.decode()
    assert "perlu ditambahkan dulu" in page
    assert reverse("residents:list") in page


def test_one_page_serves_a_person_and_the_receipt_carries_a_pin(
    city: City, fauzi: Person, rahmat: ResidentRecord
) -> None:
    code = begin(fauzi, rahmat)
    page = fauzi.client.get(f"/loket/isi/{code}/").content.decode()
    assert "Gg. Keluarga No. 8" in page, "the register's address is filled in"
    answer = fauzi.client.post(f"/loket/isi/{code}/", the_form())
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"] == f"/permohonan/{code}/terkirim/"
    receipt = fauzi.client.get(answer["Location"]).content.decode()
    pin = selectors.submission(code).applicant.pin
    assert pin in receipt
    assert "dengan persetujuan lisan: “Silakan diisikan”" in receipt
    assert f"/berkas/{code}/" in receipt
    tracked = Client().post("/lacak/", {"kode": code, "angka": pin})
    assert tracked["Location"] == f"/lacak/{code}/"
    today = fauzi.client.get("/loket/").content.decode()
    assert "Rahmat Hidayat" in today
    assert reverse("letters:print", args=[code]) in today


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat)
    answer = fauzi.client.post(f"/loket/isi/{code}/", the_form(sejak="besok lusa", setuju="", telepon="0812 3456 4321"))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "besok lusa" in page
    assert "Catat dulu persetujuan warga" in page
    assert "+6281234564321" in page
    assert "foto_rumah" in selectors.submission(code).files(), "a good file is kept"


def test_what_is_typed_saves_itself(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat)
    sent = {key: value for key, value in the_form(sejak="Maret 2").items() if key != "foto_rumah"}
    answer = fauzi.client.post(f"/loket/isi/{code}/simpan/", sent)
    assert answer.status_code in (200, 204)
    record = selectors.submission(code)
    assert record.answers["sejak"] == "Maret 2"
    assert record.assistance
    assert record.assistance.consent


def test_sending_twice_sends_once(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat)
    first = fauzi.client.post(f"/loket/isi/{code}/", the_form())
    again = fauzi.client.post(f"/loket/isi/{code}/", the_form())
    assert first["Location"] == again["Location"]
    assert selectors.served_by(fauzi.user_id).count == 1


def test_a_scanned_page_is_consent(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat)
    scanned = SimpleUploadedFile("setuju.jpg", a_photo(), "image/jpeg")
    answer = fauzi.client.post(f"/loket/isi/{code}/", the_form(setuju="written", setuju_kata="", persetujuan=scanned))
    assert answer.status_code == 302, answer.content.decode()
    assert "persetujuan" in selectors.submission(code).files()


def test_a_code_is_asked_for_and_told_back(fauzi: Person, siti_in_register: ResidentRecord) -> None:
    code = begin(fauzi, siti_in_register)
    asked = fauzi.client.post(f"/loket/isi/{code}/", the_form(setuju="code", setuju_kata="", kirim_kode="1"))
    assert asked["Location"].endswith("#persetujuan")
    made = services.make_consent_code(ConsentCode.objects.latest("id").pk)
    assert made
    wrong = fauzi.client.post(f"/loket/isi/{code}/", the_form(setuju="code", setuju_kata="", setuju_kode="1"))
    assert wrong.status_code == 422
    right = fauzi.client.post(f"/loket/isi/{code}/", the_form(setuju="code", setuju_kata="", setuju_kode=made.code))
    assert right.status_code == 302, right.content.decode()


def test_strangers_find_nothing(
    fauzi: Person,
    yani: Person,
    norhayati: Person,
    masrani: Person,
    other_rt_head: Person,
    siti: Person,
    budi: Person,
    rahmat: ResidentRecord,
) -> None:
    code = begin(fauzi, rahmat)
    for person in (yani, norhayati, masrani, siti, budi):
        assert person.client.get(f"/loket/isi/{code}/").status_code == 404
        assert person.client.post(f"/loket/isi/{code}/", the_form()).status_code == 404
        assert person.client.post(f"/loket/isi/{code}/simpan/", {}).status_code == 404
    assert norhayati.client.get(f"/loket/warga/{rahmat.public_id}/").status_code == 404
    assert other_rt_head.client.get(f"/bantu/{rahmat.public_id}/").status_code == 404
    assert masrani.client.get(f"/loket/warga/{rahmat.public_id}/").status_code == 404
    assert masrani.client.get("/loket/").status_code == 404
    assert fauzi.client.get("/bantu/").status_code == 404
    assert siti.client.get("/loket/").status_code == 404
    assert "Rahmat" not in other_rt_head.client.post("/bantu/", {"cari": "rahmat"}).content.decode()
    assert "/masuk/" in Client().get("/loket/")["Location"]


def test_an_own_request_is_no_page_of_the_counter(fauzi: Person, siti: Person) -> None:
    code = services.start_draft(acting=siti.acting, service_code="domisili")
    assert siti.client.get(f"/loket/isi/{code}/").status_code == 404


def test_the_head_of_the_rt_helps_page_by_page(masrani: Person, rahmat: ResidentRecord) -> None:
    assert "Rahmat Hidayat" in masrani.client.post("/bantu/", {"cari": "rahmat"}).content.decode()
    answer = masrani.client.post(f"/bantu/{rahmat.public_id}/", {"layanan": "domisili"})
    code = answer["Location"].split("/")[2]
    assert selectors.submission(code).channel is Channel.RT
    while True:
        answer = masrani.client.get(f"/permohonan/{code}/lanjut/")
        place = answer["Location"]
        if place.endswith("/periksa/"):
            break
        answer = masrani.client.post(place, the_form())
        assert answer.status_code == 302, answer.content.decode()
    page = masrani.client.get(place).content.decode()
    assert "Bagaimana Rahmat Hidayat menyetujui" in page
    assert masrani.client.post(place, {}).status_code == 422
    sent = masrani.client.post(place, {"setuju": "spoken", "setuju_kata": "Tolong diisikan, Pak RT."})
    assert sent.status_code == 302, sent.content.decode()
    assert "Ketua RT 12 RW 02" in masrani.client.get(sent["Location"]).content.decode()


def test_the_most_asked_for_comes_first(fauzi: Person, rahmat: ResidentRecord) -> None:
    for _ in range(2):
        Submission.objects.filter(assisted_by_id=fauzi.user_id).update(version=9)
        begin(fauzi, rahmat, "sktm")
    assert selectors.services_for_counter(fauzi.user_id)[0].code == "sktm"
    page = fauzi.client.get(f"/loket/warga/{rahmat.public_id}/").content.decode()
    assert page.index('value="sktm"') < page.index('value="domisili"')


def test_about_somebody_who_has_died_their_nik_is_enough(fauzi: Person, budi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat, "kematian", almarhum="6371991507850003")
    assert selectors.submission(code).subject.name == "Budi Santoso"
    refused = fauzi.client.post(f"/loket/warga/{rahmat.public_id}/", {"layanan": "kematian", "almarhum": "637"})
    assert refused.status_code == 422


def test_pages_ask_few_questions_of_the_database(
    fauzi: Person, rahmat: ResidentRecord, django_assert_max_num_queries: Any
) -> None:
    code = begin(fauzi, rahmat)
    fauzi.client.post(f"/loket/isi/{code}/", the_form())
    again = begin(fauzi, rahmat, "sktm")
    for path in (
        "/loket/",
        f"/loket/warga/{rahmat.public_id}/",
        f"/loket/isi/{again}/",
        f"/permohonan/{code}/terkirim/",
    ):
        fauzi.client.get(path)
        with django_assert_max_num_queries(10 + LOCK_OF_THE_RECORD):
            assert fauzi.client.get(path).status_code == 200, path
    with django_assert_max_num_queries(10 + LOCK_OF_THE_RECORD):
        fauzi.client.post("/loket/", {"cari": "siti"}, headers={"HX-Request": "true"})


def test_a_photo_is_kept_once_however_it_came(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = begin(fauzi, rahmat)
    content = io.BytesIO(a_photo()).getvalue()
    for _ in range(2):
        fauzi.client.post(
            f"/loket/isi/{code}/",
            the_form(sejak="?", foto_rumah=SimpleUploadedFile("kamera.jpg", content, "image/jpeg")),
        )
    assert [item.key for item in selectors.submission(code).evidence] == ["foto_rumah"]


def sent_for(officer: Person, resident: ResidentRecord) -> str:
    """A request that an officer filled in and sent for somebody."""
    code = begin(officer, resident)
    assert officer.client.post(f"/loket/isi/{code}/", the_form()).status_code == 302
    return code


def test_the_resident_sees_what_was_asked_for_them_and_takes_it_back(
    fauzi: Person, siti: Person, siti_in_register: ResidentRecord
) -> None:
    code = sent_for(fauzi, siti_in_register)
    assert code in siti.client.get("/permohonan/").content.decode()
    page = siti.client.get(f"/lacak/{code}/").content.decode()
    assert "Diisi oleh Ahmad Fauzi" in page
    assert "Kalau Anda tidak memintanya" in page
    assert siti.client.post(f"/berkas/{code}/tarik/").status_code == 302
    assert cases.case(code).status is Status.WITHDRAWN


def test_the_officer_s_page_says_who_filled_in(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = sent_for(fauzi, rahmat)
    assert "Diisi oleh Ahmad Fauzi" in fauzi.client.get(f"/berkas/{code}/").content.decode()


def test_who_has_no_account_is_helped_to_correct_by_whoever_serves_that_day(
    fauzi: Person, yani: Person, masrani: Person, norhayati: Person, rahmat: ResidentRecord
) -> None:
    code = sent_for(fauzi, rahmat)
    case_services.endorse(acting=masrani.acting, code=code)
    case_services.ask_correction(acting=fauzi.acting, code=code, items=[("sejak", "Sejak tahun berapa?")])
    assert norhayati.client.get(f"/berkas/{code}/perbaikan/").status_code == 404
    assert "Bantu warga memperbaiki" in yani.client.get(f"/berkas/{code}/").content.decode()
    answer = yani.client.post(f"/berkas/{code}/perbaikan/", {"sejak": "Mei 2020"})
    assert answer.status_code == 302, answer.content.decode()
    assert selectors.submission(code).answers["sejak"] == "2020-05"
    told = [f"{entry.actor} {entry.sentence}" for entry in audit.entries_of_case(code)]
    assert any("Akhmad Yani" in line and "mengirim perbaikan" in line for line in told)


def test_an_own_request_is_corrected_by_its_applicant_alone(siti_asks: Any, fauzi: Person, masrani: Person) -> None:
    code = siti_asks()
    case_services.endorse(acting=masrani.acting, code=code)
    case_services.ask_correction(acting=fauzi.acting, code=code, items=[("sejak", "Sejak tahun berapa?")])
    with pytest.raises(DomainError):
        case_services.answer_correction(acting=fauzi.acting, code=code, raw={"sejak": "Mei 2020"})


def test_the_letter_is_one_link_from_the_list(
    fauzi: Person, masrani: Person, ratna: Person, norhayati: Person, rahmat: ResidentRecord
) -> None:
    code = sent_for(fauzi, rahmat)
    early = fauzi.client.get(f"/berkas/{code}/cetak/")
    assert early["Location"] == f"/berkas/{code}/"
    case_services.endorse(acting=masrani.acting, code=code)
    case_services.verify(acting=fauzi.acting, code=code)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    signed = fauzi.client.get(f"/berkas/{code}/cetak/")
    assert signed["Location"].endswith(".pdf")
    assert norhayati.client.get(f"/berkas/{code}/cetak/").status_code == 404


def test_a_receipt_is_for_paper_of_three_sizes(fauzi: Person, rahmat: ResidentRecord) -> None:
    code = sent_for(fauzi, rahmat)
    path = f"/permohonan/{code}/terkirim/"
    assert "struk-58" not in fauzi.client.get(path).content.decode()
    fauzi.client.get(f"{path}?kertas=58")
    assert "struk-58" in fauzi.client.get(path).content.decode(), "the paper chosen stays chosen"
