"""`palui bench` as an operator meets it. How fast this machine is says nothing about the code, so no figure is judged."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from palui.bench.domain import OF_A_LONG_PAST, TARGETS, Measure
from tests.peers.palui import PALUI, clean_environment, free_port, run_palui

KEYS = ["measure", "value", "unit", "limit", "ratio", "target", "machine"]


@pytest.mark.long
def test_it_prints_one_line_of_json_for_every_measure(tmp_path: Path) -> None:
    done = run_palui("bench", "--seconds", "1", environment=clean_environment() | {"PALUI_DATA_DIR": str(tmp_path)})

    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["measure"] for line in lines] == [name for name in TARGETS if name not in OF_A_LONG_PAST]
    for line in lines:
        assert list(line) == KEYS
        assert min(line["value"], line["limit"], line["ratio"]) > 0
        assert line["target"].split()[0] in {"value", "ratio"}
        assert "cores" in line["machine"]


@pytest.mark.long
def test_it_refuses_to_measure_where_people_live(tmp_path: Path) -> None:
    environment = clean_environment() | {"PALUI_DATA_DIR": str(tmp_path / "var"), "PALUI_PORT": "1"}
    run_palui("migrate", "--verbosity=0", environment=environment)
    code = "from palui.accounts import services; from palui.kernel.actors import SYSTEM; services.create_person(by=SYSTEM, username='siti', name='Siti', password=None)"
    made = run_palui("shell", "--no-imports", "--command", code, environment=environment)
    assert made.returncode == 0, made.stderr

    done = run_palui("bench", "--here", "--seconds", "1", environment=environment | {"PALUI_PORT": str(free_port())})

    assert done.returncode == 1
    assert done.stderr.strip() == "CommandError: The database holds people; a measurement fills an empty one only."
    assert done.stdout == ""


@pytest.mark.long
def test_a_run_that_is_stopped_leaves_nothing_behind(tmp_path: Path) -> None:
    environment = clean_environment() | {"PALUI_DATA_DIR": str(tmp_path / "var"), "TMPDIR": str(tmp_path)}
    process = subprocess.Popen([*PALUI, "bench"], env=environment, stdout=subprocess.PIPE)
    deadline = time.monotonic() + 60
    while not list(tmp_path.glob("palui-bench-*/serve.log")) and time.monotonic() < deadline:
        time.sleep(0.1)
    (folder,) = tmp_path.glob("palui-bench-*")

    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=60)

    assert process.returncode == 128 + signal.SIGTERM
    assert not folder.exists()
    assert not [pid for pid in _processes() if str(folder) in _environment_of(pid)]


def test_a_line_carries_four_figures_and_its_ratio() -> None:
    measure = Measure(measure="desk_cpu", value=12.34567, unit="ms", limit=0.5, machine="2 cores")

    assert json.loads(measure.line) == {
        "measure": "desk_cpu",
        "value": 12.35,
        "unit": "ms",
        "limit": 0.5,
        "ratio": 24.69,
        "target": TARGETS["desk_cpu"],
        "machine": "2 cores",
    }


def _processes() -> list[int]:
    return [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _environment_of(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/environ").read_text(errors="replace")
    except OSError:
        return ""
