"""Officers correct the people of their own kelurahan; what stood there is kept."""

from datetime import date

import pytest

from palui.audit import selectors as audit
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.identifiers import Nik
from palui.residents import selectors, services
from palui.residents.models import ResidentChange
from tests.cast import SITI_NIK

pytestmark = pytest.mark.django_db
REASON = "Sesuai KTP asli"


def siti_s():
    record = selectors.find_by_nik(Nik.parse(SITI_NIK))
    assert record is not None
    return record


def correct(person, reason=REASON, **changes):
    return services.correct(acting=person.acting, public_id=siti_s().public_id, changes=changes, reason=reason)


def test_a_correction_changes_the_field_its_source_and_nothing_else(siti, fauzi, frozen_clock):
    before = siti_s()
    assert correct(fauzi, occupation="Guru", religion=before.religion) == ("occupation",)
    after = siti_s()
    assert after.occupation == "Guru"
    assert after.sources["occupation"].source == "Koreksi petugas"
    assert after.sources["name"].source == "Disdukcapil"
    (change,) = selectors.changes_of(after.id)
    assert (change.label, change.by, change.source_before) == (
        "Pekerjaan",
        "Petugas Kelurahan Sungai Jingah Ahmad Fauzi",
        "Disdukcapil",
    )


def test_what_stood_there_is_kept_sealed_and_said_in_the_record_by_name_only(siti, fauzi):
    correct(fauzi, occupation="Guru", birth_date="1991-03-12")
    stored = {change.field: (change.before, change.after) for change in ResidentChange.objects.all()}
    assert stored == {"occupation": ("Pedagang", "Guru"), "birth_date": ("1991-03-02", "1991-03-12")}
    entry = audit.entries_of_subject(services.subject_of(siti_s().public_id))[0]
    assert entry.sentence == "memperbaiki data penduduk: Pekerjaan, Tanggal lahir. Alasan: Sesuai KTP asli"
    assert siti_s().birth_date == date(1991, 3, 12)


def test_the_second_correction_names_the_first_as_its_source(siti, fauzi):
    correct(fauzi, occupation="Guru")
    correct(fauzi, occupation="Bidan")
    assert selectors.changes_of(siti_s().id)[0].source_before == "Koreksi petugas"


def test_a_number_written_into_the_reason_is_masked(siti, fauzi):
    correct(fauzi, reason=f"NIK lama {SITI_NIK} salah", occupation="Guru")
    (change,) = selectors.changes_of(siti_s().id)
    assert SITI_NIK not in change.reason
    assert "6371••••••••0001" in change.reason


@pytest.mark.parametrize("who", ["budi", "masrani", "norhayati", "camat", "administrator"])
def test_nobody_else_corrects_or_looks(siti, who, request):
    person = request.getfixturevalue(who)
    with pytest.raises(NotFound):
        correct(person, occupation="Guru")
    with pytest.raises(NotFound):
        services.look_at(acting=person.acting, public_id=siti_s().public_id)


def test_siti_herself_does_not_correct_the_register(siti):
    with pytest.raises(NotFound):
        correct(siti, occupation="Guru")


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"name": "  "}, "name"),
        ({"birth_date": "2099-01-01"}, "birth_date"),
        ({"birth_date": "kemarin"}, "birth_date"),
        ({"sex": "X"}, "sex"),
        ({"nik": "123"}, "nik"),
        ({"kk": "0000000000000000"}, "kk"),
        ({"phone": "12"}, "phone"),
        ({"rt": "99"}, "rt"),
        ({"street": "x" * 161}, "street"),
        ({"agama": "Islam"}, "agama"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_changes(siti, fauzi, changes, place):
    before = siti_s()
    with pytest.raises(InvalidInput) as refused:
        correct(fauzi, occupation="Guru", **changes)
    assert list(refused.value.errors) == [place]
    assert siti_s() == before


def test_a_correction_needs_a_reason(siti, fauzi):
    with pytest.raises(InvalidInput, match="alasan"):
        correct(fauzi, reason=" ", occupation="Guru")


def test_a_corrected_nik_is_found_and_cannot_be_another_person_s(siti, budi, fauzi):
    resident_id, public_id = siti_s().id, siti_s().public_id
    with pytest.raises(Conflict, match="nik_taken"):
        correct(fauzi, nik="6371991507850003")
    services.correct(acting=fauzi.acting, public_id=public_id, changes={"nik": "6371994203910077"}, reason=REASON)
    found = selectors.find_by_nik(Nik.parse("6371994203910077"))
    assert found is not None
    assert found.id == resident_id
    assert selectors.find_by_nik(Nik.parse(SITI_NIK)) is None


def test_a_corrected_name_and_card_are_found(siti, budi, fauzi, city):
    correct(fauzi, name="Siti Rahmawati", kk="6371990101100013")
    assert [row.name for row in selectors.search(office_id=city.office_id, text="rahmaw").rows] == ["Siti Rahmawati"]
    assert selectors.search(office_id=city.office_id, text="rahmah").rows == ()
    assert [member.name for member in selectors.household_of(siti_s().id)] == ["Budi Santoso", "Siti Rahmawati"]


def test_siti_moves_to_another_rt_of_the_kelurahan(siti, fauzi, city):
    correct(fauzi, rt="3", rw="1")
    assert siti_s().address.neighbourhood == "RT 03 RW 01"
    assert siti_s().rt_id == city.other_rt_id
    assert siti_s().sources["rt"].source == "Koreksi petugas"


def test_looking_and_searching_are_recorded(siti, fauzi, city):
    services.look_at(acting=fauzi.acting, public_id=siti_s().public_id)
    services.look_for(acting=fauzi.acting, office_id=city.office_id, text="siti")
    services.look_for(acting=fauzi.acting, office_id=city.office_id, text="")
    (look,) = audit.entries_of_subject(services.subject_of(siti_s().public_id))
    assert look.is_look
    (searched,) = audit.entries_of_subject(f"register:{city.office_id}")
    assert searched.sentence == "mencari data penduduk"


def test_an_officer_searches_in_no_other_kelurahan(siti, fauzi, city):
    with pytest.raises(NotFound):
        services.look_for(acting=fauzi.acting, office_id=city.other_office_id, text="siti")
