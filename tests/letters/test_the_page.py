"""The letter as paper: layout, archive and accessibility marks, QR, long names, one template a service."""

import io
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pikepdf
import pytest
import zxingcpp
from PIL import Image

from palui.accounts.domain import Capacity
from palui.catalogue import services as catalogue
from palui.catalogue.domain import ServiceDefinition
from palui.kernel.errors import PermanentFailure
from palui.letters.domain import (
    FOOTER_LOCAL,
    FOOTER_PREVIEW,
    PRACTICE_WATERMARK,
    PREVIEW_WATERMARK,
    LetterContent,
    Letterhead,
    Row,
    signatory,
)
from palui.letters.services import composing, rendering
from tests.letters.papers import text_of

AT = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
LINK = "https://palui.contoh.id/s/x7Yq-4bQ1pLzNfD0aT9w_g/"
LONG_NAME = "Muhammad Rizal Fakhrurrazi bin Haji Abdurrahman Siddiq Al Banjari"
LONG_ADDRESS = "Jl. Sungai Jingah Gang Keluarga Besar Komplek Griya Permata Indah Blok C Nomor 12B Lantai Dua Belakang Mesjid Jami, RT 12 RW 02, Kelurahan Sungai Jingah, Kecamatan Banjarmasin Utara"


def content(service="domisili", reports=None, **changed):
    """A letter of a service whose words stand in its definition; with `template` that one draws it."""
    rows = [
        ("Nama", "Siti Rahmah"),
        ("NIK", "6371994203910001"),
        ("Tempat, tanggal lahir", "Banjarmasin, 2 Maret 1991"),
        ("Jenis kelamin", "Perempuan"),
        ("Agama", "Islam"),
        ("Status perkawinan", "Kawin"),
        ("Pekerjaan", "Pedagang"),
        ("Kewarganegaraan", "Indonesia"),
        ("Alamat", "Jl. Sungai Jingah No. 8, RT 12 RW 02"),
    ]
    whole = LetterContent(
        template=composing.WORDED,
        title="Surat Keterangan Domisili",
        number="400.12.2.1/118/SJ/XI/2026",
        letterhead=Letterhead(
            lines=("PEMERINTAH KOTA BANJARMASIN", "KECAMATAN BANJARMASIN UTARA", "KELURAHAN SUNGAI JINGAH"),
            address="Jl. Sungai Jingah No. 1, Banjarmasin 70121",
            contact="Telepon (0511) 3301234",
        ),
        authority="Lurah Sungai Jingah, Kecamatan Banjarmasin Utara, Kota Banjarmasin",
        subject=tuple(Row(label=label, value=value) for label, value in rows),
        signatory=signatory(
            title="Lurah Sungai Jingah",
            capacity=Capacity.DEFINITIVE,
            name="Hj. Ratna Dewi, S.Sos.",
            rank="Penata Tingkat I",
            nip="19750101 200003 2 001",
        ),
        place="Banjarmasin",
        date="24 November 2026",
        link=LINK,
        footer=FOOTER_LOCAL,
        code="PLI-7F3K-92QX",
        purpose="Melamar pekerjaan",
        answers={"alamat": {"value": {}, "text": "Jl. Sungai Jingah No. 8"}},
        facts={"valid_until": "24 Mei 2027", "rt_title": "Ketua RT 12 RW 02"},
    )
    made = replace(whole, **changed)
    return made if "template" in changed else replace(made, wording=wording_of(service, made, reports or {}))


def wording_of(service: str, letter: LetterContent, reports: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """What the service's definition says with these answers, and with what was found in field checks."""
    definition = next(data for data in catalogue.seeds() if data["code"] == service)
    wording = ServiceDefinition.parse(definition).letter.wording
    return composing.filled(wording, composing.words_of(letter.answers, reports, letter.facts), letter.answers)


def sktm(decile_of_check: str = "", decile_of_answer: str = "") -> LetterContent:
    def said(number: str) -> dict[str, dict[str, str]]:
        return {"desil": {"value": number, "text": f"Desil {number}"}} if number else {}

    facts = {"inspected_on": "20 November 2026", "rt_title": "Ketua RT 12 RW 02"}
    reports = {"inspect": said(decile_of_check)}
    return content("sktm", answers=said(decile_of_answer), reports=reports, facts=facts)


def pages_of(pdf: bytes) -> int:
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return len(document.pages)


def test_it_reads_like_an_official_letter(tmp_path):
    text = text_of(rendering.render(content(), at=AT), tmp_path)
    for words in (
        "PEMERINTAH KOTA BANJARMASIN",
        "KELURAHAN SUNGAI JINGAH",
        "SURAT KETERANGAN DOMISILI",
        "Nomor: 400.12.2.1/118/SJ/XI/2026",
        "Lurah Sungai Jingah, Kecamatan Banjarmasin Utara",
        "melamar pekerjaan",
        "berlaku sampai dengan tanggal 24 Mei 2027",
        "Banjarmasin, 24 November 2026",
        "LURAH SUNGAI JINGAH,",
        "Ditandatangani secara elektronik oleh",
        "Hj. Ratna Dewi, S.Sos.",
        "NIP 19750101 200003 2 001",
        "bukan oleh Balai Sertifikasi Elektronik (BSrE)",
        LINK,
    ):
        assert words in text


def test_it_says_of_itself_that_it_can_be_archived_and_read_aloud():
    with pikepdf.open(io.BytesIO(rendering.render(content(), at=AT))) as document:
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert about["dc:title"] == "Surat Keterangan Domisili 400.12.2.1/118/SJ/XI/2026"
        assert str(document.Root.Lang) == "id-ID"
        assert document.Root.MarkInfo.Marked
        fonts = [font for page in document.pages for font in page.Resources.Font.values()]
        assert fonts
        assert all("FontFile3" in str(font.DescendantFonts[0].FontDescriptor.keys()) for font in fonts)


def test_the_same_letter_at_the_same_moment_is_the_same_file():
    assert rendering.render(content(), at=AT) == rendering.render(content(), at=AT)
    assert rendering.render(content(), at=AT) != rendering.render(content(), at=AT + timedelta(seconds=1))


@pytest.mark.parametrize("service", ["domisili", "sktm"])
def test_the_qr_leads_to_the_public_page(service):
    (page,) = rendering.pictures(content(service), at=AT, ppi=150)
    (code,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))
    assert code.text == LINK


def test_a_preview_has_neither_number_nor_qr(tmp_path):
    preview = content(number="", link="", footer=FOOTER_PREVIEW, watermark=PREVIEW_WATERMARK)
    text = text_of(rendering.render(preview, at=AT), tmp_path)
    assert "Belum ditandatangani" in text
    assert "Ditandatangani secara elektronik oleh" not in text
    assert "Nomor: ....." in text.replace(". .", "..").replace(". .", "..")
    (page,) = rendering.pictures(preview, at=AT, ppi=150)
    assert not zxingcpp.read_barcodes(Image.open(io.BytesIO(page)))


def test_a_practice_letter_says_so_across_the_page():
    plain, marked = (
        rendering.pictures(content(watermark=watermark), at=AT, ppi=40)[0] for watermark in ("", PRACTICE_WATERMARK)
    )

    def reddish(picture: bytes) -> int:
        return sum(
            red > green + 8 for red, green, _blue in Image.open(io.BytesIO(picture)).convert("RGB").get_flattened_data()
        )

    assert reddish(marked) > reddish(plain) + 500


@pytest.mark.parametrize("service", ["domisili", "sktm"])
def test_long_names_and_addresses_stay_on_the_page(service, tmp_path):
    rows = [Row(label="Nama", value=LONG_NAME), *content().subject[1:-1], Row(label="Alamat", value=LONG_ADDRESS)]
    long = content(
        service,
        subject=tuple(rows),
        answers={
            "alamat": {"value": {}, "text": LONG_ADDRESS},
            "tujuan": {"value": "x", "text": "S" * 30 + " " + LONG_NAME},
        },
        signatory=signatory(
            title="a.n. Lurah Sungai Jingah, Sekretaris",
            capacity=Capacity.AN,
            name=f"{LONG_NAME}, S.STP., M.Si.",
            rank="Penata Muda Tingkat I",
            nip="19750101 200003 2 001",
        ),
    )
    pdf = rendering.render(long, at=AT)
    assert pages_of(pdf) == 1
    path = tmp_path / "surat.pdf"
    path.write_bytes(pdf)
    boxes = subprocess.run(["pdftotext", "-bbox", path, "-"], check=True, capture_output=True, text=True).stdout
    edges = [float(line.split('xMax="')[1].split('"')[0]) for line in boxes.splitlines() if "xMax=" in line]
    assert max(edges) <= 595.3 - 62 + 4  # A4 less the right margin; punctuation may hang over by a hair
    assert "Sekretaris," in boxes


@pytest.mark.parametrize("decile", ["1", "3", "5"])
def test_a_decile_up_to_five_is_named_and_so_is_the_register(decile, tmp_path):
    text = text_of(rendering.render(sktm(decile), at=AT), tmp_path)
    assert "Data Tunggal Sosial dan Ekonomi Nasional (DTSEN)" in text
    assert f"pada desil {decile}." in text
    assert "tidak mampu. Keadaannya diperiksa di tempat pada tanggal 20 November 2026." in text


@pytest.mark.parametrize("decile", ["6", "10", "belum", ""])
def test_above_five_the_letter_rests_on_the_statement_and_prints_no_decile(decile, tmp_path):
    text = text_of(rendering.render(sktm(decile), at=AT), tmp_path)
    assert "desil" not in text.lower()
    assert "Menurut pernyataan yang bersangkutan sendiri" in text
    assert "berpenghasilan rendah" in text


def test_before_the_field_check_the_letter_of_need_has_its_sentence_already(tmp_path):
    text = text_of(rendering.render(content("sktm", facts={}), at=AT), tmp_path)
    assert (
        "Menurut pernyataan yang bersangkutan sendiri, yang bersangkutan termasuk keluarga berpenghasilan rendah."
        in text
    )
    assert "diperiksa" not in text


def test_a_decile_that_nobody_checked_is_not_printed(tmp_path):
    assert "desil" not in text_of(rendering.render(sktm(decile_of_answer="2"), at=AT), tmp_path).lower()


def test_text_from_people_is_never_read_as_typst(tmp_path):
    wicked = '#panic("x") $a$ *b* _c_ @d <e> \\ #import "layout.typ"'
    text = text_of(rendering.render(content(subject=(Row(label="Nama", value=wicked),)), at=AT), tmp_path)
    assert '#panic("x") $a$ *b* _c_ @d <e> \\ #import' in text


def test_another_letter_needs_one_template_and_no_code(tmp_path):
    for name in ("layout.typ", "signatory.typ", "letterhead.typ", "emblem.svg"):
        (tmp_path / name).write_bytes((rendering.TEMPLATES / name).read_bytes())
    (tmp_path / "usaha.typ").write_text(
        '#import "layout.typ": *\n#show: letter\n#opening\n#facts(data.subject)\n'
        'Yang bersangkutan memiliki usaha #strong(answer("nama_usaha")).\n\n#purpose\n\n#closing\n'
    )
    usaha = content(template="usaha", answers={"nama_usaha": {"value": "x", "text": "Warung Acil Siti"}})
    text = text_of(rendering.render(usaha, at=AT, templates=tmp_path), tmp_path)
    assert "memiliki usaha Warung Acil Siti." in text


@pytest.mark.parametrize("name", ["tidak-ada", "layout", "../../secrets", ""])
def test_a_template_that_is_not_there_is_an_honest_failure(name):
    with pytest.raises(PermanentFailure, match="no letter template"):
        rendering.render(content(template=name), at=AT)


def test_a_case_that_began_when_a_template_drew_its_letter_keeps_it(tmp_path):
    facts = {"applicant": "Budi Santoso", "valid_until": "24 Mei 2027"}
    for name, words in (
        ("domisili", "benar bertempat tinggal di Jl. Sungai Jingah No. 8"),
        ("sktm", "Menurut pernyataan yang bersangkutan sendiri"),
        ("kematian", "laporan Budi Santoso"),
    ):
        assert words in text_of(rendering.render(content(template=name, facts=facts), at=AT), tmp_path)


def test_every_template_of_the_house_renders():
    names = sorted(path.stem for path in Path(rendering.TEMPLATES).glob("*.typ") if rendering.has_template(path.stem))
    assert names == ["ahli-waris", "domisili", "kematian", "pengantar-nikah", "sktm", "worded"]
    for name in names:
        assert rendering.render(content(template=name, answers={}, facts={}), at=AT).startswith(b"%PDF-1.7")
