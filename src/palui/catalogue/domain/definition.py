"""A service as data: read once from a definition, strictly, and then trusted.

A definition is a YAML file in `definitions/` or the JSON of a stored version. It drives the page of the
service, the forms, the route of a case, the letter and the API. `definitions/domisili.yaml` is the manual:
copy it for another service.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

from palui.catalogue.domain.parts import (
    Component,
    EvidenceItem,
    EvidenceKind,
    Guidance,
    LegalBasis,
    LetterSpec,
    RouteStep,
    ServiceKind,
    SubjectKind,
    time_in_words,
)
from palui.catalogue.domain.reading import Reader
from palui.formspec import DefinitionError, Field, FormSpec, Group, Kind
from palui.formspec.conditions import named_fields
from palui.kernel.language import say


@dataclass(frozen=True, kw_only=True)
class ServiceDefinition:
    """Everything about a service. `translations`: English by the Indonesian sentence; `data` is the definition as written."""

    code: str
    kind: ServiceKind
    titles: Mapping[str, str]
    summary: str
    life_events: tuple[str, ...]
    search_words: tuple[str, ...]
    subjects: tuple[SubjectKind, ...]
    requirements: tuple[str, ...]
    jurisdiction: str
    form: FormSpec
    evidence: tuple[EvidenceItem, ...]
    route: tuple[RouteStep, ...]
    validity_months: int | None
    fee: str
    time: str
    product: str
    classification: str
    legal_basis: tuple[LegalBasis, ...]
    standard: tuple[Component, ...]
    letter: LetterSpec | None
    guidance: Guidance | None
    translations: Mapping[str, str]
    data: Mapping[str, Any]

    @classmethod
    def parse(cls, data: object) -> Self:
        """Read a definition. Raises DefinitionError with the exact place ("route[2].form.groups[0].title")."""
        return cls(**Reader(data).read(), data=plain_json(data))

    @classmethod
    def read_on(cls, data: Mapping[str, Any]) -> tuple[Self, tuple[DefinitionError, ...]]:
        """What could be read of a definition in the making, and every mistake in it; without one it is what `parse` gives."""
        reader = Reader(data, keeps_going=True)
        read = reader.read()
        return cls(**read, data=plain_json(data)), tuple(reader.mistakes)

    @property
    def title(self) -> str:
        """The Indonesian title."""
        return self.titles["id"]

    @property
    def in_english(self) -> Mapping[str, str]:
        """What the definition itself says in English, by the Indonesian: its title, and the sentences with a translation."""
        optional = {
            f"{item.title} (bila ada)": f"{self.translations[item.title]} (if any)"
            for item in self.evidence
            if item.title in self.translations
        }
        return {self.title: self.titles["en"], **optional, **self.translations}

    @property
    def promise(self) -> str:
        """`time`, in the reader's language."""
        if self.data.get("time") or not self.route:
            return say(self.time)
        return say("Paling lama %(time)s sejak berkas lengkap", time=time_in_words(self.hours))

    @property
    def is_asked_for(self) -> bool:
        """Whether there is something to fill in; guidance is only read."""
        return self.kind is not ServiceKind.GUIDANCE

    @property
    def hours(self) -> float:
        """Working hours all steps take at most."""
        return sum(step.hours for step in self.route)

    def dependents(self, keys: Collection[str]) -> set[str]:
        """Questions that are asked because of an answer to one of these, also at one remove."""
        found: set[str] = set()
        for group in self.form.groups:
            for item in group.fields:
                conditions = [condition for condition in (group.show_if, item.show_if) if condition is not None]
                asked_about = {name.partition(".")[0] for condition in conditions for name in named_fields(condition)}
                if asked_about & (set(keys) | found):
                    found.add(item.key)
        return found - set(keys)

    def evidence_form(self, *, known_to: frozenset[str] = frozenset()) -> FormSpec:
        """The documents as a form of one group, so that the same pages and checks serve them.

        `known_to` are the registers that know the person: what they satisfy is not asked for.
        """
        fields = tuple(
            Field(
                key=item.key,
                kind=Kind.PHOTO if item.kind is EvidenceKind.PHOTO else Kind.FILE,
                label=item.title,
                hint=item.hint,
                required=item.required,
                missing=item.missing,
            )
            for item in self.evidence
            if not known_to.intersection(item.satisfied_by)
        )
        if not fields:
            return FormSpec(groups=())
        group = Group(key="berkas", title="Foto dan dokumen", fields=fields)
        return FormSpec(groups=(group,), by_key={field.key: field for field in fields})


def checksum_of(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) over the definition in its canonical JSON form."""
    text = json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def plain_json(value: Any) -> Any:
    """A definition with YAML's dates as text, so that it can be stored and read again."""
    if isinstance(value, Mapping):
        return {str(key): plain_json(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [plain_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value
