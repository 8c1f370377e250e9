"""A kelurahan that does not offer everything, is faster than the city, and numbers its letters its own way."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.urls import reverse

from palui.audit import selectors as audit
from palui.cases import selectors as cases
from palui.cases import services as case_services
from palui.cases.models import CaseStep
from palui.catalogue import selectors, services
from palui.catalogue.domain import AS_PUBLISHED, OfficeTerms
from palui.catalogue.models import OfficeService
from palui.intake import services as intake
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.letters import services as letters
from palui.residents import selectors as residents
from tests.api.program import Program
from tests.cast import ANSWERS, PASSPHRASE

pytestmark = pytest.mark.django_db

CLOSED = OfficeTerms(is_offered=False, reason="Loket sedang direnovasi. Datang ke Kecamatan Banjarmasin Utara.")
WITHOUT_ADDRESS = "berkelakuan-baik"


@pytest.fixture
def keeps(ratna, city):
    """Sungai Jingah keeps a service so."""

    def keep(code, terms=CLOSED, **changes):
        now = selectors.terms(city.office_id, code)
        wanted = replace(terms, revision=now.revision, **changes)
        return services.keep_terms(acting=ratna.acting, office_code="SJ", code=code, terms=wanted)

    return keep


@pytest.fixture
def fills(siti, house_photo):
    """Siti fills in a letter of domicile whole, and does not send it; gives the code."""

    def fill():
        code = intake.start_draft(acting=siti.acting, service_code="domisili")
        intake.save_answers(acting=siti.acting, code=code, raw=ANSWERS["domisili"])
        intake.attach_evidence(
            acting=siti.acting, code=code, key="foto_rumah", content=house_photo, filename="rumah.jpg"
        )
        return code

    return fill


def hours_of(code):
    return dict(CaseStep.objects.filter(case__code=code).values_list("key", "hours"))


def page(person, name, *args):
    return person.client.get(reverse(f"catalogue:{name}", args=args))


def send(person, service="domisili", **data):
    return person.client.post(reverse("catalogue:office_service", args=["SJ", service]), data)


# --- what an office may say --------------------------------------------------------------------


def test_until_an_office_says_otherwise_it_keeps_a_service_as_published(city):
    assert selectors.terms(city.office_id, "domisili") == AS_PUBLISHED
    assert [one.code for one in selectors.offered_at(city.office_id)] == [one.code for one in selectors.offered()]


def test_less_time_than_the_city_is_promised_and_the_route_of_a_new_case_has_it(keeps, siti_asks, city):
    before = siti_asks()
    keeps("domisili", AS_PUBLISHED, hours={"verify": 1.5, "sign": 4})
    after = siti_asks()
    definition = selectors.current("domisili").definition
    terms = selectors.terms(city.office_id, "domisili")
    assert dict(terms.hours) == {"verify": 1.5}  # what is the city's own time is not kept
    assert terms.promise(definition, uses_rw=False) == "Paling lama 2 hari kerja sejak berkas lengkap"
    assert hours_of(after) == {"rt": 4, "verify": 1.5, "sign": 4}
    assert hours_of(before) == {"rt": 4, "verify": 4, "sign": 4}


def test_a_step_is_due_by_the_time_of_the_office(keeps, siti_asks, frozen_clock):
    keeps("domisili", AS_PUBLISHED, hours={"rt": 1})
    case = cases.case(siti_asks())
    assert case.current_step.due_at - clock.now() == timedelta(hours=1)


@pytest.mark.parametrize(
    ("changes", "place"),
    [
        ({"hours": {"verify": 4.5}}, "hours.verify"),
        ({"hours": {"verify": 0}}, "hours.verify"),
        ({"hours": {"verify": -1}}, "hours.verify"),
        ({"hours": {"verify": float("nan")}}, "hours.verify"),
        ({"hours": {"camat": 1}}, "hours.camat"),
        ({"classification": "400\n12"}, "classification"),
        ({"classification": "{sequence}"}, "classification"),
        ({"classification": "4" * 41}, "classification"),
        ({"is_offered": False, "reason": "  \u200b "}, "reason"),
        ({"is_offered": False, "reason": "x" * 301}, "reason"),
    ],
)
def test_what_an_office_may_not_say_is_refused_in_its_place(keeps, city, changes, place):
    with pytest.raises(InvalidInput) as refused:
        keeps("domisili", AS_PUBLISHED, **changes)
    assert list(refused.value.errors) == [place]
    assert selectors.terms(city.office_id, "domisili") == AS_PUBLISHED


def test_when_the_city_allows_less_the_office_follows(keeps, city):
    keeps("domisili", AS_PUBLISHED, hours={"verify": 3})
    definition = selectors.current("domisili").definition
    stricter = replace(definition, route=tuple(replace(step, hours=2) for step in definition.route))
    route = selectors.terms(city.office_id, "domisili").route(stricter)
    assert [step.hours for step in route] == [2, 2, 2, 2]


def test_a_letter_of_the_office_bears_its_own_classification(keeps, siti_asks, masrani, fauzi, ratna):
    keeps("domisili", AS_PUBLISHED, classification="474.4")
    code = siti_asks()
    case_services.endorse(acting=masrani.acting, code=code)
    case_services.verify(acting=fauzi.acting, code=code)
    letter = letters.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert letter.number.startswith("474.4/1/SJ/")


# --- what is not offered -----------------------------------------------------------------------


def test_what_is_not_offered_cannot_be_begun_by_its_people_but_by_others(keeps, siti, city):
    keeps(WITHOUT_ADDRESS)
    with pytest.raises(DomainError) as refused:
        intake.start_draft(acting=siti.acting, service_code=WITHOUT_ADDRESS)
    assert refused.value.code == "not_offered_here"
    assert WITHOUT_ADDRESS not in {one.code for one in selectors.offered_at(city.office_id)}
    assert WITHOUT_ADDRESS in {one.code for one in selectors.offered_at(city.other_office_id)}
    answer = siti.client.get(f"/ajukan/{WITHOUT_ADDRESS}/")
    assert "Tidak dilayani di Kelurahan Sungai Jingah" in answer.text
    assert CLOSED.reason in answer.text
    assert "Mulai mengisi" not in answer.text
    assert siti.client.post(f"/ajukan/{WITHOUT_ADDRESS}/", {"untuk": siti.acting.resident_id}).status_code == 422


def test_the_counter_cannot_begin_it_either(keeps, fauzi, siti):
    keeps(WITHOUT_ADDRESS)
    person = residents.facts_of(siti.acting.resident_id)
    with pytest.raises(DomainError, match="not_offered_here"):
        intake.start_draft(acting=fauzi.acting, service_code=WITHOUT_ADDRESS, on_behalf=person.public_id)


def test_the_counter_reads_that_it_is_not_offered_before_and_after_choosing_it(keeps, fauzi, siti):
    keeps(WITHOUT_ADDRESS)
    address = f"/loket/warga/{residents.facts_of(siti.acting.resident_id).public_id}/"
    assert "Tidak dilayani</small>" in fauzi.client.get(address).text
    chosen = fauzi.client.post(address, {"layanan": WITHOUT_ADDRESS})
    assert chosen.status_code == 422
    assert CLOSED.reason in chosen.text


def test_where_an_address_decides_it_is_refused_at_the_address(keeps, siti):
    keeps("domisili")
    code = intake.start_draft(acting=siti.acting, service_code="domisili")
    address = {"kelurahan": "63.71.04.1004", "rt": "12", "rw": "02", "street": "Jl. Sungai Jingah No. 8"}
    outcome = intake.save_answers(acting=siti.acting, code=code, raw={"alamat": address}, groups=["tempat"])
    assert CLOSED.reason in outcome.errors["alamat.kelurahan"]
    elsewhere = address | {"kelurahan": "63.71.04.1009", "rt": "07", "rw": "01"}
    outcome = intake.save_answers(acting=siti.acting, code=code, raw={"alamat": elsewhere}, groups=["tempat"])
    assert "alamat.kelurahan" not in outcome.errors
    intake.save_answers(acting=siti.acting, code=code, raw={"alamat": address}, groups=["tempat"])
    with pytest.raises(InvalidInput) as refused:
        intake.submit(acting=siti.acting, code=code)
    assert CLOSED.reason in refused.value.errors["alamat.kelurahan"]


def test_who_was_in_the_middle_may_finish_and_running_cases_go_on(keeps, siti, siti_asks, fills, masrani):
    draft, running = fills(), siti_asks()
    keeps("domisili")
    intake.submit(acting=siti.acting, code=draft)
    case_services.endorse(acting=masrani.acting, code=running)
    assert cases.case(running).current_step.key == "verify"


def test_pages_and_the_api_tell_people_of_that_kelurahan(keeps, siti, anonymous):
    keeps(WITHOUT_ADDRESS)
    page = siti.client.get(f"/layanan/{WITHOUT_ADDRESS}/").text
    assert CLOSED.reason in page
    assert f"/ajukan/{WITHOUT_ADDRESS}/" not in page.replace("ld+json", "").split("</head>")[1]
    for address in ("/layanan/", "/cari/?q=kelakuan baik"):
        assert "Tidak dilayani di Kelurahan Sungai Jingah" in siti.client.get(address).text, address
        assert "Tidak dilayani" not in anonymous.get(address).text, address
    assert CLOSED.reason in anonymous.get(f"/layanan/{WITHOUT_ADDRESS}/?kelurahan=63.71.04.1004").text
    assert "Tidak dilayani" not in anonymous.get(f"/layanan/{WITHOUT_ADDRESS}/?kelurahan=63.71.04.1009").text
    assert "Tidak dilayani" not in anonymous.get(f"/layanan/{WITHOUT_ADDRESS}/?kelurahan=%00'").text

    def told(query):
        rows = anonymous.get(f"/api/v1/services{query}").json()
        return next((row["offered"], row["not_offered_because"]) for row in rows if row["code"] == WITHOUT_ADDRESS)

    assert told("?kelurahan=63.71.04.1004") == (False, CLOSED.reason)
    assert told("?kelurahan=63.71.04.1009") == told("") == (True, "")
    assert anonymous.get("/api/v1/services?kelurahan=63.71.04.9999").status_code == 404


def test_the_promise_of_ones_own_kelurahan_stands_on_the_page(keeps, siti, anonymous):
    keeps("domisili", AS_PUBLISHED, hours={"rt": 1, "verify": 1, "sign": 1})
    assert "Paling lama 3 jam kerja" in siti.client.get("/layanan/domisili/").text
    assert "Paling lama 2 hari kerja" in anonymous.get("/layanan/domisili/").text
    told = anonymous.get("/api/v1/services/domisili?kelurahan=63.71.04.1004").json()
    assert told["time"] == "Paling lama 3 jam kerja sejak berkas lengkap"
    assert [step["hours"] for step in told["route"]] == [1, 1, 1]


def test_reading_what_offices_keep_costs_one_question_for_all_services(keeps, city, django_assert_num_queries):
    keeps(WITHOUT_ADDRESS)
    keeps("sktm")
    selectors.forget()
    selectors.offered()
    with django_assert_num_queries(1):
        assert len(selectors.offered_at(city.office_id)) == len(selectors.offered()) - 2
        assert not selectors.terms(city.office_id, "sktm").is_offered


# --- the pages of the office -------------------------------------------------------------------


def test_the_lurah_sees_every_service_and_changes_one(ratna, city, django_assert_max_num_queries):
    page(ratna, "office_services", "SJ")
    with django_assert_max_num_queries(10):
        listed = page(ratna, "office_services", "SJ").text
    assert listed.count("Dilayani</") == sum(one.definition.is_asked_for for one in selectors.offered())
    form = page(ratna, "office_service", "SJ", "domisili").text
    assert "Batas kota 4 jam kerja" in form
    assert "400.12.2.1" in form
    done = send(ratna, revisi=0, dilayani="on", jam_verify="1,5", klasifikasi="474.4")
    assert done.url == reverse("catalogue:office_services", args=["SJ"])
    assert "lebih cepat dari kota" in page(ratna, "office_services", "SJ").text
    terms = selectors.terms(city.office_id, "domisili")
    assert (dict(terms.hours), terms.classification, terms.revision) == ({"verify": 1.5}, "474.4", 1)
    again = page(ratna, "office_service", "SJ", "domisili").text
    assert 'value="1,5"' in again
    (said,) = [one.sentence for one in audit.entries_of_subject("office:SJ") if one.action == "office.service_change"]
    assert said == "mengubah waktu, kode klasifikasi untuk Surat Keterangan Domisili di kantor ini"


def test_too_much_time_is_refused_and_stays_in_the_form(ratna, city):
    answer = send(ratna, revisi=0, dilayani="on", jam_verify="9")
    assert answer.status_code == 422
    assert "paling banyak 4 jam kerja" in answer.text
    assert 'value="9"' in answer.text
    assert not OfficeService.objects.exists()


def test_switching_off_asks_once_where_people_are_in_the_middle(ratna, fills, city):
    fills()
    data = {"revisi": 0, "alasan": CLOSED.reason}
    asked = send(ratna, **data)
    assert asked.status_code == 422
    assert "1 warga kelurahan ini sedang mengisi" in asked.text
    assert CLOSED.reason in asked.text
    assert selectors.terms(city.office_id, "domisili").is_offered
    assert send(ratna, **data, yakin="1").status_code == 302
    assert not selectors.terms(city.office_id, "domisili").is_offered
    assert "Tidak dilayani" in page(ratna, "office_services", "SJ").text
    assert send(ratna, revisi=1, dilayani="on", alasan="lama").status_code == 302
    kept = selectors.terms(city.office_id, "domisili")
    assert (kept.is_offered, kept.reason, kept.off_since) == (True, "", None)
    actions = [one.action for one in audit.entries_of_subject("office:SJ")]
    assert "office.service_off" in actions
    assert "office.service_on" in actions


def test_with_nobody_in_the_middle_it_is_switched_off_at_once_but_not_without_a_reason(ratna, city):
    assert "Tulis mengapa" in send(ratna, revisi=0).text
    assert send(ratna, revisi=0, alasan=CLOSED.reason).status_code == 302


def test_of_two_who_change_the_same_the_second_is_told_and_keeps_what_was_typed(ratna, rizani, city):
    assert send(ratna, revisi=0, dilayani="on", jam_verify="2").status_code == 302
    late = send(rizani, revisi=0, dilayani="on", jam_verify="3", klasifikasi="474.4")
    assert late.status_code == 409
    assert "Hj. Ratna Dewi" in late.text
    assert 'value="3"' in late.text
    assert 'value="474.4"' in late.text
    assert dict(selectors.terms(city.office_id, "domisili").hours) == {"verify": 2}
    revision = re.search(r'name="revisi" value="(\d+)"', late.text)[1]
    assert send(rizani, revisi=revision, dilayani="on", jam_verify="3").status_code == 302
    with pytest.raises(Conflict):
        services.keep_terms(acting=ratna.acting, office_code="SJ", code="domisili", terms=CLOSED)


def test_saving_what_is_there_already_changes_and_records_nothing(ratna, city):
    assert send(ratna, revisi=0, dilayani="on").status_code == 302
    assert not OfficeService.objects.exists()
    assert not [one for one in audit.entries_of_subject("office:SJ") if one.action.startswith("office.service")]


def test_an_office_is_kept_by_its_own_people_and_guidance_by_nobody(fauzi, norhayati, siti, camat, ratna):
    for person in (fauzi, norhayati, siti, camat):
        assert page(person, "office_services", "SJ").status_code == 404
        with pytest.raises(NotFound):
            services.keep_terms(acting=person.acting, office_code="SJ", code="domisili", terms=CLOSED)
    assert page(ratna, "office_services", "KU").status_code == 404
    assert page(ratna, "office_service", "SJ", "pindah").status_code == 404
    assert page(ratna, "office_service", "SJ", "tidak-ada").status_code == 404


def test_hostile_words_of_an_office_are_words(keeps, siti):
    keeps(WITHOUT_ADDRESS, reason="<script>alert(1)</script> \u202egnuruh {{ 1 }}")
    text = siti.client.get(f"/layanan/{WITHOUT_ADDRESS}/").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt; gnuruh {{ 1 }}" in text


# --- over the API ------------------------------------------------------------------------------


def test_the_same_over_the_api(ratna, norhayati, city):
    lurah, elsewhere = (Program(person.client.session.session_key) for person in (ratna, norhayati))
    listed = {row["code"]: row for row in lurah.get("/offices/SJ/services").json()}
    assert listed["domisili"]["limits"]["verify"] == 4
    body = {"offered": True, "hours": {"verify": 2}, "classification": "474.4", "revision": 0}

    def put(program, **changes):
        return program.put("/offices/SJ/services/domisili", body | changes)

    assert put(lurah).json()["hours"] == {"verify": 2}
    assert put(lurah).status_code == 409
    assert put(lurah, revision=1, hours={"verify": 5}).status_code == 422
    assert put(lurah, revision=1, offered=False, reason=CLOSED.reason).json()["offered"] is False
    assert put(elsewhere).status_code == elsewhere.get("/offices/SJ/services").status_code == 404
