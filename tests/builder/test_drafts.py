"""Drafts of services: begun, taken from elsewhere, changed, taken back, published."""

import copy
from datetime import timedelta
from typing import Any

import pytest

from palui.accounts.domain import Acting
from palui.audit.selectors import entries_of_subject
from palui.builder import selectors, services
from palui.builder.domain import NotReady, editing
from palui.builder.models import DraftRevision
from palui.builder.services import KEPT_STATES
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from tests.cast import Person

USAHA: dict[str, Any] = next(data for data in published.seeds() if data["code"] == "usaha")


@pytest.fixture
def by(lina: Person) -> Acting:
    return lina.acting


def put(path: str, value: Any) -> services.Edit:
    return lambda data: editing.put(data, path, value)


def sentences(code: str) -> list[str]:
    return [entry.sentence for entry in entries_of_subject(f"service:{code}")]


def test_a_new_service_begins_with_the_usual_route_and_letter(by: Acting) -> None:
    made = services.begin(by=by, code="numpang-nikah", title=" Surat  Numpang Nikah ")
    assert [step["key"] for step in made.data["route"]] == ["rt", "rw", "verify", "sign"]
    assert (made.title, made.is_new, made.can_undo) == ("Surat Numpang Nikah", True, False)
    assert [card.code for card in selectors.drafts()] == ["numpang-nikah"]
    assert selectors.drawing(made.data).page_count == 1
    assert sentences("numpang-nikah") == ["mulai menyusun layanan numpang-nikah"]


@pytest.mark.parametrize("code", ["usaha", "Usaha", "u", "-a", "a b", "ä", "a" * 41, ""])
def test_a_code_that_is_taken_or_none_is_refused(by: Acting, code: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        services.begin(by=by, code=code, title="Surat")
    assert refused.value.errors.keys() == {"code"}
    with pytest.raises(InvalidInput):
        services.copy_of(by=by, code="domisili", new_code=code)


@pytest.mark.parametrize("who", ["ratna", "administrator", "yulia", "siti"])
def test_whoever_looks_after_no_services_finds_nothing(by: Acting, who: str, request: pytest.FixtureRequest) -> None:
    stranger = request.getfixturevalue(who).acting
    services.begin_from(by=by, code="usaha")
    for task in (
        lambda: services.begin(by=stranger, code="x-y", title="X"),
        lambda: services.begin_from(by=stranger, code="usaha"),
        lambda: services.begin_from_bundled(by=stranger, code="domisili"),
        lambda: services.copy_of(by=stranger, code="usaha", new_code="x-y"),
        lambda: services.bring_in(by=stranger, text="code: x-y"),
        lambda: services.change(by=stranger, code="usaha", revision=1, edit=put("summary", "X")),
        lambda: services.undo(by=stranger, code="usaha", revision=1),
        lambda: services.discard(by=stranger, code="usaha", revision=1),
        lambda: services.publish(by=stranger, code="usaha", revision=1),
        lambda: services.retire(by=stranger, code="usaha", reason="X"),
        lambda: services.offer_again(by=stranger, code="usaha", number=1),
        lambda: services.call_off(by=stranger, code="usaha"),
    ):
        with pytest.raises(NotFound):
            task()


def test_a_service_is_changed_from_what_is_offered_and_there_is_one_draft(by: Acting) -> None:
    first = services.begin_from(by=by, code="usaha")
    services.change(by=by, code="usaha", revision=1, edit=put("summary", "Untuk warung."))
    again = services.begin_from(by=by, code="usaha")
    assert (first.based_on, again.revision, again.data["summary"]) == (1, 2, "Untuk warung.")
    with pytest.raises(Conflict, match="draft_exists"):
        services.begin_from_bundled(by=by, code="usaha")


def test_a_copy_says_the_same_under_another_code(by: Acting) -> None:
    made = services.copy_of(by=by, code="usaha", new_code="usaha-keliling")
    assert made.data == catalogue.current("usaha").definition.data | {"code": "usaha-keliling"}
    assert made.is_new
    assert sentences("usaha-keliling") == ["mulai menyusun layanan usaha-keliling dari salinan usaha"]


def test_who_saves_over_somebody_elses_change_is_told_who(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    services.change(by=by, code="usaha", revision=1, edit=put("summary", "Pertama."))
    for task in (
        lambda: services.change(by=by, code="usaha", revision=1, edit=put("summary", "Kedua.")),
        lambda: services.undo(by=by, code="usaha", revision=1),
        lambda: services.discard(by=by, code="usaha", revision=1),
        lambda: services.publish(by=by, code="usaha", revision=1),
    ):
        with pytest.raises(Conflict, match="draft_changed") as refused:
            task()
        assert refused.value.params["name"] == "Lina Marlina"
    assert selectors.draft("usaha").data["summary"] == "Pertama."


def test_changes_are_taken_back_one_by_one(by: Acting) -> None:
    began = services.begin_from(by=by, code="usaha")
    for number, text in enumerate(("Satu.", "Dua.", "Tiga."), start=1):
        services.change(by=by, code="usaha", revision=number, edit=put("summary", text))
    assert services.change(by=by, code="usaha", revision=4, edit=put("summary", "Tiga.")).revision == 4

    assert services.undo(by=by, code="usaha", revision=4).data["summary"] == "Dua."
    other = services.change(by=by, code="usaha", revision=5, edit=put("summary", "Lain."))
    for expected in ("Dua.", "Satu.", began.data["summary"]):
        other = services.undo(by=by, code="usaha", revision=other.revision)
        assert other.data["summary"] == expected

    assert other.data == began.data
    with pytest.raises(DomainError, match="nothing_to_undo"):
        services.undo(by=by, code="usaha", revision=other.revision)


def test_only_so_many_states_are_kept(by: Acting) -> None:
    record = services.begin_from(by=by, code="usaha")
    for number in range(KEPT_STATES + 3):
        record = services.change(
            by=by, code="usaha", revision=record.revision, edit=put("summary", f"Kalimat {number}.")
        )
    assert DraftRevision.objects.count() == KEPT_STATES
    assert services.undo(by=by, code="usaha", revision=record.revision).can_undo


def test_the_code_of_a_draft_stays(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    with pytest.raises(DomainError, match="draft_code"):
        services.change(by=by, code="usaha", revision=1, edit=put("code", "usaha-baru"))


def deep(levels: int) -> Any:
    value: Any = "x"
    for _ in range(levels):
        value = [value]
    return value


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("NUL \0", "draft_sign"),
        ("setengah \ud83d", "draft_sign"),
        ({"k\0": 1}, "draft_sign"),
        (float("nan"), "draft_sign"),
        ({1, 2}, "draft_sign"),
        ("x" * services.LARGEST, "draft_too_long"),
        (deep(60), "draft_too_long"),
        (deep(50_000), "draft_too_long"),
    ],
    ids=["NUL", "half a sign", "a key", "no number", "no JSON", "long", "deep", "very deep"],
)
def test_what_cannot_be_stored_is_refused(by: Acting, value: Any, code: str) -> None:
    services.begin_from(by=by, code="usaha")
    with pytest.raises(DomainError, match=code):
        services.change(by=by, code="usaha", revision=1, edit=lambda data: data | {"summary": value})
    assert selectors.draft("usaha").revision == 1


def test_a_backslash_is_text(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    made = services.change(by=by, code="usaha", revision=1, edit=put("summary", r"Tulis \u0000 begitu saja."))
    assert selectors.draft("usaha").data == made.data


def test_a_published_draft_is_what_is_offered_and_running_cases_keep_theirs(by: Acting, siti: Person) -> None:
    before = catalogue.current("usaha")
    services.begin_from(by=by, code="usaha")
    services.change(by=by, code="usaha", revision=1, edit=put("summary", "Untuk warung dan bengkel."))

    made = services.publish(by=by, code="usaha", revision=2)

    assert (made.number, catalogue.current("usaha").definition.summary) == (2, "Untuk warung dan bengkel.")
    assert catalogue.version(before.id).definition == before.definition
    assert selectors.drafts() == ()
    assert sentences("usaha")[:3] == [
        "menerbitkan layanan usaha versi 2",
        "mengubah draf layanan usaha",
        "mulai menyusun layanan usaha",
    ]


def test_a_draft_may_be_published_later(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    services.change(by=by, code="usaha", revision=1, edit=put("summary", "Bulan depan."))
    services.publish(by=by, code="usaha", revision=2, at=clock.now() + timedelta(days=30))
    assert (catalogue.current("usaha").number, catalogue.state_of("usaha").planned_number) == (1, 2)
    services.call_off(by=by, code="usaha")
    assert catalogue.state_of("usaha").planned_number == 0


def test_a_draft_with_mistakes_is_not_published_and_all_are_told(by: Acting) -> None:
    made = services.begin(by=by, code="numpang-nikah", title="Surat Numpang Nikah")
    with pytest.raises(NotReady) as refused:
        services.publish(by=by, code="numpang-nikah", revision=made.revision)
    assert refused.value.errors.keys() == {"summary", "classification", "titles.en", "titles.bjn"}
    assert selectors.draft("numpang-nikah").data == made.data


def test_what_is_offered_already_is_not_published_again(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    with pytest.raises(DomainError, match="draft_same"):
        services.publish(by=by, code="usaha", revision=1)


def test_a_discarded_draft_leaves_what_is_offered(by: Acting) -> None:
    services.begin_from(by=by, code="usaha")
    services.discard(by=by, code="usaha", revision=1)
    assert (selectors.drafts(), catalogue.current("usaha").number) == ((), 1)


def elsewhere(**changed: Any) -> str:
    data = copy.deepcopy(USAHA) | {"code": "usaha-martapura"} | changed
    return published.as_text(data)


def test_a_file_of_another_city_becomes_a_draft_and_then_a_service(by: Acting) -> None:
    assert selectors.check_file(elsewhere()) == ()
    made = services.bring_in(by=by, text=elsewhere())
    assert services.publish(by=by, code=made.code, revision=made.revision).number == 1
    assert sentences("usaha-martapura")[-1] == "memasukkan berkas layanan usaha-martapura sebagai draf"


def test_what_of_a_file_does_not_fit_is_told_with_its_line(by: Acting) -> None:
    text = elsewhere(code="usaha", classification="ABC", dermaga="klotok")
    text = text.replace("who: officer", "who: kepala_desa").replace(
        "book: keterangan", "template: surat-kota-lain\n  book: keterangan"
    )
    lines = text.splitlines()
    told = {mistake.path: mistake for mistake in selectors.check_file(text)}
    assert told.keys() == {"code", "classification", "route[2].who", "dermaga", "letter.body"}
    assert told["code"].sentence == "Kode ini sudah dipakai di sini. Pilih kode lain, atau jadikan versi berikutnya."
    assert lines[told["route[2].who"].line - 1].strip() == "who: kepala_desa"
    assert lines[told["dermaga"].line - 1] == "dermaga: klotok"
    assert lines[told["classification"].line - 1] == "classification: ABC"


def test_a_file_whose_code_is_taken_needs_another_or_becomes_the_next_version(by: Acting) -> None:
    text = elsewhere(code="usaha", summary="Dari Martapura.")
    with pytest.raises(InvalidInput) as refused:
        services.bring_in(by=by, text=text)
    assert refused.value.errors.keys() == {"code"}

    assert services.bring_in(by=by, text=text, code="usaha-lain").is_new
    assert services.bring_in(by=by, text=text, code="usaha").based_on == 1
    with pytest.raises(Conflict, match="draft_exists"):
        services.bring_in(by=by, text=text, code="usaha")


@pytest.mark.parametrize("text", ["", "- a\n", "kata", "code: [", "a: &x {}\nb: *x\n", "[" * 100_000, "\0"])
def test_what_is_no_definition_is_not_taken_in(by: Acting, text: str) -> None:
    with pytest.raises(DomainError, match="definition_yaml"):
        services.bring_in(by=by, text=text)


def test_a_file_with_mistakes_becomes_a_draft_that_says_them(by: Acting) -> None:
    made = services.bring_in(by=by, text="code: surat-baru\ntitles: {id: Surat Baru}\nroute: ini salah\n")
    assert made.title == "Surat Baru"
    assert {"route", "form", "summary"} <= {mistake.path for mistake in selectors.check(made.data)}


def test_a_retired_service_can_be_changed_and_offered_again(by: Acting) -> None:
    services.retire(by=by, code="usaha", reason="Diurus lewat OSS.")
    made = services.begin_from(by=by, code="usaha")
    services.change(by=by, code="usaha", revision=made.revision, edit=put("summary", "Kembali."))
    assert services.publish(by=by, code="usaha", revision=2).number == 2
    services.offer_again(by=by, code="usaha", number=1)
    assert catalogue.current("usaha").number == 1
