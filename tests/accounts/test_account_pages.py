"""One's own account, and the pages that manage mandates."""

import io
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from palui.accounts import selectors, services
from palui.accounts.domain import Role
from palui.accounts.management.commands import administrator as administrator_command
from palui.accounts.models import User
from palui.audit import selectors as audit
from palui.kernel import clock
from palui.kernel.actors import SYSTEM
from tests.cast import SITI_NIK, City, Person


def test_siti_sees_who_she_is_here(siti: Person) -> None:
    page = siti.client.get("/akun/").content.decode()
    assert "Siti Rahmah" in page
    assert "0812-3456-7781" in page


def test_ratna_sees_her_mandate(ratna: Person) -> None:
    assert "Lurah Sungai Jingah" in ratna.client.get("/akun/").content.decode()


def test_not_without_it(siti: Person) -> None:
    body = {"phone": "0812-3456-7781", "email": "orang.lain@contoh.id", "password": "bukan-ini-sandinya"}
    answer = siti.client.post("/akun/ubah/", body)
    assert answer.status_code == 422
    assert siti.record.email == "siti@contoh.id"
    assert 'value="orang.lain@contoh.id"' in answer.content.decode()


def test_a_residents_name_comes_from_the_register(siti: Person) -> None:
    body = {"name": "Ratu Siti", "phone": "0812-3456-7781", "email": "", "password": "palui-practice"}
    siti.client.post("/akun/ubah/", body)
    assert siti.record.name == "Siti Rahmah"


def test_a_number_of_somebody_else_cannot_be_taken(siti: Person, budi: Person) -> None:
    body = {"phone": "0812-3456-0002", "email": "", "password": "palui-practice"}
    answer = siti.client.post("/akun/ubah/", body)
    assert answer.status_code == 422
    assert siti.record.phone == "+6281234567781"


def test_a_new_password_ends_other_sessions_but_not_this_one(siti: Person, anonymous: Client) -> None:
    anonymous.post("/masuk/", {"login": "siti", "password": "palui-practice"})
    body = {"old": "palui-practice", "new": "perahu klotok pagi"}
    assert siti.client.post("/akun/kata-sandi/", body).status_code == 302
    assert siti.client.get("/akun/").status_code == 200
    assert anonymous.get("/akun/").status_code == 302
    assert Client().post("/masuk/", {"login": "siti", "password": "perahu klotok pagi"}).status_code == 302


@pytest.mark.parametrize(("old", "new"), [("bukan-ini-sandinya", "perahu klotok pagi"), ("palui-practice", "12345")])
def test_a_wrong_old_or_a_weak_new_password_changes_nothing(siti: Person, old: str, new: str) -> None:
    assert siti.client.post("/akun/kata-sandi/", {"old": old, "new": new}).status_code == 422
    assert Client().post("/masuk/", {"login": "siti", "password": "palui-practice"}).status_code == 302


@pytest.mark.parametrize("path", ["/akun/", "/akun/ubah/", "/akun/kata-sandi/", "/mandat/", "/kotak-masuk/"])
def test_visitors_are_asked_to_sign_in(db: None, anonymous: Client, path: str) -> None:
    answer = anonymous.get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/masuk/?next={path}"


# --- mandates ----------------------------------------------------------------------------------


def grant(client: Client, office_id: int, **fields: Any) -> Any:
    body = {
        "role": "officer",
        "capacity": "definitive",
        "valid_from": "2026-11-24",
        "valid_to": "",
        "note": "",
    } | fields
    return client.post(f"/mandat/{office_id}/beri/", body)


def test_an_administrator_sees_where_nobody_can_sign(city: City, administrator: Person, ratna: Person) -> None:
    page = administrator.client.get("/mandat/").content.decode()
    gaps = page.split("Hari ini belum ada penanda tangan")[1].split("</ul>")[0]
    assert "Kuin Utara" in gaps
    assert "Sungai Jingah" not in gaps


def test_giving_a_mandate_is_read_once_more_before_it_counts(
    city: City, administrator: Person, ratna: Person, budi: Person
) -> None:
    found = administrator.client.get(f"/mandat/{city.office_id}/beri/?cari=budi").content.decode()
    assert f"?orang={budi.user_id}" in found
    question = grant(administrator.client, city.office_id, orang=budi.user_id)
    assert question.status_code == 200
    assert "Petugas Kelurahan Sungai Jingah" in question.content.decode()
    assert not budi.acting.holds(Role.OFFICER)
    grant(administrator.client, city.office_id, orang=budi.user_id, yakin="1")
    mandate = budi.acting.holds(Role.OFFICER, office_id=city.office_id)
    assert mandate is not None
    page = administrator.client.get(f"/mandat/{city.office_id}/").content.decode()
    assert "Budi Santoso" in page
    administrator.client.post(f"/mandat/akhiri/{mandate.id}/", {"last_day": ""})
    assert not budi.acting.holds(Role.OFFICER)


def test_a_second_lurah_is_refused_with_the_name_of_the_first(
    city: City, administrator: Person, ratna: Person, budi: Person
) -> None:
    answer = grant(administrator.client, city.office_id, orang=budi.user_id, role="lurah")
    assert answer.status_code == 422
    assert "Ratna" in answer.content.decode()


def test_the_lurah_goes_straight_to_her_office_and_may_only_name_heads(city: City, ratna: Person) -> None:
    answer = ratna.client.get("/mandat/")
    assert answer.headers["Location"] == f"/mandat/{city.office_id}/"
    page = ratna.client.get(f"/mandat/{city.office_id}/beri/?orang={ratna.user_id}").content.decode()
    assert 'value="rt_head"' in page
    assert 'value="lurah"' not in page


def test_the_lurah_makes_an_account_for_a_new_rt_head(city: City, ratna: Person) -> None:
    body = {
        "name": "Hasanuddin",
        "username": "hasan.rt12",
        "phone": "0813 4900 1122",
        "email": "",
        "nip": "",
        "rank": "",
        "password": "perahu klotok pagi",
    }
    answer = ratna.client.post(f"/mandat/{city.office_id}/orang-baru/", body)
    person = selectors.person_called("hasan.rt12")
    assert person is not None
    assert answer.headers["Location"] == f"/mandat/{city.office_id}/beri/?orang={person.id}"


@pytest.mark.parametrize("who", ["siti", "fauzi", "masrani", "norhayati"])
@pytest.mark.parametrize(
    "path", ["/mandat/", "/mandat/{office}/", "/mandat/{office}/beri/", "/mandat/{office}/orang-baru/"]
)
def test_for_everybody_else_there_are_no_such_pages(
    city: City, who: str, path: str, request: pytest.FixtureRequest
) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.get(path.format(office=city.office_id)).status_code == 404
    assert person.client.post(path.format(office=city.office_id)).status_code in {404, 405}


def test_the_lurah_has_no_say_in_another_kelurahan(city: City, ratna: Person, norhayati: Person) -> None:
    assert ratna.client.get(f"/mandat/{city.other_office_id}/").status_code == 404
    (held,) = selectors.mandates_of(norhayati.user_id)
    assert ratna.client.post(f"/mandat/akhiri/{held.mandate.id}/", {"last_day": ""}).status_code == 404
    assert norhayati.acting.holds(Role.OFFICER)


# --- at the counter ----------------------------------------------------------------------------

NEW = "perahu klotok pagi"


def sign_in(login: str, password: str) -> int:
    return int(Client().post("/masuk/", {"login": login, "password": password}).status_code)


def test_an_officer_helps_siti_who_forgot_her_password(siti: Person, fauzi: Person) -> None:
    assert siti.client.get("/akun/").status_code == 200
    assert fauzi.client.post("/akun/bantu/", {"who": SITI_NIK, "new": NEW}).status_code == 302
    assert sign_in("siti", NEW) == 302
    assert siti.client.get("/akun/").status_code == 302
    (entry, *_) = audit.entries_of_subject(f"account:{siti.user_id}")
    assert (entry.action, "Fauzi" in entry.actor) == ("account.password", True)


@pytest.mark.parametrize("who", ["norhayati", "masrani", "budi"])
def test_nobody_else_can(siti: Person, who: str, request: pytest.FixtureRequest) -> None:
    person: Person = request.getfixturevalue(who)
    assert person.client.post("/akun/bantu/", {"who": SITI_NIK, "new": NEW}).status_code in {404, 422}
    assert sign_in("siti", NEW) == 422


@pytest.mark.parametrize("target", ["ratna", "6371990000000000", "tidakada"])
def test_an_officer_cannot_take_the_account_of_a_colleague(fauzi: Person, ratna: Person, target: str) -> None:
    answer = fauzi.client.post("/akun/bantu/", {"who": target, "new": NEW})
    assert answer.status_code == 422
    assert "Tidak ada akun warga kelurahan Anda" in answer.content.decode()
    assert sign_in("ratna", NEW) == 422


def test_nor_that_of_a_resident_who_holds_a_mandate(city: City, siti: Person, fauzi: Person) -> None:
    services.grant_mandate(
        by=SYSTEM, user_id=siti.user_id, role=Role.RT_HEAD, office_id=city.office_id, rt_id=city.rt_id
    )
    assert fauzi.client.post("/akun/bantu/", {"who": SITI_NIK, "new": NEW}).status_code == 422


def test_an_administrator_helps_a_colleague(administrator: Person, fauzi: Person) -> None:
    assert administrator.client.post("/akun/bantu/", {"who": "fauzi", "new": NEW}).status_code == 302
    assert sign_in("fauzi", NEW) == 302


def test_numbers_beyond_a_thousand_stay_numbers(city: City, administrator: Person) -> None:
    user = User.objects.create(pk=1_234_567, username="jauh", name="Jauh Sekali")
    page = administrator.client.get(f"/mandat/{city.office_id}/beri/?cari=jauh").content.decode()
    assert f"?orang={user.pk}" in page
    page = administrator.client.get(f"/mandat/{city.office_id}/beri/?orang={user.pk}").content.decode()
    assert f'name="orang" value="{user.pk}"' in page
    assert f'value="{clock.today().isoformat()}"' in page


def test_a_new_installation_gets_its_administrator(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(administrator_command, "getpass", lambda prompt: NEW)
    call_command("administrator", "kepala", name="Kepala Diskominfo", stdout=io.StringIO())
    person = selectors.person_called("kepala")
    assert person is not None
    assert [one.mandate.role for one in selectors.mandates_of(person.id)] == [Role.ADMIN]
    assert sign_in("kepala", NEW) == 302
