"""Checks requests against the platforms' own descriptions, which lie beside the repository and are not part of it.

X: the OpenAPI document, with path, method, parameters and body schema. Graph: the node descriptions, with edges, methods and
parameter names; what every Graph call takes is not in them and stands here.
"""

import json
import re
from functools import cache
from pathlib import Path

from openapi_schema_validator import OAS30Validator

from tests.channels.server import Request

CONTRACTS = Path(__file__).resolve().parents[3] / "shared" / "contracts"
ABSENT = f"the platforms' descriptions are not beside the repository ({CONTRACTS.name}/)"

# Documented for every Graph call, so in no node's description: access, field selection, several ids at once, paging.
_EVERYWHERE = {"access_token", "appsecret_proof", "fields", "ids"}
_LISTING = {"limit", "after", "before", "since", "until"}
# The bytes of a picture are a file part, which the descriptions do not list.
_FILES = {("Page", "POST", "photos"): {"source"}}

checked = {"facebook": 0, "x": 0}


def is_present() -> bool:
    return (CONTRACTS / "x-api-v2.openapi.json").is_file()


def check(channel: str, request: Request, prefix: str = "") -> None:
    """Raises AssertionError naming what the platform's description does not know. `prefix`: of the stand-in's paths."""
    if not is_present():
        return
    {"facebook": _check_graph, "x": _check_x}[channel](request, request.path.removeprefix(prefix))
    checked[channel] += 1


@cache
def _node(name: str) -> dict[tuple[str, str], set[str]]:
    """(method, edge) → parameters; the edge "" is the node itself."""
    described = json.loads((CONTRACTS / "facebook" / f"{name}.json").read_text())
    return {
        (api["method"], api.get("endpoint", "").strip("/") if "endpoint" in api else ""): {
            parameter["name"] for parameter in api["params"]
        }
        for api in described["apis"]
    }


@cache
def _fields_of(name: str) -> set[str]:
    described = json.loads((CONTRACTS / "facebook" / f"{name}.json").read_text())
    edges = {api["endpoint"].strip("/") for api in described["apis"] if "endpoint" in api and api["method"] == "GET"}
    return {field["name"] for field in described["fields"]} | edges


def _check_graph(request: Request, path: str) -> None:
    found = re.fullmatch(r"/v\d+\.\d+/([\w.]*)(?:/(\w+))?", path)
    assert found, f"not a Graph path: {path}"
    identifier, edge = found[1], found[2] or ""
    node = "Page" if identifier == "me" or edge in ("feed", "photos", "published_posts") else "PagePost"
    known = _node(node).get((request.method, edge))
    assert known is not None, f"{node} has no {request.method} {edge!r}"
    allowed = known | _EVERYWHERE | (_LISTING if request.method == "GET" and edge else set())
    given = {**request.query, **request.fields}
    assert set(given) <= allowed, f"{request.method} {node}/{edge} does not know {set(given) - allowed}"
    assert set(request.files) <= _FILES.get((node, request.method, edge), set())
    assert "access_token" in given, "a Graph call without a token"
    shown = "PagePost" if edge == "published_posts" else node
    asked = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\([^)]*\)|\.\w+", "", given.get("fields", ""))
    names = {name for name in asked.split(",") if name}
    assert names <= _fields_of(shown), f"{shown} has no {names - _fields_of(shown)}"


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
    described = operation.get("requestBody")
    if described is None:
        assert not request.body, f"{request.method} {path} takes no body"
        return
    assert isinstance(described, dict)
    assert request.headers.get("content-type") == "application/json"
    schema = described["content"]["application/json"]["schema"]
    problems = _schema_problems(schema, request.json)
    assert not problems, f"{path}: {problems}"
