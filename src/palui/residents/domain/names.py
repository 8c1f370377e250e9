"""How names are written down so that any of their words finds them."""

import re
import unicodedata


def name_key(name: str) -> str:
    """A name as it is searched: small letters, no accents, a blank before each word (" hj ratna dewi")."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return "".join(f" {word}" for word in re.findall(r"[a-z0-9]+", plain.replace("'", "")))


def search_words(text: str) -> tuple[str, ...]:
    """The beginnings of words that a name key must hold: "ratna de" → (" ratna", " de")."""
    return tuple(f" {word}" for word in name_key(text).split())


def turned(key: str) -> tuple[str, ...]:
    """A key turned so that each of its words stands in front once: " siti rahmah" → (" rahmah siti", " siti rahmah")."""
    words = key.split()
    turns = {" ".join(["", *words[place:], *words[:place]]) for place in range(len(words))}
    return tuple(sorted(turns))


def beyond(beginning: str) -> str:
    """The first text after all that begin so: " siti" → " sitj"; empty when none comes after (" zz").

    Told by the last letter that has a next one, in an order in which digits come before letters: that of every
    collation. (" a9" → " aa")
    """
    kept = beginning.rstrip("z")
    if not kept.strip():
        return ""
    last = kept[-1]
    return kept[:-1] + ("a" if last == "9" else chr(ord(last) + 1))
