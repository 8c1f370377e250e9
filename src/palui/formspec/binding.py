"""The form with answers in it, ready for a template: every text, id and state decided, so that pages only loop."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from palui.formspec.amounts import say_number
from palui.formspec.conditions import named_fields
from palui.formspec.dates import say_date
from palui.formspec.form_data import known_value
from palui.formspec.kinds import COMPOSITES, FILES, Kind
from palui.formspec.sentences import date_example, label_inside
from palui.formspec.specification import Choices, Field, FormSpec, Group, Option
from palui.formspec.validation import Reading, read_form
from palui.formspec.values import Refused, Surroundings, as_text, read_scalar
from palui.kernel import clock
from palui.kernel.language import say

#: Radios up to here, a list to open beyond.
MOST_RADIOS = 7
_SOURCES: Mapping[str, str] = {"resident": "Dari data kependudukan", "account": "Dari akun Anda"}
_INPUT_MODES: Mapping[Kind, str] = {
    Kind.NUMBER: "numeric",
    Kind.MONEY: "numeric",
    Kind.NIK: "numeric",
    Kind.KK: "numeric",
    Kind.RT_RW: "numeric",
    Kind.PHONE: "tel",
    Kind.TIME: "text",
    Kind.DATE: "text",
}
_AUTOCOMPLETE: Mapping[Kind, str] = {Kind.PHONE: "tel"}
_EXAMPLES: Mapping[Kind, str] = {
    Kind.TIME: "Contoh: 08.30",
    Kind.NIK: "16 angka di KTP atau kartu keluarga.",
    Kind.KK: "16 angka di bagian atas kartu keluarga.",
    Kind.PHONE: "Contoh: 0812-3456-7781",
    Kind.PHOTO: "Boleh langsung dari kamera. Lokasi di dalam foto kami hapus.",
    Kind.FILE: "PDF atau foto.",
    Kind.PLACE: "Pakai lokasi ponsel, atau tulis patokannya.",
}
_SHOWN: Mapping[Kind, Callable[[Any], str]] = {
    Kind.NUMBER: say_number,
    Kind.MONEY: say_number,
    Kind.DATE: say_date,
    Kind.TIME: lambda clock: clock.replace(":", "."),
    Kind.RT_RW: lambda number: str(int(number)),
}


@dataclass(frozen=True, slots=True)
class BoundOption:
    """One radio, checkbox or list entry."""

    id: str
    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class BoundItem:
    """One item of a repeated group; `name` is its place ("anak.0"), which the button that removes it sends."""

    id: str
    name: str
    title: str
    error: str
    error_id: str
    fields: tuple["BoundField", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundField:
    """One question on a page.

    `id` is the id of the input, or of the frame around several; an error link leads there. `value` is the
    text in it; `described_by` are the ids of hint and error for `aria-describedby`; `optional` says that it
    may be left open; `source` where a prefilled value is from; `file` is what the caller gave for the upload
    (name, size, url, thumbnail); `steers` says that other questions of the page depend on this one, so that
    a page may ask again when it changes.
    """

    id: str
    name: str
    kind: Kind
    label: str
    hint: str
    value: str
    error: str
    required: bool
    optional: bool
    hint_id: str
    error_id: str
    described_by: str
    autocomplete: str
    inputmode: str
    unit: str
    unit_id: str
    source: str
    steers: bool
    options: tuple[BoundOption, ...] = ()
    as_list: bool = False
    parts: tuple["BoundField", ...] = ()
    items: tuple[BoundItem, ...] = ()
    may_remove: bool = False
    item_label: str = ""
    may_add: bool = False
    file: object = None

    @property
    def key(self) -> str:
        """The key of the field in its definition."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundGroup:
    """One page of questions."""

    key: str
    title: str
    hint: str
    fields: tuple[BoundField, ...]
    has_items: bool
    has_files: bool


def input_id(place: str) -> str:
    """The id in the page of what stands at a place: "alamat.rt" is "isian-alamat-rt"."""
    return f"isian-{place.replace('.', '-')}"


def bound(
    spec: FormSpec,
    answers: Mapping[str, Any],
    errors: Mapping[str, str] | None = None,
    *,
    groups: Collection[str] | None = None,
    files: Mapping[str, object] | None = None,
    choices: Choices | None = None,
    context: Mapping[str, Any] | None = None,
    today: date | None = None,
) -> tuple[BoundGroup, ...]:
    """The groups that apply (of those asked for), with these answers and errors.

    `answers` may be a draft as typed: it is shown as it was typed wherever it cannot be read.
    `context` is that of `prefill`; its key "sources" may name a source by root or place
    ({"resident": "Dari data kependudukan, 3 November 2026"}).
    """
    around = Surroundings(today or clock.today(), files or {}, choices or {})
    reading = read_form(spec, answers, around)
    binder = _Binder(reading, errors or {}, around, context or {})
    return tuple(binder.group(group, answers) for group in reading.groups if groups is None or group.key in groups)


class _Binder:
    def __init__(
        self, reading: Reading, errors: Mapping[str, str], around: Surroundings, context: Mapping[str, Any]
    ) -> None:
        self._shown = reading.shown
        self._errors = errors
        self._around = around
        self._context = context
        self._steering: frozenset[str] = frozenset()

    def group(self, group: Group, answers: Mapping[str, Any]) -> BoundGroup:
        self._steering = frozenset(_steering(group.fields))
        fields = tuple(
            self.field(item, answers.get(item.key), item.key) for item in group.fields if item.key in self._shown
        )
        asked = [*group.fields, *(inner for item in group.fields for inner in item.fields)]
        return BoundGroup(
            key=group.key,
            title=say(group.title),
            hint=say(group.hint),
            fields=fields,
            has_items=any(item.kind is Kind.REPEAT for item in group.fields),
            has_files=any(item.kind in FILES for item in asked),
        )

    def field(self, item: Field, raw: object, path: str, *, whole: Field | None = None) -> BoundField:
        identity = input_id(path)
        hint = say(item.hint) or _example(item)
        error = self._errors.get(path, "")
        hint_id, error_id = (f"{identity}-petunjuk" if hint else ""), (f"{identity}-salah" if error else "")
        unit_id = f"{identity}-satuan" if item.unit else ""
        options = self._options(item, raw, identity)
        return BoundField(
            id=identity,
            name=path,
            kind=item.kind,
            label=say(item.label),
            hint=hint,
            value=self._shown_text(item, raw),
            error=error,
            required=item.required and (whole is None or whole.required),
            # A place is a point or words: neither part is required, yet neither may be called optional.
            optional=not item.required and (whole is None or whole.kind is not Kind.PLACE),
            hint_id=hint_id,
            error_id=error_id,
            described_by=" ".join(filter(None, (hint_id, error_id, unit_id))),
            autocomplete=item.autocomplete or _AUTOCOMPLETE.get(item.kind, ""),
            inputmode="decimal" if item.decimals else _INPUT_MODES.get(item.kind, ""),
            unit=say(item.unit),
            unit_id=unit_id,
            source=self._source(item, raw),
            steers=path.rpartition(".")[2] in self._steering or path in self._steering,
            options=options,
            as_list=item.kind is Kind.KELURAHAN or len(options) > MOST_RADIOS,
            parts=self._parts(item, raw, path),
            items=self._items(item, raw, path),
            item_label=label_inside(say(item.item_label)),
            may_remove=item.kind is Kind.REPEAT and self._row_count(item, raw) > item.min_items,
            may_add=item.kind is Kind.REPEAT and self._row_count(item, raw) < item.max_items,
            file=self._file(item, raw, path),
        )

    def _parts(self, item: Field, raw: object, path: str) -> tuple[BoundField, ...]:
        if item.kind not in COMPOSITES:
            return ()
        values = raw if isinstance(raw, Mapping) else {}
        return tuple(self.field(part, values.get(part.key), f"{path}.{part.key}", whole=item) for part in item.parts)

    def _items(self, item: Field, raw: object, path: str) -> tuple[BoundItem, ...]:
        if item.kind is not Kind.REPEAT:
            return ()
        rows = list(raw) if isinstance(raw, list | tuple) else []
        rows += [{} for _ in range(self._row_count(item, raw) - len(rows))]
        return tuple(self._item(item, row, place, f"{path}.{place}") for place, row in enumerate(rows))

    def _item(self, item: Field, row: object, place: int, path: str) -> BoundItem:
        values = row if isinstance(row, Mapping) else {}
        return BoundItem(
            id=input_id(path),
            name=path,
            title=f"{say(item.item_label)} {place + 1}",
            error=self._errors.get(path, ""),
            error_id=f"{input_id(path)}-salah" if path in self._errors else "",
            fields=tuple(
                self.field(inner, values.get(inner.key), f"{path}.{inner.key}")
                for inner in item.fields
                if f"{path}.{inner.key}" in self._shown or (not values and inner.show_if is None)
            ),
        )

    def _row_count(self, item: Field, raw: object) -> int:
        return max(len(raw) if isinstance(raw, list | tuple) else 0, item.min_items)

    def _options(self, item: Field, raw: object, identity: str) -> tuple[BoundOption, ...]:
        options = item.options
        if item.kind is Kind.KELURAHAN:
            options = self._around.choices.get(Kind.KELURAHAN, ())
        elif item.kind is Kind.YES_NO:
            options = (Option("ya", "Ya"), Option("tidak", "Tidak"))
        picked = self._picked(item, raw)
        return tuple(
            BoundOption(
                # The first option carries the id of the field, so that an error link lands on it.
                id=identity if place == 0 else f"{identity}-{place + 1}",
                value=option.value,
                label=say(option.label),
                is_selected=option.value in picked,
            )
            for place, option in enumerate(options)
        )

    def _picked(self, item: Field, raw: object) -> set[str]:
        if item.kind is Kind.YES_NO:
            answer = self._readable(item, raw)
            return {"ya" if answer else "tidak"} if answer is not None else set()
        sent = raw if isinstance(raw, list | tuple) else [raw]
        return {text for one in sent if (text := as_text(one))}

    def _readable(self, item: Field, raw: object) -> object:
        try:
            return read_scalar(item, raw, self._around)
        except Refused:
            return None

    def _shown_text(self, item: Field, raw: object) -> str:
        """The clean answer in the way people write it; otherwise exactly what was typed."""
        if item.kind in FILES:
            return raw if isinstance(raw, str) and raw in self._around.files else ""
        saying = _SHOWN.get(item.kind)
        clean = self._readable(item, raw) if saying else None
        return saying(clean) if saying and clean is not None else as_text(raw) or ""

    def _source(self, item: Field, raw: object) -> str:
        """Where the value is from, as long as the person has not changed it."""
        known = known_value(item, self._context)
        if known is None or self._normal(item, raw) != self._normal(item, known):
            return ""
        sources = self._context.get("sources")
        named = sources if isinstance(sources, Mapping) else {}
        root = item.prefill.partition(".")[0]
        return str(named.get(item.prefill) or named.get(root) or say(_SOURCES.get(root, "")))

    def _normal(self, item: Field, raw: object) -> object:
        """What two answers have in common when only their way of writing differs."""
        if item.kind in COMPOSITES:
            values = raw if isinstance(raw, Mapping) else {}
            return [self._normal(part, values.get(part.key)) for part in item.parts]
        clean = None if item.kind in FILES | {Kind.REPEAT} else self._readable(item, raw)
        return raw if clean is None else clean

    def _file(self, item: Field, raw: object, path: str) -> object:
        if item.kind not in FILES:
            return None
        files = self._around.files
        if isinstance(raw, str) and raw:
            return files.get(raw)
        return files.get(path) if "." not in path else None


def _steering(fields: tuple[Field, ...]) -> Iterator[str]:
    for item in fields:
        if item.show_if is not None:
            yield from named_fields(item.show_if)
        yield from _steering(item.fields)


def _example(item: Field) -> str:
    if item.kind is Kind.DATE:
        return say("Contoh: %(example)s", example=date_example(item))
    return say(_EXAMPLES.get(item.kind, ""))
