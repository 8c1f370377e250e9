"""What a service is, what happens in a life, and how a need finds its service. Pure."""

from palui.catalogue.domain.definition import ServiceDefinition, checksum_of, plain_json
from palui.catalogue.domain.files import DefinitionFileError, as_text, at_line, read_definition
from palui.catalogue.domain.life_events import LIFE_EVENTS, LifeEvent
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
    time_in_words,
)
from palui.catalogue.domain.searching import Index, Searchable
from palui.catalogue.domain.wording import Said, Wording, WordingError, read_wording

__all__ = [
    "LIFE_EVENTS",
    "PARTIES",
    "PARTY_EMAIL",
    "PARTY_QUESTIONS",
    "Component",
    "DefinitionFileError",
    "EvidenceItem",
    "EvidenceKind",
    "Guidance",
    "Index",
    "LegalBasis",
    "LetterSpec",
    "LifeEvent",
    "RouteStep",
    "Said",
    "Searchable",
    "ServiceDefinition",
    "ServiceKind",
    "StepKind",
    "SubjectKind",
    "Wording",
    "WordingError",
    "as_text",
    "at_line",
    "checksum_of",
    "plain_json",
    "read_definition",
    "read_wording",
    "time_in_words",
]
