"""Many cases: what waits for a person, runs in the office, or is a resident's own."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from palui.accounts.domain import Acting, Role
from palui.cases.domain import OFFICE_ROLES, ROLE_OF, Status
from palui.cases.models import Case, CaseName
from palui.cases.selectors.records import CaseRow, row_of
from palui.kernel import clock
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import PublicCode
from palui.residents.domain import search_words
from palui.residents.selectors import says

PAGE = 25
#: Roles whose cases lie in several offices, or are few of an office's.
_ELSEWHERE = (Role.CAMAT, Role.RT_HEAD, Role.RW_HEAD)


@dataclass(frozen=True, kw_only=True)
class DeskPage:
    """A page of rows; `after` opens the next one, empty when there is none."""

    rows: tuple[CaseRow, ...]
    after: str
    services: tuple[tuple[str, str], ...]  # code, title: what can be filtered by
    waiting: int
    late: int


def cases_of(user_id: int, *, after: str = "", limit: int = 100) -> tuple[CaseRow, ...]:
    """A resident's own cases, newest first; `after` is the code of the last one seen."""
    rows = Case.objects.filter(applicant_id=user_id)
    if after:
        last = rows.filter(code=after).values_list("opened_at", "pk").first()
        if last is None:
            return ()
        rows = rows.filter(Q(opened_at__lt=last[0]) | Q(opened_at=last[0], pk__lt=last[1]))
    return tuple(row_of(row) for row in rows.order_by("-opened_at", "-pk")[:limit])


def waiting_for(acting: Acting) -> int:
    """How many cases wait for this person now (the number beside "Meja kerja")."""
    mine = _waiting(acting)
    return Case.objects.filter(mine).count() if mine else 0


def desk(
    acting: Acting,
    *,
    tab: str = "menunggu",
    service: str = "",
    text: str = "",
    late_only: bool = False,
    who: str = "",
    after: str = "",
    limit: int = PAGE,
) -> DeskPage:
    """What waits for this person ("menunggu"), runs in the office ("berjalan") or is done ("selesai").

    Paged by keyset: `after` is the page's own word for where it ended. Raises NotFound for who has no desk.
    """
    mine = _waiting(acting)
    reach = _reach(acting)
    if not mine or not reach:
        raise DomainError("not_found", kind="desk", key="")
    if tab == "selesai":
        rows = Case.objects.filter(reach, closed_at__isnull=False)
    elif tab == "berjalan":
        rows = Case.objects.filter(reach, closed_at__isnull=True)
    else:
        rows = Case.objects.filter(mine)
    named = _among_closed(acting, text) if tab == "selesai" else None
    if named is not None:
        rows, text = rows.filter(pk__in=named), ""
    rows = _narrowed(rows, service=service, text=text, late_only=late_only, who=who)
    rows, cursor_of = _ordered(rows, tab=tab, after=after)
    if _looks_elsewhere(acting):
        rows = rows.distinct()  # found by its steps, of which one person may have done several
    found = list(rows[: limit + 1])
    waiting = Case.objects.filter(mine)
    now = clock.now()
    return DeskPage(
        rows=tuple(row_of(row) for row in found[:limit]),
        after=cursor_of(found[limit - 1]) if len(found) > limit else "",
        services=tuple(waiting.order_by("service_title").values_list("service_code", "service_title").distinct()),
        waiting=waiting.count(),
        late=waiting.filter(due_at__lte=now).count(),
    )


def waiting_for_signature(acting: Acting, *, limit: int = 200) -> tuple[CaseRow, ...]:
    """Cases that this person may sign now, the most urgent first."""
    mine = _waiting(acting)
    if not mine:
        return ()
    rows = Case.objects.filter(mine, status=Status.SIGNING).order_by("due_at", "id")
    return tuple(row_of(row) for row in rows[:limit])


def _waiting(acting: Acting) -> Q:
    """Cases whose current step this person may do."""
    wanted = Q()
    for mandate in acting.mandates:
        for who, role in ROLE_OF.items():
            if mandate.role is not role:
                continue
            if role is Role.RT_HEAD:
                wanted |= Q(rt_id=mandate.rt_id, who=who, closed_at__isnull=True)
            elif role is Role.RW_HEAD:
                wanted |= Q(rw_id=mandate.rw_id, who=who, closed_at__isnull=True)
            elif role is Role.CAMAT:
                wanted |= Q(district_office_id=mandate.office_id, who=who, closed_at__isnull=True)
            else:
                wanted |= Q(office_id=mandate.office_id, who=who, closed_at__isnull=True)
    return wanted


def _reach(acting: Acting) -> Q:
    """Cases this person may look at from the desk."""
    wanted = Q()
    for mandate in acting.mandates:
        if mandate.role in OFFICE_ROLES:
            wanted |= Q(office_id=mandate.office_id)
        elif mandate.role is Role.CAMAT:
            wanted |= Q(district_office_id=mandate.office_id, steps__who="camat")
        elif mandate.role is Role.RT_HEAD:
            wanted |= Q(rt_id=mandate.rt_id, steps__who="rt", steps__state__in=["current", "done", "stopped"])
        elif mandate.role is Role.RW_HEAD:
            wanted |= Q(rw_id=mandate.rw_id, steps__who="rw", steps__state__in=["current", "done", "stopped"])
    return wanted


def _among_closed(acting: Acting, text: str) -> QuerySet[Any] | None:
    """Ids of an office's cases with names that have these beginnings of words; None when that is not what is asked.

    Offices close many cases; of heads of RT and RW and of a camat the few that they decided are looked through.
    """
    words = search_words(text)
    offices = {mandate.office_id for mandate in acting.mandates if mandate.role in OFFICE_ROLES}
    if not words or _code_in(text) or _looks_elsewhere(acting):
        return None
    lead = max(words, key=len)
    return CaseName.objects.filter(says(words, lead=lead), office_id__in=offices).values("case_id")


def _looks_elsewhere(acting: Acting) -> bool:
    return any(mandate.role in _ELSEWHERE for mandate in acting.mandates)


def _code_in(text: str) -> str:
    try:
        return PublicCode.parse(text).text
    except DomainError:
        return ""


def _narrowed(rows: QuerySet[Case], *, service: str, text: str, late_only: bool, who: str) -> QuerySet[Case]:
    if service:
        rows = rows.filter(service_code=service)
    if who:
        rows = rows.filter(who=who)
    if late_only:
        rows = rows.filter(due_at__lte=clock.now())
    if text:
        if code := _code_in(text):
            return rows.filter(code=code)
        return rows.filter(Q(applicant_name__icontains=text) | Q(subject_name__icontains=text))
    return rows


def _ordered(rows: QuerySet[Case], *, tab: str, after: str) -> tuple[QuerySet[Case], Any]:
    """Rows in the desk's order, from behind the cursor; and how a row is written as a cursor."""
    column = "closed_at" if tab == "selesai" else "opened_at" if tab == "berjalan" else "due_at"
    newest_first = tab == "selesai"
    moment, _, last_id = after.partition("_")
    try:
        place = (datetime.fromisoformat(moment), int(last_id)) if after else None
    except ValueError:
        place = None  # a mangled address shows the first page
    if place is not None:
        beyond = "lt" if newest_first else "gt"
        rows = rows.filter(Q(**{f"{column}__{beyond}": place[0]}) | Q(**{column: place[0], f"id__{beyond}": place[1]}))
    sign = "-" if newest_first else ""
    ordered = rows.order_by(f"{sign}{column}", f"{sign}id")
    return ordered, lambda row: f"{getattr(row, column).isoformat()}_{row.pk}"
