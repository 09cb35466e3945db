"""Checks a request to Graph against Meta's node descriptions: edges, methods, names of parameters and fields. Where
they stop, the guides go on: the phases of an upload, and the host where reels are uploaded.
"""

import json
import re
from functools import cache
from typing import Any

from tests.channels.server import Request
from tests.support.contracts import CONTRACTS

# Documented for every Graph call, so in no node's description: access, field selection, several ids at once, paging.
_EVERYWHERE = {"access_token", "appsecret_proof", "fields", "ids"}
_LISTING = {"limit", "after", "before", "since", "until"}
# The bytes of a picture are a file part, which the descriptions do not list; other files they list as parameters.
_FILES = {
    ("Page", "POST", "photos"): {"source"},
    ("Page", "POST", "videos"): {"video_file_chunk", "thumb"},
    ("AdVideo", "POST", "thumbnails"): {"source"},
    ("AdVideo", "POST", "captions"): {"captions_file"},
}
_PAGE_EDGES = ("feed", "photos", "published_posts", "videos", "video_reels", "subscribed_apps")
# What an edge lists, where that is not the node that it belongs to.
_LISTS = {"published_posts": "PagePost", "videos": "AdVideo", "video_reels": "AdVideo", "comments": "Comment"}
_UPLOAD_PHASES = {
    ("videos", "start"): {"upload_phase", "file_size"},
    ("videos", "transfer"): {"upload_phase", "upload_session_id", "start_offset"},
    ("videos", "finish"): {"upload_phase", "upload_session_id", "description"},
    ("video_reels", "start"): {"upload_phase"},
    ("video_reels", "finish"): {"upload_phase", "video_id", "video_state", "description"},
}


@cache
def _node(name: str) -> dict[tuple[str, str], set[str]]:
    """(method, edge) → parameters; the edge "" is the node itself."""
    return {
        (api["method"], api.get("endpoint", "").strip("/")): {parameter["name"] for parameter in api["params"]}
        for api in _description(name)["apis"]
    }


@cache
def _fields_of(name: str) -> set[str]:
    described = _description(name)
    edges = {api["endpoint"].strip("/") for api in described["apis"] if "endpoint" in api and api["method"] == "GET"}
    return {field["name"] for field in described["fields"]} | edges


@cache
def _description(name: str) -> dict[str, Any]:
    described: dict[str, Any] = json.loads((CONTRACTS / "facebook" / f"{name}.json").read_text())
    return described


def check_graph(request: Request, path: str) -> None:
    """Raises AssertionError naming what Graph does not know."""
    if path.startswith("/video-upload/"):
        _check_upload(request, path)
        return
    if re.fullmatch(r"/v\d+\.\d+/(?:app|\d+)/uploads|/v\d+\.\d+/upload:.+", path):
        _check_session(request, path)
        return
    found = re.fullmatch(r"/v\d+\.\d+/([\w.]*)(?:/(\w+))?", path)
    assert found, f"not a Graph path: {path}"
    identifier, edge = found[1], found[2] or ""
    given = {**request.query, **request.fields}
    assert "access_token" in given, "a Graph call without a token"
    node = _node_of(identifier, edge, request, given)
    known = _node(node).get((request.method, edge))
    assert known is not None, f"{node} has no {request.method} {edge!r}"
    allowed = known | _EVERYWHERE | (_LISTING if request.method == "GET" and edge else set())
    assert set(given) <= allowed, f"{request.method} {node}/{edge} does not know {set(given) - allowed}"
    assert set(request.files) <= _FILES.get((node, request.method, edge), set()), f"{node}/{edge} takes no such file"
    if request.method == "POST" and edge in ("videos", "video_reels"):
        _check_phase(edge, request, given)
    shown = _LISTS.get(edge, node)
    asked = re.sub(r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}|\([^)]*\)|\.\w+", "", given.get("fields", ""))
    names = {name for name in asked.split(",") if name}
    assert names <= _fields_of(shown), f"{shown} has no {names - _fields_of(shown)}"


def _node_of(identifier: str, edge: str, request: Request, given: dict[str, str]) -> str:
    """Ids do not say what they name: what is asked does. A post's is `PAGE_NUMBER`, and so is a comment's."""
    if identifier == "me" or edge in _PAGE_EDGES:
        return "Page"
    if edge in ("thumbnails", "captions") or "status" in given.get("fields", ""):
        return "AdVideo"
    if request.method == "POST" and (edge == "comments" or "is_hidden" in given):
        return "Comment"
    return "AdVideo" if "description" in {*given, *given.get("fields", "").split(",")} else "PagePost"


def _check_phase(edge: str, request: Request, given: dict[str, str]) -> None:
    if "fbuploader_video_file_chunk" in given:
        assert edge == "videos"
        assert {"title", "description"} <= set(given)
        assert "upload_phase" not in given, "a handle is the whole file"
        return
    phase = given.get("upload_phase", "")
    needed = _UPLOAD_PHASES.get((edge, phase))
    assert needed is not None, f"{edge} has no phase {phase!r}"
    assert needed <= set(given), f"{edge} {phase} misses {needed - set(given)}"
    assert (phase == "transfer") == ("video_file_chunk" in request.files)
    if phase == "transfer":
        assert given["start_offset"].isdigit()
        assert request.files["video_file_chunk"]
    if edge == "video_reels" and phase == "finish":
        assert given["video_state"] in ("DRAFT", "PUBLISHED", "SCHEDULED")


def _check_session(request: Request, path: str) -> None:
    """Guide to the Resumable Upload API: what is begun, and the bytes with their token and place as headers."""
    if path.endswith("/uploads"):
        given = {**request.query, **request.fields}
        assert request.method == "POST"
        assert set(given) == {"file_name", "file_length", "file_type", "access_token", "appsecret_proof"}
        assert given["file_length"].isdigit()
        assert given["file_type"] in ("video/mp4", "image/jpeg", "image/png", "application/pdf")
        return
    assert request.headers.get("authorization", "").startswith("OAuth "), (
        "the token goes in the header or the call fails"
    )
    assert set(request.query) <= {"appsecret_proof", "sig"}
    if request.method == "POST":
        assert request.headers["file_offset"].isdigit()
        assert request.body
    else:
        assert request.method == "GET"


def _check_upload(request: Request, path: str) -> None:
    """Guide to reels: the token, where the bytes begin, and how many there are in all, as headers."""
    assert request.method == "POST"
    assert re.fullmatch(r"/video-upload/v\d+\.\d+/\d+", path), path
    assert request.headers.get("authorization", "").startswith("OAuth "), "not signed"
    assert set(request.query) <= {"appsecret_proof"}
    offset, size = int(request.headers["offset"]), int(request.headers["file_size"])
    assert 0 <= offset < size
    assert len(request.body) == size - offset, "all that is missing is sent"
