"""Cells of a register, as people and programs write them."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.residents.domain import RELIGIONS
from palui.residents.domain.codes import OCCUPATIONS, gone, word_for
from palui.residents.domain.layouts import COLUMNS, OWN_HEADER, REQUIRED, find_header, guess, missing_columns
from palui.residents.domain.rows import read_date, read_neighbourhood, read_row, tidy
from palui.residents.services.reading import Unreadable, kind_of, rows_of

TODAY = date(2026, 11, 24)
OFFICE = "NO_KK NIK NAMA_LGKP TMPT_LHR TGL_LHR JENIS_KLAMIN AGAMA STAT_KWN STAT_HBKEL ALAMAT NO_RT"
MONTHS = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"


@given(st.dates(date(1900, 1, 1), TODAY))
def test_a_date_is_the_same_however_it_is_written(day):
    ways = [
        day.isoformat(),
        f"{day:%d-%m-%Y}",
        f"{day:%d/%m/%Y}",
        f"{day.day} {MONTHS.split()[day.month - 1]} {day.year}",
    ]
    assert {read_date(way) for way in ways} == {day}
    serial = (day - date(1899, 12, 30)).days
    assert serial < 1000 or read_date(str(serial)) == day


@given(st.text())
def test_no_text_breaks_the_reading_of_a_cell(text):
    row = read_row(dict.fromkeys(COLUMNS, text), today=TODAY)
    assert row.problems
    assert len(tidy(text)) <= len(text)
    for problem in row.problems + row.dropped:
        assert len(problem.reason) <= 300


@given(st.binary(max_size=400))
def test_no_file_breaks_the_reading(content):
    try:
        rows = list(rows_of(content, kind_of(content)))
    except Unreadable:
        return
    assert all(number > 0 for number, _ in rows)


@given(st.integers(1, 999), st.sampled_from(["{}", "{:03}", "RT {}", "rt. {:02}", "{}.0", "'{:03}"]))
def test_an_rt_is_the_same_however_it_is_written(number, form):
    assert read_neighbourhood(form.format(number)) == f"{number:02}"


@given(st.text(alphabet="0123456789ABCDEFabc /-.", max_size=20))
def test_a_word_of_a_closed_list_is_in_the_list_or_unknown(text):
    assert word_for("religion", text) in {*RELIGIONS, None}


@pytest.mark.parametrize(
    ("field", "text", "word"),
    [
        ("occupation", "88", "Wiraswasta"),
        ("occupation", "89", "Lainnya"),
        ("occupation", "PENARI BALET", "PENARI BALET"),
        ("occupation", "90", None),
        ("religion", "6", "Konghucu"),
        ("religion", "BUDHA", "Buddha"),
        ("relation", "ORANGTUA", "Orang Tua"),
        ("education", "AKADEMI/DIPLOMA III/S. MUDA", "Akademi/Diploma III/Sarjana Muda"),
        ("blood_type", "B-", "B"),
        ("blood_type", "13", ""),
        ("sex", "Perempuan", "P"),
        ("nationality", "WNI", "Indonesia"),
    ],
)
def test_codes_and_words_become_the_words_of_the_register(field, text, word):
    assert word_for(field, text) == word
    assert len(OCCUPATIONS) == 89


def test_who_is_gone_is_known_by_code_and_word():
    assert [gone(text) for text in ("1", "HIDUP", "2", "Mati", "PINDAH DALAM NEGERI", "")] == [
        "",
        "",
        "meninggal",
        "meninggal",
        "pindah",
        "",
    ]


def test_columns_are_guessed_from_every_known_header():
    assert guess(list(OWN_HEADER.values())).fields == tuple(OWN_HEADER)
    office = guess(OFFICE.split())
    assert office.layout == "dukcapil"
    assert missing_columns(office.fields, knows_kelurahan=True) == ()
    assert missing_columns(office.fields, knows_kelurahan=False) == (COLUMNS["kelurahan"],)
    assert len(missing_columns([], knows_kelurahan=True)) == len(REQUIRED)
    assert guess(["nama", "NAMA"]).fields == ("name", "")


def test_a_header_is_found_below_a_title():
    assert find_header([["DAFTAR PENDUDUK"], [""], ["No", "NIK", "Nama", "Alamat"]]) == 2


def test_nobody_is_born_tomorrow():
    born = (TODAY + timedelta(days=1)).isoformat()
    assert "dan hari ini" in " ".join(p.reason for p in read_row({"birth_date": born}, today=TODAY).problems)
