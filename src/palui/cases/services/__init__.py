"""Writes of this room, one function per use case."""

from palui.cases.services.correcting import answer_correction, ask_correction
from palui.cases.services.deciding import (
    attach_inspection_photo,
    claim,
    countersign,
    endorse,
    hand_back,
    inspect,
    look_at,
    look_at_evidence,
    reject,
    send_back,
    verify,
    withdraw,
)
from palui.cases.services.linking import (
    LinkedTask,
    endorse_by_link,
    issue_link,
    issue_link_for_officer,
    reject_by_link,
    task_behind_link,
)
from palui.cases.services.opening import History, HistoryStep, import_history, open_case
from palui.cases.services.signing import close_as_issued, lock_for_signing
from palui.cases.services.timing import escalate_if_late

__all__ = [
    "History",
    "HistoryStep",
    "LinkedTask",
    "answer_correction",
    "ask_correction",
    "attach_inspection_photo",
    "claim",
    "close_as_issued",
    "countersign",
    "endorse",
    "endorse_by_link",
    "escalate_if_late",
    "hand_back",
    "import_history",
    "inspect",
    "issue_link",
    "issue_link_for_officer",
    "lock_for_signing",
    "look_at",
    "look_at_evidence",
    "open_case",
    "reject",
    "reject_by_link",
    "send_back",
    "task_behind_link",
    "verify",
    "withdraw",
]
