"""Make .venv ready: `python3 scripts/bootstrap.py run|dev|test`. Standard library only.

`run` installs what Palui needs, `dev` what its makers need as well, `test` also what the tests need from
the operating system. A second call finds a stamp and does nothing. An old Python must be able to read
this file, so that it can say that it is too old.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
UV = VENV / "bin" / "uv"
#: Says what the virtual environment holds: a level and the digest of what it was made from.
STAMP = VENV / ".palui"
LEVELS = ("run", "dev", "test")
OLDEST = (3, 11)
WRONG_USE = 2
#: Seconds after which a step says that it is still at work, and between two such signs.
SIGN_OF_LIFE = 2


class CannotGoOn(Exception):
    """The operator has to do something first; the text is one sentence that says what."""


def main() -> None:
    """Do what the one argument says."""
    level = sys.argv[1] if len(sys.argv) == 2 else ""
    if level not in LEVELS:
        raise CannotGoOn(f"Pemakaian: python3 scripts/bootstrap.py {'|'.join(LEVELS)}")
    if sys.version_info < OLDEST:
        this = f"{sys.version_info[0]}.{sys.version_info[1]}"
        raise CannotGoOn(
            f"Palui memerlukan Python {OLDEST[0]}.{OLDEST[1]} ke atas, sedangkan ini Python {this}; "
            "pasang yang lebih baru, lalu jalankan misalnya: make run PYTHON=python3.11"
        )
    if level == "test":
        need_system_packages()
    make_ready("run" if level == "run" else "dev")


def make_ready(level: str) -> None:
    """Virtual environment and packages, unless the stamp says that they are as they should be."""
    have = STAMP.read_text() if STAMP.exists() else ""
    # What the makers have includes what running needs.
    if have in {stamp_for(level), stamp_for("dev")}:
        return
    try:
        STAMP.unlink()
    except FileNotFoundError:
        pass
    except OSError as problem:
        raise CannotGoOn(f"Folder {VENV} tidak dapat ditulisi ({problem.strerror}).") from None
    make_venv()
    with_uv = install_installer()
    install("Memasang pustaka", ["--require-hashes", "-r", f"requirements/{level}.txt"], with_uv=with_uv)
    install("Memasang Palui", ["--no-deps", "--no-build-isolation", "--editable", "."], with_uv=with_uv)
    STAMP.write_text(stamp_for(level))


def stamp_for(level: str) -> str:
    """What the stamp says when the environment is up to date for this level."""
    digest = hashlib.sha256(repr((sys.version_info[:2], ROOT)).encode())
    for name in ("requirements/install.txt", f"requirements/{level}.txt", "pyproject.toml"):
        digest.update((ROOT / name).read_bytes())
    return f"{level} {digest.hexdigest()}\n"


def make_venv() -> None:
    """A virtual environment of this Python, if there is none yet."""
    if version_of(PYTHON) == sys.version_info[:2]:
        return
    if not can_make_venv():
        need_packages(["python3-venv"], "lingkungan Python")
    try:
        shutil.rmtree(VENV, ignore_errors=True)
        VENV.mkdir()
    except OSError as problem:
        raise CannotGoOn(f"Folder {ROOT} tidak dapat ditulisi ({problem.strerror}).") from None
    step("Menyiapkan lingkungan Python", [sys.executable, "-m", "venv", VENV])


def can_make_venv() -> bool:
    """Whether this Python has what Debian keeps apart in python3-venv."""
    return subprocess.call([sys.executable, "-c", "import ensurepip"], stderr=subprocess.DEVNULL) == 0


def version_of(python: Path) -> tuple[int, ...]:
    """Major and minor version of a Python; empty if it does not run."""
    try:
        text = subprocess.check_output([python, "-c", "import sys; print(*sys.version_info[:2])"])
    except (OSError, subprocess.CalledProcessError):
        return ()
    return tuple(map(int, text.split()))


def install_installer() -> bool:
    """Install uv. Whether it runs here; if it does not, pip does the same more slowly."""
    pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    step("Memasang pemasang", [*pip, "--require-hashes", "-r", "requirements/install.txt"])
    try:
        return subprocess.call([UV, "--version"], stdout=subprocess.DEVNULL) == 0
    except OSError:
        return False


def install(title: str, arguments: list[str], *, with_uv: bool) -> None:
    """Install packages into the virtual environment."""
    if with_uv:
        step(title, [UV, "pip", "install", "--python", PYTHON, "--compile-bytecode", *arguments])
    else:
        step(title, [PYTHON, "-m", "pip", "install", "--disable-pip-version-check", *arguments])


def need_system_packages() -> None:
    """What the tests start besides Python: a database server, a browser, readers of PDF files, a virus scanner."""
    missing = [] if has_postgresql() else ["postgresql"]
    programs = (("chromium", "chromium"), ("pdfsig", "poppler-utils"), ("qpdf", "qpdf"), ("clamd", "clamav-daemon"))
    missing += [package for program, package in programs if shutil.which(program) is None]
    if missing:
        need_packages(missing, "pengujian")


def has_postgresql() -> bool:
    """Whether a PostgreSQL server that is new enough lies where Debian puts it."""
    found = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    return any(int(path.parent.parent.name) >= 15 for path in found)


def need_packages(packages: list[str], purpose: str) -> None:
    """Install Debian packages if we may, else say the exact command."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        raise CannotGoOn(
            f"Untuk {purpose} diperlukan paket sistem; jalankan: sudo apt-get update && sudo {' '.join(command)}"
        )
    step("Memperbarui daftar paket sistem", ["apt-get", "update", "-q"])
    step(f"Memasang {', '.join(packages)}", command)


def step(title: str, command: list[str | Path]) -> None:
    """Run a command, with a sign of life while it takes long; its output is shown only if it fails."""
    started = time.monotonic()
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    is_terminal = sys.stdout.isatty()
    with tempfile.TemporaryFile() as output:
        try:
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
        except OSError as problem:
            raise CannotGoOn(f"{title} gagal: {command[0]} ({problem.strerror}).") from None
        say(f"{title} …")
        while not ends_within(process, SIGN_OF_LIFE):
            if is_terminal:
                say(f"\r{title} … {time.monotonic() - started:.0f} detik")
        say(f"\r{title} … selesai \n" if is_terminal else " selesai\n")
        if process.returncode:
            output.seek(0)
            sys.stderr.write(output.read().decode("utf-8", "replace"))
            raise CannotGoOn(f"{title} gagal; sebabnya tertulis di atas.")


def ends_within(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait for a process, at most so long."""
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        return False
    return True


def say(text: str) -> None:
    """To the terminal, at once."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    try:
        main()
    except CannotGoOn as problem:
        sys.stderr.write(f"{problem}\n")
        sys.exit(WRONG_USE)
    except KeyboardInterrupt:
        sys.exit(130)
