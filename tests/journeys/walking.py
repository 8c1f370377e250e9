"""Finds every page that there is: as each role, follow every link from the front page; then compare with the URLs.

A new page is looked at by itself as soon as another page links to it. One that nothing links to needs a line in
`BY_HAND`, one that is there only in some state a line in `states.py`, or `Walk.unmet` names it.
"""

import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.cookiejar import CookieJar

from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve

from tests.peers.palui import PaluiServer

#: Who walks, first to last; "" is a visitor. The names of the practice city's accounts.
ROLES = (
    "",
    "warga",
    "warga-sj-03",
    "warga-sj-05",
    "rt",
    "rw",
    "petugas",
    "kasi",
    "sekretaris",
    "lurah",
    "camat",
    "admin",
    "layanan",
    "pengawas",
)
PASSWORD = "palui-practice"
#: Kinds of page of which the second still shows something new.
TWO_OF_A_KIND = {"catalogue:service", "intake:group", "cases:case", "portal:tracking"}
#: Brings about states that no practice city has of itself; see `states.py`.
BRING_ABOUT = "from tests.journeys import states; states.bring_about()"
#: Answers for machines.
NO_PAGES = re.compile(
    r"ui:(worker|favicon|manifest|choose_language)|portal:(alive|ready)|account_logout|builder:drawing|.*autosave"
)
#: Pages that each role sees in its own way.
DIFFERENT_FOR_EACH = {"cases:desk", "cases:case", "portal:home"}
#: Where a role goes besides the links: what a form asks for by GET, and what people type.
BY_HAND: dict[str, tuple[str, ...]] = {
    "": ("/cari/?q=surat+miskin", "/cari/?q=zzzz", "/tidak-ada/", "/luring/", "/gaya/", "/daftar/"),
    "rt": ("/bantu/", "/bantu/?cari=rahmat"),
    "petugas": (
        "/loket/?cari=rahmat",
        "/penduduk/?q=siti",
        "/meja/?cari=tidak-ada",
        "/akun/bantu/",
    ),
    "sekretaris": ("/penduduk/impor/",),
}


@dataclass
class Form:
    """A form that may be sent: to where, with its hidden values, and the first of its radios."""

    action: str
    held: dict[str, str] = field(default_factory=dict)
    radios: dict[str, str] = field(default_factory=dict)


@dataclass
class Page(HTMLParser):
    """What was answered: links, forms, and every address that it names."""

    address: str
    status: int
    text: str
    links: list[str] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    named: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        for name in ("href", "src", "action", "formaction", "hx-get", "hx-post"):
            if given.get(name):
                self.named.append(urllib.parse.urljoin(self.address, given[name]))
        if tag == "a" and given.get("href"):
            self.links.append(urllib.parse.urljoin(self.address, given["href"]))
        if given.get("hx-get"):
            self.parts.append(urllib.parse.urljoin(self.address, given["hx-get"]))
        self._note_form(tag, given)

    def _note_form(self, tag: str, given: dict[str, str]) -> None:
        if tag == "form" and given.get("method") == "post":
            self.named.append(self.address)
            self.forms.append(Form(urllib.parse.urljoin(self.address, given.get("action", ""))))
        if tag == "button" and given.get("formaction"):
            self.forms.append(replace(self.forms[-1], action=urllib.parse.urljoin(self.address, given["formaction"])))
        name, value = given.get("name"), given.get("value", "")
        if not (self.forms and name):
            return
        if tag == "input" and given.get("type") == "hidden":
            self.forms[-1].held[name] = value
        elif tag == "input" and given.get("type") == "radio":
            self.forms[-1].radios.setdefault(name, value)

    def form_to(self, view: str) -> Form:
        """The form that is sent to a view."""
        return next(form for form in self.forms if not view or name_of(form.action) == view)


class Walker:
    """Somebody who opens pages and sends forms, without a browser, in the language they chose."""

    def __init__(self, server: PaluiServer, username: str = "", language: str = "id") -> None:
        self.server, self.username = server, username
        self.met: set[str] = set()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self.open(f"/bahasa/{language}/")
        if username:
            self.send("/masuk/", login=username, password=PASSWORD)

    def open(self, path: str, values: dict[str, str] | None = None) -> Page:
        """A page, wherever it leads to; an answer that is no page has no text. With `values` they are posted."""
        address = urllib.parse.urljoin(self.server.url, path)
        data = urllib.parse.urlencode(values).encode() if values is not None else None
        request = urllib.request.Request(address, data=data, headers={"Referer": self.server.url + "/"})
        try:
            answer = self._opener.open(request, timeout=60)
        except urllib.error.HTTPError as refused:
            answer = refused
        with answer:
            is_page = answer.headers.get_content_type() == "text/html"
            page = Page(address=answer.url, status=answer.status or 0, text=answer.read().decode() if is_page else "")
        self.met |= {name_of(one) for one in [address, page.address, *page.named]}
        assert page.status < 500, f"{self.username or 'a visitor'} got {page.status} from {address}"
        return page

    def send(self, path: str, to: str = "", **values: str) -> Page:
        """Send the form of a page (the one to the view `to`) with what it holds already and these values."""
        form = self.open(path).form_to(to)
        return self.open(form.action, form.held | form.radios | values)

    def send_nothing(self, path: str, to: str, pressed: dict[str, str]) -> Page:
        """Send the form of a page with nothing filled in, on a page that has grown old, and be refused."""
        form = self.open(path).form_to(to)
        old = {"revision": "0"} if "revision" in form.held else {}
        page = self.open(form.action, form.held | old | pressed)
        assert page.status in REFUSED, f"{to} took an empty form from {path}: {page.status}"
        return page


#: How a page answers who may see it; 410 for a link that is used up.
OPENS = (200, 410)
#: How a page answers a form with which something is wrong.
REFUSED = (409, 422)


@dataclass
class Walk:
    """What was found. `met`: names of views that some page named.

    `pages`: role → paths to look at. `forms`: role → path of a page, view that its form goes to, and what is sent with the
    button, of forms whose refusal is to be looked at; `once`: the same of forms that can be sent once and are taken.
    """

    pages: dict[str, list[str]] = field(default_factory=dict)
    forms: dict[str, list[tuple[str, str, dict[str, str]]]] = field(default_factory=dict)
    once: dict[str, list[tuple[str, str, dict[str, str]]]] = field(default_factory=dict)
    met: set[str] = field(default_factory=set)
    _seen: Counter[str] = field(default_factory=Counter)

    @property
    def unmet(self) -> list[str]:
        """Views that no page leads to."""
        return sorted(set(views()) - self.met)

    def go(self, walker: Walker, start: list[str], states: Sequence[str] = ()) -> None:
        """Follow every link, a few of each kind; keep `states` and what no earlier role has seen as often."""
        waiting, known = [*states, *start], set[str]()
        own: Counter[str] = Counter()
        kept = self.pages.setdefault(walker.username, [])
        while waiting:
            path = _path(waiting.pop(0))
            kind = _kind(path)
            if path in known or not kind or (own[kind] >= 2 and path not in states):
                continue
            page = walker.open(path)
            assert path not in states or page.status in OPENS, f"{walker.username} got {page.status} from {path}"
            known |= {path, _path(page.address)}
            self.met |= walker.met
            own[kind] += 1
            waiting += [link for link in [*page.links, *page.parts] if link.startswith(walker.server.url)]
            if not page.text.lstrip().startswith("<!doctype html>"):
                continue
            most = 2 if kind in TWO_OF_A_KIND else 1
            if path in states or self._seen[kind] < most or (kind in DIFFERENT_FOR_EACH and own[kind] == 1):
                self._seen[kind] += 1
                kept.append(_path(page.address))


def walk(server: PaluiServer) -> Walk:
    """Every page of the practice city, role by role."""
    made = server.run("shell", "--no-imports", "--command", BRING_ABOUT)
    assert made.returncode == 0, made.stderr[-2000:]
    states = json.loads(made.stdout)
    found = Walk(forms=states["forms"], once=states["once"])
    further = _by_doing(server, found)
    for role in ROLES:
        start = ["/", *BY_HAND.get(role, ()), *further.get(role, ())]
        found.go(Walker(server, role), start, states["pages"].get(role, ()))
    _sign(server, found)
    return found


def _sign(server: PaluiServer, found: Walk) -> None:
    """Lurah Ratna signs what waits longest: the page that says so, what the applicant sees then, how to end it again."""
    lurah = Walker(server, "lurah")
    for case in re.findall(r'href="(/berkas/[A-Z0-9-]+/)"', lurah.open("/meja/").text):
        if any(name_of(form.action) == "letters:sign" for form in lurah.open(f"{case}tanda-tangan/").forms):
            lurah.send(f"{case}tanda-tangan/", to="letters:sign", passphrase=PASSWORD)
            ways_to_end = [_path(link) for link in lurah.open(f"{case}surat/").links if name_of(link) in ENDINGS]
            found.go(lurah, [f"{case}tertandatangani/", case], ways_to_end)
            found.forms.setdefault("lurah", []).extend((path, name_of(path), {}) for path in ways_to_end)
            found.go(Walker(server, "warga-sj-03"), ["/permohonan/"])
            break


#: Views on which a letter ends.
ENDINGS = ("letters:replace", "letters:revoke")


def _by_doing(server: PaluiServer, found: Walk) -> dict[str, list[str]]:
    """Pages that exist only once somebody has done something: a draft, a receipt, links that are used once."""
    warga, rahmat, petugas = Walker(server, "warga"), Walker(server, "warga-sj-03"), Walker(server, "petugas")
    draft = warga.send("/ajukan/domisili/").address
    code = draft.split("/permohonan/")[1].split("/")[0]
    sent = re.findall(r'href="/lacak/([A-Z0-9-]+)/"', rahmat.open("/permohonan/").text)
    for case in re.findall(r'href="(/berkas/[A-Z0-9-]+/)"', petugas.open("/meja/").text):
        if any(name_of(form.action) == "cases:claim" for form in petugas.open(case).forms):
            petugas.send(case, to="cases:claim")
            break
    pages = {
        "": [],
        "warga": [
            "/ajukan/domisili/",
            draft,
            *(f"/permohonan/{code}/{last}/" for last in ("berkas", "periksa", "hapus")),
        ],
        "warga-sj-03": [f"/permohonan/{one}/terkirim/" for one in sent[:1]],
    }
    pages[""] += [link] if (link := _first_link(petugas, "cases:make_link")) else []
    visitor = Walker(server)
    visitor.send(
        "/peristiwa/kematian/",
        to="intake:life_event",
        tanggal="1 November 2026",
        hubungan="anak",
        surat="belum",
        di_kk="ya",
    )
    found.met |= petugas.met | visitor.met
    return pages


def _first_link(officer: Walker, view: str) -> str:
    """A one-time link from the first case of the desk whose page offers to make one; empty where none does."""
    for tab in ("menunggu", "berjalan"):
        for case in re.findall(r'href="(/berkas/[A-Z0-9-]+/)"', officer.open(f"/meja/?tab={tab}").text):
            if any(name_of(form.action) == view for form in officer.open(case).forms):
                made = officer.send(case, to=view).text
                link = re.search(r"/[tk]/[\w-]{16,}/", made)
                return link[0] if link else ""
    return ""


def name_of(address: str) -> str:
    """The name of the view at an address; empty where there is none."""
    try:
        return resolve(urllib.parse.urlsplit(address).path).view_name or ""
    except Resolver404:
        return ""


def views() -> dict[str, str]:
    """Every view that people may meet: its name, and its path as a pattern."""
    return {name: route for name, route in _walk_urls(get_resolver().url_patterns) if not NO_PAGES.fullmatch(name)}


def _walk_urls(patterns: list[URLPattern | URLResolver], route: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in patterns:
        here = route + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _walk_urls(
                pattern.url_patterns, here, f"{space}{pattern.namespace}:" if pattern.namespace else space
            )
        elif not here.startswith(("api/", "_allauth/")):
            yield f"{space}{pattern.name}", here


def _path(address: str) -> str:
    parts = urllib.parse.urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def _kind(path: str) -> str:
    """What makes two addresses the same kind of page: the view, and the names in the query."""
    name = name_of(path)
    if NO_PAGES.fullmatch(name) or not (name or path == "/tidak-ada/"):
        return ""
    asked = urllib.parse.parse_qs(urllib.parse.urlsplit(path).query)
    return " ".join([name, *sorted(set(asked) & {"q", "tab", "peristiwa", "cari"}), *asked.get("tab", [])])
