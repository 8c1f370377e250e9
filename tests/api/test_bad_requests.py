"""Whatever a program sends, it is told what is wrong, in a problem document; it never sees a failure."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest

from tests.api.program import Program, problem
from tests.cast import ANSWERS, Person

SignIn = Callable[..., Program]
NUL = "a\x00b"
LONE = "\ud800"
HUGE = 10**40


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("DELETE", "/services"),
        ("PUT", "/submissions"),
        ("GET", "/submissions/PLI-7F3K-92QX/submit"),
        ("GET", "/cases/PLI-7F3K-92QX/actions/endorse"),
        ("POST", "/desk"),
        ("DELETE", "/letters/abc"),
    ],
)
def test_a_wrong_method_is_405(siti: Person, sign_in: SignIn, method: str, path: str) -> None:
    answer = sign_in(siti).send(method, path)

    problem(answer, HTTPStatus.METHOD_NOT_ALLOWED, "method_not_allowed")
    assert answer.headers["Allow"]


@pytest.mark.parametrize("path", ["/nothing", "/cases/x/y", "/submissions/x/y/z", "/services/domisili/extra"])
def test_an_unknown_address_is_404(siti: Person, sign_in: SignIn, path: str) -> None:
    problem(sign_in(siti).get(path), HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize("raw", [b"{", b"", b"[]", b"null", b'"text"', b"\xff\xfe", b"{" * 5000, b"[" * 100_000])
def test_a_body_that_is_no_json_object_is_refused(siti: Person, sign_in: SignIn, raw: bytes) -> None:
    answer = sign_in(siti).post("/submissions", raw=raw)

    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("service", ["tidak-ada", "", NUL, LONE, "../domisili", "x" * 5000, 7, None, ["domisili"]])
def test_a_service_that_does_not_exist_is_refused(siti: Person, sign_in: SignIn, service: Any) -> None:
    answer = sign_in(siti).post("/submissions", {"service": service, "answers": {}})

    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "subject",
    [
        {"resident_id": HUGE},
        {"resident_id": -1},
        {"resident_id": 0},
        {"resident_id": NUL},
        {"nik": NUL},
        {"nik": LONE},
        {"nik": "6371994203919999"},
        {"nik": HUGE},
        "siti",
        HUGE,
        [],
    ],
)
def test_a_subject_outside_the_household_is_refused(siti: Person, sign_in: SignIn, subject: Any) -> None:
    answer = sign_in(siti).post("/submissions", {"service": "domisili", "answers": {}, "subject": subject})

    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "changed",
    [
        {"status_tinggal": NUL},
        {"status_tinggal": LONE},
        {"status_tinggal": HUGE},
        {"status_tinggal": ["milik"]},
        {"sejak": "9" * 400},
        {"sejak": -1},
        {"sejak": {"year": 2021}},
        {"alamat": "Jl. Sungai Jingah"},
        {"alamat": {"street": NUL, "kelurahan": LONE, "rt": HUGE, "rw": None}},
        {"alamat": [[[[]]]]},
        {"keperluan": {"is": "kerja"}},
    ],
)
def test_answers_of_a_wrong_kind_are_told_one_by_one(
    siti: Person, sign_in: SignIn, changed: dict[str, Any], house_photo: bytes
) -> None:
    program = sign_in(siti)
    code = program.post("/submissions", {"service": "domisili", "answers": {}}).json()["code"]
    program.put(f"/submissions/{code}/evidence/foto_rumah", raw=house_photo, kind="image/jpeg")

    stored = program.put(f"/submissions/{code}", {"answers": ANSWERS["domisili"] | changed})
    assert stored.status_code < HTTPStatus.INTERNAL_SERVER_ERROR, stored.content
    answer = program.post(f"/submissions/{code}/submit")

    errors = problem(answer, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")["errors"]
    (key,) = changed
    assert key in {error["at"].partition(".")[0] for error in errors}
    assert all(error["message"] for error in errors)


def test_answers_that_nobody_asked_for_are_not_kept(siti: Person, sign_in: SignIn) -> None:
    program = sign_in(siti)
    code = program.post("/submissions", {"service": "domisili", "answers": {}}).json()["code"]

    answer = program.put(f"/submissions/{code}", {"answers": {"nik": "6371994203910001", "__proto__": {}}})

    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert "6371994203910001" not in answer.content.decode()


@pytest.mark.parametrize("content", [b"", b"not a photo", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"<svg/>"])
def test_a_file_that_is_no_photo_is_refused(siti: Person, sign_in: SignIn, content: bytes) -> None:
    program = sign_in(siti)
    code = program.post("/submissions", {"service": "domisili", "answers": {}}).json()["code"]

    answer = program.put(f"/submissions/{code}/evidence/foto_rumah", raw=content, kind="image/jpeg")

    problem(answer, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")


def test_evidence_that_the_service_does_not_know_is_refused(siti: Person, sign_in: SignIn, house_photo: bytes) -> None:
    program = sign_in(siti)
    code = program.post("/submissions", {"service": "domisili", "answers": {}}).json()["code"]

    answer = program.put(f"/submissions/{code}/evidence/rahasia", raw=house_photo, kind="image/jpeg")

    assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("code", ["x", "PLI-0000-0000", "%00", "a%00b", "PLI-7F3K-92QX'--", "%ED%A0%80", "9" * 300])
def test_a_case_code_that_is_none_is_404(siti: Person, sign_in: SignIn, code: str) -> None:
    program = sign_in(siti)

    problem(program.get(f"/cases/{code}"), HTTPStatus.NOT_FOUND, "not_found")
    problem(program.post(f"/cases/{code}/actions/withdraw"), HTTPStatus.NOT_FOUND, "not_found")
    problem(program.put(f"/submissions/{code}", {"answers": {}}), HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize("token", ["x", "%00", "a%00b", "%ED%A0%80", "9" * 3000, "..", "%2e%2e"])
def test_a_letter_token_that_is_none_is_404(visitor: Program, token: str) -> None:
    problem(visitor.get(f"/letters/{token}"), HTTPStatus.NOT_FOUND, "not_found")
    problem(visitor.get(f"/letters/{token}/pdf"), HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize("code", ["tidak-ada", "%00", "x" * 500, "%ED%A0%80"])
def test_a_service_code_that_is_none_is_404(visitor: Program, code: str) -> None:
    problem(visitor.get(f"/services/{code}"), HTTPStatus.NOT_FOUND, "not_found")


@pytest.mark.parametrize(
    "query",
    [
        {"after": "x"},
        {"after": NUL},
        {"after": f"{HUGE},{HUGE}"},
        {"after": "2026-13-45T99:99:99Z,1"},
        {"tab": NUL},
        {"tab": "rahasia"},
        {"service": NUL},
        {"search": "%" * 80},
        {"search": NUL},
        {"search": "x" * 500},
        {"late": "mungkin"},
    ],
)
def test_the_desk_answers_or_refuses_but_never_fails(fauzi: Person, sign_in: SignIn, query: dict[str, str]) -> None:
    answer = sign_in(fauzi).get("/desk", **query)

    if answer.status_code != HTTPStatus.OK:
        assert answer.status_code in {HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY}, answer.content
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize(
    "body",
    [
        {"note": NUL},
        {"note": LONE},
        {"note": "x" * 5000},
        {"note": 5},
        {"revision": HUGE},
        {"revision": -HUGE},
        {"revision": "dua"},
        {"revision": 1.5},
    ],
)
def test_a_decision_of_a_wrong_kind_is_refused(
    masrani: Person, siti_asks: Callable[..., str], sign_in: SignIn, body: dict[str, Any]
) -> None:
    answer = sign_in(masrani).post(f"/cases/{siti_asks()}/actions/endorse", body)

    if answer.status_code != HTTPStatus.OK:
        assert answer.status_code in {HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY}, answer.content
        assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("raw", [b"", b"not a pdf", b"%PDF-", b"%PDF-1.7\n%%EOF", b"\0" * 1000])
def test_a_file_that_is_no_letter_is_answered(visitor: Program, raw: bytes) -> None:
    answer = visitor.post("/letters/verify", raw=raw, kind="application/pdf")

    assert answer.status_code == HTTPStatus.OK, answer.content
    assert answer.json()["verdict"] in {"not_ours", "not_pdf"}
    assert answer.json()["letter"] is None


def test_guidance_cannot_be_asked_for(siti: Person, sign_in: SignIn) -> None:
    answer = sign_in(siti).post("/submissions", {"service": "pindah", "answers": {}})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
