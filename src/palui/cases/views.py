"""Pages of cases: the desk, one case, its actions, and what stands behind a one-time link."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palui.accounts.domain import Acting
from palui.audit import selectors as audit
from palui.cases import selectors, services
from palui.cases.access import Relation, open_door
from palui.cases.domain import Action, Status, StepState
from palui.cases.forms import DecisionForm, DeskForm, LinkForm, RejectForm, asked_places
from palui.cases.selectors import CaseRecord, CaseView
from palui.cases.services import correcting, deciding
from palui.catalogue.domain import StepKind
from palui.formspec import bound, from_form_data, summary
from palui.intake import selectors as intake
from palui.intake.selectors import EvidenceRecord, SubmissionRecord
from palui.kernel.errors import Conflict, DomainError, InvalidInput
from palui.regions import selectors as regions
from palui.residents import selectors as residents
from palui.residents.domain import Address
from palui.ui.domain import Fact, LogLine, NavEntry, RiverStep, day_in_words, sentence

#: What a button says for the action that finishes a step.
BUTTONS = {
    Action.ENDORSE: "Setujui",
    Action.VERIFY: "Teruskan",
    Action.COUNTERSIGN: "Beri paraf",
}

STATUS_WORDS: dict[Status, tuple[str, str]] = {
    Status.ENDORSEMENT: ("Menunggu persetujuan RT/RW", ""),
    Status.VERIFICATION: ("Diperiksa petugas", ""),
    Status.INSPECTION: ("Pemeriksaan lapangan", ""),
    Status.CONFIRMATION: ("Menunggu konfirmasi", ""),
    Status.COUNTERSIGNING: ("Menunggu paraf", ""),
    Status.SIGNING: ("Menunggu tanda tangan", ""),
    Status.CORRECTION: ("Menunggu perbaikan pemohon", "sun"),
    Status.ISSUED: ("Surat terbit", "good"),
    Status.REFUSED: ("Ditolak", "bad"),
    Status.WITHDRAWN: ("Ditarik pemohon", "quiet"),
}

CHANNEL_WORDS = {"phone": "Ponsel", "rt": "Ketua RT", "counter": "Loket", "api": "Aplikasi lain"}


def _acting(request: HttpRequest) -> Acting:
    acting: Acting = request.acting  # type: ignore[attr-defined]  # set by accounts' middleware on every request
    return acting


# --- the desk ----------------------------------------------------------------------------------


@login_required
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What waits for this person, by time left."""
    form = DeskForm(request.GET)
    form.is_valid()
    tab = form.value("tab") or "menunggu"
    page = selectors.desk(
        _acting(request),
        tab=tab,
        service=form.value("layanan"),
        text=form.value("cari"),
        late_only=bool(form.cleaned_data.get("lewat")),
        after=form.value("setelah"),
    )
    query = request.GET.copy()
    query.pop("setelah", None)
    signing = sum(row.status is Status.SIGNING for row in page.rows)
    context = {
        "page": page,
        "rows": [_desk_row(row) for row in page.rows],
        "tab": tab,
        "tabs": _desk_tabs(tab, page.waiting),
        "filters": form.cleaned_data,
        "newer": f"?{query.urlencode()}" if form.value("setelah") else "",
        "older": f"?{query.urlencode()}&{urlencode({'setelah': page.after})}" if page.after else "",
        "title": ", ".join(dict.fromkeys(mandate.title for mandate in _acting(request).mandates)),
        "signing": signing if tab == "menunggu" else 0,
        "is_filtered": any(form.cleaned_data.get(name) for name in ("layanan", "cari", "lewat")),
    }
    return render(request, "cases/_desk_rows.html" if _is_partial(request) else "cases/desk.html", context)


def _desk_row(row: selectors.CaseRow) -> dict[str, Any]:
    words, kind = STATUS_WORDS[row.status]
    return {"row": row, "status": words, "kind": kind, "channel": CHANNEL_WORDS.get(row.channel, row.channel)}


def _desk_tabs(tab: str, waiting: int) -> tuple[NavEntry, ...]:
    names = {"menunggu": _("Menunggu saya"), "berjalan": _("Sedang berjalan"), "selesai": _("Selesai")}
    return tuple(
        NavEntry(label=label, url=f"?tab={name}", current=name == tab, count=waiting if name == "menunggu" else None)
        for name, label in names.items()
    )


# --- one case ----------------------------------------------------------------------------------


@login_required
@require_GET
def case(request: HttpRequest, code: str) -> HttpResponse:
    """The case with evidence, register match and letter side by side; the applicant goes to tracking."""
    view = services.look_at(acting=_acting(request), code=code)
    if view.relation is Relation.APPLICANT:
        return redirect("portal:tracking", code=view.case.code)
    return _case_page(request, view)


def _case_page(
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
    context: dict[str, Any] = {
        "view": view,
        "case": view.case,
        "status_words": words,
        "status_kind": kind,
        "river": river_of(view.case),
        "channel": CHANNEL_WORDS.get(view.case.channel, view.case.channel),
        "answers": _answers(view.case, submission) if sees_all else (),
        "facts": shown_to_endorser(view.case, submission),
        "sees_all": sees_all,
        "evidence": _evidence_cards(view.case, submission) if sees_all else (),
        "register": _register_facts(submission) if sees_all else ("", ()),
        "reports": _reports(view.case, submission) if sees_all else (),
        "timeline": [
            LogLine(at=entry.at, text=f"{entry.actor} {entry.sentence}", look=entry.is_look)
            for entry in audit.entries_of_case(view.case.code)
        ]
        if sees_all
        else (),
        "actions": [action.value for action in view.actions],
        "main": _main_action(view),
        "places": _places(view, typed or {}) if Action.ASK_CORRECTION in view.actions else (),
        "can_link": view.relation is Relation.OFFICE and view.case.status is Status.ENDORSEMENT,
        "stands_in": Action.ENDORSE in view.actions and view.relation is Relation.OFFICE,
        "taken_by_other": view.case.claimed_by is not None and view.case.claimed_by != _acting(request).user_id,
        "refused": sentence(refused) if refused is not None else "",
        "errors": refused.errors if isinstance(refused, InvalidInput) else {},
        "is_conflict": isinstance(refused, Conflict),
        "open_form": open_form,
        "typed": typed or {},
    }
    return render(request, "cases/case.html", context, status=status)


def river_of(case_record: CaseRecord) -> tuple[RiverStep, ...]:
    """The way of a case as the river shows it."""
    ended_badly = case_record.status in (Status.REFUSED, Status.WITHDRAWN)
    docks = [RiverStep(label=_("Diajukan"), state="done")]
    for step in case_record.steps:
        state = "done" if step.state is StepState.DONE else "current" if step.state is StepState.CURRENT else "ahead"
        if step.state is StepState.STOPPED and ended_badly:
            state = "refused"
        if state == "current" and case_record.status is Status.CORRECTION:
            state = "waiting"
        docks.append(RiverStep(label=step.title, state=state))  # type: ignore[arg-type]  # one of the literal's words
    docks.append(RiverStep(label=_("Surat terbit"), state="done" if case_record.status is Status.ISSUED else "ahead"))
    return tuple(docks)


def shown_to_endorser(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[Fact, ...]:
    """What an RT or RW head needs in order to confirm: who, where and what for. Never a NIK, KK or file."""
    definition = submission.service.definition
    shown = {key for step in definition.route if step.kind is StepKind.ENDORSE for key in step.shows}
    rows = [
        Fact(label=_("Pemohon"), value=case_record.applicant_name),
        Fact(label=_("Layanan"), value=case_record.service_title),
    ]
    if case_record.subject_name != case_record.applicant_name:
        rows.append(Fact(label=_("Surat untuk"), value=case_record.subject_name))
    for group in _answers(case_record, submission):
        rows.extend(Fact(label=row.label, value=row.text) for row in group.rows if row.key.partition(".")[0] in shown)
    return tuple(rows)


def _answers(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[Any, ...]:
    return summary(submission.service.definition.form, submission.answers, choices=intake.choices(), mask=True)


def _evidence_cards(case_record: CaseRecord, submission: SubmissionRecord) -> tuple[dict[str, Any], ...]:
    titles = {item.key: item.title for item in submission.service.definition.evidence}
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
        return _("Teruskan: %(step)s") % {"step": ahead[0].title}
    return _(BUTTONS[action])


def _places(view: CaseView, typed: Mapping[str, str]) -> tuple[dict[str, Any], ...]:
    places = correcting.correctable_places(intake.submission(view.case.code))
    return tuple(
        {
            "key": key,
            "label": label,
            "is_asked": bool(typed.get(f"minta.{key}")),
            "note": typed.get(f"catatan.{key}", ""),
        }
        for key, label in places.items()
    )


@login_required
@require_GET
def evidence(request: HttpRequest, code: str, evidence_id: int) -> HttpResponse:
    """One file of the case, for who sees everything of it; the look is recorded."""
    content, record = services.look_at_evidence(acting=_acting(request), code=code, evidence_id=evidence_id)
    return HttpResponse(
        content,
        content_type=record.content_type,
        headers={
            "Content-Disposition": f'inline; filename="{record.key}{record.extension}"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; sandbox",
        },
    )


# --- actions -----------------------------------------------------------------------------------


def _act(
    request: HttpRequest, code: str, do: Callable[[], object], *, done: str, open_form: str, to_desk: bool = True
) -> HttpResponse:
    """Carry out an action. A refusal shows the case as it is now, with everything that was typed."""
    try:
        do()
    except (DomainError, InvalidInput) as refused:
        if refused.code == "not_found":
            raise
        view = selectors.view(_acting(request), code)
        typed = {name: str(value) for name, value in request.POST.items()}
        status = 409 if isinstance(refused, Conflict) or refused.code == "action_not_allowed" else 422
        return _case_page(request, view, status=status, refused=refused, open_form=open_form, typed=typed)
    messages.success(request, done)
    return redirect("cases:desk") if to_desk else redirect("cases:case", code=code)


def _decision(request: HttpRequest) -> tuple[int | None, str]:
    form = DecisionForm(request.POST)
    form.is_valid()
    return form.cleaned_data.get("revision"), form.cleaned_data.get("note") or request.POST.get("note", "")[:1000]


@login_required
@require_POST
def claim(request: HttpRequest, code: str) -> HttpResponse:
    """Take the case in hand."""
    revision, _note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.claim(acting=_acting(request), code=code, revision=revision),
        done=_("Berkas ini sekarang Anda kerjakan."),
        open_form="",
        to_desk=False,
    )


@login_required
@require_POST
def hand_back(request: HttpRequest, code: str) -> HttpResponse:
    """Put the case back into the queue."""
    revision, _note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.hand_back(acting=_acting(request), code=code, revision=revision),
        done=_("Berkas dikembalikan ke antrean."),
        open_form="",
    )


@login_required
@require_POST
def endorse(request: HttpRequest, code: str) -> HttpResponse:
    """RT or RW head confirms from the desk."""
    revision, note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.endorse(acting=_acting(request), code=code, note=note, revision=revision),
        done=_("Terima kasih. Permohonan %(code)s sudah disetujui.") % {"code": code},
        open_form="main",
    )


@login_required
@require_POST
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """The officer passes the file on."""
    revision, note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.verify(acting=_acting(request), code=code, note=note, revision=revision),
        done=_("Berkas %(code)s diteruskan.") % {"code": code},
        open_form="main",
    )


@login_required
@require_POST
def countersign(request: HttpRequest, code: str) -> HttpResponse:
    """Section head or secretary puts an initial on the file."""
    revision, note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.countersign(acting=_acting(request), code=code, note=note, revision=revision),
        done=_("Paraf tersimpan untuk berkas %(code)s.") % {"code": code},
        open_form="main",
    )


@login_required
@require_POST
def send_back(request: HttpRequest, code: str) -> HttpResponse:
    """The officer is asked to look again."""
    revision, note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.send_back(acting=_acting(request), code=code, note=note, revision=revision),
        done=_("Berkas %(code)s dikembalikan ke petugas.") % {"code": code},
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
            acting=_acting(request),
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
        services.withdraw(acting=_acting(request), code=code)
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
    acting = _acting(request)
    door = open_door(acting, code)
    items = asked_places(request.POST, correcting.correctable_places(intake.submission(door.case.code)))
    revision, _note = _decision(request)
    return _act(
        request,
        code,
        lambda: services.ask_correction(acting=acting, code=code, items=items, revision=revision),
        done=_("Pemohon dikabari. Waktu berhenti sampai perbaikan masuk."),
        open_form="ask-correction",
    )


@login_required
@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, code: str) -> HttpResponse:
    """The field check: its form, photos and place."""
    acting = _acting(request)
    view = services.look_at(acting=acting, code=code) if request.method == "GET" else selectors.view(acting, code)
    if Action.INSPECT not in view.actions:
        raise Http404
    door = open_door(acting, code)
    form = deciding.inspection_form(door.case)
    errors: Mapping[str, str] = {}
    raw: dict[str, Any] = {}
    refusal = ""
    if request.method == "POST":
        raw = from_form_data(form, request.POST.getlist)
        files = _uploads(request)
        revision, note = _decision(request)
        try:
            services.inspect(acting=acting, code=code, raw=raw, files=files, note=note, revision=revision)
        except InvalidInput as refused:
            errors = refused.errors
        except DomainError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Hasil pemeriksaan lapangan tersimpan."))
            return redirect("cases:desk")
    groups = bound(form, raw, errors, files=deciding.step_files(door.case), choices=intake.choices())
    context = {
        "view": view,
        "case": view.case,
        "groups": groups,
        "errors": errors,
        "refused": refusal,
        "note": request.POST.get("note", ""),
    }
    return render(request, "cases/inspect.html", context, status=422 if errors or refusal else 200)


@login_required
@require_http_methods(["GET", "POST"])
def answer_correction(request: HttpRequest, code: str) -> HttpResponse:
    """The applicant sees only what was asked for, and sends it again."""
    acting = _acting(request)
    view = selectors.view(acting, code)
    if view.case.correction is None or Action.ANSWER_CORRECTION not in view.actions:
        return redirect("portal:tracking", code=view.case.code)
    submission = intake.submission(view.case.code)
    definition = submission.service.definition
    places = {item.place: item for item in view.case.correction.items}
    # Questions that hang on a corrected answer may appear or change with it.
    open_places = set(places) | definition.dependents(places)
    raw: dict[str, Any] = dict(submission.answers)
    errors: Mapping[str, str] = {}
    refusal = ""
    if request.method == "POST":
        sent = from_form_data(definition.form, request.POST.getlist)
        sent = {key: value for key, value in sent.items() if key in open_places}
        files = _uploads(request)
        try:
            services.answer_correction(acting=acting, code=code, raw=sent, files=files)
        except InvalidInput as refused:
            errors, raw = refused.errors, raw | sent
        except DomainError as refused:
            refusal = sentence(refused)
        else:
            messages.success(request, _("Terima kasih. Perbaikan Anda sudah terkirim."))
            return redirect("portal:tracking", code=view.case.code)
    files_there = {item.key: item for item in submission.evidence}
    groups = bound(definition.form, raw, errors, files=files_there, choices=intake.choices())
    context = {
        "case": view.case,
        "correction": view.case.correction,
        "fields": [
            (field, places.get(field.key)) for group in groups for field in group.fields if field.key in open_places
        ],
        "evidence": [
            (item, places[item.key], files_there.get(item.key)) for item in definition.evidence if item.key in places
        ],
        "errors": errors,
        "refused": refusal,
    }
    return render(request, "cases/correction.html", context, status=422 if errors or refusal else 200)


# --- one-time links ----------------------------------------------------------------------------


@login_required
@require_POST
def make_link(request: HttpRequest, code: str) -> HttpResponse:
    """An officer makes a link and hands it on, for example by WhatsApp."""
    token, holder = services.issue_link_for_officer(acting=_acting(request), code=code)
    url = request.build_absolute_uri(reverse("cases:link", args=[token]))
    text = _("Ada permohonan warga yang menunggu persetujuan Anda. Buka: %(url)s (sekali pakai, berlaku 3 hari)") % {
        "url": url
    }
    context = {
        "case": selectors.case(code),
        "url": url,
        "holder": holder,
        "share": f"https://wa.me/?{urlencode({'text': text})}",
    }
    return render(request, "cases/link_made.html", context)


@require_GET
def link(request: HttpRequest, token: str) -> HttpResponse:
    """What an RT or RW head sees behind the link: who, where, what for; and two buttons."""
    return _link_page(request, token)


def _link_page(
    request: HttpRequest, token: str, *, refused: DomainError | None = None, typed: QueryDict | None = None
) -> HttpResponse:
    try:
        task = services.task_behind_link(token=token)
    except DomainError as problem:
        if problem.code == "not_found":
            raise
        return render(request, "cases/link_over.html", {"sentence": sentence(problem)}, status=410)
    if task.is_used and refused is None:
        return render(
            request,
            "cases/link_over.html",
            {"task": task, "sentence": _("Tautan ini sudah dipakai. Terima kasih.")},
            status=410,
        )
    context = {
        "task": task,
        "token": token,
        "facts": shown_to_endorser(task.case, intake.submission(task.case.code)),
        "office": regions.office(task.case.office_id),
        "refused": sentence(refused) if refused is not None else "",
        "errors": refused.errors if isinstance(refused, InvalidInput) else {},
        "typed": typed or {},
    }
    return render(request, "cases/link.html", context, status=200 if refused is None else 422)


@require_POST
def endorse_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The holder confirms."""
    form = LinkForm(request.POST)
    form.is_valid()
    return _use_link(
        request,
        token,
        lambda: services.endorse_by_link(token=token, note=form.cleaned_data.get("note", "")),
        outcome="endorsed",
    )


@require_POST
def reject_by_link(request: HttpRequest, token: str) -> HttpResponse:
    """The holder does not confirm, saying why."""
    form = LinkForm(request.POST)
    form.is_valid()
    return _use_link(
        request,
        token,
        lambda: services.reject_by_link(token=token, reason=form.cleaned_data.get("reason", "")),
        outcome="rejected",
    )


def _use_link(request: HttpRequest, token: str, do: Callable[[], str], *, outcome: str) -> HttpResponse:
    try:
        code = do()
    except InvalidInput as refused:
        return _link_page(request, token, refused=refused, typed=request.POST)
    except DomainError as refused:
        if refused.code == "not_found":
            raise
        return render(request, "cases/link_over.html", {"sentence": sentence(refused)}, status=410)
    return render(request, "cases/link_done.html", {"outcome": outcome, "case": selectors.case(code)})


def _uploads(request: HttpRequest) -> dict[str, tuple[str, bytes]]:
    """Files that were sent, by the name of their input: name and content."""
    return {
        name: (upload.name or name, upload.read())
        for name, upload in request.FILES.items()
        if isinstance(upload, UploadedFile)
    }


def _is_partial(request: HttpRequest) -> bool:
    return bool(getattr(request, "htmx", False)) and not getattr(request.htmx, "boosted", False)  # type: ignore[attr-defined]
