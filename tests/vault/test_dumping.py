"""A dump of the database is as silent about people as the database itself."""

import io
import json

import pytest
from django.core.management import call_command

from palui.kernel.identifiers import Nik
from palui.residents import selectors as residents
from palui.residents.models import Resident
from tests.cast import SITI_KK, SITI_NIK

pytestmark = pytest.mark.django_db


def test_a_dump_holds_no_number_in_clear_and_can_be_read_again(siti, tmp_path):
    dump = io.StringIO()
    call_command("dumpdata", "residents", "--indent=1", stdout=dump)
    assert SITI_NIK not in dump.getvalue()
    assert SITI_KK not in dump.getvalue()
    rows = json.loads(dump.getvalue())
    assert rows
    file = tmp_path / "penduduk.json"
    file.write_text(dump.getvalue())
    Resident.objects.filter(pk=residents.find_by_nik(Nik.parse(SITI_NIK)).id).update(name="Keliru")
    call_command("loaddata", str(file), verbosity=0)
    found = residents.find_by_nik(Nik.parse(SITI_NIK))
    assert (found.name, found.nik.digits, found.kk.digits) == ("Siti Rahmah", SITI_NIK, SITI_KK)


def test_numbers_do_not_show_in_a_trace():
    assert SITI_NIK not in repr(Nik.parse(SITI_NIK))
