"""What a new service begins with: the usual route and a letter with its usual parts, to be changed."""

from typing import Any

#: The usual text of a letter.
BODY = """\
{pembuka}

{identitas}

Tulis di sini apa yang diterangkan.

{keperluan}

{penutup}
"""


def new_service(code: str, title: str) -> dict[str, Any]:
    """The definition that a new service begins with. What is still missing, the check says."""
    return {
        "code": code,
        "kind": "letter",
        "titles": {"id": title},
        "subjects": ["applicant", "household_member"],
        "form": {
            "groups": [
                {
                    "key": "keperluan",
                    "title": "Untuk apa surat ini?",
                    "fields": [
                        {
                            "key": "keperluan",
                            "kind": "text",
                            "label": "Keperluan",
                            "hint": "Kalimat ini tercetak di surat.",
                            "missing": "Tulis keperluannya, misalnya mendaftar sekolah",
                            "max_length": 120,
                        }
                    ],
                }
            ]
        },
        "route": [
            {
                "key": "rt",
                "kind": "endorse",
                "who": "rt",
                "title": "Ketua RT",
                "hours": 4,
                "shows": ["keperluan"],
            },
            {
                "key": "rw",
                "kind": "endorse",
                "who": "rw",
                "title": "Ketua RW",
                "hours": 4,
                "only_if": "office_uses_rw",
                "shows": ["keperluan"],
            },
            {"key": "verify", "kind": "verify", "who": "officer", "title": "Petugas kelurahan", "hours": 4},
            {"key": "sign", "kind": "sign", "who": "lurah", "title": "Tanda tangan lurah", "hours": 4},
        ],
        "validity_months": 6,
        "fee": "Gratis",
        "letter": {"body": BODY, "title": title, "book": "keterangan", "purpose": ["keperluan"]},
        "legal_basis": [
            {
                "title": "Perwali Banjarmasin 59/2013 tentang Standar Pelayanan Kelurahan",
                "about": "Syarat, cara, dan waktu layanan kelurahan di Kota Banjarmasin.",
            },
            {
                "title": "Permendagri 1/2023 tentang Tata Naskah Dinas",
                "about": "Bentuk surat dan cara menandatanganinya.",
            },
        ],
    }
