"""Words of a submission."""

from enum import StrEnum


class SubmissionState(StrEnum):
    """A draft may change; what was submitted is frozen, and only amended with its old version kept."""

    DRAFT = "draft"
    SUBMITTED = "submitted"


class Channel(StrEnum):
    """Which way a submission came in."""

    PHONE = "phone"
    RT = "rt"
    COUNTER = "counter"
    API = "api"

    @property
    def label(self) -> str:
        """As the record of the case says it: "lewat ponsel"."""
        return _LABELS[self]


_LABELS = {Channel.PHONE: "ponsel", Channel.RT: "ketua RT", Channel.COUNTER: "loket", Channel.API: "aplikasi lain"}
