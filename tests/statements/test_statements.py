"""Statements that are compiled once read and write what Django's own would."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Q, QuerySet
from django.test.utils import CaptureQueriesContext

from palui.accounts.models import Mandate, User
from palui.delivery.models import Message
from palui.statements.selectors import Given, Statement
from palui.statements.services import add, add_all, change, change_all
from tests.cast import Person

MOMENT = datetime(2026, 11, 24, 1, 2, 3, 456789, tzinfo=UTC)

MANDATES_OF = Statement(
    lambda: Mandate.objects.filter(user_id=Given("user"), valid_from__lte=Given("day")).select_related("user", "office")
)
MADE_BEFORE = Statement(
    lambda: (
        User.objects.filter(Q(created_at__lte=Given("moment")) & Q(is_active=Given("active")))
        .order_by("username")
        .values_list("username", "created_at")
    )
)


def a_message(**facts: object) -> Message:
    usual = {
        "recipient_key": "applicant",
        "recipient_name": "Siti",
        "address": "+6281234567781",
        "channel": "sms",
        "kind": "issued",
        "case_code": "PLI-7K3M-9Q2T",
        "params": {"service": "Domisili", "banyak": [1, "dua", None]},
        "created_at": MOMENT,
    }
    return Message(**usual | facts)


def facts(row: User | Mandate | Message) -> dict[str, object]:
    return {name: value for name, value in vars(row).items() if name != "_state"}


def test_it_gives_the_rows_of_the_query_set_with_what_belongs_to_them(fauzi: Person, ratna: Person) -> None:
    for person in (fauzi, ratna):
        day = datetime.now(UTC).date()
        rows = MANDATES_OF(user=person.user_id, day=day)
        by_django = list(
            Mandate.objects.filter(user_id=person.user_id, valid_from__lte=day).select_related("user", "office")
        )
        assert rows == by_django != []
        assert [facts(row) for row in rows] == [facts(row) for row in by_django]
        with CaptureQueriesContext(connection) as queries:
            assert rows[0].user.name == person.name
            assert rows[0].office.name == by_django[0].office.name
        assert not queries


def test_each_call_has_its_own_values_and_is_asked_anew(siti: Person, budi: Person) -> None:
    now = datetime.now(UTC) + timedelta(minutes=1)
    before = MADE_BEFORE(moment=now, active=True)
    assert before == list(
        User.objects.filter(created_at__lte=now, is_active=True)
        .order_by("username")
        .values_list("username", "created_at")
    )
    User.objects.filter(pk=budi.user_id).update(is_active=False)
    assert len(MADE_BEFORE(moment=now, active=True)) == len(before) - 1
    assert len(MADE_BEFORE(moment=now, active=False)) == 1
    assert MADE_BEFORE(moment=now - timedelta(days=1), active=True) == []
    assert MANDATES_OF.first(user=siti.user_id, day=now.date()) is None


def test_a_place_without_a_value_is_a_mistake_of_the_program(siti: Person) -> None:
    with pytest.raises(KeyError):
        MANDATES_OF(user=siti.user_id)


def test_it_is_built_only_once(siti: Person) -> None:
    times = []

    def build() -> QuerySet[User]:
        times.append(1)
        return User.objects.filter(pk=Given("id"))

    statement = Statement(build)
    assert statement.first(id=siti.user_id) == statement.first(id=siti.user_id) == User.objects.get(pk=siti.user_id)
    assert len(times) == 1


def test_a_row_is_added_as_django_would_save_it(siti: Person) -> None:
    ours, by_django = (
        a_message(recipient_id=siti.user_id, occasion="a"),
        a_message(recipient_id=siti.user_id, occasion="b"),
    )
    assert add(ours) is ours
    by_django.save()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM delivery_message WHERE id = %s", [ours.pk])
        (sealed,) = cursor.fetchone()
    assert "81234567781" not in str(sealed)
    mine, theirs = (facts(Message.objects.get(pk=row.pk)) for row in (ours, by_django))
    assert {**mine, "id": 0, "occasion": ""} == {**theirs, "id": 0, "occasion": ""}
    ours.state = "sent"
    ours.save()  # Django, too, takes it for kept
    assert Message.objects.get(pk=ours.pk).state == "sent"


def test_many_rows_get_their_keys_in_order(siti: Person) -> None:
    rows = [a_message(occasion=str(number)) for number in range(3)]
    add_all(rows)
    add_all([])
    assert [Message.objects.get(pk=row.pk).occasion for row in rows] == ["0", "1", "2"]


def test_only_what_is_named_changes(siti: Person) -> None:
    row = add(a_message())
    row.state, row.attempts, row.params, row.read_at = "sent", 7, {"baru": True}, MOMENT
    change(row, "state", "params", "read_at")
    kept = Message.objects.get(pk=row.pk)
    assert (kept.state, kept.attempts, kept.params, kept.read_at) == ("sent", 0, {"baru": True}, MOMENT)
    change_all(row)
    assert facts(Message.objects.get(pk=row.pk)) == facts(row)


def test_what_the_table_refuses_ends_the_transaction(siti: Person) -> None:
    add(a_message())
    with pytest.raises(IntegrityError), transaction.atomic():
        add(a_message())
    assert Message.objects.count() == 1
