"""Writes of this room, one function per use case."""

from palui.accounts.services.mandates import NewMandate, check_mandate, end_mandate, grant_mandate, grant_mandates
from palui.accounts.services.people import (
    NewPerson,
    change_password,
    change_profile,
    create_people,
    create_person,
    give_new_password,
    register_resident,
)

__all__ = [
    "NewMandate",
    "NewPerson",
    "change_password",
    "change_profile",
    "check_mandate",
    "create_people",
    "create_person",
    "end_mandate",
    "give_new_password",
    "grant_mandate",
    "grant_mandates",
    "register_resident",
]
