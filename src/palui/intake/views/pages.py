"""The pages of one draft in their order, and who may turn them."""

import base64
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse

from palui.accounts.views.asking import acting_of
from palui.formspec import Group, bound, validate, visible_groups
from palui.intake import selectors
from palui.intake.domain import Channel
from palui.intake.selectors import SubmissionRecord
from palui.vault.ports import sealer

EVIDENCE = "berkas"
REVIEW = "periksa"
#: Where typed answers wait in the session of somebody who was signed out meanwhile.
_WAITING = "typed_before_sign_in"
_MOST_WAITING = 100_000
_CONTEXT = "intake.typed_before_sign_in"

View = Callable[..., HttpResponse]


@dataclass(frozen=True, kw_only=True)
class Page:
    """A page of a draft: its key, address and title, and whether it was sent once."""

    key: str
    url: str
    title: str
    is_done: bool
    is_settled: bool = False  # a bundle has answered all of it, so that it is only seen when asked for


@dataclass(frozen=True, kw_only=True)
class Pages:
    """All pages that apply to a draft's answers, the check before sending last."""

    pages: tuple[Page, ...]

    def number(self, key: str) -> int:
        """From 1, of those that are turned one after the other; 0 for a page that does not apply."""
        return next((place for place, page in enumerate(self._turned(key), start=1) if page.key == key), 0)

    @property
    def total(self) -> int:
        """How many are turned one after the other."""
        return len(self._turned(""))

    def after(self, key: str) -> str:
        """The address of the page that follows; the check before sending after the last."""
        turned = self._turned(key)
        return turned[min(self.number(key), len(turned) - 1)].url

    def before(self, key: str) -> str:
        """The address of the page before; empty for the first."""
        place = self.number(key) - 2
        return self._turned(key)[place].url if place >= 0 else ""

    def _turned(self, key: str) -> tuple[Page, ...]:
        return tuple(page for page in self.pages if page.key == key or not page.is_settled)

    @property
    def first_open(self) -> str:
        """Where filling in goes on: the first page that was never sent."""
        return next((page.url for page in self.pages if not page.is_done), self.pages[-1].url)


def pages_of(record: SubmissionRecord) -> Pages:
    """The pages of a draft."""
    definition, files = record.service.definition, record.files()
    choices = selectors.choices()
    groups: tuple[Group, ...] = visible_groups(definition.form, record.answers, files=files, choices=choices)
    settled: set[str] = set()
    if record.settled:
        shown = bound(definition.form, record.answers, files=files, choices=choices)
        settled = {group.key for group in shown if {field.name for field in group.fields} <= set(record.settled)}
    pages = [
        Page(
            key=group.key,
            url=reverse("intake:group", args=[record.code, group.key]),
            title=group.title,
            is_done=group.key in record.pages_done or group.key in settled,
            is_settled=group.key in settled,
        )
        for group in groups
    ]
    form = definition.evidence_form(known_to=selectors.known_to(record.subject))
    if form.groups:
        is_done = validate(form, {}, files=files).is_valid
        url = reverse("intake:evidence", args=[record.code])
        pages.append(Page(key=EVIDENCE, url=url, title=form.groups[0].title, is_done=is_done))
    url = reverse("intake:review", args=[record.code])
    return Pages(pages=(*pages, Page(key=REVIEW, url=url, title="", is_done=False)))


def place_url(record: SubmissionRecord, place: str) -> str:
    """The address of the page where a place ("alamat.rt", "foto_rumah") is corrected."""
    root = place.partition(".")[0]
    for group in record.service.definition.form.groups:
        if any(field.key == root for field in group.fields):
            return reverse("intake:group", args=[record.code, group.key])
    if any(item.key == root for item in record.service.definition.evidence):
        return reverse("intake:evidence", args=[record.code])
    return reverse("accounts:change") if place == "phone" else reverse("intake:review", args=[record.code])


def home_of(record: SubmissionRecord) -> str:
    """Where somebody goes who leaves a draft: to their own requests, or to the people they help."""
    if record.assistance is None:
        return reverse("portal:mine")
    return reverse("intake:helping" if record.channel is Channel.RT else "intake:people")


def draft_of(request: HttpRequest, code: str) -> SubmissionRecord | HttpResponse:
    """The person's own draft; once it was sent, the way to its receipt. Raises NotFound."""
    record = selectors.own_submission(acting_of(request), code)
    return record if record.is_draft else redirect("intake:receipt", code=record.code)


def signed_in(view: View) -> View:
    """Asks to sign in first. What was typed in a form waits, sealed, and is there again afterwards."""

    @wraps(view)
    def checked(request: HttpRequest, **kwargs: object) -> HttpResponse:
        if acting_of(request).user_id is not None:
            return view(request, **kwargs)
        if request.method == "POST":
            let_wait(request)
        return redirect_to_login(request.path)

    return checked


def typed_before_sign_in(request: HttpRequest) -> QueryDict | None:
    """What this person typed in this page's form before having to sign in; given once."""
    waiting = request.session.get(_WAITING)
    if not isinstance(waiting, Mapping) or waiting.get("path") != request.path:
        return None
    del request.session[_WAITING]
    content = sealer().unseal(base64.b64decode(waiting["sealed"]), context=_CONTEXT)
    typed = QueryDict(mutable=True)
    for name, values in json.loads(content).items():
        typed.setlist(name, values)
    return typed


def let_wait(request: HttpRequest) -> None:
    """Keep what was typed, sealed, until this person has signed in."""
    content = json.dumps(dict(request.POST.lists())).encode()
    if len(content) <= _MOST_WAITING:
        sealed = base64.b64encode(sealer().seal(content, context=_CONTEXT)).decode()
        request.session[_WAITING] = {"path": request.path, "sealed": sealed}
