"""Before anything is begun: what happened, what one can get, and choosing it. Needs no account until it is begun."""

import base64
import json
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palui.accounts.domain import Acting
from palui.accounts.views.asking import acting_of
from palui.catalogue import selectors as catalogue
from palui.catalogue.access import office_for
from palui.catalogue.selectors import LifeEventRecord
from palui.formspec import BoundGroup, bound, from_form_data, validate
from palui.intake import selectors, services
from palui.intake.selectors import Subject
from palui.intake.services.drafting import NO_SUBJECT
from palui.intake.views.pages import let_wait, typed_before_sign_in
from palui.kernel.errors import InvalidInput
from palui.kernel.identifiers import new_token
from palui.kernel.language import say
from palui.vault.domain import CannotUnseal
from palui.vault.ports import sealer

#: Where the answers to an event wait in the session until something is begun with them.
_ANSWERS = "life_event_answers"
_CONTEXT = "intake.life_event_answers"


@never_cache
@require_http_methods(["GET", "POST"])
def life_event(request: HttpRequest, key: str) -> HttpResponse:
    """What can be got and what it takes; the few questions that decide what somebody needs."""
    record = catalogue.life_event(key)
    form = record.plan.questions
    choices = selectors.choices()
    typed: Mapping[str, Any] = _answers(request, key) or {}
    errors: Mapping[str, str] = {}
    asks_more = False
    if request.method == "POST":
        seen = _names(bound(form, typed, choices=choices))
        typed = from_form_data(form, request.POST.getlist)
        outcome = validate(form, typed, files={}, choices=choices)
        if outcome.is_valid:
            _keep(request, key, {**outcome.raw, **outcome.answers})
            return redirect("intake:choose", key=key)
        # A question that an answer has just brought up was not seen yet: it is shown first, not blamed.
        seen |= {name for name in request.POST if name in form.by_key}
        errors = {place: text for place, text in outcome.errors.items() if place.partition(".")[0] in seen}
        asks_more = not errors
    context = {
        **_about(record),
        "outlook": selectors.outlook(record, None, office=office_for(acting_of(request))),
        "groups": bound(form, typed, errors, choices=choices),
        "errors": errors,
        "asks_more": asks_more,
    }
    return render(request, "intake/life_event.html", context, status=422 if request.method == "POST" else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """What one can get, ticked where it is needed; whom it is about. Beginning needs an account, looking does not."""
    record = catalogue.life_event(key)
    raw = _answers(request, key)
    if raw is None:
        return redirect("intake:life_event", key=key)
    acting = acting_of(request)
    answers = validate(record.plan.questions, raw, files={}, choices=selectors.choices()).answers
    ticked: list[str] | None = None
    person, errors = "", {}
    if request.method == "POST":
        if acting.user_id is None:
            let_wait(request)
            return redirect_to_login(request.path)
        ticked, person = request.POST.getlist("layanan"), request.POST.get("untuk", "")
        try:
            code = services.start_bundle(
                acting=acting,
                event=key,
                answers=raw,
                services=ticked,
                person=int(person) if person.isascii() and person.isdigit() and len(person) < 19 else None,
                attempt=request.POST.get("kunci", ""),
            )
        except InvalidInput as refused:
            errors = refused.errors
        else:
            return redirect("intake:bundle_next", code=code)
    elif acting.user_id is not None and (waiting := typed_before_sign_in(request)) is not None:
        ticked = waiting.getlist("layanan")
        messages.success(request, _("Pilihan Anda sebelum masuk tidak hilang. Periksa, lalu mulai."))
    look = selectors.outlook(record, answers, chosen=ticked, office=office_for(acting))
    people = selectors.people_for(
        acting, [version.definition for member, version in record.members if member.about == "person"]
    )
    context = {
        **_about(record),
        "nobody": _nobody(acting, record, people),
        "outlook": look,
        "ticked": [offer.member.service for offer in look.offers if offer.fits] if ticked is None else ticked,
        "people": people,
        "person": person,
        "errors": errors,
        "attempt": new_token(),
        "is_signed_in": acting.user_id is not None,
    }
    return render(request, "intake/choose.html", context, status=422 if errors else 200)


def _nobody(acting: Acting, record: LifeEventRecord, people: tuple[Subject, ...]) -> str:
    """Why somebody who is signed in can name nobody whom it is about; empty while they can, or need not."""
    if acting.user_id is None or people or not record.plan.person:
        return ""
    if acting.resident_id is None:
        return say(NO_SUBJECT)
    return _(
        "Di kartu keluarga Anda tidak ada orang lain. Datang ke loket kelurahan membawa KTP, petugas mengisikan untuk Anda."
    )


def _about(record: LifeEventRecord) -> dict[str, Any]:
    return {
        "event": record.plan.event,
        "plan": record.plan,
        "guidance": record.guidance,
        "letters_beside": record.others,
    }


def _names(groups: tuple[BoundGroup, ...]) -> set[str]:
    return {field.name for group in groups for field in group.fields}


def _keep(request: HttpRequest, key: str, answers: Mapping[str, Any]) -> None:
    """Sealed, for nothing of a person's stands in the clear in a table; one event at a time."""
    content = json.dumps(answers).encode()
    request.session[_ANSWERS] = {
        "event": key,
        "sealed": base64.b64encode(sealer().seal(content, context=_CONTEXT)).decode(),
    }


def _answers(request: HttpRequest, key: str) -> dict[str, Any] | None:
    waiting = request.session.get(_ANSWERS)
    if not isinstance(waiting, Mapping) or waiting.get("event") != key:
        return None
    try:
        answers: dict[str, Any] = json.loads(sealer().unseal(base64.b64decode(waiting["sealed"]), context=_CONTEXT))
    except CannotUnseal:
        return None
    return answers
