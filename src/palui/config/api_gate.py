"""At the gate of the API: calls are counted, and a POST that bears a key is done once."""

import hashlib
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from palui.accounts.access import network_of
from palui.accounts.api import session_token_auth
from palui.gate import services as gate
from palui.gate.domain import Allowance, Reply, parse_key, reply_key
from palui.kernel.errors import DomainError

#: Header of whoever tries again (draft-ietf-httpapi-idempotency-key-header).
KEY = "Idempotency-Key"
#: Tells that an answer was given before.
REPLAYED = "Idempotent-Replayed"
#: Headers that say how much is left (draft-ietf-httpapi-ratelimit-headers), kept when a refusal is told anew.
LEFT = ("RateLimit-Policy", "RateLimit", "Retry-After")

Run = Callable[..., HttpResponseBase]


def once(refuse: Callable[[HttpRequest, Exception], HttpResponse]) -> Callable[[Run], Run]:
    """Wraps an operation: a POST with a key is done once, its answer kept with the work and given again.

    `refuse` makes the answer to what the gate itself raises.
    """

    def around(run: Run) -> Run:
        @wraps(run)
        def wrapper(request: HttpRequest, **values: Any) -> HttpResponseBase:
            header = request.headers.get(KEY)
            if request.method != "POST" or header is None:
                return run(request, **values)
            fingerprint = _fingerprint(request)
            made: list[HttpResponseBase] = []

            def work() -> Reply:
                made.append(run(request, **values))
                return _reply(made[0])

            try:
                key = reply_key(scope=_caller(request), key=parse_key(header), method="POST", path=request.path)
                kept = gate.answer_once(key=key, fingerprint=fingerprint, work=work)
            except (DomainError, DatabaseError) as error:  # what the operation raises is answered in `run` already
                return refuse(request, error)
            return made[0] if kept is None else _again(kept)

        return wrapper

    return around


class CountedCalls:
    """Counts every call under /api/ for its network and, signed in, for its person; beyond the limit it is a 429."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/api/"):
            return self.get_response(request)
        counted = list(_counted(request))
        used_up = next((one for one in counted if not one.allowed), None)
        answer = self.get_response(request) if used_up is None else _too_many(used_up)
        answer.headers["RateLimit-Policy"] = ", ".join(one.policy_header for one in counted)
        answer.headers["RateLimit"] = ", ".join(one.state_header for one in counted)
        return answer


def _counted(request: HttpRequest) -> list[Allowance]:
    limits = settings.PALUI_API_LIMITS
    keys = {"network": network_of(request.META.get("REMOTE_ADDR", ""))}
    user = session_token_auth(request)
    if user is not None:
        keys["person"] = str(user.pk)
    return [gate.consume(policy=policy, key=key, limit=limits[policy], seconds=60) for policy, key in keys.items()]


def _too_many(used_up: Allowance) -> HttpResponse:
    status = HTTPStatus.TOO_MANY_REQUESTS
    body = {
        "type": "about:blank",
        "title": "Too many requests",
        "status": status.value,
        "detail": f"Try again in {used_up.reset_seconds} seconds.",
        "code": "too_many_requests",
    }
    headers = {"Retry-After": str(used_up.reset_seconds)}
    return JsonResponse(body, status=status, content_type="application/problem+json", headers=headers)


def _caller(request: HttpRequest) -> str:
    user = session_token_auth(request)
    return f"person:{user.pk}" if user is not None else "anyone"


def _fingerprint(request: HttpRequest) -> str:
    """Of what was sent; the boundary between the parts of a form is another each time, so it does not count."""
    seen = hashlib.sha256(request.META.get("QUERY_STRING", "").encode())
    if request.content_type != "multipart/form-data":
        seen.update(request.body)
        return seen.hexdigest()
    for name in sorted(request.POST):
        seen.update(repr((name, request.POST.getlist(name))).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            seen.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    return seen.hexdigest()


def _reply(answer: HttpResponseBase) -> Reply:
    headers = {name: text for name, text in answer.headers.items() if name not in {"Content-Type", "Content-Length"}}
    return Reply(
        status=answer.status_code,
        content_type=answer.headers.get("Content-Type", ""),
        headers=headers,
        body=answer.content if isinstance(answer, HttpResponse) else None,
    )


def _again(kept: Reply) -> HttpResponse:
    if kept.body is None:
        body = {
            "type": "about:blank",
            "title": "Done before",
            "status": HTTPStatus.CONFLICT.value,
            "detail": "This was done before; its answer was too long to keep.",
            "code": "done_before",
        }
        return JsonResponse(body, status=HTTPStatus.CONFLICT, content_type="application/problem+json")
    headers = {**kept.headers, REPLAYED: "true"}
    return HttpResponse(kept.body, status=kept.status, content_type=kept.content_type, headers=headers)
