"""The few people of a city that is thrown away: residents who ask, and those who decide."""

import secrets
from dataclasses import dataclass
from datetime import date

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore

from palui.accounts import selectors as accounts_read
from palui.accounts import services as accounts
from palui.accounts.access import acting_for
from palui.accounts.domain import Acting, Role
from palui.bench.domain import CROWD, CannotMeasure
from palui.kernel.actors import SYSTEM
from palui.kernel.identifiers import Kk, Nik
from palui.letters import services as letters
from palui.regions import selectors as regions
from palui.regions import services as regions_services
from palui.residents import selectors as residents_read
from palui.residents import services as residents
from palui.residents.domain import Sex
from palui.residents.services import NewResident

RT, RW = "12", "02"


@dataclass(frozen=True, kw_only=True)
class People:
    """Who plays, by user name. `password` opens the lurah's key."""

    residents: tuple[str, ...]
    rt_head: str
    rw_head: str
    officer: str
    lurah: str
    lurah_acting: Acting
    kelurahan: str
    password: str


def settle() -> People:
    """Register and appoint them in the first kelurahan. Raises CannotMeasure where somebody lives already."""
    if accounts_read.has_people() or residents_read.has_people():
        raise CannotMeasure("The database holds people; a measurement fills an empty one only.")
    place = regions.kelurahan_list()[0]
    regions_services.add_neighbourhoods(office_id=place.office_id, pairs=[(RT, RW)])
    rt = regions.rt(place.code, RT, RW)
    if rt is None:
        raise CannotMeasure(f"{place.name} has no RT {RT}.")
    password = secrets.token_urlsafe(12)
    names = tuple(f"warga{number}" for number in range(1, CROWD + 1))
    for number, name in enumerate(names, start=1):
        resident_id = _register(number, office_id=place.office_id, rt_id=rt.id)
        accounts.create_person(
            by=SYSTEM,
            username=name,
            name=f"Warga {number}",
            password=None,
            phone=f"+62812345600{number:02}",
            resident_id=resident_id,
        )
    _appoint("rt", Role.RT_HEAD, office_id=place.office_id, rt_id=rt.id)
    _appoint("rw", Role.RW_HEAD, office_id=place.office_id, rw_id=rt.rw_id)
    _appoint("petugas", Role.OFFICER, office_id=place.office_id)
    lurah_id = _appoint("lurah", Role.LURAH, office_id=place.office_id)
    lurah = acting_for(get_user_model().objects.get(pk=lurah_id))
    letters.issue(acting=lurah, passphrase=password)
    return People(
        residents=names,
        rt_head="rt",
        rw_head="rw",
        officer="petugas",
        lurah="lurah",
        lurah_acting=lurah,
        kelurahan=place.code,
        password=password,
    )


def session_of(username: str) -> str:
    """A session of this account, opened without its password: signing in is not what is measured."""
    user = get_user_model().objects.get(username=username)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "palui.accounts.access.UsernameOrPhoneBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return str(session.session_key)


def _register(number: int, *, office_id: int, rt_id: int) -> int:
    # District 99 exists nowhere, so these numbers belong to nobody.
    nik = Nik.parse(f"637199420391{number:04}")
    person = NewResident(
        nik=nik,
        kk=Kk.parse(f"637199010110{number:04}"),
        name=f"Warga {number}",
        birth_place="Banjarmasin",
        birth_date=date(1991, 3, 2),
        sex=Sex.FEMALE,
        religion="Islam",
        marital_status="Kawin",
        relation="Istri",
        street=f"Jl. Sungai Jingah No. {number}",
        office_id=office_id,
        rt_id=rt_id,
        occupation="Pedagang",
    )
    residents.register_many(people=[person], register="Pengukuran")
    found = residents_read.find_by_nik(nik)
    if found is None:
        raise CannotMeasure(f"Resident {number} is not in the register.")
    return found.id


def _appoint(username: str, role: Role, *, office_id: int, rt_id: int | None = None, rw_id: int | None = None) -> int:
    user_id = accounts.create_person(by=SYSTEM, username=username, name=username.title(), password=None)
    accounts.grant_mandate(
        by=SYSTEM,
        user_id=user_id,
        role=role,
        office_id=office_id,
        rt_id=rt_id,
        rw_id=rw_id,
        valid_from=date(2025, 1, 1),
    )
    return user_id
