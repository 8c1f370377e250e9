"""Letters of every service, filled as people fill them; for looking at the paper without a city around it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from palui.catalogue import services as catalogue
from palui.catalogue.domain import Said, ServiceDefinition
from palui.formspec import Field, FormSpec, Kind, Option, example, summary
from palui.letters.domain import Confirmed, FurtherPlace, LetterContent
from palui.letters.services import composing
from tests.letters.test_the_page import content

LONG = "Muhammad Rizal Fakhrurrazi bin Haji Abdurrahman Siddiq Al Banjari"
STREET = "Jl. Sungai Jingah Gang Keluarga Komplek Griya Permata Indah Blok C No. 12B RT 12 RW 02 Banjarmasin"
NAMES = ("Aminah", "Bahrani", "Camelia", "Darmawan", "Erlina", "Fahriah", "Gusti Noor", "Halimah")
ADDRESS = {"street": "Jl. Sungai Jingah No. 8", "kelurahan": "63.71.04.1004", "rt": "012", "rw": "002"}
CHOICES = {"kelurahan": (Option("63.71.04.1004", "Sungai Jingah"),)}


def person(number: int, *, name: str = "") -> dict[str, Any]:
    """Somebody in a repeated question."""
    return {
        "nama": name or f"{NAMES[number % len(NAMES)]} binti Abdurrahman",
        "nik": f"637104{number % 28 + 1:02d}1285{number:04d}",
        "hubungan": "anak",
        "tanggal_lahir": f"1985-12-{number % 28 + 1:02d}",
        "pekerjaan": "Pedagang",
        "alamat": STREET if number % 3 == 0 else "Jl. Sungai Jingah No. 8",
        "telepon": "+6281234567890",
    }


ANSWERS: dict[str, dict[str, Any]] = {
    "usaha": {
        "nama_usaha": "Warung Nasi Kuning Acil Imah",
        "bidang": "kuliner",
        "uraian": "Nasi kuning, lontong, dan wadai Banjar setiap pagi",
        "sejak": "2019-03",
        "pekerja": 3,
        "omzet": 12500000,
        "nib": "1234567890123",
        "alamat_usaha": ADDRESS,
        "status_tempat": "rumah",
        "keperluan": "kur",
        "tujuan": "BRI Unit Sungai Jingah",
    },
    "belum-menikah": {"keperluan": "tni_polri", "tujuan": "Panitia Penerimaan Polri", "belum_menikah": True},
    "kematian": {
        "tanggal_meninggal": "2026-11-17",
        "jam_meninggal": "03:40",
        "jenis_tempat": "rumah_sakit",
        "tempat_meninggal": "RSUD Ulin Banjarmasin",
        "sebab": "sakit",
        "penerang": "dokter",
        "tempat_pemakaman": "Alkah Sungai Jingah",
        "hubungan": "anak",
        "keperluan": "akta",
        "saksi": [person(1, name="Rahmad Hidayat"), person(2, name=LONG)],
    },
    "pengantar-nikah": {
        "status": "perawan",
        "ayah": {"name": "H. Abdurrahman Siddiq", "nik": "6371041203650001"},
        "ayah_lahir": "Banjarmasin, 12 Maret 1965",
        "ayah_agama": "Islam",
        "ayah_pekerjaan": "Pedagang",
        "ayah_alamat": STREET,
        "ibu": {"name": "Hj. Norhasanah", "nik": "6371045507700002"},
        "ibu_lahir": "Martapura, 15 Juli 1970",
        "ibu_agama": "Islam",
        "ibu_pekerjaan": "Mengurus rumah tangga",
        "ibu_alamat": STREET,
        "pasangan": {"name": LONG, "nik": "6303052001990003"},
        "pasangan_bin": "Haji Abdurrahman Siddiq",
        "pasangan_tempat_lahir": "Martapura",
        "pasangan_tanggal_lahir": "1999-01-20",
        "pasangan_agama": "Islam",
        "pasangan_pekerjaan": "Guru",
        "pasangan_kewarganegaraan": "Indonesia",
        "pasangan_alamat": "Jl. Ahmad Yani km 38, Martapura, Kabupaten Banjar",
        "pasangan_status": "jejaka",
        "tanggal_akad": "2026-12-20",
        "jam_akad": "09:00",
        "jenis_tempat_akad": "kua",
        "kua": "KUA Banjarmasin Utara",
        "mas_kawin": "Seperangkat alat salat",
        "wali": "H. Abdurrahman Siddiq, ayah kandung",
    },
    "ahli-waris": {
        "tanggal_meninggal": "2026-10-02",
        "tempat_meninggal": "Banjarmasin",
        "nomor_akta_kematian": "6371-KM-05102026-0001",
        "alamat_terakhir": ADDRESS,
        "perkawinan": "kawin",
        "nama_pasangan": "Hj. Norhasanah",
        "jumlah_anak": 4,
        "ahli": [person(1, name="Siti Rahmah"), person(2, name=LONG), person(3), person(4)],
        "saksi": [person(21, name="Rahmad Hidayat"), person(22, name="Syahrani")],
        "keperluan": "tanah",
        "harta": "Rumah dan tanah di Jl. Sungai Jingah No. 8, sertifikat hak milik nomor 1234",
    },
}

#: Every service that ends in a paper.
SERVICES = sorted(data["code"] for data in catalogue.seeds() if data["kind"] != "guidance")


def sample(
    code: str,
    *,
    born: str = "1991-03-02",
    heirs: int = 4,
    without: Collection[str] = (),
    instead: Mapping[str, Any] | None = None,
    longest: bool = False,
    barest: bool = False,
) -> LetterContent:
    """The letter of a service as it would be printed, `without` some answers, some `instead` of others, with the longest or the barest.

    Where nobody wrote answers, they are made by example.
    """
    (data,) = [seed for seed in catalogue.seeds() if seed["code"] == code]
    definition = ServiceDefinition.parse(data)
    assert definition.letter is not None
    # The kelurahan are the city's, which no example knows.
    addresses = {key: ADDRESS for key, item in definition.form.by_key.items() if item.kind is Kind.ADDRESS}
    given = {**(ANSWERS[code] if code in ANSWERS else example(definition.form) | addresses), **(instead or {})}
    if longest:
        given = {**given, **{key: _longest(item) for key, item in definition.form.by_key.items() if _is_written(item)}}
    if barest:
        given = {key: value for key, value in given.items() if definition.form.by_key[key].required}
    given = {key: value for key, value in given.items() if key not in without}
    if code == "ahli-waris":
        given["ahli"] = [*given["ahli"], *(person(number) for number in range(5, heirs + 1))][:heirs]
    groups = summary(definition.form, given, choices=CHOICES)
    answers = {
        row.key: {"value": given.get(row.key), "text": row.text}
        for group in groups
        for row in group.rows
        if row.is_answered
    }
    facts = {
        "subject": "Siti Rahmah",
        "address": "Jl. Sungai Jingah No. 8, RT 12 RW 02",
        "applicant": "Budi Santoso",
        "rt_title": "Ketua RT 12 RW 02",
        "submitted_on": "18 November 2026",
        "valid_until": "24 Mei 2027",
        "born": born,
    }
    wording = definition.letter.wording
    words = {"subjek.almarhum": Said("almarhumah")} | composing.words_of(answers, {}, facts)
    whole = replace(
        content(),
        template=definition.letter.template or composing.WORDED,
        wording=composing.filled(wording, words, answers) if wording else (),
        title=definition.letter.title,
        answers=answers,
        purpose=next((answers[key]["text"] for key in definition.letter.purpose if key in answers), ""),
        facts=facts,
    )
    if code == "kematian":
        return replace(whole, confirmed=_confirmed(given["saksi"], "Saksi"))
    if code == "ahli-waris":
        return replace(
            whole,
            further=(FurtherPlace(order=2, label="Camat Banjarmasin Utara"),),
            confirmed=_confirmed(given["ahli"], "Ahli waris") + _confirmed(given["saksi"], "Saksi"),
        )
    return whole


def _is_written(item: Field) -> bool:
    return (item.kind in (Kind.TEXT, Kind.LONG_TEXT) and not item.pattern) or item.kind is Kind.REPEAT


def _longest(item: Field) -> Any:
    if item.kind is not Kind.REPEAT:
        words = f"{LONG}, {STREET}; " * 20
        return words[: min(item.max_length, 400)].strip()
    one = {inner.key: _longest(inner) for inner in item.fields if _is_written(inner)}
    (by_example,) = example(FormSpec(groups=(), by_key={item.key: item})).values()
    return [by_example[0] | one for _ in range(min(item.max_items, 12))]


def _confirmed(people: list[dict[str, Any]], capacity: str) -> tuple[Confirmed, ...]:
    return tuple(
        Confirmed(
            step="saksi",
            name=item["nama"],
            capacity=capacity,
            how="tautan sekali pakai",
            when="20 November 2026, 10.15 WITA",
        )
        for item in people
    )
