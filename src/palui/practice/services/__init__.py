"""Filling a practice city."""

from palui.practice.services.filling import DEFAULT_RESIDENTS, MOST_RESIDENTS, REGISTER, fill, refuse_real_data
from palui.practice.services.history import fill_history, is_complete

__all__ = ["DEFAULT_RESIDENTS", "MOST_RESIDENTS", "REGISTER", "fill", "fill_history", "is_complete", "refuse_real_data"]
