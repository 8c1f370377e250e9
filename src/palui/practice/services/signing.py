"""Real letters for the newest cases of the past, each signed by who headed the office."""

from collections import defaultdict
from datetime import datetime

from django.db import transaction

from palui.accounts import selectors as accounts
from palui.accounts.domain import SIGNATORIES, Acting
from palui.accounts.selectors import HeldMandate
from palui.letters import services as letters
from palui.letters.services import credentials
from palui.practice.domain import cast
from palui.practice.models import PracticeCity
from palui.practice.services.filling import Progress
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind


def issue_credentials(*, progress: Progress) -> None:
    """A certificate for everybody who may sign, its passphrase the one that is printed at the start."""
    signatories = {
        held.mandate.user_id: held
        for kind in (OfficeKind.KELURAHAN, OfficeKind.DISTRICT)
        for office in regions.offices(kind=kind)
        for held in accounts.mandates_of_office(office.id)
        if held.mandate.role in SIGNATORIES and held.state == "now"
    }
    for done, held in enumerate(signatories.values(), start=1):
        credentials.issue(acting=acting_as(held), passphrase=cast.PASSWORD)
        progress("Sertifikat", done, len(signatories))


def sign_past_letters(*, progress: Progress) -> None:
    """Sign what `import_past` noted, office by office in the order of dates; goes on where it was interrupted."""
    row = PracticeCity.objects.get()
    total = row.letters + len(row.unsigned)
    by_mandate: defaultdict[int, list[tuple[str, datetime]]] = defaultdict(list)
    for code, mandate_id, at in row.unsigned:
        by_mandate[mandate_id].append((code, datetime.fromisoformat(at)))
    for mandate_id, waiting in by_mandate.items():
        held = accounts.mandate(mandate_id)
        key = credentials.open_key(acting=acting_as(held), passphrase=cast.PASSWORD)
        for code, at in waiting:
            with transaction.atomic():
                letters.sign_past(code=code, mandate=held.mandate, key=key, at=at)
                row.unsigned = [entry for entry in row.unsigned if entry[0] != code]
                row.letters += 1
                row.save(update_fields=["unsigned", "letters"])
            progress("Surat bertanda tangan", row.letters, total)


def acting_as(held: HeldMandate) -> Acting:
    """The person who holds a mandate, acting with it."""
    person = held.person
    return Acting(
        user_id=person.id,
        name=person.name,
        phone=person.phone,
        resident_id=person.resident_id,
        mandates=(held.mandate,),
    )
