"""Google's own description of the API: which parameters a method takes, and what its body may hold.

Anything else is refused. The description comes with Google's library, so the sandbox knows exactly what the client could know.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast

from sandbox.youtube import errors


@dataclass(frozen=True)
class Method:
    """`name`: `videos.insert`. `parts`: what `part` may name."""

    name: str
    http: str
    path: str
    parameters: Mapping[str, Mapping[str, Any]]
    body: str
    parts: frozenset[str]
    takes_media: bool


@cache
def _document() -> Mapping[str, Any]:
    file = resources.files("googleapiclient").joinpath("discovery_cache/documents/youtube.v3.json")
    return cast(Mapping[str, Any], json.loads(file.read_text("utf-8")))


@cache
def methods() -> tuple[Method, ...]:
    """All methods of the collections that the stand-in plays."""
    found = []
    for collection in (
        "videos",
        "thumbnails",
        "captions",
        "playlists",
        "playlistItems",
        "channels",
        "comments",
        "commentThreads",
    ):
        for name, one in _document()["resources"][collection]["methods"].items():
            answer = one.get("response", {}).get("$ref", "")
            found.append(
                Method(
                    f"{collection}.{name}",
                    one["httpMethod"],
                    "/" + one["path"],
                    one["parameters"],
                    one.get("request", {}).get("$ref", ""),
                    _parts(answer),
                    "mediaUpload" in one,
                )
            )
    return tuple(found)


def method_of(http: str, path: str) -> Method | None:
    """The method at a path; for media its path begins with `/upload` or `/resumable/upload`."""
    plain = re.sub(r"^(?:/resumable)?/upload(?=/)", "", path)
    for method in methods():
        if method.http == http and method.path == plain and (plain == path or method.takes_media):
            return method
    return None


def check_query(method: Method, query: Mapping[str, str]) -> None:
    """Raises Refused for a name that the description does not know, a part that is none, or one that is missing."""
    everywhere = _document()["parameters"]
    for name, value in query.items():
        known = method.parameters.get(name) or everywhere.get(name)
        if known is None:
            raise errors.unknown_name(name)
        _check_parameter(name, known, value)
    for name, one in method.parameters.items():
        if one.get("required") and not query.get(name):
            raise errors.missing(name)
    for part in query.get("part", "").split(","):
        if part and part not in method.parts:
            raise errors.problem(
                400, "unknownPart", f"'{part}'", "youtube.part", location="part", locationType="parameter"
            )


def check_body(schema: str, value: object, place: str = "") -> None:
    """Raises Refused for a field, type or choice that the description does not know."""
    if not isinstance(value, Mapping):
        raise errors.invalid_value(place or schema, value)
    fields = _document()["schemas"][schema].get("properties", {})
    for name, content in value.items():
        if name not in fields:
            raise errors.unknown_name(name, place or schema)
        _check_value(fields[name], content, f"{place}.{name}" if place else name)


def _check_value(field: Mapping[str, Any], value: object, place: str) -> None:
    if "$ref" in field:
        check_body(field["$ref"], value, place)
        return
    kinds: dict[str, type | tuple[type, ...]] = {
        "string": str, "boolean": bool, "integer": int, "array": list, "object": dict, "number": (int, float)
    }  # fmt: skip
    kind = kinds.get(field.get("type", ""), object)
    if not isinstance(value, kind) or (field.get("type") == "integer" and isinstance(value, bool)):
        raise errors.invalid_value(place, value)
    if "enum" in field and value not in field["enum"]:
        raise errors.invalid_value(place, value)
    if isinstance(value, list) and "items" in field:
        for number, entry in enumerate(value):
            _check_value(field["items"], entry, f"{place}[{number}]")


def _check_parameter(name: str, known: Mapping[str, Any], value: str) -> None:
    kind = known.get("type")
    wrong = (
        (kind == "integer" and not value.isdigit())
        or (kind == "boolean" and value not in ("true", "false"))
        or ("enum" in known and not set(value.split(",")) <= set(known["enum"]))
        or (kind == "integer" and "maximum" in known and value.isdigit() and int(value) > int(known["maximum"]))
    )
    if wrong:
        raise errors.invalid_value(name, value)


def _parts(schema: str) -> frozenset[str]:
    schemas = _document()["schemas"]
    properties = schemas.get(schema, {}).get("properties", {})
    listed = properties.get("items", {}).get("items", {}).get("$ref")
    return frozenset(schemas[listed]["properties"] if listed in schemas else properties)
