"""What a letter says, as whoever runs a service writes it: plain text with places that are filled for each case.

    {pembuka}
    {identitas}

    Yang namanya tersebut di atas benar menjalankan usaha **{nama_usaha}**[[ sejak {sejak}]].

    Alamat usaha :: {alamat_usaha}
    NIB :: {nib}

    [[bila status_tempat = sewa | pinjam: Tempat itu milik {pemilik}.]]

    {keperluan}
    {penutup}

An empty line ends a paragraph. A word in braces is filled: an answer of the form, `subjek.nik`, `berkas.ketua_rt`, an answer
of a field check (`inspect.desil`); `{tanggal|hari}` says it otherwise. `**strong**`, `*slanted*`. What stands in `[[…]]` is
left out when a place in it stays empty, or when its condition does not hold (`|` stands between several answers). Lines with ` :: ` are a list of names and values; `- ` and `1. `
begin items, `# ` a heading. `|ahli| Nama = nama | NIK = nik` is a table of a repeated question, `@ Saksi = {nama} | …` is where
people sign by hand. A part in braces alone on its line (PARTS) is written by the letter's layout. `{{` and `[[[` are the signs themselves.

Pure: nothing in it is ever read as markup of pages or letters; whatever is filled in stays text.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

#: What the layout of every letter writes itself.
PARTS: Mapping[str, str] = {
    "pembuka": "Yang bertanda tangan … menerangkan bahwa:",
    "identitas": "Data diri orang yang diterangkan",
    "keperluan": "Untuk keperluan apa surat dibuat",
    "masa_berlaku": "Sampai kapan surat berlaku",
    "konfirmasi": "Siapa yang mengukuhkan, kapan, dan bagaimana",
    "penutup": "Demikian surat keterangan ini dibuat …",
}
#: What is known of every case, beside the answers.
CASE_WORDS: Mapping[str, str] = {
    "subjek.nama": "Nama orang yang diterangkan",
    "subjek.nik": "NIK-nya",
    "subjek.ttl": "Tempat dan tanggal lahirnya",
    "subjek.jenis_kelamin": "Jenis kelaminnya",
    "subjek.agama": "Agamanya",
    "subjek.status_perkawinan": "Status perkawinannya",
    "subjek.pekerjaan": "Pekerjaannya",
    "subjek.kewarganegaraan": "Kewarganegaraannya",
    "subjek.alamat": "Alamatnya",
    "subjek.kk": "Nomor kartu keluarganya",
    "subjek.hubungan": "Hubungannya dengan pemohon",
    "subjek.almarhum": "almarhum atau almarhumah",
    "pemohon.nama": "Nama pemohon",
    "berkas.diajukan": "Tanggal diajukan",
    "berkas.diperiksa": "Tanggal pemeriksaan lapangan",
    "berkas.ketua_rt": "Ketua RT yang menyetujui",
    "berkas.disetujui_rt": "Tanggal persetujuan RT",
    "berkas.berlaku_sampai": "Hari terakhir surat berlaku",
    "kantor.lurah": "Jabatan penanda tangan dan wilayahnya",
    "kantor.tempat": "Tempat surat dibuat",
}
#: Other ways to say a value.
FILTERS: Mapping[str, str] = {
    "hari": "nama hari dari sebuah tanggal",
    "kecil": "huruf pertama kecil, untuk di tengah kalimat",
    "besar": "semua huruf besar",
}
LONGEST = 20_000

_DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
_SIGN = re.compile(r"\{\{|\[\[\[|\]\]\]|\[\[|\]\]|\{[^{}\n]*\}?|\*\*|\*|\}\}|[^\[\]{}*]+|.", re.DOTALL)
_PLACE = re.compile(r"\{\s*([a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)*)\s*(?:\|\s*([a-z]+)\s*)?\}")
_CONDITION = re.compile(r"bila (tanpa )?([a-z][a-z0-9_.]*)\s*(?:=\s*([^:\[\]]+?)\s*)?:")
_ITEM = re.compile(r"(-|\d{1,2}\.)\s+")
_PART = re.compile(r"\{\s*([a-z_]+)\s*\}")


class WordingError(ValueError):
    """The text cannot be used. `line` counts from 1; English, for whoever writes definitions."""

    def __init__(self, line: int, problem: str) -> None:
        super().__init__(f"line {line}: {problem}")
        self.line = line
        self.problem = problem


@dataclass(frozen=True)
class Said:
    """A value: as printed, and as it was answered (JSON)."""

    text: str
    value: Any = None


class Run(NamedTuple):
    """A piece of a sentence: its own `text`, or the place `name` that is filled."""

    text: str
    name: str = ""
    way: str = ""  # one of FILTERS
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True)
class Maybe:
    """A stretch that is left out when a place in it stays empty, or unless `name` is answered, with one of `among` if there are any."""

    runs: tuple[Run, ...]
    name: str = ""
    among: tuple[str, ...] = ()
    without: bool = False


Line = tuple[Run | Maybe, ...]


@dataclass(frozen=True, kw_only=True)
class Block:
    """A part of the page. `kind`: paragraph, heading, part, rows, items, numbers, table or hands.

    `lines` are its sentences; `labels` stand before them in rows and hands, and are the columns of a table, whose
    `keys` are questions inside the repeated question `name`. `name` of a part is one of PARTS.
    """

    kind: str
    lines: tuple[Line, ...] = ()
    labels: tuple[str, ...] = ()
    name: str = ""
    keys: tuple[str, ...] = ()


@dataclass(frozen=True)
class Names:
    """What may be filled in: answers and case words, and the questions inside each repeated question."""

    words: Collection[str]
    repeated: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Wording:
    """A text that was read; `text` as written."""

    text: str
    blocks: tuple[Block, ...]

    def filled(
        self, words: Mapping[str, Said], repeated: Mapping[str, Sequence[Mapping[str, str]]]
    ) -> list[dict[str, Any]]:
        """The blocks with every place filled, as JSON for the layout. What stays empty is left out.

        Each has `kind` and, as its kind asks, `runs` or `lines` (runs: {"text", "bold", "italic"}), `rows`, `head`, `name`.
        """
        return [made for block in self.blocks if (made := _filled(block, words, repeated)) is not None]


def read_wording(text: str, names: Names) -> Wording:
    """Read a text. Raises WordingError with the line and the reason."""
    if len(text) > LONGEST:
        raise WordingError(1, f"is longer than {LONGEST} signs")
    return Wording(text, tuple(_blocks(text, names)))


# --- reading -----------------------------------------------------------------------------------


def _blocks(text: str, names: Names) -> Iterator[Block]:
    waiting: list[tuple[int, str]] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        bare = line.strip()
        kind = _kind_of(bare)
        if waiting and (not bare or kind != _kind_of(waiting[-1][1]) or kind in _ALONE):
            yield _block(waiting, names)
            waiting = []
        if bare:
            waiting.append((number, bare))


_ALONE = {"heading", "part", "table", "hands"}


def _kind_of(line: str) -> str:
    if line.startswith("# "):
        return "heading"
    if line.startswith("@ "):
        return "hands"
    if line.startswith("|"):
        return "table"
    if found := _ITEM.match(line):
        return "items" if found.group(1) == "-" else "numbers"
    if " :: " in line or line.endswith(" ::"):
        return "rows"
    whole = _PART.fullmatch(line)
    return "part" if whole and whole.group(1) in PARTS else "paragraph"


def _block(lines: Sequence[tuple[int, str]], names: Names) -> Block:
    kind = _kind_of(lines[0][1])
    number, first = lines[0]
    if kind == "part":
        return Block(kind=kind, name=first.strip("{ }"))
    if kind == "table":
        return _table(number, first, names)
    if kind == "hands":
        pairs = [piece.partition("=") for piece in first[2:].split("|")]
        return Block(
            kind=kind,
            labels=tuple(label.strip() for label, _, _ in pairs),
            lines=tuple(_line(number, value.strip(), names) for _, _, value in pairs),
        )
    if kind == "rows":
        pairs = [line.partition(" ::") for _, line in lines]
        return Block(
            kind=kind,
            labels=tuple(label.strip() for label, _, _ in pairs),
            lines=tuple(_line(at, value.strip(), names) for (at, _), (_, _, value) in zip(lines, pairs, strict=True)),
        )
    return Block(kind=kind, lines=tuple(_line(at, line, names) for at, line in _sentences(kind, lines)))


def _sentences(kind: str, lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines of items one by one; those of a paragraph as one."""
    number, first = lines[0]
    if kind in {"items", "numbers"}:
        yield from ((at, _ITEM.sub("", line, count=1)) for at, line in lines)
    elif kind == "heading":
        yield number, first[2:].strip()
    else:
        yield number, " ".join(line for _, line in lines)


def _table(number: int, line: str, names: Names) -> Block:
    of, *columns = (piece.strip() for piece in line.strip("|").split("|"))
    if of not in names.repeated:
        raise WordingError(number, f"no repeated question {of!r} in the form")
    pairs = [tuple(part.strip() for part in column.split("=")) for column in columns]
    for pair in pairs:
        if len(pair) != 2 or not pair[0]:
            raise WordingError(number, "a table reads `|question| Heading = key | …`")
        if pair[1] not in names.repeated[of]:
            raise WordingError(number, f"no question {pair[1]!r} inside {of!r}")
    if not pairs:
        raise WordingError(number, "a table needs columns: `|question| Heading = key | …`")
    return Block(kind="table", name=of, labels=tuple(pair[0] for pair in pairs), keys=tuple(pair[1] for pair in pairs))


class _Reader:
    """One line, sign by sign."""

    def __init__(self, number: int, names: Names) -> None:
        self.number, self.names = number, names
        self.done: list[Run | Maybe] = []
        self.inside: list[Run] | None = None
        self.condition: tuple[str, tuple[str, ...], bool] = ("", (), False)
        self.bold = self.italic = False

    def read(self, text: str) -> Line:
        position = 0
        while position < len(text):
            found = _SIGN.match(text, position)
            sign = found.group() if found else text[position]
            position += len(sign)
            if sign == "[[":
                position += self._open(text, position)
            else:
                self._take(sign)
        if self.inside is not None:
            raise WordingError(self.number, "`[[` without `]]`")
        if self.bold or self.italic:
            raise WordingError(self.number, "a star without its second one")
        return tuple(self.done)

    def _open(self, text: str, position: int) -> int:
        if self.inside is not None:
            raise WordingError(self.number, "`[[` inside `[[`")
        self.inside = []
        found = _CONDITION.match(text, position)
        if found is None:
            if text.startswith("bila ", position):
                raise WordingError(self.number, "a condition reads `[[bila key: …]]` or `[[bila key = value: …]]`")
            return 0
        without, name, equals = found.groups()
        self._check(name)
        among = tuple(value.strip() for value in equals.split("|")) if equals else ()
        if not all(among):
            raise WordingError(self.number, "an answer is missing beside `|`")
        self.condition = (name, among, bool(without))
        return found.end() - position

    def _take(self, sign: str) -> None:
        if sign == "]]":
            if self.inside is None:
                raise WordingError(self.number, "`]]` without `[[`")
            self.done.append(Maybe(tuple(self.inside), *self.condition))
            self.inside, self.condition = None, ("", (), False)
        elif sign == "**":
            self.bold = not self.bold
        elif sign == "*":
            self.italic = not self.italic
        elif sign.startswith("{") and sign != "{{":
            self._add(self._place(sign))
        else:
            plain = {"{{": "{", "}}": "}", "[[[": "[[", "]]]": "]]"}.get(sign, sign)
            self._add(Run(plain, bold=self.bold, italic=self.italic))

    def _place(self, sign: str) -> Run:
        found = _PLACE.fullmatch(sign)
        if found is None:
            raise WordingError(
                self.number, f"{sign!r} is no place to fill: it reads {{key}}; write {{{{ for the sign itself"
            )
        name, way = found.group(1), found.group(2) or ""
        self._check(name)
        if way and way not in FILTERS:
            raise WordingError(self.number, f"unknown way {way!r}; known: {', '.join(FILTERS)}")
        return Run("", name, way, self.bold, self.italic)

    def _check(self, name: str) -> None:
        if name in self.names.words:
            return
        if name in PARTS:
            raise WordingError(self.number, f"{{{name}}} stands alone on its line")
        if name in self.names.repeated:
            raise WordingError(self.number, f"{name!r} is asked repeatedly: show it as a table, `|{name}| …`")
        raise WordingError(self.number, f"no answer or word {name!r}")

    def _add(self, run: Run) -> None:
        (self.done if self.inside is None else self.inside).append(run)


def _line(number: int, text: str, names: Names) -> Line:
    return _Reader(number, names).read(text)


# --- filling -----------------------------------------------------------------------------------


def _filled(
    block: Block, words: Mapping[str, Said], repeated: Mapping[str, Sequence[Mapping[str, str]]]
) -> dict[str, Any] | None:
    if block.kind == "part":
        return {"kind": "part", "name": block.name}
    if block.kind == "table":
        items = [[item.get(key, "-") for key in block.keys] for item in repeated.get(block.name, ())]
        return {"kind": "table", "head": list(block.labels), "rows": items} if items else None
    lines = [_runs(line, words) for line in block.lines]
    if block.kind == "hands":
        people = [
            [label, "".join(run["text"] for run in line)] for label, line in zip(block.labels, lines, strict=True)
        ]
        return {"kind": "hands", "people": people}
    if block.kind == "rows":
        rows = [
            {"label": label, "runs": line}
            for label, line in zip(block.labels, lines, strict=True)
            if any(run["text"].strip() for run in line)
        ]
        return {"kind": "rows", "rows": rows} if rows else None
    said = [line for line in lines if any(run["text"].strip() for run in line)]
    if not said:
        return None
    return {"kind": block.kind, "lines": said}


def _runs(line: Line, words: Mapping[str, Said]) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for piece in line:
        if isinstance(piece, Run):
            made.append(_run(piece, words))
        elif _holds(piece, words):
            inner = [_run(run, words) for run in piece.runs]
            if all(done["text"] for run, done in zip(piece.runs, inner, strict=True) if run.name):
                made.extend(inner)
    first = next((place for place, run in enumerate(made) if run["text"].strip()), 0)
    if made:
        made[first] = made[first] | {"text": made[first]["text"].lstrip()}
    return made[first:]


def _holds(piece: Maybe, words: Mapping[str, Said]) -> bool:
    if not piece.name:
        return True
    said = words.get(piece.name, Said(""))
    if piece.among:
        plain = {True: "ya", False: "tidak"}.get(said.value) if isinstance(said.value, bool) else str(said.value)
        answered = {str(plain).casefold(), said.text.casefold()}
        held = any(value.casefold() in answered for value in piece.among)
    else:
        held = bool(said.text) and said.value is not False
    return held is not piece.without


def _run(run: Run, words: Mapping[str, Said]) -> dict[str, Any]:
    text = _said(words.get(run.name, Said("")), run.way) if run.name else run.text
    return {"text": text, "bold": run.bold, "italic": run.italic}


def _said(said: Said, way: str) -> str:
    if way == "hari":
        try:
            return _DAYS[date.fromisoformat(str(said.value)).weekday()]
        except ValueError:
            return ""
    if way == "besar":
        return said.text.upper()
    if way == "kecil" and not said.text[1:2].isupper():
        return said.text[:1].lower() + said.text[1:]
    return said.text
