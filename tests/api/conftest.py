"""Programs that act for the cast."""

from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from tests.api.program import LOGIN, Program
from tests.cast import PASSPHRASE, Person


@pytest.fixture
def visitor(db: None) -> Program:
    """A program that has not signed in."""
    return Program()


@pytest.fixture
def sign_in(db: None) -> Callable[..., Program]:
    """Signs somebody in with user name or phone, as any program does."""

    def sign_in(person: Person | str, password: str = PASSPHRASE) -> Program:
        name = person if isinstance(person, str) else person.username
        answer = Client().post(LOGIN, {"username": name, "password": password}, content_type="application/json")
        assert answer.status_code == HTTPStatus.OK, answer.content
        return Program(answer.json()["meta"]["session_token"])

    return sign_in
