"""Carrying one post: what is committed before the call, and where each answer leads."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from channels.base import Next, Published
from channels.errors import AuthExpired, ChannelError, Misconfigured, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import OpenedAccount
from distributor.deliver.carry import carry_next
from distributor.logs import set_up_logs, set_up_logs_of_libraries
from distributor.models import AccountState, Delivery, Notice, Post, PostMedia, PostState, Receipt
from distributor.outgoing.post import AccountView
from tests.deliver.conftest import START, StationCredentials, World
from tests.support import province
from tests.support.servers import PATIENCE_S


def carry(world: World) -> bool:
    return carry_next(world.carrier, world.account_id, world.spec)


def test_a_published_post_has_its_receipt_and_nothing_left_to_do(world: World) -> None:
    world.station.answers = [Published("1", "https://station.example/1")]
    (post_id,) = world.plan()
    assert carry(world)
    post = world.post(post_id)
    assert (post.state, post.external_url, post.due_at) == (PostState.PUBLISHED, "https://station.example/1", None)
    with world.database.read() as session:
        assert session.exec(select(Receipt.external_id)).all() == ["1"]
    assert [attempt.outcome for attempt in world.attempts(post_id)] == ["published"]
    assert not carry(world)
    assert len(world.station.sent) == 1


def test_a_published_post_says_what_the_platform_did_not_take(world: World) -> None:
    world.station.answers = [Published("1", "https://station.example/1", missing="Bài đã đăng, nhưng thiếu ảnh bìa.")]
    (post_id,) = world.plan()
    assert carry(world)
    post = world.post(post_id)
    assert (post.state, post.reason) == (PostState.PUBLISHED, "Bài đã đăng, nhưng thiếu ảnh bìa.")


def test_a_post_is_followed_through_the_log_by_its_number(
    world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """From what moved it to the call and the answer, and what a library says meanwhile bears it, too."""
    monkeypatch.setattr(logging.root, "handlers", [])
    set_up_logs("INFO", "json")
    set_up_logs_of_libraries(form="json")

    def answer() -> Published:
        logging.getLogger("of.a.library").warning("slow")
        return Published("1", "https://station.example/1")

    world.station.answers = [Retryable("mất mạng"), answer]
    (post_id,) = world.plan()
    assert carry(world)
    world.clock.move(10)
    assert carry(world)
    told = [json.loads(line) for line in capsys.readouterr().err.splitlines()]
    assert {each["post"] for each in told} == {post_id}
    assert [each["event"] for each in told if each["event"] != "post moved"] == [
        *("call", "step", "step", "call failed"),
        *("call", "step", "slow"),
    ]
    assert [(each["was"], each["is"]) for each in told if each["event"] == "post moved"][-1] == ("sending", "published")
    assert next(each for each in told if each["event"] == "call failed")["outcome"] == "Retryable"
    assert "mất mạng" not in str(told), "words of others stay in the database"


def test_the_mark_is_committed_and_no_transaction_is_open_during_the_call(world: World) -> None:
    (post_id,) = world.plan()
    seen: list[Delivery] = []

    def answer() -> Published:
        # From another thread, as another process would: it sees the mark, and can write at once.
        def look() -> None:
            with world.database.write() as session:
                delivery = session.exec(select(Delivery).where(Delivery.post_id == post_id)).one()
                session.connection().execute(update(Post).where(col(Post.id) == post_id).values(variant="written"))
                seen.append(delivery)

        other = threading.Thread(target=look)
        other.start()
        other.join(PATIENCE_S)
        assert not other.is_alive(), "a transaction was open during the call"
        return Published("1", "https://station.example/1")

    world.station.answers = [answer]
    assert carry(world)
    assert seen[0].calling_at == START
    assert seen[0].progress == {"progress": {"step": "publish"}, "irreversible": True}
    assert world.post(post_id).variant == "written"


CASES = [
    ("certain failure", Retryable("mất mạng"), PostState.PLANNED, 2.0, 1),
    ("the platform's own wish", Retryable("bận", after=90), PostState.PLANNED, 90.0, 1),
    ("throttled", RateLimited("chậm lại", until=START + timedelta(seconds=600)), PostState.PLANNED, 600.0, 0),
    ("throttled without an end", RateLimited("chậm lại"), PostState.PLANNED, 60.0, 0),
    ("refused", Rejected("không hợp lệ", code="100"), PostState.FAILED, None, 1),
    ("wrong setting", Misconfigured("thiếu mã"), PostState.FAILED, None, 1),
    ("no answer", OutcomeUnknown("hết giờ"), PostState.UNKNOWN, 31.5, 1),
    ("fault of ours after the call", ZeroDivisionError("secret 123"), PostState.UNKNOWN, 31.5, 1),
]


@pytest.mark.parametrize(("label", "error", "state", "due_in", "tries"), CASES, ids=[case[0] for case in CASES])
def test_where_each_error_leads(
    world: World, label: str, error: Exception, state: PostState, due_in: float | None, tries: int
) -> None:
    world.station.answers = [error]
    (post_id,) = world.plan()
    assert carry(world)
    post = world.post(post_id)
    assert post.state is state
    assert post.reason
    assert "123" not in post.reason, "a fault's text may hold a secret"
    if due_in is None:
        assert post.due_at is None
    else:
        assert post.due_at is not None
        assert due_in <= (post.due_at - START).total_seconds() <= due_in * 1.25 + 0.1
    assert world.delivery(post_id).tries == tries
    if isinstance(error, ChannelError):
        assert world.attempts(post_id)[0].message == error.message
    assert len(world.station.sent) == 1


def test_certain_failures_are_bounded(world: World) -> None:
    world.station.answers = [Retryable("mất mạng")] * 3
    (post_id,) = world.plan()
    for _ in range(3):
        assert carry(world)
        world.clock.move(600)
    post = world.post(post_id)
    assert post.state is PostState.FAILED
    assert "Đã thử 3 lần" in post.reason
    assert not carry(world)


def test_a_post_outlasts_a_network_that_is_away(world: World) -> None:
    """It says nothing of the post: however often it is tried, nothing fails, and the account rests as a whole."""
    away = 40
    world.station.answers = [Retryable("mất mạng", unconnected=True) for _ in range(away)]
    first, second = world.plan(2)
    for _ in range(away):
        assert carry(world)
        assert not carry(world), "the second post must wait as well"
        world.clock.move(760)
    assert {world.post(first).state, world.post(second).state} == {PostState.PLANNED}
    world.station.answers = [Published("1", "u"), Published("2", "v")]
    assert carry(world)
    assert carry(world)
    assert {world.post(first).state, world.post(second).state} == {PostState.PUBLISHED}


def test_throttling_rests_the_whole_account(world: World) -> None:
    world.station.answers = [
        RateLimited("chậm lại", until=START + timedelta(seconds=600)),
        Published("1", "u"),
        Published("2", "v"),
    ]
    world.plan(2)
    assert carry(world)
    assert not carry(world), "the second post must wait as well"
    world.clock.move(601)
    assert carry(world)
    assert carry(world)
    assert len(world.station.sent) == 3


def test_a_retry_goes_on_from_the_step_that_failed(world: World) -> None:
    world.station.answers = [Retryable("mất mạng"), Published("1", "u")]
    (post_id,) = world.plan()
    carry(world)
    assert world.delivery(post_id).progress["progress"] == {"step": "publish"}
    world.clock.move(10)
    carry(world)
    assert world.post(post_id).state is PostState.PUBLISHED


def test_content_changed_after_approval_never_goes_out(world: World) -> None:
    (post_id,) = world.plan()
    world.change(
        lambda session: session.connection().execute(update(Post).where(col(Post.id) == post_id).values(text="khác"))
    )
    assert carry(world)
    post = world.post(post_id)
    assert post.state is PostState.AWAITING_REVIEW
    assert "đã thay đổi sau khi được duyệt" in post.reason
    assert world.station.sent == []


def test_a_picture_changed_on_disk_never_goes_out(world: World) -> None:
    with world.database.write() as session:
        picture = province.seed_picture(session, world.carrier.settings.media_folder, START)
    (post_id,) = world.plan(picture=picture)
    world.carrier.media_path(picture).chmod(0o600)
    world.carrier.media_path(picture).write_bytes(b"another picture")
    assert carry(world)
    assert world.post(post_id).state is PostState.AWAITING_REVIEW
    assert world.station.sent == []
    with world.database.read() as session:
        assert session.exec(select(PostMedia.sha256)).all() == [picture]


def test_an_id_of_another_post_is_not_taken(world: World) -> None:
    world.station.answers = [Published("1", "u"), Published("1", "u")]
    first, second = world.plan(2)
    assert carry(world)
    assert carry(world)
    assert world.post(first).state is PostState.PUBLISHED
    post = world.post(second)
    assert post.state is PostState.UNKNOWN
    assert post.due_at is None, "a person decides"
    with world.database.read() as session:
        assert [notice.subject for notice in session.exec(select(Notice))] == [f"post:{second}"]


def test_a_late_published_counts_while_the_outcome_is_unknown(world: World) -> None:
    """We were taken for dead during the call; then the platform's yes arrived."""
    (post_id,) = world.plan()

    def answer() -> Published:
        world.change(
            lambda session: session.connection().execute(
                update(Post).where(col(Post.id) == post_id).values(state=PostState.UNKNOWN)
            )
        )
        return Published("1", "u")

    world.station.answers = [answer]
    assert carry(world)
    assert world.post(post_id).state is PostState.PUBLISHED


def test_a_published_that_comes_after_the_post_was_taken_over_warns(world: World) -> None:
    (post_id,) = world.plan()

    def answer() -> Published:
        world.change(
            lambda session: session.connection().execute(
                update(Delivery).where(col(Delivery.post_id) == post_id).values(token="other")
            )
        )
        return Published("1", "u")

    world.station.answers = [answer]
    assert carry(world)
    with world.database.read() as session:
        assert "kiểm tra xem có bài trùng" in session.exec(select(Notice.text)).one()
        assert session.exec(select(Receipt)).all() == []


def test_losing_the_claim_before_the_call_stops_the_call(world: World) -> None:
    """Taken for dead before the mark: the mark is refused, so the platform is never asked."""
    (post_id,) = world.plan()
    adapter = world.carrier.open

    def taken_over(account):  # type: ignore[no-untyped-def]
        world.change(
            lambda session: session.connection().execute(
                update(Delivery).where(col(Delivery.post_id) == post_id).values(token="other")
            )
        )
        return adapter(account)

    world.carrier.open = taken_over  # type: ignore[method-assign]
    assert carry(world)
    assert world.station.sent == []


def test_a_refused_token_is_refreshed_once_and_the_post_stays(world: World) -> None:
    world.station.answers = [AuthExpired("hết hạn"), Published("1", "u")]
    world.station.refreshes = [StationCredentials()]
    (post_id,) = world.plan()
    assert carry(world)
    assert world.station.refreshed == 1
    account = world.account()
    assert (account.state, account.credentials_version) == (AccountState.ACTIVE, 1)
    world.clock.move(3)
    assert carry(world)
    assert world.post(post_id).state is PostState.PUBLISHED


def test_a_platform_that_wants_a_person_leaves_the_posts_planned(world: World) -> None:
    world.station.answers = [AuthExpired("hết hạn")]
    world.station.refreshes = [AuthExpired("hãy đăng nhập lại")]
    first, second = world.plan(2)
    assert carry(world)
    assert world.account().state is AccountState.NEEDS_SIGNIN
    assert not carry(world)
    assert [world.post(post_id).state for post_id in (first, second)] == [PostState.PLANNED] * 2
    with world.database.read() as session:
        assert "cần kết nối lại" in session.exec(select(Notice.text)).one()


def test_a_blip_while_refreshing_is_no_lost_connection(world: World) -> None:
    world.station.answers = [AuthExpired("hết hạn")]
    world.station.refreshes = [Retryable("mất mạng")]
    world.plan()
    assert carry(world)
    account = world.account()
    assert account.state is AccountState.ACTIVE
    assert account.wait_until == START + timedelta(seconds=60)


def test_a_fault_of_the_database_after_the_call_does_not_repeat_it(world: World) -> None:
    """A walk that goes on after its irreversible step: storing the next step fails once."""
    (post_id,) = world.plan()
    write = world.database.write

    def answer() -> Next:
        world.database.write = failing_once  # type: ignore[method-assign]
        return Next({"step": "status"})

    @contextmanager
    def failing_once() -> Iterator[Session]:
        world.database.write = write  # type: ignore[method-assign]
        raise OperationalError("UPDATE", {}, Exception("gone"))
        yield  # never reached: a context manager needs one

    world.station.answers = [answer]
    assert carry(world)
    assert world.post(post_id).state is PostState.UNKNOWN
    assert len(world.station.sent) == 1


def test_one_who_was_taken_over_may_not_go_on(world: World) -> None:
    """Its post became unknown while it prepared: the mark for the irreversible step is refused."""
    (post_id,) = world.plan()
    opened = world.carrier.open

    def become_unknown(account: AccountView) -> OpenedAccount:
        world.change(
            lambda session: session.connection().execute(
                update(Post).where(col(Post.id) == post_id).values(state=PostState.UNKNOWN)
            )
        )
        return opened(account)

    world.carrier.open = become_unknown  # type: ignore[method-assign]
    assert carry(world)
    assert world.station.sent == []
    assert world.post(post_id).state is PostState.UNKNOWN


def test_a_late_published_counts_though_the_post_was_planned_again(world: World) -> None:
    """Given up for absent and planned anew, not yet claimed: then the yes arrives. It is not sent a second time."""
    (post_id,) = world.plan()

    def answer() -> Published:
        world.change(
            lambda session: [
                session.connection().execute(update(Post).values(state=PostState.PLANNED, due_at=START)),
                session.connection().execute(update(Delivery).values(token="", progress={})),
            ]
        )
        return Published("1", "u")

    world.station.answers = [answer]
    assert carry(world)
    assert world.post(post_id).state is PostState.PUBLISHED
    assert not carry(world)
    assert len(world.station.sent) == 1
