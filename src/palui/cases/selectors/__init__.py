"""Reading cases: for the desk, for tracking, and for the steps that come after."""

from palui.cases.selectors.desk import (
    PAGE,
    DeskPage,
    cases_of,
    desk,
    waiting_for,
    waiting_for_signature,
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
    CorrectionItem,
    CorrectionRecord,
    StepRecord,
    record_of,
)

__all__ = [
    "PAGE",
    "CaseRecord",
    "CaseRow",
    "CaseView",
    "CorrectionItem",
    "CorrectionRecord",
    "DeskPage",
    "SigningTask",
    "StepRecord",
    "allowed_actions",
    "case",
    "cases_of",
    "desk",
    "may_stand_in",
    "record_of",
    "signing_task",
    "task_of",
    "track",
    "view",
    "view_through",
    "waiting_for",
    "waiting_for_signature",
]
