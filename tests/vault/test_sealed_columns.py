"""A sealed column is plain in Python and unreadable in the database."""

import pytest
from django.core.exceptions import FieldError
from django.db import connection

from palui.cases.models import CaseStep
from palui.residents.models import Resident, ResidentChange
from palui.vault.domain import CannotUnseal
from tests.cast import SITI_KK, SITI_NIK

pytestmark = pytest.mark.django_db


def index_of_siti():
    return Resident.objects.get(name="Siti Rahmah").nik_index


def test_the_database_does_not_hold_the_numbers(siti):
    row = Resident.objects.get(name="Siti Rahmah")
    assert (row.nik, row.kk) == (SITI_NIK, SITI_KK)
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM residents_resident")
        for stored in cursor.fetchall():
            text = " ".join(
                bytes(value).decode("latin1") if isinstance(value, bytes | memoryview) else str(value)
                for value in stored
            )
            assert SITI_NIK not in text
            assert SITI_KK not in text


def test_a_nik_copied_into_the_kk_column_cannot_be_read(siti):
    index = index_of_siti()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE residents_resident SET kk = nik WHERE nik_index = %s", [index])
    with pytest.raises(CannotUnseal):
        Resident.objects.get(nik_index=index)


def test_a_sealed_column_cannot_be_searched_by_mistake(siti):
    with pytest.raises(FieldError, match="sealed"):
        Resident.objects.filter(nik=SITI_NIK).exists()


def test_json_keeps_its_shape_and_nothing_stays_nothing(siti):
    row = Resident.objects.get(name="Siti Rahmah")
    change = ResidentChange(
        resident=row,
        field="name",
        before={"a": [1, None, "é"]},
        after="Siti",
        source_before="Disdukcapil",
        source_at=row.registered_at,
        reason="-",
        by_name="Fauzi",
    )
    change.save()
    stored = ResidentChange.objects.get(pk=change.pk)
    assert stored.before == {"a": [1, None, "é"]}
    assert stored.after == "Siti"
    assert CaseStep.objects.filter(report__isnull=True).count() == 0
