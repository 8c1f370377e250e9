"""Palui asks other computers only where the operator has named them: nobody can make it fetch an address of theirs."""

import ast
from pathlib import Path

import palui

ROOT = Path(palui.__file__).parent
#: What can reach another computer.
REACHING = {"socket", "http.client", "urllib.request", "smtplib", "ftplib", "httpx", "requests", "urllib3", "aiohttp"}
#: Adapters, whose addresses are settings; and what talks to this very computer, or to whom a person at its terminal names.
MAY_REACH = (
    "integrations/",
    "bench/",
    "config/serving.py",
    "config/management/commands/check.py",
)


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.update({node.module, *(f"{node.module}.{alias.name}" for alias in node.names)})
    return names


def test_only_adapters_reach_other_computers() -> None:
    found = {
        str(path.relative_to(ROOT))
        for path in ROOT.rglob("*.py")
        if imported(path) & REACHING and not str(path.relative_to(ROOT)).startswith(MAY_REACH)
    }
    assert found == set()
