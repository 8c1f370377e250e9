"""Every address, for everybody: the answer carries the rules for browsers, and its page holds no inline code."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from tests.cast import Person

pytestmark = pytest.mark.django_db

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "SAMEORIGIN",
}
#: What a page may not hold, for a strict policy would break it or a loose one be needed.
INLINE = {
    # What a service is, for search engines, is data: no browser runs it, whatever the policy says.
    "a script in the page": re.compile(
        r"<script(?![^>]*\bsrc=)(?! type=\"application/ld\+json\">)[^>]*>", re.IGNORECASE
    ),
    "a handler in an attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a style in an attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "a style in the page": re.compile(r"<style\b", re.IGNORECASE),
    "an address that is code": re.compile(r"(?:href|src|action)\s*=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"<(?:script|link|img|iframe)[^>]*(?:src|href)\s*=\s*[\"']https?://", re.IGNORECASE
    ),
}


def addresses(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Every address of the program, its gaps as `<name>`."""
    for one in patterns:
        route = before + re.sub(r"<(?:\w+:)?(\w+)>", r"<\1>", str(one.pattern)).lstrip("^")
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            yield "/" + route.rstrip("$")


def filled(address: str, known: dict[str, str]) -> str:
    return re.sub(r"<(\w+)>", lambda gap: known.get(gap[1], "1"), address)


def check(address: str, answer: HttpResponseBase) -> None:
    for name, value in ALWAYS.items():
        assert answer.headers.get(name) == value, f"{address}: {name}"
    assert "camera=(self)" in answer.headers["Permissions-Policy"], address
    kind = answer.headers.get("Content-Type", "")
    policy = answer.headers.get("Content-Security-Policy", "")
    if kind.startswith("application/pdf"):
        return
    assert "default-src 'none'" in policy, address
    if kind.startswith("text/html"):
        assert "unsafe" not in policy, address
        body = answer.getvalue().decode()  # type: ignore[attr-defined]  # a page is never streamed
        for what, sign in INLINE.items():
            assert not sign.search(body), f"{address} holds {what}: {sign.search(body)}"


@pytest.mark.parametrize("who", ["visitor", "siti", "fauzi", "ratna"])
def test_no_answer_is_without_rules_and_no_page_has_inline_code(
    who: str, request: pytest.FixtureRequest, siti_asks: Any, anonymous: Client
) -> None:
    client = anonymous if who == "visitor" else request.getfixturevalue(who).client
    code = siti_asks()
    known = {"code": code, "service": "domisili", "group": "keperluan", "office_id": "1", "page": "1"}
    for address in sorted(set(addresses(get_resolver().url_patterns))):
        path = filled(address, known)
        check(f"{who} {path}", client.get(path))
        if who == "visitor":
            check(f"sent to {path}", client.post(path))


def test_cookies_are_for_this_site_and_out_of_reach_of_scripts(siti: Person) -> None:
    client = Client()
    client.get("/masuk/")
    client.post("/masuk/", {"login": "siti", "password": "palui-practice"})
    client.get("/akun/")
    assert {"sessionid", "csrftoken"} <= set(client.cookies)
    for cookie in filter(lambda cookie: cookie.value, client.cookies.values()):
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key
        assert cookie["path"] == "/", cookie.key


ELSEWHERE = [
    "https://jahat.example/",
    "//jahat.example/",
    "///jahat.example",
    r"\\jahat.example",
    "/\\jahat.example",
    "http:///jahat.example",
    "javascript:alert(1)",
    " https://jahat.example",
    "https:jahat.example",
    "/%0d%0aLocation:https://jahat.example",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_no_way_onward_leads_to_another_site(siti: Person, wanted: str) -> None:
    client = Client()
    answer = client.post("/masuk/", {"login": "siti", "password": "palui-practice", "next": wanted})
    assert answer.status_code == 302
    assert re.fullmatch(r"/(?![/\\]).*", answer.headers["Location"])
    for path in ("/masuk/", "/daftar/", "/bahasa/"):
        for told in (client.get(path, {"next": wanted}), client.post(path, {"next": wanted, "bahasa": "en"})):
            if told.status_code in {301, 302, 303}:
                assert re.fullmatch(r"/(?![/\\]).*", told.headers["Location"]), path
