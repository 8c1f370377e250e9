"""Answers are read back in plain Indonesian."""

from typing import Any

from palui.formspec import summary, validate
from tests.formspec.forms import CHOICES, CLEAN, EVERY_ANSWER, TODAY, domicile, every_kind


def texts(**how: Any) -> dict[str, str]:
    (group,) = summary(every_kind(), CLEAN, choices=CHOICES, today=TODAY, **how)
    return {row.key: row.text for row in group.rows}


def test_every_kind_is_said_in_words() -> None:
    assert texts() == {
        "teks": "Sekolah anak",
        "panjang": "Baris satu\nBaris dua",
        "jumlah": "3 orang",
        "luas": "120,5 m²",
        "gaji": "Rp1.200.000",
        "lahir": "24 November 1990",
        "sejak": "Maret 2021",
        "jam": "08.30 WITA",
        "agama": "Islam",
        "bantuan": "PKH, BPNT",
        "menikah": "Ya",
        "nik": "6371990512900001",
        "kk": "6371990101200001",
        "telepon": "0812-3456-7781",
        "wali": "Hj. Siti Rahmah, S.Pd., bibi",
        "alamat": "Jl. Sungai Jingah No. 8, RT 12 RW 02, Kelurahan Sungai Jingah",
        "titik": "Seberang masjid · -3.298123, 114.601234",
        "foto": "Foto terlampir",
        "bukti": "Tidak diisi",
        "anak.0.nama": "Aisyah",
        "anak.0.sekolah": "Ya",
        "anak.0.kelas": "4",
        "anak.1.nama": "Hasan",
        "anak.1.sekolah": "Tidak",
    }


def test_a_kelurahan_may_have_rt_and_no_rw() -> None:
    address = {key: value for key, value in CLEAN["alamat"].items() if key != "rw"}
    (group,) = summary(every_kind(), CLEAN | {"alamat": address}, choices=CHOICES, today=TODAY)
    assert "Jl. Sungai Jingah No. 8, RT 12, Kelurahan Sungai Jingah" in {row.text for row in group.rows}


def test_numbers_of_people_can_be_hidden() -> None:
    masked = texts(mask=True)
    assert masked["nik"] == masked["kk"] == "6371••••••••0001"


def test_rows_name_the_file_and_what_was_left_open() -> None:
    (group,) = summary(every_kind(), CLEAN, choices=CHOICES, today=TODAY)
    rows = {row.key: row for row in group.rows}
    assert rows["foto"].file == "foto"
    assert not rows["bukti"].is_answered
    assert rows["anak.1.nama"].label == "Anak 2: Nama anak"


def test_only_what_is_asked_is_shown() -> None:
    answers = {"status": "milik", "pemilik": "Budi", "harga": 500_000}
    groups = summary(domicile(), answers, choices=CHOICES, today=TODAY)
    assert [group.title for group in groups] == ["Di mana Anda tinggal sekarang?", "Untuk apa suratnya?"]
    assert "pemilik" not in {row.key for row in groups[0].rows}
    groups = summary(domicile(), answers | {"status": "sewa"}, choices=CHOICES, today=TODAY)
    assert "pemilik" in {row.key for row in groups[0].rows}


def test_a_draft_reads_like_its_clean_answers() -> None:
    files = {"foto": 1}
    clean = validate(every_kind(), EVERY_ANSWER, files=files, choices=CHOICES, today=TODAY).answers
    assert summary(every_kind(), EVERY_ANSWER, files=files, choices=CHOICES, today=TODAY) == summary(
        every_kind(), clean, files=files, choices=CHOICES, today=TODAY
    )
