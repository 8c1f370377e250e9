"""What officers, witnesses and administrators do on pages, done by their programs."""

import json
from collections.abc import Callable
from http import HTTPStatus

import pytest
from django.test import Client

from palui.cases import selectors as cases_read
from palui.cases import services as cases
from palui.cases.domain import AnswerState, Status
from palui.outbox import services as outbox
from palui.outbox.domain import State
from palui.outbox.models import OutboxEntry
from palui.residents import selectors as residents
from tests.api.program import Program, good, problem
from tests.cast import ANSWERS, EVIDENCE, JAMILAH, PASSPHRASE, RAHMAD, City, Person

SignIn = Callable[..., Program]
HASAN = {
    "name": "Hasan Basri",
    "nik": "6371991204800005",
    "kk": "6371990101100055",
    "birth_place": "Banjarmasin",
    "birth_date": "1980-04-12",
    "sex": "L",
    "religion": "Islam",
    "marital_status": "Kawin",
    "relation": "Kepala Keluarga",
    "street": "Jl. Sungai Jingah No. 3",
    "rt": "12",
    "rw": "2",
}


@pytest.fixture
def checked(siti_asks: Callable[..., str], masrani: Person, fauzi: Person) -> Callable[[], str]:
    """A case that waits for Ibu Lurah alone."""

    def check() -> str:
        code = siti_asks()
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
        return code

    return check


def test_many_letters_are_signed_one_is_revoked_and_one_replaced(
    checked: Callable[[], str], ratna: Person, sign_in: SignIn, visitor: Program
) -> None:
    hers, codes = sign_in(ratna), [checked(), checked()]

    signed = good(hers.post("/letters/sign", {"codes": [*codes, "PLI-0000-0000"], "passphrase": PASSPHRASE}))

    assert [one["code"] for one in signed[:2]] == codes
    assert all(one["letter"] and not one["problem"] for one in signed[:2])
    assert signed[2]["letter"] is None
    assert signed[2]["problem"]
    rows = {row["code"]: row for row in good(hers.get("/letters"))["items"]}
    revoked = good(hers.post(f"/letters/{rows[codes[0]]['id']}/revoke", {"reason": "Salah orang"}))
    assert (revoked["status"], revoked["ended_reason"]) == ("revoked", "Salah orang")
    answers = good(hers.get(f"/letters/{rows[codes[1]]['id']}/answers"))
    body = {"reason": "Salah tahun", "passphrase": PASSPHRASE, "answers": answers | {"sejak": "2020-01"}}
    new = good(hers.post(f"/letters/{rows[codes[1]]['id']}/replace", body))
    assert new["status"] == "signed"
    old = good(visitor.get(f"/letters/{rows[codes[1]]['token']}"))
    assert old["status"] == "replaced"


def test_witnesses_say_yes_and_no_by_link(
    siti_asks: Callable[..., str],
    rahmat_id: int,
    masrani: Person,
    fauzi: Person,
    sign_in: SignIn,
    visitor: Program,
) -> None:
    code = siti_asks("kematian", subject=rahmat_id)
    cases.endorse(acting=masrani.acting, code=code)
    cases.verify(acting=fauzi.acting, code=code)
    first, second = (one.id for one in cases_read.case(code).confirmations)
    his = sign_in(fauzi)
    links = [good(his.post(f"/cases/{code}/confirmations/{one}/link"))["token"] for one in (first, second)]

    assert good(visitor.get(f"/confirmations/{links[0]}"))["name"] == RAHMAD["nama"]
    wrong = visitor.post(f"/confirmations/{links[0]}/confirm", {"digits": "0000"})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    good(visitor.post(f"/confirmations/{links[0]}/confirm", {"digits": RAHMAD["nik"][-4:]}))
    assert cases_read.case(code).confirmations[0].state is AnswerState.CONFIRMED
    no = {"digits": JAMILAH["nik"][-4:], "reason": "Saya tidak tahu."}
    good(visitor.post(f"/confirmations/{links[1]}/decline", no))

    assert good(his.get(f"/cases/{code}"))["status"] == Status.VERIFICATION, "the officer looks again"


def test_an_officer_fills_in_for_siti_who_agreed(
    siti: Person, fauzi: Person, sign_in: SignIn, house_photo: bytes
) -> None:
    his = sign_in(fauzi)
    found = good(his.post("/helping/residents", {"text": "siti rah"}))
    draft = {"service": "domisili", "answers": ANSWERS["domisili"], "on_behalf": found[0]["public_id"]}
    code = good(his.post("/submissions", draft), HTTPStatus.CREATED)["code"]
    for key in EVIDENCE["domisili"]:
        good(his.put(f"/submissions/{code}/evidence/{key}", raw=house_photo, kind="image/jpeg"))

    refused = his.post(f"/submissions/{code}/submit")
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, "nobody agreed yet"
    consent = {"kind": "spoken", "words": "Silakan diisikan, saya tidak bisa menulis."}
    good(his.put(f"/submissions/{code}/consent", consent), HTTPStatus.NO_CONTENT)
    assert good(his.post(f"/submissions/{code}/submit"))["state"] == "submitted"

    assert [one["code"] for one in good(sign_in(siti).get("/cases"))["items"]] == [code]
    assert [one["code"] for one in good(his.get("/helping/served"))["items"]] == [code]


def test_the_register_is_searched_corrected_and_added_to(
    siti: Person, fauzi: Person, budi: Person, sign_in: SignIn
) -> None:
    his = sign_in(fauzi)
    added = good(his.post("/residents", {"fields": HASAN, "reason": "KTP asli"}), HTTPStatus.CREATED)["public_id"]

    names, after = [], ""
    while page := good(his.post("/residents/search", {"limit": 2, "after": after})):
        names += [row["name"] for row in page["items"]]
        if not (after := page["next"]):
            break
    assert names == ["Aisyah Putri", "Budi Santoso", "Hasan Basri", "Rahmat Hidayat", "Siti Rahmah"]

    change = {"changes": {"occupation": "Guru"}, "reason": "Ijazah"}
    assert good(his.send("PATCH", f"/residents/{added}", change))["changed"] == ["occupation"]
    assert good(his.get(f"/residents/{added}"))["fields"]["occupation"] == "Guru"
    problem(sign_in(budi).get(f"/residents/{added}"), HTTPStatus.NOT_FOUND, "not_found")


def test_the_register_is_filled_from_a_file(city: City, ratna: Person, sign_in: SignIn) -> None:
    hers = sign_in(ratna)
    header = "NO_KK;NIK;NAMA_LGKP;TMPT_LHR;TGL_LHR;JENIS_KLAMIN;AGAMA;STAT_KWN;STAT_HBKEL;PDDK_AKH;JENIS_PKRJN;ALAMAT;NO_RT;NO_RW"
    row = "6371990101100055;6371991204800005;HASAN BASRI;BANJARMASIN;12-04-1980;LAKI-LAKI;ISLAM;KAWIN;KEPALA KELUARGA;SLTA/SEDERAJAT;PERDAGANGAN;JL. SUNGAI JINGAH NO. 3;012;002"
    sent = good(hers.post_file("/residents/imports", f"{header}\n{row}\n".encode(), "penduduk.csv"), HTTPStatus.CREATED)
    _work()
    guessed = good(hers.get(f"/residents/imports/{sent['public_id']}"))

    start = {"fields": guessed["fields"], "source": guessed["source"], "dry_run": False}
    good(hers.post(f"/residents/imports/{sent['public_id']}/start", start))
    _work()

    done = good(hers.get(f"/residents/imports/{sent['public_id']}"))
    assert (done["added"], done["wrong"], done["place"]) == (1, 0, 1)
    assert residents.count_of_office(city.office_id) == 1
    assert [one["public_id"] for one in good(hers.get("/residents/imports"))] == [sent["public_id"]]
    assert hers.get(f"/residents/imports/{sent['public_id']}/report").headers["Content-Type"].startswith("text/csv")


def test_a_mandate_is_given_and_ended(city: City, administrator: Person, budi: Person, sign_in: SignIn) -> None:
    its, his = sign_in(administrator), sign_in(budi)
    found = good(its.get("/people", text="budi"))
    new = {"user_id": found[0]["id"], "role": "officer", "note": "SK 1"}

    made = good(its.post(f"/mandates?office_id={city.office_id}", new), HTTPStatus.CREATED)

    assert [one["role"] for one in good(his.get("/me"))["mandates"]] == ["officer"]
    good(its.post(f"/mandates/{made['id']}/end", {}), HTTPStatus.NO_CONTENT)
    assert good(his.get("/me"))["mandates"] == []


def test_what_is_stuck_is_tried_again_or_set_aside(
    siti_asks: Callable[..., str], administrator: Person, siti: Person, sign_in: SignIn
) -> None:
    siti_asks()
    one, other = OutboxEntry.objects.order_by("pk")[:2]
    OutboxEntry.objects.filter(pk__in=[one.pk, other.pk]).update(state=State.STUCK.value, done_at=None)
    its = sign_in(administrator)

    assert {row["id"] for row in good(its.get("/queue"))["items"]} == {one.pk, other.pk}
    good(its.post(f"/queue/{one.pk}/retry"), HTTPStatus.NO_CONTENT)
    good(its.post(f"/queue/{other.pk}/discard", {"reason": "Sudah dikabari"}), HTTPStatus.NO_CONTENT)

    assert good(its.get("/queue"))["stuck"] == 0
    aside = good(its.get("/queue", state="discarded"))["items"]
    assert [(row["id"], row["discarded_because"]) for row in aside] == [(other.pk, "Sudah dikabari")]
    problem(sign_in(siti).get("/queue"), HTTPStatus.NOT_FOUND, "not_found")


def test_the_auditor_reads_the_record_page_by_page(
    siti_asks: Callable[..., str], yulia: Person, fauzi: Person, sign_in: SignIn
) -> None:
    code, hers = siti_asks(), sign_in(yulia)

    whole = good(hers.get("/record", chain=code))["items"]
    assert whole
    read, after = [], {}
    while page := good(hers.get("/record", chain=code, limit=1, **after)):
        read += page["items"]
        if not page["next"]:
            break
        after = {"after": page["next"]}

    assert read == whole
    assert good(hers.post("/record/prove"))["is_whole"]
    problem(sign_in(fauzi).get("/record"), HTTPStatus.NOT_FOUND, "not_found")


def test_own_cases_and_drafts_come_page_by_page(siti: Person, siti_asks: Callable[..., str], sign_in: SignIn) -> None:
    hers = sign_in(siti)
    cases_of_hers = [siti_asks() for _ in range(3)]
    drafts = [good(hers.post("/submissions", {"service": "domisili"}), HTTPStatus.CREATED)["code"] for _ in range(3)]

    assert _codes(hers, "/cases") == cases_of_hers[::-1]
    assert _codes(hers, "/submissions") == drafts[::-1]
    problem(hers.get("/cases", limit=101), HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")


def test_signing_out_elsewhere_leaves_the_caller_signed_in(siti: Person, sign_in: SignIn) -> None:
    first, second = sign_in(siti), sign_in(siti)

    assert [one["is_this"] for one in good(second.get("/me/devices"))] == [True, False]
    assert good(second.post("/me/devices/sign-out-others"))["count"] == 1

    good(second.get("/me"))
    problem(first.get("/me"), HTTPStatus.UNAUTHORIZED, "not_signed_in")


def test_a_new_password_ends_every_session(siti: Person, sign_in: SignIn) -> None:
    hers, new = sign_in(siti), "perahu-kuning-di-martapura"

    good(hers.post("/me/password", {"old": PASSPHRASE, "new": new}), HTTPStatus.NO_CONTENT)

    problem(hers.get("/me"), HTTPStatus.UNAUTHORIZED, "not_signed_in")
    good(sign_in(siti, new).get("/me"))


def test_a_file_is_checked_so_often_and_no_more(visitor: Program) -> None:
    answers = [visitor.post("/letters/verify", raw=b"nothing", kind="application/pdf") for _ in range(121)]

    assert json.loads(answers[0].content)["verdict"] == "not_pdf"
    problem(answers[-1], HTTPStatus.TOO_MANY_REQUESTS, "too_many_tries")
    empty = Client().post("/api/v1/letters/verify", REMOTE_ADDR="127.0.0.9")
    problem(empty, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input")


def _codes(program: Program, path: str) -> list[str]:
    first = good(program.get(path, limit=2))
    rest = good(program.get(path, limit=2, after=first["next"]))
    assert rest["next"] == ""
    return [one["code"] for one in [*first["items"], *rest["items"]]]


def _work() -> None:
    while outbox.deliver_due():
        pass
