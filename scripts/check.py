"""The quick part of the tests: everything that reads the code without running it. Run by `make check`."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
DOCS = ROOT / "docs"


def main() -> None:
    """Run every check, show what fails, and end with 1 if anything did."""
    failed = [title for title, command in CHECKS if not passes(title, command)]
    stale = stale_pages()
    if stale:
        print(f"not what the code says: {', '.join(stale)}; run `make docs`")
        failed.append("docs")
    if failed:
        sys.exit(f"failed: {', '.join(failed)}")


CHECKS: list[tuple[str, list[str | Path]]] = [
    ("format", [BIN / "ruff", "format", "--check", "--quiet"]),
    ("lint", [BIN / "ruff", "check", "--quiet"]),
    ("types", [BIN / "mypy"]),
    ("imports", [BIN / "lint-imports", "--no-logo"]),
    ("migrations", [BIN / "palui", "makemigrations", "--check", "--dry-run"]),
    ("messages", [sys.executable, "scripts/messages.py"]),
    ("sbom", [sys.executable, "scripts/sbom.py", "--check"]),
]


def passes(title: str, command: list[str | Path]) -> bool:
    """Run one check; its output is shown only if it fails."""
    started = time.monotonic()
    print(f"{title:<12}", end="", flush=True)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    print(f"{'failed' if done.returncode else 'good':<8}{time.monotonic() - started:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def stale_pages() -> list[str]:
    """Names of generated pages of the reference that differ from what the code says, or are missing."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "reference").mkdir()
        with (Path(folder) / "reference" / "settings.md").open("w") as page:
            subprocess.run([sys.executable, "-m", "palui.config.reference"], cwd=ROOT, stdout=page, check=True)
        done = subprocess.run(
            [BIN / "palui", "describe", folder], cwd=ROOT, capture_output=True, text=True, check=False
        )
        if done.returncode:
            return [f"palui describe ({done.stderr.strip().splitlines()[-1]})"]
        made = {str(path.relative_to(folder)): path.read_text() for path in Path(folder).rglob("*.*")}
    return sorted(
        name for name, text in made.items() if not (DOCS / name).exists() or (DOCS / name).read_text() != text
    )


if __name__ == "__main__":
    main()
