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

    @property
    def is_valid(self) -> bool:
        """Intact, trusted and nothing added."""
        return self.has_signature and self.is_intact and self.is_trusted and self.covers_whole


class SigningSession(Protocol):
    """An opened key. It is loaded once and signs any number of letters; keep it no longer than needed."""

    def sign(self, pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        """The PDF with one more signature (PAdES) over the whole of it, made at that moment."""


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
