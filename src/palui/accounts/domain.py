"""Who may act: roles, capacities, mandates with dates, and the person that acts now."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from palui.kernel.actors import Actor


class Role(StrEnum):
    """What a mandate lets a person do."""

    RT_HEAD = "rt_head"
    RW_HEAD = "rw_head"
    OFFICER = "officer"
    SECTION_HEAD = "section_head"
    SECRETARY = "secretary"
    LURAH = "lurah"
    CAMAT = "camat"
    ADMIN = "admin"
    SERVICE_ADMIN = "service_admin"
    AUDITOR = "auditor"


class Capacity(StrEnum):
    """In what standing a person holds an office (Law 30/2014 art. 13-14; Permendagri on official letters).

    `plt` runs a vacant office, `plh` an office whose holder is away for a while, `an` signs in the name
    of the holder, who answers for it.
    """

    DEFINITIVE = "definitive"
    PLT = "plt"
    PLH = "plh"
    AN = "an"


#: Roles that sign letters: exactly one definitive holder at a time, and deputies.
SIGNATORIES = frozenset({Role.LURAH, Role.CAMAT})

#: Roles that exist once per place, so that a second definitive holder is a mistake.
SINGLE = frozenset({Role.RT_HEAD, Role.RW_HEAD, Role.SECRETARY, Role.LURAH, Role.CAMAT})

#: Roles with a desk in an office.
OFFICE_ROLES = frozenset({Role.OFFICER, Role.SECTION_HEAD, Role.SECRETARY, Role.LURAH, Role.CAMAT})

ROLE_NAMES: dict[Role, str] = {
    Role.RT_HEAD: "Ketua RT",
    Role.RW_HEAD: "Ketua RW",
    Role.OFFICER: "Petugas",
    Role.SECTION_HEAD: "Kepala Seksi",
    Role.SECRETARY: "Sekretaris",
    Role.LURAH: "Lurah",
    Role.CAMAT: "Camat",
    Role.ADMIN: "Administrator",
    Role.SERVICE_ADMIN: "Pengelola layanan",
    Role.AUDITOR: "Pengawas",
}

CAPACITY_NAMES: dict[Capacity, str] = {
    Capacity.DEFINITIVE: "Tetap",
    Capacity.PLT: "Plt. (pelaksana tugas)",
    Capacity.PLH: "Plh. (pelaksana harian)",
    Capacity.AN: "a.n. (atas nama)",
}


def capacities_of(role: Role) -> tuple[Capacity, ...]:
    """The standings in which a role can be held."""
    if role in SIGNATORIES:
        return tuple(Capacity)
    if role in SINGLE or role is Role.SECTION_HEAD:
        return (Capacity.DEFINITIVE, Capacity.PLT, Capacity.PLH)
    return (Capacity.DEFINITIVE,)


def title_of(*, role: Role, capacity: Capacity, office_name: str, rt: str = "", rw: str = "") -> str:
    """The words for letters and records: "Lurah Sungai Jingah", "Plt. Lurah Sungai Jingah".

    Who signs `an` the lurah is named in the second line of a signature block: "a.n. Lurah Sungai Jingah,
    Sekretaris". `office_name` may begin with "Kelurahan" or "Kecamatan"; RT and RW are numbers as text.
    """
    place = office_name.removeprefix("Kelurahan ").removeprefix("Kecamatan ")
    if role is Role.RT_HEAD:
        words = " ".join(filter(None, (f"Ketua RT {rt}", f"RW {rw}" if rw else "", place)))
    elif role is Role.RW_HEAD:
        words = f"Ketua RW {rw} {place}"
    elif role in SIGNATORIES:
        words = f"{ROLE_NAMES[role]} {place}"
    else:
        words = f"{ROLE_NAMES[role]} {office_name}"
    if capacity is Capacity.AN:
        return f"a.n. {words}, Sekretaris"
    prefix = {Capacity.PLT: "Plt. ", Capacity.PLH: "Plh. "}.get(capacity, "")
    return prefix + words


@dataclass(frozen=True, kw_only=True)
class Limit:
    """How often one person, and one network, may try something in so many seconds.

    Of a network many, because a whole neighbourhood shares one address behind a mobile network.
    """

    name: str
    person: int
    network: int
    seconds: int


SIGN_IN = Limit(name="sign_in", person=20, network=600, seconds=600)
SIGN_UP = Limit(name="sign_up", person=5, network=300, seconds=3600)
TRACKING = Limit(name="tracking", person=12, network=300, seconds=900)
ONE_TIME_LINK = Limit(name="one_time_link", person=20, network=1200, seconds=900)
CHECKING_LETTERS = Limit(name="checking_letters", person=60, network=120, seconds=600)
PRINTING_STANDARDS = Limit(name="printing_standards", person=60, network=300, seconds=600)
#: All of an office at once takes seconds of work.
PRINTING_ALL_STANDARDS = Limit(name="printing_all_standards", person=10, network=20, seconds=600)
PASSWORD = Limit(name="password", person=10, network=60, seconds=600)
PASSWORD_HELP = Limit(name="password_help", person=30, network=120, seconds=3600)

#: Words of browsers and systems in what they say of themselves, the more telling first.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"))
_BROWSERS_BUILT_ON = (("Chrome", "Chrome"), ("CriOS", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def device_of(user_agent: str) -> str:
    """What a person may recognise in a browser's User-Agent: "Chrome, Android"; the first word of what is no browser."""
    browser = next((name for sign, name in (*_BROWSERS, *_BROWSERS_BUILT_ON) if sign in user_agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in user_agent), "")
    if browser or system:
        return ", ".join(filter(None, (browser, system)))
    first = re.match(r"\s*([^\s/]{1,40})", user_agent)
    return first[1] if first is not None else "?"


@dataclass(frozen=True, kw_only=True)
class MandateRecord:
    """A person may act in `role` for an office (and RT or RW) from `valid_from` through `valid_to`.

    Dates are calendar days in the city; `valid_to` None means until further notice. `title` is how letters
    and records name it.
    """

    id: int
    user_id: int
    role: Role
    capacity: Capacity
    office_id: int
    rt_id: int | None
    rw_id: int | None
    title: str
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class Acting:
    """Who acts in this request, with the mandates in force. `user_id` None is a visitor."""

    user_id: int | None
    name: str
    phone: str  # E.164, or empty
    resident_id: int | None
    mandates: tuple[MandateRecord, ...]

    def holds(
        self, role: Role, *, office_id: int | None = None, rt_id: int | None = None, rw_id: int | None = None
    ) -> MandateRecord | None:
        """The mandate in that role for that place, the definitive one first; None when there is none.

        A place left out is any place: pass the case's own ids, never an id that may be None.
        """
        for mandate in self.mandates:
            if mandate.role is not role:
                continue
            if office_id is not None and mandate.office_id != office_id:
                continue
            if rt_id is not None and mandate.rt_id != rt_id:
                continue
            if rw_id is not None and mandate.rw_id != rw_id:
                continue
            return mandate
        return None

    @property
    def is_staff(self) -> bool:
        """Whether this person works at a desk in an office today."""
        return any(mandate.role in OFFICE_ROLES for mandate in self.mandates)

    def actor(self, mandate: MandateRecord | None = None) -> Actor:
        """Who acts, as the record keeps it; without a mandate it is a resident ("Pemohon")."""
        return Actor(name=self.name, title=mandate.title if mandate else "Pemohon", user_id=self.user_id)


#: A visitor: nobody signed in, nothing allowed that is not public.
NOBODY = Acting(user_id=None, name="", phone="", resident_id=None, mandates=())


def may_help(acting: Acting, *, office_id: int | None, is_plain_resident: bool) -> MandateRecord | None:
    """The mandate with which this person may give somebody a new password, or None.

    An office helps residents of its own kelurahan, never whoever holds a mandate: that is for administrators.
    """
    admin = acting.holds(Role.ADMIN)
    if admin is not None or office_id is None or not is_plain_resident:
        return admin
    for role in (Role.OFFICER, Role.SECTION_HEAD, Role.SECRETARY, Role.LURAH):
        mandate = acting.holds(role, office_id=office_id)
        if mandate is not None:
            return mandate
    return None


def may_grant(acting: Acting, *, role: Role, office_id: int) -> MandateRecord | None:
    """The mandate with which this person may give or end mandates of that role at that office, or None.

    Administrators may all; lurah and secretary those of the RT and RW heads of their own kelurahan.
    """
    admin = acting.holds(Role.ADMIN)
    if admin is not None:
        return admin
    if role not in (Role.RT_HEAD, Role.RW_HEAD):
        return None
    return acting.holds(Role.LURAH, office_id=office_id) or acting.holds(Role.SECRETARY, office_id=office_id)
