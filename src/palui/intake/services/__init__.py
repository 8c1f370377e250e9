"""What can be done with a submission: fill in, hand in files, submit, correct. Also what an earlier system left."""

from palui.intake.services.amending import amend, attach_step_evidence
from palui.intake.services.drafting import add_row, discard_draft, remove_row, save_answers, start_draft
from palui.intake.services.evidence import attach_evidence, remove_evidence
from palui.intake.services.importing import HistoryRow, import_history
from palui.intake.services.placing import Placement, placement_of
from palui.intake.services.submitting import problems_of, submit

__all__ = [
    "HistoryRow",
    "Placement",
    "add_row",
    "amend",
    "attach_evidence",
    "attach_step_evidence",
    "discard_draft",
    "import_history",
    "placement_of",
    "problems_of",
    "remove_evidence",
    "remove_row",
    "save_answers",
    "start_draft",
    "submit",
]
