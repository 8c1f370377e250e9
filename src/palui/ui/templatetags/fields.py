"""Draws the questions of a form: `{% group bound_group %}` a page of them, `{% field bound_field %}` one.

Takes what `palui.formspec.bound` gives. Templates are chosen by kind here, so that pages only loop.
"""

from collections.abc import Mapping

from django import template
from django.template.loader import render_to_string

from palui import formspec
from palui.formspec import BoundField, BoundGroup, Kind

register = template.Library()

_TEMPLATES: Mapping[Kind, str] = {
    Kind.LONG_TEXT: "textarea",
    Kind.MONEY: "money",
    Kind.CHOICE: "options",
    Kind.CHOICES: "options",
    Kind.YES_NO: "options",
    Kind.PERSON: "parts",
    Kind.ADDRESS: "address",
    Kind.PLACE: "place",
    Kind.PHOTO: "upload",
    Kind.FILE: "upload",
    Kind.REPEAT: "repeat",
}
#: How wide an input is says how much is expected in it.
_WIDTHS: Mapping[Kind, str] = {
    Kind.NUMBER: "short",
    Kind.TIME: "short",
    Kind.RT_RW: "short",
    Kind.DEGREE: "short",
    Kind.DATE: "medium",
    Kind.PHONE: "medium",
    Kind.NIK: "digits",
    Kind.KK: "digits",
}
_SECRET = frozenset({Kind.NIK, Kind.KK})


@register.simple_tag
def group(bound_group: BoundGroup, level: int = 2) -> str:
    """A whole group: its title as heading of this level, its hint, its questions."""
    return render_to_string("ui/fields/group.html", {"group": bound_group, "heading": f"h{level}"})


@register.simple_tag
def field(bound_field: BoundField) -> str:
    """One question with label, hint, error and input."""
    name = "select" if bound_field.as_list else _TEMPLATES.get(bound_field.kind, "input")
    return render_to_string(
        f"ui/fields/{name}.html",
        {
            "field": bound_field,
            "width": _WIDTHS.get(bound_field.kind, ""),
            "input_type": "tel" if bound_field.kind is Kind.PHONE else "text",
            "picks_many": bound_field.kind is Kind.CHOICES,
            "is_short": bound_field.kind is Kind.YES_NO,
            "is_photo": bound_field.kind is Kind.PHOTO,
            "is_secret": bound_field.kind in _SECRET,
        },
    )


@register.filter
def input_id(place: str) -> str:
    """The id of the input at a place ("alamat.rt"), for links to it."""
    return formspec.input_id(place)
