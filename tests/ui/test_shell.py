"""What a phone keeps of Palui: the shell, one page for no network, nothing about anybody."""

import json
import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

pytestmark = pytest.mark.django_db


def test_the_service_worker_keeps_only_the_shell(shell):
    answer = shell.get("/sw.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert "connect-src 'self'" in answer["Content-Security-Policy"]
    script = answer.content.decode()
    kept = re.search(r"const FILES = \[OFFLINE, (.*?)\]", script).group(1)
    paths = re.findall(r'"([^"]+)"', kept)
    assert 'OFFLINE = "/luring/"' in script
    assert all(path.startswith("/static/ui/") for path in paths)
    assert all(finders.find(path.removeprefix("/static/")) for path in paths)


def test_the_offline_page_says_nothing_about_anybody(shell):
    page = shell.get("/luring/")
    assert page.status_code == 200
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    assert "Tidak ada sambungan" in page.content.decode()


def test_a_phone_can_put_palui_on_its_home_screen(shell):
    manifest = json.loads(shell.get("/manifest.webmanifest").content)
    assert manifest["start_url"] == "/"
    assert {icon["sizes"] for icon in manifest["icons"]} >= {"192x192", "512x512"}
    assert all(finders.find(icon["src"].removeprefix("/static/")) for icon in manifest["icons"])


def test_the_style_guide_is_only_there_in_practice_mode(shell, settings):
    assert shell.get("/gaya/").status_code == 200
    settings.PALUI_PRACTICE = False
    assert Client().get("/gaya/").status_code == 404


def test_a_browser_that_asks_for_an_icon_gets_one(shell):
    answer = shell.get("/favicon.ico")
    assert answer.status_code == 302
    assert finders.find(answer.url.removeprefix("/static/"))
