"""The real pages, and some that go wrong."""

import pytest
from django.test import Client

from tests.cast import City


@pytest.fixture
def shell(city: City, settings: pytest.FixtureRequest) -> Client:
    """A visitor's browser; what goes wrong becomes a page, as on a real server."""
    settings.ROOT_URLCONF = "tests.ui.pages"
    settings.PALUI_PRACTICE = True
    return Client(raise_request_exception=False)
