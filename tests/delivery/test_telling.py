"""Who is told what, when."""

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.db import connection

from palui.cases import services as cases
from palui.cases.domain import Action
from palui.cases.events import StepOverdue, StepReached
from palui.delivery import selectors, services
from palui.delivery.domain import SUBJECTS, Kind, State, first_name, subject_of
from palui.delivery.models import Message
from palui.letters import services as letters
from tests.cast import PASSPHRASE, City, Person
from tests.peers.smtp import SmtpSink

Ask = Callable[..., str]


def kinds_for(person: Person) -> list[str]:
    """Kinds of what stands in the person's inbox, oldest first."""
    return [message.kind.value for message in reversed(selectors.inbox(person.user_id).messages)]


def verified(siti_asks: Ask, masrani: Person, fauzi: Person) -> str:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    return code


def test_siti_hears_that_her_request_has_arrived(siti: Person, siti_asks: Ask, masrani: Person) -> None:
    code = siti_asks()
    (message,) = selectors.inbox(siti.user_id).messages
    assert message.kind is Kind.RECEIVED
    assert message.paragraphs[0] == "Halo Siti,"
    assert code in " ".join(message.paragraphs)


def test_each_hears_when_it_is_their_turn(
    siti: Person, siti_asks: Ask, masrani: Person, fauzi: Person, ratna: Person
) -> None:
    code = siti_asks()
    assert kinds_for(masrani) == ["turn"]
    assert kinds_for(fauzi) == []
    cases.endorse(acting=masrani.acting, code=code)
    assert kinds_for(fauzi) == ["turn"]
    assert kinds_for(ratna) == []
    cases.verify(acting=fauzi.acting, code=code)
    assert kinds_for(ratna) == ["turn"]
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert kinds_for(siti) == ["received", "issued"]


def test_a_turn_that_is_over_is_news_no_longer(siti_asks: Ask, masrani: Person, fauzi: Person) -> None:
    code = siti_asks()
    assert selectors.unread_count(masrani.user_id) == 1
    cases.endorse(acting=masrani.acting, code=code)
    assert selectors.unread_count(masrani.user_id) == 0
    assert selectors.unread_count(fauzi.user_id) == 1
    told = {one.recipient: one for one in selectors.messages_of_case(fauzi.acting, code)}
    assert not told["H. Masrani"].is_read
    assert told["H. Masrani"].state is State.OVERTAKEN


def test_neighbours_and_other_offices_hear_nothing(
    siti_asks: Ask, budi: Person, masrani: Person, other_rt_head: Person, norhayati: Person
) -> None:
    siti_asks()
    for stranger in (budi, other_rt_head, norhayati):
        assert kinds_for(stranger) == []


def test_a_reaction_that_runs_twice_tells_once(siti_asks: Ask, masrani: Person) -> None:
    code = siti_asks()
    services.tell_whose_turn_it_is(StepReached(code=code, step="rt", who="rt"))
    assert kinds_for(masrani) == ["turn"]


def test_a_step_reached_again_is_told_again(
    siti_asks: Ask, masrani: Person, fauzi: Person, ratna: Person, frozen_clock: object
) -> None:
    code = verified(siti_asks, masrani, fauzi)
    frozen_clock.shift(60)  # type: ignore[attr-defined]
    cases.send_back(acting=ratna.acting, code=code, note="Periksa lagi alamatnya.")
    assert kinds_for(fauzi) == ["turn", "turn"]


def test_a_step_reached_again_on_a_day_off_is_told_again_too(
    siti_asks: Ask, masrani: Person, fauzi: Person, ratna: Person, frozen_clock: time_machine.Traveller
) -> None:
    frozen_clock.shift(timedelta(days=4))  # a Saturday: what begins today is due on the same hour of Monday
    code = verified(siti_asks, masrani, fauzi)
    frozen_clock.shift(60)
    cases.send_back(acting=ratna.acting, code=code, note="Periksa lagi alamatnya.")
    assert kinds_for(fauzi) == ["turn", "turn"]


def test_when_nobody_heads_the_rt_the_officer_hears_of_it(siti_asks: Ask, fauzi: Person) -> None:
    siti_asks()
    assert kinds_for(fauzi) == ["vacant"]


def test_a_late_step_is_told_to_the_next_one_up(siti_asks: Ask, masrani: Person, fauzi: Person) -> None:
    code = siti_asks()
    services.tell_of_delay(StepOverdue(code=code, step="rt", who="rt", tell="officer"))
    assert kinds_for(fauzi) == ["delay"]


def test_siti_hears_what_is_wanted_of_her_and_the_answer_is_told_on(
    siti: Person, siti_asks: Ask, masrani: Person, fauzi: Person
) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    cases.ask_correction(acting=fauzi.acting, code=code, items=[("keperluan", "Tulis lebih jelas.")])
    assert kinds_for(siti) == ["received", "correction"]
    assert selectors.unread_count(fauzi.user_id) == 0


def test_siti_hears_of_a_refusal_but_the_reason_stays_on_the_page(
    siti: Person, siti_asks: Ask, masrani: Person, fauzi: Person
) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    reason = "Rumahnya tidak ditemukan di alamat itu."
    cases.reject(acting=fauzi.acting, code=code, reason=reason, legal_basis="Perwali")
    (message, _) = selectors.inbox(siti.user_id).messages
    assert message.kind is Kind.REFUSED
    assert reason not in " ".join(message.paragraphs)


def test_who_was_about_to_work_on_it_hears_of_a_withdrawal(siti: Person, siti_asks: Ask, masrani: Person) -> None:
    code = siti_asks()
    cases.withdraw(acting=siti.acting, code=code)
    assert kinds_for(masrani) == ["turn", "taken_back"]
    assert kinds_for(siti) == ["received", "withdrawn"]


def test_siti_hears_when_her_letter_is_revoked(
    siti: Person, siti_asks: Ask, masrani: Person, fauzi: Person, ratna: Person
) -> None:
    code = verified(siti_asks, masrani, fauzi)
    letter = letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    letters.revoke(acting=ratna.acting, letter_id=letter.id, reason="Alamatnya berubah.")
    assert kinds_for(siti)[-1] == "revoked"


def test_nothing_personal_is_kept_in_what_fills_a_message(
    siti_asks: Ask, post: SmtpSink, masrani: Person, fauzi: Person, ratna: Person
) -> None:
    code = verified(siti_asks, masrani, fauzi)
    letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    kept = json.dumps(list(Message.objects.values_list("params", flat=True)))
    assert "Siti" in kept
    for secret in ("Rahmah", "6371", "+62", "contoh.id", "Gg. Keluarga"):
        assert secret not in kept


def test_addresses_are_sealed(siti_asks: Ask, post: SmtpSink, masrani: Person) -> None:
    siti_asks()
    with connection.cursor() as cursor:
        cursor.execute("SELECT address FROM delivery_message WHERE address IS NOT NULL")
        sealed = [bytes(row[0]) for row in cursor.fetchall()]
    assert sealed
    assert not any(b"contoh.id" in content for content in sealed)


@pytest.mark.parametrize("kind", list(Kind))
def test_every_message_has_words_for_everything(kind: Kind) -> None:
    params = {"service": "Surat Keterangan Domisili", "code": "PLI-7F3K-92QX", "first_name": "Siti", "step": "Periksa"}
    assert subject_of(kind, params).endswith("Surat Keterangan Domisili")
    paragraphs = selectors.paragraphs_of(kind, params)
    assert len(paragraphs) > 1
    assert paragraphs[0] == "Halo Siti,"
    assert set(SUBJECTS) == set(Kind)


@pytest.mark.parametrize(
    ("name", "greeted"),
    [
        ("Siti Rahmah", "Siti"),
        ("H. Masrani", "Masrani"),
        ("Hj. Ratna Dewi, S.Sos., M.AP.", "Ratna"),
        ("Drs. H. Muhammad Noor", "Muhammad"),
        ("Budi", "Budi"),
        ("H.", "H."),
        ("", ""),
    ],
)
def test_people_are_greeted_by_their_first_name(name: str, greeted: str) -> None:
    assert first_name(name) == greeted


# --- before it happens -------------------------------------------------------------------------


def told(person: Person, code: str, action: str) -> str:
    answer = person.client.get(f"/berkas/{code}/penerima/{action}/", headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def test_before_acting_one_reads_who_will_be_told(
    siti_asks: Ask, post: SmtpSink, masrani: Person, fauzi: Person, ratna: Person
) -> None:
    code = siti_asks()
    assert "Ahmad Fauzi, lewat kotak masuk" in told(masrani, code, "endorse")
    cases.endorse(acting=masrani.acting, code=code)
    assert "Ratna Dewi" in told(fauzi, code, "verify")
    refusal = told(fauzi, code, "reject")
    assert "Siti Rahmah, lewat kotak masuk dan s•••@contoh.id" in refusal
    assert "siti@contoh.id" not in refusal
    cases.verify(acting=fauzi.acting, code=code)
    assert "Siti Rahmah" in told(ratna, code, "sign")
    assert "Ahmad Fauzi" in told(ratna, code, "send-back")


def test_what_is_announced_is_what_happens(
    siti_asks: Ask, post: SmtpSink, masrani: Person, fauzi: Person, ratna: Person
) -> None:
    code = siti_asks()
    announced = selectors.recipients_of(masrani.acting, code, Action.ENDORSE)
    before = set(Message.objects.values_list("pk", flat=True))
    cases.endorse(acting=masrani.acting, code=code)
    happened = Message.objects.exclude(pk__in=before).values_list("recipient_name", "channel")
    assert {(one.name, way.channel.value) for one in announced for way in one.ways} == set(happened)


def test_without_a_mail_server_nobody_is_promised_an_email(siti_asks: Ask, masrani: Person, fauzi: Person) -> None:
    code = siti_asks()
    cases.endorse(acting=masrani.acting, code=code)
    assert "Siti Rahmah, lewat kotak masuk." in told(fauzi, code, "reject")
    assert not Message.objects.filter(channel="email").exists()


@pytest.mark.parametrize("who", ["budi", "norhayati", "other_rt_head"])
def test_strangers_learn_nothing(siti_asks: Ask, city: City, who: str, request: pytest.FixtureRequest) -> None:
    code = siti_asks()
    person: Person = request.getfixturevalue(who)
    assert person.client.get(f"/berkas/{code}/penerima/reject/").status_code == 404
    assert person.client.get(f"/berkas/{code}/pesan/").status_code == 404


def test_an_unknown_action_is_a_missing_page(siti_asks: Ask, fauzi: Person) -> None:
    assert fauzi.client.get(f"/berkas/{siti_asks()}/penerima/terbang/").status_code == 404
