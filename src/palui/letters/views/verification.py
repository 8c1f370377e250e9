"""For anybody with a letter in hand: is it real, does it hold, is the file unchanged?"""

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from palui.accounts.access import count_try
from palui.accounts.domain import CHECKING_LETTERS
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import NotFound
from palui.letters import selectors, services
from palui.letters.access import register_mandate
from palui.letters.domain import MAX_CHECKED_SIZE, FileVerdict
from palui.letters.forms import CheckForm
from palui.letters.services import FileCheck
from palui.letters.views.signing import acting_of, as_pdf, in_fours
from palui.ui.domain import Fact, day_in_words
from palui.ui.views import render_for_anybody

#: The word in a letter's link: 128 random bits, URL-safe.
_TOKEN = re.compile(r"(?:^|/s/)([A-Za-z0-9_-]{22})(?:\.pdf|/)?$")


@never_cache
@require_safe
def verify(request: HttpRequest, token: str) -> HttpResponse:
    """What the QR of a letter opens."""
    letter = selectors.by_token(token)
    context = {"letter": letter, "checked_at": clock.now(), "form": CheckForm()}
    status = 200 if letter is not None else 404
    response = render_for_anybody(request, "letters/verify.html", context, about=letter, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


@never_cache
@require_safe
def pdf(request: HttpRequest, token: str) -> HttpResponse:
    """The signed file, for whoever has its link. Who opens it without an account is recorded as that."""
    acting = acting_of(request)
    by = (
        acting.actor(register_mandate(acting)) if acting.user_id is not None else Actor(name=_("Pemegang tautan surat"))
    )
    name, content = services.signed_file(token=token, by=by)
    return as_pdf(content, name=name)


@require_safe
def certificate(request: HttpRequest) -> HttpResponse:
    """The city's root certificate, and how a PDF reader gets to know it."""
    roots = [
        {
            "name": root.facts.name,
            "fingerprint": root.facts.fingerprint,
            "facts": (
                Fact(label=_("Diterbitkan oleh"), value=root.facts.issuer),
                Fact(
                    label=_("Berlaku"),
                    value=_("%(since)s sampai %(until)s")
                    % {
                        "since": day_in_words(clock.local(root.facts.valid_from).date()),
                        "until": day_in_words(clock.local(root.facts.valid_to).date()),
                    },
                ),
                Fact(label=_("Sidik jari (SHA-256)"), value=in_fours(root.facts.fingerprint)),
            ),
        }
        for root in selectors.root_certificates()
    ]
    return render(request, "letters/certificate.html", {"roots": roots})


@require_safe
def certificate_file(request: HttpRequest, fingerprint: str) -> HttpResponse:
    """The certificate itself (DER), as readers import it."""
    for root in selectors.root_certificates():
        if root.facts.fingerprint == fingerprint:
            headers = {"Content-Disposition": f'attachment; filename="palui-{fingerprint[:8]}.cer"'}
            return HttpResponse(root.certificate, content_type="application/pkix-cert", headers=headers)
    raise NotFound("certificate", fingerprint)


# Asking whether a file is real changes nothing and shows nobody's own things, so a forged request gains nothing.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Compare a file with what was signed, or open the page of a letter by the code printed on it."""
    result: FileCheck | None = None
    problem = ""
    if request.method == "POST":
        form = CheckForm(request.POST, request.FILES)
        form.is_valid()
        typed = str(form.cleaned_data.get("kode") or "").strip()
        upload = request.FILES.get("berkas")
        count_try(request, CHECKING_LETTERS)
        if upload is not None:
            too_large = (upload.size or 0) > MAX_CHECKED_SIZE
            result = FileCheck(verdict=FileVerdict.TOO_LARGE) if too_large else services.check_file(upload.read())
        elif typed:
            found = _TOKEN.search(typed)
            if found is not None and selectors.by_token(found[1]) is not None:
                return redirect("letters:verify", token=found[1])
            problem = _("Kode ini tidak kami kenal. Periksa huruf besar dan kecilnya, atau pindai kode QR-nya.")
        else:
            problem = _("Pilih berkas PDF, atau tulis kode dari surat.")
    context = {"result": result, "problem": problem, "checked_at": clock.now(), "typed": request.POST.get("kode", "")}
    return render(request, "letters/check.html", context, status=422 if problem else 200)
