"""Submissions of an earlier system are taken over as they were, without waking anybody."""

from datetime import datetime

import pytest

from palui.catalogue import selectors as catalogue
from palui.intake import selectors, services
from palui.intake.domain import Channel, SubmissionState
from palui.kernel.clock import WITA
from palui.kernel.identifiers import PublicCode
from palui.outbox.models import OutboxEntry

pytestmark = pytest.mark.django_db


def test_history_is_taken_over_and_stays_quiet(city):
    version = catalogue.current("domisili")
    at = datetime(2026, 6, 1, 9, 0, tzinfo=WITA)
    rows = [
        services.HistoryRow(
            code=PublicCode.new().text,
            service_version_id=version.id,
            applicant_name=f"Warga {place}",
            subject_name=f"Warga {place}",
            office_id=city.office_id,
            rt_id=city.rt_id,
            rw_id=city.rw_id,
            channel=Channel.COUNTER,
            answers={"keperluan": "kerja"},
            submitted_at=at,
        )
        for place in range(3)
    ]
    ids = services.import_history(rows)
    records = [selectors.submission(row.code) for row in rows]
    assert [record.id for record in records] == list(ids)
    for record in records:
        assert record.is_imported
        assert (record.state, record.channel, record.submitted_at) == (SubmissionState.SUBMITTED, Channel.COUNTER, at)
        assert record.answers == {"keperluan": "kerja"}
        assert record.applicant.user_id is None
    assert not OutboxEntry.objects.exists()
