"""The letter with a field check: the officer looks at the house, photographs it, and then the lurah signs."""

from collections.abc import Callable
from http import HTTPStatus

from tests.api.program import Program, good, problem
from tests.cast import PASSPHRASE, Person, a_photo

FINDINGS = {
    "hasil": "sesuai",
    "desil": "2",
    "temuan": "Rumah kayu 4 x 6 meter di atas air, dihuni empat orang.",
    "titik": {"lat": -3.2985, "lon": 114.5961},
}


def test_a_case_with_a_field_check_reaches_its_letter(
    siti_asks: Callable[..., str],
    siti: Person,
    masrani: Person,
    fauzi: Person,
    ratna: Person,
    sign_in: Callable[..., Program],
) -> None:
    code = siti_asks("sktm")
    good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {}))
    officer = sign_in(fauzi)
    assert good(officer.post(f"/cases/{code}/actions/verify", {}))["status"] == "inspection"

    without_photo = officer.post(f"/cases/{code}/actions/inspect", {"answers": FINDINGS})
    refused = problem(without_photo, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
    assert "foto" in {error["at"] for error in refused["errors"]}

    photo = officer.put(f"/cases/{code}/inspection/foto?filename=rumah.jpg", raw=a_photo(), kind="image/jpeg")
    good(photo, HTTPStatus.NO_CONTENT)
    inspected = good(officer.post(f"/cases/{code}/actions/inspect", {"answers": FINDINGS}))
    assert inspected["status"] == "signing"

    signed = good(sign_in(ratna).post(f"/cases/{code}/actions/sign", {"passphrase": PASSPHRASE}))
    case = good(sign_in(siti).get(f"/cases/{code}"))
    assert case["status"] == "issued"
    assert case["letter"]["number"] == signed["number"]
    assert [step["state"] for step in case["steps"]] == ["done"] * 4


def test_only_who_inspects_adds_photos(
    siti_asks: Callable[..., str], siti: Person, masrani: Person, fauzi: Person, sign_in: Callable[..., Program]
) -> None:
    code = siti_asks("sktm")
    good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {}))
    good(sign_in(fauzi).post(f"/cases/{code}/actions/verify", {}))

    by_applicant = sign_in(siti).put(f"/cases/{code}/inspection/foto", raw=a_photo(), kind="image/jpeg")

    problem(by_applicant, HTTPStatus.FORBIDDEN, "not_your_turn")


def test_a_photo_that_is_none_is_refused(
    siti_asks: Callable[..., str], masrani: Person, fauzi: Person, sign_in: Callable[..., Program]
) -> None:
    code = siti_asks("sktm")
    good(sign_in(masrani).post(f"/cases/{code}/actions/endorse", {}))
    officer = sign_in(fauzi)
    good(officer.post(f"/cases/{code}/actions/verify", {}))

    refused = officer.put(f"/cases/{code}/inspection/foto", raw=b"GIF89a no picture", kind="image/jpeg")

    problem(refused, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")
