import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from palui.config.headers import BrowserRulesMiddleware


def answer_with(content_type: str, rf: RequestFactory) -> HttpResponse:
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse("isi", content_type=content_type)

    return BrowserRulesMiddleware(view)(rf.get("/"))


def test_a_page_may_run_nothing_but_our_own_files(rf: RequestFactory) -> None:
    rules = answer_with("text/html; charset=utf-8", rf).headers["Content-Security-Policy"]

    assert "script-src 'self';" in rules
    assert "style-src 'self';" in rules
    assert "unsafe" not in rules


def test_a_picture_that_somebody_sent_can_never_act_as_a_page(rf: RequestFactory) -> None:
    assert "script" not in answer_with("image/svg+xml", rf).headers["Content-Security-Policy"]


@pytest.mark.parametrize("content_type", ["text/html", "application/pdf", "application/json"])
def test_camera_and_place_are_ours_alone_and_the_rest_is_off(content_type: str, rf: RequestFactory) -> None:
    permissions = answer_with(content_type, rf).headers["Permissions-Policy"]

    assert "camera=(self)" in permissions
    assert "geolocation=(self)" in permissions
    assert "microphone=()" in permissions
