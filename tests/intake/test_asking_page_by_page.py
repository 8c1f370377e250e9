"""Siti asks on her phone, page by page, with nothing but forms; later on another device."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client

from palui.accounts.models import User
from palui.cases import selectors as cases
from palui.catalogue.domain import SubjectKind
from palui.intake import selectors, services
from palui.intake.models import Submission
from palui.intake.selectors import Subject
from palui.kernel.identifiers import PublicCode
from palui.outbox.models import OutboxEntry
from tests.cast import SITI_NIK, SUNGAI_JINGAH, a_photo

pytestmark = pytest.mark.django_db

HOME = {
    "alamat.street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
    "alamat.kelurahan": SUNGAI_JINGAH,
    "alamat.rt": "12",
    "alamat.rw": "2",
    "status_tinggal": "milik",
    "sejak": "Maret 2021",
}


def begin(client, **sent):
    client.post("/ajukan/domisili/", sent)
    return Submission.objects.latest("id").code


def page(code, name):
    return f"/permohonan/{code}/isi/{name}/"


def text_of(response):
    return unescape(response.content.decode())


def upload(content=None, name="rumah.jpg"):
    return SimpleUploadedFile(name, a_photo() if content is None else content, "image/jpeg")


def fill_in(client, code):
    client.post(page(code, "tempat"), HOME)
    client.post(page(code, "keperluan"), {"keperluan": "kerja", "tujuan": ""})
    client.post(f"/permohonan/{code}/berkas/", {"foto_rumah": upload()})


def test_siti_asks_with_forms_alone(siti):
    phone = siti.client
    start = phone.get("/ajukan/domisili/")
    assert "Aisyah Putri" in text_of(start)
    code = begin(phone)

    first = phone.get(page(code, "tempat"))
    assert "Jl. Sungai Jingah Gg. Keluarga No. 8" in text_of(first)
    assert "Dari data kependudukan" in text_of(first)
    sent = phone.post(page(code, "tempat"), HOME)
    assert sent["Location"] == page(code, "keperluan")
    sent = phone.post(page(code, "keperluan"), {"keperluan": "kerja", "tujuan": "Toko Amanah"})
    assert sent["Location"] == f"/permohonan/{code}/berkas/"
    sent = phone.post(f"/permohonan/{code}/berkas/", {"foto_rumah": upload()})
    assert sent["Location"] == f"/permohonan/{code}/periksa/"

    check = text_of(phone.get(sent["Location"]))
    for words in ("Maret 2021", "Melamar pekerjaan", "Toko Amanah", "Ketua RT 12", "rumah.jpg", "Kirim permohonan"):
        assert words in check
    assert "Ketua RW" not in check, "this office does not ask the RW"
    sent = phone.post(f"/permohonan/{code}/periksa/")
    assert sent["Location"] == f"/permohonan/{code}/terkirim/"

    receipt = text_of(phone.get(sent["Location"]))
    assert code in receipt
    assert "7781" in receipt
    assert "<svg" in receipt
    assert PublicCode.parse(code).text == code
    assert cases.case(code).who == "rt"


def test_the_code_in_an_address_may_be_typed_in_small_letters(siti):
    code = begin(siti.client)
    assert siti.client.get(page(code.lower(), "tempat")).status_code == 200


def test_what_is_wrong_stands_beside_the_field_and_is_kept(siti):
    code = begin(siti.client)
    wrong = siti.client.post(page(code, "tempat"), HOME | {"sejak": "dulu sekali", "status_tinggal": ""})
    assert wrong.status_code == 422
    body = text_of(wrong)
    assert "dulu sekali" in body
    assert 'href="#isian-sejak"' in body
    assert 'aria-invalid="true"' in body
    assert "Pilih status tempat tinggal Anda" in body
    again = text_of(another_device(siti).get(page(code, "tempat")))
    assert "dulu sekali" in again, "another device shows what was typed, wrong as it is"


def another_device(person):
    """The same person on another device."""
    client = Client()
    client.force_login(User.objects.get(pk=person.user_id))
    return client


def test_a_draft_goes_on_where_it_stopped_on_another_device(siti):
    code = begin(siti.client)
    siti.client.post(page(code, "tempat"), HOME)
    computer = another_device(siti)
    assert computer.get(f"/permohonan/{code}/lanjut/")["Location"] == page(code, "keperluan")
    computer.post(page(code, "keperluan"), {"keperluan": "kerja"})
    assert siti.client.get(f"/permohonan/{code}/lanjut/")["Location"] == f"/permohonan/{code}/berkas/"
    assert [draft.code for draft in selectors.drafts_of(siti.user_id)] == [code]
    assert code in text_of(computer.get("/permohonan/"))


def test_a_question_that_an_answer_brings_up_is_shown_before_it_is_blamed(siti):
    code = begin(siti.client)
    more = siti.client.post(page(code, "tempat"), HOME | {"status_tinggal": "sewa"})
    assert more.status_code == 302
    assert more["Location"].endswith("#isian-pemilik")
    shown = text_of(siti.client.get(more["Location"]))
    assert "Nama pemilik rumah" in shown
    assert 'aria-invalid="true"' not in shown
    blamed = siti.client.post(page(code, "tempat"), HOME | {"status_tinggal": "sewa", "pemilik": ""})
    assert blamed.status_code == 422


def test_school_brings_up_the_page_about_disasters(siti):
    code = begin(siti.client)
    siti.client.post(page(code, "tempat"), HOME)
    sent = siti.client.post(page(code, "keperluan"), {"keperluan": "sekolah"})
    assert sent["Location"] == page(code, "bencana")
    assert "sekolah dapat menolak surat ini" in text_of(siti.client.get(sent["Location"]))
    facts = {
        "karena_bencana": "ya",
        "jenis_bencana": "nonalam",
        "peristiwa": "Kebakaran",
        "tanggal_bencana": "3 Mei 2025",
    }
    assert siti.client.post(page(code, "bencana"), facts)["Location"] == f"/permohonan/{code}/berkas/"
    siti.client.post(page(code, "keperluan"), {"keperluan": "kerja"})
    assert siti.client.get(page(code, "bencana"))["Location"] == f"/permohonan/{code}/lanjut/"


def test_a_page_saves_itself_and_shows_new_questions(siti):
    code = begin(siti.client)
    quiet = siti.client.post(f"{page(code, 'tempat')}simpan/", HOME | {"sejak": "Ma"})
    assert quiet.status_code == 204
    grown = siti.client.post(f"{page(code, 'tempat')}simpan/", HOME | {"status_tinggal": "menumpang"})
    assert "Nama pemilik rumah" in text_of(grown)
    assert "<html" not in text_of(grown)
    assert selectors.submission(code).answers["status_tinggal"] == "menumpang"


def test_an_rt_that_does_not_exist_is_told_on_its_page_and_stops_sending(siti):
    code = begin(siti.client)
    wrong = siti.client.post(page(code, "tempat"), HOME | {"alamat.rt": "99"})
    assert "RT 99 RW 2 tidak ada di Kelurahan Sungai Jingah" in text_of(wrong)
    fill_in(siti.client, code)
    siti.client.post(page(code, "tempat"), HOME | {"alamat.rt": "99"})
    refused = siti.client.post(f"/permohonan/{code}/periksa/")
    assert refused.status_code == 422
    assert f"{page(code, 'tempat')}?dari=masalah#isian-alamat-rt" in text_of(refused)
    assert 'aria-invalid="true"' in text_of(siti.client.get(f"{page(code, 'tempat')}?dari=masalah"))


def test_an_rt_without_rw_is_found_or_told_alike(siti):
    code = begin(siti.client)
    assert siti.client.post(page(code, "tempat"), HOME | {"alamat.rw": ""}).status_code == 302
    wrong = siti.client.post(page(code, "tempat"), HOME | {"alamat.rt": "98", "alamat.rw": ""})
    assert "RT 98 tidak ada di Kelurahan Sungai Jingah" in text_of(wrong)


def test_what_is_missing_is_listed_with_the_way_to_it(siti):
    code = begin(siti.client)
    refused = siti.client.post(f"/permohonan/{code}/periksa/")
    body = text_of(refused)
    assert refused.status_code == 422
    assert "Tulis sejak kapan Anda tinggal di sini" in body
    assert f"/permohonan/{code}/berkas/?dari=masalah#isian-foto_rumah" in body
    assert not OutboxEntry.objects.filter(payload__code=code).exists()


def test_changing_one_answer_leads_back_to_the_check(siti):
    code = begin(siti.client)
    fill_in(siti.client, code)
    assert f"{page(code, 'keperluan')}?dari=periksa" in text_of(siti.client.get(f"/permohonan/{code}/periksa/"))
    sent = siti.client.post(page(code, "keperluan"), {"keperluan": "bank", "dari": "periksa"})
    assert sent["Location"] == f"/permohonan/{code}/periksa/"


def test_sending_twice_is_sending_once(siti):
    code = begin(siti.client)
    fill_in(siti.client, code)
    for _ in range(2):
        sent = siti.client.post(f"/permohonan/{code}/periksa/")
        assert sent["Location"] == f"/permohonan/{code}/terkirim/"
    services.submit(acting=siti.acting, code=code)
    assert OutboxEntry.objects.filter(event="SubmissionReceived", reaction="cases.open_case").count() == 1


def test_beginning_twice_without_typing_is_one_draft(siti):
    first = begin(siti.client)
    assert begin(siti.client) == first
    siti.client.post(page(first, "tempat"), HOME)
    assert begin(siti.client) != first


def test_what_was_sent_is_frozen(siti):
    code = begin(siti.client)
    fill_in(siti.client, code)
    siti.client.post(f"/permohonan/{code}/periksa/")
    answers = selectors.submission(code).answers
    for address in (page(code, "tempat"), f"/permohonan/{code}/berkas/", f"/permohonan/{code}/hapus/"):
        assert siti.client.post(address, HOME | {"sejak": "2001"})["Location"] == f"/permohonan/{code}/terkirim/"
    assert selectors.submission(code).answers == answers


def test_siti_asks_for_her_daughter(siti, aisyah_id):
    code = begin(siti.client, untuk=aisyah_id)
    subject = selectors.submission(code).subject
    assert (subject.name, subject.relation, subject.kind) == ("Aisyah Putri", "Anak", "household_member")
    assert "Untuk Aisyah Putri" in text_of(siti.client.get(page(code, "tempat")))


def test_nobody_asks_for_somebody_of_another_family(siti, budi):
    refused = siti.client.post("/ajukan/domisili/", {"untuk": budi.acting.resident_id})
    assert refused.status_code == 422
    assert "Budi" not in text_of(refused)
    assert not Submission.objects.exists()


@pytest.mark.parametrize("untuk", ["x", "-1", "2.345", "9" * 30, "\x00"])
def test_a_mangled_choice_of_person_is_refused_in_words(siti, untuk):
    refused = siti.client.post("/ajukan/domisili/", {"untuk": untuk})
    assert refused.status_code == 422
    assert "Pilih lagi untuk siapa suratnya" in text_of(refused)


def test_a_resident_with_a_long_number_can_be_chosen(siti):
    """Numbers in pages have dots in Indonesia; the value that a form sends back must have none."""
    subjects = [
        Subject(kind=SubjectKind.HOUSEHOLD_MEMBER, resident_id=place, name="A", relation="Anak") for place in (12345, 2)
    ]
    assert 'value="12345"' in render_to_string(
        "intake/start.html", {"subjects": subjects, "service": {"code": "domisili"}}
    )


def test_who_is_not_in_the_register_learns_what_to_do(fauzi):
    answer = fauzi.client.get("/ajukan/domisili/")
    assert "Bawa KTP ke kantor kelurahan" in text_of(answer)


def test_guidance_cannot_be_asked_for(siti):
    assert siti.client.get("/ajukan/pindah/")["Location"] == "/layanan/pindah/"


def test_without_a_telephone_nothing_is_sent(siti):
    User.objects.filter(pk=siti.user_id).update(phone=None)
    code = begin(siti.client)
    fill_in(siti.client, code)
    refused = siti.client.post(f"/permohonan/{code}/periksa/")
    assert "Tambahkan nomor ponsel" in text_of(refused)
    assert "/akun/ubah/" in text_of(refused)


def test_a_draft_is_deleted_with_its_files(siti, settings):
    code = begin(siti.client)
    fill_in(siti.client, code)
    assert "Hapus draf ini?" in text_of(siti.client.get(f"/permohonan/{code}/hapus/"))
    siti.client.post(f"/permohonan/{code}/hapus/")
    assert not Submission.objects.exists()
    assert not [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()]
    assert siti.client.get(page(code, "tempat")).status_code == 404


def test_what_was_typed_survives_signing_in_again(siti):
    code = begin(siti.client)
    expired = Client()
    away = expired.post(page(code, "tempat"), HOME | {"sejak": "Juli 2019"})
    assert away["Location"] == f"/masuk/?next={page(code, 'tempat')}"
    assert "Juli" not in str(dict(expired.session)), "typed answers wait sealed"
    back = expired.post(
        "/masuk/", {"login": "siti", "password": "palui-practice", "next": page(code, "tempat")}, follow=True
    )
    assert "tidak hilang" in text_of(back)
    assert "Juli 2019" in text_of(back)
    assert selectors.submission(code).answers["sejak"] == "2019-07"


def test_what_one_person_typed_never_reaches_anothers_draft(siti, budi):
    code = begin(siti.client)
    shared = Client()
    shared.post(page(code, "tempat"), HOME | {"sejak": "Juli 2019"})
    shared.post("/masuk/", {"login": "budi", "password": "palui-practice"})
    assert shared.get(page(code, "tempat")).status_code == 404
    assert "sejak" not in selectors.submission(code).answers


def every_address(code, evidence_id=1):
    yield "get", page(code, "tempat")
    yield "post", page(code, "tempat")
    yield "post", f"{page(code, 'tempat')}simpan/"
    yield "get", f"/permohonan/{code}/lanjut/"
    yield "get", f"/permohonan/{code}/berkas/"
    yield "post", f"/permohonan/{code}/berkas/"
    yield "get", f"/permohonan/{code}/berkas/{evidence_id}/"
    yield "post", f"/permohonan/{code}/berkas/foto_rumah/hapus/"
    yield "get", f"/permohonan/{code}/periksa/"
    yield "post", f"/permohonan/{code}/periksa/"
    yield "get", f"/permohonan/{code}/hapus/"
    yield "post", f"/permohonan/{code}/hapus/"
    yield "get", f"/permohonan/{code}/terkirim/"


def test_strangers_and_officers_get_the_same_404_as_for_nothing(siti, budi, fauzi, ratna, frozen_clock):
    code = begin(siti.client)
    fill_in(siti.client, code)
    evidence_id = selectors.submission(code).evidence[0].id
    nothing = PublicCode.new().text
    for stranger in (budi, fauzi, ratna):
        for method, address in every_address(code, evidence_id):
            there = getattr(stranger.client, method)(address)
            missing = getattr(stranger.client, method)(address.replace(code, nothing))
            assert there.status_code == missing.status_code == 404, (stranger.username, address)
            assert without_tokens(there).replace(code, "") == without_tokens(missing).replace(nothing, "")


def without_tokens(response):
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", text_of(response))


def test_visitors_are_asked_to_sign_in(siti, anonymous):
    code = begin(siti.client)
    for method, address in every_address(code):
        assert getattr(anonymous, method)(address)["Location"].startswith("/masuk/?next=/permohonan/")


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"alamat.rt": "\x00", "sejak": "\x00"},
        {"alamat.kelurahan": "63.71.99.9999", "sejak": "32 Mei 2021"},
        {"alamat": "x", "alamat.street.more": "y", "status_tinggal": ["milik", "sewa"]},
        {"status_tinggal": "istana", "sejak": "9" * 5000},
        {"sejak": "Maret 2031", "alamat.rt": "-1"},
        {"tambah": "alamat", "hapus": "alamat.0"},
        {"alamat.street": "🏠", "sejak": "' OR 1=1 --"},
    ],
)
def test_nothing_that_is_sent_breaks_a_page(siti, sent):
    code = begin(siti.client)
    assert siti.client.post(page(code, "tempat"), sent).status_code in (302, 422)
    assert siti.client.get(page(code, "tempat")).status_code == 200


def test_what_is_typed_is_shown_as_text_never_as_markup(siti):
    code = begin(siti.client)
    body = siti.client.post(page(code, "tempat"), HOME | {"alamat.street": "<script>alert(1)</script>", "sejak": "x"})
    assert b"<script>alert" not in body.content


def test_an_unknown_page_is_a_404(siti):
    code = begin(siti.client)
    assert siti.client.get(page(code, "rahasia")).status_code == 404


def test_answers_are_sealed_in_the_database(siti):
    code = begin(siti.client)
    fill_in(siti.client, code)
    with connection.cursor() as cursor:
        cursor.execute("SELECT raw, subject, applicant_facts FROM intake_submission WHERE code = %s", [code])
        row = b"".join(bytes(column) for column in cursor.fetchone())
    for secret in (b"Keluarga No. 8", b"Siti", SITI_NIK.encode(), b"2021"):
        assert secret not in row


@pytest.mark.parametrize("name", ["isi/tempat/", "berkas/", "periksa/", "terkirim/"])
def test_pages_ask_the_database_little(siti, name, django_assert_max_num_queries):
    code = begin(siti.client)
    fill_in(siti.client, code)
    if name == "terkirim/":
        siti.client.post(f"/permohonan/{code}/periksa/")
    siti.client.get(f"/permohonan/{code}/{name}")
    with django_assert_max_num_queries(10):
        assert siti.client.get(f"/permohonan/{code}/{name}").status_code == 200
