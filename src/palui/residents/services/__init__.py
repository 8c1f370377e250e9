"""Writes of this room, one function per use case."""

from palui.residents.services.importing import cancel as cancel_import
from palui.residents.services.importing import read_import, run_import
from palui.residents.services.importing import receive as receive_import
from palui.residents.services.importing import start as start_import
from palui.residents.services.register import (
    BY_HAND,
    CORRECTION,
    NewResident,
    add_by_hand,
    correct,
    look_at,
    look_for,
    register_many,
    subject_of,
)
from palui.residents.services.reporting import imported_now, report_of

__all__ = [
    "BY_HAND",
    "CORRECTION",
    "NewResident",
    "add_by_hand",
    "cancel_import",
    "correct",
    "imported_now",
    "look_at",
    "look_for",
    "read_import",
    "receive_import",
    "register_many",
    "report_of",
    "run_import",
    "start_import",
    "subject_of",
]
