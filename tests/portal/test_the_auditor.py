"""The auditor reads what everybody did, takes it along, and proves that it is whole."""

import csv
from http import HTTPStatus

import pytest

from palui.audit import services as audit
from palui.audit.models import AuditEntry
from palui.kernel.actors import Actor
from palui.kernel.identifiers import PublicCode
from tests.cast import Person
from tests.conftest import LOCK_OF_THE_RECORD
from tests.record import the_database_itself_opened

pytestmark = pytest.mark.django_db

FAUZI = Actor(name="Ahmad Fauzi", title="Petugas Kelurahan Sungai Jingah", user_id=7)
CODE = PublicCode.new().text


def test_she_finds_who_did_what_and_her_reading_is_recorded(yulia: Person) -> None:
    audit.record(by=FAUZI, action="case.view", case_code=CODE)
    audit.record(by=FAUZI, action="case.claim", case_code="PLI-2222-2222")

    page = yulia.client.get(
        "/catatan/", {"berkas": CODE.removeprefix("PLI-").replace("-", "").lower()}
    ).content.decode()

    assert "Petugas Kelurahan Sungai Jingah Ahmad Fauzi melihat berkas" in page
    assert "PLI-2222-2222" not in page
    read = AuditEntry.objects.get(action="record.search")
    assert (read.actor_name, read.params) == ("Yulia Hasanah", {"about": CODE})


def test_filters_narrow_by_person_action_day_and_looks(yulia: Person) -> None:
    audit.record(by=FAUZI, action="case.view", case_code=CODE)
    audit.record(by=Actor(name="Budi", title="Pemohon"), action="case.withdraw", case_code="PLI-2222-2222")

    def found(**filters: str) -> bool:
        return CODE in yulia.client.get("/catatan/", filters).content.decode().partition("<section")[2]

    assert found(pelaku="fauzi")
    assert not found(pelaku="budi")
    assert found(tindakan="case.view")
    assert not found(tindakan="case.withdraw")
    assert found(melihat="on")
    assert not found(sampai="2020-01-01")
    assert found(sampai="bukan tanggal")


def test_the_record_is_taken_along_as_a_table_without_formulas(yulia: Person) -> None:
    audit.record(by=Actor(name="=1+1", title=""), action="case.view", case_code=CODE)

    answer = yulia.client.get("/catatan/catatan.csv", {"berkas": CODE})

    lines = list(csv.reader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))
    assert lines[0][3] == "Pelaku"
    assert lines[1][3] == "'=1+1"
    assert AuditEntry.objects.filter(action="record.export", params={"about": CODE, "rows": 1}).exists()


def test_she_proves_that_it_is_whole_or_sees_where_it_broke(yulia: Person) -> None:
    audit.record(by=FAUZI, action="case.view", case_code=CODE)
    assert "Catatan ini utuh" in yulia.client.post("/catatan/bukti/").content.decode()

    with the_database_itself_opened():
        AuditEntry.objects.filter(chain=CODE).update(actor_name="Orang lain")

    page = yulia.client.post("/catatan/bukti/").content.decode()
    assert f"Rantai {CODE} putus pada mata rantai ke-1" in page


def test_a_long_record_comes_in_pages(yulia: Person, django_assert_max_num_queries: object) -> None:
    for _ in range(60):
        audit.record(by=FAUZI, action="case.view", case_code=CODE)

    yulia.client.get("/catatan/")
    with django_assert_max_num_queries(10 + LOCK_OF_THE_RECORD):
        first = yulia.client.get("/catatan/", {"berkas": CODE}).content.decode()

    assert first.count("melihat berkas") == 50
    older = AuditEntry.objects.filter(chain=CODE).order_by("-pk")[49].pk
    assert f"sebelum={older}" in first
    rest = yulia.client.get("/catatan/", {"berkas": CODE, "sebelum": older}).content.decode()
    assert rest.count("melihat berkas") == 10
    assert AuditEntry.objects.filter(action="record.search").count() == 2


def test_nobody_else_reads_it(siti: Person, fauzi: Person, ratna: Person) -> None:
    for person in (siti, fauzi, ratna):
        assert person.client.get("/catatan/").status_code == HTTPStatus.NOT_FOUND
        assert person.client.get("/catatan/catatan.csv").status_code == HTTPStatus.NOT_FOUND
        assert person.client.post("/catatan/bukti/").status_code == HTTPStatus.NOT_FOUND


def test_the_seals_are_for_anybody(client: object, frozen_clock: object) -> None:
    audit.record(by=FAUZI, action="case.view", case_code=CODE)
    frozen_clock.shift(2 * 24 * 3600)
    audit.seal_days()

    text = client.get("/catatan/segel.txt").content.decode()

    assert "2026-11-24 1 " in text
