"""As much of an OpenAPI document as it takes to judge the requests of one client."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from email import message_from_bytes
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jsonschema
from requests import PreparedRequest

JSON = dict[str, Any]
DROPPED = ("description", "example", "examples", "externalDocs", "x-enum-varnames", "title", "deprecated")


def facts_of(document: Mapping[str, Any], operations: Sequence[tuple[str, str]]) -> JSON:
    """The parameters, bodies and good answers of some operations (`METHOD path`), with every reference written out."""
    return {f"{method} {path}": _operation(document, document["paths"][path], method) for method, path in operations}


def _operation(document: Mapping[str, Any], item: Mapping[str, Any], method: str) -> JSON:
    whole = item[method.lower()]
    listed = [_whole(document, one) for one in (*item.get("parameters", ()), *whole.get("parameters", ()))]
    parameters = {
        one["name"]: {"in": one["in"], "required": one.get("required", False), "schema": one["schema"]}
        for one in listed
    }
    content = whole.get("requestBody", {}).get("content", {})
    return {
        "parameters": parameters,
        "bodies": {kind: _whole(document, part["schema"]) for kind, part in content.items()},
        "answers": {
            status: _whole(document, part["schema"])
            for status, answer in whole["responses"].items()
            if status.startswith("2")
            for part in answer.get("content", {}).values()
        },
    }


def _whole(document: Mapping[str, Any], part: Any, depth: int = 0) -> Any:
    if isinstance(part, list):
        return [_whole(document, one, depth) for one in part]
    if not isinstance(part, dict):
        return part
    if "$ref" in part:
        named: Any = document
        for step in part["$ref"].removeprefix("#/").split("/"):
            named = named[step]
        return _whole(document, named, depth + 1) if depth < 3 else {}
    return {name: _whole(document, one, depth) for name, one in part.items() if name not in DROPPED}


def against(request: PreparedRequest, facts: Mapping[str, Any]) -> Iterator[str]:
    """What an operation's facts say against a request."""
    address = urlsplit(str(request.url))
    asked = dict(parse_qsl(address.query, keep_blank_values=True))
    known = {name: one for name, one in facts["parameters"].items() if one["in"] == "query"}
    yield from (f"{name} is no parameter" for name in set(asked) - set(known))
    for name, one in known.items():
        if one["required"] and name not in asked:
            yield f"{name} is missing"
        if name in asked:
            yield from _wrong(_as_written(asked[name], one["schema"]), one["schema"], name)
    if facts["bodies"] or request.body:
        yield from _body(request, facts["bodies"])


def _as_written(text: str, schema: Mapping[str, Any]) -> Any:
    if schema.get("type") == "array":
        return text.split(",")
    return int(text) if schema.get("type") == "integer" and text.isdigit() else text


def _body(request: PreparedRequest, bodies: Mapping[str, Any]) -> Iterator[str]:
    kind = str(request.headers.get("Content-Type", "")).partition(";")[0]
    if kind not in bodies:
        yield f"a body of {kind or 'no kind'} is not taken"
        return
    body = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    given = _form(request, body) if kind.startswith("multipart/") else json.loads(body)
    yield from _wrong(given, bodies[kind], "body")


def _form(request: PreparedRequest, body: bytes) -> JSON:
    """The fields of a form; a file's bytes stand as a string, as OpenAPI has them."""
    header = f"Content-Type: {request.headers['Content-Type']}\r\n\r\n".encode()
    parts = message_from_bytes(header + body).get_payload()
    assert isinstance(parts, list)
    return {
        str(part.get_param("name", header="content-disposition")): part.get_payload(decode=True).decode("latin-1")  # type: ignore[union-attr]
        for part in parts
    }


def _wrong(value: Any, schema: Mapping[str, Any], place: str) -> Iterator[str]:
    for error in jsonschema.Draft202012Validator(schema).iter_errors(value):
        yield f"{place}: {error.message}"
