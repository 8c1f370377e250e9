"""A draft as a whole, and what becomes of it: compared, published, planned, taken back; a service retired and offered again."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from palui.accounts.views.asking import acting_of
from palui.builder import selectors, services
from palui.builder.domain import NotReady, Part
from palui.builder.forms.parts import PublishForm, RetireForm
from palui.builder.views.changes import Said, said
from palui.builder.views.pages import STALE, WRONG, Page, builder_page, parts_of, sent_revision, told
from palui.builder.views.places import PAGES
from palui.builder.views.words import PART_WORDS
from palui.catalogue import selectors as catalogue
from palui.catalogue.selectors import ServiceState
from palui.formspec.dates import NotADate, read_clock, read_day
from palui.kernel import clock
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.ui.domain import moment_in_words, sentence


@builder_page("GET")
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """Where a draft stands, or a service of which there is none."""
    state = _state(code)
    try:
        page = Page.of(request, code, None, "builder/draft.html")
    except NotFound:
        if state is None:
            raise
        return render(request, "builder/service.html", {"state": state, "history": catalogue.history(code)})
    by_part: dict[Part, list[Any]] = {part: [] for part in parts_of(page.record)}
    for one in told(page.record, page.mistakes):
        by_part.setdefault(one.part, []).append(one)
    parts = [
        {
            "title": PART_WORDS[part],
            "url": reverse(PAGES[part], args=[code]),
            "mistakes": found,
        }
        for part, found in by_part.items()
    ]
    return page.render(part_list=parts, state=state)


@builder_page("POST")
def undo(request: HttpRequest, code: str) -> HttpResponse:
    """Take the last change back."""
    try:
        services.undo(by=acting_of(request), code=code, revision=sent_revision(request))
    except NotFound:
        raise
    except DomainError as refused:
        messages.warning(request, sentence(refused))
    else:
        messages.success(request, _("Perubahan terakhir dibatalkan."))
    return redirect("builder:draft", code)


@builder_page("GET", "POST")
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Ask once more, then delete the draft."""
    record = selectors.draft(code)
    if request.method == "POST":
        try:
            services.discard(by=acting_of(request), code=code, revision=sent_revision(request))
        except Conflict as refused:
            messages.warning(request, sentence(refused))
            return redirect("builder:discard", code)
        messages.success(request, _("Draf dibuang. Yang sudah terbit tidak berubah."))
        return redirect("builder:list")
    return render(request, "builder/discard.html", {"draft": record, "state": _state(code)})


@builder_page("GET", "POST")
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Now, or at a moment; nothing that is wrong is ever published."""
    page = Page.of(request, code, None, "builder/publish.html")
    state = _state(code)
    form = PublishForm(request.POST if request.method == "POST" else None, initial={"when": "now"})
    status = 200
    if request.method == "POST":
        status = WRONG
        at = _moment(form) if form.is_valid() else None
        if form.is_valid() and not form.errors:
            try:
                version = services.publish(by=acting_of(request), code=code, revision=sent_revision(request), at=at)
            except NotFound:
                raise
            except NotReady as refused:
                page.mistakes = refused.mistakes
            except Conflict as refused:
                status = STALE
                form.add_error(None, sentence(refused))
            except DomainError as refused:
                form.add_error(None, sentence(refused))
            else:
                _tell(request, version.definition.title, at)
                return redirect("builder:draft", code)
    context = {
        "form": form,
        "state": state,
        "found": told(page.record, page.mistakes),
        "changes": _changes(page, state),
    }
    return page.render(status=status, **context)


def _moment(form: PublishForm) -> datetime | None:
    """When to publish; None for now. What cannot be read is noted in the form."""
    if form.cleaned_data["when"] != "later":
        return None
    try:
        day = read_day(form.cleaned_data["day"], clock.today())
    except NotADate:
        form.add_error("day", _("Tulis tanggalnya, misalnya 1 Januari 2027."))
        return None
    hour = read_clock(form.cleaned_data["hour"] or "00.00")
    if hour is None:
        form.add_error("hour", _("Tulis jamnya, misalnya 08.00."))
        return None
    at = datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=clock.local(clock.now()).tzinfo)
    if at <= clock.now():
        form.add_error("day", _("Waktu itu sudah lewat. Tulis waktu yang akan datang."))
    return at


def _tell(request: HttpRequest, title: str, at: datetime | None) -> None:
    if at is None:
        messages.success(request, _("%(title)s sudah terbit. Warga bisa mengajukannya sekarang.") % {"title": title})
    else:
        words = {"title": title, "when": moment_in_words(at)}
        messages.success(request, _("%(title)s akan terbit %(when)s.") % words)


def _changes(page: Page, state: ServiceState | None) -> list[Said]:
    if state is None:
        return []
    number = state.current_number or state.latest_number
    return said(catalogue.numbered(state.code, number).definition.data, page.record.data)


@builder_page("GET")
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """What a draft changes of what is offered, or one version of another."""
    state = _state(code)
    numbers = [version.number for version in catalogue.history(code).versions] if state is not None else []
    before = _number(request.GET.get("dari", ""), numbers)
    after = _number(request.GET.get("ke", ""), numbers)
    record = None
    try:
        record = selectors.draft(code)
    except NotFound:
        if state is None:
            raise
    if state is None:
        return redirect("builder:draft", code)
    old = before or state.current_number or state.latest_number
    is_draft = record is not None and after is None
    new = after or (0 if is_draft else max(numbers))
    new_data = record.data if is_draft and record is not None else catalogue.numbered(code, new).definition.data
    context = {
        "state": state,
        "numbers": numbers,
        "old": old,
        "new": new,
        "has_draft": record is not None,
        "changes": said(catalogue.numbered(code, old).definition.data, new_data),
    }
    return render(request, "builder/compare.html", context)


def _number(text: str, known: list[int]) -> int | None:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 0
    return number if number in known else None


@builder_page("GET")
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Every version, and when each was offered."""
    return render(
        request, "builder/history.html", {"history": catalogue.history(code), "state": catalogue.state_of(code)}
    )


@builder_page("GET", "POST")
def offer_again(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask once more, then offer an earlier version again."""
    state = catalogue.state_of(code)
    version = catalogue.numbered(code, number)
    if request.method == "POST":
        try:
            services.offer_again(by=acting_of(request), code=code, number=number)
        except Conflict as refused:
            messages.warning(request, sentence(refused))
        else:
            messages.success(request, _("Versi %(number)s ditawarkan lagi.") % {"number": number})
        return redirect("builder:history", code)
    changes: list[Said] = []
    if state.current_number and state.current_number != number:
        now = catalogue.numbered(code, state.current_number).definition.data
        changes = said(now, version.definition.data)
    return render(request, "builder/offer_again.html", {"state": state, "version": version, "changes": changes})


@builder_page("GET", "POST")
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for the reason, then offer the service no longer."""
    state = catalogue.state_of(code)
    form = RetireForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.retire(by=acting_of(request), code=code, reason=form.cleaned_data["reason"])
        except InvalidInput as refused:
            form.add_error("reason", " ".join(refused.errors.values()))
        except Conflict as refused:
            messages.warning(request, sentence(refused))
            return redirect("builder:draft", code)
        else:
            messages.success(request, _("Layanan dihentikan. Berkas yang sudah berjalan tetap diselesaikan."))
            return redirect("builder:draft", code)
    context = {"form": form, "state": state}
    return render(request, "builder/retire.html", context, status=WRONG if form.errors else 200)


@builder_page("POST")
def call_off(request: HttpRequest, code: str) -> HttpResponse:
    """Drop what is planned."""
    services.call_off(by=acting_of(request), code=code)
    messages.success(request, _("Rencana terbit dibatalkan."))
    return redirect("builder:draft", code)


def _state(code: str) -> ServiceState | None:
    """How a service stands; None before it was ever published."""
    try:
        return catalogue.state_of(code)
    except NotFound:
        return None
