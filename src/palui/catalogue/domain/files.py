"""Definitions as files (YAML) that a person can read and another city can take: read with the line of a mistake, and written."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import yaml

from palui.formspec import DefinitionError
from palui.kernel.errors import DomainError

#: The order in which a definition is written, and under which key.
_ORDER: Mapping[str, tuple[str, ...]] = {
    "": (
        *(
            "code",
            "kind",
            "titles",
            "summary",
            "life_events",
            "search_words",
            "subjects",
            "requirements",
            "jurisdiction",
        ),
        *("guidance", "form", "evidence", "route"),
        *("validity_months", "fee", "time", "product", "classification", "letter", "legal_basis", "standard"),
        "translations",
    ),
    "titles": ("id", "en", "bjn"),
    "guidance": ("reason", "steps", "bring", "where"),
    "letter": ("template", "body", "title", "book", "purpose"),
    "groups": ("key", "title", "hint", "show_if", "fields"),
    "fields": ("key", "kind", "precision", "label", "hint", "required", "missing", "pattern", "invalid"),
    "options": ("value", "label"),
    "evidence": ("key", "title", "hint", "kind", "required", "missing", "satisfied_by"),
    "route": ("key", "kind", "who", "of", "title", "statement", "hours", "only_if", "form", "shows"),
    "legal_basis": ("title", "about"),
    "translations": ("id", "en"),
}
#: Written on one line where they fit: short words, and small mappings.
_IN_LINE = frozenset({"life_events", "subjects", "shows", "purpose", "satisfied_by", "in", "show_if", "options[]"})
#: Before these stands an empty line.
_APART = frozenset(
    {"guidance", "form", "evidence", "route", "validity_months", "legal_basis", "standard", "translations"}
)
_WIDTH = 120
_LONG = 110
_DEEPEST = 40
_LINE = re.compile(r"line (\d+): ")
#: Line ends that YAML knows and people do not write; only a quoted text keeps them, as it keeps empty lines at the end.
_FOREIGN_BREAK = re.compile(r"[\r\x85\u2028\u2029]")
_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


class DefinitionFileError(DefinitionError):
    """A definition in a file is wrong: `file` and `line` (from 1) say where, beside the path."""

    def __init__(self, *, file: str, line: int, path: str, problem: str) -> None:
        super().__init__(path, problem)
        self.file = file
        self.line = line
        self.params |= {"file": file, "line": line}

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {super().__str__()}"


def read_definition(text: str, *, file: str = "") -> Any:
    """The content of a YAML definition. Raises DomainError `definition_yaml` with the place of a mistake."""
    try:
        _refuse_depth(text)
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader that also refuses doubled keys
    except (yaml.YAMLError, ValueError) as error:
        problem = " ".join(str(error).split()).replace('"<unicode string>"', file or "berkas")
        raise DomainError("definition_yaml", problem=problem) from error


def _refuse_depth(text: str) -> None:
    """What lies too deep would end the process in the reader's own recursion, and a reference could grow without end."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            raise yaml.YAMLError(f"line {_line_of(event)}: a reference cannot stand here")
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise yaml.YAMLError(f"line {_line_of(event)}: is too deep")


def _line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def at_line(error: DefinitionError, *, text: str, file: str) -> DefinitionFileError:
    """The same mistake with the file and the line where it stands."""
    return DefinitionFileError(
        file=file, line=line_of(text, error.path, error.problem), path=error.path, problem=error.problem
    )


def line_of(text: str, path: str, problem: str = "") -> int:
    """The line (from 1) of a place in a file, or of the nearest thing around it. A line inside a block of text counts on."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    if node is None:
        return 1
    line = node.start_mark.line + 1
    for name, number in _STEP.findall(path):
        inner = _child(node, name) if name else _nth(node, int(number))
        if inner is None:
            return int(line)
        line, node = inner[0] + 1, inner[1]
    inside = _LINE.match(problem)
    if inside and isinstance(node, yaml.ScalarNode):
        line = node.start_mark.line + int(inside[1]) + (node.style in {"|", ">"})
    return int(line)


def as_text(data: Mapping[str, Any]) -> str:
    """The file of a definition, in the order and style of those that come with Palui. `read_definition` gives the same data again."""
    pieces: list[str] = []
    for key in _ordered(data, ""):
        written = _dumped({key: _laid_out(data[key], key)})
        if key == "form":
            written = re.sub(r"(?<=\n)    - key: ", "\n    - key: ", written)
            written = re.sub(r"(groups:\n)\n", r"\1", written)
        pieces.append("\n" + written if key in _APART and pieces else written)
    return "".join(pieces)


class _StrictLoader(yaml.CSafeLoader):
    """YAML where a key written twice is a mistake, not a silent choice, and nothing refers to another place."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool | date):
                raise yaml.constructor.ConstructorError(None, None, "a key must be a word", key_node.start_mark)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)


class _InLine(dict[str, Any]):
    """A mapping on one line."""


class _InLineList(list[Any]):
    """A list on one line."""


class _Dumper(yaml.SafeDumper):
    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = None
    if _FOREIGN_BREAK.search(value) or value.endswith("\n\n") or value == "\n":
        style = '"'
    elif "\n" in value:
        style = "|"
    elif len(value) > _LONG and " " in value:
        style = ">"
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Dumper.add_representer(str, _text)
_Dumper.add_representer(
    _InLine, lambda dumper, value: dumper.represent_mapping("tag:yaml.org,2002:map", value, flow_style=True)
)
_Dumper.add_representer(
    _InLineList, lambda dumper, value: dumper.represent_sequence("tag:yaml.org,2002:seq", value, flow_style=True)
)


def _dumped(value: Any) -> str:
    return yaml.dump(value, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_WIDTH, default_flow_style=False)


def _laid_out(value: Any, key: str) -> Any:
    """The value with its keys in order, marked for one line where that is how it is written."""
    if isinstance(value, Mapping):
        made = {name: _laid_out(value[name], str(name)) for name in _ordered(value, key)}
        return _InLine(made) if key in _IN_LINE and _is_small(made) else made
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        items = [_laid_out(item, key) for item in value]
        if key == "options":
            return [_InLine(item) if isinstance(item, dict) and _is_small(item) else item for item in items]
        return (
            _InLineList(items)
            if key in _IN_LINE and all(not isinstance(item, dict | list) for item in items)
            else items
        )
    return value


def _is_small(value: Mapping[Any, Any]) -> bool:
    """Whether it can stand on one line: no text in it has lines of its own."""
    return all("\n" not in str(inner) and len(str(inner)) <= _LONG for inner in value.values())


def _ordered(value: Mapping[Any, Any], key: str) -> list[Any]:
    order = _ORDER.get(key, ())
    return sorted(value, key=lambda name: order.index(name) if name in order else len(order))


def _child(node: yaml.Node, name: str) -> tuple[int, yaml.Node] | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    for key, inner in node.value:
        if key.value == name:
            return key.start_mark.line, inner
    return None


def _nth(node: yaml.Node, place: int) -> tuple[int, yaml.Node] | None:
    if not isinstance(node, yaml.SequenceNode) or place >= len(node.value):
        return None
    inner = node.value[place]
    return inner.start_mark.line, inner
