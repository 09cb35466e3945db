"""The sandbox's own tables against the platforms' published descriptions, where those lie beside the repository."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sandbox.graph.parameters import PARAMETERS, SUBSCRIBED
from sandbox.graph.reading import PHOTO_FIELDS, POST_FIELDS
from sandbox.x import media, posts, reading
from tests.support.contracts import ABSENT, CONTRACTS, are_here

pytestmark = pytest.mark.skipif(not are_here(), reason=ABSENT)


def node(name: str) -> dict[str, Any]:
    description: dict[str, Any] = json.loads((CONTRACTS / "facebook" / f"{name}.json").read_text("utf-8"))
    return description


@pytest.mark.parametrize(("name", "method", "edge"), sorted(PARAMETERS))
def test_graph_parameters(name: str, method: str, edge: str) -> None:
    described = [
        {parameter["name"] for parameter in one.get("params", [])}
        for one in node(name)["apis"]
        if one["method"] == method and one.get("endpoint", "").strip("/") == edge
    ]
    assert described == [PARAMETERS[(name, method, edge)]]


def test_what_a_page_may_tell_of() -> None:
    listed = json.loads((CONTRACTS / "facebook" / "enum_types.json").read_text("utf-8"))
    values = {one["name"]: one["values"] for one in listed}["pagesubscribed_apps_subscribed_fields_enum_param"]
    assert set(values) == SUBSCRIBED


def test_graph_fields() -> None:
    post_edges = {"attachments", "comments", "dynamic_posts", "insights", "likes", "reactions", "sharedposts"}
    post_edges |= {"sponsor_tags", "to"}
    assert {field["name"] for field in node("PagePost")["fields"]} | post_edges == POST_FIELDS
    assert {field["name"] for field in node("Photo")["fields"]} == PHOTO_FIELDS


def test_x_fields() -> None:
    described = json.loads((CONTRACTS / "x-api-v2.openapi.json").read_text("utf-8"))
    schemas = described["components"]["schemas"]
    bodies = {
        "CreatePostsRequest": posts.CREATE_FIELDS,
        "CreatePostsMedia": posts.MEDIA_FIELDS,
        "InitializeMediaUploadRequest": media.INITIALIZE_FIELDS,
        "AppendMediaUploadRequest": media.APPEND_FIELDS,
        "CreateMediaMetadataRequest": media.METADATA_FIELDS,
    }
    for schema, fields in bodies.items():
        assert set(schemas[schema]["properties"]) == fields, schema
    initialize = schemas["InitializeMediaUploadRequest"]["properties"]
    assert set(initialize["media_type"]["enum"]) == media.MEDIA_TYPES
    assert set(initialize["media_category"]["enum"]) == media.CATEGORIES
    parameters = [
        described["components"]["parameters"][one["$ref"].rpartition("/")[2]] if "$ref" in one else one
        for one in described["paths"]["/2/users/{id}/tweets"]["get"]["parameters"]
    ]
    choices = {
        parameter["name"]: set(parameter["schema"]["items"]["enum"])
        for parameter in parameters
        if parameter["name"].endswith(".fields")
    }
    assert choices["post.fields"] == reading.POST_FIELDS
    assert choices["user.fields"] == reading.USER_FIELDS
    assert choices["media.fields"] == reading.MEDIA_FIELDS
