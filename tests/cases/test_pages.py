"""Desk and case as officers, heads of RT and the applicant see them."""

import pytest
from django.urls import reverse

from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.domain import Status
from tests.cast import SITI_NIK

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_the_officer(siti_asks, masrani) -> str:
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    return code


def text_of(answer) -> str:
    return answer.content.decode()


def test_the_desk_shows_what_waits_for_fauzi(at_the_officer, fauzi):
    page = fauzi.client.get(reverse("cases:desk"))
    assert page.status_code == 200
    assert at_the_officer in text_of(page)
    assert "1 menunggu Anda" in text_of(page)


def test_each_person_s_desk_holds_their_own_work(siti_asks, masrani, fauzi, other_rt_head, norhayati):
    code = siti_asks()
    assert code in text_of(masrani.client.get(reverse("cases:desk")))
    for other in (fauzi, other_rt_head, norhayati):
        assert code not in text_of(other.client.get(reverse("cases:desk")))
    assert code in text_of(fauzi.client.get(reverse("cases:desk"), {"tab": "berjalan"}))
    assert code not in text_of(norhayati.client.get(reverse("cases:desk"), {"tab": "berjalan"}))


def test_a_resident_has_no_desk(siti):
    assert siti.client.get(reverse("cases:desk")).status_code == 404


@pytest.mark.parametrize("search", ["siti", "RAHMAH", "{code}", "{short}"])
def test_a_case_is_found_by_name_and_by_code(at_the_officer, fauzi, search):
    words = search.format(code=at_the_officer, short=at_the_officer[4:].lower())
    assert at_the_officer in text_of(fauzi.client.get(reverse("cases:desk"), {"cari": words}))


def test_a_closed_case_is_found_by_the_beginnings_of_words_and_by_code(siti_asks, masrani, fauzi, norhayati, siti):
    code = siti_asks()
    services.endorse(acting=masrani.acting, code=code)
    services.withdraw(acting=siti.acting, code=code)
    for person, search, seen in (
        (fauzi, "rahm si", True),
        (fauzi, "ahmah", False),
        (fauzi, code.lower(), True),
        (masrani, "siti", True),
        (norhayati, "siti", False),
    ):
        page = person.client.get(reverse("cases:desk"), {"tab": "selesai", "cari": search})
        assert (code in text_of(page)) is seen


def test_what_does_not_fit_the_filter_is_not_shown_and_the_page_says_so(at_the_officer, fauzi):
    page = text_of(fauzi.client.get(reverse("cases:desk"), {"cari": "Zainuddin"}))
    assert at_the_officer not in page
    assert "Tidak ada yang cocok" in page
    assert at_the_officer not in text_of(fauzi.client.get(reverse("cases:desk"), {"lewat": "1"}))


@pytest.mark.parametrize(
    "odd", [{"setelah": "x"}, {"tab": "semua"}, {"layanan": "a b;"}, {"cari": "\x00"}, {"setelah": "9999-99-99_1"}]
)
def test_odd_filters_show_the_desk_all_the_same(at_the_officer, fauzi, odd):
    assert fauzi.client.get(reverse("cases:desk"), odd).status_code == 200


def test_the_desk_is_paged_without_losing_or_repeating_a_case(siti_asks, masrani, fauzi):
    codes = {siti_asks() for _ in range(7)}
    for code in codes:
        services.endorse(acting=masrani.acting, code=code)
    seen: list[str] = []
    after = ""
    while True:
        page = selectors.desk(fauzi.acting, after=after, limit=3)
        seen += [row.code for row in page.rows]
        after = page.after
        if not after:
            break
    assert len(seen) == 7
    assert set(seen) == codes


def test_the_desk_asks_the_database_as_often_for_many_as_for_one(
    siti_asks, masrani, fauzi, django_assert_max_num_queries
):
    for _ in range(4):
        services.endorse(acting=masrani.acting, code=siti_asks())
    fauzi.client.get(reverse("cases:desk"))
    with django_assert_max_num_queries(10):
        fauzi.client.get(reverse("cases:desk"))


def test_the_officer_sees_answers_evidence_and_register_but_no_whole_nik(at_the_officer, fauzi):
    page = text_of(fauzi.client.get(reverse("cases:case", args=[at_the_officer])))
    assert "Jl. Sungai Jingah Gg. Keluarga No. 8" in page
    assert "Foto depan rumah" in page
    assert "6371••••••••0001" in page
    assert SITI_NIK not in page


def test_the_rt_head_sees_less(siti_asks, masrani):
    page = text_of(masrani.client.get(reverse("cases:case", args=[siti_asks()])))
    assert "Siti Rahmah" in page
    assert "/lampiran/" not in page
    assert SITI_NIK[:4] not in page


def test_siti_is_led_to_her_own_page(siti, siti_asks):
    code = siti_asks()
    answer = siti.client.get(reverse("cases:case", args=[code]))
    assert answer.url == reverse("portal:tracking", args=[code])


def test_strangers_get_the_same_page_as_for_what_does_not_exist(at_the_officer, budi, norhayati):
    for stranger in (budi, norhayati):
        there = stranger.client.get(reverse("cases:case", args=[at_the_officer]))
        missing = stranger.client.get(reverse("cases:case", args=["PLI-2222-2222"]))
        assert there.status_code == missing.status_code == 404
        assert text_of(there).replace(at_the_officer, "") == text_of(missing).replace("PLI-2222-2222", "")


def test_evidence_opens_for_the_office_and_the_look_is_kept(at_the_officer, fauzi, masrani, norhayati):
    page = text_of(fauzi.client.get(reverse("cases:case", args=[at_the_officer])))
    path = "/berkas/" + page.split(f'href="/berkas/{at_the_officer}/lampiran/')[1].split('"')[0]
    path = path.replace("/berkas/", f"/berkas/{at_the_officer}/lampiran/", 1)
    picture = fauzi.client.get(path)
    assert picture.status_code == 200
    assert picture["Content-Type"] == "image/jpeg"
    assert "no-store" in picture["Cache-Control"]
    assert picture["X-Content-Type-Options"] == "nosniff"
    assert masrani.client.get(path).status_code == 404
    assert norhayati.client.get(path).status_code == 404
    assert "evidence.view" in [entry.action for entry in audit.entries_of_case(at_the_officer)]


def test_the_second_officer_is_told_and_keeps_what_was_typed(at_the_officer, fauzi, yani):
    seen = selectors.case(at_the_officer).revision
    verify = reverse("cases:verify", args=[at_the_officer])
    assert fauzi.client.post(verify, {"revision": seen, "note": ""}).status_code == 302
    told = yani.client.post(
        reverse("cases:reject", args=[at_the_officer]),
        {"revision": seen, "reason": "Alamatnya di luar kelurahan", "legal_basis": "Perwali 59/2013"},
    )
    assert told.status_code == 409
    assert "Ahmad Fauzi" in text_of(told)
    assert "baru saja berubah" in text_of(told)
    assert selectors.case(at_the_officer).status is Status.SIGNING


def test_a_note_that_was_typed_stays_when_the_case_changed(at_the_officer, fauzi, yani):
    seen = selectors.case(at_the_officer).revision
    services.claim(acting=fauzi.acting, code=at_the_officer)
    told = yani.client.post(
        reverse("cases:verify", args=[at_the_officer]), {"revision": seen, "note": "Sudah saya telepon pemohon"}
    )
    assert told.status_code == 409
    assert "Sudah saya telepon pemohon" in text_of(told)


def test_a_refusal_without_reason_stands_beside_its_field(at_the_officer, fauzi):
    seen = selectors.case(at_the_officer).revision
    page = fauzi.client.post(reverse("cases:reject", args=[at_the_officer]), {"revision": seen, "reason": ""})
    assert page.status_code == 422
    assert "Tulis alasan penolakan" in text_of(page)
    assert 'id="reason-error"' in text_of(page)


def test_a_tick_without_a_note_is_told_beside_it_and_a_note_without_a_tick_counts(at_the_officer, fauzi):
    ask = reverse("cases:ask_correction", args=[at_the_officer])
    seen = selectors.case(at_the_officer).revision
    page = fauzi.client.post(ask, {"revision": seen, "minta.sejak": "1", "catatan.keperluan": "Untuk apa?"})
    assert page.status_code == 422
    assert 'id="catatan-sejak-error"' in text_of(page)
    assert "Untuk apa?" in text_of(page)
    assert fauzi.client.post(ask, {"revision": seen, "catatan.keperluan": "Untuk apa?"}).status_code == 302
    asked = selectors.case(at_the_officer).correction
    assert [(item.place, item.note) for item in asked.items] == [("keperluan", "Untuk apa?")]


def test_siti_answers_a_correction_on_a_page_with_only_that_field(siti, at_the_officer, fauzi):
    fauzi.client.post(
        reverse("cases:ask_correction", args=[at_the_officer]),
        {"revision": selectors.case(at_the_officer).revision, "minta.sejak": "1", "catatan.sejak": "Bulannya keliru"},
    )
    path = reverse("cases:answer_correction", args=[at_the_officer])
    page = text_of(siti.client.get(path))
    assert "Bulannya keliru" in page
    assert 'name="sejak"' in page
    assert 'name="keperluan"' not in page
    wrong = siti.client.post(path, {"sejak": "entah"})
    assert wrong.status_code == 422
    assert "entah" in text_of(wrong)
    assert siti.client.post(path, {"sejak": "April 2021"}).status_code == 302
    assert selectors.case(at_the_officer).status is Status.VERIFICATION


def test_the_field_check_is_filled_in_on_its_own_page(siti_asks, masrani, fauzi, house_photo):
    code = siti_asks("sktm")
    services.endorse(acting=masrani.acting, code=code)
    services.verify(acting=fauzi.acting, code=code)
    path = reverse("cases:inspect", args=[code])
    assert fauzi.client.get(path).status_code == 200
    assert masrani.client.get(path).status_code == 404
    wrong = fauzi.client.post(path, {"temuan": "Rumah papan", "note": "Ramah"})
    assert wrong.status_code == 422
    assert "Rumah papan" in text_of(wrong)
    assert "Ramah" in text_of(wrong)


def test_visitors_are_asked_to_sign_in(at_the_officer, anonymous):
    for path in (reverse("cases:desk"), reverse("cases:case", args=[at_the_officer])):
        answer = anonymous.get(path)
        assert answer.status_code == 302
        assert answer.url.startswith("/masuk/")
