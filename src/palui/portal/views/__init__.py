"""Pages: the way around and the public ones; what auditor and administrator look after."""

from palui.portal.views.finding import (
    accessibility,
    alive,
    help_page,
    home,
    mine,
    navigation,
    privacy,
    ready,
    search,
    track,
    tracking,
)
from palui.portal.views.printing import poster, standard, standards
from palui.portal.views.queue import discard_entry, queue, retry_entry, retry_stuck
from palui.portal.views.record import export_record, prove_record, record, roots

__all__ = [
    "accessibility",
    "alive",
    "discard_entry",
    "export_record",
    "help_page",
    "home",
    "mine",
    "navigation",
    "poster",
    "privacy",
    "prove_record",
    "queue",
    "ready",
    "record",
    "retry_entry",
    "retry_stuck",
    "roots",
    "search",
    "standard",
    "standards",
    "track",
    "tracking",
]
