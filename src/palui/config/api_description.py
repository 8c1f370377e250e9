"""What every operation has in common, put into the OpenAPI document: problems, keys, limits, stable names."""

from http import HTTPStatus
from typing import Any

from ninja import NinjaAPI
from ninja.operation import Operation

PROBLEM: dict[str, Any] = {
    "title": "Problem",
    "description": "A problem document (RFC 9457). `code` is stable; `errors` say place and sentence for what was sent.",
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {"at": {"type": "string"}, "message": {"type": "string"}},
                "required": ["at", "message"],
            },
        },
    },
    "required": ["type", "title", "status", "detail", "code"],
    "examples": [
        {
            "type": "about:blank",
            "title": "Not found",
            "status": 404,
            "detail": "Not found: kind case.",
            "code": "not_found",
        }
    ],
}
_ALWAYS = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.TOO_MANY_REQUESTS)
_SIGNED_IN = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
_CHANGING = (HTTPStatus.CONFLICT, HTTPStatus.GONE, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
_KEY_PARAMETER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A new word of one's own for each call, a UUID say. The same call again with the same key gives the same "
    "answer for 24 hours and changes nothing more; with another body it is a 422, and a 409 while the first is at work.",
    "schema": {"type": "string", "pattern": "^[!#-\\[\\]-~]{1,255}$"},
    "example": "5a1f0e4c-8b0e-4a57-9a06-6f0f2f6a7f11",
}
_LEFT: dict[str, Any] = {
    "RateLimit-Policy": {
        "description": 'The limits: `"person";q=600;w=60` is 600 calls in 60 seconds.',
        "schema": {"type": "string"},
    },
    "RateLimit": {
        "description": 'What is left: `"person";r=599;t=60`, until counting begins anew in `t` seconds.',
        "schema": {"type": "string"},
    },
}


class DescribedAPI(NinjaAPI):
    """Ninja's API with what every operation has in common in its description."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """Room and function: "cases_endorse". A client is made of these names, so they stay."""
        function = operation.view_func
        room = function.__module__.removeprefix("palui.").partition(".")[0]
        return f"{room}_{function.__name__}"

    def get_openapi_schema(self, **more: Any) -> Any:
        """The document, complete."""
        schema = super().get_openapi_schema(**more)
        schema["components"].setdefault("schemas", {})["Problem"] = PROBLEM
        for item in schema["paths"].values():
            for method, operation in item.items():
                _complete(method, operation)
        return schema


def _complete(method: str, operation: dict[str, Any]) -> None:
    if method == "post":
        parameters = list(operation.get("parameters", ()))
        if _KEY_PARAMETER not in parameters:
            operation["parameters"] = [*parameters, _KEY_PARAMETER]
    responses = {str(int(status)): answer for status, answer in operation["responses"].items()}
    for answer in responses.values():
        answer["headers"] = _LEFT
    problems = [*_ALWAYS, *(_SIGNED_IN if operation.get("security") else ()), *(_CHANGING if method != "get" else ())]
    for status in sorted(problems):
        responses.setdefault(
            str(status.value),
            {
                "description": status.phrase,
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        )
    operation["responses"] = responses
