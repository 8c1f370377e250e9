"""Draw a sample of every letter into docs/images/letters, with made-up people and answers: `make samples`."""

import io
import os
import sys
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images" / "letters"
#: Points an inch: large enough to read on a screen, small enough to keep three dozen of them.
_PPI = 66


def main() -> None:
    """One picture a service: its first page."""
    sys.path[:0] = [str(ROOT), str(ROOT / "src")]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django  # noqa: PLC0415 - settings are named above

    django.setup()
    from palui.letters.services import rendering  # noqa: PLC0415 - needs what stands above
    from tests.letters.samples import SERVICES, sample  # noqa: PLC0415 - as above
    from tests.letters.test_the_page import AT  # noqa: PLC0415 - as above

    FOLDER.mkdir(parents=True, exist_ok=True)
    for old in FOLDER.glob("*.png"):
        old.unlink()
    for code in SERVICES:
        picture = Image.open(io.BytesIO(rendering.pictures(sample(code), at=AT, ppi=_PPI)[0]))
        picture.convert("RGB").quantize(24).save(FOLDER / f"{code}.png", optimize=True)


if __name__ == "__main__":
    main()
