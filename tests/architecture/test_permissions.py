"""Who gets where: every page and every operation of the API, for every role and for strangers.

Each has its policy in `permissions`; one without fails, and so does a policy for nothing. The city is prepared once, with a
case in each of the places where somebody has to act. Every call is undone afterwards.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.contrib.messages import get_messages
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import SimpleCookie
from django.http.response import HttpResponseBase
from django.test import RequestFactory
from django.test.client import BOUNDARY, MULTIPART_CONTENT, ClientHandler, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver

from palui.accounts import services as accounts
from palui.accounts.domain import Capacity, Role
from palui.accounts.models import User
from palui.builder import services as builder
from palui.cases import services as cases
from palui.cases.models import Confirmation
from palui.config.api import api
from palui.delivery.models import Message
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.intake.models import Evidence
from palui.kernel import clock, memory
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError
from palui.letters import selectors as letters_read
from palui.letters import services as letters
from palui.outbox import services as outbox
from palui.outbox.models import OutboxEntry
from palui.regions import selectors as regions
from palui.regions import services as region_services
from palui.regions.models import Holiday
from palui.residents import services as residents
from palui.residents.models import Resident
from palui.ui.domain import sentence
from tests.architecture.permissions import OPERATIONS, PAGES, ROLES
from tests.cast import A_WEEK_AGO, JAMILAH, PASSPHRASE, SITI_NIK, City, Person

BUDI = {"nama": "Budi Santoso", "nik": "6371991507850003", "telepon": "0812-3456-0002"}


@pytest.fixture
def other_rw_head(city: City, uses_rw: None) -> Person:
    """Ardiansyah, head of RW 01 of the same kelurahan."""
    user_id = accounts.create_person(by=SYSTEM, username="ardi", name="Ardiansyah", password=PASSPHRASE)
    other = next(rw for rw in regions.rws_of_office(city.office_id) if rw.id != city.rw_id)
    accounts.grant_mandate(
        by=SYSTEM,
        user_id=user_id,
        role=Role.RW_HEAD,
        office_id=city.office_id,
        capacity=Capacity.DEFINITIVE,
        valid_from=date(2025, 1, 1),
        rw_id=other.id,
    )
    return Person(user_id=user_id, name="Ardiansyah", username="ardi")


@pytest.fixture
def people(request: pytest.FixtureRequest) -> dict[str, Person | None]:
    """Everybody of the table, by the name of the column."""
    return {name: request.getfixturevalue(fixture) if fixture else None for name, fixture in ROLES.items()}


@pytest.fixture
def places(
    city: City,
    people: dict[str, Person | None],
    siti: Person,
    budi: Person,
    masrani: Person,
    syahrani: Person,
    fauzi: Person,
    ratna: Person,
    lina: Person,
    rahmat_id: int,
    siti_asks: Callable[..., str],
    house_photo: bytes,
) -> dict[str, str]:
    """What stands in addresses and in what is sent, by the name of the part."""

    def endorsed(*asked: Any, **more: Any) -> str:
        code = siti_asks(*asked, **more)
        cases.endorse(acting=masrani.acting, code=code)
        return code

    def passed_on(*asked: Any, **more: Any) -> str:
        code = endorsed(*asked, **more)
        cases.endorse(acting=syahrani.acting, code=code)
        return code

    def verified(*asked: Any, **more: Any) -> str:
        code = passed_on(*asked, **more)
        cases.verify(acting=fauzi.acting, code=code)
        return code

    issued = verified()
    letter = letters.sign(acting=ratna.acting, code=issued, passphrase=PASSPHRASE)
    to_endorse, to_verify, to_sign = endorsed(), passed_on(), verified()
    to_correct = passed_on()
    cases.ask_correction(acting=fauzi.acting, code=to_correct, items=[("sejak", "Tahun berapa?")])
    to_confirm = verified("kematian", subject=rahmat_id, saksi=[BUDI, JAMILAH])
    witness = Confirmation.objects.filter(step__case__code=to_confirm).earliest("id")
    draft = intake.start_draft(acting=siti.acting, service_code="domisili", channel=Channel.PHONE)
    intake.attach_evidence(acting=siti.acting, code=draft, key="foto_rumah", content=house_photo, filename="rumah.jpg")
    bundle = intake.start_bundle(
        acting=siti.acting,
        event="kematian",
        answers={"tanggal": A_WEEK_AGO, "hubungan": "pasangan", "surat": "belum", "di_kk": True},
        services=["kematian", "pengantar-akta-kematian"],
        person=rahmat_id,
    )
    budi_row = Resident.objects.get(pk=budi.record.resident_id)
    assisted = intake.start_draft(
        acting=fauzi.acting, service_code="domisili", on_behalf=budi_row.public_id, channel=Channel.COUNTER
    )
    link, _holder = cases.issue_link_for_officer(acting=fauzi.acting, code=to_endorse)
    imported = residents.receive_import(
        acting=ratna.acting, office_id=city.office_id, filename="penduduk.csv", content=b"NIK;Nama\n1;Siti\n"
    )
    while outbox.deliver_due():
        pass
    region_services.add_holiday(acting=ratna.acting, code="SJ", day=date(2027, 3, 1), name="Haul")
    begun = builder.begin_from(by=lina.acting, code="usaha")
    changed = builder.change(
        by=lina.acting, code="usaha", revision=begun.revision, edit=lambda data: data | {"summary": "Untuk warung."}
    )
    in_a_month = clock.now() + timedelta(days=30)
    builder.publish(by=lina.acting, code="usaha", revision=changed.revision, at=in_a_month)
    builder.begin_from(by=lina.acting, code="usaha")
    User.objects.filter(pk=siti.user_id).update(new_email="siti.baru@contoh.id")
    failed = Message.objects.filter(case_code=to_endorse).exclude(recipient_id=siti.user_id).earliest("id")
    Message.objects.filter(pk=failed.pk).update(channel="email", state="failed")
    stuck = OutboxEntry.objects.latest("id")
    OutboxEntry.objects.filter(pk=stuck.pk).update(state="stuck")
    return {
        "code": to_endorse,
        "to_verify": to_verify,
        "to_inspect": verified("sktm"),
        "to_confirm": to_confirm,
        "to_sign": to_sign,
        "to_correct": to_correct,
        "issued": issued,
        "draft": draft,
        "bundle": bundle,
        "event": "kematian",
        "assisted": assisted,
        "service": "domisili",
        "made": "usaha",
        "kind": "pertanyaan",
        "where": "0",
        "number": "1",
        "revision": "1",
        "office": "SJ",
        "language": "en",
        "token": letter.token,
        "link": link,
        "party_link": cases.issue_confirmation_link(code=to_confirm, confirmation_id=witness.pk),
        "email_link": signing.dumps([siti.user_id, "siti.baru@contoh.id"], salt="palui.accounts.email"),
        "letter_id": str(letter.id),
        "evidence_id": str(Evidence.objects.filter(submission__code=to_endorse).earliest("id").pk),
        "draft_file": str(Evidence.objects.filter(submission__code=draft).earliest("id").pk),
        "message_id": str(Message.objects.filter(recipient_id=siti.user_id, channel="inbox").earliest("id").pk),
        "failed_id": str(failed.pk),
        "entry_id": str(stuck.pk),
        "mandate_id": str(masrani.acting.mandates[0].id),
        "confirmation_id": str(witness.pk),
        "office_id": str(city.office_id),
        "public_id": budi_row.public_id,
        "import": imported,
        "holiday_id": str(Holiday.objects.latest("id").pk),
        "page": "1",
        "group": "tempat",
        "key": "foto_rumah",
        "inspection_key": "foto",
        "fingerprint": letters_read.root_certificates()[0].facts.fingerprint,
        "action": "endorse",
        "user_id": str(budi.user_id),
    }


#: Parts of an address that mean something else than elsewhere: pattern of "room:name", part, place; the first one counts.
SPECIAL = (
    (r"intake[:_](counter.*|give_consent|attach_consent|ask_consent_code|note_phone)", "code", "assisted"),
    (r"intake[:_](life_event|choose|outlook)", "key", "event"),
    (r"intake[:_](.*bundle.*|shared|choose_.*)", "code", "bundle"),
    (r"portal_track_together", "code", "bundle"),
    (r"builder[:_].*", "code", "made"),
    (r"catalogue[:_](keep_)?office_.*", "code", "office"),
    (r"catalogue[:_].*|intake_subjects|portal:(standards?|poster)", "code", "service"),
    (r"intake[:_].*", "code", "draft"),
    (r"intake:file", "evidence_id", "draft_file"),
    (r"letters[:_](signed|print)", "code", "issued"),
    (r"letters[:_].*", "code", "to_sign"),
    (r"ui:.*", "code", "language"),
    (r"regions[:_].*", "code", "office"),
    (
        r"cases[:_].*confirm(?!.*link).*|cases[:_]decline(?!.*link).*|cases[:_]make_confirmation_link",
        "code",
        "to_confirm",
    ),
    (r"cases[:_](inspect|send_back|put_inspection_photo)", "code", "to_inspect"),
    (r"cases_put_inspection_photo", "key", "inspection_key"),
    (r"cases[:_](claim|hand_back|verify|ask_correction|reject)", "code", "to_verify"),
    (r"cases[:_]answer_correction", "code", "to_correct"),
    (r"cases[:_](confirm|decline).*", "token", "party_link"),
    (r"cases[:_].*", "token", "link"),
    (r"accounts[:_]confirm_email", "token", "email_link"),
    (r"delivery[:_]retry", "message_id", "failed_id"),
    (r"residents[:_].*import.*", "public_id", "import"),
)

#: What pages are sent; fields that a page does not know do no harm.
FORM = {
    "note": "Sudah diperiksa, sesuai.",
    "reason": "Tidak sesuai dengan keadaan.",
    "legal_basis": "Perwali 12/2024 pasal 3",
    "alasan": "Tidak diperlukan lagi.",
    "register": "Disdukcapil",
    "action": "check",
}

#: Where apps sign in and out: JSON and a token, no form and no cookie.
FOR_APPS = {"app_login": ("GET", "POST"), "app_session": ("GET", "POST", "DELETE")}

#: What operations are sent where the schema asks for more than any word.
WORDS: dict[str, Any] = {
    "who": SITI_NIK,
    "event": "kematian",
    "new": "sandi-baru-yang-panjang",
    "username": "orang.baru",
    "role": "rt_head",
    "items": [{"place": "sejak", "note": "Tahun berapa?"}],
    "at": "anak",
    "week": [[["08:00", "16:00"]]] * 5 + [[], []],
    "kind": "spoken",
    "digits": "7781",
    "rt": "9",
    "note": FORM["note"],
    "reason": FORM["reason"],
}


def _value(name: str, part: str, places: Mapping[str, str]) -> str:
    for pattern, special, place in SPECIAL:
        if part == special and re.fullmatch(pattern, name):
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


def filled(name: str, route: str, places: Mapping[str, str]) -> str:
    """The address of a route."""
    path = re.sub(r"[<{](?:\w+:)?(\w+)[>}]", lambda found: quote(_value(name, found[1], places)), route)
    return "/" + path.lstrip("/")


def table(rows: tuple[tuple[str, str, str], ...]) -> dict[str, str]:
    """What is expected, by method and name; nothing stands there twice."""
    listed = [
        (f"{method} {name}", told) for told, ways, names in rows for name in names.split() for method in ways.split()
    ]
    assert len(dict(listed)) == len(listed), "a row stands there twice"
    return dict(listed)


class Browser(RequestFactory):
    """Calls without what a test client does around, which costs more than many a page."""

    def __init__(self, person: Person | None) -> None:
        super().__init__()
        self.token = (person.client.session.session_key or "") if person else ""
        self._signed_in = person.client.cookies.output(header="", sep=";") if person else ""
        self._handler = ClientHandler(enforce_csrf_checks=False)

    def send(self, method: str, path: str, body: bytes = b"", kind: str = "", *, with_token: bool = False) -> str:
        """One sign for the answer; what the call did is undone."""
        self.cookies = SimpleCookie("" if with_token else self._signed_in)
        headers = {"X-Session-Token": self.token} if with_token and self.token else {}
        request = self.generic(method, path, data=body, content_type=kind, headers=headers)
        with transaction.atomic():
            answer = self._handler(request.environ)
            told = _sign(answer, method)
            transaction.set_rollback(True)
        if method != "GET":
            memory.forget_all()
        return told


def _sign(answer: HttpResponseBase, method: str) -> str:
    status = HTTPStatus(answer.status_code)
    if status is HTTPStatus.UNAUTHORIZED or answer.headers.get("Location", "").startswith("/masuk/?"):
        return "S"
    known = {HTTPStatus.NOT_FOUND: "-", HTTPStatus.FORBIDDEN: "F", HTTPStatus.METHOD_NOT_ALLOWED: "M"}
    if status in known:
        return known[status]
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return "!"
    if status is HTTPStatus.UNPROCESSABLE_ENTITY and b"does not fit the schema" in answer.content:  # type: ignore[attr-defined]  # a refusal is no stream
        return "?"  # what was sent was not even looked at, so this says nothing
    if method == "GET" and status is HTTPStatus.FOUND:
        return ">"
    return "F" if _is_another_s(answer) else "+"


def _is_another_s(answer: HttpResponseBase) -> bool:
    """Whether a page says that somebody else has to do this."""
    request = answer.wsgi_request  # type: ignore[attr-defined]  # the handler sets it
    said = [str(one) for one in getattr(get_messages(request), "_queued_messages", ())]
    if answer.status_code in (HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY):
        said.append(answer.content.decode())  # type: ignore[attr-defined]  # a refusal is no stream
    return any(sentence(DomainError(code)) in text for code in ("not_your_turn", "only_applicant") for text in said)


@pytest.fixture
def browsers(people: dict[str, Person | None], settings: Any) -> list[Browser]:
    """One for every role."""
    settings.PALUI_API_LIMITS = {"person": 10**6, "network": 10**6}
    return [Browser(person) for person in people.values()]


def test_everybody_gets_as_far_as_the_table_says_on_every_page(places: dict[str, str], browsers: list[Browser]) -> None:
    found: dict[str, str] = {}
    for name, route in pages():
        path = filled(name, route, places)
        for method in FOR_APPS.get(name, ("GET", "POST")):
            told = "".join(_told(one, name, method, path) for one in browsers)
            if set(told[1:]) != {"M"}:
                found[f"{method} {name}"] = told
    _compare(found, table(PAGES))


def test_everybody_gets_as_far_as_the_table_says_in_the_api(places: dict[str, str], browsers: list[Browser]) -> None:
    document = api.get_openapi_schema()
    found: dict[str, str] = {}
    for route, item in document["paths"].items():
        for method, operation in item.items():
            name = operation["operationId"]
            path = filled(name, route, places) + _query(operation, places)
            body, kind = _body(operation, document["components"]["schemas"], places)
            told = [one.send(method.upper(), path, body, kind, with_token=True) for one in browsers]
            found[f"{method.upper()} {name}"] = "".join(told)
    _compare(found, table(OPERATIONS))


def _told(browser: Browser, name: str, method: str, path: str) -> str:
    if name in FOR_APPS:
        return browser.send(method, path, b"{}", "application/json", with_token=True)
    sent = urlencode(FORM).encode() if method == "POST" else b""
    return browser.send(method, path, sent, "application/x-www-form-urlencoded")


def _compare(found: dict[str, str], expected: dict[str, str]) -> None:
    differing = [
        f'    "{row}": "{told}",  # the table says: {expected.get(row, "nothing")}'
        for row, told in found.items()
        if expected.get(row) != told
    ]
    assert not differing, "\n".join((" ".join(ROLES), *differing))
    assert not expected.keys() - found.keys(), "rows of nothing"


def _query(operation: Mapping[str, Any], places: Mapping[str, str]) -> str:
    asked = [one["name"] for one in operation.get("parameters", ()) if one["in"] == "query" and one.get("required")]
    return "?" + urlencode({name: places.get(name, "budi") for name in asked}) if asked else ""


def _body(operation: Mapping[str, Any], schemas: Mapping[str, Any], places: Mapping[str, str]) -> tuple[bytes, str]:
    """What the schema asks for, and its type."""
    content = operation.get("requestBody", {}).get("content", {})
    if not content:
        return b"", ""
    kind, described = next(iter(content.items()))
    if kind == "application/json":
        return json.dumps(_example(described["schema"], schemas, places)).encode(), kind
    if kind == "multipart/form-data":
        file = SimpleUploadedFile("berkas.csv", b"NIK;Nama\n1;Siti\n")
        return encode_multipart(BOUNDARY, {"file": file}), MULTIPART_CONTENT
    return b"a picture of nothing", kind


def _example(schema: Mapping[str, Any], schemas: Mapping[str, Any], places: Mapping[str, str], name: str = "") -> Any:
    if name in WORDS:
        return WORDS[name]
    schema = next(iter(schema.get("anyOf", ())), schema)
    if "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    words = {"date": "2027-04-01", "codes": places["to_sign"], "service": places["service"], "code": places["code"]}
    known = schema.get("properties", {})
    of_type: dict[str, Callable[[], Any]] = {
        "integer": lambda: int(places[name]),
        "boolean": lambda: True,
        "array": lambda: [_example(schema["items"], schemas, places, name)],
        "object": lambda: {key: _example(known[key], schemas, places, key) for key in schema.get("required", ())},
        "string": lambda: next(
            (words[word] for word in (name, schema.get("format")) if word in words), "kata-yang-panjang"
        ),
    }
    return schema["enum"][0] if "enum" in schema else of_type[schema["type"]]()
