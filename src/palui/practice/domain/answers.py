"""What made-up people answer in forms, as a form would send it."""

import random
from collections.abc import Mapping
from datetime import date
from typing import Any

_MONTHS = [
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
]
_TARGETS = {
    "kerja": ("PT Sumber Rezeki", "Hotel Batung Batulis", ""),
    "bank": ("Bank Kalsel", "BRI Unit Sungai Jingah", ""),
    "kesehatan": ("RSUD Ulin Banjarmasin", "BPJS Kesehatan", ""),
    "usaha": ("Dinas Koperasi", ""),
    "sekolah": ("SD Negeri", "SMP Negeri 6 Banjarmasin", "SMK Negeri 1 Banjarmasin"),
    "kuliah": ("Universitas Lambung Mangkurat", "Politeknik Negeri Banjarmasin"),
    "berobat": ("RSUD Ulin Banjarmasin", "RSUD Sultan Suriansyah"),
}


def answers_for(
    service: str, luck: random.Random, *, address: Mapping[str, str], people: int, job: str, on: date
) -> dict[str, Any]:
    """Answers to the form of a service that has one in the practice city."""
    return _ANSWERS[service](luck, address=address, people=people, job=job, on=on)


def _domicile(luck: random.Random, *, address: Mapping[str, str], people: int, job: str, on: date) -> dict[str, Any]:
    purpose = luck.choices(("kerja", "bank", "kesehatan", "usaha"), weights=(45, 25, 18, 12))[0]
    living = luck.choices(("milik", "sewa", "menumpang"), weights=(62, 26, 12))[0]
    return {
        "alamat": dict(address),
        "status_tinggal": living,
        "pemilik": "" if living == "milik" else luck.choice(("H. Sarkani", "Hj. Mastora", "Abdul Hakim")),
        "sejak": f"{luck.choice(_MONTHS)} {on.year - luck.randint(1, 18)}",
        "keperluan": purpose,
        "tujuan": luck.choice(_TARGETS[purpose]),
    }


def _need(luck: random.Random, *, address: Mapping[str, str], people: int, job: str, on: date) -> dict[str, Any]:
    purpose = luck.choices(("sekolah", "kuliah", "berobat"), weights=(52, 22, 26))[0]
    return {
        "keperluan": purpose,
        "tujuan": luck.choice(_TARGETS[purpose]),
        "pencari_nafkah": luck.choice(("saya", "suami_istri", "ayah")),
        "pekerjaan": job or "Buruh harian lepas",
        "penghasilan": f"{luck.randint(6, 24) * 100_000}",
        "tanggungan": str(max(people, 2)),
        "desil": luck.choice(("1", "2", "2", "3", "3", "4", "5", "belum")),
        "pernyataan": True,
    }


_ANSWERS = {"domisili": _domicile, "sktm": _need}
