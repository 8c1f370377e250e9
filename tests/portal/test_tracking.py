"""Siti follows her request; others need its code and the last four digits of her phone."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from palui.accounts.domain import TRACKING
from palui.cases import selectors, services
from palui.letters import services as letters
from tests.cast import PASSPHRASE

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def no_tries_yet():
    cache.clear()


def text_of(answer) -> str:
    return answer.content.decode()


def show(client, code: str, digits: str):
    return client.post(reverse("portal:track"), {"kode": code, "angka": digits}, follow=True)


def test_siti_sees_where_her_request_is(siti, siti_asks):
    page = siti.client.get(reverse("portal:tracking", args=[siti_asks()]))
    assert page.status_code == 200
    assert "Sekarang di: Ketua RT" in text_of(page)
    assert "Tidak ada yang perlu Anda lakukan" in text_of(page)


def test_whoever_has_code_and_digits_sees_it_without_signing_in(siti_asks, anonymous):
    code = siti_asks()
    page = show(anonymous, code.lower().replace("-", " "), "7781")
    assert "Sekarang di: Ketua RT" in text_of(page)
    assert "Siti Rahmah" not in text_of(page), "a visitor with a code reads no names"
    assert anonymous.get(reverse("portal:tracking", args=[code])).status_code == 200, "for the rest of the visit"


@pytest.mark.parametrize(
    ("code", "digits"), [("{code}", "0000"), ("PLI-2222-2222", "7781"), ("{code}", ""), ("", "7781")]
)
def test_wrong_code_and_wrong_digits_are_told_alike(siti_asks, anonymous, code, digits):
    page = show(anonymous, code.format(code=siti_asks()), digits)
    assert page.status_code == 422
    assert "Sekarang di" not in text_of(page)


def test_the_code_alone_opens_nothing(siti_asks, anonymous, budi):
    code = siti_asks()
    for client in (anonymous, budi.client):
        answer = client.get(reverse("portal:tracking", args=[code]))
        assert answer.status_code == 302
        assert answer.url.startswith(reverse("portal:track"))


def test_guessing_is_stopped(siti_asks, anonymous):
    code = siti_asks()
    for _ in range(TRACKING.person):
        show(anonymous, code, "0000")
    page = show(anonymous, code, "7781")
    assert page.status_code == 422
    assert "Terlalu banyak" in text_of(page)


def test_the_tries_of_one_visitor_do_not_lock_out_another_code(siti_asks, anonymous):
    first, second = siti_asks(), siti_asks()
    for _ in range(TRACKING.person // 2):
        show(anonymous, first, "0000")
    assert "Sekarang di" in text_of(show(anonymous, second, "7781"))


def test_siti_downloads_her_letter_from_the_tracking_page(siti, siti_asks, masrani, fauzi, ratna):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    letter = letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    page = text_of(siti.client.get(reverse("portal:tracking", args=[code])))
    assert "Surat Anda sudah terbit" in page
    assert letter.number in page
    pdf = siti.client.get(reverse("letters:pdf", args=[letter.token]))
    assert b"".join(pdf.streaming_content if pdf.streaming else [pdf.content]).startswith(b"%PDF-")


def test_siti_is_told_what_to_correct_and_by_whom_her_data_was_seen(siti, siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.look_at(acting=fauzi.acting, code=code)
    services.ask_correction(acting=fauzi.acting, code=code, items=[("foto_rumah", "Fotonya gelap")])
    page = text_of(siti.client.get(reverse("portal:tracking", args=[code])))
    assert "Sekarang giliran Anda" in page
    assert "Fotonya gelap" in page
    assert "1 kali sejak diajukan" in page
    assert "Ahmad Fauzi melihat berkas" in page


def test_a_refused_request_says_why(siti, siti_asks, masrani, fauzi):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.reject(acting=fauzi.acting, code=code, reason="Alamat di luar kelurahan", legal_basis="Perwali 59/2013")
    page = text_of(siti.client.get(reverse("portal:tracking", args=[code])))
    assert "Alamat di luar kelurahan" in page
    assert "Perwali 59/2013" in page


def test_siti_withdraws_from_the_tracking_page(siti, siti_asks):
    code = siti_asks()
    page = siti.client.post(reverse("cases:withdraw", args=[code]), follow=True)
    assert "Permohonan sudah ditarik" in text_of(page)
    assert not selectors.case(code).is_open


def test_my_requests_are_mine(siti, budi, siti_asks):
    code = siti_asks()
    assert code in text_of(siti.client.get(reverse("portal:mine")))
    assert code not in text_of(budi.client.get(reverse("portal:mine")))


@pytest.mark.parametrize("name", ["home", "search", "track", "privacy", "accessibility", "help"])
def test_public_pages_open_for_everybody(city, siti, fauzi, anonymous, name):
    for client in (anonymous, siti.client, fauzi.client):
        assert client.get(reverse(f"portal:{name}")).status_code == 200


def test_services_are_found_by_need(city, anonymous):
    page = text_of(anonymous.get(reverse("portal:search"), {"q": "surat miskin untuk sekolah"}))
    assert "Surat Keterangan Tidak Mampu" in page
    nothing = text_of(anonymous.get(reverse("portal:search"), {"q": "zzzzqqq"}))
    assert "Belum ketemu" in nothing
    assert "Surat Keterangan Domisili" in nothing


def test_health_is_told(db, anonymous):
    assert anonymous.get("/healthz").status_code == 200
    assert anonymous.get("/readyz").json() == {"database": "ok", "queue": "ok", "stuck": 0}


def test_the_way_around_fits_the_person(city, siti, fauzi, ratna, administrator, anonymous):
    def names(client) -> str:
        return text_of(client.get(reverse("portal:help"))).split("</header>")[0]

    assert "Masuk" in names(anonymous)
    assert "Permohonan" in names(siti.client)
    assert "Meja kerja" in names(fauzi.client)
    assert "Meja kerja" not in names(siti.client)
    assert "Mandat" in names(ratna.client)
    assert "Mandat" in names(administrator.client)
    assert "Meja kerja" not in names(administrator.client)
