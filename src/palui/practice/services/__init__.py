"""Filling a practice city."""

from palui.practice.services.filling import (
    DEFAULT_RESIDENTS,
    MOST_RESIDENTS,
    REGISTER,
    Progress,
    fill,
    refuse_real_data,
)
from palui.practice.services.history import import_past
from palui.practice.services.present import open_present
from palui.practice.services.signing import issue_credentials, sign_past_letters

__all__ = [
    "DEFAULT_RESIDENTS",
    "MOST_RESIDENTS",
    "REGISTER",
    "Progress",
    "fill",
    "import_past",
    "issue_credentials",
    "open_present",
    "refuse_real_data",
    "sign_past_letters",
]
