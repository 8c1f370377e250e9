"""Forms whose fields stand at places of a definition: what is shown comes from there, what was sent goes there."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from palui.builder.domain import Mistake, editing
from palui.formspec.specification import LONGEST

Data = dict[str, Any]


def suggested_key(label: str, taken: Collection[str], *, joint: str = "_", fallback: str = "isian") -> str:
    """A name for machines made of words for people, that nobody has yet: "Nama ayah?" → "nama_ayah"."""
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    while words and words[0][0].isdigit():
        words.pop(0)
    key = joint.join(words)[:34].strip(joint)
    if len(key) < 2:
        key = fallback
    number, found = 2, key
    while found in taken:
        found, number = f"{key}{joint}{number}", number + 1
    return found


class Text(forms.CharField):
    """One line, or with `rows` several; nothing typed is left out of the definition."""

    def __init__(self, *, rows: int = 0, **more: Any) -> None:
        more.setdefault("required", False)
        more.setdefault("max_length", LONGEST)
        if rows:
            more.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(**more)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Whoever pastes too much is told; nothing is cut off silently."""
        return {}

    def prepare_value(self, value: Any) -> Any:
        """What is no text, as in a file that somebody wrote by hand, is shown as it is."""
        return value if value is None or isinstance(value, str) else str(value)

    def clean(self, value: Any) -> Any:
        """The text with plain line ends, or None."""
        return super().clean(value).replace("\r\n", "\n").replace("\r", "\n") or None


class Lines(Text):
    """A list, one item a line."""

    def __init__(self, *, rows: int = 4, **more: Any) -> None:
        super().__init__(rows=rows, **more)

    def prepare_value(self, value: Any) -> Any:
        """The list as lines."""
        return "\n".join(str(item) for item in value) if isinstance(value, list | tuple) else value

    def clean(self, value: Any) -> Any:
        """The lines as list, each once, or None."""
        text = super().clean(value) or ""
        return list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip())) or None


class Options(Lines):
    """Answers to choose from, one a line: "Milik sendiri", or "milik = Milik sendiri" to say what is stored."""

    def prepare_value(self, value: Any) -> Any:
        """The stored value is written only where it is not what the label suggests."""
        if not isinstance(value, list | tuple):
            return value
        lines: list[str] = []
        taken: list[str] = []
        for option in value:
            one = option if isinstance(option, Mapping) else {}
            stored, label = str(one.get("value", "")), str(one.get("label", ""))
            lines.append(label if stored == suggested_key(label, taken, fallback="pilihan") else f"{stored} = {label}")
            taken.append(stored)
        return "\n".join(lines)

    def clean(self, value: Any) -> Any:
        """The options, or None."""
        found: list[dict[str, str]] = []
        for line in super().clean(value) or ():
            stored, sign, label = (piece.strip() for piece in line.partition(" = "))
            if not (sign and stored and label):
                stored, label = "", line
            taken = [option["value"] for option in found]
            found.append({"value": stored or suggested_key(label, taken, fallback="pilihan"), "label": label})
        return found or None


class Number(forms.CharField):
    """A number as people write it ("0,5"); whole where `whole`."""

    def __init__(self, *, whole: bool = False, **more: Any) -> None:
        more.setdefault("required", False)
        more.setdefault("max_length", 20)
        self.whole = whole  # before the widget asks
        super().__init__(**more)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Short, with the keys for numbers."""
        return {"inputmode": "numeric" if self.whole else "decimal", "class": "short"}

    def prepare_value(self, value: Any) -> Any:
        """With a comma."""
        return f"{value:g}".replace(".", ",") if isinstance(value, int | float) and abs(value) < 1e6 else value

    def clean(self, value: Any) -> Any:
        """A number, or None."""
        text = super().clean(value).strip()
        if not text:
            return None
        bare = text.replace("Rp", "").replace(" ", "")
        bare = re.sub(r"\.(?=\d{3}(\D|$))", "", bare).replace(",", ".")
        if not re.fullmatch(r"-?\d{1,12}(\.\d{1,6})?", bare, re.ASCII) or (self.whole and "." in bare):
            example = "3" if self.whole else "4 atau 0,5"
            raise ValidationError(_("Tulis angka saja, misalnya %(example)s.") % {"example": example})
        number = float(bare)
        return int(number) if number.is_integer() else number


class Flag(forms.BooleanField):
    """A tick; what is usual is left out of the definition."""

    def __init__(self, *, usual: bool, **more: Any) -> None:
        super().__init__(required=False, **more)
        self.usual = usual

    def prepare_value(self, value: Any) -> Any:
        """Ticked as usual where nothing is written."""
        return self.usual if value is None else value

    def clean(self, value: Any) -> Any:
        """None where it is as usual."""
        ticked = bool(super().clean(value))
        return None if ticked is self.usual else ticked


class Pick(forms.ChoiceField):
    """One of a list; `usual` is left out of the definition. What stands there and is in no list stays choosable."""

    def __init__(self, *, usual: str = "", **more: Any) -> None:
        super().__init__(required=False, **more)
        self.usual = usual

    def prepare_value(self, value: Any) -> Any:
        """As usual where nothing is written."""
        return self.usual if value is None else str(value)

    def clean(self, value: Any) -> Any:
        """None where it is as usual."""
        picked = super().clean(value)
        return None if picked in ("", self.usual) else picked


class Picks(forms.MultipleChoiceField):
    """Several of a list."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, **more)

    def prepare_value(self, value: Any) -> Any:
        """Of what is no list, nothing is ticked."""
        return [str(item) for item in value] if isinstance(value, list | tuple) else []

    def clean(self, value: Any) -> Any:
        """None where nothing is ticked."""
        return super().clean(value) or None


class DefinitionForm(forms.Form):
    """A form over one place of a definition (`at`, "" is the whole). `places`: field → place below it."""

    places: ClassVar[Mapping[str, str]] = {}
    #: Fields that stand behind "more"; opened when something is wrong in one of them.
    further: ClassVar[tuple[str, ...]] = ()

    def __init__(self, data: Mapping[str, Any], *, at: str = "", sent: Any = None) -> None:
        self.data_before, self.at = data, at
        super().__init__(sent, auto_id="isian-%s")
        self.prepare()
        for name in self.fields:
            place = self.place_of(name)
            if place is not None:
                self.initial.setdefault(name, editing.value(data, place))
        for name, field in self.fields.items():
            if isinstance(field, Pick | Picks):
                self._keep_choosable(name, field)

    def prepare(self) -> None:
        """Add the fields that depend on the definition."""

    def place_of(self, name: str) -> str | None:
        """Where a field stands in the definition."""
        below = self.places.get(name)
        if below is None:
            return None
        return ".".join(filter(None, (self.at, below)))

    def applied(self, data: Data) -> Data:
        """The definition with what was sent."""
        for name in self.fields:
            place = self.place_of(name)
            if place is not None and name in self.cleaned_data:
                new = self.cleaned_data[name]
                if isinstance(self.fields[name], Picks):
                    new = self.ordered(name, new, editing.value(data, place))
                data = put(data, place, new)
        return data

    def ordered(self, name: str, picked: list[str] | None, before: Any) -> list[str] | None:
        """What was picked, in the order in which it stood: a browser sends it in that of the page."""
        stood = [one for one in before if one in picked] if picked and isinstance(before, list) else []
        return [*stood, *(one for one in picked if one not in stood)] if picked else None

    def show(self, mistakes: Iterable[Mistake]) -> list[Mistake]:
        """Write each mistake at its field; gives those for which there is none."""
        left = []
        for mistake in mistakes:
            name = self.field_at(mistake.path)
            if name is None:
                left.append(mistake)
            else:
                self.errors.setdefault(name, self.error_class()).append(mistake.sentence)
        return left

    def field_at(self, path: str) -> str | None:
        """The field in which a place of the definition is written."""
        found = None
        for name in self.fields:
            place = self.place_of(name)
            fits = place is not None and (path == place or path.startswith((f"{place}.", f"{place}[")))
            if fits and (found is None or len(place or "") > len(self.place_of(found) or "")):
                found = name
        return found

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields that stand in sight."""
        return [self[name] for name in self.fields if name not in self.further and not name.startswith("_")]

    @property
    def more(self) -> list[forms.BoundField]:
        """The fields behind "more"."""
        return [self[name] for name in self.fields if name in self.further]

    @property
    def more_is_open(self) -> bool:
        """Whether something is wrong behind "more"."""
        return any(name in self.errors for name in self.further)

    def _keep_choosable(self, name: str, field: Pick | Picks) -> None:
        stands = field.prepare_value(self.initial.get(name))
        choices: list[Any] = list(field.choices)  # type: ignore[arg-type]  # ours are lists
        known = {str(value) for value, _label in _flat(choices)}
        odd = [one for one in ([stands] if isinstance(stands, str) else stands) if one and one not in known]
        if odd:
            field.choices = [*choices, *((one, one) for one in odd)]


def _flat(choices: Iterable[Any]) -> Iterable[tuple[Any, Any]]:
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield from _flat(label)
        else:
            yield value, label


def put(data: Data, place: str, new: Any) -> Data:
    """With this value there, or without the key where it is None."""
    if new is not None:
        return editing.put(data, place, new)
    return editing.remove(data, place) if editing.value(data, place) is not None else data


def keys_at(data: Mapping[str, Any], path: str) -> list[str]:
    """The keys of the items of a list."""
    items = editing.value(data, path)
    found: Sequence[Any] = items if isinstance(items, list) else ()
    return [str(item.get("key", "")) for item in found if isinstance(item, Mapping)]
