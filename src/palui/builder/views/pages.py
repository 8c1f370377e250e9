"""What all pages of the builder share: who may open them, what stands around a draft, how a change is kept."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from palui.accounts.views.asking import acting_of
from palui.builder import access, selectors, services
from palui.builder.domain import Mistake, Part
from palui.builder.forms.definition import DefinitionForm
from palui.builder.selectors import DraftRecord
from palui.builder.views.changes import Said, name_of, said
from palui.builder.views.places import PAGES, address_of
from palui.builder.views.words import PART_WORDS
from palui.kernel.errors import Conflict, DomainError, NotFound
from palui.ui.domain import NavEntry, sentence

WRONG, STALE = 422, 409
#: What guidance has: there is nothing to ask for, so nobody acts and nothing is written.
GUIDANCE_PARTS = (Part.ABOUT, Part.DOCUMENTS, Part.STANDARD, Part.LANGUAGES)

View = Callable[..., HttpResponse]


def builder_page(*methods: str) -> Callable[[View], View]:
    """A page for who looks after services; for everybody else there is none."""

    def guard(view: View) -> View:
        @login_required
        @never_cache
        @require_http_methods(list(methods))
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            access.service_administrator(acting_of(request))
            return view(request, *args, **kwargs)

        return guarded

    return guard


def parts_of(record: DraftRecord) -> tuple[Part, ...]:
    """The parts that this kind of service has."""
    return GUIDANCE_PARTS if record.data.get("kind") == "guidance" else tuple(Part)


def next_part(record: DraftRecord, part: Part) -> Part | None:
    """The part that comes after this one."""
    parts = parts_of(record)
    place = parts.index(part) + 1 if part in parts else len(parts)
    return parts[place] if place < len(parts) else None


@dataclass(frozen=True)
class Told:
    """A mistake with the address where it is mended."""

    sentence: str
    url: str
    part: Part


def told(record: DraftRecord, mistakes: tuple[Mistake, ...]) -> list[Told]:
    """The mistakes of a draft as links."""
    return [
        Told(
            sentence=_with_place(mistake, record),
            url=address_of(record.code, mistake.path, mistake.part, record.data),
            part=mistake.part,
        )
        for mistake in mistakes
    ]


def _with_place(mistake: Mistake, record: DraftRecord) -> str:
    """What is wrong, after the name of where it is."""
    place = name_of(mistake.path, record.data)
    return f"{place}: {mistake.sentence}" if place else mistake.sentence


@dataclass
class Page:
    """One page of a draft: what is shown around its own contents."""

    request: HttpRequest
    record: DraftRecord
    part: Part | None
    template: str
    mistakes: tuple[Mistake, ...] = ()
    stale: dict[str, Any] = field(default_factory=dict)
    context: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, request: HttpRequest, code: str, part: Part | None, template: str) -> "Page":
        """The page over the newest state of a draft. Raises NotFound."""
        record = selectors.draft(code)
        return cls(request, record, part, template, selectors.check(record.data))

    @property
    def shows_mistakes(self) -> bool:
        """Whether somebody came to mend, or has just saved."""
        return "periksa" in self.request.GET

    def own_mistakes(self, path: str = "") -> list[Mistake]:
        """Those of this part, or below a place."""
        if path:
            return [one for one in self.mistakes if one.path == path or one.path.startswith((f"{path}.", f"{path}["))]
        return [one for one in self.mistakes if one.part is self.part]

    def render(self, status: int = 200, **context: Any) -> HttpResponse:
        """The page with everything around it."""
        record = self.record
        after = next_part(record, self.part) if self.part else None
        around = {
            "draft": record,
            "parts": part_tabs(record, self.part, self.mistakes),
            "part_title": PART_WORDS[self.part] if self.part else "",
            "next_part": PART_WORDS[after] if after else "",
            "next_url": reverse(PAGES[after], args=[record.code]) if after else "",
            "mistake_count": len(self.mistakes),
            "stale": self.stale,
        }
        return render(self.request, self.template, around | self.context | context, status=status)

    def keep(self, form: DefinitionForm, edit: services.Edit | None = None) -> bool:
        """Store what was sent; False when somebody else was first or it cannot be stored, and the page says so."""
        self.stale = {}
        try:
            self.record = services.change(
                by=acting_of(self.request),
                code=self.record.code,
                revision=sent_revision(self.request),
                edit=edit or form.applied,
            )
        except NotFound:
            raise
        except Conflict as refused:
            self.stale = {
                "sentence": sentence(refused),
                "changes": changed_since(self.record, sent_revision(self.request)),
            }
            return False
        except DomainError as refused:
            form.add_error(None, sentence(refused))
            return False
        return True


def part_tabs(record: DraftRecord, part: Part | None, mistakes: tuple[Mistake, ...]) -> list[NavEntry]:
    """The way through a draft, with the number of mistakes of each part."""
    counts = {one: sum(mistake.part is one for mistake in mistakes) for one in Part}
    overview = NavEntry(label=_("Ringkasan"), url=reverse("builder:draft", args=[record.code]), current=part is None)
    return [
        overview,
        *(
            NavEntry(
                label=str(PART_WORDS[one]),
                url=reverse(PAGES[one], args=[record.code]),
                current=one is part,
                count=counts[one] or None,
            )
            for one in parts_of(record)
        ),
    ]


def sent_revision(request: HttpRequest) -> int:
    """The state of the draft that the page was made from; 0 for none."""
    text = request.POST.get("revision", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def changed_since(record: DraftRecord, revision: int) -> list[Said]:
    """What others changed in the meantime, as far as that state is still kept."""
    before = selectors.state(record.code, revision)
    return said(before, record.data) if before is not None else []


def after_saving(request: HttpRequest, page: Page, url: str = "") -> HttpResponse:
    """On to the next part, or back to the page with what is still wrong in it."""
    messages.success(request, _("Tersimpan."))
    after = next_part(page.record, page.part) if page.part else None
    if "lanjut" in request.POST and after is not None:
        return redirect(PAGES[after], page.record.code)
    return redirect(url or f"{request.path}?periksa=1")
