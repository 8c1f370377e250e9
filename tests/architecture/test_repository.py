"""What no committed file may say, and what no file may become."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "palui"
VAGUE = {"utils", "util", "helpers", "helper", "common", "base", "misc", "core"}
#: `<engine>/base.py` is where Django looks for a database engine.
DJANGO_SAYS_SO = {"src/palui/config/sqlite/base.py"}
#: Addresses from which packages come, and how an index or a folder of packages is named to an installer.
REGISTRIES = re.compile(
    r"pypi" r"\.org|files\.python" r"hosted|registry\.npm" r"js|registry\.yarn" r"pkg|deb\.debian" r"\.org"
    r"|--(?:extra-)?index" r"-url|--find" r"-links"
)  # fmt: skip


@cache
def committed() -> tuple[Path, ...]:
    names = subprocess.check_output(["git", "ls-files", "-z"], cwd=ROOT, text=True).split("\0")
    return tuple(path for name in names if name and (path := ROOT / name).is_file())


def texts() -> list[tuple[Path, str]]:
    found = []
    for path in committed():
        content = path.read_bytes()
        if b"\0" not in content[:8000]:
            found.append((path, content.decode("utf-8", "replace")))
    return found


def test_no_file_names_a_package_registry() -> None:
    guilty = [path for path, text in texts() if REGISTRIES.search(text)]
    assert guilty == []


def test_no_file_names_a_folder_of_one_machine() -> None:
    folders = re.compile(r"/home" r"/[a-z]|/root" r"/|/work" r"/|\.\./shar" r"ed|/opt" r"/(?:pypi|wheels)")  # fmt: skip
    guilty = [path for path, text in texts() if folders.search(text)]
    assert guilty == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    vague = [path for path in SOURCE.rglob("*.py") if path.stem in VAGUE or path.parent.name in VAGUE]
    assert {str(path.relative_to(ROOT)) for path in vague} <= DJANGO_SAYS_SO


def test_no_room_listens_to_signals_or_overrides_save() -> None:
    forbidden = re.compile(r"@receiver\b|\.connect\(.*sender=|def save\(self")
    guilty = [str(path.relative_to(ROOT)) for path in python_files() if forbidden.search(path.read_text())]
    assert guilty == []


def test_every_silenced_check_names_its_code() -> None:
    silent = re.compile(r"#\s*(?:noqa(?!: [A-Z])|type: ignore(?!\[))")
    guilty = [str(path.relative_to(ROOT)) for path in python_files() if silent.search(path.read_text())]
    assert guilty == []


def test_templates_carry_no_inline_code_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")|<style|\son[a-z]+=|\sstyle=", re.IGNORECASE
    )
    pages = [path for path in SOURCE.glob("*/templates/**/*.html") if inline.search(path.read_text())]
    assert [str(path.relative_to(ROOT)) for path in pages] == []


def test_packages_are_pinned_with_hashes() -> None:
    for name in ("install", "run", "dev"):
        lines = (ROOT / "requirements" / f"{name}.txt").read_text().splitlines()
        pins = [line for line in lines if line and not line.startswith((" ", "#"))]
        assert pins
        assert all(re.match(r"[a-z0-9][a-z0-9._-]*==\S+ (?:;.*)?\\$", pin) for pin in pins)
        assert sum("--hash=sha256:" in line for line in lines) >= len(pins)


def python_files() -> list[Path]:
    return [path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts]


@pytest.mark.parametrize("name", ["run.txt", "dev.txt"])
def test_what_runs_and_what_tests_are_the_same_versions(name: str) -> None:
    """What the makers test is what the city runs."""
    pins = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements" / name).read_text(), re.MULTILINE))
    run = dict(re.findall(r"^([a-z0-9._-]+)==(\S+)", (ROOT / "requirements/run.txt").read_text(), re.MULTILINE))
    assert run.items() <= pins.items()
