"""Fills every port and installs the flow: the only place that knows adapters."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import get_language, gettext

from palui import flow
from palui.catalogue.ports import open_drafts
from palui.catalogue.selectors import said_in_english
from palui.delivery.ports import mailer, texter
from palui.intake.ports import scanner
from palui.intake.selectors.begun import open_drafts as drafts_of_an_office
from palui.integrations.clamav.adapter import ClamavScanner
from palui.integrations.clamav.client import Clamd
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.integrations.esign_local.adapter import LocalSigner
from palui.integrations.sms_gateway.adapter import GatewayTexter
from palui.kernel.language import translator
from palui.letters.ports import signer
from palui.outbox import services as outbox
from palui.vault.domain import Keyring, Sealer
from palui.vault.ports import sealer


def wire() -> None:
    """Called once, when Django is ready."""
    translator.fill(_said_in(settings.LANGUAGE_CODE))
    sealer.fill(Sealer(Keyring.from_keys(settings.PALUI_DATA_KEYS)))
    signer.fill(LocalSigner())
    mailer.fill(SmtpMailer(settings.PALUI_MAIL_SERVER, sender=settings.DEFAULT_FROM_EMAIL))
    texter.fill(GatewayTexter(settings.PALUI_SMS_URL, token=settings.PALUI_SMS_TOKEN))
    clamd = settings.PALUI_CLAMD
    scanner.fill(ClamavScanner(Clamd(host=clamd.host, port=clamd.port, path=clamd.path) if clamd else None))
    open_drafts.fill(drafts_of_an_office)
    outbox.install(flow.FLOW)


def _said_in(written: str) -> Callable[[str], str]:
    def said(text: str) -> str:
        # What is written in the reader's language already needs no looking up, dozens of times a page.
        if get_language() == written:
            return text
        # What a city itself says, in a service of its own or another way than we do, comes first.
        own = said_in_english(text)
        return own if own != text else gettext(text)

    return said
