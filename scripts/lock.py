"""Pin every dependency, with hashes, for all supported Pythons; run by `make lock`.

The files name no index and no folder of this machine, so they work wherever the packages can be had.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = "3.11"
#: What each file pins: the tool that installs, what Palui needs to run, what attacks it in the
#: audit, and what its makers need besides.
SOURCES = {
    "install.txt": ["requirements/install.in"],
    "run.txt": ["pyproject.toml"],
    "audit.txt": ["requirements/audit.in"],
    "dev.txt": ["pyproject.toml", "--group", "pyproject.toml:dev", "--constraints", "requirements/run.txt"],
}


def main() -> None:
    """Write the files. Ends with the tool's exit code if it fails."""
    # A machine's own sources of packages stay out of the files.
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("UV_", "PIP_"))}
    for name, sources in SOURCES.items():
        print(f"requirements/{name}")
        command = [
            Path(sys.executable).with_name("uv"), "pip", "compile", "--quiet", "--universal", "--generate-hashes",
            "--python-version", OLDEST_PYTHON, "--no-emit-index-url", "--no-emit-find-links", "--no-annotate",
            "--no-config", "--custom-compile-command", "make lock", "--upgrade",
            "--output-file", f"requirements/{name}", *sources,
        ]  # fmt: skip
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
            sys.exit(done.returncode)


if __name__ == "__main__":
    main()
