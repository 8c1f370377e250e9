"""Conditions chosen, not written: a question, how its answer is looked at, and with what it is compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from palui.builder.domain import editing
from palui.builder.domain.alternatives import Criterion, alternatives, joined
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
    "after": gettext_lazy("lebih dari"),
    "before": gettext_lazy("kurang dari"),
    "not_in": gettext_lazy("bukan salah satu dari"),
    "not_yes": gettext_lazy("bukan Ya, atau kosong"),
    "not_no": gettext_lazy("bukan Tidak, atau kosong"),
    "not_at_least": gettext_lazy("kurang dari, atau kosong"),
    "not_at_most": gettext_lazy("lebih dari, atau kosong"),
    "not_after": gettext_lazy("paling banyak, atau kosong"),
    "not_before": gettext_lazy("paling sedikit, atau kosong"),
    "is_other": gettext_lazy("sama dengan jawaban"),
    "is_not_other": gettext_lazy("tidak sama dengan jawaban"),
    "at_least_other": gettext_lazy("paling sedikit sebanyak jawaban"),
    "at_most_other": gettext_lazy("paling banyak sebanyak jawaban"),
    "after_other": gettext_lazy("lebih dari jawaban"),
    "before_other": gettext_lazy("kurang dari jawaban"),
    "filled": gettext_lazy("diisi"),
    "empty": gettext_lazy("tidak diisi"),
}
_NOT, _OTHER = "not_", "_other"
_WITHOUT_VALUE = frozenset({"yes", "no", "not_yes", "not_no", "filled", "empty"})
_FILLED = ("filled", "empty")
_ORDER = ("at_least", "at_most", "after", "before")
_ORDERED = (*_ORDER, "is", "is_not", *_FILLED, *(f"{way}{_OTHER}" for way in (*_ORDER, "is", "is_not")))
#: Shown only where a file says so: who chooses takes the plain ones.
_RARE = frozenset({*(f"{_NOT}{way}" for way in _ORDER), "not_yes", "not_no", "is_not_other"})
_BY_KIND: Mapping[Kind, tuple[str, ...]] = {
    Kind.CHOICE: ("in", "is_not", "not_in", *_FILLED),
    Kind.CHOICES: ("has", "has_not", *_FILLED),
    Kind.YES_NO: ("yes", "no", "not_yes", "not_no", *_FILLED),
    **dict.fromkeys((Kind.DATE, Kind.TIME), (*_ORDERED, *(f"{_NOT}{way}" for way in _ORDER))),
    **dict.fromkeys((Kind.NUMBER, Kind.MONEY), (*_ORDERED, *(f"{_NOT}{way}" for way in _ORDER))),
}
#: The same ways, said of days and hours.
_OF_MOMENTS: Mapping[str, Any] = {
    "after": gettext_lazy("sesudah"),
    "before": gettext_lazy("sebelum"),
    "not_after": gettext_lazy("tidak sesudah, atau kosong"),
    "not_before": gettext_lazy("tidak sebelum, atau kosong"),
    "after_other": gettext_lazy("sesudah jawaban"),
    "before_other": gettext_lazy("sebelum jawaban"),
    "at_least": gettext_lazy("pada atau sesudah"),
    "at_most": gettext_lazy("pada atau sebelum"),
    "not_at_least": gettext_lazy("sebelum, atau kosong"),
    "not_at_most": gettext_lazy("sesudah, atau kosong"),
    "at_least_other": gettext_lazy("pada atau sesudah jawaban"),
    "at_most_other": gettext_lazy("pada atau sebelum jawaban"),
}
#: More than anybody can follow on a page.
_MOST = 12


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
        return _BY_KIND.get(self.kind, ("filled", "empty", "is", "is_not", "is_other", "is_not_other"))


@dataclass
class Row:
    """One test, as shown. `name` begins the names of its inputs."""

    name: str
    asked: Asked | None = None
    way: str = ""
    values: list[str] = field(default_factory=list)
    error: str = ""
    #: How it follows the row above: "and", or "or", which begins another alternative.
    joint: str = "and"
    #: The questions whose answers this one may be compared with.
    others: list[Asked] = field(default_factory=list)

    @property
    def ways(self) -> list[tuple[str, Any]]:
        """What may be chosen for `way`."""
        if self.asked is None:
            return []
        return [
            (way, words_of(way, self.asked.kind))
            for way in self.asked.ways
            if way == self.way or (way not in _RARE and (self.others or not way.endswith(_OTHER)))
        ]

    @property
    def widget(self) -> str:
        """How the value is asked for: checks, select, another question, text, or not at all."""
        if self.asked is None or self.way in _WITHOUT_VALUE:
            return ""
        if self.way.endswith(_OTHER):
            return "other"
        if self.asked.kind in WITH_OPTIONS:
            return "checks" if self.way in ("in", "not_in") else "select"
        return "text"

    @property
    def text(self) -> str:
        """The value, where it is written."""
        return self.values[0] if self.values else ""

    @property
    def input_id(self) -> str:
        """Where a link to its mistake leads."""
        return f"isian-{self.name}-apa"


def words_of(way: str, kind: Kind | None) -> Any:
    """How a way is said of answers of this kind."""
    return _OF_MOMENTS.get(way, WAYS[way]) if kind in (Kind.DATE, Kind.TIME) else WAYS[way]


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
    """What a group or question depends on, as rows of a form; "and" binds its rows closer than "or".

    A condition that no rows can say (longer than anybody follows, or made wrongly in a file) is kept as it is, until
    `removes` is ticked.
    """

    def __init__(self, data: Mapping[str, Any], path: str, sent: Any = None, *, key: str = "show_if") -> None:
        self.known = asked_before(data, path)
        self._by_key = {asked.key: asked for asked in self.known}
        self.written = editing.value(data, f"{path}.{key}")
        rows = self._read(self.written)
        self.is_odd = rows is None
        self.removes = False
        self.rows: list[Row] = rows or []
        if sent is not None and not self.is_odd:
            self.rows = [row for place in range(_MOST + 1) if (row := self._sent_row(place, sent)) is not None]
        elif sent is not None:
            self.removes = sent.get("syarat-hapus") == "ya"
        if not self.is_odd and self.known and len(self.rows) < _MOST:
            self.rows.append(Row(name="", joint=self.rows[-1].joint if self.rows else "and"))
        for place, row in enumerate(self.rows):
            row.name = f"syarat-{place}"

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
        found: list[list[Criterion]] = []
        for row in self.rows:
            if row.asked is not None:
                if not found or row.joint == "or":
                    found.append([])
                found[-1].append(self._claim(row.asked, row))
        condition = joined(tuple(map(tuple, found)))
        # Said in other words only where it was changed.
        is_as_written = alternatives(condition, most=_MOST) == alternatives(self.written, most=_MOST)
        return self.written if is_as_written else condition

    def _sent_row(self, place: int, sent: Any) -> Row | None:
        name = f"syarat-{place}"
        asked = self._by_key.get(sent.get(f"{name}-apa", ""))
        if asked is None:
            return None
        was = sent.get(f"{name}-dulu", "")
        way = sent.get(f"{name}-cara", "")
        values = [value for value in sent.getlist(f"{name}-nilai") if value.strip()]
        others = self._others(asked)
        known = [one for one in asked.ways if others or not one.endswith(_OTHER)]
        if way not in known or was not in ("", asked.key):
            way, values = known[0], []
        joint = "or" if sent.get(f"{name}-gabung") == "or" else "and"
        return Row(name=name, asked=asked, way=way, values=values, joint=joint, others=others)

    def _others(self, asked: Asked) -> list[Asked]:
        return [one for one in self.known if one.kind is asked.kind and one.key != asked.key]

    def _claim(self, asked: Asked, row: Row) -> Criterion:
        key, kind, way = asked.key, asked.kind, row.way
        if way in ("filled", "empty"):
            return Criterion({"field": key, "filled": way == "filled"})
        if kind is Kind.YES_NO:
            return Criterion({"field": key, "is_not" if way.startswith(_NOT) else "is": way.endswith("yes")})
        if not row.values:
            raise ValidationError(_("Pilih atau tulis jawabannya."))
        if way.endswith(_OTHER):
            if row.values[0] not in {one.key for one in row.others}:
                raise ValidationError(_("Pilih pertanyaan pembandingnya."))
            return Criterion({"field": key, way.removesuffix(_OTHER): {"field": row.values[0]}})
        if way in ("in", "not_in") and len(row.values) > 1:
            return Criterion({"field": key, "in": list(row.values)}, negated=way == "not_in")
        operator = {"in": "is", "not_in": "is_not", "has": "is", "has_not": "is_not"}.get(way, way)
        negated = operator.startswith(_NOT)
        return Criterion({"field": key, operator.removeprefix(_NOT): _read_value(kind, row.values[0])}, negated=negated)

    def _read(self, written: Any) -> list[Row] | None:
        """The rows that say it; None where rows cannot."""
        found = alternatives(written, most=_MOST)
        if found is None:
            return None
        rows: list[Row] = []
        for tests in found:
            for place, test in enumerate(tests):
                row = self._row(test)
                if row is None:
                    return None
                row.joint = "or" if rows and place == 0 else "and"
                rows.append(row)
        return rows

    def _row(self, test: Criterion) -> Row | None:
        operators = [word for word in test.claim if word != "field"]
        asked = self._by_key.get(str(test.claim.get("field")))
        if asked is None or len(operators) != 1 or operators[0] not in {one.value for one in Operator}:
            return None
        value = test.claim[operators[0]]
        way = _way(asked, operators[0], value, negated=test.negated)
        others = self._others(asked)
        if way not in asked.ways:
            return None
        if isinstance(value, Mapping):
            known = set(value) == {"field"} and value["field"] in {one.key for one in others}
            return Row(name="", asked=asked, way=way, values=[str(value["field"])], others=others) if known else None
        values = (
            []
            if way in _WITHOUT_VALUE
            else [_shown(asked.kind, one) for one in (value if isinstance(value, list) else [value])]
        )
        return Row(name="", asked=asked, way=way, values=values, others=others)


def _way(asked: Asked, operator: str, value: Any, *, negated: bool) -> str:
    if isinstance(value, Mapping):
        return "" if negated else f"{operator}{_OTHER}"
    if operator == "filled":
        return "filled" if value is not False else "empty"
    if asked.kind is Kind.YES_NO:
        word = "yes" if value is True else "no"
        return {"is": word, "is_not": f"{_NOT}{word}"}.get(operator, "")
    if asked.kind is Kind.CHOICE and operator == "is":
        return "in"
    if asked.kind is Kind.CHOICES:
        return {"is": "has", "is_not": "has_not"}.get(operator, operator)
    return f"{_NOT}{operator}" if negated else operator


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


def in_words(condition: Any, known: Sequence[Asked]) -> str:
    """A condition as a sentence, for lists: "Status tempat tinggal: sewa atau menumpang". `known` may stand in it."""
    return _in_words(condition, {asked.key: asked for asked in known})


def _in_words(condition: Any, known: Mapping[str, Asked]) -> str:
    if not isinstance(condition, Mapping):
        return ""
    for joint, word in (("all", _("dan")), ("any", _("atau"))):
        parts = condition.get(joint)
        if isinstance(parts, Sequence) and not isinstance(parts, str):
            return f" {word} ".join(filter(None, (_in_words(part, known) for part in parts)))
    if isinstance(condition.get("not"), Mapping):
        return _("bukan (%(rest)s)") % {"rest": _in_words(condition["not"], known)}
    key = str(condition.get("field", ""))
    asked = known.get(key)
    label = (asked.label if asked is not None else key).rstrip("?:")
    for operator in Operator:
        if operator in condition:
            return f"{label}{_operand(operator, condition[operator], asked, known)}"
    return label


def _operand(operator: Operator, value: Any, asked: Asked | None, known: Mapping[str, Asked]) -> str:
    kind = asked.kind if asked is not None else None
    if operator is Operator.FILLED:
        return f" {WAYS['filled' if value is not False else 'empty']}"
    if isinstance(value, bool):
        word = "yes" if value else "no"
        return f" {WAYS[word if operator is Operator.IS else f'{_NOT}{word}']}"
    if isinstance(value, Mapping):
        other = known.get(str(value.get("field")))
        return f" {words_of(f'{operator.value}{_OTHER}', kind)} “{other.label if other else value.get('field')}”"
    labels = dict(asked.options) if asked is not None else {}
    values = value if isinstance(value, list) else [value]
    said = f" {_('atau')} ".join(
        labels.get(str(one), _shown(kind, one) if kind is not None else str(one)) for one in values
    )
    return f": {said}" if operator in (Operator.IS, Operator.IN) else f" {words_of(operator.value, kind)} {said}"
