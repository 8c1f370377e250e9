"""A wrong definition is refused with the exact place."""

import contextlib
import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.formspec import DefinitionError, FormSpec, Kind
from tests.formspec.forms import DOMICILE, EVERY_KIND, domicile, every_kind


def broken(path: str, value: Any, base: dict[str, Any] = DOMICILE) -> DefinitionError:
    """The refusal of a definition with one value changed."""
    data = copy.deepcopy(base)
    place: Any = data
    *steps, last = [int(step) if step.isdigit() else step for step in path.split("/")]
    for step in steps:
        place = place[step]
    if value is None:
        del place[last]
    else:
        place[last] = value
    with pytest.raises(DefinitionError) as refused:
        FormSpec.parse(data)
    return refused.value


def test_good_definitions_are_read() -> None:
    assert [group.key for group in domicile().groups] == ["tempat", "keperluan", "sewa"]
    assert {field.kind for field in every_kind().by_key.values()} >= set(Kind) - {
        Kind.KELURAHAN,
        Kind.RT_RW,
        Kind.DEGREE,
    }


@pytest.mark.parametrize(
    ("path", "value", "place", "problem"),
    [
        ("groups", None, "groups", "at least one group"),
        ("groups/0/title", None, "groups[0].title", "is missing"),
        ("groups/0/fields/1/kind", "chioce", "groups[0].fields[1].kind", "unknown kind 'chioce'"),
        ("groups/0/fields/1/kind", "rt_rw", "groups[0].fields[1].kind", "cannot stand here"),
        ("groups/0/fields/1/options", [], "groups[0].fields[1].options", "at least one option"),
        ("groups/0/fields/1/options/1/value", "milik", "groups[0].fields[1].options", "used twice"),
        ("groups/0/fields/1/options/1/value", True, "groups[0].fields[1].options[1].value", "quote it"),
        ("groups/0/fields/2/show_if/field", "statsu", "groups[0].fields[2].show_if.field", "no field 'statsu'"),
        ("groups/0/fields/2/show_if/in", ["kos"], "groups[0].fields[2].show_if.in", "no possible answer"),
        (
            "groups/0/fields/1/show_if",
            {"field": "sejak", "filled": True},
            "groups[0].fields[1].show_if.field",
            "asked about here",
        ),
        ("groups/0/fields/3/key", "status", "groups[0].fields[3].key", "used twice"),
        ("groups/0/fields/3/key", "Sejak Kapan", "groups[0].fields[3].key", "small letters"),
        ("groups/0/fields/3/precison", "month", "groups[0].fields[3].precison", "unknown key"),
        ("groups/0/fields/3/max", "besok", "groups[0].fields[3].max", "expected a date"),
        ("groups/1/fields/0/pattern", "[a-z", "groups[1].fields[0].pattern", "no regular expression"),
        ("groups/1/fields/0/pattern", "(?=a)b", "groups[1].fields[0].pattern", "no regular expression"),
        ("groups/1/fields/0/pattern", "\\ud83d", "groups[1].fields[0].pattern", "no regular expression"),
        ("groups/1/fields/0/pattern", "[a-z]+", "groups[1].fields[0].invalid", "needs a sentence"),
        ("groups/1/key", "tempat", "groups", "used twice"),
        ("rules/0/at", "sampai", "rules[0].at", "no field 'sampai'"),
        ("rules/0/check/before/field", "harga", "rules[0].check.before.field", "cannot compare"),
        ("rules/0/check", {"field": "tujuan", "at_least": 3}, "rules[0].check.at_least", "no order"),
        ("rules/0/check", {"field": "alamat", "is": "x"}, "rules[0].check.is", "only be asked whether"),
        ("rules/0/check", {"all": []}, "rules[0].check.all", "at least one condition"),
        ("rules/0/check", {"field": "mulai"}, "rules[0].check", "exactly one of"),
    ],
)
def test_the_place_and_the_reason_are_named(path: str, value: Any, place: str, problem: str) -> None:
    refused = broken(path, value)
    assert refused.path == place
    assert problem in refused.problem
    assert str(refused).startswith(place)


@pytest.mark.parametrize(
    ("path", "value", "place"),
    [
        ("groups/0/fields/19/fields", None, "groups[0].fields[19].fields"),
        ("groups/0/fields/19/item_label", None, "groups[0].fields[19].item_label"),
        ("groups/0/fields/19/max_items", 0, "groups[0].fields[19].max_items"),
        ("groups/0/fields/19/fields/0/kind", "repeat", "groups[0].fields[19].fields[0].kind"),
        ("groups/0/fields/19/fields/0/key", "teks", "groups[0].fields[19].fields[0].key"),
        ("groups/0/fields/14/parts/1", "umur", "groups[0].fields[14].parts[1]"),
        ("groups/0/fields/2/max", -1, "groups[0].fields[2].max"),
    ],
)
def test_repeats_people_and_limits_are_checked_too(path: str, value: Any, place: str) -> None:
    assert broken(path, value, EVERY_KIND).path == place


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)


@given(JSON)
def test_anything_that_is_no_definition_is_refused_and_nothing_else_happens(data: Any) -> None:
    with pytest.raises(DefinitionError):
        FormSpec.parse(data)


@given(
    st.sampled_from(["key", "kind", "label", "options", "show_if", "min", "max_items", "parts", "pattern", "fields"]),
    st.integers(0, 19),
    JSON,
)
def test_a_spoilt_field_is_read_or_refused_but_never_breaks(key: str, place: int, value: Any) -> None:
    data = copy.deepcopy(EVERY_KIND)
    data["groups"][0]["fields"][place][key] = value
    with contextlib.suppress(DefinitionError):
        FormSpec.parse(data)
