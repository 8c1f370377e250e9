"""`palui administrator`: the first account of a new installation, from which all others are made."""

from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from palui.accounts import services
from palui.accounts.domain import Role
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.ui.domain import sentence


class Command(BaseCommand):
    """Make an account with the mandate of an administrator; the password is asked for, never an argument."""

    help = "Membuat akun administrator, yang membuat akun dan mandat lainnya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username", help="nama pengguna, misalnya admin")
        parser.add_argument("--name", required=True, help="nama lengkap")

    def handle(self, *args: Any, **options: Any) -> None:
        offices = regions.offices(kind=OfficeKind.CITY) or regions.offices()
        if not offices:
            raise CommandError(
                f"Kantor kota {settings.PALUI_CITY} belum dimuat; jalankan palui serve sekali lebih dulu."
            )
        password = getpass("Kata sandi: ")
        if password != getpass("Sekali lagi: "):
            raise CommandError("Kedua kata sandi tidak sama.")
        try:
            with transaction.atomic():
                user_id = services.create_person(
                    by=SYSTEM, username=options["username"], name=options["name"], password=password
                )
                services.grant_mandate(by=SYSTEM, user_id=user_id, role=Role.ADMIN, office_id=offices[0].id)
        except DomainError as error:
            raise CommandError(sentence(error)) from error
        self.stdout.write(f"Akun {options['username']} siap. Masuk di {settings.PALUI_PUBLIC_URL}/masuk/.")
