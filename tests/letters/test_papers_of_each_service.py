"""The letters of every service as paper: what they say, on how many pages, and that nothing runs off the page."""

import io
import subprocess
from dataclasses import replace
from pathlib import Path

import pikepdf
import pytest

from palui.letters.services import rendering
from tests.letters.papers import text_of
from tests.letters.samples import LONG, SERVICES, sample
from tests.letters.test_the_page import AT, LONG_ADDRESS

A4 = (595.28, 841.89)

ROOT = Path(__file__).resolve().parents[2]


def printed(code: str, folder: Path, **changed) -> tuple[str, int]:
    """What a reader reads, and on how many pages."""
    pdf = rendering.render(sample(code, **changed), at=AT)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return text_of(pdf, folder), len(document.pages)


def words_off_the_page(pdf: bytes, folder: Path) -> list[str]:
    """Words that stand in the margins or beyond; a comma may hang over the edge a little."""
    (folder / "surat.pdf").write_bytes(pdf)
    out = subprocess.run(
        ["pdftotext", "-bbox", folder / "surat.pdf", "-"], check=True, capture_output=True, text=True
    ).stdout
    found = []
    for line in out.splitlines():
        if "<word" not in line:
            continue
        edges = {name: float(line.split(f'{name}="')[1].split('"')[0]) for name in ("xMin", "yMin", "xMax", "yMax")}
        if edges["xMin"] < 66 or edges["xMax"] > A4[0] - 56 or edges["yMin"] < 15 or edges["yMax"] > A4[1] - 15:
            found.append(line.strip())
    return found


def test_a_business_is_told_with_all_that_a_bank_asks_and_is_no_licence(tmp_path):
    text, pages = printed("usaha", tmp_path)
    assert pages == 1
    for words in (
        "SURAT KETERANGAN USAHA",
        "Nama usaha : Warung Nasi Kuning Acil Imah",
        "Bidang usaha : Makanan dan minuman",
        "Berjalan sejak : Maret 2019",
        "Yang bekerja : 3 orang",
        "Penjualan sebulan : Rp12.500.000 (menurut yang bersangkutan)",
        "NIB : 1234567890123",
        "bukan izin usaha dan berlaku sampai dengan tanggal 24 Mei 2027",
        "diserahkan kepada BRI Unit Sungai Jingah",
    ):
        assert words in text, words


def test_what_an_owner_left_out_leaves_no_empty_line(tmp_path):
    whole = sample("usaha", without={"omzet", "nib", "tujuan"})
    text = text_of(rendering.render(whole, at=AT), tmp_path)
    assert "NIB" not in text
    assert "Penjualan" not in text
    assert "diserahkan" not in text


def test_an_unmarried_person_answers_for_what_they_declared(tmp_path):
    text, pages = printed("belum-menikah", tmp_path)
    assert pages == 1
    assert "belum pernah menikah, baik menurut agama maupun negara" in text
    assert "tanggung jawab yang bersangkutan" in text
    assert "mendaftar TNI, Polri, atau sekolah kedinasan" in text


def test_a_death_names_day_place_reporter_and_both_witnesses(tmp_path):
    text, pages = printed("kematian", tmp_path)
    assert pages == 1
    for words in (
        "telah meninggal dunia",
        "Hari, tanggal : Selasa, 17 November 2026",
        "Pukul : 03.40 WITA",
        "Tempat : RSUD Ulin Banjarmasin",
        "laporan Budi Santoso, anak almarhumah",
        "Rahmad Hidayat",
        "tautan sekali pakai, 20 November 2026",
    ):
        assert words in text, words
    assert LONG.split()[0] in text


def test_somebody_who_died_at_home_died_there(tmp_path):
    at_home = sample("kematian", without=["tempat_meninggal"], instead={"jenis_tempat": "rumah"})
    text = text_of(rendering.render(at_home, at=AT), tmp_path)
    assert "Tempat : Di rumah, Jl. Sungai Jingah No. 8" in text


def test_the_marriage_set_has_a_page_a_form_and_asks_parents_only_under_21(tmp_path):
    text, pages = printed("pengantar-nikah", tmp_path, born="1991-03-02")
    assert pages == 3
    for model in ("Model N1", "Model N2", "Model N4"):
        assert model in text
    assert "Model N5" not in text
    for words in (
        "adalah benar anak dari perkawinan seorang pria",
        "H. Abdurrahman Siddiq",
        "Hj. Norhasanah",
        "Minggu, 20 Desember 2026, pukul 09.00 WITA",
        "Kepala KUA Banjarmasin Utara",
        "tanpa ada paksaan dari siapa pun juga",
    ):
        assert words in text, words
    assert text.index(LONG.split()[0]) > 0


@pytest.mark.parametrize(("born", "is_young"), [("2005-12-20", False), ("2005-12-21", True), ("2007-01-01", True)])
def test_the_day_of_the_wedding_decides_who_is_under_21(born, is_young, tmp_path):
    text, pages = printed("pengantar-nikah", tmp_path, born=born)
    assert ("Model N5" in text) is is_young
    assert pages == (4 if is_young else 3)
    assert ("Surat izin orang tua (N5)" in text) is is_young


def test_bride_and_groom_stand_where_they_belong(tmp_path):
    text, _ = printed("pengantar-nikah", tmp_path)
    n4 = text[text.index("Model N4") :]
    assert n4.index("A. Calon suami") < n4.index(LONG.split()[0]) < n4.index("B. Calon istri") < n4.index("Siti Rahmah")


def test_the_heirs_statement_lists_everybody_and_keeps_a_place_for_the_camat(tmp_path):
    pdf, places = rendering.render_with_places(sample("ahli-waris", heirs=4), at=AT)
    text = text_of(pdf, tmp_path)
    for words in (
        "almarhumah Siti Rahmah",
        "akta kematian nomor 6371-KM-05102026-0001",
        "Ahli waris yang sah hanyalah",
        "tidak ada sengketa",
        "balik nama tanah atau rumah",
        "Lurah dan camat mencatat",
        "Camat Banjarmasin Utara",
    ):
        assert words in text, words
    (place,) = places
    left, bottom, right, top = place.box
    assert 0 < left < right < A4[0]
    assert 0 < bottom < top < A4[1]
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert place.page == len(document.pages) - 1


@pytest.mark.parametrize("heirs", [1, 4, 9, 13, 20])
def test_any_number_of_heirs_fits_and_no_signature_stands_alone(heirs, tmp_path):
    pdf, (place,) = rendering.render_with_places(sample("ahli-waris", heirs=heirs), at=AT)
    assert not words_off_the_page(pdf, tmp_path)
    text = text_of(pdf, tmp_path)
    listed = text[text.index("Ahli waris yang sah") : text.index("Tidak ada ahli waris lain")]
    assert listed.count("Anak") == heirs
    last = subprocess.run(
        ["pdftotext", "-layout", "-f", str(place.page + 1), tmp_path / "surat.pdf", "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "mencatat dan mengetahui pernyataan ini" in " ".join(last.split())


@pytest.mark.parametrize("code", SERVICES)
@pytest.mark.parametrize("longest", [False, True], ids=["usual", "longest"])
def test_long_names_and_addresses_stay_on_the_page(code, longest, tmp_path):
    whole = sample(code, born="2007-03-02", longest=longest)
    long_rows = tuple(
        replace(row, value=LONG if row.label == "Nama" else LONG_ADDRESS if row.label == "Alamat" else row.value)
        for row in whole.subject
    )
    facts = dict(whole.facts) | {"subject": LONG, "applicant": LONG}
    signatory = replace(whole.signatory, name=f"Drs. H. {LONG}, S.Sos., M.AP., M.Si.")
    pdf = rendering.render(replace(whole, subject=long_rows, facts=facts, signatory=signatory), at=AT)
    assert not words_off_the_page(pdf, tmp_path)


@pytest.mark.parametrize("code", SERVICES)
def test_what_was_left_out_leaves_no_trace(code, tmp_path):
    text = text_of(rendering.render(sample(code, barest=True), at=AT), tmp_path)
    for trace in ("None", "{", "}", "[[", " ,", "  ,", "()"):
        assert trace not in text, text


def test_every_letter_has_its_picture_in_the_docs():
    kept = {path.stem for path in (ROOT / "docs" / "images" / "letters").glob("*.png")}
    assert kept == set(SERVICES), "make samples"


@pytest.mark.parametrize("code", SERVICES)
def test_each_is_archivable_and_tagged(code):
    with pikepdf.open(io.BytesIO(rendering.render(sample(code), at=AT))) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert document.Root.MarkInfo.Marked
