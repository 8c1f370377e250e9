"""Two people at the same service in the same moment: one is told, and nothing is lost or doubled."""

from typing import Any

import pytest

from palui.audit.selectors import first_broken_link
from palui.builder import selectors, services
from palui.builder.domain import editing
from palui.builder.models import DraftRevision
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from palui.kernel.errors import Conflict
from tests.at_once import together
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)


def put(path: str, value: Any) -> services.Edit:
    return lambda data: editing.put(data, path, value)


def test_of_two_changes_one_is_told_that_it_was_second(lina: Person) -> None:
    acting, revision = lina.acting, services.begin_from(by=lina.acting, code="usaha").revision

    results = together(
        *(
            lambda text=text: services.change(by=acting, code="usaha", revision=revision, edit=put("summary", text))
            for text in ("Dari kiri.", "Dari kanan.", "Dari tengah.")
        )
    )

    refused = [result for result in results if isinstance(result, Conflict)]
    (kept,) = [result for result in results if isinstance(result, selectors.DraftRecord)]
    assert [one.code for one in refused] == ["draft_changed"] * 2
    assert selectors.draft("usaha").data["summary"] == kept.data["summary"]
    assert DraftRevision.objects.count() == 2


def test_of_two_who_begin_the_same_both_come_to_one_draft(lina: Person) -> None:
    acting = lina.acting
    results = together(*(lambda: services.begin_from(by=acting, code="usaha") for _ in range(3)))

    assert all(
        isinstance(result, selectors.DraftRecord) or (isinstance(result, Conflict) and result.code == "draft_exists")
        for result in results
    ), results
    assert [card.code for card in selectors.drafts()] == ["usaha"]
    assert DraftRevision.objects.count() == 1


def test_of_two_who_publish_one_makes_the_next_version(lina: Person) -> None:
    acting, draft = lina.acting, services.begin_from(by=lina.acting, code="usaha")
    made = services.change(by=acting, code="usaha", revision=draft.revision, edit=put("summary", "Milik kota."))

    results = together(
        *(lambda: services.publish(by=acting, code="usaha", revision=made.revision) for _ in range(2)),
        lambda: published.publish(data=made.data | {"summary": "Dari API."}, by=acting.actor(acting.mandates[0])),
    )

    numbers = sorted(result.number for result in results if isinstance(result, catalogue.ServiceVersionRecord))
    assert numbers == [2, 3], results
    catalogue.forget()
    assert catalogue.current("usaha").number == 3
    assert [version.number for version in catalogue.history("usaha").versions] == [3, 2, 1]
    assert first_broken_link() is None
