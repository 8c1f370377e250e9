"""The API of messages: one's own inbox, and what was told about a case."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema
from ninja import Status as Answer

from palui.accounts.domain import Acting
from palui.cases.domain import Action
from palui.delivery import selectors, services
from palui.delivery.selectors import InboxMessage

router = Router()


class InboxMessageOut(Schema):
    """A message, in Indonesian for people; `paragraphs` is its text."""

    id: int
    kind: str
    subject: str
    paragraphs: list[str]
    case_code: str
    created_at: datetime
    is_read: bool


class Inbox(Schema):
    """A page, newest first; `next` is the `after` of the following one, empty at the end."""

    items: list[InboxMessageOut]
    next: str
    unread: int


class SentMessageOut(Schema):
    """A message about a case as the office sees it, never its text."""

    id: int
    recipient: str
    way: str
    subject: str
    state: str
    reason: str
    attempts: int
    at: datetime
    is_read: bool
    can_retry: bool


class RecipientOut(Schema):
    """Who will be told, and by which ways; none when somebody has to tell them."""

    name: str
    ways: list[str]


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by the sign-in of the API
    return acting


@router.get("/messages", response=Inbox, summary="My inbox")
def inbox(
    request: HttpRequest,
    after: Annotated[int | None, Query(ge=0, lt=2**63)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = selectors.PAGE,
) -> dict[str, Any]:
    """What I was told, newest first."""
    user_id = _acting(request).user_id or 0
    page = selectors.inbox(user_id, after=after, limit=limit)
    return {
        "items": [_message(one) for one in page.messages],
        "next": "" if page.after is None else str(page.after),
        "unread": selectors.unread_count(user_id),
    }


@router.get("/messages/{int:message_id}", response=InboxMessageOut, summary="One message")
def message(request: HttpRequest, message_id: int) -> dict[str, Any]:
    """Opening it is reading it."""
    return _message(services.read_message(acting=_acting(request), message_id=message_id))


@router.post("/messages/read", response={204: None}, summary="Everything is read")
def read_all(request: HttpRequest) -> Answer[None]:
    """Nothing in the inbox is new any more."""
    services.read_all(acting=_acting(request))
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get("/cases/{code}/messages", response=list[SentMessageOut], summary="Who was told about a case")
def messages_of_case(request: HttpRequest, code: str) -> list[selectors.SentMessage]:
    """And whether it reached them. For the office."""
    return list(selectors.messages_of_case(_acting(request), code))


@router.post(
    "/cases/{code}/messages/{int:message_id}/retry", response={204: None}, summary="Send a failed message again"
)
def retry(request: HttpRequest, code: str, message_id: int) -> Answer[None]:
    """Once more, now."""
    services.retry_message(acting=_acting(request), message_id=message_id)
    return Answer(HTTPStatus.NO_CONTENT, None)


@router.get("/cases/{code}/recipients/{action}", response=list[RecipientOut], summary="Who would be told")
def recipients(request: HttpRequest, code: str, action: Action) -> list[dict[str, Any]]:
    """Asked before the action is taken."""
    told = selectors.recipients_of(_acting(request), code, action)
    return [{"name": one.name, "ways": [str(way) for way in one.ways]} for one in told]


def _message(one: InboxMessage) -> dict[str, Any]:
    return {
        "id": one.id,
        "kind": one.kind.value,
        "subject": one.subject,
        "paragraphs": list(one.paragraphs),
        "case_code": one.case_code,
        "created_at": one.created_at,
        "is_read": one.is_read,
    }
