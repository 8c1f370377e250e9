"""Drafts of services: begun, changed by two people, taken back, published."""

import pytest

from palui.builder import selectors, services
from palui.builder.domain import editing
from palui.catalogue import selectors as catalogue
from palui.kernel.errors import Conflict, NotFound
from tests.cast import Person


def test_a_new_service_begins_with_the_usual_route(lina: Person) -> None:
    made = services.begin(by=lina.acting, code="numpang-nikah", title="Surat Numpang Nikah")
    assert [step["key"] for step in made.data["route"]] == ["rt", "rw", "verify", "sign"]
    assert [card.code for card in selectors.drafts()] == ["numpang-nikah"]


def test_whoever_looks_after_no_services_finds_nothing(lina: Person, ratna: Person) -> None:
    services.begin(by=lina.acting, code="numpang-nikah", title="Surat Numpang Nikah")
    with pytest.raises(NotFound):
        services.begin_from(by=ratna.acting, code="numpang-nikah")


def test_who_saves_over_somebody_elses_change_is_told(lina: Person) -> None:
    seen = services.begin_from(by=lina.acting, code="usaha")
    edit = lambda data: editing.put(data, "summary", "Untuk warung dan bengkel.")  # noqa: E731
    services.change(by=lina.acting, code="usaha", revision=seen.revision, edit=edit)
    with pytest.raises(Conflict) as refused:
        services.change(by=lina.acting, code="usaha", revision=seen.revision, edit=edit)
    assert refused.value.params["name"] == "Lina Marlina"


def test_a_published_draft_is_what_is_offered(lina: Person) -> None:
    seen = services.begin_from(by=lina.acting, code="usaha")
    changed = services.change(
        by=lina.acting,
        code="usaha",
        revision=seen.revision,
        edit=lambda data: editing.put(data, "summary", "Untuk warung dan bengkel."),
    )
    made = services.publish(by=lina.acting, code="usaha", revision=changed.revision)
    assert (made.number, catalogue.current("usaha").definition.summary) == (2, "Untuk warung dan bengkel.")
    assert selectors.drafts() == ()
