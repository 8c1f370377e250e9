"""What a browser posts becomes answers, with nothing lost and nothing left over."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from palui.formspec import (
    add_item,
    attach,
    bound,
    from_form_data,
    merge,
    prefill,
    remove_item,
    validate,
)
from tests.formspec.forms import CHOICES, CLEAN, TODAY, domicile, every_kind

SITI: dict[str, Any] = {
    "resident": {
        "name": "Siti Rahmah",
        "address": {"street": "Jl. Sungai Jingah No. 8", "kelurahan": "63.71.05.1003", "rt": "12", "rw": "02"},
    },
    "account": {"phone": "+6281234567781"},
}


def flat(answers: Any, name: str = "") -> dict[str, list[str]]:
    """The names and values a browser would send for answers as shown."""
    if isinstance(answers, dict):
        pairs = [(f"{name}.{key}" if name else key, value) for key, value in answers.items()]
    elif isinstance(answers, list) and answers and isinstance(answers[0], dict):
        pairs = [(f"{name}.{place}", value) for place, value in enumerate(answers)]
    elif isinstance(answers, list):
        return {name: [str(one) for one in answers]}
    else:
        return {
            name: [
                {True: "ya", False: "tidak"}.get(answers, str(answers)) if isinstance(answers, bool) else str(answers)
            ]
        }
    return {key: values for at, value in pairs for key, values in flat(value, at).items()}


def test_a_posted_form_gives_the_same_answers_as_the_interface_for_programs() -> None:
    raw = from_form_data(every_kind(), flat(CLEAN))
    assert validate(every_kind(), raw, files={"foto": 1}, choices=CHOICES, today=TODAY).answers == CLEAN


def test_a_lookup_function_serves_as_well_as_a_mapping() -> None:
    data = flat(CLEAN)
    assert from_form_data(every_kind(), lambda name: data.get(name, [])) == from_form_data(every_kind(), data)


def test_names_that_were_not_posted_stay_in_the_draft() -> None:
    posted = from_form_data(domicile(), {"status": ["milik"], "lain": ["x"]}, groups=["tempat"])
    assert posted == {"status": "milik"}
    assert merge({"status": "sewa", "pemilik": "Budi"}, posted) == {"status": "milik", "pemilik": "Budi"}


def test_an_emptied_answer_empties_the_draft() -> None:
    draft = {"bantuan": ["pkh"], "anak": [{"nama": "Aisyah"}], "teks": "lama"}
    posted = from_form_data(every_kind(), {"bantuan": [""], "anak": [""], "teks": [""]})
    assert merge(draft, posted) == {"bantuan": [], "anak": [], "teks": ""}


def test_rows_that_a_script_left_out_close_up() -> None:
    posted = from_form_data(every_kind(), {"anak.0.nama": ["Aisyah"], "anak.2.nama": ["Hasan"], "anak.3": [""]})
    assert posted == {"anak": [{"nama": "Aisyah"}, {"nama": "Hasan"}, {}]}


def test_items_come_and_go_without_a_script() -> None:
    spec = every_kind()
    one = add_item(spec, {"anak": [{"nama": "Aisyah"}]}, at="anak")
    assert one == {"anak": [{"nama": "Aisyah"}, {}]}
    assert remove_item(spec, one, at="anak.0") == {"anak": [{}]}
    full: dict[str, Any] = {"anak": [{}, {}, {}]}
    assert add_item(spec, full, at="anak") == full
    assert add_item(spec, {}, at="anak") == {"anak": [{}, {}]}, "the first row was already on the page"
    for nonsense in ("teks", "anak.9", "anak.x", "", "anak."):
        assert remove_item(spec, full, at=nonsense) == full
        assert add_item(spec, full, at=nonsense) == full


def test_an_upload_is_noted_at_its_place() -> None:
    assert attach({}, at="foto", reference="foto") == {"foto": "foto"}
    assert attach({"anak": [{"nama": "A"}]}, at="anak.1.akta", reference="r") == {
        "anak": [{"nama": "A"}, {"akta": "r"}]
    }
    assert attach({}, at="anak.999999.akta", reference="r") == {}


def test_what_is_known_is_filled_in_and_its_source_told() -> None:
    answers = prefill(domicile(), SITI)
    assert answers == {"alamat": SITI["resident"]["address"], "telepon": "+6281234567781"}
    groups = bound(domicile(), answers, context=SITI, choices=CHOICES, today=TODAY)
    assert groups[0].fields[0].source == "Dari data kependudukan"
    assert groups[1].fields[1].source == "Dari akun Anda"
    dated = SITI | {"sources": {"resident": "Dari data kependudukan, 3 November 2026"}}
    assert bound(domicile(), answers, context=dated, today=TODAY)[0].fields[0].source.endswith("3 November 2026")
    retyped = merge(answers, {"telepon": "0812 3456 7781", "alamat": SITI["resident"]["address"] | {"rw": "2"}})
    groups = bound(domicile(), retyped, context=SITI, choices=CHOICES, today=TODAY)
    assert groups[0].fields[0].source
    assert groups[1].fields[1].source
    changed = merge(answers, {"telepon": "0811-5000-111"})
    assert bound(domicile(), changed, context=SITI, today=TODAY)[1].fields[1].source == ""


def test_what_is_not_known_is_left_open() -> None:
    assert prefill(domicile(), {"resident": None}) == {}
    assert prefill(domicile(), {}) == {}


NAMES = st.sampled_from(
    [
        "teks",
        "anak",
        "anak.0",
        "anak.0.nama",
        "anak.7.kelas",
        "alamat",
        "alamat.rt",
        "bantuan",
        "foto",
        "titik.lat",
        "wali.name",
    ]
)


@given(st.dictionaries(NAMES | st.text(max_size=10), st.lists(st.text(), max_size=3)))
def test_no_posted_form_whatever_breaks_anything(data: dict[str, list[str]]) -> None:
    spec = every_kind()
    raw = from_form_data(spec, data)
    outcome = validate(spec, raw, today=TODAY)
    groups = bound(spec, outcome.raw, outcome.errors, today=TODAY)
    assert outcome.errors
    assert groups
