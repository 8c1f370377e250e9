"""What is wrong with a service in the making: all of it, with its place and what to do."""

import copy
import time
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.builder import selectors
from palui.builder.domain import Mistake, NotReady, Part, editing, mistakes, new_service
from palui.builder.domain.advice import advice
from palui.catalogue import services as catalogue
from palui.catalogue.domain import ServiceDefinition
from palui.formspec import DefinitionError
from palui.kernel.errors import DomainError
from tests.cast import City

SEEDS = {data["code"]: data for data in catalogue.seeds()}
USAHA, PINDAH = SEEDS["usaha"], SEEDS["pindah"]


def usaha(**changed: Any) -> dict[str, Any]:
    """The service as it comes with Palui, with other values at some places ("letter.body" written as letter__body)."""
    data = copy.deepcopy(USAHA)
    for path, value in changed.items():
        data = editing.put(data, path.replace("__", "."), value)
    return data


@pytest.mark.parametrize("data", list(catalogue.seeds()), ids=lambda data: data["code"])
def test_whatever_comes_with_palui_has_no_mistake_and_can_be_printed(city: City, data: dict[str, Any]) -> None:
    assert selectors.check(data) == ()


def test_a_new_service_is_told_all_that_is_missing() -> None:
    found = mistakes(new_service("numpang-nikah", "Surat Numpang Nikah"))
    assert {mistake.path for mistake in found} == {"titles.en", "titles.bjn", "summary", "classification"}
    assert {mistake.part for mistake in found} == {Part.ABOUT, Part.LETTER, Part.LANGUAGES}
    assert all(mistake.sentence == "Bagian ini belum diisi." for mistake in found)


def test_a_letter_is_drawn_in_time(city: City) -> None:
    selectors.drawing(USAHA)
    before = time.process_time()
    drawn = selectors.drawing(USAHA)
    assert time.process_time() - before < 0.3
    assert drawn.page_count == 1
    assert drawn.pages[0].startswith(b"\x89PNG")


def test_a_letter_with_a_mistake_is_not_drawn(city: City) -> None:
    with pytest.raises(NotReady) as refused:
        selectors.drawing(usaha(letter__body="{pembuka}\n\n{gaib}"))
    (mistake,) = refused.value.mistakes
    assert (mistake.path, mistake.sentence) == (
        "letter.body",
        "Baris 3. Tidak ada isian bernama {gaib}. Pilih dari daftar isian, atau hapus.",
    )


#: What is wrong, at which place, and what is said to whoever wrote it.
WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown kind": (
        {"form__groups[0]__fields[1]__kind": "pilihan"},
        "form.groups[0].fields[1].kind",
        (
            "Jenis pilihan tidak dikenal. Pilih salah satu: text, long_text, number, money, date, time, choice, choices, yes_no, nik, "
            "kk, phone, person, address, place, photo, file, repeat, kelurahan, rt_rw, degree."
        ),
    ),
    "a condition on a missing question": (
        {"form__groups[2]__fields[1]__show_if": {"field": "gaib", "is": "lain"}},
        "form.groups[2].fields[1].show_if.field",
        "Syarat ini menyebut pertanyaan gaib, yang tidak ada sebelum bagian ini.",
    ),
    "a condition on a later question": (
        {"form__groups[0]__fields[0]__show_if": {"field": "keperluan", "is": "kur"}},
        "form.groups[0].fields[0].show_if.field",
        "Syarat ini menyebut pertanyaan keperluan, yang tidak ada sebelum bagian ini.",
    ),
    "a place that nothing fills": (
        {"letter__body": "{pembuka}\n\n{gaib}"},
        "letter.body",
        "Baris 3. Tidak ada isian bernama {gaib}. Pilih dari daftar isian, atau hapus.",
    ),
    "a route without a signature": (
        {"route": [step for step in USAHA["route"] if step["kind"] != "sign"]},
        "route",
        "Alur harus berakhir dengan langkah tanda tangan.",
    ),
    "a template that is not there": (
        {"letter": {"template": "gaib", "title": "Surat", "book": "keterangan"}},
        "letter.template",
        "Bentuk surat ini tidak ada di Palui. Tulis isi suratnya.",
    ),
    "a sign that no letter can show": (
        {"letter__title": "Surat 😀"},
        "letter.title",
        "Baris 1. Tanda '😀' tidak bisa dicetak di surat. Hapus, atau ganti dengan kata.",
    ),
    "a sign that turns the line around": (
        {"letter__body": "{pembuka}\n\nSurat \u202eini"},
        "letter.body",
        "Baris 3. Tanda '\\u202e' tidak bisa dicetak di surat. Hapus, atau ganti dengan kata.",
    ),
    "a choice that is printed": (
        {"form__groups[0]__fields[1]__options[0]__label": "Makanan 🍜"},
        "form.groups[0].fields[1].options[0].label",
        "Tanda '🍜' tidak bisa dicetak di surat. Hapus, atau ganti dengan kata.",
    ),
    "a sign that cannot be stored": (
        {"summary": "Untuk\0warung"},
        "summary",
        "Ada tanda yang tidak bisa disimpan. Hapus, lalu tulis lagi.",
    ),
    "an unknown actor": (
        {"route[0]__who": "gubernur"},
        "route[0].who",
        "Pelaksana gubernur tidak dikenal. Pilih salah satu: rt, rw, officer, section_head, secretary, lurah, camat.",
    ),
    "an unknown key": ({"biaya": "Gratis"}, "biaya", "Bagian ini tidak dikenal. Hapus, atau periksa ejaannya."),
    "no classification": (
        {"classification": "DOM"},
        "classification",
        "'DOM' bukan kode klasifikasi. Tulis angka dengan titik, misalnya 400.12.2.1.",
    ),
    "times out of bounds": (
        {"route[0]__hours": 0},
        "route[0].hours",
        "Tulis jam kerja lebih dari 0, paling banyak 400.",
    ),
    "a question asked twice": (
        {"form__groups[0]__fields[1]__key": "nama_usaha"},
        "form.groups[0].fields[1].key",
        "'nama_usaha' dipakai dua kali. Ganti salah satunya.",
    ),
}


@pytest.mark.parametrize(("changed", "path", "sentence"), WRONG.values(), ids=WRONG)
def test_a_mistake_says_where_it_is_and_what_to_do(
    city: City, changed: dict[str, Any], path: str, sentence: str
) -> None:
    told = {mistake.path: mistake.sentence for mistake in selectors.check(usaha(**changed))}
    assert told[path] == sentence
    # Renaming a question leaves its place in the letter behind; nothing else may be told beside what is wrong.
    assert told.keys() - {path} <= {"letter.body", "route[0].shows[1]", "route[1].shows[1]"}


def test_all_mistakes_are_told_at_once() -> None:
    data = usaha(
        titles__bjn="",
        form__groups={},
        evidence=[{"key": "foto"}, {"key": "x", "title": "X", "kind": "film"}],
        letter__title=7,
    )
    data = editing.remove(data, "fee")
    found = mistakes(data)
    assert [
        mistake.path for mistake in found if not mistake.path.startswith(("route", "letter.body", "letter.purpose"))
    ] == [
        "form.groups",
        "jurisdiction",
        "evidence[0].title",
        "evidence[1].kind",
        "letter.title",
        "fee",
        "titles.bjn",
    ]


def test_what_names_a_question_that_cannot_be_read_is_not_wrong_for_it() -> None:
    data = usaha(**{"form__groups[2]__fields[0]__options": []})
    assert [mistake.path for mistake in mistakes(data)] == ["form.groups[2].fields[0].options"]


def test_several_mistakes_in_one_form_are_all_told() -> None:
    data = usaha(
        **{
            "form__groups[0]__fields[0]__kind": "x",
            "form__groups[1]__title": "",
            "form__groups[2]__fields[2]__max_length": -1,
        }
    )
    assert [mistake.path for mistake in mistakes(data)] == [
        "form.groups[0].fields[0].kind",
        "form.groups[1].title",
        "form.groups[2].fields[2].max_length",
    ]


PATHS = sorted(
    {
        *USAHA,
        *("titles.id", "form.groups", "form.groups[0]", "form.groups[0].fields", "form.groups[0].fields[1]"),
        *("form.groups[0].fields[1].options", "form.groups[2].fields[1].show_if", "form.groups[0].fields[6].pattern"),
        *("form.rules", "evidence[0]", "evidence[0].satisfied_by", "route[0]", "route[0].shows", "route[0].hours"),
        *("route[3].form", "letter.body", "letter.purpose", "letter.template", "legal_basis[0]", "standard.staff"),
    }
)
JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.text(),
        st.sampled_from(["a{99999999999}", "(", "keperluan"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.one_of(
                st.sampled_from(["key", "kind", "field", "is", "groups", "fields", "title", "at", "check"]), st.text()
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=6,
)


@given(base=st.sampled_from([USAHA, PINDAH]), path=st.sampled_from(PATHS), value=JSON)
def test_whatever_stands_somewhere_is_told_and_never_breaks_the_check(
    base: dict[str, Any], path: str, value: Any
) -> None:
    data = copy.deepcopy(base)
    with suppress(DomainError):
        data = editing.put(base, path, value)
    found = mistakes(data)
    assert all(isinstance(mistake, Mistake) and mistake.sentence for mistake in found)
    # The strict reader refuses exactly what has a mistake.
    try:
        ServiceDefinition.parse(data)
    except DefinitionError:
        assert found
    else:
        assert found == ()


@pytest.mark.parametrize("pattern", ["a{99999999999}", "(" * 2000 + ")" * 2000, "(", "[z-a]", "(?<=a)b", r"(a)\1"])
def test_a_pattern_that_cannot_be_used_is_told(pattern: str) -> None:
    found = mistakes(usaha(**{"form__groups[0]__fields[6]__pattern": pattern}))
    assert [(mistake.path, mistake.sentence) for mistake in found] == [
        ("form.groups[0].fields[6].pattern", "Pola ini belum benar.")
    ]


def test_no_mistake_is_left_without_advice() -> None:
    assert not [
        mistake
        for wrong, _, _ in WRONG.values()
        for mistake in mistakes(usaha(**wrong))
        if "Perbaiki bagian ini" in mistake.sentence
    ]
    assert advice("is something new") == "Perbaiki bagian ini: is something new."
