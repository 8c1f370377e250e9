"""The cast. Siti asks, Budi is her neighbour, Pak Masrani heads the RT, Fauzi verifies, Ibu Lurah Ratna signs.

All live and work in Kelurahan Sungai Jingah; Norhayati is an officer of Kelurahan Kuin Utara, who must see
nothing of it.
"""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from typing import Any

import pytest
from django.db import connection
from django.db.transaction import Atomic
from django.test import Client
from PIL import Image

from palui.accounts import selectors as accounts_read
from palui.accounts import services as accounts
from palui.accounts.access import acting_for
from palui.accounts.domain import Acting, Capacity, Role
from palui.accounts.models import User
from palui.catalogue import services as catalogue
from palui.catalogue.selectors import offered
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.kernel.identifiers import Kk, Nik
from palui.letters.services import credentials
from palui.regions import selectors as regions
from palui.regions import services as region_services
from palui.regions.models import Office
from palui.residents import selectors as residents
from palui.residents import services as resident_services
from palui.residents.domain import Sex
from palui.residents.services import NewResident

SUNGAI_JINGAH = "63.71.04.1004"
KUIN_UTARA = "63.71.04.1009"
PASSPHRASE = "palui-practice"
SITI_NIK, SITI_KK = "6371994203910001", "6371990101100012"


@pytest.fixture(autouse=True)
def commits_happen(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is to happen after commit happens when the outermost block of the code under test ends.

    A test runs inside a transaction that is rolled back, so its commit would never come. One that asks for real
    transactions has real commits.
    """
    leave = Atomic.__exit__

    def leave_and_commit(self: Atomic, kind: Any, value: Any, trace: Any) -> None:
        leave(self, kind, value, trace)
        blocks = connection.atomic_blocks
        is_outermost = bool(blocks) and blocks[0]._from_testcase and not connection.savepoint_ids
        if kind is None and is_outermost and not connection.needs_rollback:
            waiting, connection.run_on_commit = connection.run_on_commit, []
            for _, after_commit, _ in waiting:
                after_commit()

    monkeypatch.setattr(Atomic, "__exit__", leave_and_commit)


@dataclass
class Person:
    """Somebody of the cast, at their own browser."""

    user_id: int
    name: str
    username: str
    _clients: dict[str, Client] = field(default_factory=dict)

    @property
    def acting(self) -> Acting:
        """With the mandates in force now."""
        return acting_for(User.objects.get(pk=self.user_id))

    @cached_property
    def client(self) -> Client:
        """Signed in."""
        client = Client()
        client.force_login(User.objects.get(pk=self.user_id))
        return client

    @property
    def record(self) -> accounts_read.PersonRecord:
        """The account."""
        return accounts_read.person(self.user_id)


@dataclass(frozen=True)
class City:
    """Where the cast lives: two kelurahan with their offices, RT 12 RW 02 and RT 03 RW 01."""

    office_id: int
    other_office_id: int
    district_office_id: int
    rt_id: int
    rw_id: int
    other_rt_id: int
    elsewhere_rt_id: int


@pytest.fixture
def city(db: None) -> City:
    """Banjarmasin with its offices and services."""
    if not regions.offices():
        region_services.load_city(city_code="63.71")
    if not offered():
        catalogue.publish_seeds()
    here, there = regions.office_of_kelurahan(SUNGAI_JINGAH), regions.office_of_kelurahan(KUIN_UTARA)
    region_services.add_neighbourhoods(office_id=here.id, pairs=[("12", "02"), ("03", "01")])
    region_services.add_neighbourhoods(office_id=there.id, pairs=[("07", "01")])
    Office.objects.filter(pk=here.id).update(uses_rw=False)
    regions.forget()
    rt = regions.rt(SUNGAI_JINGAH, "12", "02")
    other = regions.rt(SUNGAI_JINGAH, "03", "01")
    elsewhere = regions.rt(KUIN_UTARA, "07", "01")
    assert rt
    assert rt.rw_id
    assert other
    assert elsewhere
    assert here.parent_id
    return City(
        office_id=here.id,
        other_office_id=there.id,
        district_office_id=here.parent_id,
        rt_id=rt.id,
        rw_id=rt.rw_id,
        other_rt_id=other.id,
        elsewhere_rt_id=elsewhere.id,
    )


@pytest.fixture
def uses_rw(city: City) -> None:
    """Sungai Jingah lets the RW heads endorse too."""
    Office.objects.filter(pk=city.office_id).update(uses_rw=True)
    regions.forget()


@pytest.fixture
def siti(city: City) -> Person:
    """Siti Rahmah, RT 12, with a husband and a daughter in the register; phone ending in 7781."""
    household = [
        ("Rahmat Hidayat", "6371990205880001", date(1988, 5, 2), Sex.MALE, "Kepala keluarga", "Kawin"),
        ("Siti Rahmah", SITI_NIK, date(1991, 3, 2), Sex.FEMALE, "Istri", "Kawin"),
        ("Aisyah Putri", "6371995706150002", date(2015, 6, 17), Sex.FEMALE, "Anak", "Belum kawin"),
    ]
    _register(city, household, kk=SITI_KK, rt_id=city.rt_id)
    resident = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert resident
    return _person("siti", "Siti Rahmah", phone="+6281234567781", email="siti@contoh.id", resident_id=resident.id)


@pytest.fixture
def aisyah_id(siti: Person) -> int:
    """The resident id of Siti's daughter."""
    resident = residents.find_by_nik(Nik.parse("6371995706150002"))
    assert resident
    return resident.id


@pytest.fixture
def rahmat_id(siti: Person) -> int:
    """The resident id of Siti's husband."""
    resident = residents.find_by_nik(Nik.parse("6371990205880001"))
    assert resident
    return resident.id


@pytest.fixture
def budi(city: City) -> Person:
    """Budi Santoso, Siti's neighbour."""
    nik = "6371991507850003"
    _register(
        city,
        [("Budi Santoso", nik, date(1985, 7, 15), Sex.MALE, "Kepala keluarga", "Belum kawin")],
        kk="6371990101100013",
        rt_id=city.rt_id,
    )
    resident = residents.find_by_nik(Nik.parse(nik))
    assert resident
    return _person("budi", "Budi Santoso", phone="+6281234560002", resident_id=resident.id)


@pytest.fixture
def masrani(city: City) -> Person:
    """H. Masrani, head of RT 12; he has e-mail."""
    person = _person("masrani", "H. Masrani", phone="+6281234560012", email="masrani@contoh.id")
    _grant(person, Role.RT_HEAD, city.office_id, rt_id=city.rt_id)
    return person


@pytest.fixture
def other_rt_head(city: City) -> Person:
    """Rusdi, head of RT 03 of the same kelurahan."""
    person = _person("rusdi", "Rusdi")
    _grant(person, Role.RT_HEAD, city.office_id, rt_id=city.other_rt_id)
    return person


@pytest.fixture
def syahrani(city: City) -> Person:
    """H. Syahrani, head of RW 02."""
    person = _person("syahrani", "H. Syahrani")
    _grant(person, Role.RW_HEAD, city.office_id, rw_id=city.rw_id)
    return person


@pytest.fixture
def fauzi(city: City) -> Person:
    """Ahmad Fauzi, officer at the counter."""
    person = _person("fauzi", "Ahmad Fauzi", email="fauzi@contoh.id")
    _grant(person, Role.OFFICER, city.office_id)
    return person


@pytest.fixture
def yani(city: City) -> Person:
    """Akhmad Yani, the other officer."""
    person = _person("yani", "Akhmad Yani")
    _grant(person, Role.OFFICER, city.office_id)
    return person


@pytest.fixture
def rusmiati(city: City) -> Person:
    """Rusmiati, section head."""
    person = _person("rusmiati", "Rusmiati")
    _grant(person, Role.SECTION_HEAD, city.office_id)
    return person


@pytest.fixture
def ratna(city: City) -> Person:
    """Ibu Lurah Hj. Ratna Dewi, with a certificate."""
    person = _person("ratna", "Hj. Ratna Dewi, S.Sos., M.AP.", nip="197501012000032001", rank="Penata Tingkat I")
    _grant(person, Role.LURAH, city.office_id)
    credentials.issue(acting=person.acting, passphrase=PASSPHRASE)
    return person


@pytest.fixture
def rizani(city: City) -> Person:
    """Akhmad Rizani, secretary, with a certificate; he signs when he has a mandate to."""
    person = _person("rizani", "Akhmad Rizani, S.IP.", nip="198001012005011002", rank="Penata")
    _grant(person, Role.SECRETARY, city.office_id)
    return person


@pytest.fixture
def camat(city: City) -> Person:
    """Muhammad Noor, camat of Banjarmasin Utara."""
    person = _person("noor", "Muhammad Noor, S.STP.")
    _grant(person, Role.CAMAT, city.district_office_id)
    return person


@pytest.fixture
def yulia(city: City) -> Person:
    """Yulia Hasanah, who audits: she reads what everybody did, and sees no cases."""
    person = _person("yulia", "Yulia Hasanah")
    _grant(person, Role.AUDITOR, city.district_office_id)
    return person


@pytest.fixture
def lina(city: City) -> Person:
    """Lina Marlina, who looks after the city's services, and sees no cases."""
    person = _person("lina", "Lina Marlina")
    _grant(person, Role.SERVICE_ADMIN, city.district_office_id)
    return person


@pytest.fixture
def administrator(city: City) -> Person:
    """Who manages accounts and mandates of the city, and sees no cases."""
    person = _person("admin", "Administrator")
    _grant(person, Role.ADMIN, city.district_office_id)
    return person


@pytest.fixture
def norhayati(city: City) -> Person:
    """Norhayati, officer of another kelurahan: a stranger here."""
    person = _person("norhayati", "Norhayati")
    _grant(person, Role.OFFICER, city.other_office_id)
    return person


@pytest.fixture
def house_photo() -> bytes:
    """A small photo of a house, as a phone makes it."""
    return a_photo()


@pytest.fixture
def siti_asks(siti: Person, house_photo: bytes) -> Callable[..., str]:
    """Siti asks for a letter of domicile (or what `service` says) and sends it; gives the code."""

    def ask(service: str = "domisili", *, person: Person = siti, subject: int | None = None, **changed: Any) -> str:
        code = intake.start_draft(acting=person.acting, service_code=service, subject=subject, channel=Channel.PHONE)
        outcome = intake.save_answers(acting=person.acting, code=code, raw=ANSWERS[service] | changed)
        assert outcome.is_valid, outcome.errors
        for key in EVIDENCE[service]:
            intake.attach_evidence(acting=person.acting, code=code, key=key, content=house_photo, filename="rumah.jpg")
        intake.submit(acting=person.acting, code=code)
        return code

    return ask


ADDRESS = {"street": "Jl. Sungai Jingah Gg. Keluarga No. 8", "kelurahan": SUNGAI_JINGAH, "rt": "12", "rw": "2"}
A_WEEK_AGO = (clock.today() - timedelta(days=7)).isoformat()
IN_A_MONTH = (clock.today() + timedelta(days=30)).isoformat()
#: Two neighbours who witness. Rahmad has e-mail; Jamilah has a phone only.
RAHMAD = {
    "nama": "Rahmad Nor",
    "nik": "6371991203800005",
    "telepon": "0812-5555-0001",
    "surel": "rahmad@contoh.id",
}
JAMILAH = {"nama": "Jamilah", "nik": "6371995208790006", "telepon": "0812-5555-0002"}

ANSWERS: dict[str, dict[str, Any]] = {
    "domisili": {
        "alamat": {
            "street": "Jl. Sungai Jingah Gg. Keluarga No. 8",
            "kelurahan": SUNGAI_JINGAH,
            "rt": "12",
            "rw": "2",
        },
        "status_tinggal": "milik",
        "sejak": "Maret 2021",
        "keperluan": "kerja",
    },
    "sktm": {
        "keperluan": "sekolah",
        "pencari_nafkah": "suami_istri",
        "pekerjaan": "Buruh harian",
        "penghasilan": "Rp1.200.000",
        "tanggungan": "4",
        "desil": "2",
        "pernyataan": True,
    },
    "usaha": {
        "nama_usaha": "Warung Siti",
        "bidang": "kuliner",
        "uraian": "Nasi kuning dan wadai",
        "sejak": "Januari 2019",
        "pekerja": "2",
        "omzet": "Rp6.000.000",
        "alamat_usaha": ADDRESS,
        "status_tempat": "rumah",
        "lokasi": {"lat": "-3.3012", "lon": "114.5978", "description": "Seberang langgar"},
        "keperluan": "kur",
        "tujuan": "Bank Kalsel",
    },
    "belum-menikah": {"keperluan": "kerja", "belum_menikah": True, "sadar": True},
    "kematian": {
        "tanggal_meninggal": A_WEEK_AGO,
        "jam_meninggal": "04.30",
        "jenis_tempat": "rumah_sakit",
        "tempat_meninggal": "RSUD Ulin Banjarmasin",
        "sebab": "sakit",
        "penerang": "dokter",
        "tempat_pemakaman": "Alkah Sungai Jingah",
        "hubungan": "pasangan",
        "keperluan": "akta",
        "saksi": [RAHMAD, JAMILAH],
    },
    "pengantar-nikah": {
        "status": "perawan",
        "ayah": {"name": "Rahmat Hidayat", "nik": "6371990205880001"},
        "ayah_lahir": "Banjarmasin, 2 Mei 1988",
        "ayah_agama": "Islam",
        "ayah_pekerjaan": "Pedagang",
        "ayah_alamat": "Jl. Sungai Jingah Gg. Keluarga No. 8",
        "ibu": {"name": "Siti Rahmah"},
        "ibu_agama": "Islam",
        "ibu_pekerjaan": "Pedagang",
        "ibu_alamat": "Jl. Sungai Jingah Gg. Keluarga No. 8",
        "pasangan": {"name": "Muhammad Ilham", "nik": "6303990907010007"},
        "pasangan_bin": "Abdul Hadi",
        "pasangan_tempat_lahir": "Martapura",
        "pasangan_tanggal_lahir": "9 Juli 2001",
        "pasangan_agama": "Islam",
        "pasangan_pekerjaan": "Guru",
        "pasangan_kewarganegaraan": "Indonesia",
        "pasangan_alamat": "Jl. Sekumpul No. 3, Martapura",
        "pasangan_status": "jejaka",
        "tanggal_akad": IN_A_MONTH,
        "jenis_tempat_akad": "kua",
        "kua": "KUA Banjarmasin Utara",
    },
    "ahli-waris": {
        "tanggal_meninggal": A_WEEK_AGO,
        "tempat_meninggal": "Banjarmasin",
        "nomor_akta_kematian": "6371-KM-18112026-0001",
        "alamat_terakhir": ADDRESS,
        "perkawinan": "kawin",
        "nama_pasangan": "Siti Rahmah",
        "jumlah_anak": "1",
        "ahli": [
            {
                "nama": "Siti Rahmah",
                "nik": SITI_NIK,
                "hubungan": "istri",
                "tanggal_lahir": "2 Maret 1991",
                "alamat": "Jl. Sungai Jingah Gg. Keluarga No. 8",
                "telepon": "0812-3456-7781",
            },
            {
                "nama": "Aisyah Putri",
                "nik": "6371995706150002",
                "hubungan": "anak",
                "tanggal_lahir": "17 Juni 2015",
                "alamat": "Jl. Sungai Jingah Gg. Keluarga No. 8",
                "telepon": "0812-3456-7781",
            },
        ],
        "saksi": [
            RAHMAD | {"alamat": "Jl. Sungai Jingah No. 20"},
            JAMILAH | {"alamat": "Jl. Sungai Jingah No. 22", "pekerjaan": "Penjahit"},
        ],
        "keperluan": "bank",
        "pernyataan": True,
    },
}
EVIDENCE = {
    "domisili": ("foto_rumah",),
    "sktm": ("surat_pernyataan", "foto_rumah"),
    "usaha": ("foto_usaha",),
    "belum-menikah": ("surat_pernyataan",),
    "kematian": (),
    "pengantar-nikah": ("akta_lahir", "pasfoto", "kartu_pasangan"),
    "ahli-waris": ("akta_kematian", "surat_pernyataan", "bukti_keluarga"),
}


def a_photo(width: int = 640, height: int = 480, kind: str = "JPEG") -> bytes:
    """A picture with something in it."""
    picture = Image.new("RGB", (width, height), "#8cc9d3")
    picture.paste("#f3b21b", (width // 4, height // 3, width * 3 // 4, height))
    file = io.BytesIO()
    picture.save(file, kind)
    return file.getvalue()


@pytest.fixture
def anonymous() -> Iterator[Client]:
    """A browser in which nobody is signed in."""
    return Client()


def _person(username: str, name: str, **facts: Any) -> Person:
    user_id = accounts.create_person(by=SYSTEM, username=username, name=name, password="palui-practice", **facts)
    return Person(user_id=user_id, name=name, username=username)


def _grant(person: Person, role: Role, office_id: int, **place: Any) -> None:
    accounts.grant_mandate(
        by=SYSTEM,
        user_id=person.user_id,
        role=role,
        office_id=office_id,
        capacity=place.pop("capacity", Capacity.DEFINITIVE),
        valid_from=date(2025, 1, 1),
        **place,
    )


def _register(city: City, people: list[tuple[str, str, date, Sex, str, str]], *, kk: str, rt_id: int) -> None:
    resident_services.register_many(
        register="Disdukcapil",
        people=[
            NewResident(
                nik=Nik.parse(nik),
                kk=Kk.parse(kk),
                name=name,
                birth_place="Banjarmasin",
                birth_date=born,
                sex=sex,
                religion="Islam",
                marital_status=marital_status,
                relation=relation,
                street="Jl. Sungai Jingah Gg. Keluarga No. 8",
                office_id=city.office_id,
                rt_id=rt_id,
                occupation="Pedagang",
            )
            for name, nik, born, sex, relation, marital_status in people
        ],
    )
