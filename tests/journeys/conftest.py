"""What the journeys of a run find once."""

import pytest

from tests.journeys.walking import Walk, walk
from tests.peers.palui import PaluiServer


@pytest.fixture(scope="session")
def every_page(served_city: PaluiServer) -> Walk:
    """What a walk through the whole practice city found."""
    return walk(served_city)
