"""Who is named as a witness or heir hears of it themselves, and the applicant never gets their link."""

from collections.abc import Callable

import pytest
from django.test import Client

from palui.cases import selectors as case_selectors
from palui.cases import services as cases
from palui.cases.domain import Action, Status
from palui.cases.events import ConfirmationAsked
from palui.delivery import selectors, services
from palui.delivery.models import Message
from tests.cast import JAMILAH, RAHMAD, Person
from tests.delivery.conftest import link_in, texts_to
from tests.peers.smtp import SmtpSink

Ask = Callable[..., str]
Work = Callable[[], None]


@pytest.fixture
def asked(siti_asks: Ask, post: SmtpSink, rahmat_id: int, masrani: Person, fauzi: Person) -> str:
    """A death was reported, and two witnesses are asked."""
    code = siti_asks("kematian", subject=rahmat_id)
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    return code


def test_rahmad_answers_from_his_email(asked: str, post: SmtpSink, work_off: Work, anonymous: Client) -> None:
    work_off()
    (text,) = texts_to(post, "rahmad@contoh.id")
    assert text.startswith("Halo Rahmad,")
    assert "Siti menyebut Anda sebagai Saksi 1" in text
    for secret in ("Rahmat Hidayat", RAHMAD["nik"], JAMILAH["nama"]):
        assert secret not in text
    link = link_in(text)
    assert link.startswith("/k/")
    assert anonymous.get(link).status_code == 200
    anonymous.post(f"{link}ya/", {"angka": RAHMAD["nik"][-4:]})
    assert [person.is_waiting for person in case_selectors.case(asked).confirmations] == [False, True]


def test_the_applicant_gets_no_link(asked: str, post: SmtpSink, work_off: Work) -> None:
    work_off()
    assert not any("/k/" in text for text in texts_to(post, "siti@contoh.id"))


def test_nobody_is_asked_twice_however_often_the_reaction_runs(asked: str) -> None:
    first = case_selectors.case(asked).confirmations[0]
    before = Message.objects.count()
    for _ in range(3):
        services.ask_for_confirmation(ConfirmationAsked(code=asked, confirmation_id=first.id))
    assert Message.objects.count() == before


def test_who_has_answered_already_is_not_written_to(asked: str, post: SmtpSink, work_off: Work, fauzi: Person) -> None:
    first = case_selectors.case(asked).confirmations[0]
    cases.confirm_at_counter(acting=fauzi.acting, code=asked, confirmation_id=first.id, identity_seen=True)
    work_off()
    assert texts_to(post, "rahmad@contoh.id") == []
    assert Message.objects.get(kind="confirm", channel="email").state == "overtaken"
    services.ask_for_confirmation(ConfirmationAsked(code=asked, confirmation_id=first.id))
    assert Message.objects.filter(kind="confirm", channel="email").count() == 1


def test_who_is_asked_anew_is_told_anew(asked: str, fauzi: Person) -> None:
    second = case_selectors.case(asked).confirmations[1]
    cases.decline_at_counter(
        acting=fauzi.acting, code=asked, confirmation_id=second.id, identity_seen=True, reason="Keliru"
    )
    assert case_selectors.case(asked).status is Status.VERIFICATION
    cases.verify(acting=fauzi.acting, code=asked)
    assert Message.objects.filter(kind="confirm", channel="email").count() == 2


def test_the_officer_sees_whom_the_next_step_will_ask(
    siti_asks: Ask, post: SmtpSink, rahmat_id: int, masrani: Person, fauzi: Person
) -> None:
    code = siti_asks("kematian", subject=rahmat_id)
    cases.endorse(acting=masrani.acting, code=code)
    told = selectors.recipients_of(fauzi.acting, code, Action.VERIFY)
    assert [(one.name, [str(way) for way in one.ways]) for one in told] == [
        ("Rahmad Nor", ["r•••@contoh.id"]),
        ("Jamilah", []),
    ]


def test_no_officer_is_told_that_it_is_their_turn_while_parties_are_asked(asked: str, fauzi: Person) -> None:
    assert not Message.objects.filter(kind="vacant").exists()
    assert not Message.objects.filter(kind="turn", recipient_id=fauzi.user_id, read_at__isnull=True).exists()
