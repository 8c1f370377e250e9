"""Fills `letters.ports.signer` with pyHanko (PAdES B-B, ETSI EN 319 142-1) and the certificates of this folder."""

import hashlib
import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.fields import SigSeedSubFilter
from pyhanko.sign.signers.cms_embedder import PdfCMSEmbedder, SigIOSetup, SigObjSetup
from pyhanko.sign.signers.pdf_byterange import SignatureObject
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from palui.integrations.esign_local import appending, certificates, containers
from palui.kernel.errors import PermanentFailure
from palui.letters.ports import Authority, CertificateFacts, Credential, Place, SignatureReport

#: A signature container as it stands in a file, found even where the file's structure is broken.
_CONTAINER = re.compile(rb"<(30[0-9A-Fa-f]{1000,})>")
_RANGE = re.compile(rb"/ByteRange\s*\[\s*0\s+(\d+)\s+(\d+)\s+(\d+)\s*\]")
_CHANGED = "changed after signing"
_ADDED = "something was added after signing"
_UNTRUSTED = "certificate not trusted"


class LocalSigner:
    """The signer that needs no other system."""

    def new_authority(self, *, city: str) -> Authority:
        """A fresh root of trust."""
        return certificates.new_authority(city=city)

    def issue(self, authority: Authority, *, name: str, position: str, office: str, passphrase: str) -> Credential:
        """A certificate for a person, its key locked with the passphrase."""
        return certificates.issue(authority, name=name, position=position, office=office, passphrase=passphrase)

    def with_new_passphrase(self, credential: Credential, *, old: str, new: str) -> Credential:
        """The same key, locked anew. Raises DomainError `passphrase_wrong`."""
        key = certificates.unlock(credential.encrypted_key, old)
        return Credential(certificate=credential.certificate, encrypted_key=certificates.lock(key, new))

    def open(self, credential: Credential, *, passphrase: str, chain: Sequence[bytes]) -> "LocalSession":
        """Unlock the key once for any number of letters. Raises DomainError `passphrase_wrong`."""
        return LocalSession(certificates.unlock(credential.encrypted_key, passphrase), credential.certificate, chain)

    def describe(self, certificate: bytes) -> CertificateFacts:
        """What the certificate (DER) says."""
        return certificates.describe(certificate)

    def verify(self, pdf: bytes, *, roots: Sequence[bytes]) -> SignatureReport:
        """Check the newest signature against the roots, at the time it claims. Never raises on bad files."""
        try:
            return _report(pdf, roots)
        except Exception as error:  # noqa: BLE001 - a stranger's file may break the parser in any way
            return _damaged(pdf, roots, f"unreadable: {type(error).__name__}")


class LocalSession:
    """A key in memory."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: bytes, chain: Sequence[bytes]) -> None:
        read = load_der_x509_certificate(certificate)
        if read.public_key() != key.public_key():
            raise PermanentFailure("the certificate does not belong to the key")
        if not certificates.is_issued_by(certificate, chain):
            raise PermanentFailure("the certificate does not lead to the root")
        self._public = key.public_key()
        self._sealer = containers.Sealer(key, certificate, read, chain)

    def sign(self, pdf: bytes, *, at: datetime, reason: str, location: str, open_places: Sequence[Place] = ()) -> bytes:
        """The PDF with a signature over all of it, appended; its tags and archive marks stay true."""
        return appending.signed(
            pdf,
            at=at,
            reason=reason,
            location=location,
            room=self._sealer.size,
            seal=self._sealer.seal,
            open_places=open_places,
        )

    def sign_further(self, pdf: bytes, *, order: int, shown: bytes, at: datetime, reason: str, location: str) -> bytes:
        """The signed PDF with one more signature, in the empty field of that order, where `shown` is seen."""
        name = f"{appending.FIELD}{order}"
        writer = _Appender(BytesIO(pdf), strict=True)
        fields = [reference.get_object() for reference in writer.root["/AcroForm"]["/Fields"]]
        fields = [field for field in fields if field["/T"] == name and "/V" not in field]
        if len(fields) != 1:
            raise PermanentFailure(f"no empty field {name}")
        picture = writer.import_page_as_xobject(PdfFileReader(BytesIO(shown), strict=True))
        fields[0]["/AP"] = generic.DictionaryObject({generic.pdf_name("/N"): picture})  # type: ignore[no-untyped-call]
        writer.update_container(fields[0])
        steps = PdfCMSEmbedder().write_cms(field_name=name, writer=writer, existing_fields_only=True)
        next(steps)
        # A signature's own times are the ones it is given, not the machine's.
        place = SignatureObject(
            timestamp=at,
            subfilter=SigSeedSubFilter.PADES,
            reason=reason,
            location=location,
            bytes_reserved=2 * self._sealer.size,
        )
        steps.send(SigObjSetup(sig_placeholder=place))
        digest, out = steps.send(SigIOSetup(md_algorithm="sha256", in_place=False))
        steps.send(self._sealer.seal(digest.document_digest))
        whole: bytes = out.getvalue()
        return whole

    def problem_of(self, pdf: bytes) -> str:
        """Why the newest signature is not this key's over the whole file; empty when it is. Cheaper than a report."""
        found = _RANGE.findall(pdf)
        if not found:
            return "no signature"
        begin, after, rest = map(int, found[-1])
        if not 0 < begin < after < len(pdf) or after + rest != len(pdf) or pdf[begin : begin + 1] != b"<":
            return "the signature does not cover the whole file"
        digest = hashlib.sha256(pdf[:begin])
        digest.update(pdf[after:])
        try:
            container = bytes.fromhex(pdf[begin + 1 : after - 1].decode())
        except ValueError:
            return "unreadable container"
        return containers.problem_of(container, digest=digest.digest(), public=self._public)


class _Appender(IncrementalPdfFileWriter):
    """Leaves the document's metadata as they are: rewriting the XMP could drop its PDF/A and PDF/UA marks."""

    def _update_meta(self) -> None:
        pass


def _report(pdf: bytes, roots: Sequence[bytes]) -> SignatureReport:
    """The newest signature covers the whole; every earlier one what it signed, and all added since was only signatures."""
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_regular_signatures
    if not signatures:
        return _none("no signature")
    trusts = [asn1_x509.Certificate.load(root) for root in roots]
    problems = [_problem_of(signature, trusts, is_newest=signature is signatures[-1]) for signature in signatures]
    newest = signatures[-1]
    if _CHANGED in problems:
        return _damaged(pdf, roots, _CHANGED)
    return SignatureReport(
        has_signature=True,
        is_intact=True,
        is_trusted=_UNTRUSTED not in problems,
        covers_whole=_ADDED not in problems,
        signer=certificates.common_name(newest.signer_cert.dump()),
        signers=tuple(certificates.common_name(signature.signer_cert.dump()) for signature in signatures),
        signed_at=newest.self_reported_timestamp,
        problem=next(filter(None, problems), ""),
    )


def _problem_of(signature: Any, trusts: Sequence[Any], *, is_newest: bool) -> str:
    context = ValidationContext(
        trust_roots=list(trusts),
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=signature.self_reported_timestamp,
    )
    status = validate_pdf_signature(signature, context, skip_diff=is_newest)
    if not (status.intact and status.valid):
        return _CHANGED
    if not status.trusted:
        return _UNTRUSTED
    if is_newest:
        return "" if status.coverage == SignatureCoverageLevel.ENTIRE_FILE else _ADDED
    is_only_signed = status.docmdp_ok and status.modification_level is not None
    return "" if is_only_signed and status.modification_level <= ModificationLevel.FORM_FILLING else _ADDED


def _damaged(pdf: bytes, roots: Sequence[bytes], problem: str) -> SignatureReport:
    """A file whose signature does not hold: whose certificate does it carry, if any of ours?"""
    for blob in _CONTAINER.findall(pdf):
        signer = _signer_of(blob, roots)
        if signer:
            return SignatureReport(
                has_signature=True, is_intact=False, is_trusted=True, covers_whole=False, signer=signer, problem=problem
            )
    return _none(problem)


def _signer_of(blob: bytes, roots: Sequence[bytes]) -> str:
    try:
        content = cms.ContentInfo.load(bytes.fromhex(blob.decode()))["content"]
        for choice in content["certificates"]:
            certificate = choice.chosen.dump()
            if certificates.is_issued_by(certificate, roots):
                return certificates.common_name(certificate)
    except (ValueError, TypeError, KeyError):
        return ""
    return ""


def _none(problem: str) -> SignatureReport:
    return SignatureReport(has_signature=False, is_intact=False, is_trusted=False, covers_whole=False, problem=problem)
