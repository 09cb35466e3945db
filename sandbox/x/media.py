"""Media upload of X: initialize, append, finalize, status, metadata, subtitles.

The open upload survives a restart: its segments are files. Pictures need no processing, so finalize answers without
`processing_info`; a video goes through phases (`sandbox.x.video`). Sizes: segment 5 MB, picture 5 MB, GIF 15 MB, video 512 MB.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import replace

from sandbox import images
from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import now
from sandbox.publications import Picture, Upload
from sandbox.store import Store
from sandbox.x import problems, video

EXPIRES_S = 86_400
LARGEST_PICTURE = 5 * 1024 * 1024
LARGEST_GIF = 15 * 1024 * 1024
LARGEST_ALT_TEXT = 1000
# The older interface names it; the specification does not.
LARGEST_SEGMENT = 5 * 1024 * 1024

INITIALIZE_FIELDS = frozenset({"additional_owners", "media_category", "media_type", "shared", "total_bytes"})
APPEND_FIELDS = frozenset({"media", "segment_index"})
METADATA_FIELDS = frozenset({"id", "metadata"})
SUBTITLE_FIELDS = frozenset({"id", "media_category", "subtitles"})
SUBTITLES = ("text/srt", "text/vtt")
MEDIA_TYPES = frozenset(
    {
        "video/mp4",
        "video/webm",
        "video/mp2t",
        "video/quicktime",
        "text/srt",
        "text/vtt",
        "image/jpeg",
        "image/gif",
    }
    | {"image/bmp", "image/png", "image/webp", "image/pjpeg", "image/tiff", "model/gltf-binary"}
    | {"model/vnd.usdz+zip"}
)
CATEGORIES = frozenset(
    {
        "amplify_video",
        "tweet_gif",
        "tweet_image",
        "tweet_video",
        "dm_gif",
        "dm_image",
        "dm_video",
        "subtitles",
    }
)


VIDEO_CATEGORIES = ("tweet_video", "amplify_video", "dm_video")


def initialize(call: Call, account: Account, store: Store) -> Json:
    body = object_body(call, INITIALIZE_FIELDS)
    media_type = body.get("media_type")
    category = body.get("media_category", "tweet_image")
    total = body.get("total_bytes")
    if media_type not in MEDIA_TYPES:
        raise problems.invalid("media_type is not one of the known media types", "media_type", str(media_type))
    if category not in CATEGORIES:
        raise problems.invalid("media_category is not one of the known ones", "media_category", str(category))
    if isinstance(total, bool) or not isinstance(total, int) or total < 1:
        raise problems.invalid("total_bytes must be a positive integer", "total_bytes", str(total))
    if not str(media_type).startswith("image/") and media_type not in video.KINDS and media_type not in SUBTITLES:
        raise problems.invalid("This stand-in takes pictures, videos and subtitles only", "media_type", str(media_type))
    if (media_type in SUBTITLES) != (category == "subtitles"):
        raise problems.invalid("media_type and media_category do not agree", "media_category", str(category))
    if str(media_type).startswith("video/") != (category in VIDEO_CATEGORIES):
        raise problems.invalid("media_type and media_category do not agree", "media_category", str(category))
    if total > _largest(str(category)):
        raise problems.invalid("File size exceeds the limit for this media category", "total_bytes", str(total))
    upload = Upload(account.id, store.x_ids.next(), str(media_type), str(category), total, now())
    store.keep_upload(upload)
    key = media_key(upload.id, of_video=upload.media_type in video.KINDS)
    return {"data": {"id": upload.id, "media_key": key, "expires_after_secs": EXPIRES_S}}


def append(call: Call, identifier: str, account: Account, store: Store) -> Json:
    if store.differs("x", "parts_in_json_only") and not isinstance(call.json, dict):
        raise problems.invalid("Requests with bodies must have content-type of application/json.")
    upload = _own_upload(identifier, account, store)
    if _is_finalized(upload, store):
        raise problems.invalid("The upload is already finalized", "id", identifier)
    content, index = _segment(call)
    if not 0 <= index <= 999:
        raise problems.invalid("segment_index must be between 0 and 999", "segment_index", str(index))
    if len(content) > LARGEST_SEGMENT:
        raise problems.invalid("The segment is larger than 5 MB", "media", str(len(content)))
    others = sum(
        path.stat().st_size for path in store.segments(identifier) if path != store.segment_path(identifier, index)
    )
    if others + len(content) > upload.total_bytes:
        raise problems.invalid("The segments are larger than total_bytes", "media", str(others + len(content)))
    store.segment_path(identifier, index).write_bytes(content)
    return {"data": {"expires_at": int(upload.started) + EXPIRES_S}}


def finalize(call: Call, identifier: str, account: Account, store: Store) -> Json:
    if call.json not in (None, {}) or (store.differs("x", "finalize_wants_json") and call.json is None):
        raise problems.invalid("Request body must be a JSON object.")
    upload = _own_upload(identifier, account, store)
    if not _is_finalized(upload, store):
        parts = store.segments(identifier)
        if [path.name for path in parts] != [store.segment_path(identifier, i).name for i in range(len(parts))]:
            raise problems.invalid("Segments do not add up to the whole upload", "id", identifier)
        content = b"".join(path.read_bytes() for path in parts)
        if len(content) != upload.total_bytes:
            raise problems.invalid("Segments do not add up to provided total file size", "total_bytes", identifier)
        if upload.media_type in SUBTITLES:
            upload = _with_subtitles(upload, content, store)
        elif upload.media_type in video.KINDS:
            upload = _with_video(upload, content, store)
        else:
            upload = _with_picture(upload, content, store)
        store.keep_upload(upload)
        for path in parts:
            path.unlink(missing_ok=True)
    return _document(upload, store)


def _with_picture(upload: Upload, content: bytes, store: Store) -> Upload:
    facts = images.inspect(content)
    if facts is None or facts.mime not in ("image/jpeg", "image/png", "image/webp", "image/gif"):
        raise problems.invalid("Could not process the media: not a picture of a known kind", "media", upload.id)
    digest = store.keep_bytes(content)
    return replace(upload, picture=Picture(upload.id, digest, len(content), facts.mime, facts.width, facts.height))


def _with_subtitles(upload: Upload, content: bytes, store: Store) -> Upload:
    if b"-->" not in content:
        raise problems.invalid("Could not process the media: no subtitles", "media", upload.id)
    digest = store.keep_bytes(content)
    return replace(upload, picture=Picture(upload.id, digest, len(content), upload.media_type, 0, 0))


def _with_video(upload: Upload, content: bytes, store: Store) -> Upload:
    """Whatever it is, it is taken; what is wrong with it comes out when it is processed."""
    digest = store.keep_bytes(content)
    facts, fault = video.fault_of(store.media_folder / digest)
    video.begin(upload.id, len(content), fault, store)
    if facts is None or fault:
        return upload
    return replace(
        upload, picture=Picture(upload.id, digest, len(content), upload.media_type, facts.width, facts.height)
    )


def status(call: Call, account: Account, store: Store) -> Json:
    query = dict(call.query)
    if unknown := set(query) - {"media_id", "command"}:
        raise problems.invalid(f"The query parameter [{min(unknown)}] is not known", min(unknown))
    if query.get("command", "STATUS") != "STATUS":
        raise problems.invalid("command must be STATUS", "command", query["command"])
    return _document(_own_upload(query.get("media_id", ""), account, store), store)


def set_metadata(call: Call, account: Account, store: Store) -> Json:
    body = object_body(call, METADATA_FIELDS)
    identifier = body.get("id")
    metadata = body.get("metadata", {})
    if not isinstance(identifier, str) or not isinstance(metadata, dict):
        raise problems.invalid("id is a string and metadata an object", "id", str(identifier))
    upload = _own_upload(identifier, account, store)
    if upload.picture is None:
        raise problems.invalid("The media is not finalized", "id", identifier)
    if is_video(upload.picture):
        raise problems.invalid("alt_text is for pictures only", "metadata.alt_text", identifier)
    alt = metadata.get("alt_text", {})
    text = alt.get("text") if isinstance(alt, dict) else None
    if not isinstance(text, str) or not text or len(text) > LARGEST_ALT_TEXT:
        raise problems.invalid("alt_text.text has 1 to 1000 characters", "metadata.alt_text.text")
    store.keep_upload(replace(upload, picture=replace(upload.picture, alt_text=text)))
    return {"data": {"id": identifier, "associated_metadata": {"alt_text": {"text": text}}}}


def tie_subtitles(call: Call, account: Account, store: Store) -> Json:
    """Subtitles that are uploaded belong to a video from now on."""
    body = object_body(call, SUBTITLE_FIELDS)
    track = body.get("subtitles", {})
    if not isinstance(track, dict) or set(track) - {"id", "language_code", "display_name"}:
        raise problems.invalid("$.subtitles: is not as the schema has it", "$.subtitles")
    if body.get("media_category") not in ("TweetVideo", "AmplifyVideo"):
        raise problems.invalid("media_category is not one of the known ones", "$.media_category")
    language = str(track.get("language_code", ""))
    if not re.fullmatch(r"[A-Z]{2}", language):
        raise problems.invalid("$.subtitles.language_code: does not match the pattern", "$.subtitles.language_code")
    film = _own_upload(str(body.get("id", "")), account, store)
    words = _own_upload(str(track.get("id", "")), account, store)
    if film.picture is None or not is_video(film.picture) or words.picture is None or words.media_type not in SUBTITLES:
        raise problems.invalid("Subtitles belong to a video, and both are finalized", "$.id", film.id)
    store.keep_upload(replace(film, subtitles=f"{language} {words.picture.sha256}"))
    return {
        "data": {"id": film.id, "media_category": "TweetVideo", "associated_subtitles": {language: track.get("id")}}
    }


def usable_picture(identifier: str, account: Account, store: Store) -> Picture | None:
    """The picture or video for a post; None when the id is unknown, unfinished, expired or another's."""
    upload = store.uploads.get(identifier)
    if upload is None or upload.account != account.id or now() > upload.started + EXPIRES_S:
        return None
    if upload.media_type in SUBTITLES:
        return None
    processing = video.processing_of(identifier, store)
    return upload.picture if processing is None or processing.is_ready else None


def is_video(picture: Picture) -> bool:
    return picture.mime.startswith("video/")


def media_key(identifier: str, *, of_video: bool = False) -> str:
    return f"{7 if of_video else 3}_{identifier}"


def object_body(call: Call, known: frozenset[str]) -> Json:
    """The JSON object of a request, with no field that the specification does not know."""
    if call.broken_body or not isinstance(call.json, dict):
        raise problems.invalid("The request body must be a JSON object")
    for name in call.json:
        if name not in known:
            raise problems.invalid(
                f"$.{name}: is not defined in the schema and the schema does not allow it", f"$.{name}"
            )
    return call.json


def _own_upload(identifier: str, account: Account, store: Store) -> Upload:
    upload = store.uploads.get(identifier)
    if upload is None or upload.account != account.id or now() > upload.started + EXPIRES_S:
        raise problems.invalid("The media id is unknown, expired or another user's", "id", identifier)
    return upload


def _segment(call: Call) -> tuple[bytes, int]:
    if isinstance(call.json, dict):
        body = object_body(call, APPEND_FIELDS)
        index = body.get("segment_index")
        try:
            content = base64.b64decode(str(body.get("media", "")), validate=True)
        except (binascii.Error, ValueError):
            raise problems.invalid("media is not base64", "media") from None
    else:
        fields = dict(call.form)
        if unknown := (set(fields) | set(call.files)) - APPEND_FIELDS:
            raise problems.invalid(f"$.{min(unknown)}: is not defined in the schema", f"$.{min(unknown)}")
        content = call.files.get("media", fields.get("media", "").encode("latin-1", "replace"))
        given = fields.get("segment_index", "")
        index = int(given) if given.isdigit() else None
    if isinstance(index, str) and index.isdigit():
        index = int(index)
    if isinstance(index, bool) or not isinstance(index, int):
        raise problems.invalid("segment_index is required", "segment_index")
    if not content:
        raise problems.invalid("media is required", "media")
    return content, index


def _document(upload: Upload, store: Store) -> Json:
    """An upload as finalize and status tell it."""
    processing = video.processing_of(upload.id, store)
    described: Json = {
        "id": upload.id,
        "media_key": media_key(upload.id, of_video=upload.media_type in video.KINDS),
        "expires_after_secs": max(0, int(upload.started + EXPIRES_S - now())),
    }
    if processing is not None:
        described["processing_info"] = video.described(processing)
    picture = upload.picture
    if picture and (processing is None or processing.is_ready):
        described["size"] = picture.size
        if is_video(picture):
            described["video"] = {"video_type": picture.mime}
        else:
            described["image"] = {"image_type": picture.mime, "w": picture.width, "h": picture.height}
    failed = video.failure(processing) if processing else []
    return {"data": described} | ({"errors": failed} if failed else {})


def _largest(category: str) -> int:
    if category in VIDEO_CATEGORIES:
        return video.LARGEST_VIDEO
    return LARGEST_GIF if category == "tweet_gif" else LARGEST_PICTURE


def _is_finalized(upload: Upload, store: Store) -> bool:
    return upload.picture is not None or video.processing_of(upload.id, store) is not None
