"""Pages of letters in a real browser: readable by everybody, on a phone and on a desk."""

import pytest

from tests.browser import DESKTOP, PHONE, assert_accessible, sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: str(size["width"]))
def test_a_signatory_s_pages_are_accessible(open_page, size):
    page = sign_in(open_page("/", size=size), "lurah")
    for path in ("/meja/tanda-tangan/", "/surat/", "/akun/tanda-tangan/"):
        page.goto(path)
        assert_accessible(page)


@pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=lambda size: str(size["width"]))
def test_what_anybody_may_see_is_accessible(open_page, size):
    page = open_page("/periksa/", size=size)
    for path in ("/periksa/", "/sertifikat/"):
        page.goto(path)
        assert_accessible(page)


def test_checking_works_without_javascript(open_page):
    page = open_page("/periksa/", javascript=False)
    page.fill("#kode", "x" * 22)
    page.get_by_role("button", name="Buka").click()
    assert "tidak kami kenal" in page.inner_text(".notice.bad")
