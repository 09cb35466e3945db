"""The YouTube Data API as a whole: which path does what, who may call it, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.publications import Publication
from sandbox.store import Store
from sandbox.youtube import comments, errors, library, videos
from sandbox.youtube.access import Access
from sandbox.youtube.calls import YouTubeCall
from sandbox.youtube.description import Method, check_body, check_query, method_of
from sandbox.youtube.state import State, Video
from sandbox.youtube.uploads import Uploads

PREFIX = "/youtube"
_VIDEOS_UPLOAD = "/upload/youtube/v3/videos"
_MOST_IDS = 50
_SUBSCRIBERS = "4210"


class YouTubeService:
    name: Platform = "youtube"

    def __init__(self, store: Store, state: State, on_publication: Callable[[Publication], None]) -> None:
        self._store = store
        self._state = state
        self._tell = on_publication
        self._access = Access(store, state)
        self._uploads = Uploads(store, state, PREFIX, on_publication)

    def publishes(self, call: Call) -> bool:
        """Whether it may make a video or an answer visible."""
        if call.method == "POST" and call.path == "/youtube/v3/comments":
            return True
        if call.method != "PUT" or call.path != "/youtube/v3/videos" or not isinstance(call.json, dict):
            return False
        status = call.json.get("status")
        return isinstance(status, dict) and status.get("privacyStatus") != "private"

    async def answer(self, call: Call) -> Answer:
        try:
            return self._answer(call) if isinstance(call, YouTubeCall) else errors.no_such_path().answer
        except errors.Refused as refused:
            return refused.answer

    def server_error(self, html: bool) -> Answer:
        if html:
            page = b"<!DOCTYPE html><html><title>Error 502 (Server Error)!!1</title><p>The server encountered an error.</html>"
            return Answer(502, page, content_type="text/html; charset=UTF-8")
        return errors.problem(500, "backendError", "Internal error encountered.", "global", "INTERNAL").answer

    def throttled(self, _call: Call, until: float, coin: bool) -> Answer:
        message = "Quota exceeded for quota metric 'Queries' and limit 'Queries per minute per user'"
        refused = errors.problem(
            429 if coin else 403, "rateLimitExceeded", message, "usageLimits", "RESOURCE_EXHAUSTED"
        )
        return refused.answer.with_headers((("retry-after", str(max(1, int(until - now() + 0.999)))),))

    def revoked(self, _coin: bool) -> Answer:
        return errors.invalid_credentials().answer

    def _answer(self, call: YouTubeCall) -> Answer:
        if call.path == "/token":
            return self._access.token_answer(call)
        if call.path.removeprefix("/resumable") == _VIDEOS_UPLOAD and call.method == "PUT":
            self._access.caller(call)
            return self._uploads.put(call)
        method = method_of(call.method, call.path)
        if method is None or method.name not in self._known:
            raise errors.no_such_path()
        account = self._access.caller(call)
        check_query(method, call.named)
        self._access.spend(account, method.name, method.http)
        answer = self._known[method.name](self, call, account, method)
        return answer if isinstance(answer, Answer) else Answer.of(answer) if answer else Answer(204, b"")

    def _insert_video(self, call: YouTubeCall, account: Account, _method: Method) -> Answer:
        return self._uploads.start(call, account)

    def _list_videos(self, call: YouTubeCall, account: Account, _method: Method) -> Json:
        found = self._wanted(call, account)
        parts = set(call.one("part").split(","))
        return {
            "kind": "youtube#videoListResponse",
            "items": [videos.as_json(video, parts, self._store, self._state) for video in found],
            "pageInfo": {"totalResults": len(found), "resultsPerPage": len(found)},
        }

    def _video_stats(self, call: YouTubeCall, account: Account, _method: Method) -> Json:
        parts = set(call.one("part").split(","))
        items: list[Json] = []
        for video in self._wanted(call, account):
            numbers = videos.statistics(video, self._store, now())
            numbers.pop("favoriteCount")
            item: Json = {"kind": "youtube#videoStats", "id": video.id}
            items.append(item | ({"statistics": numbers} if "statistics" in parts else {}))
        return {"kind": "youtube#batchGetStatsResponse", "items": items}

    def _wanted(self, call: YouTubeCall, account: Account) -> list[Video]:
        ids = [one for one in call.one("id").split(",") if one]
        if not ids:
            raise errors.missing("id")
        if len(ids) > _MOST_IDS:
            raise errors.problem(400, "invalidFilters", "The request specifies more than 50 ids.", "youtube.parameter")
        held = [self._state.videos.get(one) for one in dict.fromkeys(ids)]
        return [
            video
            for video in held
            if video is not None and video.deleted is None and (video.account == account.id or video.is_shown(now()))
        ]

    def _update_video(self, call: YouTubeCall, account: Account, _method: Method) -> Json:
        if call.broken_body or not isinstance(call.json, dict):
            raise errors.problem(400, "invalidVideoMetadata", "The request metadata is invalid.", "youtube.video")
        check_body("Video", call.json)
        video = videos.own(self._state, account.id, str(call.json.get("id", "")))
        parts = set(call.one("part").split(","))
        video = videos.update(self._state, self._store, video, call.json, parts, self._tell)
        return videos.as_json(video, parts, self._store, self._state)

    def _delete_video(self, call: YouTubeCall, account: Account, _method: Method) -> None:
        video = videos.own(self._state, account.id, call.one("id"))
        videos.settle(self._state, self._store, video, replace(video, deleted=now()), self._tell)

    def _list_channels(self, call: YouTubeCall, account: Account, _method: Method) -> Json:
        parts = set(call.one("part").split(","))
        wanted = call.one("id")
        shown: list[Json] = []
        if call.one("mine") == "true" or wanted == account.id:
            uploads = sum(1 for video in self._state.videos_of(account.id) if video.privacy == "public")
            possible: Json = {
                "snippet": {
                    "title": account.name,
                    "description": "Dữ liệu mẫu. Kênh truyền hình pháp luật của tỉnh Hương Giang (hư cấu).",
                    "customUrl": f"@{account.handle.lower()}",
                    "publishedAt": videos.google_time(account.created),
                    "country": "VN",
                },
                "contentDetails": {"relatedPlaylists": {"likes": "", "uploads": "UU" + account.id[2:]}},
                "statistics": {"subscriberCount": _SUBSCRIBERS, "videoCount": str(uploads)},
            }
            shown.append(
                {"kind": "youtube#channel", "id": account.id}
                | {name: value for name, value in possible.items() if name in parts}
            )
        elif not wanted:
            raise errors.missing("id")
        return {"kind": "youtube#channelListResponse", "items": shown, "pageInfo": {"totalResults": len(shown)}}

    _known: dict[str, Callable[[YouTubeService, YouTubeCall, Account, Method], Answer | Json | None]] = {  # noqa: RUF012
        "videos.insert": _insert_video,
        "videos.list": _list_videos,
        "videos.batchGetStats": _video_stats,
        "videos.update": _update_video,
        "videos.delete": _delete_video,
        "channels.list": _list_channels,
        "thumbnails.set": lambda self, call, account, _m: library.set_cover(call, account, self._store, self._state),
        "captions.insert": lambda self, call, account, _m: library.insert_caption(
            call, account, self._store, self._state
        ),
        "captions.update": lambda self, call, account, _m: library.update_caption(
            call, account, self._store, self._state
        ),
        "captions.list": lambda self, call, account, _m: library.list_captions(call, account, self._state),
        "captions.delete": lambda self, call, account, _m: library.delete_caption(call, account, self._state),
        "playlists.insert": lambda self, call, account, _m: library.make_playlist(call, account, self._state),
        "playlists.list": lambda self, call, account, _m: library.list_playlists(call, account, self._state),
        "playlistItems.insert": lambda self, call, account, _m: library.add_to_playlist(
            call, account, self._store, self._state
        ),
        "playlistItems.list": lambda self, call, account, _m: library.list_items(
            call, account, self._store, self._state
        ),
        "commentThreads.list": lambda self, call, account, _m: comments.list_threads(
            call, account, self._store, self._state
        ),
        "comments.list": lambda self, call, account, _m: comments.list_answers(call, account, self._store, self._state),
        "comments.insert": lambda self, call, account, _m: comments.insert(call, account, self._state),
        "comments.setModerationStatus": lambda self, call, account, _m: comments.moderate(call, account, self._state),
        "playlistItems.delete": lambda self, call, account, _m: library.remove_from_playlist(
            call, account, self._state
        ),
    }
