"""The register filled from a file: what is taken, what is refused and why, what is never lost."""

import csv
import io
import os
import signal
import subprocess
import sys
import time
import zipfile
from datetime import date
from http import HTTPStatus
from pathlib import Path

import openpyxl
import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.identifiers import Nik
from palui.outbox import services as outbox
from palui.regions import selectors as regions
from palui.residents import selectors, services
from palui.residents.events import ImportReceived, ImportStarted
from palui.residents.models import ImportedPerson, RegisterImport, Resident
from tests import settings as test_settings
from tests.cast import SITI_NIK

HEADER = "NO_KK NIK NAMA_LGKP TMPT_LHR TGL_LHR JENIS_KLAMIN AGAMA STAT_KWN STAT_HBKEL PDDK_AKH JENIS_PKRJN ALAMAT NO_RT NO_RW"
HASAN_NIK, HASAN_KK = "6371991204800005", "6371990101100055"
HASAN = [HASAN_KK, HASAN_NIK, "HASAN BASRI", "BANJARMASIN", "12-04-1980", "LAKI-LAKI", "ISLAM", "KAWIN"]
HASAN += ["KEPALA KELUARGA", "SLTA/SEDERAJAT", "PERDAGANGAN", "JL. SUNGAI JINGAH NO. 3", "012", "002"]


def hasan(**changed):
    """Hasan's row, with some columns said otherwise."""
    row = dict(zip(HEADER.split(), HASAN, strict=True)) | changed
    return list(row.values())


def a_csv(*rows, header=HEADER, delimiter=";", encoding="utf-8"):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header.split(), *rows])
    return text.getvalue().encode(encoding)


def an_xlsx(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def work():
    while outbox.deliver_due():
        pass


@pytest.fixture
def imported(city, ratna):
    """Ibu Ratna imports a file for her kelurahan, with the columns as guessed."""

    def run(content, *, dry_run=False, filename="penduduk.csv", makes_rts=False, by=ratna, office_id=city.office_id):
        public_id = services.receive_import(acting=by.acting, office_id=office_id, filename=filename, content=content)
        work()
        row = RegisterImport.objects.get(public_id=public_id)
        if row.state != "failed":
            services.start_import(
                acting=by.acting,
                public_id=public_id,
                fields=row.fields,
                register=row.register,
                dry_run=dry_run,
                makes_rts=makes_rts,
            )
            work()
            row.refresh_from_db()
        return selectors.import_record_of(row)

    return run


def reasons(record):
    return [(note.row, note.column, note.reason) for note in selectors.notes_of_import(record.public_id)]


def person(nik=HASAN_NIK):
    found = selectors.find_by_nik(Nik.parse(nik))
    assert found
    return found


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("delimiter", "encoding"), [(";", "utf-8"), (",", "utf-8-sig"), ("\t", "cp1252"), (";", "utf-16")]
)
def test_a_file_of_the_population_office_is_read_however_it_was_saved(imported, delimiter, encoding):
    record = imported(a_csv(hasan(NAMA_LGKP="HASAN BASRÉ"), delimiter=delimiter, encoding=encoding))
    assert (record.state, record.tally.added, reasons(record)) == ("done", 1, [])
    found = person()
    assert (found.name, found.birth_date, found.sex.value, found.religion) == (
        "HASAN BASRÉ",
        date(1980, 4, 12),
        "L",
        "Islam",
    )
    assert (found.education, found.occupation, found.address.neighbourhood) == (
        "SLTA/Sederajat",
        "Perdagangan",
        "RT 12 RW 02",
    )
    assert found.common_source.source == "Disdukcapil"


@pytest.mark.django_db
def test_the_codes_of_opensid_become_words(imported):
    header = "alamat dusun rw rt nama no_kk nik sex tempatlahir tanggallahir agama_id pendidikan_kk_id pekerjaan_id status_kawin kk_level warganegara_id golongan_darah_id status_dasar"
    row = [
        "JL. MASJID",
        "-",
        "2",
        "12",
        "HASAN BASRI",
        HASAN_KK,
        HASAN_NIK,
        1,
        "BANJARMASIN",
        date(1980, 4, 12),
        3,
        8,
        5,
        2,
        1,
        1,
        13,
        1,
    ]
    gone = [*row[:6], "6371995204800006", *row[7:-1], 2]
    record = imported(an_xlsx(header.split(), row, gone), filename="penduduk.xlsx")
    assert (record.layout, record.tally.added, record.tally.wrong) == ("opensid", 1, 1)
    found = person()
    assert (found.religion, found.education, found.occupation) == (
        "Katolik",
        "Diploma IV/Strata I",
        "Pegawai Negeri Sipil (PNS)",
    )
    assert (found.relation, found.marital_status, found.blood_type, found.common_source.source) == (
        "Kepala Keluarga",
        "Kawin",
        "",
        "OpenSID",
    )
    assert "sudah meninggal" in reasons(record)[0][2]


@pytest.mark.django_db
def test_a_dry_run_tells_and_changes_nothing(imported):
    record = imported(a_csv(hasan(), hasan(NIK="123", NAMA_LGKP="")), dry_run=True)
    assert (record.state, record.tally.added, record.tally.wrong) == ("checked", 1, 1)
    assert selectors.find_by_nik(Nik.parse(HASAN_NIK)) is None
    assert {(row, column) for row, column, _ in reasons(record)} == {(3, "NIK"), (3, "Nama lengkap")}


@pytest.mark.django_db
def test_the_same_file_twice_changes_nothing(imported):
    imported(a_csv(hasan()))
    before = Resident.objects.filter(nik_index=selectors.nik_index(Nik(HASAN_NIK))).values().get()
    record = imported(a_csv(hasan()))
    assert (record.tally.same, record.tally.changed, record.tally.added) == (1, 0, 0)
    assert Resident.objects.filter(nik_index=selectors.nik_index(Nik(HASAN_NIK))).values().get() == before


@pytest.mark.django_db
def test_what_changed_is_written_and_what_stood_there_is_kept(imported):
    imported(a_csv(hasan()))
    record = imported(a_csv(hasan(STAT_KWN="CERAI MATI", NO_RT="3", NO_RW="1", NO_KK="6371990101100077")))
    assert record.tally.changed == 1
    found = person()
    assert (found.marital_status, found.address.neighbourhood, found.kk.digits) == (
        "Cerai Mati",
        "RT 03 RW 01",
        "6371990101100077",
    )
    assert [member.id for member in selectors.household_of(found.id)] == [found.id]
    assert {change.label for change in selectors.changes_of(found.id)} == {"Status perkawinan", "RT", "Nomor KK"}


@pytest.mark.django_db
def test_what_an_officer_corrected_is_kept_and_reported(imported, fauzi):
    imported(a_csv(hasan()))
    services.correct(
        acting=fauzi.acting, public_id=person().public_id, changes={"name": "H. Hasan Basri"}, reason="KTP"
    )
    record = imported(a_csv(hasan(AGAMA="KRISTEN")))
    assert (record.tally.kept, record.tally.changed) == (1, 1)
    assert (person().name, person().religion) == ("H. Hasan Basri", "Kristen")
    assert [column for _, column, _ in reasons(record)] == ["Nama lengkap"]


@pytest.mark.django_db
def test_who_is_not_in_the_file_is_listed_and_stays(imported, siti):
    record = imported(a_csv(hasan()))
    notes = selectors.notes_of_import(record.public_id)
    assert record.tally.missing == 3
    assert {note.name for note in notes} == {"Siti Rahmah", "Rahmat Hidayat", "Aisyah Putri"}
    assert person(SITI_NIK).name == "Siti Rahmah"
    assert not any(SITI_NIK in str(note) for note in notes)


@pytest.mark.django_db
def test_a_place_that_does_not_exist_is_named_with_the_fix_or_made(imported, city):
    record = imported(a_csv(hasan(NO_RT="30", NO_RW="9")))
    assert "RT 30 RW 09 belum ada di Kelurahan Sungai Jingah" in reasons(record)[0][2]
    dry = imported(a_csv(hasan(NO_RT="30", NO_RW="9")), makes_rts=True, dry_run=True)
    assert (dry.tally.added, dry.tally.new_rts, regions.rt("63.71.04.1004", "30")) == (1, 1, None)
    assert imported(a_csv(hasan(NO_RT="30", NO_RW="9")), makes_rts=True).tally.new_rts == 1
    assert person().address.neighbourhood == "RT 30 RW 09"


@pytest.mark.django_db
def test_two_rows_of_one_person_use_the_first(imported):
    record = imported(a_csv(hasan(), hasan(NAMA_LGKP="ORANG LAIN")))
    assert (record.tally.added, record.tally.wrong, person().name) == (1, 1, "HASAN BASRI")
    assert "sudah ada di baris 2" in reasons(record)[0][2]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_lost_digits_of_a_number_are_noticed(imported, kind):
    if kind == "xlsx":
        content = an_xlsx(HEADER.split(), hasan(NIK=6371991204800000))
    else:
        content = a_csv(hasan(NIK="6,37199E+15"))
    record = imported(content)
    assert "Angka terakhir NIK hilang" in reasons(record)[0][2]


@pytest.mark.django_db
def test_amounts_that_kept_their_digits_are_taken(imported):
    other = hasan(NIK=6371991204800010, NO_KK=int(HASAN_KK))
    record = imported(
        an_xlsx(["DATA PENDUDUK"], [], HEADER.split(), hasan(NIK=int(HASAN_NIK), NO_KK=int(HASAN_KK)), other)
    )
    assert (record.tally.added, reasons(record)) == (2, [])


@pytest.mark.django_db
def test_somebody_of_another_kelurahan_is_moved_by_an_administrator_only(imported, city, norhayati, administrator):
    imported(a_csv(hasan()))
    header = HEADER + " NO_KEC NO_KEL"
    moved = [*hasan(NO_RT="7", NO_RW="1"), "4", "1009"]
    record = imported(a_csv(moved, header=header))
    assert "bukan kelurahan yang diimpor" in reasons(record)[0][2]
    record = imported(a_csv(moved, header=header), by=administrator, office_id=None)
    assert (record.tally.changed, person().address.kelurahan) == (1, "Kuin Utara")
    again = imported(a_csv(hasan()))
    assert "terdaftar di kelurahan lain" in reasons(again)[0][2]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "tidak berisi"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600, "format Excel lama"),
        (bytes.fromhex("d0cf11e0a1b11ae1") + "EncryptedPackage".encode("utf-16-le"), "kata sandi"),
        (b"PK\x03\x04 broken", "rusak"),
        (b"%PDF-1.7", "bukan berkas CSV"),
        (b"\x89PNG\r\n", "bukan berkas CSV"),
    ],
)
def test_what_is_no_register_is_refused_in_a_sentence(city, ratna, content, words):
    with pytest.raises(InvalidInput) as refused:
        services.receive_import(acting=ratna.acting, office_id=city.office_id, filename="x.xlsx", content=content)
    assert words in refused.value.errors["file"]


def packed(**files):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name.replace("__", "/").replace("_xml", ".xml").replace("_bin", ".bin"), content)
    return file.getvalue()


@pytest.mark.django_db
def test_macros_bombs_and_entities_are_refused(city, ratna, imported):
    with pytest.raises(InvalidInput, match="makro"):
        services.receive_import(
            acting=ratna.acting,
            office_id=city.office_id,
            filename="x.xlsm",
            content=packed(xl__vbaProject_bin=b"x", xl__workbook_xml=b"x"),
        )
    bomb = bytearray(packed(xl__workbook_xml=b"0" * 1000))
    place = bomb.rindex(b"PK\x01\x02")
    bomb[place + 24 : place + 28] = (2**31).to_bytes(4, "little")
    with pytest.raises(InvalidInput, match="terlalu besar"):
        services.receive_import(acting=ratna.acting, office_id=city.office_id, filename="x.xlsx", content=bytes(bomb))
    laughs = b'<!DOCTYPE x [<!ENTITY a "ha">]><workbook/>'
    record = imported(packed(xl__workbook_xml=laughs, xl___rels__workbook_xml=laughs), filename="x.xlsx")
    assert (record.state, "rusak" in record.problem) == ("failed", True)
    assert default_storage.listdir("impor")[1] == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["fauzi", "budi", "camat", "norhayati", "masrani"])
def test_only_heads_of_the_kelurahan_and_administrators_import(imported, who, request, city):
    record = imported(a_csv(hasan()))
    stranger = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        services.receive_import(acting=stranger.acting, office_id=city.office_id, filename="a.csv", content=b"a;b")
    for address in ("", "contoh.csv", f"{record.public_id}/", f"{record.public_id}/laporan.csv"):
        assert stranger.client.get(f"/penduduk/impor/{address}").status_code == HTTPStatus.NOT_FOUND
    for address in ("mulai/", "batal/"):
        answer = stranger.client.post(f"/penduduk/impor/{record.public_id}/{address}", {"action": "check"})
        assert answer.status_code == HTTPStatus.NOT_FOUND


@pytest.mark.django_db
def test_ratna_imports_on_the_page(ratna, city):
    file = SimpleUploadedFile("daftar.csv", a_csv(hasan(), hasan(NIK="6371991204800007", AGAMA="=1+1")))
    page = ratna.client.post("/penduduk/impor/", {"file": file}, follow=True)
    address = page.request["PATH_INFO"]
    assert "Berkas sedang dibaca" in page.content.decode()
    work()
    page = ratna.client.get(address).content.decode()
    assert HASAN_NIK not in page
    assert "6371" in page
    row = RegisterImport.objects.get()
    chosen = {f"kolom-{place}": field for place, field in enumerate(row.fields)}
    wrong = ratna.client.post(f"{address}mulai/", chosen | {"kolom-1": "", "register": "", "action": "check"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Belum ada kolom untuk: NIK" in wrong.content.decode()
    ratna.client.post(f"{address}mulai/", chosen | {"register": "Disdukcapil", "action": "import"})
    assert "<progress" in ratna.client.get(address).content.decode()
    work()
    page = ratna.client.get(address).content.decode()
    assert "Impor selesai" in page
    report = b"".join(ratna.client.get(f"{address}laporan.csv").streaming_content).decode("utf-8-sig")
    assert "6371••••••••0007" in report
    assert "6371991204800007" not in report
    assert ratna.client.get("/penduduk/impor/").status_code == HTTPStatus.OK
    assert default_storage.listdir("impor")[1] == []


@pytest.mark.django_db
def test_the_columns_chosen_are_remembered_for_the_next_file(ratna, city, imported):
    header = HEADER.replace("NAMA_LGKP", "SEBUTAN")
    first = services.receive_import(
        acting=ratna.acting, office_id=city.office_id, filename="a.csv", content=a_csv(hasan(), header=header)
    )
    work()
    row = RegisterImport.objects.get(public_id=first)
    assert row.fields[2] == ""
    fields = [*row.fields[:2], "name", *row.fields[3:]]
    services.start_import(
        acting=ratna.acting, public_id=first, fields=fields, register="Kelurahan", dry_run=False, makes_rts=False
    )
    work()
    record = imported(a_csv(hasan(), header=header))
    assert (record.fields[2], record.register, record.tally.same) == ("name", "Kelurahan", 1)


@pytest.mark.django_db
def test_the_example_can_be_imported(ratna, imported, city):
    content = ratna.client.get("/penduduk/impor/contoh.csv").content
    record = imported(content)
    assert (record.tally.added, reasons(record)) == (1, [])
    assert person(SITI_NIK).phone == "+6281234567781"


@pytest.mark.django_db
def test_who_gives_up_leaves_no_file_behind(ratna, city):
    public_id = services.receive_import(
        acting=ratna.acting, office_id=city.office_id, filename="a.csv", content=a_csv(hasan())
    )
    work()
    ratna.client.post(f"/penduduk/impor/{public_id}/batal/")
    row = RegisterImport.objects.get()
    assert (row.state, row.pieces, row.file) == ("cancelled", [], "")


@pytest.mark.django_db
def test_a_delivery_that_comes_twice_does_nothing_twice(ratna, city, imported):
    record = imported(a_csv(hasan()))
    row = RegisterImport.objects.get(public_id=record.public_id)
    RegisterImport.objects.filter(pk=row.pk).update(state="running")
    services.run_import(ImportStarted(import_id=row.pk))
    services.read_import(ImportReceived(import_id=row.pk))
    row.refresh_from_db()
    assert not ImportedPerson.objects.exists()
    assert (row.added, row.place, Resident.objects.count()) == (1, 1, 1)


@pytest.mark.django_db
def test_a_second_import_of_the_same_people_is_asked_to_come_later(ratna, administrator, city, norhayati):
    def sent(by, office_id):
        public_id = services.receive_import(
            acting=by.acting, office_id=office_id, filename="penduduk.csv", content=a_csv(hasan())
        )
        work()
        return public_id

    def start(by, public_id):
        fields = RegisterImport.objects.get(public_id=public_id).fields
        services.start_import(
            acting=by.acting, public_id=public_id, fields=fields, register="Disdukcapil", dry_run=False, makes_rts=True
        )

    first, second = sent(ratna, city.office_id), sent(ratna, city.office_id)
    whole_city, elsewhere = sent(administrator, None), sent(administrator, city.other_office_id)
    start(ratna, first)
    for by, public_id in ((ratna, second), (administrator, whole_city)):
        with pytest.raises(Conflict, match="import_beside"):
            start(by, public_id)
    start(administrator, elsewhere)
    columns = {f"kolom-{place}": field for place, field in enumerate(RegisterImport.objects.first().fields)}
    told = ratna.client.post(
        f"/penduduk/impor/{second}/mulai/",
        {**columns, "register": "Disdukcapil", "action": "import"},
        follow=True,
    )
    assert "Impor lain untuk penduduk yang sama sedang berjalan." in told.text
    work()
    start(ratna, second)


@pytest.mark.django_db
def test_the_number_of_queries_does_not_grow_with_the_rows(imported, django_assert_max_num_queries):
    rows = [hasan(NIK=f"63719912048{number:05}") for number in range(1, 801)]
    with django_assert_max_num_queries(190):
        assert imported(a_csv(*rows)).tally.added == 800


# --- killed --------------------------------------------------------------------------------------


@pytest.fixture
def own_city(tmp_path):
    """A city of its own on disk (or in the cluster), for processes that are killed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PALUI_DATA_DIR")}
    environment |= {"PALUI_DATA_DIR": str(tmp_path / "var"), "PALUI_LOG_LEVEL": "ERROR"}
    environment["DJANGO_SETTINGS_MODULE"] = "palui.config.settings"
    if test_settings.ENGINE == "postgresql":
        name = f"killed_{os.getpid()}"
        subprocess.run(["createdb", "-h", str(test_settings.FOLDER), "-U", "palui", name], check=True)
        environment["PALUI_DATABASE_URL"] = f"postgresql://palui@/{name}?host={test_settings.FOLDER}"
    (tmp_path / "var").mkdir()
    palui = [sys.executable, "-m", "palui.config.cli"]
    subprocess.run([*palui, "migrate", "-v0"], env=environment, check=True)
    load = "import django; django.setup(); from palui.regions import services; services.load_city(city_code='63.71')"
    subprocess.run([sys.executable, "-c", load], env=environment, check=True)
    yield palui, environment
    if test_settings.ENGINE == "postgresql":
        subprocess.run(["dropdb", "-h", str(test_settings.FOLDER), "-U", "palui", name], check=True)


@pytest.mark.long
def test_an_import_killed_at_any_moment_goes_on_where_it_was(own_city, tmp_path):
    palui, environment = own_city
    rows = [hasan(NIK=f"63719912048{number:05}", NO_RT=str(number % 9 + 1)) for number in range(1, 6001)]
    file = tmp_path / "penduduk.csv"
    file.write_bytes(a_csv(*rows))
    office = subprocess.run(
        [
            sys.executable,
            "-c",
            "import django; django.setup(); from palui.regions import selectors; print(selectors.office_of_kelurahan('63.71.04.1004').code)",
        ],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    command = [*palui, "import-residents", str(file), "--office", office, "--make-rts"]
    places = []
    for lines in (1, 2):
        running = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        assert running.stdout
        told = [running.stdout.readline() for _ in range(lines)]
        places.append(int(told[-1].split()[0]))
        time.sleep(0.05)
        running.send_signal(signal.SIGKILL)
        running.wait()
        running.stdout.close()
    assert places[1] > places[0]
    report = tmp_path / "laporan.csv"
    done = subprocess.run(
        [*command, "--report", str(report)], env=environment, check=True, capture_output=True, text=True
    )
    assert int(done.stdout.split()[0]) > places[-1]
    assert "baru: 6000" in done.stdout
    assert "tidak dimasukkan: 0" in done.stdout
    again = subprocess.run(command, env=environment, check=True, capture_output=True, text=True)
    assert "sama: 6000" in again.stdout
    assert list(Path(environment["PALUI_DATA_DIR"], "files", "impor").rglob("*/*/*/*/*")) == []
