"""The channel as a citizen sees it, what the owner alone sees of it (Studio), and where a tester changes the rules."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import iso_time, now
from sandbox.rules import wishes_of
from sandbox.store import Store
from sandbox.templates import render
from sandbox.youtube import comments, videos
from sandbox.youtube.errors import Refused
from sandbox.youtube.state import FATES, Caption, State, Video, VideoComment

_SHA256 = re.compile(r"[0-9a-f]{64}")
_LANGUAGES = {"vi": "Tiếng Việt", "en": "English"}
_PRIVACY = {"public": "Công khai", "unlisted": "Không công khai", "private": "Riêng tư"}
_KINDS = {"failed": "lỗi tải lên", "rejected": "bị từ chối", "processing": "lỗi xử lý"}


@dataclass(frozen=True)
class ShownCaption:
    id: str
    label: str
    language: str


@dataclass(frozen=True)
class ShownVideo:
    """A video as the screens show it. `stand`: in words, for the owner."""

    id: str
    title: str
    description: str
    tags: tuple[str, ...]
    address: str
    source: str
    mime: str
    thumbnail: str
    length: str
    is_short: bool
    is_synthetic: bool
    time: float
    views: int
    likes: int
    comments: int
    privacy: str
    stand: str
    captions: tuple[ShownCaption, ...]


@dataclass(frozen=True)
class ShownPlaylist:
    title: str
    videos: tuple[ShownVideo, ...]


class YouTubeScreens:
    def __init__(self, store: Store, state: State) -> None:
        self._store = store
        self._state = state

    def routes(self) -> list[Route]:
        return [
            Route("/man-hinh/youtube/phu-de/{caption}.vtt", self.captions),
            Route("/man-hinh/youtube/tep/{digest}", self.file),
            Route("/man-hinh/youtube/{account}", self.channel),
            Route("/man-hinh/youtube/{account}/video/{video}", self.watch),
            Route("/man-hinh/youtube/{account}/video/{video}/binh-luan", self.citizen, methods=["POST"]),
            Route("/_sandbox/youtube/comments", self.comment, methods=["POST"]),
            Route("/dieu-khien/youtube", self.rules_form, methods=["GET", "POST"]),
            Route("/_sandbox/youtube", self.show, methods=["GET"]),
            Route("/_sandbox/youtube", self.set_rules, methods=["PUT"]),
            Route("/_sandbox/youtube/age", self.age, methods=["POST"]),
        ]

    async def channel(self, request: Request) -> Response:
        account = self._account(request)
        if account is None:
            return _page("missing.html", 404)
        moment = now()
        held = self._state.videos_of(account.id)
        shown = [self._shown(video, account, moment) for video in held if video.is_shown(moment)]
        kept_back = [self._shown(video, account, moment) for video in held if not video.is_shown(moment)]
        playlists = [
            ShownPlaylist(
                playlist.title,
                tuple(
                    self._shown(self._state.videos[video], account, moment)
                    for _item, video, _added in playlist.items
                    if self._state.videos[video].is_shown(moment)
                ),
            )
            for playlist in self._state.playlists_of(account.id)
        ]
        return _page(
            "youtube.html",
            account=account,
            videos=[one for one in shown if not one.is_short],
            shorts=[one for one in shown if one.is_short],
            playlists=playlists,
            studio=kept_back,
        )

    async def watch(self, request: Request) -> Response:
        account = self._account(request)
        video = self._state.videos.get(request.path_params["video"])
        if account is None or video is None or video.account != account.id or video.deleted is not None:
            return _page("missing.html", 404)
        said = [one for one in self._state.comments.values() if one.video == video.id and not one.deleted]
        shown = [one for one in said if one.status == "published"]
        threads = [
            (first, [one for one in shown if one.parent == first.id]) for first in reversed(shown) if not first.parent
        ]
        return _page("youtube_video.html", account=account, video=self._shown(video, account, now()), threads=threads)

    async def comment(self, request: Request) -> Response:
        """`{"video", "text", "author", "parent"}`: what a citizen writes under a video."""
        try:
            wishes = {name: str(value) for name, value in (await wishes_of(request)).items()}
            written = self._write(wishes.pop("video", ""), wishes)
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        except Refused as refused:
            return Response(refused.answer.body, refused.answer.status, media_type="application/json")
        return JSONResponse({"id": written.id}, 201)

    async def citizen(self, request: Request) -> Response:
        """On the video's screen a citizen writes a comment, or deletes their own."""
        form = {name: str(value) for name, value in (await request.form()).items()}
        account, video = request.path_params["account"], request.path_params["video"]
        try:
            if (gone := self._state.comments.get(form.pop("delete", ""))) is not None:
                self._state.keep(replace(gone, deleted=True))
            else:
                self._write(video, form)
        except ValueError:
            return Response("", 404)
        except Refused as refused:
            return Response(refused.answer.body, refused.answer.status, media_type="application/json")
        return RedirectResponse(f"/man-hinh/youtube/{account}/video/{video}", 303)

    def _write(self, name: str, wishes: dict[str, str]) -> VideoComment:
        """Raises ValueError, Refused."""
        video = self._state.videos.get(name)
        if video is None or video.deleted is not None:
            raise ValueError("no such video")
        parent, author = wishes.get("parent", ""), wishes.get("author", "").strip()[:80] or "Người dân"
        if parent and (parent not in self._state.comments or self._state.comments[parent].parent):
            raise ValueError("no such comment")
        shown = "@" + author
        return comments.write(self._state, video, wishes.get("text", ""), comments.citizen(author), shown, parent)

    async def file(self, request: Request) -> Response:
        """A video or cover, in ranges as a player asks for it."""
        digest = request.path_params["digest"]
        path = self._store.media_folder / digest
        if not _SHA256.fullmatch(digest) or not path.exists():
            return Response("", 404)
        return FileResponse(path, media_type=self._mime_of(digest))

    async def captions(self, request: Request) -> Response:
        """A caption track as WebVTT, which is what browsers play."""
        caption = self._state.captions.get(request.path_params["caption"])
        if caption is None or caption.deleted:
            return Response("", 404)
        text = (self._store.media_folder / caption.sha256).read_text("utf-8", "replace").lstrip("\ufeff")
        if not text.startswith("WEBVTT"):
            text = "WEBVTT\n\n" + re.sub(r"(\d\d:\d\d),(\d\d\d)", r"\1.\2", text.replace("\r\n", "\n"))
        return Response(text, media_type="text/vtt; charset=utf-8")

    async def rules_form(self, request: Request) -> Response:
        problem = ""
        if request.method == "POST":
            form = {name: str(value) for name, value in (await request.form()).items()}
            try:
                self._state.set_rules(
                    self._state.rules.changed(
                        {
                            "processing_s": float(form.get("processing_s") or 0),
                            "next_fate": form.get("next_fate", ""),
                            "locked_private": "locked_private" in form,
                        }
                    )
                )
            except ValueError as wrong:
                problem = str(wrong)
            else:
                return RedirectResponse("/dieu-khien/youtube", 303)
        fates = [(fate, _fate_words(fate)) for fate in FATES]
        return _page(
            "youtube_rules.html", 400 if problem else 200, problem=problem, rules=self._state.rules, fates=fates
        )

    async def show(self, _request: Request) -> Response:
        return JSONResponse(self._described())

    async def set_rules(self, request: Request) -> Response:
        try:
            self._state.set_rules(self._state.rules.changed(await wishes_of(request)))
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse(self._described())

    async def age(self, request: Request) -> Response:
        """`{"tokens": true}` ends all access tokens, `{"sessions": true}` all uploads on their way."""
        try:
            wishes = json.loads(await request.body())
        except ValueError:
            return JSONResponse({"error": "the body is not JSON"}, 400)
        if not isinstance(wishes, dict) or not set(wishes) <= {"tokens", "sessions"}:
            return JSONResponse({"error": "known: tokens, sessions"}, 400)
        self._state.age(tokens=wishes.get("tokens") is True, sessions=wishes.get("sessions") is True)
        return JSONResponse(self._described())

    def _described(self) -> Json:
        """For tests: the rules, what is held, and how many bytes arrived. No token and no address of an upload."""
        moment = now()
        state = self._state
        return {
            "rules": asdict(state.rules),
            "videos": [
                {
                    "id": video.id,
                    "account": video.account,
                    "title": video.title,
                    "description": video.description,
                    "tags": list(video.snippet.get("tags", [])),
                    "status": dict(video.status),
                    "sha256": video.sha256,
                    "bytes": video.size,
                    "width": video.width,
                    "height": video.height,
                    "duration": video.duration,
                    "short": video.is_short,
                    "uploaded": iso_time(video.uploaded),
                    "processed": video.progress(moment) >= 1.0,
                    "fate": video.fate,
                    "shown": video.is_shown(moment),
                    "deleted": video.deleted is not None,
                    "thumbnail": video.thumbnail,
                    "captions": [
                        {"language": one.language, "name": one.name, "sha256": one.sha256}
                        for one in state.captions_of(video.id)
                    ],
                    "playlists": [
                        playlist.title
                        for playlist in state.playlists_of(video.account)
                        for item in playlist.items
                        if item[1] == video.id
                    ],
                }
                for video in state.videos.values()
            ],
            "sessions": [
                {
                    "bytes": session.size,
                    "kept": session.size if session.video else state.kept_bytes(session.id),
                    "received": session.received,
                    "puts": session.puts,
                    "broken": session.broken,
                    "video": session.video,
                }
                for session in state.sessions.values()
            ],
            "comments": [asdict(comment) for comment in state.comments.values()],
            "spent": {f"{account} {bucket}": use.spent for (account, bucket), use in state.uses.items()},
        }

    def _account(self, request: Request) -> Account | None:
        return self._store.account_named("youtube", request.path_params["account"].removeprefix("@"))

    def _shown(self, video: Video, account: Account, moment: float) -> ShownVideo:
        numbers = videos.statistics(video, self._store, moment)
        return ShownVideo(
            id=video.id,
            title=video.title,
            description=video.description,
            tags=tuple(str(tag) for tag in video.snippet.get("tags", [])),
            address=f"/man-hinh/youtube/{account.id}/video/{video.id}",
            source=f"/man-hinh/youtube/tep/{video.sha256}",
            mime=video.mime,
            thumbnail=f"/man-hinh/youtube/tep/{video.thumbnail}" if video.thumbnail else "",
            length=_length(video.duration),
            is_short=video.is_short,
            is_synthetic=video.status.get("containsSyntheticMedia") is True,
            time=video.published or video.uploaded,
            views=int(str(numbers["viewCount"])),
            likes=int(str(numbers["likeCount"])),
            comments=int(str(numbers["commentCount"])),
            privacy=_PRIVACY.get(video.privacy, video.privacy),
            stand=_stand(video, moment),
            captions=tuple(_caption(one) for one in self._state.captions_of(video.id) if one.is_readable),
        )

    def _mime_of(self, digest: str) -> str:
        for video in self._state.videos.values():
            if video.sha256 == digest:
                return video.mime
            if video.thumbnail == digest:
                return video.thumbnail_mime
        return "application/octet-stream"


def _caption(caption: Caption) -> ShownCaption:
    return ShownCaption(caption.id, _LANGUAGES.get(caption.language, caption.language), caption.language)


def _stand(video: Video, moment: float) -> str:
    progress = video.progress(moment)
    if progress < 1.0:
        return f"đang xử lý {int(progress * 100)} %"
    return _fate_words(video.fate) if video.fate else "đã xử lý"


def _fate_words(fate: str) -> str:
    kind, _, reason = fate.partition(":")
    return f"{_KINDS[kind]}: {reason}" if kind else "xử lý xong bình thường"


def _length(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"


def _page(name: str, status: int = 200, **values: object) -> Response:
    return HTMLResponse(render(name, **values), status)
