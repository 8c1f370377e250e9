"""Who may change services: whoever holds the mandate of a service administrator. Others are told that there is nothing."""

from palui.accounts.domain import Acting, MandateRecord, Role
from palui.builder.models import Draft
from palui.kernel.errors import NotFound


def service_administrator(acting: Acting) -> MandateRecord:
    """The mandate with which this person changes services. Raises NotFound for everybody else."""
    mandate = acting.holds(Role.SERVICE_ADMIN)
    if mandate is None:
        raise NotFound("builder")
    return mandate


def draft(code: str, *, lock: bool = False) -> Draft:
    """A draft by the code of its service. Raises NotFound. With `lock`, it is held until the transaction ends."""
    drafts = Draft.objects.select_for_update(of=("self",)) if lock else Draft.objects.select_related("changed_by")
    row = drafts.filter(code=code).first()
    if row is None:
        raise NotFound("draft", code)
    return row
