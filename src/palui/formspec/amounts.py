"""Numbers and rupiah as people in Indonesia write and read them: dots part the thousands, a comma the decimals."""

import re

LARGEST = 999_999_999_999
_PLAIN = re.compile(r"[+-]?\d{1,15}", re.ASCII)
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(?:([.,\s'])\d{3})(?:\1\d{3})*", re.ASCII)
_DECIMAL = re.compile(r"([+-]?\d{1,15}|[+-]?\d{1,3}(?:\.\d{3})+)[.,](\d{1,12})", re.ASCII)
_MONEY_FRAME = re.compile(r"^(?:rp|idr)?\.?\s*(.*?)(?:\s*rupiah)?(?:,-|,00|\.00|,--)?$", re.ASCII | re.DOTALL)
_MONEY_WORD = re.compile(r"^(.*?)\s*(ribu|rb|k|juta|jt|miliar|milyar|m)$", re.ASCII | re.DOTALL)
_WORTH = {"ribu": 1_000, "rb": 1_000, "k": 1_000, "juta": 1_000_000, "jt": 1_000_000}
_MILLIARD = 1_000_000_000


def read_number(text: str) -> float | int | None:
    """ "1.200" is 1200, "1,5" and "1.5" are 1.5; None when it is no number."""
    cleaned = text.strip()
    if _PLAIN.fullmatch(cleaned):
        return int(cleaned)
    if _THOUSANDS.fullmatch(cleaned) and not re.fullmatch(r"[+-]?\d{1,3},\d{3}", cleaned, re.ASCII):
        return int(re.sub(r"[.,\s']", "", cleaned))
    match = _DECIMAL.fullmatch(cleaned)
    if match is None:
        return None
    return whole_if_whole(float(f"{match[1].replace('.', '')}.{match[2]}"))


def read_money(text: str) -> int | None:
    """Rupiah: "Rp1.200.000", "1,2 juta", "500 ribu", "1200000,-"; None when it is no whole amount."""
    frame = _MONEY_FRAME.fullmatch(text.strip().lower())
    if frame is None:
        return None
    amount, worth = frame[1].strip(), 1
    word = _MONEY_WORD.fullmatch(amount)
    if word is not None:
        amount, worth = word[1].strip(), _WORTH.get(word[2], _MILLIARD)
    if worth == 1 and _THOUSANDS.fullmatch(amount):
        return int(re.sub(r"[.,\s']", "", amount))
    number = read_number(amount)
    if number is None:
        return None
    rupiah = whole_if_whole(round(number * worth, 3))
    return rupiah if isinstance(rupiah, int) else None


def say_number(number: float | int) -> str:
    """1200.5 as "1.200,5"."""
    whole, _, fraction = f"{number:,}".partition(".")
    return whole.replace(",", ".") + (f",{fraction}" if fraction else "")


def say_money(rupiah: int) -> str:
    """1200000 as "Rp1.200.000"."""
    return f"Rp{say_number(rupiah)}"


def whole_if_whole(number: float | int) -> float | int:
    """2.0 as 2; JSON has one kind of number, and so have people."""
    return int(number) if number == int(number) else number
