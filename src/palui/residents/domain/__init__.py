"""Pure words about residents, and about files from which a register is filled."""

from palui.residents.domain.names import beyond, name_key, search_words, turned
from palui.residents.domain.person import (
    BLOOD_TYPES,
    CHOICES,
    EDUCATIONS,
    LABELS,
    MARITAL_STATUSES,
    MAY_BE_EMPTY,
    RELATIONS,
    RELIGIONS,
    Address,
    FieldSource,
    RegisterMatch,
    ResidentRecord,
    Sex,
    Verdict,
    clean_field,
    compare,
)

__all__ = [
    "BLOOD_TYPES",
    "CHOICES",
    "EDUCATIONS",
    "LABELS",
    "MARITAL_STATUSES",
    "MAY_BE_EMPTY",
    "RELATIONS",
    "RELIGIONS",
    "Address",
    "FieldSource",
    "RegisterMatch",
    "ResidentRecord",
    "Sex",
    "Verdict",
    "beyond",
    "clean_field",
    "compare",
    "name_key",
    "search_words",
    "turned",
]
