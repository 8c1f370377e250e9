"""Letters that rest on what others confirmed: the paper says who, how and when."""

import pytest

from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.domain import Status
from palui.letters import services
from palui.letters.domain import LetterStatus
from palui.letters.ports import signer
from tests.cast import PASSPHRASE
from tests.letters.papers import file_of, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(siti_asks, rahmat_id, masrani, fauzi):
    """A case about Rahmat, who died, to which everybody who was asked said yes at the counter."""

    def prepare(service: str) -> str:
        code = siti_asks(service, subject=rahmat_id)
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
        while cases_read.case(code).status is Status.CONFIRMATION:
            for person in cases_read.case(code).confirmations:
                if person.is_waiting:
                    cases.confirm_at_counter(
                        acting=fauzi.acting, code=code, confirmation_id=person.id, identity_seen=True
                    )
        return code

    return prepare


def test_a_death_certificate_names_its_witnesses_and_how_they_confirmed(confirmed, ratna, tmp_path):
    code = confirmed("kematian")
    people = cases_read.case(code).confirmations
    letter = services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    text = text_of(file_of(letter), tmp_path)
    assert "telah meninggal dunia" in text
    assert "Siti Rahmah" in text  # who reported it
    for person in people:
        assert person.name in text
        assert person.how.words in text


def test_heirs_and_witnesses_stand_in_the_statement_that_lurah_and_camat_sign(confirmed, ratna, camat, tmp_path):
    services.issue(acting=camat.acting, passphrase=PASSPHRASE)
    code = confirmed("ahli-waris")
    people = cases_read.case(code).confirmations
    first = services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert first.status is LetterStatus.PARTIAL
    last = services.sign(acting=camat.acting, code=code, passphrase=PASSPHRASE)
    assert last.status is LetterStatus.SIGNED
    assert last.number == first.number
    pdf = file_of(last)
    text = text_of(pdf, tmp_path)
    assert len(people) >= 3
    for person in people:
        assert text.count(person.name) >= 2  # in the list, and among those who confirmed
    report = signer().verify(pdf, roots=services.roots())
    assert report.is_valid, report.problem
    assert len(report.signers) == 2
    assert cases_read.case(code).status is Status.ISSUED
