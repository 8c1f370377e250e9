"""A new e-mail address counts once its owner has said so; and where one is signed in."""

import re
from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from palui.accounts import services
from palui.accounts.domain import device_of
from palui.accounts.models import User
from palui.audit import selectors as audit
from palui.delivery.ports import mailer
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.outbox import services as outbox
from tests.cast import Person
from tests.peers.smtp import SmtpSink

BODY = {"phone": "0812-3456-7781", "email": "siti.baru@contoh.id", "password": "palui-practice"}
PHONE = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36"
)


@pytest.fixture
def link(siti: Person, smtp_sink: SmtpSink, settings) -> str:
    """Siti gives a new address; the link that was sent there."""
    sender = "Layanan <layanan@contoh.go.id>"
    with mailer.filled_with(SmtpMailer(settings.PALUI_MAIL_SERVER, sender=sender)):
        assert siti.client.post("/akun/ubah/", BODY).status_code == 302
        while outbox.deliver_due():
            pass
    (letter,) = smtp_sink.messages
    assert letter["To"] == "siti.baru@contoh.id"
    found = re.search(r"http\S+/surel/\S+", letter.get_body(("plain",)).get_content())
    return urlsplit(found[0]).path


def test_until_the_link_is_followed_the_old_address_counts(siti: Person, link: str) -> None:
    assert siti.record.email == "siti@contoh.id"
    assert "Menunggu konfirmasi" in siti.client.get("/akun/").content.decode()


def test_whoever_follows_the_link_and_says_yes_confirms_it(siti: Person, link: str, anonymous: Client) -> None:
    assert "siti.baru@contoh.id" in anonymous.get(link).content.decode()
    assert siti.record.email == "siti@contoh.id", "looking changes nothing: mail programs open links by themselves"
    assert anonymous.post(link).status_code == 302
    assert siti.record.email == "siti.baru@contoh.id"
    assert "mengubah data akun: surel" in [
        entry.sentence for entry in audit.entries_of_subject(f"account:{siti.user_id}")
    ]
    assert anonymous.post(link).status_code == 404


def test_a_link_that_was_overtaken_false_or_old_leads_nowhere(siti: Person, link: str, anonymous: Client) -> None:
    services.change_profile(acting=siti.acting, email="lain@contoh.id")
    assert anonymous.get(link).status_code == 404
    assert anonymous.get(link[:-3] + "xx/").status_code == 404
    old = signing.TimestampSigner(salt="lain").sign("siti")
    assert anonymous.get(f"/surel/{old}/").status_code == 404


def test_an_address_is_given_up_at_once(siti: Person) -> None:
    assert siti.client.post("/akun/ubah/", BODY | {"email": ""}).status_code == 302
    assert siti.record.email == ""


def test_siti_sees_where_she_is_signed_in_and_signs_out_everywhere_else(siti: Person) -> None:
    here, phone = Client(), Client(headers={"user-agent": PHONE})
    for client in (here, phone):
        client.post("/masuk/", {"login": "siti", "password": "palui-practice"})
    page = here.get("/akun/perangkat/").content.decode()
    assert "Chrome, Android" in page
    assert page.count("perangkat ini") == 1
    assert here.post("/akun/perangkat/").status_code == 302
    assert phone.get("/akun/").status_code == 302
    assert here.get("/akun/").status_code == 200
    assert "keluar dari 1 perangkat lain" in [e.sentence for e in audit.entries_of_subject(f"account:{siti.user_id}")]


def test_nobody_sees_devices_of_others(siti: Person, budi: Person) -> None:
    Client(headers={"user-agent": PHONE}).post("/masuk/", {"login": "siti", "password": "palui-practice"})
    assert "Android" not in budi.client.get("/akun/perangkat/").content.decode()
    budi.client.post("/akun/perangkat/")
    assert len(services.devices(acting=siti.acting, session_key="")) == 1


def test_after_a_new_password_this_device_is_still_in_the_list(siti: Person) -> None:
    client = Client(headers={"user-agent": PHONE})
    client.post("/masuk/", {"login": "siti", "password": "palui-practice"})
    client.post("/akun/kata-sandi/", {"old": "palui-practice", "new": "perahu klotok pagi"})
    assert "perangkat ini" in client.get("/akun/perangkat/").content.decode()


@pytest.mark.parametrize(
    ("said", "name"),
    [
        (PHONE, "Chrome, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1", "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/131.0 Safari/537.36 Edg/131.0", "Edge, Windows"),
        ("palui-klien/1.2 (uji)", "palui-klien"),
        ("", "?"),
        ("   ", "?"),
    ],
)
def test_a_device_has_a_name_that_people_recognise(said: str, name: str) -> None:
    assert device_of(said) == name


def test_an_address_given_at_sign_up_waits_too(siti: Person, budi: Person) -> None:
    User.objects.filter(pk=budi.user_id).update(new_email="budi@contoh.id")
    asked = services.address_to_confirm(user_id=budi.user_id)
    assert asked is not None
    services.confirm_email(token=asked.token)
    assert budi.record.email == "budi@contoh.id"
    assert services.address_to_confirm(user_id=siti.user_id) is None
