"""From asking to the letter in hand, over the API alone."""

from collections.abc import Callable
from http import HTTPStatus

import pytest

from tests.api.program import Program, good, problem
from tests.cast import ANSWERS, PASSPHRASE, Person

SignIn = Callable[..., Program]


def test_a_program_carries_a_case_from_asking_to_the_letter(
    siti: Person, masrani: Person, fauzi: Person, ratna: Person, sign_in: SignIn, house_photo: bytes, visitor: Program
) -> None:
    resident = sign_in(siti)
    draft = good(
        resident.post("/submissions", {"service": "domisili", "answers": ANSWERS["domisili"]}), HTTPStatus.CREATED
    )
    code = draft["code"]
    sent = resident.put(f"/submissions/{code}/evidence/foto_rumah", raw=house_photo, kind="image/jpeg")
    assert sent.status_code in {HTTPStatus.OK, HTTPStatus.CREATED, HTTPStatus.NO_CONTENT}, sent.content
    good(resident.post(f"/submissions/{code}/submit"))

    case = good(resident.get(f"/cases/{code}"))
    assert (case["code"], case["service"], case["status"], case["step"]) == (code, "domisili", "endorsement", "rt")
    assert case["due_at"]
    assert case["letter"] is None

    endorsed = good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {"note": "Benar warga saya."}))
    assert endorsed["status"] == "verification"

    officer = sign_in(fauzi)
    assert [row["code"] for row in good(officer.get("/desk"))["items"]] == [code]
    assert good(officer.post(f"/cases/{code}/actions/verify", {}))["status"] == "signing"

    lurah = sign_in(ratna)
    assert [row["code"] for row in good(lurah.get("/desk"))["items"]] == [code]
    signed = good(lurah.post(f"/cases/{code}/actions/sign", {"passphrase": PASSPHRASE}))
    assert signed["code"] == code

    case = good(resident.get(f"/cases/{code}"))
    assert case["status"] == "issued"
    assert case["letter"]["number"] == signed["number"]
    assert case["letter"]["token"] == signed["token"]
    assert case["closed_at"]
    assert len(case["timeline"]) >= 4
    assert all(entry["text"] for entry in case["timeline"])

    public = good(visitor.get(f"/letters/{signed['token']}"))
    assert public["status"] == "signed"
    assert public["number"] == signed["number"]
    assert "Siti Rahmah" not in public["name"]

    file = visitor.get(f"/letters/{signed['token']}/pdf")
    assert file.headers["Content-Type"] == "application/pdf"
    assert file.content.startswith(b"%PDF-")
    checked = good(visitor.post("/letters/verify", raw=file.content, kind="application/pdf"))
    assert checked["verdict"] == "unchanged"
    assert checked["letter"]["number"] == signed["number"]
    changed = file.content.replace(b"%PDF-1.7", b"%PDF-1.6", 1) + b"\n"
    assert good(visitor.post("/letters/verify", raw=changed, kind="application/pdf"))["verdict"] != "unchanged"


def test_answers_may_come_in_parts(siti: Person, sign_in: SignIn, house_photo: bytes) -> None:
    resident = sign_in(siti)
    code = good(resident.post("/submissions", {"service": "domisili", "answers": {}}), HTTPStatus.CREATED)["code"]

    refused = problem(resident.post(f"/submissions/{code}/submit"), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
    places = {error["at"]: error["message"] for error in refused["errors"]}
    assert places["status_tinggal"] == "Pilih status tempat tinggal Anda"
    assert "foto_rumah" in places

    good(resident.put(f"/submissions/{code}", {"answers": ANSWERS["domisili"]}))
    resident.put(f"/submissions/{code}/evidence/foto_rumah", raw=house_photo, kind="image/jpeg")
    good(resident.post(f"/submissions/{code}/submit"))
    assert good(resident.get(f"/cases/{code}"))["status"] == "endorsement"


def test_a_letter_may_be_about_a_member_of_the_household(
    siti: Person, aisyah_id: int, sign_in: SignIn, house_photo: bytes
) -> None:
    resident = sign_in(siti)
    asked = {"service": "domisili", "answers": ANSWERS["domisili"], "subject": {"resident_id": aisyah_id}}
    code = good(resident.post("/submissions", asked), HTTPStatus.CREATED)["code"]

    resident.put(f"/submissions/{code}/evidence/foto_rumah", raw=house_photo, kind="image/jpeg")
    good(resident.post(f"/submissions/{code}/submit"))
    assert good(resident.get(f"/cases/{code}"))["status"] == "endorsement"


def test_asking_for_a_correction_and_answering_it(
    siti: Person, masrani: Person, fauzi: Person, siti_asks: Callable[..., str], sign_in: SignIn
) -> None:
    code = siti_asks()
    sign_in(masrani).post(f"/cases/{code}/actions/endorse", {})
    items = [{"place": "sejak", "note": "Tulis bulannya juga."}]

    asked = good(sign_in(fauzi).post(f"/cases/{code}/actions/ask-correction", {"items": items}))
    assert asked["status"] == "correction"
    resident = sign_in(siti)
    assert good(resident.get(f"/cases/{code}"))["corrections"][0]["place"] == "sejak"
    answered = resident.post(f"/cases/{code}/actions/answer-correction", {"answers": {"sejak": "2021-04"}})
    assert good(answered)["status"] == "verification"


def test_an_officer_refuses_with_reason_and_rule(
    siti: Person, masrani: Person, fauzi: Person, siti_asks: Callable[..., str], sign_in: SignIn
) -> None:
    code = siti_asks()
    sign_in(masrani).post(f"/cases/{code}/actions/endorse", {})

    why = {"reason": "Alamat di luar kelurahan.", "legal_basis": "Perwali Banjarmasin 59/2013"}
    assert good(sign_in(fauzi).post(f"/cases/{code}/actions/reject", why))["status"] == "refused"
    assert good(sign_in(siti).get(f"/cases/{code}"))["reason"].startswith("Alamat di luar kelurahan.")


def test_the_applicant_takes_it_back(siti: Person, siti_asks: Callable[..., str], sign_in: SignIn) -> None:
    code = siti_asks()

    assert good(sign_in(siti).post(f"/cases/{code}/actions/withdraw"))["status"] == "withdrawn"


@pytest.mark.usefixtures("masrani")
def test_an_action_at_the_wrong_time_is_a_conflict(
    siti_asks: Callable[..., str], fauzi: Person, ratna: Person, sign_in: SignIn
) -> None:
    code = siti_asks()

    early = sign_in(fauzi).post(f"/cases/{code}/actions/verify", {})
    problem(early, HTTPStatus.CONFLICT, "action_not_allowed")
    unsigned = sign_in(ratna).post(f"/cases/{code}/actions/sign", {"passphrase": PASSPHRASE})
    assert unsigned.status_code in {HTTPStatus.CONFLICT, HTTPStatus.FORBIDDEN}


def test_a_decision_on_an_old_revision_is_a_conflict_and_changes_nothing(
    siti_asks: Callable[..., str], masrani: Person, sign_in: SignIn
) -> None:
    code, head = siti_asks(), sign_in(masrani)
    revision = good(head.get(f"/cases/{code}"))["revision"]

    stale = head.post(f"/cases/{code}/actions/endorse", {"revision": revision - 1})
    problem(stale, HTTPStatus.CONFLICT, "case_changed")
    assert good(head.post(f"/cases/{code}/actions/endorse", {"revision": revision}))["status"] == "verification"


def test_a_wrong_passphrase_signs_nothing(
    siti_asks: Callable[..., str], masrani: Person, fauzi: Person, ratna: Person, sign_in: SignIn
) -> None:
    code = siti_asks()
    sign_in(masrani).post(f"/cases/{code}/actions/endorse", {})
    sign_in(fauzi).post(f"/cases/{code}/actions/verify", {})
    lurah = sign_in(ratna)

    wrong = lurah.post(f"/cases/{code}/actions/sign", {"passphrase": "bukan-frasa-sandi"})

    problem(wrong, HTTPStatus.UNPROCESSABLE_ENTITY, "passphrase_wrong")
    case = good(lurah.get(f"/cases/{code}"))
    assert (case["status"], case["letter"]) == ("signing", None)
