"""What a letter costs in this process: from its data to the signed file, and the Typst compile alone."""

import json
import shutil
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import typst

from palui.accounts.domain import Acting
from palui.builder import selectors as builder
from palui.catalogue import selectors as catalogue
from palui.catalogue.domain import ServiceDefinition, read_wording
from palui.catalogue.domain.wording import Names
from palui.kernel import clock
from palui.letters import services as letters
from palui.letters.domain import FOOTER_LOCAL, LetterContent, Letterhead, Row, Signatory
from palui.letters.ports import SigningSession
from palui.letters.services import composing, rendering, trying

_FEWEST = 5


def cpu_of_letter(*, lurah: Acting, passphrase: str, seconds: float) -> tuple[float, float]:
    """Processor milliseconds of one signed letter, and of the Typst compile of the same data."""
    content, at = _content(), clock.now().replace(microsecond=0)
    session = letters.open_key(acting=lurah, passphrase=passphrase).session
    return _in_turn(_signing(content, session, at), _compiling(content, at, format="pdf"), _cpu, seconds)


def cpu_of_worded_letter(*, lurah: Acting, passphrase: str, seconds: float) -> tuple[float, float]:
    """Processor milliseconds of a signed letter whose text stands in its definition, and of one that a template draws."""
    content, at = _content(), clock.now().replace(microsecond=0)
    session = letters.open_key(acting=lurah, passphrase=passphrase).session
    with tempfile.TemporaryDirectory() as folder:
        templates = Path(shutil.copytree(rendering.TEMPLATES, Path(folder) / "typst"))
        (templates / f"{_PLAIN}.typ").write_text(_TEMPLATE)
        plain = _signing(replace(content, template=_PLAIN), session, at, templates=templates)
        return _in_turn(_signing(content, session, at), plain, _cpu, seconds)


def wait_for_preview(*, seconds: float) -> tuple[float, float]:
    """Milliseconds from a draft to the picture of its letter, and of the Typst compile of the same data."""
    data, numbers = dict(catalogue.current("usaha").definition.data), count(1)
    content = trying.try_out_content(ServiceDefinition.parse(data), None)

    def preview() -> None:
        # As after a key was pressed: another text each time.
        builder.drawing(data | {"letter": {**data["letter"], "title": f"Surat Keterangan Usaha {next(numbers)}"}})

    return _in_turn(preview, _compiling(content, clock.now(), format="png", ppi=96), _waited, seconds)


def _signing(
    content: LetterContent, session: SigningSession, at: datetime, *, templates: Path = rendering.TEMPLATES
) -> Callable[[], None]:
    # Typst remembers what it compiled, so no two letters may be the same.
    numbers = count(1)

    def sign() -> None:
        letter = replace(content, number=f"400.12.2.1/{next(numbers)}/SJ/XI/2026")
        # Each letter has a code of its own to draw.
        rendering.qr.cache_clear()
        session.sign(
            rendering.render(letter, at=at, templates=templates), at=at, reason=letter.title, location=letter.place
        )

    return sign


def _compiling(content: LetterContent, at: datetime, **options: Any) -> Callable[[], None]:
    compiler = typst.Compiler(
        root=rendering.TEMPLATES,
        font_paths=typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[rendering.FONTS]),
    )
    data = dict(rendering.as_data(content))  # the very same data, so that only the compile is timed
    numbers = count(1)
    if options["format"] == "pdf":
        options["pdf_standards"] = rendering.PDF_STANDARDS

    def compile_alone() -> None:
        compiler.compile(
            input=rendering.TEMPLATES / f"{content.template}.typ",
            sys_inputs={
                "data": json.dumps(data | {"number": f"400.12.2.1/{next(numbers)}/SJ/XI/2026"}, ensure_ascii=False)
            },
            timestamp=at.replace(microsecond=0),
            **options,
        )

    return compile_alone


def _in_turn(
    one: Callable[[], None], other: Callable[[], None], cost: Callable[[Callable[[], None]], float], seconds: float
) -> tuple[float, float]:
    """Both alternate, and each is the fastest quarter's mean, so that a busy machine weighs on both alike."""
    one()
    other()
    costs: tuple[list[float], list[float]] = ([], [])
    end_at = time.monotonic() + seconds
    while len(costs[0]) < _FEWEST or time.monotonic() < end_at:
        costs[0].append(cost(one))
        costs[1].append(cost(other))
    return _best(costs[0]), _best(costs[1])


def _cpu(work: Callable[[], None]) -> float:
    started = time.process_time()
    work()
    return (time.process_time() - started) * 1000


def _waited(work: Callable[[], None]) -> float:
    started = time.perf_counter()
    work()
    return (time.perf_counter() - started) * 1000


def _best(costs: list[float]) -> float:
    quickest = sorted(costs)[: max(1, len(costs) // 4)]
    return sum(quickest) / len(quickest)


_BODY = """
{pembuka}

{identitas}

Menurut keterangan yang bersangkutan dan persetujuan {berkas.ketua_rt}, yang namanya tersebut di atas benar bertempat tinggal di:

Alamat :: {subjek.alamat}
Sejak :: {sejak}
Status tempat tinggal :: {status_tinggal}

{keperluan}

{masa_berlaku}

{penutup}
"""
_PLAIN = "bench"
#: The same, as a template says it.
_TEMPLATE = """#import "layout.typ": *
#show: letter
#opening

#facts(data.subject)

Menurut keterangan yang bersangkutan dan persetujuan #fact("rt_title"), yang namanya tersebut di atas benar bertempat tinggal di:

#listed(
  ("Alamat", fact("address")),
  ("Sejak", answer("sejak")),
  ("Status tempat tinggal", answer("status_tinggal")),
)

#purpose

#validity

#closing
"""


def _content() -> LetterContent:
    content = LetterContent(
        template=composing.WORDED,
        title="Surat Keterangan Domisili",
        number="400.12.2.1/118/SJ/XI/2026",
        letterhead=Letterhead(
            lines=("Pemerintah Kota Banjarmasin", "Kecamatan Banjarmasin Utara", "Kelurahan Sungai Jingah"),
            address="Jalan Sungai Jingah RT 12 Banjarmasin 70122",
        ),
        authority="Lurah Sungai Jingah, Kecamatan Banjarmasin Utara, Kota Banjarmasin",
        subject=(
            Row(label="Nama", value="Warga Pertama"),
            Row(label="NIK", value="6371994203910001"),
            Row(label="Tempat, tanggal lahir", value="Banjarmasin, 2 Maret 1991"),
            Row(label="Pekerjaan", value="Pedagang"),
        ),
        signatory=Signatory(position=("Lurah Sungai Jingah",), name="Hj. Ratna Dewi", rank="Pembina", nip="1" * 18),
        place="Banjarmasin",
        date="24 November 2026",
        link="http://127.0.0.1:8000/s/0123456789abcdefghijkl/",
        footer=FOOTER_LOCAL,
        code="PLI-0000-0000",
        purpose="Melamar pekerjaan",
        answers={
            "sejak": {"value": "2021-03", "text": "Maret 2021"},
            "status_tinggal": {"value": "milik", "text": "Milik sendiri"},
        },
        facts={"rt_title": "Ketua RT 12 RW 02", "address": "Jl. Sungai Jingah No. 8", "valid_until": "24 Mei 2027"},
    )
    words = composing.words_of(content.answers, {}, content.facts)
    wording = read_wording(_BODY, Names(set(words)))
    return replace(content, wording=composing.filled(wording, words, content.answers))
