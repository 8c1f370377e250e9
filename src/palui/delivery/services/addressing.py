"""The e-mail that asks the owner of a new address whether it is theirs."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from palui.accounts import services as accounts
from palui.accounts.events import EmailToConfirm
from palui.delivery.domain import first_name
from palui.delivery.ports import Mail, mailer
from palui.kernel.language import say

SUBJECT = "Konfirmasi alamat surel Anda"
GREETING = "Halo %(name)s,"
QUESTION = (
    "alamat ini ditulis sebagai surel akun Palui Anda. Bukalah tautan ini agar kabar permohonan dikirim ke sini. "
    "Tautan berlaku tiga hari."
)
LABEL = "Konfirmasi alamat surel"


def ask_to_confirm_email(event: EmailToConfirm) -> None:
    """Send the link, once, unless the address was confirmed or changed meanwhile, or there is no e-mail here."""
    asked = accounts.address_to_confirm(user_id=event.user_id)
    if asked is None or not mailer().is_ready:
        return
    subject = say(SUBJECT)
    context = {
        "subject": subject,
        "paragraphs": [say(GREETING) % {"name": first_name(asked.name)}, say(QUESTION)],
        "link": settings.PALUI_PUBLIC_URL + reverse("accounts:confirm_email", args=[asked.token]),
        "label": say(LABEL),
    }
    letter = Mail(
        to=asked.email,
        subject=subject,
        text=render_to_string("delivery/email.txt", context),
        html=render_to_string("delivery/email.html", context),
        message_id=f"<surel.{asked.token[-27:]}@{urlsplit(settings.PALUI_PUBLIC_URL).hostname}>",
    )
    with mailer().open() as post:
        post.send(letter)
    accounts.note_email_asked(user_id=event.user_id, email=asked.email)
