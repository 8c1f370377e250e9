"""Every operation of the description is called with whatever the description allows, and answers as it promises.

Each call begins in the same city: what a call changes is taken back before the next one.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, transaction
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from palui.accounts import services as accounts
from palui.accounts.domain import Capacity, Role
from palui.builder import services as builder
from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.config.api import api
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.kernel import clock, memory
from palui.kernel.actors import SYSTEM
from palui.letters import selectors as letters
from palui.letters import services as letter_services
from palui.regions import selectors as regions
from palui.regions import services as region_services
from palui.residents import selectors as residents
from palui.residents import services as resident_services
from tests.api.program import Program
from tests.cast import A_WEEK_AGO, ANSWERS, PASSPHRASE, City, Person

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
#: The schema is the same on every engine, so the second one is asked less.
EXAMPLES = {"sqlite": 8, "postgresql": 2}

DESCRIPTION = schemathesis.openapi.from_dict(api.get_openapi_schema(path_prefix="/api/v1/"))
APPLICATION = get_wsgi_application()
DESCRIPTION.app = lambda environ, start: APPLICATION({**environ, "REMOTE_ADDR": "127.0.0.1"}, start)
ALL = [result.ok() for result in DESCRIPTION.get_all_operations()]  # a mistake in the description ends it here
PARTS = sorted({operation.tags[0] for operation in ALL if operation.tags})


@pytest.fixture
def everybody(city: City, ratna: Person) -> Person:
    """Ibu Ratna, who for this day is officer, administrator, auditor and looks after services too."""
    for role, office_id in (
        (Role.OFFICER, city.office_id),
        (Role.ADMIN, city.district_office_id),
        (Role.AUDITOR, city.district_office_id),
        (Role.SERVICE_ADMIN, city.district_office_id),
    ):
        accounts.grant_mandate(
            by=SYSTEM,
            user_id=ratna.user_id,
            role=role,
            office_id=office_id,
            capacity=Capacity.DEFINITIVE,
            valid_from=clock.today(),
        )
    return ratna


@pytest.fixture
def there(
    city: City,
    siti: Person,
    siti_asks: Callable[..., str],
    rahmat_id: int,
    masrani: Person,
    fauzi: Person,
    ratna: Person,
    lina: Person,
) -> Callable[[str, str], Any]:
    """What stands in the city for a place in a path, given the path and the place; None for what is only guessed."""
    draft = intake.start_draft(acting=siti.acting, service_code="domisili", subject=None, channel=Channel.API)
    intake.save_answers(acting=siti.acting, code=draft, raw=ANSWERS["domisili"])
    together = intake.start_bundle(
        acting=siti.acting,
        event="kematian",
        answers={"tanggal": A_WEEK_AGO, "hubungan": "pasangan", "surat": "belum", "di_kk": True},
        services=["kematian", "pengantar-kk"],
        person=rahmat_id,
    )
    done, waiting, reported = siti_asks(), siti_asks(), siti_asks("kematian", subject=rahmat_id)
    for code in (done, reported):
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
    letter_services.sign(acting=ratna.acting, code=done, passphrase=PASSPHRASE)
    letter = letters.letter_of_case(done)
    assert letter
    confirmation = cases_read.case(reported).confirmations[0]
    link, _ = cases.issue_link_for_officer(acting=fauzi.acting, code=waiting)
    confirming = cases.issue_confirmation_link(code=reported, confirmation_id=confirmation.id)
    office = regions.office(city.office_id)
    region_services.add_holiday(acting=ratna.acting, code=office.code, day=clock.today(), name="Haul")
    holiday = next(day for day in regions.holidays(city.office_id, since=clock.today(), until=clock.today()))
    somebody = residents.facts_of(rahmat_id)
    assert somebody
    imported = resident_services.receive_import(
        acting=ratna.acting, office_id=city.office_id, filename="penduduk.csv", content=b"NIK;NAMA\n1;A\n"
    )
    builder.begin_from(by=lina.acting, code="usaha")
    known = {
        "/submissions/{code}": {"code": draft, "key": "foto_rumah"},
        "/bundles/{code}": {"code": together},
        "/life-events/{key}": {"key": "kematian"},
        "/services/{code}": {"code": "domisili"},
        "/builder/": {"code": "usaha", "number": 1},
        "/offices/{code}": {"code": office.code, "holiday_id": holiday.id},
        "/cases/{code}/confirmations": {"code": reported, "confirmation_id": confirmation.id},
        "/cases/{code}": {"code": waiting, "action": "endorse"},
        "/links/{token}": {"token": link},
        "/confirmations/{token}": {"token": confirming},
        "/letters/{token}": {"token": letter.token},
        "/letters/{letter_id}": {"letter_id": letter.id},
        "/residents/imports/{public_id}": {"public_id": imported},
        "/residents/{public_id}": {"public_id": somebody.public_id},
    }

    def find(path: str, place: str) -> Any:
        path = path.removeprefix("/api/v1")
        return next((values.get(place) for start, values in known.items() if path.startswith(start)), None)

    return find


@contextmanager
def taken_back() -> Iterator[None]:
    """Nothing that happens in here stays. The server would close the database after each call; not this one."""
    request_started.disconnect(close_old_connections)
    request_finished.disconnect(close_old_connections)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        request_started.connect(close_old_connections)
        request_finished.connect(close_old_connections)
        memory.forget_all()


@pytest.mark.parametrize("part", PARTS)
def test_every_operation_keeps_its_promise(
    part: str,
    siti: Person,
    everybody: Person,
    there: Callable[[str, str], Any],
    sign_in: Callable[..., Program],
    settings: Any,
) -> None:
    settings.PALUI_API_LIMITS = {"person": 10**6, "network": 10**6}
    callers = [sign_in(everybody), sign_in(siti)]

    for operation in ALL:
        if operation.tags and operation.tags[0] == part:
            _try(operation, callers, there)


def _try(operation: Any, callers: list[Program], there: Callable[[str, str], Any]) -> None:
    @settings(
        max_examples=EXAMPLES[connection.vendor],
        derandomize=True,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def promise(case: Any) -> None:
        _call(case, callers[0])
        # Guessed words lead nowhere; behind those that are there the operation itself is met.
        found = {place: there(operation.path, place) for place in case.path_parameters or {}}
        case.path_parameters = {**(case.path_parameters or {}), **{at: one for at, one in found.items() if one}}
        for caller in callers:
            _call(case, caller)

    promise()


def _call(case: Any, caller: Program) -> None:
    case.headers["X-Session-Token"] = caller.token
    with taken_back():
        answer = case.call()
    case.validate_response(answer, checks=CHECKS)


def test_every_operation_is_tried() -> None:
    assert len(ALL) == sum(len(item) for item in api.get_openapi_schema()["paths"].values())
    assert all(operation.tags for operation in ALL)
