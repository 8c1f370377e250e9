"""The database is locked or away: who asks waits a while, and then reads a sentence instead of a fault."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from palui.cases import selectors as cases_read
from palui.cases.domain import Status
from tests.cast import Person

pytestmark = pytest.mark.django_db(transaction=True)

Ask = Callable[..., str]


@contextmanager
def away(folder: Path) -> Iterator[None]:
    """The database cannot be reached."""
    place = "NAME" if connection.vendor == "sqlite" else "HOST"
    was = connection.settings_dict[place]
    connection.close()
    connection.settings_dict[place] = str(folder / "nowhere" / "palui")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict[place] = was


@contextmanager
def held() -> Iterator[None]:
    """Somebody else writes and does not end."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            yield
            other.execute("ROLLBACK")
        return
    other_side = connection.copy()
    try:
        with other_side.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute("SELECT * FROM cases_case FOR UPDATE")
            yield
            cursor.execute("ROLLBACK")
    finally:
        other_side.close()


def test_who_writes_while_somebody_else_does_waits_and_then_succeeds(
    siti_asks: Ask, masrani: Person, fauzi: Person
) -> None:
    code = siti_asks()
    began, end = threading.Event(), threading.Event()

    def hold() -> None:
        with held():
            began.set()
            end.wait(10)
        connection.close()

    other = threading.Thread(target=hold)
    other.start()
    assert began.wait(10)
    threading.Timer(1.5, end.set).start()
    since = time.monotonic()
    answer = masrani.client.post(f"/berkas/{code}/setujui/")
    other.join()
    assert answer.status_code == 302
    assert time.monotonic() - since > 1.0
    assert cases_read.case(code).status is Status.VERIFICATION


def test_a_database_that_is_away_is_a_sentence_and_nothing_is_lost(
    siti_asks: Ask, masrani: Person, tmp_path: Path
) -> None:
    code = siti_asks()
    browser = masrani.client
    browser.raise_request_exception = False
    with away(tmp_path):
        page = browser.post(f"/berkas/{code}/setujui/")
        told = browser.get("/api/v1/cases", headers={"Accept": "application/json"})
        home = Client(raise_request_exception=False).get("/masuk/")
    assert page.status_code == 503
    assert page.headers["Retry-After"]
    assert "Tunggu sebentar" in page.content.decode()
    assert "Yang sudah tersimpan tetap aman" in page.content.decode()
    assert (told.status_code, told.json()["code"]) == (503, "try_again_later")
    assert home.status_code in {200, 503}
    assert cases_read.case(code).status is Status.ENDORSEMENT
    assert browser.post(f"/berkas/{code}/setujui/").status_code == 302
    assert cases_read.case(code).status is Status.VERIFICATION


def test_who_waits_too_long_reads_a_sentence(siti_asks: Ask, masrani: Person) -> None:
    code = siti_asks()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '1s'")
    masrani.client.raise_request_exception = False
    with held():
        page = masrani.client.post(f"/berkas/{code}/setujui/")
        token = masrani.client.cookies["sessionid"].value
        told = Client(raise_request_exception=False).post(
            f"/api/v1/cases/{code}/actions/endorse", "{}", "application/json", headers={"X-Session-Token": token}
        )
    assert page.status_code == 503
    assert "coba lagi sebentar lagi" in page.content.decode()
    assert (told.status_code, told.headers["Content-Type"]) == (503, "application/problem+json")
    assert cases_read.case(code).status is Status.ENDORSEMENT
    assert masrani.client.post(f"/berkas/{code}/setujui/").status_code == 302
