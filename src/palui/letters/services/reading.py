"""Looking at letters: before they are signed, and the signed file. Every look at a person's data is recorded."""

from datetime import timedelta

from django.db import transaction

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.audit.selectors import entries_of_case
from palui.cases import selectors as cases
from palui.cases.access import open_door
from palui.cases.selectors import SigningTask
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound
from palui.letters.domain import UNFINISHED, LetterContent, LetterStatus
from palui.letters.models import Letter
from palui.letters.services import composing, rendering
from palui.vault import services as vault

SITTING = timedelta(minutes=15)

_UNFINISHED = sorted(status.value for status in UNFINISHED)


@transaction.atomic
def preview(*, acting: Acting, code: str) -> bytes:
    """The letter of a case as PDF before it is signed; with the signatures it has, while others are missing.

    Raises NotFound for who may not see it.
    """
    task, unfinished = _looked_at(acting, code, is_look=True)
    if unfinished is not None:
        return vault.read_file(unfinished.file)
    return rendering.render(_previewed(acting, task), at=clock.now())


@transaction.atomic
def preview_page(*, acting: Acting, code: str, page: int) -> bytes:
    """One page of it as a picture (PNG), counted from 1; the first page is the recorded look. Raises NotFound."""
    pages = _pictures(acting, code, is_look=page == 1)
    if not 1 <= page <= len(pages):
        raise NotFound("page", page)
    return pages[page - 1]


def preview_page_count(*, acting: Acting, code: str) -> int:
    """How many pages the letter will have. Raises NotFound."""
    return len(_pictures(acting, code, is_look=False, ppi=8))


@transaction.atomic
def signed_file(*, token: str, by: Actor) -> tuple[str, bytes]:
    """The signed letter for whoever has its link: a name for the file, and its bytes.

    Raises NotFound, also for a letter that not everybody has signed.
    """
    letter = Letter.objects.filter(token=token).exclude(status__in=_UNFINISHED).first()
    if letter is None:
        raise NotFound("letter", token)
    audit.record(by=by, action="letter.download", case_code=letter.code, number=letter.number)
    return file_name(letter.number), vault.read_file(letter.file)


def file_name(number: str) -> str:
    """ "Surat 400.12.2.1-118-SJ-XI-2026.pdf": no sign that a file system minds."""
    plain = "".join(sign if sign.isalnum() or sign in ".- " else "-" for sign in number)
    return f"Surat {plain}.pdf"


def _pictures(acting: Acting, code: str, *, is_look: bool, ppi: float = 110) -> tuple[bytes, ...]:
    task, unfinished = _looked_at(acting, code, is_look=is_look)
    if unfinished is not None:
        return rendering.pictures_of(unfinished.content, at=unfinished.signed_at, ppi=ppi)
    return rendering.pictures(_previewed(acting, task), at=clock.now(), ppi=ppi)


def _looked_at(acting: Acting, code: str, *, is_look: bool) -> tuple[SigningTask, Letter | None]:
    """The task, and the letter where a first signature was given already."""
    task = cases.signing_task(acting, code)
    if is_look:
        _record_look(acting.actor(open_door(acting, code).mandate), task.case.code)
    return task, Letter.objects.filter(code=task.case.code, status=LetterStatus.PARTIAL.value).first()


def _previewed(acting: Acting, task: SigningTask) -> LetterContent:
    return composing.preview_content(task, mandate=composing.mandate_to_number(acting, task.case))


def _record_look(by: Actor, code: str) -> None:
    """One entry a sitting: pictures and PDF of the same letter are the same look."""
    since = clock.now() - SITTING
    for entry in entries_of_case(code):
        if entry.action == "letter.preview" and entry.actor == str(by) and entry.at > since:
            return
    audit.record(by=by, action="letter.preview", case_code=code)
