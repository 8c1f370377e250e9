"""Indonesian unless somebody chose another language; then that, everywhere but in what is kept."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import translation

from palui.audit.domain import sentence_of
from palui.formspec import FormSpec, bound, summary, validate
from palui.kernel.clock import WITA
from palui.kernel.errors import DomainError, InvalidInput
from palui.kernel.language import say
from palui.ui import domain

pytestmark = pytest.mark.django_db

STATIC = Path(__file__).resolve().parents[2] / "src" / "palui" / "ui" / "static" / "ui"
NINE = datetime(2026, 11, 24, 9, 0, tzinfo=WITA)
FORM = FormSpec.parse(
    {
        "groups": [
            {
                "key": "tempat",
                "title": "Di mana Anda tinggal sekarang?",
                "fields": [
                    {
                        "key": "status",
                        "kind": "choice",
                        "label": "Status tempat tinggal",
                        "options": [{"value": "sewa", "label": "Sewa atau kontrak"}],
                    },
                    {"key": "sejak", "kind": "date", "label": "Sejak kapan?", "precision": "month"},
                ],
            }
        ]
    }
)


def test_a_phone_that_asks_for_english_gets_indonesian(client: Client) -> None:
    page = client.get("/layanan/", headers={"accept-language": "en"})
    assert '<html lang="id">' in page.content.decode()
    assert page["Content-Language"] == "id"


def test_a_choice_is_kept_and_leads_back_to_the_page(client: Client) -> None:
    answer = client.get("/bahasa/en/", headers={"referer": "http://testserver/lacak/"})
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/lacak/")
    assert answer.cookies["bahasa"]["httponly"]
    assert answer.cookies["bahasa"]["max-age"] >= 31_536_000
    page = client.get("/lacak/")
    assert '<html lang="en">' in page.content.decode()
    assert "Track a request" in page.content.decode()


def test_a_choice_leads_to_no_other_site(client: Client) -> None:
    assert client.get("/bahasa/en/", headers={"referer": "https://contoh.example/"})["Location"] == "/"


def test_a_language_that_is_not_there_is_not_found(client: Client) -> None:
    assert client.get("/bahasa/xx/").status_code == 404
    client.cookies["bahasa"] = "xx"
    assert '<html lang="id">' in client.get("/lacak/").content.decode()


def test_what_is_kept_on_the_way_is_kept_for_each_language(client: Client) -> None:
    assert "Cookie" in client.get("/layanan/")["Vary"]


def test_refusals_are_said_in_english(client: Client) -> None:
    with translation.override("en"):
        assert domain.sentence(DomainError("nik_length", digits=15)) == "An NIK has 16 digits. You wrote 15."
        assert InvalidInput({"rt": "Pilih RT untuk ketua RT."}).errors == {"rt": "Choose an RT for an RT head."}
        assert sentence_of("letter.sign", {"number": "12"}) == "signed the letter 12 electronically"


def test_times_and_amounts_are_said_in_english() -> None:
    with translation.override("en"):
        assert domain.moment_in_words(datetime(2026, 11, 23, 0, 14, tzinfo=UTC)) == "Monday 23 Nov, 08:14"
        assert domain.day_in_words(NINE.date()) == "24 November 2026"
        assert domain.time_left(NINE + timedelta(hours=1, minutes=5), at=NINE) == "1 hour left"
        assert domain.time_left(NINE - timedelta(days=2), at=NINE) == "2 days late"
        assert domain.rupiah(1_200_000) == "Rp1,200,000"
        assert domain.number_in_words(97.4) == "97.4"


def test_a_form_is_asked_and_refused_in_english() -> None:
    with translation.override("en"):
        group = bound(FORM, {}, validate(FORM, {"sejak": "2021"}).errors)[0]
        assert group.title == "Where do you live now?"
        assert group.fields[0].options[0].label == "Rented"
        assert group.fields[0].error.startswith("Choose kind of residence")
        assert group.fields[1].error == "Add the month, for example March 2021"
        rows = summary(FORM, {"status": "sewa", "sejak": "2021-03"})[0].rows
        assert [(row.label, row.text) for row in rows] == [
            ("Kind of residence", "Rented"),
            ("Since when?", "March 2021"),
        ]


def test_what_has_no_translation_stays_indonesian() -> None:
    with translation.override("en"):
        assert say("Surat Izin Menangkap Kunang-Kunang") == "Surat Izin Menangkap Kunang-Kunang"
        assert say("") == ""


def test_a_date_typed_in_english_is_read() -> None:
    assert validate(FORM, {"status": "sewa", "sejak": "March 2021"}).answers["sejak"] == "2021-03"


def test_all_that_the_browser_says_by_itself_has_its_english_words() -> None:
    scripts = "".join(path.read_text(encoding="utf-8") for path in STATIC.glob("*.js") if path.name != "words.en.js")
    said = set(re.findall(r'\bwords\("((?:[^"\\]|\\.)*)"\)', scripts))
    english = set(
        re.findall(r'^  "((?:[^"\\]|\\.)*)":', (STATIC / "words.en.js").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert said == english


def test_english_pages_bring_their_words_and_indonesian_ones_do_not(client: Client) -> None:
    assert "words.en" not in client.get("/").content.decode()
    client.cookies["bahasa"] = "en"
    assert "words.en" in client.get("/").content.decode()
