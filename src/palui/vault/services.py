"""Files, sealed at rest on the default storage."""

from functools import partial

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction

from palui.kernel import clock
from palui.kernel.errors import NotFound
from palui.kernel.identifiers import new_token
from palui.vault.ports import sealer


def store_file(*, content: bytes, folder: str) -> str:
    """Seal and keep a file; returns its name: folder, day, two signs, an unguessable word.

    A transaction that fails afterwards leaves the file behind, which nothing names.
    """
    token = new_token()
    name = f"{folder}/{clock.today():%Y/%m/%d}/{token[:2].lower()}/{token}"
    sealed = sealer().seal(content, context=_context(name))
    kept = default_storage.save(name, ContentFile(sealed))
    if kept != name:
        default_storage.delete(kept)
        raise FileExistsError(name)
    return name


def read_file(name: str) -> bytes:
    """The content again. Raises NotFound when there is no such file, CannotUnseal when it was changed."""
    try:
        with default_storage.open(name, "rb") as file:
            sealed = file.read()
    except FileNotFoundError as error:
        raise NotFound("file", name) from error
    return sealer().unseal(sealed, context=_context(name))


def delete_file(name: str) -> None:
    """Remove a file once the caller's transaction has committed. A file that is gone already is no error."""
    transaction.on_commit(partial(default_storage.delete, name))


def _context(name: str) -> str:
    return f"file:{name}"
