"""What officers, heads of neighbourhoods and the applicant decide from a page."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from palui.accounts.domain import Acting
from palui.cases import selectors, services
from palui.cases.access import open_door
from palui.cases.forms import RejectForm, asked_places
from palui.cases.services import correcting
from palui.cases.views.asking import acting_of, decision_of
from palui.cases.views.reading import case_page
from palui.intake import selectors as intake
from palui.kernel.errors import Conflict, DomainError, InvalidInput
from palui.ui.domain import sentence


def _act(
    request: HttpRequest, code: str, do: Callable[[], object], *, done: str, open_form: str, to_desk: bool = True
) -> HttpResponse:
    """Carry out an action. A refusal shows the case as it is now, with everything that was typed."""
    try:
        do()
    except (DomainError, InvalidInput) as refused:
        if refused.code == "not_found":
            raise
        view = selectors.view(acting_of(request), code)
        typed = {name: str(value) for name, value in request.POST.items()}
        status = 409 if isinstance(refused, Conflict) or refused.code == "action_not_allowed" else 422
        return case_page(request, view, status=status, refused=refused, open_form=open_form, typed=typed)
    messages.success(request, done)
    return redirect("cases:desk") if to_desk else redirect("cases:case", code=code)


def _decides(
    do: Callable[[Acting, str, int | None, str], None],
    *,
    done: Promise,
    open_form: str = "main",
    to_desk: bool = True,
) -> Callable[[HttpRequest, str], HttpResponse]:
    """The view of a decision that needs no more than a note and the revision it was made on."""

    @login_required
    @require_POST
    def decide(request: HttpRequest, code: str) -> HttpResponse:
        revision, note = decision_of(request)
        acting = acting_of(request)
        told = str(done) % {"code": code}
        return _act(
            request, code, lambda: do(acting, code, revision, note), done=told, open_form=open_form, to_desk=to_desk
        )

    return decide


claim = _decides(
    lambda acting, code, revision, note: services.claim(acting=acting, code=code, revision=revision),
    done=gettext_lazy("Berkas %(code)s sekarang Anda kerjakan."),
    open_form="",
    to_desk=False,
)
hand_back = _decides(
    lambda acting, code, revision, note: services.hand_back(acting=acting, code=code, revision=revision),
    done=gettext_lazy("Berkas %(code)s dikembalikan ke antrean."),
    open_form="",
)
endorse = _decides(
    lambda acting, code, revision, note: services.endorse(acting=acting, code=code, note=note, revision=revision),
    done=gettext_lazy("Terima kasih. Permohonan %(code)s sudah disetujui."),
)
verify = _decides(
    lambda acting, code, revision, note: services.verify(acting=acting, code=code, note=note, revision=revision),
    done=gettext_lazy("Berkas %(code)s diteruskan."),
)
countersign = _decides(
    lambda acting, code, revision, note: services.countersign(acting=acting, code=code, note=note, revision=revision),
    done=gettext_lazy("Paraf tersimpan untuk berkas %(code)s."),
)
send_back = _decides(
    lambda acting, code, revision, note: services.send_back(acting=acting, code=code, note=note, revision=revision),
    done=gettext_lazy("Berkas %(code)s dikembalikan ke petugas."),
    open_form="send-back",
)


@login_required
@require_POST
def reject(request: HttpRequest, code: str) -> HttpResponse:
    """End the case without a letter."""
    form = RejectForm(request.POST)
    form.is_valid()
    data = form.cleaned_data
    return _act(
        request,
        code,
        lambda: services.reject(
            acting=acting_of(request),
            code=code,
            reason=data.get("reason", ""),
            legal_basis=data.get("legal_basis", ""),
            revision=data.get("revision"),
        ),
        done=_("Permohonan %(code)s ditolak. Pemohon dikabari beserta alasannya.") % {"code": code},
        open_form="reject",
    )


@login_required
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant takes the request back."""
    try:
        services.withdraw(acting=acting_of(request), code=code)
        messages.success(request, _("Permohonan %(code)s sudah ditarik.") % {"code": code})
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        messages.error(request, sentence(refused))
    return redirect("portal:tracking", code=code)


@login_required
@require_POST
def ask_correction(request: HttpRequest, code: str) -> HttpResponse:
    """Ask the applicant, place by place."""
    acting = acting_of(request)
    door = open_door(acting, code)
    items = asked_places(request.POST, correcting.correctable_places(intake.submission(door.case.code)))
    revision, _note = decision_of(request)
    return _act(
        request,
        code,
        lambda: services.ask_correction(acting=acting, code=code, items=items, revision=revision),
        done=_("Pemohon dikabari. Waktu berhenti sampai perbaikan masuk."),
        open_form="ask-correction",
    )
