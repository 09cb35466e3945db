"""X: a table of walks, then looking, measuring and withdrawing."""

from base64 import b64decode
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.base import Finds, Measures, Next, OutgoingPost, Probes, Published, Withdraws
from channels.configuration import configuration
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import spec_of
from channels.x.failures import reset_at
from tests.channels import contract
from tests.channels.platforms import LINK, NOW, PLAIN_POST, UNLINKED_POST, X, FixedClock, opened, picture, x_problem
from tests.channels.server import Reply, Request, Server, answer, drop, hang
from tests.channels.walks import Case, Expected, run, walk

CHUNK = configuration().x.append_chunk_bytes
PUBLISHED = Published("1999", "https://x.com/huonggiang/status/1999")
CREATED = answer(201, {"data": {"id": "1999", "text": "…"}})
UPLOAD = "/2/media/upload"


def body(request: Request) -> object:
    return request.json


def segment(request: Request) -> tuple[object, int]:
    sent = request.json
    assert isinstance(sent, dict)
    return sent["segment_index"], len(b64decode(sent["media"]))


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
    return lambda folder: replace(PLAIN_POST, media=tuple(picture(folder, size, alt_text) for size in sizes))


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
    assert spec.price(PLAIN_POST) == configuration().x.price_post_with_url_usd
    assert spec.price(UNLINKED_POST) == configuration().x.price_post_usd


def test_a_text_needs_its_link(server: Server) -> None:
    with opened("x", server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, text="Không có đường dẫn"))
    assert [problem.field for problem in problems] == ["text"]


# Looking


def entry(number: int, text: str, *urls: Mapping[str, object], **more: object) -> dict[str, object]:
    created = NOW.strftime("%Y-%m-%dT%H:%M:%S.000Z")
    return {"id": str(number), "text": text, "created_at": created, "entities": {"urls": list(urls)}, **more}


SHORT = {"url": "https://t.co/abc", "expanded_url": LINK, "start": 0, "end": 1}
PICTURE_LINK = {"url": "https://t.co/pic", "expanded_url": "https://x.com/h/status/1/photo/1", "media_key": "3_51"}


@pytest.mark.parametrize(
    ("post", "published", "found"),
    [
        pytest.param(PLAIN_POST, entry(1, "… https://t.co/abc", SHORT), True, id="link among the entities"),
        pytest.param(
            PLAIN_POST, entry(1, "… https://t.co/abc", {**SHORT, "expanded_url": LINK + "c"}), False, id="a longer link"
        ),
        pytest.param(PLAIN_POST, entry(1, PLAIN_POST.text), True, id="link in the text"),
        pytest.param(PLAIN_POST, {"id": "1", "text": "khác"}, False, id="no entities"),
        pytest.param(
            PLAIN_POST,
            entry(1, "…", SHORT, created_at="2026-11-24T07:50:00.000Z"),
            False,
            id="too old",
        ),
        pytest.param(UNLINKED_POST, entry(1, UNLINKED_POST.text), True, id="same text"),
        pytest.param(UNLINKED_POST, entry(1, UNLINKED_POST.text + "!"), False, id="another text"),
        pytest.param(
            replace(UNLINKED_POST, text="Luật & đời sống"), entry(1, "Luật &amp; đời sống"), True, id="escaped text"
        ),
        pytest.param(
            UNLINKED_POST,
            entry(1, UNLINKED_POST.text, attachments={"media_keys": ["3_51"]}),
            False,
            id="a picture more",
        ),
    ],
)
def test_a_post_is_known_again(post: OutgoingPost, published: dict[str, object], found: bool, server: Server) -> None:
    server.script(answer(200, {"data": [published], "meta": {"result_count": 1}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(post, NOW)
    assert look.complete
    assert look.matches == ((Published("1", "https://x.com/huonggiang/status/1"),) if found else ())
    contract.check("x", server.requests[0], "/x")
    assert server.requests[0].query["start_time"] == "2026-11-24T07:59:00Z"


def test_a_pictured_post_without_a_link_is_known_by_text_and_number(server: Server, folder: Path) -> None:
    post = replace(UNLINKED_POST, media=(picture(folder),))
    shown = entry(1, f"{post.text} https://t.co/pic", PICTURE_LINK, attachments={"media_keys": ["3_51"]})
    server.script(answer(200, {"data": [shown], "meta": {"result_count": 1}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert len(adapter.find(post, NOW).matches) == 1


def test_a_look_reads_every_page(server: Server) -> None:
    server.script(
        answer(200, {"data": [entry(2, "khác")], "meta": {"result_count": 1, "next_token": "n1"}}),
        answer(200, {"data": [entry(1, PLAIN_POST.text)], "meta": {"result_count": 1}}),
    )
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        look = adapter.find(PLAIN_POST, NOW)
    assert look.complete
    assert [match.external_id for match in look.matches] == ["1"]
    assert server.requests[1].query["pagination_token"] == "n1"
    for request in server.requests:
        contract.check("x", request, "/x")


def test_a_look_without_an_end_is_incomplete(server: Server) -> None:
    pages = configuration().x.listing.pages
    server.script(*[answer(200, {"data": [], "meta": {"next_token": "n"}})] * pages)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert not adapter.find(PLAIN_POST, NOW).complete
    assert len(server.requests) == pages


def test_a_listing_of_errors_proves_nothing(server: Server) -> None:
    server.script(answer(200, {"errors": [{"title": "Not Found Error", "detail": "Could not find user"}]}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert not adapter.find(PLAIN_POST, NOW).complete


# Measuring, withdrawing, probing

NUMBERS = {"impression_count": 90, "like_count": 5, "reply_count": 0, "quote_count": 1, "bookmark_count": 2}


@pytest.mark.parametrize("spelling", ["repost_count", "retweet_count"])
def test_both_spellings_are_one_metric(spelling: str, server: Server) -> None:
    server.script(
        answer(200, {"data": [{"id": "1", "public_metrics": {**NUMBERS, spelling: 3}}], "errors": [{"value": "2"}]})
    )
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        readings = {(reading.external_id, reading.metric): reading.value for reading in adapter.metrics(["1", "2"])}
    contract.check("x", server.requests[0], "/x")
    assert readings[("1", "repost_count")] == 3
    assert readings[("1", "reply_count")] == 0
    assert {value for (external_id, _), value in readings.items() if external_id == "2"} == {None}


def test_ids_are_asked_in_batches(server: Server) -> None:
    server.script(*[answer(200, {})] * 2)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Measures)
        adapter.metrics([str(number) for number in range(1, 102)])
    assert [len(request.query["ids"].split(",")) for request in server.requests] == [100, 1]
    for request in server.requests:
        contract.check("x", request, "/x")


@pytest.mark.parametrize(
    "reply", [answer(200, {"data": {"deleted": True}}), answer(404, x_problem(404, "Not Found Error", "no"))]
)
def test_withdrawn_or_gone_is_success(reply: Reply, server: Server) -> None:
    server.script(reply)
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        adapter.withdraw("1999")
    contract.check("x", server.requests[0], "/x")
    assert (server.requests[0].method, server.requests[0].path) == ("DELETE", "/x/2/tweets/1999")


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (answer(200, {"data": {"deleted": False}}), Rejected),
        (answer(403, x_problem(403, "Forbidden", "not yours")), Rejected),
        (hang, Retryable),
    ],
)
def test_not_withdrawn_is_said(reply: Reply, kind: type[ChannelError], server: Server) -> None:
    server.script(reply)
    with opened("x", server.address) as account, account.transport.deadline(0.25):
        adapter = account.adapter
        assert isinstance(adapter, Withdraws)
        with pytest.raises(kind):
            adapter.withdraw("1999")


def test_a_probe_tells_whose_token_it_is(server: Server) -> None:
    mine = {"id": X.settings["user_id"], "username": "huonggiang", "name": "Sở Tư pháp"}
    server.script(answer(200, {"data": mine}), answer(200, {"data": {**mine, "id": "9", "username": "khac"}}))
    with opened("x", server.address) as account:
        adapter = account.adapter
        assert isinstance(adapter, Probes)
        assert adapter.probe() == "@huonggiang"
        with pytest.raises(Misconfigured, match="@khac"):
            adapter.probe()
    contract.check("x", server.requests[0], "/x")


def test_the_user_is_known_from_the_token(server: Server) -> None:
    server.script(answer(200, {"meta": {"result_count": 0}}))
    with opened("x", server.address, user_id="") as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        adapter.find(PLAIN_POST, NOW)
    assert server.requests[0].path == "/x/2/users/2000000001/tweets"


@pytest.mark.parametrize("user_id", ["abc", "1/../2"])
def test_a_user_id_cannot_change_the_address(user_id: str, server: Server) -> None:
    with pytest.raises(Misconfigured):
        opened("x", server.address, user_id=user_id)
