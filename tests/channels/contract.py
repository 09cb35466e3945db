"""Checks requests against the platforms' own descriptions, which lie beside the repository and are not part of it.

X: the OpenAPI document, with path, method, parameters and body schema. Graph: its node descriptions (`graph_contract`).
Google: its discovery document, with path, method, parameters and body; the pieces of an upload and the token endpoint
follow protocols that stand here. Zalo publishes no description: what is known of it stands here. A third party's channel
brings a check of its own (`CHECKS`).
"""

import json
import re
from collections.abc import Callable
from email.parser import BytesParser
from email.policy import HTTP
from functools import cache
from typing import Any

from openapi_schema_validator import OAS30Validator

from channels.connectors import connect_specs
from tests.channels.graph_contract import check_graph
from tests.channels.server import Request
from tests.support.contracts import CONTRACTS, are_here

PUBLISHED = frozenset({"facebook", "x", "youtube", "zalo"})
"""Whose descriptions lie beside the repository, or stand here beside those."""
checked = dict.fromkeys(sorted(PUBLISHED), 0)


def check(channel: str, request: Request, prefix: str = "") -> None:
    """Raises AssertionError naming what the platform's description does not know. `prefix`: of the stand-in's paths."""
    if channel in PUBLISHED and not are_here():
        return
    CHECKS[channel](request, request.path.removeprefix(prefix))
    checked[channel] = checked.get(channel, 0) + 1


def _rights(way: str) -> set[str]:
    """What a connection asks for that nothing can be posted without: each call must be served by it."""
    return {one.name for one in connect_specs()[way].permissions if one.is_needed}


@cache
def _openapi() -> dict[str, object]:
    document: dict[str, object] = json.loads((CONTRACTS / "x-api-v2.openapi.json").read_text())
    return document


@cache
def _validator(pointer: str) -> OAS30Validator:
    return OAS30Validator({"$ref": pointer, "components": _openapi()["components"]})


def _schema_problems(schema: object, value: object) -> list[str]:
    assert isinstance(schema, dict)
    if set(schema) == {"$ref"}:
        validator = _validator(schema["$ref"])
    else:
        validator = OAS30Validator({**schema, "components": _openapi()["components"]})
    return [problem.message for problem in validator.iter_errors(value)]


def _operation(method: str, path: str) -> dict[str, object]:
    paths = _openapi()["paths"]
    assert isinstance(paths, dict)
    if path in paths and method.lower() in paths[path]:
        found: dict[str, object] = paths[path][method.lower()]
        return found
    for template, operations in paths.items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path) and method.lower() in operations:
            matched: dict[str, object] = operations[method.lower()]
            return matched
    raise AssertionError(f"X has no {method} {path}")


def _parameters(operation: dict[str, object]) -> dict[str, dict[str, object]]:
    document = _openapi()
    components = document["components"]
    assert isinstance(components, dict)
    listed = operation.get("parameters", [])
    assert isinstance(listed, list)
    resolved = [components["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in listed]
    return {one["name"]: one for one in resolved if one["in"] == "query"}


def _typed(schema: dict[str, object], text: str) -> object:
    if schema.get("type") == "array":
        return text.split(",")
    return int(text) if schema.get("type") == "integer" else text


def _check_x(request: Request, path: str) -> None:
    operation = _operation(request.method, path)
    known = _parameters(operation)
    assert set(request.query) <= set(known), f"{path} does not know {set(request.query) - set(known)}"
    missing = {name for name, one in known.items() if one.get("required")} - set(request.query)
    assert not missing, f"{path} misses {missing}"
    for name, text in request.query.items():
        schema = known[name]["schema"]
        assert isinstance(schema, dict)
        problems = _schema_problems(schema, _typed(schema, text))
        assert not problems, f"{path} {name}: {problems}"
    assert request.headers.get("authorization", "").startswith("OAuth "), "not signed"
    security: Any = operation["security"]
    wanted = {name for way in security for name in way.get("OAuth2UserToken", ())}
    assert wanted <= _rights("x-oauth2"), f"{path} wants {wanted}"
    described = operation.get("requestBody")
    if described is None:
        # An empty object where none is described: X has refused finalize without one (trypostit/trypost pull 202).
        assert request.body in (b"", b"{}"), f"{request.method} {path} takes no body"
        return
    assert isinstance(described, dict)
    kind = request.headers.get("content-type", "").partition(";")[0]
    schema = described["content"][kind]["schema"]
    problems = _schema_problems(schema, request.json if kind == "application/json" else _form(schema, request))
    assert not problems, f"{path}: {problems}"


def _form(schema: dict[str, Any], request: Request) -> dict[str, object]:
    """A form's fields as their descriptions type them; a file is a text there."""
    named = schema if "properties" in schema else _openapi()["components"]["schemas"][schema["$ref"].rpartition("/")[2]]  # type: ignore[index]
    fields = {name: _typed(named["properties"].get(name, {}), text) for name, text in request.fields.items()}
    return {**fields, **dict.fromkeys(request.files, "a file")}


@cache
def _google() -> dict[str, Any]:
    document: dict[str, Any] = json.loads((CONTRACTS / "google" / "youtube.v3.json").read_text())
    return document


def _google_method(http: str, path: str) -> dict[str, Any]:
    plain = re.sub(r"^(?:/resumable)?/upload(?=/)", "", path)
    for collection in _google()["resources"].values():
        for method in collection.get("methods", {}).values():
            if method["httpMethod"] == http and "/" + method["path"] == plain:
                assert plain == path or "mediaUpload" in method, f"{method['id']} takes no media"
                found: dict[str, Any] = method
                return found
    raise AssertionError(f"YouTube has no {http} {path}")


def _check_google(request: Request, path: str) -> None:
    if path == "/token":
        assert request.method == "POST"
        assert set(request.fields) == {"grant_type", "client_id", "client_secret", "refresh_token"}
        assert request.fields["grant_type"] == "refresh_token"
        return
    assert request.headers.get("authorization", "").startswith("Bearer "), "not signed"
    if request.method == "PUT" and "upload_id" in request.query:
        _check_piece(request)
        return
    method = _google_method(request.method, path)
    assert _rights("youtube") & {*method["scopes"]}, f"{method['id']} wants one of {method['scopes']}"
    known = {**_google()["parameters"], **method["parameters"]}
    assert set(request.query) <= set(known), f"{method['id']} does not know {set(request.query) - set(known)}"
    missing = {name for name, one in method["parameters"].items() if one.get("required")} - set(request.query)
    assert not missing, f"{method['id']} misses {missing}"
    for name, text in request.query.items():
        if "enum" in known[name] and name != "uploadType":
            assert set(text.split(",")) <= set(known[name]["enum"]), f"{method['id']} {name}: {text}"
        if "maximum" in known[name]:
            assert int(text) <= int(known[name]["maximum"]), f"{method['id']} {name}: {text}"
    answer = _google()["schemas"][method["response"]["$ref"]]["properties"] if "response" in method else {}
    listed = answer.get("items", {}).get("items", {}).get("$ref")
    parts = set(_google()["schemas"][listed]["properties"] if listed else answer)
    asked = {part for part in request.query.get("part", "").split(",") if part}
    assert asked <= parts, f"{method['id']} has no parts {asked - parts}"
    _check_google_body(request, method, asked)


def _check_google_body(request: Request, method: dict[str, Any], parts: set[str]) -> None:
    kind = request.headers.get("content-type", "")
    if "request" not in method:
        assert not request.body or "mediaUpload" in method, f"{method['id']} takes no body"
        return
    body = _first_part(request) if kind.startswith("multipart/related") else request.json
    _check_google_schema(method["request"]["$ref"], body, method["id"])
    assert isinstance(body, dict)
    assert set(body) - {"id", "kind"} <= parts, f"{method['id']}: a body may hold what `part` names: {set(body)}"
    if request.query.get("uploadType") == "resumable":
        assert request.headers["x-upload-content-length"].isdigit()
        assert request.headers["x-upload-content-type"].startswith("video/")


def _first_part(request: Request) -> object:
    kind = request.headers["content-type"]
    message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + request.body)
    parts = [part.get_payload(decode=True) for part in message.iter_parts()]
    assert len(parts) == 2
    assert isinstance(parts[0], bytes)
    return json.loads(parts[0])


def _check_google_schema(name: str, value: object, place: str) -> None:
    assert isinstance(value, dict), f"{place} is no object"
    fields = _google()["schemas"][name]["properties"]
    assert set(value) <= set(fields), f"{place} does not know {set(value) - set(fields)}"
    for key, content in value.items():
        _check_google_value(fields[key], content, f"{place}.{key}")


def _check_google_value(field: dict[str, Any], value: object, place: str) -> None:
    if "$ref" in field:
        _check_google_schema(field["$ref"], value, place)
        return
    kinds = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}
    assert isinstance(value, kinds[field["type"]]), f"{place}: {value!r}"
    assert "enum" not in field or value in field["enum"], f"{place}: {value!r}"
    if isinstance(value, list):
        for entry in value:
            _check_google_value(field["items"], entry, f"{place}[]")


def _check_piece(request: Request) -> None:
    """A piece of a resumable upload: `bytes A-B/N` and just these bytes, or the question `bytes */N` and none."""
    found = re.fullmatch(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)", request.headers.get("content-range", ""))
    assert found, "a piece of an upload says which it is"
    if found[1] is None:
        assert not request.body
        return
    begin, end, total = int(found[1]), int(found[2]), int(found[3])
    assert len(request.body) == end - begin + 1
    assert end < total
    assert begin % 262_144 == 0
    assert end + 1 == total or (end + 1) % 262_144 == 0


# Method and path → query parameters, or the fields of the body; those in the second set may be missing.
_ARTICLE = {"type", "title", "author", "cover", "description", "body", "status", "comment"}
_ZALO: dict[tuple[str, str], tuple[set[str], set[str]]] = {
    ("GET", "/v2.0/oa/getoa"): (set(), set()),
    ("GET", "/v2.0/article/getslice"): ({"offset", "limit", "type"}, set()),
    ("GET", "/v2.0/article/getdetail"): ({"id"}, set()),
    ("POST", "/v2.0/article/create"): (_ARTICLE, {"tracking_link"}),
    ("POST", "/v2.0/article/update"): (_ARTICLE | {"id"}, {"tracking_link"}),
    ("POST", "/v2.0/article/verify"): ({"token"}, set()),
    ("POST", "/v2.0/article/remove"): ({"id"}, set()),
    ("POST", "/v2.0/oa/message"): ({"recipient", "message"}, set()),
    ("POST", "/v3.0/oa/message/cs"): ({"recipient", "message"}, set()),
    ("GET", "/v2.0/oa/conversation"): ({"data"}, set()),
}


def _check_zalo(request: Request, path: str) -> None:
    if path == "/v4/oa/access_token":
        assert request.method == "POST"
        assert set(request.fields) == {"grant_type", "app_id", "refresh_token"}
        assert request.headers.get("secret_key"), "the application's secret travels in a header"
        return
    assert request.headers.get("access_token"), "not signed"
    known = _ZALO.get((request.method, path))
    assert known is not None, f"Zalo has no {request.method} {path}"
    needed, possible = known
    body = request.json if request.method == "POST" else {}
    assert isinstance(body, dict)
    given = set(request.query) | set(body)
    assert needed <= given <= needed | possible, f"{path}: {given ^ needed}"
    if path == "/v2.0/article/getslice":
        assert 1 <= int(request.query["limit"]) <= 10
    if "title" in body:
        _check_article(body)
    if path == "/v2.0/oa/message":
        _check_broadcast(body)
    if path == "/v3.0/oa/message/cs":
        assert set(body["recipient"]) == {"user_id"}
        assert {"text"} <= set(body["message"]) <= {"text", "quote_message_id"}
        assert 0 < len(body["message"]["text"]) <= 2_000
    if path == "/v2.0/oa/conversation":
        asked = json.loads(request.query["data"])
        assert set(asked) == {"user_id", "offset", "count"}
        assert 1 <= asked["count"] <= 10


def _check_article(body: dict[str, Any]) -> None:
    assert body["type"] == "normal"
    assert 0 < len(body["title"]) <= 150
    assert 0 < len(body["description"]) <= 300
    assert {body["status"], body["comment"]} <= {"show", "hide"}
    assert set(body["cover"]) == {"cover_type", "photo_url", "status"}
    assert body["cover"]["photo_url"].startswith(("http://", "https://"))
    assert body["body"], "an article says something"
    assert all(set(piece) == {"type", "content"} and piece["type"] == "text" for piece in body["body"])


def _check_broadcast(body: dict[str, Any]) -> None:
    assert set(body["recipient"]) == {"target"}
    attachment = body["message"]["attachment"]
    assert attachment["type"] == "template"
    assert attachment["payload"]["template_type"] == "media"
    assert 1 <= len(attachment["payload"]["elements"]) <= 5
    assert all(set(one) == {"media_type", "attachment_id"} for one in attachment["payload"]["elements"])


CHECKS: dict[str, Callable[[Request, str], None]] = {
    "facebook": check_graph,
    "x": _check_x,
    "youtube": _check_google,
    "zalo": _check_zalo,
}
