"""Things of a service that have a page each: questions and their groups, documents, steps, laws."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from palui.accounts.views.asking import acting_of
from palui.builder import services
from palui.builder.domain import editing, part_of
from palui.builder.forms.conditions import asked_before, in_words
from palui.builder.forms.definition import DefinitionForm
from palui.builder.forms.questions import KINDS, GroupForm, NewQuestionForm, QuestionForm
from palui.builder.forms.route import WHO, NewStepForm
from palui.builder.views.changes import kind_of
from palui.builder.views.pages import STALE, WRONG, Page, builder_page, sent_revision
from palui.builder.views.places import form_for, item_url, list_at, list_url, path_at
from palui.builder.views.words import NAMES, NEW_NAMES, REMOVED
from palui.catalogue.domain import StepKind, time_in_words
from palui.formspec.kinds import Kind
from palui.kernel.errors import Conflict, NotFound


@dataclass(frozen=True, kw_only=True)
class Item:
    """A thing in a list, with the addresses of what can be done with it."""

    path: str
    title: str
    note: str
    url: str
    move_url: str
    remove_url: str
    place: int
    is_first: bool
    is_last: bool
    wrong: int
    icon: str = ""
    condition: str = ""
    add_url: str = ""
    inner: tuple["Item", ...] = field(default=())


def listed(page: Page, path: str) -> tuple[Item, ...]:
    """The things of a list; groups with their questions in them."""
    items = editing.value(page.record.data, path)
    count = len(items) if isinstance(items, list) else 0
    return tuple(_item(page, f"{path}[{place}]", place, count) for place in range(count))


def _item(page: Page, path: str, place: int, count: int) -> Item:
    data, code = page.record.data, page.record.code
    found = editing.value(data, path)
    item = found if isinstance(found, Mapping) else {}
    kind = kind_of(path)
    name = {"question": "label", "rule": "message"}.get(kind, "title")
    return Item(
        path=path,
        title=str(item.get(name) or _("(belum bernama)")),
        note=_note(kind, item) if kind != "rule" else in_words(item.get("check"), asked_before(data, path)),
        url=item_url("item", code, path),
        move_url=item_url("move", code, path),
        remove_url=item_url("remove", code, path),
        add_url=item_url("add", code, path) if kind == "group" else "",
        place=place,
        is_first=place == 0,
        is_last=place == count - 1,
        wrong=len(page.own_mistakes(path)),
        condition=in_words(item["show_if"], asked_before(data, path)) if item.get("show_if") else "",
        inner=listed(page, f"{path}.fields") if kind == "group" else (),
    )


def _note(kind: str, item: Mapping[str, Any]) -> str:
    if kind == "question":
        words = str(KINDS.get(item.get("kind", ""), item.get("kind", "")))
        return words if item.get("required", True) else _("%(kind)s, boleh dikosongkan") % {"kind": words}
    if kind == "step":
        hours = item.get("hours")
        time = time_in_words(hours) if isinstance(hours, int | float) and hours > 0 else _("waktu belum diisi")
        who = str(WHO.get(str(item.get("who")), item.get("who", "")))
        only = _("bila kelurahan memakai RW") if item.get("only_if") else ""
        return ", ".join(filter(None, (who, time, only)))
    if kind == "document":
        if item.get("satisfied_by"):
            return _("tidak perlu dibawa bila ada di data kependudukan")
        return _("harus ada") if item.get("required", True) else _("boleh tidak ada")
    return str(item.get("about") or item.get("hint") or "")


# --- one thing ---------------------------------------------------------------------------------


@builder_page("GET", "POST")
def item(request: HttpRequest, code: str, kind: str, where: str) -> HttpResponse:
    """One thing with everything that can be said about it."""
    path = path_at(kind, where)
    page = Page.of(request, code, part_of(path), "builder/item.html")
    try:
        path = _found(page, path)
    except NotFound:
        if request.method == "POST":
            return _gone(request, page, path.rpartition("[")[0])
        raise
    form = form_for(path)(page.record.data, at=path, sent=request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and "ulang" in request.POST:
        form.is_valid()
        form.errors.clear()
        _forget_conditions_errors(form)
    elif request.method == "POST":
        status = WRONG
        if form.is_valid():
            if page.keep(form):
                return _after(request, page, path)
            status = STALE if page.stale else WRONG
    elif page.shows_mistakes:
        page.context["other_mistakes"] = form.show(page.own_mistakes(path))
    return page.render(status=status, form=form, **_around(page, path))


def _gone(request: HttpRequest, page: Page, path: str) -> HttpResponse:
    """Somebody removed the thing meanwhile: what was typed is kept, and can be added as a new one."""
    items = editing.value(page.record.data, path)
    at = f"{path}[{len(items) if isinstance(items, list) else 0}]"
    form = form_for(at)(page.record.data, at=at, sent=request.POST)
    if form.is_valid() and "tambahkan" in request.POST and page.keep(form, lambda data: _with_new(data, path, form)):
        return _after(request, page, form.at)
    name = page.record.changed_by
    removed = _("%(name)s sudah menghapusnya. Isian Anda masih ada di sini; simpan untuk menambahkannya lagi.")
    page.stale = page.stale or {"sentence": removed % {"name": name}, "changes": []}
    what = kind_of(at)
    context = {
        "title": NEW_NAMES[what],
        "is_new": True,
        "is_gone": True,
        "kind": what,
        "key": request.POST.get("kunci", ""),
        "back_url": list_url(page.record.code, at),
        "conditions": getattr(form, "conditions", None),
    }
    return page.render(status=STALE, form=form, **context)


@builder_page("GET", "POST")
def add(request: HttpRequest, code: str, kind: str, where: str = "") -> HttpResponse:
    """One thing more, at the end of its list."""
    holder = path_at(kind, where)
    path = list_at(kind, where)
    page = Page.of(request, code, part_of(path), "builder/item.html")
    data = page.record.data
    if not path.startswith(("evidence", "route", "legal_basis", "form.rules")) or ".form." in path:
        inner = editing.value(data, holder)
        is_list = isinstance(inner, Mapping) and (".fields[" not in holder or inner.get("kind") == Kind.REPEAT)
        if holder != "form" and not is_list:
            raise NotFound("page")
    count = len(items) if isinstance(items := editing.value(data, path), list) else 0
    at = f"{path}[{count}]"
    what = kind_of(at)
    form_class = {"question": NewQuestionForm, "step": NewStepForm}.get(what, form_for(at))
    form = form_class(data, at=at, sent=request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST" and "ulang" in request.POST:
        form.is_valid()
        form.errors.clear()
        _forget_conditions_errors(form)
    elif request.method == "POST":
        status = WRONG
        if form.is_valid():
            if page.keep(form, lambda data: _with_new(data, path, form)):
                return _after_adding(request, page, path, what)
            status = STALE if page.stale else WRONG
    context = {
        "title": NEW_NAMES[what],
        "is_new": True,
        "kind": what,
        "back_url": list_url(code, at),
        "path": at,
        "conditions": getattr(form, "conditions", None),
    }
    return page.render(status=status, form=form, **context)


@builder_page("GET", "POST")
def remove(request: HttpRequest, code: str, kind: str, where: str) -> HttpResponse:
    """Ask once more, then remove a thing."""
    path = path_at(kind, where)
    page = Page.of(request, code, part_of(path), "builder/remove.html")
    path = _found(page, path)
    if request.method == "POST":
        if _changed(request, page, lambda data: editing.remove(data, path)):
            messages.success(request, str(REMOVED[kind_of(path)]))
        return redirect(list_url(code, path))
    return page.render(item=_item(page, path, 0, 1), name=NAMES[kind_of(path)], back_url=list_url(code, path))


@builder_page("POST")
def move(request: HttpRequest, code: str, kind: str, where: str) -> HttpResponse:
    """Up, down, or into another group."""
    path = path_at(kind, where)
    page = Page.of(request, code, part_of(path), "builder/item.html")
    path = _found(page, path)
    to = request.POST.get("ke", "")
    if to in ("naik", "turun"):
        _changed(request, page, lambda data: editing.move(data, path, -1 if to == "naik" else 1))
    elif to.isascii() and to.isdigit() and len(to) < 4 and ".fields[" in path:
        group = f"{path.partition('.groups[')[0]}.groups[{int(to)}]"
        _changed(request, page, lambda data: _into_group(data, path, group))
    return redirect(f"{list_url(code, path)}#daftar")


def _into_group(data: dict[str, Any], path: str, group: str) -> dict[str, Any]:
    question = editing.value(data, path)
    return editing.remove(editing.add(data, f"{group}.fields", question), path)


def _changed(request: HttpRequest, page: Page, edit: services.Edit) -> bool:
    """Change the list, unless somebody else was first: then the page is shown as it is now."""
    try:
        services.change(by=acting_of(request), code=page.record.code, revision=sent_revision(request), edit=edit)
    except Conflict:
        messages.warning(
            request,
            _(
                "%(name)s baru saja mengubah layanan ini, jadi yang tadi belum dilakukan. Lihat daftarnya sekarang, lalu ulangi."
            )
            % {"name": page.record.changed_by},
        )
        return False
    return True


def _found(page: Page, path: str) -> str:
    """The place where the thing stands now: others may have moved it since the page was made. Raises NotFound."""
    data = page.record.data
    name = page.request.POST.get("kunci", "")
    items = editing.value(data, path.rpartition("[")[0])
    if not name and isinstance(editing.value(data, path), Mapping):
        return path
    for place, one in enumerate(items if name and isinstance(items, list) else ()):
        if isinstance(one, Mapping) and _name_of(one) == name:
            return f"{path.rpartition('[')[0]}[{place}]"
    raise NotFound("item", path)


def _name_of(item: Mapping[str, Any]) -> str:
    """By what a thing is known again."""
    return str(item.get("key") or item.get("title") or item.get("message") or "")


def _with_new(data: dict[str, Any], path: str, form: DefinitionForm) -> dict[str, Any]:
    if isinstance(form, NewStepForm):
        return form.applied(data)
    if isinstance(form, NewQuestionForm):
        return editing.add(data, path, form.new_item(data, path))
    items = editing.value(data, path)
    form.at = f"{path}[{len(items) if isinstance(items, list) else 0}]"
    return form.applied(editing.add(data, path, {"fields": []} if isinstance(form, GroupForm) else {}))


def _after(request: HttpRequest, page: Page, path: str) -> HttpResponse:
    messages.success(request, _("Tersimpan."))
    if page.part is None or not _is_wrong(page, path):
        return redirect(f"{list_url(page.record.code, path)}#daftar")
    return redirect(f"{item_url('item', page.record.code, path)}?periksa=1")


def _is_wrong(page: Page, path: str) -> bool:
    after = Page.of(page.request, page.record.code, page.part, page.template)
    return bool(after.own_mistakes(path))


def _after_adding(request: HttpRequest, page: Page, path: str, what: str) -> HttpResponse:
    """A new question or step is filled in further; a new group gets its first question."""
    messages.success(request, _("Tersimpan."))
    code = page.record.code
    count = len(editing.value(page.record.data, path) or ())
    at = f"{path}[{count - 1}]"
    if what == "group":
        return redirect(item_url("add", code, at))
    if what == "question":
        return redirect(item_url("item", code, at))
    if what == "step":
        route = editing.value(page.record.data, path)
        before = count - sum(step.get("kind") == StepKind.SIGN for step in route)
        is_sign = request.POST.get("kind") == StepKind.SIGN
        return redirect(item_url("item", code, f"{path}[{count - 1 if is_sign else before - 1}]"))
    return redirect(f"{list_url(code, at)}#daftar")


def _around(page: Page, path: str) -> dict[str, Any]:
    """What stands around the form of a thing: its name, its inner lists, other groups."""
    data, code = page.record.data, page.record.code
    item = editing.value(data, path)
    what = kind_of(path)
    context: dict[str, Any] = {
        "title": NAMES[what],
        "kind": what,
        "path": path,
        "key": _name_of(item),
        "back_url": list_url(code, path),
        "remove_url": item_url("remove", code, path),
    }
    form = form_for(path)
    if form in (GroupForm, QuestionForm):
        groups = editing.value(data, f"{path.partition('.groups[')[0]}.groups") or []
        here = int(path.partition(".groups[")[2].partition("]")[0])
        if what == "question" and path.count(".fields[") == 1:
            context["other_groups"] = [
                (place, group.get("title") or "") for place, group in enumerate(groups) if place != here
            ]
            context["move_url"] = item_url("move", code, path)
    if what == "question" and item.get("kind") == Kind.REPEAT:
        context |= {"inner": listed(page, f"{path}.fields"), "add_url": item_url("add", code, path)}
    if what == "step" and isinstance(item.get("form"), Mapping):
        inner = f"{path}.form"
        context |= {"groups": listed(page, f"{inner}.groups"), "add_group_url": item_url("add", code, inner)}
    return context


def _forget_conditions_errors(form: DefinitionForm) -> None:
    """Asked to draw the page again, not to save: nothing is wrong yet."""
    conditions = getattr(form, "conditions", None)
    for row in conditions.rows if conditions is not None else ():
        row.error = ""
