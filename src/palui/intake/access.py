"""The one door to a draft. A stranger gets the same answer as for a draft that does not exist."""

from django.db.models import Q

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.intake.domain import COUNTER_ROLES, Channel, SubmissionState, helping_mandate
from palui.intake.models import Bundle, Submission
from palui.kernel.actors import Actor
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode
from palui.statements.selectors import Given, Statement


def submission_for(acting: Acting, code: str, *, lock: bool = False) -> Submission:
    """The person's own submission, draft or not, or one that they fill in for a resident. Raises NotFound.

    A helper needs the mandate still; the draft is theirs alone until it is sent. With `lock`, the row is held until the caller's transaction ends.
    """
    try:
        text = PublicCode.parse(code).text
    except DomainError as error:
        raise NotFound("submission", code) from error
    if acting.user_id is None:
        raise NotFound("submission", code)
    row = (_HELD if lock else _OWN).first(user_id=acting.user_id, code=text)
    if row is None or (row.applicant_id != acting.user_id and mandate_for(acting, row) is None):
        raise NotFound("submission", code)
    return row


def _theirs() -> Q:
    own = Q(applicant_id=Given("user_id")) & (Q(assisted_by__isnull=True) | ~Q(state=SubmissionState.DRAFT.value))
    return own | Q(assisted_by_id=Given("user_id"))


_OWN = Statement(lambda: Submission.objects.select_related("applicant").filter(_theirs(), code=Given("code")))
_HELD = Statement(
    lambda: (
        Submission.objects.select_for_update(of=("self",))
        .select_related("applicant")
        .filter(_theirs(), code=Given("code"))
    )
)


def amendable_for(acting: Acting, code: str) -> Submission:
    """A submission that this person may correct once it was sent, locked: their own, or one filled in at their counter or RT.

    Who has no account is helped by whoever serves there that day. Raises NotFound.
    """
    row = Submission.objects.select_for_update().filter(code=code).first()
    is_own = row is not None and acting.user_id is not None and row.applicant_id == acting.user_id
    if row is None or (not is_own and not may_answer_for(acting, row)):
        raise NotFound("submission", code)
    return row


def may_answer_for(acting: Acting, row: Submission) -> bool:
    """Whether this person may correct what was filled in for somebody and sent."""
    return row.state == SubmissionState.SUBMITTED and mandate_for(acting, row) is not None


def mandate_for(acting: Acting, row: Submission) -> MandateRecord | None:
    """The mandate with which this person may help with this submission; None for the applicant's own doing."""
    if row.assisted_by_id is None or row.applicant_id == acting.user_id:
        return None
    return helping_mandate(
        acting,
        office_id=row.assistance["office_id"],
        rt_id=row.assistance["rt_id"],
        channel=Channel.RT if row.assistance["role"] == Role.RT_HEAD else Channel.COUNTER,
    )


def actor_for(acting: Acting, row: Submission) -> Actor:
    """Who acts on this submission, as the record keeps it: the applicant, or the helper with their title."""
    return acting.actor(mandate_for(acting, row))


def counter_mandate(acting: Acting) -> MandateRecord:
    """The mandate with which this person serves at a counter. Raises NotFound for everybody else."""
    for role in COUNTER_ROLES:
        mandate = acting.holds(role)
        if mandate is not None:
            return mandate
    raise NotFound("page")


def rt_mandate(acting: Acting) -> MandateRecord:
    """The mandate with which this person heads an RT. Raises NotFound for everybody else."""
    mandate = acting.holds(Role.RT_HEAD)
    if mandate is None or mandate.rt_id is None:
        raise NotFound("page")
    return mandate


def bundle_for(acting: Acting, code: str, *, lock: bool = False) -> Bundle:
    """The person's own bundle. With `lock`, the row is held until the caller's transaction ends. Raises NotFound."""
    try:
        text = PublicCode.parse(code).text
    except DomainError as error:
        raise NotFound("bundle", code) from error
    rows = Bundle.objects.select_for_update() if lock else Bundle.objects.all()
    row = rows.filter(code=text, applicant_id=acting.user_id).first() if acting.user_id is not None else None
    if row is None:
        raise NotFound("bundle", code)
    return row


def draft_for(acting: Acting, code: str, *, lock: bool = False) -> Submission:
    """The person's own draft. Raises NotFound; DomainError `already_submitted` once it was sent."""
    row = submission_for(acting, code, lock=lock)
    if row.state != SubmissionState.DRAFT:
        raise DomainError("already_submitted", submission=row.code)
    return row
