"""Publishing on a Page: posts, photos, edits, deletions, and Meta's rules about them.

The duplicate rule (506) holds for the message of `/feed`: Graph refuses the same status message again; captions of
photos it takes.
"""

from __future__ import annotations

import json
import re
from dataclasses import replace

from sandbox import images
from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import now, parse_time
from sandbox.graph.errors import GraphRefused, bad_parameter, duplicate, unknown_object
from sandbox.graph.parameters import FILE_PART
from sandbox.publications import Photo, Picture, Publication
from sandbox.store import Store

LONGEST_MESSAGE = 63_206
LARGEST_PHOTO = 10 * 1024 * 1024
DUPLICATE_WITHIN_S = 86_400
SCHEDULE_FROM_S = 600
SCHEDULE_TO_S = 30 * 86_400
UNPUBLISHED_PHOTO_LIVES_S = 86_400

_ATTACHED = re.compile(r"attached_media\[(\d+)\]")


def post_to_feed(call: Call, page: Account, store: Store) -> Publication:
    """Accepts a post. Raises GraphRefused."""
    given = call.parameters
    message = given.get("message", "")
    link = given.get("link", "")
    photos = _attached_photos(given, page, store)
    if not message.strip() and not link and not photos:
        raise bad_parameter("Requires one of the params: message, link, attached_media")
    _check_message(message)
    if link and not re.match(r"https?://[^\s]+$", link):
        raise bad_parameter("link URL is not properly formatted")
    hidden, moment = _publication_time(given)
    accepted = now()
    last = store.latest_with_text(page.id, message) if message.strip() else None
    if (
        last is not None
        and last.kind not in ("photo", "video", "reel")
        and accepted - last.accepted < DUPLICATE_WITHIN_S
    ):
        raise duplicate()
    publication = Publication(
        platform="facebook",
        account=page.id,
        id=f"{page.id}_{store.graph_ids.next()}",
        text=message,
        link=link,
        pictures=tuple(photo.picture for photo in photos),
        time=moment or accepted,
        accepted=accepted,
        kind="album" if photos else "link" if link else "status",
        hidden=hidden,
    )
    store.publish(publication)
    for photo in photos:
        store.keep_photo(replace(photo, published=True, post_id=publication.id))
    return publication


def post_photo(call: Call, content: bytes, page: Account, store: Store) -> tuple[Json, Publication | None]:
    """Accepts a photo; unless published is false it is a post of its own."""
    given = call.parameters
    caption = given.get("caption") or given.get("message") or given.get("name") or ""
    _check_message(caption)
    if len(content) > LARGEST_PHOTO:
        raise GraphRefused(400, 1, "Your photos should be less than 10 MB and saved as JPG, PNG, GIF, TIFF or WebP.")
    facts = images.inspect(content)
    if facts is None:
        raise GraphRefused(400, 324, "(#324) Missing or invalid image file")
    hidden, moment = _publication_time(given)
    picture = Picture(
        id=store.graph_ids.next(),
        sha256=store.keep_bytes(content),
        size=len(content),
        mime=facts.mime,
        width=facts.width,
        height=facts.height,
        alt_text=given.get("alt_text_custom", ""),
    )
    accepted = now()
    if hidden:
        store.keep_photo(Photo(page.id, picture, caption, accepted, published=False))
        return {"id": picture.id}, None
    publication = Publication(
        platform="facebook",
        account=page.id,
        id=f"{page.id}_{store.graph_ids.next()}",
        text=caption,
        link="",
        pictures=(picture,),
        time=moment or accepted,
        accepted=accepted,
        kind="photo",
    )
    store.keep_photo(Photo(page.id, picture, caption, accepted, published=True, post_id=publication.id))
    store.publish(publication)
    return {"id": picture.id, "post_id": publication.id}, publication


def edit(call: Call, publication: Publication, store: Store) -> Json:
    given = call.parameters
    changed = publication
    if "message" in given:
        message = given["message"]
        _check_message(message)
        if not message.strip() and not publication.link and not publication.pictures:
            raise bad_parameter("A post cannot become empty")
        changed = replace(changed, text=message, edited=now())
    if "is_published" in given and _flag(given["is_published"], "is_published"):
        changed = replace(changed, hidden=False, time=min(changed.time, now()) if not changed.hidden else now())
    if "is_hidden" in given:
        _flag(given["is_hidden"], "is_hidden")
    if changed != publication:
        store.change(changed)
    return {"success": True}


def delete(publication: Publication, store: Store) -> Json:
    store.change(replace(publication, deleted=now()))
    return {"success": True}


def delete_photo(photo: Photo, store: Store) -> Json:
    store.keep_photo(replace(photo, deleted=True))
    return {"success": True}


def photo_source(call: Call) -> bytes | str:
    """The bytes of a photo, or the address to fetch them from. Raises GraphRefused when there is neither."""
    if content := call.files.get(FILE_PART) or next(iter(call.files.values()), None):
        return content
    if address := call.parameters.get("url"):
        return address
    raise GraphRefused(400, 324, "(#324) Requires upload file")


def _check_message(message: str) -> None:
    if len(message) > LONGEST_MESSAGE:
        raise bad_parameter(f"Param message must be no longer than {LONGEST_MESSAGE} characters")


def _publication_time(given: dict[str, str]) -> tuple[bool, float | None]:
    """(hidden, time): hidden until someone publishes it, or public from a time on (None: at once)."""
    published = _flag(given.get("published", "true"), "published")
    schedule = given.get("scheduled_publish_time", "")
    if not schedule:
        temporary = _flag(given.get("temporary", "false"), "temporary")
        if temporary and published:
            raise bad_parameter("temporary photos must be uploaded with published=false")
        return not published, None
    if published:
        raise bad_parameter("You cannot specify a scheduled publish time on a published post")
    try:
        moment = parse_time(schedule)
    except ValueError:
        raise bad_parameter("The scheduled publish time is not a time") from None
    if not SCHEDULE_FROM_S <= moment - now() <= SCHEDULE_TO_S:
        raise bad_parameter("The specified scheduled publish time is invalid: 10 minutes to 30 days ahead")
    return False, moment


def _flag(text: str, name: str) -> bool:
    if text.lower() in ("true", "1"):
        return True
    if text.lower() in ("false", "0"):
        return False
    raise bad_parameter(f"Param {name} must be a boolean")


def _attached_photos(given: dict[str, str], page: Account, store: Store) -> list[Photo]:
    entries: list[object] = []
    if "attached_media" in given:
        whole = _json_of(given["attached_media"])
        entries = list(whole) if isinstance(whole, list) else [whole]
    indexed = {int(found[1]): value for name, value in given.items() if (found := _ATTACHED.fullmatch(name))}
    entries += [_json_of(value) for _, value in sorted(indexed.items())]
    photos: list[Photo] = []
    for entry in entries:
        if not isinstance(entry, dict) or "media_fbid" not in entry:
            raise bad_parameter("Param attached_media must be an array of {media_fbid}")
        identifier = entry["media_fbid"]
        photo = store.photos.get(str(identifier))
        if photo is None or photo.account != page.id or photo.deleted:
            raise unknown_object(str(identifier), "post")
        if photo.published or photo in photos:
            raise bad_parameter(f"Photo {identifier} is already part of a post")
        if now() - photo.time > UNPUBLISHED_PHOTO_LIVES_S:
            raise unknown_object(str(identifier), "post")
        photos.append(photo)
    return photos


def _json_of(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        raise bad_parameter("Param attached_media must be an array of {media_fbid}") from None
