"""Who may see and send again what was told about a case."""

from palui.accounts.domain import Acting
from palui.cases import selectors as cases
from palui.cases.access import Relation
from palui.cases.selectors import CaseView
from palui.delivery.domain import Channel
from palui.delivery.models import Message
from palui.kernel.errors import NotFound


def case_with_messages(acting: Acting, code: str) -> CaseView:
    """The case, for who may see whom it was told to: the office and the district. Raises NotFound for others."""
    view = cases.view(acting, code)
    if view.relation not in (Relation.OFFICE, Relation.DISTRICT):
        raise NotFound("case", code)
    return view


def own_message(acting: Acting, message_id: int) -> Message:
    """A message in this person's inbox. Raises NotFound for every other."""
    message = Message.objects.filter(
        pk=message_id, recipient_id=acting.user_id, channel=Channel.INBOX.value, recipient__isnull=False
    ).first()
    if message is None:
        raise NotFound("message", message_id)
    return message
