"""`palui practice` fills an empty database, once, and never one that holds real data."""

import io

import pytest
from django.core.management import CommandError, call_command

from palui.accounts import selectors as accounts
from palui.accounts.access import acting_for
from palui.accounts.domain import Capacity, Role
from palui.accounts.models import User
from palui.cases import selectors as cases
from palui.cases.models import Case
from palui.kernel.actors import SYSTEM
from palui.letters import selectors as letters
from palui.letters.ports import signer
from palui.letters.services import credentials, signed_file
from palui.practice.domain import cast
from palui.practice.models import PracticeCity
from palui.practice.selectors import practice_city
from palui.practice.services.signing import acting_as
from palui.regions import selectors as regions
from palui.regions.domain import OfficeKind
from palui.residents import selectors as residents

pytestmark = pytest.mark.django_db
PEOPLE = 1000


def practise(**options):
    out = io.StringIO()
    call_command("practice", stdout=out, **options)
    return out.getvalue()


def home():
    return regions.office_of_kelurahan(cast.KELURAHAN)


def test_a_city_is_filled_and_its_accounts_are_printed():
    said = practise(residents=PEOPLE)
    assert all(account.username in said and account.name in said for account in cast.ACCOUNTS)
    assert cast.PASSWORD in said
    city = practice_city()
    assert city is not None
    assert city.is_complete
    assert sum(residents.count_of_office(office.id) for office in regions.offices()) == PEOPLE
    check_siti_and_her_neighbours()
    check_mandates()
    check_the_past()
    check_the_desks()


def check_siti_and_her_neighbours():
    siti = accounts.person_called("warga")
    assert siti is not None
    assert (siti.phone, siti.email) == ("+6281234567781", "warga@contoh.invalid")
    assert siti.resident_id is not None
    record = residents.facts_of(siti.resident_id)
    assert record is not None
    assert record.nik.digits.startswith("637199450290")
    assert record.address.neighbourhood == "RT 12 RW 02"
    household = [member.relation for member in residents.household_of(record.id)]
    assert household == ["Kepala Keluarga", "Istri", "Anak", "Anak"]
    assert "Budi Santoso" in [row.name for row in residents.search(office_id=home().id, text="budi").rows]


def check_mandates():
    signing = accounts.offices_with_signatory()
    kelurahan = regions.offices(kind=OfficeKind.KELURAHAN)
    assert {office.id for office in [*kelurahan, *regions.offices(kind=OfficeKind.DISTRICT)]} <= signing
    standings = {
        held.mandate.capacity
        for office in kelurahan
        for held in accounts.mandates_of_office(office.id)
        if held.mandate.role is Role.LURAH
    }
    assert standings == set(Capacity)
    for rt in regions.rts_of_office(home().id):
        assert len(accounts.holders_of(Role.RT_HEAD, office_id=home().id, rt_id=rt.id)) == 1
    key = credentials.open_key(acting=acting_as(_lurah_of(home().id)), passphrase=cast.PASSWORD)
    assert key.credential_id


def check_the_past():
    past = list(Case.objects.filter(closed_at__isnull=False).order_by("closed_at"))
    assert len(past) == 150
    assert all(case.is_imported and case.closed_at > case.opened_at for case in past)
    signed = [letter for case in past if (letter := letters.letter_of_case(case.code)) is not None]
    newest_issued = [case.code for case in past if case.status == "issued"][-10:]
    assert {letter.code for letter in signed} == set(newest_issued)
    for letter in signed:
        report = signer().verify(signed_file(token=letter.token, by=SYSTEM)[1], roots=credentials.roots())
        assert report.is_valid, report.problem
        assert letter.signed_at == cases.case(letter.code).closed_at


def check_the_desks():
    under_way = Case.objects.filter(closed_at__isnull=True)
    assert {case.office_id for case in under_way} == {home().id}
    assert {"endorsement", "verification", "signing"} <= {case.status for case in under_way}
    assert all(letters.letter_of_case(case.code) is None for case in under_way)
    for username in ("rt", "petugas", "lurah"):
        assert cases.desk(acting_for(User.objects.get(username=username))).rows


@pytest.mark.long
def test_filling_again_changes_nothing_but_goes_on_where_signing_was_interrupted():
    practise(residents=PEOPLE)
    before = (accounts.person_called("lurah"), Case.objects.count(), practice_city())
    assert practise() == ""
    assert (accounts.person_called("lurah"), Case.objects.count(), practice_city()) == before
    with pytest.raises(CommandError, match="sudah berisi 1000 penduduk"):
        practise(residents=PEOPLE + 1)

    unsigned = Case.objects.filter(status="issued").exclude(code__in=_signed_codes()).order_by("-closed_at").first()
    assert unsigned is not None
    lurah = _lurah_of(unsigned.office_id)
    PracticeCity.objects.update(unsigned=[[unsigned.code, lurah.mandate.id, unsigned.closed_at.isoformat()]])
    practise()
    assert letters.letter_of_case(unsigned.code) is not None
    city = practice_city()
    assert city is not None
    assert city.letters == 11


def _lurah_of(office_id):
    return next(
        held
        for held in accounts.mandates_of_office(office_id)
        if held.mandate.role is Role.LURAH and held.mandate.capacity in (Capacity.DEFINITIVE, Capacity.PLT)
    )


def _signed_codes():
    return [code for code in Case.objects.values_list("code", flat=True) if letters.letter_of_case(code) is not None]


@pytest.mark.parametrize("who", ["siti", "fauzi"])
def test_a_database_with_real_people_or_accounts_is_refused(who, request):
    request.getfixturevalue(who)
    with pytest.raises(CommandError, match="data sungguhan"):
        practise()
    assert practice_city() is None


def test_a_practice_city_that_got_real_people_is_refused(siti):
    PracticeCity.objects.create(residents=PEOPLE)
    with pytest.raises(CommandError, match="data sungguhan"):
        practise()


@pytest.mark.parametrize("people", [-1, 0, 1_000_001])
def test_a_city_of_an_impossible_size_is_refused(people):
    with pytest.raises(CommandError, match="antara 1 dan 1000000"):
        practise(residents=people)
    assert practice_city() is None
