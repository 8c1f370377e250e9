"""Siti's husband has died. She answers once, and everything that has to be asked for is asked for together."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from palui.accounts.access import acting_for
from palui.accounts.models import User
from palui.cases import selectors as cases
from palui.cases.models import Case
from palui.catalogue import services as catalogue
from palui.catalogue.domain import OfficeTerms
from palui.intake import selectors, services
from palui.intake.models import Bundle, Evidence, Submission
from palui.kernel.errors import InvalidInput, NotFound
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from tests.cast import ANSWERS, JAMILAH, a_photo

pytestmark = pytest.mark.django_db

EVENT = "/peristiwa/kematian/"
HAPPENED = {
    "tanggal": "20 November 2026",
    "hubungan": "pasangan",
    "surat": "belum",
    "di_kk": "ya",
    "perlu": ["", "waris"],
}
DETAILS = {
    "tempat": "RSUD Ulin Banjarmasin",
    "jam": "",
    "sebab": "sakit",
    "makam": "Alkah Sungai Jingah",
    "saksi.0.nama": "Budi Santoso",
    "saksi.0.nik": "6371991507850003",
    "saksi.0.telepon": "0812-3456-0002",
    "saksi.1.nama": JAMILAH["nama"],
    "saksi.1.nik": JAMILAH["nik"],
    "saksi.1.telepon": JAMILAH["telepon"],
}
FOUR = ["kematian", "pengantar-akta-kematian", "pengantar-kk", "ahli-waris"]


def text_of(response):
    return unescape(response.content.decode())


def ticked(response):
    return re.findall(r'name="layanan" value="([a-z-]+)" checked', response.content.decode())


def begin(client, rahmat_id, *, happened=HAPPENED, services=FOUR):
    client.post(EVENT, happened)
    page = client.get(f"{EVENT}pilih/")
    key = re.search(r'name="kunci" value="([^"]+)"', page.content.decode())[1]
    sent = client.post(f"{EVENT}pilih/", {"kunci": key, "layanan": services, "untuk": rahmat_id})
    assert sent.status_code == 302, text_of(sent)
    return Bundle.objects.latest("id").code


def draft(code, service):
    record = next(one for one in Bundle.objects.get(code=code).submissions.all() if service_of(one) == service)
    return record.code


def service_of(row):
    return selectors.submission(row.code).service.code


def test_siti_asks_for_everything_at_once(siti, rahmat_id):
    phone = siti.client
    about = text_of(phone.get(EVENT))
    for words in ("Surat Keterangan Kematian", "Gratis", "Akta kematian", "Disdukcapil", "bersamaan"):
        assert words in about
    assert phone.post(EVENT, HAPPENED)["Location"] == f"{EVENT}pilih/"
    choice = phone.get(f"{EVENT}pilih/")
    assert ticked(choice) == FOUR
    assert "Hanya kalau pengelola makam memintanya" in text_of(choice)
    code = begin(phone, rahmat_id)

    assert phone.get(f"/urusan/{code}/lanjut/")["Location"] == f"/urusan/{code}/bersama/"
    assert "Dua orang saksi" in text_of(phone.get(f"/urusan/{code}/bersama/"))
    sent = phone.post(f"/urusan/{code}/bersama/", DETAILS)
    assert sent["Location"] == f"/urusan/{code}/lanjut/"

    first = phone.get(sent["Location"])["Location"]
    assert first == f"/permohonan/{draft(code, 'kematian')}/isi/peristiwa/"
    body = text_of(phone.get(first))
    assert "Tempat meninggal" in body, "what was not asked yet"
    assert "Sebab meninggal" not in body, "what was answered for all of them"
    fill_in(phone, code)

    review = text_of(phone.get(f"/urusan/{code}/periksa/"))
    assert "hal yang perlu dilengkapi" not in review
    for words in ("Rahmat Hidayat", "RSUD Ulin Banjarmasin", "surat.jpg", "Kirim 4 permohonan"):
        assert words in review
    assert phone.post(f"/urusan/{code}/periksa/")["Location"] == f"/lacak/{code}/"

    codes = [row.code for row in Bundle.objects.get(code=code).submissions.order_by("id")]
    assert len(codes) == 4
    assert {cases.case(one).who for one in codes} == {"rt", "officer"}
    tracking = text_of(phone.get(f"/lacak/{code}/"))
    for words in (
        "4 dari 4 permohonan masih berjalan",
        "Surat Pernyataan Ahli Waris",
        "Rahmat Hidayat",
        "7781",
        *codes,
    ):
        assert words in tracking
    mine = text_of(phone.get("/permohonan/"))
    assert mine.count("Kematian: Rahmat Hidayat") == 1
    assert f'href="/lacak/{codes[0]}/"' not in mine, "one thing for her, not four"


def fill_in(client, code):
    """What the four services ask beside; the hospital's letter is handed in once."""
    death = draft(code, "kematian")
    more = client.post(f"/permohonan/{death}/isi/peristiwa/", {"jenis_tempat": "rumah_sakit", "penerang": "dokter"})
    assert more["Location"] == f"/permohonan/{death}/isi/pelapor/", "the place was told for all of them"
    assert client.post(f"/permohonan/{death}/isi/pelapor/", {"keperluan": "akta"}).status_code == 302
    upload = SimpleUploadedFile("surat.jpg", a_photo(), "image/jpeg")
    sent = client.post(f"/permohonan/{death}/berkas/", {"surat_dokter": upload})
    assert sent["Location"] == f"/permohonan/{death}/periksa/"
    assert client.get(sent["Location"])["Location"] == f"/urusan/{code}/lanjut/?setelah={death}"

    deed = draft(code, "pengantar-akta-kematian")
    assert selectors.submission(deed).files()["surat_kematian"].name == "surat.jpg", "handed in once"
    assert client.post(f"/permohonan/{deed}/isi/peristiwa/", {"nama_ayah": "", "nama_ibu": ""}).status_code == 302

    heirs = draft(code, "ahli-waris")
    asked = ANSWERS["ahli-waris"]
    rest = {
        key: asked[key] for key in ("alamat_terakhir", "perkawinan", "nama_pasangan", "jumlah_anak", "ahli", "saksi")
    }
    rest |= {key: asked[key] for key in ("keperluan", "pernyataan")}
    services.save_answers(acting=acting_of(client), code=heirs, raw=rest)
    for key in ("surat_pernyataan", "bukti_keluarga"):
        services.attach_evidence(
            acting=acting_of(client), code=heirs, key=key, content=a_photo(), filename=f"{key}.jpg"
        )


def acting_of(client):
    return acting_for(User.objects.get(pk=client.session["_auth_user_id"]))


@pytest.fixture
def begun(siti, rahmat_id):
    """The code of what Siti began, with everything answered."""
    code = begin(siti.client, rahmat_id)
    siti.client.post(f"/urusan/{code}/bersama/", DETAILS)
    return code


@pytest.fixture
def complete(siti, begun):
    """The same, ready to be sent."""
    fill_in(siti.client, begun)
    return begun


def states(code):
    return [row.state for row in Bundle.objects.get(code=code).submissions.all()]


def test_nothing_is_sent_while_one_of_them_is_not_ready_and_nothing_typed_is_lost(siti, begun):
    refused = siti.client.post(f"/urusan/{begun}/periksa/")
    assert refused.status_code == 422
    body = text_of(refused)
    assert "Surat Keterangan Kematian: Pilih tempat meninggalnya" in body
    assert "Surat Pernyataan Ahli Waris: Pilih keadaan perkawinannya" in body
    assert "Surat Pengantar Kartu Keluarga:" not in body, "that one is ready"
    assert states(begun) == ["draft"] * 4
    assert "RSUD Ulin Banjarmasin" in body
    with pytest.raises(InvalidInput) as error:
        services.send_bundle(acting=siti.acting, code=begun)
    assert f"{draft(begun, 'kematian')}.jenis_tempat" in error.value.errors
    assert states(begun) == ["draft"] * 4
    assert not Case.objects.exists()


def test_sending_twice_sends_once(siti, complete):
    for _ in range(2):
        assert siti.client.post(f"/urusan/{complete}/periksa/")["Location"] == f"/lacak/{complete}/"
    services.send_bundle(acting=siti.acting, code=complete)
    assert Case.objects.count() == 4


def test_a_page_sent_twice_begins_once(siti, rahmat_id):
    siti.client.post(EVENT, HAPPENED)
    page = siti.client.get(f"{EVENT}pilih/").content.decode()
    key = re.search(r'name="kunci" value="([^"]+)"', page)[1]
    sent = [
        siti.client.post(f"{EVENT}pilih/", {"kunci": key, "layanan": FOUR, "untuk": rahmat_id})["Location"]
        for _ in range(2)
    ]
    assert sent[0] == sent[1]
    assert Bundle.objects.count() == 1
    assert Submission.objects.count() == 4


def test_a_single_one_of_them_is_not_sent_from_its_own_page(siti, complete):
    death = draft(complete, "kematian")
    assert siti.client.post(f"/permohonan/{death}/periksa/").status_code == 302
    assert states(complete) == ["draft"] * 4


def test_one_that_another_tab_has_sent_already_stays_sent(siti, complete):
    services.submit(acting=siti.acting, code=draft(complete, "pengantar-kk"))
    assert siti.client.post(f"/urusan/{complete}/periksa/")["Location"] == f"/lacak/{complete}/"
    assert states(complete) == ["submitted"] * 4
    assert Case.objects.count() == 4


def test_whoever_is_not_signed_in_learns_what_they_can_get_and_loses_nothing(siti, rahmat_id, anonymous):
    anonymous.post(EVENT, HAPPENED)
    page = anonymous.get(f"{EVENT}pilih/")
    assert ticked(page) == FOUR
    assert "Masuk dan mulai mengisi" in text_of(page)
    sent = anonymous.post(f"{EVENT}pilih/", {"kunci": "x", "layanan": FOUR[:3]})
    assert sent["Location"] == f"/masuk/?next={EVENT}pilih/"
    anonymous.post("/masuk/", {"login": "siti", "password": "palui-practice", "next": f"{EVENT}pilih/"})
    again = anonymous.get(f"{EVENT}pilih/")
    assert ticked(again) == FOUR[:3]
    assert "Rahmat Hidayat" in text_of(again)
    stored = anonymous.session["life_event_answers"]["sealed"]
    assert "2026" not in stored


def test_the_page_without_answers_leads_to_the_questions(siti):
    assert siti.client.get(f"{EVENT}pilih/")["Location"] == EVENT
    assert siti.client.get("/peristiwa/wisuda/").status_code == 404


def test_what_is_wrong_stands_beside_the_question_and_is_kept(anonymous, city):
    wrong = anonymous.post(EVENT, HAPPENED | {"tanggal": "kemarin dulu", "surat": ""})
    assert wrong.status_code == 422
    body = text_of(wrong)
    assert "kemarin dulu" in body
    assert 'href="#isian-tanggal"' in body
    assert "Pilih surat yang sudah ada" in body


def test_a_stranger_finds_nothing(siti, budi, complete, norhayati):
    for person in (budi, norhayati):
        for last in ("", "lanjut/", "bersama/", "layanan/", "periksa/", "hapus/"):
            assert person.client.get(f"/urusan/{complete}/{last}").status_code == 404
        with pytest.raises(NotFound):
            services.send_bundle(acting=person.acting, code=complete)
    assert states(complete) == ["draft"] * 4


def test_only_somebody_of_the_family_card_may_be_named(siti, budi):
    siti.client.post(EVENT, HAPPENED)
    stranger, nobody = "tidak ada di kartu keluarga Anda", "Pilih dulu orangnya"
    named = {str(budi.record.resident_id): stranger, "": nobody, "x": nobody, "99999999999999999999": nobody}
    for who, told in named.items():
        sent = siti.client.post(f"{EVENT}pilih/", {"kunci": "k", "layanan": FOUR, "untuk": who})
        assert sent.status_code == 422
        assert told in text_of(sent)
    nothing = siti.client.post(f"{EVENT}pilih/", {"kunci": "k"})
    assert "Pilih paling sedikit satu layanan" in text_of(nothing)
    assert not Bundle.objects.exists()


def test_a_shared_answer_that_changes_changes_everywhere_but_what_was_changed_alone_stays(siti, begun):
    death, deed = draft(begun, "kematian"), draft(begun, "pengantar-akta-kematian")
    services.save_answers(acting=siti.acting, code=deed, raw={"tempat_meninggal": "Martapura"})
    services.save_shared(acting=siti.acting, code=begun, raw={"makam": "Alkah Surgi Mufti"})
    answers = {code: selectors.submission(code).answers for code in (death, deed)}
    assert answers[death]["tempat_pemakaman"] == answers[deed]["tempat_pemakaman"] == "Alkah Surgi Mufti"
    assert answers[deed]["tempat_meninggal"] == "Martapura"
    services.save_shared(acting=siti.acting, code=begun, raw={"tempat": "RSUD Ansari Saleh"})
    assert selectors.submission(deed).answers["tempat_meninggal"] == "RSUD Ansari Saleh"


def test_a_document_serves_wherever_it_is_asked_for_and_goes_from_there_too(siti, complete):
    death, deed = draft(complete, "kematian"), draft(complete, "pengantar-akta-kematian")
    assert "surat_kematian" in selectors.submission(deed).files()
    replaced = services.attach_evidence(
        acting=siti.acting, code=deed, key="surat_kematian", content=a_photo(300, 200), filename="baru.jpg"
    )
    assert selectors.submission(death).files()["surat_dokter"].sha256 == replaced.sha256
    services.remove_evidence(acting=siti.acting, code=death, key="surat_dokter")
    assert "surat_kematian" not in selectors.submission(deed).files()


def test_a_service_that_is_added_gets_what_was_told_and_handed_in(siti, complete):
    services.choose_services(acting=siti.acting, code=complete, services=[*FOUR[:3], "pemakaman"])
    record = selectors.own_bundle(siti.acting, complete)
    assert record.services == (*FOUR[:3], "pemakaman")
    grave = next(one for one in record.drafts if one.service.code == "pemakaman")
    assert grave.answers["tempat_makam"] == "Alkah Sungai Jingah"
    assert grave.files()["surat_kematian"].name == "surat.jpg"
    with pytest.raises(InvalidInput):
        services.choose_services(acting=siti.acting, code=complete, services=[])


def test_something_is_added_after_the_rest_was_sent(siti, complete):
    services.send_bundle(acting=siti.acting, code=complete)
    page = siti.client.get(f"/urusan/{complete}/layanan/")
    assert text_of(page).count("Sudah dikirim") == 4
    sent = siti.client.post(f"/urusan/{complete}/layanan/", {"layanan": ["pemakaman"]})
    assert sent["Location"] == f"/urusan/{complete}/"
    assert [one.service.code for one in selectors.own_bundle(siti.acting, complete).drafts] == ["pemakaman"]
    assert "1 permohonan masih draf" in text_of(siti.client.get(f"/lacak/{complete}/"))
    siti.client.post(f"/urusan/{complete}/hapus/")
    record = selectors.own_bundle(siti.acting, complete)
    assert (len(record.sent), record.drafts) == (4, ())


def test_giving_it_up_deletes_drafts_and_files(siti, complete):
    assert siti.client.post(f"/urusan/{complete}/hapus/")["Location"] == "/permohonan/"
    assert not Bundle.objects.exists()
    assert not Submission.objects.exists()
    assert not Evidence.objects.exists()


def test_whoever_has_code_and_digits_sees_all_of_it_and_no_names(siti, complete, anonymous):
    services.send_bundle(acting=siti.acting, code=complete)
    assert anonymous.get(f"/lacak/{complete}/")["Location"] == f"/lacak/?kode={complete}"
    assert anonymous.post("/lacak/", {"kode": complete, "angka": "1111"}).status_code == 422
    assert anonymous.post("/lacak/", {"kode": complete.lower(), "angka": "7781"})["Location"] == f"/lacak/{complete}/"
    body = text_of(anonymous.get(f"/lacak/{complete}/"))
    assert "4 dari 4 permohonan masih berjalan" in body
    for name in ("Rahmat", "Siti", "Budi"):
        assert name not in body


def test_drafts_are_not_tracked(siti, complete, anonymous):
    assert anonymous.post("/lacak/", {"kode": complete, "angka": "7781"}).status_code == 422


def test_deciders_see_what_belongs_together_as_far_as_they_may(siti, complete, masrani, fauzi, norhayati):
    services.send_bundle(acting=siti.acting, code=complete)
    death, card = draft(complete, "kematian"), draft(complete, "pengantar-kk")
    officer = text_of(fauzi.client.get(f"/berkas/{death}/"))
    assert "Bagian dari urusan Kematian" in officer
    assert officer.count(f'href="/berkas/{card}/"') == 1
    head = text_of(masrani.client.get(f"/berkas/{death}/"))
    assert "Bagian dari urusan Kematian" in head
    assert f'href="/berkas/{card}/"' not in head, "no head of an RT is asked about the family card"
    assert norhayati.client.get(f"/berkas/{death}/").status_code == 404


def test_the_pages_ask_the_database_little(siti, complete, fauzi, django_assert_max_num_queries):
    pages = [EVENT, f"{EVENT}pilih/", "/", "/permohonan/"]
    pages += [f"/urusan/{complete}/{last}" for last in ("", "bersama/?semua", "layanan/", "periksa/", "hapus/")]
    for path in pages:
        siti.client.get(path)
        with django_assert_max_num_queries(10):
            assert siti.client.get(path).status_code == 200, path
    services.send_bundle(acting=siti.acting, code=complete)
    for client, path in ((siti.client, f"/lacak/{complete}/"), (siti.client, "/permohonan/")):
        client.get(path)
        with django_assert_max_num_queries(10):
            assert client.get(path).status_code == 200, path


def test_what_the_office_does_not_offer_is_not_ticked_and_not_begun(siti, rahmat_id, ratna):
    reason = "Loket sedang direnovasi. Datang ke Kecamatan Banjarmasin Utara."
    office = regions.office(residents.office_of(siti.acting.resident_id))
    terms = OfficeTerms(is_offered=False, reason=reason)
    catalogue.keep_terms(acting=ratna.acting, office_code=office.code, code="pengantar-kk", terms=terms)
    siti.client.post(EVENT, HAPPENED)
    page = siti.client.get(f"{EVENT}pilih/")
    assert ticked(page) == [service for service in FOUR if service != "pengantar-kk"]
    assert reason in text_of(page)
    refused = siti.client.post(f"{EVENT}pilih/", {"kunci": "k", "layanan": FOUR, "untuk": rahmat_id})
    assert refused.status_code == 422
    assert reason in text_of(refused)
    assert not Bundle.objects.exists()
