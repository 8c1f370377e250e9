"""What can be done with a submission: fill in, hand in files, submit, correct. Also what an earlier system left."""

from palui.intake.services.amending import FitFiles, amend, attach_step_evidence, fit_files
from palui.intake.services.bundling import (
    choose_services,
    discard_bundle,
    save_shared,
    send_bundle,
    start_bundle,
)
from palui.intake.services.consenting import (
    CodeToSend,
    ask_consent_code,
    attach_consent,
    give_consent,
    make_consent_code,
    note_consent_code_sent,
    note_phone,
)
from palui.intake.services.drafting import add_row, discard_draft, remove_row, save_answers, start_draft
from palui.intake.services.evidence import attach_evidence, remove_evidence
from palui.intake.services.helping import Helped, find_residents, open_resident
from palui.intake.services.importing import HistoryRow, import_history
from palui.intake.services.placing import Placement, placed
from palui.intake.services.submitting import Check, check, check_all, submit

__all__ = [
    "Check",
    "CodeToSend",
    "FitFiles",
    "Helped",
    "HistoryRow",
    "Placement",
    "add_row",
    "amend",
    "ask_consent_code",
    "attach_consent",
    "attach_evidence",
    "attach_step_evidence",
    "check",
    "check_all",
    "choose_services",
    "discard_bundle",
    "discard_draft",
    "find_residents",
    "fit_files",
    "give_consent",
    "import_history",
    "make_consent_code",
    "note_consent_code_sent",
    "note_phone",
    "open_resident",
    "placed",
    "remove_evidence",
    "remove_row",
    "save_answers",
    "save_shared",
    "send_bundle",
    "start_bundle",
    "start_draft",
    "submit",
]
