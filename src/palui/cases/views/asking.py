"""What every page of this room reads from a request."""

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from palui.accounts.domain import Acting
from palui.cases.forms import DecisionForm


def acting_of(request: HttpRequest) -> Acting:
    """Who asks for the page, with the mandates in force."""
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by accounts' middleware on every request
    return acting


def uploads_of(request: HttpRequest) -> dict[str, tuple[str, bytes]]:
    """Files that were sent, by the name of their input: name and content."""
    return {
        name: (upload.name or name, upload.read())
        for name, upload in request.FILES.items()
        if isinstance(upload, UploadedFile)
    }


def decision_of(request: HttpRequest) -> tuple[int | None, str]:
    """The revision the page was written on, and the note as typed."""
    form = DecisionForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("revision"), form.cleaned_data.get("note") or request.POST.get("note", "").replace(
        "\0", ""
    )[:1000]
