"""Which files are taken, what is done to them, and what a person reads when one is not."""

import io
import random

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from palui.intake.domain import MAX_FILE_BYTES, MAX_SIDE, FileRefused, clean_name, prepare, thumbnail
from palui.intake.domain import refusals as words

GPS_DIRECTORY, LATITUDE, ORIENTATION, MAKER = 0x8825, 2, 0x0112, 0x010F


def phone_photo(width=4000, height=3000, *, orientation=6, kind="JPEG"):
    picture = Image.new("RGB", (width, height), "#8cc9d3")
    picture.paste("red", (0, 0, width // 8, height // 8))
    exif = Image.Exif()
    exif[ORIENTATION] = orientation
    exif[MAKER] = "Ponsel Siti"
    exif.get_ifd(GPS_DIRECTORY).update({1: "S", LATITUDE: (3.0, 18.0, 0.0), 3: "E", 4: (114.0, 35.0, 0.0)})
    file = io.BytesIO()
    picture.save(file, kind, exif=exif, comment=b"rahasia") if kind == "JPEG" else picture.save(file, kind, exif=exif)
    return file.getvalue()


def pdf(pages=1, **saving):
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    file = io.BytesIO()
    document.save(file, **saving)
    return file.getvalue()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_twelve_megapixel_photo_becomes_small_upright_and_silent(kind):
    kept = prepare(phone_photo(kind=kind), photo_only=True)
    assert kept.content_type == "image/jpeg"
    assert (kept.width, kept.height) == (1200, 1600)
    with Image.open(io.BytesIO(kept.content)) as picture:
        assert picture.format == "JPEG"
        assert not picture.getexif()
        assert "comment" not in picture.info
        assert "icc_profile" not in picture.info
        red, green, _blue = picture.getpixel((picture.width - 20, 20))
        assert (red > 200, green < 60) == (True, True), "the red corner is at the top right of an upright photo"
    for secret in (b"Exif", b"Ponsel Siti", b"rahasia", b"GPS"):
        assert secret not in kept.content


def test_a_small_photo_is_not_blown_up():
    kept = prepare(phone_photo(320, 200, orientation=1), photo_only=True)
    assert (kept.width, kept.height) == (320, 200)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "L", "1", "I;16", "CMYK"])
def test_every_kind_of_colour_is_kept_as_a_photo(mode):
    file = io.BytesIO()
    Image.new(mode, (50, 40)).save(file, "JPEG" if mode == "CMYK" else "PNG")
    assert prepare(file.getvalue(), photo_only=True).content_type == "image/jpeg"


def test_see_through_becomes_white_not_black():
    file = io.BytesIO()
    Image.new("RGBA", (50, 40), (0, 0, 0, 0)).save(file, "PNG")
    with Image.open(io.BytesIO(prepare(file.getvalue(), photo_only=True).content)) as picture:
        assert min(picture.getpixel((20, 20))) > 250


def test_a_photo_beyond_a_hundred_megapixels_is_refused_before_it_is_unpacked():
    file = io.BytesIO()
    Image.new("1", (20_000, 6_000)).save(file, "PNG")
    with pytest.raises(FileRefused, match=words.TOO_MANY_PIXELS):
        prepare(file.getvalue(), photo_only=True)


def test_a_pdf_is_kept_byte_for_byte():
    content = pdf(3)
    kept = prepare(content, photo_only=False)
    assert kept.content == content
    assert (kept.content_type, kept.width, kept.height) == ("application/pdf", 0, 0)


REFUSED = [
    ("empty", b"", False, words.EMPTY),
    ("too big", bytes(MAX_FILE_BYTES + 1), False, "Paling besar 25 MB"),
    ("PDF for a photo", pdf(), True, words.NOT_A_PHOTO_BUT_PDF),
    ("words", b"saya bukan foto", False, words.NOT_ACCEPTED),
    ("words for a photo", b"saya bukan foto", True, words.NOT_A_PHOTO),
    ("a page called foto.jpg", b"<html><script>alert(1)</script>", True, words.NOT_A_PHOTO),
    ("a drawing with code", b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", True, words.NOT_A_PHOTO),
    ("a program", b"MZ\x90\x00" + bytes(500), False, words.NOT_ACCEPTED),
    ("half a photo", phone_photo(600, 400)[:2000], True, words.BROKEN_PHOTO),
    ("half a PDF", pdf()[:-40], False, words.BROKEN_PDF),
    ("a PDF in name only", b"%PDF-1.7\nsaya\n%%EOF", False, words.BROKEN_PDF),
    ("a locked PDF", pdf(encryption=pikepdf.Encryption(owner="a", user="b")), False, words.LOCKED_PDF),
    ("a PDF locked for its owner", pdf(encryption=pikepdf.Encryption(owner="a", user="")), False, words.LOCKED_PDF),
    ("a book", pdf(101), False, "101 halaman"),
]


@pytest.mark.parametrize(
    ("content", "photo_only", "sentence"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_what_cannot_be_taken_is_refused_with_its_own_sentence(content, photo_only, sentence):
    with pytest.raises(FileRefused) as refused:
        prepare(content, photo_only=photo_only)
    assert sentence in str(refused.value)


def test_damaged_photos_are_refused_or_kept_but_never_break_anything():
    whole = phone_photo(300, 200)
    chance = random.Random(7)  # noqa: S311 - the same damage every time
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            kept = prepare(bytes(damaged), photo_only=True)
        except FileRefused:
            continue
        assert max(kept.width, kept.height) <= MAX_SIDE


def test_a_thumbnail_is_tiny():
    small = thumbnail(prepare(phone_photo(), photo_only=True).content)
    with Image.open(io.BytesIO(small)) as picture:
        assert max(picture.size) <= 168


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("rumah.jpg", "rumah.jpg"),
        ("../../etc/passwd", "passwd"),
        ("C:\\foto\\rumah saya.JPG", "rumah saya.JPG"),
        ("a\u202egpj.exe", "agpj.exe"),
        ("", "berkas"),
        ("...", "berkas"),
    ],
)
def test_names_of_files_are_made_readable(name, clean):
    assert clean_name(name) == clean


@given(st.text(max_size=400))
def test_any_name_becomes_a_short_one_without_folders(name):
    clean = clean_name(name)
    assert 0 < len(clean) <= 120
    assert not set("/\\\n\r\0") & set(clean)
