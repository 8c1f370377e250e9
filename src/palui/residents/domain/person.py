"""Pure words about residents: what a register says of a person, how names are found, how two records agree."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Kk, Nik, Phone
from palui.residents.domain.names import name_key


class Sex(StrEnum):
    """As the identity card says it: L or P."""

    MALE = "L"
    FEMALE = "P"

    @property
    def label(self) -> str:
        """ "Laki-laki" or "Perempuan"."""
        return "Laki-laki" if self is Sex.MALE else "Perempuan"


# The lists of the population register (Permendagri 109/2019, annex; wording of the identity card).
RELIGIONS = ("Islam", "Kristen", "Katolik", "Hindu", "Buddha", "Konghucu", "Kepercayaan terhadap Tuhan YME")
MARITAL_STATUSES = ("Belum Kawin", "Kawin", "Cerai Hidup", "Cerai Mati")
EDUCATIONS = (
    "Tidak/Belum Sekolah",
    "Belum Tamat SD/Sederajat",
    "Tamat SD/Sederajat",
    "SLTP/Sederajat",
    "SLTA/Sederajat",
    "Diploma I/II",
    "Akademi/Diploma III/Sarjana Muda",
    "Diploma IV/Strata I",
    "Strata II",
    "Strata III",
)
RELATIONS = (
    "Kepala Keluarga",
    "Suami",
    "Istri",
    "Anak",
    "Menantu",
    "Cucu",
    "Orang Tua",
    "Mertua",
    "Famili Lain",
    "Pembantu",
    "Lainnya",
)
BLOOD_TYPES = ("", "A", "B", "AB", "O")

#: What an officer may correct, and what the screen calls it. `rt` is the number of the RT, `rw` of its RW.
LABELS: Mapping[str, str] = MappingProxyType(
    {
        "name": "Nama lengkap",
        "nik": "NIK",
        "kk": "Nomor KK",
        "birth_place": "Tempat lahir",
        "birth_date": "Tanggal lahir",
        "sex": "Jenis kelamin",
        "religion": "Agama",
        "marital_status": "Status perkawinan",
        "relation": "Hubungan dalam keluarga",
        "occupation": "Pekerjaan",
        "education": "Pendidikan",
        "blood_type": "Golongan darah",
        "nationality": "Kewarganegaraan",
        "street": "Jalan, nomor rumah",
        "rt": "RT",
        "rw": "RW",
        "phone": "Telepon",
    }
)

CHOICES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "sex": tuple(Sex),
        "religion": RELIGIONS,
        "marital_status": MARITAL_STATUSES,
        "relation": RELATIONS,
        "education": EDUCATIONS,
        "blood_type": BLOOD_TYPES,
    }
)
_LONGEST = {"name": 120, "birth_place": 80, "occupation": 80, "nationality": 60, "street": 160}
MAY_BE_EMPTY = frozenset({"blood_type", "phone", "occupation", "education", "rw"})
_OLDEST = date(1900, 1, 1)


@dataclass(frozen=True, kw_only=True)
class FieldSource:
    """Where a field comes from ("Latihan", "Disdukcapil", "Koreksi petugas") and since when it stands."""

    source: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Address:
    """Where a person is registered."""

    street: str
    rt: str
    rw: str
    kelurahan_code: str
    kelurahan: str
    kecamatan: str
    city: str
    postal_code: str = ""

    @property
    def neighbourhood(self) -> str:
        """ "RT 12 RW 02"."""
        return f"RT {self.rt} RW {self.rw}" if self.rw else f"RT {self.rt}"

    @property
    def one_line(self) -> str:
        """ "Jalan Sungai Jingah No. 8, RT 12 RW 02, Kelurahan Sungai Jingah, Kecamatan Banjarmasin Utara"."""
        return f"{self.street}, {self.neighbourhood}, Kelurahan {self.kelurahan}, Kecamatan {self.kecamatan}"


@dataclass(frozen=True, kw_only=True)
class ResidentRecord:
    """What the register says about one person. NIK and KK print masked."""

    id: int
    public_id: str
    name: str
    nik: Nik = field(repr=False)
    kk: Kk = field(repr=False)
    birth_place: str
    birth_date: date
    sex: Sex
    religion: str
    marital_status: str
    occupation: str
    education: str
    blood_type: str
    nationality: str
    relation: str
    phone: str
    address: Address
    rt_id: int
    rw_id: int | None
    office_id: int
    common_source: FieldSource  # of every field that was not corrected since
    sources: Mapping[str, FieldSource] = field(repr=False)

    def as_context(self) -> dict[str, Any]:
        """The record as plain values for filling in forms: numbers in clear, dates as "1990-02-03", sex in words."""
        return {
            "name": self.name,
            "nik": self.nik.digits,
            "kk": self.kk.digits,
            "birth_place": self.birth_place,
            "birth_date": self.birth_date.isoformat(),
            "sex": self.sex.label,
            "religion": self.religion,
            "marital_status": self.marital_status,
            "occupation": self.occupation,
            "education": self.education,
            "blood_type": self.blood_type,
            "nationality": self.nationality,
            "relation": self.relation,
            "phone": self.phone,
            "address": {
                "street": self.address.street,
                "rt": self.address.rt,
                "rw": self.address.rw,
                "kelurahan": self.address.kelurahan_code,
            },
        }

    def age(self, on: date) -> int:
        """Whole years on a day."""
        return on.year - self.birth_date.year - ((on.month, on.day) < (self.birth_date.month, self.birth_date.day))


class Verdict(StrEnum):
    """What the register says about a value that somebody gave."""

    AGREES = "agrees"
    DIFFERS = "differs"
    UNKNOWN = "unknown"


@dataclass(frozen=True, kw_only=True)
class RegisterMatch:
    """Whether the register knows a NIK, and for each value given whether it says the same."""

    found: bool
    resident_id: int | None = None
    public_id: str = ""
    fields: Mapping[str, Verdict] = field(default_factory=dict)

    @property
    def agrees(self) -> bool:
        """Found, and nothing given differs."""
        return self.found and Verdict.DIFFERS not in self.fields.values()


def compare(
    record: ResidentRecord, *, name: str = "", birth_date: date | None = None, kk: str = ""
) -> dict[str, Verdict]:
    """For each value given: does the register say the same? A name agrees whatever its titles' dots and capitals."""
    verdicts = {"name": Verdict.UNKNOWN, "birth_date": Verdict.UNKNOWN, "kk": Verdict.UNKNOWN}
    if name:
        verdicts["name"] = _verdict(name_key(name) == name_key(record.name))
    if birth_date is not None:
        verdicts["birth_date"] = _verdict(birth_date == record.birth_date)
    if kk:
        verdicts["kk"] = _verdict(kk == record.kk.digits)
    return verdicts


def _verdict(same: bool) -> Verdict:
    return Verdict.AGREES if same else Verdict.DIFFERS


def clean_field(name: str, value: object, *, today: date) -> str | date:
    """A corrected value in the form it is kept: text trimmed, numbers as digits, a date as a date.

    Raises DomainError: `field_unknown`, `field_empty`, `field_too_long`, `field_choice`, `field_date`, or what
    the NIK, KK or telephone number says.
    """
    if name not in LABELS:
        raise DomainError("field_unknown", field=name)
    if name == "birth_date":
        return _clean_date(value, today=today)
    text = " ".join(str(value).split())
    if not text:
        if name in MAY_BE_EMPTY:
            return ""
        raise DomainError("field_empty", label=LABELS[name])
    if name in CHOICES and text not in CHOICES[name]:
        raise DomainError("field_choice", label=LABELS[name])
    if len(text) > _LONGEST.get(name, 200):
        raise DomainError("field_too_long", label=LABELS[name], longest=_LONGEST.get(name, 200))
    return _clean_number(name, text)


def _clean_number(name: str, text: str) -> str:
    if name == "nik":
        return Nik.parse(text).digits
    if name == "kk":
        return Kk.parse(text).digits
    return Phone.parse(text).e164 if name == "phone" else text


def _clean_date(value: object, *, today: date) -> date:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as error:
        raise DomainError("field_date") from error
    if not _OLDEST <= day <= today:
        raise DomainError("field_date")
    return day
