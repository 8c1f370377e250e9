"""A condition of any shape is shown in rows that say the same."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palui.builder.domain.alternatives import alternatives, joined
from palui.formspec import FormSpec
from palui.formspec.conditions import holds, parse_condition

FORM = FormSpec.parse(
    {
        "groups": [
            {
                "key": "satu",
                "title": "Satu",
                "fields": [
                    {
                        "key": "status",
                        "kind": "choice",
                        "label": "Status",
                        "options": [{"value": one, "label": one} for one in ("milik", "sewa", "kos")],
                    },
                    {"key": "mulai", "kind": "date", "label": "Mulai"},
                    {"key": "selesai", "kind": "date", "label": "Selesai"},
                    {"key": "pindah", "kind": "yes_no", "label": "Pindah?"},
                ],
            }
        ]
    }
)
CLAIMS = st.sampled_from(
    [
        {"field": "status", "is": "sewa"},
        {"field": "status", "is_not": "kos"},
        {"field": "status", "in": ["milik", "kos"]},
        {"field": "mulai", "after": "2026-01-01"},
        {"field": "mulai", "before": {"field": "selesai"}},
        {"field": "pindah", "is": True},
        {"field": "selesai", "filled": False},
    ]
)
CONDITIONS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    CLAIMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=6,
)
ANSWERS = st.fixed_dictionaries(
    {},
    optional={
        "status": st.sampled_from(["milik", "sewa", "kos"]),
        "mulai": st.sampled_from(["2025-06-01", "2026-06-01"]),
        "selesai": st.sampled_from(["2025-07-01", "2027-01-01"]),
        "pindah": st.booleans(),
    },
)


@given(CONDITIONS, ANSWERS)
def test_rows_say_what_the_condition_says(written: dict[str, Any], answers: dict[str, Any]) -> None:
    rows = alternatives(written, most=1000)
    assert rows is not None
    again = joined(rows)
    assert again is not None
    known = FORM.by_key
    said, meant = (parse_condition(one, "show_if", known) for one in (again, written))
    assert holds(said, answers.get, date(2026, 11, 24)) == holds(meant, answers.get, date(2026, 11, 24))


@given(CONDITIONS)
def test_rows_read_again_are_the_same_rows(written: dict[str, Any]) -> None:
    rows = alternatives(written, most=1000)
    assert rows is not None
    assert alternatives(joined(rows), most=1000) == rows


def test_what_is_no_condition_or_too_long_is_no_row() -> None:
    one, other = {"field": "status", "is": "sewa"}, {"field": "pindah", "is": True}
    assert alternatives(None, most=12) == ()
    assert alternatives({"all": []}, most=12) is None
    assert alternatives({"all": [one], "any": [other]}, most=12) is None
    assert alternatives("sewa", most=12) is None
    pairs = [{"any": [{"field": f"a{place}", "is": "x"}, {"field": f"b{place}", "is": "y"}]} for place in range(40)]
    assert alternatives({"all": pairs[:3]}, most=12) is None
    assert alternatives({"all": pairs}, most=12) is None
