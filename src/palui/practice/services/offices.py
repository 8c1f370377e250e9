"""Addresses, telephones and habits of the offices of a practice city."""

import random

from palui.accounts.domain import Acting, Capacity, MandateRecord, Role
from palui.practice.domain import cast
from palui.practice.services.staff import SINCE
from palui.regions import selectors as regions
from palui.regions import services as regions_services
from palui.regions.domain import OfficeKind
from palui.regions.selectors import OfficeRecord

#: One kelurahan in five leaves the RW out.
_WITHOUT_RW_PERCENT = 20


def describe(*, admin: int) -> None:
    """Give every office an address, a telephone that rings nowhere and an e-mail address that leads nowhere."""
    luck = random.Random("palui/kantor")  # noqa: S311 - made-up offices, the same every time
    city = regions.offices(kind=OfficeKind.CITY)[0]
    acting = _administrator(admin, city)
    for office in regions.offices():
        regions_services.update_office(acting=acting, code=office.code, changes=_facts(office, luck))


def _facts(office: OfficeRecord, luck: random.Random) -> dict[str, object]:
    street = {
        OfficeKind.CITY: "Jalan R.E. Martadinata",
        OfficeKind.AGENCY: "Jalan Latihan",
        OfficeKind.DISTRICT: f"Jalan {office.region_name} Raya",
        OfficeKind.KELURAHAN: f"Jalan {office.region_name}",
    }[office.kind]
    number, line = luck.randint(1, 90), luck.randint(1000, 9999)
    skips_rw = luck.randint(1, 100) <= _WITHOUT_RW_PERCENT and office.region_code != cast.KELURAHAN
    return {
        "address": f"{street} No. {number}, {office.place}",
        "phone": f"(0511) 555{line}",
        "email": f"{office.code.lower()}@{cast.EMAIL_DOMAIN}",
        "website": f"{office.code.lower()}.{cast.EMAIL_DOMAIN}",
        "uses_rw": not (office.kind is OfficeKind.KELURAHAN and skips_rw),
    }


def _administrator(user_id: int, city: OfficeRecord) -> Acting:
    mandate = MandateRecord(
        id=0,
        user_id=user_id,
        role=Role.ADMIN,
        capacity=Capacity.DEFINITIVE,
        office_id=city.id,
        rt_id=None,
        rw_id=None,
        title="Administrator",
        valid_from=SINCE,
        valid_to=None,
    )
    return Acting(user_id=user_id, name="Administrator", phone="", resident_id=None, mandates=(mandate,))
