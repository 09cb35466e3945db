"""The Resumable Upload API: a session of the application, the bytes of a file, and the handle by which it is published.

Guide: POST `/{app}/uploads` with name, length and type; POST `/upload:…` with the headers `Authorization` and `file_offset`; GET
of the same says where to go on. Bytes of a request that breaks off are kept. What an answer says to bytes that are not the last
ones is in no guide: this stand-in names the session again.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

from sandbox.accounts import Account
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.graph.calls import GraphCall
from sandbox.graph.errors import GraphRefused, bad_parameter, unknown_object
from sandbox.graph.state import State, Video
from sandbox.store import Store

LARGEST = 2 * 1024 * 1024 * 1024
TYPES = frozenset({"application/pdf", "image/jpeg", "image/jpg", "image/png", "video/mp4"})
_GIVEN = frozenset({"file_name", "file_length", "file_type", "access_token", "appsecret_proof"})
_PATH = re.compile(r"^/(?:v\d+\.\d+/)?(upload:[\w=\-]+)$")


class Sessions:
    def __init__(self, store: Store, state: State) -> None:
        self._store = store
        self._state = state

    def begin(self, call: Call, page: Account) -> Json:
        given = call.parameters
        if unknown := set(given) - _GIVEN:
            raise bad_parameter(f"Unknown parameter: {min(unknown)}")
        for name in ("file_name", "file_length", "file_type"):
            if not given.get(name):
                raise bad_parameter(f"The parameter {name} is required")
        if given["file_type"] not in TYPES:
            raise bad_parameter("file_type is not supported")
        if not given["file_length"].isdigit() or not 0 < int(given["file_length"]) <= LARGEST:
            raise bad_parameter("file_length must be the size of the file in bytes")
        video_id = self._store.graph_ids.next()
        named = base64.urlsafe_b64encode(f"1:attachment:{video_id}".encode()).decode()
        session = f"upload:{named}?sig={_digest(video_id)[:16]}"
        size = int(given["file_length"])
        self._state.keep(Video(video_id, page.id, "video", now(), size=size, session=session))
        return {"id": session}

    def take(self, call: GraphCall, page: Account) -> Answer:
        """What is asked of a session, or brought to it."""
        found = _PATH.match(call.path)
        video = self._state.video_of_session(f"{found[1]}?sig={call.parameters.get('sig', '')}") if found else None
        if video is None or video.account != page.id or video.whole:
            raise unknown_object(call.path.rpartition("/")[2], "post")
        if not call.bearer:
            raise bad_parameter("The access token goes in the header Authorization")
        kept = self._state.kept_bytes(video.id)
        if call.method == "GET":
            return Answer.of({"id": video.session, "file_offset": kept})
        video = self._state.keep(replace(video, received=video.received + len(call.raw), puts=video.puts + 1))
        if call.headers.get("file_offset") != str(kept) or kept + len(call.raw) > video.size:
            raise GraphRefused(400, 100, "(#100) The header file_offset is not where the upload is")
        with self._state.path_of(video.id).open("ab") as file:
            file.write(call.raw)
        if kept + len(call.raw) < video.size:
            return Answer.of({"id": video.session})
        return Answer.of({"h": _handle(video)})

    def file_of(self, handle: str, page: Account) -> Video:
        """The file that a handle names, whole."""
        for video in self._state.videos_of(page.id):
            is_whole = video.whole or self._state.kept_bytes(video.id) == video.size
            if video.session.startswith("upload:") and is_whole and video.finished is None and _handle(video) == handle:
                return video
        raise bad_parameter("The handle is not valid")


def _handle(video: Video) -> str:
    return f"2:{base64.b64encode(video.id.encode()).decode()}:{_digest(video.session)}"


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
