"""Pages of signatories: read, sign, sign many, the letter beside its case, one's certificate."""

import io

import pytest
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries

from palui.audit import selectors as audit
from palui.cases import selectors as cases
from palui.cases.domain import Status
from palui.letters import selectors, services
from palui.letters.models import Letter
from tests.cast import PASSPHRASE

pytestmark = pytest.mark.django_db


def page(person, name, *args, **query):
    return person.client.get(reverse(f"letters:{name}", args=args), query)


def send(person, name, *args, **data):
    return person.client.post(reverse(f"letters:{name}", args=args), data)


def test_the_lurah_reads_the_letter_and_signs_it(ready, ratna):
    code = ready()
    shown = page(ratna, "sign", code)
    assert shown.status_code == 200
    assert "Tanda tangani surat ini" in shown.text
    assert reverse("letters:preview_page", args=[code, 1]) in shown.text
    done = send(ratna, "sign", code, passphrase=PASSPHRASE, revision=cases.case(code).revision)
    assert done.status_code == 302
    assert done.url == reverse("letters:signed", args=[code])
    letter = selectors.letter_of_case(code)
    assert letter is not None
    assert letter.number in page(ratna, "signed", code).text
    again = page(ratna, "sign", code)
    assert again.url == reverse("cases:case", args=[code])


def test_the_preview_is_the_letter_without_number_and_the_look_is_recorded(ready, ratna, fauzi):
    code = ready()
    pdf = page(fauzi, "preview", code)
    assert (pdf.status_code, pdf["Content-Type"], pdf.content[:5]) == (200, "application/pdf", b"%PDF-")
    picture = page(ratna, "preview_page", code, 1)
    assert Image.open(io.BytesIO(picture.content)).size[1] > 1000
    page(ratna, "preview", code)  # the same sitting, the same look
    looks = [entry.actor for entry in audit.entries_of_case(code) if entry.action == "letter.preview"]
    assert len(looks) == 2
    assert page(ratna, "preview_page", code, 2).status_code == 404


@pytest.mark.parametrize("name", ["sign", "preview", "part", "signed"])
def test_strangers_find_no_letter(name, ready, siti, budi, masrani, norhayati, anonymous):
    code = ready()
    for person in (budi, norhayati):
        assert page(person, name, code).status_code == 404
    if name != "signed":
        assert page(siti, name, code).status_code == 404
        assert page(masrani, name, code).status_code == 404
    assert "/masuk/" in anonymous.get(reverse(f"letters:{name}", args=[code])).url


def test_who_may_not_sign_has_no_page_to_sign_on(ready, fauzi, rizani):
    code = ready()
    for person in (fauzi, rizani):
        assert page(person, "sign", code).status_code == 404
        assert send(person, "sign", code, passphrase=PASSPHRASE).status_code == 404


def test_a_wrong_passphrase_is_said_beside_the_letter(ready, ratna):
    code = ready()
    answer = send(ratna, "sign", code, passphrase="salah sekali")
    assert answer.status_code == 422
    assert "Sisa percobaan: 4" in answer.text
    assert "salah sekali" not in answer.text
    assert "Tulis frasa sandi Anda." in send(ratna, "sign", code, passphrase="").text


def test_a_case_that_changed_meanwhile_is_told_with_409(ready, ratna):
    code = ready()
    answer = send(ratna, "sign", code, passphrase=PASSPHRASE, revision=1)
    assert answer.status_code == 409
    assert "baru saja diubah" in answer.text


def test_without_a_certificate_the_page_says_where_to_make_one(ready, ratna):
    code = ready()
    Letter.objects.all().delete()
    from palui.letters.models import SigningCredential  # noqa: PLC0415

    SigningCredential.objects.all().delete()
    assert reverse("letters:credential") in page(ratna, "sign", code).text


# --- many --------------------------------------------------------------------------------------


def test_many_letters_are_signed_one_by_one_while_the_page_grows(ready, ratna, siti):
    codes = [ready() for _ in range(3)]
    shown = page(ratna, "sign_many")
    assert all(code in shown.text for code in codes)
    answer = send(ratna, "sign_many", berkas=codes, passphrase=PASSPHRASE)
    assert answer.streaming
    pieces = iter(answer.streaming_content)
    head = next(pieces).decode()
    assert "Menandatangani 3 surat" in head
    assert Letter.objects.count() == 0
    assert "1/3" in next(pieces).decode()
    assert Letter.objects.count() == 1
    rest = b"".join(pieces).decode()
    assert "3 surat ditandatangani" in rest
    assert rest.rstrip().endswith("</html>")
    assert all(cases.case(code).status is Status.ISSUED for code in codes)
    assert "Tidak ada surat yang menunggu" in page(ratna, "sign_many").text


def test_the_summary_counts_what_did_not_work_and_says_why(ready, ratna):
    code = ready()
    services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    text = b"".join(send(ratna, "sign_many", berkas=[code, ready(), "PLI-2222-2229"], passphrase=PASSPHRASE)).decode()
    assert "1 surat ditandatangani, 2 belum" in text
    assert "tahap sekarang" in text


def test_nothing_chosen_or_a_wrong_passphrase_keeps_the_choice(ready, ratna):
    code = ready()
    nothing = send(ratna, "sign_many", passphrase=PASSPHRASE)
    assert (nothing.status_code, "Pilih surat yang mau ditandatangani" in nothing.text) == (422, True)
    wrong = send(ratna, "sign_many", berkas=[code], passphrase="salah sekali")
    assert wrong.status_code == 422
    assert "Sisa percobaan" in wrong.text
    assert f'value="{code}" checked' in wrong.text
    many = send(ratna, "sign_many", berkas=[f"PLI-{place}" for place in range(51)], passphrase=PASSPHRASE)
    assert "Paling banyak 50" in many.text


def test_the_list_of_waiting_letters_asks_the_database_a_fixed_number_of_times(
    ready, ratna, django_assert_max_num_queries: DjangoAssertNumQueries
):
    ready()
    page(ratna, "sign_many")
    for _ in range(3):
        ready()
    with django_assert_max_num_queries(10):
        page(ratna, "sign_many")


# --- beside the case ---------------------------------------------------------------------------


def test_the_case_page_shows_the_preview_before_and_the_letter_after(ready, ratna, fauzi):
    code = ready()
    assert reverse("letters:preview_page", args=[code, 1]) in page(fauzi, "part", code).text
    letter = services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    officer, lurah = page(fauzi, "part", code).text, page(ratna, "part", code).text
    assert letter.number in officer
    assert reverse("letters:pdf", args=[letter.token]) in officer
    assert reverse("letters:revoke", args=[letter.id]) in lurah
    assert reverse("letters:revoke", args=[letter.id]) not in officer


# --- one's certificate -------------------------------------------------------------------------


def test_a_certificate_is_made_only_with_the_account_s_password(ratna):
    before = selectors.credential_of(ratna.user_id)
    new = {"aksi": "buat", "passphrase": "kayuh baimbai selalu", "again": "kayuh baimbai selalu"}
    refused = send(ratna, "credential", password="salah", **new)
    assert refused.status_code == 422
    assert "Kata sandi ini tidak cocok" in refused.text
    assert selectors.credential_of(ratna.user_id) == before
    assert send(ratna, "credential", password="palui-practice", **new).status_code == 302
    assert services.open_key(acting=ratna.acting, passphrase="kayuh baimbai selalu")


def test_the_passphrase_is_changed_on_the_account_page(ratna):
    assert "Palui Banjarmasin" in page(ratna, "credential").text
    change = {"aksi": "ganti", "passphrase": "kayuh baimbai selalu"}
    assert "belum sama" in send(ratna, "credential", old=PASSPHRASE, again="lain sekali", **change).text
    assert "Sisa percobaan" in send(ratna, "credential", old="salah", again="kayuh baimbai selalu", **change).text
    assert send(ratna, "credential", old=PASSPHRASE, again="kayuh baimbai selalu", **change).status_code == 302
    assert services.open_key(acting=ratna.acting, passphrase="kayuh baimbai selalu")


def test_who_does_not_sign_has_no_certificate_page(siti, fauzi):
    for person in (siti, fauzi):
        assert page(person, "credential").status_code == 404
