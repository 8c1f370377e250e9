"""What a life event opens: which services, on what condition, and which of their questions it has answered already."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from typing import Any, TypeAlias

from palui.catalogue.domain.life_events import LifeEvent
from palui.formspec import Field, FormSpec, Group, Kind
from palui.formspec.conditions import Condition, holds, named_fields


@dataclass(frozen=True, slots=True, kw_only=True)
class FromQuestion:
    """The answer to a question of the event ("tanggal", "ibu.nik"); `words` translates choices."""

    name: str
    words: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FromRegister:
    """What the register says: `whose` is "person" or "applicant"."""

    whose: str
    fact: str
    words: Mapping[str, str] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Always:
    """The same answer for everybody, which follows from the event."""

    value: str | int | float | bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    """Items of a repeated question, each from sources of its own."""

    items: tuple[Mapping[str, "Source"], ...]


Source: TypeAlias = FromQuestion | FromRegister | Always | Items


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A service that an event may need. `condition` is over the event's questions; None: always."""

    service: str
    about: str
    condition: Condition | None
    why: str
    unless: str
    answers: Mapping[str, Source]
    without: frozenset[str] = frozenset()  # documents that are for other occasions of the service

    def fits(self, given: Mapping[str, Any], today: date) -> bool:
        """Whether somebody with these clean answers needs it."""
        return self.condition is None or holds(self.condition, lambda name: _found(given, name), today)

    @property
    def uses(self) -> frozenset[str]:
        """Questions of the event that answer one of its own."""
        return frozenset(_questions_in(self.answers.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """What is done at another office, without a letter from here."""

    title: str
    where: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """What a service's form gets from the event: answers by question, and the questions that need not be asked again."""

    answers: Mapping[str, Any]
    settled: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LifeEventPlan:
    """What an event opens. `person` asks whom it is about; empty where it is always the applicant."""

    event: LifeEvent
    person: str
    questions: FormSpec
    details: FormSpec
    members: tuple[Member, ...]
    documents: tuple[frozenset[tuple[str, str]], ...]
    elsewhere: tuple[Elsewhere, ...]

    def member(self, service: str) -> Member | None:
        """What the plan says about a service."""
        return next((member for member in self.members if member.service == service), None)

    def fitting(self, given: Mapping[str, Any], today: date) -> tuple[Member, ...]:
        """The services that somebody with these clean answers needs."""
        return tuple(member for member in self.members if member.fits(given, today))

    def shared(self, services: Collection[str]) -> FormSpec:
        """The details that at least two of these services ask: those are asked once; the others each service asks itself."""
        chosen = [member.uses for member in self.members if member.service in services]
        wanted = {key for key in self.details.by_key if sum(key in uses for uses in chosen) > 1}
        # What a wanted question depends on is asked too.
        for key in reversed([*self.details.by_key]):
            condition = self.details.by_key[key].show_if
            if key in wanted and condition is not None:
                wanted |= {name.partition(".")[0] for name in named_fields(condition)}
        groups = []
        for group in self.details.groups:
            fields = tuple(item for item in group.fields if item.key in wanted)
            if fields:
                groups.append(Group(key=group.key, title=group.title, hint=group.hint, fields=fields))
        by_key = {item.key: item for group in groups for item in group.fields}
        rules = tuple(
            rule
            for rule in self.details.rules
            if {rule.at, *(name.partition(".")[0] for name in named_fields(rule.check))} <= set(by_key)
        )
        return FormSpec(groups=tuple(groups), rules=rules, by_key=by_key)

    def same_document(self, service: str, key: str) -> dict[str, str]:
        """Where else the document of this service under this key serves: key by service."""
        for places in self.documents:
            if (service, key) in places:
                return {other: at for other, at in sorted(places) if other != service}
        return {}

    def filled(
        self,
        service: str,
        form: FormSpec,
        *,
        given: Mapping[str, Any],
        asked: Collection[str],
        people: Mapping[str, Mapping[str, Any]],
    ) -> Filled:
        """What a form of the service gets.

        `given` are clean answers to the event's questions, `asked` the keys that were asked at all, `people` what the
        register says of "person" and "applicant". A question the form does not have (any more) is passed over: it
        is then asked as any other.
        """
        member = self.member(service)
        answers: dict[str, Any] = {}
        settled: list[str] = []
        for key, source in (member.answers if member is not None else {}).items():
            item = form.by_key.get(key)
            if item is None:
                continue
            value = _value(source, item, given, people)
            if value is not None:
                answers[key] = value
                if _is_whole(item, value):
                    settled.append(key)
            elif isinstance(source, FromQuestion) and source.name in asked and not item.required:
                settled.append(key)  # seen, and left open
        return Filled(answers=answers, settled=tuple(settled))


def _questions_in(sources: Collection[Source]) -> Iterator[str]:
    for source in sources:
        if isinstance(source, FromQuestion):
            yield source.name.partition(".")[0]
        elif isinstance(source, Items):
            for item in source.items:
                yield from _questions_in(item.values())


def _found(values: Mapping[str, Any], name: str) -> Any:
    whole, _, part = name.partition(".")
    value = values.get(whole)
    if not part:
        return value
    return value.get(part) if isinstance(value, Mapping) else None


def _value(source: Source, item: Field, given: Mapping[str, Any], people: Mapping[str, Mapping[str, Any]]) -> Any:
    """An answer in JSON; None where nothing is known."""
    match source:
        case Always():
            return source.value
        case FromQuestion(name=name, words=words):
            value = _found(given, name)
            if item.kind is Kind.REPEAT and isinstance(value, list):
                keys = {inner.key for inner in item.fields}
                return [{key: part for key, part in row.items() if key in keys} for row in value][: item.max_items]
            return words.get(str(value)) if words else value
        case FromRegister(whose=whose, fact=fact, words=words):
            value = people.get(whose, {}).get(fact) or None
            # Registers write the same word with small and big letters.
            small = {word.casefold(): other for word, other in words.items()}
            return small.get(str(value).casefold()) if words else value
        case Items(items=items):
            inside = {inner.key: inner for inner in item.fields}
            rows = [
                {
                    key: value
                    for key, inner in sources.items()
                    if key in inside and (value := _value(inner, inside[key], given, people)) is not None
                }
                for sources in items
            ]
            return [row for row in rows if row] or None


def _is_whole(item: Field, value: Any) -> bool:
    """Whether nothing of the question is left to ask."""
    if item.kind is Kind.REPEAT:
        required = {inner.key for inner in item.fields if inner.required and inner.show_if is None}
        return len(value) >= item.min_items and all(required <= set(row) for row in value)
    if item.parts:
        return isinstance(value, Mapping) and all(part.key in value for part in item.parts if part.required)
    return True
