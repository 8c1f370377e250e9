"""What bears a key is done once: the answer is stored in the transaction of the work, so both are there or neither.

A process that dies in between leaves nothing, and whoever tries again does it for the first time.
"""

import base64
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

from django.db import connection, transaction

from palui.gate.domain import KEPT_FOR, MAX_KEPT, Reply
from palui.gate.models import KeptReply
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError

_REFUSED, _FAILED = 400, 500
_running: set[str] = set()
_guard = Lock()


def answer_once(*, key: str, fingerprint: str, work: Callable[[], Reply]) -> Reply | None:
    """Do the work unless its answer is kept under this key (`domain.reply_key`). Gives the kept answer, or None when the
    work was done now.

    Only what succeeded is kept: a refusal changed nothing, so the same key may be tried again. `fingerprint` is that of what
    was sent. Raises DomainError `key_reused` when the key came with something else before, and Conflict `still_running`
    while the first call is at work (on SQLite another process may wait for it instead, and get its answer).
    """
    with _alone(key), transaction.atomic():
        _lock(key)
        kept = KeptReply.objects.filter(pk=key, expires_at__gt=clock.now()).first()
        if kept is not None:
            if kept.fingerprint != fingerprint:
                raise DomainError("key_reused")
            return _reply(kept.reply)
        reply = work()
        if reply.status >= _FAILED:
            transaction.set_rollback(True)
        elif reply.status < _REFUSED:
            KeptReply.objects.update_or_create(
                pk=key,
                defaults={
                    "fingerprint": fingerprint,
                    "reply": _as_json(reply),
                    "expires_at": clock.now() + KEPT_FOR,
                },
            )
    return None


def forget_expired() -> int:
    """Delete answers whose time is over. Returns how many."""
    deleted, _ = KeptReply.objects.filter(expires_at__lte=clock.now()).delete()
    return deleted


@contextmanager
def _alone(key: str) -> Iterator[None]:
    """Within this process, one call at a time bears a key."""
    with _guard:
        if key in _running:
            raise Conflict("still_running")
        _running.add(key)
    try:
        yield
    finally:
        with _guard:
            _running.discard(key)


def _lock(key: str) -> None:
    """Among processes too: PostgreSQL tells at once; on SQLite, whose writers take turns, the transaction is the lock."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(key[:15], 16)])
        (is_mine,) = cursor.fetchone()
    if not is_mine:
        raise Conflict("still_running")


def _as_json(reply: Reply) -> dict[str, Any]:
    body = reply.body if reply.body is not None and len(reply.body) <= MAX_KEPT else None
    return {
        "status": reply.status,
        "content_type": reply.content_type,
        "headers": reply.headers,
        "body": None if body is None else base64.b64encode(body).decode(),
    }


def _reply(stored: dict[str, Any]) -> Reply:
    body = stored["body"]
    return Reply(**stored | {"body": None if body is None else base64.b64decode(body)})
