"""The register of an office: found by anything written on a letter, paged, exported."""

import io
from datetime import timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from palui.audit.models import AuditEntry
from palui.kernel.errors import NotFound
from palui.letters import selectors, services
from palui.letters.domain import LetterStatus
from palui.letters.models import Letter
from palui.letters.selectors import RegisterFilter

pytestmark = pytest.mark.django_db


def found(person, **narrow):
    return [row.number.split("/")[1] for row in selectors.register(person.acting, RegisterFilter(**narrow)).rows]


def test_letters_are_found_by_number_name_code_service_status_and_day(frozen_clock, signed, ratna, fauzi):
    first = signed()
    frozen_clock.shift(timedelta(days=1))
    second = signed("sktm")
    services.revoke(acting=ratna.acting, letter_id=second.id, reason="Keterangan ternyata keliru.")
    assert found(fauzi) == ["2", "1"]
    assert found(fauzi, text=first.number) == ["1"]
    assert found(fauzi, text="siti rahm") == ["2", "1"]
    assert found(fauzi, text=second.code.lower()) == ["2"]
    assert found(fauzi, text="tidak ada") == []
    assert found(fauzi, service="sktm") == ["2"]
    assert found(fauzi, status=LetterStatus.REVOKED) == ["2"]
    assert found(fauzi, status=LetterStatus.SIGNED) == ["1"]
    assert found(fauzi, status=LetterStatus.EXPIRED) == []
    today = first.signed_at.date()
    assert found(fauzi, until=today) == ["1"]
    assert found(fauzi, since=today + timedelta(days=1)) == ["2"]
    frozen_clock.shift(timedelta(days=200))
    assert found(fauzi, status=LetterStatus.EXPIRED) == ["1"]


def test_other_offices_and_residents_see_none_of_it(signed, siti, norhayati, masrani):
    signed()
    assert found(norhayati) == []
    for person in (siti, masrani):
        with pytest.raises(NotFound):
            found(person)
        assert person.client.get(reverse("letters:register")).status_code == 404
        assert person.client.get(reverse("letters:export")).status_code == 404


def test_pages_follow_each_other_without_gap_or_double(signed, fauzi):
    for _ in range(5):
        signed()
    seen, after = [], ""
    for _ in range(3):
        page = selectors.register(fauzi.acting, RegisterFilter(), after=after, limit=2)
        seen += [row.number.split("/")[1] for row in page.rows]
        after = page.after
    assert seen == ["5", "4", "3", "2", "1"]
    assert after == ""
    mangled = selectors.register(fauzi.acting, RegisterFilter(), after="kemarin_x", limit=2)
    assert len(mangled.rows) == 2


def test_the_page_asks_the_database_a_fixed_number_of_times(signed, fauzi, django_assert_max_num_queries):
    signed()
    shown = fauzi.client.get(reverse("letters:register"), {"cari": "Siti", "status": "signed"})
    assert shown.status_code == 200
    assert "Siti Rahmah" in shown.text
    for _ in range(3):
        signed()
    with django_assert_max_num_queries(10):
        fauzi.client.get(reverse("letters:register"))


def test_odd_filters_are_left_out_and_nothing_found_is_said(signed, fauzi):
    signed()
    odd = fauzi.client.get(reverse("letters:register"), {"status": "aneh", "dari": "kemarin", "layanan": "%00"})
    assert "Siti Rahmah" in odd.text
    assert "Tidak ada yang cocok" in fauzi.client.get(reverse("letters:register"), {"cari": "zzz"}).text


def test_the_export_is_a_spreadsheet_in_which_nothing_runs(signed, ratna, fauzi):
    letter = signed()
    wicked = '=HYPERLINK("http://contoh.id","klik")'
    Letter.objects.filter(pk=letter.id).update(subject_name=wicked)
    services.revoke(acting=ratna.acting, letter_id=letter.id, reason="+cmd|' /C calc'!A0 \x0b keliru")
    got = fauzi.client.get(reverse("letters:export"))
    assert got["Content-Disposition"].endswith('.xlsx"')
    sheet = load_workbook(io.BytesIO(got.content)).active
    rows = list(sheet.iter_rows())
    assert [cell.value for cell in rows[0]][:4] == ["Nomor surat", "Tanggal", "Jenis surat", "Atas nama"]
    row = rows[1]
    assert row[0].value == letter.number
    assert row[3].value == f"'{wicked}"
    assert row[8].value == "Dicabut"
    assert row[9].value.startswith("'+cmd")
    assert not [cell for line in rows for cell in line if cell.data_type == "f"]
    assert AuditEntry.objects.filter(action="letter.export", params={"rows": 1}).exists()


def test_the_export_holds_what_the_filters_show(signed, fauzi):
    signed()
    signed("sktm")
    got = fauzi.client.get(reverse("letters:export"), {"layanan": "sktm"})
    assert len(list(load_workbook(io.BytesIO(got.content)).active.iter_rows())) == 2
