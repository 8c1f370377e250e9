"""A definition is edited by place; what was given is never changed."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.builder.domain import editing
from palui.kernel.errors import DomainError

DATA: dict[str, Any] = {"titles": {"id": "Usaha"}, "route": [{"key": "rt"}, {"key": "rw"}, {"key": "sign"}]}


def keys(data: dict[str, Any]) -> list[str]:
    return [step["key"] for step in data["route"]]


def test_a_value_is_read_and_put_at_its_place() -> None:
    changed = editing.put(DATA, "route[1].title", "Ketua RW")
    assert editing.value(changed, "route[1].title") == "Ketua RW"
    assert editing.value(DATA, "route[1].title") is None


def test_mappings_on_the_way_are_made() -> None:
    assert editing.put({}, "letter.body", "Isi.") == {"letter": {"body": "Isi."}}


def test_an_item_is_added_to_a_list_also_to_one_that_is_not_there_yet() -> None:
    assert keys(editing.add(DATA, "route", {"key": "akhir"})) == ["rt", "rw", "sign", "akhir"]
    assert editing.add(DATA, "form.groups", {"key": "isi"})["form"] == {"groups": [{"key": "isi"}]}


@pytest.mark.parametrize(
    ("places", "order"),
    [(1, ["rw", "rt", "sign"]), (2, ["rw", "sign", "rt"]), (9, ["rw", "sign", "rt"]), (-1, ["rt", "rw", "sign"])],
)
def test_an_item_moves_at_most_to_the_end(places: int, order: list[str]) -> None:
    assert keys(editing.move(DATA, "route[0]", places)) == order


def test_an_item_and_a_key_can_be_removed() -> None:
    assert keys(editing.remove(DATA, "route[1]")) == ["rt", "sign"]
    assert editing.remove(DATA, "titles.id")["titles"] == {}
    assert "titles" not in editing.remove(DATA, "titles")


@pytest.mark.parametrize("path", ["route[9]", "titles.en", "route[x]", "", "route[0", "titles[0]", "a..b"])
def test_what_is_not_there_cannot_be_removed(path: str) -> None:
    with pytest.raises(DomainError, match="edit_place"):
        editing.remove(DATA, path)


@pytest.mark.parametrize("path", ["", "route[9]", "route.key", "code.x.y", "[0]"])
def test_nothing_is_put_where_there_is_no_place(path: str) -> None:
    with pytest.raises(DomainError, match="edit_place"):
        editing.put(DATA | {"code": "usaha"}, path, 1)


PATHS = st.sampled_from(["titles", "titles.id", "route", "route[0]", "route[2].key", "letter.body", "form.groups", "x"])


@given(path=PATHS, value=st.one_of(st.text(), st.integers(), st.lists(st.text()), st.none()))
def test_what_was_put_is_read_again_and_the_original_stays(path: str, value: Any) -> None:
    before = copy.deepcopy(DATA)
    assert editing.value(editing.put(DATA, path, value), path) == value
    assert before == DATA


@given(place=st.integers(0, 2), places=st.integers(-4, 4))
def test_moving_loses_and_doubles_nothing(place: int, places: int) -> None:
    assert sorted(keys(editing.move(DATA, f"route[{place}]", places))) == sorted(keys(DATA))
