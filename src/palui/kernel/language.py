"""Sentences in the reader's language. They are written in Indonesian; another language is a catalogue beside them."""

from collections.abc import Callable

from palui.kernel.ports import Port

#: Gives a sentence in the language of whoever reads this answer. Until it is filled, sentences stay as written.
translator: Port[Callable[[str], str]] = Port("translator")
translator.fill(str)


def say(text: str, **gaps: object) -> str:
    """The sentence in the reader's language; `gaps` fill its `%(name)s`. What has no translation stays Indonesian.

    For what a person reads now, never for what is stored: records, letters and messages stay Indonesian.
    """
    said = translator()(text) if text else ""
    return said % gaps if gaps else said
