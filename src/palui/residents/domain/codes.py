"""What registers write for a choice: the words of the population office, its codes, and those of OpenSID.

The codes of both are the same lists (Permendagri 109/2019, annex; tables `tweb_penduduk_*` and
`tweb_golongan_darah` of OpenSID). A word is found whatever its capitals, blanks and signs.
"""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from palui.residents.domain.person import EDUCATIONS, MARITAL_STATUSES, RELATIONS, RELIGIONS, Sex

#: Kinds of work, code 1 to 89.
OCCUPATIONS = tuple(
    """Belum/Tidak Bekerja|Mengurus Rumah Tangga|Pelajar/Mahasiswa|Pensiunan|Pegawai Negeri Sipil (PNS)|
Tentara Nasional Indonesia (TNI)|Kepolisian RI (Polri)|Perdagangan|Petani/Pekebun|Peternak|Nelayan/Perikanan|
Industri|Konstruksi|Transportasi|Karyawan Swasta|Karyawan BUMN|Karyawan BUMD|Karyawan Honorer|
Buruh Harian Lepas|Buruh Tani/Perkebunan|Buruh Nelayan/Perikanan|Buruh Peternakan|Pembantu Rumah Tangga|
Tukang Cukur|Tukang Listrik|Tukang Batu|Tukang Kayu|Tukang Sol Sepatu|Tukang Las/Pandai Besi|Tukang Jahit|
Tukang Gigi|Penata Rias|Penata Busana|Penata Rambut|Mekanik|Seniman|Tabib|Paraji|Perancang Busana|Penterjemah|
Imam Masjid|Pendeta|Pastor|Wartawan|Ustadz/Mubaligh|Juru Masak|Promotor Acara|Anggota DPR-RI|Anggota DPD|
Anggota BPK|Presiden|Wakil Presiden|Anggota Mahkamah Konstitusi|Anggota Kabinet/Kementerian|Duta Besar|Gubernur|
Wakil Gubernur|Bupati|Wakil Bupati|Walikota|Wakil Walikota|Anggota DPRD Provinsi|Anggota DPRD Kabupaten/Kota|
Dosen|Guru|Pilot|Pengacara|Notaris|Arsitek|Akuntan|Konsultan|Dokter|Bidan|Perawat|Apoteker|Psikiater/Psikolog|
Penyiar Televisi|Penyiar Radio|Pelaut|Peneliti|Sopir|Pialang|Paranormal|Pedagang|Perangkat Desa|Kepala Desa|
Biarawati|Wiraswasta|Lainnya""".replace("\n", "").split("|")
)
_NATIONALITIES = ("Indonesia", "Asing", "Dua kewarganegaraan")
_BLOOD = ("A", "B", "AB", "O", "A", "A", "B", "B", "AB", "AB", "O", "O", "")
#: What OpenSID and the population office say of somebody who is no longer there.
_GONE = {"2": "meninggal", "3": "pindah", "4": "hilang", "6": "pergi", "9": "tidak valid"}

_NOT_A_WORD = re.compile(r"[^a-z0-9+]")


def key_of(text: str) -> str:
    """A word as it is compared: small letters and digits only ("TIDAK / BELUM SEKOLAH" → "tidakbelumsekolah")."""
    return _NOT_A_WORD.sub("", text.lower())


def _table(words: Sequence[str], more: Mapping[str, str]) -> dict[str, str]:
    """Both the code (place in the list, from 1, with or without a leading zero) and the word."""
    found = {}
    for code, word in enumerate(words, start=1):
        found[str(code)] = found[f"{code:02}"] = word
        found.setdefault(key_of(word), word)
    return found | dict(more)


_WORDS: dict[str, dict[str, str]] = {
    "sex": _table(
        (Sex.MALE.value, Sex.FEMALE.value),
        {"lk": "L", "lakilaki": "L", "laki": "L", "pria": "L", "m": "L"}
        | {"pr": "P", "perempuan": "P", "wanita": "P", "f": "P"},
    ),
    "religion": _table(
        RELIGIONS,
        {"katholik": "Katolik", "protestan": "Kristen", "kristenprotestan": "Kristen", "budha": "Buddha"}
        | {"khonghucu": "Konghucu", "konghuchu": "Konghucu"}
        | dict.fromkeys(
            ("kepercayaan", "kepercayaanterhadaptuhanymelainnya", "penghayatkepercayaan", "lainnya"), RELIGIONS[6]
        ),
    ),
    "marital_status": _table(
        MARITAL_STATUSES,
        {"bk": "Belum Kawin", "belummenikah": "Belum Kawin", "k": "Kawin", "menikah": "Kawin"}
        | {"ch": "Cerai Hidup", "cm": "Cerai Mati", "kawintercatat": "Kawin", "kawinbelumtercatat": "Kawin"}
        | {"kawintidaktercatat": "Kawin", "ceraihiduptercatat": "Cerai Hidup", "ceraihidupbelumtercatat": "Cerai Hidup"}
        | {"5": "Kawin", "6": "Cerai Hidup"},
    ),
    "relation": _table(
        RELATIONS,
        {"kk": "Kepala Keluarga", "kepalakk": "Kepala Keluarga", "isteri": "Istri", "orangtua": "Orang Tua"}
        | {"famili": "Famili Lain", "famililainnya": "Famili Lain"},
    ),
    "education": _table(
        EDUCATIONS,
        {"tidakblmsekolah": EDUCATIONS[0], "belumtidaksekolah": EDUCATIONS[0], "tidaktamatsdsederajat": EDUCATIONS[1]}
        | {"blmtamatsdsederajat": EDUCATIONS[1], "sd": EDUCATIONS[2], "sdsederajat": EDUCATIONS[2]}
        | {"sltp": EDUCATIONS[3], "smp": EDUCATIONS[3], "smpsederajat": EDUCATIONS[3], "slta": EDUCATIONS[4]}
        | {"sma": EDUCATIONS[4], "smk": EDUCATIONS[4], "smasederajat": EDUCATIONS[4], "diplomaiii": EDUCATIONS[6]}
        | {"akademidiplomaiiismuda": EDUCATIONS[6], "akademidiplomaiiisarmud": EDUCATIONS[6], "d3": EDUCATIONS[6]}
        | {"s1": EDUCATIONS[7], "stratai": EDUCATIONS[7], "s2": EDUCATIONS[8], "s3": EDUCATIONS[9]},
    ),
    "blood_type": _table(
        _BLOOD,
        {"a+": "A", "b+": "B", "ab+": "AB", "o+": "O"}
        | dict.fromkeys(("tidaktahu", "tdkth", "", "belumdiketahui", "-"), ""),
    ),
    "occupation": _table(
        OCCUPATIONS,
        {"pegawainegerisipil": OCCUPATIONS[4], "pns": OCCUPATIONS[4], "asn": OCCUPATIONS[4], "tni": OCCUPATIONS[5]}
        | {"tentaranasionalindonesia": OCCUPATIONS[5], "kepolisianri": OCCUPATIONS[6], "polri": OCCUPATIONS[6]}
        | {"petaniperkebunan": OCCUPATIONS[8], "imammesjid": OCCUPATIONS[40]}
        | {"iburumahtangga": OCCUPATIONS[1], "irt": OCCUPATIONS[1]},
    ),
    "nationality": _table(_NATIONALITIES, {"wni": "Indonesia", "warganegaraindonesia": "Indonesia", "wna": "Asing"}),
}
#: Choices that a register may also say in words of its own.
_OPEN = frozenset({"occupation", "nationality"})


@lru_cache(maxsize=4096)
def word_for(field: str, text: str) -> str | None:
    """The register's word for what a file says ("1", "ISLAM" → "Islam"); None when it is not known.

    Kinds of work and nationalities that are not in the list are kept as they are written.
    """
    key = key_of(text)
    word = _WORDS[field].get(key)
    if word is not None or field not in _OPEN:
        return word
    return None if key.isdigit() else text


@lru_cache(maxsize=256)
def gone(text: str) -> str:
    """Why somebody no longer lives there ("2", "MATI" → "meninggal"); nothing when they do."""
    key = key_of(text)
    if key in _GONE:
        return _GONE[key]
    words = {"mati": "meninggal", "meninggal": "meninggal", "pindah": "pindah", "hilang": "hilang", "pergi": "pergi"}
    return next((told for word, told in words.items() if key.startswith(word)), "")
