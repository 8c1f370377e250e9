"""What a person typed, made storable and printable."""

import re
import unicodedata

#: Signs of class "other symbol" that letters do carry.
_PRINTABLE_SYMBOLS = frozenset("°©®№™")
_BLANKS = re.compile(r"[^\S\n]+")
_MANY_LINES = re.compile(r"\n{3,}")
_NAME_SIGNS = frozenset(" .,'’‘`/()-")


def tidy(text: str, *, lines: bool = False) -> str:
    """NFC, no invisible or control signs, single blanks; line breaks only where `lines` are wanted."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", _without_hidden_signs(text, lines=lines))
    if not lines:
        return " ".join(text.split())
    rows = (_BLANKS.sub(" ", row).strip() for row in text.split("\n"))
    return _MANY_LINES.sub("\n\n", "\n".join(rows)).strip()


def storable(text: str) -> str:
    """The text without the signs that no database column or UTF-8 file takes: NUL and lone surrogates."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")


def is_printable(text: str) -> bool:
    """Whether a letter can show it: no emoji, no private or unassigned sign."""
    return text.isascii() or all(_prints(sign) for sign in text)


def is_name(text: str) -> bool:
    """Whether it can be a person's name: letters, and the few signs that stand between names and titles."""
    return any(sign.isalpha() for sign in text) and all(
        sign.isalpha() or sign in _NAME_SIGNS or unicodedata.category(sign).startswith("M") for sign in text
    )


def _without_hidden_signs(text: str, *, lines: bool) -> str:
    if lines:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    kept: list[str] = []
    for sign in text:
        category = unicodedata.category(sign)
        if sign == "\n" and lines:
            kept.append(sign)
        elif category[0] == "Z" or sign in "\t\n\r\v\f\x85":
            kept.append(" ")
        elif category not in ("Cc", "Cf", "Cs"):
            kept.append(sign)
    return "".join(kept)


def _prints(sign: str) -> bool:
    category = unicodedata.category(sign)
    if category in ("So", "Co", "Cn", "Cs"):
        return sign in _PRINTABLE_SYMBOLS
    return not 0xFE00 <= ord(sign) <= 0xFE0F and not 0x1F3FB <= ord(sign) <= 0x1F3FF
