"""Who may look after an office: administrators all of them, a lurah, camat or secretary their own."""

from palui.kernel.errors import NotFound
from palui.regions.domain import OfficeKind
from palui.regions.models import Office
from palui.regions.ports import Acting

ADMIN = "admin"
#: Roles that look after the office their mandate is for.
KEEPERS = frozenset({"lurah", "secretary", "camat"})


def is_admin(acting: Acting) -> bool:
    """Whether the person looks after every office."""
    return any(mandate.role == ADMIN for mandate in acting.mandates)


def kept_offices(acting: Acting) -> frozenset[int] | None:
    """The ids of offices this person looks after; None means all of them."""
    if is_admin(acting):
        return None
    return frozenset(
        mandate.office_id for mandate in acting.mandates if mandate.role in KEEPERS and mandate.office_id is not None
    )


def office_kept_by(acting: Acting, code: str) -> Office:
    """The office for somebody who looks after it. Raises NotFound, for a stranger and a wrong code alike."""
    kept = kept_offices(acting)
    row = Office.objects.filter(code=code.upper()).first()
    if row is None or (kept is not None and row.pk not in kept):
        raise NotFound("office", code)
    return row


def kelurahan_kept_by(acting: Acting, code: str) -> Office:
    """The same, for what only a kelurahan has: RT and RW. Raises NotFound."""
    row = office_kept_by(acting, code)
    if row.kind != OfficeKind.KELURAHAN.value:
        raise NotFound("office", code)
    return row
