"""Editing and checking a definition in the making. Pure."""

from palui.builder.domain import editing
from palui.builder.domain.beginning import new_service
from palui.builder.domain.checking import PART_OF, Mistake, Part, mistakes, part_of

__all__ = ["PART_OF", "Mistake", "Part", "editing", "mistakes", "new_service", "part_of"]
