"""Who may look after an office: administrators all of them, a lurah, camat or secretary their own."""

from palui.kernel.errors import NotFound
from palui.regions.domain import OfficeKind
from palui.regions.models import Office
from palui.regions.ports import Acting, Mandate

ADMIN = "admin"
#: Roles that look after the office their mandate is for.
KEEPERS = frozenset({"lurah", "secretary", "camat"})


def kept_offices(acting: Acting) -> frozenset[int] | None:
    """The ids of offices this person looks after; None means all of them."""
    if any(mandate.role == ADMIN for mandate in acting.mandates):
        return None
    ids = (mandate.office_id for mandate in acting.mandates if mandate.role in KEEPERS)
    return frozenset(office_id for office_id in ids if office_id is not None)


def office_kept_by(acting: Acting, code: str) -> tuple[Office, Mandate]:
    """The office, and the mandate that lets this person look after it.

    Raises NotFound, for a stranger and a wrong code alike.
    """
    row = Office.objects.filter(code=code.upper()).first()
    if row is None:
        raise NotFound("office", code)
    for mandate in acting.mandates:
        if mandate.role == ADMIN or (mandate.role in KEEPERS and mandate.office_id == row.pk):
            return row, mandate
    raise NotFound("office", code)


def kelurahan_kept_by(acting: Acting, code: str) -> tuple[Office, Mandate]:
    """The same, for what only a kelurahan has: RT and RW. Raises NotFound."""
    row, mandate = office_kept_by(acting, code)
    if row.kind != OfficeKind.KELURAHAN.value:
        raise NotFound("office", code)
    return row, mandate
