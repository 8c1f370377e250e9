"""Signatures with the city's own certificates, as other programs see them."""

import io
import re
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pikepdf
import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palui.integrations.esign_local.adapter import LocalSigner
from palui.kernel import clock
from palui.kernel.errors import DomainError, PermanentFailure
from palui.letters.ports import Credential
from palui.letters.services import rendering
from tests.letters.test_the_page import content

SIGNER = LocalSigner()
AUTHORITY = SIGNER.new_authority(city="Banjarmasin")
CREDENTIAL = SIGNER.issue(
    AUTHORITY,
    name="Hj. Ratna Dewi, S.Sos.",
    position="Lurah Sungai Jingah",
    office="Kelurahan Sungai Jingah",
    passphrase="kayuh baimbai",
)
SESSION = SIGNER.open(CREDENTIAL, passphrase="kayuh baimbai", chain=[AUTHORITY.certificate])
PLAIN = rendering.render(content(), at=datetime(2026, 11, 24, 1, 0, tzinfo=UTC))


def sign(pdf: bytes = PLAIN, at: datetime | None = None) -> bytes:
    return SESSION.sign(pdf, at=at or clock.now(), reason="Surat keterangan", location="Banjarmasin")


SIGNED = sign()
OWN_PLACE = [match.span() for match in re.finditer(rb"<[0-9A-Fa-f]{2000,}>", SIGNED)][-1]


def verify(pdf: bytes, root: bytes = AUTHORITY.certificate):
    return SIGNER.verify(pdf, roots=[root])


def test_an_untouched_letter_is_valid_and_says_who_signed_when():
    at = clock.now().replace(microsecond=0)
    report = verify(sign(at=at))
    assert report.is_valid
    assert (report.signer, report.signed_at, report.problem) == ("Hj. Ratna Dewi, S.Sos.", at, "")


def test_pdfsig_trusts_it_once_the_city_s_root_is_known(tmp_path):
    (tmp_path / "root.der").write_bytes(AUTHORITY.certificate)
    (tmp_path / "surat.pdf").write_bytes(SIGNED)
    said = subprocess.run(["pdfsig", tmp_path / "surat.pdf"], check=True, capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "SHA-256" in said


def test_openssl_reads_chain_and_locked_key(tmp_path: Path):
    for name, der in (("root", AUTHORITY.certificate), ("ratna", CREDENTIAL.certificate)):
        (tmp_path / f"{name}.der").write_bytes(der)
        subprocess.run(
            ["openssl", "x509", "-inform", "DER", "-in", tmp_path / f"{name}.der", "-out", tmp_path / f"{name}.pem"],
            check=True,
        )
    chain = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-CAfile", tmp_path / "root.pem", tmp_path / "ratna.pem"],
        check=True,
        capture_output=True,
        text=True,
    )
    assert chain.stdout.endswith("OK\n")
    (tmp_path / "key.der").write_bytes(CREDENTIAL.encrypted_key)
    opening = ["openssl", "pkey", "-inform", "DER", "-in", tmp_path / "key.der", "-noout", "-text", "-passin"]
    assert (
        "prime256v1"
        in subprocess.run([*opening, "pass:kayuh baimbai"], check=True, capture_output=True, text=True).stdout
    )
    assert subprocess.run([*opening, "pass:salah"], check=False, capture_output=True).returncode != 0


def test_signing_keeps_archive_marks_tags_and_metadata():
    with pikepdf.open(io.BytesIO(PLAIN)) as before, pikepdf.open(io.BytesIO(SIGNED)) as after:
        assert not after.check_pdf_syntax()
        assert before.Root.Metadata.read_bytes() == after.Root.Metadata.read_bytes()
        about = after.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")
        assert SIGNED.startswith(PLAIN)


def test_the_signature_field_is_tagged_named_and_not_hidden():
    with pikepdf.open(io.BytesIO(SIGNED)) as document:
        (field,) = document.Root.AcroForm.Fields
        assert str(field.TU) == "Tanda tangan elektronik"
        hidden_or_invisible_or_no_view = 0b100011
        assert int(field.F) & 4  # printed, as PDF/A asks
        assert not int(field.F) & hidden_or_invisible_or_no_view
        tree = document.Root.StructTreeRoot
        numbers = list(tree.ParentTree.Nums)
        element = numbers[numbers.index(field.StructParent) + 1]
        assert str(element.S) == "/Form"
        assert element.K.Obj.objgen == field.objgen
        assert element.objgen in [child.objgen for child in tree.K[0].K]
        assert int(tree.ParentTreeNextKey) == int(field.StructParent) + 1


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_found_out(place, difference):
    changed = bytearray(SIGNED)
    changed[place] ^= difference
    if bytes(changed) == SIGNED:
        return
    report = verify(bytes(changed))
    # The signature's own place is not covered by its digest; there, comparing byte for byte finds the change.
    assert not report.is_valid or OWN_PLACE[0] <= place < OWN_PLACE[1]


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_file_gets_an_answer(junk):
    for pdf in (junk, b"%PDF-1.7\n" + junk, SIGNED[: len(junk) * 40]):
        assert not verify(pdf).is_valid


def test_something_added_after_signing_is_found_out():
    report = verify(SIGNED + b"\n% tambahan\n")
    assert (report.is_intact, report.covers_whole, report.is_valid) == (True, False, False)


def test_a_second_revision_is_found_out():
    output = io.BytesIO()
    with pikepdf.open(io.BytesIO(SIGNED)) as document:
        document.docinfo["/Title"] = "Surat lain"
        document.save(output)
    assert not verify(output.getvalue()).is_valid


def test_another_city_s_root_is_not_trusted():
    stranger = SIGNER.new_authority(city="Kota Lain")
    report = verify(SIGNED, stranger.certificate)
    assert (report.is_intact, report.is_trusted, report.is_valid) == (True, False, False)
    assert report.problem == "certificate not trusted"


def test_an_old_signature_stays_valid_when_the_certificate_is_over():
    inside = clock.now() + timedelta(days=700)
    outside = clock.now() + timedelta(days=740)
    assert verify(sign(at=inside)).is_valid
    assert not verify(sign(at=outside)).is_trusted


def test_a_wrong_passphrase_opens_nothing():
    for wrong in ("", "kayuh", "Kayuh baimbai", "kayuh baimbai "):
        with pytest.raises(DomainError, match="passphrase_wrong"):
            SIGNER.open(CREDENTIAL, passphrase=wrong, chain=[AUTHORITY.certificate])


def test_a_new_passphrase_locks_the_same_key():
    changed = SIGNER.with_new_passphrase(CREDENTIAL, old="kayuh baimbai", new="sungai jingah")
    with pytest.raises(DomainError, match="passphrase_wrong"):
        SIGNER.open(changed, passphrase="kayuh baimbai", chain=[])
    key = load_der_private_key(changed.encrypted_key, b"sungai jingah")
    same = load_der_private_key(CREDENTIAL.encrypted_key, b"kayuh baimbai")
    assert key.private_numbers() == same.private_numbers()  # type: ignore[union-attr]


def test_a_key_does_not_sign_under_somebody_else_s_certificate():
    other = SIGNER.issue(AUTHORITY, name="Budi", position="Lurah", office="Kuin", passphrase="kayuh baimbai")
    mixed = Credential(certificate=other.certificate, encrypted_key=CREDENTIAL.encrypted_key)
    with pytest.raises(PermanentFailure, match="does not belong"):
        SIGNER.open(mixed, passphrase="kayuh baimbai", chain=[])


def test_long_names_fit_a_certificate():
    long = SIGNER.issue(AUTHORITY, name="N" * 120, position="P" * 160, office="O" * 120, passphrase="kayuh baimbai")
    assert SIGNER.describe(long.certificate).name == "N" * 64
