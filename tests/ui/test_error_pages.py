"""What a person sees when something did not work: what happened, and the way back."""

import pytest
import structlog
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_stranger_sees_the_same_page_as_for_what_does_not_exist(shell):
    missing, forbidden, unknown = (shell.get(path) for path in ("/salah/missing/", "/salah/forbidden/", "/tidak/ada/"))
    assert [answer.status_code for answer in (missing, forbidden, unknown)] == [404, 404, 404]
    assert missing.content == forbidden.content == unknown.content
    assert "tidak ditemukan" in missing.content.decode()


@pytest.mark.parametrize(
    ("how", "status", "words"),
    [
        ("conflict", 409, "Kode ini tidak cocok"),
        ("refused", 422, "Yang Anda tulis ada 15 angka"),
        ("input", 422, "Tulis nama Anda"),
        ("outside", 503, "sedang tidak menjawab"),
    ],
)
def test_a_refusal_is_a_page_with_its_sentence(shell, how, status, words):
    answer = shell.get(f"/salah/{how}/")
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_the_way_back_leads_to_where_the_person_came_from(shell):
    page = shell.get("/salah/refused/", headers={"referer": "http://testserver/permohonan/"})
    assert 'href="http://testserver/permohonan/"' in page.content.decode()


def test_the_way_back_never_leads_to_another_site(shell):
    page = shell.get("/salah/refused/", headers={"referer": "https://contoh.example/"})
    assert "contoh.example" not in page.content.decode()


def test_htmx_gets_a_word_at_the_bottom_and_the_page_stays(shell):
    answer = shell.get("/salah/conflict/", headers={"hx-request": "true"})
    assert answer.status_code == 409
    assert answer["HX-Retarget"] == "#toasts"
    assert "<html" not in answer.content.decode()
    assert "Kode ini tidak cocok" in answer.content.decode()


def test_a_fault_of_ours_bears_a_number_that_is_in_the_log_too(shell):
    with structlog.testing.capture_logs(processors=[structlog.contextvars.merge_contextvars]) as lines:
        page = shell.get("/salah/ours/")
    assert page.status_code == 500
    assert "a fault of ours" not in page.content.decode()
    number = next(line["request_id"] for line in lines if line["event"] == "error_page_shown")
    assert number in page.content.decode()
    trace = next((line for line in lines if line["event"] == "unexpected"), None)
    assert trace is None or trace["request_id"] == number


def test_two_faults_bear_two_numbers(shell):
    assert shell.get("/salah/ours/").content != shell.get("/salah/ours/").content


def test_a_form_that_was_open_too_long_says_that_nothing_is_lost(shell):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/isi/", {"nama": "Siti Rahmah"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "terlalu lama terbuka" in page
    assert "masih tersimpan di peramban" in page
    assert "<body data-worker" in page
    assert "data-failed" in page
