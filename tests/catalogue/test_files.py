"""Definitions as files that a person reads and another city takes."""

from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from palui.catalogue import selectors, services
from palui.catalogue.domain import ServiceDefinition, line_of
from palui.kernel.errors import DomainError

FILES = list(selectors.bundled_files())
USAHA = dict(FILES)["usaha.yaml"]


@pytest.mark.parametrize(("file", "text"), FILES, ids=[file for file, _ in FILES])
def test_whatever_comes_with_palui_is_written_and_read_again(file: str, text: str) -> None:
    read = services.read_definition(text)
    stored = ServiceDefinition.parse(read).data
    assert services.read_definition(services.as_text(read)) == read
    assert services.read_definition(services.as_text(stored)) == stored


def test_a_file_is_written_as_those_that_come_with_palui() -> None:
    written = services.as_text(services.read_definition(USAHA))
    # Up to the standard, whose long sentences are broken at another word.
    lines = written.partition("\nstandard:")[0].splitlines()
    assert lines == USAHA.partition("\nstandard:")[0].replace("'", "").replace('"', "'").splitlines()
    assert "  body: |\n    {pembuka}\n\n    {identitas}\n" in written
    assert "        - key: nama_usaha\n          kind: text\n          label: Nama usaha\n" in written


TEXTS = st.one_of(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=40),
    st.sampled_from(
        [
            "ya: tidak",
            "- a",
            "#set page()",
            "{x}",
            "[y]",
            "null",
            "true",
            "2026-11-24",
            "1.0",
            "0o7",
            "a  b",
            " a",
            "b ",
            "\n",
            "a\n\n  b\n",
        ]
    ),
    st.text("ab \n", max_size=300),
)
VALUES = st.recursive(
    st.one_of(TEXTS, st.integers(), st.booleans(), st.none(), st.floats(allow_nan=False)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(st.one_of(TEXTS, st.sampled_from(["key", "options", "in", "show_if"])), inner, max_size=3),
    ),
    max_leaves=10,
)
KEYS = st.sampled_from(["code", "titles", "form", "route", "letter", "standard", "life_events", "evidence", "apa saja"])


@given(st.dictionaries(KEYS, VALUES, max_size=4))
@example({"code": "\n", "form": ""})
@example({"code": "a\n\n", "route": "\x85"})
@example({"code": "...", "titles": "a\n...\n---\n"})
def test_whatever_somebody_typed_is_read_again_as_it_was(data: dict[str, Any]) -> None:
    if data:
        assert services.read_definition(services.as_text(data)) == data


@pytest.mark.parametrize(
    "path",
    [
        "code",
        "titles.bjn",
        "form.groups[1].fields[0].label",
        "route[2].who",
        "letter.body",
        "evidence[1]",
        "standard.fee",
    ],
)
def test_a_place_is_found_in_its_line(path: str) -> None:
    line = USAHA.splitlines()[line_of(USAHA, path) - 1]
    named = {
        "evidence[1]": "- key: izin_tempat",
        "standard.fee": "standard:",
        "form.groups[1].fields[0].label": "label: Alamat tempat usaha",
    }
    assert line.strip().startswith(named.get(path, f"{path.rpartition('.')[2]}:"))


def test_a_line_inside_a_block_of_text_is_counted_on() -> None:
    at = line_of(USAHA, "letter.body", "line 16: no answer or word 'nib'")
    assert USAHA.splitlines()[at - 1].strip() == "NIB :: {nib}"


@pytest.mark.parametrize(
    "text",
    [
        "code: a\ncode: b\n",
        "code: [",
        "a: *gaib\n",
        "? [a, b]\n: c\n",
        "!!python/object:os.system x\n",
        "\0",
        "[" * 100_000,
    ],
    ids=["a key twice", "not closed", "no anchor", "no word", "a program", "NUL", "deep"],
)
def test_what_is_no_definition_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(DomainError, match="definition_yaml"):
        services.read_definition(text)
