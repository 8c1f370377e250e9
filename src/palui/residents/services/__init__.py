"""Writes of this room, one function per use case."""

from palui.residents.services.register import (
    CORRECTION,
    NewResident,
    correct,
    look_at,
    look_for,
    register_many,
    subject_of,
)

__all__ = ["CORRECTION", "NewResident", "correct", "look_at", "look_for", "register_many", "subject_of"]
