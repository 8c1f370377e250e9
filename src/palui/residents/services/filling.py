"""Going through the rows of an import: who is new, who changed, who is the same, and what is wrong.

A chunk of rows is one transaction with a handful of queries, whatever the rows say.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import transaction

from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.identifiers import Kk, Nik, mask_digits, new_token
from palui.regions import selectors as regions
from palui.regions import services as region_services
from palui.residents import selectors
from palui.residents.domain import LABELS, name_key
from palui.residents.domain.imports import CHUNK, ImportState, NoteKind
from palui.residents.domain.rows import ReadRow, read_row
from palui.residents.models import ImportedPerson, ImportNote, RegisterImport, Resident, ResidentChange
from palui.residents.services.naming import add_names, renew_names
from palui.residents.services.register import CORRECTION
from palui.vault import services as vault

Row = tuple[int, list[str]]

_BATCH = 500
#: Reasons of one row that are told, and people not in the file who are listed by name.
_MOST_REASONS = 5
_MOST_MISSING = 5_000
#: Columns of a resident that a file may fill, besides numbers and place.
_PLAIN = (
    "name",
    "birth_place",
    "birth_date",
    "sex",
    "religion",
    "marital_status",
    "relation",
    "occupation",
    "education",
    "blood_type",
    "nationality",
    "street",
    "phone",
)
_COMPARED = ("pk", "nik_index", "kk_index", "office_id", "rt_id", "rt__number", "rt__rw__number", "sources", *_PLAIN)
_WRITTEN = ("kk", "kk_index", "name_key", "office_id", "rt_id", "sources", *_PLAIN)


def chunks(rows: Sequence[Row]) -> Iterator[Sequence[Row]]:
    """Rows of one transaction each."""
    for first in range(0, len(rows), CHUNK):
        yield rows[first : first + CHUNK]


@dataclass(kw_only=True, slots=True)
class _Candidate:
    """A row that can be registered: its values, and where the person lives."""

    row: int
    read: ReadRow
    nik_index: str
    office_id: int
    rt_id: int | None
    rt: str
    rw: str

    @property
    def key(self) -> int:
        return key_of(self.nik_index)


@dataclass(slots=True)
class _Outcome:
    """What a chunk comes to, before it is written."""

    notes: list[ImportNote] = field(default_factory=list)
    new: list[Resident] = field(default_factory=list)
    changed: dict[int, tuple[_Candidate, dict[str, Any]]] = field(default_factory=dict)
    same: int = 0
    kept: int = 0
    wrong: int = 0


def key_of(nik_index: str) -> int:
    """The beginning of an index as a signed number of 64 bits."""
    return int(nik_index[:16], 16) - (1 << 63)


class Filler:
    """Fills the register from rows of one import; what rarely changes is read once."""

    def __init__(self, run: RegisterImport) -> None:
        self._id = run.pk
        self._fields = tuple(run.fields)
        self._whole = frozenset(run.fields[place] for place in run.whole_amounts if place < len(run.fields))
        self._office_id = run.office_id
        self._dry_run, self._makes_rts = run.dry_run, run.makes_rts
        self._register, self._reason = run.register, f"Impor {run.filename}"
        self._by = Actor(name=run.by_name, title=run.by_title, user_id=run.by_user_id)
        self._places = _Places(run.office_id)
        self._today = clock.today()

    @transaction.atomic
    def fill(self, rows: Sequence[Row], *, place: int) -> bool:
        """Do one chunk that begins at `place`; False, and nothing done, when somebody else did it or stopped it."""
        run = RegisterImport.objects.select_for_update().get(pk=self._id)
        if run.state != ImportState.RUNNING.value or run.place != place:
            return False
        outcome = _Outcome()
        candidates = self._candidates(rows, outcome)
        run.new_rts += self._make_rts(candidates) if self._makes_rts else 0
        settled = self._without_doubles([one for one in candidates if self._has_place(one, outcome)], outcome)
        self._compare(settled, outcome)
        if not self._dry_run:
            self._write(outcome)
        ImportedPerson.objects.bulk_create(ImportedPerson(run_id=self._id, key=one.key, row=one.row) for one in settled)
        ImportNote.objects.bulk_create(outcome.notes)
        run.added += len(outcome.new)
        run.changed += len(outcome.changed)
        run.same += outcome.same
        run.kept += outcome.kept
        run.wrong += outcome.wrong
        run.place += len(rows)
        run.problem = ""
        run.save()
        return True

    # Reading

    def _candidates(self, rows: Sequence[Row], outcome: _Outcome) -> list[_Candidate]:
        found = []
        for number, cells in rows:
            texts = {name: cell for name, cell in zip(self._fields, cells, strict=False) if name}
            read = read_row(texts, today=self._today, whole_amounts=self._whole)
            office_id = self._places.office_of(read) if not read.problems else None
            if office_id is None:
                self._refuse(outcome, number, read)
                continue
            for problem in read.dropped:
                self._note(outcome, NoteKind.DROPPED, number, read, problem.column, problem.reason)
            rt, rw = read.values["rt"], read.values.get("rw", "")
            found.append(
                _Candidate(
                    row=number,
                    read=read,
                    nik_index=selectors.nik_index(Nik(read.values["nik"])),
                    office_id=office_id,
                    rt_id=self._places.rt_of(office_id, rt, rw),
                    rt=rt,
                    rw=rw,
                )
            )
        return found

    def _make_rts(self, candidates: Sequence[_Candidate]) -> int:
        """Make the RT and RW that do not exist yet; in a dry run only count them."""
        wanted: dict[int, set[tuple[str, str]]] = {}
        for one in candidates:
            if one.rt_id is None and not self._places.is_ambiguous(one.office_id, one.rt, one.rw):
                wanted.setdefault(one.office_id, set()).add((one.rt, one.rw))
        for office_id, pairs in wanted.items():
            if self._dry_run:
                self._places.pretend(office_id, pairs)
            else:
                region_services.add_neighbourhoods(office_id=office_id, pairs=pairs)
                self._places.forget(office_id)
        for one in candidates:
            one.rt_id = self._places.rt_of(one.office_id, one.rt, one.rw)
        return sum(map(len, wanted.values()))

    def _has_place(self, one: _Candidate, outcome: _Outcome) -> bool:
        if one.rt_id is not None:
            return True
        where = f"RT {one.rt}" + (f" RW {one.rw}" if one.rw else "")
        kelurahan = self._places.name_of(one.office_id)
        if self._places.is_ambiguous(one.office_id, one.rt, one.rw):
            reason = f"{where} ada di lebih dari satu RW di Kelurahan {kelurahan}. Isi juga kolom RW."
        else:
            reason = (
                f"{where} belum ada di Kelurahan {kelurahan}. Tambahkan di halaman Kantor, atau centang "
                "“Buat RT dan RW yang belum ada”."
            )
        one.read.refuse("rt", reason)
        self._refuse(outcome, one.row, one.read)
        return False

    def _without_doubles(self, candidates: Sequence[_Candidate], outcome: _Outcome) -> list[_Candidate]:
        seen: dict[int, int] = {}
        keys = [one.key for one in candidates]
        for first in range(0, len(keys), _BATCH):
            rows = ImportedPerson.objects.filter(run_id=self._id, key__in=keys[first : first + _BATCH])
            seen.update(rows.values_list("key", "row"))
        settled = []
        for one in candidates:
            earlier = seen.setdefault(one.key, one.row)
            if earlier == one.row:
                settled.append(one)
            else:
                one.read.refuse("nik", f"NIK ini sudah ada di baris {earlier}. Baris itu yang dipakai.")
                self._refuse(outcome, one.row, one.read)
        return settled

    # Comparing

    def _compare(self, candidates: Sequence[_Candidate], outcome: _Outcome) -> None:
        existing: dict[str, dict[str, Any]] = {}
        for first in range(0, len(candidates), _BATCH):
            indexes = [one.nik_index for one in candidates[first : first + _BATCH]]
            for row in Resident.objects.filter(nik_index__in=indexes).values(*_COMPARED):
                existing[row["nik_index"]] = row
        now = clock.now()
        for one in candidates:
            there = existing.get(one.nik_index)
            if there is None:
                outcome.new.append(self._new(one, now))
            elif self._office_id is not None and there["office_id"] != self._office_id:
                one.read.refuse(
                    "nik",
                    "NIK ini terdaftar di kelurahan lain. Minta admin kota mengimpor berkas dengan kepindahannya.",
                )
                self._refuse(outcome, one.row, one.read)
            else:
                self._compare_one(one, there, outcome)

    def _compare_one(self, one: _Candidate, there: Mapping[str, Any], outcome: _Outcome) -> None:
        values = one.read.values
        differing = {name: values[name] for name in _PLAIN if name in values and _differ(values[name], there[name])}
        kk_index = selectors.kk_index(Kk(values["kk"]))
        if kk_index != there["kk_index"]:
            differing["kk"] = values["kk"]
        if one.rt_id != there["rt_id"]:
            differing["rt"] = one.rt
        corrected = {name for name, (source, _) in there["sources"].items() if source == CORRECTION}
        held = {name for name in differing if name in corrected or (name == "rt" and "rw" in corrected)}
        if held:
            outcome.kept += 1
            labels = ", ".join(LABELS[name] for name in LABELS if name in held)
            self._note(
                outcome,
                NoteKind.KEPT,
                one.row,
                one.read,
                labels,
                "Sudah diperbaiki petugas dan berbeda dari berkas. Yang diperbaiki petugas tetap dipakai.",
                person_id=there["pk"],
            )
        changed = {name: value for name, value in differing.items() if name not in held}
        if changed:
            outcome.changed[there["pk"]] = (one, changed)
        elif not held:
            outcome.same += 1

    # Writing

    def _new(self, one: _Candidate, now: datetime) -> Resident:
        values = one.read.values
        return Resident(
            public_id=new_token(),
            nik=values["nik"],
            nik_index=one.nik_index,
            kk=values["kk"],
            kk_index=selectors.kk_index(Kk(values["kk"])),
            name_key=name_key(values["name"]),
            office_id=one.office_id,
            rt_id=one.rt_id or 0,
            register=self._register,
            registered_at=now,
            **{name: values[name] for name in _PLAIN if name in values},
        )

    def _write(self, outcome: _Outcome) -> None:
        add_names(Resident.objects.bulk_create(outcome.new))
        if outcome.changed:
            self._write_changed(outcome.changed)

    def _write_changed(self, changed: Mapping[int, tuple[_Candidate, dict[str, Any]]]) -> None:
        now = clock.now()
        people: dict[int, Resident] = {}
        ids = list(changed)
        for first in range(0, len(ids), _BATCH):
            rows = Resident.objects.filter(pk__in=ids[first : first + _BATCH]).select_related("rt")
            people.update((row.pk, row) for row in rows)
        history = []
        elsewhere = []
        for pk, (one, values) in changed.items():
            person = people[pk]
            for name, value in values.items():
                before = person.rt.number if name == "rt" else getattr(person, name)
                source, at = person.sources.get(name, (person.register, person.registered_at.isoformat()))
                history.append(self._change(pk, name, before, value, source, at, now))
                person.sources[name] = [self._register, now.isoformat()]
                if name != "rt":
                    setattr(person, name, value)
            was = person.name_key, person.office_id
            person.name_key = name_key(person.name)
            person.kk_index = selectors.kk_index(Kk(person.kk))
            if "rt" in values:
                person.office_id, person.rt_id = one.office_id, one.rt_id or person.rt_id
            if (person.name_key, person.office_id) != was:
                elsewhere.append(person)
        Resident.objects.bulk_create(
            people.values(), update_conflicts=True, unique_fields=["pk"], update_fields=_WRITTEN
        )
        renew_names(elsewhere)
        ResidentChange.objects.bulk_create(history)

    def _change(
        self, pk: int, name: str, before: object, after: object, source: str, at: str, now: datetime
    ) -> ResidentChange:
        return ResidentChange(
            resident_id=pk,
            field=name,
            before=before,
            after=after,
            source_before=source,
            source_at=datetime.fromisoformat(at),
            reason=self._reason,
            by_name=self._by.name,
            by_title=self._by.title,
            by_user_id=self._by.user_id,
            at=now,
        )

    # Noting

    def _refuse(self, outcome: _Outcome, row: int, read: ReadRow) -> None:
        outcome.wrong += 1
        for problem in read.problems[:_MOST_REASONS]:
            self._note(outcome, NoteKind.WRONG, row, read, problem.column, problem.reason)

    def _note(
        self,
        outcome: _Outcome,
        kind: NoteKind,
        row: int,
        read: ReadRow,
        column: str,
        reason: str,
        person_id: int | None = None,
    ) -> None:
        outcome.notes.append(
            ImportNote(
                run_id=self._id,
                row=row,
                kind=kind.value,
                column=column[:60],
                reason=reason[:300],
                nik=mask_digits(read.values.get("nik", "")),
                person_id=person_id,
            )
        )


def _differ(new: object, old: object) -> bool:
    """Whether two values say something else; capitals and blanks say nothing."""
    if isinstance(new, date) or new == old:
        return new != old
    return str(new).casefold() != " ".join(str(old).split()).casefold()


class _Places:
    """The kelurahan of the city and their RT, as files name them."""

    def __init__(self, office_id: int | None) -> None:
        self._office_id = office_id
        kelurahan = regions.kelurahan_list()
        self._names = {one.office_id: one.name for one in kelurahan}
        self._by_text = {_digits_of(one.code): one.office_id for one in kelurahan} | {
            name_key(one.name): one.office_id for one in kelurahan
        }
        self._by_codes = {_short_code(one.code): one.office_id for one in kelurahan}
        self._rts: dict[int, dict[tuple[str, str], int]] = {}

    def name_of(self, office_id: int) -> str:
        """The kelurahan of an office."""
        return self._names.get(office_id, "")

    def office_of(self, read: ReadRow) -> int | None:
        """The office of a row's kelurahan; None with the reason noted."""
        told = self._told(read)
        if told is None and ("kelurahan" in read.values or self._office_id is None):
            read.refuse("kelurahan", "Kelurahan ini tidak dikenal di kota ini.")
            return None
        if self._office_id is None or told in (None, self._office_id):
            return self._office_id or told
        read.refuse("kelurahan", f"Baris ini milik Kelurahan {self.name_of(told or 0)}, bukan kelurahan yang diimpor.")
        return None

    def _told(self, read: ReadRow) -> int | None:
        text = str(read.values.get("kelurahan", ""))
        if text:
            digits = _digits_of(text)
            words = name_key(text).removeprefix(" kelurahan").removeprefix(" kel")
            return self._by_text.get(digits) if len(digits) >= 10 else self._by_text.get(words)
        codes = (str(read.values.get("district_code", "")), str(read.values.get("village_code", "")))
        if all(code.isdigit() for code in codes):
            return self._by_codes.get((int(codes[0]), int(codes[1])))
        return None

    def rt_of(self, office_id: int, rt: str, rw: str) -> int | None:
        """The id of an RT; without a RW, only when one RT has the number."""
        rts = self._of(office_id)
        if rw:
            return rts.get((rt, rw), None if self._knows_rw(office_id) else rts.get((rt, "")))
        found = [pk for (number, _), pk in rts.items() if number == rt]
        return found[0] if len(found) == 1 else None

    def is_ambiguous(self, office_id: int, rt: str, rw: str) -> bool:
        """Whether a RW is needed to tell which RT is meant."""
        return not rw and sum(number == rt for number, _ in self._of(office_id)) > 1

    def forget(self, office_id: int) -> None:
        """Read the RT of an office anew."""
        self._rts.pop(office_id, None)

    def pretend(self, office_id: int, pairs: set[tuple[str, str]]) -> None:
        """Let a dry run go on as if these RT were there."""
        self._of(office_id).update(dict.fromkeys(pairs, 0))

    def _knows_rw(self, office_id: int) -> bool:
        return any(rw for _, rw in self._of(office_id))

    def _of(self, office_id: int) -> dict[tuple[str, str], int]:
        if office_id not in self._rts:
            self._rts[office_id] = {(one.number, one.rw): one.id for one in regions.rts_of_office(office_id)}
        return self._rts[office_id]


def _digits_of(text: str) -> str:
    return "".join(sign for sign in text if sign.isdigit())


def _short_code(code: str) -> tuple[int, int]:
    """ "63.71.04.1004" → (4, 1004), as NO_KEC and NO_KEL say it."""
    district, village = code.split(".")[-2:]
    return int(district), int(village)


# --- the end -------------------------------------------------------------------------------------


def finish(import_id: int) -> None:
    """Count and list who is not in the file, end the run; a second call changes nothing."""
    run = RegisterImport.objects.filter(pk=import_id, state=ImportState.RUNNING.value).first()
    if run is None or run.place < run.total:
        return
    missing, listed = _missing(run)
    with transaction.atomic():
        run = RegisterImport.objects.select_for_update().get(pk=import_id)
        if run.state != ImportState.RUNNING.value:
            return
        ImportNote.objects.bulk_create(listed)
        ImportedPerson.objects.filter(run=run).delete()
        run.missing, run.finished_at = missing, clock.now()
        run.state = (ImportState.CHECKED if run.dry_run else ImportState.DONE).value
        if not run.dry_run:
            for name, _ in run.pieces:
                vault.delete_file(name)
            run.pieces, run.samples = [], []
            audit.record(
                by=Actor(name=run.by_name, title=run.by_title, user_id=run.by_user_id),
                action="register.finish",
                subject=f"register:{run.office_id or 'kota'}",
                filename=run.filename,
                added=run.added,
                changed=run.changed,
                wrong=run.wrong,
            )
        run.save()


def _missing(run: RegisterImport) -> tuple[int, list[ImportNote]]:
    """People whose row came from this register and who were not met: in the kelurahan, or the kelurahan met."""
    met = set(ImportedPerson.objects.filter(run=run).values_list("key", flat=True).iterator())
    people = Resident.objects.filter(register=run.register)
    if run.office_id is not None:
        people = people.filter(office_id=run.office_id)
    count, listed = 0, []
    for pk, index in people.values_list("pk", "nik_index").iterator(chunk_size=5000):
        if key_of(index) in met:
            continue
        count += 1
        if count <= _MOST_MISSING:
            listed.append(pk)
    return count, list(_missing_notes(run.pk, listed))


def _missing_notes(run_id: int, ids: Sequence[int]) -> Iterator[ImportNote]:
    for first in range(0, len(ids), _BATCH):
        for pk, nik in Resident.objects.filter(pk__in=ids[first : first + _BATCH]).values_list("pk", "nik"):
            yield ImportNote(
                run_id=run_id,
                kind=NoteKind.MISSING.value,
                column="NIK",
                reason="Ada di daftar, tetapi tidak ada di berkas. Tidak dihapus; periksa apakah pindah atau meninggal.",
                nik=Nik(nik).masked,
                person_id=pk,
            )
