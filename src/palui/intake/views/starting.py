"""Beginning and giving up a draft."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palui.accounts.domain import Acting
from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors as catalogue
from palui.catalogue.access import office_for
from palui.intake import selectors, services
from palui.intake.forms import StartForm
from palui.intake.services.drafting import NO_SUBJECT, NOT_IN_HOUSEHOLD
from palui.intake.views.pages import draft_of, home_of, signed_in
from palui.kernel.errors import DomainError, InvalidInput
from palui.ui.domain import sentence


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, service: str) -> HttpResponse:
    """Whom it is for, and what it takes; then the first question."""
    acting = acting_of(request)
    definition = catalogue.current(service).definition
    if not definition.is_asked_for:
        return redirect("catalogue:service", code=service)
    subjects = selectors.subjects_for(acting, definition)
    form = StartForm(request.POST if request.method == "POST" else None)
    refusal = "" if subjects else NO_SUBJECT
    office = office_for(acting)
    terms = catalogue.terms(office.id if office is not None else None, service)
    if not terms.is_offered and not definition.jurisdiction:
        subjects = ()  # there is nobody to choose; the page says why
    if request.method == "POST" and not form.is_valid():
        refusal = NOT_IN_HOUSEHOLD
    elif request.method == "POST":
        code, refusal = _begun(acting, service, form.cleaned_data["untuk"])
        if code:
            return redirect("intake:resume", code=code)
    drafts = () if acting.user_id is None else selectors.drafts_of(acting.user_id)
    context = {
        "service": definition,
        "subjects": subjects,
        "chosen": form.data.get("untuk") or (str(subjects[0].resident_id) if subjects else ""),
        "refusal": refusal,
        "office": office,
        "terms": terms,
        "drafts": [draft for draft in drafts if draft.service_code == service],
        "page_count": len(definition.form.groups) + bool(definition.evidence),
    }
    return render(request, "intake/start.html", context, status=422 if refusal and request.method == "POST" else 200)


def _begun(acting: Acting, service: str, subject: int | None) -> tuple[str, str]:
    """The code of the new draft, or a sentence that says why there is none."""
    try:
        return services.start_draft(acting=acting, service_code=service, subject=subject), ""
    except InvalidInput as refused:
        return "", " ".join(refused.errors.values())
    except DomainError as refused:
        if refused.code != "not_offered_here":
            raise
        return "", sentence(refused)


@signed_in
@never_cache
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Delete a draft, after asking once."""
    record = draft_of(request, code)
    if isinstance(record, HttpResponse):
        return record
    if request.method == "POST":
        services.discard_draft(acting=acting_of(request), code=record.code)
        messages.success(request, _("Draf sudah dihapus, beserta foto dan dokumennya."))
        return redirect(home_of(record))
    return render(request, "intake/discard.html", {"draft": record, "home_url": home_of(record)})
