"""What anybody reads about a service before asking."""

import pytest

PAGES = ["/layanan/", "/layanan/?peristiwa=sekolah", "/layanan/domisili/", "/layanan/sktm/", "/layanan/pindah/"]


@pytest.mark.parametrize("address", PAGES)
def test_pages_are_public_and_light(city, anonymous, address, django_assert_max_num_queries):
    anonymous.get(address)  # reads and keeps the definitions
    with django_assert_max_num_queries(10):
        assert anonymous.get(address).status_code == 200


def test_the_list_of_a_life_event_holds_what_helps_then(city, anonymous):
    page = anonymous.get("/layanan/?peristiwa=sulit").content.decode()
    assert "/layanan/sktm/" in page
    assert "/layanan/domisili/" not in page


def test_an_unknown_life_event_shows_everything(city, anonymous):
    assert "/layanan/domisili/" in anonymous.get("/layanan/?peristiwa=%00'").content.decode()


def test_the_page_says_what_who_how_long_and_how_much(city, anonymous):
    page = anonymous.get("/layanan/domisili/").content.decode()
    for words in (
        "Foto depan rumah",
        "Ketua RT",
        "Tanda tangan lurah",
        "2 hari kerja",
        "Gratis",
        "berlaku 6 bulan",
        "UU 23/2006",
    ):
        assert words in page
    for title in ("Persyaratan", "Biaya", "Produk pelayanan", "Pengaduan, saran, dan masukan", "Jaminan pelayanan"):
        assert title in page
    assert "/ajukan/domisili/" in page


def test_guidance_says_why_and_offers_no_form(city, anonymous):
    page = anonymous.get("/layanan/pindah/").content.decode()
    assert "Perpres 96/2018" in page
    assert "F-1.03" in page
    assert "/ajukan/" not in page


def test_an_unknown_service_is_a_404(city, anonymous):
    assert anonymous.get("/layanan/surat-sakti/").status_code == 404
