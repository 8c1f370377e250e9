"""What a person has read."""

from django.db import transaction

from palui.accounts.domain import Acting
from palui.delivery import access
from palui.delivery.domain import Channel
from palui.delivery.models import Message
from palui.delivery.selectors import InboxMessage, inbox_message
from palui.kernel import clock


@transaction.atomic
def read_message(*, acting: Acting, message_id: int) -> InboxMessage:
    """A message of one's own inbox, marked as read. Raises NotFound for every other."""
    message = access.own_message(acting, message_id)
    if message.read_at is None:
        message.read_at = clock.now()
        message.save(update_fields=["read_at"])
    return inbox_message(message)


@transaction.atomic
def read_all(*, acting: Acting) -> int:
    """Mark the whole inbox as read; gives how many were not."""
    if acting.user_id is None:
        return 0
    unread = Message.objects.filter(recipient_id=acting.user_id, channel=Channel.INBOX.value, read_at__isnull=True)
    return unread.update(read_at=clock.now())
