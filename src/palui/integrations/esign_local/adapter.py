"""Fills `letters.ports.signer` with pyHanko (PAdES B-B, ETSI EN 319 142-1) and the certificates of this folder."""

import re
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from typing import Any

from asn1crypto import cms  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509 import load_der_x509_certificate
from pyhanko.pdf_utils import generic
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.fields import SigFieldSpec, SigSeedSubFilter, append_signature_field
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner, SimpleSigner
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.status import SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.registry import SimpleCertificateStore

from palui.integrations.esign_local import certificates
from palui.kernel.errors import PermanentFailure
from palui.letters.ports import Authority, CertificateFacts, Credential, SignatureReport

FIELD = "TandaTangan"
FIELD_NAME = "Tanda tangan elektronik"
#: Bytes of a CMS container beside its certificates: digests, attributes, one P-256 signature. Measured: about 700.
CMS_ROOM = 1400
#: A signature container as it stands in a file, found even where the file's structure is broken.
_CONTAINER = re.compile(rb"<(30[0-9A-Fa-f]{1000,})>")


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
        public = load_der_x509_certificate(certificate).public_key()
        if public != key.public_key():
            raise PermanentFailure("the certificate does not belong to the key")
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call]
        store.register_multiple([asn1_x509.Certificate.load(link) for link in chain])
        self._signer = _LoadedKeySigner(key, asn1_x509.Certificate.load(certificate), store)
        self._room = 2 * (CMS_ROOM + len(certificate) + sum(len(link) for link in chain))

    def sign(self, pdf: bytes, *, at: datetime, reason: str, location: str) -> bytes:
        """The PDF with a signature over all of it, appended; its tags and archive marks stay true."""
        writer = _Appender(BytesIO(pdf), strict=True)
        append_signature_field(writer, SigFieldSpec(sig_field_name=FIELD, readable_field_name=FIELD_NAME))
        _tag_field(writer)
        metadata = PdfSignatureMetadata(
            field_name=FIELD, md_algorithm="sha256", subfilter=SigSeedSubFilter.PADES, reason=reason, location=location
        )
        out = BytesIO()
        _SignerAt(at, metadata, self._signer).sign_pdf(
            writer, existing_fields_only=True, bytes_reserved=self._room, output=out
        )
        return out.getvalue()


class _LoadedKeySigner(SimpleSigner):
    """Signs with a key that is already loaded; the stock one loads and checks it again for each signature."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: Any, store: SimpleCertificateStore) -> None:
        super().__init__(signing_cert=certificate, signing_key=None, cert_registry=store)
        self._key = key

    def sign_raw(self, data: bytes, digest_algorithm: str) -> bytes:
        if digest_algorithm != "sha256":
            raise ValueError(f"only SHA-256 is meant to be signed, not {digest_algorithm}")
        return self._key.sign(data, ec.ECDSA(hashes.SHA256()))


class _SignerAt(PdfSigner):
    """Writes the moment it is given; the stock one reads the machine's clock."""

    def __init__(self, at: datetime, *args: Any) -> None:
        super().__init__(*args)
        self._at = at

    def init_signing_session(self, *args: Any, **kwargs: Any) -> Any:
        session = super().init_signing_session(*args, **kwargs)
        session.system_time = self._at
        return session


class _Appender(IncrementalPdfFileWriter):
    """Leaves the document's metadata as they are: rewriting the XMP could drop its PDF/A and PDF/UA marks."""

    def _update_meta(self) -> None:
        pass


def _tag_field(writer: IncrementalPdfFileWriter) -> None:
    """Give the signature field its place in the structure (ISO 14289-1, 7.18): a Form element that points to it.

    An untagged field would have to be hidden, which PDF/A (ISO 19005-2, 6.3.2) forbids.
    """
    page_ref, _ = writer.find_page_for_modification(0)  # type: ignore[no-untyped-call]
    annotations = page_ref.get_object()["/Annots"]
    field_ref = annotations.raw_get(len(annotations) - 1)
    field = field_ref.get_object()
    tree = writer.root["/StructTreeRoot"]
    numbers = tree["/ParentTree"]["/Nums"]
    document_ref = tree["/K"].raw_get(0)
    children = document_ref.get_object()["/K"]
    key = int(tree["/ParentTreeNextKey"])
    element = _dictionary(
        Type=generic.pdf_name("/StructElem"),
        S=generic.pdf_name("/Form"),
        P=document_ref,
        Pg=page_ref,
        Alt=generic.pdf_string(FIELD_NAME),
        K=generic.ArrayObject([_dictionary(Type=generic.pdf_name("/OBJR"), Obj=field_ref, Pg=page_ref)]),
    )
    element_ref = writer.add_object(element)
    children.append(element_ref)
    numbers.extend([_number(key), element_ref])
    tree["/ParentTreeNextKey"] = _number(key + 1)
    field["/StructParent"] = _number(key)
    for changed in (children, numbers, tree, field):
        writer.update_container(changed)


def _dictionary(**entries: Any) -> Any:
    return generic.DictionaryObject({generic.pdf_name(f"/{name}"): value for name, value in entries.items()})  # type: ignore[no-untyped-call]


def _number(value: int) -> Any:
    return generic.NumberObject(value)  # type: ignore[no-untyped-call]


def _report(pdf: bytes, roots: Sequence[bytes]) -> SignatureReport:
    signatures = PdfFileReader(BytesIO(pdf), strict=True).embedded_regular_signatures
    if not signatures:
        return _none("no signature")
    newest = signatures[-1]
    claimed = newest.self_reported_timestamp
    context = ValidationContext(
        trust_roots=[asn1_x509.Certificate.load(root) for root in roots],
        allow_fetching=False,
        revocation_mode="soft-fail",
        moment=claimed,
    )
    status = validate_pdf_signature(newest, context, skip_diff=True)
    if not (status.intact and status.valid):
        return _damaged(pdf, roots, "changed after signing")
    covers_whole = status.coverage == SignatureCoverageLevel.ENTIRE_FILE
    problem = "" if covers_whole else "something was added after signing"
    return SignatureReport(
        has_signature=True,
        is_intact=True,
        is_trusted=bool(status.trusted),
        covers_whole=covers_whole,
        signer=certificates.common_name(newest.signer_cert.dump()),
        signed_at=claimed,
        problem=problem if status.trusted else "certificate not trusted",
    )


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
