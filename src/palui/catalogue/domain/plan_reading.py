"""Reads what a life event opens, strictly, and says exactly where it is wrong.

A plan (`life_events/<key>.yaml`) says for one event what is asked first (`questions`, which decide), what several
services share (`details`), which services there are with a condition for each (`if`), which of a service's questions
are answered by what was asked already (`answers`), and which documents of several services are the same (`documents`).

services:
  - service: kematian
    about: person                      # the person the event is about, or the applicant
    if: {field: surat, is: belum}      # over `questions`; left out: always
    why: Surat ini dasar untuk mengurus yang lain.
    unless: Anda sudah punya surat kematian.
    answers:
      tanggal_meninggal: {from: tanggal}
      hubungan: {from: hubungan, as: {anak: anak}}     # other words for the same choice
      keperluan: {value: akta}
      nama_almarhum: {person: name}                    # what the register says; `applicant` likewise
      anggota: {items: [{nama: {person: name}}]}
    without: [surat_polisi]            # a document that is for other occasions of the service
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Protocol

from palui.catalogue.domain.life_events import LIFE_EVENTS, LifeEvent
from palui.catalogue.domain.parts import EvidenceItem
from palui.catalogue.domain.plans import (
    Always,
    Elsewhere,
    FromQuestion,
    FromRegister,
    Items,
    LifeEventPlan,
    Member,
    Source,
)
from palui.formspec import FILES, DefinitionError, Field, FormSpec, Kind
from palui.formspec.conditions import parse_condition
from palui.formspec.definition import Node

#: What the register says that a mapping may name, and the kind of question it can answer.
_FACTS: Mapping[str, Kind] = {
    "name": Kind.TEXT,
    "nik": Kind.NIK,
    "kk": Kind.KK,
    "birth_place": Kind.TEXT,
    "birth_date": Kind.DATE,
    "sex": Kind.TEXT,
    "religion": Kind.TEXT,
    "marital_status": Kind.TEXT,
    "occupation": Kind.TEXT,
    "nationality": Kind.TEXT,
    "relation": Kind.TEXT,
    "phone": Kind.PHONE,
    "address": Kind.ADDRESS,
    "address_line": Kind.TEXT,
}
_TEXTS = frozenset({Kind.TEXT, Kind.LONG_TEXT})
_ABOUT = ("person", "applicant")


class Asked(Protocol):
    """A service, as far as a plan must know it."""

    @property
    def code(self) -> str:
        """Its code."""

    @property
    def life_events(self) -> tuple[str, ...]:
        """The events under which it is listed."""

    @property
    def is_asked_for(self) -> bool:
        """Whether there is something to fill in."""

    @property
    def form(self) -> FormSpec:
        """Its questions."""

    @property
    def evidence(self) -> tuple[EvidenceItem, ...]:
        """The documents it asks for."""


def read_plan(data: object, services: Mapping[str, Asked]) -> LifeEventPlan:
    """Read a plan strictly, against the services it names. Raises DefinitionError with the exact place."""
    return _Reader(Node(data, ""), services).read()


class _Reader:
    def __init__(self, node: Node, services: Mapping[str, Asked]) -> None:
        self._node = node
        self._services = services
        self._known: dict[str, Field] = {}

    def read(self) -> LifeEventPlan:
        node = self._node
        event = self._event()
        questions, details = self._form("questions"), self._form("details")
        self._know(questions, details)
        members = self._members(event, questions)
        plan = LifeEventPlan(
            event=event,
            person=node.text("person", default=""),
            questions=questions,
            details=details,
            members=members,
            documents=tuple(self._documents([member.service for member in members])),
            elsewhere=tuple(self._elsewhere()),
        )
        if not plan.person and any(member.about == "person" for member in members):
            node.fail("person", "is missing: it asks whom the event is about")
        node.finish()
        return plan

    def _know(self, questions: FormSpec, details: FormSpec) -> None:
        for key in details.by_key:
            if key in questions.by_key:
                self._node.fail("details", f"{key!r} stands in `questions` already")
        for item in (*questions.by_key.values(), *details.by_key.values()):
            if item.kind in FILES:
                self._node.fail("questions", f"{item.key!r} asks for a file, which only a service can take")
            self._known[item.key] = item
            self._known.update({f"{item.key}.{part.key}": part for part in item.parts})

    def _members(self, event: LifeEvent, questions: FormSpec) -> tuple[Member, ...]:
        members = tuple(self._member(one, event, questions) for one in self._node.nodes("services"))
        codes = [member.service for member in members]
        if not members:
            self._node.fail("services", "needs at least one")
        for code in codes:
            if codes.count(code) > 1:
                self._node.fail("services", f"{code!r} is used twice")
        return members

    def _event(self) -> LifeEvent:
        key = self._node.text("event")
        found = next((event for event in LIFE_EVENTS if event.key == key), None)
        if found is None:
            self._node.fail("event", f"unknown event {key!r}; known: {', '.join(event.key for event in LIFE_EVENTS)}")
        return found

    def _form(self, key: str) -> FormSpec:
        if not self._node.has(key):
            self._node.raw(key)
            return FormSpec(groups=())
        try:
            return FormSpec.parse(self._node.raw(key))
        except DefinitionError as error:
            raise DefinitionError(f"{key}.{error.path}" if error.path else key, error.problem) from None

    def _member(self, node: Node, event: LifeEvent, questions: FormSpec) -> Member:
        code = node.text("service")
        service = self._services.get(code)
        if service is None:
            node.fail("service", f"no service {code!r}")
        if not service.is_asked_for:
            node.fail("service", f"{code!r} is only read about, so there is nothing to open")
        if event.key not in service.life_events:
            node.fail("service", f"{code!r} does not name {event.key!r} in its life_events")
        condition = None
        if node.has("if"):
            known = {name: item for name, item in self._known.items() if name.partition(".")[0] in questions.by_key}
            condition = parse_condition(node.raw("if"), node.at("if"), known)
        about = node.text("about", default="applicant")
        if about not in _ABOUT:
            node.fail("about", f"unknown {about!r}; known: {', '.join(_ABOUT)}")
        member = Member(
            service=code,
            about=about,
            condition=condition,
            why=node.text("why"),
            unless=node.text("unless", default="" if condition is None else None),
            answers=self._answers(node, service),
            without=self._without(node, service),
        )
        node.finish()
        return member

    def _without(self, node: Node, service: Asked) -> frozenset[str]:
        """Documents that a service asks for on other occasions only."""
        optional = {item.key for item in service.evidence if not item.required}
        found = [str(key) for key in node.sequence("without")]
        for key in found:
            if key not in optional:
                node.fail("without", f"{service.code!r} has no document {key!r} that may be left out")
        return frozenset(found)

    def _answers(self, node: Node, service: Asked) -> dict[str, Source]:
        written = node.raw("answers")
        if written is None:
            return {}
        if not isinstance(written, Mapping):
            node.fail("answers", f"expected a mapping, got {type(written).__name__}")
        found: dict[str, Source] = {}
        for key, source in written.items():
            path = f"{node.at('answers')}.{key}"
            item = service.form.by_key.get(str(key))
            if item is None:
                raise DefinitionError(path, f"no question {key!r} in the form of {service.code!r}")
            found[str(key)] = self._source(Node(source, path), item)
        return found

    def _source(self, node: Node, item: Field) -> Source:
        written = [word for word in ("from", *_ABOUT, "value", "items") if node.has(word)]
        if len(written) != 1:
            raise DefinitionError(node.path, "needs exactly one of: from, person, applicant, value, items")
        word = written[0]
        source: Source
        if word == "from":
            source = self._from_question(node, item)
        elif word == "value":
            source = _always(node, item)
        elif word == "items":
            source = self._items(node, item)
        else:
            source = _from_register(node, item, word)
        node.finish()
        return source

    def _from_question(self, node: Node, item: Field) -> FromQuestion:
        name = node.text("from")
        asked = self._known.get(name)
        if asked is None:
            node.fail("from", f"no question {name!r} in this event")
        words = _words(node, item)
        if item.kind is Kind.CHOICE and asked.kind is Kind.CHOICE:
            _refuse_other_choices(node, asked, item, words)
        elif item.kind is Kind.REPEAT and asked.kind is Kind.REPEAT:
            self._refuse_other_items(node, asked, item)
        else:
            _refuse_other_answers(node, asked, item, name)
        return FromQuestion(name=name, words=words)

    def _refuse_other_items(self, node: Node, asked: Field, item: Field) -> None:
        inside = {inner.key: inner for inner in item.fields}
        common = [inner for inner in asked.fields if inner.key in inside]
        if not common:
            node.fail("from", f"{asked.key!r} asks nothing of what {item.key!r} asks")
        for inner in common:
            if inside[inner.key].kind is not inner.kind:
                node.fail("from", f"{inner.key!r} is a {inner.kind} there and a {inside[inner.key].kind} here")

    def _items(self, node: Node, item: Field) -> Items:
        if item.kind is not Kind.REPEAT:
            node.fail("items", f"{item.key!r} is asked only once")
        inside = {inner.key: inner for inner in item.fields}
        items = []
        for place, one in enumerate(node.sequence("items")):
            path = f"{node.at('items')}[{place}]"
            if not isinstance(one, Mapping):
                raise DefinitionError(path, f"expected a mapping, got {type(one).__name__}")
            sources = {}
            for key, source in one.items():
                if key not in inside:
                    raise DefinitionError(f"{path}.{key}", f"no question {key!r} inside {item.key!r}")
                sources[str(key)] = self._source(Node(source, f"{path}.{key}"), inside[str(key)])
            items.append(sources)
        if not items or len(items) > item.max_items:
            node.fail("items", f"needs 1 to {item.max_items}")
        return Items(items=tuple(items))

    def _documents(self, codes: Collection[str]) -> Iterator[frozenset[tuple[str, str]]]:
        for place, places in enumerate(self._node.sequence("documents")):
            path = f"documents[{place}]"
            if not isinstance(places, list) or len(places) < 2:
                raise DefinitionError(path, "expected a list of at least two places, each `service.key`")
            found = []
            for at in places:
                code, _, key = str(at).partition(".")
                if code not in codes:
                    raise DefinitionError(path, f"{code!r} is no service of this event")
                if key not in [item.key for item in self._services[code].evidence]:
                    raise DefinitionError(path, f"{code!r} asks for no document {key!r}")
                found.append((code, key))
            if len({code for code, _ in found}) < len(found):
                raise DefinitionError(path, "names a service twice")
            kinds = {item.kind for code, key in found for item in self._services[code].evidence if item.key == key}
            if len(kinds) > 1:
                raise DefinitionError(path, "asks for a photo in one place and for any file in another")
            yield frozenset(found)

    def _elsewhere(self) -> Iterator[Elsewhere]:
        for node in self._node.nodes("elsewhere"):
            yield Elsewhere(title=node.text("title"), where=node.text("where"), note=node.text("note", default=""))
            node.finish()


def _always(node: Node, item: Field) -> Always:
    value = node.raw("value")
    fits: bool
    if item.kind is Kind.YES_NO:
        fits = isinstance(value, bool)
    elif item.kind in (Kind.NUMBER, Kind.MONEY):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    elif item.kind is Kind.CHOICE:
        fits = value in item.values
    else:
        fits = item.kind in _TEXTS and isinstance(value, str)
    if not fits or not isinstance(value, str | int | float):
        node.fail("value", f"{value!r} is no possible answer of a {item.kind}")
    return Always(value=value)


def _refuse_other_choices(node: Node, asked: Field, item: Field, words: Mapping[str, str]) -> None:
    for value in words or asked.values:
        if value not in asked.values:
            node.fail("as", f"{value!r} is no answer to {asked.key!r}")
    if not words and not set(asked.values) <= set(item.values):
        lacking = ", ".join(value for value in asked.values if value not in item.values)
        node.fail("from", f"{item.key!r} knows no {lacking}; say what stands for it in `as`")


def _refuse_other_answers(node: Node, asked: Field, item: Field, name: str) -> None:
    if asked.kind is not item.kind and not {asked.kind, item.kind} <= _TEXTS:
        node.fail("from", f"a {asked.kind} does not answer a {item.kind}")
    if asked.precision is not item.precision:
        node.fail("from", f"{name!r} asks for a {asked.precision}, {item.key!r} for a {item.precision}")
    if item.kind in _TEXTS and "." not in name and asked.max_length > item.max_length:
        node.fail("from", f"{name!r} takes {asked.max_length} signs, {item.key!r} only {item.max_length}")
    if item.pattern and asked.pattern != item.pattern:
        node.fail("from", f"{name!r} takes what {item.key!r} refuses: it needs the same pattern")


def _from_register(node: Node, item: Field, whose: str) -> FromRegister:
    fact = node.text(whose)
    if fact not in _FACTS:
        node.fail(whose, f"unknown {fact!r}; known: {', '.join(_FACTS)}")
    words = _words(node, item)
    kind = _FACTS[fact]
    if item.kind is Kind.CHOICE:
        if not words:
            node.fail("as", f"is missing: what stands in the register for each answer to {item.key!r}")
    elif kind is not item.kind and not {kind, item.kind} <= _TEXTS:
        node.fail(whose, f"a {kind} does not answer a {item.kind}")
    return FromRegister(whose=whose, fact=fact, words=words)


def _words(node: Node, item: Field) -> dict[str, str]:
    """Other words for the same choices. What has none is asked."""
    written = node.raw("as")
    if written is None:
        return {}
    if not isinstance(written, Mapping) or item.kind is not Kind.CHOICE:
        node.fail("as", "is a mapping to answers of a choice")
    for word in written.values():
        if word not in item.values:
            node.fail("as", f"{word!r} is no answer to {item.key!r}; known: {', '.join(item.values)}")
    return {str(word): str(other) for word, other in written.items()}
