"""How one office keeps a service: whether at all, in what time, under which code. Pure.

The city publishes the standard; an office may promise less time, never more.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from palui.catalogue.domain.definition import ServiceDefinition
from palui.catalogue.domain.parts import RouteStep, time_in_words
from palui.catalogue.domain.reading import PROMISE
from palui.kernel.language import say

#: Signs of a reason or a classification.
LONGEST_REASON, LONGEST_CLASSIFICATION = 300, 40
_CLASSIFICATION = re.compile(r"[A-Za-z0-9][A-Za-z0-9 .,-]*")


@dataclass(frozen=True, kw_only=True)
class OfficeTerms:
    """What one office does otherwise than the city says. `hours`: working hours of a step, by its key.

    `reason` is read by people where the service is not offered, since `off_since`. `revision` counts the changes, 0 before
    the first.
    """

    is_offered: bool = True
    reason: str = ""
    off_since: datetime | None = None
    hours: Mapping[str, float] = field(default_factory=dict)
    classification: str = ""
    revision: int = 0

    def hours_of(self, step: RouteStep) -> float:
        """Working hours of a step: the office's own where they are fewer than the city's."""
        return min(step.hours, self.hours.get(step.key, step.hours))

    def route(self, definition: ServiceDefinition, *, uses_rw: bool = True) -> tuple[RouteStep, ...]:
        """The steps as this office takes them."""
        return tuple(
            replace(step, hours=self.hours_of(step))
            for step in definition.route
            if uses_rw or step.only_if != "office_uses_rw"
        )

    def promise(self, definition: ServiceDefinition, *, uses_rw: bool = True) -> str:
        """How long it takes at most, in the reader's language."""
        if definition.data.get("time") or not definition.route:
            return definition.promise
        hours = sum(step.hours for step in self.route(definition, uses_rw=uses_rw))
        return say(PROMISE, time=time_in_words(hours))

    def classification_of(self, definition: ServiceDefinition) -> str:
        """What stands in letter numbers."""
        return self.classification or definition.classification


#: An office that has changed nothing.
AS_PUBLISHED = OfficeTerms()


def mistakes_in(terms: OfficeTerms, definition: ServiceDefinition) -> dict[str, str]:
    """What is wrong with what an office wants, by place ("reason", "hours.verify", "classification")."""
    found = {}
    if not terms.is_offered and not terms.reason:
        found["reason"] = "Tulis mengapa, dan ke mana warga sebaiknya pergi."
    if len(terms.reason) > LONGEST_REASON:
        found["reason"] = "Tulis paling panjang 300 huruf."
    limits = {step.key: step.hours for step in definition.route}
    for key, hours in terms.hours.items():
        if key not in limits:
            found[f"hours.{key}"] = "Langkah ini tidak ada lagi pada layanan ini."
        elif not 0 < hours <= limits[key]:
            found[f"hours.{key}"] = say(
                "Tulis angka di atas 0, paling banyak %(limit)s jam kerja.", limit=f"{limits[key]:g}".replace(".", ",")
            )
    if terms.classification and (
        len(terms.classification) > LONGEST_CLASSIFICATION or not _CLASSIFICATION.fullmatch(terms.classification)
    ):
        found["classification"] = "Tulis kode klasifikasi dengan huruf, angka, titik, atau tanda hubung."
    return found
