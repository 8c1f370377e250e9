"""scripts/bootstrap.py, before there is an environment: its sentences, and that a second call does nothing."""

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "scripts" / "bootstrap.py"


@pytest.fixture
def bootstrap() -> ModuleType:
    spec = importlib.util.spec_from_file_location("bootstrap", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_an_old_python_is_one_sentence_and_code_2() -> None:
    as_old = f"import sys, runpy; sys.version_info = (3, 10, 4); sys.argv[1:] = ['run']; runpy.run_path({str(SCRIPT)!r}, run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", as_old], capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr == (
        "Palui memerlukan Python 3.11 ke atas, sedangkan ini Python 3.10; "
        "pasang yang lebih baru, lalu jalankan misalnya: make run PYTHON=python3.11\n"
    )


def test_who_may_not_install_is_told_the_exact_command(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(bootstrap.CannotGoOn) as caught:
        bootstrap.need_packages(["postgresql", "chromium"], "pengujian")

    assert str(caught.value) == (
        "Untuk pengujian diperlukan paket sistem; jalankan: sudo apt-get update && "
        "sudo apt-get install -y --no-install-recommends postgresql chromium"
    )


def test_a_second_call_changes_nothing(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "STAMP", tmp_path / "stamp")
    monkeypatch.setattr(bootstrap, "step", lambda *_: pytest.fail("something was run"))

    for stamped, asked in (("run", "run"), ("dev", "dev"), ("dev", "run")):
        bootstrap.STAMP.write_text(bootstrap.stamp_for(stamped))
        bootstrap.make_ready(asked)


def test_changed_pins_are_noticed(bootstrap: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = bootstrap.stamp_for("run")
    monkeypatch.setattr(bootstrap, "ROOT", tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("requirements/install.txt", "requirements/run.txt", "pyproject.toml"):
        (tmp_path / name).write_text("x==1")

    assert bootstrap.stamp_for("run") != before


def test_a_step_that_fails_shows_why(bootstrap: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(bootstrap.CannotGoOn, match="Memasang pustaka gagal"):
        bootstrap.step("Memasang pustaka", [sys.executable, "-c", "print('tidak ada ruang'); raise SystemExit(1)"])

    assert "tidak ada ruang" in capsys.readouterr().err


def test_a_long_step_shows_that_it_is_at_work(
    bootstrap: ModuleType, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bootstrap, "SIGN_OF_LIFE", 0.05)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)

    bootstrap.step("Memasang pustaka", [sys.executable, "-c", "import time; time.sleep(0.3)"])

    assert capsys.readouterr().out.count("detik") >= 2
