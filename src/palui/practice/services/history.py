"""Six months of cases: taken over as history, the newest with real signed letters."""

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from palui import formspec
from palui.accounts import selectors as accounts
from palui.accounts.domain import MandateRecord, Role
from palui.accounts.selectors import HeldMandate
from palui.cases import services as cases
from palui.cases.domain import Status, planned_route
from palui.cases.services import History, HistoryStep
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as catalogue_services
from palui.catalogue.domain import SubjectKind
from palui.catalogue.selectors import ServiceVersionRecord
from palui.intake import selectors as intake
from palui.intake import services as intake_services
from palui.intake.domain import Channel
from palui.intake.services import HistoryRow
from palui.kernel import clock
from palui.kernel.errors import InvalidInput
from palui.kernel.identifiers import PublicCode
from palui.practice.domain import cast, past
from palui.practice.domain.answers import answers_for
from palui.practice.domain.past import Course, End, PlannedStep
from palui.practice.domain.places import shares
from palui.practice.models import PracticeCity
from palui.practice.services.filling import Progress
from palui.practice.services.signing import issue_credentials
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind, WorkingHours
from palui.regions.selectors import OfficeRecord
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord

#: In half a year, and at most; so are letters. A small city has asked for less.
CASES, PEOPLE_A_CASE = 3_000, 20 / 3
LETTERS, PEOPLE_A_LETTER = 200, 100
#: The kelurahan of the named people gets so many times its share.
_CAST_WEIGHT = 2.5
_ROLES = {"rt": Role.RT_HEAD, "rw": Role.RW_HEAD, "officer": Role.OFFICER, "lurah": Role.LURAH}


@dataclass(frozen=True, kw_only=True)
class PastCase:
    """A case of the past, ready to be taken over; `signed_by` when it ended with a letter."""

    submission: HistoryRow
    history: Callable[[int], History]
    closed_at: datetime
    signed_by: MandateRecord | None


@transaction.atomic
def import_past(*, progress: Progress) -> None:
    """Take over the cases of the past half year, unless that was done; note which letters are to be signed."""
    row = PracticeCity.objects.select_for_update().get()
    if row.imported_at is not None:
        return
    catalogue_services.publish_seeds()
    issue_credentials(progress=progress)
    made: list[PastCase] = []
    for office, count in _offices_by_share(row.residents):
        made.extend(_cases_of(office, count))
        progress("Berkas setengah tahun", len(made), _cases_in(row.residents))
    made.sort(key=lambda case: case.closed_at)
    ids = intake_services.import_history([case.submission for case in made])
    cases.import_history([case.history(pk) for case, pk in zip(made, ids, strict=True)])
    ended_with_letter = [(case, case.signed_by) for case in made if case.signed_by is not None]
    newest = ended_with_letter[-max(1, min(LETTERS, row.residents // PEOPLE_A_LETTER)) :]
    row.unsigned = [[case.submission.code, mandate.id, case.closed_at.isoformat()] for case, mandate in newest]
    row.imported_at = clock.now()
    row.save(update_fields=["unsigned", "imported_at"])


def _offices_by_share(people: int) -> list[tuple[OfficeRecord, int]]:
    offices = regions.offices(kind=OfficeKind.KELURAHAN)
    weights = [
        residents.count_of_office(office.id) * (_CAST_WEIGHT if office.region_code == cast.KELURAHAN else 1)
        for office in offices
    ]
    return list(zip(offices, shares(_cases_in(people), weights), strict=True))


def _cases_in(people: int) -> int:
    return min(CASES, round(people / PEOPLE_A_CASE))


def _cases_of(office: OfficeRecord, count: int) -> list[PastCase]:
    """So many cases of one kelurahan."""
    households = residents.households_of_office(office.id, limit=max(count, 1))
    if not households:
        return []
    maker = _Maker(office)
    return [maker.case(households[turn % len(households)]) for turn in range(count)]


class _Maker:
    """Makes the cases of one kelurahan; what they have in common is read once."""

    def __init__(self, office: OfficeRecord) -> None:
        self._office = office
        self._luck = random.Random(f"palui/riwayat/{office.region_code}")  # noqa: S311 - made-up cases
        self._hours: WorkingHours = regions.working_hours(office.id)
        self._until = clock.now()
        self._versions = {code: catalogue.current(code) for code in ("domisili", "sktm")}
        self._choices = intake.choices()
        self._posts: dict[tuple[Role, int | None], list[HeldMandate]] = {}
        for held in accounts.mandates_of_office(office.id):
            if held.state == "now":
                place = held.mandate.rt_id or held.mandate.rw_id
                self._posts.setdefault((held.mandate.role, place), []).append(held)

    def case(self, household: Sequence[ResidentRecord]) -> PastCase:
        """One case of somebody in this household."""
        luck = self._luck
        applicant, subject = self._who(household)
        version = self._versions[past.service(luck)]
        way = past.channel(luck)
        route = planned_route(version.definition.route, office_uses_rw=self._office.uses_rw, has_rt=True, has_rw=True)
        steps = [PlannedStep(key=step.key, who=step.who, hours=step.hours) for step in route]
        course = past.course(luck, route=steps, hours=self._hours, way=way, until=self._until)
        code = PublicCode.new().text
        holders = {step.key: self._holder(step.who, subject) for step in route}
        signer = holders["sign"] if course.end is End.ISSUED else None
        return PastCase(
            submission=self._submission(code, version, course, way, applicant, subject, people=len(household)),
            history=lambda pk: self._history(pk, code, version, course, way, applicant, subject, holders),
            closed_at=course.closed_at,
            signed_by=signer.mandate if signer is not None else None,
        )

    def _who(self, household: Sequence[ResidentRecord]) -> tuple[ResidentRecord, ResidentRecord]:
        """Who asks, and for whom: mostly for themselves."""
        adults = [one for one in household if one.age(self._until.date()) >= 19] or list(household)
        applicant = self._luck.choice(adults[:2])
        return applicant, self._luck.choice(household) if self._luck.random() < 0.2 else applicant

    def _holder(self, who: str, subject: ResidentRecord) -> HeldMandate | None:
        place = {"rt": subject.rt_id, "rw": subject.rw_id}.get(who)
        posts = self._posts.get((_ROLES[who], place), [])
        return self._luck.choice(posts) if who == "officer" and posts else next(iter(posts), None)

    def _submission(
        self,
        code: str,
        version: ServiceVersionRecord,
        course: Course,
        way: str,
        applicant: ResidentRecord,
        subject: ResidentRecord,
        *,
        people: int,
    ) -> HistoryRow:
        definition = version.definition
        raw = answers_for(
            definition.code,
            self._luck,
            address=subject.as_context()["address"],
            people=people,
            job=applicant.occupation,
            on=course.submitted_at.date(),
        )
        outcome = formspec.validate(definition.form, raw, choices=self._choices)
        if not outcome.is_valid:  # a form was changed, and nobody told the people of the practice city
            raise InvalidInput(outcome.errors)
        is_self = subject.id == applicant.id
        return HistoryRow(
            code=code,
            service_version_id=version.id,
            applicant_name=applicant.name,
            applicant_resident_id=applicant.id,
            subject_kind=SubjectKind.APPLICANT if is_self else SubjectKind.HOUSEHOLD_MEMBER,
            subject_name=subject.name,
            subject_resident_id=subject.id,
            subject_relation="" if is_self else subject.relation,
            office_id=self._office.id,
            rt_id=subject.rt_id,
            rw_id=subject.rw_id,
            channel=Channel(way),
            answers=outcome.answers,
            submitted_at=course.submitted_at,
        )

    def _history(
        self,
        submission_id: int,
        code: str,
        version: ServiceVersionRecord,
        course: Course,
        way: str,
        applicant: ResidentRecord,
        subject: ResidentRecord,
        holders: Mapping[str, HeldMandate | None],
    ) -> History:
        definition = version.definition
        by_key = {step.key: step for step in definition.route}
        reasons = {
            End.ISSUED: "",
            End.REFUSED: self._luck.choice(past.REFUSALS[definition.code]),
            End.WITHDRAWN: past.WITHDRAWAL,
        }
        return History(
            code=code,
            submission_id=submission_id,
            service_code=definition.code,
            service_title=definition.titles["id"],
            office_id=self._office.id,
            district_office_id=self._office.parent_id,
            rt_id=subject.rt_id,
            rw_id=subject.rw_id,
            neighbourhood=f"RT {subject.address.rt}/{subject.address.rw}",
            applicant_name=applicant.name,
            subject_name=subject.name,
            channel=way,
            status=Status(course.end.value),
            opened_at=course.submitted_at,
            closed_at=course.closed_at,
            closing_reason=reasons[course.end],
            steps=[
                HistoryStep(
                    key=done.key,
                    kind=by_key[done.key].kind.value,
                    who=by_key[done.key].who,
                    title=by_key[done.key].title,
                    hours=by_key[done.key].hours,
                    started_at=done.started_at,
                    due_at=done.due_at,
                    done_at=done.done_at,
                    actor_name=holder.person.name if (holder := holders[done.key]) is not None else "",
                    actor_title=holder.mandate.title if holder is not None else "",
                )
                for done in course.steps
            ],
        )
