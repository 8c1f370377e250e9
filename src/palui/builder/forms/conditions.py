"""Conditions chosen, not written: a question, how its answer is looked at, and with what it is compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palui.builder.domain import editing
from palui.builder.forms.definition import Number
from palui.formspec.conditions import TODAY, Operator
from palui.formspec.dates import NotADate, read_clock, read_day, read_month, say_date
from palui.formspec.kinds import AMOUNTS, COMPOSITES, FILES, WITH_OPTIONS, Kind
from palui.kernel import clock

#: How an answer may be looked at, in the words of the page.
WAYS: Mapping[str, Any] = {
    "in": gettext_lazy("salah satu dari"),
    "is": gettext_lazy("sama dengan"),
    "has": gettext_lazy("memuat"),
    "is_not": gettext_lazy("bukan"),
    "has_not": gettext_lazy("tidak memuat"),
    "yes": gettext_lazy("dijawab Ya"),
    "no": gettext_lazy("dijawab Tidak"),
    "at_least": gettext_lazy("paling sedikit"),
    "at_most": gettext_lazy("paling banyak"),
    "after": gettext_lazy("sesudah"),
    "before": gettext_lazy("sebelum"),
    "filled": gettext_lazy("diisi"),
    "empty": gettext_lazy("tidak diisi"),
}
_WITHOUT_VALUE = frozenset({"yes", "no", "filled", "empty"})
_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("in", "is_not", "filled"),
    Kind.CHOICES: ("has", "has_not", "filled"),
    Kind.YES_NO: ("yes", "no"),
    Kind.DATE: ("after", "before", "is", "filled"),
    Kind.TIME: ("after", "before", "is", "filled"),
    Kind.NUMBER: ("at_least", "at_most", "is", "filled"),
    Kind.MONEY: ("at_least", "at_most", "is", "filled"),
}
_MOST = 6


@dataclass(frozen=True)
class Asked:
    """A question that a condition may look at."""

    key: str
    kind: Kind
    label: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def ways(self) -> tuple[str, ...]:
        """How its answer may be looked at."""
        if self.kind in COMPOSITES | FILES | {Kind.REPEAT}:
            return ("filled", "empty")
        return _BY_KIND.get(self.kind, ("filled", "empty", "is"))


@dataclass
class Row:
    """One test, as shown. `name` begins the names of its inputs."""

    name: str
    asked: Asked | None = None
    way: str = ""
    values: list[str] = field(default_factory=list)
    error: str = ""

    @property
    def ways(self) -> list[tuple[str, Any]]:
        """What may be chosen for `way`."""
        return [(way, WAYS[way]) for way in (self.asked.ways if self.asked else ())]

    @property
    def widget(self) -> str:
        """How the value is asked for: checks, select, text, or not at all."""
        if self.asked is None or self.way in _WITHOUT_VALUE:
            return ""
        if self.asked.kind in WITH_OPTIONS:
            return "checks" if self.way == "in" else "select"
        return "text"

    @property
    def text(self) -> str:
        """The value, where it is written."""
        return self.values[0] if self.values else ""

    @property
    def input_id(self) -> str:
        """Where a link to its mistake leads."""
        return f"isian-{self.name}-apa"


def asked_before(data: Mapping[str, Any], path: str) -> list[Asked]:
    """The questions that stand before a group or question ("form.groups[1].fields[0]"), so that it may depend on them.

    All of the form, where the place is none in it.
    """
    before, is_inside, _after = path.partition("form.groups")
    form = f"{before}form" if is_inside else "form"
    found: list[Asked] = []
    for at, question in _standing(data, f"{form}.groups"):
        if path and (at == path or at.startswith(f"{path}.")):
            break
        is_outer = at.count(".fields[") == 1
        if question is not None and (is_outer or path.startswith(f"{at.rpartition('.fields[')[0]}.fields[")):
            found += _asked(question)
    return found


def showable(data: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What a step may show: each question, and each one inside a list ("ahli.nama"), with its words."""
    found: list[tuple[str, str]] = []
    for place, _group in enumerate(_items(data, "form.groups")):
        for question in _items(data, f"form.groups[{place}].fields"):
            for outer in _asked(question):
                inside = [one for inner in _items(question, "fields") for one in _asked(inner)]
                found.append((outer.key, outer.label))
                found += [(f"{outer.key}.{one.key}", f"{outer.label}: {one.label}") for one in inside]
    return found


def _standing(data: Mapping[str, Any], groups: str) -> Iterator[tuple[str, Mapping[str, Any] | None]]:
    """Every group (None) and question with its place, in the order in which they are asked: what is inside a list comes first."""
    for place, group in enumerate(_items(data, groups)):
        yield f"{groups}[{place}]", None
        for number, question in enumerate(_items(group, "fields")):
            at = f"{groups}[{place}].fields[{number}]"
            for inner_number, inner in enumerate(_items(question, "fields")):
                yield f"{at}.fields[{inner_number}]", inner
            yield at, question


def _items(holder: Any, path: str) -> list[Mapping[str, Any]]:
    items = editing.value(holder, path)
    return [item if isinstance(item, Mapping) else {} for item in items] if isinstance(items, list) else []


def _asked(question: Mapping[str, Any]) -> Iterator[Asked]:
    key, kind = question.get("key"), question.get("kind")
    if not isinstance(key, str) or kind not in {one.value for one in Kind}:
        return
    options = tuple(
        (str(option.get("value", "")), str(option.get("label", ""))) for option in _items(question, "options")
    )
    yield Asked(key=key, kind=Kind(kind), label=str(question.get("label") or key), options=options)


class Conditions:
    """What a group or question depends on, as rows of a form.

    A condition that cannot be said in rows (made by hand in a file) is kept as it is, until `removes` is ticked.
    """

    def __init__(self, data: Mapping[str, Any], path: str, sent: Any = None, *, key: str = "show_if") -> None:
        self.known = asked_before(data, path)
        self._by_key = {asked.key: asked for asked in self.known}
        self.written = editing.value(data, f"{path}.{key}")
        rows = self._read(self.written)
        self.is_odd = rows is None
        self.any = isinstance(self.written, Mapping) and "any" in self.written
        self.removes = False
        self.rows: list[Row] = rows or []
        if sent is not None and not self.is_odd:
            self.any = sent.get("syarat-gabung") == "any"
            self.rows = [row for place in range(_MOST + 1) if (row := self._sent_row(place, sent)) is not None]
        elif sent is not None:
            self.removes = sent.get("syarat-hapus") == "ya"
        for place, row in enumerate(self.rows):
            row.name = f"syarat-{place}"
        if not self.is_odd and self.known and len(self.rows) < _MOST:
            self.rows.append(Row(name=f"syarat-{len(self.rows)}"))

    @property
    def is_wanted(self) -> bool:
        """Whether there is anything to choose or to show."""
        return bool(self.known) or self.is_odd

    @property
    def count(self) -> int:
        """How many tests there are."""
        return sum(row.asked is not None for row in self.rows)

    def is_valid(self) -> bool:
        """Whether every row can be used; what is wrong stands in `error`."""
        for row in self.rows:
            row.error = ""
            if row.asked is not None:
                try:
                    self._claim(row.asked, row)
                except (ValidationError, NotADate) as wrong:
                    row.error = (
                        wrong.messages[0]
                        if isinstance(wrong, ValidationError)
                        else _("Tulis tanggalnya lengkap, misalnya 31 Desember 2026.")
                    )
        return not any(row.error for row in self.rows)

    def condition(self) -> dict[str, Any] | None:
        """The condition as a definition says it; None where there is none."""
        if self.is_odd:
            return None if self.removes else self.written
        claims = [self._claim(row.asked, row) for row in self.rows if row.asked is not None]
        if len(claims) < 2:
            return claims[0] if claims else None
        return {"any" if self.any else "all": claims}

    def _sent_row(self, place: int, sent: Any) -> Row | None:
        name = f"syarat-{place}"
        asked = self._by_key.get(sent.get(f"{name}-apa", ""))
        if asked is None:
            return None
        was = sent.get(f"{name}-dulu", "")
        way = sent.get(f"{name}-cara", "")
        values = [value for value in sent.getlist(f"{name}-nilai") if value.strip()]
        if way not in asked.ways or was not in ("", asked.key):
            way, values = asked.ways[0], []
        return Row(name=name, asked=asked, way=way, values=values)

    def _claim(self, asked: Asked, row: Row) -> dict[str, Any]:
        key, kind, way = asked.key, asked.kind, row.way
        if way in ("yes", "no"):
            return {"field": key, "is": way == "yes"}
        if way in ("filled", "empty"):
            return {"field": key, "filled": way == "filled"}
        if not row.values:
            raise ValidationError(_("Pilih atau tulis jawabannya."))
        if way == "in" and len(row.values) > 1:
            return {"field": key, "in": list(row.values)}
        operator = {"in": "is", "has": "is", "has_not": "is_not"}.get(way, way)
        return {"field": key, operator: _read_value(kind, row.values[0])}

    def _read(self, written: Any) -> list[Row] | None:
        """The rows that say it; None where rows cannot."""
        if written is None:
            return []
        parts = [written]
        if isinstance(written, Mapping):
            for joint in ("all", "any"):
                if isinstance(written.get(joint), list) and len(written) == 1:
                    parts = written[joint]
        rows = [self._row(part) for part in parts]
        known = [row for row in rows if row is not None]
        return known if len(known) == len(rows) <= _MOST else None

    def _row(self, claim: Any) -> Row | None:
        if not isinstance(claim, Mapping):
            return None
        if isinstance(claim.get("not"), Mapping) and set(claim["not"]) == {"field", "is"}:
            claim = {"field": claim["not"]["field"], "is_not": claim["not"]["is"]}
        operators = [word for word in claim if word != "field"]
        asked = self._by_key.get(str(claim.get("field")))
        if asked is None or len(operators) != 1 or operators[0] not in {one.value for one in Operator}:
            return None
        operator, value = operators[0], claim[operators[0]]
        if isinstance(value, Mapping):
            return None
        way = _way(asked, operator, value)
        if way not in asked.ways:
            return None
        values = (
            []
            if way in _WITHOUT_VALUE
            else [_shown(asked.kind, one) for one in (value if isinstance(value, list) else [value])]
        )
        return Row(name="", asked=asked, way=way, values=values)


def _way(asked: Asked, operator: str, value: Any) -> str:
    if operator == "filled":
        return "filled" if value is not False else "empty"
    if asked.kind is Kind.YES_NO:
        return "yes" if (value is True) is (operator == "is") else "no"
    if asked.kind is Kind.CHOICE and operator == "is":
        return "in"
    if asked.kind is Kind.CHOICES:
        return {"is": "has", "is_not": "has_not"}.get(operator, operator)
    return operator


def _read_value(kind: Kind, text: str) -> Any:
    if kind in AMOUNTS:
        return Number().clean(text)
    if kind is Kind.DATE:
        if text.strip().lower() == "hari ini":
            return TODAY
        try:
            return read_day(text, clock.today())
        except NotADate:
            return read_month(text, clock.today())
    if kind is Kind.TIME:
        hour = read_clock(text)
        if hour is None:
            raise ValidationError(_("Tulis jamnya, misalnya 08.30."))
        return hour
    return forms.CharField(max_length=200).clean(text)


def _shown(kind: Kind, value: Any) -> str:
    if kind is Kind.DATE:
        if value == TODAY:
            return "hari ini"
        try:
            return say_date(str(value))
        except (ValueError, IndexError):
            return str(value)
    return str(Number().prepare_value(value)) if kind in AMOUNTS else str(value)


def in_words(condition: Any, labels: Mapping[str, str]) -> str:
    """A condition as a sentence, for lists: "bila Status tempat tinggal: sewa atau menumpang"."""
    if not isinstance(condition, Mapping):
        return ""
    for joint, word in (("all", _("dan")), ("any", _("atau"))):
        parts = condition.get(joint)
        if isinstance(parts, Sequence) and not isinstance(parts, str):
            return f" {word} ".join(filter(None, (in_words(part, labels) for part in parts)))
    if isinstance(condition.get("not"), Mapping):
        return _("bukan (%(rest)s)") % {"rest": in_words(condition["not"], labels)}
    key = str(condition.get("field", ""))
    label = labels.get(key, key).rstrip("?:")
    for operator in Operator:
        if operator in condition:
            return f"{label} {_operand(operator, condition[operator], labels, key)}".replace(" :", ":")
    return label


def _operand(operator: Operator, value: Any, labels: Mapping[str, str], key: str) -> str:
    if operator is Operator.FILLED:
        return str(WAYS["filled" if value is not False else "empty"])
    if isinstance(value, bool):
        return str(WAYS["yes" if value is (operator is Operator.IS) else "no"])
    values = value if isinstance(value, list) else [value]
    said = f" {_('atau')} ".join(
        labels.get(str(one.get("field")), "") if isinstance(one, Mapping) else labels.get(f"{key}={one}", str(one))
        for one in values
    )
    return f": {said}" if operator in (Operator.IS, Operator.IN) else f"{WAYS[operator.value]} {said}"
