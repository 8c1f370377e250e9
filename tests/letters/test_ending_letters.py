"""Revoking and replacing: only who signs, always with a reason, all or nothing."""

import pytest
from django.urls import reverse

from palui.audit import selectors as audit
from palui.intake import selectors as intake
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.identifiers import Nik
from palui.letters import selectors, services
from palui.letters.domain import LetterStatus
from palui.letters.models import Letter
from palui.outbox.models import OutboxEntry
from palui.residents import selectors as residents
from palui.residents import services as resident_services
from tests.cast import PASSPHRASE, SITI_NIK
from tests.letters.papers import file_of, text_of

pytestmark = pytest.mark.django_db

REASON = "Alamat pada surat ternyata keliru."


def replace(person, letter, **more):
    return services.replace(acting=person.acting, letter_id=letter.id, reason=REASON, passphrase=PASSPHRASE, **more)


def events(name):
    return OutboxEntry.objects.filter(event=name).count()


def test_a_revoked_letter_keeps_its_number_and_its_reason(signed, ratna):
    letter = signed()
    ended = services.revoke(acting=ratna.acting, letter_id=letter.id, reason=REASON)
    assert (ended.status, ended.number, ended.ended_reason) == (LetterStatus.REVOKED, letter.number, REASON)
    assert ended.ended_by == "Lurah Sungai Jingah Hj. Ratna Dewi, S.Sos., M.AP."
    assert any(f"mencabut surat {letter.number}" in entry.sentence for entry in audit.entries_of_case(letter.code))
    assert events("LetterRevoked") == 1
    with pytest.raises(DomainError, match="letter_ended"):
        services.revoke(acting=ratna.acting, letter_id=letter.id, reason=REASON)
    with pytest.raises(DomainError, match="letter_ended"):
        replace(ratna, letter)


def test_a_reason_is_needed(signed, ratna):
    letter = signed()
    for attempt in (
        lambda: services.revoke(acting=ratna.acting, letter_id=letter.id, reason=" salah "),
        lambda: services.replace(acting=ratna.acting, letter_id=letter.id, reason="", passphrase=PASSPHRASE),
    ):
        with pytest.raises(InvalidInput) as refused:
            attempt()
        assert "reason" in refused.value.errors
    assert selectors.letter(letter.id).status is LetterStatus.SIGNED


def test_only_who_signs_for_the_office_ends_its_letters(signed, siti, fauzi, rizani, norhayati, camat):
    letter = signed()
    for person in (siti, norhayati, camat):
        with pytest.raises(NotFound):
            services.revoke(acting=person.acting, letter_id=letter.id, reason=REASON)
    for person in (fauzi, rizani):
        with pytest.raises(DomainError, match="not_your_turn"):
            services.revoke(acting=person.acting, letter_id=letter.id, reason=REASON)
    for person in (siti, fauzi, norhayati):
        assert person.client.get(reverse("letters:revoke", args=[letter.id])).status_code == 404
        assert person.client.get(reverse("letters:replace", args=[letter.id])).status_code == 404


def test_the_new_letter_has_the_next_number_and_what_the_register_says_now(signed, ratna, fauzi, tmp_path):
    old = signed()
    resident = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert resident is not None
    resident_services.correct(
        acting=fauzi.acting,
        public_id=resident.public_id,
        changes={"name": "Siti Rahmah Azzahra"},
        reason="Sesuai akta kelahiran",
    )
    new = replace(ratna, old)
    assert new.number.split("/")[1] == "2"
    assert new.subject_name == "Siti Rahmah Azzahra"
    assert "Siti Rahmah Azzahra" in text_of(file_of(new), tmp_path)
    assert selectors.letter(old.id).status is LetterStatus.REPLACED
    assert [letter.id for letter in selectors.letters_of_case(old.code)] == [new.id, old.id]
    assert selectors.by_token(old.token).replaced_by == new.token
    assert events("LetterReplaced") == 1


def test_answers_can_be_corrected_for_the_new_letter_and_stay_as_they_were_in_the_submission(signed, ratna, tmp_path):
    old = signed()
    new = replace(ratna, old, raw={"keperluan": "bank", "tujuan": "Bank Kalsel"})
    text = text_of(file_of(new), tmp_path)
    assert "membuka rekening" in text
    assert "diserahkan kepada Bank Kalsel" in text
    assert intake.submission(old.code).answers["keperluan"] == "kerja"
    newest = replace(ratna, new)
    assert "Bank Kalsel" in text_of(file_of(newest), tmp_path)


def test_an_answer_that_needs_correcting_changes_nothing(signed, ratna):
    letter = signed()
    with pytest.raises(InvalidInput) as refused:
        replace(ratna, letter, raw={"keperluan": "lain", "keperluan_lain": ""})
    assert "keperluan_lain" in refused.value.errors
    assert Letter.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_when_the_new_letter_fails_the_old_one_holds(signed, ratna, monkeypatch):
    letter = signed()
    with monkeypatch.context() as broken:
        broken.setattr("palui.letters.services.keeping.vault.read_file", lambda name: b"rusak")
        with pytest.raises(Exception, match="does not verify"):
            replace(ratna, letter)
    assert selectors.letter(letter.id).status is LetterStatus.SIGNED
    assert replace(ratna, letter).number.split("/")[1] == "2"


def test_the_pages_ask_show_what_is_wrong_and_do_it(signed, ratna):
    letter = signed()
    url = reverse("letters:revoke", args=[letter.id])
    assert letter.number in ratna.client.get(url).text
    short = ratna.client.post(url, {"reason": "x"})
    assert (short.status_code, "Tulis alasannya" in short.text) == (422, True)
    replacing = reverse("letters:replace", args=[letter.id])
    shown = ratna.client.get(replacing).text
    assert "Melamar pekerjaan" in shown
    form = {"keperluan": "kesehatan", "reason": REASON, "status_tinggal": "milik", "sejak": "Maret 2021"}
    form |= {
        "alamat.street": "Jl. Sungai Jingah No. 8",
        "alamat.rt": "12",
        "alamat.rw": "02",
        "alamat.kelurahan": "63.71.04.1004",
    }
    wrong = ratna.client.post(replacing, form | {"passphrase": "salah sekali"})
    assert (wrong.status_code, "Sisa percobaan" in wrong.text) == (422, True)
    assert REASON in wrong.text
    done = ratna.client.post(replacing, form | {"passphrase": PASSPHRASE})
    assert done.url == reverse("cases:case", args=[letter.code])
    newest = selectors.letter_of_case(letter.code)
    assert newest is not None
    gone = ratna.client.post(reverse("letters:revoke", args=[newest.id]), {"reason": REASON})
    assert gone.status_code == 302
    assert selectors.letter(newest.id).status is LetterStatus.REVOKED
    twice = ratna.client.post(reverse("letters:revoke", args=[newest.id]), {"reason": REASON}, follow=True)
    assert "sudah tidak berlaku" in twice.text
