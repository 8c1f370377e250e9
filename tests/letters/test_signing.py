"""Signing: a number, a file that checks, a closed case; or nothing at all."""

import errno
import subprocess
from datetime import date, timedelta

import pytest
from django.core.files.storage import default_storage

from palui.accounts import services as accounts
from palui.accounts.domain import Capacity, Role
from palui.audit import selectors as audit
from palui.cases import selectors as cases
from palui.cases import services as case_services
from palui.cases.domain import Status
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import Conflict, DomainError, NotFound, PermanentFailure, TemporaryFailure
from palui.kernel.memory import forget_all
from palui.letters import selectors, services
from palui.letters.domain import LetterStatus
from palui.letters.models import Letter, NumberBook
from palui.letters.services import keeping, rendering
from palui.regions.models import Office
from palui.vault import services as vault
from tests.cast import PASSPHRASE
from tests.letters.papers import file_of, text_of

pytestmark = pytest.mark.django_db


def sign(person, code, passphrase=PASSPHRASE, **more):
    return services.sign(acting=person.acting, code=code, passphrase=passphrase, **more)


def kept_files(folder="surat"):
    found, waiting = [], [folder] if default_storage.exists(folder) else []
    while waiting:
        place = waiting.pop()
        folders, files = default_storage.listdir(place)
        waiting += [f"{place}/{name}" for name in folders]
        found += [f"{place}/{name}" for name in files]
    return found


def nothing_remains(code):
    return (
        not Letter.objects.exists()
        and not NumberBook.objects.filter(last__gt=0).exists()
        and not kept_files()
        and cases.case(code).status is Status.SIGNING
        and all(entry.action != "letter.sign" for entry in audit.entries_of_case(code))
    )


def test_a_signed_letter_has_its_number_its_file_and_a_closed_case(frozen_clock, ready, ratna, tmp_path):
    code = ready()
    letter = sign(ratna, code)
    assert letter.number == "400.12.2.1/1/SJ/XI/2026"
    assert (letter.status, letter.valid_until, letter.signer_title) == (
        LetterStatus.SIGNED,
        date(2027, 5, 24),
        "Lurah Sungai Jingah",
    )
    text = text_of(file_of(letter), tmp_path)
    assert letter.number in text
    assert "Siti Rahmah" in text
    assert "6371994203910001" in text
    assert f"http://testserver/s/{letter.token}/" in text
    assert "Ketua RT 12 RW 02" in text
    assert cases.case(code).status is Status.ISSUED
    assert [entry.sentence for entry in audit.entries_of_case(code) if entry.action == "letter.sign"] == [
        f"menandatangani surat {letter.number} secara elektronik"
    ]


def test_pdfsig_finds_a_valid_signature_over_the_whole_file(signed, tmp_path):
    path = tmp_path / "surat.pdf"
    path.write_bytes(file_of(signed()))
    said = subprocess.run(["pdfsig", path], check=True, capture_output=True, text=True).stdout
    assert "Signature is Valid." in said
    assert "Total document signed" in said
    assert "Hj. Ratna Dewi, S.Sos., M.AP." in said
    assert "ETSI.CAdES.detached" in said


def test_the_field_check_decides_what_the_letter_says_of_the_decile(ready, ratna, tmp_path):
    named = sign(ratna, ready("sktm", decile="2"))
    assert "pada desil 2." in text_of(file_of(named), tmp_path)
    silent = sign(ratna, ready("sktm", decile="7"))
    assert "desil" not in text_of(file_of(silent), tmp_path).lower()


def test_the_office_s_own_pattern_and_book_number_the_letters(ready, ratna, city):
    Office.objects.filter(pk=city.office_id).update(number_pattern="{classification}/{sequence:03}/{office}/{year}")
    forget_all()
    numbers = [sign(ratna, ready()).number for _ in range(2)]
    assert [number.split("/")[1] for number in numbers] == ["001", "002"]
    assert sign(ratna, ready("sktm")).number.split("/")[1] == "003"  # the same book, "keterangan"


def test_numbers_begin_again_in_the_new_year(frozen_clock, ready, ratna):
    assert sign(ratna, ready()).number == "400.12.2.1/1/SJ/XI/2026"
    frozen_clock.shift(timedelta(days=60))
    assert sign(ratna, ready()).number == "400.12.2.1/1/SJ/I/2027"


def test_a_case_is_signed_once(ready, ratna):
    code = ready()
    sign(ratna, code)
    with pytest.raises(DomainError, match="action_not_allowed"):
        sign(ratna, code)
    assert Letter.objects.count() == 1


def test_a_page_that_is_older_than_the_case_signs_nothing(ready, ratna):
    code = ready()
    with pytest.raises(Conflict, match="case_changed"):
        sign(ratna, code, revision=cases.case(code).revision - 1)
    assert nothing_remains(code)


def test_nobody_else_signs(ready, siti, budi, fauzi, rizani, norhayati, camat):
    code = ready()
    for stranger in (budi, norhayati, camat):
        with pytest.raises(NotFound):
            sign(stranger, code)
    for person in (siti, fauzi, rizani):
        with pytest.raises(DomainError, match="not_your_turn"):
            sign(person, code)
    assert nothing_remains(code)


def test_the_secretary_signs_on_behalf_with_a_mandate_for_it(ready, rizani, city, tmp_path):
    code = ready()
    accounts.grant_mandate(
        by=SYSTEM,
        user_id=rizani.user_id,
        role=Role.LURAH,
        office_id=city.office_id,
        capacity=Capacity.AN,
        valid_to=clock.today(),
    )
    services.issue(acting=rizani.acting, passphrase=PASSPHRASE)
    text = text_of(file_of(sign(rizani, code)), tmp_path)
    assert "a.n. LURAH SUNGAI JINGAH" in text
    assert "Sekretaris," in text
    assert "NIP 19800101 200501 1 002" in text
    assert "Yang bertanda tangan di bawah ini Lurah Sungai Jingah" in text


def test_an_acting_lurah_is_named_without_titles_rank_and_nip(ready, rizani, city, tmp_path):
    code = ready()
    accounts.grant_mandate(
        by=SYSTEM,
        user_id=rizani.user_id,
        role=Role.LURAH,
        office_id=city.office_id,
        capacity=Capacity.PLH,
        valid_to=clock.today(),
    )
    services.issue(acting=rizani.acting, passphrase=PASSPHRASE)
    text = text_of(file_of(sign(rizani, code)), tmp_path)
    assert "Plh. LURAH SUNGAI JINGAH," in text
    assert "Akhmad Rizani" in text
    assert "S.IP." not in text
    assert "NIP" not in text


# --- when something breaks ---------------------------------------------------------------------


def test_a_wrong_passphrase_uses_no_number(ready, ratna):
    code = ready()
    with pytest.raises(DomainError, match="passphrase_wrong") as refused:
        sign(ratna, code, "salah sama sekali")
    assert refused.value.params["left"] == 4
    assert nothing_remains(code)
    assert sign(ratna, code).number.split("/")[1] == "1"


@pytest.mark.django_db(transaction=True)
def test_a_full_disk_leaves_no_number_and_no_file(ready, ratna, monkeypatch):
    code = ready()

    def full(name, content, max_length=None):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(default_storage, "save", full)
        with pytest.raises(TemporaryFailure):
            sign(ratna, code)
    assert nothing_remains(code)
    assert sign(ratna, code).number.split("/")[1] == "1"


@pytest.mark.django_db(transaction=True)
def test_a_store_that_changes_what_it_keeps_is_found_out(ready, ratna, monkeypatch):
    code = ready()
    read = vault.read_file
    with monkeypatch.context() as broken:
        broken.setattr(vault, "read_file", lambda name: read(name)[:-1] + b" ")
        with pytest.raises(PermanentFailure, match="does not verify"):
            sign(ratna, code)
    assert nothing_remains(code)
    assert sign(ratna, code).number.split("/")[1] == "1"


@pytest.mark.django_db(transaction=True)
def test_a_failure_after_storing_takes_the_file_back(ready, ratna, monkeypatch):
    code = ready()

    def refuse(**_):
        raise RuntimeError("the record cannot be kept")

    with monkeypatch.context() as broken:
        broken.setattr("palui.letters.services.signing.audit.record", refuse)
        with pytest.raises(RuntimeError, match="cannot be kept"):
            sign(ratna, code)
    assert nothing_remains(code)
    assert sign(ratna, code).number.split("/")[1] == "1"


def test_a_broken_template_uses_no_number(ready, ratna, monkeypatch, tmp_path):
    code = ready()
    (tmp_path / "worded.typ").write_text("#panic()")
    with monkeypatch.context() as broken:
        broken.setattr(rendering.render_with_places, "__kwdefaults__", {"templates": tmp_path})
        with pytest.raises(PermanentFailure, match="worded"):
            sign(ratna, code)
    assert nothing_remains(code)


@pytest.mark.django_db(transaction=True)
def test_when_another_takes_the_number_meanwhile_the_letter_is_drawn_anew_and_no_file_is_left_over(
    ready, ratna, monkeypatch, tmp_path
):
    first, second = ready(), ready()
    keep = keeping.keep

    def keep_and_be_overtaken(pdf, **options):
        name = keep(pdf, **options)
        monkeypatch.undo()
        sign(ratna, second)
        return name

    monkeypatch.setattr(keeping, "keep", keep_and_be_overtaken)
    letter = sign(ratna, first)
    assert letter.number.split("/")[1] == "2"
    assert letter.number in text_of(file_of(letter), tmp_path)
    assert len(kept_files()) == 2


@pytest.mark.django_db(transaction=True)
def test_when_the_case_moves_while_its_letter_is_drawn_nothing_is_signed(ready, ratna, siti, monkeypatch):
    code = ready()
    keep = keeping.keep

    def keep_and_withdraw(pdf, **options):
        name = keep(pdf, **options)
        case_services.withdraw(acting=siti.acting, code=code)
        return name

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(keeping, "keep", keep_and_withdraw)
        with pytest.raises(DomainError, match="action_not_allowed"):
            sign(ratna, code)
    assert not Letter.objects.exists()
    assert not kept_files()


# --- many at once ------------------------------------------------------------------------------


def test_one_failure_does_not_stop_the_rest_and_says_why(ready, ratna, siti):
    codes = [ready() for _ in range(3)]
    case_services.withdraw(acting=siti.acting, code=codes[1])
    results = list(services.sign_many(acting=ratna.acting, codes=codes, passphrase=PASSPHRASE))
    assert [bool(result.letter) for result in results] == [True, False, True]
    assert "tahap sekarang" in results[1].problem
    assert [result.letter.number.split("/")[1] for result in results if result.letter] == ["1", "2"]


def test_signing_many_waits_for_whoever_reads_the_results(ready, ratna):
    codes = [ready() for _ in range(2)]
    results = services.sign_many(acting=ratna.acting, codes=codes, passphrase=PASSPHRASE)
    next(results)
    assert Letter.objects.count() == 1
    list(results)
    assert Letter.objects.count() == 2


def test_a_wrong_passphrase_stops_before_the_first(ready, ratna):
    code = ready()
    with pytest.raises(DomainError, match="passphrase_wrong"):
        services.sign_many(acting=ratna.acting, codes=[code], passphrase="salah sama sekali")
    assert nothing_remains(code)


def test_a_failure_of_ours_is_told_without_its_secrets(ready, ratna, monkeypatch):
    codes = [ready() for _ in range(2)]
    monkeypatch.setattr(NumberBook, "objects", None)  # whatever breaks, far from here
    results = list(services.sign_many(acting=ratna.acting, codes=codes, passphrase=PASSPHRASE))
    assert [result.letter for result in results] == [None, None]
    assert all("Berkasnya tetap menunggu" in result.problem for result in results)


# --- letters of history ------------------------------------------------------------------------


def test_a_letter_of_history_is_dated_then_and_tells_nobody(signed, ratna):
    letter = signed()
    Letter.objects.all().delete()
    then = letter.signed_at - timedelta(days=40)
    key = services.open_key(acting=ratna.acting, passphrase=PASSPHRASE)
    events = len(audit.entries_of_case(letter.code))
    past = services.sign_past(code=letter.code, mandate=ratna.acting.mandates[0], key=key, at=then)
    assert past.signed_at == then
    assert past.number.endswith("/SJ/X/2026")
    assert selectors.letter_of_case(letter.code).number == past.number
    assert len(audit.entries_of_case(letter.code)) == events
