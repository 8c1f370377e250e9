"""Draws the questions of a form: `{% group bound_group %}` a page of them, `{% field bound_field %}` one.

Takes what `palui.formspec.bound` gives. Templates are chosen by kind here, so that pages only loop.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django import template
from django.template.loader import render_to_string

if TYPE_CHECKING:  # ui and formspec stand beside each other: it draws what formspec decided, by its shape alone
    from palui.formspec import BoundField, BoundGroup

register = template.Library()

_TEMPLATES: Mapping[str, str] = {
    "long_text": "textarea",
    "money": "money",
    "choice": "options",
    "choices": "options",
    "yes_no": "options",
    "person": "parts",
    "address": "address",
    "place": "place",
    "photo": "upload",
    "file": "upload",
    "repeat": "repeat",
}
#: How wide an input is says how much is expected in it.
_WIDTHS: Mapping[str, str] = {
    "number": "short",
    "time": "short",
    "rt_rw": "short",
    "degree": "short",
    "date": "medium",
    "phone": "medium",
    "nik": "digits",
    "kk": "digits",
}
_SECRET = frozenset({"nik", "kk"})


@register.simple_tag
def group(bound_group: "BoundGroup", level: int = 2) -> str:
    """A whole group: its title as heading of this level, its hint, its questions."""
    return render_to_string("ui/fields/group.html", {"group": bound_group, "heading": f"h{level}"})


@register.simple_tag
def field(bound_field: "BoundField") -> str:
    """One question with label, hint, error and input."""
    name = "select" if bound_field.as_list else _TEMPLATES.get(bound_field.kind, "input")
    return render_to_string(
        f"ui/fields/{name}.html",
        {
            "field": bound_field,
            "width": _WIDTHS.get(bound_field.kind, ""),
            "input_type": "tel" if bound_field.kind == "phone" else "text",
            "picks_many": bound_field.kind == "choices",
            "is_short": bound_field.kind == "yes_no",
            "is_photo": bound_field.kind == "photo",
            "is_secret": bound_field.kind in _SECRET,
        },
    )


@register.filter
def input_id(place: str) -> str:
    """The id of the input at a place ("alamat.rt"), for links to it."""
    return f"isian-{place.replace('.', '-')}"
