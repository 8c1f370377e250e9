"""scripts/messages.py finds what a reader sees and nobody marked for translation."""

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "messages.py"


@pytest.fixture(scope="module")
def messages() -> ModuleType:
    spec = importlib.util.spec_from_file_location("messages", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def visible(messages: ModuleType, source: str) -> list[str]:
    reader = messages.VisibleText()
    reader.feed(messages.without_tags(source))
    return [text for _, text in reader.found]


@pytest.mark.parametrize(
    "source",
    [
        "<p>Permohonan tersimpan.</p>",
        '<img alt="Foto rumah">',
        '<input placeholder="Nama Anda">',
        "{% if x %}Menunggu{% endif %}",
        "{% comment %}a{% endcomment %}<b>Tanda tangan</b>",
    ],
)
def test_a_text_that_nobody_marked_is_found(source: str, messages: ModuleType) -> None:
    assert len(visible(messages, source)) == 1


@pytest.mark.parametrize(
    "source",
    [
        "<p>{% translate 'Permohonan tersimpan.' %}</p>",
        "{% blocktranslate count n=x %}{{ n }} surat{% plural %}{{ n }} surat{% endblocktranslate %}",
        "<p>{{ name }} · NIK {{ nik }} – Palui</p>",
        "<script src='x.js'></script><style>.a{color:red}</style>",
        "{% comment %}Catatan bagi pembuat{% endcomment %}{# juga ini #}",
        ' data-failed>{% translate "Maaf" %}',
        "{% block body %} data-failed{% endblock %}",
        '{% if x %} aria-invalid="true" autocomplete="{{ a }}"{% endif %}',
        "<span>Rp</span>",
    ],
)
def test_what_is_marked_or_the_same_in_every_language_is_not(source: str, messages: ModuleType) -> None:
    assert visible(messages, source) == []


def test_sentences_are_read_from_templates_and_from_code(messages: ModuleType) -> None:
    template = "{% translate 'Lanjut' %}{% blocktranslate with n=x %}{{ n }} menunggu{% endblocktranslate %}"
    code = "_('Simpan')\nngettext('%(n)s berkas', '%(n)s berkas', n)\npgettext('tombol', 'Cari')\nother('Bukan')"

    assert [m.text for m in messages.in_template(template)] == ["Lanjut", "%(n)s menunggu"]
    assert [tuple(m) for m in messages.in_python(ast.parse(code))] == [
        ("Simpan", "", ""),
        ("%(n)s berkas", "%(n)s berkas", ""),
        ("Cari", "", "tombol"),
    ]
