"""Texts for tables that people open in a spreadsheet."""

#: A text that begins so is read as a formula when a CSV is opened.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def plain_cell(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula (OWASP, CSV injection): with an apostrophe in front."""
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
