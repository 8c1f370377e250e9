"""Numbers that name people and cases: parsed once, then trusted.

Sources: NIK and KK, 16 digits, Permendagri 73/2022 and Law 24/2013 art. 13 (6 digits region, 6 digits
birth date with 40 added to the day for women, 4 digits serial); phones, ITU-T E.164.
"""

import secrets
from dataclasses import dataclass, field
from datetime import date
from typing import Self

import phonenumbers

from palui.kernel.errors import DomainError

NIK_DIGITS = 16
#: A district code that the ministry never gave out; every practice NIK has it, so none is a person's.
PRACTICE_DISTRICT = "99"


@dataclass(frozen=True)
class Nik:
    """A population number. Its region is where it was first registered, not where one lives."""

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed; blanks, dots and dashes are ignored.

        Raises DomainError: `nik_length`, `nik_digits`, `nik_region` or `nik_date`.
        """
        digits = _only_digits(text, "nik")
        if not 11 <= int(digits[:2]) <= 97 or digits[2:4] == "00" or digits[4:6] == "00":
            raise DomainError("nik_region")
        day, month = int(digits[6:8]) % 40, int(digits[8:10])
        if int(digits[6:8]) > 71 or not _is_a_day(day, month) or digits[12:] == "0000":
            raise DomainError("nik_date")
        return cls(digits)

    @property
    def is_female(self) -> bool:
        """Whether 40 was added to the day of birth."""
        return int(self.digits[6:8]) > 40

    def fits_birth_date(self, born: date) -> bool:
        """Whether the six date digits say this birth date (the century is not in the number)."""
        return (int(self.digits[6:8]) % 40, int(self.digits[8:10]), int(self.digits[10:12])) == (
            born.day,
            born.month,
            born.year % 100,
        )

    @property
    def masked(self) -> str:
        """What a screen may show: first four and last four digits."""
        return mask_digits(self.digits)

    def __str__(self) -> str:
        return self.masked


@dataclass(frozen=True)
class Kk:
    """A family-card number: 16 digits, region and date of issue, serial."""

    digits: str = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read what a person typed. Raises DomainError `kk_length`, `kk_digits` or `kk_region`."""
        digits = _only_digits(text, "kk")
        if not 11 <= int(digits[:2]) <= 97 or digits[2:4] == "00":
            raise DomainError("kk_region")
        return cls(digits)

    @property
    def masked(self) -> str:
        """What a screen may show."""
        return mask_digits(self.digits)

    def __str__(self) -> str:
        return self.masked


@dataclass(frozen=True)
class Phone:
    """A telephone number in E.164 form ("+6281234567781")."""

    e164: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a number as people in Banjarmasin write it (0812…, 62812…, +62 812…).

        Raises DomainError `phone_invalid`.
        """
        cleaned = text.strip()
        if cleaned.startswith("62"):
            cleaned = "+" + cleaned
        try:
            number = phonenumbers.parse(cleaned, "ID")
        except phonenumbers.NumberParseException as error:
            raise DomainError("phone_invalid") from error
        if not phonenumbers.is_possible_number(number) or not phonenumbers.is_valid_number(number):
            raise DomainError("phone_invalid")
        return cls(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))

    @property
    def national(self) -> str:
        """As people write it: "0812-3456-7781"."""
        number = phonenumbers.parse(self.e164, None)
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)

    @property
    def last_four(self) -> str:
        """The four digits that, with the code, open the tracking page."""
        return self.e164[-4:]

    @property
    def masked(self) -> str:
        """What others may see: "0812-••••-7781"."""
        local = "0" + self.e164[3:] if self.e164.startswith("+62") else self.e164
        return f"{local[:4]}-••••-{local[-4:]}"

    def __str__(self) -> str:
        return self.masked


# 31 signs, none that looks like another (no 0 O 1 I L). 31 is prime, so the weighted sum below
# notices every single wrong sign and every swap of neighbours.
CODE_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_PREFIX = "PLI"
_BODY_LENGTH = 7


@dataclass(frozen=True)
class PublicCode:
    """The short code of a submission, then of its case: "PLI-7F3K-92QX". The last sign checks the rest."""

    text: str

    @classmethod
    def new(cls) -> Self:
        """A fresh code: 31^7, about 27 billion, picked at random."""
        body = "".join(secrets.choice(CODE_SIGNS) for _ in range(_BODY_LENGTH))
        return cls._join(body + _check_sign(body))

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a code however it is typed: small letters, blanks, no prefix, no dashes.

        Raises DomainError `code_invalid` when a sign is wrong or missing.
        """
        signs = "".join(sign for sign in text.upper() if sign.isalnum())
        if len(signs) == len(CODE_PREFIX) + _BODY_LENGTH + 1:
            signs = signs.removeprefix(CODE_PREFIX)
        if len(signs) != _BODY_LENGTH + 1 or not set(signs) <= set(CODE_SIGNS):
            raise DomainError("code_invalid")
        if _check_sign(signs[:-1]) != signs[-1]:
            raise DomainError("code_invalid")
        return cls._join(signs)

    @classmethod
    def _join(cls, signs: str) -> Self:
        return cls(f"{CODE_PREFIX}-{signs[:4]}-{signs[4:]}")

    def __str__(self) -> str:
        return self.text


def new_token() -> str:
    """An unguessable word for a link: 128 random bits, 22 URL-safe signs."""
    return secrets.token_urlsafe(16)


def mask_digits(digits: str) -> str:
    """First four and last four digits, the rest as dots; short numbers are hidden whole."""
    if len(digits) < 12:
        return "•" * len(digits)
    return digits[:4] + "•" * (len(digits) - 8) + digits[-4:]


def mask_name(name: str) -> str:
    """First letter of each word, the rest as dots: "S••• R•••••"."""
    return " ".join(word[0] + "•" * (len(word) - 1) for word in name.split())


def mask_email(address: str) -> str:
    """First letter and domain: "s•••@contoh.id"."""
    local_part, _, domain = address.partition("@")
    return f"{local_part[:1]}•••@{domain}" if domain else "•••"


def _only_digits(text: str, kind: str) -> str:
    digits = "".join(sign for sign in text if sign not in " .-\u00a0")
    if not (digits.isascii() and digits.isdigit()):
        raise DomainError(f"{kind}_digits")
    if len(digits) != NIK_DIGITS:
        raise DomainError(f"{kind}_length", digits=len(digits))
    return digits


def _is_a_day(day: int, month: int) -> bool:
    try:
        date(2000, month, day)  # a leap year, so that 29 February passes
    except ValueError:
        return False
    return True


def _check_sign(body: str) -> str:
    weighted = sum(place * CODE_SIGNS.index(sign) for place, sign in enumerate(body, start=1))
    return CODE_SIGNS[weighted % len(CODE_SIGNS)]
