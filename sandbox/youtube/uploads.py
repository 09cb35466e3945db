"""Resumable uploads to the letter of Google's protocol.

- POST `/upload/youtube/v3/videos?uploadType=resumable` with the metadata opens a session: 200, its address in `Location`.
- PUT bytes with `Content-Range: bytes A-B/N`: 308 with `Range: bytes=0-K` while more is wanted; every chunk but the last is a
  multiple of 256 KiB, and begins at the byte after K.
- PUT nothing with `Content-Range: bytes */N` asks how far it is: 308 without `Range` when nothing has come.
- A connection that breaks leaves what had come, in whole pieces of 256 KiB.
- The last byte makes the video: 200 with it, and again whoever asks later. A session that ended answers 404.
"""

from __future__ import annotations

import hashlib
import re
import urllib.parse
from collections.abc import Callable
from dataclasses import replace

from sandbox.accounts import Account
from sandbox.calls import Answer
from sandbox.clock import now
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.youtube import errors, mp4, videos
from sandbox.youtube.calls import YouTubeCall
from sandbox.youtube.description import check_body
from sandbox.youtube.state import Session, State, Video, new_id

PIECE = 262_144
_RANGE = re.compile(r"bytes (?:(\d+)-(\d+)|\*)/(\d+)")
_LARGEST = 274_877_906_944
_GOOGLE = re.compile(r"[a-z0-9.\-]+\.googleapis\.com")


class Uploads:
    def __init__(self, store: Store, state: State, prefix: str, tell: Callable[[Publication], None]) -> None:
        self._store = store
        self._state = state
        self._prefix = prefix
        self._tell = tell

    def start(self, call: YouTubeCall, account: Account) -> Answer:
        query = call.named
        if query.get("uploadType") != "resumable":
            raise errors.problem(400, "badRequest", "This stand-in takes resumable uploads of videos only", "global")
        if call.broken_body or not isinstance(call.json, dict):
            raise errors.problem(400, "invalidVideoMetadata", "The request metadata is invalid.", "youtube.video")
        check_body("Video", call.json)
        videos.check_snippet(call.json.get("snippet", {}))
        videos.check_status(call.json.get("status", {}))
        size, mime = call.headers.get("x-upload-content-length", ""), call.headers.get("x-upload-content-type", "")
        if not size.isdigit() or int(size) > _LARGEST:
            raise errors.problem(400, "badRequest", "X-Upload-Content-Length is a number of bytes", "global")
        if not mime.startswith("video/") and mime != "application/octet-stream":
            raise errors.problem(400, "badContent", f"Media type '{mime}' is not supported.", "global")
        session = self._state.keep(
            Session(new_id(80), account.id, int(size), mime, call.json, query.get("part", ""), now())
        )
        back = {**query, "upload_id": session.id, "upload_protocol": "resumable"}
        host = f"https://{call.host}" if _GOOGLE.fullmatch(call.host) else f"http://{call.host}{self._prefix}"
        address = f"{host}/upload/youtube/v3/videos?{urllib.parse.urlencode(back)}"
        return Answer(200, b"", (("location", address), ("x-guploader-uploadid", session.id)))

    def put(self, call: YouTubeCall) -> Answer:
        session = self._state.sessions.get(call.one("upload_id"))
        if session is None:
            return Answer(404, b"Not Found", content_type="text/plain")
        if call.raw:
            received, broken = session.received + len(call.raw), session.broken + (not call.whole)
            session = self._state.keep(replace(session, received=received, puts=session.puts + 1, broken=broken))
        if session.video:
            return Answer.of(self._shown(session))
        if session.ended or now() > session.started + self._state.rules.session_s:
            return Answer(404, b"Not Found", content_type="text/plain")
        found = _RANGE.fullmatch(call.headers.get("content-range", ""))
        if "content-range" not in call.headers and call.whole and len(call.raw) == session.size:
            return self._take(session, 0, call.raw, call.whole)
        if found is None or int(found[3]) != session.size:
            return _bad("Invalid Content-Range header.")
        if found[1] is None:
            return self._standing(session) if not call.raw else _bad("A status request has no body.")
        begin, end = int(found[1]), int(found[2])
        if begin != self._state.kept_bytes(session.id):
            return _bad(f"Invalid request. Expected bytes from {self._state.kept_bytes(session.id)}, got {begin}.")
        length = end - begin + 1
        if end + 1 > session.size or (call.whole and len(call.raw) != length):
            return _bad("Content-Range does not fit the body.")
        if end + 1 < session.size and length % PIECE:
            return _bad(
                f"Invalid request. The number of bytes uploaded is required to be a multiple of {PIECE}: {length}."
            )
        return self._take(session, begin, call.raw, call.whole)

    def _take(self, session: Session, begin: int, content: bytes, whole: bool) -> Answer:
        kept = content if whole else content[: len(content) // PIECE * PIECE]
        with self._state.path_of(session.id).open("ab") as file:
            file.truncate(begin)
            file.write(kept)
        if whole and begin + len(kept) == session.size:
            return Answer.of(self._finish(session))
        return self._standing(session)

    def _standing(self, session: Session) -> Answer:
        kept = self._state.kept_bytes(session.id)
        headers = (("range", f"bytes=0-{kept - 1}"),) if kept else ()
        return Answer(308, b"", (*headers, ("x-guploader-uploadid", session.id)))

    def _finish(self, session: Session) -> dict[str, object]:
        path = self._state.path_of(session.id)
        path.touch()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        facts = mp4.inspect(path)
        rules = self._state.rules
        fate = rules.next_fate or ("" if facts else "failed:emptyFile" if session.size == 0 else "failed:invalidFile")
        if rules.next_fate:
            self._state.set_rules(replace(rules, next_fate=""))
        given = session.metadata
        status = {name: given["status"][name] for name in videos.WRITABLE_STATUS if name in given.get("status", {})}
        status.setdefault("privacyStatus", "public")
        if rules.locked_private:
            status["privacyStatus"] = "private"
        path.replace(self._store.media_folder / digest)
        video = Video(
            id=new_id(11),
            account=session.account,
            snippet={
                name: given["snippet"][name] for name in videos.WRITABLE_SNIPPET if name in given.get("snippet", {})
            },
            status=status,
            sha256=digest,
            size=session.size,
            mime=session.mime,
            width=facts.width if facts else 0,
            height=facts.height if facts else 0,
            duration=facts.duration if facts else 0.0,
            uploaded=now(),
            processing_s=rules.processing_s,
            fate=fate,
        )
        videos.settle(self._state, self._store, None, video, self._tell)
        session = self._state.keep(replace(session, video=video.id))
        return self._shown(session)

    def _shown(self, session: Session) -> dict[str, object]:
        video = self._state.videos[session.video]
        return videos.as_json(video, set(session.parts.split(",")), self._store, self._state)


def _bad(words: str) -> Answer:
    return Answer(400, words.encode(), content_type="text/plain")
