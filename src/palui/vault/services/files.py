"""Files, sealed at rest on the default storage."""

import threading
from contextlib import suppress
from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction

from palui.kernel import clock
from palui.kernel.errors import NotFound, TemporaryFailure
from palui.kernel.identifiers import new_token
from palui.vault.ports import sealer


class _Unclaimed(threading.local):
    """Names of files whose transaction has not committed yet; left over, they were rolled back."""

    def __init__(self) -> None:
        self.names: set[str] = set()


_unclaimed = _Unclaimed()


def store_file(*, content: bytes, folder: str) -> str:
    """Seal and keep a file; returns its name: folder, day, two signs, an unguessable word.

    When the caller's transaction is rolled back, the file goes too, at the next call. Raises TemporaryFailure, and
    leaves nothing behind, when the storage does not take it (a full disk).
    """
    _remove_unclaimed()
    token = new_token()
    name = f"{folder}/{clock.today():%Y/%m/%d}/{token[:2].lower()}/{token}"
    sealed = sealer().seal(content, context=context_of(name))
    try:
        kept = default_storage.save(name, ContentFile(sealed))
    except OSError as problem:
        with suppress(OSError):
            default_storage.delete(name)
        raise TemporaryFailure(f"the storage does not take {name}: {problem}") from problem
    if kept != name:
        default_storage.delete(kept)
        raise FileExistsError(name)
    _unclaimed.names.add(name)
    transaction.on_commit(partial(_unclaimed.names.discard, name))
    return name


def read_file(name: str) -> bytes:
    """The content again. Raises NotFound when there is no such file, CannotUnseal when it was changed."""
    try:
        with default_storage.open(name, "rb") as file:
            sealed = file.read()
    except FileNotFoundError as error:
        raise NotFound("file", name) from error
    return sealer().unseal(sealed, context=context_of(name))


def delete_file(name: str) -> None:
    """Remove a file once the caller's transaction has committed. A file that is gone already is no error."""
    transaction.on_commit(partial(default_storage.delete, name))


def discard_file(name: str) -> None:
    """Remove at once a file that nothing has come to name, for the transaction that was to do so has failed."""
    default_storage.delete(name)
    _unclaimed.names.discard(name)


def context_of(name: str) -> str:
    """The place for which a file is sealed."""
    return f"file:{name}"


def _remove_unclaimed() -> None:
    if connection.in_atomic_block:
        return  # it may still commit
    while _unclaimed.names:
        default_storage.delete(_unclaimed.names.pop())
