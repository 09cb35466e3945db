"""YouTube: looking for videos, numbers, edits, withdrawals, tokens."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from channels.base import Edits, Finds, Look, Measures, OutgoingPost, Probes, Published, Reading, Refreshes, Withdraws
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Rejected, Retryable
from channels.registry import OpenedAccount
from channels.youtube.credentials import YouTubeCredentials
from tests.channels import contract
from tests.channels.platforms import LINK, NOW, PLAIN_POST, PLATFORMS, UNLINKED_POST, clip, google_error, opened
from tests.channels.server import Reply, Server, answer, closed_address, drop, html


@pytest.fixture
def account(server: Server) -> Iterator[OpenedAccount]:
    with opened("youtube", server.address) as ready:
        yield ready
    for request in server.requests:
        contract.check("youtube", request, "/youtube")


@pytest.fixture
def post(folder: Path) -> OutgoingPost:
    return replace(PLAIN_POST, media=(clip(folder),))


def entry(
    video: str, text: str, privacy: str = "public", published: str | None = "2026-11-24T08:00:00Z",
    uploaded: str = "2026-11-24T07:00:00Z", title: str = PLAIN_POST.title,
) -> dict[str, object]:  # fmt: skip
    content = {"videoId": video, **({"videoPublishedAt": published} if published else {})}
    return {
        "snippet": {"title": title, "description": text, "publishedAt": uploaded},
        "contentDetails": content,
        "status": {"privacyStatus": privacy},
    }


def page(*entries: dict[str, object], more: str = "") -> Reply:
    return answer(200, {"items": list(entries), **({"nextPageToken": more} if more else {})})


def find(account: OpenedAccount, post: OutgoingPost) -> Look:
    adapter = account.adapter
    assert isinstance(adapter, Finds)
    return adapter.find(post, NOW - timedelta(hours=1))


def ids(look: Look) -> list[str]:
    return [match.external_id for match in look.matches]


def test_a_video_is_known_by_its_link(account: OpenedAccount, server: Server, post: OutgoingPost) -> None:
    server.script(
        page(
            entry("other", "Xem: https://loa.huonggiang.gov.vn/l/ab123"),
            entry("ours", f"…\nXem: {LINK}"),
            entry("private", f"Xem: {LINK}", "private", None),
            entry("long ago", f"Xem: {LINK}", published="2026-11-20T08:00:00Z"),
        )
    )
    look = find(account, post)
    assert look == Look((Published("ours", "https://www.youtube.com/watch?v=ours"),), complete=True)


def test_a_video_without_a_link_is_known_by_its_words(account: OpenedAccount, server: Server, folder: Path) -> None:
    post = replace(UNLINKED_POST, media=(clip(folder),))
    server.script(page(entry("same", post.text + "  "), entry("other title", post.text, title="Khác")))
    assert ids(find(account, post)) == ["same"]


def test_one_that_shall_stay_private_is_found_once_it_is_finished(
    account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    private = replace(post, settings={"privacy": "private"})
    server.script(
        page(entry("begun", f"{LINK}", "private", None), entry("finished", f"{LINK}", "private", None)),
        answer(200, {"items": [{"id": "begun", "snippet": {"tags": ["loa-" + "0" * 24]}}, {"id": "finished"}]}),
    )
    assert ids(find(account, private)) == ["finished"]


def test_a_look_goes_back_as_far_as_an_upload_may_lie(
    account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    old = entry("old", "khác", uploaded="2026-11-10T00:00:00Z")
    server.script(
        page(entry("new", "khác"), more="A"), page(entry("ours", LINK, uploaded="2026-11-20T00:00:00Z"), more="B")
    )
    server.script(page(old, more="C"))
    look = find(account, post)
    assert (ids(look), look.complete) == (["ours"], True)
    assert [request.query.get("pageToken") for request in server.requests] == [None, "A", "B"]


def test_what_an_old_video_does_not_say_makes_no_look_incomplete(
    account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    """YouTube leaves the day of publishing out of some public videos of years ago."""
    for uploaded, complete in (("2019-05-01T00:00:00Z", True), ("2026-11-24T06:00:00Z", False)):
        server.script(page(entry("old", "khác", published=None, uploaded=uploaded)))
        assert find(account, post).complete is complete


@pytest.mark.parametrize(("total", "complete"), [(100, True), (101, False)])
def test_a_channel_of_just_so_many_pages_is_known_by_its_total(
    total: int, complete: bool, account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    told = {"items": [entry("other", "khác")] * 50, "pageInfo": {"totalResults": total}}
    server.script(answer(200, {**told, "nextPageToken": "A"}), answer(200, told))
    assert find(account, post).complete is complete


def test_a_look_that_does_not_reach_back_proves_nothing(
    account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    server.script(*(page(entry("new", "khác"), more="A") for _number in range(20)))
    assert find(account, post) == Look((), complete=False)


@pytest.mark.parametrize("reply", [answer(200, {}), answer(200, {"items": "many"})])
def test_a_list_that_says_nothing_proves_nothing(
    reply: Reply, account: OpenedAccount, server: Server, post: OutgoingPost
) -> None:
    server.script(reply)
    assert not find(account, post).complete


def test_numbers_and_their_absence(account: OpenedAccount, server: Server) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Measures)
    server.script(
        answer(
            200, {"items": [{"id": "v2", "statistics": {"viewCount": "1234", "likeCount": "0", "commentCount": "?"}}]}
        )
    )
    assert adapter.metrics(["v1", "v2"]) == [
        Reading("v1", "viewCount", None, "v3"),
        Reading("v1", "likeCount", None, "v3"),
        Reading("v1", "commentCount", None, "v3"),
        Reading("v2", "viewCount", 1234, "v3"),
        Reading("v2", "likeCount", 0, "v3"),
        Reading("v2", "commentCount", None, "v3"),
    ]
    assert server.requests[0].path == "/youtube/youtube/v3/videos:batchGetStats"


def test_numbers_are_asked_for_fifty_at_a_time(account: OpenedAccount, server: Server) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Measures)
    server.script(answer(200, {"items": []}), answer(200, {"items": []}))
    assert len(adapter.metrics([f"v{number}" for number in range(51)])) == 153
    assert [request.query["id"].count(",") + 1 for request in server.requests] == [50, 1]


def test_an_edit_keeps_what_it_does_not_change(account: OpenedAccount, server: Server, post: OutgoingPost) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Edits)
    snippet = {
        "title": "Cũ",
        "description": "Cũ",
        "tags": ["đất đai"],
        "categoryId": "25",
        "defaultLanguage": "vi",
        "channelTitle": "chỉ nền tảng ghi",
    }
    server.script(answer(200, {"items": [{"id": "v1", "snippet": snippet}]}), answer(200, {"id": "v1"}))
    assert adapter.edit("v1", post) == Published("v1", "https://www.youtube.com/watch?v=v1")
    assert server.requests[1].json == {
        "id": "v1",
        "snippet": {
            "title": post.title,
            "description": post.text,
            "tags": ["đất đai"],
            "categoryId": "25",
            "defaultLanguage": "vi",
        },
    }


def test_an_edit_of_a_video_that_is_gone_says_so(account: OpenedAccount, server: Server, post: OutgoingPost) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Edits)
    server.script(answer(200, {"items": []}))
    with pytest.raises(Rejected):
        adapter.edit("v1", post)


def test_a_withdrawal_makes_private_and_keeps_the_rest(account: OpenedAccount, server: Server) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Withdraws)
    status = {
        "privacyStatus": "public",
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": True,
        "uploadStatus": "x",
    }
    server.script(
        answer(200, {"items": [{"id": "v1", "status": status}]}),
        answer(200, {"id": "v1", "status": {"privacyStatus": "private"}}),
    )
    adapter.withdraw("v1")
    assert server.requests[1].json == {
        "id": "v1",
        "status": {"privacyStatus": "private", "selfDeclaredMadeForKids": False, "containsSyntheticMedia": True},
    }


@pytest.mark.parametrize(
    "replies",
    [
        (answer(200, {"items": []}),),
        (answer(200, {"items": [{"id": "v1", "status": {"privacyStatus": "private"}}]}),),
        (
            answer(200, {"items": [{"id": "v1", "status": {"privacyStatus": "public"}}]}),
            answer(404, google_error(404, "videoNotFound")),
        ),
    ],
)
def test_what_is_gone_or_private_already_is_withdrawn(
    replies: tuple[Reply, ...], account: OpenedAccount, server: Server
) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Withdraws)
    server.script(*replies)
    adapter.withdraw("v1")
    assert server.unscripted == 0


def test_the_account_is_the_channel_it_says(account: OpenedAccount, server: Server) -> None:
    adapter = account.adapter
    assert isinstance(adapter, Probes)
    channel = {"id": "UCabcdefghijklmnopqrstuv", "snippet": {"title": "Truyền hình pháp luật"}}
    server.script(answer(200, {"items": [channel]}), answer(200, {"items": [{**channel, "id": "UCother"}]}))
    assert adapter.probe() == "Truyền hình pháp luật"
    with pytest.raises(Misconfigured) as raised:
        adapter.probe()
    assert "Truyền hình pháp luật" in raised.value.message


def refresh(account: OpenedAccount) -> YouTubeCredentials:
    adapter = account.adapter
    assert isinstance(adapter, Refreshes)
    fresh = adapter.refresh()
    assert isinstance(fresh, YouTubeCredentials)
    return fresh


@pytest.mark.parametrize("renewed", [None, "1//0eanother"])
def test_a_refresh_gives_a_new_token(renewed: str | None, account: OpenedAccount, server: Server) -> None:
    said = {"access_token": "ya29.new", "expires_in": 3599, "token_type": "Bearer"}
    server.script(answer(200, {**said, **({"refresh_token": renewed} if renewed else {})}))
    fresh = refresh(account)
    assert fresh.access_token is not None
    assert fresh.access_token.get_secret_value() == "ya29.new"
    known = PLATFORMS["youtube"].credentials
    assert fresh.refresh_token.get_secret_value() == (renewed or known["refresh_token"])
    assert server.requests[0].fields["client_secret"] == known["client_secret"]


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (
            answer(400, {"error": "invalid_grant", "error_description": "Token has been expired or revoked."}),
            AuthExpired,
        ),
        (answer(401, {"error": "invalid_client"}), Misconfigured),
        (answer(429, {}), RateLimited),
        (answer(500, {"error": "internal_failure"}), Retryable),
        (answer(400, b"<html>", kind="text/html"), Retryable),
        (answer(200, {}), Retryable),
        (html(502), Retryable),
        (drop, Retryable),
    ],
)
def test_only_a_refused_grant_needs_a_person(
    reply: Reply, kind: type[ChannelError], account: OpenedAccount, server: Server
) -> None:
    server.script(reply)
    with pytest.raises(ChannelError) as raised:
        refresh(account)
    assert type(raised.value) is kind
    assert len(server.requests) == 1
    shown = f"{raised.value} {raised.value.evidence}"
    assert not any(secret in shown for secret in PLATFORMS["youtube"].secrets())
    assert raised.value.__context__ is None


def test_a_network_that_is_down_is_not_a_lost_connection() -> None:
    with opened("youtube", closed_address()) as account, pytest.raises(Retryable):
        refresh(account)


@pytest.mark.parametrize("wrong", [{"channel_id": ""}, {"channel_id": "huonggiang"}, {"channel_id": "UC/../x"}])
def test_a_wrong_channel_id_is_told(wrong: dict[str, str], server: Server) -> None:
    with pytest.raises(Misconfigured) as raised:
        opened("youtube", server.address, None, **wrong)
    assert "channel_id" in raised.value.message
