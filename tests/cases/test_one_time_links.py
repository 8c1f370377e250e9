"""RT and RW heads act from a link without signing in: it expires, works once, and shows only what is needed."""

from datetime import timedelta

import pytest
from django.urls import reverse

from palui.accounts import selectors as accounts
from palui.accounts import services as account_services
from palui.accounts.domain import Role
from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.domain import Status
from palui.cases.models import OneTimeLink
from palui.cases.services.linking import LIFETIME
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError, NotFound
from tests.cast import SITI_KK, SITI_NIK

pytestmark = pytest.mark.django_db


@pytest.fixture
def link(siti_asks, masrani):
    code = siti_asks()
    token = services.issue_link(code=code, step_key=selectors.case(code).step, holder_id=masrani.user_id)
    return code, token


def test_the_link_shows_who_where_and_what_for_and_no_number_or_file(link, anonymous):
    _code, token = link
    page = anonymous.get(reverse("cases:link", args=[token]))
    text = page.content.decode()
    assert page.status_code == 200
    assert "Siti Rahmah" in text
    assert "Jl. Sungai Jingah Gg. Keluarga No. 8" in text
    assert "Melamar pekerjaan" in text
    for secret in (SITI_NIK, SITI_NIK[-4:], SITI_KK, "/lampiran/", "081234567781", "siti@contoh.id"):
        assert secret not in text
    assert page["Referrer-Policy"] == "same-origin", "the word in the address goes to nobody else"
    assert "noindex" in text


def test_pak_masrani_endorses_from_the_link_once(link, anonymous):
    code, token = link
    done = anonymous.post(reverse("cases:endorse_by_link", args=[token]), {"note": "Benar warga saya"})
    assert "sudah disetujui" in done.content.decode()
    case = selectors.case(code)
    assert case.status is Status.VERIFICATION
    assert "H. Masrani" in case.steps[0].actor
    again = anonymous.post(reverse("cases:endorse_by_link", args=[token]))
    assert again.status_code == 410
    assert anonymous.get(reverse("cases:link", args=[token])).status_code == 410
    assert [entry.action for entry in audit.entries_of_case(code)].count("case.endorse") == 1


def test_pak_masrani_can_say_no_but_must_say_why(link, anonymous):
    code, token = link
    refused = anonymous.post(reverse("cases:reject_by_link", args=[token]), {"reason": " "})
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.content.decode()
    anonymous.post(reverse("cases:reject_by_link", args=[token]), {"reason": "Bukan warga RT 12"})
    case = selectors.case(code)
    assert (case.status, case.closing_reason) == (Status.REFUSED, "Bukan warga RT 12")


def test_a_link_expires(frozen_clock, link, anonymous):
    _code, token = link
    frozen_clock.shift(LIFETIME + timedelta(seconds=1))
    assert anonymous.get(reverse("cases:link", args=[token])).status_code == 410
    assert anonymous.post(reverse("cases:endorse_by_link", args=[token])).status_code == 410


def test_a_link_ends_when_its_holder_no_longer_heads_the_rt(link, masrani):
    _code, token = link
    mandate = accounts.mandates_of(masrani.user_id)[0].mandate
    account_services.end_mandate(by=SYSTEM, mandate_id=mandate.id)
    with pytest.raises(DomainError, match="link_expired"):
        services.endorse_by_link(token=token)


def test_a_link_is_used_up_when_the_step_was_done_elsewhere(link, masrani, anonymous):
    code, token = link
    services.endorse(acting=masrani.acting, code=code)
    assert anonymous.get(reverse("cases:link", args=[token])).status_code == 410
    with pytest.raises(DomainError, match="link_used"):
        services.endorse_by_link(token=token)


def test_a_guessed_link_looks_like_any_missing_page(city, anonymous):
    assert anonymous.get(reverse("cases:link", args=["A" * 22])).status_code == 404
    with pytest.raises(NotFound):
        services.task_behind_link(token="A" * 22)


def test_only_a_digest_of_the_word_is_kept(link):
    _code, token = link
    row = OneTimeLink.objects.values().get()
    assert token not in str(row)
    assert len(row["digest"]) == 64


def test_no_link_for_who_does_not_head_the_rt(siti_asks, masrani, other_rt_head):
    code = siti_asks()
    with pytest.raises(NotFound):
        services.issue_link(code=code, step_key=selectors.case(code).step, holder_id=other_rt_head.user_id)


def test_the_officer_makes_a_link_to_hand_on(siti_asks, masrani, fauzi, anonymous):
    code = siti_asks()
    page = fauzi.client.post(reverse("cases:make_link", args=[code])).content.decode()
    assert "Tautan untuk H. Masrani" in page
    token = page.split("/t/")[1].split("/")[0]
    assert anonymous.get(reverse("cases:link", args=[token])).status_code == 200


def test_without_a_head_there_is_nobody_to_make_a_link_for(siti_asks, fauzi):
    code = siti_asks()
    with pytest.raises(DomainError, match="nobody_holds_role"):
        services.issue_link_for_officer(acting=fauzi.acting, code=code)
    assert accounts.holders_of(Role.RT_HEAD, office_id=1, rt_id=None) == ()
