"""How e-mail goes out: by the worker, as often as it takes, never twice, with the reason when it cannot."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import time_machine
from django.db import connection
from django.test import Client

from palui.accounts import services as accounts
from palui.audit import selectors as audit
from palui.cases import selectors as case_selectors
from palui.cases import services as cases
from palui.cases.domain import Status
from palui.delivery import selectors, services
from palui.delivery.domain import MAX_ATTEMPTS, State
from palui.delivery.events import MessageQueued
from palui.delivery.models import Message
from palui.delivery.ports import mailer
from palui.delivery.services import leaving
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.letters import services as letters
from tests.cast import PASSPHRASE, Person
from tests.delivery.conftest import link_in, texts_to
from tests.peers.smtp import SmtpSink

Ask = Callable[..., str]
Work = Callable[[], None]


def emails(address_owner: Person) -> list[Message]:
    return list(Message.objects.filter(recipient_id=address_owner.user_id, channel="email").order_by("id"))


def test_nothing_leaves_before_the_worker_works(siti_asks: Ask, post: SmtpSink, siti: Person) -> None:
    siti_asks()
    assert post.messages == []
    assert [message.state for message in emails(siti)] == ["queued"]


def test_siti_gets_an_email_with_the_way_to_her_request(siti_asks: Ask, post: SmtpSink, work_off: Work) -> None:
    code = siti_asks()
    work_off()
    (text,) = texts_to(post, "siti@contoh.id")
    assert text.startswith("Halo Siti,")
    assert link_in(text) == f"/lacak/{code}/"


def test_masrani_endorses_from_his_email_without_signing_in(
    siti_asks: Ask, post: SmtpSink, masrani: Person, fauzi: Person, work_off: Work, anonymous: Client
) -> None:
    code = siti_asks()
    work_off()
    (text,) = texts_to(post, "masrani@contoh.id")
    link = link_in(text)
    assert link.startswith("/t/")
    assert anonymous.get(link).status_code == 200
    anonymous.post(f"{link}setujui/", {"note": ""})
    assert case_selectors.case(code).status is Status.VERIFICATION


def test_the_link_is_kept_nowhere(siti_asks: Ask, post: SmtpSink, masrani: Person, work_off: Work) -> None:
    siti_asks()
    work_off()
    (text,) = texts_to(post, "masrani@contoh.id")
    token = link_in(text).strip("/").split("/")[-1]
    with connection.cursor() as cursor:
        for table in ("delivery_message", "outbox_outboxentry", "audit_auditentry", "cases_onetimelink"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - names of our own
            assert token not in str(cursor.fetchall())


def test_an_email_whose_turn_is_over_does_not_leave(
    siti_asks: Ask, post: SmtpSink, masrani: Person, work_off: Work
) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    work_off()
    assert texts_to(post, "masrani@contoh.id") == []
    assert [message.state for message in emails(masrani)] == [State.OVERTAKEN.value]


def test_the_letter_is_one_link_away(
    siti_asks: Ask, post: SmtpSink, masrani: Person, fauzi: Person, ratna: Person, work_off: Work, anonymous: Client
) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    work_off()
    link = link_in(texts_to(post, "siti@contoh.id")[-1])
    assert link.startswith("/s/")
    assert anonymous.get(link).status_code == 200


def test_while_the_server_is_down_it_waits_and_then_goes_out_once(
    siti_asks: Ask,
    dead_post: None,
    siti: Person,
    work_off: Work,
    smtp_sink: SmtpSink,
    settings: Any,
    frozen_clock: time_machine.Traveller,
) -> None:
    siti_asks()
    for _ in range(3):
        work_off()
        (message,) = emails(siti)
        assert message.state == State.WAITING.value
        assert "127.0.0.1" in message.last_error
        frozen_clock.shift(3600)
    with mailer.filled_with(SmtpMailer(settings.PALUI_MAIL_SERVER, sender=settings.DEFAULT_FROM_EMAIL)):
        work_off()
        services.send_message(MessageQueued(message_id=message.pk))  # the outbox may call twice
    (message,) = emails(siti)
    assert (message.state, message.last_error) == (State.SENT.value, "")
    assert len(smtp_sink.messages) == 1


def test_a_worker_that_dies_before_the_database_knows_sends_nothing_twice(
    siti_asks: Ask, post: SmtpSink, siti: Person, work_off: Work, settings: Any, tmp_path: Path
) -> None:
    settings.PALUI_DATA_DIR = tmp_path
    siti_asks()
    work_off()
    Message.objects.filter(recipient_id=siti.user_id, channel="email").update(state=State.QUEUED.value)
    services.send_message(MessageQueued(message_id=emails(siti)[0].pk))
    assert len(post.messages) == 1
    assert emails(siti)[0].state == State.SENT.value


def test_the_note_of_what_left_stays_short(
    siti_asks: Ask, post: SmtpSink, settings: Any, tmp_path: Path, siti: Person, work_off: Work
) -> None:
    settings.PALUI_DATA_DIR = tmp_path
    siti_asks()
    (message,) = emails(siti)
    (tmp_path / "keluar.log").write_text("PLI-0000-0000/1/1.000000\n" * 3000)
    leaving.note(message)
    leaving.note(message)
    assert leaving.has_left(message)
    assert (tmp_path / "keluar.log").stat().st_size < 64 * 1024


def test_every_try_bears_the_same_number(
    siti_asks: Ask, post: SmtpSink, siti: Person, work_off: Work, settings: Any, tmp_path: Path
) -> None:
    siti_asks()
    work_off()
    Message.objects.filter(recipient_id=siti.user_id, channel="email").update(state=State.WAITING.value)
    settings.PALUI_DATA_DIR = tmp_path / "another machine"  # which did not see it leave
    services.send_message(MessageQueued(message_id=emails(siti)[0].pk))
    first, second = (letter["Message-ID"] for letter in post.messages)
    assert first == second


def test_after_the_last_try_a_person_must_look(
    siti_asks: Ask, dead_post: None, siti: Person, work_off: Work, frozen_clock: time_machine.Traveller
) -> None:
    siti_asks()
    for _ in range(MAX_ATTEMPTS):
        work_off()
        frozen_clock.shift(7 * 3600)
    (message,) = emails(siti)
    assert (message.state, message.attempts) == (State.FAILED.value, MAX_ATTEMPTS)


def test_a_refused_address_is_shown_with_its_reason_and_can_be_tried_again(
    siti_asks: Ask, post: SmtpSink, siti: Person, masrani: Person, fauzi: Person, work_off: Work
) -> None:
    post.refuse_with = "550 5.1.1 no such user"
    code = siti_asks()
    work_off()
    page = fauzi.client.get(f"/berkas/{code}/pesan/").content.decode()
    assert "gagal" in page
    assert "no such user" in page
    assert "s•••@contoh.id" in page
    assert "siti@contoh.id" not in page

    post.refuse_with = ""
    accounts.change_profile(acting=siti.acting, email="siti.rahmah@contoh.id")
    failed = next(
        one
        for one in selectors.messages_of_case(fauzi.acting, code)
        if one.can_retry and one.recipient == "Siti Rahmah"
    )
    answer = fauzi.client.post(f"/berkas/{code}/pesan/{failed.id}/kirim-ulang/")
    assert answer.headers["Location"] == f"/berkas/{code}/"
    work_off()
    assert len(texts_to(post, "siti.rahmah@contoh.id")) == 1
    assert audit.entries_of_case(code)[0].sentence == "mengirim ulang pesan kepada Siti Rahmah"


def test_nobody_else_can_send_it_again(
    siti_asks: Ask, post: SmtpSink, siti: Person, norhayati: Person, budi: Person, work_off: Work
) -> None:
    post.refuse_with = "550 no"
    code = siti_asks()
    work_off()
    (message,) = emails(siti)
    for stranger in (siti, norhayati, budi):
        assert stranger.client.post(f"/berkas/{code}/pesan/{message.pk}/kirim-ulang/").status_code == 404
    assert emails(siti)[0].state == State.FAILED.value
