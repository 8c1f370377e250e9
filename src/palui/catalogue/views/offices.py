"""Which services an office offers, and how: for who looks after it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors, services
from palui.catalogue.access import kept_office
from palui.catalogue.domain import AS_PUBLISHED, OfficeTerms, ServiceDefinition
from palui.catalogue.forms import OfficeTermsForm
from palui.catalogue.ports import open_drafts
from palui.kernel.errors import Conflict, InvalidInput, NotFound
from palui.kernel.language import say
from palui.regions.access import kept_offices
from palui.regions.selectors import OfficeRecord
from palui.regions.views import office_tabs
from palui.ui.domain import sentence


@login_required
@never_cache
@require_GET
def office_services(request: HttpRequest, code: str) -> HttpResponse:
    """Every service of the city, as this kelurahan keeps it."""
    office = _kept(request, code)
    kept = selectors.terms_of_office(office.id)
    rows = [
        _row(record.definition, kept.get(record.code, AS_PUBLISHED), office)
        for record in sorted(selectors.offered(), key=lambda record: record.definition.title)
        if record.definition.is_asked_for
    ]
    return render(request, "catalogue/office_services.html", {**_head(request, office), "rows": rows})


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def office_service(request: HttpRequest, code: str, service: str) -> HttpResponse:
    """One service of this kelurahan: the switch, the times, the code."""
    office = _kept(request, code)
    definition = selectors.current(service).definition
    if not definition.is_asked_for:
        raise NotFound("service", service)
    before = selectors.terms_of_office(office.id).get(service, AS_PUBLISHED)
    form = OfficeTermsForm(before, definition, request.POST if request.method == "POST" else None)
    drafts, refusal = 0, ""
    if request.method == "POST" and form.is_valid():
        if before.is_offered and not form.cleaned_data["dilayani"] and "yakin" not in request.POST:
            drafts = open_drafts()(office_id=office.id, service_code=service)
        if not drafts:
            refusal = _keep(request, office, service, form)
            if not (refusal or form.errors):
                messages.success(request, _("%(service)s tersimpan.") % {"service": say(definition.title)})
                return redirect("catalogue:office_services", code=office.code)
    now = selectors.terms_of_office(office.id).get(service, AS_PUBLISHED)
    context = {
        **_head(request, office),
        "service": definition,
        "form": form,
        "now": _row(definition, now, office),
        "drafts": drafts,
        "refusal": refusal,
        "revision": now.revision if refusal else form["revisi"].value(),
        "list_url": reverse("catalogue:office_services", args=[office.code]),
    }
    status = 409 if refusal else 422 if form.errors or drafts else 200
    return render(request, "catalogue/office_service.html", context, status=status)


def _kept(request: HttpRequest, code: str) -> OfficeRecord:
    office, _mandate = kept_office(acting_of(request), code)
    return office


def _keep(request: HttpRequest, office: OfficeRecord, service: str, form: OfficeTermsForm) -> str:
    """Keep what was sent. What is wrong stands in the form then; what somebody else did meanwhile is given back."""
    try:
        services.keep_terms(acting=acting_of(request), office_code=office.code, code=service, terms=form.terms())
    except InvalidInput as refused:
        for place, text in refused.errors.items():
            form.show(place, text)
    except Conflict as refused:
        selectors.forget()
        return sentence(refused)
    return ""


def _head(request: HttpRequest, office: OfficeRecord) -> dict[str, object]:
    kept = kept_offices(acting_of(request))
    return {
        "office": office,
        "tabs": office_tabs(office, "catalogue:office_services"),
        "is_kelurahan": True,
        "has_more": kept is None or len(kept) > 1,
    }


def _row(definition: ServiceDefinition, terms: OfficeTerms, office: OfficeRecord) -> dict[str, object]:
    return {
        "service": definition,
        "terms": terms,
        "promise": terms.promise(definition, uses_rw=office.uses_rw),
        "is_faster": any(terms.hours_of(step) < step.hours for step in definition.route),
        "classification": terms.classification_of(definition),
    }
