"""Anybody may have the city's root certificate, and a PDF reader that knows it trusts the letters."""

import re
import subprocess

import pytest
from django.urls import reverse

from palui.letters import services
from tests.letters.papers import file_of

pytestmark = pytest.mark.django_db


def test_its_page_shows_the_fingerprint_and_gives_the_file(ratna, anonymous):
    page = anonymous.get(reverse("letters:certificate"))
    (root,) = services.roots()
    address = re.search(r'href="(/sertifikat/[0-9a-f]{64}\.cer)"', page.text)[1]
    shown = re.sub(r"\s", "", page.text).lower()
    assert address.split("/")[-1].removesuffix(".cer") in shown
    file = anonymous.get(address)
    assert file.content == root
    assert file["Content-Type"] == "application/pkix-cert"
    assert file["Content-Disposition"].endswith('.cer"')


def test_before_anybody_signs_it_says_so(city, anonymous):
    page = anonymous.get(reverse("letters:certificate"))
    assert page.status_code == 200
    assert "belum dibuat" in page.text


def test_another_fingerprint_is_not_found(ratna, anonymous):
    assert anonymous.get(reverse("letters:certificate_file", args=["0" * 64])).status_code == 404


def test_who_checks_a_letter_is_led_there(signed, anonymous):
    letter = signed()
    link = f'href="{reverse("letters:certificate")}"'
    assert link in anonymous.get(reverse("letters:verify", args=[letter.token])).text
    assert link in anonymous.get(reverse("letters:check")).text


def test_a_reader_that_imported_it_trusts_a_letter(signed, anonymous, tmp_path):
    letter = signed()
    address = re.search(r'href="(/sertifikat/[0-9a-f]{64}\.cer)"', anonymous.get(reverse("letters:certificate")).text)[
        1
    ]
    (tmp_path / "kota.cer").write_bytes(anonymous.get(address).content)
    (tmp_path / "surat.pdf").write_bytes(file_of(letter))
    pem = subprocess.run(
        ["openssl", "x509", "-inform", "DER", "-in", tmp_path / "kota.cer"], check=True, capture_output=True, text=True
    ).stdout
    (tmp_path / "kota.pem").write_text(pem)
    seal = re.findall(rb"/Contents<(30[0-9A-Fa-f]+?)(?:00)*>", file_of(letter))[-1].decode()
    (tmp_path / "seal.der").write_bytes(bytes.fromhex(seal + "00" * 8))
    begin, after, rest = map(int, re.findall(rb"/ByteRange\[0 (\d+) (\d+) (\d+)\]", file_of(letter))[-1])
    content = file_of(letter)
    (tmp_path / "content").write_bytes(content[:begin] + content[after : after + rest])
    said = subprocess.run(
        [
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-purpose", "any",
            "-in", tmp_path / "seal.der", "-content", tmp_path / "content",
            "-CAfile", tmp_path / "kota.pem", "-out", tmp_path / "out",
        ],
        check=False,
        capture_output=True,
        text=True,
    )  # fmt: skip
    assert "successful" in said.stderr, said.stderr
