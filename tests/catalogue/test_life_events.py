"""What a life event opens is read strictly, and every service of it is for somebody."""

import copy
from datetime import date
from itertools import islice, product
from pathlib import Path

import pytest
import yaml

from palui.catalogue import selectors
from palui.catalogue.domain import LIFE_EVENTS, DefinitionFileError, read_plan
from palui.formspec import DefinitionError, Kind, example, validate

TODAY = date(2026, 11, 24)
FOLDER = Path(selectors.__file__).parent / "life_events"
EVENTS = [event.key for event in LIFE_EVENTS]


def written(event):
    return yaml.safe_load((FOLDER / f"{event}.yaml").read_text(encoding="utf-8"))


def services():
    return selectors.bundled()


def ways_to_answer(plan):
    """Clean answers to an event's questions, each choice taken once with each other."""
    first = example(plan.questions, today=TODAY)
    picks = {
        Kind.CHOICE: lambda item: item.values,
        Kind.YES_NO: lambda _: (True, False),
        Kind.CHOICES: lambda item: [[value] for value in item.values],
    }
    asked = [item for item in plan.questions.by_key.values() if item.kind in picks]
    for answers in islice(product(*(picks[item.kind](item) for item in asked)), 2000):
        raw = first | dict(zip([item.key for item in asked], answers, strict=True))
        yield validate(plan.questions, raw, files={}, today=TODAY).answers


@pytest.mark.parametrize("event", EVENTS)
def test_every_service_of_an_event_is_for_somebody_and_not_for_everybody(event):
    plan = selectors.plans()[event]
    found = [{member.service for member in plan.fitting(given, TODAY)} for given in ways_to_answer(plan)]
    for member in plan.members:
        assert any(member.service in fitting for fitting in found), f"nobody needs {member.service}"
        assert not all(member.service in fitting for fitting in found), f"everybody needs {member.service}"


def test_the_ten_events_and_hardship_open_something():
    assert set(selectors.plans()) == set(EVENTS)
    assert all(written(event)["event"] == event for event in EVENTS), (
        "each in a file of its name, for any reader of YAML"
    )
    assert len(EVENTS) == 11


def test_a_death_opens_four_services_together():
    given = {"surat": "belum", "di_kk": True, "perlu": ["waris"], "hubungan": "anak"}
    fitting = [member.service for member in selectors.plans()["kematian"].fitting(given, TODAY)]
    assert fitting == ["kematian", "pengantar-akta-kematian", "pengantar-kk", "ahli-waris"]


def answered(plan, at, value):
    """The plan with something else at a place of its death's services."""
    changed = copy.deepcopy(plan)
    *way, last = at
    inner = changed
    for step in way:
        inner = inner[step]
    inner[last] = value
    return changed


DEATH = ("services", 0, "answers")
MISTAKES = [
    ((*DEATH, "tanggal_mati"), {"from": "tanggal"}, "services[0].answers.tanggal_mati", "no question 'tanggal_mati'"),
    ((*DEATH, "sebab"), {"from": "alasan"}, "services[0].answers.sebab.from", "no question 'alasan' in this event"),
    ((*DEATH, "sebab"), {"from": "tanggal"}, "services[0].answers.sebab.from", "a date does not answer a choice"),
    ((*DEATH, "sebab"), {"from": "hubungan"}, "services[0].answers.sebab.from", "knows no pasangan"),
    ((*DEATH, "sebab"), {"value": "tua"}, "services[0].answers.sebab.value", "no possible answer"),
    ((*DEATH, "sebab"), {"value": "sakit", "from": "sebab"}, "services[0].answers.sebab", "exactly one of"),
    ((*DEATH, "sebab"), {"from": "sebab", "as": {"sakit": "tua"}}, "services[0].answers.sebab.as", "no answer to"),
    ((*DEATH, "sebab"), {"person": "umur"}, "services[0].answers.sebab.person", "unknown 'umur'"),
    ((*DEATH, "saksi"), {"items": [{"umur": {"value": 3}}]}, "services[0].answers.saksi.items[0].umur", "no question"),
    (("services", 0, "service"), "kematiann", "services[0].service", "no service 'kematiann'"),
    (("services", 0, "service"), "sktm", "services[0].service", "does not name 'kematian'"),
    (("services", 0, "if"), {"field": "sebab", "is": "sakit"}, "services[0].if.field", "no field 'sebab'"),
    (("services", 0, "if"), {"field": "surat", "is": "lisan"}, "services[0].if.is", "no possible answer"),
    (("services", 0, "unless"), None, "services[0].unless", "is missing"),
    (("services", 0, "wy"), "x", "services[0].wy", "unknown key"),
    (("services", 0, "about"), "dead", "services[0].about", "unknown 'dead'"),
    (("services", 2, "without"), ["kartu"], "services[2].without", "has no document 'kartu'"),
    (("documents", 0), ["kematian.surat", "pemakaman.surat_kematian"], "documents[0]", "asks for no document 'surat'"),
    (("documents", 0), ["sktm.foto_rumah", "kematian.surat_dokter"], "documents[0]", "'sktm' is no service"),
    (("person",), None, "person", "is missing"),
    (("event",), "wisuda", "event", "unknown event"),
    (("questions", "groups", 0, "fields", 0, "kind"), "photo", "questions.groups[0].fields[0].max", "unknown key"),
    (("details", "groups", 0, "fields", 0, "key"), "tanggal", "details", "stands in `questions` already"),
]


@pytest.mark.parametrize(("at", "value", "path", "problem"), MISTAKES, ids=[f"{path}" for _, _, path, _ in MISTAKES])
def test_a_mistake_is_refused_with_its_place(at, value, path, problem):
    with pytest.raises(DefinitionError) as refused:
        read_plan(answered(written("kematian"), at, value), services())
    assert refused.value.path == path
    assert problem in refused.value.problem


def test_a_service_that_loses_a_question_is_refused_at_the_start_with_file_and_line(monkeypatch):
    lost = copy.deepcopy(dict(services()["kematian"].data))
    reporter = next(group for group in lost["form"]["groups"] if group["key"] == "pelapor")
    reporter["fields"][0]["key"] = "kaitan"
    for step in lost["route"]:
        step["shows"] = [key for key in step.get("shows", []) if key != "hubungan"]
    lost["letter"]["body"] = lost["letter"]["body"].replace("{hubungan|kecil}", "{kaitan|kecil}")
    changed = type(services()["kematian"]).parse(lost)
    definitions = [changed if code == "kematian" else definition for code, definition in services().items()]
    with pytest.raises(DefinitionFileError) as refused:
        selectors.read_plans(definitions)
    assert refused.value.file == "life_events/kematian.yaml"
    assert refused.value.path == "services[0].answers.hubungan"
    assert refused.value.line > 1


def test_a_detail_is_asked_once_where_two_services_ask_it_and_left_to_the_service_where_only_one_does():
    plan = selectors.plans()["kematian"]
    assert "saksi" in plan.shared(["kematian", "ahli-waris"]).by_key
    assert plan.shared(["kematian", "pengantar-kk"]).by_key.keys() == set()
    assert plan.shared(["pengantar-kk"]).groups == ()


def test_what_the_register_knows_is_filled_in_whatever_its_letters():
    plan = selectors.plans()["kematian"]
    people = {
        "person": {
            "name": "Rahmat",
            "nik": "6371990205880001",
            "birth_date": "1988-05-02",
            "relation": "KEPALA KELUARGA",
        }
    }
    form = services()["pengantar-kk"].form
    filled = plan.filled("pengantar-kk", form, given={}, asked=(), people=people)
    assert filled.answers["anggota"] == [
        {"nama": "Rahmat", "nik": "6371990205880001", "lahir": "1988-05-02", "hubungan": "kepala"}
    ]
    assert "anggota" in filled.settled
    unknown = plan.filled(
        "pengantar-kk", form, given={}, asked=(), people={"person": people["person"] | {"relation": "Lainnya"}}
    )
    assert "hubungan" not in unknown.answers["anggota"][0]
    assert "anggota" not in unknown.settled, "what is missing is still asked"
