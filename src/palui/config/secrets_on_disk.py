"""Keys that Palui makes for itself once and keeps in the data folder, readable by its owner only."""

import base64
import os
import secrets
import tempfile
from collections.abc import Callable
from pathlib import Path

from palui.config.environment import DATA_DIR, DATA_KEY_BYTES, WrongSettings, parse_data_keys


def secret_key(data_dir: Path) -> str:
    """The key that signs cookies, made at the first call. Raises WrongSettings if the folder refuses."""
    return _kept(data_dir / "secret-key", lambda: secrets.token_urlsafe(48))


def data_keys(data_dir: Path) -> tuple[bytes, ...]:
    """The keys that seal data, newest first, made at the first call. Raises WrongSettings."""
    path = data_dir / "data-keys"
    fresh = base64.urlsafe_b64encode(secrets.token_bytes(DATA_KEY_BYTES)).decode()
    try:
        return parse_data_keys(_kept(path, lambda: fresh))
    except ValueError as problem:
        raise WrongSettings([f"Kunci data di {path} tidak dapat dipakai: {problem}."]) from None


def _kept(path: Path, make: Callable[[], str]) -> str:
    try:
        if not path.exists():
            path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            # Made readable by its owner alone, under a name of its own.
            handle, draft = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
            with os.fdopen(handle, "w") as file:
                file.write(make() + "\n")
            try:
                # A link fails where a rename would replace: of two starts at once, the first key stays.
                os.link(draft, path)
            except FileExistsError:
                pass
            finally:
                Path(draft).unlink()
        return path.read_text().strip()
    except OSError as problem:
        raise WrongSettings(
            [f"{DATA_DIR.name} tidak dapat dipakai: {path.parent} tidak dapat ditulisi ({problem.strerror})."]
        ) from None
