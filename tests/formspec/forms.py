"""Forms and answers that several tests use: a domicile letter and a form with every kind of question."""

from datetime import date
from typing import Any

from palui.formspec import Choices, FormSpec, Option

TODAY = date(2026, 11, 24)
CHOICES: Choices = {
    "kelurahan": (Option("63.71.05.1003", "Sungai Jingah"), Option("63.71.05.1004", "Surgi Mufti")),
}

DOMICILE: dict[str, Any] = {
    "groups": [
        {
            "key": "tempat",
            "title": "Di mana Anda tinggal sekarang?",
            "fields": [
                {"key": "alamat", "kind": "address", "label": "Alamat", "prefill": "resident.address"},
                {
                    "key": "status",
                    "kind": "choice",
                    "label": "Status tempat tinggal",
                    "options": [
                        {"value": "milik", "label": "Milik sendiri atau keluarga"},
                        {"value": "sewa", "label": "Sewa atau kontrak"},
                        {"value": "menumpang", "label": "Menumpang"},
                    ],
                },
                {
                    "key": "pemilik",
                    "kind": "text",
                    "label": "Nama pemilik rumah",
                    "autocomplete": "name",
                    "show_if": {"field": "status", "in": ["sewa", "menumpang"]},
                },
                {
                    "key": "sejak",
                    "kind": "date",
                    "precision": "month",
                    "label": "Sejak kapan?",
                    "max": "today",
                    "missing": "Tulis sejak kapan Anda tinggal di sini, misalnya Maret 2021",
                },
                {"key": "foto", "kind": "photo", "label": "Foto depan rumah"},
            ],
        },
        {
            "key": "keperluan",
            "title": "Untuk apa suratnya?",
            "fields": [
                {"key": "tujuan", "kind": "text", "label": "Keperluan", "max_length": 80},
                {"key": "telepon", "kind": "phone", "label": "Nomor telepon", "prefill": "account.phone"},
            ],
        },
        {
            "key": "sewa",
            "title": "Tentang sewanya",
            "show_if": {"field": "status", "is": "sewa"},
            "fields": [
                {"key": "mulai", "kind": "date", "label": "Mulai sewa"},
                {"key": "selesai", "kind": "date", "label": "Selesai sewa", "required": False},
                {"key": "harga", "kind": "money", "label": "Harga sewa sebulan", "min": 1000},
            ],
        },
    ],
    "rules": [
        {
            "check": {"field": "mulai", "before": {"field": "selesai"}},
            "at": "selesai",
            "message": "Selesai sewa harus sesudah mulainya",
        }
    ],
}

EVERY_KIND: dict[str, Any] = {
    "groups": [
        {
            "key": "semua",
            "title": "Semua isian",
            "hint": "Setiap jenis isian ada di sini.",
            "fields": [
                {"key": "teks", "kind": "text", "label": "Keperluan", "hint": "Singkat saja."},
                {"key": "panjang", "kind": "long_text", "label": "Cerita", "required": False},
                {"key": "jumlah", "kind": "number", "label": "Jumlah tanggungan", "min": 0, "max": 20, "unit": "orang"},
                {"key": "luas", "kind": "number", "label": "Luas tanah", "decimals": 2, "unit": "m²"},
                {"key": "gaji", "kind": "money", "label": "Penghasilan sebulan"},
                {"key": "lahir", "kind": "date", "label": "Tanggal lahir", "max": "today"},
                {"key": "sejak", "kind": "date", "precision": "month", "label": "Sejak kapan?"},
                {"key": "jam", "kind": "time", "label": "Jam mulai"},
                {
                    "key": "agama",
                    "kind": "choice",
                    "label": "Agama",
                    "options": [{"value": "islam", "label": "Islam"}, {"value": "kristen", "label": "Kristen"}],
                },
                {
                    "key": "bantuan",
                    "kind": "choices",
                    "label": "Bantuan yang diterima",
                    "options": [{"value": "pkh", "label": "PKH"}, {"value": "bpnt", "label": "BPNT"}],
                },
                {"key": "menikah", "kind": "yes_no", "label": "Sudah menikah?"},
                {"key": "nik", "kind": "nik", "label": "NIK"},
                {"key": "kk", "kind": "kk", "label": "Nomor KK"},
                {"key": "telepon", "kind": "phone", "label": "Nomor telepon"},
                {"key": "wali", "kind": "person", "label": "Wali", "parts": ["name", "nik?", "relation"]},
                {"key": "alamat", "kind": "address", "label": "Alamat"},
                {"key": "titik", "kind": "place", "label": "Letak rumah"},
                {"key": "foto", "kind": "photo", "label": "Foto rumah"},
                {"key": "bukti", "kind": "file", "label": "Bukti", "required": False},
                {
                    "key": "anak",
                    "kind": "repeat",
                    "label": "Anak yang ditanggung",
                    "item_label": "Anak",
                    "min_items": 1,
                    "max_items": 3,
                    "fields": [
                        {"key": "nama", "kind": "text", "label": "Nama anak", "autocomplete": "name"},
                        {"key": "sekolah", "kind": "yes_no", "label": "Masih sekolah?"},
                        {
                            "key": "kelas",
                            "kind": "number",
                            "label": "Kelas",
                            "min": 1,
                            "max": 12,
                            "show_if": {"field": "sekolah", "is": True},
                        },
                        {"key": "akta", "kind": "file", "label": "Akta lahir", "required": False},
                    ],
                },
            ],
        }
    ]
}

EVERY_ANSWER: dict[str, Any] = {
    "teks": "  Sekolah   anak ",
    "panjang": "Baris satu\r\nBaris dua",
    "jumlah": "3",
    "luas": "120,5",
    "gaji": "Rp1.200.000",
    "lahir": "24 Nop 1990",
    "sejak": "Maret 2021",
    "jam": "8.30",
    "agama": "islam",
    "bantuan": ["bpnt", "pkh"],
    "menikah": "ya",
    "nik": "6371 9905 1290 0001",
    "kk": "6371990101200001",
    "telepon": "0812-3456-7781",
    "wali": {"name": "Hj. Siti Rahmah, S.Pd.", "relation": "bibi"},
    "alamat": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": "63.71.05.1003", "rt": "12", "rw": "RW 2"},
    "titik": {"lat": "-3.298123", "lon": "114.601234", "accuracy": "12.5", "description": "Seberang masjid"},
    "anak": [{"nama": "Aisyah", "sekolah": True, "kelas": "4"}, {"nama": "Hasan", "sekolah": "tidak", "kelas": "9"}],
}

CLEAN: dict[str, Any] = {
    "teks": "Sekolah anak",
    "panjang": "Baris satu\nBaris dua",
    "jumlah": 3,
    "luas": 120.5,
    "gaji": 1200000,
    "lahir": "1990-11-24",
    "sejak": "2021-03",
    "jam": "08:30",
    "agama": "islam",
    "bantuan": ["pkh", "bpnt"],
    "menikah": True,
    "nik": "6371990512900001",
    "kk": "6371990101200001",
    "telepon": "+6281234567781",
    "wali": {"name": "Hj. Siti Rahmah, S.Pd.", "relation": "bibi"},
    "alamat": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": "63.71.05.1003", "rt": "12", "rw": "02"},
    "titik": {"lat": -3.298123, "lon": 114.601234, "accuracy": 12.5, "description": "Seberang masjid"},
    "foto": "foto",
    "anak": [{"nama": "Aisyah", "sekolah": True, "kelas": 4}, {"nama": "Hasan", "sekolah": False}],
}


def domicile() -> FormSpec:
    return FormSpec.parse(DOMICILE)


def every_kind() -> FormSpec:
    return FormSpec.parse(EVERY_KIND)


def one_field(**field: Any) -> FormSpec:
    """A form that asks one thing."""
    return FormSpec.parse(
        {"groups": [{"key": "satu", "title": "Satu", "fields": [{"key": "isi", "label": "Isian", **field}]}]}
    )
