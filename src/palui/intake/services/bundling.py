"""What a life event opens together: begun at once, answered once, sent at once."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction

from palui import formspec
from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import LifeEventPlan, Member
from palui.catalogue.selectors import LifeEventRecord, ServiceVersionRecord
from palui.formspec import FormSpec, Outcome
from palui.intake.access import bundle_for
from palui.intake.domain import Channel, SubmissionState
from palui.intake.models import Bundle, Submission
from palui.intake.selectors import choices, known_facts, people_facts, people_for, shared_form
from palui.intake.services.drafting import NO_SUBJECT, NOT_IN_HOUSEHOLD, begun, erase, fresh_code, keep, subject_facts
from palui.intake.services.evidence import take_over
from palui.intake.services.placing import refuse_closed
from palui.intake.services.submitting import submit
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.identifiers import new_token
from palui.outbox.services import unit_of_work
from palui.ui.domain import sentence

NOTHING_CHOSEN = "Pilih paling sedikit satu layanan."
NOBODY_CHOSEN = "Pilih dulu orangnya."
NOT_OFFERED = "Layanan ini tidak ada di sini. Pilih lagi dari daftar."
_LONGEST_ATTEMPT = 64


@dataclass(frozen=True)
class _Filling:
    """What a draft of a bundle is filled in with."""

    plan: LifeEventPlan
    form: FormSpec  # what is asked for all services together
    given: Mapping[str, Any]  # clean
    people: Mapping[str, Mapping[str, Any]]

    def of(self, version: ServiceVersionRecord, *, asked: Collection[str]) -> tuple[dict[str, Any], list[str]]:
        """Answers, and the questions that need not be asked again."""
        filled = self.plan.filled(
            version.code, version.definition.form, given=self.given, asked=asked, people=self.people
        )
        return dict(filled.answers), list(filled.settled)


@transaction.atomic
def start_bundle(
    *,
    acting: Acting,
    event: str,
    answers: Mapping[str, Any],
    services: Collection[str],
    person: int | None = None,
    attempt: str = "",
    channel: Channel = Channel.PHONE,
) -> str:
    """Begin drafts of these services of an event and return the code of all of them together.

    `answers` are those to the event's questions, `person` the resident id of whom it is about where it asks that.
    The same `attempt` (a word that the page makes up) begins once. What the register knows is filled in.
    Raises NotFound for an unknown event; InvalidInput at a question, at "layanan" and at "untuk".
    """
    if acting.user_id is None:
        raise DomainError("sign_in_first")
    attempt = attempt[:_LONGEST_ATTEMPT] or new_token()
    begun_before = Bundle.objects.filter(applicant_id=acting.user_id, attempt=attempt).first()
    if begun_before is not None:
        return begun_before.code
    record = catalogue.life_event(event)
    outcome = formspec.validate(record.plan.questions, answers, files={}, choices=choices())
    errors = dict(outcome.errors)
    chosen = _chosen(record, services, errors)
    subject = _person(acting, chosen, person, errors)
    _refuse_closed(acting, chosen, subject, errors)
    if errors:
        raise InvalidInput(errors)
    try:
        with transaction.atomic():
            bundle = Bundle.objects.create(
                code=_code_of_bundle(),
                event=event,
                applicant_id=acting.user_id,
                attempt=attempt,
                answers={**outcome.raw, **outcome.answers},
                person=subject,
                channel=channel.value,
            )
    except IntegrityError:
        # The same page was sent twice at once, and the other was first.
        return Bundle.objects.get(applicant_id=acting.user_id, attempt=attempt).code
    audit.record(by=acting.actor(), action="bundle.start", case_code=bundle.code, event=record.plan.event.title)
    _begin(acting, bundle, record, chosen, [member.service for member, _ in chosen])
    return bundle.code


@transaction.atomic
def save_shared(*, acting: Acting, code: str, raw: Mapping[str, Any], groups: Collection[str] | None = None) -> Outcome:
    """Keep what was typed for all services together, right or wrong, and give each draft what is right.

    Where somebody changed an answer in one draft, it stays theirs until the shared one changes. Raises NotFound.
    """
    bundle = bundle_for(acting, code, lock=True)
    record = catalogue.life_event(bundle.event)
    rows = _drafts(bundle)
    form = shared_form(record, _services_of(bundle))
    before = _filling(acting, bundle, record, form)
    wanted = {item.key for group in form.groups if groups is None or group.key in groups for item in group.fields}
    typed = formspec.merge(bundle.answers, {key: value for key, value in raw.items() if key in wanted})
    outcome = formspec.validate(form, typed, groups=groups, files={}, choices=choices())
    bundle.answers = {**bundle.answers, **outcome.raw, **outcome.answers}
    bundle.has_details = bundle.has_details or (outcome.is_valid and _covers(record, form, groups))
    bundle.updated_at = clock.now()
    bundle.save(update_fields=["answers", "has_details", "updated_at"])
    after = _filling(acting, bundle, record, form)
    for row in rows:
        version = catalogue.version(row.service_version_id)
        old, _ = before.of(version, asked=form.by_key)
        new, row.settled = after.of(version, asked=form.by_key)
        fresh = {key: value for key, value in new.items() if old.get(key) != value or row.raw.get(key) is None}
        row.save(update_fields=["settled"])
        keep(row, formspec.merge(row.raw, fresh))
    return outcome


@transaction.atomic
def choose_services(*, acting: Acting, code: str, services: Collection[str]) -> None:
    """Have drafts of just these services, beside those that were sent already. What goes is deleted with its files.

    Raises NotFound; InvalidInput at "layanan".
    """
    bundle = bundle_for(acting, code, lock=True)
    record = catalogue.life_event(bundle.event)
    errors: dict[str, str] = {}
    there = {catalogue.version(row.service_version_id).code: row for row in bundle.submissions.order_by("code")}
    sent = {service for service, row in there.items() if row.state == SubmissionState.SUBMITTED}
    chosen = _chosen(record, set(services) | sent, errors)
    new = [(member, version) for member, version in chosen if member.service not in there]
    if any(member.about == "person" for member, _ in new) and not bundle.person:
        errors["layanan"] = NOT_IN_HOUSEHOLD
    _refuse_closed(acting, new, bundle.person, errors)
    if errors:
        raise InvalidInput(errors)
    kept = {member.service for member, _ in chosen}
    _begin(acting, bundle, record, new, sorted(kept))
    for service, row in there.items():
        if service not in kept and row.state == SubmissionState.DRAFT:
            erase(acting, row)
    # Another service may ask what no two asked before.
    shared = record.plan.shared(kept).by_key
    bundle.has_details = bundle.has_details and all(
        key in bundle.answers or not item.required for key, item in shared.items()
    )
    bundle.updated_at = clock.now()
    bundle.save(update_fields=["has_details", "updated_at"])


@unit_of_work()
def send_bundle(*, acting: Acting, code: str) -> None:
    """Submit every draft of a bundle, or none. Sending what was sent already changes nothing.

    Raises NotFound; InvalidInput with a sentence for every place of every draft that needs correcting
    ("<code of the draft>.<place>"), at "layanan" when nothing was chosen.
    """
    bundle = bundle_for(acting, code, lock=True)
    drafts = [row.code for row in _drafts(bundle)]
    if not drafts and bundle.sent_at is None:
        raise InvalidInput({"layanan": NOTHING_CHOSEN})
    errors: dict[str, str] = {}
    for draft in drafts:
        try:
            submit(acting=acting, code=draft)
        except InvalidInput as refused:
            errors |= {f"{draft}.{place}": text for place, text in refused.errors.items()}
    if errors:
        raise InvalidInput(errors)
    if drafts:
        bundle.sent_at = bundle.sent_at or clock.now()
        bundle.updated_at = clock.now()
        bundle.save(update_fields=["sent_at", "updated_at"])
        audit.record(by=acting.actor(), action="bundle.send", case_code=bundle.code, count=len(drafts))


@transaction.atomic
def discard_bundle(*, acting: Acting, code: str) -> None:
    """Delete all drafts of a bundle with their files, and the bundle itself unless something of it was sent. Raises NotFound."""
    bundle = bundle_for(acting, code, lock=True)
    for row in _drafts(bundle):
        erase(acting, row)
    audit.record(by=acting.actor(), action="bundle.discard", case_code=bundle.code)


def _begin(
    acting: Acting,
    bundle: Bundle,
    record: LifeEventRecord,
    members: list[tuple[Member, ServiceVersionRecord]],
    services: Collection[str],
) -> None:
    """New drafts of these members; `services` are all that the bundle then has."""
    if not members or acting.user_id is None:
        return
    form = shared_form(record, services)
    filling = _filling(acting, bundle, record, form)
    # What is asked for all together and was not answered yet is asked there first.
    asked = form.by_key if bundle.has_details else record.plan.questions.by_key
    person = accounts.person(acting.user_id)
    account = {"name": person.name, "phone": person.phone, "email": person.email}
    known = {
        resident_id: known_facts(account=account, resident_id=resident_id)
        for resident_id in {_subject_id(acting, member, bundle.person) for member, _ in members}
    }
    for member, version in members:
        resident_id = _subject_id(acting, member, bundle.person)
        answers, settled = filling.of(version, asked=asked)
        row = begun(
            acting,
            version,
            subject=subject_facts(acting, version.definition, resident_id),
            raw={**formspec.prefill(version.definition.form, known[resident_id]), **answers},
            channel=Channel(bundle.channel),
            bundle=bundle,
            settled=settled,
        )
        take_over(acting, row)


def _filling(acting: Acting, bundle: Bundle, record: LifeEventRecord, form: FormSpec) -> _Filling:
    return _Filling(
        plan=record.plan,
        form=form,
        given=formspec.validate(form, bundle.answers, files={}, choices=choices()).answers,
        people=people_facts(person=bundle.person.get("resident_id"), applicant=acting.resident_id),
    )


def _drafts(bundle: Bundle) -> list[Submission]:
    """The drafts, held; in one order for everybody, so that two who do this at once do not wait for each other."""
    drafts = bundle.submissions.select_for_update(of=("self",)).filter(state=SubmissionState.DRAFT.value)
    return list(drafts.order_by("code"))


def _services_of(bundle: Bundle) -> list[str]:
    ids = bundle.submissions.values_list("service_version_id", flat=True)
    return [catalogue.version(version_id).code for version_id in ids]


def _covers(record: LifeEventRecord, form: FormSpec, groups: Collection[str] | None) -> bool:
    """Whether these groups hold everything that is asked for all services together, beside what decides."""
    details = [group.key for group in form.groups if group not in record.plan.questions.groups]
    return groups is None or set(details) <= set(groups)


def _chosen(
    record: LifeEventRecord, services: Collection[str], errors: dict[str, str]
) -> list[tuple[Member, ServiceVersionRecord]]:
    chosen = [(member, version) for member, version in record.members if member.service in services]
    if not services:
        errors["layanan"] = NOTHING_CHOSEN
    elif len(chosen) < len(set(services)):
        errors["layanan"] = NOT_OFFERED
    return chosen


def _refuse_closed(
    acting: Acting,
    chosen: list[tuple[Member, ServiceVersionRecord]],
    person: Mapping[str, Any],
    errors: dict[str, str],
) -> None:
    """Say of each service that the office does not offer it, where the office alone decides."""
    for member, version in chosen:
        try:
            refuse_closed(version.definition, _subject_id(acting, member, person))
        except DomainError as closed:
            errors["layanan"] = " ".join(filter(None, (errors.get("layanan", ""), sentence(closed))))


def _subject_id(acting: Acting, member: Member, person: Mapping[str, Any]) -> int | None:
    """Whom a service is about."""
    who = person.get("resident_id") if member.about == "person" else None
    return who if isinstance(who, int) else acting.resident_id


def _person(
    acting: Acting,
    chosen: list[tuple[Member, ServiceVersionRecord]],
    wanted: int | None,
    errors: dict[str, str],
) -> dict[str, Any]:
    """Whom the event is about, as it is stored; {} where that is the applicant."""
    if acting.resident_id is None:
        errors["untuk"] = NO_SUBJECT
        return {}
    definitions = [version.definition for member, version in chosen if member.about == "person"]
    if not definitions:
        return {}
    allowed = {subject.resident_id for subject in people_for(acting, definitions)}
    who = wanted if wanted is not None else acting.resident_id
    if who not in allowed:
        errors["untuk"] = NOBODY_CHOSEN if wanted is None else NOT_IN_HOUSEHOLD
        return {}
    return subject_facts(acting, definitions[0], who)


def _code_of_bundle() -> str:
    while Bundle.objects.filter(code=(code := fresh_code())).exists():
        pass
    return code
