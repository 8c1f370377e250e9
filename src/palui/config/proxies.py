"""Whose address a request came from, when it came through proxies. Everything else reads REMOTE_ADDR."""

from collections.abc import Callable
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class ClientAddressMiddleware:
    """Puts the client's own address into REMOTE_ADDR, as the outermost proxy that the operator runs has seen it.

    Each proxy writes whom it heard at the end of X-Forwarded-For, so with n trusted proxies the n-th from the end is
    true and what stands before it is hearsay. Without trusted proxies the header counts for nothing. It is removed, so
    that nothing behind can be misled by it.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        told = request.META.pop("HTTP_X_FORWARDED_FOR", "")
        proxies = settings.PALUI_TRUSTED_PROXIES
        addresses = [part.strip() for part in told.split(",")]
        if proxies and len(addresses) >= proxies and _is_address(addresses[-proxies]):
            request.META["REMOTE_ADDR"] = addresses[-proxies]
        return self.get_response(request)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
