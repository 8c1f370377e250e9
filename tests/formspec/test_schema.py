"""The JSON Schema and the checks agree: what the checks take the schema takes; what the schema demands the checks demand."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from palui.formspec import FormSpec, json_schema, validate
from tests.formspec.forms import CHOICES, CLEAN, TODAY, domicile, every_kind

PALETTE: dict[str, tuple[dict[str, Any], list[Any]]] = {
    # kind: what a definition needs, and what people may type
    "text": ({"min_length": 2}, ["dua", "Jl. Kelayan A", "", "x", "🏠"]),
    "long_text": ({}, ["satu\ndua", ""]),
    "number": ({"min": 1, "max": 9}, [1, "5", "9", "10", "", 2.5]),
    "money": ({}, ["Rp500.000", 0, "1,2 juta", ""]),
    "date": ({"max": "today"}, ["24/11/2026", "2020-01-01", "besok", ""]),
    "time": ({}, ["08.30", "23:59", ""]),
    "choice": ({"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]}, ["a", "b", "", "c"]),
    "choices": (
        {"options": [{"value": "a", "label": "A"}, {"value": "b", "label": "B"}]},
        [["a"], ["b", "a"], [], ["c"]],
    ),
    "yes_no": ({}, [True, False, "ya", ""]),
    "phone": ({}, ["0812-3456-7781", ""]),
    "person": ({}, [{"name": "Siti Rahmah"}, {"name": "Budi", "nik": "6371990512900001"}, {}, {"nik": "1"}]),
    "place": ({}, [{"description": "Seberang masjid"}, {"lat": -3.3, "lon": 114.6}, {"lat": 1}, {}]),
    "photo": ({}, ["", "foto"]),
}
TESTS: dict[str, list[dict[str, Any]]] = {
    "number": [{"is": 5}, {"at_least": 5}, {"at_most": 4}, {"in": [1, 5]}, {"before": 5}, {"after": 4}],
    "money": [{"at_least": 1}, {"filled": True}],
    "date": [{"at_most": "2022-01-01"}, {"filled": True}, {"at_least": "today"}],
    "choice": [{"is": "a"}, {"is_not": "a"}, {"in": ["a", "b"]}, {"filled": False}],
    "choices": [{"is": "a"}, {"is_not": "b"}],
    "yes_no": [{"is": True}, {"is": False}, {"is_not": True}],
}


@st.composite
def conditions(draw: st.DrawFn, before: list[dict[str, Any]]) -> dict[str, Any]:
    def claim() -> dict[str, Any]:
        item = draw(st.sampled_from(before))
        tests = TESTS.get(item["kind"], [{"filled": True}, {"filled": False}])
        return {"field": item["key"], **draw(st.sampled_from(tests))}

    shapes: list[dict[str, Any]] = [claim(), {"not": claim()}, {"all": [claim(), claim()]}]
    shapes.append({"any": [claim(), {"not": claim()}]})
    return draw(st.sampled_from(shapes))


@st.composite
def fields(draw: st.DrawFn, keys: list[str], outer: list[dict[str, Any]]) -> list[dict[str, Any]]:
    written: list[dict[str, Any]] = []
    for key in keys:
        kind = draw(st.sampled_from(sorted(PALETTE)))
        item = {"key": key, "kind": kind, "label": key.upper(), "required": draw(st.booleans()), **PALETTE[kind][0]}
        if (outer or written) and draw(st.booleans()):
            item["show_if"] = draw(conditions(outer + written))
        written.append(item)
    return written


@st.composite
def forms(draw: st.DrawFn) -> dict[str, Any]:
    first = draw(fields(["a", "b", "c"], []))
    second = draw(fields(["d", "e"], first))
    rows = {
        "key": "f",
        "kind": "repeat",
        "label": "F",
        "item_label": "F",
        "required": draw(st.booleans()),
        "fields": draw(fields(["g", "h"], first)),
    }
    groups: list[dict[str, Any]] = [{"key": "satu", "title": "Satu", "fields": first}]
    groups.append({"key": "dua", "title": "Dua", "fields": [*second, rows]})
    if draw(st.booleans()):
        groups[1]["show_if"] = draw(conditions(first))
    return {"groups": groups}


def answer_to(draw: st.DrawFn, item: dict[str, Any]) -> Any:
    if item["kind"] == "repeat":
        return [
            {inner["key"]: answer_to(draw, inner) for inner in item["fields"]} for _ in range(draw(st.integers(0, 2)))
        ]
    return draw(st.sampled_from(PALETTE[item["kind"]][1]))


@st.composite
def answered_forms(draw: st.DrawFn) -> tuple[FormSpec, dict[str, Any]]:
    data = draw(forms())
    written = [item for group in data["groups"] for item in group["fields"]]
    return FormSpec.parse(data), {item["key"]: answer_to(draw, item) for item in written}


def complaints(schema: dict[str, Any], answers: Any) -> list[Any]:
    return list(Draft202012Validator(schema, format_checker=FormatChecker()).iter_errors(answers))


FILES: dict[str, object] = {"foto": 1}


@given(answered_forms())
def test_what_the_checks_take_the_schema_takes(form: tuple[FormSpec, dict[str, Any]]) -> None:
    spec, typed = form
    # Wrong answers are mended by leaving them out, as far as they may be left out.
    outcome = validate(spec, typed, files=FILES, today=TODAY)
    wrong = {place.partition(".")[0] for place in outcome.errors}
    outcome = validate(spec, {key: value for key, value in typed.items() if key not in wrong}, files=FILES, today=TODAY)
    if outcome.is_valid:
        assert complaints(json_schema(spec), outcome.answers) == []


@given(answered_forms(), st.data())
def test_what_the_schema_demands_the_checks_demand(form: tuple[FormSpec, dict[str, Any]], data: st.DataObject) -> None:
    spec, typed = form
    schema = json_schema(spec)
    answers = validate(spec, typed, files=FILES, today=TODAY).answers
    if answers:
        del answers[data.draw(st.sampled_from(sorted(answers)))]
    demanded = [
        error for error in complaints(schema, answers) if error.validator == "required" and not error.absolute_path
    ]
    if demanded:
        assert not validate(spec, answers, files=FILES, today=TODAY).is_valid


@given(answered_forms())
def test_every_schema_is_a_schema(form: tuple[FormSpec, dict[str, Any]]) -> None:
    Draft202012Validator.check_schema(json_schema(form[0]))


def test_every_kind_is_described() -> None:
    schema = json_schema(every_kind(), choices=CHOICES)
    assert complaints(schema, CLEAN) == []
    assert "$id" not in schema
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    properties = schema["properties"]
    assert properties["teks"] == {
        "title": "Keperluan",
        "description": "Singkat saja.",
        "type": "string",
        "minLength": 1,
        "maxLength": 200,
    }
    assert properties["agama"]["enum"] == ["islam", "kristen"]
    assert properties["agama"]["oneOf"][0] == {"const": "islam", "title": "Islam"}
    assert properties["lahir"]["format"] == "date"
    assert properties["alamat"]["properties"]["kelurahan"]["enum"] == ["63.71.05.1003", "63.71.05.1004"]
    assert properties["anak"]["items"]["allOf"] == [
        {
            "if": {"required": ["sekolah"], "properties": {"sekolah": {"enum": [True]}}},
            "then": {"required": ["kelas"]},
        }
    ]
    assert "foto" not in schema["required"], "files travel apart from the answers"


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("teks", ""),
        ("jumlah", 21),
        ("jumlah", 2.5),
        ("gaji", -1),
        ("lahir", "24/11/2026"),
        ("sejak", "2021-13"),
        ("jam", "24:00"),
        ("agama", "lain"),
        ("bantuan", []),
        ("bantuan", ["pkh", "pkh"]),
        ("menikah", "ya"),
        ("nik", "123"),
        ("telepon", "0812"),
        ("wali", {}),
        ("alamat", {"street": "Jl. A"}),
        ("titik", {"lat": 1}),
        ("titik", {"lat": -91, "lon": 0}),
        ("anak", []),
        ("anak", [{"nama": "Aisyah", "sekolah": True}]),
        ("lain", 1),
    ],
)
def test_the_schema_refuses_what_is_not_a_clean_answer(key: str, value: Any) -> None:
    assert complaints(json_schema(every_kind(), choices=CHOICES), CLEAN | {key: value})


def test_questions_that_depend_on_others_are_demanded_when_they_apply() -> None:
    schema = json_schema(domicile())
    answers = {
        "alamat": copy.deepcopy(CLEAN["alamat"]),
        "status": "milik",
        "sejak": "2021-03",
        "tujuan": "Melamar kerja",
        "telepon": "+6281234567781",
    }
    assert complaints(schema, answers) == []
    messages = [error.message for error in complaints(schema, answers | {"status": "sewa"})]
    assert messages == [
        "'pemilik' is a required property",
        "'mulai' is a required property",
        "'harga' is a required property",
    ]
