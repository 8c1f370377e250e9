"""Reads a definition key by key, strictly, and says exactly where it is wrong."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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


class Reader:
    """Reads a definition in the order in which later parts refer to earlier ones."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self._form = FormSpec(groups=())

    def read(self) -> dict[str, Any]:
        node = self._node
        kind = node.member("kind", ServiceKind)
        code = node.text("code")
        if not _CODE.fullmatch(code):
            node.fail("code", f"{code!r} must be small letters, digits and -, 2 to 40, starting with a letter")
        guidance = self._guidance(kind)
        self._form = self._read_form(kind)
        route = self._route(kind)
        letter = self._letter(kind, route)
        read: dict[str, Any] = {
            "code": code,
            "kind": kind,
            "titles": self._titles(),
            "summary": node.text("summary"),
            "life_events": self._words("life_events", known=tuple(event.key for event in LIFE_EVENTS)),
            "search_words": self._words("search_words"),
            "subjects": self._subjects(kind),
            "requirements": self._words("requirements"),
            "jurisdiction": self._jurisdiction(),
            "form": self._form,
            "evidence": self._evidence(kind),
            "route": route,
            "validity_months": node.count("validity_months", default=0, most=120) or None,
            "fee": node.text("fee"),
            "classification": node.text("classification"),
            "legal_basis": self._legal_basis(),
            "letter": letter,
            "guidance": guidance,
        }
        read["time"] = self._time(read)
        read["product"] = node.text("product", default=letter.title if letter else None)
        read["standard"] = self._standard(read)
        node.finish()
        return read

    def _titles(self) -> dict[str, str]:
        node = Node(self._node.raw("titles") or {}, self._node.at("titles"))
        titles = {language: node.text(language) for language in LANGUAGES}
        node.finish()
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
        form = _form(self._node, "form")
        if form is None:
            self._node.fail("form", "is missing")
        return form

    def _jurisdiction(self) -> str:
        key = self._node.text("jurisdiction", default="")
        if key and (key not in self._form.by_key or self._form.by_key[key].kind is not Kind.ADDRESS):
            self._node.fail("jurisdiction", f"no address field {key!r} in the form")
        return key

    def _evidence(self, kind: ServiceKind) -> tuple[EvidenceItem, ...]:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("evidence")
        items = tuple(self._evidence_item(node) for node in self._node.nodes("evidence"))
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
        steps = tuple(self._step(node) for node in self._node.nodes("route"))
        if kind is ServiceKind.GUIDANCE:
            self._refuse("route")
            return ()
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
        form = _form(node, "form")
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

    def _showable(self) -> Iterator[str]:
        """What `shows` may name: a question, or one inside a repeated question ("ahli.nama")."""
        for key, item in self._form.by_key.items():
            yield key
            yield from (f"{key}.{inner.key}" for inner in item.fields)

    def _asked_of_parties(self, node: Node, kind: StepKind) -> tuple[str, str]:
        """Whose confirmation it is and what they confirm; both empty for a step of another kind."""
        if kind is not StepKind.CONFIRM:
            for key in ("of", "statement"):
                if node.has(key):
                    node.fail(key, "is what a confirm step has, and no other")
            return "", ""
        of = node.text("of")
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
        found = []
        for node in self._node.nodes("legal_basis"):
            found.append(LegalBasis(title=node.text("title"), about=node.text("about")))
            node.finish()
        if not found:
            self._node.fail("legal_basis", "needs at least one")
        return tuple(found)

    def _letter(self, kind: ServiceKind, route: tuple[RouteStep, ...]) -> LetterSpec | None:
        if kind is ServiceKind.GUIDANCE:
            self._refuse("letter")
            return None
        node = Node(self._node.raw("letter") or {}, "letter")
        letter = LetterSpec(
            template=node.text("template", default=""),
            wording=self._wording(node, route),
            title=node.text("title"),
            book=node.text("book"),
            purpose=_words(node, "purpose", known=tuple(self._form.by_key)),
        )
        if bool(letter.template) == (letter.wording is not None):
            node.fail("body", "says what the letter says, unless `template` names a form that draws it: one of the two")
        if letter.template and not _CODE.fullmatch(letter.template):
            node.fail("template", f"{letter.template!r} is no name of a template")
        node.finish()
        return letter

    def _wording(self, node: Node, route: tuple[RouteStep, ...]) -> Wording | None:
        text = node.text("body", default="")
        if not text:
            return None
        try:
            return read_wording(text, names_for_wording(self._form, route))
        except WordingError as error:
            node.fail("body", str(error))

    def _guidance(self, kind: ServiceKind) -> Guidance | None:
        if kind is not ServiceKind.GUIDANCE:
            self._refuse("guidance")
            return None
        node = Node(self._node.raw("guidance") or {}, "guidance")
        guidance = Guidance(
            reason=node.text("reason"),
            steps=_words(node, "steps"),
            bring=_words(node, "bring"),
            where=node.text("where"),
        )
        if not guidance.steps:
            node.fail("steps", "needs at least one")
        node.finish()
        return guidance

    def _time(self, read: Mapping[str, Any]) -> str:
        route: tuple[RouteStep, ...] = read["route"]
        # Read once for everybody, so it stays in Indonesian; `ServiceDefinition.promise` is for a reader.
        words, number = working_time(sum(step.hours for step in route))
        promised = PROMISE % {"time": words % {"n": number}}
        return self._node.text("time", default=promised if route else None)

    def _standard(self, read: Mapping[str, Any]) -> tuple[Component, ...]:
        node = Node(self._node.raw("standard") or {}, "standard")
        lines: dict[str, tuple[str, ...]] = {key: (node.text(key, default=USUAL[key]),) for key in _WRITTEN_COMPONENTS}
        node.finish()
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


def _hours(node: Node) -> float:
    value = node.raw("hours")
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST_HOURS:
        node.fail("hours", f"expected working hours above 0, up to {_LONGEST_HOURS}, got {value!r}")
    return float(value)


def _refuse_doubles(node: Node, key: str, words: list[str]) -> None:
    for word in words:
        if words.count(word) > 1:
            node.fail(key, f"{word!r} is used twice")
