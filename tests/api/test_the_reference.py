from pathlib import Path

import pytest

from palui.config.described import PAGES
from palui.flow import FLOW

FOLDER = Path(__file__).resolve().parents[2] / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_the_reference_is_what_the_program_does(name: str) -> None:
    assert (FOLDER / name).read_text() == PAGES[name](), "run `make docs`"


def test_every_event_says_what_it_means() -> None:
    for event in FLOW:
        assert f"| {event.__name__} | {(event.__doc__ or '')[:20]}" in PAGES["reference/flow.md"]()
