"""Writes of this room, one function per use case."""

from palui.accounts.services.addresses import (
    AddressToConfirm,
    address_to_confirm,
    confirm_email,
    email_behind,
    note_email_asked,
)
from palui.accounts.services.devices import Device, devices, sign_out_elsewhere
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
    "AddressToConfirm",
    "Device",
    "NewMandate",
    "NewPerson",
    "address_to_confirm",
    "change_password",
    "change_profile",
    "check_mandate",
    "confirm_email",
    "create_people",
    "create_person",
    "devices",
    "email_behind",
    "end_mandate",
    "give_new_password",
    "grant_mandate",
    "grant_mandates",
    "note_email_asked",
    "register_resident",
    "sign_out_elsewhere",
]
