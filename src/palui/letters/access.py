"""Who may sign, see and end letters. A stranger gets the same answer as for a letter that does not exist."""

from palui.accounts.domain import OFFICE_ROLES, SIGNATORIES, Acting, MandateRecord, Role
from palui.kernel.errors import NotFound
from palui.letters.models import Letter


def signing_mandate(acting: Acting, *, office_id: int | None = None) -> MandateRecord | None:
    """The mandate with which this person signs (for that office, or any), or None."""
    for mandate in acting.mandates:
        if mandate.role in SIGNATORIES and office_id in (None, mandate.office_id):
            return mandate
    return None


def register_mandate(acting: Acting) -> MandateRecord | None:
    """The mandate with which this person reads an office's register, or None."""
    return next((mandate for mandate in acting.mandates if mandate.role in OFFICE_ROLES), None)


def emblem_mandate(acting: Acting) -> MandateRecord:
    """The mandate with which this person changes the city's emblem. Raises NotFound."""
    mandate = acting.holds(Role.ADMIN)
    if mandate is None:
        raise NotFound("emblem")
    return mandate


def letter_for(acting: Acting, letter_id: int, *, lock: bool = False) -> tuple[Letter, MandateRecord]:
    """A letter of the office where this person works, and the mandate that opens it. Raises NotFound.

    With `lock`, the row is held until the caller's transaction ends.
    """
    letters = Letter.objects.select_for_update(of=("self",)) if lock else Letter.objects.all()
    letter = letters.filter(pk=letter_id).first()
    if letter is not None:
        for role in (Role.LURAH, Role.CAMAT, Role.SECRETARY, Role.SECTION_HEAD, Role.OFFICER):
            mandate = acting.holds(role, office_id=letter.office_id)
            if mandate is not None:
                return letter, mandate
    raise NotFound("letter", letter_id)
