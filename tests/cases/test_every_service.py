"""Every service that is offered goes from asking to its letter, with answers made by example."""

from typing import Any

import pytest

from palui.cases import selectors, services
from palui.cases.domain import Status
from palui.cases.selectors import StepRecord
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as catalogue_services
from palui.catalogue.domain import PARTIES, ServiceDefinition, StepKind, SubjectKind
from palui.formspec import FILES, Field, FormSpec, Kind, example
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.letters import selectors as letters
from palui.letters import services as letter_services
from palui.letters.services import credentials
from tests.cast import ADDRESS, PASSPHRASE, Person, a_photo

SEEDS = {data["code"]: data for data in catalogue_services.seeds()}
ASKED_FOR = sorted(code for code, data in SEEDS.items() if data["kind"] != "guidance")


def answers_to(spec: FormSpec) -> dict[str, Any]:
    """By example, at an address in Sungai Jingah."""
    given = example(spec, choices=catalogue.choices())
    for key, item in spec.by_key.items():
        if item.kind is Kind.ADDRESS:
            given[key] = ADDRESS
        if item.kind is Kind.PLACE:
            given[key] = {"lat": "-3.3012", "lon": "114.5978", "description": "Seberang langgar"}
    return given


def files_of(spec: FormSpec) -> list[Field]:
    return [item for item in spec.by_key.values() if item.kind in FILES]


def ask(definition: ServiceDefinition, siti: Person, household: dict[SubjectKind, int]) -> str:
    subject = household[definition.subjects[0]]
    code = intake.start_draft(acting=siti.acting, service_code=definition.code, subject=subject, channel=Channel.PHONE)
    outcome = intake.save_answers(acting=siti.acting, code=code, raw=answers_to(definition.form))
    wanted = [item.key for item in (*files_of(definition.form), *definition.evidence) if item.required]
    assert set(outcome.errors) <= set(wanted), outcome.errors
    for key in wanted:
        intake.attach_evidence(acting=siti.acting, code=code, key=key, content=a_photo(), filename="berkas.jpg")
    intake.submit(acting=siti.acting, code=code)
    return code


def test_there_are_services():
    assert len(ASKED_FOR) >= 7


@pytest.fixture
def household(siti: Person, aisyah_id: int, rahmat_id: int) -> dict[SubjectKind, int]:
    """About whom Siti may ask."""
    assert siti.acting.resident_id
    return {
        SubjectKind.APPLICANT: siti.acting.resident_id,
        SubjectKind.HOUSEHOLD_MEMBER: aisyah_id,
        SubjectKind.DECEASED: rahmat_id,
    }


@pytest.fixture
def deciders(masrani, fauzi, yani, rusmiati, ratna, camat) -> dict[str, Person]:
    """Who acts in a step."""
    credentials.issue(acting=camat.acting, passphrase=PASSPHRASE)
    return {
        "rt": masrani, "officer": fauzi, "section_head": yani, "secretary": rusmiati, "lurah": ratna, "camat": camat,
        PARTIES: fauzi,
    }  # fmt: skip


def act(definition: ServiceDefinition, step: StepRecord, person: Person, code: str) -> None:
    """Do what the step asks for."""
    if step.kind is StepKind.CONFIRM:
        for asked in selectors.case(code).confirmations:
            if asked.step == step.key:
                services.confirm_at_counter(
                    acting=person.acting, code=code, confirmation_id=asked.id, identity_seen=True
                )
    elif step.kind is StepKind.INSPECT:
        form = next(one.form for one in definition.route if one.key == step.key)
        assert form is not None
        files = {item.key: ("foto.jpg", a_photo()) for item in files_of(form)}
        services.inspect(acting=person.acting, code=code, raw=answers_to(form), files=files)
    elif step.kind is StepKind.SIGN:
        letter_services.sign(acting=person.acting, code=code, passphrase=PASSPHRASE)
    else:
        plain = {
            StepKind.ENDORSE: services.endorse,
            StepKind.VERIFY: services.verify,
            StepKind.COUNTERSIGN: services.countersign,
        }
        plain[step.kind](acting=person.acting, code=code)


@pytest.mark.parametrize("service", ASKED_FOR)
def test_it_goes_from_asking_to_its_letter(service, siti, household, deciders):
    definition = catalogue.current(service).definition
    code = ask(definition, siti, household)
    for step in selectors.case(code).steps:
        current = selectors.case(code).current_step
        assert current is not None
        assert current.key == step.key
        act(definition, step, deciders[step.who], code)
    assert selectors.case(code).status is Status.ISSUED
    letter = letters.letter_of_case(code)
    assert letter is not None
    assert definition.letter is not None
    assert letter.title == definition.letter.title
