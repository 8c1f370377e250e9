"""The register of letters: searching, exporting, revoking, replacing."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods

from palui.formspec import bound, from_form_data
from palui.intake import selectors as intake
from palui.kernel import clock
from palui.kernel.errors import DomainError, InvalidInput, NotFound
from palui.kernel.language import say
from palui.letters import selectors, services
from palui.letters.domain import STATUS_WORDS, LetterStatus
from palui.letters.forms import EndForm, RegisterForm
from palui.letters.selectors import LetterRecord
from palui.letters.views.signing import acting_of, letter_facts
from palui.ui.domain import sentence

STATUS_KINDS = {
    LetterStatus.SIGNED: "good",
    LetterStatus.REVOKED: "bad",
    LetterStatus.REPLACED: "warn",
    LetterStatus.EXPIRED: "quiet",
    LetterStatus.PARTIAL: "warn",
    LetterStatus.VOID: "bad",
}


@login_required
@never_cache
@require_GET
def register(request: HttpRequest) -> HttpResponse:
    """All letters of this person's office, newest first."""
    form = RegisterForm(request.GET)
    narrow = form.narrow()
    page = selectors.register(acting_of(request), narrow, after=form.cleaned_data.get("setelah") or "")
    query = request.GET.copy()
    is_further = bool(query.pop("setelah", None))
    context = {
        "page": page,
        "rows": [
            {"letter": row, "status": say(STATUS_WORDS[row.status]), "kind": STATUS_KINDS[row.status]}
            for row in page.rows
        ],
        "form": form,
        "filters": form.cleaned_data,
        "statuses": [(status.value, STATUS_WORDS[status]) for status in LetterStatus],
        "is_narrow": narrow.is_narrow,
        "query": query.urlencode(),
        "newer": f"?{query.urlencode()}" if is_further else "",
        "older": f"?{query.urlencode()}&{urlencode({'setelah': page.after})}" if page.after else "",
    }
    return render(request, "letters/register.html", context)


@login_required
@never_cache
@require_GET
def export(request: HttpRequest) -> HttpResponse:
    """What the register shows, as a spreadsheet."""
    content = services.export_register(acting=acting_of(request), narrow=RegisterForm(request.GET).narrow())
    name = f"buku-register-{clock.today().isoformat()}.xlsx"
    return HttpResponse(
        content,
        content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, letter_id: int) -> HttpResponse:
    """The letter no longer holds: why?"""
    acting = acting_of(request)
    letter = selectors.letter(letter_id)
    ended = _ended(request, letter)
    if ended is not None:
        return ended
    form = EndForm(request.POST or None)
    errors: dict[str, str] = {}
    refused = ""
    if request.method == "POST" and form.is_valid():
        try:
            services.revoke(acting=acting, letter_id=letter_id, reason=form.cleaned_data["reason"])
        except InvalidInput as wrong:
            errors = wrong.errors
        except DomainError as no:
            refused = sentence(no)
        else:
            messages.success(
                request, _("Surat %(number)s sudah dicabut. Pemohon dikabari.") % {"number": letter.number}
            )
            return redirect("cases:case", code=letter.code)
    context = {**_context(letter), "errors": errors, "refused": refused, "typed": request.POST}
    return render(request, "letters/revoke.html", context, status=422 if request.method == "POST" else 200)


@sensitive_post_parameters("passphrase")
@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def replace(request: HttpRequest, letter_id: int) -> HttpResponse:
    """A corrected letter in its place: correct the answers, say why, sign."""
    acting = acting_of(request)
    letter = selectors.letter(letter_id)
    ended = _ended(request, letter)
    if ended is not None:
        return ended
    submission = intake.submission(letter.code)
    spec = submission.service.definition.form
    raw = services.answers_of(letter_id)
    form = EndForm(request.POST or None)
    errors: dict[str, str] = {}
    refused = ""
    if request.method == "POST" and form.is_valid():
        raw = from_form_data(spec, request.POST.getlist)
        try:
            new = services.replace(
                acting=acting,
                letter_id=letter_id,
                reason=form.cleaned_data["reason"],
                passphrase=form.cleaned_data["passphrase"],
                raw=raw,
            )
        except InvalidInput as wrong:
            errors = wrong.errors
        except DomainError as no:
            refused = sentence(no)
        else:
            messages.success(
                request, _("Surat pengganti %(number)s terbit. Pemohon dikabari.") % {"number": new.number}
            )
            return redirect("cases:case", code=letter.code)
    context = {
        **_context(letter),
        "groups": bound(spec, raw, errors, files=submission.files(), choices=intake.choices()),
        "errors": errors,
        "refused": refused,
        "typed": request.POST,
        "resident_id": submission.subject.resident_id,
    }
    return render(request, "letters/replace.html", context, status=422 if request.method == "POST" else 200)


def _ended(request: HttpRequest, letter: LetterRecord) -> HttpResponse | None:
    """Back to the case when the letter holds no more. Raises NotFound for who may not end it."""
    try:
        services.check_may_end(acting_of(request), letter.id)
    except DomainError as refused:
        if refused.code != "letter_ended":
            raise NotFound("letter", letter.id) from refused
        messages.warning(request, sentence(refused))
        return redirect("cases:case", code=letter.code)
    return None


def _context(letter: LetterRecord) -> dict[str, Any]:
    return {"letter": letter, "facts": letter_facts(letter)}
