"""Pages: the way around and the public ones; what the auditor reads."""

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
from palui.portal.views.record import export_record, prove_record, record, roots

__all__ = [
    "accessibility",
    "alive",
    "export_record",
    "help_page",
    "home",
    "mine",
    "navigation",
    "privacy",
    "prove_record",
    "ready",
    "record",
    "roots",
    "search",
    "track",
    "tracking",
]
