"""Comments of videos, as the description of `comments` and `commentThreads` has them: threads newest first, each with a few of
its answers; answers in the order in which they were written; one level deep. Refused with the reasons of Google's reference.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import now
from sandbox.store import Store
from sandbox.youtube import errors, videos
from sandbox.youtube.calls import YouTubeCall
from sandbox.youtube.description import check_body
from sandbox.youtube.state import State, Video, VideoComment, new_id

LONGEST = 10_000
SHOWN_ANSWERS = 5
"""A thread in a listing carries no more of its answers than this."""
_LEAST, _MOST, _USUAL = 1, 100, 20
_DOMAIN, _THREAD = "youtube.comment", "youtube.commentThread"


@dataclass(frozen=True)
class _Listing:
    """Who reads, and how text is shown."""

    reader: Account
    parts: frozenset[str]
    plain: bool
    answers: Sequence[VideoComment] = ()


def write(state: State, video: Video, text: str, author_id: str, author: str, parent: str = "") -> VideoComment:
    """A new comment under a video, or an answer to one. Raises Refused."""
    if not text.strip():
        raise errors.problem(400, "commentTextRequired", "The resource does not include the text.", _DOMAIN)
    if len(text) > LONGEST:
        raise errors.problem(400, "commentTextTooLong", "The comment text has too many characters.", _DOMAIN)
    if state.rules.comments_disabled:
        raise disabled(_DOMAIN)
    known = f"{parent}.{new_id(22)}" if parent else f"Ugx{new_id(23)}".replace(".", "_")
    return state.keep(VideoComment(known, video.id, parent, author_id, author, text, now()))


def citizen(name: str) -> str:
    """Who writes under the same name has the same channel."""
    return "UC" + hashlib.sha256(name.encode()).hexdigest()[:22]


def list_threads(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    filters = [name for name in ("videoId", "id", "channelId", "allThreadsRelatedToChannelId") if call.one(name)]
    if len(filters) != 1:
        raise errors.missing("id")
    if filters != ["videoId"]:
        raise errors.problem(400, "operationNotSupported", "The stand-in lists threads by videoId.", _THREAD)
    video = state.videos.get(call.one("videoId"))
    if video is None or video.deleted is not None or not (video.account == account.id or video.is_shown(now())):
        raise errors.problem(404, "videoNotFound", "The video identified by videoId could not be found.", _THREAD)
    if state.rules.comments_disabled:
        raise disabled(_THREAD)
    wanted = call.one("moderationStatus") or "published"
    held = [one for one in _readable(store, state, video.id) if not one.parent and one.status == wanted]
    shown, following = _page(call, held[::-1])
    items: list[Json] = []
    for first in shown:
        answers = [
            one for one in _readable(store, state, video.id) if one.parent == first.id and one.status == "published"
        ]
        items.append(_thread(first, video, _Listing(account, _parts(call), _is_plain(call), answers)))
    return _listed("commentThreadListResponse", items, following)


def list_answers(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    parent = state.comments.get(call.one("parentId"))
    if parent is None or parent.deleted or parent.parent:
        raise errors.problem(404, "commentNotFound", "The specified comments cannot be found.", _DOMAIN)
    held = [
        one for one in _readable(store, state, parent.video) if one.parent == parent.id and one.status == "published"
    ]
    shown, following = _page(call, held)
    listing = _Listing(account, _parts(call), _is_plain(call))
    return _listed("commentListResponse", [_comment(one, listing) for one in shown], following)


def insert(call: YouTubeCall, account: Account, state: State) -> Json:
    if call.broken_body or not isinstance(call.json, dict):
        raise errors.problem(400, "invalidCommentMetadata", "The request metadata is invalid.", _DOMAIN)
    check_body("Comment", call.json)
    snippet = call.json.get("snippet", {})
    if not snippet.get("parentId"):
        raise errors.problem(400, "parentIdMissing", "The comment needs a parent.", _DOMAIN)
    parent = state.comments.get(str(snippet["parentId"]))
    if parent is None or parent.deleted or parent.parent:
        raise errors.problem(404, "parentCommentNotFound", "The specified parent comment could not be found.", _DOMAIN)
    video = state.videos[parent.video]
    text = str(snippet.get("textOriginal", ""))
    written = write(state, video, text, account.id, f"@{account.handle}", parent.id)
    return _comment(written, _Listing(account, _parts(call), plain=True))


def moderate(call: YouTubeCall, account: Account, state: State) -> None:
    for name in call.one("id").split(","):
        comment = state.comments.get(name)
        if comment is None or comment.deleted:
            raise errors.problem(404, "commentNotFound", "One or more of the comments cannot be found.", _DOMAIN)
        videos.own(state, account.id, comment.video)
        state.keep(replace(comment, status=call.one("moderationStatus")))


def disabled(domain: str) -> errors.Refused:
    message = (
        'The video identified by the <code><a href="/youtube/v3">videoId</a></code> parameter has disabled comments.'
    )
    return errors.problem(403, "commentsDisabled", message, domain)


def _readable(store: Store, state: State, video: str) -> list[VideoComment]:
    """Oldest first; reads come late, as on the others."""
    lag = store.pace.read_lag
    return [
        one for one in state.comments.values() if one.video == video and not one.deleted and one.written + lag <= now()
    ]


def _page(call: YouTubeCall, held: list[VideoComment]) -> tuple[list[VideoComment], str]:
    size = int(call.one("maxResults") or _USUAL)
    if not _LEAST <= size <= _MOST:
        raise errors.invalid_value("maxResults", size)
    token = call.one("pageToken")
    if token:
        places = [place for place, one in enumerate(held) if one.id == token.removeprefix("Q")]
        if not places:
            raise errors.problem(
                400, "invalidPageToken", "The request specifies an invalid page token.", "youtube.parameter"
            )
        held = held[places[0] + 1 :]
    shown = held[:size]
    return shown, f"Q{shown[-1].id}" if len(held) > size else ""


def _listed(kind: str, items: list[Json], following: str) -> Json:
    page = {"totalResults": len(items), "resultsPerPage": len(items)}
    document: Json = {"kind": f"youtube#{kind}", "pageInfo": page, "items": items}
    return document | ({"nextPageToken": following} if following else {})


def _thread(first: VideoComment, video: Video, listing: _Listing) -> Json:
    thread: Json = {"kind": "youtube#commentThread", "id": first.id}
    if "snippet" in listing.parts:
        thread["snippet"] = {
            "channelId": video.account,
            "videoId": video.id,
            "topLevelComment": _comment(first, listing),
            "canReply": True,
            "totalReplyCount": len(listing.answers),
            "isPublic": True,
        }
    if "replies" in listing.parts and listing.answers:
        shown = listing.answers[-SHOWN_ANSWERS:]
        thread["replies"] = {"comments": [_comment(one, listing) for one in shown]}
    return thread


def _comment(comment: VideoComment, listing: _Listing) -> Json:
    shown: Json = {"kind": "youtube#comment", "id": comment.id}
    if "snippet" not in listing.parts and "replies" not in listing.parts:
        return shown
    snippet: Json = {
        "channelId": listing.reader.id,
        "videoId": comment.video,
        "textDisplay": comment.text if listing.plain else html.escape(comment.text).replace("\n", "<br>"),
        "authorDisplayName": comment.author,
        "authorProfileImageUrl": "",
        "authorChannelUrl": f"http://www.youtube.com/channel/{comment.author_id}",
        "authorChannelId": {"value": comment.author_id},
        "canRate": True,
        "viewerRating": "none",
        "likeCount": 0,
        "moderationStatus": comment.status,
        "publishedAt": videos.google_time(comment.written),
        "updatedAt": videos.google_time(comment.written),
    }
    if comment.parent:
        snippet["parentId"] = comment.parent
    if comment.author_id == listing.reader.id:
        snippet["textOriginal"] = comment.text
    return shown | {"snippet": snippet}


def _parts(call: YouTubeCall) -> frozenset[str]:
    return frozenset(call.one("part").split(","))


def _is_plain(call: YouTubeCall) -> bool:
    return call.one("textFormat") == "plainText"
