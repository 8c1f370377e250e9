"""A photo of any usual kind becomes an upright JPEG of MAX_SIDE at most, without metadata.

HEIC and very large pictures are opened in a process of their own (`python -m palui.intake.domain.photos`, see
`confined`), so that neither their memory nor a fault in a decoder is the server's.
"""

import io
import struct
import sys
import warnings

import pillow_heif
from PIL import Image, UnidentifiedImageError

from palui.intake.domain.confined import CannotRead, answer, read_confined
from palui.intake.domain.refusals import (
    BROKEN_PHOTO,
    HEAVY_PHOTO,
    TOO_MANY_PIXELS,
    FileRefused,
)

#: Pixels of a photo before it is made smaller.
MAX_PIXELS = 100_000_000
#: Pixels up to which a photo is opened in the server's own process: no phone's usual photo is larger.
_PIXELS_AT_HOME = 24_000_000
#: Pixels of the longer side afterwards.
MAX_SIDE = 1600
#: Pixels of the longer side of a photo in a list.
THUMBNAIL_SIDE = 168
#: Passes of a JPEG that shows coarse first. Cameras make ten; thousands are made to keep a computer busy.
_MAX_SCANS = 50
_JPEG_QUALITY = 82
_ORIENTATION_TAG = 274
#: What makes a photo upright, by how the camera was held.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_JPEG_HEAD, _SCAN = b"\xff\xd8\xff", b"\xff\xda"
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"heif", b"mif1", b"msf1"})
_FORMATS = ("JPEG", "PNG", "WEBP")
#: What Pillow and libheif raise for a picture that ends or breaks in the middle depends on its format.
_BREAKS = (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError, RuntimeError, struct.error)


def is_photo(content: bytes) -> bool:
    """Whether the first bytes are those of a kind of photo we read."""
    return (
        content.startswith((_JPEG_HEAD, b"\x89PNG\r\n\x1a\n"))
        or (content[:4] == b"RIFF" and content[8:12] == b"WEBP")
        or _is_heic(content)
    )


def small_upright(content: bytes) -> bytes:
    """The photo as it is kept: JPEG. Raises FileRefused."""
    if content.startswith(_JPEG_HEAD) and content.count(_SCAN) > _MAX_SCANS:
        raise FileRefused(HEAVY_PHOTO)
    if not _is_heic(content) and _pixels(content) <= _PIXELS_AT_HOME:
        return _written(content)
    try:
        return read_confined(__name__, content)
    except CannotRead as error:
        raise FileRefused(HEAVY_PHOTO) from error


def size_of(photo: bytes) -> tuple[int, int]:
    """Width and height in pixels of a kept photo."""
    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as opened:
        return opened.size


def thumbnail(photo: bytes) -> bytes:
    """A kept photo, small enough for a list: JPEG, at most THUMBNAIL_SIDE long."""
    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as opened:
        opened.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        opened.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        written = io.BytesIO()
        opened.save(written, "JPEG", quality=75)
    return written.getvalue()


def _is_heic(content: bytes) -> bool:
    return content[4:8] == b"ftyp" and content[8:12] in _HEIC_BRANDS


def _pixels(content: bytes) -> int:
    """How many pixels the head of a photo announces. Raises FileRefused before anything is unpacked."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
                pixels = opened.width * opened.height
    except Image.DecompressionBombError as error:
        raise FileRefused(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, *_BREAKS) as error:
        raise FileRefused(BROKEN_PHOTO) from error
    if pixels > MAX_PIXELS:
        raise FileRefused(TOO_MANY_PIXELS)
    return pixels


def _written(content: bytes) -> bytes:
    try:
        with warnings.catch_warnings():
            # Pillow warns of damaged notes in a photo, which are dropped, and of sizes long before our own limit.
            warnings.simplefilter("ignore")
            small = _small_heic(content) if _is_heic(content) else _small(content)
            written = io.BytesIO()
            small.save(written, "JPEG", quality=_JPEG_QUALITY)
    except MemoryError as error:
        raise FileRefused(TOO_MANY_PIXELS) from error
    except (UnidentifiedImageError, *_BREAKS) as error:
        raise FileRefused(BROKEN_PHOTO) from error
    return written.getvalue()


def _small(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        # JPEG can be unpacked at a half, a quarter or an eighth: never smaller than what is wanted.
        opened.draft("RGB", _fitting(opened.size))
        return _bare(opened, _TURNS.get(_orientation(opened)))


def _small_heic(content: bytes) -> Image.Image:
    heic = pillow_heif.open_heif(io.BytesIO(content))
    width, height = heic.size
    if width * height > MAX_PIXELS:
        raise FileRefused(TOO_MANY_PIXELS)
    # The decoder has turned it upright already.
    return _bare(heic.to_pillow(), None)


def _bare(opened: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    """At most MAX_SIDE long, upright, three colours on white, no metadata."""
    size = _fitting(opened.size)
    if opened.mode in ("P", "1", "I", "F") or opened.mode.startswith("I;"):
        # Neighbouring numbers of a palette are not neighbouring colours.
        opened = opened.convert("RGBA" if _has_alpha(opened) else "RGB")
    # Smaller first: turning twelve megapixels costs more than turning two.
    small = opened.resize(size, Image.Resampling.HAMMING) if size != opened.size else opened
    if turn is not None:
        small = small.transpose(turn)
    if _has_alpha(small):
        coloured = small.convert("RGBA")
        small = Image.new("RGB", small.size, "white")
        small.paste(coloured, mask=coloured.getchannel("A"))
    elif small.mode != "RGB":
        small = small.convert("RGB")
    elif small is opened:
        small.load()
    small.info = {}
    return small


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    width, height = size
    longer = max(width, height)
    if longer <= MAX_SIDE:
        return size
    return max(1, round(width * MAX_SIDE / longer)), max(1, round(height * MAX_SIDE / longer))


def _orientation(opened: Image.Image) -> int:
    """How the camera was held (EXIF tag 274): 1 is upright, also when the note is damaged."""
    try:
        found = opened.getexif().get(_ORIENTATION_TAG, 1)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):
        return 1
    return found if isinstance(found, int) else 1


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


if __name__ == "__main__":
    answer(_written, sys.stdin.buffer, sys.stdout.buffer)
