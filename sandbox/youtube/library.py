"""What surrounds a video: covers, captions and playlists."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from sandbox import images
from sandbox.accounts import Account
from sandbox.calls import Json
from sandbox.clock import now
from sandbox.store import Store
from sandbox.youtube import errors, videos
from sandbox.youtube.calls import YouTubeCall
from sandbox.youtube.description import check_body
from sandbox.youtube.state import Caption, Playlist, State, Video, new_id

Item = TypeVar("Item")

_LARGEST_COVER = 52_428_800
_CUE = re.compile(rb"\d\d:\d\d[.,:]\d+\s*-->")


def set_cover(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    domain = "youtube.thumbnail"
    if store.differs("youtube", "unverified_channel"):
        message = "The authenticated user doesn't have permissions to upload and set custom video thumbnails."
        raise errors.problem(403, "forbidden", message, domain)
    video = videos.own(state, account.id, call.one("videoId"))
    content = call.media or call.raw
    if not content:
        raise errors.problem(400, "mediaBodyRequired", "The request does not include the image content.", domain)
    facts = images.inspect(content) if len(content) <= _LARGEST_COVER else None
    if facts is None or facts.mime not in ("image/jpeg", "image/png"):
        raise errors.problem(400, "invalidImage", "The provided image content is invalid.", domain)
    video = state.keep(replace(video, thumbnail=store.keep_bytes(content), thumbnail_mime=facts.mime))
    return {"kind": "youtube#thumbnailSetResponse", "items": [videos.thumbnails(video)]}


def insert_caption(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    snippet = _described(call, "Caption").get("snippet", {})
    if not isinstance(snippet, dict) or not {"videoId", "language", "name"} <= set(snippet):
        raise errors.problem(400, "invalidMetadata", "The request contains invalid metadata values.", "youtube.caption")
    video = videos.own(state, account.id, str(snippet["videoId"]))
    language, name = str(snippet["language"]), str(snippet["name"])
    if len(name) > 150:
        raise errors.problem(400, "nameTooLong", "The snippet.name has at most 150 characters.", "youtube.caption")
    if any((one.language, one.name) == (language, name) for one in state.captions_of(video.id)):
        message = "The specified video already has a caption track with the given snippet.language and snippet.name."
        raise errors.problem(409, "captionExists", message, "youtube.caption")
    digest, readable = _kept(call, store)
    caption = Caption(
        "AUieDa" + new_id(38), video.id, language, name, digest, now(), readable, bool(snippet.get("isDraft"))
    )
    return caption_json(state.keep(caption))


def update_caption(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    known = _own_caption(str(_described(call, "Caption").get("id", "")), account, state)
    digest, readable = _kept(call, store)
    return caption_json(state.keep(replace(known, sha256=digest, is_readable=readable, updated=now())))


def delete_caption(call: YouTubeCall, account: Account, state: State) -> None:
    state.keep(replace(_own_caption(call.one("id"), account, state), deleted=True))


def list_captions(call: YouTubeCall, account: Account, state: State) -> Json:
    video = videos.own(state, account.id, call.one("videoId"))
    return {
        "kind": "youtube#captionListResponse",
        "items": [caption_json(one) for one in state.captions_of(video.id)],
    }


def caption_json(caption: Caption) -> Json:
    snippet: Json = {
        "videoId": caption.video,
        "lastUpdated": videos.google_time(caption.updated),
        "trackKind": "standard",
        "language": caption.language,
        "name": caption.name,
        "audioTrackType": "unknown",
        "isCC": False,
        "isDraft": caption.is_draft,
        "status": "serving" if caption.is_readable else "failed",
    }
    if not caption.is_readable:
        snippet["failureReason"] = "unknownFormat"
    return {"kind": "youtube#caption", "id": caption.id, "snippet": snippet}


def _own_caption(identifier: str, account: Account, state: State) -> Caption:
    caption = state.captions.get(identifier)
    if caption is None or caption.deleted or state.videos[caption.video].account != account.id:
        raise errors.not_found("captionNotFound", "caption")
    return caption


def _kept(call: YouTubeCall, store: Store) -> tuple[str, bool]:
    content = call.media
    if not content:
        raise errors.problem(
            400, "contentRequired", "The request does not contain the caption track contents.", "youtube.caption"
        )
    return store.keep_bytes(content), _CUE.search(content) is not None


def _described(call: YouTubeCall, schema: str) -> Json:
    if call.broken_body or not isinstance(call.json, dict):
        raise errors.problem(400, "invalidMetadata", "The request body is not what this method takes.", "global")
    check_body(schema, call.json)
    return call.json


# Playlists


def make_playlist(call: YouTubeCall, account: Account, state: State) -> Json:
    body = _described(call, "Playlist")
    snippet, status = body.get("snippet", {}), body.get("status", {})
    title = str(snippet.get("title", "")) if isinstance(snippet, dict) else ""
    if not title.strip() or len(title) > 150 or "<" in title or ">" in title:
        raise errors.problem(
            400, "playlistTitleRequired", "The request must specify a playlist title.", "youtube.playlist"
        )
    privacy = str(status.get("privacyStatus", "public")) if isinstance(status, dict) else "public"
    description = str(snippet.get("description", "")) if isinstance(snippet, dict) else ""
    made = Playlist("PL" + new_id(32), account.id, title, description, privacy, now())
    return playlist_json(state.keep(made), {"snippet", "status"}, account)


def list_playlists(call: YouTubeCall, account: Account, state: State) -> Json:
    if call.one("mine") != "true" and not call.one("id"):
        raise errors.missing("id")
    wanted = set(call.one("id").split(",")) - {""}
    mine = [one for one in state.playlists_of(account.id) if not wanted or one.id in wanted]
    shown, paging = page(mine, call, "youtube#playlistListResponse")
    return {**paging, "items": [playlist_json(one, set(call.one("part").split(",")), account) for one in shown]}


def playlist_json(playlist: Playlist, parts: set[str], account: Account) -> Json:
    possible: Json = {
        "snippet": {
            "publishedAt": videos.google_time(playlist.made),
            "channelId": account.id,
            "channelTitle": account.name,
            "title": playlist.title,
            "description": playlist.description,
        },
        "status": {"privacyStatus": playlist.privacy},
        "contentDetails": {"itemCount": len(playlist.items)},
    }
    shown = {name: value for name, value in possible.items() if name in parts}
    return {"kind": "youtube#playlist", "id": playlist.id, **shown}


def add_to_playlist(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    snippet = _described(call, "PlaylistItem").get("snippet", {})
    resource = snippet.get("resourceId", {}) if isinstance(snippet, dict) else {}
    playlist = _own_playlist(str(snippet.get("playlistId", "")) if isinstance(snippet, dict) else "", account, state)
    if not isinstance(resource, dict) or resource.get("kind") != "youtube#video":
        raise errors.problem(
            400, "invalidResourceType", "The type specified in resourceId is not supported.", "youtube.playlistItem"
        )
    video = videos.own(state, account.id, str(resource.get("videoId", "")))
    item = ("UEw" + new_id(40), video.id, now())
    state.keep(replace(playlist, items=(*playlist.items, item)))
    return _item_json(item[0], playlist.id, video, item[2], {"snippet", "status", "contentDetails"}, store)


def remove_from_playlist(call: YouTubeCall, account: Account, state: State) -> None:
    wanted = call.one("id")
    for playlist in state.playlists_of(account.id):
        kept = tuple(item for item in playlist.items if item[0] != wanted)
        if len(kept) < len(playlist.items):
            state.keep(replace(playlist, items=kept))
            return
    raise errors.not_found("playlistItemNotFound", "playlistItem")


def list_items(call: YouTubeCall, account: Account, store: Store, state: State) -> Json:
    """Of a playlist, or of the channel's uploads (`UU…`), newest first, those too that only the owner sees."""
    wanted, only = call.one("playlistId"), call.one("videoId")
    if not wanted:
        raise errors.missing("playlistId")
    parts = set(call.one("part").split(","))
    found: list[tuple[str, Video, float]]
    if wanted == "UU" + account.id[2:]:
        shown_before = now() - store.pace.read_lag
        uploads = [video for video in state.videos_of(account.id) if video.uploaded <= shown_before]
        if not state.videos_of(account.id):
            raise errors.not_found("playlistNotFound", "playlist")
        found = [("VVU" + video.id, video, video.uploaded) for video in uploads]
    else:
        playlist = _own_playlist(wanted, account, state)
        found = [
            (identifier, state.videos[video], added)
            for identifier, video, added in playlist.items
            if state.videos[video].deleted is None
        ]
    found = [entry for entry in found if not only or entry[1].id == only]
    shown, paging = page(found, call, "youtube#playlistItemListResponse")
    items = [_item_json(identifier, wanted, video, added, parts, store) for identifier, video, added in shown]
    return {**paging, "items": items}


def _own_playlist(identifier: str, account: Account, state: State) -> Playlist:
    playlist = state.playlists.get(identifier)
    if playlist is None or playlist.deleted or playlist.account != account.id:
        raise errors.not_found("playlistNotFound", "playlist")
    return playlist


def _item_json(identifier: str, playlist: str, video: Video, added: float, parts: set[str], store: Store) -> Json:
    name = store.accounts[video.account].name
    content: Json = {"videoId": video.id}
    if video.published is not None and video.privacy != "private":
        content["videoPublishedAt"] = videos.google_time(video.published)
    possible: Json = {
        "snippet": {
            "publishedAt": videos.google_time(added),
            "channelId": video.account,
            "channelTitle": name,
            "title": video.title,
            "description": video.description,
            "thumbnails": videos.thumbnails(video),
            "playlistId": playlist,
            "resourceId": {"kind": "youtube#video", "videoId": video.id},
        },
        "contentDetails": content,
        "status": {"privacyStatus": video.privacy},
    }
    shown = {name: value for name, value in possible.items() if name in parts}
    return {"kind": "youtube#playlistItem", "id": identifier, **shown}


def page(items: Iterable[Item], call: YouTubeCall, kind: str) -> tuple[list[Item], Json]:
    """One page of a list, and what an answer says of paging."""
    everything = list(items)
    size = int(call.one("maxResults") or 5)
    token = call.one("pageToken")
    if token and not re.fullmatch(r"CA\d+QAA", token):
        raise errors.problem(
            400, "invalidPageToken", "The request specifies an invalid page token.", "youtube.parameter"
        )
    start = int(token[2:-3]) if token else 0
    shown = everything[start : start + size]
    paging: Json = {"kind": kind, "pageInfo": {"totalResults": len(everything), "resultsPerPage": size}}
    if start + size < len(everything):
        paging["nextPageToken"] = f"CA{start + size}QAA"
    return shown, paging
