"""Publishing services. A version, once published, is never changed; a change is the next version."""

from collections.abc import Iterator
from importlib import resources
from typing import Any

import yaml
from django.db import transaction

from palui.audit import services as audit
from palui.catalogue import selectors
from palui.catalogue.domain import ServiceDefinition, checksum_of
from palui.catalogue.models import Service, ServiceVersion
from palui.catalogue.selectors import ServiceVersionRecord
from palui.kernel.actors import SYSTEM, Actor
from palui.kernel.errors import DomainError


@transaction.atomic
def publish(*, data: object, by: Actor) -> ServiceVersionRecord | None:
    """Offer a definition from now on; None when it is what is offered already.

    Raises DefinitionError with the exact place of a mistake.
    """
    definition = ServiceDefinition.parse(data)
    checksum = checksum_of(definition.data)
    service, _ = Service.objects.select_for_update().get_or_create(code=definition.code)
    current = service.versions.filter(number=service.current_number).first()
    if current is not None and current.checksum == checksum:
        return None
    number = service.current_number + 1
    row = ServiceVersion.objects.create(
        service=service, number=number, definition=definition.data, checksum=checksum, published_by_id=by.user_id
    )
    service.current_number = number
    service.save(update_fields=["current_number"])
    selectors.forget()
    transaction.on_commit(selectors.forget)
    audit.record(
        by=by, action="service.publish", subject=f"service:{definition.code}", code=definition.code, number=number
    )
    return ServiceVersionRecord(
        id=row.pk,
        code=definition.code,
        number=number,
        definition=definition,
        checksum=checksum,
        published_at=row.published_at,
    )


def publish_seeds() -> list[ServiceVersionRecord]:
    """Offer the definitions that come with Palui; returns those that were new or changed. Safe at every start."""
    found = (publish(data=data, by=SYSTEM) for data in seeds())
    return [record for record in found if record is not None]


def seeds() -> Iterator[Any]:
    """The definitions in `definitions/`, by file name."""
    folder = resources.files("palui.catalogue") / "definitions"
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if file.name.endswith(".yaml"):
            yield read_definition(file.read_text(encoding="utf-8"))


def coverage() -> list[dict[str, str]]:
    """Which service answers each row of the lists that the city is measured by, or why none does (`coverage.yaml`)."""
    text = (resources.files("palui.catalogue") / "coverage.yaml").read_text(encoding="utf-8")
    rows: list[dict[str, str]] = read_definition(text)
    return rows


def read_definition(text: str) -> Any:
    """The content of a YAML definition. Raises DomainError `definition_yaml` with the place of a mistake."""
    try:
        return yaml.load(text, Loader=_StrictLoader)  # noqa: S506 - a SafeLoader that also refuses doubled keys
    except yaml.YAMLError as error:
        raise DomainError("definition_yaml", problem=str(error)) from error


class _StrictLoader(yaml.CSafeLoader):
    """YAML where a key written twice is a mistake, not a silent choice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=deep)
            if key in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"key {key!r} is written twice", key_node.start_mark
                )
            seen.add(key)
        return super().construct_mapping(node, deep=deep)
