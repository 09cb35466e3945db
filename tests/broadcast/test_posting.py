"""A real post from its claim to its broadcast, and back to published, on both databases."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, delete, select, update

from channels.sms.spec import SPEC
from distributor.broadcast.audience import opt_out, subscribe
from distributor.broadcast.posting import begin_broadcast, end_posts, under_way
from distributor.broadcast.send import keep_house
from distributor.broadcast.store import cancel
from distributor.broadcast.window import claim
from distributor.calendar.period import midnight
from distributor.clock import VIETNAM, vietnam_time
from distributor.deliver.claim import Claim
from distributor.deliver.limits import limits_of
from distributor.facts import DocumentFacts, Relation
from distributor.holds import place_hold
from distributor.models import (
    Account,
    Broadcast,
    BroadcastState,
    Hold,
    Item,
    Notice,
    Post,
    PostState,
    PostTransition,
    Receipt,
    Recipient,
    RelationKind,
)
from distributor.recipient_counts import Counts, counts_of
from distributor.states import move
from distributor.understand.documents import keep_document
from distributor.work.claims import ClaimLost
from tests.broadcast.conftest import Sms, number
from tests.broadcast.posts import approved_post, broadcasts_of, carry, point_at, post_of
from tests.channels.sms_support import Network
from tests.support import servers

OFFICE = "Ủy ban nhân dân tỉnh Hương Giang"
ACT = DocumentFacts("quyết định", "16/2026/QĐ-UBND", (OFFICE,), date(2026, 1, 5), date(2026, 1, 20))
REPEAL = DocumentFacts(
    "quyết định",
    "17/2026/QĐ-UBND",
    (OFFICE,),
    date(2026, 11, 1),
    date(2026, 11, 10),
    relations=(Relation(RelationKind.REPEALS, "Quyết định số 16/2026/QĐ-UBND", "16/2026/QĐ-UBND"),),
)


def test_at_night_a_post_says_from_when_it_will_be_sent(bound: Sms) -> None:
    tomorrow = midnight(bound.clock.now().astimezone(VIETNAM).date() + timedelta(days=1))
    bound.clock.move(seconds=(tomorrow - bound.clock.now()).total_seconds() - 1800)
    point_at(bound, bound.audience(5))
    post_id = approved_post(bound)
    assert carry(bound) == 1
    opens = vietnam_time(tomorrow + timedelta(hours=7))
    assert post_of(bound, post_id).reason.startswith(f"Từ {opens} sẽ gửi tới 5 thuê bao của «Hộ dân»")


def test_a_post_becomes_one_broadcast_and_is_published_when_all_have_ended(bound: Sms, network: Network) -> None:
    point_at(bound, bound.audience(5), post_address=f"{network.url}/man-hinh/dien-thoai")
    bound.audience(1, first=6, consent=False)
    post_id = approved_post(bound)
    assert carry(bound) == 1
    post = post_of(bound, post_id)
    (broadcast,) = broadcasts_of(bound, post_id)
    assert (post.state, post.due_at) == (PostState.PROCESSING, None)
    assert post.reason == f"Đang gửi tới 5 thuê bao của «Hộ dân» (đợt gửi tin {broadcast.id})."
    assert (broadcast.body, broadcast.sender, broadcast.ends_at) == (post.text, "STP-HGIANG", post.expires_at)
    assert carry(bound) == 0, "what is on its way is not claimed again"
    with bound.gateway():
        servers.wait_until(
            lambda: post_of(bound, post_id).state == PostState.PUBLISHED, lambda: f"{post_of(bound, post_id)}"
        )
        bound.settle(broadcast.id or 0)
    post = post_of(bound, post_id)
    assert post.external_url == f"{network.url}/man-hinh/dien-thoai"
    assert "nhà mạng đã nhận 5 trên 5 tin" in post.reason
    receipt = bound.row(Receipt, post_id)
    assert receipt.external_id == f"broadcast:{broadcast.id}"
    assert sorted(message["phone"] for message in network.messages()) == [number(i).lstrip("+") for i in range(1, 6)]
    assert {message["text"] for message in network.messages()} == {post.text}
    with bound.database.read() as session:
        told = session.exec(
            select(PostTransition.from_state, PostTransition.to_state)
            .where(PostTransition.post_id == post_id)
            .order_by(col(PostTransition.id))
        ).all()
        assert session.exec(select(Notice)).all() == []
    assert told == [("sending", "processing"), ("processing", "published")]


def test_the_six_counts_are_always_the_whole(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(6))
    states = ["queued", "claimed", "submitting", "unknown", "delivered", "skipped"]

    def scatter(session: Session) -> None:
        for row, state in zip(sms.recipients(broadcast), states, strict=True):
            session.connection().execute(update(Recipient).where(col(Recipient.id) == row.id).values(state=state))

    sms.change(scatter)
    with sms.database.read() as session:
        counts = counts_of(session, [broadcast, 99])
    assert counts[broadcast] == Counts(queued=3, delivered=1, unknown=1, skipped=1)
    assert (counts[broadcast].total, counts[99].total) == (5, 0)
    assert "1 chưa rõ kết quả" in counts[broadcast].words


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda account: account.settings.pop("audience"), "chưa ghi danh sách người nhận"),
        (lambda account: account.settings.update(audience=999), "chưa ghi danh sách người nhận"),
    ],
)
def test_without_an_audience_nothing_is_sent_and_staff_are_told(
    sms: Sms, change: Callable[[Account], object], told: str
) -> None:
    point_at(sms, sms.audience(1))

    def act(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        account.settings = dict(account.settings)
        change(account)
        session.add(account)

    sms.change(act)
    post_id = approved_post(sms)
    carry(sms)
    assert post_of(sms, post_id).state == PostState.FAILED
    assert told in post_of(sms, post_id).reason
    assert broadcasts_of(sms, post_id) == []


def test_an_audience_or_sender_changed_after_the_approval_does_not_get_the_message(sms: Sms) -> None:
    first = sms.audience(2)
    point_at(sms, first)
    one, other = approved_post(sms, 1), approved_post(sms, 2)
    point_at(sms, sms.audience(1, "Danh sách khác", first=50))
    carry(sms)
    assert [broadcast.audience_id for broadcast in broadcasts_of(sms, one)] == [first], "the one that was approved"
    assert post_of(sms, other).state == PostState.PROCESSING
    point_at(sms, first, sender="TEN-KHAC")
    third = approved_post(sms, 3, settings={"audience": first, "audience_name": "Hộ dân", "sender": "STP-HGIANG"})
    carry(sms)
    assert "Tên gửi của tài khoản SMS đã đổi" in post_of(sms, third).reason


def test_a_lost_claim_leaves_no_broadcast(sms: Sms) -> None:
    point_at(sms, sms.audience(1))
    post_id = approved_post(sms)
    limits = limits_of(SPEC, {})
    claim = Claim(post_id, sms.account_id, "stolen", 1, PostState.PLANNED, {}, 1, 90.0, limits, under_way=False)
    with pytest.raises(ClaimLost), sms.database.write() as session:
        begin_broadcast(session, claim, now=sms.clock.now())
    assert broadcasts_of(sms, post_id) == []
    assert post_of(sms, post_id).state == PostState.PLANNED


def test_the_database_itself_keeps_a_post_to_one_broadcast(sms: Sms) -> None:
    point_at(sms, sms.audience(1))
    other = sms.audience(1, "Khác", first=9)
    post_id = approved_post(sms)
    carry(sms)
    (broadcast,) = broadcasts_of(sms, post_id)
    values = broadcast.model_dump(exclude={"id"}) | {"audience_id": other}
    with pytest.raises(IntegrityError), sms.database.write() as session:
        session.add(Broadcast(**values))


def test_nobody_reached_is_failed_and_may_be_sent_again_once_somebody_may(bound: Sms, network: Network) -> None:
    point_at(bound, bound.audience(2))
    numbers = bound.desk().numbers

    def refuse(session: Session) -> None:
        for index in (1, 2):
            opt_out(session, bound.seeded.unit_id, numbers.hash(number(index)), how="thử", now=bound.clock.now())

    bound.change(refuse)
    post_id = approved_post(bound)
    carry(bound)
    with bound.gateway():
        servers.wait_until(lambda: post_of(bound, post_id).state == PostState.FAILED, "nobody could be written to")
        assert "Chưa gửi được tới ai" in post_of(bound, post_id).reason
        (before,) = broadcasts_of(bound, post_id)

        def again(session: Session) -> None:
            subscribe(session, bound.seeded.unit_id, number(1), numbers, proof="Phiếu 2", now=before.created_at)
            move(
                session, session.get_one(Post, post_id), PostState.PLANNED, reason="", now=bound.clock.now(),
                due_at=bound.clock.now(),
            )  # fmt: skip

        bound.change(again)
        assert carry(bound) == 1
        servers.wait_until(lambda: post_of(bound, post_id).state == PostState.PUBLISHED, "sent to the one who may")
    (after,) = broadcasts_of(bound, post_id)
    assert after.id == before.id
    assert [part["to"] for part in network.parts()] == [number(1).lstrip("+")] * after.segments


def test_a_hold_stops_a_broadcast_half_way_and_lifting_it_goes_on(bound: Sms, network: Network) -> None:
    point_at(bound, bound.audience(150))
    post_id = approved_post(bound, text="Tin ngan")
    carry(bound)
    (broadcast,) = broadcasts_of(bound, post_id)
    network.weather(latency_ms=[60, 80], receipt_ms=[1, 5])

    def mourning(session: Session) -> None:
        hold = Hold(reason="Quốc tang", ordered_by="UBND tỉnh", starts_at=bound.clock.now())
        place_hold(session, hold)

    with bound.gateway():
        servers.wait_until(lambda: len(network.parts()) > 5, "it sends")
        bound.change(mourning)
        servers.wait_until(
            lambda: any("Quốc tang" in row.reason for row in bound.recipients(broadcast.id or 0)), "rows say why"
        )
        servers.wait_until(lambda: bound.states(broadcast.id or 0)["submitting"] == 0, "what was marked ahead ends")
        held = len(network.parts())
        assert held < 150
        servers.wait_until(lambda: not bound.states(broadcast.id or 0)["claimed"], "all given back")
        assert len(network.parts()) == held
        bound.change(lambda session: session.connection().execute(update(Hold).values(lifted_at=bound.clock.now())))
        servers.wait_until(lambda: post_of(bound, post_id).state == PostState.PUBLISHED, "it went on")
    assert len(network.parts()) == 150


def test_what_the_hold_allows_goes_out(sms: Sms) -> None:
    point_at(sms, sms.audience(2))
    post_id = approved_post(sms)
    carry(sms)
    desk = sms.desk()
    while keep_house(desk, sms.account_id):  # A round is short of time on a busy machine.
        pass

    def claimed(*kinds: str) -> bool:
        now = sms.clock.now()
        with sms.database.write() as session:
            session.connection().execute(delete(Hold))
            place_hold(session, Hold(reason="Tết", ordered_by="Sở", starts_at=now, allowed_kinds=list(kinds)))
            return bool(claim(session, account_id=sms.account_id, incarnation_id=desk.incarnation.id, now=now))

    assert not claimed("scam_warning")
    assert claimed("new_law", "scam_warning")
    assert post_of(sms, post_id).state == PostState.PROCESSING


def test_whoever_waits_for_a_pass_waits_for_what_goes_out_soon(sms: Sms) -> None:
    point_at(sms, sms.audience(2))
    post_id = approved_post(sms)
    item_id = post_of(sms, post_id).item_id
    carry(sms)
    desk = sms.desk()
    soon = sms.clock.now() + timedelta(seconds=90)

    def waited_for() -> int:
        with sms.database.read() as session:
            assert under_way(session, [item_id + 1], soon) == 0
            return under_way(session, [item_id], soon)

    assert waited_for() == 1, "its recipients are still to be written down"
    while keep_house(desk, sms.account_id):
        pass
    assert waited_for() == 1
    until_morning = update(Recipient).values(due_at=soon + timedelta(hours=9))
    sms.change(lambda session: session.connection().execute(until_morning))
    assert waited_for() == 0


def test_cancelled_before_anything_left_is_failed(sms: Sms) -> None:
    point_at(sms, sms.audience(2))
    post_id = approved_post(sms)
    carry(sms)
    (broadcast,) = broadcasts_of(sms, post_id)
    desk = sms.desk()
    keep_house(desk, sms.account_id)
    sms.change(
        lambda session: cancel(
            session, session.get_one(Broadcast, broadcast.id), reason="Sai số liệu.", now=sms.clock.now()
        )
    )
    end_posts(desk, sms.account_id)
    end_posts(desk, sms.account_id)
    post = post_of(sms, post_id)
    assert post.state == PostState.FAILED
    assert "Đợt gửi đã hủy: Sai số liệu." in post.reason


def test_a_revision_meanwhile_does_not_keep_the_post_from_its_end(bound: Sms, network: Network) -> None:
    """The item changed while its message was going out: what was sent is told all the same."""
    point_at(bound, bound.audience(1))
    post_id = approved_post(bound)
    carry(bound)
    bound.change(lambda session: session.connection().execute(update(Item).values(revision=2)))
    with bound.gateway():
        servers.wait_until(lambda: post_of(bound, post_id).state == PostState.PUBLISHED, "published")
    (broadcast,) = broadcasts_of(bound, post_id)
    assert broadcast.state == BroadcastState.DONE


def test_a_broadcast_pauses_when_its_act_ends_while_it_goes_out(bound: Sms) -> None:
    point_at(bound, bound.audience(5))
    post_id = approved_post(bound)
    assert carry(bound) == 1
    (broadcast,) = broadcasts_of(bound, post_id)

    def announce(session: Session) -> None:
        item = session.get_one(Item, session.get_one(Post, post_id).item_id)
        item.document_id, item.document_role = keep_document(session, ACT, bound.clock.now().date()), "announcement"
        session.add(item)

    bound.change(announce)
    bound.change(lambda session: keep_document(session, REPEAL, bound.clock.now().date()))
    (broadcast,) = broadcasts_of(bound, post_id)
    assert broadcast.state is BroadcastState.PAUSED
    assert "17/2026/QĐ-UBND" in broadcast.reason
    assert post_of(bound, post_id).state is PostState.PROCESSING, "a person says how it goes on"
    with bound.database.write() as session:
        assert claim(session, account_id=bound.account_id, incarnation_id="-", now=bound.clock.now()) == ""
        told = session.exec(select(Notice.text).where(Notice.kind == "law")).one()
    assert "dừng giữa chừng" in told
