"""What somebody who changes a service should know of: who is in the middle of asking for it."""

from palui.intake.domain import SubmissionState
from palui.intake.models import Submission
from palui.residents import selectors as residents

#: Drafts that are looked at; a city that has more of one service has enough to be told of.
_MOST = 5000


def open_drafts(*, office_id: int, service_code: str) -> int:
    """How many drafts of a service are about people who are registered at an office."""
    rows = Submission.objects.filter(
        state=SubmissionState.DRAFT.value, service_version__service__code=service_code
    ).only("subject")
    about = [row.subject.get("resident_id") for row in rows.order_by("-pk")[:_MOST]]
    people = [resident_id for resident_id in about if resident_id is not None]
    here = residents.registered_at(office_id, people)
    return sum(resident_id in here for resident_id in people)
