"""The service standard on paper: the notice, all notices of an office, the poster; and as data."""

import io
import json
import re
import resource
import subprocess
from pathlib import Path

import jsonschema
import pikepdf
import pytest
import zxingcpp
from PIL import Image

from palui.catalogue import selectors as catalogue
from palui.catalogue import services as catalogue_services
from palui.catalogue.domain import OfficeTerms
from palui.kernel.actors import SYSTEM
from palui.portal import services
from palui.regions import services as region_services
from tests.cast import KUIN_UTARA
from tests.letters.papers import text_of

pytestmark = pytest.mark.django_db

SJ = "63.71.04.1004"
PUBLIC = ("Persyaratan", "Sistem, mekanisme,", "Jangka waktu", "Produk pelayanan", "Pengaduan, saran,")
#: Points; a paper for a wall has no need of broad margins.
EDGE = 20


def pages_of(pdf):
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [[float(side) for side in page.mediabox] for page in document.pages]


def together(pdfs):
    """Several papers as one, so that they are read at once."""
    whole = pikepdf.new()
    for pdf in pdfs:
        whole.pages.extend(pikepdf.open(io.BytesIO(pdf)).pages)
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def read(pdf, folder, *options):
    """What `pdftotext` reads; a sign that no font has may come out as anything."""
    (folder / "kertas.pdf").write_bytes(pdf)
    command = ["pdftotext", *options, folder / "kertas.pdf", "-"]
    return subprocess.run(command, check=True, capture_output=True).stdout.decode(errors="replace")


def words_over_the_edge(pdf, folder):
    found, width, height = [], 0.0, 0.0
    for line in read(pdf, folder, "-bbox").splitlines():
        if "<page" in line:
            width, height = (float(number) for number in re.findall(r'(?:width|height)="([\d.]+)"', line))
        if "<word" not in line:
            continue
        left, top, right, bottom = (float(number) for number in re.findall(r'="([\d.-]+)"', line))
        if left < EDGE or top < EDGE or right > width - EDGE or bottom > height - EDGE:
            found.append(line.strip())
    return found


def changed(code, **changes):
    """A definition as somebody might publish it."""
    data = dict(next(one for one in catalogue_services.seeds() if one["code"] == code))
    return data | changes


# --- the notice --------------------------------------------------------------------------------


def test_every_notice_has_the_six_components_the_law_and_the_promise_on_two_pages_at_most(city, tmp_path):
    drawn = {record.code: services.notice(code=record.code, kelurahan=SJ).pdf() for record in catalogue.offered()}
    assert {code: len(pages_of(pdf)) for code, pdf in drawn.items() if not 1 <= len(pages_of(pdf)) <= 2} == {}
    whole = together(drawn.values())
    assert not words_over_the_edge(whole, tmp_path)
    text = " ".join(read(whole, tmp_path).split())
    for words in (*PUBLIC, "KELURAHAN SUNGAI JINGAH", "STANDAR PELAYANAN", "Maklumat Pelayanan", "Dasar hukum"):
        assert text.count(words) >= len(drawn), words
    assert text.count("siap menerima sanksi") == len(drawn)


def test_the_notice_says_what_the_page_says(city, tmp_path):
    text = text_of(services.notice(code="domisili", kelurahan=SJ).pdf(), tmp_path)
    for words in (
        "Foto depan rumah",
        "Bukti tempat tinggal (bila ada)",
        "Gratis",
        "UU 23/2006",
        "Versi 1, diterbitkan",
    ):
        assert words in text
    assert text.count("paling lama 4 jam kerja") == 3  # Sungai Jingah does not ask the RW
    of_the_city = text_of(services.notice(code="domisili").pdf(), tmp_path)
    assert of_the_city.count("paling lama 4 jam kerja") == 4
    assert "di kelurahan yang memakainya" in of_the_city


def test_the_page_links_notice_and_poster_and_who_has_them_gets_nothing_twice(city, anonymous, siti):
    page = anonymous.get("/layanan/domisili/").text
    assert "/layanan/domisili/standar.pdf" in page
    assert "/layanan/domisili/poster.pdf" in page
    assert f"/layanan/domisili/standar.pdf?kelurahan={SJ}" in siti.client.get("/layanan/domisili/").text
    for address in ("/layanan/domisili/standar.pdf", "/layanan/domisili/poster.pdf?kertas=a3", "/layanan/standar.pdf"):
        first = anonymous.get(address)
        assert (first.status_code, first["Content-Type"], first.content[:5]) == (200, "application/pdf", b"%PDF-")
        again = anonymous.get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
    for address in (
        "/layanan/surat-sakti/standar.pdf",
        "/layanan/surat-sakti/poster.pdf",
        "/layanan/domisili/standar.pdf?kelurahan=63.71.04.9999",
        "/layanan/domisili/poster.pdf?kelurahan=%00'",
    ):
        assert anonymous.get(address).status_code == 404, address


def test_a_notice_is_drawn_anew_when_what_it_says_changes_and_only_then(city, ratna):
    kept = services.notice(code="domisili", kelurahan=SJ)
    assert services.notice(code="domisili", kelurahan=SJ).digest == kept.digest
    assert services.notice(code="domisili", kelurahan=SJ).pdf() is kept.pdf()
    assert services.notice(code="domisili").digest != kept.digest
    region_services.update_office(acting=ratna.acting, code="SJ", changes={"address": "Jl. Baru No. 1"})
    moved = services.notice(code="domisili", kelurahan=SJ)
    assert moved.digest != kept.digest
    catalogue_services.publish(data=changed("domisili", summary="Menerangkan tempat tinggal Anda."), by=SYSTEM)
    assert services.notice(code="domisili", kelurahan=SJ).digest != moved.digest


def memory_in_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 2**20


@pytest.mark.long
def test_printing_everything_again_and_again_does_not_fill_the_memory(city):
    services.all_notices().pdf()
    before = memory_in_mb()
    for kelurahan in (SJ, KUIN_UTARA, "63.71.05.1004"):
        services.all_notices(kelurahan=kelurahan).pdf()
    assert memory_in_mb() - before < 150, "each used to leave 230"


def test_all_notices_of_an_office_leave_out_what_it_does_not_offer_and_have_its_times(city, ratna, tmp_path):
    def keep(code, terms):
        catalogue_services.keep_terms(acting=ratna.acting, office_code="SJ", code=code, terms=terms)

    keep("sktm", OfficeTerms(is_offered=False, reason="Datang ke Dinas Sosial."))
    keep("domisili", OfficeTerms(hours={"rt": 1, "verify": 1, "sign": 1}))
    text = text_of(services.all_notices(kelurahan=SJ).pdf(), tmp_path)
    assert text.count("STANDAR PELAYANAN") == len(catalogue.offered()) - 1
    assert "Paling lama 3 jam kerja sejak berkas lengkap" in text
    assert text_of(services.all_notices().pdf(), tmp_path).count("STANDAR PELAYANAN") == len(catalogue.offered())


def test_drawing_is_counted_by_network(city, anonymous):
    answers = [anonymous.get("/layanan/legalisir/standar.pdf") for _ in range(301)]
    assert {answer.status_code for answer in answers[:300]} == {200}
    assert "Terlalu banyak percobaan" in answers[300].text
    answers = [anonymous.get("/layanan/standar.pdf") for _ in range(21)]
    assert [answer.status_code for answer in answers].count(200) == 20


# --- the poster --------------------------------------------------------------------------------


def test_every_poster_is_one_page_with_nothing_over_its_edge(city, tmp_path):
    drawn = [services.poster(code=record.code, kelurahan=SJ).pdf() for record in catalogue.offered()]
    whole = together(drawn)
    assert len(pages_of(whole)) == len(drawn)
    assert all(page == pytest.approx([0, 0, 595.28, 841.89], abs=0.1) for page in pages_of(whole))
    assert not words_over_the_edge(whole, tmp_path)
    text = " ".join(read(whole, tmp_path).split())
    assert text.count("Pindai untuk") == text.count("Yang disiapkan") == len(drawn)


def test_a_poster_for_a_large_wall_is_the_same_twice_as_large(city, tmp_path):
    small, large = (services.poster(code="tanah", paper=paper).pdf() for paper in ("a4", "a3"))
    assert pages_of(large) == [pytest.approx([0, 0, 841.89, 1190.55], abs=0.2)]
    assert text_of(small, tmp_path) == text_of(large, tmp_path)


def test_whatever_somebody_publishes_fits_on_a_poster_and_a_notice_stays_a_notice(city, tmp_path):
    hostile = '#panic("x") </script> $a$ \u202e "kutip" & 😀 日本 @label <b>'
    data = changed(
        "tanah",
        titles={"id": f"{hostile} " + "Surat Keterangan Panjang Sekali " * 4, "en": "Long", "bjn": "Panjang"},
        summary="Kalimat yang sangat panjang tentang surat ini. " * 8,
        requirements=[f"Syarat ke-{n} yang ditulis panjang supaya tidak muat di satu baris saja" for n in range(20)]
        + ["https://contoh.invalid/" + "x" * 120],
        fee="Gratis. " + "Biaya lain ditanggung sendiri menurut aturan yang berlaku. " * 5,
    )
    assert catalogue_services.publish(data=data, by=SYSTEM)
    poster = services.poster(code="tanah", kelurahan=SJ).pdf()
    assert len(pages_of(poster)) == 1
    assert not words_over_the_edge(poster, tmp_path)
    notice = services.notice(code="tanah", kelurahan=SJ).pdf()
    assert not words_over_the_edge(notice, tmp_path)
    for paper in (poster, notice):
        text = " ".join(read(paper, tmp_path).split())
        assert '#panic("x") </script> $a$ "kutip" &' in text
        assert "@label <b>" in text
        assert "\u202e" not in text


@pytest.mark.parametrize("paper", ["notice", "poster"])
def test_a_telephone_reads_the_code_and_comes_to_the_page_of_that_kelurahan(paper, city, tmp_path):
    (tmp_path / "kertas.pdf").write_bytes(getattr(services, paper)(code="domisili", kelurahan=SJ).pdf())
    command = ["pdftoppm", "-png", "-r", "100", "-singlefile", tmp_path / "kertas.pdf", tmp_path / "kertas"]
    subprocess.run(command, check=True)
    (code,) = zxingcpp.read_barcodes(Image.open(tmp_path / "kertas.png"))
    assert code.text == f"http://testserver/layanan/domisili/?kelurahan={SJ}"


# --- as data -----------------------------------------------------------------------------------


def data_of(page):
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)


def test_the_page_tells_a_search_engine_what_it_is(city, anonymous):
    told = data_of(anonymous.get("/layanan/domisili/").text)
    assert (told["@context"], told["@type"]) == ("https://schema.org", "GovernmentService")
    assert told["name"] == "Surat Keterangan Domisili"
    assert "Certificate of Domicile" in told["alternateName"]
    assert told["provider"]["@type"] == "GovernmentOrganization"
    assert told["provider"]["contactPoint"]["@type"] == "ContactPoint"
    assert told["offers"] == {"@type": "Offer", "description": "Gratis", "price": "0", "priceCurrency": "IDR"}
    phone, counter = told["availableChannel"]
    assert phone["serviceUrl"].endswith("/ajukan/domisili/")
    assert phone["processingTime"] == counter["processingTime"] == "P2D"
    assert told["url"].startswith("http")
    guidance = data_of(anonymous.get("/layanan/pindah/").text)
    assert [channel["name"] for channel in guidance["availableChannel"]] == ["Loket kelurahan"]


#: Types and their properties that schema.org (v29) knows, of those that are used.
SCHEMA_ORG = {
    "GovernmentService": {
        "url", "identifier", "name", "alternateName", "description", "serviceType", "category", "provider", "areaServed",
        "jurisdiction", "audience", "termsOfService", "offers", "availableChannel", "serviceOutput",
    },
    "GovernmentOrganization": {"name", "url", "telephone", "email", "address", "contactPoint"},
    "PostalAddress": {"streetAddress", "postalCode", "addressLocality", "addressCountry"},
    "ContactPoint": {"contactType", "areaServed", "availableLanguage", "url", "telephone"},
    "AdministrativeArea": {"name"},
    "Audience": {"audienceType", "geographicArea"},
    "Offer": {"description", "price", "priceCurrency"},
    "ServiceChannel": {"name", "availableLanguage", "serviceUrl", "serviceLocation", "processingTime"},
    "Place": {"name"},
    "DigitalDocument": {"name", "encodingFormat"},
}  # fmt: skip


def check_terms(node):
    if isinstance(node, list):
        for one in node:
            check_terms(one)
    elif isinstance(node, dict):
        assert {key for key in node if key[0] != "@"} <= SCHEMA_ORG[node["@type"]], node["@type"]
        check_terms(list(node.values()))


def test_only_terms_of_schema_org_are_used_and_nothing_is_empty(city, anonymous):
    for record in catalogue.offered():
        check_terms(data_of(anonymous.get(f"/layanan/{record.code}/").text))


def test_hostile_words_end_neither_the_data_nor_the_page(city, anonymous):
    bad = '</script><script>alert(1)</script><!-- & \u2028 "'
    assert catalogue_services.publish(data=changed("domisili", summary=bad), by=SYSTEM)
    page = anonymous.get("/layanan/domisili/").text
    assert "<script>alert" not in page
    assert data_of(page)["description"] == bad
    assert "&lt;script&gt;alert(1)" in page


def test_the_catalogue_as_json_carries_everything_and_is_found_from_the_pages(city, anonymous):
    assert 'rel="alternate" type="application/json"' in anonymous.get("/layanan/").text
    rows = anonymous.get("/api/v1/services").json()
    assert {row["code"] for row in rows} == {record.code for record in catalogue.offered()}
    for row in rows:
        assert {"id", "en", "bjn"} <= set(row["titles"])
        assert row["version"] >= 1
        assert row["updated_at"]
        assert row["url"].endswith(f"/layanan/{row['code']}/")
        assert row["languages"] == ["id", "en"]
    one = anonymous.get("/api/v1/services/domisili").json()
    assert len(one["standard"]) == 14
    assert sum(part["public"] for part in one["standard"]) == 6
    assert one["life_events"] == ["tinggal", "sekolah", "kerja"]
    assert one["notice_url"].endswith("/layanan/domisili/standar.pdf")
    schema = anonymous.get(one["form_schema_url"].partition("/api/")[2].join(["/api/", ""])).json()
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema == one["form_schema"]
    assert anonymous.get("/api/v1/services/pindah").json()["form_schema_url"] is None
    assert anonymous.get("/api/v1/services/pindah/form-schema").status_code == 404


def test_the_six_public_components_stand_on_every_page_and_on_its_print(city, anonymous):
    for record in catalogue.offered():
        page = anonymous.get(f"/layanan/{record.code}/").text
        standard = page[page.index("Standar pelayanan</h2>") :]
        for component in record.definition.standard:
            if component.is_public:
                assert f"<dt>{component.title}</dt>" in standard.split("<details")[0], (record.code, component.key)
