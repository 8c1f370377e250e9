"""Writing drafts and publishing them. Whoever looks after services may; everybody else is told that there is nothing."""

import copy
import json
import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from palui.accounts.domain import Acting
from palui.audit import services as audit
from palui.builder import access, selectors
from palui.builder.domain import NotReady, as_mistake, editing, new_service
from palui.builder.models import Draft, DraftRevision
from palui.builder.selectors import DraftRecord
from palui.catalogue import selectors as catalogue
from palui.catalogue import services as published
from palui.catalogue.selectors import ServiceVersionRecord
from palui.formspec import DefinitionError
from palui.formspec.text import storable
from palui.kernel import clock
from palui.kernel.actors import Actor
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound

Edit = Callable[[dict[str, Any]], Mapping[str, Any]]

#: States of a draft that are kept for taking changes back.
KEPT_STATES = 100
#: Signs of JSON. The longest definition that comes with Palui has 20 000.
LARGEST = 500_000

_CODE = re.compile(r"[a-z][a-z0-9-]{1,39}", re.ASCII)
_LONGEST_TITLE = 200
_DEEPEST = 40


@transaction.atomic
def begin(*, by: Acting, code: str, title: str) -> DraftRecord:
    """A new service with the usual route and letter. Raises InvalidInput for a code that is taken or no code, NotFound."""
    actor = _actor(by)
    code, title = code.strip(), " ".join(title.split())
    errors = _refused_code(code)
    if not title or len(title) > _LONGEST_TITLE or "\0" in title:
        errors["title"] = "Tulis nama layanannya, paling panjang 200 huruf."
    if errors:
        raise InvalidInput(errors)
    return _begun(actor, new_service(code, title), code=code, based_on=0, action="draft.begin")


@transaction.atomic
def begin_from(*, by: Acting, code: str) -> DraftRecord:
    """The draft of a service: the one that is being written, or a new one of what is offered (else of its newest version).

    Raises NotFound.
    """
    actor = _actor(by)
    row = Draft.objects.select_related("changed_by").filter(code=code).first()
    if row is not None:
        return selectors.record(row)
    state = catalogue.state_of(code)
    version = catalogue.numbered(code, state.current_number or state.latest_number)
    data = dict(version.definition.data)
    return _begun(actor, data, code=code, based_on=version.number, action="draft.begin")


@transaction.atomic
def begin_from_bundled(*, by: Acting, code: str) -> DraftRecord:
    """A draft of the definition that comes with Palui. Raises NotFound, Conflict `draft_exists`."""
    actor = _actor(by)
    definition = catalogue.bundled().get(code)
    if definition is None:
        raise NotFound("bundled service", code)
    if Draft.objects.filter(code=code).exists():
        raise Conflict("draft_exists", service=code)
    based_on = _published_number(code)
    return _begun(actor, dict(definition.data), code=code, based_on=based_on, action="draft.begin")


@transaction.atomic
def copy_of(*, by: Acting, code: str, new_code: str) -> DraftRecord:
    """A new service that says what another one says. Raises NotFound, InvalidInput for the new code."""
    actor = _actor(by)
    row = Draft.objects.filter(code=code).first()
    data = copy.deepcopy(row.data) if row is not None else _published_data(code)
    errors = _refused_code(new_code)
    if errors:
        raise InvalidInput(errors)
    data["code"] = new_code
    return _begun(actor, data, code=new_code, based_on=0, action="draft.copy", source=code)


@transaction.atomic
def bring_in(*, by: Acting, text: str, code: str = "") -> DraftRecord:
    """A draft of what stands in a file (YAML), as `catalogue.services.as_text` writes it; what does not fit, its check says.

    `code` takes it in under that code, also as a draft of a service that is published here. Without it, the file's own code
    is used, which must be free. Raises DomainError `definition_yaml`, InvalidInput, Conflict `draft_exists`, NotFound.
    """
    actor = _actor(by)
    data = selectors.read_file(text)
    code = code.strip()
    chosen = code or data.get("code")
    if not isinstance(chosen, str) or not _CODE.fullmatch(chosen):
        raise InvalidInput({"code": _CODE_SENTENCE})
    if Draft.objects.filter(code=chosen).exists():
        raise Conflict("draft_exists", service=chosen)
    based_on = _published_number(chosen)
    if based_on and not code:
        raise InvalidInput({"code": _TAKEN_SENTENCE})
    data["code"] = chosen
    _check_storable(data)
    return _begun(actor, data, code=chosen, based_on=based_on, action="draft.bring_in")


@transaction.atomic
def change(*, by: Acting, code: str, revision: int, edit: Edit) -> DraftRecord:
    """Store what `edit` makes of the draft's data (see `domain.editing`); the same data changes nothing.

    Raises Conflict `draft_changed` when somebody changed it since `revision`, DomainError `draft_code` when the edit would
    give it another code, `draft_sign`, `draft_too_long`, `edit_place`; NotFound.
    """
    actor = _actor(by)
    row = _held(code, revision)
    data = editing.without_stale_translations(edit(copy.deepcopy(row.data)))
    _check_storable(data)
    if data == row.data:
        return selectors.record(row)
    if data.get("code") != code:
        raise DomainError("draft_code", service=code)
    _keep(row, data, actor)
    audit.record(by=actor, action="draft.change", subject=f"service:{code}", code=code)
    return selectors.record(row)


@transaction.atomic
def undo(*, by: Acting, code: str, revision: int) -> DraftRecord:
    """Take the last change back. Raises Conflict `draft_changed`, DomainError `nothing_to_undo`, NotFound."""
    actor = _actor(by)
    row = _held(code, revision)
    states = list(row.states.order_by("-number")[:2])
    if len(states) < 2:
        raise DomainError("nothing_to_undo", service=code)
    states[0].delete()
    _change(row, states[1].data, actor)
    audit.record(by=actor, action="draft.undo", subject=f"service:{code}", code=code)
    return selectors.record(row)


@transaction.atomic
def discard(*, by: Acting, code: str, revision: int) -> None:
    """Delete a draft; what is published stays. Raises Conflict `draft_changed`, NotFound."""
    actor = _actor(by)
    _held(code, revision).delete()
    audit.record(by=actor, action="draft.discard", subject=f"service:{code}", code=code)


@transaction.atomic
def publish(*, by: Acting, code: str, revision: int, at: datetime | None = None) -> ServiceVersionRecord:
    """Make the draft the next version, offered now or from `at` on; the draft is gone then.

    Also when another version is offered meanwhile than the one it is based on; the page says so before. Raises NotReady with
    every mistake; Conflict `draft_changed`; DomainError `draft_same` when it says what is offered already; NotFound.
    """
    actor = _actor(by)
    row = _held(code, revision)
    found = selectors.check(row.data)
    if found:
        raise NotReady(found)
    try:
        made = published.publish(data=row.data, by=actor, at=at)
    except DefinitionError as error:  # the check and the strict reader say the same; this one has the last word
        raise NotReady((as_mistake(error),)) from error
    if made is None:
        raise DomainError("draft_same", service=code)
    row.delete()
    return made


@transaction.atomic
def retire(*, by: Acting, code: str, reason: str) -> None:
    """Offer a service no longer. Raises NotFound, InvalidInput without a reason, Conflict `service_not_offered`."""
    published.retire(code=code, reason=reason, by=_actor(by))


@transaction.atomic
def offer_again(*, by: Acting, code: str, number: int) -> ServiceVersionRecord:
    """Offer an earlier version again. Raises NotFound, Conflict `service_offered`."""
    return published.offer_again(code=code, number=number, by=_actor(by))


@transaction.atomic
def call_off(*, by: Acting, code: str) -> None:
    """Drop what is planned for a service. Raises NotFound."""
    published.call_off(code=code, by=_actor(by))


_CODE_SENTENCE = "Kode berisi huruf kecil, angka, dan tanda -, 2 sampai 40, diawali huruf. Misalnya surat-pindah."
_TAKEN_SENTENCE = "Kode ini sudah dipakai layanan lain. Pilih kode lain."


def _actor(by: Acting) -> Actor:
    return by.actor(access.service_administrator(by))


def _id(by: Actor) -> int:
    """Whoever holds a mandate has an account."""
    return by.user_id or 0


def _refused_code(code: str) -> dict[str, str]:
    if not _CODE.fullmatch(code):
        return {"code": _CODE_SENTENCE}
    if Draft.objects.filter(code=code).exists() or _published_number(code):
        return {"code": _TAKEN_SENTENCE}
    return {}


def _published_number(code: str) -> int:
    """The version that a draft of this service is based on; 0 where nothing was published."""
    try:
        state = catalogue.state_of(code)
    except NotFound:
        return 0
    return state.current_number or state.latest_number


def _published_data(code: str) -> dict[str, Any]:
    state = catalogue.state_of(code)
    data = catalogue.numbered(code, state.current_number or state.latest_number).definition.data
    return copy.deepcopy(dict(data))


def _begun(by: Actor, data: dict[str, Any], *, code: str, based_on: int, action: str, **said: str) -> DraftRecord:
    row, is_new = Draft.objects.get_or_create(
        code=code, defaults={"data": data, "based_on": based_on, "changed_by_id": _id(by)}
    )
    if not is_new:  # somebody else began in the same moment
        raise Conflict("draft_exists", service=code)
    DraftRevision.objects.create(draft=row, number=row.revision, data=data, changed_by_id=_id(by))
    audit.record(by=by, action=action, subject=f"service:{code}", code=code, **said)
    return selectors.record(row)


def _held(code: str, revision: int) -> Draft:
    """The draft, nobody else's until the transaction ends, as the caller saw it."""
    row = access.draft(code, lock=True)
    if row.revision != revision:
        raise Conflict("draft_changed", service=code, name=row.changed_by.name)
    return row


def _keep(row: Draft, data: dict[str, Any], by: Actor) -> None:
    _change(row, data, by)
    DraftRevision.objects.create(draft=row, number=row.revision, data=data, changed_by_id=_id(by))
    old = list(row.states.order_by("-number").values_list("pk", flat=True)[KEPT_STATES:])
    if old:
        DraftRevision.objects.filter(pk__in=old).delete()


def _change(row: Draft, data: dict[str, Any], by: Actor) -> None:
    row.data, row.revision, row.changed_at, row.changed_by_id = data, row.revision + 1, clock.now(), _id(by)
    row.save()


def _check_storable(data: Mapping[str, Any]) -> None:
    """Raises DomainError for what no database takes, or nobody could have meant."""
    waiting: list[tuple[Any, int]] = [(data, 0)]
    while waiting:  # whatever was sent may lie deeper than a function can call itself
        value, depth = waiting.pop()
        if depth > _DEEPEST:
            raise DomainError("draft_too_long", most=LARGEST)
        inner = (*value.keys(), *value.values()) if isinstance(value, Mapping) else value
        if isinstance(inner, list | tuple):
            waiting.extend((one, depth + 1) for one in inner)
    try:
        text = json.dumps(data, ensure_ascii=False, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise DomainError("draft_sign") from error
    # Backslashes aside, JSON writes NUL as no text does.
    if storable(text) != text or "\\u0000" in text.replace("\\\\", ""):
        raise DomainError("draft_sign")
    if len(text) > LARGEST:
        raise DomainError("draft_too_long", most=LARGEST)
