"""A call with an Idempotency-Key is done once, however often it comes."""

import json
import threading
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client

from palui.config import api_gate
from palui.gate import services as gate
from palui.gate.domain import Reply
from palui.gate.models import KeptReply
from palui.kernel.errors import Conflict
from tests.api.program import Program, good, problem
from tests.cast import Person

SignIn = Callable[..., Program]
KEY = "5a1f0e4c-8b0e-4a57-9a06-6f0f2f6a7f11"


def _post(program: Program, path: str, data: Any, *, key: str = KEY) -> HttpResponse:
    headers = {"Idempotency-Key": key} | ({"X-Session-Token": program.token} if program.token else {})
    return Client().generic(
        "POST", f"/api/v1{path}", data=json.dumps(data), content_type="application/json", headers=headers
    )


DRAFT = {"service": "domisili", "answers": {}}


def test_the_same_call_gives_the_same_answer_and_does_nothing_more(siti: Person, sign_in: SignIn) -> None:
    program = sign_in(siti)

    first, second = (_post(program, "/submissions", DRAFT) for _ in range(2))

    assert good(first, HTTPStatus.CREATED) == good(second, HTTPStatus.CREATED)
    assert "Idempotent-Replayed" not in first.headers
    assert second.headers["Idempotent-Replayed"] == "true"


def test_a_key_for_another_body_is_refused(siti: Person, sign_in: SignIn) -> None:
    program = sign_in(siti)
    good(_post(program, "/submissions", DRAFT), HTTPStatus.CREATED)

    answer = _post(program, "/submissions", {"service": "sktm", "answers": {}})

    problem(answer, HTTPStatus.UNPROCESSABLE_ENTITY, "key_reused")


def test_another_person_has_their_own_keys(siti: Person, budi: Person, sign_in: SignIn) -> None:
    hers = good(_post(sign_in(siti), "/submissions", DRAFT), HTTPStatus.CREATED)
    his = good(_post(sign_in(budi), "/submissions", DRAFT), HTTPStatus.CREATED)

    assert hers["code"] != his["code"]


def test_a_key_outlives_the_session(siti: Person, sign_in: SignIn) -> None:
    before = good(_post(sign_in(siti), "/submissions", DRAFT), HTTPStatus.CREATED)
    after = good(_post(sign_in(siti), "/submissions", DRAFT), HTTPStatus.CREATED)

    assert before == after


def test_without_a_session_nobody_gets_what_was_kept(siti: Person, sign_in: SignIn, visitor: Program) -> None:
    good(_post(sign_in(siti), "/submissions", DRAFT), HTTPStatus.CREATED)

    problem(_post(visitor, "/submissions", DRAFT), HTTPStatus.UNAUTHORIZED, "not_signed_in")


def test_a_refusal_may_be_tried_again(siti: Person, sign_in: SignIn) -> None:
    program = sign_in(siti)
    nowhere = {"service": "tidak-ada", "answers": {}}

    for _ in range(2):
        problem(_post(program, "/submissions", nowhere), HTTPStatus.NOT_FOUND, "not_found")
    good(_post(program, "/submissions", DRAFT), HTTPStatus.CREATED)


@pytest.mark.parametrize("key", ["", " ", "a b", "é", "x" * 256, '"'])
def test_a_key_that_is_none_is_refused(siti: Person, sign_in: SignIn, key: str) -> None:
    problem(_post(sign_in(siti), "/submissions", DRAFT, key=key), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")


def test_what_is_kept_is_sealed_and_forgotten_after_a_day(siti: Person, sign_in: SignIn) -> None:
    program = sign_in(siti)
    code = good(_post(program, "/submissions", DRAFT), HTTPStatus.CREATED)["code"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT reply FROM gate_keptreply")
        (stored,) = cursor.fetchone()
    assert code.encode() not in bytes(stored)
    assert KEY not in KeptReply.objects.get().key

    KeptReply.objects.update(expires_at="2020-01-01T00:00:00Z")

    assert gate.forget_expired() == 1
    assert good(_post(program, "/submissions", DRAFT), HTTPStatus.CREATED)["code"] != code


@pytest.mark.django_db(transaction=True)
def test_work_that_dies_leaves_neither_work_nor_answer() -> None:
    class Killed(BaseException):
        """As near to a kill as a test gets within one process: nothing below runs on."""

    def work() -> Reply:
        KeptReply.objects.create(pk="work", fingerprint="", reply={}, expires_at="2030-01-01T00:00:00Z")
        raise Killed

    with pytest.raises(Killed):
        gate.answer_once(key="a" * 64, fingerprint="f", work=work)

    assert not KeptReply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_failure_keeps_nothing_of_the_work() -> None:
    def work() -> Reply:
        KeptReply.objects.create(pk="work", fingerprint="", reply={}, expires_at="2030-01-01T00:00:00Z")
        return Reply(status=500, content_type="", headers={}, body=b"")

    gate.answer_once(key="a" * 64, fingerprint="f", work=work)

    assert not KeptReply.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_same_key_while_the_first_is_at_work_is_a_conflict() -> None:
    begun, may_end = threading.Event(), threading.Event()

    def work() -> Reply:
        begun.set()
        may_end.wait(10)
        return Reply(status=200, content_type="", headers={}, body=b"done")

    def first() -> None:
        gate.answer_once(key="b" * 64, fingerprint="f", work=work)
        connection.close()

    thread = threading.Thread(target=first)
    thread.start()
    assert begun.wait(10)
    try:
        with pytest.raises(Conflict, match="still_running"):
            gate.answer_once(key="b" * 64, fingerprint="f", work=work)
    finally:
        may_end.set()
        thread.join()

    kept = gate.answer_once(key="b" * 64, fingerprint="f", work=work)
    assert kept is not None
    assert kept.body == b"done"


def test_an_answer_too_long_to_keep_is_told_to_be_done() -> None:
    kept = api_gate._again(Reply(status=200, content_type="", headers={}, body=None))

    problem(kept, HTTPStatus.CONFLICT, "done_before")
