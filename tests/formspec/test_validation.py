"""A whole form: what is asked, what is answered, what needs correcting, and what is kept."""

import json
import time
import timeit
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.formspec import Outcome, validate, visible_groups
from tests.formspec.forms import (
    CHOICES,
    CLEAN,
    EVERY_ANSWER,
    TODAY,
    domicile,
    every_kind,
    one_field,
)

LIVES_HERE = {
    "alamat": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": "63.71.05.1003", "rt": "12", "rw": "2"},
    "status": "milik",
    "sejak": "Maret 2021",
    "tujuan": "Melamar kerja",
    "telepon": "0812-3456-7781",
}
RENTS = LIVES_HERE | {"status": "sewa", "pemilik": "Budi Santoso", "mulai": "1/3/2021", "harga": "750 ribu"}


def check(answers: Any, **how: Any) -> Outcome:
    surroundings: dict[str, Any] = {"files": {"foto": 1}, "choices": CHOICES, "today": TODAY} | how
    return validate(domicile(), answers, **surroundings)


def test_every_kind_of_answer_comes_out_normal() -> None:
    outcome = validate(every_kind(), EVERY_ANSWER, files={"foto": 1}, choices=CHOICES, today=TODAY)
    assert outcome.errors == {}
    assert outcome.is_valid
    assert outcome.answers == CLEAN


def test_clean_answers_stay_as_they_are() -> None:
    again = validate(every_kind(), CLEAN, files={"foto": 1}, choices=CHOICES, today=TODAY)
    assert again.answers == CLEAN


def test_an_empty_form_says_for_every_question_what_to_do() -> None:
    errors = check({}).errors
    assert errors["status"] == "Pilih status tempat tinggal"
    assert errors["sejak"] == "Tulis sejak kapan Anda tinggal di sini, misalnya Maret 2021"
    assert errors["alamat.rt"] == "Tulis nomor RT, misalnya 12"
    assert list(errors)[:3] == ["alamat.street", "alamat.kelurahan", "alamat.rt"]


def test_only_the_groups_of_this_page_are_judged() -> None:
    outcome = check(LIVES_HERE | {"tujuan": ""}, groups=["tempat"])
    assert outcome.errors == {}
    assert set(outcome.answers) == {"alamat", "status", "sejak", "foto"}


def test_hidden_questions_are_not_judged_but_what_was_typed_is_kept() -> None:
    outcome = check(RENTS | {"status": "milik", "harga": "tidak tahu"})
    assert outcome.is_valid
    assert "harga" not in outcome.answers
    assert "pemilik" not in outcome.answers
    assert outcome.raw["harga"] == "tidak tahu"
    assert outcome.raw["pemilik"] == "Budi Santoso"


def test_pages_come_and_go_with_the_answers() -> None:
    assert [group.key for group in visible_groups(domicile(), LIVES_HERE, today=TODAY)] == ["tempat", "keperluan"]
    assert [group.key for group in visible_groups(domicile(), RENTS, today=TODAY)] == ["tempat", "keperluan", "sewa"]


def test_a_rule_between_two_answers_speaks_only_when_both_are_readable() -> None:
    assert check(RENTS).is_valid
    assert check(RENTS | {"selesai": "1/3/2022"}).is_valid
    assert check(RENTS | {"selesai": "1/3/2020"}).errors == {"selesai": "Selesai sewa harus sesudah mulainya"}
    assert check(RENTS | {"selesai": "1/3/2020", "mulai": "kapan-kapan"}).errors.keys() == {"mulai"}


def test_an_address_lies_in_a_known_kelurahan() -> None:
    elsewhere = LIVES_HERE | {"alamat": LIVES_HERE["alamat"] | {"kelurahan": "63.71.05.9999"}}  # type: ignore[operator]
    assert check(elsewhere).errors == {"alamat.kelurahan": "Pilih kelurahannya"}
    assert check(elsewhere, choices={}).is_valid


def test_an_optional_address_is_whole_or_absent() -> None:
    spec = one_field(kind="address", required=False)
    assert validate(spec, {"isi": {"street": " ", "rt": ""}}, today=TODAY).is_valid
    assert validate(spec, {"isi": {"rt": "5"}}, today=TODAY).errors.keys() == {"isi.street", "isi.kelurahan"}


def test_a_place_is_a_point_or_words() -> None:
    spec = one_field(kind="place")
    assert validate(spec, {"isi": {"description": "Seberang masjid"}}, today=TODAY).is_valid
    assert validate(spec, {"isi": {"lat": -3.3, "lon": 114.6}}, today=TODAY).answers["isi"] == {
        "lat": -3.3,
        "lon": 114.6,
    }
    assert validate(spec, {"isi": {"lat": -3.3}}, today=TODAY).errors == {
        "isi": "Titik lokasi belum terbaca, silakan ambil lagi"
    }
    assert validate(spec, {"isi": {"lat": 95, "lon": 114}}, today=TODAY).errors.keys() == {"isi.lat"}


def test_a_photo_counts_once_it_is_uploaded() -> None:
    assert check(LIVES_HERE, files={}).errors == {"foto": "Ambil atau pilih foto depan rumah"}
    assert check(LIVES_HERE).answers["foto"] == "foto"
    assert check(LIVES_HERE | {"foto": "foto-2"}, files={"foto-2": 1}).answers["foto"] == "foto-2"
    assert check(LIVES_HERE | {"foto": "milik-orang"}).errors == {
        "foto": "Berkas ini tidak kami temukan, silakan unggah lagi"
    }


def children(*rows: Any, files: dict[str, object] | None = None) -> Outcome:
    return validate(
        every_kind(),
        EVERY_ANSWER | {"anak": list(rows)},
        files={"foto": 1} | (files or {}),
        choices=CHOICES,
        today=TODAY,
    )


def test_items_are_judged_one_by_one_and_empty_rows_are_passed_over() -> None:
    assert children({"nama": "Aisyah", "sekolah": "tidak"}, {"nama": " ", "sekolah": ""}).answers["anak"] == [
        {"nama": "Aisyah", "sekolah": False}
    ]
    assert children({}, {"nama": "Aisyah", "sekolah": "ya", "kelas": "13"}).errors == {
        "anak.1.kelas": "Tulis angka 12 atau kurang"
    }
    assert children({}).errors.keys() == {"anak.0.nama", "anak.0.sekolah"}
    assert children().errors == {"anak": "Tambahkan paling sedikit 1 anak"}
    assert children(*[{"nama": "Aisyah", "sekolah": "tidak"}] * 4).errors == {
        "anak": "Paling banyak 3 anak, hapus yang lebih"
    }
    assert children("Aisyah").errors.keys() == {"anak.0"}


def test_the_file_of_an_item_is_named_by_the_item_itself() -> None:
    row = {"nama": "Aisyah", "sekolah": "tidak"}
    uploaded: dict[str, object] = {"anak.0.akta": 1}
    assert children(row, files=uploaded).answers["anak"] == [{"nama": "Aisyah", "sekolah": False}]
    assert children(row | {"akta": "anak.0.akta"}, files=uploaded).answers["anak"][0]["akta"] == "anak.0.akta"


def test_the_draft_can_be_stored_whatever_was_typed() -> None:
    raw = check({"tujuan": "a\x00b\ud800", "alamat": {"street": "\x00", "liar": 1}, "liar": 1, "status": {"x": 1}}).raw
    assert raw == {"tujuan": "ab", "alamat": {"street": ""}, "status": None}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=15,
)
PARTS = [
    "name",
    "nik",
    "relation",
    "street",
    "kelurahan",
    "rt",
    "rw",
    "lat",
    "lon",
    "accuracy",
    "description",
    "nama",
    "sekolah",
    "kelas",
    "akta",
]
NEAR = (
    JSON
    | st.dictionaries(st.sampled_from(PARTS), JSON)
    | st.lists(st.dictionaries(st.sampled_from(PARTS), JSON), max_size=5)
)


@given(JSON)
def test_no_json_whatever_breaks_the_form(raw: Any) -> None:
    outcome = validate(every_kind(), raw, today=TODAY)
    json.dumps(outcome.answers, allow_nan=False)


@given(st.dictionaries(st.sampled_from(sorted(EVERY_ANSWER)), NEAR))
def test_no_answer_whatever_breaks_a_field_and_everything_can_be_stored(answers: dict[str, Any]) -> None:
    outcome = validate(every_kind(), EVERY_ANSWER | answers, files={"foto": 1}, choices=CHOICES, today=TODAY)
    json.dumps(outcome.answers, allow_nan=False).encode()
    stored = json.dumps(outcome.raw, allow_nan=False, ensure_ascii=False)
    assert "\\u0000" not in stored
    stored.encode()
    assert all(sentence and not sentence.endswith(".") for sentence in outcome.errors.values())
    if outcome.is_valid:
        again = validate(every_kind(), outcome.raw, files={"foto": 1}, choices=CHOICES, today=TODAY)
        assert again.answers == outcome.answers


@pytest.mark.parametrize(
    "number",
    [10**5000, -(10**5000), float("inf"), float("nan"), 1e308],
    ids=["huge", "deep", "endless", "none", "large"],
)
def test_numbers_beyond_measure_are_refused(number: float) -> None:
    for key in EVERY_ANSWER:
        outcome = validate(every_kind(), EVERY_ANSWER | {key: number}, files={"foto": 1}, choices=CHOICES, today=TODAY)
        json.dumps([outcome.answers, outcome.raw], allow_nan=False)
        assert any(place.partition(".")[0] == key for place in outcome.errors)


def test_a_long_form_is_checked_within_a_millisecond() -> None:
    spec = every_kind()

    def check_once() -> None:
        validate(spec, EVERY_ANSWER, choices=CHOICES, today=TODAY)

    # 22 questions in half the time that 50 may take; processor time, so that a busy machine does not matter.
    assert min(timeit.repeat(check_once, timer=time.process_time, number=20, repeat=5)) / 20 < 0.001
