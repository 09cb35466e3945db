"""The Graph API as a whole: who calls, which object and edge is meant, and what is answered."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from sandbox.accounts import Account, Platform
from sandbox.calls import Answer, Call, Json
from sandbox.clock import now
from sandbox.graph import errors, publishing
from sandbox.graph.calls import SESSIONS, UPLOADS, GraphCall
from sandbox.graph.comments import Comments
from sandbox.graph.fetching import fetch_photo
from sandbox.graph.fields import fields_of
from sandbox.graph.insights import page_insights
from sandbox.graph.listing import list_posts
from sandbox.graph.parameters import PARAMETERS, check_parameters, subscribed_fields
from sandbox.graph.reading import Reader, counted
from sandbox.graph.state import Comment, State, Video
from sandbox.graph.tokens import Caller, describe_token, identify
from sandbox.graph.usage import Usage
from sandbox.graph.video_reading import VideoReader
from sandbox.graph.videos import Videos
from sandbox.graph.webhooks import Webhooks
from sandbox.publications import Publication
from sandbox.store import Store

_VERSION = re.compile(r"^/v(\d+\.\d+)(?=/|$)")
_NEWEST = "26.0"


class GraphService:
    name: Platform = "facebook"

    def __init__(
        self,
        store: Store,
        state: State,
        base_url: str,
        on_publication: Callable[[Publication], None],
        webhooks: Webhooks,
    ) -> None:
        self._store = store
        self._state = state
        self._reader = Reader(store, base_url)
        self._expect = on_publication
        self._webhooks = webhooks
        self._videos = Videos(store, state, self._on_publication)
        self._video_reader = VideoReader(store, state, base_url)
        self.comments = Comments(store, state, webhooks.comment)
        self.usage = Usage()
        for identifier in (*state.videos, *state.comments, *(video.post_id for video in state.videos.values())):
            store.graph_ids.seen(identifier or "0")

    def _on_publication(self, publication: Publication) -> None:
        self._expect(publication)
        self._webhooks.post(publication, "add")

    def publishes(self, call: Call) -> bool:
        """Whether it may make something public."""
        if _method(call) != "POST":
            return False
        path = call.path.rstrip("/")
        if path.endswith(("/videos", "/video_reels")):
            given = call.parameters
            return given.get("upload_phase", "").lower() == "finish" or "fbuploader_video_file_chunk" in given
        return path.endswith(("/feed", "/photos", "/comments"))

    async def answer(self, call: Call) -> Answer:
        headers: tuple[tuple[str, str], ...] = (("facebook-api-version", f"v{_version(call)}"),)
        try:
            if call.broken_body:
                raise errors.bad_parameter("The body could not be read")
            path = _VERSION.sub("", call.path).strip("/")
            if path == "debug_token":
                return Answer.of(describe_token(call, self._store), headers=headers)
            caller = identify(call, self._store)
            headers += self.usage.take(caller.page)
            if isinstance(call, GraphCall) and UPLOADS in call.path:
                return self._videos.take(call, caller.page).with_headers(headers)
            if isinstance(call, GraphCall) and SESSIONS in call.path:
                return self._videos.sessions.take(call, caller.page).with_headers(headers)
            return Answer.of(await self._carry_out(_with_method(call), path, caller), headers=headers)
        except errors.GraphRefused as refused:
            return refused.answer.with_headers(headers)

    def server_error(self, html: bool) -> Answer:
        if html:
            page = b"<!DOCTYPE html><html><head><title>Error</title></head><body>Sorry, something went wrong.</body></html>"
            return Answer(502, page, content_type="text/html; charset=utf-8")
        message = "An unexpected error has occurred. Please retry your request later."
        return errors.GraphRefused(500, 2, message, transient=True).answer

    def throttled(self, call: Call, until: float, coin: bool) -> Answer:
        """Code 4 (application) or 32 (Page). The header tells whole minutes, as on the real platform."""
        if coin:
            refused = errors.GraphRefused(403, 4, "(#4) Application request limit reached", transient=True)
        else:
            refused = errors.GraphRefused(403, 32, "(#32) Page request limit reached", transient=True)
        # Whole minutes; a shorter rest is told as 0, and so is one that a change of the weather has ended meanwhile.
        minutes = max(0, int((until - now()) / 60))
        named = (self._store.account_named("facebook", segment) for segment in call.path.split("/"))
        page = next((account for account in named if account is not None), None)
        return refused.answer.with_headers(self.usage.throttled(page, minutes))

    def revoked(self, coin: bool) -> Answer:
        return errors.dead_token(expired=coin).answer

    async def _carry_out(self, call: Call, path: str, caller: Caller) -> Json:
        if not path:
            return self._many(call)
        identifier, _, edge = path.partition("/")
        if identifier == "me":
            if caller.as_user:
                return self._user(call, edge, caller)
            identifier = caller.page.id
        if edge == "uploads" and call.method == "POST" and identifier in ("app", caller.page.credentials["app_id"]):
            return self._videos.sessions.begin(call, caller.page)
        account = self._store.account_named("facebook", identifier)
        if account is not None:
            return await self._page(call, account, edge, caller)
        publication = self._store.publication(identifier)
        if publication is not None and publication.platform == "facebook":
            return self._post(call, publication, edge, caller)
        if (video := self._state.videos.get(identifier)) is not None:
            return self._video(call, video, edge, caller)
        if (comment := self._state.comments.get(identifier)) is not None:
            return self._comment(call, comment, edge, caller)
        return self._photo(call, identifier, edge, caller)

    def _many(self, call: Call) -> Json:
        """`GET /?ids=a,b&fields=…`: all or, when one of them cannot be read, an error."""
        identifiers = [part for part in call.parameters.get("ids", "").split(",") if part]
        if call.method != "GET" or not identifiers:
            raise errors.GraphRefused(400, 2500, "An active access token must be used to query information")
        if len(identifiers) > 50:
            raise errors.bad_parameter("The parameter ids holds at most 50 ids")
        fields = fields_of(call)
        found: Json = {}
        for identifier in identifiers:
            publication = self._store.publication(identifier)
            photo = self._store.photos.get(identifier)
            video = self._state.videos.get(identifier)
            account = self._store.account_named("facebook", identifier)
            if account is not None:
                found[identifier] = self._reader.page(account, fields)
            elif publication is not None and self._reader.readable(publication, now()):
                found[identifier] = self._reader.post(publication, fields)
            elif photo is not None and not photo.deleted:
                found[identifier] = self._reader.photo(photo, fields)
            elif video is not None and not video.deleted:
                found[identifier] = self._video_reader.video(video, fields)
            else:
                raise errors.GraphRefused(
                    404, 803, f"(#803) Some of the aliases you requested do not exist: {identifier}"
                )
        return found

    def _user(self, call: Call, edge: str, caller: Caller) -> Json:
        if call.method != "GET" or edge not in ("", "accounts"):
            raise errors.unknown_object("me", call.method)
        if edge == "accounts":
            fields = fields_of(call)
            return {"data": [self._reader.page(caller.page, fields, as_user=True)], "paging": {}}
        return {"id": caller.page.credentials["user_id"], "name": "Cán bộ quản trị Trang (mẫu)"}

    async def _page(self, call: Call, page: Account, edge: str, caller: Caller) -> Json:
        if ("Page", call.method, edge) not in _PAGE_EDGES:
            raise errors.unknown_object(page.id, call.method)
        check_parameters("Page", edge, call)
        fields = fields_of(call)
        if edge == "" and call.method == "GET":
            return self._reader.page(page, fields)
        _own(page.id, caller)
        if call.method == "GET" and edge == "insights":
            seen = [self._reader.seen(one) for one in self._store.newest_of(page.id) if one.deleted is None]
            return page_insights(page.id, call.parameters.get("metric", ""), seen)
        if call.method == "GET" and edge in ("videos", "video_reels"):
            kind = "reel" if edge == "video_reels" else "video"
            return self._video_reader.listed(call, page, kind, fields)
        if call.method == "GET" and self._store.differs("facebook", "reads_want_user_content"):
            raise errors.not_granted("pages_read_user_content")
        if call.method == "GET":
            return list_posts(call, page, fields, self._store, self._reader)
        if edge == "subscribed_apps":
            self._grant("pages_manage_metadata", "To subscribe to the feed field, one of these permissions is needed")
            if "feed" in subscribed_fields(call):
                self._state.install(page.id)
            return {"success": True}
        if edge == "videos":
            return self._videos.upload(call, page)
        if edge == "video_reels":
            return self._videos.reel(call, page)
        if edge == "feed":
            publication = publishing.post_to_feed(call, page, self._store)
            self._on_publication(publication)
            return {"id": publication.id}
        source = publishing.photo_source(call)
        content = source if isinstance(source, bytes) else await fetch_photo(source)
        answer, photo_post = publishing.post_photo(call, content, page, self._store)
        if photo_post is not None:
            self._on_publication(photo_post)
        return answer

    def _post(self, call: Call, publication: Publication, edge: str, caller: Caller) -> Json:
        if (call.method == "GET" and not self._reader.readable(publication, now())) or publication.deleted is not None:
            raise errors.unknown_object(publication.id, call.method)
        if ("PagePost", call.method, edge) not in _POST_EDGES:
            raise errors.unknown_object(publication.id, call.method)
        check_parameters("PagePost", edge, call)
        given = call.parameters
        if call.method != "GET" or edge == "insights":
            _own(publication.account, caller)
        if edge == "comments":
            self._grant_comments(call)
        if call.method == "POST" and edge == "comments":
            return self.comments.answer(call, publication, caller.page)
        if call.method == "POST":
            return self._edit(call, publication)
        if call.method == "DELETE":
            return self._delete(publication)
        seen = self._reader.seen(publication)
        match edge:
            case "insights":
                return self._reader.insights(publication, given.get("metric", ""))
            case "comments":
                return self.comments.list(call, publication, fields_of(call), seen.comments)
            case "reactions":
                return counted(seen.reactions, given, edge)
            case "attachments":
                return self._reader.attachments(publication, fields_of(call)) or {"data": []}
        return self._reader.post(publication, fields_of(call))

    def _edit(self, call: Call, publication: Publication) -> Json:
        answer = publishing.edit(call, publication, self._store)
        changed = self._store.publication(publication.id)
        if changed is not None and changed != publication:
            if (video := self._state.video_of_post(publication.id.rpartition("_")[2])) is not None:
                self._state.keep(replace(video, description=changed.text))
            self._webhooks.post(changed, "edited")
        return answer

    def _delete(self, publication: Publication) -> Json:
        if (video := self._state.video_of_post(publication.id.rpartition("_")[2])) is not None:
            self._state.keep(replace(video, deleted=True))
        self._webhooks.post(publication, "remove")
        return publishing.delete(publication, self._store)

    def _video(self, call: Call, video: Video, edge: str, caller: Caller) -> Json:
        if video.deleted or ("AdVideo", call.method, edge) not in PARAMETERS:
            raise errors.unknown_object(video.id, call.method)
        check_parameters("AdVideo", edge, call)
        if call.method != "GET" or not video.is_ready(now()):
            _own(video.account, caller)
        if edge == "comments":
            self._grant_comments(call)
        post = self._videos.post_of(video)
        match call.method, edge:
            case "POST", "thumbnails":
                return self._videos.set_thumbnail(call, video)
            case "POST", "captions":
                return self._videos.add_captions(call, video)
            case "POST", "":
                return self._videos.change(call, video)
            case "DELETE", "":
                return self._videos.delete(video)
            case "GET", "":
                return self._video_reader.video(video, fields_of(call))
        if post is None:
            raise errors.unknown_object(video.id, call.method)
        if call.method == "POST":
            return self.comments.answer(call, post, caller.page)
        return self.comments.list(call, post, fields_of(call), self._reader.seen(post).comments)

    def _comment(self, call: Call, comment: Comment, edge: str, caller: Caller) -> Json:
        if comment.deleted or ("Comment", call.method, edge) not in PARAMETERS:
            raise errors.unknown_object(comment.id, call.method)
        check_parameters("Comment", edge, call)
        self._grant_comments(call)
        post = self.comments.post_of(comment, call.method)
        _own(post.account, caller)
        match call.method, edge:
            case "GET", "":
                return self.comments.comment(comment, fields_of(call))
            case "GET", _:
                return self.comments.list(call, post, fields_of(call), 0, comment.id)
            case "POST", "comments":
                # Answers lie on one level.
                return self.comments.answer(call, post, caller.page, comment.parent or comment.id)
            case "POST", _:
                return self.comments.change(call, comment)
        return self.comments.delete(comment)

    def _grant(self, permission: str, words: str) -> None:
        """Raises GraphRefused (#200) where nobody is granted what can be done without."""
        if self._store.differs("facebook", "optional_denied"):
            raise errors.no_permission(f"{words}: {permission}")

    def _grant_comments(self, call: Call) -> None:
        if call.method != "GET":
            self._grant("pages_manage_engagement", "Requires permission")
        elif self._store.differs("facebook", "optional_denied"):
            raise errors.not_granted("pages_read_user_content")

    def _photo(self, call: Call, identifier: str, edge: str, caller: Caller) -> Json:
        photo = self._store.photos.get(identifier)
        if photo is None or photo.deleted or edge or call.method not in ("GET", "DELETE"):
            raise errors.unknown_object(identifier, call.method)
        check_parameters("Photo", edge, call)
        if call.method == "DELETE":
            _own(photo.account, caller)
            return publishing.delete_photo(photo, self._store)
        return self._reader.photo(photo, fields_of(call))


_PAGE_EDGES = frozenset(
    {("Page", "GET", edge) for edge in ("", "feed", "published_posts", "insights", "videos", "video_reels")}
    | {("Page", "POST", edge) for edge in ("feed", "photos", "videos", "video_reels", "subscribed_apps")}
)
_POST_EDGES = frozenset(
    {("PagePost", "GET", edge) for edge in ("", "insights", "comments", "reactions", "attachments")}
    | {("PagePost", "POST", edge) for edge in ("", "comments")}
    | {("PagePost", "DELETE", "")}
)


def _own(page: str, caller: Caller) -> None:
    if caller.page.id != page:
        raise errors.no_permission("If posting to a page, requires both pages_read_engagement and pages_manage_posts")


def _version(call: Call) -> str:
    found = _VERSION.match(call.path)
    return found[1] if found else _NEWEST


def _method(call: Call) -> str:
    """Graph lets a POST stand for another method by a parameter."""
    return call.parameters.get("method", call.method).upper() if call.method == "POST" else call.method


def _with_method(call: Call) -> Call:
    method = _method(call)
    return call if method == call.method else replace(call, method=method)
