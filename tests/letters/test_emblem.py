"""A city prints its own emblem at the head of its letters."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from palui.kernel.errors import InvalidInput, NotFound
from palui.letters import selectors, services
from palui.letters.services.emblems import CITY, MOST_BYTES
from tests.cast import PASSPHRASE, a_photo
from tests.letters.papers import file_of

pytestmark = pytest.mark.django_db

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 12"><path d="M0 0H10V12H0Z" fill="#ff00ff"/></svg>'
MAGENTA = (255, 0, 255)


def png(size=(200, 240)) -> bytes:
    out = io.BytesIO()
    Image.new("RGBA", size, (*MAGENTA, 255)).save(out, "PNG")
    return out.getvalue()


def share_of_magenta(picture: bytes) -> float:
    points = Image.open(io.BytesIO(picture)).convert("RGB").resize((200, 280))
    return sum(point[0] > 230 and point[1] < 60 and point[2] > 230 for point in points.get_flattened_data()) / (
        200 * 280
    )


@pytest.mark.parametrize("content", [SVG, png()], ids=["svg", "png"])
def test_letters_bear_it_from_then_on(content, administrator, ready, ratna):
    code = ready()
    first = ratna.client.get(reverse("letters:preview_page", args=[code, 1])).content
    assert share_of_magenta(first) == 0
    services.set_emblem(acting=administrator.acting, content=content)
    page = ratna.client.get(reverse("letters:preview_page", args=[code, 1])).content
    assert share_of_magenta(page) > 0.004
    signed = services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    assert file_of(signed).startswith(b"%PDF-1.7")
    services.remove_emblem(acting=administrator.acting)
    assert selectors.emblem(CITY) == ""


def test_only_who_administers_the_city_may(administrator, ratna, fauzi, siti, anonymous):
    for person in (ratna, fauzi, siti):
        with pytest.raises(NotFound):
            services.set_emblem(acting=person.acting, content=SVG)
        assert person.client.get(reverse("letters:emblem")).status_code == 404
        assert person.client.get(reverse("letters:emblem_picture")).status_code == 404
    assert anonymous.get(reverse("letters:emblem")).status_code == 302


def test_the_page_shows_the_head_takes_a_picture_and_gives_it_back(administrator):
    url = reverse("letters:emblem")
    page = administrator.client.get(url)
    assert "Kembali ke lambang bawaan" not in page.text
    answer = administrator.client.post(url, {"emblem": io.BytesIO(SVG)}, follow=True)
    assert "memakai lambang ini" in answer.text
    head = administrator.client.get(reverse("letters:emblem_picture"))
    assert head["Content-Type"] == "image/png"
    assert "Kembali ke lambang bawaan" in administrator.client.get(url).text
    administrator.client.post(url, {"aksi": "hapus"})
    assert selectors.emblem(CITY) == ""
    assert administrator.client.post(url, {}).status_code == 422


WICKED = [
    b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><image href="/etc/passwd"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><use href="http://contoh.id/a.svg#b"/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"><path fill="url(http://contoh.id/a)"/></svg>',
    b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
    b"<html></html>",
    b"<svg",
    b"\x89PNG\r\n\x1a\nrusak",
    b"\xff\xfe\x00",
    b"",
    b" " * (MOST_BYTES + 1),
]


@pytest.mark.parametrize("content", [*WICKED, a_photo()], ids=range(len(WICKED) + 1))
def test_anything_else_is_refused_with_a_sentence(content, administrator):
    with pytest.raises(InvalidInput) as refused:
        services.set_emblem(acting=administrator.acting, content=content)
    assert "emblem" in refused.value.errors
    assert selectors.emblem(CITY) == ""


def test_a_picture_of_too_many_points_is_not_unpacked(administrator):
    with pytest.raises(InvalidInput, match="emblem"):
        services.set_emblem(acting=administrator.acting, content=png((6000, 5000)))
