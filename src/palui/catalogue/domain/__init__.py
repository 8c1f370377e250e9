"""What a service is, what happens in a life, and how a need finds its service. Pure."""

from palui.catalogue.domain.definition import ServiceDefinition, checksum_of, plain_json
from palui.catalogue.domain.files import DefinitionFileError, as_text, at_line, line_of, read_definition
from palui.catalogue.domain.life_events import LIFE_EVENTS, LifeEvent
from palui.catalogue.domain.offices import AS_PUBLISHED, OfficeTerms, mistakes_in
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
from palui.catalogue.domain.plan_reading import read_plan
from palui.catalogue.domain.plans import Elsewhere, LifeEventPlan, Member
from palui.catalogue.domain.searching import Index, Searchable
from palui.catalogue.domain.sentences import sentences_of
from palui.catalogue.domain.structured import Provider, data_block, structured
from palui.catalogue.domain.wording import Said, Wording, WordingError, read_wording

__all__ = [
    "AS_PUBLISHED",
    "LIFE_EVENTS",
    "PARTIES",
    "PARTY_EMAIL",
    "PARTY_QUESTIONS",
    "Component",
    "DefinitionFileError",
    "Elsewhere",
    "EvidenceItem",
    "EvidenceKind",
    "Guidance",
    "Index",
    "LegalBasis",
    "LetterSpec",
    "LifeEvent",
    "LifeEventPlan",
    "Member",
    "OfficeTerms",
    "Provider",
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
    "data_block",
    "line_of",
    "mistakes_in",
    "plain_json",
    "read_definition",
    "read_plan",
    "read_wording",
    "sentences_of",
    "structured",
    "time_in_words",
]
