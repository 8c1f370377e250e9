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

__all__ = [
    "accessibility",
    "alive",
    "help_page",
    "home",
    "mine",
    "navigation",
    "privacy",
    "ready",
    "search",
    "track",
    "tracking",
]
