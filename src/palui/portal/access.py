"""How often somebody may guess at the tracking page, which cases a visitor has opened there, and who reads the record."""

from django.http import HttpRequest

from palui.accounts import access as accounts
from palui.accounts.domain import TRACKING, Acting, MandateRecord, Role
from palui.kernel.errors import NotFound

_OPENED = "opened_cases"
_MOST_OPENED = 20


def count_try(request: HttpRequest, code: str) -> None:
    """Count one try at a code. Raises DomainError `too_many_tries` when there were too many."""
    signs = "".join(sign for sign in code.upper() if sign.isascii() and sign.isalnum())
    accounts.count_try(request, TRACKING, person=signs[-8:])


def remember_opened(request: HttpRequest, code: str) -> None:
    """This visitor has shown code and digits; the session keeps the code for this visit."""
    opened = [code, *(known for known in request.session.get(_OPENED, []) if known != code)]
    request.session[_OPENED] = opened[:_MOST_OPENED]


def has_opened(request: HttpRequest, code: str) -> bool:
    """Whether this visitor has shown code and digits before."""
    return code in request.session.get(_OPENED, [])


def auditor(acting: Acting) -> MandateRecord:
    """The mandate with which this person reads the record of what everybody did. Raises NotFound for everybody else."""
    mandate = acting.holds(Role.AUDITOR)
    if mandate is None:
        raise NotFound("page")
    return mandate


def administrator(acting: Acting) -> MandateRecord:
    """The mandate with which this person looks after the installation. Raises NotFound for everybody else."""
    mandate = acting.holds(Role.ADMIN)
    if mandate is None:
        raise NotFound("page")
    return mandate
