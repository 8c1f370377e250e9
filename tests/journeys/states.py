"""States that a practice city comes into only by what people do; `bring_about` does it, in a process of that city.

    palui shell --no-imports --command "from tests.journeys import states; states.bring_about()"

writes as JSON where to look: `pages`, `forms` and `once` of a `walking.Walk`.
"""

import csv
import io
import json
import random
import sys
from collections import defaultdict
from datetime import timedelta
from typing import Any

from django.contrib.auth import get_user_model

from palui.accounts import access as accounts_access
from palui.accounts import selectors as accounts
from palui.accounts.domain import Acting, Role
from palui.accounts.services import addresses
from palui.builder import services as builder
from palui.cases import services as cases
from palui.cases.models import Confirmation
from palui.catalogue import services as catalogue
from palui.catalogue.domain import OfficeTerms
from palui.delivery.domain import Channel as Way
from palui.delivery.domain import Kind
from palui.delivery.domain import State as Delivery
from palui.delivery.models import Message
from palui.formspec import example
from palui.intake import selectors as submissions
from palui.intake import services as intake
from palui.intake.domain import Channel, Consent, ConsentKind
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from palui.outbox.domain import State
from palui.outbox.models import OutboxEntry
from palui.practice.domain import cast
from palui.practice.domain.answers import answers_for
from palui.practice.services.signing import acting_as
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from palui.residents.domain import ResidentRecord
from palui.residents.domain.layouts import OWN_HEADER
from palui.residents.services import importing
from tests.cast import A_WEEK_AGO, ANSWERS, EVIDENCE, JAMILAH, a_photo

#: Accounts as which nobody walks, and Siti's, who certainly has a family.
ASIDE = ("warga-sj-01", "warga-sj-02", "warga-sj-04", "warga")


class States:
    """What was brought about so far, and who did it."""

    def __init__(self) -> None:
        self.pages: defaultdict[str, list[str]] = defaultdict(list)
        self.forms: defaultdict[str, list[tuple[str, str, dict[str, str]]]] = defaultdict(list)
        self.once: defaultdict[str, list[tuple[str, str, dict[str, str]]]] = defaultdict(list)
        self.office = regions.office_of_kelurahan(cast.KELURAHAN)
        self.desk = {
            (held.mandate.role, held.mandate.rt_id or held.mandate.rw_id): acting_as(held)
            for held in accounts.mandates_of_office(self.office.id)
            if held.state == "now"
        }
        #: Who asks for letters and does not live alone; whom officers help.
        self.teller = next(name for name in ASIDE if len(residents.household_of(self.record(name).id)) > 1)
        self.helped = next(name for name in ASIDE if name != self.teller)

    def acting(self, username: str) -> Acting:
        return accounts_access.acting_for(get_user_model().objects.get(username=username))

    def record(self, username: str) -> ResidentRecord:
        record = residents.facts_of(self.acting(username).resident_id or 0)
        assert record is not None, username
        return record

    def ask(self, username: str, service: str, answers: dict[str, Any], **more: Any) -> str:
        """Ask for a letter, and have the heads of RT and RW agree; gives the code."""
        acting = self.acting(username)
        code = intake.start_draft(acting=acting, service_code=service, **more)
        intake.save_answers(acting=acting, code=code, raw=answers)
        for key in EVIDENCE[service]:
            intake.attach_evidence(acting=acting, code=code, key=key, content=a_photo(), filename=f"{key}.jpg")
        if "on_behalf" in more:
            agreed = Consent(kind=ConsentKind.SPOKEN, words="Ya, silakan diurus.")
            intake.give_consent(acting=acting, code=code, consent=agreed)
        intake.submit(acting=acting, code=code)
        where = submissions.submission(code)
        cases.endorse(acting=self.desk[Role.RT_HEAD, where.rt_id], code=code)
        cases.endorse(acting=self.desk[Role.RW_HEAD, where.rw_id], code=code)
        return code

    def domicile(self, record: ResidentRecord) -> dict[str, Any]:
        luck = random.Random("palui/keadaan")  # noqa: S311 - made-up answers, the same every time
        address = record.as_context()["address"]
        return answers_for("domisili", luck, address=address, people=3, job="", on=clock.today())


def bring_about() -> None:
    states = States()
    for state in (
        _witnesses_are_asked,
        _the_counter_is_busy,
        _a_photo_is_handed_in,
        _several_are_asked_for_together,
        _a_house_is_looked_at,
        _an_initial_is_asked_for,
        _registers_came_in_files,
        _an_address_waits_for_its_owner,
        _work_is_stuck,
        _services_are_being_written,
    ):
        state(states)
    sys.stdout.write(json.dumps({"pages": states.pages, "forms": states.forms, "once": states.once}))


def _witnesses_are_asked(states: States) -> None:
    """A death is told of twice; Siti is a witness each time. The other has only a link, which is used up the second time."""
    code, own, token = _a_death(states)
    states.pages[""].append(f"/k/{token}/")
    states.forms[""] += [(f"/k/{token}/", "cases:confirm_by_link", {}), (f"/k/{token}/", "cases:decline_by_link", {})]
    states.pages["warga"].append(own)
    states.forms["warga"].append((own, "cases:decline", {}))
    states.pages["petugas"].append(f"/berkas/{code}/")
    states.forms["petugas"].append((f"/berkas/{code}/", "cases:confirm_at_counter", {}))
    states.once["petugas"].append((f"/berkas/{code}/", "cases:make_confirmation_link", {}))
    _a_message_failed(states, code)

    _code, own, token = _a_death(states)
    cases.confirm_by_link(token=token, digits=JAMILAH["nik"][-4:])
    states.pages[""].append(f"/k/{token}/")
    states.once["warga"].append((own, "cases:confirm", {}))


def _a_death(states: States) -> tuple[str, str, str]:
    """The code of a case whose witnesses are asked, the page of the first, and the second's link."""
    siti = states.record("warga")
    as_witness = {"nama": siti.name, "nik": siti.nik.digits, "telepon": "0812-3456-7781"}
    teller = states.record(states.teller)
    dead = next(one for one in residents.household_of(teller.id) if one.id != teller.id)
    code = states.ask(
        states.teller, "kematian", ANSWERS["kematian"] | {"saksi": [as_witness, JAMILAH]}, subject=dead.id
    )
    cases.verify(acting=states.acting("petugas"), code=code)
    first, second = Confirmation.objects.filter(step__case__code=code).order_by("position")
    token = cases.issue_confirmation_link(code=code, confirmation_id=second.pk)
    return code, f"/konfirmasi/{code}/{first.pk}/", token


def _a_message_failed(states: States, code: str) -> None:
    Message.objects.create(
        recipient_key="applicant",
        recipient_name="Rahmat",
        address="rahmat@contoh.invalid",
        channel=Way.EMAIL.value,
        kind=Kind.RECEIVED.value,
        case_code=code,
        occasion="gagal",
        params={"service": "Surat Keterangan Kematian"},
        is_for_applicant=True,
        state=Delivery.FAILED.value,
        attempts=16,
        last_error="550 no such user",
        created_at=clock.now(),
    )
    states.pages["petugas"].append(f"/berkas/{code}/pesan/")


def _the_counter_is_busy(states: States) -> None:
    """Somebody was served to the end, somebody is being filled in for, at the counter and by the head of an RT."""
    served, helped = states.record(states.teller), states.record(states.helped)
    code = states.ask(
        "petugas", "domisili", states.domicile(served), channel=Channel.COUNTER, on_behalf=served.public_id
    )
    cases.verify(acting=states.acting("petugas"), code=code)
    draft = intake.start_draft(
        acting=states.acting("petugas"),
        service_code="domisili",
        channel=Channel.COUNTER,
        on_behalf=helped.public_id,
    )
    states.pages["petugas"] += ["/loket/", f"/loket/warga/{helped.public_id}/", f"/loket/isi/{draft}/"]
    states.forms["petugas"] += [
        (f"/loket/warga/{helped.public_id}/", "intake:pick", {}),
        (f"/loket/isi/{draft}/", "intake:counter", {}),
    ]
    households = residents.households_of_office(states.office.id, limit=200)
    neighbour = next(head for head, *_ in households if head.name == "Budi Santoso")
    states.pages["rt"].append(f"/bantu/{neighbour.public_id}/")
    states.forms["rt"].append((f"/bantu/{neighbour.public_id}/", "intake:helping_pick", {}))


def _a_photo_is_handed_in(states: States) -> None:
    rahmat = states.acting("warga-sj-03")
    code = intake.start_draft(acting=rahmat, service_code="domisili")
    intake.save_answers(acting=rahmat, code=code, raw=states.domicile(states.record("warga-sj-03")))
    intake.attach_evidence(acting=rahmat, code=code, key="foto_rumah", content=a_photo(), filename="rumah.jpg")
    states.pages["warga-sj-03"] += [f"/permohonan/{code}/berkas/", f"/permohonan/{code}/periksa/"]


def _several_are_asked_for_together(states: States) -> None:
    """Siti has begun what a death needs, and sent what her husband needs for an application."""
    siti, record = states.acting("warga"), states.record("warga")
    other = next(one for one in residents.household_of(record.id) if one.id != record.id)
    begun = intake.start_bundle(
        acting=siti,
        event="kematian",
        answers={"tanggal": A_WEEK_AGO, "hubungan": "keluarga", "surat": "belum", "di_kk": True, "perlu": ["waris"]},
        services=["kematian", "pengantar-akta-kematian", "pengantar-kk", "ahli-waris"],
        person=other.id,
    )
    pages = [f"/urusan/{begun}/{last}" for last in ("", "bersama/", "bersama/?semua", "layanan/", "periksa/", "hapus/")]
    states.pages["warga"] += pages
    states.forms["warga"] += [
        (f"/urusan/{begun}/bersama/", "intake:shared", {}),
        (f"/urusan/{begun}/layanan/", "intake:choose_again", {}),
        (f"/urusan/{begun}/periksa/", "intake:bundle_review", {}),
    ]
    states.forms[""].append(("/peristiwa/kematian/", "intake:life_event", {}))

    sent = intake.start_bundle(
        acting=siti,
        event="kerja",
        answers={"untuk": "kerja", "perlu": ["skck", "kelakuan"]},
        services=["pengantar-skck", "berkelakuan-baik"],
        person=other.id,
    )
    for draft in submissions.own_bundle(siti, sent).drafts:
        intake.save_answers(acting=siti, code=draft.code, raw=example(draft.service.definition.form))
    intake.send_bundle(acting=siti, code=sent)
    states.pages["warga"].append(f"/lacak/{sent}/")
    states.pages["petugas"].append(f"/berkas/{submissions.own_bundle(siti, sent).sent[0].code}/")


def _a_house_is_looked_at(states: States) -> None:
    answers = ANSWERS["sktm"]
    code = states.ask(states.teller, "sktm", answers)
    cases.verify(acting=states.acting("petugas"), code=code)
    states.pages["petugas"].append(f"/berkas/{code}/lapangan/")
    states.forms["petugas"].append((f"/berkas/{code}/lapangan/", "cases:inspect", {}))


def _an_initial_is_asked_for(states: States) -> None:
    """No service of this city has such a step, so one gets it for as long as this case needs to begin."""
    usual = next(data for data in catalogue.seeds() if data["code"] == "belum-menikah")
    place = next(place for place, step in enumerate(usual["route"]) if step["kind"] == "sign")
    initial = {"key": "paraf", "kind": "countersign", "who": "section_head", "title": "Paraf kepala seksi", "hours": 2}
    catalogue.publish(data={**usual, "route": [*usual["route"][:place], initial, *usual["route"][place:]]}, by=SYSTEM)
    code = states.ask(states.teller, "belum-menikah", ANSWERS["belum-menikah"])
    catalogue.publish(data=usual, by=SYSTEM)
    cases.verify(acting=states.acting("petugas"), code=code)
    states.pages["kasi"].append(f"/berkas/{code}/")
    states.forms["kasi"] += [
        (f"/berkas/{code}/", f"cases:{action}", {})
        for action in ("countersign", "send_back", "reject", "ask_correction")
    ]


def _registers_came_in_files(states: States) -> None:
    """One whose columns are to be chosen, one that was only checked, with a report."""
    secretary = states.acting("sekretaris")
    siti = states.record("warga")
    rows = [
        {"kk": "6371990101100012", "nik": "6371994203910009", "name": "Norlaila", "birth_date": "1991-03-02"},
        {"kk": "6371990101100012", "nik": "12", "name": "Tanpa nomor", "birth_date": "kemarin"},
    ]
    usual = {
        "kelurahan": siti.address.kelurahan,
        "birth_place": "Banjarmasin",
        "sex": "P",
        "religion": "Islam",
        "marital_status": "Kawin",
        "relation": "Istri",
        "street": "Jl. Sungai Jingah No. 8",
        "rt": cast.RT,
        "rw": cast.RW,
    }
    text = io.StringIO()
    write = csv.writer(text, delimiter=";").writerow
    write(OWN_HEADER.values())
    for row in rows:
        write((usual | row).get(field, "") for field in OWN_HEADER)
    for name in ("penduduk-lama.csv", "penduduk-baru.csv"):
        run = importing.keep_file(
            by=secretary.actor(secretary.mandates[0]),
            office_id=states.office.id,
            filename=name,
            content=(text.getvalue() + ("\n" * len(name))).encode(),
            announce=False,
        )
        importing.read_file(run.pk)
        page = f"/penduduk/impor/{run.public_id}/"
        if name == "penduduk-lama.csv":
            importing.begin(
                importing.RegisterImport.objects.get(pk=run.pk),
                by=SYSTEM,
                fields=list(OWN_HEADER),
                register="Disdukcapil",
                dry_run=True,
                makes_rts=False,
            )
            importing.go_through(run.pk, until=lambda: False)
        else:
            states.forms["sekretaris"].append((page, "residents:import_start", {"action": "check"}))
        states.pages["sekretaris"].append(page)


def _an_address_waits_for_its_owner(states: States) -> None:
    teller = get_user_model().objects.get(username=states.teller)
    teller.new_email, teller.new_email_asked_at = "rahmat@contoh.invalid", None
    teller.save(update_fields=["new_email", "new_email_asked_at"])
    asked = addresses.address_to_confirm(user_id=teller.pk)
    assert asked is not None
    states.pages[""].append(f"/surel/{asked.token}/")


def _services_are_being_written(states: States) -> None:
    """One from nothing, so that something is missing in every part; one from a service with lists, conditions and a field
    check; one that will be offered later; one that is offered no longer.
    """
    lina, pages, forms = states.acting("layanan"), states.pages["layanan"], states.forms["layanan"]
    builder.begin(
        by=lina, code="baru-sekali", title="Surat Keterangan yang Namanya Panjang Sekali untuk Dibaca di Ponsel"
    )
    new, written = "/kelola-layanan/baru-sekali/", "/kelola-layanan/sktm/"
    builder.begin_from(by=lina, code="sktm")
    builder.begin_from(by=lina, code="wali")
    later = builder.begin_from(by=lina, code="domisili")
    changed = builder.change(
        by=lina, code="domisili", revision=later.revision, edit=lambda data: data | {"summary": "Di mana Anda tinggal."}
    )
    in_a_month = clock.now() + timedelta(days=30)
    builder.publish(by=lina, code="domisili", revision=changed.revision, at=in_a_month)
    builder.retire(by=lina, code="biodata", reason="Sudah ada di situs Disdukcapil.")
    pages += [
        "/kelola-layanan/",
        "/kelola-layanan/?cari=zzzz",
        "/kelola-layanan/?lihat=berhenti",
        "/kelola-layanan/domisili/",
        "/kelola-layanan/domisili/riwayat/",
        "/kelola-layanan/domisili/riwayat/2/",
        "/kelola-layanan/domisili/perbedaan/?dari=1&ke=2",
        "/kelola-layanan/biodata/",
        "/kelola-layanan/wali/pertanyaan/",
        "/kelola-layanan/wali/aturan/0/",
        "/kelola-layanan/wali/coba/?di=langkah-3",
        *(new + path for path in ("", "terbitkan/", "coba/", "buang/", "surat/?periksa=1", "bahasa/?periksa=1")),
        *(
            written + path
            for path in ("", "pertanyaan/", "pertanyaan/0.1/", "pertanyaan/0.1/hapus/", "dokumen/", "rute/")
        ),
        *(written + path for path in ("surat/", "standar/", "bahasa/", "terbitkan/", "perbedaan/", "salin/")),
        *(f"{written}coba/?di={at}" for at in ("periksa", "berkas", "langkah-0", "langkah-2", "langkah-3", "surat")),
        *(f"{written}rute/{place}/" for place in range(4)),
    ]
    forms += [
        ("/kelola-layanan/baru/", "builder:new", {}),
        ("/kelola-layanan/bawa-berkas/", "builder:bring_in", {}),
        ("/kelola-layanan/domisili/hentikan/", "builder:retire", {}),
        (f"{new}tentang/", "builder:about", {}),
        (f"{new}surat/", "builder:letter", {"simpan": "1"}),
        (f"{written}pertanyaan/0/tambah/", "builder:add", {}),
        (f"{written}pertanyaan/0.0/", "builder:item", {}),
        (f"{written}terbitkan/", "builder:publish", {}),
    ]


def _work_is_stuck(states: States) -> None:
    now = clock.now()
    entry, _another = (
        OutboxEntry.objects.create(
            event="MessageQueued",
            payload={"code": "PLI-2222-2222", "message_id": number},
            reaction="delivery.send_message",
            state=State.STUCK.value,
            attempts=16,
            due_at=now,
            created_at=now - timedelta(days=2),
            last_error="palui.kernel.errors.TemporaryFailure: surel diam",
        )
        for number in (1, 2)
    )
    states.pages["admin"] += ["/antrean/", f"/antrean/{entry.pk}/kesampingkan/"]
    states.forms["admin"].append((f"/antrean/{entry.pk}/kesampingkan/", "portal:discard_entry", {}))


def _an_office_keeps_services_its_own_way(states: States) -> None:
    """One service is not offered there, another is promised faster; whoever changes one is asked, refused, or too late."""
    lurah, office = states.acting("lurah"), states.office.code

    def keep(service: str, terms: OfficeTerms) -> None:
        catalogue.keep_terms(acting=lurah, office_code=office, code=service, terms=terms)

    keep(
        "bepergian", OfficeTerms(is_offered=False, reason="Tidak perlu surat ini lagi untuk bepergian di dalam negeri.")
    )
    keep("legalisir", OfficeTerms(hours={"verify": 1}, classification="474.4"))
    states.pages["warga"] += ["/layanan/bepergian/", "/ajukan/bepergian/", "/layanan/legalisir/"]
    states.pages["lurah"] += [f"/kantor/{office}/layanan/", f"/kantor/{office}/layanan/legalisir/"]
    page, view = f"/kantor/{office}/layanan/domisili/", "catalogue:office_service"
    because = {"alasan": "Loket sedang direnovasi."}
    states.forms["lurah"] += [
        (page, view, {}),
        (page, view, because),  # somebody is in the middle
        (f"/kantor/{office}/layanan/legalisir/", view, because | {"revisi": "0", "yakin": "1"}),
    ]
