"""Videos and reels: uploaded in phases, processed, published, read.

- An ordinary video: POST `/{page}/videos` with the handle of a session (`sandbox.graph.sessions`); or, as it was before, with
  `upload_phase` start, transfer, finish. Graph says which bytes it wants
  next; another chunk is refused with subcode 1363037, and `error_data` says which.
- A reel: POST `/{page}/video_reels` start, its bytes to `/video-upload/…` with the headers `offset` and `file_size`,
  finish. Bytes of a request that breaks off are kept; the status of the video says how many there are.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from sandbox import images
from sandbox.accounts import Account
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.graph.calls import GraphCall
from sandbox.graph.errors import GraphRefused, bad_parameter, unknown_object
from sandbox.graph.sessions import Sessions
from sandbox.graph.state import State, Video
from sandbox.publications import Picture, Publication
from sandbox.store import Store
from sandbox.youtube import mp4

LARGEST = 2 * 1024 * 1024 * 1024
SMALLEST = 1024
LONGEST_DESCRIPTION = 63_206
LONGEST_TITLE = 255
_DAY_S = 86_400
_FACEBOOK = re.compile(r"[a-z0-9.\-]+\.facebook\.com")
_UPLOAD = re.compile(r"^/video-upload/(?:v\d+\.\d+/)?(\d+)$")


class Videos:
    def __init__(self, store: Store, state: State, tell: Callable[[Publication], None]) -> None:
        self._store = store
        self._state = state
        self._tell = tell
        self.sessions = Sessions(store, state)

    # Ordinary videos

    def upload(self, call: Call, page: Account) -> Json:
        given = call.parameters
        if handle := given.get("fbuploader_video_file_chunk", ""):
            video = self.sessions.file_of(handle, page)
            self._finish(call, self._read_in(video), page)
            return {"id": video.id}
        match given.get("upload_phase", ""):
            case "start":
                return self._start(given, page)
            case "transfer":
                return self._transfer(call, self._of_session(given, page))
            case "finish":
                video = self._of_session(given, page)
                if self._state.kept_bytes(video.id) != video.size:
                    raise _video_refused(
                        1363033, "There was a problem uploading your video. Please try uploading it again."
                    )
                return self._finish(call, self._read_in(video), page)
            case "cancel":
                video = self._of_session(given, page)
                self._state.keep(replace(video, deleted=True))
                return {"success": True}
        raise bad_parameter("Missing parameter: upload_phase (this stand-in takes uploads in phases only)")

    def _start(self, given: dict[str, str], page: Account) -> Json:
        text = given.get("file_size", "")
        if not text.isdigit():
            raise bad_parameter("Missing parameter: file_size")
        size = int(text)
        if size > LARGEST:
            raise _video_refused(
                1363023, "The video you tried to upload is too large. The maximum size for a video is 2 GB."
            )
        if size < SMALLEST:
            raise _video_refused(
                1363022, "The video you tried to upload is too small. The minimum size for a video is 1 KB."
            )
        video = Video(
            self._store.graph_ids.next(), page.id, "video", now(), size=size, session=self._store.graph_ids.next()
        )
        self._state.keep(video)
        return {"video_id": video.id, "upload_session_id": video.session, **self._wanted(video)}

    def _transfer(self, call: Call, video: Video) -> Json:
        chunk = call.files.get("video_file_chunk")
        if chunk is None:
            raise _video_refused(1363020, "No Video Selected. Please select the video you want to upload.")
        kept = self._state.kept_bytes(video.id)
        video = self._state.keep(replace(video, received=video.received + len(chunk), puts=video.puts + 1))
        wanted = self._wanted(video)
        if call.parameters.get("start_offset") != str(kept):
            message = "There was a problem uploading your video. Please try uploading it again."
            raise _video_refused(1363037, message, wanted)
        if kept + len(chunk) > int(str(wanted["end_offset"])):
            raise _video_refused(1363033, "The chunk is longer than the one that was asked for.")
        with self._state.path_of(video.id).open("ab") as file:
            file.write(chunk)
        return self._wanted(video)

    def _wanted(self, video: Video) -> Json:
        kept = self._state.kept_bytes(video.id)
        end = min(video.size, kept + int(self._state.rules.chunk_bytes))
        return {"start_offset": str(kept), "end_offset": str(end)}

    def _of_session(self, given: dict[str, str], page: Account) -> Video:
        video = self._state.video_of_session(given.get("upload_session_id", ""))
        if video is None or video.account != page.id or video.deleted:
            raise unknown_object(given.get("upload_session_id", ""), "post")
        if video.finished is not None:
            raise bad_parameter("The upload session has been completed already")
        return video

    # Reels

    def reel(self, call: Call, page: Account) -> Json:
        given = call.parameters
        phase = given.get("upload_phase", "").lower()
        if phase == "start":
            video = self._state.keep(Video(self._store.graph_ids.next(), page.id, "reel", now()))
            host = "https://rupload.facebook.com" if _FACEBOOK.fullmatch(call.host) else f"http://{call.host}/graph"
            return {"video_id": video.id, "upload_url": f"{host}/video-upload/v26.0/{video.id}"}
        if phase != "finish":
            raise bad_parameter("Missing parameter: upload_phase")
        found = self._state.videos.get(given.get("video_id", ""))
        if found is None or found.account != page.id or found.kind != "reel" or found.deleted:
            raise unknown_object(given.get("video_id", ""), "post")
        if given.get("video_state", "").upper() != "PUBLISHED":
            raise bad_parameter("video_state must be PUBLISHED (this stand-in knows no drafts and no schedule)")
        if not found.whole or found.finished is not None:
            raise bad_parameter("The video is not uploaded, or published already")
        lately = [
            one
            for one in self._state.videos_of(page.id)
            if one.kind == "reel" and one.finished is not None and one.finished > now() - _DAY_S
        ]
        if len(lately) >= self._state.rules.reels_per_day:
            raise GraphRefused(403, 613, "(#613) Calls to this api have exceeded the rate limit.")
        return self._finish(call, found, page)

    def take(self, call: GraphCall, page: Account) -> Answer:
        """Bytes of a reel. What a broken request brought is kept."""
        found = _UPLOAD.match(call.path)
        video = self._state.videos.get(found[1]) if found else None
        if video is None or video.account != page.id or video.kind != "reel" or video.deleted or video.whole:
            return _upload_refused("ProcessingFailedError", "Request processing failed", retriable=False)
        offset, total = call.headers.get("offset", ""), call.headers.get("file_size", "")
        if not offset.isdigit() or not total.isdigit() or not 0 < int(total) <= LARGEST:
            return _upload_refused(
                "ProcessingFailedError", "The headers offset and file_size are needed", retriable=False
            )
        size = video.size or int(total)
        video = self._state.keep(
            replace(video, size=size, received=video.received + len(call.raw), puts=video.puts + 1)
        )
        kept = self._state.kept_bytes(video.id)
        if int(offset) != kept:
            return _upload_refused("OffsetInvalidError", "Request starting offset is invalid", retriable=True)
        if int(total) != size or kept + len(call.raw) > size:
            return _upload_refused(
                "PartialRequestError", "Partial request (did not match length of file)", retriable=True
            )
        with self._state.path_of(video.id).open("ab") as file:
            file.write(call.raw)
        if kept + len(call.raw) < size:
            return _upload_refused(
                "PartialRequestError", "Partial request (did not match length of file)", retriable=True
            )
        try:
            self._read_in(video)
        except GraphRefused:
            return _upload_refused("ProcessingFailedError", "Request processing failed", retriable=False)
        return Answer.of({"success": True})

    # Both

    def _read_in(self, video: Video) -> Video:
        """The uploaded file becomes one of the media. Raises GraphRefused for what is no MP4."""
        if video.whole:
            return video
        path = self._state.path_of(video.id)
        facts = mp4.inspect(path)
        if facts is None:
            raise GraphRefused(
                400, 352, "(#352) The video file you selected is in a format that we don't support.", subcode=1363024
            )
        digest = _digest(path)
        path.replace(self._store.media_folder / digest)
        return self._state.keep(
            replace(video, whole=True, sha256=digest, width=facts.width, height=facts.height, duration=facts.duration)
        )

    def _finish(self, call: Call, video: Video, page: Account) -> Json:
        given = call.parameters
        title, description = given.get("title", ""), given.get("description", "")
        if len(title) > LONGEST_TITLE:
            raise bad_parameter(f"Param title must be less than {LONGEST_TITLE} characters")
        if len(description) > LONGEST_DESCRIPTION:
            raise bad_parameter(f"Param description must be no longer than {LONGEST_DESCRIPTION} characters")
        thumbnail = self.picture(call, "thumb") if "thumb" in call.files else video.thumbnail
        moment, rules = now(), self._state.rules
        fate = complaint(video) or self._state.take_fate()
        post_id = "" if fate else self._store.graph_ids.next()
        video = self._state.keep(
            replace(
                video, finished=moment, processing_s=rules.processing_s, fate=fate, title=title,
                description=description, thumbnail=thumbnail, post_id=post_id,
            )
        )  # fmt: skip
        if not fate:
            publication = Publication(
                platform="facebook",
                account=page.id,
                id=f"{page.id}_{post_id}",
                text=description,
                link="",
                pictures=(
                    Picture(video.id, video.sha256, video.size, "video/mp4", video.width, video.height, alt_text=title),
                ),
                time=moment + video.processing_s,
                accepted=moment,
                kind=video.kind,
            )
            self._store.publish(publication)
            self._tell(publication)
        return {"success": True}

    def picture(self, call: Call, part: str) -> str:
        """SHA-256 of a picture that came as a file. Raises GraphRefused for what is none."""
        content = call.files.get(part, b"")
        if images.inspect(content) is None:
            raise GraphRefused(400, 324, "(#324) Missing or invalid image file")
        return self._store.keep_bytes(content)

    def set_thumbnail(self, call: Call, video: Video) -> Json:
        self._state.keep(replace(video, thumbnail=self.picture(call, "source")))
        return {"success": True}

    def add_captions(self, call: Call, video: Video) -> Json:
        content = call.files.get("captions_file", b"")
        name = call.captions_name if isinstance(call, GraphCall) else ""
        found = re.fullmatch(r".+\.([a-z]{2,3}_[A-Z]{2})\.srt", name)
        if found is None:
            raise GraphRefused(400, 386, "(#386) Please use this format: filename.en_US.srt")
        try:
            readable = "-->" in content.decode("utf-8-sig")
        except UnicodeDecodeError:
            readable = False
        if not readable:
            raise GraphRefused(400, 385, "(#385) Please upload SubRip (.srt) files for video captions.")
        others = tuple(one for one in video.captions if one[0] != found[1])
        self._state.keep(replace(video, captions=(*others, (found[1], self._store.keep_bytes(content)))))
        return {"success": True}

    def change(self, call: Call, video: Video) -> Json:
        given = call.parameters
        title, description = given.get("name", video.title), given.get("description", video.description)
        self._state.keep(replace(video, title=title, description=description))
        publication = self.post_of(video)
        if publication is not None and description != publication.text:
            self._store.change(replace(publication, text=description, edited=now()))
        return {"success": True}

    def delete(self, video: Video) -> Json:
        self._state.keep(replace(video, deleted=True))
        publication = self.post_of(video)
        if publication is not None and publication.deleted is None:
            self._store.change(replace(publication, deleted=now()))
        return {"success": True}

    def post_of(self, video: Video) -> Publication | None:
        return self._store.publication(f"{video.account}_{video.post_id}") if video.post_id else None


def complaint(video: Video) -> str:
    """What Graph would complain of in the file itself; empty if nothing."""
    shape = video.width / video.height if video.height else 0.0
    if not 9 / 16 - 0.01 <= shape <= 16 / 9 + 0.01:
        return "aspect"
    if video.kind == "reel":
        if not 3.0 <= video.duration <= 90.5:
            return "duration"
        if video.width < 540 or video.height < 960:
            return "resolution"
    return ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _video_refused(subcode: int, message: str, data: Json | None = None) -> GraphRefused:
    return GraphRefused(400, 6000, message, "GraphException", subcode, data=data)


def _upload_refused(kind: str, message: str, *, retriable: bool) -> Answer:
    return Answer.of({"debug_info": {"retriable": retriable, "type": kind, "message": message}}, 400)
