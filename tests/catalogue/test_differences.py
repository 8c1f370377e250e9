"""What is different between two versions, told by place."""

import copy
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palui.catalogue import services
from palui.catalogue.domain.differences import Change, Difference, differences

USAHA: dict[str, Any] = next(data for data in services.seeds() if data["code"] == "usaha")


def test_the_same_has_no_difference() -> None:
    assert differences(USAHA, copy.deepcopy(USAHA)) == ()


def test_a_question_that_was_put_elsewhere_has_moved() -> None:
    new = copy.deepcopy(USAHA)
    fields = new["form"]["groups"][0]["fields"]
    fields.insert(0, fields.pop(3))
    assert differences(USAHA, new) == (
        Difference(path="form.groups[0].fields[0]", kind=Change.MOVED, before=4, after=1),
    )


def test_what_changed_inside_something_that_moved_is_told_too() -> None:
    new = copy.deepcopy(USAHA)
    steps = new["route"]
    steps.insert(0, steps.pop(2) | {"hours": 8})
    assert differences(USAHA, new) == (
        Difference(path="route[0]", kind=Change.MOVED, before=3, after=1),
        Difference(path="route[0].hours", kind=Change.CHANGED, before=4, after=8),
    )


def test_added_changed_and_removed_are_told_apart() -> None:
    new = copy.deepcopy(USAHA)
    options = new["form"]["groups"][0]["fields"][1]["options"]
    del options[0]
    options[1]["label"] = "Jasa"
    options.append({"value": "jamu", "label": "Jamu"})
    new["life_events"] = ["usaha", "kerja"]
    del new["validity_months"]
    at = "form.groups[0].fields[1].options"
    assert differences(USAHA, new) == (
        Difference(path="life_events[1]", kind=Change.ADDED, after="kerja"),
        Difference(
            path=f"{at}[1].label",
            kind=Change.CHANGED,
            before="Jasa (bengkel, jahit, cukur, dan lain-lain)",
            after="Jasa",
        ),
        Difference(path=f"{at}[6]", kind=Change.ADDED, after={"value": "jamu", "label": "Jamu"}),
        Difference(path=f"{at}[0]", kind=Change.REMOVED, before={"value": "kuliner", "label": "Makanan dan minuman"}),
        Difference(path="validity_months", kind=Change.REMOVED, before=6),
    )


def test_true_is_not_one() -> None:
    assert [one.kind for one in differences({"required": True}, {"required": 1})] == [Change.CHANGED]


LEAVES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["a", "b", "c"]))
ITEMS = st.fixed_dictionaries({"key": st.sampled_from("pqrs")}, optional={"label": LEAVES})
DATA = st.dictionaries(
    st.sampled_from(["code", "form", "route", "letter"]),
    st.recursive(
        st.one_of(LEAVES, st.lists(ITEMS, max_size=4)),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3), st.dictionaries(st.sampled_from("xyz"), inner, max_size=3)
        ),
        max_leaves=8,
    ),
    max_size=4,
)


def strict(value: Any) -> Any:
    """With its types, for True equals 1."""
    if isinstance(value, dict):
        return {key: strict(inner) for key, inner in value.items()}
    return [strict(inner) for inner in value] if isinstance(value, list) else (type(value).__name__, value)


@given(old=DATA, new=DATA)
def test_there_is_a_difference_exactly_where_two_are_not_the_same(old: dict[str, Any], new: dict[str, Any]) -> None:
    assert (differences(old, new) == ()) == (strict(old) == strict(new))


@given(old=DATA, new=DATA)
def test_the_way_back_takes_away_what_the_way_there_added(old: dict[str, Any], new: dict[str, Any]) -> None:
    there = Counter(one.kind for one in differences(old, new))
    back = Counter(one.kind for one in differences(new, old))
    assert (there[Change.ADDED], there[Change.REMOVED]) == (back[Change.REMOVED], back[Change.ADDED])
    assert there[Change.CHANGED] == back[Change.CHANGED]


@given(keys=st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=2), data=st.data())
def test_what_is_only_put_in_another_order_has_only_moved(keys: list[str], data: st.DataObject) -> None:
    other = data.draw(st.permutations(keys))
    found = differences({"route": [{"key": key} for key in keys]}, {"route": [{"key": key} for key in other]})
    assert {one.kind for one in found} <= {Change.MOVED}
    assert len(found) < len(keys)
