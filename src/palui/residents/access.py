"""The door to the register: staff of the kelurahan see its people; a stranger gets the 404 of a missing row."""

from palui.kernel.errors import NotFound
from palui.regions.ports import Mandate
from palui.residents.models import RegisterImport, Resident
from palui.residents.ports import Acting

#: Roles in a kelurahan that read its register and correct it.
STAFF = frozenset({"officer", "section_head", "secretary", "lurah"})
#: Who fills the register from a file: heads of a kelurahan their own, administrators the whole city.
IMPORTERS = frozenset({"secretary", "lurah"})
ADMIN = "admin"


def offices_read_by(acting: Acting) -> tuple[int, ...]:
    """The offices whose people this person may look up, in the order of the mandates."""
    ids = [mandate.office_id for mandate in acting.mandates if mandate.role in STAFF and mandate.office_id is not None]
    return tuple(dict.fromkeys(ids))


def resident_for(acting: Acting, public_id: str, *, lock: bool = False) -> tuple[Resident, Mandate]:
    """A row, and the mandate that opens it: that of staff of its kelurahan.

    Raises NotFound for anybody else and for a missing row alike.
    """
    rows = Resident.objects.select_for_update(of=("self",)) if lock else Resident.objects.all()
    row = rows.select_related("rt__rw", "office__region__parent__parent").filter(public_id=public_id).first()
    mandate = staff_mandate(acting, row.office_id) if row is not None else None
    if row is None or mandate is None:
        raise NotFound("resident", public_id)
    return row, mandate


def staff_mandate(acting: Acting, office_id: int) -> Mandate | None:
    """The mandate of this person among the staff of an office, or None."""
    mine = (mandate for mandate in acting.mandates if mandate.role in STAFF and mandate.office_id == office_id)
    return next(mine, None)


def import_mandate(acting: Acting, office_id: int | None) -> Mandate | None:
    """The mandate with which this person may import for an office, or (None) for the whole city; None when not."""
    for mandate in acting.mandates:
        if mandate.role == ADMIN:
            return mandate
        if office_id is not None and mandate.role in IMPORTERS and mandate.office_id == office_id:
            return mandate
    return None


def offices_imported_by(acting: Acting) -> tuple[int, ...] | None:
    """The offices whose register this person may fill; None means every one, and the whole city at once."""
    if any(mandate.role == ADMIN for mandate in acting.mandates):
        return None
    ids = [mandate.office_id for mandate in acting.mandates if mandate.role in IMPORTERS]
    return tuple(dict.fromkeys(office_id for office_id in ids if office_id is not None))


def import_for(acting: Acting, public_id: str, *, lock: bool = False) -> tuple[RegisterImport, Mandate]:
    """An import, and the mandate that opens it. Raises NotFound for a stranger and a missing row alike."""
    rows = RegisterImport.objects.select_for_update() if lock else RegisterImport.objects.all()
    row = rows.filter(public_id=public_id).first()
    mandate = import_mandate(acting, row.office_id) if row is not None else None
    if row is None or mandate is None:
        raise NotFound("import", public_id)
    return row, mandate
