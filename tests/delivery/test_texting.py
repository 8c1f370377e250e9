"""Who has no e-mail gets a text: one sentence, one link, once, also when the gateway has a bad day."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from palui.accounts.models import User
from palui.cases import selectors as case_selectors
from palui.cases.domain import Status
from palui.delivery import selectors, services
from palui.delivery.domain import TEXTS, Kind
from palui.delivery.models import Message
from palui.delivery.ports import Text
from palui.integrations.sms_gateway.adapter import GatewayTexter
from palui.kernel.errors import PermanentFailure, TemporaryFailure
from tests.cast import Person
from tests.delivery.conftest import link_in
from tests.peers.sms import SmsGateway
from tests.peers.smtp import SmtpSink

Ask = Callable[..., str]
Work = Callable[[], None]
SITIS, MASRANIS = "+6281234567781", "+6281234560012"


@pytest.fixture
def without_email(siti: Person, masrani: Person) -> None:
    """Siti has an old phone and no e-mail; neither has Pak Masrani."""
    User.objects.filter(pk__in=[siti.user_id, masrani.user_id]).update(email="")


@pytest.mark.usefixtures("without_email")
def test_siti_gets_a_text_with_the_way_to_her_request(siti_asks: Ask, phones: SmsGateway, work_off: Work) -> None:
    code = siti_asks()
    work_off()

    (text,) = phones.texts_to(SITIS)
    assert text.startswith("Palui: Surat Keterangan Domisili Anda kami terima")
    assert link_in(text) == f"/lacak/{code}/"


@pytest.mark.usefixtures("without_email")
def test_masrani_endorses_from_a_text_without_signing_in(
    siti_asks: Ask, phones: SmsGateway, fauzi: Person, work_off: Work, anonymous: Client
) -> None:
    code = siti_asks()
    work_off()

    (text,) = phones.texts_to(MASRANIS)
    link = link_in(text)
    assert anonymous.get(link).status_code == 200
    anonymous.post(f"{link}setujui/", {"note": ""})
    assert case_selectors.case(code).status is Status.VERIFICATION


def test_who_has_email_gets_no_text_besides(
    siti_asks: Ask, phones: SmsGateway, post: SmtpSink, work_off: Work, siti: Person, masrani: Person
) -> None:
    siti_asks()
    work_off()

    assert phones.received == []
    assert len(post.messages) == 2


@pytest.mark.usefixtures("without_email")
def test_the_office_sees_that_a_text_went_out_but_not_the_number(
    siti_asks: Ask, phones: SmsGateway, work_off: Work, fauzi: Person
) -> None:
    code = siti_asks()
    work_off()

    ways = {message.way for message in selectors.messages_of_case(fauzi.acting, code)}
    assert "0812-••••-7781" in ways
    assert not any("34567" in way for way in ways)


@pytest.mark.usefixtures("without_email")
@pytest.mark.parametrize("fault", ["500", "429", "503", "401", "lost", "slow"])
def test_a_gateway_with_a_bad_day_costs_no_message_and_doubles_none(
    fault: str, frozen_clock: time_machine.Traveller, siti_asks: Ask, phones: SmsGateway, work_off: Work
) -> None:
    siti_asks()
    phones.faults = [fault]
    work_off()

    for _ in range(4):
        frozen_clock.shift(timedelta(minutes=5))
        work_off()

    assert len(phones.texts_to(SITIS)) == 1
    assert len(phones.texts_to(MASRANIS)) == 1
    assert set(Message.objects.filter(channel="sms").values_list("state", flat=True)) == {"sent"}


@pytest.mark.usefixtures("without_email")
def test_a_number_that_is_refused_for_good_is_a_failure_that_the_office_can_retry(
    siti_asks: Ask, phones: SmsGateway, work_off: Work, fauzi: Person
) -> None:
    code = siti_asks()
    phones.faults = ["422", "422"]
    work_off()
    failed = Message.objects.filter(channel="sms", state="failed")
    assert failed.count() == 2
    assert "menolak" in failed[0].last_error

    for message in list(failed):
        services.retry_message(acting=fauzi.acting, message_id=message.pk)
    work_off()

    assert not failed.all().exists()
    assert len(phones.received) == 2
    assert code


def test_without_a_gateway_nothing_is_queued_for_it(siti_asks: Ask, without_email: None) -> None:
    siti_asks()
    assert not Message.objects.filter(channel="sms").exists()


def test_every_kind_of_message_has_a_text_that_fits() -> None:
    assert TEXTS.keys() == set(Kind)
    facts = {
        "service": "Surat Keterangan Domisili",
        "code": "PLI-7F3K-92QX",
        "applicant": "Siti",
        "link": "https://layanan.banjarmasinkota.go.id/s/x7Yq-4bQ1pLzNfD0aT9w_g/",
    }
    assert {kind: len(text % facts) for kind, text in TEXTS.items() if len(text % facts) > 160} == {}


def test_a_wrong_token_is_for_the_operator_to_mend(phones: SmsGateway) -> None:
    with pytest.raises(TemporaryFailure, match="401"):
        GatewayTexter(phones.url, token="salah").send(Text(to=SITIS, body="Halo", reference="1"))


def test_what_is_no_number_is_refused_for_good(phones: SmsGateway) -> None:
    with pytest.raises(PermanentFailure):
        GatewayTexter(phones.url, token=phones.token).send(Text(to="08", body="Halo", reference="1"))


def test_a_gateway_that_is_away_is_tried_again_later() -> None:
    with pytest.raises(TemporaryFailure):
        GatewayTexter("http://127.0.0.1:9/messages", token="").send(Text(to=SITIS, body="Halo", reference="1"))
