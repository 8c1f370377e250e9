"""The kinds of answers a form can ask for."""

from enum import StrEnum


class Kind(StrEnum):
    """What a field asks for. A definition may write every kind except the three parts of other kinds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    TIME = "time"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    NIK = "nik"
    KK = "kk"
    PHONE = "phone"
    PERSON = "person"
    ADDRESS = "address"
    PLACE = "place"
    PHOTO = "photo"
    FILE = "file"
    REPEAT = "repeat"
    # parts of an address and of a place
    KELURAHAN = "kelurahan"
    RT_RW = "rt_rw"
    DEGREE = "degree"


class Precision(StrEnum):
    """How exact a date is asked for."""

    DAY = "day"
    MONTH = "month"


PARTS_ONLY = frozenset({Kind.KELURAHAN, Kind.RT_RW, Kind.DEGREE})
COMPOSITES = frozenset({Kind.PERSON, Kind.ADDRESS, Kind.PLACE})
FILES = frozenset({Kind.PHOTO, Kind.FILE})
AMOUNTS = frozenset({Kind.NUMBER, Kind.MONEY, Kind.DEGREE})
MOMENTS = frozenset({Kind.DATE, Kind.TIME})
#: Kinds with an order, so that "at least", "at most", "before" and "after" mean something.
ORDERED = AMOUNTS | MOMENTS
WRITTEN = frozenset({Kind.TEXT, Kind.LONG_TEXT})
WITH_OPTIONS = frozenset({Kind.CHOICE, Kind.CHOICES})
