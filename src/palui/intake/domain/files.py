"""Takes a photo or PDF as phones send it: says what it is by content, refuses with a clear sentence, makes it safe.

Photos lose all metadata (place, device, time) and are made upright, at most MAX_SIDE long, JPEG. PDFs are kept
byte for byte, because a re-written document would lose its signatures.
"""

import hashlib
import io
import re
import struct
import unicodedata
import warnings
from dataclasses import dataclass

import pikepdf
from PIL import Image, UnidentifiedImageError

#: Bytes.
MAX_FILE_BYTES = 25 * 1024 * 1024
#: Pixels of a photo before it is made smaller.
MAX_PIXELS = 100_000_000
#: Pixels of the longer side afterwards.
MAX_SIDE = 1600
MAX_PDF_PAGES = 100
#: Pixels of the longer side of a photo in a list.
THUMBNAIL_SIDE = 168
_JPEG_QUALITY = 82
_LONGEST_NAME = 120
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
_PHOTO_FORMATS = ("JPEG", "PNG", "WEBP")
_PDF_HEAD, _PDF_END = b"%PDF-", b"%%EOF"
#: How far into a file the head, and from the end the end mark, may stand (ISO 32000-2 annex; Acrobat's tolerance).
_PDF_MARGIN = 1024

EMPTY = "Berkas ini kosong. Pilih lagi fotonya."
TOO_BIG = "Berkas ini terlalu besar ({size} MB). Paling besar 25 MB."
TOO_MANY_PIXELS = "Foto ini terlalu besar ukurannya. Ambil lagi dengan ukuran biasa."
NOT_A_PHOTO = "Berkas ini bukan foto yang bisa kami baca. Kirim foto JPEG, PNG, atau WebP."
NOT_A_PHOTO_BUT_PDF = "Di sini perlu foto, bukan PDF. Ambil fotonya dengan kamera."
NOT_ACCEPTED = "Berkas ini bukan foto atau PDF. Kirim foto JPEG, PNG, WebP, atau berkas PDF."
HEIC = "Foto dari iPhone ini berformat HEIC. Di pengaturan kamera pilih “Paling Kompatibel”, atau kirim tangkapan layarnya."
BROKEN_PHOTO = "Foto ini rusak atau belum selesai terunggah. Coba kirim lagi."
BROKEN_PDF = "PDF ini rusak atau belum selesai terunggah. Coba kirim lagi."
LOCKED_PDF = "PDF ini terkunci kata sandi. Kirim yang tanpa kata sandi, atau fotonya."
LONG_PDF = "PDF ini terlalu panjang ({pages} halaman). Paling banyak 100 halaman."


class FileRefused(Exception):
    """The file cannot be taken; the text is the sentence for the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedFile:
    """A file fit to be kept. Width and height are pixels, 0 for a PDF; `sha256` is hex over `content`."""

    content: bytes
    content_type: str
    width: int
    height: int
    sha256: str


def prepare(content: bytes, *, photo_only: bool) -> PreparedFile:
    """What can be kept of an upload. Raises FileRefused."""
    check_size(len(content))
    if _PDF_HEAD in content[:_PDF_MARGIN]:
        if photo_only:
            raise FileRefused(NOT_A_PHOTO_BUT_PDF)
        _check_pdf(content)
        return _prepared(content, "application/pdf")
    if content[4:8] == b"ftyp" and content[8:12] in (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heif"):
        raise FileRefused(HEIC)
    return _photo(content, NOT_A_PHOTO if photo_only else NOT_ACCEPTED)


def check_size(size: int) -> None:
    """Refuse a file by its bytes alone, before it is read. Raises FileRefused."""
    if size == 0:
        raise FileRefused(EMPTY)
    if size > MAX_FILE_BYTES:
        raise FileRefused(TOO_BIG.format(size=f"{size / 1024 / 1024:.0f}"))


def thumbnail(photo: bytes) -> bytes:
    """A kept photo, small enough for a list: JPEG, at most THUMBNAIL_SIDE long."""
    with Image.open(io.BytesIO(photo), formats=("JPEG",)) as opened:
        opened.draft("RGB", (THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        opened.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE))
        written = io.BytesIO()
        opened.save(written, "JPEG", quality=75)
    return written.getvalue()


def clean_name(name: str) -> str:
    """The name of a file as a person may read it: no folders, no control or direction signs, not too long."""
    last = re.split(r"[\\/]", name)[-1]
    readable = "".join(sign for sign in unicodedata.normalize("NFC", last) if unicodedata.category(sign)[0] != "C")
    tidy = " ".join(readable.split()).lstrip(".")
    stem, dot, ending = tidy.rpartition(".")
    if dot and len(ending) <= 10:
        return f"{stem[: _LONGEST_NAME - len(ending) - 1]}.{ending}" if stem else ending
    return tidy[:_LONGEST_NAME] or "berkas"


def _photo(content: bytes, unknown: str) -> PreparedFile:
    try:
        with warnings.catch_warnings():
            # Pillow warns of damaged notes in a photo, which are dropped anyway, and of sizes long before our own limit.
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(content), formats=_PHOTO_FORMATS) as opened:
                if opened.width * opened.height > MAX_PIXELS:
                    raise FileRefused(TOO_MANY_PIXELS)
                small = _small(opened)
    except UnidentifiedImageError as error:
        raise FileRefused(unknown) from error
    except Image.DecompressionBombError as error:
        raise FileRefused(TOO_MANY_PIXELS) from error
    except (OSError, ValueError, SyntaxError, EOFError, IndexError, OverflowError) as error:
        # What Pillow raises for a picture that ends or breaks in the middle depends on its format.
        raise FileRefused(BROKEN_PHOTO) from error
    written = io.BytesIO()
    small.save(written, "JPEG", quality=_JPEG_QUALITY, optimize=True, progressive=True)
    return _prepared(written.getvalue(), "image/jpeg", small.width, small.height)


def _small(opened: Image.Image) -> Image.Image:
    """Upright, at most MAX_SIDE long, three colours, and nothing else: a new picture has no metadata."""
    opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
    opened.load()
    # Smaller first: turning twelve megapixels costs more than turning two.
    opened.thumbnail((MAX_SIDE, MAX_SIDE), Image.Resampling.LANCZOS)
    turn = _TURNS.get(_orientation(opened))
    upright = opened.transpose(turn) if turn is not None else opened
    coloured = upright.convert("RGBA") if _has_alpha(upright) else upright.convert("RGB")
    bare = Image.new("RGB", coloured.size, "white")
    bare.paste(coloured, mask=coloured.getchannel("A") if coloured.mode == "RGBA" else None)
    return bare


def _orientation(opened: Image.Image) -> int:
    """How the camera was held (EXIF tag 274): 1 is upright, also when the note is damaged."""
    try:
        found = opened.getexif().get(_ORIENTATION_TAG, 1)
    except (OSError, ValueError, SyntaxError, KeyError, TypeError, struct.error):
        return 1
    return found if isinstance(found, int) else 1


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info


def _check_pdf(content: bytes) -> None:
    if _PDF_END not in content[-_PDF_MARGIN:]:
        raise FileRefused(BROKEN_PDF)
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            is_locked, pages = pdf.is_encrypted, len(pdf.pages)
    except pikepdf.PasswordError as error:
        raise FileRefused(LOCKED_PDF) from error
    except (pikepdf.PdfError, ValueError, RuntimeError) as error:
        raise FileRefused(BROKEN_PDF) from error
    if is_locked:
        raise FileRefused(LOCKED_PDF)
    if pages == 0:
        raise FileRefused(BROKEN_PDF)
    if pages > MAX_PDF_PAGES:
        raise FileRefused(LONG_PDF.format(pages=pages))


def _prepared(content: bytes, content_type: str, width: int = 0, height: int = 0) -> PreparedFile:
    return PreparedFile(
        content=content,
        content_type=content_type,
        width=width,
        height=height,
        sha256=hashlib.sha256(content).hexdigest(),
    )
