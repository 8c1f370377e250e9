"""Letters over the API: signing with a token, checking without one."""

from http import HTTPStatus

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from palui.cases import selectors as cases
from palui.cases.domain import Status
from palui.kernel.identifiers import new_token
from tests.cast import PASSPHRASE
from tests.letters.papers import file_of

pytestmark = pytest.mark.django_db

LOGIN = "/_allauth/app/v1/auth/login"


def call(person, code, **body):
    login = {"username": person.username, "password": PASSPHRASE}
    token = Client().post(LOGIN, login, content_type="application/json").json()["meta"]["session_token"]
    headers = {"X-Session-Token": token}
    return Client().post(f"/api/v1/cases/{code}/actions/sign", body, content_type="application/json", headers=headers)


def test_the_lurah_s_program_signs(ready, ratna):
    code = ready()
    answer = call(ratna, code, passphrase=PASSPHRASE, revision=cases.case(code).revision)
    assert answer.status_code == HTTPStatus.OK, answer.content
    letter = answer.json()
    assert (letter["number"].split("/")[1], letter["status"], letter["code"]) == ("1", "signed", code)
    assert cases.case(code).status is Status.ISSUED
    again = call(ratna, code, passphrase=PASSPHRASE)
    assert (again.status_code, again.json()["code"]) == (HTTPStatus.CONFLICT, "action_not_allowed")


def test_refusals_are_problems_with_a_code(ready, ratna, fauzi, norhayati):
    code = ready()
    for person, body, status, word in (
        (ratna, {"passphrase": "salah sekali"}, HTTPStatus.UNPROCESSABLE_ENTITY, "passphrase_wrong"),
        (ratna, {}, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input"),
        (ratna, {"passphrase": PASSPHRASE, "revision": 1}, HTTPStatus.CONFLICT, "case_changed"),
        (fauzi, {"passphrase": PASSPHRASE}, HTTPStatus.FORBIDDEN, "not_your_turn"),
        (norhayati, {"passphrase": PASSPHRASE}, HTTPStatus.NOT_FOUND, "not_found"),
    ):
        answer = call(person, code, **body)
        assert (answer.status_code, answer.json()["code"]) == (status, word)
        assert answer["Content-Type"] == "application/problem+json"
    nobody = Client().post(
        f"/api/v1/cases/{code}/actions/sign", {"passphrase": PASSPHRASE}, content_type="application/json"
    )
    assert nobody.status_code == HTTPStatus.UNAUTHORIZED


def test_anybody_with_the_word_reads_status_and_file(signed, anonymous):
    letter = signed()
    shown = anonymous.get(f"/api/v1/letters/{letter.token}").json()
    assert (shown["status"], shown["number"], shown["name"]) == ("signed", letter.number, "S••• R•••••")
    assert anonymous.get(f"/api/v1/letters/{letter.token}/pdf").content == file_of(letter)
    for path in (new_token(), f"{new_token()}/pdf"):
        assert anonymous.get(f"/api/v1/letters/{path}").status_code == HTTPStatus.NOT_FOUND


def test_a_file_is_checked_as_form_or_as_body(signed, anonymous):
    letter = signed()
    pdf = file_of(letter)
    url = "/api/v1/letters/verify"
    form = anonymous.post(url, {"file": SimpleUploadedFile("surat.pdf", pdf)}).json()
    body = anonymous.post(url, pdf, content_type="application/pdf").json()
    assert form == body
    assert (body["verdict"], body["letter"]["token"]) == ("unchanged", letter.token)
    for content, verdict in (
        (pdf + b"x", "changed"),
        (b"%PDF-1.7", "not_ours"),
        (b"", "not_pdf"),
        (b"%PDF-" + bytes(10 * 1024 * 1024), "too_large"),
    ):
        assert anonymous.post(url, content, content_type="application/pdf").json()["verdict"] == verdict
