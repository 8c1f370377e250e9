"""Writes of this room, and the papers it gives out, one function per use case."""

from palui.portal.services.looking_after import (
    discard_entry,
    export_record,
    prove_record,
    read_record,
    retry_entry,
    retry_stuck,
)
from palui.portal.services.standards import all_notices, notice, poster

__all__ = [
    "all_notices",
    "discard_entry",
    "export_record",
    "notice",
    "poster",
    "prove_record",
    "read_record",
    "retry_entry",
    "retry_stuck",
]
