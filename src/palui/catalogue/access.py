"""Which office's services a person is shown, and which office they look after."""

from palui.accounts.domain import Acting, MandateRecord
from palui.kernel.errors import NotFound
from palui.regions import selectors as regions
from palui.regions.access import kelurahan_kept_by
from palui.regions.selectors import OfficeRecord
from palui.residents import selectors as residents


def office_for(acting: Acting, kelurahan: str = "") -> OfficeRecord | None:
    """The office of the kelurahan where a resident is registered; for others that of `kelurahan` (a code), or None."""
    own = residents.office_of(acting.resident_id) if acting.resident_id is not None else None
    if own is not None:
        return regions.office(own)
    if not kelurahan:
        return None
    try:
        return regions.office_of_kelurahan(kelurahan[:20])
    except NotFound:
        return None


def kept_office(acting: Acting, code: str) -> tuple[OfficeRecord, MandateRecord]:
    """The kelurahan of that code, and the mandate with which this person looks after it. Raises NotFound."""
    row, kept_by = kelurahan_kept_by(acting, code)
    return regions.office(row.pk), next(mandate for mandate in acting.mandates if mandate is kept_by)
