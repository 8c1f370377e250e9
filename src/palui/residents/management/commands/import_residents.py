"""`palui import-residents FILE`: fill the register from a file, here and now, without the worker."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import override

from palui.kernel.errors import DomainError
from palui.regions import selectors as regions
from palui.residents.services import imported_now
from palui.ui.domain import sentence


class Command(BaseCommand):
    help = "Mengisi daftar penduduk dari berkas CSV atau Excel (.xlsx)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Columns are guessed from the header, or are those that were last chosen for it on the page."""
        parser.add_argument("file", type=Path, metavar="BERKAS", help="CSV atau .xlsx")
        parser.add_argument("--dry-run", action="store_true", help="uji saja, tidak mengubah data")
        parser.add_argument(
            "--office", default="", metavar="KODE", help="kode kantor kelurahan; tanpa ini seluruh kota"
        )
        parser.add_argument("--source", default="", metavar="NAMA", help="asal data, misalnya Disdukcapil")
        parser.add_argument("--make-rts", action="store_true", help="buat RT dan RW yang belum ada")
        parser.add_argument("--report", type=Path, metavar="BERKAS", help="simpan laporan baris sebagai CSV")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run, or go on with the same file where an earlier run of this command was ended."""
        path: Path = options["file"]
        try:
            content = path.read_bytes()
        except OSError as error:
            raise CommandError(f"{path}: {error.strerror}") from error
        with override("id"):
            try:
                office_id = regions.office_by_code(options["office"]).id if options["office"] else None
                done = imported_now(
                    content=content,
                    filename=path.name,
                    office_id=office_id,
                    source=options["source"],
                    dry_run=options["dry_run"],
                    makes_rts=options["make_rts"],
                    told=self._tell,
                )
            except DomainError as error:
                raise CommandError(sentence(error)) from error
        self._sum_up(done)
        if options["report"]:
            options["report"].write_text("".join(done.report), encoding="utf-8-sig")

    def _tell(self, place: int, total: int) -> None:
        self.stdout.write(f"{place} dari {total} baris")
        self.stdout.flush()

    def _sum_up(self, done: Any) -> None:
        tally = done.record.tally
        if done.record.problem:
            raise CommandError(done.record.problem)
        self.stdout.write("Uji coba selesai, tidak ada yang diubah." if done.record.dry_run else "Impor selesai.")
        for label, count in (
            ("baru", tally.added),
            ("berubah", tally.changed),
            ("sama", tally.same),
            ("berbeda dari perbaikan petugas", tally.kept),
            ("tidak dimasukkan", tally.wrong),
            ("tidak ada di berkas", tally.missing),
            ("RT baru", tally.new_rts),
        ):
            self.stdout.write(f"  {label}: {count}")
