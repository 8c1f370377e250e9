"""What tests of letters share: cases that wait for Ibu Ratna, and letters she signed."""

from collections.abc import Callable

import pytest

from palui.cases import services as cases
from palui.letters import services as letters
from palui.letters.selectors import LetterRecord
from tests.cast import PASSPHRASE, Person, a_photo

Ready = Callable[..., str]
Signed = Callable[..., LetterRecord]


@pytest.fixture
def ready(siti_asks: Callable[..., str], masrani: Person, fauzi: Person, ratna: Person) -> Ready:
    """A case of Siti's that only lacks the signature; gives its code."""

    def prepare(service: str = "domisili", *, decile: str = "2", **changed: object) -> str:
        code = siti_asks(service, **changed)
        cases.endorse(acting=masrani.acting, code=code)
        cases.verify(acting=fauzi.acting, code=code)
        if service == "sktm":
            report = {
                "hasil": "sesuai",
                "desil": decile,
                "temuan": "Rumah kayu.",
                "titik": {"lat": "-3.3", "lon": "114.6"},
            }
            cases.inspect(acting=fauzi.acting, code=code, raw=report, files={"foto": ("rumah.jpg", a_photo())})
        return code

    return prepare


@pytest.fixture
def signed(ready: Ready, ratna: Person) -> Signed:
    """A signed letter of Siti's."""

    def sign(service: str = "domisili", **changed: object) -> LetterRecord:
        return letters.sign(acting=ratna.acting, code=ready(service, **changed), passphrase=PASSPHRASE)

    return sign
