"""Every part in every state, as the style guide shows it."""

import re
from html.parser import HTMLParser

import pytest
from django.template import Context, Template

from palui.kernel.clock import now
from palui.ui.domain import LogLine, Measure, NavEntry, RiverStep
from palui.ui.views import style_guide_context

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Balance(HTMLParser):
    """Notes every end tag that closes something else than what was opened last."""

    def __init__(self):
        super().__init__()
        self.open, self.wrong, self.ids = [], [], []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append((tag, self.getpos()))


def drawn(text: str, **context: object) -> str:
    return Template("{% load ui %}" + text).render(Context(context))


@pytest.mark.django_db
def test_the_style_guide_shows_every_part(shell):
    page = shell.get("/gaya/").content.decode()
    balance = Balance()
    balance.feed(page)
    assert balance.wrong == []
    assert balance.open == []
    assert len(balance.ids) == len(set(balance.ids))
    assert "{% " not in page
    assert "{{ " not in page
    for part in (
        "river",
        "log",
        "facts",
        "notice",
        "nothing",
        "pages",
        "tabs",
        "crumbs",
        "file",
        "toast",
        "bars",
        "plot",
        "answers",
        "choice",
    ):
        assert re.search(rf'class="{part}[ "]', page) or f" {part} " in page or f' {part}"' in page, part


@pytest.mark.django_db
def test_every_label_of_the_style_guide_names_a_field(shell):
    page = shell.get("/gaya/").content.decode()
    named = set(re.findall(r'<label for="([^"]+)"', page))
    assert named <= set(re.findall(r'<(?:input|select|textarea)[^>]* id="([^"]+)"', page))


def test_the_river_says_aloud_where_the_case_is():
    page = drawn("{% river way %}", way=style_guide_context()["way"])
    assert page.count('aria-current="step"') == 1
    assert page.count("(selesai)") == 2


def test_the_river_says_when_it_is_the_readers_turn():
    page = drawn("{% river way %}", way=(RiverStep(label="Perbaikan", state="waiting"),))
    assert "(menunggu Anda)" in page
    assert 'aria-current="step"' in page


def test_what_a_person_wrote_is_never_markup():
    wild = '<script>alert("x")</script>'
    line = LogLine(at=now(), text=wild, detail=wild)
    entry = NavEntry(label=wild, url=wild)
    page = drawn(
        "{% log lines %}{% tabs entries wild %}{% tag wild wild %}{% notice title=wild %}{{ wild }}{% endnotice %}"
        "{% file wild wild wild wild %}{% toast wild %}{% copy wild %}{% bars rows wild %}{% columns rows wild %}{% nothing wild %}{{ wild }}{% endnothing %}",
        lines=(line,), entries=(entry,), wild=wild, rows=(Measure(label=wild, value=1),),
    )  # fmt: skip
    assert "<script" not in page


def test_a_due_time_says_the_exact_moment_too():
    context = style_guide_context()
    page = drawn("{% due late %}", **context)
    assert 'class="tag bad"' in page
    assert "lewat 1 jam" in page
    assert "WIB" not in page
    assert f'datetime="{context["late"].isoformat()}"' in page


def test_no_due_time_shows_nothing():
    assert drawn("{% due nothing %}|{{ nothing|tanggal }}|{{ nothing|sisa }}", nothing=None) == "||"


def test_an_icon_is_silent_beside_words_and_speaks_alone():
    assert 'aria-hidden="true"' in drawn('{% icon "stamp" %}')
    assert 'role="img" aria-label="Cap"' in drawn('{% icon "stamp" label="Cap" %}')


def test_one_page_needs_no_way_to_others():
    assert drawn("{% pages %}").strip() == ""


@pytest.mark.parametrize(
    ("number", "words"), [(4812, "4.812"), (97.4, "97,4"), (1234567.5, "1.234.567,5"), (89.0, "89"), (0, "0")]
)
def test_numbers_are_written_the_indonesian_way(number, words):
    assert drawn("{{ number|angka }}", number=number) == words


def test_charts_hold_their_numbers_as_a_table():
    page = drawn('{% columns months "Surat" "surat" %}', **style_guide_context())
    assert "<table>" in page
    assert page.count("<tr>") == 6
    assert 'role="img"' in page


def test_an_empty_chart_says_so():
    assert "Belum ada angka" in drawn('{% line none "Surat" %}{% bars none "Surat" %}', none=())
