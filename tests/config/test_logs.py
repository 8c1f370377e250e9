import io
import json
import logging

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from palui.config import logs


@pytest.fixture
def lines() -> io.StringIO:
    """What the JSON formatter of Palui writes, for both our own and foreign loggers."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    config = logs.configuration("INFO")["formatters"]["json"]
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=config["foreign_pre_chain"], processors=config["processors"]
        )
    )
    logger = logging.getLogger("palui.trial")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.INFO)
    return stream


def test_a_line_is_json_and_carries_no_number_of_a_person(lines: io.StringIO) -> None:
    structlog.stdlib.get_logger("palui.trial").info(
        "found", note="NIK 6371990502900003 milik Siti, telepon 0812-3456-7781", code="PLI-7F3K-92QX"
    )

    entry = json.loads(lines.getvalue())
    assert entry["note"] == "NIK [nomor] milik Siti, telepon [nomor]"
    assert entry["code"] == "PLI-7F3K-92QX"


def test_what_a_person_wrote_is_dropped_whoever_logs_it(lines: io.StringIO) -> None:
    structlog.stdlib.get_logger("palui.trial").info("saved", answers={"alamat": "Jl. Sungai Jingah"}, nik="x", ms=3)

    entry = json.loads(lines.getvalue())
    assert entry["ms"] == 3
    assert not {"answers", "nik"} & set(entry)


def test_a_foreign_library_and_a_traceback_are_masked_too(lines: io.StringIO) -> None:
    try:
        int("6371990502900003 tidak ada")
    except ValueError:
        logging.getLogger("palui.trial").exception("gagal untuk %s", "+6281234567781")

    assert "6371990502900003" not in lines.getvalue()
    assert "81234567781" not in lines.getvalue()
    assert json.loads(lines.getvalue())["level"] == "error"


@given(before=st.text(max_size=20), after=st.text(max_size=20), digits=st.from_regex(r"[1-9][0-9]{15}", fullmatch=True))
def test_sixteen_digits_never_pass_whatever_stands_around_them(before: str, after: str, digits: str) -> None:
    around = (before.rstrip("0123456789."), after.lstrip("0123456789"))

    assert digits not in logs.mask_numbers(around[0] + digits + around[1])
