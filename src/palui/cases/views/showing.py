"""How a case is shown: its status in words, its river, and what an RT or RW head may read of it."""

from collections.abc import Collection
from typing import Any, Protocol

from django.utils.translation import gettext as _

from palui.cases.domain import AnswerState, Status, StepState
from palui.cases.selectors import CaseRecord
from palui.catalogue.domain import StepKind, SubjectKind
from palui.formspec import summary
from palui.intake import selectors as intake
from palui.intake.selectors import SubmissionRecord
from palui.kernel.language import say
from palui.ui.domain import Fact, RiverStep

STATUS_WORDS: dict[Status, tuple[str, str]] = {
    Status.ENDORSEMENT: ("Menunggu persetujuan RT/RW", ""),
    Status.VERIFICATION: ("Diperiksa petugas", ""),
    Status.INSPECTION: ("Pemeriksaan lapangan", ""),
    Status.CONFIRMATION: ("Menunggu konfirmasi", ""),
    Status.COUNTERSIGNING: ("Menunggu paraf", ""),
    Status.SIGNING: ("Menunggu tanda tangan", ""),
    Status.CORRECTION: ("Menunggu perbaikan pemohon", "sun"),
    Status.ISSUED: ("Surat terbit", "good"),
    Status.REFUSED: ("Ditolak", "bad"),
    Status.WITHDRAWN: ("Ditarik pemohon", "quiet"),
}


#: What a party has said: words and kind of a tag.
ANSWER_WORDS: dict[AnswerState, tuple[str, str]] = {
    AnswerState.WAITING: ("Belum menjawab", ""),
    AnswerState.CONFIRMED: ("Sudah mengonfirmasi", "good"),
    AnswerState.DECLINED: ("Tidak mengonfirmasi", "bad"),
}

CHANNEL_WORDS = {"phone": "Ponsel", "rt": "Ketua RT", "counter": "Loket", "api": "Aplikasi lain"}


def river_of(case_record: CaseRecord) -> tuple[RiverStep, ...]:
    """The way of a case as the river shows it."""
    ended_badly = case_record.status in (Status.REFUSED, Status.WITHDRAWN)
    docks = [RiverStep(label=_("Diajukan"), state="done")]
    for step in case_record.steps:
        state = "done" if step.state is StepState.DONE else "current" if step.state is StepState.CURRENT else "ahead"
        if step.state is StepState.STOPPED and ended_badly:
            state = "refused"
        if state == "current" and case_record.status is Status.CORRECTION:
            state = "waiting"
        docks.append(RiverStep(label=say(step.title), state=state))  # type: ignore[arg-type]  # one of the literal's words
    docks.append(RiverStep(label=_("Surat terbit"), state="done" if case_record.status is Status.ISSUED else "ahead"))
    return tuple(docks)


def answers_of(submission: SubmissionRecord) -> tuple[Any, ...]:
    """What was answered, group by group, numbers of people masked."""
    return summary(submission.service.definition.form, submission.answers, choices=intake.choices(), mask=True)


def shown_to_endorser(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[Fact, ...]:
    """What an RT or RW head needs in order to confirm: who, where and what for. Never a NIK, KK or file."""
    definition = submission.service.definition
    shown = {key for step in definition.route if step.kind is StepKind.ENDORSE for key in step.shows}
    return shown_of(case_record, submission, shown)


class Named(Protocol):
    """A case, as far as a stranger to it may read who asks for what."""

    @property
    def applicant_name(self) -> str:
        """Who asks."""

    @property
    def subject_name(self) -> str:
        """Whom it is about."""

    @property
    def service_title(self) -> str:
        """What is asked for."""


def shown_of(named: Named, submission: SubmissionRecord, shown: Collection[str]) -> tuple[Fact, ...]:
    """Who asks for what, about whom, and the answers named in `shows` ("keperluan", "ahli.nama")."""
    rows = [
        Fact(label=_("Pemohon"), value=named.applicant_name),
        Fact(label=_("Layanan"), value=say(named.service_title)),
    ]
    if named.subject_name != named.applicant_name:
        is_dead = submission.subject.kind is SubjectKind.DECEASED
        rows.append(Fact(label=_("Yang meninggal") if is_dead else _("Surat untuk"), value=named.subject_name))
    for group in answers_of(submission):
        rows.extend(
            Fact(label=row.label, value=row.text)
            for row in group.rows
            if row.is_answered and {row.key.partition(".")[0], _plain(row.key)}.intersection(shown)
        )
    return tuple(rows)


def _plain(place: str) -> str:
    """ "ahli.0.nama" as a definition names it: "ahli.nama"."""
    return ".".join(part for part in place.split(".") if not part.isdigit())
