"""People write what they need, not what it is called: nineteen of twenty find it among the first three."""

from pathlib import Path

import pytest

from palui.catalogue import selectors, services

ASKED = [
    (words.strip(), codes.split())
    for words, _, codes in (
        line.partition("=")
        for line in (Path(__file__).parent / "queries.txt").read_text().splitlines()
        if line and not line.startswith("#")
    )
]
LEAST = 0.95


@pytest.fixture
def offered(db: None) -> set[str]:
    services.publish_seeds()
    return {record.code for record in selectors.offered()}


def test_what_people_write_leads_to_what_they_need(offered):
    assert len(ASKED) >= 150
    assert {code for _, codes in ASKED for code in codes} <= offered
    missed = []
    for words, codes in ASKED:
        found = [card.code for card in selectors.search(words)[:3]]
        if not set(codes) & set(found):
            missed.append(f"{words} → {', '.join(found) or 'nothing'}, not {' or '.join(codes)}")
    assert len(missed) <= len(ASKED) * (1 - LEAST), "\n".join(missed)


def test_every_service_is_asked_for(offered):
    assert offered == {code for _, codes in ASKED for code in codes}
