"""The people with names: whoever tries Palui signs in as one of them."""

from dataclasses import dataclass
from datetime import date

from palui.practice.domain.people import FEMALE, MALE, Person

PASSWORD = "palui-practice"  # noqa: S105 - of invented people, printed on every start
KELURAHAN = "63.71.04.1004"
RT, RW = "12", "02"
CARD_ISSUED = date(2020, 2, 3)
PHONE = "+6281234567781"
EMAIL_DOMAIN = "contoh.invalid"
_STREET = "Jl. Sungai Jingah Gg. Keluarga No. 8"


def _person(name: str, sex: str, born: date, relation: str, street: str = _STREET, **more: str) -> Person:
    return Person(
        name=name,
        sex=sex,
        birth_place="Banjarmasin",
        birth_date=born,
        religion="Islam",
        marital_status=more.get("marital_status", "Kawin"),
        relation=relation,
        occupation=more.get("occupation", "Wiraswasta"),
        education=more.get("education", "SLTA/Sederajat"),
        blood_type="O",
        street=street,
        phone=more.get("phone", ""),
    )


#: Households of RT 12, the first of the register: Siti's, Budi's next door, the RT head's.
SITI = _person("Siti Rahmah", FEMALE, date(1990, 2, 5), "Istri", occupation="Mengurus Rumah Tangga", phone=PHONE)
HOUSEHOLDS: tuple[tuple[Person, ...], ...] = (
    (
        _person("Muhammad Rizal", MALE, date(1988, 7, 14), "Kepala Keluarga", occupation="Buruh Harian Lepas"),
        SITI,
        _person(
            "Ahmad Rizky Ramadhan",
            MALE,
            date(2013, 7, 22),
            "Anak",
            marital_status="Belum Kawin",
            occupation="Pelajar/Mahasiswa",
            education="Tamat SD/Sederajat",
        ),
        _person(
            "Nurul Aisyah",
            FEMALE,
            date(2018, 3, 9),
            "Anak",
            marital_status="Belum Kawin",
            occupation="Pelajar/Mahasiswa",
            education="Belum Tamat SD/Sederajat",
        ),
    ),
    (
        _person("Budi Santoso", MALE, date(1985, 11, 2), "Kepala Keluarga", "Jl. Sungai Jingah Gg. Keluarga No. 10"),
        _person(
            "Dewi Lestari",
            FEMALE,
            date(1987, 4, 18),
            "Istri",
            "Jl. Sungai Jingah Gg. Keluarga No. 10",
            occupation="Guru",
            education="Diploma IV/Strata I",
        ),
    ),
    (
        _person(
            "H. Masrani",
            MALE,
            date(1962, 1, 30),
            "Kepala Keluarga",
            "Jl. Sungai Jingah Gg. Keluarga No. 2",
            occupation="Pensiunan",
        ),
        _person(
            "Hj. Norhayati",
            FEMALE,
            date(1966, 9, 12),
            "Istri",
            "Jl. Sungai Jingah Gg. Keluarga No. 2",
            occupation="Mengurus Rumah Tangga",
        ),
    ),
)


@dataclass(frozen=True, kw_only=True)
class NamedAccount:
    """An account to try Palui with. `role` is a word of the accounts, empty for a resident."""

    username: str
    name: str
    role: str
    does: str
    born: date
    rank: str = ""
    is_female: bool = False
    phone: str = ""


ACCOUNTS: tuple[NamedAccount, ...] = (
    NamedAccount(
        username="warga", name="Siti Rahmah", role="", does="mengajukan surat", born=date(1990, 2, 5), phone=PHONE
    ),
    NamedAccount(
        username="rt",
        name="H. Masrani",
        role="rt_head",
        does=f"menyetujui, RT {RT} RW {RW}",
        born=date(1962, 1, 30),
        phone="+6281255500012",
    ),
    NamedAccount(
        username="rw",
        name="H. Syahrani",
        role="rw_head",
        does=f"menyetujui, RW {RW}",
        born=date(1960, 6, 3),
        phone="+6281255500002",
    ),
    NamedAccount(
        username="petugas",
        name="Ahmad Fauzi",
        role="officer",
        does="memeriksa berkas",
        born=date(1993, 5, 21),
        rank="Pengatur (II/c)",
    ),
    NamedAccount(
        username="kasi",
        name="Rusmiati",
        role="section_head",
        does="memaraf",
        born=date(1979, 8, 8),
        rank="Penata (III/c)",
        is_female=True,
    ),
    NamedAccount(
        username="sekretaris",
        name="Akhmad Rizani",
        role="secretary",
        does="memaraf, mengurus kantor",
        born=date(1976, 12, 1),
        rank="Penata Tk. I (III/d)",
    ),
    NamedAccount(
        username="lurah",
        name="Hj. Ratna Dewi",
        role="lurah",
        does="menandatangani",
        born=date(1974, 10, 17),
        rank="Pembina (IV/a)",
        is_female=True,
    ),
    NamedAccount(
        username="camat",
        name="Muhammad Noor",
        role="camat",
        does="Kecamatan Banjarmasin Utara",
        born=date(1971, 3, 25),
        rank="Pembina Tk. I (IV/b)",
    ),
    NamedAccount(username="admin", name="Administrator", role="admin", does="mengatur kota", born=date(1990, 1, 1)),
    NamedAccount(
        username="layanan",
        name="Lina Marlina",
        role="service_admin",
        does="mengelola layanan",
        born=date(1986, 9, 30),
        rank="Penata Muda Tk. I (III/b)",
        is_female=True,
    ),
    NamedAccount(
        username="pengawas",
        name="Yulia Hasanah",
        role="auditor",
        does="membaca catatan tindakan",
        born=date(1981, 6, 14),
        rank="Penata (III/c)",
        is_female=True,
    ),
)


def nip(born: date, *, since: date, is_female: bool, serial: int) -> str:
    """A civil servant's number: birth date, month of appointment, sex, serial."""
    return f"{born:%Y%m%d}{since:%Y%m}{2 if is_female else 1}{serial % 1000:03d}"
