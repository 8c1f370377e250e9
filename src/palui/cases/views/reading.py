"""One case as a page, and its files."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from palui.accounts.domain import Acting
from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.access import Relation
from palui.cases.domain import Action, Status, StepState
from palui.cases.selectors import CaseRecord, CaseRow, CaseView
from palui.cases.services import correcting, deciding
from palui.cases.views.asking import acting_of
from palui.cases.views.showing import ANSWER_WORDS, CHANNEL_WORDS, STATUS_WORDS, answers_of, river_of, shown_to_endorser
from palui.formspec import summary
from palui.intake import selectors as intake
from palui.intake.selectors import Belonging, EvidenceRecord, SubmissionRecord
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound
from palui.kernel.language import say
from palui.residents import selectors as residents
from palui.residents.domain import Address
from palui.ui.domain import Fact, LogLine, day_in_words, sentence

#: What a button says for the action that finishes a step.
BUTTONS = {
    Action.ENDORSE: "Setujui",
    Action.VERIFY: "Teruskan",
    Action.COUNTERSIGN: "Beri paraf",
}


@login_required
@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The case with evidence, register match and letter side by side; the applicant goes to tracking."""
    view = services.look_at(acting=acting_of(request), code=code)
    if view.relation is Relation.APPLICANT:
        return redirect("portal:tracking", code=view.case.code)
    return case_page(request, view)


def case_page(
    request: HttpRequest,
    view: CaseView,
    *,
    status: int = 200,
    refused: DomainError | None = None,
    open_form: str = "",
    typed: Mapping[str, str] | None = None,
) -> HttpResponse:
    """The page of a case; after a refusal with its sentence, the form open and all that was typed in it."""
    submission = intake.submission(view.case.code)
    sees_all = view.relation is not Relation.ENDORSER
    words, kind = STATUS_WORDS[view.case.status]
    belonging = intake.belonging(submission)
    context: dict[str, Any] = {
        "belonging": belonging,
        "beside": _beside(acting_of(request), view, belonging),
        "view": view,
        "case": view.case,
        "status_words": words,
        "status_kind": kind,
        "river": river_of(view.case),
        "channel": CHANNEL_WORDS.get(view.case.channel, view.case.channel),
        "answers": answers_of(submission) if sees_all else (),
        "facts": shown_to_endorser(view.case, submission),
        "assistance": submission.assistance,
        "sees_all": sees_all,
        "evidence": _evidence_cards(view.case, submission) if sees_all else (),
        "register": _register_facts(submission) if sees_all else ("", ()),
        "parties": _parties(view, open_form=open_form, typed=typed or {}, refused=refused) if sees_all else (),
        "reports": _reports(view.case, submission) if sees_all else (),
        "actions": [action.value for action in view.actions],
        "main": _main_action(view),
        "places": _places(submission, typed or {}, refused) if Action.ASK_CORRECTION in view.actions else (),
        "can_link": view.relation is Relation.OFFICE and view.case.status is Status.ENDORSEMENT,
        "stands_in": Action.ENDORSE in view.actions and view.relation is Relation.OFFICE,
        "taken_by_other": view.case.claimed_by is not None and view.case.claimed_by != acting_of(request).user_id,
        "refused": sentence(refused) if refused is not None else "",
        "errors": refused.errors if isinstance(refused, InvalidInput) else {},
        "is_conflict": isinstance(refused, Conflict),
        "open_form": open_form,
        "typed": typed or {},
    }
    return render(request, "cases/case.html", context, status=status)


@login_required
@require_GET
def timeline(request: HttpRequest, code: str) -> HttpResponse:
    """Everything that happened to a case, for who sees all of it: a part of its page, or a page of its own."""
    view = selectors.view(acting_of(request), code)
    if view.relation not in (Relation.OFFICE, Relation.DISTRICT):
        raise NotFound("case", code)
    lines = [
        LogLine(at=entry.at, text=f"{entry.actor} {entry.sentence}", look=entry.is_look)
        for entry in audit.entries_of_case(view.case.code)
    ]
    frame = "cases/_part.html" if request.headers.get("HX-Request") == "true" else "cases/_page.html"
    return render(request, "cases/timeline.html", {"case": view.case, "lines": lines, "frame": frame})


def _beside(acting: Acting, view: CaseView, belonging: Belonging | None) -> tuple[tuple[CaseRow, str, str], ...]:
    """What was asked together with this case, as far as this person may see it, with its status in words."""
    codes = [code for code in belonging.codes if code != view.case.code] if belonging is not None else []
    return tuple((row, *STATUS_WORDS[row.status]) for row in selectors.seen_beside(acting, codes))


def _evidence_cards(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[dict[str, Any], ...]:
    titles = submission.titles_of_files()
    return tuple(_card(case_record, item, titles[item.key]) for item in submission.evidence if item.key in titles)


def _card(case_record: CaseRecord, item: EvidenceRecord, title: str) -> dict[str, Any]:
    url = reverse("cases:evidence", args=[case_record.code, item.id])
    is_picture = item.content_type.startswith("image/")
    return {
        "title": title,
        "url": url,
        "is_picture": is_picture,
        "note": f"{max(item.size // 1024, 1)} kB",
        "record": item,
    }


def _register_facts(submission: SubmissionRecord) -> tuple[str, tuple[Fact, ...]]:
    """What the register says about the person the letter is for, and where the answers differ from it.

    The first item opens the person in the register; it is empty for who is not in it.
    """
    resident_id = submission.subject.resident_id or submission.applicant.resident_id
    record = residents.facts_of(resident_id) if resident_id is not None else None
    if record is None:
        return "", ()
    given = submission.answers.get(submission.service.definition.jurisdiction)
    return record.public_id, (
        Fact(label=_("Nama"), value=record.name),
        Fact(label="NIK", value=record.nik.masked),
        Fact(label=_("Nomor KK"), value=record.kk.masked),
        Fact(label=_("Lahir"), value=f"{record.birth_place}, {day_in_words(record.birth_date)}"),
        Fact(label=_("Alamat terdaftar"), value=record.address.one_line, **_address_verdict(record.address, given)),
        Fact(label=_("Pekerjaan"), value=record.occupation or "–"),
        Fact(label=_("Status perkawinan"), value=record.marital_status),
        Fact(label=_("Dalam keluarga"), value=record.relation),
    )


def _address_verdict(address: Address, given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    registered = (address.kelurahan_code, address.rt, address.rw)
    same = (given.get("kelurahan"), given.get("rt"), given.get("rw") or address.rw) == registered
    return {"tag": _("sama"), "kind": "good"} if same else {"tag": _("beda dari isian"), "kind": "warn"}


def _parties(
    view: CaseView, *, open_form: str, typed: Mapping[str, str], refused: DomainError | None
) -> tuple[dict[str, Any], ...]:
    """Who has to confirm and what they said, with what an officer may do for each."""
    errors = refused.errors if isinstance(refused, InvalidInput) else {}
    parties = []
    for record in view.case.confirmations:
        words, kind = ANSWER_WORDS[record.state]
        is_open = open_form == f"confirmation-{record.id}"
        parties.append(
            {
                "record": record,
                "words": say(words),
                "kind": kind,
                "how": say(record.how.words) if record.how is not None else "",
                "can_act": record.is_waiting and Action.CONFIRM in view.actions,
                "is_open": is_open,
                "errors": errors if is_open else {},
                "typed": typed if is_open else {},
            }
        )
    return tuple(parties)


def _reports(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[dict[str, Any], ...]:
    forms = {step.key: step.form for step in submission.service.definition.route}
    reports = []
    for step in case_record.steps:
        form = forms.get(step.key)
        if step.report is None or form is None:
            continue
        prefix = deciding.step_evidence_key(step.key, "")
        photos = [item for item in submission.evidence if item.key.startswith(prefix)]
        reports.append(
            {
                "step": step,
                "groups": summary(form, dict(step.report), choices=intake.choices(), mask=True),
                "photos": [_card(case_record, item, _("Foto lapangan")) for item in photos],
            }
        )
    return tuple(reports)


def _main_action(view: CaseView) -> dict[str, str] | None:
    """The one thing this person is here for."""
    for action in view.actions:
        if action is Action.SIGN:
            return {
                "url": reverse("letters:sign", args=[view.case.code]),
                "label": _("Baca dan tanda tangani"),
                "kind": "link",
            }
        if action is Action.INSPECT:
            return {
                "url": reverse("cases:inspect", args=[view.case.code]),
                "label": _("Isi pemeriksaan lapangan"),
                "kind": "link",
            }
        if action in BUTTONS:
            url = reverse(f"cases:{action.value}", args=[view.case.code])
            return {"url": url, "label": _button(view, action), "kind": "form", "action": action.value}
    return None


def _button(view: CaseView, action: Action) -> str:
    ahead = [step for step in view.case.steps if step.state is StepState.AHEAD]
    if action is Action.VERIFY and ahead:
        return _("Teruskan: %(step)s") % {"step": say(ahead[0].title)}
    return _(BUTTONS[action])


def _places(
    submission: SubmissionRecord, typed: Mapping[str, str], refused: DomainError | None
) -> tuple[dict[str, Any], ...]:
    """What can be asked for, with what was ticked and typed, and the sentence for a note that is missing."""
    errors = refused.errors if isinstance(refused, InvalidInput) else {}
    places = correcting.correctable_places(submission)
    return tuple(
        {
            "key": key,
            "label": label,
            "is_asked": bool(typed.get(f"minta.{key}")),
            "note": typed.get(f"catatan.{key}", ""),
            "error": errors.get(key, ""),
        }
        for key, label in places.items()
    )


@login_required
@require_GET
def evidence(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """One file of the case, for who sees everything of it; the look is recorded."""
    content, record = services.look_at_evidence(acting=acting_of(request), code=code, evidence_id=evidence_id)
    return HttpResponse(
        content,
        content_type=record.content_type,
        headers={
            "Content-Disposition": f'inline; filename="{record.key}{record.extension}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
        },
    )
