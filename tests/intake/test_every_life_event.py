"""Every event: answered once, the rest by example, and all of its services are sent, together with those that fit."""

from itertools import product

import pytest

from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import LIFE_EVENTS
from palui.formspec import Kind, example, validate
from palui.intake import selectors, services
from palui.kernel import clock
from tests.cast import A_WEEK_AGO, ADDRESS, IN_A_MONTH, a_photo

pytestmark = pytest.mark.django_db


def at_home(form):
    """Answers by example, in Siti's own neighbourhood."""
    answers = example(form, choices=selectors.choices())
    return {key: ADDRESS if form.by_key[key].kind is Kind.ADDRESS else value for key, value in answers.items()}


def rest_of(record):
    """Answers by example to what the event has not answered, and what it only began."""
    given = at_home(record.service.definition.form)
    rest = {key: value for key, value in given.items() if key not in record.answers}
    for key, value in record.answers.items():
        if isinstance(value, list) and value and isinstance(value[0], dict):
            rest[key] = [{**given[key][0], **row} for row in value]
    return rest


def ways_to_need_everything(plan):
    """Few answers to the event's questions by which each of its services is needed by somebody."""
    picks = {Kind.CHOICE: None, Kind.YES_NO: (True, False), Kind.DATE: (A_WEEK_AGO, IN_A_MONTH)}
    asked = [item for item in plan.questions.by_key.values() if item.kind in picks]
    values = [picks[item.kind] or item.values for item in asked]
    many = {item.key: list(item.values) for item in plan.questions.by_key.values() if item.kind is Kind.CHOICES}
    first = at_home(plan.questions) | many
    missing = {member.service for member in plan.members}
    for answers in product(*values):
        raw = first | dict(zip([item.key for item in asked], answers, strict=True))
        outcome = validate(plan.questions, raw, files={})
        fitting = [member.service for member in plan.fitting(outcome.answers, clock.today())]
        if outcome.is_valid and missing.intersection(fitting):
            missing -= set(fitting)
            yield raw, fitting
    assert not missing


@pytest.mark.parametrize("event", [event.key for event in LIFE_EVENTS])
def test_all_services_of_an_event_are_sent_together(siti, rahmat_id, event):
    record = catalogue.life_event(event)
    for answers, wanted in ways_to_need_everything(record.plan):
        person = rahmat_id if record.plan.person else None
        code = services.start_bundle(acting=siti.acting, event=event, answers=answers, services=wanted, person=person)
        shared = selectors.shared_form(record, wanted)
        typed = {key: value for key, value in at_home(shared).items() if key not in record.plan.questions.by_key}
        assert services.save_shared(acting=siti.acting, code=code, raw=typed).errors == {}
        for draft in selectors.own_bundle(siti.acting, code).drafts:
            kept = services.save_answers(acting=siti.acting, code=draft.code, raw=rest_of(draft))
            assert kept.errors == {}, draft.service.code
            hand_in(siti, draft)
        services.send_bundle(acting=siti.acting, code=code)
        sent = selectors.own_bundle(siti.acting, code)
        assert [one.service.code for one in sent.sent] == wanted
        assert sent.drafts == ()


def hand_in(person, draft):
    """What the service asks for and no other of the event has brought already."""
    form = draft.service.definition.evidence_form(known_to=selectors.known_to(draft.subject))
    there = selectors.own_submission(person.acting, draft.code).files()
    for key, item in form.by_key.items():
        if item.required and key not in there:
            services.attach_evidence(
                acting=person.acting, code=draft.code, key=key, content=a_photo(64, 48), filename=f"{key}.jpg"
            )
