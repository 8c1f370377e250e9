"""Differences between two definitions, in words that whoever made them recognises."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from palui.builder.domain import editing, part_of
from palui.builder.forms.conditions import asked_before, in_words
from palui.builder.views.places import field_at, item_in
from palui.builder.views.words import NAMES, PART_WORDS
from palui.catalogue.domain.differences import Change, Difference, differences


@dataclass(frozen=True, kw_only=True)
class Said:
    """One difference: where, and what it was and is; both empty for what only moved."""

    title: str
    note: str
    before: str
    after: str


def said(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Said]:
    """What is different, in words."""
    return list(_said(differences(old, new), old, new))


def _said(found: Iterable[Difference], old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterable[Said]:
    for one in found:
        data = old if one.kind is Change.REMOVED else new
        is_move = one.kind is Change.MOVED
        item, rest = item_in(one.path)
        yield Said(
            title=_title(one.path, data),
            note={
                Change.ADDED: _("baru"),
                Change.REMOVED: _("dihapus"),
                Change.MOVED: _("pindah dari urutan %(before)s ke %(after)s")
                % {"before": one.before, "after": one.after},
                Change.CHANGED: _("diubah"),
            }[one.kind],
            before="" if is_move else _text(one.before, old, item, rest),
            after="" if is_move else _text(one.after, new, item, rest),
        )


def _title(path: str, data: Mapping[str, Any]) -> str:
    part = str(PART_WORDS[part_of(path)])
    name = name_of(path, data)
    return name if item_in(path)[0] else f"{part}: {name}" if name else part


def name_of(path: str, data: Mapping[str, Any]) -> str:
    """What stands at a place is called: a field, and the thing that it is a field of; empty for a part as a whole."""
    item, rest = item_in(path)
    label = field_at(path)
    if path.startswith("translations"):
        return _("Kalimat dalam bahasa Inggris")
    if not item:
        return label
    stands = editing.value(data, item)
    name = (
        stands.get("label") or stands.get("title") or stands.get("message") or "" if isinstance(stands, Mapping) else ""
    )
    kind = str(NAMES[kind_of(item)])
    title = f"{kind} “{name}”" if name else kind
    return f"{title}: {label or rest}" if rest else title


def _text(value: Any, data: Mapping[str, Any], item: str, rest: str) -> str:
    """A value as somebody would read it."""
    if rest.partition(".")[0] in ("show_if", "check"):
        condition = editing.value(data, f"{item}.{rest.partition('.')[0]}")
        return in_words(condition, asked_before(data, item))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("Ya") if value else _("Tidak")
    if isinstance(value, int | float):
        return f"{value:g}".replace(".", ",")
    if isinstance(value, list):
        return "\n".join(filter(None, map(_plain, value)))
    if not isinstance(value, Mapping):
        return "" if value is None else str(value)
    named = value.get("label") or value.get("title") or value.get("message") or value.get("id")
    inner = value.get("fields") or value.get("groups")
    lines = [str(named)] if named else [_plain(one) for one in value.values()]
    if named and isinstance(inner, list):
        lines += [f"– {_plain(one)}" for one in inner]
    return "\n".join(filter(None, lines))


def kind_of(path: str) -> str:
    """What stands at a place: group, question, rule, document, step or law."""
    if path.startswith("evidence"):
        return "document"
    if path.startswith("legal_basis"):
        return "law"
    if path.startswith("form.rules"):
        return "rule"
    if path.startswith("route") and ".form" not in path:
        return "step"
    return "question" if ".fields" in path else "group"
