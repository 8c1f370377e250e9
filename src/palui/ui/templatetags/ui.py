"""Parts of pages and words for time and money. Each is shown, in every state, in `ui/styleguide.html`.

Filters: `tanggal`, `waktu`, `jam`, `bulan`, `sisa`, `rupiah`, `angka`, `initials`, `masked_name`, `masked_phone`,
`masked_digits`, `masked_email`, `say`, `sentence`. Tags: `icon`, `tag`, `due`, `notice`, `facts`, `river`, `log`, `nothing`,
`pages`, `back`, `crumbs`, `tabs`, `steps`, `bars`, `columns`, `line`, `file`, `copy`, `toast`, `loading`, `kept`.
"""

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from html import escape
from typing import Any

from django import template
from django.conf import settings
from django.template.base import FilterExpression
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from palui.kernel.clock import local, now
from palui.kernel.errors import DomainError
from palui.kernel.identifiers import Phone, mask_digits, mask_email, mask_name
from palui.kernel.language import say as in_language
from palui.ui import domain

register = template.Library()

#: The icon in front of a notice or a tag of this kind.
KIND_ICONS = {
    "": "info",
    "next": "hand-helping",
    "good": "circle-check",
    "warn": "triangle-alert",
    "bad": "circle-alert",
}
#: What the picture of a dock says to who does not see it.
DOCK_WORDS = {"done": "selesai", "refused": "ditolak", "waiting": "menunggu Anda"}
DOCK_ICONS = {"done": "check", "current": "ship", "waiting": "user-round", "refused": "x"}


# --- words -------------------------------------------------------------------------------------


@register.filter
def tanggal(value: date | datetime | None) -> str:
    """ "24 November 2026"; a datetime is read on the city's clock. Nothing for None."""
    if value is None:
        return ""
    return domain.day_in_words(local(value).date() if isinstance(value, datetime) else value)


@register.filter
def waktu(value: datetime | None) -> str:
    """ "Senin 23 Nov, 08.14" (WITA)."""
    return domain.moment_in_words(value) if value else ""


@register.filter
def jam(value: datetime | None) -> str:
    """ "08.14" (WITA)."""
    return domain.clock_in_words(value) if value else ""


@register.filter
def bulan(value: date | None) -> str:
    """ "November 2026"."""
    return domain.month_in_words(value) if value else ""


@register.filter
def sisa(value: datetime | None) -> str:
    """Time left until then: "4 jam lagi", "lewat 1 jam"."""
    return domain.time_left(value, at=now()) if value else ""


@register.filter
def rupiah(value: int | None) -> str:
    """ "Rp1.200.000"."""
    return "" if value is None else domain.rupiah(int(value))


@register.filter
def angka(value: float | None) -> str:
    """A number: 4812 → "4.812", 97.4 → "97,4"."""
    return "" if value is None else domain.number_in_words(value)


@register.filter
def say(text: str) -> str:
    """Words that stand in the code or in a definition, in the reader's language; never what somebody typed."""
    return in_language(str(text))


@register.filter
def initials(name: str) -> str:
    """Two letters for a round picture."""
    return domain.initials(name)


@register.filter
def masked_name(name: str) -> str:
    """ "S••• R•••••"."""
    return mask_name(name)


@register.filter
def masked_digits(digits: str) -> str:
    """ "6371••••••••0003"."""
    return mask_digits(digits)


@register.filter
def masked_phone(e164: str) -> str:
    """ "0812-••••-7781" from "+6281234567781"."""
    return Phone(e164).masked


@register.filter
def masked_email(address: str) -> str:
    """ "s•••@contoh.id"."""
    return mask_email(address)


@register.filter
def sentence(error: DomainError) -> str:
    """What a person reads about this refusal."""
    return domain.sentence(error)


# --- small parts -------------------------------------------------------------------------------


@register.simple_tag
@cache
def icon(name: str, label: str = "", css: str = "") -> SafeString:
    """A drawing from the sprite. Give `label` only when no text beside it says the same."""
    classes = f"icon {css}".strip()
    href = f"{static('ui/icons.svg')}#{name}"
    if label:
        return format_html('<svg class="{}" role="img" aria-label="{}"><use href="{}"/></svg>', classes, label, href)
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', classes, href)


@register.simple_tag
def tag(text: str, kind: str = "", icon_name: str = "") -> SafeString:
    """A short verdict. `kind`: "", good, warn, bad, quiet, sun."""
    picture = icon(icon_name) if icon_name else ""
    return format_html('<span class="tag {}">{}{}</span>', kind, picture, in_language(str(text)))


@register.simple_tag
def languages() -> tuple[tuple[str, str], ...]:
    """The languages that the page is not in: code and own name."""
    here = get_language()
    return tuple((code, name) for code, name in settings.LANGUAGES if code != here)


@register.simple_tag
def now_in_words() -> str:
    """This moment, for the head of a printed page."""
    return domain.moment_in_words(now())


@register.simple_tag
def due(moment: datetime | None) -> SafeString:
    """Time left as a tag that warns in the last two hours; the exact time is its title."""
    if moment is None:
        return SafeString("")
    at = now()
    kind = domain.urgency(moment, at=at)
    picture = icon("timer") if kind == "bad" else ""
    return format_html(
        '<time class="tag {}" datetime="{}" title="{}">{}{}</time>',
        kind,
        moment.isoformat(),
        domain.moment_in_words(moment),
        picture,
        domain.time_left(moment, at=at),
    )


@register.simple_tag
def loading(text: str = "") -> SafeString:
    """Shown while htmx waits for an answer (put it inside the element that asks)."""
    return format_html(
        '<span class="loading htmx-indicator" role="status">{}{}</span>',
        icon("loader-circle", css="spin"),
        text or in_language("Sebentar…"),
    )


@register.simple_tag
def steps(done: int, total: int, label: str = "") -> SafeString:
    """How far a form has got: "langkah 2 dari 4" with a bar."""
    words = in_language("langkah %(done)s dari %(total)s", done=done, total=total)
    text = f"{label} · {words}" if label else words.capitalize()
    return format_html(
        '<div class="stack tight"><p class="quiet" id="steps">{}</p>'
        '<progress value="{}" max="{}" aria-labelledby="steps">{}</progress></div>',
        text,
        done,
        total,
        words,
    )


@register.simple_tag
def copy(text: str, label: str = "") -> SafeString:
    """A button that copies; only there when JavaScript is."""
    return format_html(
        '<button type="button" class="second small js-only" data-copy="{}">{}<span>{}</span></button>',
        text,
        icon("copy"),
        label or in_language("Salin"),
    )


@register.simple_tag
def back(url: str, label: str = "") -> SafeString:
    """The way back, at the top of a page."""
    return format_html('<a class="back" href="{}">{}{}</a>', url, icon("arrow-left"), label or in_language("Kembali"))


class _Kept(template.Node):
    #: Ways the same part has looked; then it begins anew.
    _MOST = 500

    def __init__(self, names: Sequence[FilterExpression], nodelist: template.NodeList) -> None:
        self._names, self.nodelist = names, nodelist
        self._looks: dict[tuple[Any, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        """As it looked the last time with the same values."""
        key = tuple(name.resolve(context) for name in self._names)
        look = self._looks.get(key)
        if look is None:
            if len(self._looks) >= self._MOST:
                self._looks.clear()
            look = self._looks[key] = self.nodelist.render(context)
        return look


@register.tag
def kept(parser: template.base.Parser, token: template.base.Token) -> _Kept:
    """`{% kept language nav %} … {% endkept %}`: what looks the same on every page is written once for these values.

    Only for what depends on nothing else, and never for what concerns one person's case.
    """
    names = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return _Kept(names, nodelist)


# --- parts that hold other things --------------------------------------------------------------


@register.simple_block_tag
def notice(content: SafeString, title: str = "", kind: str = "", level: int = 2) -> SafeString:
    """Something to know. `kind`: "", next (what to do now), good, warn, bad (announced at once)."""
    heading = format_html("<h{0}>{1}</h{0}>", level, title) if title else ""
    role = SafeString(' role="alert"') if kind == "bad" else ""
    return format_html(
        '<div class="notice {}"{}>{}{}<div>{}</div></div>', kind, role, icon(KIND_ICONS[kind]), heading, content
    )


@register.simple_block_tag
def nothing(content: SafeString, title: str, icon_name: str = "inbox", level: int = 2) -> SafeString:
    """An empty place: what would stand here, and what to do."""
    heading = format_html("<h{0}>{1}</h{0}>", level, title)
    return format_html('<div class="nothing">{}{}<div>{}</div></div>', icon(icon_name, css="big"), heading, content)


@register.simple_tag
def facts(rows: Sequence[domain.Fact], css: str = "") -> str:
    """A list of names and values."""
    return render_to_string("ui/parts/facts.html", {"rows": rows, "css": css})


@register.simple_tag
def river(way: Sequence[domain.RiverStep]) -> SafeString:
    """The way of a case, dock by dock, with the reader's place in it."""
    return format_html('<ol class="river">{}</ol>', SafeString("".join(map(_dock, way))))


def _dock(step: domain.RiverStep) -> SafeString:
    picture, said = DOCK_ICONS.get(step.state, ""), DOCK_WORDS.get(step.state, "")
    current = ' aria-current="step"' if step.state in {"current", "waiting"} else ""
    shown = icon(picture, css="dock") if picture else ""
    words = f'<span class="visually-hidden"> ({escape(in_language(said))})</span>' if said else ""
    # Written without `format_html`, which looks at each of its words twice: a page has dozens of these lines.
    return SafeString(
        f'<li class="{escape(step.state)}"{current}>{shown}{escape(step.label)}{words}{_small(step.note)}</li>'
    )


def _small(note: str) -> str:
    return f"<small>{escape(note)}</small>" if note else ""


@register.simple_tag
def log(lines: Sequence[domain.LogLine]) -> SafeString:
    """What happened, newest first as given."""
    return format_html('<ol class="log">{}</ol>', SafeString("".join(map(_log_line, lines))))


def _log_line(line: domain.LogLine) -> SafeString:
    look, eye = (' class="look"', f"{icon('eye')} ") if line.look else ("", "")
    return SafeString(
        f'<li{look}><time datetime="{line.at.isoformat()}">{escape(domain.moment_in_words(line.at))}</time>'
        f"<div>{eye}{escape(line.text)}{_small(line.detail)}</div></li>"
    )


@register.simple_tag
def pages(newer: str = "", older: str = "") -> str:
    """Newer and older, by key, never by number. Nothing when there is only one page."""
    return render_to_string("ui/parts/pages.html", {"newer": newer, "older": older})


@register.simple_tag
def tabs(entries: Sequence[domain.NavEntry], label: str) -> str:
    """Views of one thing, as links; `label` names them for a screen reader."""
    return render_to_string("ui/parts/tabs.html", {"entries": entries, "label": label})


@register.simple_tag
def crumbs(entries: Sequence[domain.NavEntry]) -> str:
    """Where this page stands; the last entry is the page itself."""
    return render_to_string("ui/parts/crumbs.html", {"entries": entries})


@register.simple_tag
def file(name: str, url: str, note: str = "", thumbnail: str = "") -> str:
    """One stored file: picture or sign, name as link, note ("1,2 MB · foto")."""
    return render_to_string("ui/parts/file.html", {"name": name, "url": url, "note": note, "thumbnail": thumbnail})


@register.simple_tag
def toast(text: str, kind: str = "good") -> str:
    """A word in passing, at the bottom; `kind` good or bad. For htmx answers wrap it in `ui/parts/toast_oob.html`."""
    return render_to_string("ui/parts/toast.html", {"text": text, "kind": kind, "picture": KIND_ICONS[kind]})


# --- charts ------------------------------------------------------------------------------------


@register.simple_tag
def bars(rows: Sequence[domain.Measure], caption: str, unit: str = "") -> str:
    """Horizontal bars that are themselves the table: for names and one number each."""
    top = max((row.value for row in rows), default=0) or 1
    lengths = tuple((row, round(row.value / top * 100, 2)) for row in rows)
    return render_to_string("ui/parts/bars.html", {"rows": lengths, "caption": caption, "unit": unit})


@register.simple_tag
def columns(rows: Sequence[domain.Measure], caption: str, unit: str = "") -> str:
    """Standing columns over time, with the numbers in a table beside them."""
    return render_to_string(
        "ui/parts/columns.html", {"plot": domain.column_plot(rows), "rows": rows, "caption": caption, "unit": unit}
    )


@register.simple_tag
def line(rows: Sequence[domain.Measure], caption: str, unit: str = "") -> str:
    """A line over time, with the numbers in a table beside it."""
    return render_to_string(
        "ui/parts/line.html", {"plot": domain.line_plot(rows), "rows": rows, "caption": caption, "unit": unit}
    )
