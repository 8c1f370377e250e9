"""The emblem at the head of letters, for who administers the city."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from palui.kernel.errors import InvalidInput
from palui.letters import selectors, services
from palui.letters.access import emblem_mandate
from palui.letters.services.emblems import CITY, MOST_BYTES
from palui.letters.views.signing import acting_of


@login_required
@never_cache
@require_http_methods(["GET", "POST"])
def emblem(request: HttpRequest) -> HttpResponse:
    """See the head of letters as it is printed, and give it another emblem."""
    acting = acting_of(request)
    emblem_mandate(acting)
    errors: dict[str, str] = {}
    if request.method == "POST":
        upload = request.FILES.get("emblem")
        try:
            if request.POST.get("aksi") == "hapus":
                services.remove_emblem(acting=acting)
            else:
                services.set_emblem(acting=acting, content=upload.read(MOST_BYTES + 1) if upload is not None else b"")
        except InvalidInput as wrong:
            errors = wrong.errors
        else:
            messages.success(request, _("Kop surat memakai lambang ini mulai sekarang."))
            return redirect("letters:emblem")
    context = {"errors": errors, "is_own": bool(selectors.emblem(CITY))}
    return render(request, "letters/emblem.html", context, status=422 if errors else 200)


@login_required
@never_cache
@require_GET
def emblem_picture(request: HttpRequest) -> HttpResponse:
    """The head of letters as a picture."""
    return HttpResponse(services.letterhead_picture(acting=acting_of(request)), content_type="image/png")
