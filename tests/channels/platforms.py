"""What the conformance suite must know of each channel: an account, posts, and the platform's own good and bad answers.

A channel that is registered and not described here fails the suite.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from channels.base import MediaFile, OutgoingPost
from channels.registry import OpenedAccount, open_adapter, parse_credentials, spec_of
from tests.channels.server import Reply, answer, echo

NOW = datetime(2026, 11, 24, 8, 0, 0, tzinfo=UTC)
LINK = "https://loa.huonggiang.gov.vn/l/ab12"
TEXT = f"Sở Tư pháp: quy định mới về diện tích tối thiểu tách thửa.\nXem: {LINK}"


class FixedClock:
    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


PLAIN_POST = OutgoingPost(key="delivery-1", title="Tách thửa", text=TEXT, link=LINK)
UNLINKED_POST = replace(PLAIN_POST, link=None, text="Mời bà con dự buổi tuyên truyền pháp luật.")


def clip(folder: Path, size: int = 600, seconds: float = 30.0, width: int = 1280, height: int = 720) -> MediaFile:
    content = b"\x00\x00\x00\x18ftypmp42" + bytes(range(256)) * (size // 256 + 1)
    path = folder / f"{size}.mp4"
    path.write_bytes(content[:size])
    return MediaFile(path, sha256(content[:size]).hexdigest(), "video/mp4", size, width, height, "Video", seconds)


def picture(folder: Path, size: int = 600, alt_text: str = "Thẻ tóm tắt quy định tách thửa") -> MediaFile:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    path = folder / f"{size}.png"
    path.write_bytes(content)
    return MediaFile(path, sha256(content).hexdigest(), "image/png", size, 1200, 630, alt_text)


Json = dict[str, Any]


@dataclass(frozen=True)
class Listed:
    """A platform's answer to `find`: `answer` with its entries at `path`, newest first, the one at `ours` carrying the post.
    Of one that is an array and no object: `{ARRAY: […]}` at `(ARRAY,)` (`channels.answers`).

    `fields`: the dotted names of what is asked of each entry. `counted`: where the answer says how many they are.
    `full_at`: how many fill a page; 0: the answer says itself whether it is whole.
    """

    answer: Json
    path: tuple[str, ...]
    ours: int
    fields: tuple[str, ...]
    full_at: int
    counted: tuple[str, ...] = ()


@dataclass(frozen=True)
class Platform:
    """`accepted`: the answer to a publishing request, and what it names. `empty_list`: to `find`; `listed`: with posts.

    `lead`: answers to the reversible steps that come before the publishing one. `needs_video`: of every post.
    `refuses_token`, `throttles`, `broken`: as the platform says them. `says`: words of its own with a status, and a code that
    nobody has heard of. `answered`: to a reply to a citizen, and its id; `no_comments`: to a reading that finds none.
    """

    credentials: Mapping[str, str]
    settings: Mapping[str, object]
    prefix: str
    lead: tuple[Reply, ...] = ()
    needs_video: bool = False
    accepted: Reply | None = None
    accepted_id: str = ""
    accepted_url: str = ""
    empty_list: Reply | None = None
    listed: Listed | None = None
    refuses_token: Reply | None = None
    throttles: Reply | None = None
    throttled_until: datetime | None = None
    broken: Reply | None = None
    echoes: Reply | None = None
    says: Callable[[int, str], Reply] | None = None
    answered: Reply | None = None
    answered_id: str = ""
    no_comments: Reply | None = None

    @property
    def has_network(self) -> bool:
        return self.accepted is not None

    def secrets(self) -> tuple[str, ...]:
        return tuple(self.credentials.values())


def graph_error(code: int | None, message: str = "refused", **more: object) -> dict[str, object]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}}


def x_problem(status: int, title: str, detail: str) -> dict[str, object]:
    return {"title": title, "detail": detail, "type": "about:blank", "status": status}


GRAPH_TIME, TIME = "2026-11-24T08:00:00+0000", "2026-11-24T08:00:00.000Z"


def graph_post(number: int, message: str, **more: object) -> Json:
    address = f"https://www.facebook.com/1000000000001_{number}"
    told = {"id": f"1000000000001_{number}", "message": message, "created_time": GRAPH_TIME, "permalink_url": address}
    photo = {"media_type": "photo", "type": "photo", "url": f"{address}/photo", "unshimmed_url": f"{address}/photo"}
    return {**told, "status_type": "added_photos", "attachments": {"data": [photo]}, **more}


GRAPH_LISTED = Listed(
    {
        "data": [
            graph_post(3, "Lịch tiếp công dân tháng 12"),
            graph_post(2, TEXT),
            {**graph_post(1, "Thông báo nghỉ lễ", status_type="mobile_status_update"), "attachments": {"data": []}},
        ]
    },
    ("data",),
    ours=1,
    fields=("id", "message", "created_time", "permalink_url", "attachments"),
    full_at=100,
)


FACEBOOK = Platform(
    credentials={"page_access_token": "EAAGm0PX4ZCpsBAKtoken/+=1", "app_secret": "5f4dcc3b5aa765d61d8327deb882cf99"},
    settings={"page_id": "1000000000001"},
    prefix="/graph",
    accepted=answer(200, {"id": "1000000000001_55"}),
    accepted_id="1000000000001_55",
    accepted_url="https://www.facebook.com/1000000000001_55",
    empty_list=answer(200, {"data": []}),
    listed=GRAPH_LISTED,
    refuses_token=answer(401, graph_error(190, "Error validating access token", error_subcode=463)),
    throttles=answer(
        429,
        graph_error(32, "(#32) Page request limit reached", is_transient=True),
        {
            "X-Business-Use-Case-Usage": '{"1": [{"type": "pages", "call_count": 100, '
            '"estimated_time_to_regain_access": 15}]}'
        },
    ),
    throttled_until=datetime(2026, 11, 24, 8, 15, 0, tzinfo=UTC),
    broken=answer(500, graph_error(2, "An unexpected error has occurred.", is_transient=True)),
    echoes=echo(400, lambda seen: graph_error(100, f"Invalid parameter {seen}")),
    says=lambda status, words: answer(status, graph_error(987654, "…", error_user_msg=words)),
    answered=answer(200, {"id": "7_99"}),
    answered_id="7_99",
    no_comments=answer(200, {"data": []}),
)


def x_post(number: int, text: str, address: str, **more: object) -> Json:
    link = {"url": f"https://t.co/{number}", "expanded_url": address, "start": 0, "end": 1}
    return {
        "id": str(number),
        "text": f"{text} https://t.co/{number}",
        "created_at": TIME,
        "entities": {"urls": [link]},
        **more,
    }


X_PICTURE = {"url": "https://t.co/pic", "expanded_url": "https://x.com/h/status/3/photo/1", "media_key": "3_51"}
X_LISTED = Listed(
    {
        "data": [
            {
                **x_post(3, "Lịch tiếp công dân https://t.co/pic", "https://huonggiang.example/lich"),
                "entities": {
                    "urls": [{"url": "https://t.co/3", "expanded_url": "https://huonggiang.example/lich"}, X_PICTURE]
                },
                "attachments": {"media_keys": ["3_51"]},
            },
            x_post(2, "Quy định mới về tách thửa", LINK),
            {
                **x_post(1, "Bài dài…", "https://x.com/i/web/status/1"),
                "note_post": {"text": "Bài dài không có đường dẫn của ta", "entities": {}},
            },
        ],
        "meta": {"result_count": 3, "newest_id": "3", "oldest_id": "1"},
    },
    ("data",),
    ours=1,
    fields=("id", "text", "created_at", "entities", "attachments", "note_post"),
    full_at=100,
    counted=("meta", "result_count"),
)


X = Platform(
    credentials={
        "consumer_key": "consumerKey0001",
        "consumer_secret": "consumerSecret/+=0002",
        "access_token": "2000000001-accessToken0003",
        "access_token_secret": "accessSecret+/0004",
    },
    settings={"user_id": "2000000001", "handle": "huonggiang"},
    prefix="/x",
    accepted=answer(201, {"data": {"id": "1999", "text": TEXT}}),
    accepted_id="1999",
    accepted_url="https://x.com/huonggiang/status/1999",
    empty_list=answer(200, {"meta": {"result_count": 0}}),
    listed=X_LISTED,
    refuses_token=answer(401, x_problem(401, "Unauthorized", "Unauthorized")),
    throttles=answer(
        429,
        x_problem(429, "Too Many Requests", "Too Many Requests"),
        {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795508100"},
    ),
    throttled_until=datetime.fromtimestamp(1795508100, UTC),
    broken=answer(500, x_problem(500, "Internal Server Error", "Something is broken")),
    echoes=echo(400, lambda seen: x_problem(400, "Invalid Request", f"One or more parameters: {seen}")),
    says=lambda status, words: answer(status, {**x_problem(status, "Odd", ""), "errors": [{"message": words}]}),
    answered=answer(201, {"data": {"id": "7099", "text": "…"}}),
    answered_id="7099",
    no_comments=answer(200, {"meta": {"result_count": 0}}),
)
RSS = Platform(credentials={}, settings={"feed_url": "https://loa.huonggiang.gov.vn/feed.xml"}, prefix="")


def google_error(
    status: int, reason: str, message: str = "refused", domain: str = "youtube.video"
) -> dict[str, object]:
    entry = {"message": message, "domain": domain, "reason": reason}
    return {"error": {"code": status, "message": message, "errors": [entry]}}


UPLOAD_ID = "ABPtcPrLoaUploadId0005abcdefghij"
SESSION = f"https://youtube.googleapis.com/upload/youtube/v3/videos?uploadType=resumable&upload_id={UPLOAD_ID}"
VIDEO = {
    "kind": "youtube#video",
    "id": "vid00000001",
    "status": {"uploadStatus": "uploaded", "privacyStatus": "private"},
}
PROCESSED = answer(200, {"items": [{"id": "vid00000001", "status": {"uploadStatus": "processed"}}]})


def playlist_item(video: str, description: str, privacy: str = "public") -> Json:
    seen = {"videoPublishedAt": TIME} if privacy != "private" else {}
    return {
        "snippet": {"title": "Phổ biến pháp luật", "description": description, "publishedAt": TIME},
        "contentDetails": {"videoId": video, **seen},
        "status": {"privacyStatus": privacy},
    }


YOUTUBE_LISTED = Listed(
    {
        "items": [
            playlist_item("v3", "Bản nháp", "private"),
            playlist_item("v2", TEXT),
            playlist_item("v1", "Phiên toà giả định"),
        ]
    },
    ("items",),
    ours=1,
    fields=(
        "snippet", "snippet.title", "snippet.description", "snippet.publishedAt", "contentDetails",
        "contentDetails.videoId", "contentDetails.videoPublishedAt", "status", "status.privacyStatus",
    ),
    full_at=50,
)  # fmt: skip


YOUTUBE = Platform(
    credentials={
        "client_id": "123456789012-loa.apps.googleusercontent.com",
        "client_secret": "GOCSPX-clientSecret0001",
        "refresh_token": "1//0erefreshToken-0002",
        "access_token": "ya29.a0accessToken_0003",
    },
    settings={
        "channel_id": "UCabcdefghijklmnopqrstuv",
        "playlists": {"decision": "PLdecisions"},
        "playlist_titles": {"qa": "Hỏi đáp pháp luật"},
    },
    prefix="/youtube",
    # Looked for, session opened, sent in one piece, processed.
    lead=(answer(200, {"items": []}), answer(200, b"", {"Location": SESSION}), answer(200, VIDEO), PROCESSED),
    needs_video=True,
    accepted=answer(200, {"id": "vid00000001", "status": {"privacyStatus": "public"}}),
    accepted_id="vid00000001",
    accepted_url="https://www.youtube.com/watch?v=vid00000001",
    empty_list=answer(200, {"kind": "youtube#playlistItemListResponse", "items": []}),
    listed=YOUTUBE_LISTED,
    refuses_token=answer(401, google_error(401, "authError", "Invalid Credentials", "global")),
    throttles=answer(403, google_error(403, "quotaExceeded", "You have exceeded your quota.", "youtube.quota")),
    # NOW is midnight in Los Angeles to the second: a new day has just begun there.
    throttled_until=datetime(2026, 11, 25, 8, 0, 0, tzinfo=UTC),
    broken=answer(500, google_error(500, "backendError", "Internal error encountered.", "global")),
    echoes=echo(400, lambda seen: google_error(400, "invalidTitle2", f"Invalid: {seen}")),
    says=lambda status, words: answer(status, google_error(status, "neverHeardOf", words)),
    answered=answer(200, {"id": "T1.own", "snippet": {"parentId": "T1"}}),
    answered_id="T1.own",
    no_comments=answer(200, {"kind": "youtube#commentThreadListResponse", "items": []}),
)


def zalo_says(error: int, message: str = "Success", data: object = None) -> dict[str, object]:
    """Zalo's envelope, which comes with HTTP 200 whatever it says."""
    return {"error": error, "message": message} | ({} if data is None else {"data": data})


ARTICLE = "bd5ea46bb32e5a0003f1"
ZALO = Platform(
    credentials={
        "app_id": "4210987654321012345",
        "app_secret": "Zk3Secret_ofTheApp01",
        "refresh_token": "zRefreshToken-0002_abcdefgh",
        "access_token": "zAccessToken-0003_abcdefghij",
    },
    settings={
        "oa_id": "2890000000000000001",
        "author": "Sở Tư pháp tỉnh Hương Giang",
        "media_address": "https://loa.huonggiang.gov.vn/media/{sha256}.{ending}",
        "cover_address": "https://loa.huonggiang.gov.vn/anh-bia.png",
    },
    prefix="/zalo",
    # Looked for, created hidden, verified, shown.
    lead=(
        answer(200, zalo_says(0, data={"medias": [], "total": 0})),
        answer(200, zalo_says(0, data={"token": "operation-1"})),
        answer(200, zalo_says(0, data={"id": ARTICLE})),
        answer(200, zalo_says(0, data={"token": "operation-2"})),
    ),
    accepted=answer(200, zalo_says(0, data={"message_id": "msg-1"})),
    accepted_id=ARTICLE,
    accepted_url=f"https://rd.zapps.vn/detail/2890000000000000001?id={ARTICLE}&pageId=2890000000000000001",
    refuses_token=answer(200, zalo_says(-216, "Access token is invalid")),
    throttles=answer(200, zalo_says(-32, "Too many calls in a minute")),
    broken=answer(200, zalo_says(-100, "Unknown error")),
    echoes=echo(200, lambda seen: zalo_says(-201, f"Params is invalid: {seen}")),
    says=lambda status, words: answer(200 if status < 500 else status, zalo_says(-98765, words)),
    answered=answer(200, zalo_says(0, data={"message_id": "m-1"})),
    answered_id="m-1",
    no_comments=answer(200, zalo_says(0, data=[])),
)
MANUAL = Platform(credentials={}, settings={"place": "TikTok"}, prefix="")

PLATFORMS = {"facebook": FACEBOOK, "x": X, "rss": RSS, "youtube": YOUTUBE, "zalo": ZALO, "manual": MANUAL}


ONLY = ""
"""The one channel that the suite runs over, where a third party's package says so; else all."""


def post_for(channel: str, folder: Path) -> OutgoingPost:
    """The plain post as the channel takes it: with a video where it needs one."""
    return replace(PLAIN_POST, media=(clip(folder),)) if PLATFORMS[channel].needs_video else PLAIN_POST


def opened(channel: str, address: str, clock: FixedClock | None = None, **settings: object) -> OpenedAccount:
    """The channel's demo account, whose platform is at `address`."""
    platform = PLATFORMS[channel]
    spec = spec_of(channel)
    return open_adapter(
        spec,
        parse_credentials(spec, platform.credentials),
        clock or FixedClock(),
        {**platform.settings, **settings, "endpoint": f"{address}{platform.prefix}"},
    )
