"""A city of people who do not exist: register, offices, accounts."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from palui.accounts import selectors as accounts
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.practice.domain import cast
from palui.practice.domain.numbers import Numbers
from palui.practice.domain.people import AS_OF, Person, Society, numbered
from palui.practice.domain.places import neighbourhoods, shares
from palui.practice.models import PracticeCity
from palui.practice.services import offices, staff
from palui.practice.services.seeding import seeds
from palui.regions import selectors as regions
from palui.regions import services as regions_services
from palui.regions.selectors import KelurahanRecord, RtRecord
from palui.residents import selectors as residents
from palui.residents import services as residents_services
from palui.residents.domain import Sex
from palui.residents.services import NewResident

#: Where the register says that invented people come from.
REGISTER = "Latihan"
DEFAULT_RESIDENTS = 20_000
MOST_RESIDENTS = 1_000_000

#: Told what is being done, how much of it is done, and how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(kw_only=True)
class Census:
    """What is noted while people are made: numbers given out, the named people, whom the neighbourhoods chose."""

    numbers: Numbers
    cast: tuple[tuple[Person, ...], ...]
    heads: dict[int, Person] = field(default_factory=dict)  # by RT
    rw_heads: dict[int, Person] = field(default_factory=dict)  # by RW


@transaction.atomic
def fill(*, people: int, progress: Progress) -> None:
    """Fill an empty database with a practice city of so many residents, all at once or not at all.

    A practice city that is filled already is left as it is. Raises DomainError `real_data` when somebody is
    registered or has an account who was not invented, `practice_size` for a number out of bounds, and
    `practice_other_size` when the city was filled with another number of people.
    """
    if not 0 < people <= MOST_RESIDENTS:
        raise DomainError("practice_size", most=MOST_RESIDENTS)
    refuse_real_data()
    row = PracticeCity.objects.first()
    if row is not None:
        if row.residents != people:
            raise DomainError("practice_other_size", residents=row.residents)
        return
    row = PracticeCity.objects.create(residents=people)
    year = clock.today().year
    regions_services.load_city(city_code=settings.PALUI_CITY)
    regions_services.load_holidays(years=(year - 1, year, year + 1))
    kelurahan = regions.kelurahan_list()
    rts = _neighbourhoods(kelurahan)
    numbers = Numbers(settings.PALUI_CITY)
    # The named people get the first numbers, so that these are the same in a city of any size.
    named = tuple(numbered(household, numbers, issued=cast.CARD_ISSUED) for household in cast.HOUSEHOLDS)
    census = Census(numbers=numbers, cast=named)
    residents_services.register_many(
        people=_counted(_people(kelurahan, rts, people=people, census=census), people, progress), register=REGISTER
    )
    progress("Akun dan mandat", 0, 2)
    admin = staff.appoint(
        kelurahan=kelurahan,
        rts=rts,
        chosen=staff.Chosen(
            heads=census.heads,
            rw_heads=census.rw_heads,
            named={person.name: person for household in named for person in household},
        ),
    )
    progress("Akun dan mandat", 1, 2)
    offices.describe(admin=admin)
    progress("Akun dan mandat", 2, 2)
    row.filled_at = clock.now()
    row.save(update_fields=["filled_at"])


def refuse_real_data() -> None:
    """Raise DomainError `real_data` when this database holds anybody who was not invented."""
    if PracticeCity.objects.exists():
        is_real = residents.has_people_not_from(REGISTER)
    else:
        is_real = residents.has_people() or accounts.has_people()
    if is_real:
        raise DomainError("real_data")


def _neighbourhoods(kelurahan: Sequence[KelurahanRecord]) -> dict[int, tuple[RtRecord, ...]]:
    codes = sorted(one.code for one in kelurahan)
    offices_by_code = {one.code: one.office_id for one in kelurahan}
    result = {}
    for place in neighbourhoods(codes, cast_code=cast.KELURAHAN):
        office_id = offices_by_code[place.code]
        regions_services.add_neighbourhoods(office_id=office_id, pairs=place.pairs)
        result[office_id] = regions.rts_of_office(office_id)
    return result


def _people(
    kelurahan: Sequence[KelurahanRecord], rts: Mapping[int, Sequence[RtRecord]], *, people: int, census: Census
) -> Iterator[NewResident]:
    society = Society(seeds())
    ordered = sorted(kelurahan, key=lambda one: one.code)
    places = neighbourhoods([one.code for one in ordered], cast_code=cast.KELURAHAN)
    others = max(people - sum(map(len, census.cast)), 0)
    for one, share in zip(ordered, shares(others, [place.weight for place in places]), strict=True):
        luck = random.Random(f"palui/{one.code}")  # noqa: S311 - made-up people, the same every time
        rt_weights = [luck.uniform(0.6, 1.4) for _ in rts[one.office_id]]
        for rt, count in zip(rts[one.office_id], shares(share, rt_weights), strict=True):
            for household in _households(society, luck, one=one, rt=rt, count=count, census=census):
                _note(census, household, rt)
                yield from (_new_resident(person, one.office_id, rt.id) for person in household)


def _households(
    society: Society, luck: random.Random, *, one: KelurahanRecord, rt: RtRecord, count: int, census: Census
) -> Iterator[tuple[Person, ...]]:
    named = census.cast if one.code == cast.KELURAHAN and (rt.number, rt.rw) == (cast.RT, cast.RW) else ()
    yield from named
    yield from society.neighbourhood(
        luck, kelurahan=one.name, rt=rt.number, people=count, numbers=census.numbers, after=12 if named else 0
    )


def _note(census: Census, household: Sequence[Person], rt: RtRecord) -> None:
    """Neighbourhoods choose somebody of a good age, the RW from its first RT."""
    head = household[0]
    if not 30 <= (AS_OF - head.birth_date).days // 365 <= 75:
        return
    if rt.id not in census.heads:
        census.heads[rt.id] = head
    elif rt.rw_id is not None:
        census.rw_heads.setdefault(rt.rw_id, head)


def _new_resident(person: Person, office_id: int, rt_id: int) -> NewResident:
    return NewResident(
        nik=person.nik,
        kk=person.kk,
        name=person.name,
        birth_place=person.birth_place,
        birth_date=person.birth_date,
        sex=Sex(person.sex),
        religion=person.religion,
        marital_status=person.marital_status,
        relation=person.relation,
        street=person.street,
        office_id=office_id,
        rt_id=rt_id,
        occupation=person.occupation,
        education=person.education,
        blood_type=person.blood_type,
        phone=person.phone,
    )


def _counted(people: Iterator[NewResident], total: int, progress: Progress) -> Iterator[NewResident]:
    done = 0
    for done, person in enumerate(people, start=1):
        if done % 1000 == 1:
            progress("Penduduk", min(done, total), total)
        yield person
    progress("Penduduk", total, max(total, done))
