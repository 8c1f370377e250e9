"""`palui check`: Django's own checks, and whether this installation can work."""

import smtplib
import sqlite3
import sys
from typing import Any

from django.conf import settings
from django.core.mail import get_connection
from django.core.management.commands import check
from django.db import DatabaseError, connection

from palui.audit import selectors as audit
from palui.config.preparation import (
    CannotPrepare,
    missing_migrations,
    refuse_broken_definitions,
    refuse_unwritable_folder,
)
from palui.config.readiness import weaknesses
from palui.integrations.clamav.client import Clamd
from palui.kernel.errors import TemporaryFailure

#: The first release without the rare damage that two simultaneous checkpoints can do (sqlite.org/wal.html).
SQLITE_WITHOUT_WAL_BUG = (3, 51, 3)


class Command(check.Command):
    help = "Memeriksa program, folder data, basis data, dan surel; berakhir dengan kode 1 bila ada yang salah."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run Django's checks, then ours; ours are left out where Django's options narrow the checks.

        `--deploy` adds what is too weak for serving people; those are our own sentences, and cover Django's.
        """
        if args == ("audit",):
            sys.exit(0 if self._record() else 1)
        deploy = options["deploy"] and not (args or options["tags"])
        super().handle(*args, **options | {"deploy": options["deploy"] and not deploy})
        if args or options["tags"] or options["list_tags"]:
            return
        verdicts = [self._folder(), self._database(), self._definitions(), self._mail(), self._scanner()]
        if deploy:
            found = [self._bad(sentence) for sentence in weaknesses()]
            verdicts += found or [self._good("Setelan cukup kuat untuk melayani warga.")]
        if not all(verdicts):
            sys.exit(1)

    def _good(self, sentence: str) -> bool:
        self.stdout.write(f"baik    {sentence}")
        return True

    def _note(self, sentence: str) -> bool:
        self.stdout.write(f"catatan {sentence}")
        return True

    def _bad(self, sentence: str) -> bool:
        self.stdout.write(f"SALAH   {sentence}")
        return False

    def _record(self) -> bool:
        """`palui check audit`: the whole record, entry by entry."""
        broken = audit.first_broken_link()
        if broken is None:
            return self._good("Catatan tindakan utuh: setiap mata rantai dan setiap hari yang tersegel cocok.")
        if broken.day is not None:
            return self._bad(
                f"Catatan tindakan tanggal {broken.day:%d-%m-%Y} tidak sama dengan yang disegel: ada yang hilang, "
                "berubah, atau disisipkan. Bandingkan dengan cadangan."
            )
        return self._bad(
            f"Catatan tindakan {broken.chain} putus pada mata rantai ke-{broken.place}: isinya berubah atau hilang. "
            "Bandingkan dengan cadangan."
        )

    def _folder(self) -> bool:
        try:
            refuse_unwritable_folder(settings.PALUI_DATA_DIR)
        except CannotPrepare as problem:
            return self._bad(str(problem))
        return self._good(f"Folder data {settings.PALUI_DATA_DIR} dapat ditulisi.")

    def _database(self) -> bool:
        try:
            missing = missing_migrations()
            version = ".".join(map(str, connection.get_database_version()))
        except DatabaseError as problem:
            return self._bad(f"Basis data tidak dapat dihubungi: {str(problem).strip()}")
        name = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[connection.vendor]
        self._good(f"Basis data {name} {version} menjawab.")
        if connection.vendor == "sqlite" and sqlite3.sqlite_version_info < SQLITE_WITHOUT_WAL_BUG:
            self._note(
                f"SQLite {version} lebih tua dari 3.51.3 dan punya cacat langka pada log tulisnya. "
                "Palui menghindarinya (hanya pekerja yang merapikan log); perbarui bila sistem menyediakannya."
            )
        if missing:
            return self._bad(f"{missing} langkah tabel belum dijalankan; jalankan `palui migrate`.")
        return self._good("Semua tabel mutakhir.")

    def _definitions(self) -> bool:
        try:
            refuse_broken_definitions()
        except CannotPrepare as problem:
            return self._bad(str(problem))
        except DatabaseError:
            return self._note("Definisi layanan diperiksa setelah tabelnya ada.")
        return self._good("Definisi layanan yang disertakan dapat dipakai.")

    def _mail(self) -> bool:
        server = settings.PALUI_MAIL_SERVER
        if server is None:
            return self._note("Surel tidak disetel (PALUI_EMAIL_URL kosong); pemberitahuan hanya lewat kotak masuk.")
        try:
            mail = get_connection(fail_silently=False)
            mail.open()
            mail.close()
        except (OSError, smtplib.SMTPException) as problem:
            return self._bad(f"Peladen surel {server.host}:{server.port} tidak dapat dipakai: {problem}")
        return self._good(f"Peladen surel {server.host}:{server.port} menjawab.")

    def _scanner(self) -> bool:
        address = settings.PALUI_CLAMD
        if address is None:
            return self._note("Berkas tidak diperiksa virus (PALUI_CLAMD kosong).")
        clamd = Clamd(host=address.host, port=address.port, path=address.path)
        try:
            clamd.ping()
        except TemporaryFailure as problem:
            return self._bad(f"Pemeriksa virus tidak dapat dipakai: {problem}")
        return self._good(f"Pemeriksa virus di {clamd} menjawab.")
