"""docs/services.md and docs/reference/{flow,roles,api}.md, made from the code: `palui describe docs`."""

import inspect
import json
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from palui.accounts.domain import CAPACITY_NAMES, ROLE_NAMES, Role, capacities_of
from palui.cases.domain import ACTION_OF, ESCALATES_TO, OFFICE_ROLES, ROLE_OF, TRANSITIONS, Action, Status
from palui.catalogue import services as catalogue
from palui.catalogue.domain import ServiceDefinition
from palui.config.api import api
from palui.flow import FLOW
from palui.outbox.services import Later

_METHODS = ("get", "put", "patch", "post", "delete")


def flow() -> str:
    """Every event, what it says, and who reacts."""
    rows = [_row(event.__name__, _first_sentence(event), _reactions(FLOW[event])) for event in FLOW]
    return _page(
        "What happens when",
        "src/palui/flow.py",
        "Each step of the river announces what happened; this table is everything that happens then. What is not marked "
        "*later* is done before the page answers; *later* is the worker's. Everything is tried again until it is done.",
        _table("Event", "Says", "Then", rows),
    )


def roles() -> str:
    """Every role, what it decides, and the table of moves of a case."""
    held = [
        _row(
            f"`{role.value}`",
            ROLE_NAMES[role],
            ", ".join(CAPACITY_NAMES[one] for one in capacities_of(role)),
            _sees(role),
        )
        for role in Role
    ]
    steps = [_row(f"`{who}`", ROLE_NAMES[role], ROLE_NAMES[ESCALATES_TO[who]]) for who, role in ROLE_OF.items()]
    finishing = [_row(f"`{kind.value}`", f"`{action.value}`") for kind, action in ACTION_OF.items()]
    moves = [
        _row(f"`{status.value}`", *(_effect(status, action) for action in Action))
        for status in Status
        if any(key[0] is status for key in TRANSITIONS)
    ]
    return _page(
        "Roles",
        "src/palui/accounts/domain.py and src/palui/cases/domain.py",
        "A mandate binds a person to an office and a role, from a day to a day. Whoever holds none for a case is told that "
        "the case does not exist. Residents need no role: they see what they asked for.",
        "## Who there is\n",
        _table("Role", "Name", "Held as", "Sees", held),
        "## Whose turn it is\n\nA route names who acts. When a step is late, the next one up hears of it.\n",
        _table("`who`", "Name", "Hears of delay", steps),
        "## What finishes a step\n",
        _table("Step", "Action", finishing),
        "## Which action is allowed when\n\nWhat is not in this table is refused (`action_not_allowed`).\n",
        _table("Status", *(f"`{action.value}`" for action in Action), moves),
    )


def endpoints() -> str:
    """Every operation of the API."""
    schema = api.get_openapi_schema()
    parts = [
        _operation(method, path, item[method])
        for path, item in schema["paths"].items()
        for method in _METHODS
        if method in item
    ]
    return _page(
        "API",
        "the rooms' api.py",
        "JSON under `/api/v1`. The whole description is OpenAPI 3.1 at `/api/v1/openapi.json`. Sign in with "
        "`POST /_allauth/app/v1/auth/login` (`username`: user name or phone, `password`) and send the answer's "
        "`meta.session_token` as header `X-Session-Token`. Errors are problem documents (RFC 9457) with a stable `code` "
        "and, for what was typed, `errors` with place and sentence.",
        *parts,
    )


def openapi() -> str:
    """The whole description of the API, for programs that make clients."""
    return json.dumps(api.get_openapi_schema(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=1) + "\n"


def services() -> str:
    """Every service, and which rows of the two lists it answers."""
    offered = {definition.code: definition for definition in map(ServiceDefinition.parse, catalogue.seeds())}
    rows = [_covered(row, offered) for row in catalogue.coverage()]
    return _page(
        "Services",
        "src/palui/catalogue/definitions and coverage.yaml",
        "## What is offered\n",
        _table(
            "Code", "Service", "English", "Banjar", "Decided by", "Time", "Sample",
            [
                _row(
                    f"`{one.code}`", one.title, one.titles["en"], one.titles["bjn"],
                    " → ".join(step.who for step in one.route) or "guidance only", one.time,
                    f"[letter](images/letters/{one.code}.png)" if one.letter else "",
                )
                for one in offered.values()
            ],
        ),
        "## The services of kelurahan offices\n",
        _table("No.", "Name there", "Here", [cells for kind, cells in rows if kind == "kelurahan"]),
        "## The letter kinds of OpenSID\n\nUnder their present name and law, or why there is none.\n",
        _table("Code", "Name there", "Here", [cells for kind, cells in rows if kind == "opensid"]),
    )  # fmt: skip


def _covered(row: Mapping[str, str], offered: Mapping[str, ServiceDefinition]) -> tuple[str, str]:
    here = f"`{row['service']}` {offered[row['service']].title}" if "service" in row else row["reason"]
    return row["list"], _row(row["row"], row["name"], here)


PAGES: Mapping[str, Callable[[], str]] = {
    "reference/flow.md": flow,
    "reference/roles.md": roles,
    "reference/api.md": endpoints,
    "reference/openapi.json": openapi,
    "services.md": services,
}


def _page(title: str, source: str, *parts: str) -> str:
    head = f"# {title}\n\n<!-- Made from {source} by `make docs`; do not edit here. -->\n"
    return "\n".join([head, *(part.rstrip("\n") + "\n" for part in parts)])


def _table(*columns_and_rows: Any) -> str:
    *columns, rows = columns_and_rows
    return "\n".join([_row(*columns), _row(*("---" for _ in columns)), *rows])


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _reactions(reactions: tuple[Any, ...]) -> str:
    return "<br>".join(_reaction(one) for one in reactions) or "nothing more"


def _reaction(one: Any) -> str:
    does, is_later = (one.reaction, True) if isinstance(one, Later) else (one, False)
    room = does.__module__.split(".")[1]
    return f"{'*later* ' if is_later else ''}`{room}.{does.__name__}`: {_first_sentence(does)}"


def _first_sentence(thing: Any) -> str:
    paragraph = " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())
    return re.split(r"(?<=\.)\s", paragraph, maxsplit=1)[0].replace("|", "\\|")


def _sees(role: Role) -> str:
    if role in OFFICE_ROLES:
        return "all cases of the office"
    return {
        Role.RT_HEAD: "what must be endorsed, of the RT",
        Role.RW_HEAD: "what must be endorsed, of the RW",
        Role.CAMAT: "cases of the district",
        Role.ADMIN: "accounts and mandates, no cases",
        Role.SERVICE_ADMIN: "services in the making, no cases",
        Role.AUDITOR: "the record of what everybody did and saw, no cases",
    }[role]


def _effect(status: Status, action: Action) -> str:
    effect = TRANSITIONS.get((status, action))
    return effect.value if effect else ""


def _operation(method: str, path: str, operation: Mapping[str, Any]) -> str:
    lines = [f"## {method.upper()} {path.removeprefix('/api/v1')}", "", f"{operation['summary']}."]
    if operation.get("description"):
        lines[-1] += " " + " ".join(operation["description"].split())
    lines.append("" if operation.get("security") else "\nPublic: needs no session.")
    asked = [f"`{part['name']}`" for part in operation.get("parameters", ()) if part["in"] == "query"]
    if asked:
        lines.append(f"\nQuery: {', '.join(asked)}.")
    sent = _schemas(operation.get("requestBody", {}).get("content", {}))
    if sent:
        lines.append(f"\nSend: {sent}.")
    for status, answer in operation["responses"].items():
        got = _schemas(answer.get("content", {}))
        lines.append(f"\nAnswers {status}{f': {got}' if got else ''}.")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines))


def _schemas(content: Mapping[str, Any]) -> str:
    return ", ".join(f"{kind} {name}".strip() for kind, name in _named(content))


def _named(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for kind, media in content.items():
        text = re.findall(r"#/components/schemas/(\w+)", str(media.get("schema", {})))
        yield kind, f"`{text[0]}`" if text else ""


def write(folder: Path) -> None:
    """Make every page anew."""
    for name, make in PAGES.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(make())
