"""What a browser may do with our pages, said in headers."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

#: Nothing but our own files, no inline code or style. `blob:` shows a photo before it is sent.
PAGE_RULES = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "manifest-src 'self'; "
    "worker-src 'self'; "
    "frame-src 'self'; "
    "frame-ancestors 'self'; "
    "form-action 'self'; "
    "base-uri 'none'"
)
#: Files that people sent or drew can be looked at, but never act as pages.
FILE_RULES = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=(), browsing-topics=()"


class BrowserRulesMiddleware:
    """Adds Content-Security-Policy, Permissions-Policy and Cross-Origin-Resource-Policy to every answer."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        content_type = response.headers.get("Content-Type", "")
        # A PDF gets none: Chromium's own viewer is a page with styles that a policy would break.
        if content_type.startswith("text/html"):
            response.headers.setdefault("Content-Security-Policy", PAGE_RULES)
        elif not content_type.startswith("application/pdf"):
            response.headers.setdefault("Content-Security-Policy", FILE_RULES)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        # No other site may show our pages or files as its own.
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
