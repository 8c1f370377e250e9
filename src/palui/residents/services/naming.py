"""Under which words people are found; kept in the transaction that registers or renames them."""

from collections.abc import Iterable, Sequence

from palui.residents.domain import turned
from palui.residents.models import Resident, ResidentName


def add_names(people: Iterable[Resident]) -> None:
    """Let people who are new in the register, and have their ids, be found by each word of their names."""
    ResidentName.objects.bulk_create(
        ResidentName(resident_id=person.pk, office_id=person.office_id, words=words)
        for person in people
        for words in turned(person.name_key)
    )


def renew_names(people: Sequence[Resident]) -> None:
    """The same for people whose name or office is another now."""
    ResidentName.objects.filter(resident_id__in=[person.pk for person in people]).delete()
    add_names(people)
