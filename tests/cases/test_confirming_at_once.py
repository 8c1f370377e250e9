"""Two witnesses who answer at the same moment: the case moves on once."""

import pytest

from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.domain import Status
from palui.kernel.errors import DomainError
from tests.at_once import together
from tests.cast import JAMILAH, RAHMAD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def links(siti_asks, rahmat_id, masrani, fauzi):
    code = siti_asks("kematian", subject=rahmat_id)
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    people = selectors.case(code).confirmations
    return code, [services.issue_confirmation_link(code=code, confirmation_id=person.id) for person in people]


def test_the_last_two_answer_at_once_and_the_step_ends_once(links):
    code, (first, second) = links
    results = together(
        lambda: services.confirm_by_link(token=first, digits=RAHMAD["nik"][-4:]),
        lambda: services.confirm_by_link(token=second, digits=JAMILAH["nik"][-4:]),
    )
    assert results == [code, code]
    case = selectors.case(code)
    assert case.status is Status.SIGNING
    assert [entry.action for entry in audit.entries_of_case(code)].count("case.confirm") == 2


def test_one_link_used_twice_at_once_counts_once(links):
    code, (first, _) = links
    results = together(*[lambda: services.confirm_by_link(token=first, digits=RAHMAD["nik"][-4:])] * 3)
    assert results.count(code) == 1
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [problem.code for problem in refused] == ["link_used"] * 2
    assert selectors.case(code).status is Status.CONFIRMATION


def test_a_yes_and_a_no_at_once_turn_the_case_back_whichever_was_first(links):
    code, (first, second) = links
    together(
        lambda: services.confirm_by_link(token=first, digits=RAHMAD["nik"][-4:]),
        lambda: services.decline_by_link(token=second, digits=JAMILAH["nik"][-4:], reason="Keliru"),
    )
    assert selectors.case(code).status is Status.VERIFICATION


def test_guesses_at_once_are_all_counted(links):
    code, (first, _) = links
    together(*[lambda: services.confirm_by_link(token=first, digits="9999")] * 4)
    with pytest.raises(DomainError):
        services.confirm_by_link(token=first, digits="9999")
    assert selectors.case(code).confirmations[0].is_locked
