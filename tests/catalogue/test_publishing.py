"""What is offered, from when on, and who decided it; what a person decided, no start of Palui undoes."""

import copy
import re
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client

from palui.audit.selectors import entries_of_subject
from palui.catalogue import selectors, services
from palui.catalogue.domain import DefinitionFileError
from palui.catalogue.events import ServiceDue
from palui.config.preparation import CannotPrepare, refuse_broken_definitions
from palui.formspec import DefinitionError
from palui.kernel import clock
from palui.kernel.actors import SYSTEM, Actor
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.outbox.services import deliver_due
from tests.cast import Person

USAHA: dict[str, Any] = next(data for data in services.seeds() if data["code"] == "usaha")


def usaha(summary: str) -> dict[str, Any]:
    return copy.deepcopy(USAHA) | {"summary": summary}


@pytest.fixture
def by(lina: Person) -> Actor:
    return lina.acting.actor(lina.acting.mandates[0])


def sentences(code: str = "usaha") -> list[str]:
    return [entry.sentence for entry in entries_of_subject(f"service:{code}")]


def test_what_is_planned_is_offered_at_its_moment_and_once(by: Actor, frozen_clock: time_machine.Traveller) -> None:
    services.publish(data=usaha("Mulai bulan depan."), by=by, at=clock.now() + timedelta(days=7))
    assert selectors.current("usaha").number == 1
    assert selectors.state_of("usaha").planned_number == 2

    frozen_clock.shift(timedelta(days=7, seconds=1))
    assert deliver_due() == 1
    services.offer_due(ServiceDue(code="usaha", number=2))

    assert selectors.current("usaha").definition.summary == "Mulai bulan depan."
    assert [offer.number for offer in selectors.history("usaha").offers] == [2, 1]
    assert sentences() == [
        "mulai menawarkan layanan usaha versi 2 sesuai jadwal",
        "menjadwalkan layanan usaha versi 2 mulai 1 Desember 2026, 09.00",
    ]


def test_a_plan_that_was_called_off_or_replaced_offers_nothing(by: Actor, frozen_clock: time_machine.Traveller) -> None:
    services.publish(data=usaha("Pertama."), by=by, at=clock.now() + timedelta(days=1))
    services.publish(data=usaha("Kedua."), by=by, at=clock.now() + timedelta(days=2))
    frozen_clock.shift(timedelta(days=1, hours=1))
    deliver_due()
    assert selectors.current("usaha").number == 1

    services.call_off(code="usaha", by=by)
    frozen_clock.shift(timedelta(days=1))
    deliver_due()

    assert selectors.current("usaha").number == 1
    with pytest.raises(NotFound):
        services.call_off(code="usaha", by=by)


def test_a_retired_service_is_offered_no_longer_and_can_come_back(by: Actor, client: Client) -> None:
    services.retire(code="usaha", reason="Diurus lewat OSS.", by=by)
    assert "usaha" not in [record.code for record in selectors.offered()]
    assert client.get("/layanan/usaha/").status_code == 404
    assert client.get("/api/v1/services/usaha").status_code == 404

    services.offer_again(code="usaha", number=1, by=by)

    assert selectors.current("usaha").number == 1
    assert [(offer.number, offer.reason) for offer in selectors.history("usaha").offers] == [
        (1, ""),
        (0, "Diurus lewat OSS."),
        (1, ""),
    ]
    assert sentences() == [
        "menawarkan kembali layanan usaha versi 1",
        "berhenti menawarkan layanan usaha. Alasan: Diurus lewat OSS.",
    ]


def test_a_service_is_not_retired_without_a_reason_nor_twice(by: Actor) -> None:
    with pytest.raises(InvalidInput):
        services.retire(code="usaha", reason="  ", by=by)
    services.retire(code="usaha", reason="Tidak dipakai.", by=by)
    with pytest.raises(Conflict, match="service_not_offered"):
        services.retire(code="usaha", reason="Tidak dipakai.", by=by)


def test_after_a_roll_back_the_next_version_has_a_number_of_its_own(by: Actor) -> None:
    services.publish(data=usaha("Kedua."), by=by)
    services.offer_again(code="usaha", number=1, by=by)
    with pytest.raises(Conflict, match="service_offered"):
        services.offer_again(code="usaha", number=1, by=by)

    made = services.publish(data=usaha("Ketiga."), by=by)

    assert made is not None
    assert made.number == 3
    assert [version.number for version in selectors.history("usaha").versions] == [3, 2, 1]
    assert [version.published_by for version in selectors.history("usaha").versions] == ["Lina Marlina"] * 2 + [""]


@pytest.mark.parametrize("decide", ["publish", "retire", "roll back", "plan"])
def test_what_a_person_decided_no_start_undoes(decide: str, by: Actor) -> None:
    if decide == "roll back":
        services.publish(data=usaha("Yang baru."), by=SYSTEM)
        services.offer_again(code="usaha", number=1, by=by)
        services.publish(data=USAHA | {"summary": "Lagi."}, by=SYSTEM)
        services.offer_again(code="usaha", number=2, by=by)
    elif decide == "retire":
        services.retire(code="usaha", reason="Tidak dipakai.", by=by)
    else:
        at = clock.now() + timedelta(days=1) if decide == "plan" else None
        services.publish(data=usaha("Milik kota."), by=by, at=at)
        if at is not None:  # what came with Palui before is another by now
            services.publish(data=usaha("Sementara."), by=SYSTEM)
    before = selectors.state_of("usaha")

    assert services.publish_seeds() == []
    assert selectors.state_of("usaha") == before


def test_what_nobody_touched_follows_what_comes_with_palui(by: Actor) -> None:
    services.publish(data=usaha("Dari Palui lama."), by=SYSTEM)
    assert [(record.code, record.number) for record in services.publish_seeds()] == [("usaha", 3)]


def test_a_newer_definition_of_palui_is_told_where_a_person_decided(by: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    services.publish(data=usaha("Milik kota."), by=by)
    assert not selectors.state_of("usaha").bundled_is_newer

    newer = [(file, text.replace("Surat ini bukan izin usaha.", "Surat ini bukan izin.")) for file, text in files()]
    monkeypatch.setattr(selectors, "bundled_files", lambda: iter(newer))
    monkeypatch.setattr(selectors, "bundled", cache(selectors.bundled.__wrapped__))

    assert services.publish_seeds() == []
    assert [state.code for state in selectors.every_service() if state.bundled_is_newer] == ["usaha"]


def test_a_refused_definition_leaves_what_is_offered(by: Actor) -> None:
    broken = usaha("Rusak.") | {"route": USAHA["route"][:-1]}
    with pytest.raises(DefinitionError, match="route: ends with its sign steps"):
        services.publish(data=broken, by=by)
    assert selectors.current("usaha").number == 1


BROKEN = {
    "an unknown kind of question": (
        "kind: money",
        "kind: uang",
        "form.groups[0].fields[5].kind",
        "unknown kind 'uang'",
    ),
    "a condition on a missing question": (
        r"show_if: \{field: keperluan, is: lain\}",
        "show_if: {field: gaib, is: lain}",
        "form.groups[2].fields[1].show_if.field",
        "no field 'gaib' can be asked about here",
    ),
    "a place that nothing fills": (
        r"NIB :: \{nib\}",
        "NIB :: {gaib}",
        "letter.body",
        "line 16: no answer or word 'gaib'",
    ),
    "a route without a signature": ("    kind: sign\n", "    kind: verify\n", "route", "ends with its sign steps"),
    "a template that is not there": (
        r"body: \|\n(?:    .*\n|\n)+",
        "template: gaib\n",
        "letter.template",
        "cannot be drawn: no letter template 'gaib'",
    ),
}


@pytest.mark.parametrize(("written", "broken", "path", "problem"), BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_refused_at_the_start_with_its_line(
    written: str, broken: str, path: str, problem: str, by: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    changed, count = re.subn(written, broken, dict(files())["usaha.yaml"], count=1)
    assert count == 1
    monkeypatch.setattr(selectors, "bundled_files", lambda: iter([("usaha.yaml", changed)]))

    with pytest.raises(CannotPrepare) as refused:
        refuse_broken_definitions()

    (line,) = (
        number
        for number, text in enumerate(changed.splitlines(), start=1)
        if (broken.strip() in text if path != "route" else text == "route:")
    )
    assert f"usaha.yaml, line {line}: {path}: {problem}" in str(refused.value)
    assert selectors.current("usaha").number == 1
    if path != "letter.template":  # what a letter looks like, the catalogue does not know
        with pytest.raises(DefinitionFileError):
            services.publish_seeds()


def files() -> list[tuple[str, str]]:
    folder = Path(services.__file__).parent / "definitions"
    return [(file.name, file.read_text()) for file in sorted(folder.glob("*.yaml"))]
