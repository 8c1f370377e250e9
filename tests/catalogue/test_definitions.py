"""Services as data: strict reading, numbered versions, and a new service without code."""

import copy
import json
from importlib import resources
from typing import Any

import pytest

from palui.catalogue import selectors, services
from palui.catalogue.domain import LIFE_EVENTS, ServiceDefinition, ServiceKind, checksum_of
from palui.formspec import DefinitionError
from palui.kernel.actors import SYSTEM
from palui.kernel.errors import DomainError, NotFound


@pytest.fixture
def written() -> dict[str, Any]:
    """The definition of the domicile letter, to be spoilt."""
    text = (resources.files("palui.catalogue") / "definitions" / "domisili.yaml").read_text(encoding="utf-8")
    definition: dict[str, Any] = copy.deepcopy(services.read_definition(text))
    return definition


@pytest.mark.parametrize("data", list(services.seeds()), ids=lambda data: data["code"])
def test_every_definition_reads_and_reads_the_same_from_the_database(data):
    definition = ServiceDefinition.parse(data)
    again = ServiceDefinition.parse(json.loads(json.dumps(definition.data)))
    assert again == definition
    assert checksum_of(again.data) == checksum_of(definition.data)
    assert len(definition.standard) == 14
    assert [part.is_public for part in definition.standard] == [True] * 6 + [False] * 8
    assert all(line for part in definition.standard for line in part.lines)
    assert set(definition.titles) == {"id", "en", "bjn"}


def test_the_services_are_what_the_city_asked_for(city):
    kinds = {card.code: card.kind for card in selectors.services()}
    assert (
        kinds.items()
        >= {
            "domisili": ServiceKind.LETTER,
            "sktm": ServiceKind.LETTER,
            "usaha": ServiceKind.LETTER,
            "belum-menikah": ServiceKind.LETTER,
            "kematian": ServiceKind.LETTER,
            "pengantar-nikah": ServiceKind.REFERRAL,
            "ahli-waris": ServiceKind.REGISTRATION,
            "pindah": ServiceKind.GUIDANCE,
        }.items()
    )
    assert set(kinds) >= {row["service"] for row in services.coverage() if "service" in row}
    assert [card.code for card in selectors.services()][-1] == "pindah"
    domicile = selectors.current("domisili").definition
    assert [(step.who, step.only_if) for step in domicile.route] == [
        ("rt", ""),
        ("rw", "office_uses_rw"),
        ("officer", ""),
        ("lurah", ""),
    ]
    assert domicile.validity_months == 6
    need = selectors.current("sktm").definition
    inspection = next(step for step in need.route if step.kind == "inspect")
    assert inspection.form is not None
    assert {"hasil", "desil", "foto", "titik"} <= set(inspection.form.by_key)
    assert any("Inpres 4/2025" in basis.title for basis in need.legal_basis)
    moving = selectors.current("pindah").definition
    assert moving.guidance is not None
    assert "F-1.03" in moving.guidance.steps[0]
    assert not moving.route


SPOILT = [
    (lambda data: data.pop("summary"), "summary"),
    (lambda data: data.update(kind="favour"), "kind"),
    (lambda data: data.update(code="Surat Domisili"), "code"),
    (lambda data: data.update(colour="blue"), "colour"),
    (lambda data: data["titles"].pop("bjn"), "titles.bjn"),
    (lambda data: data.update(life_events=["lebaran"]), "life_events[0]"),
    (lambda data: data.update(jurisdiction="sejak"), "jurisdiction"),
    (lambda data: data["route"][2].update(who="mayor"), "route[2].who"),
    (lambda data: data["route"][1].update(only_if="full_moon"), "route[1].only_if"),
    (lambda data: data["route"][0].update(hours=0), "route[0].hours"),
    (lambda data: data["route"][0].update(shows=["nik"]), "route[0].shows[0]"),
    (lambda data: data["route"][3].update(kind="verify"), "route"),
    (lambda data: data["route"][2].update(kind="inspect"), "route[2].form"),
    (lambda data: data["route"].append(data["route"][0]), "route"),
    (lambda data: data["evidence"][1].update(key="foto_rumah"), "evidence"),
    (lambda data: data["evidence"][0].update(key="step__photo"), "evidence[0].key"),
    (lambda data: data["evidence"][2].update(satisfied_by=["neighbours"]), "evidence[2].satisfied_by[0]"),
    (lambda data: data["form"]["groups"][0]["fields"][1].update(kind="oracle"), "form.groups[0].fields[1].kind"),
    (lambda data: data["letter"].update(template="../secret"), "letter.template"),
    (lambda data: data["letter"].update(template="pengantar-nikah"), "letter.body"),
    (lambda data: data["letter"].pop("body"), "letter.body"),
    (lambda data: data["letter"].update(purpose=["warna"]), "letter.purpose[0]"),
    (lambda data: data["standard"].update(complaints=[]), "standard.complaints"),
    (lambda data: data.update(guidance={"reason": "x"}), "guidance"),
    (lambda data: data.update(legal_basis=[]), "legal_basis"),
]


@pytest.mark.parametrize(("spoil", "path"), SPOILT, ids=[path for _, path in SPOILT])
def test_a_mistake_is_named_with_its_place(written, spoil, path):
    spoil(written)
    with pytest.raises(DefinitionError) as caught:
        ServiceDefinition.parse(written)
    assert caught.value.path == path


@pytest.fixture
def inherited() -> dict[str, Any]:
    """The definition of the statement of heirs, which parties confirm and two sign, to be spoilt."""
    return copy.deepcopy(next(data for data in services.seeds() if data["code"] == "ahli-waris"))


def _step(data: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(step for step in data["route"] if step["key"] == key)
    return found


def _question(data: dict[str, Any], key: str) -> dict[str, Any]:
    groups = data["form"]["groups"]
    found: dict[str, Any] = next(field for group in groups for field in group["fields"] if field["key"] == key)
    return found


SPOILT_ROUTES = [
    ("nobody", lambda data: _step(data, "ahli").pop("of"), "route[3].of"),
    ("no people", lambda data: _step(data, "ahli").update(of="harta"), "route[3].of"),
    ("no statement", lambda data: _step(data, "ahli").pop("statement"), "route[3].statement"),
    ("an officer", lambda data: _step(data, "ahli").update(who="officer"), "route[3].who"),
    ("parties who verify", lambda data: _step(data, "verify").update(who="parties"), "route[2].who"),
    ("a statement elsewhere", lambda data: _step(data, "verify").update(statement="Benar."), "route[2].statement"),
    ("no phone", lambda data: _question(data, "saksi")["fields"].pop(4), "route[4].of"),
    ("a phone as text", lambda data: _question(data, "saksi")["fields"][4].update(kind="text"), "route[4].of"),
    ("perhaps nobody", lambda data: _question(data, "saksi").update(required=False, min_items=0), "route[4].of"),
    (
        "asked only sometimes",
        lambda data: _question(data, "saksi").update(show_if={"field": "perkawinan", "is": "kawin"}),
        "route[4].of",
    ),
    ("a part that is not asked", lambda data: _step(data, "ahli").update(shows=["ahli.agama"]), "route[3].shows[0]"),
    ("one signs twice", lambda data: _step(data, "sign_camat").update(who="lurah"), "route"),
    ("something after a signature", lambda data: data["route"].append(data["route"].pop(3)), "route"),
]


@pytest.mark.parametrize(("spoil", "path"), [row[1:] for row in SPOILT_ROUTES], ids=[row[0] for row in SPOILT_ROUTES])
def test_a_route_that_nobody_could_finish_is_refused(inherited, spoil, path):
    ServiceDefinition.parse(inherited)
    spoil(inherited)
    with pytest.raises(DefinitionError) as caught:
        ServiceDefinition.parse(inherited)
    assert caught.value.path == path


@pytest.mark.parametrize("data", [None, [], "domisili", 7])
def test_what_is_no_definition_is_refused(data):
    with pytest.raises(DefinitionError):
        ServiceDefinition.parse(data)


def test_a_key_written_twice_is_no_silent_choice():
    with pytest.raises(DomainError, match="written twice"):
        services.read_definition("code: a\nfee: Gratis\nfee: Mahal\n")


def test_publishing_the_same_again_changes_nothing(city):
    before = selectors.current("domisili")
    assert services.publish_seeds() == []
    assert selectors.current("domisili") == before


def test_a_change_is_the_next_version_and_the_old_one_stays(city, written):
    old = selectors.current("domisili")
    written["summary"] = "Kalimat baru."
    new = services.publish(data=written, by=SYSTEM)
    assert new is not None
    assert (old.number, new.number) == (1, 2)
    assert selectors.current("domisili").definition.summary == "Kalimat baru."
    assert selectors.version(old.id).definition.summary == old.definition.summary


def test_an_unknown_service_is_not_found(city):
    with pytest.raises(NotFound):
        selectors.current("surat-sakti")


def test_another_service_is_one_definition_and_one_template(city, siti, written):
    """No code: what is written in a definition can be found, read, asked for and submitted."""
    written |= {
        "code": "belum-menikah",
        "titles": {"id": "Surat Keterangan Belum Menikah", "en": "Unmarried", "bjn": "Surat Balum Kawin"},
        "search_words": ["lajang", "bujangan"],
        "life_events": ["menikah"],
        "jurisdiction": None,
        "form": {
            "groups": [
                {
                    "key": "keperluan",
                    "title": "Untuk apa?",
                    "fields": [{"key": "keperluan", "kind": "text", "label": "Keperluan"}],
                }
            ]
        },
        "evidence": [],
        "letter": {"template": "belum-menikah", "title": "Surat Keterangan Belum Menikah", "book": "keterangan"},
    }
    for step in written["route"]:
        step.pop("shows", None)
    services.publish(data=written, by=SYSTEM)

    page = siti.client.get("/layanan/belum-menikah/")
    assert "Surat Keterangan Belum Menikah" in page.content.decode()
    assert selectors.search("surat bujangan")[0].code == "belum-menikah"
    assert "menikah" in {event.key for event in selectors.life_events()}
    started = siti.client.post("/ajukan/belum-menikah/", follow=True)
    first_page = started.request["PATH_INFO"]
    assert first_page.endswith("/isi/keperluan/")
    review = siti.client.post(first_page, {"keperluan": "Melamar TNI"})
    sent = siti.client.post(review["Location"], follow=True)
    assert "sudah kami terima" in sent.content.decode()


def test_a_correction_opens_what_depends_on_it(city):
    definition = selectors.current("domisili").definition
    opened = definition.dependents({"keperluan"})
    assert {"keperluan_lain", "karena_bencana", "jenis_bencana", "peristiwa"} <= opened
    assert "sejak" not in opened


def test_every_life_event_has_a_service(city):
    assert {event.key for event in selectors.life_events()} == {event.key for event in LIFE_EVENTS}


def test_both_lists_are_answered_row_by_row():
    rows = services.coverage()
    assert sum(row["list"] == "kelurahan" for row in rows) == 32
    assert sum(row["list"] == "opensid" for row in rows) == 42
    assert all(("service" in row) != ("reason" in row) for row in rows)


def test_a_translation_belongs_to_a_sentence_of_the_definition(written):
    definition = written
    said = {"id": definition["summary"], "en": "About your business."}
    assert ServiceDefinition.parse(definition | {"translations": [said]}).translations == {
        definition["summary"]: "About your business."
    }
    for wrong, place, problem in (
        ({"id": "Tidak ada", "en": "Nowhere"}, "translations[1].id", "no sentence 'Tidak ada'"),
        (said, "translations[1].id", "is used twice"),
        ({"id": definition["summary"]}, "translations[1].en", "is missing"),
        (said | {"bjn": "x"}, "translations[1].bjn", "unknown key"),
    ):
        with pytest.raises(DefinitionError, match=problem) as refused:
            ServiceDefinition.parse(definition | {"translations": [said, wrong]})
        assert refused.value.path == place
