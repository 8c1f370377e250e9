"""A death, told by a program: what one can get, all of it begun, answered and sent at once."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from palui.formspec import example
from palui.intake import selectors
from tests.api.program import Program, good, problem
from tests.cast import A_WEEK_AGO, JAMILAH, RAHMAD, City, Person

pytestmark = pytest.mark.django_db

SignIn = Callable[..., Program]
HAPPENED = {"tanggal": A_WEEK_AGO, "hubungan": "pasangan", "surat": "belum", "di_kk": True}
SHARED = {"tempat": "RSUD Ulin Banjarmasin", "sebab": "sakit", "saksi": [RAHMAD, JAMILAH]}
THREE = ["kematian", "pengantar-akta-kematian", "pengantar-kk"]


@pytest.fixture
def begun(siti: Person, rahmat_id: int, sign_in: SignIn) -> dict[str, Any]:
    """What Siti's program began."""
    body = {"event": "kematian", "answers": HAPPENED, "services": THREE, "person": rahmat_id}
    answer = sign_in(siti).post("/bundles", body)
    assert answer.status_code == HTTPStatus.CREATED, answer.content
    bundle: dict[str, Any] = answer.json()
    return bundle


def test_what_one_can_get_is_told_without_signing_in(city: City, visitor: Program) -> None:
    events = {event["key"]: event for event in good(visitor.get("/life-events"))}
    assert len(events) == 11
    assert THREE[0] in events["kematian"]["services"]
    about = good(visitor.get("/life-events/kematian"))
    assert set(about["form_schema"]["properties"]) == {"tanggal", "hubungan", "surat", "di_kk", "perlu"}
    found = good(visitor.post("/life-events/kematian/outlook", {"answers": HAPPENED}))
    assert [offer["service"] for offer in found["offers"] if offer["fits"]] == THREE
    assert found["together"] == "2 hari kerja"
    assert len(found["requirements"]) == len(set(found["requirements"])) > 3
    assert any(len(thing["serves"]) == 2 for thing in found["bring"])
    wrong = visitor.post("/life-events/kematian/outlook", {"answers": {"tanggal": "besok lusa"}})
    assert {one["at"] for one in problem(wrong, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")["errors"]} >= {
        "tanggal",
        "surat",
    }
    problem(visitor.get("/life-events/wisuda"), HTTPStatus.NOT_FOUND, "not_found")


def test_all_of_it_is_answered_once_and_sent_at_once(
    siti: Person, begun: dict[str, Any], sign_in: SignIn, visitor: Program
) -> None:
    hers, path = sign_in(siti), f"/bundles/{begun['code']}"
    assert [part["service"] for part in begun["parts"]] == THREE
    assert "saksi" in begun["form_schema"]["properties"]
    refused = problem(hers.post(f"{path}/submit"), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
    death = begun["parts"][0]["code"]
    assert f"{death}.saksi" in {one["at"] for one in refused["errors"]}

    answered = good(hers.put(path, {"answers": SHARED}))
    missing = {error["at"] for error in answered["parts"][0]["errors"]}
    assert missing == {"jenis_tempat", "penerang", "keperluan"}
    assert answered["parts"][2]["errors"] == []
    for part in answered["parts"][:2]:
        record = selectors.own_submission(siti.acting, part["code"])
        rest = {
            key: value for key, value in example(record.service.definition.form).items() if key not in record.answers
        }
        good(hers.put(f"/submissions/{part['code']}", {"answers": rest}))
    for _ in range(2):
        sent = good(hers.post(f"{path}/submit"))
        assert {part["state"] for part in sent["parts"]} == {"submitted"}
        assert sent["sent_at"]
    assert [row["code"] for row in good(hers.get("/bundles"))["items"]] == [begun["code"]]
    legs = good(visitor.post("/track/together", {"code": begun["code"], "digits": "7781"}))
    assert [leg["code"] for leg in legs] == [part["code"] for part in sent["parts"]]
    problem(
        visitor.post("/track/together", {"code": begun["code"], "digits": "0000"}), HTTPStatus.NOT_FOUND, "not_found"
    )


def test_services_are_changed_and_all_of_it_is_given_up(siti: Person, begun: dict[str, Any], sign_in: SignIn) -> None:
    hers, path = sign_in(siti), f"/bundles/{begun['code']}"
    changed = good(hers.put(f"{path}/services", {"services": ["kematian", "pemakaman"]}))
    assert [part["service"] for part in changed["parts"]] == ["kematian", "pemakaman"]
    problem(hers.put(f"{path}/services", {"services": ["sktm"]}), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
    assert hers.send("DELETE", path).status_code == HTTPStatus.NO_CONTENT
    problem(hers.get(path), HTTPStatus.NOT_FOUND, "not_found")


def test_a_stranger_finds_nothing(budi: Person, begun: dict[str, Any], sign_in: SignIn) -> None:
    his, path = sign_in(budi), f"/bundles/{begun['code']}"
    problem(his.get(path), HTTPStatus.NOT_FOUND, "not_found")
    problem(his.put(path, {"answers": {}}), HTTPStatus.NOT_FOUND, "not_found")
    problem(his.put(f"{path}/services", {"services": THREE}), HTTPStatus.NOT_FOUND, "not_found")
    problem(his.post(f"{path}/submit"), HTTPStatus.NOT_FOUND, "not_found")
    problem(his.send("DELETE", path), HTTPStatus.NOT_FOUND, "not_found")
    assert good(his.get("/bundles"))["items"] == []


def test_whatever_cannot_be_begun_is_refused_with_its_place(siti: Person, budi: Person, sign_in: SignIn) -> None:
    body = {"event": "kematian", "answers": {}, "services": ["kematian"], "person": budi.record.resident_id}
    refused = problem(sign_in(siti).post("/bundles", body), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
    assert {one["at"] for one in refused["errors"]} == {"tanggal", "hubungan", "surat", "di_kk", "untuk"}
    problem(sign_in(siti).post("/bundles", body | {"event": "wisuda"}), HTTPStatus.NOT_FOUND, "not_found")
