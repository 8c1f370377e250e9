import base64

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palui.config import environment
from palui.config.environment import WrongSettings, read


def sentences(**settings: str) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as caught:
        read({f"PALUI_{name}": value for name, value in settings.items()})
    return caught.value.sentences


def test_nothing_needs_to_be_set() -> None:
    env = read({})

    assert env[environment.PUBLIC_URL] == "http://127.0.0.1:8000"
    assert env[environment.DATABASE_URL].engine == "sqlite"
    assert env[environment.DATABASE_URL].name == str(env[environment.DATA_DIR] / "palui.sqlite3")
    assert env[environment.EMAIL_URL] is None
    assert env[environment.PRACTICE] is False


def test_a_default_follows_the_settings_it_names() -> None:
    env = read({"PALUI_HOST": "10.0.0.5", "PALUI_PORT": "9000", "PALUI_DATA_DIR": "/srv/palui"})

    assert env[environment.PUBLIC_URL] == "http://10.0.0.5:9000"
    assert env[environment.DATABASE_URL].name == "/srv/palui/palui.sqlite3"


def test_every_wrong_value_is_told_at_once() -> None:
    told = sentences(PORT="delapan", CITY="Banjarmasin", LOG_LEVEL="LOUD")

    assert [sentence.split()[0] for sentence in told] == ["PALUI_PORT", "PALUI_CITY", "PALUI_LOG_LEVEL"]
    assert all(sentence.endswith(".") for sentence in told)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("WORKERS", "0"),
        ("HOST", "satu dua"),
        ("PUBLIC_URL", "layanan.contoh.go.id"),
        ("PUBLIC_URL", "https://layanan.contoh.go.id/palui"),
        ("PUBLIC_URL", "http://[rusak"),
        ("PUBLIC_URL", "ftp://layanan.contoh.go.id"),
        ("DATABASE_URL", "mysql://a:b@c/d"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql://a:b@c:port/d"),
        ("DATABASE_URL", "postgresql://a:b@c"),
        ("SECRET_KEY", "pendek"),
        ("CLAMD", "clamd.contoh.go.id"),
        ("CLAMD", "clamd.contoh.go.id:banyak"),
        ("CLAMD", ":3310"),
        ("DATA_KEYS", "bukan-kunci"),
        ("DATA_KEYS", base64.b64encode(b"16 bita saja....").decode()),
        ("PRACTICE", "mungkin"),
        ("EMAIL_URL", "surel.contoh.go.id"),
        ("EMAIL_URL", "smtp://surel.contoh.go.id?tls=kadang"),
        ("EMAIL_FROM", "Palui"),
        ("DEBUG", "yes please"),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_by_name(name: str, value: str) -> None:
    (sentence,) = sentences(**{name: value})

    assert sentence.startswith(f"PALUI_{name} tidak dapat dipakai: ")


def test_listening_on_all_addresses_needs_one_that_people_can_type() -> None:
    assert "0.0.0.0" in sentences(HOST="0.0.0.0")[0]
    assert read({"PALUI_HOST": "0.0.0.0", "PALUI_PUBLIC_URL": "http://192.168.1.10:8000"})


def test_a_typing_mistake_in_a_name_is_told_with_what_was_meant() -> None:
    assert sentences(PROT="9000") == ("PALUI_PROT bukan setelan Palui. Maksud Anda PALUI_PORT?",)


def test_postgresql_is_named_with_everything_a_password_may_hold() -> None:
    database = read({"PALUI_DATABASE_URL": "postgresql://palui:p%40s%2Fw%3Ard@db.lan:5433/kota?sslmode=require"})[
        environment.DATABASE_URL
    ]

    assert (database.engine, database.host, database.port, database.name) == ("postgresql", "db.lan", "5433", "kota")
    assert database.password == "p@s/w:rd"
    assert database.options == (("sslmode", "require"),)


def test_postgresql_may_be_reached_through_a_socket() -> None:
    database = read({"PALUI_DATABASE_URL": "postgresql://palui@/kota?host=/run/postgresql"})[environment.DATABASE_URL]

    assert (database.host, database.port, database.options) == ("/run/postgresql", "", ())


@pytest.mark.parametrize(
    ("url", "port", "tls"),
    [
        ("smtp://surel.lan", 587, "starttls"),
        ("smtps://surel.lan", 465, "ssl"),
        ("smtp://surel.lan:25?tls=none", 25, "none"),
        ("smtp://surel.lan?tls=ssl", 465, "ssl"),
    ],
)
def test_a_mail_server_is_spoken_to_as_its_address_says(url: str, port: int, tls: str) -> None:
    server = read({"PALUI_EMAIL_URL": url})[environment.EMAIL_URL]

    assert server is not None
    assert (server.host, server.port, server.tls) == ("surel.lan", port, tls)


def test_data_keys_keep_their_order_newest_first() -> None:
    old, new = bytes(32), bytes(range(32))
    text = f"{base64.urlsafe_b64encode(new).decode()}, {base64.b64encode(old).decode()}"

    assert read({"PALUI_DATA_KEYS": text})[environment.DATA_KEYS] == (new, old)


@example(name="PALUI_DATA_DIR", value="~nobody-of-this-name/var")
@given(
    name=st.sampled_from([setting.name for setting in environment.SETTINGS]),
    value=st.text(st.characters(blacklist_characters="\0", blacklist_categories=("Cs",)), max_size=40),
)
def test_whatever_is_typed_a_start_ends_in_values_or_in_sentences(name: str, value: str) -> None:
    try:
        outcome = read({name: value})
    except WrongSettings as wrong:
        outcome = wrong.sentences
    assert outcome


def test_a_virus_scanner_is_a_computer_or_a_file() -> None:
    assert read({})[environment.CLAMD] is None
    assert read({"PALUI_CLAMD": "[::1]:3310"})[environment.CLAMD] == environment.ClamdAddress(host="::1", port=3310)
    assert read({"PALUI_CLAMD": "/run/clamd.ctl"})[environment.CLAMD] == environment.ClamdAddress(path="/run/clamd.ctl")
