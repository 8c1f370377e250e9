"""Reading cases: for the desk, for tracking, and for the steps that come after."""

from palui.cases.selectors.desk import (
    PAGE,
    DeskPage,
    cases_of,
    desk,
    waiting_for,
    waiting_for_signature,
)
from palui.cases.selectors.parties import (
    Asked,
    AskedPerson,
    asked_of,
    asked_person,
    parties_ahead,
)
from palui.cases.selectors.reading import (
    CaseView,
    SigningTask,
    allowed_actions,
    case,
    may_stand_in,
    signing_task,
    task_of,
    track,
    view,
    view_through,
)
from palui.cases.selectors.records import (
    CaseRecord,
    CaseRow,
    ConfirmationRecord,
    CorrectionItem,
    CorrectionRecord,
    StepRecord,
    record_of,
)

__all__ = [
    "PAGE",
    "Asked",
    "AskedPerson",
    "CaseRecord",
    "CaseRow",
    "CaseView",
    "ConfirmationRecord",
    "CorrectionItem",
    "CorrectionRecord",
    "DeskPage",
    "SigningTask",
    "StepRecord",
    "allowed_actions",
    "asked_of",
    "asked_person",
    "case",
    "cases_of",
    "desk",
    "may_stand_in",
    "parties_ahead",
    "record_of",
    "signing_task",
    "task_of",
    "track",
    "view",
    "view_through",
    "waiting_for",
    "waiting_for_signature",
]
