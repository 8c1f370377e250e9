"""One definition and one template make another letter; no code knows a service by name."""

import pytest

from palui.cases import services as cases
from palui.catalogue import services as catalogue
from palui.intake import services as intake
from palui.intake.domain import Channel
from palui.kernel.actors import SYSTEM
from palui.letters import services
from palui.letters.services import composing, rendering
from tests.cast import PASSPHRASE
from tests.letters.papers import file_of, text_of

pytestmark = pytest.mark.django_db

TEMPLATE = """
#import "layout.typ": *
#show: letter
#opening
#facts(data.subject)
Sepanjang pengetahuan kami yang bersangkutan #strong[belum pernah menikah], dengan #answer("saksi") sebagai saksi.

#purpose
#closing
"""
FIELDS = [
    {"key": "keperluan", "kind": "text", "label": "Keperluan"},
    {"key": "saksi", "kind": "text", "label": "Nama saksi"},
]


@pytest.fixture
def unmarried(city, tmp_path, monkeypatch):
    """A service of a city that wrote one YAML file and one template."""
    (definition,) = [seed for seed in catalogue.seeds() if seed["code"] == "domisili"]
    definition |= {
        "code": "belum-menikah",
        "titles": {
            "id": "Surat Keterangan Belum Menikah",
            "en": "Certificate of Being Unmarried",
            "bjn": "Surat Balum Kawin",
        },
        "jurisdiction": None,
        "form": {"groups": [{"key": "keperluan", "title": "Untuk apa?", "fields": FIELDS}]},
        "evidence": [],
        "classification": "400.12.3.2",
        "validity_months": 1,
        "letter": {
            "template": "belum-menikah",
            "title": "Surat Keterangan Belum Menikah",
            "book": "nikah",
            "purpose": ["keperluan"],
        },
    }
    for step in definition["route"]:
        step.pop("shows", None)
    catalogue.publish(data=definition, by=SYSTEM)
    for name in ("layout.typ", "signatory.typ", "letterhead.typ", "emblem.svg"):
        (tmp_path / name).write_bytes((rendering.TEMPLATES / name).read_bytes())
    (tmp_path / "belum-menikah.typ").write_text(TEMPLATE)
    for make in (rendering.render, rendering.render_with_places, rendering.pictures, rendering.pictures_of):
        monkeypatch.setitem(make.__kwdefaults__, "templates", tmp_path)


def test_it_is_asked_for_decided_previewed_signed_and_checked(unmarried, siti, masrani, fauzi, ratna, tmp_path):
    code = intake.start_draft(acting=siti.acting, service_code="belum-menikah", channel=Channel.PHONE)
    answers = {"keperluan": "Melamar TNI", "saksi": "Budi Santoso"}
    assert intake.save_answers(acting=siti.acting, code=code, raw=answers).is_valid
    intake.submit(acting=siti.acting, code=code)
    cases.endorse(acting=masrani.acting, code=code)
    assert "Budi Santoso sebagai saksi" in text_of(services.preview(acting=fauzi.acting, code=code), tmp_path)
    cases.verify(acting=fauzi.acting, code=code)
    letter = services.sign(acting=ratna.acting, code=code, passphrase=PASSPHRASE)
    text = text_of(file_of(letter), tmp_path)
    assert letter.number == f"400.12.3.2/1/SJ/{letter.number.split('/')[3]}/{letter.signed_at.year}"
    for words in ("SURAT KETERANGAN BELUM MENIKAH", "belum pernah menikah", "keperluan melamar TNI", "Siti Rahmah"):
        assert words in text
    assert services.check_file(file_of(letter)).letter is not None


def test_every_letter_that_is_offered_has_its_template(city):
    named = {seed["letter"]["template"] for seed in catalogue.seeds() if "template" in seed.get("letter", {})}
    assert named
    assert all(rendering.has_template(name) for name in named | {composing.WORDED})
