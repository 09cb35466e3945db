"""X: a table of walks."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.base import Next, OutgoingPost, Published
from channels.errors import AuthExpired, ChannelError, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import spec_of
from channels.x.configuration import x_configuration
from channels.x.failures import reset_at
from tests.channels.platforms import NOW, PLAIN_POST, UNLINKED_POST, FixedClock, opened, x_problem
from tests.channels.server import Reply, Request, Server, answer, drop
from tests.channels.walks import Case, Expected, run, walk
from tests.channels.x_files import whole_picture

CHUNK = x_configuration().append_chunk_bytes
PUBLISHED = Published("1999", "https://x.com/huonggiang/status/1999")
CREATED = answer(201, {"data": {"id": "1999", "text": "…"}})
UPLOAD = "/2/media/upload"


def body(request: Request) -> object:
    return request.json


def segment(request: Request) -> tuple[object, int]:
    return int(request.fields["segment_index"]), len(request.files["media"])


def initialized(media_id: str) -> Reply:
    return answer(200, {"data": {"id": media_id, "media_key": f"3_{media_id}", "expires_after_secs": 86_400}})


def finalized(media_id: str, **processing: object) -> Reply:
    more = {"processing_info": processing} if processing else {}
    return answer(200, {"data": {"id": media_id, "media_key": f"3_{media_id}", **more}})


APPENDED = answer(200, {"data": {"expires_at": 1}})
DESCRIBED = answer(200, {"data": {"id": "51"}})
POSTED = Expected("POST", "/2/tweets", body, {"text": PLAIN_POST.text})


def posted_with(*media_ids: str) -> Expected:
    return Expected("POST", "/2/tweets", body, {"text": PLAIN_POST.text, "media": {"media_ids": list(media_ids)}})


def initialize(size: int) -> Expected:
    wanted = {"media_type": "image/png", "total_bytes": size, "media_category": "tweet_image"}
    return Expected("POST", f"{UPLOAD}/initialize", body, wanted)


def append(media_id: str, index: int, size: int) -> Expected:
    return Expected("POST", f"{UPLOAD}/{media_id}/append", segment, (index, size))


def finalize(media_id: str) -> Expected:
    return Expected("POST", f"{UPLOAD}/{media_id}/finalize")


def describe(media_id: str, alt_text: str) -> Expected:
    wanted = {"id": media_id, "metadata": {"alt_text": {"text": alt_text}}}
    return Expected("POST", "/2/media/metadata", body, wanted)


def status(media_id: str) -> Expected:
    return Expected("GET", UPLOAD, lambda request: request.query, {"command": "STATUS", "media_id": media_id})


def plain(_folder: Path) -> OutgoingPost:
    return PLAIN_POST


def pictured(*sizes: int, alt_text: str = "Thẻ") -> Callable[[Path], OutgoingPost]:
    return lambda folder: replace(PLAIN_POST, media=tuple(whole_picture(folder, size, alt_text) for size in sizes))


def refused(label: str, reply: Reply, kind: type[ChannelError], code: str) -> Case:
    return Case(label, plain, (reply,), (POSTED,), (kind, code))


def not_uploaded(label: str, reply: Reply, kind: type[ChannelError], code: str) -> Case:
    return Case(label, pictured(600), (reply,), (initialize(600),), (kind, code))


DUPLICATE = x_problem(403, "Forbidden", "You are not allowed to create a Tweet with duplicate content.")

CASES = (
    Case("text with a link", plain, (CREATED,), (POSTED,), PUBLISHED),
    Case(
        "a picture with alt text",
        pictured(600),
        (initialized("51"), APPENDED, finalized("51"), DESCRIBED, CREATED),
        (initialize(600), append("51", 0, 600), finalize("51"), describe("51", "Thẻ"), posted_with("51")),
        PUBLISHED,
    ),
    Case(
        "a picture without alt text",
        pictured(600, alt_text=""),
        (initialized("51"), APPENDED, finalized("51"), CREATED),
        (initialize(600), append("51", 0, 600), finalize("51"), posted_with("51")),
        PUBLISHED,
    ),
    Case(
        "an append without an answer's body",
        pictured(600, alt_text=""),
        (initialized("51"), answer(204, b"", kind=None), finalized("51"), CREATED),
        (initialize(600), append("51", 0, 600), finalize("51"), posted_with("51")),
        PUBLISHED,
    ),
    Case(
        "exactly one chunk",
        pictured(CHUNK, alt_text=""),
        (initialized("51"), APPENDED, finalized("51"), CREATED),
        (initialize(CHUNK), append("51", 0, CHUNK), finalize("51"), posted_with("51")),
        PUBLISHED,
    ),
    Case(
        "a byte more than a chunk",
        pictured(CHUNK + 1, alt_text=""),
        (initialized("51"), APPENDED, APPENDED, finalized("51"), CREATED),
        (
            initialize(CHUNK + 1),
            append("51", 0, CHUNK),
            append("51", 1, 1),
            finalize("51"),
            posted_with("51"),
        ),
        PUBLISHED,
    ),
    Case(
        "two pictures",
        pictured(600, 700, alt_text=""),
        (initialized("51"), APPENDED, finalized("51"), initialized("52"), APPENDED, finalized("52"), CREATED),
        (
            initialize(600),
            append("51", 0, 600),
            finalize("51"),
            initialize(700),
            append("52", 0, 700),
            finalize("52"),
            posted_with("51", "52"),
        ),
        PUBLISHED,
    ),
    Case(
        "a picture that is processed for a while",
        pictured(600),
        (
            initialized("51"),
            APPENDED,
            finalized("51", state="pending", check_after_secs=3),
            finalized("51", state="in_progress", check_after_secs=7, progress_percent=50),
            finalized("51", state="succeeded"),
            DESCRIBED,
            CREATED,
        ),
        (
            initialize(600),
            append("51", 0, 600),
            finalize("51"),
            status("51"),
            status("51"),
            describe("51", "Thẻ"),
            posted_with("51"),
        ),
        PUBLISHED,
        waits=(3.0, 7.0),
    ),
    Case(
        "a picture that cannot be processed",
        pictured(600),
        (initialized("51"), APPENDED, finalized("51", state="failed")),
        (initialize(600), append("51", 0, 600), finalize("51")),
        (Rejected, "media_failed"),
    ),
    refused("duplicate", answer(403, DUPLICATE), OutcomeUnknown, "403 Forbidden"),
    refused("not permitted", answer(403, x_problem(403, "Forbidden", "Not permitted")), Rejected, "403 Forbidden"),
    refused("invalid", answer(400, x_problem(400, "Invalid Request", "text")), Rejected, "400 Invalid Request"),
    refused("invalid, in the short form", answer(400, {"code": 3, "message": "no"}), Rejected, "400"),
    refused("signed out", answer(401, x_problem(401, "Unauthorized", "")), AuthExpired, "401 Unauthorized"),
    refused("out of money", answer(402, x_problem(402, "CreditsDepleted", "")), RateLimited, "402 CreditsDepleted"),
    refused("throttled without a time", answer(429, b"", kind=None), RateLimited, "429"),
    refused("throttled with a strange time", answer(429, {}, {"x-rate-limit-reset": "soon"}), RateLimited, "429"),
    refused(
        "503 is unclear",
        answer(503, x_problem(503, "Service Unavailable", "")),
        OutcomeUnknown,
        "503 Service Unavailable",
    ),
    refused("409 is unclear", answer(409, x_problem(409, "Conflict", "")), OutcomeUnknown, "409 Conflict"),
    refused("201 without an id", answer(201, {"errors": [{"title": "?"}]}), OutcomeUnknown, ""),
    refused("errors of a strange shape", answer(400, {"errors": "many"}), Rejected, "400"),
    not_uploaded("an upload throttled", answer(429, {}, {"x-rate-limit-reset": "1795508100"}), RateLimited, "429"),
    not_uploaded("an upload dropped", drop, Retryable, ""),
    not_uploaded("an upload refused", answer(400, x_problem(400, "Invalid", "")), Rejected, "400 Invalid"),
    not_uploaded("an upload of a broken platform", answer(500, b""), Retryable, "500"),
    not_uploaded("an upload without an id", answer(200, {"data": {}}), Retryable, "media_without_id"),
    not_uploaded(
        "an upload with an id that changes the path",
        answer(200, {"data": {"id": "5/../6"}}),
        Retryable,
        "media_without_id",
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_case(case: Case, server: Server, folder: Path) -> None:
    run("x", case, server, folder)


def test_only_the_post_itself_is_irreversible_and_progress_is_plain(server: Server, folder: Path) -> None:
    server.script(initialized("51"), APPENDED, finalized("51"), DESCRIBED, CREATED)
    outcome, steps = walk("x", server, pictured(600)(folder))
    assert outcome == PUBLISHED
    assert [(step.progress["step"], step.irreversible) for step in steps] == [
        ("initialize", False),
        ("append", False),
        ("finalize", False),
        ("metadata", False),
        ("post", True),
    ]
    values = [value for step in steps for value in step.progress.values()]
    assert all(value is None or isinstance(value, str | int | float) for value in values)


def test_a_walk_goes_on_in_another_process(server: Server, folder: Path) -> None:
    post = pictured(600)(folder)
    server.script(initialized("51"), APPENDED, finalized("51"), DESCRIBED, CREATED)
    progress = opened("x", server.address).adapter.begin(post).progress
    outcome: object = None
    while not isinstance(outcome, Published):
        with opened("x", server.address) as account:
            outcome = account.adapter.advance(post, progress)
        if isinstance(outcome, Next):
            progress = outcome.progress
    assert outcome == PUBLISHED


def test_an_upload_that_has_ended_begins_anew_without_posting(server: Server, folder: Path) -> None:
    post = pictured(600, alt_text="")(folder)
    clock = FixedClock()
    server.script(initialized("51"), APPENDED, finalized("51"))
    with opened("x", server.address, clock) as account:
        step = account.adapter.begin(post)
        while not step.irreversible:
            following = account.adapter.advance(post, step.progress)
            assert isinstance(following, Next)
            step = following
        clock.moment = NOW + timedelta(seconds=86_400 - 200)
        assert account.adapter.advance(post, step.progress) == account.adapter.begin(post)
    assert len(server.requests) == 3


@pytest.mark.parametrize(
    "problem",
    [
        x_problem(403, "Forbidden", "User is over daily status update limit."),
        {**x_problem(403, "Forbidden", ""), "errors": [{"code": 185, "message": "Over the limit"}]},
    ],
)
@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, NOW + timedelta(minutes=30)),
        (
            {"x-user-limit-24hour-remaining": "0", "x-user-limit-24hour-reset": str(int(NOW.timestamp()) + 900)},
            NOW + timedelta(minutes=15),
        ),
    ],
)
def test_the_posts_of_a_day_are_used_up(
    problem: dict[str, object], headers: dict[str, str], until: datetime, server: Server
) -> None:
    """The account rests, and the post waits: it was a refusal of the post before, which failed it."""
    server.script(answer(403, problem, headers))
    outcome, _steps = walk("x", server, PLAIN_POST)
    assert isinstance(outcome, RateLimited)
    assert (outcome.code, outcome.until) == ("185", until)


def test_a_duplicate_says_so(server: Server) -> None:
    server.script(answer(403, DUPLICATE))
    outcome, _steps = walk("x", server, PLAIN_POST)
    assert isinstance(outcome, OutcomeUnknown)
    assert outcome.duplicate


@pytest.mark.parametrize(
    ("headers", "until"),
    [
        ({}, None),
        ({"x-rate-limit-reset": "1795508100"}, datetime.fromtimestamp(1795508100, UTC)),
        ({"Retry-After": "60"}, NOW + timedelta(seconds=60)),
        (
            {
                "x-rate-limit-reset": "1795508100",
                "x-user-limit-24hour-remaining": "0",
                "x-user-limit-24hour-reset": "1795590000",
            },
            datetime.fromtimestamp(1795590000, UTC),
        ),
        (
            {
                "x-rate-limit-reset": "1795508100",
                "x-user-limit-24hour-remaining": "9",
                "x-user-limit-24hour-reset": "1795590000",
            },
            datetime.fromtimestamp(1795508100, UTC),
        ),
    ],
)
def test_a_throttle_ends_when_the_headers_say(headers: Mapping[str, str], until: datetime | None) -> None:
    assert reset_at(headers, NOW) == until


def test_a_url_makes_a_post_dearer() -> None:
    spec = spec_of("x")
    assert spec.price is not None
    assert spec.price(PLAIN_POST) == x_configuration().price_post_with_url_usd
    assert spec.price(UNLINKED_POST) == x_configuration().price_post_usd


def test_a_text_needs_its_link(server: Server) -> None:
    with opened("x", server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, text="Không có đường dẫn"))
    assert [problem.field for problem in problems] == ["text"]
