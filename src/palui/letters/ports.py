"""What letters need from whoever can make electronic signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from palui.kernel.ports import Port


@dataclass(frozen=True, kw_only=True)
class Authority:
    """The city's own root of trust: a certificate (DER) and its private key (PKCS#8 DER, in the clear: seal it)."""

    certificate: bytes
    key: bytes


@dataclass(frozen=True, kw_only=True)
class Credential:
    """A signatory's certificate (DER) and private key (PKCS#8 DER, encrypted with the passphrase)."""

    certificate: bytes
    encrypted_key: bytes


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """What a certificate says. `fingerprint` is SHA-256, hex."""

    name: str
    serial: str
    issuer: str
    valid_from: datetime
    valid_to: datetime
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class SignatureReport:
    """What a check of a PDF's signature found. `problem` says in English why it is not valid."""

    has_signature: bool
    is_intact: bool  # what was signed is as it was
    is_trusted: bool  # the certificate leads to a root that was given
    covers_whole: bool  # nothing was added after signing
    signer: str = ""
    signed_at: datetime | None = None
    problem: str = ""
    signers: tuple[str, ...] = ()  # all of them, in the order of their signatures

    @property
    def is_valid(self) -> bool:
        """Intact, trusted and nothing added."""
        return self.has_signature and self.is_intact and self.is_trusted and self.covers_whole


@dataclass(frozen=True, kw_only=True)
class Place:
    """Where a further signatory's signature will be seen: page from 0, and a box in points from the lower left corner
    (left, bottom, right, top). `label` says whose place it is.
    """

    page: int
    box: tuple[float, float, float, float]
    label: str


class SigningSession(Protocol):
    """An opened key. It is loaded once and signs any number of letters; keep it no longer than needed."""

    def sign(self, pdf: bytes, *, at: datetime, reason: str, location: str, open_places: Sequence[Place] = ()) -> bytes:
        """The PDF, as rendered, with a first signature (PAdES) over the whole of it, made at that moment.

        It gets an empty signature field for each of the open places; their order counts from 2.
        """

    def sign_further(self, pdf: bytes, *, order: int, shown: bytes, at: datetime, reason: str, location: str) -> bytes:
        """The signed PDF with one more signature in its empty field of that order; earlier ones stay valid.

        `shown` is a PDF of one page as large as the field, and is what is seen there.
        """

    def problem_of(self, pdf: bytes) -> str:
        """Why the newest signature is not one that this key made over the whole file, in English; empty when it is."""


class Signer(Protocol):
    """Makes keys and signatures, and checks them."""

    def new_authority(self, *, city: str) -> Authority:
        """A fresh root of trust."""

    def issue(self, authority: Authority, *, name: str, position: str, office: str, passphrase: str) -> Credential:
        """A certificate for a person who signs for an office, its key locked with the passphrase."""

    def with_new_passphrase(self, credential: Credential, *, old: str, new: str) -> Credential:
        """The same key, locked anew. Raises DomainError `passphrase_wrong`."""

    def open(self, credential: Credential, *, passphrase: str, chain: Sequence[bytes]) -> SigningSession:
        """Unlock the key. `chain` holds the certificates (DER) above it. Raises DomainError `passphrase_wrong`."""

    def describe(self, certificate: bytes) -> CertificateFacts:
        """What the certificate (DER) says."""

    def verify(self, pdf: bytes, *, roots: Sequence[bytes]) -> SignatureReport:
        """Check the newest signature of a PDF against the given root certificates (DER). Never raises on bad files."""


signer: Port[Signer] = Port("signer")
