"""The page of a form: every question can be read, reached and corrected, with no script."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.template import Context, Template

from palui.formspec import FormSpec, bound, from_form_data, input_id, validate
from tests.formspec.forms import CHOICES, CLEAN, EVERY_ANSWER, TODAY, domicile, every_kind

VOID = {"input", "br", "img", "use", "hr"}
PHOTO = {"name": "rumah.jpg", "size": 655_360, "url": "/berkas/1", "thumbnail": "/berkas/1/kecil"}


class Page(HTMLParser):
    """Reads a page the way a browser does: what it would send, and what is named by what."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text
        self.ids: list[str] = []
        self.inputs: list[dict[str, str | None]] = []
        self.sent: dict[str, list[str]] = {}
        self.wrong: list[str] = []
        self._open: list[str] = []
        self._select = ""
        self._area = ""
        self.feed(text)
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag not in VOID:
            self._open.append(tag)
        if "id" in given:
            self.ids.append(str(given["id"]))
        if tag in ("input", "select", "textarea"):
            self.inputs.append(given)
        name = str(given.get("name"))
        if tag == "input":
            self._send_input(given)
        elif tag == "select":
            self._select = name
        elif tag == "option" and "selected" in given:
            self.sent.setdefault(self._select, []).append(str(given["value"]))
        elif tag == "textarea":
            self._area = name

    def _send_input(self, given: dict[str, str | None]) -> None:
        is_idle = given.get("type") in ("radio", "checkbox") and "checked" not in given
        if given.get("type") != "file" and not is_idle:
            self.sent.setdefault(str(given.get("name")), []).append(str(given.get("value") or ""))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""
        if not self._open or self._open.pop() != tag:
            self.wrong.append(tag)

    def handle_data(self, data: str) -> None:
        if self._area:
            # A browser drops the line break right after <textarea>.
            self.sent.setdefault(self._area, []).append(data.removeprefix("\n"))


def drawn(spec: FormSpec, answers: dict[str, Any], errors: dict[str, str] | None = None, **how: Any) -> Page:
    groups = bound(spec, answers, errors, choices=CHOICES, today=TODAY, **how)
    text = Template(
        '{% load fields %}{% include "ui/fields/errors.html" %}{% for item in groups %}{% group item level=1 %}{% endfor %}'
    ).render(Context({"groups": groups, "errors": errors or {}}))
    return Page(text)


@pytest.mark.parametrize("answers", [{}, CLEAN, EVERY_ANSWER], ids=["empty", "clean", "typed"])
def test_the_page_is_well_formed_and_every_id_is_there_once(answers: dict[str, Any]) -> None:
    page = drawn(every_kind(), answers, files={"foto": PHOTO})
    assert page.wrong == []
    assert len(page.ids) == len(set(page.ids))
    assert "{%" not in page.text
    assert "style=" not in page.text
    assert "<script" not in page.text
    assert not re.search(r"\son\w+=", page.text)


@pytest.mark.parametrize("answers", [CLEAN, EVERY_ANSWER], ids=["clean", "typed"])
def test_sending_the_page_back_unchanged_changes_nothing(answers: dict[str, Any]) -> None:
    page = drawn(every_kind(), answers, files={"foto": PHOTO})
    raw = from_form_data(every_kind(), page.sent)
    assert validate(every_kind(), raw, files={"foto": PHOTO}, choices=CHOICES, today=TODAY).answers == CLEAN


def test_every_input_has_a_name_that_people_can_read() -> None:
    page = drawn(every_kind(), EVERY_ANSWER)
    named = set(re.findall(r'<label for="([^"]+)"', page.text))
    wrapped = set(re.findall(r'<label class="choice"><input type="\w+" id="([^"]+)"', page.text))
    for given in page.inputs:
        if given.get("type") != "hidden":
            assert given["id"] in named | wrapped
    assert named <= set(page.ids)
    for ids in re.findall(r'aria-describedby="([^"]+)"', page.text):
        assert set(ids.split()) <= set(page.ids)


def test_errors_stand_on_top_and_beside_and_lead_to_their_input() -> None:
    spec = every_kind()
    outcome = validate(spec, {"gaji": "banyak", "anak": [{"nama": "7"}]}, choices=CHOICES, today=TODAY)
    page = drawn(spec, outcome.raw, outcome.errors)
    assert f"Ada {len(outcome.errors)} isian yang perlu diperbaiki" in page.text
    for place, sentence in outcome.errors.items():
        assert f'href="#{input_id(place)}"' in page.text
        assert input_id(place) in page.ids
        assert page.text.count(sentence.replace("'", "&#x27;")) >= 2
    assert re.search(r'id="isian-gaji" name="gaji" value="banyak"[^>]*aria-invalid="true"', page.text)


def test_no_errors_no_box() -> None:
    assert "error-summary" not in drawn(domicile(), {}).text


def test_what_people_typed_is_shown_as_text_never_as_markup() -> None:
    page = drawn(every_kind(), {"teks": '"><script>x</script>', "panjang": "</textarea><b>"})
    assert "<script" not in page.text
    assert page.sent["panjang"] == ["</textarea><b>"]


def test_a_long_answer_that_begins_with_a_blank_line_stays() -> None:
    assert drawn(every_kind(), {"panjang": "\nsatu"}).sent["panjang"] == ["\nsatu"]


def test_files_show_what_is_there_and_photos_come_from_the_camera() -> None:
    page = drawn(every_kind(), {}, files={"foto": PHOTO})
    assert 'href="/berkas/1"' in page.text
    assert 'src="/berkas/1/kecil"' in page.text
    assert re.search(r'<input type="file" id="isian-foto" name="foto" accept="image/\*" data-photo', page.text)
    assert re.search(r'id="isian-bukti" name="bukti" accept="image/\*,application/pdf"', page.text)


def test_items_are_added_and_removed_by_buttons() -> None:
    page = drawn(every_kind(), {"anak": [{"nama": "Aisyah"}, {"nama": "Hasan"}]})
    assert '<button class="second small" name="hapus" value="anak.1" formnovalidate>' in page.text
    assert '<button class="second" name="tambah" value="anak" formnovalidate>' in page.text
    assert "Hapus anak 2" in page.text
    first = re.search(r"<button[^>]*>", page.text)
    assert first
    assert "name=" not in first[0], "the Enter key presses the first button, which must only continue"


def test_an_optional_question_says_so_and_a_prefilled_one_says_from_where() -> None:
    context = {"account": {"phone": "+6281234567781"}}
    page = drawn(domicile(), {"telepon": "+6281234567781"}, context=context)
    assert "Dari akun Anda." in page.text
    assert "(boleh dikosongkan)" in drawn(every_kind(), {}).text


def test_numbers_of_people_are_not_kept_in_the_browser() -> None:
    assert re.search(r'<div class="field" data-secret><label for="isian-nik">', drawn(every_kind(), {}).text)
