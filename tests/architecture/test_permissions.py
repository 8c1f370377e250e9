"""Who gets where: every page and every operation of the API, for every role and for strangers.

`PERMISSIONS` has a row for each; an address without one fails. The city is prepared once: Siti's draft, her case that waits
for her RT, one that waits for a signature, one whose witnesses are asked, and a letter. Every call is undone afterwards.
"""

import re
from collections.abc import Callable, Iterator
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import pytest
from django.db import transaction
from django.http.response import HttpResponseBase
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from palui.cases import services as cases
from palui.cases.models import Confirmation
from palui.config.api import api
from palui.delivery.models import Message
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.intake.models import Evidence
from palui.kernel import memory
from palui.letters import services as letters
from palui.outbox.models import OutboxEntry
from palui.residents.models import Resident
from tests.api.program import LOGIN
from tests.architecture.permissions import COLUMNS, PERMISSIONS
from tests.cast import PASSPHRASE, City, Person


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Person | None]:
    """Everybody of the table, by the name of the column."""
    return {name: request.getfixturevalue(fixture) if fixture else None for name, fixture in COLUMNS.items()}


@pytest.fixture
def places(
    city: City,
    people: dict[str, Person | None],
    siti: Person,
    masrani: Person,
    fauzi: Person,
    ratna: Person,
    siti_asks: Callable[..., str],
) -> dict[str, str]:
    """What stands in addresses, by "room:name" or by the bare name of the part."""
    waits = siti_asks()
    signed = siti_asks()
    cases.endorse(acting=masrani.acting, code=signed)
    cases.verify(acting=fauzi.acting, code=signed)
    letter = letters.sign(acting=ratna.acting, code=signed, passphrase=PASSPHRASE)
    to_sign = siti_asks()
    cases.endorse(acting=masrani.acting, code=to_sign)
    cases.verify(acting=fauzi.acting, code=to_sign)
    draft = intake.start_draft(acting=siti.acting, service_code="domisili", subject=None, channel=Channel.PHONE)
    siti_row = Resident.objects.get(pk=siti.record.resident_id)
    link, _holder = cases.issue_link_for_officer(acting=fauzi.acting, code=waits)
    evidence = Evidence.objects.filter(submission__code=waits).first()
    message = Message.objects.filter(case_code=waits, channel="inbox").first()
    entry = OutboxEntry.objects.first()
    mandate = masrani.acting.mandates[0]
    confirmation = Confirmation.objects.first()
    return {
        "code": waits,
        "to_sign": to_sign,
        "draft": draft,
        "service": "domisili",
        "office": "SJ",
        "token": letter.token,
        "link": link,
        "letter_id": str(letter.id),
        "evidence_id": str(evidence.pk if evidence else 0),
        "message_id": str(message.pk if message else 0),
        "entry_id": str(entry.pk if entry else 0),
        "mandate_id": str(mandate.id),
        "confirmation_id": str(confirmation.pk if confirmation else 0),
        "office_id": str(city.office_id),
        "public_id": siti_row.public_id,
        "holiday_id": "1",
        "page": "1",
        "group": "tempat",
        "key": "foto_rumah",
        "fingerprint": "0" * 64,
        "action": "endorse",
    }


#: Parts of an address that mean something else than elsewhere: pattern of "room:name", part, place.
SPECIAL = (
    (r"intake[:_].*", "code", "draft"),
    (r"letters:(sign|preview.*)|letters_(sign|preview)", "code", "to_sign"),
    (r"catalogue[:_].*|intake_subjects|ui:.*", "code", "service"),
    (r"regions[:_].*", "code", "office"),
    (r"cases[:_].*", "token", "link"),
)


def _value(name: str, part: str, places: dict[str, str]) -> str:
    for pattern, special, place in SPECIAL:
        if part == special and re.fullmatch(pattern, name) and not (name == "intake_subjects" and place == "draft"):
            return places[place]
    return places[part]


def pages() -> Iterator[tuple[str, str]]:
    """Name and route of every page that is not the API's."""
    yield from _pages(get_resolver().url_patterns, "", "")


def _pages(patterns: Any, namespace: str, before: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver) and one.namespace != "api":
            inner = f"{one.namespace}:" if one.namespace else namespace
            yield from _pages(one.url_patterns, inner, route)
        elif isinstance(one, URLPattern):
            yield namespace + (one.name or ""), route


def operations() -> Iterator[tuple[str, str, str]]:
    """Name, method and route of every operation of the API."""
    for route, item in api.get_openapi_schema()["paths"].items():
        for method, operation in item.items():
            yield operation["operationId"], method.upper(), route


def filled(name: str, route: str, places: dict[str, str]) -> str:
    """The address of a route."""
    path = re.sub(r"[<{](?:\w+:)?(\w+)[>}]", lambda found: quote(_value(name, found[1], places)), route)
    return "/" + path.lstrip("/")


def test_everybody_gets_where_the_table_says_and_no_further(
    places: dict[str, str], people: dict[str, Person | None], settings: Any
) -> None:
    settings.PALUI_API_LIMITS = {"person": 10**6, "network": 10**6}
    browsers = {name: person.client.cookies if person else None for name, person in people.items()}
    tokens = {name: _token(person) if person else "" for name, person in people.items()}
    found: dict[str, str] = {}
    for name, route in pages():
        path = filled(name, route, places)
        for method in ("GET", "POST"):
            probe = _page(browsers["officer"], method, path)
            if probe == "M":
                continue
            found[f"{method} {name}"] = "".join(_page(cookies, method, path) for cookies in browsers.values())
    for name, method, route in operations():
        path = filled(name, route, places)
        found[f"{method} {name}"] = "".join(_operation(token, method, path) for token in tokens.values())

    differing = {row: told for row, told in found.items() if PERMISSIONS.get(row) != told}
    shown = "\n".join(
        f'    "{row}": "{told}",  # the table says: {PERMISSIONS.get(row, "nothing")}'
        for row, told in differing.items()
    )
    assert not differing, f"{' '.join(COLUMNS)}\n{shown}"
    assert not PERMISSIONS.keys() - found.keys(), "rows of nothing"


def _page(cookies: Any, method: str, path: str) -> str:
    client = Client(raise_request_exception=False)
    if cookies is not None:
        client.cookies = cookies.copy()
    return _told(method, lambda: client.generic(method, path, content_type="application/x-www-form-urlencoded"))


def _operation(token: str, method: str, path: str) -> str:
    headers = {"X-Session-Token": token} if token else {}
    body = b"{}" if method in {"POST", "PUT", "PATCH"} else b""
    client = Client(raise_request_exception=False)
    return _told(
        method, lambda: client.generic(method, path, data=body, content_type="application/json", headers=headers)
    )


def _told(method: str, call: Callable[[], HttpResponseBase]) -> str:
    """One sign for an answer; what the call did is undone."""
    place = transaction.savepoint()
    try:
        return _sign(call())
    finally:
        transaction.savepoint_rollback(place)
        if method != "GET":
            memory.forget_all()


def _sign(answer: HttpResponseBase) -> str:
    status = HTTPStatus(answer.status_code)
    if status is HTTPStatus.UNAUTHORIZED or answer.headers.get("Location", "").startswith("/masuk/"):
        return "S"
    known = {HTTPStatus.NOT_FOUND: "-", HTTPStatus.FORBIDDEN: "F", HTTPStatus.METHOD_NOT_ALLOWED: "M"}
    if status in known:
        return known[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "!"
    return "+"


def _token(person: Person) -> str:
    answer = Client().post(
        LOGIN, {"username": person.username, "password": PASSPHRASE}, content_type="application/json"
    )
    assert answer.status_code == HTTPStatus.OK, answer.content
    token: str = answer.json()["meta"]["session_token"]
    return token
