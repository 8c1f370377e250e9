"""The import contracts of pyproject.toml hold, and they notice a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LINT = Path(sys.executable).with_name("lint-imports")


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    code = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command; lint_imports_command()"
    return subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_the_house_keeps_its_contracts() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


BREACHES = {
    "an earlier step imports a later one": ("cases/domain.py", "from palui.letters import domain"),
    "a rule imports the framework": ("cases/domain.py", "import django.db"),
    "a room imports another room's tables": ("cases/services/__init__.py", "from palui.audit import models as other"),
    "a service imports a view": ("cases/services/__init__.py", "from palui.cases import views"),
    "a room imports an adapter": ("letters/services/__init__.py", "from palui.integrations import esign_local"),
    "the kernel imports a room": ("kernel/clock.py", "from palui.regions import domain"),
    "a file has a name that no room knows": ("cases/helpers.py", ""),
    "a room was added that nobody placed": ("oddments/__init__.py", ""),
}


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_noticed(breach: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "src", tmp_path / "src")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    name, line = BREACHES[breach]
    path = tmp_path / "src" / "palui" / name
    path.parent.mkdir(exist_ok=True)
    with path.open("a") as file:
        file.write(f"\n{line}\n")

    done = lint(tmp_path)

    assert done.returncode != 0, done.stdout
