"""Which column of a file is what: guessed from its header, then for a person to correct."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from palui.residents.domain.person import LABELS


class Layout(StrEnum):
    """Where a file comes from, as its header tells."""

    OWN = "palui"
    POPULATION_OFFICE = "dukcapil"
    OPENSID = "opensid"

    @property
    def source(self) -> str:
        """What the register calls where its rows came from."""
        return {"palui": "Berkas", "dukcapil": "Disdukcapil", "opensid": "OpenSID"}[self.value]


_PLACE_LABELS = {
    "kelurahan": "Kelurahan (nama atau kode)",
    "district_code": "Kode kecamatan (NO_KEC)",
    "village_code": "Kode kelurahan (NO_KEL)",
    "status": "Status dasar (hidup, mati, pindah)",
}
#: Everything a column may be. The last four say where and whether somebody lives, and are not kept.
COLUMNS: Mapping[str, str] = MappingProxyType({**LABELS, **_PLACE_LABELS})
#: Without a column for each of these nobody can be registered.
REQUIRED = (
    "nik",
    "kk",
    "name",
    "birth_place",
    "birth_date",
    "sex",
    "religion",
    "marital_status",
    "relation",
    "street",
    "rt",
)
#: The header of Palui's own layout, in order.
OWN_HEADER: Mapping[str, str] = MappingProxyType(
    {
        "kelurahan": "kelurahan",
        "kk": "no_kk",
        "nik": "nik",
        "name": "nama",
        "birth_place": "tempat_lahir",
        "birth_date": "tanggal_lahir",
        "sex": "jenis_kelamin",
        "religion": "agama",
        "marital_status": "status_kawin",
        "relation": "hubungan_keluarga",
        "education": "pendidikan",
        "occupation": "pekerjaan",
        "blood_type": "golongan_darah",
        "nationality": "kewarganegaraan",
        "street": "alamat",
        "rt": "rt",
        "rw": "rw",
        "phone": "telepon",
    }
)

#: Headers as they are met, without capitals, blanks and signs.
_HEADERS: Mapping[str, str] = {
    header: field
    for field, headers in {
        "nik": "nik nonik nomorinduk nomorindukkependudukan noktp nomornik",
        "kk": "kk nokk nomorkk nokartukeluarga nomorkartukeluarga",
        "name": "nama namalgkp namalengkap namapenduduk namawarga",
        "birth_place": "tmptlhr tempatlahir tptlahir tmplahir tmptlahir",
        "birth_date": "tgllhr tgllahir tanggallahir tglahir",
        "sex": "jk sex jenisklmin jenisklamin jeniskelamin klmin kelamin lp jnskelamin",
        "religion": "agama agamaid",
        "marital_status": "statkwn statuskawin statuskwn statusperkawinan kawin statuskawinid statusnikah",
        "relation": "stathbkel kklevel hubungankeluarga shdk hubkeluarga statushubungankeluarga hubungan "
        "statushubungandalamkeluarga statushubungan hubungandalamkeluarga",
        "occupation": "jenispkrjn pekerjaan pekerjaanid jenispekerjaan",
        "education": "pddkakh pendidikan pendidikankkid pendidikanterakhir pendidikanakhir pendidikandlmkk "
        "pendidikandalamkk",
        "blood_type": "goldrh goldarah golongandarah golongandarahid",
        "nationality": "kewarganegaraan warganegara warganegaraid kwrngrn",
        "street": "alamat alamatlengkap jalan jalannomorrumah alamatrumah",
        "rt": "rt nort",
        "rw": "rw norw",
        "phone": "telepon nohp notelepon hp nomorhp telp notelp nomortelepon",
        "kelurahan": "kelurahan kelname namakel namakelurahan kodekelurahan desakelurahan kelurahandesa",
        "district_code": "nokec",
        "village_code": "nokel",
        "status": "statusdasar stathidup",
    }.items()
    for header in headers.split()
}
#: Headers that only this source has.
_MARKS: Mapping[Layout, frozenset[str]] = {
    Layout.OPENSID: frozenset({"kklevel", "agamaid", "pendidikankkid", "warganegaraid", "golongandarahid"}),
    Layout.POPULATION_OFFICE: frozenset({"namalgkp", "stathbkel", "pddkakh", "jenispkrjn", "tmptlhr", "statkwn"}),
}
_MARKS_NEEDED = 3
_HEADER_ROWS = 15
_SIGNS = re.compile(r"[^a-z0-9]")


@dataclass(frozen=True, kw_only=True)
class Guess:
    """What a header says: a field for each column ("" for one that is not used), and the layout."""

    fields: tuple[str, ...]
    layout: Layout


def header_key(text: str) -> str:
    """A header as it is compared: "No. KK" → "nokk"."""
    return _SIGNS.sub("", text.lower())


def guess(header: Sequence[str]) -> Guess:
    """The field of each column; where two columns say the same, the first counts."""
    keys = [header_key(text) for text in header]
    taken: set[str] = set()
    fields = []
    for key in keys:
        field = _HEADERS.get(key, "")
        fields.append("" if field in taken else field)
        taken.add(field)
    layout = next((layout for layout, marks in _MARKS.items() if len(marks & set(keys)) >= _MARKS_NEEDED), Layout.OWN)
    return Guess(fields=tuple(fields), layout=layout)


def find_header(rows: Iterable[Sequence[str]]) -> int:
    """The place (from 0) of the header among the first rows: the first that names three known columns.

    Titles may stand above it. When none does, the first row is taken.
    """
    for place, row in enumerate(rows):
        if place == _HEADER_ROWS:
            break
        if sum(header_key(text) in _HEADERS for text in row) >= 3:
            return place
    return 0


def missing_columns(fields: Iterable[str], *, knows_kelurahan: bool) -> tuple[str, ...]:
    """The labels of required columns that no column is; a file for a whole city must also say the kelurahan."""
    there = set(fields)
    missing = [COLUMNS[field] for field in REQUIRED if field not in there]
    if not knows_kelurahan and "kelurahan" not in there and not {"district_code", "village_code"} <= there:
        missing.append(COLUMNS["kelurahan"])
    return tuple(missing)


def doubled_columns(fields: Iterable[str]) -> tuple[str, ...]:
    """The labels of fields that more than one column claims to be."""
    named = [field for field in fields if field]
    return tuple(COLUMNS[field] for field in dict.fromkeys(named) if named.count(field) > 1)
