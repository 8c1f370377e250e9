"""What people type is understood; what is not gets a sentence that says what to do."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.formspec import validate
from palui.formspec.amounts import read_money, read_number, say_money, say_number
from palui.formspec.dates import read_day, read_month, say_date
from palui.formspec.text import tidy
from tests.formspec.forms import TODAY, one_field


def read(raw: Any, **field: Any) -> Any:
    """The clean answer of one field."""
    outcome = validate(one_field(**field), {"isi": raw}, today=TODAY)
    assert outcome.errors == {}
    return outcome.answers.get("isi")


def refusal(raw: Any, **field: Any) -> str:
    """The sentence beside one field."""
    outcome = validate(one_field(**field), {"isi": raw}, today=TODAY)
    assert outcome.answers == {}
    return outcome.errors["isi"]


@pytest.mark.parametrize(
    ("typed", "rupiah"),
    [
        ("1200000", 1_200_000),
        ("1.200.000", 1_200_000),
        ("Rp1.200.000", 1_200_000),
        ("Rp. 1.200.000,-", 1_200_000),
        ("rp 1 200 000", 1_200_000),
        ("1,200,000", 1_200_000),
        ("1.200.000,00", 1_200_000),
        ("1,2 juta", 1_200_000),
        ("1.5jt", 1_500_000),
        ("500 ribu", 500_000),
        ("750rb", 750_000),
        ("2 miliar", 2_000_000_000),
        ("1200000 rupiah", 1_200_000),
        (1_200_000, 1_200_000),
        (1_200_000.0, 1_200_000),
        ("0", 0),
    ],
)
def test_rupiah_is_understood_as_people_write_it(typed: Any, rupiah: int) -> None:
    assert read(typed, kind="money") == rupiah


@pytest.mark.parametrize(
    "typed", ["banyak", "12,5", "1.2.3", "-500", "1e6", True, 0.5, [], float("nan"), 10**40, "9" * 20]
)
def test_what_is_no_amount_of_rupiah_is_told_with_an_example(typed: Any) -> None:
    assert refusal(typed, kind="money")


def test_a_limit_of_money_is_said_in_rupiah() -> None:
    assert refusal("500", kind="money", min=10_000) == "Tulis angka Rp10.000 atau lebih"
    assert refusal("Rp2.000.000", kind="money", max=1_500_000) == "Tulis angka Rp1.500.000 atau kurang"


@pytest.mark.parametrize(
    ("typed", "number"),
    [("3", 3), ("1.200", 1200), ("3 orang", 3), ("-4", -4), (3, 3), (3.0, 3), (" 12 ", 12)],
)
def test_whole_numbers_are_understood(typed: Any, number: int) -> None:
    assert read(typed, kind="number", unit="orang") == number


def test_decimals_have_a_comma_or_a_dot() -> None:
    assert read("120,5", kind="number", decimals=1) == 120.5
    assert read("1.200,25", kind="number", decimals=2) == 1200.25
    assert read("120.5", kind="number", decimals=1) == 120.5
    assert refusal("2,5", kind="number") == "Tulis angka bulat tanpa koma, misalnya 3"
    assert refusal("2,555", kind="number", decimals=2) == "Tulis paling banyak 2 angka di belakang koma"
    assert refusal("25", kind="number", max=20, unit="orang") == "Tulis angka 20 orang atau kurang"


@pytest.mark.parametrize(
    "typed",
    [
        "24 November 2026",
        "24 Nov 2026",
        "24 nopember 2026",
        "24/11/2026",
        "24-11-2026",
        "24.11.2026",
        "2026-11-24",
        "2026-11-24T08:00:00+08:00",
        "Selasa, 24 November 2026",
        "24Nov2026",
        "hari ini",
    ],
)
def test_dates_are_understood_as_people_write_them(typed: str) -> None:
    assert read(typed, kind="date") == "2026-11-24"


@pytest.mark.parametrize("typed", ["Maret 2021", "mar 2021", "03/2021", "3-2021", "2021-03", "2021/3", "15 Maret 2021"])
def test_a_month_is_enough_where_the_form_says_so(typed: str) -> None:
    assert read(typed, kind="date", precision="month") == "2021-03"


@pytest.mark.parametrize(
    ("typed", "precision", "sentence"),
    [
        ("24/11/26", "day", "Tulis tahunnya dengan empat angka, misalnya 24 November 2026"),
        ("31 April 2026", "day", "Tanggal ini tidak ada di kalender, tulis misalnya 24 November 2026"),
        ("Maret 2021", "day", "Tulis juga tanggalnya, misalnya 24 November 2026"),
        ("24 Maret", "day", "Tulis juga tahunnya, misalnya 24 November 2026"),
        ("dulu", "day", "Tulis seperti ini: 24 November 2026"),
        ("2021", "month", "Tulis juga bulannya, misalnya Maret 2021"),
        ("Maret", "month", "Tulis juga tahunnya, misalnya Maret 2021"),
        ("13/2021", "month", "Tanggal ini tidak ada di kalender, tulis misalnya Maret 2021"),
    ],
)
def test_a_date_that_lacks_something_is_told_what(typed: str, precision: str, sentence: str) -> None:
    assert refusal(typed, kind="date", precision=precision) == sentence


def test_a_date_stays_within_its_limits() -> None:
    assert read("24/11/2026", kind="date", max="today") == "2026-11-24"
    assert refusal("25/11/2026", kind="date", max="today") == "Tulis tanggal hari ini atau sebelumnya"
    assert refusal("23/11/2026", kind="date", min="today") == "Tulis tanggal hari ini atau sesudahnya"
    assert refusal("1/1/2019", kind="date", min="2020-01-01") == "Tulis tanggal 1 Januari 2020 atau sesudahnya"
    assert read("November 2026", kind="date", precision="month", max="today") == "2026-11"
    assert refusal("12/2026", kind="date", precision="month", max="today") == "Tulis bulan ini atau sebelumnya"


@pytest.mark.parametrize(
    ("typed", "clock"), [("08.30", "08:30"), ("8:30", "08:30"), ("pukul 8.30 WITA", "08:30"), ("13", "13:00")]
)
def test_hours_are_understood(typed: str, clock: str) -> None:
    assert read(typed, kind="time") == clock


def test_an_hour_that_no_clock_shows_is_refused() -> None:
    assert refusal("25.00", kind="time") == "Tulis jam dan menit, misalnya 08.30"
    assert refusal("8.75", kind="time") == "Tulis jam dan menit, misalnya 08.30"


@pytest.mark.parametrize("typed", ["0812-3456-7781", "+62 812 3456 7781", "6281234567781", "081234567781"])
def test_telephone_numbers_become_international(typed: str) -> None:
    assert read(typed, kind="phone") == "+6281234567781"


def test_numbers_of_people_are_checked_and_told_apart() -> None:
    assert read("6371 9905 1290 0001", kind="nik") == "6371990512900001"
    assert read(6371990512900001, kind="nik") == "6371990512900001"
    assert refusal("637199051290001", kind="nik") == "NIK terdiri dari 16 angka, yang Anda tulis 15"
    assert refusal("637199051290000A", kind="nik") == "Tulis NIK dengan angka saja, 16 angka"
    assert "enam angka pertama" in refusal("0071990512900001", kind="nik")
    assert "cocokkan setiap angkanya" in refusal("6371993513900001", kind="nik")
    assert refusal("123", kind="kk") == "Nomor KK terdiri dari 16 angka, yang Anda tulis 3"
    assert refusal("12345", kind="phone") == "Periksa nomor telepon ini, tulis misalnya 0812-3456-7781"


def test_text_is_tidied_without_losing_anything_readable() -> None:
    assert read("  Jalan\t\tKelayan\u00a0A \u200b", kind="text") == "Jalan Kelayan A"
    assert read("e\u0301", kind="text") == "é"
    assert read("a\x00b\x07c", kind="text") == "abc"
    assert read("\u202eabc\u202c", kind="text") == "abc"
    assert read("satu\r\n\r\n\r\n\r\ndua  tiga ", kind="long_text") == "satu\n\ndua tiga"
    assert read(12, kind="text") == "12"


def test_text_that_a_letter_cannot_show_is_refused_kindly() -> None:
    assert "emoji" in refusal("Rumah saya 🏠", kind="text")
    assert refusal("Siti 🌸", kind="text", autocomplete="name") == "Tulis nama dengan huruf saja, misalnya Siti Rahmah"
    assert refusal("1234", kind="text", autocomplete="name") == "Tulis nama dengan huruf saja, misalnya Siti Rahmah"
    assert read("H. M. Nor 'Ain, S.Ag.", kind="text", autocomplete="name") == "H. M. Nor 'Ain, S.Ag."
    assert read("ستي رحمة", kind="text", autocomplete="name") == "ستي رحمة"


def test_lengths_and_patterns_are_said_in_words() -> None:
    assert refusal("x" * 201, kind="text") == "Persingkat menjadi paling banyak 200 huruf, sekarang 201"
    assert refusal("x" * 9_000_000, kind="text").startswith("Persingkat menjadi paling banyak 200 huruf")
    assert refusal("ab", kind="long_text", min_length=20) == "Tulis lebih lengkap, paling sedikit 20 huruf"
    plate = {"kind": "text", "pattern": r"DA \d+ [A-Z]+", "invalid": "Tulis nomor polisi, misalnya DA 1234 AB"}
    assert read("DA 1234 AB", **plate) == "DA 1234 AB"
    assert refusal("B 1 A", **plate) == "Tulis nomor polisi, misalnya DA 1234 AB"


def test_a_pattern_made_to_keep_a_computer_busy_is_answered_like_any_other() -> None:
    # The usual matcher would try 2 to the power of 20,000 ways.
    hostile = {"kind": "text", "max_length": 20_000, "pattern": "(a+)+b", "invalid": "Tulis lain"}
    assert refusal("a" * 20_000, **hostile) == "Tulis lain"


OPTIONS = [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]


def test_only_options_can_be_chosen() -> None:
    assert read("a", kind="choice", options=OPTIONS) == "a"
    assert refusal("c", kind="choice", options=OPTIONS) == "Pilih salah satu jawaban yang ada untuk “Isian”"
    assert read(["b", "a", "b"], kind="choices", options=OPTIONS) == ["a", "b"]
    assert read("b", kind="choices", options=OPTIONS) == ["b"]
    assert refusal(["a", "c"], kind="choices", options=OPTIONS)
    assert refusal([], kind="choices", options=OPTIONS) == "Pilih isian"


@pytest.mark.parametrize(
    ("sent", "answer"), [("ya", True), ("tidak", False), (True, True), (False, False), ("TRUE", True), ("0", False)]
)
def test_yes_and_no(sent: Any, answer: bool) -> None:
    assert read(sent, kind="yes_no") is answer


@given(st.integers(0, 999_999_999_999))
def test_rupiah_written_by_us_is_read_by_us(rupiah: int) -> None:
    assert read_money(say_money(rupiah)) == rupiah


@given(st.integers(-999_999_999_999, 999_999_999_999))
def test_numbers_written_by_us_are_read_by_us(number: int) -> None:
    assert read_number(say_number(number)) == number


@given(st.dates(date(1850, 1, 1), date(2200, 12, 31)))
def test_dates_written_by_us_are_read_by_us(day: date) -> None:
    assert read_day(say_date(day.isoformat()), TODAY) == day.isoformat()
    assert read_month(say_date(day.isoformat()[:7]), TODAY) == day.isoformat()[:7]
    assert read_day(day.strftime("%d/%m/%Y"), TODAY) == day.isoformat()


@given(st.text())
def test_tidying_twice_is_tidying_once(text: str) -> None:
    assert tidy(tidy(text)) == tidy(text)
    assert tidy(tidy(text, lines=True), lines=True) == tidy(text, lines=True)


def test_yesterday_is_a_date() -> None:
    assert read("kemarin", kind="date") == (TODAY - timedelta(days=1)).isoformat()
