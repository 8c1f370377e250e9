"""Accounts and mandates of a practice city."""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from palui.accounts import services as accounts
from palui.accounts.domain import Capacity, Role
from palui.accounts.services import NewMandate, NewPerson
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.practice.domain import cast
from palui.practice.domain.people import FEMALE, MALE, Names, Person
from palui.practice.services import seeding
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.regions.selectors import KelurahanRecord, RtRecord
from palui.residents import selectors as residents

#: Mandates were given on this day, so that they cover the months of history.
SINCE = date(2025, 1, 2)
#: Kelurahan whose lurah has left (Plt. until further notice), and whose lurah is away this week (Plh.).
VACANT = frozenset({"63.71.01.1007", "63.71.03.1004", "63.71.05.1008"})
AWAY = frozenset({"63.71.02.1003", "63.71.04.1009"})
#: Kelurahan whose secretary signs in the name of the lurah.
IN_THE_NAME = frozenset({"63.71.05.1004"})

_RANKS = {
    Role.LURAH: ("Pembina (IV/a)", "Penata Tk. I (III/d)"),
    Role.SECRETARY: ("Penata (III/c)", "Penata Tk. I (III/d)"),
    Role.SECTION_HEAD: ("Penata Muda Tk. I (III/b)", "Penata (III/c)"),
    Role.OFFICER: ("Pengatur (II/c)", "Pengatur Tk. I (II/d)", "Penata Muda (III/a)"),
    Role.CAMAT: ("Pembina Tk. I (IV/b)",),
}
_DEGREES = {
    Role.LURAH: (", S.Sos.", ", S.AP.", ", S.IP.", ", S.STP.", ", M.AP."),
    Role.SECRETARY: (", S.AP.", ", S.Sos.", ", S.E.", ""),
    Role.SECTION_HEAD: (", S.E.", ", S.Sos.", ""),
    Role.OFFICER: ("", "", ", A.Md."),
    Role.CAMAT: (", S.STP., M.Si.", ", S.Sos., M.AP."),
}


@dataclass(frozen=True, kw_only=True)
class Post:
    """An account to make, and what it may act as."""

    person: NewPerson
    role: Role | None
    office_id: int
    rt_id: int | None = None
    rw_id: int | None = None


@dataclass(frozen=True, kw_only=True)
class Chosen:
    """Residents who become heads, by RT and by RW, and the named people by name."""

    heads: Mapping[int, Person]
    rw_heads: Mapping[int, Person]
    named: Mapping[str, Person]

    def everybody(self) -> tuple[Person, ...]:
        """All of them."""
        return (*self.heads.values(), *self.rw_heads.values(), *self.named.values())


def appoint(*, kelurahan: Sequence[KelurahanRecord], rts: Mapping[int, Sequence[RtRecord]], chosen: Chosen) -> int:
    """Make every account with its mandate; returns the id of the administrator's."""
    maker = _Maker(chosen)
    posts = [*maker.named(kelurahan, rts)]
    for one in kelurahan:
        posts.extend(maker.office(one))
        posts.extend(maker.neighbourhoods(one, rts[one.office_id]))
    posts.extend(maker.districts(kelurahan))
    ids = accounts.create_people(by=SYSTEM, people=[post.person for post in posts], password=cast.PASSWORD)
    accounts.grant_mandates(by=SYSTEM, mandates=_mandates(posts, ids))
    accounts.grant_mandates(by=SYSTEM, mandates=_deputies(kelurahan, posts, ids))
    return ids["admin"]


class _Maker:
    """Makes posts, the named people's among them."""

    def __init__(self, chosen: Chosen) -> None:
        self._chosen = chosen
        self._luck = random.Random("palui/pegawai")  # noqa: S311 - made-up people, the same every time
        self._names = Names(seeding.seeds()["muslim"])
        self._codes = {office.id: office.code.lower() for office in regions.offices(kind=OfficeKind.KELURAHAN)}
        found = residents.ids_by_nik(person.nik for person in chosen.everybody())
        self._resident_ids = {nik.digits: pk for nik, pk in found.items()}
        self._serial = 1  # the named lurah has the first

    def named(self, kelurahan: Sequence[KelurahanRecord], rts: Mapping[int, Sequence[RtRecord]]) -> Iterator[Post]:
        """The accounts that are printed at every start."""
        home = next(one for one in kelurahan if one.code == cast.KELURAHAN)
        rt = next(rt for rt in rts[home.office_id] if (rt.number, rt.rw) == (cast.RT, cast.RW))
        city = regions.offices(kind=OfficeKind.CITY)[0].id
        places = {
            Role.CAMAT: regions.office(home.office_id).parent_id,
            Role.ADMIN: city,
            Role.SERVICE_ADMIN: city,
            Role.AUDITOR: city,
        }
        for account in cast.ACCOUNTS:
            role = Role(account.role) if account.role else None
            place = places.get(role) if role is not None else None
            yield Post(
                person=self._named_person(account),
                role=role,
                office_id=place or home.office_id,
                rt_id=rt.id if role is Role.RT_HEAD else None,
                rw_id=rt.rw_id if role is Role.RW_HEAD else None,
            )

    def _named_person(self, account: cast.NamedAccount) -> NewPerson:
        resident = self._chosen.named.get(account.name)
        since = date(account.born.year + 26, 4, 1)
        return NewPerson(
            username=account.username,
            name=account.name,
            email=_email(account.username),
            phone=account.phone,
            nip=cast.nip(account.born, since=since, is_female=account.is_female, serial=1) if account.rank else "",
            rank=account.rank,
            resident_id=self._resident_ids[resident.nik.digits] if resident is not None else None,
        )

    def office(self, one: KelurahanRecord) -> Iterator[Post]:
        """Lurah, secretary, section head and two officers of a kelurahan."""
        code = self._codes[one.office_id]
        is_cast = one.code == cast.KELURAHAN
        roles = [] if is_cast else [("lurah", Role.LURAH), ("sekretaris", Role.SECRETARY), ("kasi", Role.SECTION_HEAD)]
        for word, role in [*roles, *([] if is_cast else [("petugas1", Role.OFFICER)]), ("petugas2", Role.OFFICER)]:
            if role is Role.LURAH and one.code in VACANT:
                continue
            yield Post(person=self.servant(f"{word}-{code}", role), role=role, office_id=one.office_id)

    def districts(self, kelurahan: Sequence[KelurahanRecord]) -> Iterator[Post]:
        """The other camat."""
        mine = next(one.kecamatan_code for one in kelurahan if one.code == cast.KELURAHAN)
        for office in regions.offices(kind=OfficeKind.DISTRICT):
            if office.region_code != mine:
                person = self.servant(f"camat-{office.code.lower()}", Role.CAMAT)
                yield Post(person=person, role=Role.CAMAT, office_id=office.id)

    def neighbourhoods(self, one: KelurahanRecord, rts: Sequence[RtRecord]) -> Iterator[Post]:
        """Heads of RT and RW, residents of them where anybody lives there."""
        code, is_cast = self._codes[one.office_id], one.code == cast.KELURAHAN
        for rt in rts:
            if not (is_cast and (rt.number, rt.rw) == (cast.RT, cast.RW)):
                person = self.neighbour(f"rt{rt.number}-{code}", self._chosen.heads.get(rt.id))
                yield Post(person=person, role=Role.RT_HEAD, office_id=one.office_id, rt_id=rt.id)
        for rw_id, number in sorted({(rt.rw_id, rt.rw) for rt in rts if rt.rw_id is not None}):
            if not (is_cast and number == cast.RW):
                person = self.neighbour(f"rw{number}-{code}", self._chosen.rw_heads.get(rw_id))
                yield Post(person=person, role=Role.RW_HEAD, office_id=one.office_id, rw_id=rw_id)

    def servant(self, username: str, role: Role) -> NewPerson:
        """A civil servant."""
        self._serial += 1
        sex = FEMALE if self._luck.random() < 0.48 else MALE
        age = self._luck.randint(27, 45) if role is Role.OFFICER else self._luck.randint(38, 57)
        born = date(2026 - age, self._luck.randint(1, 12), self._luck.randint(1, 28))
        since = date(born.year + 25, self._luck.choice((1, 3, 4, 12)), 1)
        return NewPerson(
            username=username,
            name=self._names.pick(self._luck, sex, age) + self._luck.choice(_DEGREES[role]),
            email=_email(username),
            nip=cast.nip(born, since=since, is_female=sex == FEMALE, serial=self._serial),
            rank=self._luck.choice(_RANKS[role]),
        )

    def neighbour(self, username: str, person: Person | None) -> NewPerson:
        """A head of RT or RW."""
        name = person.name if person is not None else self._names.pick(self._luck, MALE, self._luck.randint(35, 70))
        resident_id = self._resident_ids.get(person.nik.digits) if person is not None else None
        return NewPerson(username=username, name=name, email=_email(username), resident_id=resident_id)


def _email(username: str) -> str:
    return f"{username}@{cast.EMAIL_DOMAIN}"


def _mandates(posts: Iterable[Post], ids: Mapping[str, int]) -> Iterator[NewMandate]:
    for post in posts:
        if post.role is not None:
            yield NewMandate(
                user_id=ids[post.person.username],
                role=post.role,
                office_id=post.office_id,
                rt_id=post.rt_id,
                rw_id=post.rw_id,
                valid_from=SINCE,
            )


def _deputies(
    kelurahan: Sequence[KelurahanRecord], posts: Sequence[Post], ids: Mapping[str, int]
) -> Iterator[NewMandate]:
    """Plt. for a vacant office, Plh. while the lurah is away, a.n. where the secretary signs for the lurah."""
    secretaries = {post.office_id: ids[post.person.username] for post in posts if post.role is Role.SECRETARY}
    today = clock.today()
    for codes, capacity, first, last in (
        (VACANT, Capacity.PLT, SINCE, today + timedelta(days=365)),
        (AWAY, Capacity.PLH, today, today + timedelta(days=10)),
        (IN_THE_NAME, Capacity.AN, SINCE, today + timedelta(days=365)),
    ):
        for one in kelurahan:
            if one.code in codes:
                yield NewMandate(
                    user_id=secretaries[one.office_id],
                    role=Role.LURAH,
                    office_id=one.office_id,
                    capacity=capacity,
                    valid_from=first,
                    valid_to=last,
                    note="Keputusan latihan",
                )
