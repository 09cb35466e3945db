"""What the conformance suite must know of each channel: an account, posts, and the platform's own good and bad answers.

A channel that is registered and not described here fails the suite.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from channels.base import MediaFile, OutgoingPost
from channels.registry import Opened, open_adapter, parse_credentials, spec_of
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


def picture(folder: Path, size: int = 600, alt_text: str = "Thẻ tóm tắt quy định tách thửa") -> MediaFile:
    content = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    path = folder / f"{size}.png"
    path.write_bytes(content)
    return MediaFile(path, sha256(content).hexdigest(), "image/png", size, 1200, 630, alt_text)


@dataclass(frozen=True)
class Platform:
    """`accepted`: the answer to a publishing request, and what it names. `empty_list`: to `find`.

    `refuses_token`, `throttles`, `broken`: as the platform says them.
    """

    credentials: Mapping[str, str]
    settings: Mapping[str, str]
    prefix: str
    accepted: Reply | None = None
    accepted_id: str = ""
    accepted_url: str = ""
    empty_list: Reply | None = None
    refuses_token: Reply | None = None
    throttles: Reply | None = None
    throttled_until: datetime | None = None
    broken: Reply | None = None
    echoes: Reply | None = None

    @property
    def has_network(self) -> bool:
        return self.accepted is not None

    def secrets(self) -> tuple[str, ...]:
        return tuple(self.credentials.values())


def graph_error(code: int | None, message: str = "refused", **more: object) -> dict[str, object]:
    return {"error": {"message": message, "type": "OAuthException", "code": code, "fbtrace_id": "A1", **more}}


def x_problem(status: int, title: str, detail: str) -> dict[str, object]:
    return {"title": title, "detail": detail, "type": "about:blank", "status": status}


FACEBOOK = Platform(
    credentials={"page_access_token": "EAAGm0PX4ZCpsBAKtoken/+=1", "app_secret": "5f4dcc3b5aa765d61d8327deb882cf99"},
    settings={"page_id": "1000000000001"},
    prefix="/graph",
    accepted=answer(200, {"id": "1000000000001_55"}),
    accepted_id="1000000000001_55",
    accepted_url="https://www.facebook.com/1000000000001_55",
    empty_list=answer(200, {"data": []}),
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
    refuses_token=answer(401, x_problem(401, "Unauthorized", "Unauthorized")),
    throttles=answer(
        429,
        x_problem(429, "Too Many Requests", "Too Many Requests"),
        {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "0", "x-rate-limit-reset": "1795508100"},
    ),
    throttled_until=datetime.fromtimestamp(1795508100, UTC),
    broken=answer(500, x_problem(500, "Internal Server Error", "Something is broken")),
    echoes=echo(400, lambda seen: x_problem(400, "Invalid Request", f"One or more parameters: {seen}")),
)
RSS = Platform(credentials={}, settings={"feed_url": "https://loa.huonggiang.gov.vn/feed.xml"}, prefix="")

PLATFORMS = {"facebook": FACEBOOK, "x": X, "rss": RSS}


def opened(channel: str, address: str, clock: FixedClock | None = None, **settings: str) -> Opened:
    """The channel's demo account, whose platform is at `address`."""
    platform = PLATFORMS[channel]
    spec = spec_of(channel)
    return open_adapter(
        spec,
        parse_credentials(spec, platform.credentials),
        clock or FixedClock(),
        {**platform.settings, **settings, "endpoint": f"{address}{platform.prefix}"},
    )
