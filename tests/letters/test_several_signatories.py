"""A letter that lurah and camat sign: one number each, two valid signatures, and void when it is sent back between."""

import io
import subprocess

import pikepdf
import pytest
from django.urls import reverse
from openpyxl import load_workbook

from palui.audit.models import AuditEntry
from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.domain import Status
from palui.catalogue import services as catalogue
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError, NotFound
from palui.letters import selectors, services
from palui.letters.domain import FileVerdict, LetterStatus
from palui.letters.models import FurtherSignature, Letter, NumberBook
from palui.letters.ports import signer
from palui.letters.selectors import RegisterFilter
from palui.outbox.models import OutboxEntry
from palui.vault import services as vault
from tests.cast import ANSWERS, EVIDENCE, PASSPHRASE
from tests.letters.papers import file_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def registered(city, monkeypatch) -> str:
    """A service whose letter the camat signs too."""
    (definition,) = [seed for seed in catalogue.seeds() if seed["code"] == "domisili"]
    definition["code"] = "domisili-camat"
    *others, sign = definition["route"]
    definition["route"] = [*others, sign, sign | {"key": "sign_camat", "who": "camat", "title": "Tanda tangan camat"}]
    catalogue.publish(data=definition, by=SYSTEM)
    monkeypatch.setitem(ANSWERS, "domisili-camat", ANSWERS["domisili"])
    monkeypatch.setitem(EVIDENCE, "domisili-camat", EVIDENCE["domisili"])
    return "domisili-camat"


@pytest.fixture
def noor(camat):
    """The camat, with a certificate."""
    services.issue(acting=camat.acting, passphrase=PASSPHRASE)
    return camat


@pytest.fixture
def half(registered, ready, ratna) -> str:
    """A case whose letter Ibu Ratna has signed, and the camat has not."""
    code = ready(registered)
    services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    return code


def sign(person, code):
    return services.sign(acting=person.acting, code=code, passphrase=PASSPHRASE)


def letters_of(code) -> list[Letter]:
    return list(Letter.objects.filter(code=code).order_by("id"))


def status_of(code) -> Status:
    return cases_read.case(code).status


# --- half way ----------------------------------------------------------------------------------


def test_after_the_first_signature_it_has_a_number_and_waits_for_the_camat(half, noor):
    (letter,) = letters_of(half)
    assert letter.status == LetterStatus.PARTIAL
    assert (letter.sequence, letter.number.split("/")[1]) == (1, "1")
    case = cases_read.case(half)
    assert (case.status, case.step, case.who) == (Status.SIGNING, "sign_camat", "camat")
    assert [row.code for row in cases_read.waiting_for_signature(noor.acting)] == [half]
    assert not OutboxEntry.objects.filter(event__endswith="LetterSigned").exists()
    assert selectors.letter_of_case(half) is None  # nothing to hand over


def test_nobody_gets_the_unfinished_file_and_its_page_says_what_is_missing(half, anonymous, siti):
    (letter,) = letters_of(half)
    page = anonymous.get(reverse("letters:verify", args=[letter.token]))
    assert page.status_code == 200
    assert "belum lengkap ditandatangani" in page.text
    assert "Camat Banjarmasin Utara" in page.text
    assert reverse("letters:pdf", args=[letter.token]) not in page.text
    assert anonymous.get(reverse("letters:pdf", args=[letter.token])).status_code == 404
    tracked = siti.client.get(reverse("portal:tracking", args=[half]))
    assert tracked.status_code == 200
    assert reverse("letters:pdf", args=[letter.token]) not in tracked.text


def test_the_camat_reads_the_letter_as_it_was_signed(half, noor, tmp_path):
    preview = noor.client.get(reverse("letters:preview", args=[half]))
    (letter,) = letters_of(half)
    assert preview.content == vault.read_file(letter.file)
    assert letter.number in text_of(preview.content, tmp_path)
    page = noor.client.get(reverse("letters:sign", args=[half]))
    assert page.status_code == 200
    assert noor.client.get(reverse("letters:preview_page", args=[half, 1])).content.startswith(b"\x89PNG")


def test_the_first_cannot_sign_twice_nor_the_second_before(registered, ready, ratna, noor):
    code = ready(registered)
    with pytest.raises(DomainError, match="not_your_turn"):
        sign(noor, code)
    sign(ratna, code)
    with pytest.raises(DomainError, match="not_your_turn"):
        sign(ratna, code)
    assert [letter.status for letter in letters_of(code)] == [LetterStatus.PARTIAL]


# --- both --------------------------------------------------------------------------------------


def test_with_the_last_signature_it_is_issued_and_both_signatures_are_valid(half, noor, tmp_path):
    (before,) = letters_of(half)
    first_file = vault.read_file(before.file)
    record = sign(noor, half)
    (letter,) = letters_of(half)
    assert letter.status == LetterStatus.SIGNED
    assert record.number == before.number
    assert status_of(half) is Status.ISSUED
    assert letter.content is None
    pdf = file_of(record)
    assert pdf.startswith(first_file)
    report = signer().verify(pdf, roots=services.roots())
    assert report.is_valid, report.problem
    assert report.signers == ("Hj. Ratna Dewi, S.Sos., M.AP.", "Muhammad Noor, S.STP.")
    (tmp_path / "surat.pdf").write_bytes(pdf)
    said = subprocess.run(["pdfsig", tmp_path / "surat.pdf"], check=True, capture_output=True, text=True).stdout
    assert said.count("Signature is Valid.") == 2
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert not document.check_pdf_syntax()
        about = document.open_metadata()
        assert (about["pdfaid:part"], about["pdfaid:conformance"], about["pdfuaid:part"]) == ("2", "A", "1")


def test_the_camat_s_office_numbers_it_in_its_own_book_and_the_paper_says_so(half, noor, city, tmp_path):
    record = sign(noor, half)
    signature = FurtherSignature.objects.get()
    assert (signature.order, signature.office_id, signature.sequence) == (2, city.district_office_id, 1)
    assert signature.number != record.number
    assert NumberBook.objects.get(office_id=city.district_office_id).last == 1
    (tmp_path / "surat.pdf").write_bytes(file_of(record))
    # pdftotext reads no fields; the picture of the field is read by itself.
    with pikepdf.open(tmp_path / "surat.pdf") as document:
        field = document.Root.AcroForm.Fields[1]
        assert field.T == "TandaTangan2"
        assert field.TU == "Tanda tangan elektronik Camat Banjarmasin Utara"
        width = float(field.Rect[2]) - float(field.Rect[0])
        assert width == pytest.approx(float(field.AP.N.BBox[2]), abs=0.1)


def test_everybody_sees_both_signatures_and_both_numbers(half, noor, ratna, anonymous, siti):
    record = sign(noor, half)
    number = FurtherSignature.objects.get().number
    page = anonymous.get(reverse("letters:verify", args=[record.token])).text
    for words in ("asli dan berlaku", "Hj. Ratna Dewi", "Muhammad Noor", number, record.number):
        assert words in page
    part = ratna.client.get(reverse("letters:part", args=[half])).text
    assert number in part
    assert record.number in siti.client.get(reverse("portal:tracking", args=[half])).text
    assert services.check_file(file_of(record)).verdict is FileVerdict.UNCHANGED


def test_each_office_finds_it_in_its_register(half, noor, ratna, city):
    (partial,) = selectors.register(ratna.acting, RegisterFilter()).rows
    assert partial.status is LetterStatus.PARTIAL
    assert "Belum lengkap ditandatangani" in ratna.client.get(reverse("letters:register")).text
    assert not selectors.register(noor.acting, RegisterFilter()).rows
    record = sign(noor, half)
    (first,) = selectors.register(ratna.acting, RegisterFilter()).rows
    (second,) = selectors.register(noor.acting, RegisterFilter(text="siti")).rows
    assert (first.number, first.first_number) == (record.number, "")
    assert (second.number, second.first_number) == (FurtherSignature.objects.get().number, record.number)
    assert record.number in noor.client.get(reverse("letters:register")).text
    sheet = load_workbook(io.BytesIO(noor.client.get(reverse("letters:export")).content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert rows[1][0] == second.number
    assert rows[1][-1] == record.number
    assert not selectors.register(noor.acting, RegisterFilter(status=LetterStatus.VOID)).rows


def test_registers_of_two_books_page_without_gap_or_double(registered, ready, ratna, noor):
    for _ in range(3):
        code = ready(registered)
        sign(ratna, code)
        sign(noor, code)
    seen, after = [], ""
    for _ in range(3):
        page = selectors.register(noor.acting, RegisterFilter(), after=after, limit=1)
        seen += [row.number.split("/")[1] for row in page.rows]
        after = page.after
    assert (seen, after) == (["3", "2", "1"], "")


def test_many_are_signed_in_one_sitting_by_each(registered, ready, ratna, noor):
    codes = [ready(registered) for _ in range(2)]
    first = list(services.sign_many(acting=ratna.acting, codes=codes, passphrase=PASSPHRASE))
    assert [result.letter.status for result in first] == [LetterStatus.PARTIAL] * 2
    answer = noor.client.post(reverse("letters:sign_many"), {"berkas": codes, "passphrase": PASSPHRASE})
    text = b"".join(answer.streaming_content).decode()
    assert text.count("terbit") >= 2
    assert [status_of(code) for code in codes] == [Status.ISSUED] * 2


def test_a_page_of_a_first_signature_says_that_it_goes_on(registered, ready, ratna, noor):
    code = ready(registered)
    answer = ratna.client.post(reverse("letters:sign", args=[code]), {"passphrase": PASSPHRASE}, follow=True)
    assert "Tanda tangan Anda sudah masuk" in answer.text
    assert "Menunggu tanda tangan" in answer.text


# --- void --------------------------------------------------------------------------------------


def test_sent_back_between_it_is_void_and_its_number_stays_with_the_reason(half, noor, ratna, fauzi, anonymous):
    cases.send_back(acting=noor.acting, code=half, note="Alamatnya lain dengan kartu keluarga.")
    (letter,) = letters_of(half)
    assert letter.status == LetterStatus.VOID
    assert "Alamatnya lain" in letter.ended_reason
    assert letter.content is None
    (row,) = selectors.register(fauzi.acting, RegisterFilter(status=LetterStatus.VOID)).rows
    assert row.number == letter.number
    page = anonymous.get(reverse("letters:verify", args=[letter.token])).text
    assert "batal dan tidak pernah berlaku" in page
    assert "Alamatnya lain" not in page  # written for the office, not for everybody
    cases.verify(acting=fauzi.acting, code=half)
    again = sign(ratna, half)
    assert again.number.split("/")[1] == "2"
    record = sign(noor, half)
    assert [item.status for item in letters_of(half)] == [LetterStatus.VOID, LetterStatus.SIGNED]
    assert record.number.split("/")[1] == "2"
    part = ratna.client.get(reverse("letters:part", args=[half])).text
    assert letter.number in part
    assert AuditEntry.objects.filter(action="letter.void", chain=half).count() == 1


def test_refused_or_withdrawn_between_it_is_void(registered, ready, ratna, noor, siti):
    refused, withdrawn = ready(registered), ready(registered)
    for code in (refused, withdrawn):
        sign(ratna, code)
    cases.reject(acting=noor.acting, code=refused, reason="Bukan warga sini.", legal_basis="Perwali 59/2013")
    cases.withdraw(acting=siti.acting, code=withdrawn)
    (first,), (second,) = letters_of(refused), letters_of(withdrawn)
    assert (first.status, second.status) == (LetterStatus.VOID, LetterStatus.VOID)
    assert "Bukan warga sini." in first.ended_reason
    assert "ditarik" in second.ended_reason


def test_a_correction_asked_between_makes_it_void_and_the_first_signs_anew(half, noor, ratna, siti, tmp_path):
    cases.ask_correction(acting=noor.acting, code=half, items=[("sejak", "Tahunnya lain dengan kartu keluarga.")])
    (letter,) = letters_of(half)
    assert letter.status == LetterStatus.VOID
    assert "diminta memperbaiki" in letter.ended_reason
    with pytest.raises(DomainError, match="action_not_allowed"):
        sign(noor, half)
    cases.answer_correction(acting=siti.acting, code=half, raw={"sejak": "Mei 2020"})
    case = cases_read.case(half)
    assert (case.status, case.step) == (Status.SIGNING, "sign")
    sign(ratna, half)
    assert "Mei 2020" in text_of(file_of(sign(noor, half)), tmp_path)


def test_what_voids_may_run_twice_and_late(half, noor, ratna, fauzi):
    class Fact:
        code = half

    services.void_partial(Fact())
    assert letters_of(half)[0].status == LetterStatus.PARTIAL  # it still waits for the camat
    cases.send_back(acting=noor.acting, code=half, note="Periksa lagi alamatnya.")
    services.void_partial(Fact())
    cases.verify(acting=fauzi.acting, code=half)
    sign(ratna, half)
    services.void_partial(Fact())
    assert [letter.status for letter in letters_of(half)] == [LetterStatus.VOID, LetterStatus.PARTIAL]
    assert AuditEntry.objects.filter(action="letter.void").count() == 1


def test_when_the_file_cannot_be_kept_the_first_signature_stays_alone(half, noor, monkeypatch, city):
    (before,) = letters_of(half)
    with monkeypatch.context() as broken:
        broken.setattr("palui.letters.services.keeping.vault.store_file", _full)
        with pytest.raises(Exception, match="could not be stored"):
            sign(noor, half)
    (after,) = letters_of(half)
    assert (after.status, after.file, after.sha256) == (LetterStatus.PARTIAL, before.file, before.sha256)
    assert vault.read_file(after.file)
    assert not FurtherSignature.objects.exists()
    assert not NumberBook.objects.filter(office_id=city.district_office_id).exists()
    sign(noor, half)
    assert FurtherSignature.objects.get().sequence == 1


def _full(**_kwargs):
    raise OSError("no space left on device")


def test_a_letter_of_several_is_revoked_by_who_numbered_it_but_not_replaced_here(half, noor, ratna):
    record = sign(noor, half)
    with pytest.raises(NotFound):
        services.revoke(acting=noor.acting, letter_id=record.id, reason="Keterangan ternyata keliru.")
    with pytest.raises(DomainError, match="letter_of_several"):
        services.replace(
            acting=ratna.acting, letter_id=record.id, reason="Keterangan ternyata keliru.", passphrase=PASSPHRASE
        )
    services.revoke(acting=ratna.acting, letter_id=record.id, reason="Keterangan ternyata keliru.")
    assert selectors.letter(record.id).status is LetterStatus.REVOKED
