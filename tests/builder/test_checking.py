"""What is wrong with a service in the making: all of it, with its place and what to do."""

import copy
import time
from typing import Any

import pytest

from palui.builder import selectors
from palui.builder.domain import NotReady, Part, editing, mistakes, new_service
from palui.catalogue import services as catalogue
from tests.cast import City

USAHA = next(data for data in catalogue.seeds() if data["code"] == "usaha")


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
