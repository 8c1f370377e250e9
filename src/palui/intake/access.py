"""The one door to a draft. A stranger gets the same answer as for a draft that does not exist."""

from palui.accounts.domain import Acting
from palui.intake.domain import SubmissionState
from palui.intake.models import Submission
from palui.kernel.errors import DomainError, NotFound
from palui.kernel.identifiers import PublicCode


def submission_for(acting: Acting, code: str, *, lock: bool = False) -> Submission:
    """The person's own submission, draft or not. Raises NotFound.

    With `lock`, the row is held until the caller's transaction ends.
    """
    try:
        text = PublicCode.parse(code).text
    except DomainError as error:
        raise NotFound("submission", code) from error
    if acting.user_id is None:
        raise NotFound("submission", code)
    rows = Submission.objects.select_for_update() if lock else Submission.objects.select_related("applicant")
    row = rows.filter(code=text, applicant_id=acting.user_id).first()
    if row is None:
        raise NotFound("submission", code)
    return row


def draft_for(acting: Acting, code: str, *, lock: bool = False) -> Submission:
    """The person's own draft. Raises NotFound; DomainError `already_submitted` once it was sent."""
    row = submission_for(acting, code, lock=lock)
    if row.state != SubmissionState.DRAFT:
        raise DomainError("already_submitted", submission=row.code)
    return row
