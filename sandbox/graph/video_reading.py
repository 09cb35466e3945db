"""What Graph shows of a video, field by field, and the lists of a Page's videos and reels."""

from __future__ import annotations

from sandbox.accounts import Account
from sandbox.calls import Call, Json
from sandbox.clock import graph_time, now, parse_time
from sandbox.graph.errors import bad_parameter
from sandbox.graph.fields import Field, check_names
from sandbox.graph.listing import LARGEST_LIMIT
from sandbox.graph.state import State, Video
from sandbox.graph.videos import complaint
from sandbox.store import Store

_FIELDS = """
ad_breaks admin_creator audio_isrc backdated_time backdated_time_granularity boost_eligibility_info content_category
content_tags copyright copyright_check_information copyright_monitoring_status created_time custom_labels description
embed_html embeddable event expiration format from icon id is_crosspost_video is_crossposting_eligible is_episode
is_instagram_eligible is_reference_only length live_audience_count live_status music_video_copyright permalink_url
picture place post_id post_views premiere_living_room_status privacy published scheduled_publish_time source spherical
status title universal_video_id updated_time views
"""
VIDEO_FIELDS = frozenset(_FIELDS.split())
COMPLAINTS = {
    "aspect": (1363040, "The video you tried to upload has an aspect ratio that isn't supported on Facebook."),
    "resolution": (1363127, "Resolution too low. Video must have a minimum resolution of 540p."),
    "duration": (1363128, "The video you tried to upload has a duration that isn't supported for this product."),
    "frame_rate": (1363129, "The video you tried to upload has an average frame rate that isn't supported."),
    "format": (1363024, "The video format isn't supported."),
    "unknown": (1363019, "There was a problem uploading your video."),
}


class VideoReader:
    def __init__(self, store: Store, state: State, base_url: str) -> None:
        self._store = store
        self._state = state
        self._base_url = base_url

    def video(self, video: Video, fields: tuple[Field, ...]) -> Json:
        check_names(fields, VIDEO_FIELDS, "Video")
        moment = now()
        values: Json = {
            "title": video.title or None,
            "description": video.description or None,
            "created_time": graph_time(video.started),
            "updated_time": graph_time(video.finished or video.started),
            "length": video.duration,
            "published": video.is_ready(moment),
            "post_id": video.post_id if video.is_ready(moment) else None,
            "permalink_url": f"{self._base_url}/man-hinh/facebook/{video.account}/{video.account}_{video.post_id}"
            if video.is_ready(moment)
            else None,
            "source": f"{self._base_url}/man-hinh/media/{video.sha256}" if video.sha256 else None,
            "picture": f"{self._base_url}/man-hinh/media/{video.thumbnail}" if video.thumbnail else None,
            "from": {"id": video.account, "name": self._store.accounts[video.account].name},
            "embeddable": True,
            "status": self._status(video, moment),
        }
        names = [wanted.name for wanted in fields] or ["description", "updated_time"]
        return {name: values[name] for name in names if values.get(name) is not None} | {"id": video.id}

    def _status(self, video: Video, moment: float) -> Json:
        uploading: Json = {"status": "complete" if video.whole else "in_progress"}
        if not video.whole:
            # Spelt as Graph spells it in its guide to reels.
            uploading["bytes_transfered"] = self._state.kept_bytes(video.id)
            uploading["source_file_size"] = video.size
        # A reel is looked at as soon as it is whole, an ordinary video once it is finished.
        fate = video.fate or (complaint(video) if video.kind == "reel" and video.whole else "")
        done = video.progress(moment) >= 1.0
        processing: Json = {"status": "not_started"}
        if fate and (done or video.finished is None):
            code, message = COMPLAINTS[fate]
            processing = {"status": "error", "errors": [{"code": code, "message": message}]}
        elif video.finished is not None:
            processing = {"status": "complete" if done else "in_progress"}
        publishing: Json = {"status": "not_started"}
        if video.finished is not None and not fate:
            publishing = {
                "status": "complete" if done else "in_progress",
                "publish_status": "published" if done else "scheduled",
                "publish_time": graph_time(video.finished + video.processing_s),
            }
        failed = processing["status"] == "error" and video.finished is not None
        word = (
            "error" if failed else "ready" if video.is_ready(moment) else "processing" if video.whole else "uploading"
        )
        return {
            "video_status": word,
            "processing_progress": int(100 * video.progress(moment)),
            "uploading_phase": uploading,
            "processing_phase": processing,
            "publishing_phase": publishing,
        }

    def listed(self, call: Call, page: Account, kind: str, fields: tuple[Field, ...]) -> Json:
        """Finished ones, newest first, those that are still processed too. Raises GraphRefused for a malformed limit or time."""
        given = call.parameters
        limit = given.get("limit", "25")
        if not limit.isdigit() or not 1 <= int(limit) <= LARGEST_LIMIT:
            raise bad_parameter(f"The limit parameter must be from 1 to {LARGEST_LIMIT}")
        if given.get("type", "uploaded").lower() not in ("uploaded", "tagged"):
            raise bad_parameter("Param type must be one of {TAGGED, UPLOADED}")
        since, until = _time(given, "since", 0.0), _time(given, "until", float("inf"))
        readable = now() - self._store.pace.read_lag
        own = [
            one
            for one in self._state.videos_of(page.id)
            if one.kind == kind and one.finished is not None and one.finished <= readable
            and since <= one.finished <= until
        ]  # fmt: skip
        if given.get("type", "").lower() == "tagged":
            own = []
        if after := given.get("after"):
            own = [one for one in own if int(one.id) < int(after)] if after.isdigit() else []
        shown = own[: int(limit)]
        document: Json = {"data": [self.video(one, fields) for one in shown]}
        if shown:
            paging: Json = {"cursors": {"before": shown[0].id, "after": shown[-1].id}}
            if len(own) > len(shown):
                query = "&".join(f"{name}={value}" for name, value in call.query if name != "after")
                paging["next"] = f"https://graph.facebook.com{call.path}?{query}&after={shown[-1].id}"
            document["paging"] = paging
        return document


def _time(given: dict[str, str], name: str, otherwise: float) -> float:
    if not given.get(name):
        return otherwise
    try:
        return parse_time(given[name])
    except ValueError:
        raise bad_parameter(f"Param {name} must be a Unix or ISO 8601 time") from None
