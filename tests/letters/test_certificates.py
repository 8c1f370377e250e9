"""A signatory's certificate and passphrase."""

from datetime import timedelta

import pytest

from palui.kernel.errors import DomainError, InvalidInput
from palui.letters import selectors, services
from palui.letters.models import SigningAuthority, SigningCredential
from tests.cast import PASSPHRASE

pytestmark = pytest.mark.django_db


def opened(person, passphrase=PASSPHRASE):
    return services.open_key(acting=person.acting, passphrase=passphrase)


def test_the_certificate_names_the_person_and_comes_from_the_city(ratna):
    current = selectors.credential_of(ratna.user_id)
    assert current is not None
    assert (current.facts.name, current.facts.issuer) == ("Hj. Ratna Dewi, S.Sos., M.AP.", "Palui Banjarmasin")
    assert len(services.roots()) == 1


def test_only_signatories_get_one(siti, fauzi, rizani):
    for person in (siti, fauzi, rizani):
        with pytest.raises(DomainError, match="not_a_signatory"):
            services.issue(acting=person.acting, passphrase=PASSPHRASE)
        with pytest.raises(DomainError, match="no_credential"):
            opened(person)


def test_a_short_passphrase_is_refused(ratna):
    with pytest.raises(InvalidInput, match="paling sedikit 10"):
        services.issue(acting=ratna.acting, passphrase="pendek")
    with pytest.raises(InvalidInput, match="paling sedikit 10"):
        services.change_passphrase(acting=ratna.acting, old=PASSPHRASE, new="pendek")


def test_neither_key_nor_passphrase_lies_open_in_the_database(ratna, django_db_blocker):
    from django.db import connection  # noqa: PLC0415 - only this test reads past the models

    with connection.cursor() as cursor:
        cursor.execute("SELECT encrypted_key FROM letters_signingcredential")
        (stored,) = cursor.fetchone()
        cursor.execute("SELECT key FROM letters_signingauthority")
        (root,) = cursor.fetchone()
    assert SigningCredential.objects.get().encrypted_key.encode() not in bytes(stored)
    assert SigningAuthority.objects.get().key.encode() not in bytes(root)


def test_a_new_passphrase_opens_the_same_key_and_the_old_one_no_more(ratna):
    before = selectors.credential_of(ratna.user_id)
    services.change_passphrase(acting=ratna.acting, old=PASSPHRASE, new="kayuh baimbai selalu")
    assert opened(ratna, "kayuh baimbai selalu")
    with pytest.raises(DomainError, match="passphrase_wrong"):
        opened(ratna)
    after = selectors.credential_of(ratna.user_id)
    assert before is not None
    assert after is not None
    assert after.facts == before.facts


def test_five_wrong_passphrases_let_the_key_rest_even_for_the_right_one(frozen_clock, ratna):
    for left in (4, 3, 2, 1):
        with pytest.raises(DomainError, match="passphrase_wrong") as refused:
            opened(ratna, "salah sekali")
        assert refused.value.params["left"] == left
    for passphrase in ("salah sekali", PASSPHRASE):
        with pytest.raises(DomainError, match="passphrase_locked") as resting:
            opened(ratna, passphrase)
        assert resting.value.params["minutes"] == 15
    frozen_clock.shift(timedelta(minutes=15))
    assert opened(ratna)


def test_wrong_tries_while_changing_the_passphrase_count_too(ratna):
    for _ in range(5):
        with pytest.raises(DomainError):
            services.change_passphrase(acting=ratna.acting, old="salah sekali", new="kayuh baimbai selalu")
    with pytest.raises(DomainError, match="passphrase_locked"):
        opened(ratna)


def test_a_right_passphrase_forgets_the_wrong_ones(ratna):
    for _ in range(3):
        with pytest.raises(DomainError):
            opened(ratna, "salah sekali")
    opened(ratna)
    with pytest.raises(DomainError) as refused:
        opened(ratna, "salah sekali")
    assert refused.value.params["left"] == 4


def test_after_two_years_it_signs_no_more_until_it_is_renewed(frozen_clock, ratna):
    frozen_clock.shift(timedelta(days=731))
    with pytest.raises(DomainError, match="credential_expired"):
        opened(ratna)
    services.issue(acting=ratna.acting, passphrase="kayuh baimbai selalu")
    assert opened(ratna, "kayuh baimbai selalu")
    assert SigningCredential.objects.filter(revoked_at__isnull=True).count() == 1
