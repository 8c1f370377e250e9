"""Reads a definition key by key, strictly, and says exactly where it is wrong."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, TypeVar

from palui.catalogue.domain.form_reading import read_form
from palui.catalogue.domain.life_events import LIFE_EVENTS
from palui.catalogue.domain.parts import (
    PARTIES,
    PARTY_EMAIL,
    PARTY_QUESTIONS,
    Component,
    EvidenceItem,
    EvidenceKind,
    Guidance,
    LegalBasis,
    LetterSpec,
    RouteStep,
    ServiceKind,
    StepKind,
    SubjectKind,
    working_time,
)
from palui.catalogue.domain.sentences import sentences_of
from palui.catalogue.domain.signs import printable, unprintable, unstorable
from palui.catalogue.domain.wording import CASE_WORDS, Names, Wording, WordingError, read_wording
from palui.formspec import FILES, DefinitionError, FormSpec, Kind
from palui.formspec.definition import Node

LANGUAGES = ("id", "en", "bjn")
#: Who can be asked to act in a step.
DECIDERS = ("rt", "rw", "officer", "section_head", "secretary", "lurah", "camat")
#: On what a step may depend.
STEP_CONDITIONS = ("office_uses_rw",)
#: Registers that can stand for a document: what the city already knows, nobody has to bring.
REGISTERS = ("resident",)
_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}", re.ASCII)
_CLASSIFICATION = re.compile(r"\d{3}(\.\d{1,3}){0,6}", re.ASCII)
_LONGEST_HOURS = 400

#: The components a definition writes itself; the others follow from evidence, route, fee, letter and legal basis.
_WRITTEN_COMPONENTS = (
    "procedure",
    "complaints",
    "facilities",
    "competence",
    "oversight",
    "staff",
    "guarantee",
    "safety",
    "evaluation",
)
COMPONENT_TITLES: Mapping[str, str] = {
    "requirements": "Persyaratan",
    "procedure": "Sistem, mekanisme, dan prosedur",
    "time": "Jangka waktu penyelesaian",
    "fee": "Biaya",
    "product": "Produk pelayanan",
    "complaints": "Pengaduan, saran, dan masukan",
    "legal_basis": "Dasar hukum",
    "facilities": "Sarana dan prasarana",
    "competence": "Kompetensi pelaksana",
    "oversight": "Pengawasan internal",
    "staff": "Jumlah pelaksana",
    "guarantee": "Jaminan pelayanan",
    "safety": "Jaminan keamanan dan keselamatan",
    "evaluation": "Evaluasi kinerja pelaksana",
}
#: What holds for nearly every service; a definition writes only what differs.
USUAL: Mapping[str, str] = {
    "procedure": "Isi dan kirim dari ponsel atau di loket. Ketua RT, dan ketua RW di kelurahan yang memakainya, menyetujui. Petugas memeriksa. Lurah menandatangani secara elektronik. Surat dikirim ke akun dan surel Anda.",
    "complaints": "Sampaikan ke kantor kelurahan, atau lewat SP4N-LAPOR! di lapor.go.id atau SMS 1708. Aduan ringan dijawab dalam 2 hari kerja, aduan biasa dalam 5 hari kerja.",
    "facilities": "Kantor kelurahan dengan loket, ruang tunggu, kursi roda, dan jaringan internet; situs Palui untuk ponsel.",
    "competence": "Petugas memahami administrasi kependudukan, tata naskah dinas, dan pelindungan data pribadi.",
    "oversight": "Diawasi lurah setiap hari, camat setiap bulan, dan Inspektorat Kota setiap tahun. Setiap langkah tercatat dan tidak bisa dihapus.",
    "staff": "Sedikitnya satu petugas pelayanan, satu kepala seksi, sekretaris, dan lurah di setiap kelurahan.",
    "guarantee": "Waktu setiap langkah terlihat oleh pemohon. Langkah yang lewat waktu diteruskan ke atasan.",
    "safety": "Surat ditandatangani secara elektronik dan bisa diperiksa siapa saja. Data Anda disimpan terkunci, dan Anda melihat siapa yang membukanya.",
    "evaluation": "Survei kepuasan masyarakat sekali setahun menurut PermenPANRB 14/2017, hasilnya diumumkan.",
}
_PUBLIC_COMPONENTS = 6
PROMISE = "Paling lama %(time)s sejak berkas lengkap"


ReadT = TypeVar("ReadT")


class Reader:
    """Reads a definition in the order in which later parts refer to earlier ones.

    One that `keeps_going` notes a mistake in `mistakes` and reads on, so that all are found; what it reads is good for
    looking at and no more.
    """

    def __init__(self, data: object, *, keeps_going: bool = False) -> None:
        self._data = data
        self._node = Node(data, "")
        self._form = FormSpec(groups=())
        self._keeps_going = keeps_going
        #: Questions that could not be read, so that nothing more is said of who names them.
        self._unread: frozenset[str] = frozenset()
        self.mistakes: list[DefinitionError] = []

    def read(self) -> dict[str, Any]:
        node = self._node
        for mistake in (*unstorable(self._data, ""), *unprintable(node.raw("form"), "form")):
            if not self._keeps_going:
                raise mistake
            self.mistakes.append(mistake)
        likely = ServiceKind.GUIDANCE if node.has("guidance") and not node.has("letter") else ServiceKind.LETTER
        kind = self._tried(lambda: node.member("kind", ServiceKind), likely)
        code = self._tried(self._code, "")
        guidance = self._tried(lambda: self._guidance(kind), None)
        self._form = self._tried(lambda: self._read_form(kind), self._form)
        route = self._several(lambda: self._route(kind))
        letter = self._tried(lambda: self._letter(kind, route), None)
        read: dict[str, Any] = {
            "code": code,
            "kind": kind,
            "titles": self._tried(self._titles, dict.fromkeys(LANGUAGES, "")),
            "summary": self._text("summary"),
            "life_events": self._several(self._life_events),
            "search_words": self._several(lambda: self._words("search_words")),
            "subjects": self._several(lambda: self._subjects(kind)),
            "requirements": self._several(lambda: self._words("requirements")),
            "jurisdiction": self._tried(self._jurisdiction, ""),
            "form": self._form,
            "evidence": self._several(lambda: self._evidence(kind)),
            "route": route,
            "validity_months": self._tried(lambda: node.count("validity_months", default=0, most=120), 0) or None,
            "fee": self._text("fee"),
            "classification": self._tried(self._classification, ""),
            "legal_basis": self._several(self._legal_basis),
            "letter": letter,
            "guidance": guidance,
        }
        read["time"] = self._tried(lambda: self._time(read), "")
        read["product"] = self._tried(lambda: self._product(kind, letter), "")
        read["standard"] = self._several(lambda: self._standard(read))
        nothing: dict[str, str] = {}
        read["translations"] = self._tried(self._translations, nothing)
        self._finish(node)
        return read

    def _translations(self) -> dict[str, str]:
        """English by the Indonesian sentence; a sentence that is not there is a mistake, for it was misspelt or changed."""
        known = frozenset(sentences_of(self._data))
        found: dict[str, str] = {}
        for item in self._each(self._node, "translations", _translation):
            text, english, at = item
            if text not in known:
                self._tried(partial(_refuse, f"{at}.id", f"no sentence {text!r} in this definition"), None)
            elif text in found:
                self._tried(partial(_refuse, f"{at}.id", f"{text!r} is used twice"), None)
            found[text] = english
        return found

    def _tried(self, read: Callable[[], ReadT], otherwise: ReadT) -> ReadT:
        """What was read; while it keeps going, a mistake is noted and `otherwise` stands for it."""
        if not self._keeps_going:
            return read()
        try:
            return read()
        except DefinitionError as error:
            self.mistakes.append(error)
            return otherwise

    def _several(self, read: Callable[[], tuple[ReadT, ...]]) -> tuple[ReadT, ...]:
        nothing: tuple[ReadT, ...] = ()
        return self._tried(read, nothing)

    def _each(self, node: Node, key: str, read: Callable[[Node], ReadT]) -> Iterator[ReadT]:
        """Every item of a list that could be read."""
        for place, item in enumerate(node.sequence(key)):
            path = f"{node.at(key)}[{place}]"
            yield from self._several(partial(_one, read, item, path))

    def _finish(self, node: Node) -> None:
        self._tried(node.finish, None)

    def _text(self, key: str) -> str:
        return self._tried(lambda: self._node.text(key), "")

    def _code(self) -> str:
        code = self._node.text("code")
        if not _CODE.fullmatch(code):
            self._node.fail("code", f"{code!r} must be small letters, digits and -, 2 to 40, starting with a letter")
        return code

    def _product(self, kind: ServiceKind, letter: LetterSpec | None) -> str:
        usual = letter.title if letter else None
        return self._node.text("product", default="" if usual is None and self._is_unread(kind) else usual)

    def _is_unread(self, kind: ServiceKind) -> bool:
        """Whether a route or letter that is not there has been told as a mistake already."""
        return self._keeps_going and kind is not ServiceKind.GUIDANCE

    def _classification(self) -> str:
        code = self._node.text("classification")
        if not _CLASSIFICATION.fullmatch(code):
            self._node.fail("classification", f"{code!r} must be digits in groups with dots, like 400.12.2.1")
        return code

    def _life_events(self) -> tuple[str, ...]:
        return self._words("life_events", known=tuple(event.key for event in LIFE_EVENTS))

    def _titles(self) -> dict[str, str]:
        node = Node(self._node.raw("titles") or {}, self._node.at("titles"))
        titles = {language: self._tried(partial(node.text, language), "") for language in LANGUAGES}
        self._finish(node)
        return titles

    def _words(self, key: str, *, known: tuple[str, ...] = ()) -> tuple[str, ...]:
        return _words(self._node, key, known=known)

    def _subjects(self, kind: ServiceKind) -> tuple[SubjectKind, ...]:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("subjects")
            return ()
        words = self._words("subjects", known=tuple(SubjectKind))
        if not words:
            self._node.fail("subjects", "needs at least one")
        return tuple(SubjectKind(word) for word in words)

    def _read_form(self, kind: ServiceKind) -> FormSpec:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("form")
            return FormSpec(groups=())
        if not self._keeps_going:
            whole = _form(self._node, "form")
            if whole is None:
                self._node.fail("form", "is missing")
            return whole
        if not self._node.has("form"):
            self._node.fail("form", "is missing")
        form, unread, mistakes = read_form(self._node.raw("form"), "form")
        self._unread = frozenset(unread)
        self.mistakes.extend(mistakes)
        return form

    def _jurisdiction(self) -> str:
        key = self._node.text("jurisdiction", default="")
        if (
            key
            and key not in self._unread
            and (key not in self._form.by_key or self._form.by_key[key].kind is not Kind.ADDRESS)
        ):
            self._node.fail("jurisdiction", f"no address field {key!r} in the form")
        return key

    def _evidence(self, kind: ServiceKind) -> tuple[EvidenceItem, ...]:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("evidence")
        items = tuple(self._each(self._node, "evidence", self._evidence_item))
        _refuse_doubles(self._node, "evidence", [item.key for item in items] + list(self._form.by_key))
        return items

    def _evidence_item(self, node: Node) -> EvidenceItem:
        item = EvidenceItem(
            key=_key(node),
            title=node.text("title"),
            hint=node.text("hint", default=""),
            kind=node.member("kind", EvidenceKind),
            required=node.flag("required", default=True),
            missing=node.text("missing", default=""),
            satisfied_by=_words(node, "satisfied_by", known=REGISTERS),
        )
        node.finish()
        return item

    def _route(self, kind: ServiceKind) -> tuple[RouteStep, ...]:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("route")
            return ()
        before = len(self.mistakes)
        steps = tuple(self._each(self._node, "route", self._step))
        if len(self.mistakes) > before:
            return steps
        if not steps:
            self._node.fail("route", "needs at least one step")
        _refuse_doubles(self._node, "route", [step.key for step in steps])
        self._refuse_misplaced_signatures(steps)
        return steps

    def _refuse_misplaced_signatures(self, steps: tuple[RouteStep, ...]) -> None:
        """Whatever is asked for ends in a paper, and nothing happens to a paper once it is signed but signing it."""
        signers = [step.who for step in steps if step.kind is StepKind.SIGN]
        if not signers or any(step.kind is not StepKind.SIGN for step in steps[-len(signers) :]):
            self._node.fail("route", "ends with its sign steps")
        if len(set(signers)) < len(signers):
            self._node.fail("route", "has sign steps of the same `who`")

    def _step(self, node: Node) -> RouteStep:
        kind = node.member("kind", StepKind)
        form = self._step_form(node)
        if (form is not None) != (kind is StepKind.INSPECT):
            node.fail("form", "is what an inspect step has, and no other")
        of, statement = self._asked_of_parties(node, kind)
        step = RouteStep(
            key=_key(node),
            kind=kind,
            who=_word(node, "who", (PARTIES,) if kind is StepKind.CONFIRM else DECIDERS),
            title=node.text("title"),
            hours=_hours(node),
            form=form,
            only_if=_word(node, "only_if", STEP_CONDITIONS, default=""),
            shows=_words(node, "shows", known=tuple(self._showable())),
            of=of,
            statement=statement,
        )
        node.finish()
        return step

    def _step_form(self, node: Node) -> FormSpec | None:
        if not self._keeps_going or not node.has("form"):
            return _form(node, "form")
        form, _, mistakes = read_form(node.raw("form"), node.at("form"))
        self.mistakes.extend(mistakes)
        return form

    def _showable(self) -> Iterator[str]:
        """What `shows` may name: a question, or one inside a repeated question ("ahli.nama")."""
        yield from self._unread
        for key, item in self._form.by_key.items():
            yield key
            yield from (f"{key}.{inner.key}" for inner in item.fields)

    def _asked_of_parties(self, node: Node, kind: StepKind) -> tuple[str, str]:
        """Whose confirmation it is and what they confirm; both empty for a step of another kind."""
        if kind is not StepKind.CONFIRM:
            _refuse_all(node, ("of", "statement"), "is what a confirm step has, and no other")
            return "", ""
        of = node.text("of")
        if of in self._unread:
            return of, node.text("statement")
        question = self._form.by_key.get(of)
        always_asked = {item.key for group in self._form.groups if group.show_if is None for item in group.fields}
        must_be_answered = question is not None and question.required and question.show_if is None
        if question is None or question.kind is not Kind.REPEAT or not must_be_answered or of not in always_asked:
            node.fail("of", f"no repeated question {of!r} in the form that everybody must answer")
        asked = {item.key: item for item in question.fields}
        for key, wanted in PARTY_QUESTIONS.items():
            if key not in asked or asked[key].kind is not wanted or not asked[key].required:
                node.fail("of", f"{of!r} must ask each person for {key!r} of kind {wanted}")
        if PARTY_EMAIL in asked and asked[PARTY_EMAIL].kind is not Kind.TEXT:
            node.fail("of", f"{PARTY_EMAIL!r} of {of!r} must be of kind {Kind.TEXT}")
        return of, node.text("statement")

    def _legal_basis(self) -> tuple[LegalBasis, ...]:
        if not self._node.sequence("legal_basis"):
            self._node.fail("legal_basis", "needs at least one")
        return tuple(self._each(self._node, "legal_basis", _legal_basis))

    def _letter(self, kind: ServiceKind, route: tuple[RouteStep, ...]) -> LetterSpec | None:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("letter")
            return None
        node = Node(self._node.raw("letter") or {}, "letter")
        asked = (*self._form.by_key, *self._unread)
        letter = LetterSpec(
            template=self._tried(lambda: _template(node), ""),
            wording=self._tried(lambda: self._wording(node, route), None),
            title=self._tried(lambda: printable(node, "title"), ""),
            book=self._tried(lambda: node.text("book"), ""),
            purpose=self._several(lambda: _words(node, "purpose", known=asked)),
        )
        if node.has("template") == node.has("body"):
            node.fail("body", "says what the letter says, unless `template` names a form that draws it: one of the two")
        self._finish(node)
        return letter

    def _wording(self, node: Node, route: tuple[RouteStep, ...]) -> Wording | None:
        if not node.has("body"):
            return None
        # As written: an item's mark or a line's blanks are part of it.
        text = printable(node, "body", strip=False)
        names = names_for_wording(self._form, route)
        if self._unread:
            names = replace(names, words={*names.words, *self._unread})
        try:
            return read_wording(text, names)
        except WordingError as error:
            node.fail("body", str(error))

    def _guidance(self, kind: ServiceKind) -> Guidance | None:
        if kind is not ServiceKind.GUIDANCE:
            self._refuse("guidance")
            return None
        node = Node(self._node.raw("guidance") or {}, "guidance")
        guidance = Guidance(
            reason=self._tried(lambda: node.text("reason"), ""),
            steps=self._several(lambda: _some_words(node, "steps")),
            bring=self._several(lambda: _words(node, "bring")),
            where=self._tried(lambda: node.text("where"), ""),
        )
        self._finish(node)
        return guidance

    def _time(self, read: Mapping[str, Any]) -> str:
        route: tuple[RouteStep, ...] = read["route"]
        # Read once for everybody, so it stays in Indonesian; `ServiceDefinition.promise` is for a reader.
        words, number = working_time(sum(step.hours for step in route))
        promised = PROMISE % {"time": words % {"n": number}}
        return self._node.text("time", default=promised if route or self._is_unread(read["kind"]) else None)

    def _standard(self, read: Mapping[str, Any]) -> tuple[Component, ...]:
        node = Node(self._node.raw("standard") or {}, "standard")
        lines: dict[str, tuple[str, ...]] = {
            key: (self._tried(partial(node.text, key, default=USUAL[key]), ""),) for key in _WRITTEN_COMPONENTS
        }
        self._finish(node)
        lines |= {
            "requirements": (
                *read["requirements"],
                *(_as_requirement(item) for item in read["evidence"] if not item.satisfied_by),
            ),
            "time": (read["time"],),
            "fee": (read["fee"],),
            "product": (read["product"],),
            "legal_basis": tuple(basis.title for basis in read["legal_basis"]),
        }
        return tuple(
            Component(key=key, title=title, lines=lines[key], is_public=place < _PUBLIC_COMPONENTS)
            for place, (key, title) in enumerate(COMPONENT_TITLES.items())
        )

    def _refuse(self, key: str) -> None:
        if self._node.has(key):
            self._node.fail(key, "has no meaning for this kind of service")


def names_for_wording(form: FormSpec, route: Sequence[RouteStep]) -> Names:
    """What a letter may fill in: answers, those of field checks, and what is known of every case."""
    words = {key for key, item in form.by_key.items() if item.kind is not Kind.REPEAT and item.kind not in FILES}
    for step in route:
        if step.form is not None:
            words |= {f"{step.key}.{key}" for key, item in step.form.by_key.items() if item.kind not in FILES}
    repeated = {
        key: {inner.key for inner in item.fields if inner.kind not in FILES}
        for key, item in form.by_key.items()
        if item.kind is Kind.REPEAT
    }
    return Names(words | set(CASE_WORDS), repeated)


def _refuse(path: str, problem: str) -> None:
    raise DefinitionError(path, problem)


def _translation(node: Node) -> tuple[str, str, str]:
    found = node.text("id"), node.text("en"), node.path
    node.finish()
    return found


def _one(read: Callable[[Node], ReadT], item: object, path: str) -> tuple[ReadT, ...]:
    return (read(Node(item, path)),)


def _legal_basis(node: Node) -> LegalBasis:
    found = LegalBasis(title=node.text("title"), about=node.text("about"))
    node.finish()
    return found


def _template(node: Node) -> str:
    name = node.text("template", default="")
    if name and not _CODE.fullmatch(name):
        node.fail("template", f"{name!r} is no name of a template")
    return name


def _as_requirement(item: EvidenceItem) -> str:
    return item.title if item.required else f"{item.title} (bila ada)"


def _form(node: Node, key: str) -> FormSpec | None:
    """A form inside the definition; its mistakes are told with their place in the whole."""
    if not node.has(key):
        return None
    try:
        return FormSpec.parse(node.raw(key))
    except DefinitionError as error:
        raise DefinitionError(f"{node.at(key)}.{error.path}" if error.path else node.at(key), error.problem) from None


def _key(node: Node) -> str:
    key = node.text("key")
    if not _KEY.fullmatch(key) or "__" in key:
        node.fail("key", f"{key!r} must be small letters, digits and single _, at most 40, starting with a letter")
    return key


def _word(node: Node, key: str, known: tuple[str, ...], *, default: str | None = None) -> str:
    word = node.text(key, default=default)
    if word != default and word not in known:
        node.fail(key, f"unknown {key} {word!r}; known: {', '.join(known)}")
    return word


def _words(node: Node, key: str, *, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    words = []
    for place, word in enumerate(node.sequence(key)):
        path = f"{node.at(key)}[{place}]"
        if not isinstance(word, str) or not word.strip():
            raise DefinitionError(path, f"expected a text, got {word!r} (quote it when it is meant as text)")
        if known and word not in known:
            raise DefinitionError(path, f"unknown {word!r}; known: {', '.join(known)}")
        words.append(word.strip())
    _refuse_doubles(node, key, words)
    return tuple(words)


def _refuse_all(node: Node, keys: tuple[str, ...], problem: str) -> None:
    for key in keys:
        if node.has(key):
            node.fail(key, problem)


def _some_words(node: Node, key: str) -> tuple[str, ...]:
    words = _words(node, key)
    if not words:
        node.fail(key, "needs at least one")
    return words


def _hours(node: Node) -> float:
    value = node.raw("hours")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST_HOURS:
        node.fail("hours", f"expected working hours above 0, up to {_LONGEST_HOURS}, got {value!r}")
    return float(value)


def _refuse_doubles(node: Node, key: str, words: list[str]) -> None:
    for word in words:
        if words.count(word) > 1:
            node.fail(key, f"{word!r} is used twice")
