"""The API under /api/v1: the rooms' routers, and every refusal as an RFC 9457 problem."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import structlog
from django.db import DataError, InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from ninja.errors import AuthenticationError, HttpError, ValidationError

from palui.accounts import api as accounts
from palui.builder import api as builder
from palui.cases import api as cases
from palui.catalogue import api as catalogue
from palui.config.api_description import DescribedAPI
from palui.config.api_gate import LEFT, once
from palui.delivery import api as delivery
from palui.intake import api as intake
from palui.kernel.errors import Conflict, DomainError, InvalidInput, NotFound, TemporaryFailure
from palui.letters import api as letters
from palui.portal import api as portal
from palui.regions import api as regions
from palui.residents import api as residents

log = structlog.stdlib.get_logger(__name__)

#: Refusals that are not a plain 422.
STATUS_OF_CODE: dict[str, HTTPStatus] = {
    "action_not_allowed": HTTPStatus.CONFLICT,
    "not_your_turn": HTTPStatus.FORBIDDEN,
    "only_applicant": HTTPStatus.FORBIDDEN,
    "not_found": HTTPStatus.NOT_FOUND,
    "mandate_over": HTTPStatus.CONFLICT,
    "letter_ended": HTTPStatus.CONFLICT,
    "link_used": HTTPStatus.GONE,
    "too_many_tries": HTTPStatus.TOO_MANY_REQUESTS,
    "link_expired": HTTPStatus.GONE,
}

api = DescribedAPI(
    title="Palui",
    version="1.0.0",
    description="Ask for letters, decide about them, and check them. Sign in at POST /_allauth/app/v1/auth/login, then send X-Session-Token.",
    urls_namespace="api",
    docs_url=None,
    auth=accounts.session_token_auth,
)
# Before the routers are added, for they take it along.
api.add_decorator(once(api.on_exception), mode="view")
api.add_router("", accounts.router, tags=["accounts"])
api.add_router("", catalogue.router, tags=["catalogue"])
api.add_router("", intake.router, tags=["intake"])
api.add_router("", cases.router, tags=["cases"])
api.add_router("", letters.router, tags=["letters"])
api.add_router("", builder.router, tags=["builder"])
api.add_router("", portal.router, tags=["portal"])
api.add_router("", delivery.router, tags=["messages"])
api.add_router("", regions.router, tags=["offices"])
api.add_router("", residents.router, tags=["residents"])


def problem(request: HttpRequest, status: HTTPStatus, code: str, detail: str = "", **more: Any) -> JsonResponse:
    """A problem document (RFC 9457) of the given status."""
    title = code.replace("_", " ").capitalize()
    body = {
        "type": "about:blank",
        "title": title,
        "status": status.value,
        "detail": detail or title,
        "code": code,
        **more,
    }
    return JsonResponse(body, status=status, content_type="application/problem+json")


def status_of(error: DomainError) -> HTTPStatus:
    """The HTTP status that a refusal answers with."""
    if isinstance(error, NotFound):
        return HTTPStatus.NOT_FOUND
    if isinstance(error, Conflict):
        return HTTPStatus.CONFLICT
    return STATUS_OF_CODE.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)


@api.exception_handler(DomainError)
def _refusal(request: HttpRequest, error: DomainError) -> HttpResponse:
    places = error.errors if isinstance(error, InvalidInput) else {}
    more = {"errors": [{"at": at, "message": message} for at, message in places.items()]} if places else {}
    return problem(request, status_of(error), error.code, _detail(error), **more)


@api.exception_handler(ValidationError)
def _not_understood(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [{"at": ".".join(str(part) for part in item["loc"]), "message": item["msg"]} for item in error.errors]
    return problem(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", "The request does not fit the schema.", errors=errors
    )


@api.exception_handler(AuthenticationError)
def _not_signed_in(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problem(
        request,
        HTTPStatus.UNAUTHORIZED,
        "not_signed_in",
        "Sign in at POST /_allauth/app/v1/auth/login and send X-Session-Token.",
    )


@api.exception_handler(Http404)
def _missing(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(request, HTTPStatus.NOT_FOUND, "not_found")


@api.exception_handler(HttpError)
def _http_error(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(request, HTTPStatus(error.status_code), "bad_request", str(error))


@api.exception_handler(DataError)
@api.exception_handler(UnicodeEncodeError)
def _not_text(request: HttpRequest, error: Exception) -> HttpResponse:
    """JSON may carry NUL and halves of a character, which no store takes."""
    if "\0" in request.path_info:
        return problem(request, HTTPStatus.NOT_FOUND, "not_found")
    return problem(
        request, HTTPStatus.UNPROCESSABLE_ENTITY, "invalid_input", "The request holds signs that cannot be stored."
    )


@api.exception_handler(TemporaryFailure)
@api.exception_handler(OperationalError)
@api.exception_handler(InterfaceError)
def _try_again(request: HttpRequest, error: Exception) -> HttpResponse:
    """The database is locked or away, the disk is full, or another system does not answer."""
    log.warning("api.unavailable", path=request.path, exc_info=error)
    answer = problem(
        request, HTTPStatus.SERVICE_UNAVAILABLE, "try_again_later", "Nothing was changed. Try again in a moment."
    )
    answer.headers["Retry-After"] = "10"
    return answer


@api.exception_handler(Exception)
def _failure(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("api.failure", path=request.path, exc_info=error)
    return problem(
        request,
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "internal_error",
        "Something went wrong on our side; nothing was changed.",
    )


def _detail(error: DomainError) -> str:
    title = error.code.replace("_", " ").capitalize()
    facts = ", ".join(f"{name} {value}" for name, value in error.params.items() if value != "")
    return f"{title}: {facts}." if facts else f"{title}."


class ProblemDocuments:
    """Every refusal under /api/ is a problem document, also those that never reach the API: 404, 405, 413."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = self.get_response(request)
        is_ours = request.path_info.startswith("/api/") and answer.status_code >= HTTPStatus.BAD_REQUEST
        if not is_ours or answer.headers.get("Content-Type", "").startswith("application/problem+json"):
            return answer
        status = HTTPStatus(answer.status_code)
        codes = {HTTPStatus.NOT_FOUND: "not_found", HTTPStatus.INTERNAL_SERVER_ERROR: "internal_error"}
        codes[HTTPStatus.SERVICE_UNAVAILABLE] = "try_again_later"
        told = problem(request, status, codes.get(status, status.phrase.lower().replace(" ", "_")))
        for name in ("Allow", *LEFT):
            if name in answer.headers:
                told.headers[name] = answer.headers[name]
        return told
