"""A form as data: groups of fields, conditions and rules, read once from a definition and then trusted.

groups:
  - key: tempat
    title: Di mana Anda tinggal sekarang?
    fields:
      - {key: status, kind: choice, label: Status tempat tinggal, options: [{value: sewa, label: Sewa}, ...]}
      - {key: sejak, kind: date, precision: month, label: Sejak kapan?, show_if: {field: status, is: sewa}}
rules:
  - {check: {field: mulai, before: {field: selesai}}, at: selesai, message: "..."}

Every field: key, kind, label, hint, required (true), show_if, prefill ("resident.name"), missing and invalid (own
sentences for an absent and an unreadable answer), autocomplete. By kind: text and long_text min_length, max_length,
pattern (what Python and RE2 both take, of the whole text); number min, max, decimals, unit; money min, max; date min, max (a date or `today`), precision (day, month);
choice and choices options; person parts (`[name, "nik?", relation]`, a question mark makes one optional) and
options for the relation; repeat fields, item_label, min_items, max_items. A condition may name only what stands
before it; a rule may name everything.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Self, TypeAlias

import re2

from palui.formspec.conditions import TODAY, Condition, parse_condition
from palui.formspec.definition import DefinitionError, Node
from palui.formspec.kinds import (
    AMOUNTS,
    PARTS_ONLY,
    WITH_OPTIONS,
    WRITTEN,
    Kind,
    Precision,
)

MOST_ITEMS = 50
LONGEST = 20_000
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_LENGTHS = {Kind.TEXT: 200, Kind.LONG_TEXT: 2_000}

Bound: TypeAlias = int | float | str | None


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to pick: `value` is stored, `label` is read."""

    value: str
    label: str


#: Options that the caller knows and the definition does not; "kelurahan" serves the address.
Choices: TypeAlias = Mapping[str, tuple[Option, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question. `parts` are the questions of a person, address or place; `fields` those of a repeated group."""

    key: str
    kind: Kind
    label: str
    hint: str = ""
    required: bool = True
    missing: str = ""
    invalid: str = ""
    show_if: Condition | None = None
    options: tuple[Option, ...] = ()
    prefill: str = ""
    minimum: Bound = None
    maximum: Bound = None
    decimals: int = 0
    min_length: int = 0
    max_length: int = 200
    pattern: str = ""
    unit: str = ""
    autocomplete: str = ""
    is_name: bool = False
    precision: Precision = Precision.DAY
    parts: tuple["Field", ...] = ()
    fields: tuple["Field", ...] = ()
    min_items: int = 0
    max_items: int = 0
    item_label: str = ""

    @property
    def values(self) -> tuple[str, ...]:
        """The values that may be chosen."""
        return tuple(option.value for option in self.options)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Questions that stand on one page."""

    key: str
    title: str
    hint: str = ""
    show_if: Condition | None = None
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What must hold between answers; otherwise `message` stands at the field `at`."""

    check: Condition
    at: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormSpec:
    """A whole form. `by_key` holds every field that is not inside another."""

    groups: tuple[Group, ...]
    rules: tuple[Rule, ...] = ()
    by_key: Mapping[str, Field] = field(default_factory=dict, compare=False, repr=False)

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read a definition (the content of a YAML or JSON file). Raises DefinitionError with the exact place."""
        node = Node(data, "")
        scope = _Scope()
        groups = tuple(_parse_group(item, scope) for item in node.nodes("groups"))
        if not groups:
            node.fail("groups", "needs at least one group")
        _refuse_doubles("groups", [group.key for group in groups])
        rules = tuple(_parse_rule(item, scope) for item in node.nodes("rules"))
        node.finish()
        by_key = {item.key: item for group in groups for item in group.fields}
        return cls(groups=groups, rules=rules, by_key=by_key)

    def group(self, key: str) -> Group:
        """The group of this key. Raises KeyError when there is none."""
        for group in self.groups:
            if group.key == key:
                return group
        raise KeyError(key)


class _Scope:
    """The fields that stand before the one being read: only those can be asked about."""

    def __init__(self, outer: "_Scope | None" = None) -> None:
        self.known: dict[str, Field] = dict(outer.known) if outer else {}
        self.inside_repeat = outer is not None

    def add(self, item: Field, path: str) -> None:
        if item.key in self.known:
            raise DefinitionError(f"{path}.key", f"{item.key!r} is used twice")
        self.known[item.key] = item
        self.known.update({f"{item.key}.{part.key}": part for part in item.parts})


def _parse_group(node: Node, scope: _Scope) -> Group:
    key = _key(node)
    show_if = _parse_show_if(node, scope)
    fields = tuple(_parse_field(item, scope) for item in node.nodes("fields"))
    if not fields:
        node.fail("fields", "needs at least one field")
    group = Group(
        key=key,
        title=node.text("title"),
        hint=node.text("hint", default=""),
        show_if=show_if,
        fields=fields,
    )
    node.finish()
    return group


def _parse_rule(node: Node, scope: _Scope) -> Rule:
    at = node.text("at")
    if at not in scope.known or "." in at:
        node.fail("at", f"no field {at!r} in the form")
    check = parse_condition(node.raw("check"), node.at("check"), scope.known)
    rule = Rule(check=check, at=at, message=node.text("message"))
    node.finish()
    return rule


def _parse_show_if(node: Node, scope: _Scope) -> Condition | None:
    if not node.has("show_if"):
        return None
    return parse_condition(node.raw("show_if"), node.at("show_if"), scope.known)


def _parse_field(node: Node, scope: _Scope) -> Field:
    key = _key(node)
    kind = node.member("kind", Kind)
    if kind in PARTS_ONLY or (kind is Kind.REPEAT and scope.inside_repeat):
        node.fail("kind", f"{kind} cannot stand here")
    required = node.flag("required", default=True)
    show_if = _parse_show_if(node, scope)
    options = _parse_options(node, kind)
    lowest, highest = _parse_limits(node, kind)
    autocomplete = node.text("autocomplete", default="")
    shape = _parse_shape(node, kind, required, scope)
    item = Field(
        key=key,
        kind=kind,
        label=node.text("label"),
        hint=node.text("hint", default=""),
        required=required,
        missing=node.text("missing", default=""),
        invalid=node.text("invalid", default=""),
        show_if=show_if,
        options=options,
        prefill=node.text("prefill", default=""),
        minimum=lowest,
        maximum=highest,
        decimals=node.count("decimals", default=0, most=6) if kind is Kind.NUMBER else 0,
        min_length=node.count("min_length", default=0, most=LONGEST) if kind in WRITTEN else 0,
        max_length=node.count("max_length", default=_LENGTHS[kind], most=LONGEST) if kind in WRITTEN else 200,
        pattern=_parse_pattern(node, kind),
        unit=node.text("unit", default="") if kind is Kind.NUMBER else "",
        autocomplete=autocomplete,
        is_name=autocomplete == "name",
        precision=node.member("precision", Precision, default=Precision.DAY) if kind is Kind.DATE else Precision.DAY,
        parts=_parts(node, kind, options),
        fields=shape.fields,
        min_items=shape.min_items,
        max_items=shape.max_items,
        item_label=shape.item_label,
    )
    node.finish()
    scope.add(item, node.path)
    return item


@dataclass(frozen=True, slots=True)
class _Shape:
    """What only a repeated group has."""

    fields: tuple[Field, ...] = ()
    min_items: int = 0
    max_items: int = 0
    item_label: str = ""


def _parse_shape(node: Node, kind: Kind, required: bool, scope: _Scope) -> _Shape:
    if kind is not Kind.REPEAT:
        return _Shape()
    inner = _Scope(scope)
    fields = tuple(_parse_field(item, inner) for item in node.nodes("fields"))
    if not fields:
        node.fail("fields", "needs at least one field")
    fewest = node.count("min_items", default=1 if required else 0, most=MOST_ITEMS)
    most = node.count("max_items", default=10, most=MOST_ITEMS)
    if not required and fewest:
        node.fail("min_items", "is given, yet the field is not required")
    if fewest > most or most == 0 or (required and not fewest):
        node.fail("max_items", f"from {fewest} to {most} items is impossible")
    return _Shape(fields, fewest, most, node.text("item_label"))


def _parse_options(node: Node, kind: Kind) -> tuple[Option, ...]:
    if kind not in WITH_OPTIONS | {Kind.PERSON}:
        return ()
    options: list[Option] = []
    for item in node.nodes("options"):
        options.append(Option(item.text("value"), item.text("label")))
        item.finish()
    if not options and kind in WITH_OPTIONS:
        node.fail("options", "needs at least one option")
    _refuse_doubles(node.at("options"), [option.value for option in options])
    return tuple(options)


def _parse_limits(node: Node, kind: Kind) -> tuple[Bound, Bound]:
    if kind not in AMOUNTS | {Kind.DATE}:
        return None, None
    lowest = _parse_limit(node, "min", kind)
    highest = _parse_limit(node, "max", kind)
    if kind in AMOUNTS and isinstance(lowest, int | float) and isinstance(highest, int | float) and lowest > highest:
        node.fail("max", f"{highest} is below the minimum {lowest}")
    return lowest, highest


def _parse_limit(node: Node, key: str, kind: Kind) -> Bound:
    value = node.raw(key)
    if value is None:
        return None
    if kind is Kind.DATE:
        return _parse_day(node, key, value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        node.fail(key, f"expected a number, got {value!r}")
    return value


def _parse_day(node: Node, key: str, value: object) -> str:
    if value == TODAY:
        return TODAY
    try:
        return value.isoformat() if isinstance(value, date) else date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise DefinitionError(node.at(key), f"expected a date or {TODAY!r}, got {value!r}") from None


def _parse_pattern(node: Node, kind: Kind) -> str:
    if kind not in WRITTEN or not node.has("pattern"):
        return ""
    pattern = node.text("pattern")
    try:
        # Browsers and readers of the JSON Schema take it as Python does; we match with RE2, which reads a text once
        # whatever the pattern, so that nobody's answer keeps a worker busy. It knows no looking ahead and no \1.
        re.compile(pattern)
        re2.compile(pattern, _quietly())
    except (re.error, re2.error, OverflowError, RecursionError, UnicodeEncodeError) as error:
        raise DefinitionError(node.at("pattern"), f"is no regular expression: {_words_of(error)}") from None
    if not node.has("invalid"):
        node.fail("invalid", "is missing: a pattern needs a sentence that says what to write")
    return pattern


@cache
def _quietly() -> re2.Options:
    """RE2 says what is wrong to its caller, and not to the log as well."""
    options = re2.Options()
    options.log_errors = False
    return options


def _words_of(error: Exception) -> str:
    first = error.args[0] if error.args else error
    return first.decode(errors="replace") if isinstance(first, bytes) else str(first)


def _parts(node: Node, kind: Kind, options: tuple[Option, ...]) -> tuple[Field, ...]:
    """A required part must be there once anything of the whole is. Some kelurahan have RT and no RW."""
    if kind is Kind.ADDRESS:
        return (*(_part(name) for name in ("street", "kelurahan", "rt")), _part("rw", required=False))
    if kind is Kind.PLACE:
        return tuple(_part(name, required=False) for name in ("description", "lat", "lon", "accuracy"))
    return tuple(_person_parts(node, options)) if kind is Kind.PERSON else ()


def _person_parts(node: Node, options: tuple[Option, ...]) -> Iterator[Field]:
    """A person's parts are named in `parts`; a question mark makes one optional. Default: name and, if known, NIK."""
    names = [str(name) for name in node.sequence("parts") or ("name", "nik?")]
    if names[0] != "name" or len(set(names)) != len(names):
        node.fail("parts", "starts with `name` and names each part once")
    for place, name in enumerate(names):
        word = name.removesuffix("?")
        if word not in _PERSON:
            raise DefinitionError(f"{node.at('parts')}[{place}]", f"unknown part {name!r}; known: {', '.join(_PERSON)}")
        yield _part(word, required=word == name, options=options if word == "relation" else ())


_PERSON = ("name", "nik", "relation")
_PART_KINDS: Mapping[str, tuple[Kind, str, str, str]] = {
    # key: kind, label, hint, what to write when it is missing
    "name": (Kind.TEXT, "Nama lengkap", "Sesuai KTP atau akta.", "Tulis nama lengkapnya, misalnya Siti Rahmah"),
    "nik": (Kind.NIK, "NIK", "16 angka di KTP atau kartu keluarga.", ""),
    "relation": (Kind.TEXT, "Hubungan", "", "Tulis hubungannya, misalnya anak atau saudara"),
    "street": (
        Kind.TEXT,
        "Jalan, gang, dan nomor rumah",
        "",
        "Tulis jalan dan nomor rumahnya, misalnya Jl. Sungai Jingah Gg. Keluarga No. 8",
    ),
    "kelurahan": (Kind.KELURAHAN, "Kelurahan", "", "Pilih kelurahannya"),
    "rt": (Kind.RT_RW, "RT", "", "Tulis nomor RT, misalnya 12"),
    "rw": (Kind.RT_RW, "RW", "", ""),
    "lat": (Kind.DEGREE, "Lintang", "", ""),
    "lon": (Kind.DEGREE, "Bujur", "", ""),
    "accuracy": (Kind.DEGREE, "Ketelitian (meter)", "", ""),
    "description": (Kind.TEXT, "Letak atau patokan", "Misalnya: seberang masjid, rumah cat hijau.", ""),
}
_DEGREES: Mapping[str, tuple[int, int]] = {"lat": (-90, 90), "lon": (-180, 180), "accuracy": (0, 100_000)}


def _part(name: str, *, required: bool = True, options: tuple[Option, ...] = ()) -> Field:
    kind, label, hint, missing = _PART_KINDS[name]
    lowest, highest = _DEGREES.get(name, (None, None))
    return Field(
        key=name,
        kind=Kind.CHOICE if options else kind,
        label=label,
        hint=hint,
        required=required,
        missing=missing,
        options=options,
        minimum=lowest,
        maximum=highest,
        is_name=name == "name",
    )


def _key(node: Node) -> str:
    key = node.text("key")
    if not _KEY.fullmatch(key):
        node.fail("key", f"{key!r} must be small letters, digits and _, at most 40, starting with a letter")
    return key


def _refuse_doubles(path: str, keys: list[str]) -> None:
    for key in keys:
        if keys.count(key) > 1:
            raise DefinitionError(path, f"{key!r} is used twice")
