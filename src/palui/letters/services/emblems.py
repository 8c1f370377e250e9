"""The city's own emblem at the head of its letters."""

import re
from base64 import b64encode
from io import BytesIO
from xml.etree import ElementTree as ET

from django.db import transaction
from PIL import Image, UnidentifiedImageError

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.kernel import clock
from palui.kernel.errors import InvalidInput, PermanentFailure
from palui.letters import selectors
from palui.letters.access import emblem_mandate
from palui.letters.models import Emblem
from palui.letters.services import rendering
from palui.regions import selectors as regions

#: What offices call the emblem of the city.
CITY = "kota"
#: Bytes, as sent; and points of the longer side, which is 8 cm at 200 dots an inch.
MOST_BYTES, MOST_POINTS = 300 * 1024, 640
#: A picture of more points is a trap for whoever unpacks it.
_TRAP = 25_000_000
#: What an emblem has no need of, and what could fetch something else or run.
_REFUSED_ELEMENTS = frozenset({"script", "foreignObject", "image", "feImage", "style", "a", "iframe", "audio", "video"})
_ELSEWHERE = re.compile(r"url\(\s*['\"]?(?!#)", re.IGNORECASE)


@transaction.atomic
def set_emblem(*, acting: Acting, content: bytes) -> None:
    """Print this picture (SVG or PNG) at the head of the city's letters from now on.

    Raises NotFound for who does not administer the city, InvalidInput (`emblem`).
    """
    mandate = emblem_mandate(acting)
    if not content or len(content) > MOST_BYTES:
        raise InvalidInput({"emblem": f"Pilih gambar SVG atau PNG, paling besar {MOST_BYTES // 1024} kB."})
    svg = _as_svg(content)
    try:
        rendering.head(svg, lines=["Kop surat"])
    except PermanentFailure as error:
        raise InvalidInput({"emblem": "Gambar ini tidak bisa dicetak. Coba simpan ulang sebagai PNG."}) from error
    Emblem.objects.update_or_create(name=CITY, defaults={"svg": svg, "changed_at": clock.now()})
    selectors.emblem.forget()
    audit.record(by=acting.actor(mandate), action="letter.emblem", subject="letters")


@transaction.atomic
def remove_emblem(*, acting: Acting) -> None:
    """Print the emblem that comes along again. Raises NotFound for who does not administer the city."""
    mandate = emblem_mandate(acting)
    if Emblem.objects.filter(name=CITY).delete()[0]:
        selectors.emblem.forget()
        audit.record(by=acting.actor(mandate), action="letter.emblem", subject="letters")


def letterhead_picture(*, acting: Acting) -> bytes:
    """The head of a letter as it is printed now (PNG). Raises NotFound for who does not administer the city."""
    office = regions.office(emblem_mandate(acting).office_id)
    return rendering.head(selectors.emblem(CITY), lines=office.letterhead.lines)


def _as_svg(content: bytes) -> str:
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _from_png(content)
    wrong = InvalidInput(
        {"emblem": "Pilih gambar SVG atau PNG. SVG hanya boleh berisi gambar, tanpa skrip atau tautan."}
    )
    try:
        text = content.decode()
        # Entities could unfold to gigabytes; no emblem needs them.
        if "<!" in text.replace("<!--", ""):
            raise wrong
        root = ET.fromstring(text)  # noqa: S314 - no document type, so no entities
    except (UnicodeDecodeError, ET.ParseError) as error:
        raise wrong from error
    if _plain(root.tag) != "svg" or any(_is_refused(element) for element in root.iter()):
        raise wrong
    return text


def _is_refused(element: ET.Element) -> bool:
    if _plain(str(element.tag)) in _REFUSED_ELEMENTS:
        return True
    for name, value in element.attrib.items():
        plain = _plain(name).lower()
        if plain.startswith("on") or (plain == "href" and not value.startswith("#")) or _ELSEWHERE.search(value):
            return True
    return False


def _plain(name: str) -> str:
    return name.rpartition("}")[2]


def _from_png(content: bytes) -> str:
    """A picture of points inside an SVG, made anew so that nothing but the points is left."""
    try:
        sent = Image.open(BytesIO(content), formats=["PNG"])
        if sent.width * sent.height > _TRAP:
            raise InvalidInput({"emblem": "Gambar ini terlalu besar. Kecilkan dulu, misalnya menjadi 600 titik."})
        picture = sent.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError) as error:
        raise InvalidInput({"emblem": "Gambar ini rusak. Coba simpan ulang sebagai PNG."}) from error
    picture.thumbnail((MOST_POINTS, MOST_POINTS))
    out = BytesIO()
    picture.save(out, "PNG", optimize=True)
    width, height = picture.size
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<image width="{width}" height="{height}" href="data:image/png;base64,{b64encode(out.getvalue()).decode()}"/></svg>'
    )
