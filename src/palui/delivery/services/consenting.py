"""The digits with which a resident agrees that somebody fills in for them."""

from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from palui.delivery.domain import first_name
from palui.delivery.ports import Mail, Text, mailer, texter
from palui.intake import services as intake
from palui.intake.events import ConsentCodeAsked
from palui.intake.services import CodeToSend
from palui.kernel.errors import PermanentFailure, TemporaryFailure
from palui.kernel.language import say

SUBJECT = "Kode persetujuan %(code)s"
PARAGRAPHS = (
    "Halo %(name)s,",
    (
        "%(helper)s sedang mengisikan permohonan %(service)s untuk Anda. Kalau Anda setuju, sebutkan kode ini kepadanya: "
        "%(code)s. Kode berlaku 10 menit."
    ),
    "Kalau Anda tidak meminta bantuan siapa pun, jangan sebutkan kodenya.",
)
TEXT = "Palui: kode %(code)s. Sebutkan bila setuju %(helper)s mengisikan %(service)s untuk Anda. Tidak meminta? Jangan sebutkan."
TEXT = (
    "Palui: %(code)s adalah kode persetujuan Anda. %(helper)s mengisikan %(service)s untuk Anda. "
    "Berlaku 10 menit. Bukan Anda yang minta? Jangan sebutkan."
)
LABEL = "Tentang layanan ini"
NO_WAY = "belum ada saluran yang bisa mencapai warga ini"


def send_consent_code(event: ConsentCodeAsked) -> None:
    """Reaction for the worker alone: make the digits, and send them to the resident's phone, otherwise their e-mail.

    What was sent is not sent again; whose ten minutes are over, or whose draft was sent meanwhile, gets nothing.
    The officer reads on their page what stood in the way.
    """
    made = intake.make_consent_code(event.request_id)
    if made is None:
        return
    try:
        if made.phone and texter().is_ready:
            texter().send(_text(event, made))
        elif made.email and mailer().is_ready:
            with mailer().open() as post:
                post.send(_mail(event, made))
        else:
            intake.note_consent_code_sent(event.request_id, failure=say(NO_WAY))
            return
    except PermanentFailure as refusal:
        intake.note_consent_code_sent(event.request_id, failure=str(refusal))
    except TemporaryFailure as trouble:
        intake.note_consent_code_sent(event.request_id, failure=str(trouble))
        raise
    else:
        intake.note_consent_code_sent(event.request_id)


def _text(event: ConsentCodeAsked, made: CodeToSend) -> Text:
    facts = {"code": made.code, "helper": made.helper, "service": say(made.service_title)}
    return Text(to=made.phone, body=say(TEXT) % facts, reference=f"palui-setuju-{event.request_id}")


def _mail(event: ConsentCodeAsked, made: CodeToSend) -> Mail:
    facts = {
        "code": f"{made.code[:3]} {made.code[3:]}",
        "name": first_name(made.name),
        "helper": made.helper,
        "service": say(made.service_title),
    }
    subject = say(SUBJECT) % facts
    context = {
        "subject": subject,
        "paragraphs": [say(text) % facts for text in PARAGRAPHS],
        "link": settings.PALUI_PUBLIC_URL + reverse("catalogue:service", args=[made.service_code]),
        "label": say(LABEL),
    }
    return Mail(
        to=made.email,
        subject=subject,
        text=render_to_string("delivery/email.txt", context),
        html=render_to_string("delivery/email.html", context),
        message_id=f"<setuju.{event.request_id}@{urlsplit(settings.PALUI_PUBLIC_URL).hostname}>",
    )
