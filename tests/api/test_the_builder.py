"""A program builds, checks, publishes, retires and rolls back a service, as the pages do."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from palui.builder.domain import editing
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from tests.api.program import Program, good, problem
from tests.cast import Person


@pytest.fixture
def program(lina: Person, sign_in: Callable[..., Program]) -> Program:
    return sign_in(lina)


def fill(data: dict[str, Any]) -> dict[str, Any]:
    for path, value in {
        "titles.en": "Letter for Training",
        "titles.bjn": "Surat Umpat Palatihan",
        "summary": "Menerangkan bahwa Anda mengikuti pelatihan.",
        "classification": "500.2.2.4",
    }.items():
        data = editing.put(data, path, value)
    return data


def test_a_service_is_built_checked_published_retired_and_offered_again(program: Program, visitor: Program) -> None:
    draft = good(program.post("/builder/drafts", {"code": "pelatihan", "title": "Surat Ikut Pelatihan"}))
    told = good(program.get("/builder/drafts/pelatihan/mistakes"))
    assert {one["path"] for one in told} == {"titles.en", "titles.bjn", "summary", "classification"}
    refused = problem(
        program.post("/builder/drafts/pelatihan/publish", {"revision": 1}),
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "draft_not_ready",
    )
    assert {one["at"] for one in refused["errors"]} == {one["path"] for one in told}

    whole = {"definition": fill(draft["definition"]), "revision": draft["revision"]}
    draft = good(program.put("/builder/drafts/pelatihan", whole))
    problem(program.put("/builder/drafts/pelatihan", whole), HTTPStatus.CONFLICT, "draft_changed")
    assert good(program.get("/builder/drafts/pelatihan/mistakes")) == []
    assert program.get("/builder/drafts/pelatihan/letter").content.startswith(b"\x89PNG")
    assert {one["kind"] for one in good(program.get("/builder/drafts/pelatihan/differences"))} == {"added"}

    made = good(program.post("/builder/drafts/pelatihan/publish", {"revision": draft["revision"]}))
    assert made == {"code": "pelatihan", "number": 1}
    assert good(visitor.get("/services/pelatihan"))["title"] == "Surat Ikut Pelatihan"

    retired = program.post("/builder/services/pelatihan/retire", {"reason": "Tidak dipakai lagi."})
    assert retired.status_code == HTTPStatus.NO_CONTENT
    problem(visitor.get("/services/pelatihan"), HTTPStatus.NOT_FOUND, "not_found")
    good(program.post("/builder/services/pelatihan/offer", {"number": 1}))
    history = good(program.get("/builder/services/pelatihan"))
    assert [offer["number"] for offer in history["offers"]] == [1, 0, 1]
    assert good(visitor.get("/services/pelatihan"))["code"] == "pelatihan"


def test_a_file_goes_out_and_comes_in(program: Program) -> None:
    good(program.post("/builder/services/usaha/draft"))
    text = program.get("/builder/drafts/usaha/file").content.decode()
    assert published.read_definition(text) == catalogue.current("usaha").definition.data

    elsewhere = text.replace("code: usaha", "code: usaha-lain").replace("who: officer", "who: pambakal")
    (mistake,) = good(program.post("/builder/check-file", {"text": elsewhere}))
    assert (mistake["path"], elsewhere.splitlines()[mistake["line"] - 1].strip()) == ("route[2].who", "who: pambakal")
    assert good(program.post("/builder/bring-in", {"text": elsewhere}))["code"] == "usaha-lain"


def test_a_version_is_planned_and_the_plan_dropped(program: Program) -> None:
    draft = good(program.post("/builder/services/usaha/draft"))
    whole = {"definition": editing.put(draft["definition"], "summary", "Nanti."), "revision": 1}
    good(program.put("/builder/drafts/usaha", whole))
    for wrong in ("2020-01-01T08:00:00+08:00", "2099-01-01T08:00:00"):
        sent = {"revision": 2, "at": wrong}
        problem(program.post("/builder/drafts/usaha/publish", sent), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")

    good(program.post("/builder/drafts/usaha/publish", {"revision": 2, "at": "2099-01-01T08:00:00+08:00"}))

    states = {state["code"]: state for state in good(program.get("/builder/services"))}
    assert (states["usaha"]["current_number"], states["usaha"]["planned_number"]) == (1, 2)
    assert program.post("/builder/services/usaha/call-off").status_code == HTTPStatus.NO_CONTENT
    problem(program.post("/builder/services/usaha/call-off"), HTTPStatus.NOT_FOUND, "not_found")


def test_whoever_looks_after_no_services_is_told_that_there_is_nothing(
    ratna: Person, sign_in: Callable[..., Program]
) -> None:
    stranger = sign_in(ratna)
    for path in ("services", "drafts", "services/usaha"):
        problem(stranger.get(f"/builder/{path}"), HTTPStatus.NOT_FOUND, "not_found")
