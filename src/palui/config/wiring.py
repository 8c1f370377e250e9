"""Fills every port and installs the flow: the only place that knows adapters."""

from django.conf import settings

from palui import flow
from palui.delivery.ports import mailer
from palui.integrations.email_smtp.adapter import SmtpMailer
from palui.integrations.esign_local.adapter import LocalSigner
from palui.letters.ports import signer
from palui.outbox import services as outbox
from palui.vault.domain import Keyring, Sealer
from palui.vault.ports import sealer


def wire() -> None:
    """Called once, when Django is ready."""
    sealer.fill(Sealer(Keyring.from_keys(settings.PALUI_DATA_KEYS)))
    signer.fill(LocalSigner())
    mailer.fill(SmtpMailer(settings.PALUI_MAIL_SERVER, sender=settings.DEFAULT_FROM_EMAIL))
    outbox.install(flow.FLOW)
