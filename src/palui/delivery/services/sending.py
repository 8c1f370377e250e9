"""How a message goes out: by the worker, through mailer or texter, as often as it takes."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting
from palui.accounts.selectors import PersonRecord
from palui.audit import services as audit
from palui.cases import selectors as case_selectors
from palui.cases import services as cases
from palui.cases.selectors import AskedPerson
from palui.delivery import access
from palui.delivery.domain import MAX_ATTEMPTS, TEXTS, Channel, Kind, State, subject_of
from palui.delivery.events import MessageQueued
from palui.delivery.models import Message
from palui.delivery.ports import Mail, Text, mailer, texter
from palui.delivery.selectors import confirmation_of, paragraphs_of
from palui.delivery.services import leaving
from palui.intake import selectors as intake
from palui.intake.selectors import Applicant
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound, PermanentFailure, TemporaryFailure
from palui.letters import selectors as letters
from palui.outbox import services as outbox

#: What the link in an e-mail says.
LINK_WORDS: dict[Kind, str] = {
    Kind.TURN: "Baca dan setujui",
    Kind.CONFIRM: "Baca dan jawab",
    Kind.CORRECTION: "Perbaiki permohonan",
    Kind.ISSUED: "Buka dan unduh surat",
    Kind.REPLACED: "Buka dan unduh surat",
}


def send_message(event: MessageQueued) -> None:
    """Reaction for the worker alone: send one e-mail or text.

    A TemporaryFailure is passed on, so that the outbox tries again later, longer apart each time; after the last try,
    and when the server refuses for good, the message is marked as failed with the reason, and the office sees it.
    What was sent is not sent again.
    """
    message = Message.objects.filter(pk=event.message_id, state__in=[State.QUEUED.value, State.WAITING.value]).first()
    if message is None:
        return
    if message.attempts and leaving.has_left(message):
        _mark(message, State.SENT)
        return
    Message.objects.filter(pk=message.pk).update(attempts=F("attempts") + 1)
    try:
        _hand_over(message)
    except PermanentFailure as refusal:
        _mark(message, State.FAILED, reason=str(refusal))
    except TemporaryFailure as trouble:
        is_last = message.attempts + 1 >= MAX_ATTEMPTS
        _mark(message, State.FAILED if is_last else State.WAITING, reason=str(trouble))
        if not is_last:
            raise


def _hand_over(message: Message) -> None:
    """Send it and note that at once: who dies in between sends it a second time, so nothing else is done in between."""
    if message.channel == Channel.SMS:
        text = _text(message)
        if text is not None:
            texter().send(text)
            leaving.note(message)
        _mark(message, State.SENT if text is not None else State.OVERTAKEN)
        return
    with mailer().open() as post:
        # Made only now, with the line open: a link is never made for a letter that cannot leave.
        mail = _mail(message)
        if mail is not None:
            post.send(mail)
            leaving.note(message)
        _mark(message, State.SENT if mail is not None else State.OVERTAKEN)


def _mark(message: Message, state: State, *, reason: str = "") -> None:
    Message.objects.filter(pk=message.pk).update(
        state=state.value, last_error=reason[:400], sent_at=clock.now() if state is State.SENT else None
    )


@transaction.atomic
def retry_message(*, acting: Acting, message_id: int) -> str:
    """Send a failed message again, to the address the person has now; gives the case's code.

    Raises NotFound for who is not of the office, and for a message that has not failed.
    """
    failed = Message.objects.select_for_update(of=("self",)).filter(
        state=State.FAILED.value, channel__in=[Channel.EMAIL.value, Channel.SMS.value]
    )
    message = failed.filter(pk=message_id).first()
    if message is None:
        raise NotFound("message", message_id)
    view = access.case_with_messages(acting, message.case_code)
    message.address = _address_now(message) or message.address
    message.state, message.attempts, message.last_error = State.QUEUED.value, 0, ""
    message.save(update_fields=["address", "state", "attempts", "last_error"])
    by = Actor(name=acting.name, title=view.title, user_id=acting.user_id)
    audit.record(by=by, action="message.retry", case_code=message.case_code, recipient=message.recipient_name)
    outbox.emit(MessageQueued(message_id=message.pk))
    return message.case_code


def _address_now(message: Message) -> str:
    """Where the recipient can be written to today by the same channel; they may have mended their address."""
    person: AskedPerson | PersonRecord | Applicant | None
    confirmation_id = confirmation_of(message)
    if confirmation_id is not None:
        person = case_selectors.asked_person(message.case_code, confirmation_id)
    elif message.recipient_id is not None:
        person = accounts.person(message.recipient_id)
    else:
        person = intake.submission(message.case_code).applicant
    if person is None:
        return ""
    return person.phone if message.channel == Channel.SMS else person.email


def _text(message: Message) -> Text | None:
    """The short message with its link, or None when its occasion is over."""
    kind = Kind(message.kind)
    path = _path(message, kind)
    if path is None:
        return None
    facts = {**message.params, "code": message.case_code, "link": settings.PALUI_PUBLIC_URL + path}
    return Text(to=message.address or "", body=TEXTS[kind] % facts, reference=f"palui-{message.pk}")


def _mail(message: Message) -> Mail | None:
    """The e-mail with its link, or None when its occasion is over."""
    kind = Kind(message.kind)
    path = _path(message, kind)
    if path is None:
        return None
    subject = subject_of(kind, message.params)
    context = {
        "subject": subject,
        "paragraphs": paragraphs_of(kind, message.params),
        "link": settings.PALUI_PUBLIC_URL + path,
        "label": LINK_WORDS.get(kind, "Lihat permohonan"),
    }
    return Mail(
        to=message.address or "",
        subject=subject,
        text=render_to_string("delivery/email.txt", context),
        html=render_to_string("delivery/email.html", context),
        message_id=f"<{message.pk}.{message.created_at:%Y%m%d%H%M%S}@{urlsplit(settings.PALUI_PUBLIC_URL).hostname}>",
    )


def _path(message: Message, kind: Kind) -> str | None:
    if kind is Kind.TURN:
        step_key = message.occasion.partition("@")[0]
        try:
            token = cases.issue_link(code=message.case_code, step_key=step_key, holder_id=message.recipient_id or 0)
        except NotFound:  # the step is done, or somebody else holds the role now
            return None
        return reverse("cases:link", args=[token])
    if kind is Kind.CONFIRM:
        try:
            token = cases.issue_confirmation_link(code=message.case_code, confirmation_id=confirmation_of(message) or 0)
        except NotFound:  # answered already, or not asked any more
            return None
        return reverse("cases:confirm_link", args=[token])
    if kind in (Kind.ISSUED, Kind.REPLACED):
        letter = letters.letter_of_case(message.case_code)
        if letter is not None:
            return reverse("letters:verify", args=[letter.token])
    return reverse("portal:tracking", args=[message.case_code])
