"""Two tabs, two presses, a server that dies: what was begun together is sent together, once."""

import pytest

from palui.cases.models import Case
from palui.intake import services
from palui.intake.models import Bundle, Evidence, Submission
from palui.intake.services import submitting
from palui.kernel.errors import DomainError
from tests.at_once import together
from tests.cast import a_photo
from tests.intake.test_what_a_life_event_opens import DETAILS, FOUR, HAPPENED, begin, draft, fill_in, states

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def complete(siti, rahmat_id):
    """What Siti began, ready to be sent."""
    code = begin(siti.client, rahmat_id)
    siti.client.post(f"/urusan/{code}/bersama/", DETAILS)
    fill_in(siti.client, code)
    return code


def test_two_tabs_send_at_once_and_it_is_sent_once(siti, complete):
    acting = siti.acting
    results = together(*[lambda: services.send_bundle(acting=acting, code=complete)] * 3)
    assert results == [None] * 3
    assert states(complete) == ["submitted"] * 4
    assert Case.objects.count() == 4


def test_one_tab_sends_all_and_another_only_one(siti, complete):
    acting, one = siti.acting, draft(complete, "ahli-waris")
    results = together(
        lambda: services.send_bundle(acting=acting, code=complete), lambda: services.submit(acting=acting, code=one)
    )
    assert results == [None, None]
    assert Case.objects.count() == 4


def test_a_document_comes_while_all_of_it_is_sent(siti, complete):
    acting, one = siti.acting, draft(complete, "pengantar-akta-kematian")
    photo = a_photo(320, 200)

    def attach():
        return services.attach_evidence(
            acting=acting, code=one, key="surat_kematian", content=photo, filename="baru.jpg"
        )

    sent, attached = together(lambda: services.send_bundle(acting=acting, code=complete), attach)
    assert sent is None
    assert states(complete) == ["submitted"] * 4
    shared = Evidence.objects.filter(key__in=["surat_dokter", "surat_kematian"], replaced_at__isnull=True)
    assert len({row.sha256 for row in shared}) == 1, "the same in both, before or after"
    assert not isinstance(attached, DomainError) or attached.code == "already_submitted"


def test_a_page_pressed_twice_at_once_begins_once(siti, rahmat_id):
    acting = siti.acting
    answers = {"tanggal": "2026-11-20", "hubungan": "pasangan", "surat": "belum", "di_kk": True}

    def start():
        return services.start_bundle(
            acting=acting, event="kematian", answers=answers, services=FOUR, person=rahmat_id, attempt="satu"
        )

    first, *others = together(start, start, start)
    assert others == [first, first]
    assert Bundle.objects.count() == 1
    assert Submission.objects.count() == 4


def test_a_server_that_dies_on_the_way_has_sent_nothing_and_the_next_press_sends_all(siti, complete, monkeypatch):
    emitted = []
    emit = submitting.outbox.emit

    def die_at_the_third(event, **more):
        emitted.append(event)
        if len(emitted) == 3:
            raise SystemExit
        return emit(event, **more)

    with monkeypatch.context() as dying:
        dying.setattr(submitting.outbox, "emit", die_at_the_third)
        with pytest.raises(SystemExit):
            services.send_bundle(acting=siti.acting, code=complete)
    assert states(complete) == ["draft"] * 4
    assert not Case.objects.exists()
    services.send_bundle(acting=siti.acting, code=complete)
    assert Case.objects.count() == 4


def test_services_change_in_one_tab_while_the_other_saves(siti, complete):
    acting = siti.acting
    results = together(
        lambda: services.choose_services(acting=acting, code=complete, services=FOUR[:2]),
        lambda: services.save_shared(acting=acting, code=complete, raw={"makam": HAPPENED["surat"]}),
    )
    assert not any(isinstance(result, Exception) for result in results)
    assert states(complete) == ["draft"] * 2
