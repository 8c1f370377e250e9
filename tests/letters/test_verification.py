"""Anybody with a letter in hand can check it; nobody without one learns anything."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from palui.audit import selectors as audit
from palui.kernel.identifiers import new_token
from palui.letters import services
from palui.letters.domain import FileVerdict
from tests.cast import PASSPHRASE, a_photo
from tests.letters.papers import file_of

pytestmark = pytest.mark.django_db

REASON = "Alamat pada surat ternyata keliru."


def verify(client, token):
    return client.get(reverse("letters:verify", args=[token]))


def upload(client, content, name="surat.pdf"):
    return client.post(reverse("letters:check"), {"berkas": SimpleUploadedFile(name, content)})


def test_a_letter_in_force_is_confirmed_with_a_masked_name_and_nothing_more(signed, anonymous):
    letter = signed()
    shown = verify(anonymous, letter.token)
    assert shown.status_code == 200
    for words in (
        "asli dan berlaku",
        letter.number,
        "Surat Keterangan Domisili",
        "Kelurahan Sungai Jingah",
        "S••• R•••••",
    ):
        assert words in shown.text
    for secret in ("Siti", "Rahmah", "6371994203910001", "Gg. Keluarga", letter.code):
        assert secret not in shown.text
    assert shown["X-Robots-Tag"] == "noindex"


def test_a_word_that_is_no_letter_s_says_so(anonymous, city):
    shown = verify(anonymous, new_token())
    assert shown.status_code == 404
    assert "Kami tidak mengenal surat ini" in shown.text


def test_a_revoked_letter_says_when_and_why(signed, ratna, anonymous):
    letter = signed()
    services.revoke(acting=ratna.acting, letter_id=letter.id, reason=REASON)
    shown = verify(anonymous, letter.token).text
    assert "sudah dicabut" in shown
    assert REASON in shown
    assert "asli dan berlaku" not in shown


def test_a_replaced_letter_leads_to_the_one_in_its_place(signed, ratna, anonymous):
    old = signed()
    new = services.replace(acting=ratna.acting, letter_id=old.id, reason=REASON, passphrase=PASSPHRASE)
    shown = verify(anonymous, old.token).text
    assert "sudah diganti" in shown
    assert reverse("letters:verify", args=[new.token]) in shown
    assert "asli dan berlaku" in verify(anonymous, new.token).text


def test_a_letter_expires_after_its_last_day(frozen_clock, signed, anonymous):
    letter = signed()
    frozen_clock.shift(timedelta(days=181))
    assert "asli dan berlaku" in verify(anonymous, letter.token).text
    frozen_clock.shift(timedelta(days=1))
    assert "masa berlakunya sudah habis" in verify(anonymous, letter.token).text


def test_whoever_has_the_link_may_download_and_that_is_recorded(signed, anonymous):
    letter = signed()
    got = anonymous.get(reverse("letters:pdf", args=[letter.token]))
    assert got.content == file_of(letter)
    assert got["Content-Type"] == "application/pdf"
    assert letter.number.replace("/", "-") in got["Content-Disposition"]
    looks = [entry for entry in audit.entries_of_case(letter.code) if entry.action == "letter.download"]
    assert [look.actor.strip() for look in looks] == ["Pemegang tautan surat"]
    assert anonymous.get(reverse("letters:pdf", args=[new_token()])).status_code == 404


# --- files -------------------------------------------------------------------------------------


def test_an_untouched_file_is_recognised(signed, anonymous):
    letter = signed()
    shown = upload(anonymous, file_of(letter))
    assert "sama persis dengan yang ditandatangani" in shown.text
    assert letter.number in shown.text
    assert "Siti" not in shown.text


def test_a_changed_file_is_found_out(signed, anonymous):
    pdf = file_of(signed())
    place = pdf.index(b"/Title") + 8
    for changed in (pdf[:place] + b"X" + pdf[place + 1 :], pdf + b"\n% tambahan", pdf[:100] + pdf[200:]):
        shown = upload(anonymous, changed)
        assert "Berkas ini sudah diubah" in shown.text
        assert services.check_file(changed).verdict is FileVerdict.CHANGED


def test_a_file_of_a_revoked_letter_is_unchanged_and_revoked(signed, ratna, anonymous):
    letter = signed()
    services.revoke(acting=ratna.acting, letter_id=letter.id, reason=REASON)
    shown = upload(anonymous, file_of(letter)).text
    assert "sudah dicabut" in shown
    assert "asli dan berlaku" not in shown


def test_other_files_get_a_clear_sentence(ready, ratna, anonymous):
    preview = services.preview(acting=ratna.acting, code=ready())
    assert "bukan salinan surat dari sini" in upload(anonymous, preview).text
    assert "bukan berkas PDF" in upload(anonymous, a_photo(), "foto.jpg").text
    assert "bukan berkas PDF" in upload(anonymous, b"", "kosong.pdf").text
    assert "terlalu besar" in upload(anonymous, b"%PDF-1.7" + bytes(10 * 1024 * 1024)).text
    assert "bukan salinan" in upload(anonymous, b"%PDF-1.7\nrusak").text


def test_the_code_on_the_paper_opens_its_page_but_a_number_opens_nothing(signed, anonymous):
    letter = signed()
    target = reverse("letters:verify", args=[letter.token])
    for typed in (letter.token, f"http://testserver{target}", f" {target} "):
        answer = anonymous.post(reverse("letters:check"), {"kode": typed})
        assert (answer.status_code, answer.url) == (302, target)
    for typed in (letter.number, letter.code, letter.token.swapcase(), "", "x" * 22):
        answer = anonymous.post(reverse("letters:check"), {"kode": typed})
        assert answer.status_code == 422
        assert letter.token not in answer.text


def test_the_page_to_check_is_open_to_all(anonymous, city):
    shown = anonymous.get(reverse("letters:check"))
    assert shown.status_code == 200
    assert "Periksa keaslian surat" in shown.text
