"""Who tries too often has to wait: each way in, per person and per network; nobody learns who exists."""

import statistics
import time
from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from palui.accounts.access import count_try
from palui.accounts.domain import CHECKING_LETTERS, ONE_TIME_LINK, PASSWORD_HELP, SIGN_IN, SIGN_UP, TRACKING, Limit
from palui.kernel.errors import DomainError
from tests.cast import Person

pytestmark = pytest.mark.django_db
WAIT = "Terlalu banyak percobaan"
FEW = Limit(name="test", person=3, network=4, seconds=60)


def test_a_person_and_a_network_have_each_their_own_count(rf: RequestFactory) -> None:
    here, there = rf.get("/", REMOTE_ADDR="203.0.113.1"), rf.get("/", REMOTE_ADDR="203.0.113.2")
    for _ in range(3):
        count_try(here, FEW, person="siti")
    with pytest.raises(DomainError, match="too_many_tries"):
        count_try(there, FEW, person="siti")
    count_try(here, FEW, person="budi")
    with pytest.raises(DomainError, match="too_many_tries"):
        count_try(here, FEW, person="udin")
    count_try(there, FEW, person="udin")


def test_a_household_with_ipv6_is_one_network(rf: RequestFactory) -> None:
    for place in range(4):
        count_try(rf.get("/", REMOTE_ADDR=f"2001:db8:1:2::{place}"), FEW)
    with pytest.raises(DomainError, match="too_many_tries"):
        count_try(rf.get("/", REMOTE_ADDR="2001:db8:1:2:ffff::9"), FEW)
    count_try(rf.get("/", REMOTE_ADDR="2001:db8:1:3::1"), FEW)


def spend(limit: Limit, *, but: int) -> None:
    """The whole network has tried so often that only a few tries are left."""
    request = RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")
    for _ in range(limit.network - but):
        count_try(request, limit)


def tried(send: Callable[[int], HttpResponse], times: int) -> str:
    """The page after so many tries and one more."""
    for number in range(times):
        assert WAIT not in send(number).content.decode(), f"try {number}"
    return send(times).content.decode()


@pytest.fixture
def no_hashing(settings: object) -> None:
    """Hundreds of tries, without the work that a password costs."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # type: ignore[attr-defined]


def test_signing_in_is_limited_for_one_name_whatever_the_network(siti: Person, no_hashing: None) -> None:
    client = Client()

    def send(number: int) -> HttpResponse:
        return client.post("/masuk/", {"login": "siti", "password": "salah semua"}, REMOTE_ADDR=f"203.0.113.{number}")  # type: ignore[return-value]

    page = ""
    for number in range(SIGN_IN.person + 1):
        page = send(number).content.decode()
    assert WAIT in page


def test_signing_in_is_limited_for_one_network_whatever_the_name(db: None, no_hashing: None) -> None:
    client, page = Client(), ""
    spend(SIGN_IN, but=2)
    for number in range(3):
        assert WAIT not in page
        page = client.post("/masuk/", {"login": f"orang{number}", "password": "salah semua"}).content.decode()
    assert WAIT in page


def test_signing_up_is_limited_for_one_nik(city: object, no_hashing: None) -> None:
    client = Client()
    body = {
        "nik": "6371994203910001",
        "kk": "6371990101100012",
        "phone": "0812-9999-0001",
        "password": "perahu klotok pagi",
    }
    assert WAIT in tried(lambda n: client.post("/daftar/", body | {"kk": f"63719901011000{n + 20}"}), SIGN_UP.person)  # type: ignore[arg-type,return-value]


def test_guessing_digits_of_one_request_is_limited(siti_asks: Callable[[], str], anonymous: Client) -> None:
    code = siti_asks()
    assert WAIT in tried(
        lambda number: anonymous.post("/lacak/", {"kode": code, "angka": f"{number:04}"}),  # type: ignore[arg-type,return-value]
        TRACKING.person,
    )


@pytest.mark.parametrize("path", ["/t/{}/", "/k/{}/"])
def test_guessing_one_time_links_is_limited(db: None, anonymous: Client, path: str) -> None:
    spend(ONE_TIME_LINK, but=2)
    answers = [anonymous.get(path.format(f"kata-{n}")).status_code for n in range(3)]
    assert set(answers[:-1]) == {404}
    assert answers[-1] != 404


def test_guessing_codes_of_letters_is_limited(db: None, anonymous: Client) -> None:
    send = lambda number: anonymous.post("/periksa/", {"kode": f"tidak-ada-{number}"})  # noqa: E731
    spend(CHECKING_LETTERS, but=2)
    assert WAIT in tried(send, 2)  # type: ignore[arg-type]


def test_an_officer_who_tries_numbers_one_after_the_other_has_to_wait(fauzi: Person, no_hashing: None) -> None:
    send = lambda n: fauzi.client.post("/akun/bantu/", {"who": f"63719942039{n:05}", "new": "perahu klotok"})  # noqa: E731
    assert WAIT in tried(send, PASSWORD_HELP.person)  # type: ignore[arg-type]


# --- nobody learns who has an account -----------------------------------------------------------


def page_of(client: Client, path: str, body: dict[str, str]) -> tuple[int, str]:
    answer = client.post(path, body)
    text = answer.content.decode()
    for value in filter(None, body.values()):
        text = text.replace(value, "…")
    return answer.status_code, text


def seconds_of(work: Callable[[], object]) -> float:
    """The middle of five."""
    taken = []
    for _ in range(5):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def test_a_wrong_password_looks_like_an_unknown_name_and_takes_as_long(siti: Person) -> None:
    known, unknown = ({"login": name, "password": "salah semua"} for name in ("siti", "tidak.ada"))
    assert without_tokens(page_of(Client(), "/masuk/", known)) == without_tokens(page_of(Client(), "/masuk/", unknown))
    one = seconds_of(lambda: page_of(Client(REMOTE_ADDR="203.0.113.7"), "/masuk/", known))
    other = seconds_of(lambda: page_of(Client(REMOTE_ADDR="203.0.113.8"), "/masuk/", unknown))
    assert 0.5 < one / other < 2


def test_a_wrong_card_looks_like_a_stranger_at_sign_up(siti: Person) -> None:
    body = {"phone": "0812-9999-0001", "email": "", "password": "perahu klotok pagi"}
    has_account = body | {"nik": "6371994203910001", "kk": "6371990101100012"}
    is_nobody = body | {"nik": "6371994203910099", "kk": "6371990101100099"}
    assert without_tokens(page_of(Client(), "/daftar/", has_account)) == without_tokens(
        page_of(Client(), "/daftar/", is_nobody)
    )


def test_wrong_digits_look_like_an_unknown_code(siti_asks: Callable[[], str]) -> None:
    is_there = {"kode": siti_asks(), "angka": "0000"}
    is_not = {"kode": "PLI-2222-2222", "angka": "0000"}
    assert (
        without_tokens(page_of(Client(), "/lacak/", is_there))[0]
        == without_tokens(page_of(Client(), "/lacak/", is_not))[0]
    )


def without_tokens(page: tuple[int, str]) -> tuple[int, str]:
    status, text = page
    parts = text.split('name="csrfmiddlewaretoken" value="')
    return status, parts[0] + "".join(part.partition('"')[2] for part in parts[1:])
