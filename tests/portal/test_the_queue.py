"""Who looks after the installation sees what is stuck and why, tries again, or sets it aside with a reason."""

from datetime import timedelta
from http import HTTPStatus

import pytest
import time_machine

from palui.audit.models import AuditEntry
from palui.flow import FLOW
from palui.kernel import clock
from palui.outbox import services as outbox
from palui.outbox.domain import State
from palui.outbox.models import OutboxEntry
from palui.portal.domain import EVENT_WORDS
from tests.cast import Person

pytestmark = pytest.mark.django_db


def entry(state: State = State.STUCK, error: str = "palui.kernel.errors.TemporaryFailure: surel diam") -> OutboxEntry:
    now = clock.now()
    return OutboxEntry.objects.create(
        event="MessageQueued",
        payload={"code": "PLI-2222-2222", "message_id": 1},
        reaction="delivery.send_message",
        state=state,
        attempts=16,
        due_at=now,
        created_at=now - timedelta(days=2),
        last_error=error,
    )


def test_what_is_stuck_is_shown_with_the_reason_in_plain_words(administrator: Person) -> None:
    entry()

    page = administrator.client.get("/antrean/").content.decode()

    assert "Mengirim pesan" in page
    assert "Sistem luar (surel, SMS, atau lainnya) tidak menjawab" in page
    assert "PLI-2222-2222" in page
    assert "dicoba 16 kali" in page


def test_one_is_tried_again(administrator: Person) -> None:
    stuck = entry()

    answer = administrator.client.post(f"/antrean/{stuck.pk}/coba-lagi/")

    assert answer.status_code == HTTPStatus.FOUND
    stuck.refresh_from_db()
    assert (stuck.state, stuck.attempts) == (State.WAITING, 0)
    assert AuditEntry.objects.filter(action="event.retry").count() == 1


def test_all_of_a_kind_are_tried_again(administrator: Person) -> None:
    entry(), entry()
    other = entry()
    OutboxEntry.objects.filter(pk=other.pk).update(reaction="cases.open_case")

    administrator.client.post("/antrean/coba-lagi/", {"reaksi": "delivery.send_message"})

    assert OutboxEntry.objects.filter(state=State.STUCK).get() == other


def test_one_is_set_aside_with_a_reason_and_never_deleted(administrator: Person) -> None:
    stuck = entry()
    without = administrator.client.post(f"/antrean/{stuck.pk}/kesampingkan/", {"alasan": " "})
    assert without.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Tulis mengapa" in without.content.decode()

    administrator.client.post(f"/antrean/{stuck.pk}/kesampingkan/", {"alasan": "Nomor orangnya salah"})

    stuck.refresh_from_db()
    assert stuck.state == State.DISCARDED
    outbox.forget_delivered(older_than=timedelta(0))
    page = administrator.client.get("/antrean/", {"lihat": "dikesampingkan"}).content.decode()
    assert "Nomor orangnya salah" in page
    assert AuditEntry.objects.get(action="event.discard").params["reason"] == "Nomor orangnya salah"


def test_what_waits_cannot_be_set_aside(administrator: Person) -> None:
    waiting = entry(State.WAITING, error="")

    answer = administrator.client.post(f"/antrean/{waiting.pk}/kesampingkan/", {"alasan": "Tidak perlu"})

    assert answer.status_code == HTTPStatus.NOT_FOUND


def test_a_late_queue_and_a_silent_worker_are_seen(
    frozen_clock: time_machine.Traveller, administrator: Person, client: object
) -> None:
    outbox.sign_of_life()
    entry(State.WAITING, error="")
    assert client.get("/readyz").json() == {"database": "ok", "queue": "ok", "stuck": 0}
    frozen_clock.shift(timedelta(minutes=11))

    page = administrator.client.get("/antrean/", {"lihat": "menunggu"}).content.decode()

    assert "Yang tertua menunggu sejak" in page
    assert "Pekerja terakhir terlihat" in page
    assert client.get("/readyz").json()["queue"] == "late"


def test_nobody_else_sees_it(siti: Person, ratna: Person, yulia: Person) -> None:
    stuck = entry()
    for person in (siti, ratna, yulia):
        assert person.client.get("/antrean/").status_code == HTTPStatus.NOT_FOUND
        assert person.client.post(f"/antrean/{stuck.pk}/coba-lagi/").status_code == HTTPStatus.NOT_FOUND
        assert person.client.post("/antrean/coba-lagi/", {"reaksi": stuck.reaction}).status_code == HTTPStatus.NOT_FOUND
        assert person.client.get(f"/antrean/{stuck.pk}/kesampingkan/").status_code == HTTPStatus.NOT_FOUND
    stuck.refresh_from_db()
    assert stuck.state == State.STUCK


def test_every_event_has_its_words() -> None:
    assert EVENT_WORDS.keys() == {event.__name__ for event in FLOW}


@pytest.mark.parametrize("before", ["0", "x", "99999999999999999999999"])
def test_an_odd_place_in_the_list_is_no_mistake_of_ours(administrator: Person, before: str) -> None:
    assert administrator.client.get("/antrean/", {"sebelum": before}).status_code == HTTPStatus.OK


def test_an_unknown_list_is_not_found(administrator: Person) -> None:
    assert administrator.client.get("/antrean/", {"lihat": "semua"}).status_code == HTTPStatus.NOT_FOUND
