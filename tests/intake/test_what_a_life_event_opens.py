"""Siti's husband has died. She answers once, and everything that has to be asked for is asked for together."""

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from palui.accounts.access import acting_for
from palui.accounts.models import User
from palui.cases import selectors as cases
from palui.intake import selectors, services
from palui.intake.models import Bundle
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
    for words in ("4 dari 4 permohonan masih berjalan", "Surat Pernyataan Ahli Waris", "Rahmat Hidayat", "7781", *codes):
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
    rest = {key: asked[key] for key in ("alamat_terakhir", "perkawinan", "nama_pasangan", "jumlah_anak", "ahli", "saksi")}
    rest |= {key: asked[key] for key in ("keperluan", "pernyataan")}
    services.save_answers(acting=acting_of(client), code=heirs, raw=rest)
    for key in ("surat_pernyataan", "bukti_keluarga"):
        services.attach_evidence(
            acting=acting_of(client), code=heirs, key=key, content=a_photo(), filename=f"{key}.jpg"
        )


def acting_of(client):
    return acting_for(User.objects.get(pk=client.session["_auth_user_id"]))
