"""Reading and signing letters, one or many, and the letter's part on the page of a case."""

from collections.abc import Iterator

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from palui.accounts.domain import Acting
from palui.cases import selectors as cases
from palui.cases.domain import Action, Status
from palui.kernel.errors import Conflict, DomainError, NotFound
from palui.kernel.language import say
from palui.letters import selectors, services
from palui.letters.domain import LetterStatus
from palui.letters.forms import MOST_AT_ONCE, SignForm, SignManyForm
from palui.letters.selectors import LetterRecord
from palui.letters.services import SignResult
from palui.ui.domain import Fact, day_in_words, moment_in_words, sentence

#: Where the results of signing many are put into the page while they come.
_RESULTS_HERE = "<!-- results -->"


def acting_of(request: HttpRequest) -> Acting:
    """Who asks."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by accounts' middleware on every request
    return acting


@sensitive_post_parameters("passphrase")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, code: str) -> HttpResponse:
    """Read one letter as it will be, then sign it."""
    acting = acting_of(request)
    view = cases.view(acting, code)
    if view.case.status is Status.ISSUED:
        return redirect("cases:case", code=view.case.code)
    if Action.SIGN not in view.actions:
        raise Http404
    form = SignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            letter = services.sign(
                acting=acting,
                code=code,
                passphrase=form.cleaned_data["passphrase"],
                revision=form.cleaned_data["revision"],
            )
        except NotFound:
            raise
        except DomainError as refused:
            return _sign_page(request, code, form, refused=refused)
        return redirect("letters:signed", code=letter.code)
    return _sign_page(request, code, form)


def _sign_page(request: HttpRequest, code: str, form: SignForm, *, refused: DomainError | None = None) -> HttpResponse:
    acting = acting_of(request)
    task = cases.signing_task(acting, code)
    status = 200
    if request.method == "POST":
        status = 409 if isinstance(refused, Conflict) else 422
    context = {
        "case": task.case,
        "facts": _case_facts(task),
        "notes": [step for step in task.case.steps if step.note],
        "pages": range(1, services.preview_page_count(acting=acting, code=code) + 1),
        "form": form,
        "refused": sentence(refused) if refused is not None else "",
        "has_credential": acting.user_id is not None and selectors.credential_of(acting.user_id) is not None,
    }
    return render(request, "letters/sign.html", context, status=status)


def _case_facts(task: cases.SigningTask) -> tuple[Fact, ...]:
    case = task.case
    done = ", ".join(say(step.title) for step in case.steps if step.done_at is not None)
    rows = [Fact(label=_("Pemohon"), value=case.applicant_name)]
    if case.subject_name != case.applicant_name:
        rows.append(Fact(label=_("Surat untuk"), value=case.subject_name))
    rows += [
        Fact(label=_("Diajukan"), value=moment_in_words(case.opened_at)),
        Fact(label=_("Lingkungan"), value=case.neighbourhood),
        Fact(label=_("Sudah dilalui"), value=done or "–"),
    ]
    return tuple(rows)


@login_required
@never_cache
@require_GET
def signed(request: HttpRequest, code: str) -> HttpResponse:
    """What a signatory sees after signing; a head of a neighbourhood sees no letter, nor the way to one."""
    task = cases.signing_task(acting_of(request), code)
    letters = selectors.letters_of_case(task.case.code)
    if not letters:
        raise Http404
    letter = letters[0]
    waiting = len(cases.waiting_for_signature(acting_of(request), limit=MOST_AT_ONCE))
    context = {"case": task.case, "letter": letter, "facts": letter_facts(letter), "waiting": waiting}
    return render(request, "letters/signed.html", context)


@sensitive_post_parameters("passphrase")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def sign_many(request: HttpRequest) -> HttpResponseBase:
    """All letters that wait for this person: choose, one passphrase, and watch them being signed."""
    form = SignManyForm(request.POST or None, codes=request.POST.getlist("berkas"))
    if request.method == "POST" and form.is_valid():
        try:
            results = services.sign_many(
                acting=acting_of(request), codes=form.codes, passphrase=form.cleaned_data["passphrase"]
            )
        except DomainError as refused:
            return _sign_many_page(request, form, refused=sentence(refused))
        answer = StreamingHttpResponse(
            _progress(request, results, total=len(form.codes)), content_type="text/html; charset=utf-8"
        )
        # A proxy that collects the answer would hide the progress.
        answer["X-Accel-Buffering"] = "no"
        return answer
    return _sign_many_page(request, form)


def _sign_many_page(request: HttpRequest, form: SignManyForm, *, refused: str = "") -> HttpResponse:
    acting = acting_of(request)
    context = {
        "rows": cases.waiting_for_signature(acting),
        "chosen": form.codes,
        "form": form,
        "refused": refused or " ".join(str(error) for error in form.non_field_errors()),
        "most": MOST_AT_ONCE,
        "has_credential": acting.user_id is not None and selectors.credential_of(acting.user_id) is not None,
    }
    return render(request, "letters/sign_many.html", context, status=422 if request.method == "POST" else 200)


def _progress(request: HttpRequest, results: Iterator[SignResult], *, total: int) -> Iterator[str]:
    """The page in pieces: its head at once, a line a letter as it is signed, and what came of it at the end."""
    page = render_to_string("letters/sign_many_progress.html", {"total": total, "marker": _RESULTS_HERE}, request)
    head, _marker, tail = page.partition(_RESULTS_HERE)
    yield head
    signed_count = 0
    for place, result in enumerate(results, start=1):
        signed_count += result.letter is not None
        yield render_to_string("letters/_sign_result.html", {"result": result, "place": place, "total": total})
    yield render_to_string("letters/_sign_summary.html", {"signed": signed_count, "failed": total - signed_count})
    yield tail


@login_required
@never_cache
@require_GET
def preview(request: HttpRequest, code: str) -> HttpResponse:
    """The letter before it is signed, as PDF."""
    pdf = services.preview(acting=acting_of(request), code=code)
    return as_pdf(pdf, name=f"Pratinjau {code}.pdf")


@login_required
@never_cache
@require_GET
def preview_page(request: HttpRequest, code: str, page: int) -> HttpResponse:
    """A page of it as a picture, for browsers that show no PDF inside a page."""
    picture = services.preview_page(acting=acting_of(request), code=code, page=page)
    return HttpResponse(picture, content_type="image/png", headers={"Cache-Control": "private, no-store"})


@login_required
@never_cache
@require_GET
def part(request: HttpRequest, code: str) -> HttpResponse:
    """The letter on the page of its case: the preview before, the letter after."""
    acting = acting_of(request)
    task = cases.signing_task(acting, code)
    letters = selectors.letters_of_case(task.case.code)
    # What is void never went out; before a new one is begun there is no letter.
    newest = next((letter for letter in letters if letter.status is not LetterStatus.VOID), None)
    context = {
        "case": task.case,
        "letter": newest,
        "facts": letter_facts(newest) if newest is not None else (),
        "older": [letter for letter in letters if letter is not newest],
        "may_end": newest is not None and services.may_end(acting, newest.id),
        "has_letter": task.submission.service.definition.letter is not None and task.case.is_open,
    }
    return render(request, "letters/part.html", context)


@login_required
@never_cache
@require_GET
def print_letter(request: HttpRequest, code: str) -> HttpResponse:
    """Straight to the letter's PDF, for the printer at the counter; to the case while there is none."""
    task = cases.signing_task(acting_of(request), code)
    letter = selectors.letter_of_case(task.case.code)
    if letter is None or letter.status is not LetterStatus.SIGNED:
        messages.info(request, _("Surat ini belum terbit. Di sini terlihat sampai di mana berkasnya."))
        return redirect("cases:case", code=task.case.code)
    return redirect("letters:pdf", token=letter.token)


def letter_facts(letter: LetterRecord) -> tuple[Fact, ...]:
    """A letter as a list of facts."""
    rows = [Fact(label=_("Nomor"), value=letter.number), Fact(label=_("Atas nama"), value=letter.subject_name)]
    for signature in letter.signatures:
        rows.append(
            Fact(
                label=_("Ditandatangani"),
                value=moment_in_words(signature.signed_at),
                note=f"{signature.name}, {signature.title}",
            )
        )
        if signature.number:
            rows.append(Fact(label=_("Nomor register"), value=signature.number, note=signature.title))
    rows += [Fact(label=_("Menunggu tanda tangan"), value=position) for position in letter.missing]
    if letter.valid_until is not None:
        rows.append(Fact(label=_("Berlaku sampai"), value=day_in_words(letter.valid_until)))
    if letter.ended_at is not None:
        rows.append(
            Fact(label=_("Tidak berlaku sejak"), value=moment_in_words(letter.ended_at), note=letter.ended_reason)
        )
    return tuple(rows)


def in_fours(signs: str) -> str:
    """A long number as people compare it, four signs at a time."""
    return " ".join(signs[place : place + 4] for place in range(0, len(signs), 4))


def as_pdf(content: bytes, *, name: str) -> HttpResponse:
    """A PDF that the browser shows by itself."""
    headers = {
        "Content-Disposition": f'inline; filename="{name}"',
        "Cache-Control": "private, no-store",
        "X-Robots-Tag": "noindex",
    }
    return HttpResponse(content, content_type="application/pdf", headers=headers)
