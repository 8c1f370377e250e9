"""The one way to write the record."""

from datetime import UTC, date, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import DateField

from palui.audit.domain import digest_of, sentence_of
from palui.audit.models import AuditEntry, DailyRoot
from palui.audit.selectors import begin_of, days_with_entries, sum_of_day
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.memory import remembered
from palui.statements.services import add

#: After midnight, before a day is sealed.
_GRACE = timedelta(hours=1)

_DAY = DateField()  # SQLite gives days as text


def record(*, by: Actor, action: str, case_code: str = "", subject: str = "", **params: Any) -> None:
    """Write one entry in the caller's transaction.

    `case_code` chains it to the case; `subject` ("resident:<public id>", "office:SJ") to what has no
    case. `params` fill the action's sentence; never a NIK, KK or free text about a person.
    Raises KeyError when the action or a parameter of its sentence is not declared.
    """
    sentence_of(action, params)  # refuses what could not be read later
    _seal_past_days(clock.today())
    _append(case_code or subject or f"harian:{clock.today().isoformat()}", by, action, params)


# No savepoint of its own: what cannot be recorded must not happen either, so the caller's transaction ends with it.
@transaction.atomic(savepoint=False)
def _append(chain: str, by: Actor, action: str, params: dict[str, Any]) -> None:
    _lock(chain)
    place, previous, day = _end_of(chain)
    at = clock.now() if day is None else max(clock.now(), begin_of(day + timedelta(days=1)).astimezone(UTC))
    add(
        AuditEntry(
            chain=chain,
            place=place,
            at=at,
            actor_name=by.name,
            actor_title=by.title,
            user_id=by.user_id,
            action=action,
            params=params,
            previous=previous,
            digest=digest_of(
                previous=previous, at=at, actor=str(by), action=action, params=params, chain=chain, place=place
            ),
        )
    )


def _end_of(chain: str) -> tuple[int, str, date | None]:
    """The next place in a chain, the digest before it, and the last sealed day."""
    # Asked for with every entry, and thirty times as fast as through the ORM.
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT place, digest, (SELECT max(day) FROM audit_dailyroot) FROM audit_auditentry"
            " WHERE chain = %s ORDER BY place DESC LIMIT 1",
            [chain],
        )
        last = cursor.fetchone()
    if last is None:
        return 1, "", _last_sealed_day()
    return last[0] + 1, last[1], _DAY.to_python(last[2])


def _last_sealed_day() -> date | None:
    """Nothing is added to it any more, not even when the clock steps back into it."""
    return DailyRoot.objects.order_by("-day").values_list("day", flat=True).first()


@transaction.atomic
def seal_days() -> int:
    """Seal every day that is over and not sealed yet; returns how many. An hour's grace lets late writers finish."""
    _lock("root")
    last = DailyRoot.objects.order_by("-day").first()
    since = last.day + timedelta(days=1) if last is not None else None
    root, sealed = last.root if last is not None else "", 0
    for day in days_with_entries(since=since, before=clock.local(clock.now() - _GRACE).date()):
        entries, root = sum_of_day(day, root)
        DailyRoot.objects.create(day=day, entries=entries, root=root, sealed_at=clock.now())
        sealed += 1
    return sealed


@remembered(seconds=600)
def _seal_past_days(today: date) -> int:
    """Once in a while, by whoever writes: no clock of its own has to run."""
    return seal_days()


def _lock(chain: str) -> None:
    """Let one writer at a time extend a chain. SQLite's IMMEDIATE transactions already do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [chain])
