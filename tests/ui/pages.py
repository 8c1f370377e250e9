"""Pages that go wrong, each in its own way, among the real ones."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_protect

from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, TemporaryFailure

FAULTS: dict[str, Exception] = {
    "missing": NotFound("case", "PLI-7F3K-92QX"),
    "forbidden": PermissionDenied("not his case"),
    "conflict": Conflict("code_invalid"),
    "refused": DomainError("nik_length", digits=15),
    "input": InvalidInput({"nama": "Tulis nama Anda"}),
    "outside": TemporaryFailure("the register sleeps"),
    "ours": ZeroDivisionError("a fault of ours"),
}


def go_wrong(request: HttpRequest, how: str) -> HttpResponse:
    raise FAULTS[how]


@csrf_protect
def form(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sent")


urlpatterns = [
    path("salah/<str:how>/", go_wrong),
    path("isi/", form),
    path("", include("palui.config.urls")),
]

handler400 = "palui.ui.views.bad_request"
handler404 = "palui.ui.views.page_not_found"
handler403 = "palui.ui.views.page_not_found"
handler500 = "palui.ui.views.server_error"
