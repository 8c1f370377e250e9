"""One file, several signatures: each valid by itself, and nothing else was ever added."""

import io
import re
import subprocess
from dataclasses import replace
from datetime import timedelta

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from palui.integrations.esign_local.adapter import LocalSigner
from palui.kernel import clock
from palui.kernel.errors import PermanentFailure
from palui.letters.domain import FurtherPlace, FurtherSignature, Signatory
from palui.letters.services import rendering
from tests.letters.test_the_page import AT, content

SIGNER = LocalSigner()
AUTHORITY = SIGNER.new_authority(city="Banjarmasin")


def session_of(name: str, position: str):
    credential = SIGNER.issue(AUTHORITY, name=name, position=position, office="Kantor", passphrase="kayuh baimbai")
    return SIGNER.open(credential, passphrase="kayuh baimbai", chain=[AUTHORITY.certificate])


LURAH = session_of("Hj. Ratna Dewi, S.Sos.", "Lurah Sungai Jingah")
CAMAT = session_of("Muhammad Noor, S.STP.", "Camat Banjarmasin Utara")
MAYOR = session_of("H. Muhammad Yamin", "Wali Kota")
LETTER = replace(
    content(),
    further=(FurtherPlace(order=2, label="Camat Banjarmasin Utara"), FurtherPlace(order=3, label="Wali Kota (√)")),
)
PLAIN, PLACES = rendering.render_with_places(LETTER, at=AT)
SHOWN = rendering.further_signature(
    FurtherSignature(
        signatory=Signatory(position=("Camat Banjarmasin Utara",), name="Muhammad Noor, S.STP."),
        place="Banjarmasin",
        date="24 November 2026",
        number="400.12.3.1/7/BU/XI/2026",
    ),
    at=AT,
)


def first(**changed):
    given = {
        "at": clock.now(),
        "reason": "Pernyataan (ahli) \\ waris",
        "location": "Banjarmasin",
        "open_places": PLACES,
    }
    return LURAH.sign(PLAIN, **given | changed)


def further(pdf: bytes, session=CAMAT, order: int = 2, **changed) -> bytes:
    given = {"order": order, "shown": SHOWN, "at": clock.now(), "reason": "Register", "location": "Banjarmasin"}
    return session.sign_further(pdf, **given | changed)


def verify(pdf: bytes):
    return SIGNER.verify(pdf, roots=[AUTHORITY.certificate])


ONE = first()
TWO = further(ONE)
SEALS = [match.span() for match in re.finditer(rb"<[0-9A-Fa-f]{2000,}>", TWO)]


def test_all_signatures_are_valid_and_only_signatures_were_added(tmp_path):
    three = further(TWO, session=MAYOR, order=3)
    for pdf, names in (
        (ONE, ("Hj. Ratna Dewi, S.Sos.",)),
        (TWO, ("Hj. Ratna Dewi, S.Sos.", "Muhammad Noor, S.STP.")),
        (three, ("Hj. Ratna Dewi, S.Sos.", "Muhammad Noor, S.STP.", "H. Muhammad Yamin")),
    ):
        report = verify(pdf)
        assert report.is_valid, report.problem
        assert report.signers == names
        assert report.signer == names[-1]
        (tmp_path / "surat.pdf").write_bytes(pdf)
        said = subprocess.run(["pdfsig", tmp_path / "surat.pdf"], check=True, capture_output=True, text=True).stdout
        assert said.count("Signature is Valid.") == len(names)
        with pikepdf.open(tmp_path / "surat.pdf") as document:
            assert not document.check_pdf_syntax()
    assert three.startswith(TWO)
    assert TWO.startswith(ONE)
    assert ONE.startswith(PLAIN)


def test_each_session_knows_its_own_newest_signature():
    assert LURAH.problem_of(ONE) == ""
    assert CAMAT.problem_of(TWO) == ""
    assert "not of this key" in LURAH.problem_of(TWO)
    assert LURAH.problem_of(PLAIN) == "no signature"
    assert "whole file" in LURAH.problem_of(ONE + b"\n")
    assert "something else" in LURAH.problem_of(
        ONE.replace(b"Siti", b"Sita", 1) if b"Siti" in ONE else ONE[:20] + b"x" + ONE[21:]
    )


def test_empty_places_are_fields_with_names_that_readers_speak():
    with pikepdf.open(io.BytesIO(ONE)) as document:
        names = [(str(field.T), str(field.TU), "/V" in field) for field in document.Root.AcroForm.Fields]
    assert names == [
        ("TandaTangan", "Tanda tangan elektronik", True),
        ("TandaTangan2", "Tanda tangan elektronik Camat Banjarmasin Utara", False),
        ("TandaTangan3", "Tanda tangan elektronik Wali Kota (√)", False),
    ]


def test_a_place_is_signed_once_and_only_where_there_is_one():
    with pytest.raises(PermanentFailure, match="no empty field TandaTangan2"):
        further(TWO)
    with pytest.raises(PermanentFailure, match="no empty field TandaTangan4"):
        further(ONE, order=4)
    with pytest.raises(PermanentFailure, match="not a PDF as Typst writes it"):
        LURAH.sign(ONE, at=clock.now(), reason="", location="")


def test_what_typst_did_not_write_is_not_signed():
    other = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.save(other)
    for pdf in (
        other.getvalue(),
        b"%PDF-1.7\n",
        b"",
        PLAIN[:-40],
        PLAIN.replace(b"/StructTreeRoot", b"/StructTreeRuut"),
    ):
        with pytest.raises(PermanentFailure, match="not a PDF as Typst writes it"):
            LURAH.sign(pdf, at=clock.now(), reason="x", location="y")


def test_a_place_on_a_page_that_is_not_there_is_refused():
    with pytest.raises(PermanentFailure, match="no page 10"):
        first(open_places=[replace(PLACES[0], page=9)])


def test_a_second_signature_after_the_certificate_s_end_is_not_trusted():
    late = further(ONE, at=clock.now() + timedelta(days=365 * 3))
    report = verify(late)
    assert not report.is_valid


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.integers(0, len(TWO) - 1), st.integers(1, 255))
def test_one_changed_byte_anywhere_is_found_out(place, difference):
    changed = bytearray(TWO)
    changed[place] ^= difference
    # The newest signature's own place is not covered by any digest; there, comparing byte for byte finds the change.
    assert not verify(bytes(changed)).is_valid or SEALS[-1][0] <= place < SEALS[-1][1]


def test_something_drawn_over_a_signed_letter_is_found_out():
    drawn = io.BytesIO()
    with pikepdf.open(io.BytesIO(TWO)) as document:
        document.save(drawn)
    assert not verify(drawn.getvalue()).is_valid
