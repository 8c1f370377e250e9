"""Writes of this room, one function per use case."""

from palui.gate.services.counting import consume, forget_counts
from palui.gate.services.replying import answer_once, forget_expired

__all__ = ["answer_once", "consume", "forget_counts", "forget_expired"]
