"""The shell by itself, with pages that go wrong."""

from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

LAST = "palui.ui.views.ErrorPages"


@pytest.fixture
def shell(settings: pytest.FixtureRequest) -> Iterator[Client]:
    """A visitor's browser in front of the shell and nothing else."""
    middleware = [name for name in settings.MIDDLEWARE if name != LAST]
    with override_settings(
        ROOT_URLCONF="tests.ui.pages",
        MIDDLEWARE=[*middleware, LAST],
        CSRF_FAILURE_VIEW="palui.ui.views.csrf_failure",
        PALUI_PRACTICE=True,
    ):
        yield Client(raise_request_exception=False)
