"""A page gets everything decided: texts, ids, states."""

from collections.abc import Iterator
from typing import Any

import pytest

from palui.formspec import BoundField, bound, input_id, validate
from tests.formspec.forms import CHOICES, CLEAN, EVERY_ANSWER, TODAY, domicile, every_kind


def page(answers: dict[str, Any], errors: dict[str, str] | None = None, **how: Any) -> dict[str, BoundField]:
    (group,) = bound(every_kind(), answers, errors, choices=CHOICES, today=TODAY, **how)
    return {field.name: field for field in group.fields}


@pytest.mark.parametrize("answers", [CLEAN, EVERY_ANSWER], ids=["clean", "typed"])
def test_answers_are_shown_as_people_write_them(answers: dict[str, Any]) -> None:
    fields = page(answers)
    assert {key: fields[key].value for key in ("jumlah", "luas", "gaji", "lahir", "sejak", "jam")} == {
        "jumlah": "3",
        "luas": "120,5",
        "gaji": "1.200.000",
        "lahir": "24 November 1990",
        "sejak": "Maret 2021",
        "jam": "08.30",
    }
    assert [part.value for part in fields["alamat"].parts[2:]] == ["12", "2"]
    assert [option.value for option in fields["bantuan"].options if option.is_selected] == ["pkh", "bpnt"]
    assert [option.label for option in fields["menikah"].options if option.is_selected] == ["Ya"]


def test_what_cannot_be_read_is_shown_exactly_as_typed() -> None:
    fields = page({"gaji": "banyak", "lahir": "31 April 2020", "jumlah": {"x": 1}, "teks": "<b>"})
    assert [fields[key].value for key in ("gaji", "lahir", "jumlah", "teks")] == ["banyak", "31 April 2020", "", "<b>"]


def test_hint_and_error_are_tied_to_the_input() -> None:
    field = page({}, {"teks": "Tulis keperluan"})["teks"]
    assert field.id == "isian-teks"
    assert field.described_by == "isian-teks-petunjuk isian-teks-salah"
    assert field.error == "Tulis keperluan"
    assert page({})["teks"].described_by == "isian-teks-petunjuk"


def test_keyboards_and_browsers_are_told_what_is_wanted() -> None:
    fields = page({})
    assert fields["gaji"].inputmode == "numeric"
    assert fields["luas"].inputmode == "decimal"
    assert (fields["telepon"].inputmode, fields["telepon"].autocomplete) == ("tel", "tel")
    assert fields["nik"].hint == "16 angka di KTP atau kartu keluarga."
    assert fields["lahir"].hint == "Contoh: 24 November 2026"
    assert fields["sejak"].hint == "Contoh: Maret 2021"


def test_error_links_lead_to_inputs_that_exist() -> None:
    spec = every_kind()
    outcome = validate(spec, {"anak": [{"nama": "7"}]}, choices=CHOICES, today=TODAY)
    groups = bound(spec, outcome.raw, outcome.errors, choices=CHOICES, today=TODAY)
    ids = set(ids_in(groups[0].fields))
    assert {input_id(place) for place in outcome.errors} <= ids
    assert {"isian-alamat-street", "isian-anak-0-nama", "isian-agama", "isian-titik"} <= ids


def ids_in(fields: tuple[BoundField, ...]) -> Iterator[str]:
    for field in fields:
        yield field.id
        yield from ids_in(field.parts)
        for item in field.items:
            yield item.id
            yield from ids_in(item.fields)


def test_a_repeated_group_shows_its_first_row_and_its_buttons() -> None:
    field = page({})["anak"]
    assert [(item.title, item.name) for item in field.items] == [("Anak 1", "anak.0")]
    assert [inner.name for inner in field.items[0].fields] == ["anak.0.nama", "anak.0.sekolah", "anak.0.akta"]
    assert field.may_add
    assert not field.may_remove
    assert field.item_label == "anak"
    assert not page({"anak": [{"nama": "A"}, {"nama": "B"}, {"nama": "C"}]})["anak"].may_add


def test_a_question_inside_an_item_appears_with_the_answer_of_its_neighbour() -> None:
    item = page({"anak": [{"nama": "A", "sekolah": "ya"}]})["anak"].items[0]
    assert [inner.name for inner in item.fields] == ["anak.0.nama", "anak.0.sekolah", "anak.0.kelas", "anak.0.akta"]
    assert item.fields[1].steers


def test_the_file_that_is_there_is_handed_through() -> None:
    photo = {"name": "rumah.jpg", "size": 120_000}
    assert page({}, files={"foto": photo})["foto"].file == photo
    assert page({"foto": "lain"}, files={"foto": photo})["foto"].file is None
    row = {"anak": [{"nama": "A", "akta": "r"}]}
    assert page(row, files={"r": photo})["anak"].items[0].fields[2].file == photo


def test_long_lists_are_lists_and_short_ones_are_radios() -> None:
    fields = page({})
    assert not fields["agama"].as_list
    assert fields["alamat"].parts[1].as_list


def test_only_the_asked_pages_are_bound_and_steering_questions_are_marked() -> None:
    (group,) = bound(domicile(), {"status": "sewa"}, groups=["tempat"], today=TODAY)
    assert [field.name for field in group.fields] == ["alamat", "status", "pemilik", "sejak", "foto"]
    assert [field.name for field in group.fields if field.steers] == ["status"]
    assert group.has_files
    assert not group.has_items
