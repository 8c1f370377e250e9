"""The API describes itself: OpenAPI 3.1, complete enough to write a client from."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema
import pytest
from django.test import Client

from palui.config.api import api

pytestmark = pytest.mark.django_db  # the gate counts calls

PROMISED = [
    ("get", "/services"),
    ("get", "/services/{code}"),
    ("post", "/submissions"),
    ("put", "/submissions/{code}"),
    ("put", "/submissions/{code}/evidence/{key}"),
    ("post", "/submissions/{code}/submit"),
    ("get", "/cases/{code}"),
    ("get", "/desk"),
    *(
        ("post", f"/cases/{{code}}/actions/{action}")
        for action in ("endorse", "verify", "inspect", "countersign", "sign", "ask-correction", "reject", "withdraw")
    ),
    ("get", "/letters/{token}"),
    ("get", "/letters/{token}/pdf"),
    ("post", "/letters/verify"),
]
METHODS = {"get", "put", "post", "delete", "patch", "head", "options"}


@cache
def description() -> dict[str, Any]:
    made: dict[str, Any] = Client().get("/api/v1/openapi.json").json()
    return made


def operations() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in description()["paths"].items():
        for method, operation in item.items():
            if method in METHODS:
                yield method, path, operation


def test_it_is_openapi_3_1() -> None:
    assert re.fullmatch(r"3\.1\.\d+", description()["openapi"])
    assert description()["info"]["title"] == "Palui"
    assert description()["info"]["version"]


@pytest.mark.parametrize(("method", "path"), PROMISED)
def test_what_is_promised_is_there(method: str, path: str) -> None:
    assert method in description()["paths"].get(f"/api/v1{path}", {})


def test_every_operation_says_what_it_is_for_and_what_comes_back() -> None:
    seen = set()
    for method, path, operation in operations():
        place = f"{method} {path}"
        assert operation["summary"], place
        assert operation["responses"], place
        assert operation["operationId"] not in seen, place
        seen.add(operation["operationId"])
        named = {parameter["name"] for parameter in operation.get("parameters", ()) if parameter["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path)), place


def test_every_schema_is_json_schema_2020_12_and_every_reference_leads_somewhere() -> None:
    schemas = description()["components"]["schemas"]
    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        assert "title" in schema, name
    for reference in _references(description()):
        assert reference.removeprefix("#/components/schemas/") in schemas, reference


def test_public_operations_ask_for_no_token_and_all_others_do() -> None:
    public = {f"{method} {path}" for method, path, operation in operations() if not operation.get("security")}

    assert public == {
        "get /api/v1/services",
        "get /api/v1/services/{code}",
        "get /api/v1/services/{code}/form-schema",
        # What one can get when something happens in a life is told before anybody signs in.
        "get /api/v1/life-events",
        "get /api/v1/life-events/{key}",
        "post /api/v1/life-events/{key}/outlook",
        "get /api/v1/letters/{token}",
        "get /api/v1/letters/{token}/pdf",
        "post /api/v1/letters/verify",
        "get /api/v1/certificates",
        "get /api/v1/certificates/{fingerprint}",
        "get /api/v1/record/seals",
        "post /api/v1/track",
        "post /api/v1/track/together",
        "post /api/v1/sign-up",
        "post /api/v1/emails/{token}/confirm",
        # Whoever holds a one-time link needs no account.
        "get /api/v1/links/{token}",
        "post /api/v1/links/{token}/endorse",
        "post /api/v1/links/{token}/reject",
        "get /api/v1/confirmations/{token}",
        "post /api/v1/confirmations/{token}/confirm",
        "post /api/v1/confirmations/{token}/decline",
    }


def test_every_post_takes_a_key_and_every_refusal_is_a_problem_document() -> None:
    for method, path, operation in operations():
        place = f"{method} {path}"
        named = {parameter["name"] for parameter in operation.get("parameters", ())}
        assert ("Idempotency-Key" in named) == (method == "post"), place
        refusals = {status: answer for status, answer in operation["responses"].items() if status >= "400"}
        assert {"404", "422", "429"} <= refusals.keys(), place
        assert all("application/problem+json" in answer["content"] for answer in refusals.values()), place


def test_names_of_operations_say_room_and_deed() -> None:
    assert all(re.fullmatch(r"[a-z]+_[a-z_]+", operation["operationId"]) for _, _, operation in operations())


def test_the_description_served_is_that_of_the_program() -> None:
    assert set(description()["paths"]) == set(api.get_openapi_schema()["paths"])


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for child in node:
            yield from _references(child)
