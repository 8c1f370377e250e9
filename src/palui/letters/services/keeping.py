"""The signed file: stored, read back and checked before its letter counts; taken back when its transaction fails."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.db import transaction

from palui.kernel.errors import PermanentFailure, TemporaryFailure
from palui.letters.services.credentials import OpenedKey
from palui.outbox.services import unit_of_work
from palui.vault import services as vault

log = structlog.stdlib.get_logger(__name__)

FOLDER = "surat"


@contextmanager
def all_or_nothing() -> Iterator[list[str]]:
    """A unit of work that also takes back files: names put into the list are removed when it fails."""
    with taken_back_on_failure() as orphans, unit_of_work():
        # First of all callbacks: what runs after the commit may fail without taking the letter's file along.
        transaction.on_commit(orphans.clear)
        yield orphans


@contextmanager
def taken_back_on_failure() -> Iterator[list[str]]:
    """Names of files put into the list are removed when what follows fails."""
    orphans: list[str] = []
    try:
        yield orphans
    except Exception:
        for name in orphans:
            remove(name)
        raise


def keep(pdf: bytes, *, key: OpenedKey, orphans: list[str]) -> str:
    """Store what this key just signed, and check what lies in the store; its name there.

    Raises TemporaryFailure when it could not be stored, PermanentFailure when it is not what was signed.
    """
    try:
        name = vault.store_file(content=pdf, folder=FOLDER)
    except OSError as error:
        raise TemporaryFailure("the signed letter could not be stored") from error
    orphans.append(name)
    stored = vault.read_file(name)
    problem = key.session.problem_of(stored) if stored == pdf else "content differs"
    if problem:
        raise PermanentFailure(f"the stored letter does not verify: {problem}")
    return name


def remove(name: str) -> None:
    """A store that is broken is no reason to hide the failure that came first."""
    try:
        vault.delete_file(name)
    except OSError:
        log.warning("letter.orphan_left", file=name, exc_info=True)
