"""Editing and checking a definition in the making. Pure."""

from palui.builder.domain import editing
from palui.builder.domain.beginning import new_service
from palui.builder.domain.checking import PART_OF, Mistake, NotReady, Part, as_mistake, in_order, mistakes, part_of

__all__ = [
    "PART_OF",
    "Mistake",
    "NotReady",
    "Part",
    "as_mistake",
    "editing",
    "in_order",
    "mistakes",
    "new_service",
    "part_of",
]
