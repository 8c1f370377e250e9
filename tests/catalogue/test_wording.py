"""What letters say stands in definitions: read strictly, filled safely."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.catalogue.domain.wording import LONGEST, Names, Said, WordingError, read_wording

NAMES = Names({"nama_usaha", "sejak", "status", "wni", "berkas.ketua_rt"}, {"ahli": {"nama", "nik"}})
WORDS = {
    "nama_usaha": Said("Warung Acil", "Warung Acil"),
    "sejak": Said("24 November 2026", "2026-11-24"),
    "status": Said("Sewa", "sewa"),
    "wni": Said("Tidak", False),
}


def said(text: str, words: dict[str, Said] = WORDS) -> list[str]:
    """The sentences of a text, one by one."""
    blocks = read_wording(text, NAMES).filled(words, {"ahli": [{"nama": "Budi", "nik": "63"}, {"nama": "Ani"}]})
    found = []
    for block in blocks:
        lines = block.get("lines") or [row["runs"] for row in block.get("rows", ()) if isinstance(row, dict)]
        found += ["".join(run["text"] for run in line) for line in lines]
    return found


def test_paragraphs_are_parted_by_an_empty_line_and_places_are_filled():
    text = "Usaha {nama_usaha}\nberjalan.\n\nSejak {sejak|hari}, {sejak}."
    assert said(text) == ["Usaha Warung Acil berjalan.", "Sejak Selasa, 24 November 2026."]


def test_what_stays_empty_takes_its_stretch_along():
    assert said("Benar[[, menurut {berkas.ketua_rt}]][[ sejak {sejak}]].") == ["Benar sejak 24 November 2026."]
    assert said("[[{berkas.ketua_rt} setuju.]]") == []


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        ("bila status = sewa", True),
        ("bila status=SEWA", True),
        ("bila status = milik", False),
        ("bila status = milik | sewa", True),
        ("bila tanpa status = milik | sewa", False),
        ("bila tanpa status = milik | menumpang", True),
        ("bila berkas.ketua_rt = milik | sewa", False),
        ("bila tanpa status", False),
        ("bila tanpa berkas.ketua_rt", True),
        ("bila wni", False),
        ("bila wni = tidak", True),
        ("bila tanpa wni = ya", True),
        ("bila sejak", True),
    ],
)
def test_a_stretch_may_have_a_condition(condition, holds):
    assert said(f"Ini[[{condition}: itu]].") == ["Ini itu." if holds else "Ini."]


def test_lists_tables_and_parts_come_out_as_such():
    text = """{pembuka}
# Usaha **besar**
Nama :: {nama_usaha}
Ketua RT :: {berkas.ketua_rt}
- satu
- [[bila status = milik: dua]]
1. pertama
|ahli| Nama = nama | NIK = nik
@ Yang menyatakan = {nama_usaha} | Saksi =
"""
    blocks = read_wording(text, NAMES).filled(WORDS, {"ahli": [{"nama": "Budi", "nik": "63"}, {"nama": "Ani"}]})
    kinds = [block["kind"] for block in blocks]
    assert kinds == ["part", "heading", "rows", "items", "numbers", "table", "hands"]
    assert blocks[0]["name"] == "pembuka"
    assert [run["bold"] for run in blocks[1]["lines"][0]] == [False, True]
    assert [row["label"] for row in blocks[2]["rows"]] == ["Nama"]
    assert len(blocks[3]["lines"]) == 1
    assert blocks[5]["rows"] == [["Budi", "63"], ["Ani", "-"]]
    assert blocks[6]["people"] == [["Yang menyatakan", "Warung Acil"], ["Saksi", ""]]


def test_signs_may_stand_for_themselves():
    assert said("{{x}} [[[y]]] a | b") == ["{x} [[y]] a | b"]


@pytest.mark.parametrize(
    ("text", "line", "problem"),
    [
        ("Benar.\n\nUsaha {nama_usah}", 3, "no answer or word 'nama_usah'"),
        ("{Nama}", 1, "no place to fill"),
        ("{sejak|tahun}", 1, "unknown way 'tahun'"),
        ("Satu [[dua", 1, "`[[` without `]]`"),
        ("Satu ]] dua", 1, "`]]` without `[[`"),
        ("[[a [[b]] c]]", 1, "inside"),
        ("[[bila warna: x]]", 1, "no answer or word 'warna'"),
        ("[[bila Status = x: y]]", 1, "a condition reads"),
        ("**tebal", 1, "without its second"),
        ("Isi {pembuka} di tengah", 1, "stands alone"),
        ("{ahli}", 1, "as a table"),
        ("|saksi| Nama = nama", 1, "no repeated question 'saksi'"),
        ("|ahli| Umur = umur", 1, "no question 'umur'"),
        ("|ahli|", 1, "needs columns"),
        ("|ahli| Nama", 1, "a table reads"),
        ("x" * (LONGEST + 1), 1, "longer than"),
    ],
)
def test_a_mistake_is_named_with_its_line(text, line, problem):
    with pytest.raises(WordingError) as caught:
        read_wording(text, NAMES)
    assert caught.value.line == line
    assert problem in str(caught.value)


@given(st.text(max_size=200), st.text(max_size=60))
def test_whatever_is_written_is_read_or_refused_and_what_is_filled_in_stays_as_it_is(text, answer):
    try:
        wording = read_wording(text + "\n\n{nama_usaha}", NAMES)
    except WordingError:
        return
    blocks = wording.filled(WORDS | {"nama_usaha": Said(answer, answer)}, {})
    if answer.strip():
        assert "".join(run["text"] for run in blocks[-1]["lines"][0]) == answer.lstrip()
