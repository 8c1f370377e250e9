"""The address of whoever asks is believed only from proxies that the operator runs."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from palui.config.proxies import ClientAddressMiddleware


@pytest.mark.parametrize(
    ("proxies", "told", "address"),
    [
        (0, "", "10.0.0.1"),
        (0, "203.0.113.9", "10.0.0.1"),
        (1, "", "10.0.0.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (2, "203.0.113.9", "10.0.0.1"),
        (1, "2001:db8::1", "2001:db8::1"),
        (1, "siapa saja", "10.0.0.1"),
    ],
)
def test_only_the_word_of_own_proxies_counts(
    rf: RequestFactory, settings: Settings, proxies: int, told: str, address: str
) -> None:
    settings.PALUI_TRUSTED_PROXIES = proxies
    seen: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        assert "X-Forwarded-For" not in request.headers
        return HttpResponse()

    ClientAddressMiddleware(view)(rf.get("/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR=told))
    assert seen == [address]
