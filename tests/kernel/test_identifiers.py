import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from palui.kernel.errors import DomainError
from palui.kernel.identifiers import CODE_SIGNS, Kk, Nik, Phone, PublicCode, mask_digits, mask_email, mask_name

codes = st.builds(PublicCode.new)


def test_a_code_is_read_however_it_is_typed():
    code = PublicCode.new()
    for typed in (code.text, code.text.lower(), code.text.replace("-", " "), code.text[4:], f"  {code.text} "):
        assert PublicCode.parse(typed) == code


def test_a_code_has_no_sign_that_looks_like_another():
    assert not set(CODE_SIGNS) & set("01OIL")
    assert len(CODE_SIGNS) == 31


@given(codes, st.integers(0, 7), st.sampled_from(CODE_SIGNS))
def test_every_single_wrong_sign_is_noticed(code, place, other):
    signs = code.text.replace("-", "")[3:]
    wrong = signs[:place] + other + signs[place + 1 :]
    if wrong != signs:
        with pytest.raises(DomainError, match="code_invalid"):
            PublicCode.parse(wrong)


@given(codes, st.integers(0, 6))
def test_every_swap_of_neighbours_is_noticed(code, place):
    signs = code.text.replace("-", "")[3:]
    swapped = signs[:place] + signs[place + 1] + signs[place] + signs[place + 2 :]
    if swapped != signs:
        with pytest.raises(DomainError, match="code_invalid"):
            PublicCode.parse(swapped)


@given(st.text())
def test_no_text_breaks_the_readers(text):
    for read in (PublicCode.parse, Nik.parse, Kk.parse, Phone.parse):
        try:
            read(text)
        except DomainError:
            continue


def test_a_womans_nik_has_forty_added_to_the_day():
    nik = Nik.parse("6371 0157 0899 0001")
    assert nik.is_female
    assert nik.fits_birth_date(date(1999, 8, 17))
    assert not nik.fits_birth_date(date(1999, 8, 18))
    assert str(nik) == "6371••••••••0001"


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("637101570899000", "nik_length"),
        ("63710157089900011", "nik_length"),
        ("637101570899000A", "nik_digits"),
        ("٦٣٧١٠١٥٧٠٨٩٩٠٠٠١", "nik_digits"),
        ("0071015708990001", "nik_region"),
        ("6371017208990001", "nik_date"),
        ("6371013202990001", "nik_date"),
        ("6371010113990001", "nik_date"),
        ("6371010101990000", "nik_date"),
        ("6371014001990001", "nik_date"),
    ],
)
def test_a_wrong_nik_says_what_is_wrong(typed, code):
    with pytest.raises(DomainError) as refused:
        Nik.parse(typed)
    assert refused.value.code == code


@pytest.mark.parametrize("typed", ["0812 3456 7781", "6281234567781", "+62 812-3456-7781", "(0812) 34567781"])
def test_a_phone_is_read_as_people_write_it(typed):
    assert Phone.parse(typed).e164 == "+6281234567781"


def test_a_phone_shows_only_its_ends():
    phone = Phone.parse("081234567781")
    assert (phone.masked, phone.last_four) == ("0812-••••-7781", "7781")


@pytest.mark.parametrize("typed", ["", "12", "0812", "abc", "+1 23", "0812345678901234567"])
def test_what_is_no_phone_is_refused(typed):
    with pytest.raises(DomainError, match="phone_invalid"):
        Phone.parse(typed)


@given(st.text(string.digits, min_size=0, max_size=20))
def test_a_mask_never_shows_more_than_eight_digits(digits):
    masked = mask_digits(digits)
    assert len(masked) == len(digits)
    assert sum(sign.isdigit() for sign in masked) <= 8


def test_names_and_addresses_are_masked():
    assert mask_name("Siti Rahmah") == "S••• R•••••"
    assert mask_email("siti@contoh.id") == "s•••@contoh.id"
    assert mask_email("bukan alamat") == "•••"
