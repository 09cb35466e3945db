"""Zalo: which requests a post becomes, and what each answer means."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from channels.base import (
    Edits,
    Finds,
    Look,
    Loses,
    Measures,
    Next,
    OutgoingPost,
    Probes,
    Published,
    Reading,
    Withdraws,
)
from channels.connect import Ability
from channels.connectors import lost_with
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import spec_of
from channels.zalo.configuration import zalo_configuration
from tests.channels import contract
from tests.channels.platforms import (
    ARTICLE,
    LINK,
    NOW,
    PLAIN_POST,
    TEXT,
    UNLINKED_POST,
    ZALO,
    FixedClock,
    opened,
    picture,
    zalo_says,
)
from tests.channels.server import Reply, Request, Server, answer, drop, html
from tests.channels.walks import Case, Expected, run, walk

URL = ZALO.accepted_url
LIST, DETAIL = "/v2.0/article/getslice", "/v2.0/article/getdetail"
CREATE, VERIFY, UPDATE = "/v2.0/article/create", "/v2.0/article/verify", "/v2.0/article/update"
BROADCAST = "/v2.0/oa/message"
LEAD = "Ai cần biết: người sử dụng đất có nhu cầu tách thửa. Có hiệu lực từ ngày 10/12/2026."


def ok(data: object) -> Reply:
    return answer(200, zalo_says(0, data=data))


def no(code: int, message: str = "refused") -> Reply:
    return answer(200, zalo_says(code, message))


def untold(said: str) -> str:
    return (
        f"Bài đã đăng, nhưng Zalo không nhận: tin gửi tới người quan tâm ({said}). Hãy bổ sung trực tiếp trên Zalo, "
        "không gửi lại bài."
    )


def listed(*entries: dict[str, object]) -> Reply:
    return ok({"medias": list(entries), "total": len(entries)})


def entry(
    identifier: str = ARTICLE, title: str = "Tách thửa", status: str = "hide", age_s: int = 60
) -> dict[str, object]:
    made = int((NOW - timedelta(seconds=age_s)).timestamp())
    return {"id": identifier, "type": "normal", "title": title, "status": status, "create_date": made, "total_view": 0}


def detail(text: str = TEXT, status: str = "hide", title: str = "Tách thửa") -> Reply:
    linked = text.replace(LINK, f'<a href="{LINK}">{LINK}</a>').replace("\n", "<br>")
    body = [{"type": "text", "content": linked}]
    return ok({"id": ARTICLE, "title": title, "description": "Đoạn dẫn", "body": body, "status": status})


NOTHING, TOKEN, MADE, UPDATED = (
    listed(),
    ok({"token": "op-1"}),
    ok({"id": ARTICLE}),
    ok({"token": "op-2"}),
)
SENT = ok({"message_id": "msg-1"})
GET_LIST, GET_DETAIL = Expected("GET", LIST), Expected("GET", DETAIL)
POST_CREATE, POST_VERIFY, POST_UPDATE = Expected("POST", CREATE), Expected("POST", VERIFY), Expected("POST", UPDATE)
POST_BROADCAST = Expected("POST", BROADCAST)


def field(name: str) -> Callable[[Request], object]:
    def read(request: Request) -> object:
        assert isinstance(request.json, dict)
        return request.json[name]

    return read


def plain(_folder: Path) -> OutgoingPost:
    return PLAIN_POST


def led(_folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, settings={"lead": LEAD})


def pictured(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(picture(folder),))


def signs(_folder: Path) -> OutgoingPost:
    return replace(UNLINKED_POST, text="Từ 5 < 10 m² & “đất ở”\nXem https://a.vn/?x=1&y=2.\n\nTrân trọng.")


CASES = (
    Case(
        "an article is created hidden, verified, shown, and sent to all",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, SENT),
        (
            GET_LIST,
            Expected("POST", CREATE, field("status"), "hide"),
            Expected("POST", VERIFY, field("token"), "op-1"),
            Expected("POST", UPDATE, field("status"), "show"),
            Expected(
                "POST",
                BROADCAST,
                lambda request: request.json["message"]["attachment"]["payload"]["elements"],  # type: ignore[index]
                [{"media_type": "article", "attachment_id": ARTICLE}],
            ),
        ),
        Published(ARTICLE, URL),
        (2.0,),
    ),
    Case(
        "the standfirst is the description",
        led,
        (NOTHING, TOKEN, MADE, UPDATED, SENT),
        (GET_LIST, Expected("POST", CREATE, field("description"), LEAD), POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL),
        (2.0,),
    ),
    Case(
        "without one the text begins it",
        plain,
        (NOTHING, no(-201)),
        (GET_LIST, Expected("POST", CREATE, field("description"), TEXT.replace("\n", " "))),
        (Rejected, "-201"),
    ),
    Case(
        "text is sent as HTML, with its signs, lines and links",
        signs,
        (NOTHING, no(-201)),
        (
            GET_LIST,
            Expected(
                "POST",
                CREATE,
                field("body"),
                [
                    {
                        "type": "text",
                        "content": "Từ 5 &lt; 10 m² &amp; “đất ở”<br>Xem "
                        '<a href="https://a.vn/?x=1&amp;y=2">https://a.vn/?x=1&amp;y=2</a>.',
                    },
                    {"type": "text", "content": "Trân trọng."},
                ],
            ),
        ),
        (Rejected, "-201"),
    ),
    Case(
        "Zalo takes its time",
        plain,
        (NOTHING, TOKEN, no(-214), ok({}), MADE, UPDATED, SENT),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_VERIFY, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL),
        (2.0, 5.0, 5.0),
    ),
    Case(
        "what an earlier try left is taken up again",
        plain,
        (listed(entry("other", "Việc khác"), entry()), detail(), UPDATED, SENT),
        (GET_LIST, GET_DETAIL, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL),
    ),
    Case(
        "an article that is shown already is only sent",
        plain,
        (listed(entry(status="show")), detail(status="show"), SENT),
        (GET_LIST, GET_DETAIL, POST_BROADCAST),
        Published(ARTICLE, URL),
    ),
    Case(
        "the same title with another link is another post",
        plain,
        (listed(entry()), detail(TEXT + "z"), TOKEN, MADE, UPDATED, SENT),
        (GET_LIST, GET_DETAIL, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL),
        (2.0,),
    ),
    Case(
        "an older article is nobody's try",
        plain,
        (listed(entry(age_s=400_000)), TOKEN, MADE, UPDATED, SENT),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL),
        (2.0,),
    ),
    Case(
        "a lost answer to the creation is certain: it is hidden, and looked for at the next try",
        plain,
        (NOTHING, drop),
        (GET_LIST, POST_CREATE),
        (Retryable, ""),
    ),
    Case(
        "a lost answer to the showing is certain: it may be repeated",
        plain,
        (NOTHING, TOKEN, MADE, html(502)),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE),
        (Retryable, ""),
        (2.0,),
    ),
    Case(
        "a lost answer to the broadcast is unknown",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, drop),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        (OutcomeUnknown, ""),
        (2.0,),
    ),
    Case(
        "a broadcast that was accepted without a number is unknown",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, ok({})),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        (OutcomeUnknown, ""),
        (2.0,),
    ),
    Case(
        "a code that nobody knows proves nothing after a broadcast",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, no(-9999)),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        (OutcomeUnknown, "-9999"),
        (2.0,),
    ),
    Case(
        "a code that nobody knows is a plain no before",
        plain,
        (NOTHING, no(-9999)),
        (GET_LIST, POST_CREATE),
        (Rejected, "-9999"),
    ),
    Case(
        "the account's messages are used up: its article is public",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, no(-211, "Quota is used up")),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL, untold("Quota is used up")),
        (2.0,),
    ),
    Case(
        "a broadcast that Zalo refuses for good leaves a public article",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, no(-224, "Upgrade the package")),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        Published(ARTICLE, URL, untold("Upgrade the package")),
        (2.0,),
    ),
    Case(
        "a throttled broadcast waits: the account may soon call again",
        plain,
        (NOTHING, TOKEN, MADE, UPDATED, no(-32)),
        (GET_LIST, POST_CREATE, POST_VERIFY, POST_UPDATE, POST_BROADCAST),
        (RateLimited, "-32"),
        (2.0,),
    ),
    Case("too many calls", plain, (no(-32),), (GET_LIST,), (RateLimited, "-32")),
    Case("the token is old", plain, (no(-220),), (GET_LIST,), (AuthExpired, "-220")),
    Case(
        "the code comes as text",
        plain,
        (answer(200, {"error": "-216", "message": "x"}),),
        (GET_LIST,),
        (AuthExpired, "-216"),
    ),
    Case(
        "the account's package has no broadcasts",
        plain,
        (NOTHING, no(-224)),
        (GET_LIST, POST_CREATE),
        (Rejected, "-224"),
    ),
    Case("a list that is none", plain, (ok({"medias": 5}),), (GET_LIST,), (Retryable, "lacking data.medias")),
    # An article of ours may be behind what is not told: a second one is not created.
    Case("a list without ids", plain, (listed({"title": "Tách thửa"}),), (GET_LIST,), (Retryable, "lacking id")),
    Case("a list without titles", plain, (listed({"id": ARTICLE}),), (GET_LIST,), (Retryable, "lacking title")),
    Case("an entry that is none", plain, (ok({"medias": [None]}),), (GET_LIST,), (Retryable, "lacking entry")),
    Case(
        "an article without its words",
        plain,
        (listed(entry()), ok({"id": ARTICLE, "title": "Tách thửa", "description": "…"})),
        (GET_LIST, GET_DETAIL),
        (Retryable, "lacking body"),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.label)
def test_a_case(case: Case, server: Server, folder: Path) -> None:
    run("zalo", case, server, folder)


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ((NOTHING,), False),
        ((listed(entry(status="show")), detail(status="show")), True),
        # Hidden is what the step before left: citizens never saw it.
        ((listed(entry()), detail()), False),
        ((listed(entry(status="show")), detail(TEXT + "z", "show")), False),
    ],
    ids=["none", "shown", "hidden", "of another link"],
)
def test_an_account_without_broadcasts_is_looked_at(answers: tuple[Reply, ...], found: bool, server: Server) -> None:
    server.script(*answers)
    with opened("zalo", server.address, broadcast=False) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert adapter.find(PLAIN_POST, NOW) == Look((Published(ARTICLE, URL),) if found else (), complete=True)


def test_an_article_shown_before_a_long_outage_is_found(server: Server) -> None:
    called = NOW - timedelta(days=5)
    old = entry(status="show", age_s=5 * 86_400 - 60)
    hidden = {**entry("a-2"), "create_date": int(NOW.timestamp())}
    server.script(listed(hidden, old), detail(), detail(status="show"))
    with opened("zalo", server.address, broadcast=False) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert adapter.find(PLAIN_POST, called) == Look((Published(ARTICLE, URL),), complete=True)
    assert server.unscripted == 0


def test_a_list_that_does_not_reach_back_to_the_call_proves_nothing(server: Server) -> None:
    settings = zalo_configuration()
    aged = [{**entry(age_s=4 * 86_400), "title": "Khác"}] * settings.page_size
    server.script(*[listed(*aged)] * settings.look_pages)
    with opened("zalo", server.address, broadcast=False) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        with pytest.raises(Retryable):
            adapter.find(PLAIN_POST, NOW - timedelta(days=5))


def test_forty_articles_of_the_last_hours_keep_nothing_from_being_made(server: Server) -> None:
    """An office that catches up after an outage; the article before them all is ours."""
    size = zalo_configuration().page_size
    others = listed(*[{**entry(), "title": "Khác"}] * size)
    server.script(*[others] * 4, listed(entry(status="show")), detail(status="show"))
    with opened("zalo", server.address, broadcast=False) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        assert adapter.find(PLAIN_POST, NOW) == Look((Published(ARTICLE, URL),), complete=True)
    assert server.unscripted == 0


@pytest.mark.parametrize("lost", ["id", "title", "status", "body", "description", "page"])
def test_articles_that_lack_what_was_asked_prove_nothing(lost: str, server: Server) -> None:
    shown: dict[str, object] = {name: value for name, value in entry(status="show").items() if name != lost}
    said: dict[str, object] = {"id": ARTICLE, "title": "Tách thửa", "description": "…", "body": [], "status": "show"}
    said = {name: value for name, value in said.items() if name != lost}
    settings = zalo_configuration()
    many = listed(*[{**entry(), "title": "Khác"}] * settings.page_size)
    server.script(*([many] * settings.look_pages if lost == "page" else [listed(shown), ok(said)]))
    with opened("zalo", server.address, broadcast=False) as account:
        adapter = account.adapter
        assert isinstance(adapter, Finds)
        with pytest.raises(Retryable):
            adapter.find(PLAIN_POST, NOW)
    assert server.unscripted == 0


@pytest.mark.parametrize("broadcast", [True, False])
def test_what_followers_were_told_cannot_be_read(broadcast: bool, server: Server) -> None:
    with opened("zalo", server.address, broadcast=broadcast) as account:
        assert isinstance(account.adapter, Finds) is not broadcast
    assert spec_of("zalo").reads_back({"broadcast": broadcast}) is not broadcast
    assert not spec_of("zalo").reads_back({})


def test_an_account_without_broadcasts_ends_with_the_article(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    server.script(NOTHING, TOKEN, MADE, UPDATED)
    with opened("zalo", server.address, broadcast=False) as account:
        steps = [account.adapter.begin(PLAIN_POST)]
        while not isinstance(outcome := account.adapter.advance(PLAIN_POST, steps[-1].progress), Published):
            steps.append(outcome)
    assert outcome == Published(ARTICLE, URL)
    assert [step.irreversible for step in steps] == [False, False, True]
    assert [request.path for request in server.requests][-1] == "/zalo" + UPDATE


def test_without_the_right_to_broadcasts_articles_go_on_alone(server: Server) -> None:
    """The refusal turns off what it is of, and that alone: the account then shows its articles and tells nobody."""
    server.script(UPDATED, no(-209, "App has no permission"), NOTHING, TOKEN, MADE, UPDATED)
    with opened("zalo", server.address) as account:
        told = account.adapter.advance(PLAIN_POST, {"step": "show", "article": ARTICLE})
        assert isinstance(told, Next)
        published = account.adapter.advance(PLAIN_POST, told.progress)
        assert published == Published(ARTICLE, URL, untold("App has no permission"))
        assert isinstance(account.adapter, Loses)
        assert account.adapter.lost == {"followers"}
    settings = lost_with("zalo", {}, [Ability.FOLLOWERS])
    assert settings == {"lost": ["Gửi tin và thông báo qua OA"]}
    with opened("zalo", server.address, **settings) as account:
        step: object = account.adapter.begin(PLAIN_POST)
        while isinstance(step, Next):
            step = account.adapter.advance(PLAIN_POST, step.progress)
    assert step == Published(ARTICLE, URL)
    assert server.unscripted == 0
    assert spec_of("zalo").reads_back(settings)


def test_an_article_that_is_never_ready_is_given_up(server: Server) -> None:
    server.script(*[ok({})] * 2)
    with opened("zalo", server.address) as account:
        step = account.adapter.advance(PLAIN_POST, {"step": "verify", "operation": "op-1", "polls": 58})
        assert not isinstance(step, Published)
        with pytest.raises(Rejected, match="Zalo OA Manager"):
            account.adapter.advance(PLAIN_POST, step.progress)


@pytest.mark.parametrize(
    ("local", "until"),
    [
        ((24, 7, 59), (24, 8)),
        ((24, 8, 0), None),
        ((24, 21, 59), None),
        ((24, 22, 0), (25, 8)),
        ((24, 0, 0), (24, 8)),
    ],
)
@pytest.mark.parametrize("step", ["create", "show", "broadcast"])
def test_broadcasts_keep_their_hours(
    step: str, local: tuple[int, int, int], until: tuple[int, int] | None, server: Server
) -> None:
    """Vietnamese time: seven hours before UTC."""
    moment = datetime(2026, 11, local[0], local[1], local[2], tzinfo=UTC) - timedelta(hours=7)
    server.script({"create": NOTHING, "show": UPDATED, "broadcast": SENT}[step], *[TOKEN] * (step == "create"))
    with opened("zalo", server.address, FixedClock(moment)) as account:
        if until is None:
            account.adapter.advance(PLAIN_POST, {"step": step, "article": ARTICLE})
            return
        with pytest.raises(RateLimited, match="từ 8 giờ đến 22 giờ") as refusal:
            account.adapter.advance(PLAIN_POST, {"step": step, "article": ARTICLE})
    assert refusal.value.until == datetime(2026, 11, until[0], until[1], tzinfo=UTC) - timedelta(hours=7)
    assert not server.requests


def test_articles_alone_keep_no_hours(server: Server) -> None:
    server.script(NOTHING, TOKEN)
    night = FixedClock(datetime(2026, 11, 24, 18, 0, tzinfo=UTC))
    with opened("zalo", server.address, night, broadcast=False) as account:
        account.adapter.advance(PLAIN_POST, {"step": "create"})


@pytest.mark.parametrize(
    ("change", "fields"),
    [
        ({"title": ""}, ["title"]),
        ({"title": "a" * 150}, []),
        ({"title": "a" * 151}, ["title"]),
        ({"title": "Ho\u0302 so\u031b"}, ["title"]),
        ({"settings": {"lead": "a" * 300}}, []),
        ({"settings": {"lead": "a" * 301}}, ["settings"]),
        ({"text": "Không có đường dẫn."}, ["text"]),
    ],
)
def test_what_zalo_refuses(change: dict[str, object], fields: list[str], server: Server) -> None:
    with opened("zalo", server.address) as account:
        problems = account.adapter.check(replace(PLAIN_POST, **change))  # type: ignore[arg-type]
    assert [problem.field for problem in problems] == fields


def test_an_article_needs_a_cover(server: Server, folder: Path) -> None:
    with opened("zalo", server.address, cover_address="") as account:
        assert [problem.field for problem in account.adapter.check(PLAIN_POST)] == ["media"]
        assert account.adapter.check(pictured(folder)) == []


def test_a_picture_is_the_cover_by_the_address_of_its_bytes(server: Server, folder: Path) -> None:
    server.script(NOTHING, TOKEN)
    post = pictured(folder)
    with opened("zalo", server.address) as account:
        account.adapter.advance(post, {"step": "create"})
    cover = {"cover_type": "photo", "status": "show"}
    address = f"https://loa.huonggiang.gov.vn/media/{post.media[0].sha256}.png"
    assert field("cover")(server.requests[1]) == {**cover, "photo_url": address}


def test_a_long_beginning_is_cut_between_words(server: Server) -> None:
    server.script(NOTHING, TOKEN)
    text = f"{'Diện tích tối thiểu, ' * 20}hết.\nXem: {LINK}"
    with opened("zalo", server.address) as account:
        account.adapter.advance(replace(PLAIN_POST, text=text), {"step": "create"})
    description = str(field("description")(server.requests[1]))
    assert len(description) <= 300
    assert description.endswith("…")
    assert text.startswith(description[:-1] + " "), "cut between words"


@pytest.mark.parametrize(
    ("settings", "complaint"),
    [
        ({"oa_id": ""}, "mã Official Account"),
        ({"oa_id": "1/../2"}, "mã Official Account"),
        ({"author": " "}, "tên tác giả"),
        ({"author": "a" * 51}, "tên tác giả"),
        ({"media_address": "https://a.vn/media"}, "địa chỉ ảnh"),
        ({"cover_address": "anh.png"}, "ảnh bìa mặc định"),
    ],
)
def test_a_wrong_setting_is_named(settings: dict[str, str], complaint: str, server: Server) -> None:
    with pytest.raises(Misconfigured, match=complaint):
        opened("zalo", server.address, None, **settings)


def test_numbers_come_from_the_list(server: Server) -> None:
    page = [entry(f"other{number}") for number in range(9)]
    server.script(
        listed(*page, {**entry("a1"), "total_view": "1.170", "total_share": 5}),
        listed({**entry("a2"), "total_view": 12}),
    )
    with opened("zalo", server.address) as account:
        assert isinstance(account.adapter, Measures)
        readings = account.adapter.metrics(["a1", "a2", "gone"])
    assert readings == [
        Reading("a1", "total_view", 1170, "v2.0"),
        Reading("a1", "total_share", 5, "v2.0"),
        Reading("a2", "total_view", 12, "v2.0"),
        Reading("a2", "total_share", None, "v2.0"),
        Reading("gone", "total_view", None, "v2.0"),
        Reading("gone", "total_share", None, "v2.0"),
    ]
    assert [request.query["offset"] for request in server.requests] == ["0", "10"]
    for request in server.requests:
        contract.check("zalo", request, "/zalo")


def test_nothing_is_said_of_an_article_that_the_list_does_not_reach(server: Server) -> None:
    """An older article is not gone; its last numbers stand."""
    server.script(*[listed(*[{**entry(f"n{page}-{n}"), "total_view": 3} for n in range(10)]) for page in range(3)])
    with opened("zalo", server.address) as account:
        assert isinstance(account.adapter, Measures)
        readings = account.adapter.metrics(["old", "n1-4"])
    assert {reading.external_id for reading in readings} == {"n1-4"}


def test_edit_and_remove(server: Server) -> None:
    server.script(UPDATED, answer(200, zalo_says(0)), no(-1404), no(-209))
    with opened("zalo", server.address) as account:
        assert isinstance(account.adapter, Edits)
        assert isinstance(account.adapter, Withdraws)
        assert account.adapter.edit(ARTICLE, led(Path())) == Published(ARTICLE, URL)
        account.adapter.withdraw(ARTICLE)
        account.adapter.withdraw(ARTICLE)
        with pytest.raises(Rejected, match="quyền quản lý bài viết"):
            account.adapter.withdraw(ARTICLE)
    assert field("id")(server.requests[0]) == ARTICLE
    for request in server.requests:
        contract.check("zalo", request, "/zalo")


def test_probe_says_whose_token_it_is(server: Server) -> None:
    server.script(
        ok({"oa_id": "2890000000000000001", "name": "Sở Tư pháp"}),
        ok({"oaid": "5", "name": "Công ty A"}),
        ok({"name": "A"}),
    )
    with opened("zalo", server.address) as account:
        assert isinstance(account.adapter, Probes)
        assert account.adapter.probe() == "Sở Tư pháp"
        with pytest.raises(Misconfigured, match="Công ty A"):
            account.adapter.probe()
        with pytest.raises(Retryable):
            account.adapter.probe()


def test_words_tell_staff_what_to_do(server: Server) -> None:
    server.script(no(-221, "OA has not been verified"))
    with opened("zalo", server.address) as account, pytest.raises(ChannelError) as refusal:
        account.adapter.advance(PLAIN_POST, {"step": "create"})
    assert refusal.value.message == (
        "Zalo từ chối (mã -221). Official Account chưa được xác thực. Hãy xác thực Official Account với Zalo rồi gửi lại. "
        "Lời của nền tảng: “OA has not been verified”."
    )


def test_the_walk_is_as_the_engine_goes(server: Server) -> None:
    server.script(*ZALO.lead, SENT)
    outcome, steps = walk("zalo", server, PLAIN_POST)
    assert isinstance(outcome, Published)
    assert [step.progress["step"] for step in steps] == ["create", "verify", "show", "broadcast"]
