"""Many hands at the same moment: every number once, every case once."""

import pytest

from palui.kernel.errors import DomainError
from palui.letters import services
from palui.letters.models import Letter, NumberBook
from tests.at_once import together
from tests.cast import PASSPHRASE
from tests.settings import ENGINE

pytestmark = pytest.mark.django_db(transaction=True)

#: SQLite lets one write after the other; its threads only wait longer.
THREADS = 16 if ENGINE == "postgresql" else 5


def test_signing_one_case_twice_at_once_gives_one_letter(ready, ratna):
    code, acting = ready(), ratna.acting
    results = together(*[lambda: services.sign(acting=acting, code=code, passphrase=PASSPHRASE)] * 2)
    (refused,) = [result for result in results if isinstance(result, Exception)]
    assert isinstance(refused, DomainError), repr(refused)
    assert refused.code in {"action_not_allowed", "case_changed"}  # before or after the case was closed
    assert Letter.objects.count() == 1
    assert NumberBook.objects.get().last == 1


def test_many_threads_number_without_gap_or_double(ready, ratna):
    codes, acting = [ready() for _ in range(THREADS)], ratna.acting

    def sign(code):
        return lambda: services.sign(acting=acting, code=code, passphrase=PASSPHRASE)

    results = together(*map(sign, codes))
    assert not [result for result in results if isinstance(result, Exception)]
    rows = list(Letter.objects.order_by("sequence").values_list("sequence", "number", "token", "sha256"))
    assert [row[0] for row in rows] == list(range(1, THREADS + 1))
    for column in (1, 2, 3):
        assert len({row[column] for row in rows}) == THREADS
    assert NumberBook.objects.get().last == THREADS


def test_the_root_of_trust_is_made_once_however_many_begin(city):
    together(*[services.prepare_authority] * 4)
    assert len(services.roots()) == 1
