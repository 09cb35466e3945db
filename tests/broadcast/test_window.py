"""What may enter a window, on both databases: refusal, hours, cap, quota, approval; and that states never go back."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.messenger import Outcome, ReceiptReport, Taken, Verdict
from distributor.broadcast import window_checks
from distributor.broadcast.audience import erase, make_audience, opt_out
from distributor.broadcast.posting import reachable
from distributor.broadcast.record import record_receipts, record_window
from distributor.broadcast.recover import recover_rows
from distributor.broadcast.store import BroadcastRequest, cancel, create, end_late, finish_done, totals
from distributor.broadcast.window import Window, anything_due, claim, emergency_due, open_window
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountState,
    Broadcast,
    BroadcastState,
    Hold,
    Notice,
    Recipient,
    RecipientState,
    SmsReceipt,
    Subscriber,
    Unit,
    UnitLevel,
)
from tests.broadcast.conftest import MORNING, Sms, number, shown
from tests.support.orders import order_now


def claimed(sms: Sms, **given: int) -> str:
    with sms.database.write() as session:
        return claim(
            session, account_id=sms.account_id, incarnation_id=sms.desks[0].incarnation.id, now=sms.clock.now(), **given
        )


def opened(sms: Sms, size: int = 10) -> Window:
    """Claim if need be, then a window."""
    return window_of(sms, claimed(sms), size)


def window_of(sms: Sms, token: str, size: int = 10) -> Window:
    with sms.database.write() as session:
        return open_window(
            session,
            account_id=sms.account_id,
            token=token,
            size=size,
            numbers=sms.desks[0].numbers,
            now=sms.clock.now(),
        )


def answered(sms: Sms, window: Window, *outcomes: Outcome) -> None:
    with sms.database.write() as session:
        record_window(session, sms.account_id, window, outcomes, sms.clock.now())


def taken(*ids: str) -> Outcome:
    return Outcome(Verdict.TAKEN, tuple(Taken(place, name) for place, name in enumerate(ids, 1)))


def report(sms: Sms, message_id: str, status: str = "DELIVRD") -> None:
    with sms.database.write() as session:
        record_receipts(session, sms.account_id, [ReceiptReport(message_id, status)], sms.clock.now())


def opts_out(sms: Sms, index: int) -> None:
    digest = sms.desks[0].numbers.hash(number(index))
    sms.change(lambda session: opt_out(session, sms.seeded.unit_id, digest, how="thử", now=sms.clock.now()))


def test_an_opt_out_between_queue_and_submit_is_honoured(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(3))
    token = claimed(sms)
    opts_out(sms, 2)
    window = window_of(sms, token)
    assert {row.message.to for row in window.rows} == {number(1), number(3)}
    assert sms.states(broadcast) == {"submitting": 2, "skipped": 1}
    skipped = next(row for row in sms.recipients(broadcast) if row.state == RecipientState.SKIPPED)
    assert "từ chối" in skipped.reason


def test_without_consent_or_erased_nobody_is_written_to(sms: Sms) -> None:
    audience = sms.audience(1)
    sms.audience(1, first=2, consent=False)
    sms.audience(1, first=3)

    def forget(session: Session) -> None:
        digest = sms.desk().numbers.hash(number(3))
        subscriber = session.exec(select(Subscriber).where(Subscriber.number_hash == digest)).one()
        erase(session, subscriber, sms.clock.now())
        assert subscriber.number_sealed == b""

    sms.change(forget)
    broadcast = sms.broadcast(audience)
    assert [row.message.to for row in opened(sms).rows] == [number(1)]
    assert sms.states(broadcast) == {"submitting": 1, "skipped": 2}


def test_something_is_due_once_a_row_of_this_account_is(sms: Sms) -> None:
    def due(account_id: int, **later: float) -> bool:
        with sms.database.read() as session:
            return anything_due(session, account_id, sms.clock.now() + timedelta(**later))

    assert not due(sms.account_id, hours=1)
    sms.broadcast(sms.audience(1))
    assert due(sms.account_id)
    assert not due(sms.account_id, seconds=-1)
    assert not due(sms.account_id + 1)
    assert len(opened(sms).rows) == 1
    assert not due(sms.account_id, hours=1), "it is on its way"


def another_units(session: Session) -> int:
    unit = Unit(code="xa-an-loc", level=UnitLevel.COMMUNE)
    session.add(unit)
    session.flush()
    return unit.id or 0


def other_account(sms: Sms) -> int:
    """Another of the unit's own."""
    other = Account(unit_id=sms.seeded.unit_id, channel="sms", name="Đầu số khác")
    sms.change(lambda session: session.add(other))
    return other.id or 0


WAITING: list[tuple[str, Callable[[Session, Broadcast, Recipient], object], bool]] = [
    ("as it is", lambda *_: None, True),
    ("its list is still written down", lambda _s, sent, _r: setattr(sent, "state", BroadcastState.PLANNED), True),
    ("paused", lambda _s, sent, _r: setattr(sent, "state", BroadcastState.PAUSED), False),
    ("not ordered", lambda _s, sent, _r: setattr(sent, "override_at", None), False),
    ("taken up", lambda _s, _b, row: setattr(row, "state", RecipientState.CLAIMED), False),
    ("later", lambda _s, _b, row: setattr(row, "due_at", MORNING + timedelta(seconds=1)), False),
    ("another unit's", lambda session, sent, _r: setattr(sent, "unit_id", another_units(session)), False),
]


@pytest.mark.parametrize(("label", "change", "waits"), WAITING, ids=[case[0] for case in WAITING])
def test_an_emergency_waits_while_a_row_of_it_may_go_now(
    sms: Sms, label: str, change: Callable[[Session, Broadcast, Recipient], object], waits: bool
) -> None:
    """And only such a row is claimed."""
    broadcast = sms.broadcast(sms.audience(1))
    (only,) = sms.recipients(broadcast)

    def act(session: Session) -> None:
        sent = session.get_one(Broadcast, broadcast)
        order_now(session, sent, sms.seeded.staff_id, sms.clock.now())
        change(session, sent, session.get_one(Recipient, only.id))

    sms.change(act)
    with sms.database.read() as session:
        assert emergency_due(session, sms.account_id, sms.clock.now()) is waits
    assert bool(claimed(sms)) is (waits or label == "not ordered")


def test_while_an_emergency_waits_it_alone_is_claimed(sms: Sms) -> None:
    """Whatever has waited longer."""
    news, urgent = sms.broadcast(sms.audience(2)), sms.broadcast(sms.audience(2, "Khác", first=5), "Khẩn")
    sms.change(
        lambda session: order_now(session, session.get_one(Broadcast, urgent), sms.seeded.staff_id, sms.clock.now())
    )
    claimed(sms)
    assert [sms.states(one) for one in (news, urgent)] == [{"queued": 2}, {"claimed": 2}]
    with sms.database.read() as session:
        assert not emergency_due(session, sms.account_id, sms.clock.now()), "what is left is none"
    claimed(sms)
    assert sms.states(news) == {"claimed": 2}


def test_who_is_due_first_is_claimed_first_and_of_those_who_was_written_down_first(sms: Sms) -> None:
    """Also where the rows were written again since."""
    broadcast = sms.broadcast(sms.audience(4))
    ids = [row.id or 0 for row in sms.recipients(broadcast)]
    now = sms.clock.now()
    for row_id, ago in ((ids[2], 1), (ids[1], 1), (ids[0], 0), (ids[3], 2)):
        sms.change(
            lambda session, row_id=row_id, ago=ago: setattr(  # type: ignore[misc]
                session.get_one(Recipient, row_id), "due_at", now - timedelta(minutes=ago)
            )
        )
    order = []
    for _ in ids:
        token = claimed(sms, most=1)
        order += [row.id for row in sms.recipients(broadcast) if row.token == token]
    assert order == [ids[3], ids[1], ids[2], ids[0]]


def test_what_another_account_of_the_unit_has_is_left_to_it(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(2))
    theirs, ours = sms.recipients(broadcast)
    other = other_account(sms)
    sms.change(lambda session: setattr(session.get_one(Recipient, theirs.id), "account_id", other))
    claimed(sms)
    assert [row.state for row in sms.recipients(broadcast)] == [RecipientState.QUEUED, RecipientState.CLAIMED]
    assert ours.account_id == sms.account_id


def test_who_waits_for_a_hold_says_so(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    sms.change(lambda session: session.add(Hold(reason="Quốc tang", ordered_by="Văn phòng", starts_at=sms.clock.now())))
    assert claimed(sms) == ""
    assert "Quốc tang" in sms.recipients(broadcast)[0].reason


@pytest.mark.parametrize(("limit", "sizes"), [(1, [1, 0]), (3, [2, 1, 0]), (4, [2, 2, 0]), (None, [2, 2, 1])])
def test_windows_are_as_large_as_the_quota_has_room(sms: Sms, limit: int | None, sizes: list[int]) -> None:
    def set_limit(session: Session) -> None:
        session.get_one(Account, sms.account_id).limits = {} if limit is None else {"messages_per_day": limit}

    sms.change(set_limit)
    sms.broadcast(sms.audience(5), hours=60)
    token = opened(sms, size=0).token
    assert [len(window_of(sms, token, 2).rows) for _ in sizes] == sizes
    full = sms.row(Account, sms.account_id)
    assert full.wait_until == (None if limit is None else sms.clock.now() + timedelta(hours=24))
    if limit is not None:
        assert f"đủ {limit} tin" in full.wait_reason
        sms.clock.move(hours=24)
        left = 5 - sum(sizes)
        assert len(window_of(sms, token, 2).rows) == min(2, limit, left), "what left exactly a day ago counts no more"


def test_a_window_decides_only_what_its_token_claimed(sms: Sms) -> None:
    """What another claimed and may not send is not sent back to the queue under its hands."""
    audience = sms.audience(2)
    first, second = sms.broadcast(audience), sms.broadcast(audience, "Tin khác")
    mine = opened(sms, size=0).token
    sms.change(
        lambda session: session.connection().execute(
            update(Recipient).where(col(Recipient.broadcast_id) == second).values(token="0" * 32)
        )
    )
    sms.change(lambda session: setattr(session.get_one(Broadcast, second), "body", "Nội dung khác"))
    assert {row.broadcast_id for row in window_of(sms, mine).rows} == {first}
    assert sms.states(second) == {"claimed": 2}


def test_a_consent_counts_from_its_day_and_not_before(sms: Sms) -> None:
    """A list may name a day that is still to come."""
    audience = sms.audience(1)
    sms.clock.move(seconds=1)
    sms.audience(1, first=2)
    sms.clock.move(seconds=-1)
    with sms.database.read() as session:
        assert reachable(session, sms.seeded.unit_id, audience, {}, sms.clock.now()) == 1
        assert reachable(session, sms.seeded.unit_id, audience, {}, sms.clock.now() + timedelta(seconds=1)) == 2
    broadcast = sms.broadcast(audience)
    assert [row.message.to for row in opened(sms).rows] == [number(1)]
    skipped = next(row for row in sms.recipients(broadcast) if row.state == RecipientState.SKIPPED)
    assert "đồng ý" in skipped.reason


def test_at_night_rows_wait_for_seven_in_the_morning(sms: Sms) -> None:
    sms.clock.move(hours=13)  # 22:00
    broadcast = sms.broadcast(sms.audience(2), hours=24)
    assert opened(sms).rows == ()
    assert {row.due_at for row in sms.recipients(broadcast)} == {sms.clock.now() + timedelta(hours=9)}
    assert sms.states(broadcast) == {"queued": 2}
    assert "07:00" in sms.recipients(broadcast)[0].reason
    sms.clock.move(hours=9)
    assert len(opened(sms).rows) == 2


def test_a_recorded_order_goes_out_at_night(sms: Sms) -> None:
    sms.clock.move(hours=14)
    broadcast = sms.broadcast(sms.audience(1))
    sms.change(
        lambda session: order_now(session, session.get_one(Broadcast, broadcast), sms.seeded.staff_id, sms.clock.now())
    )
    accounts = [sms.account_id, other_account(sms)]
    with sms.database.read() as session:
        waits = [emergency_due(session, account, sms.clock.now()) for account in accounts]
    assert waits == [True, False], "at the account that has its rows"
    assert [row.urgent for row in opened(sms).rows] == [True]
    sms.clock.move(hours=10)
    news = sms.broadcast(sms.audience(1, "Khác"), "Tin khác")
    assert [(row.broadcast_id, row.urgent) for row in opened(sms).rows] == [(news, False)]


def test_the_fourth_message_to_a_number_waits_even_in_one_window(sms: Sms) -> None:
    audience = sms.audience(1)
    broadcasts = [sms.broadcast(audience, f"Tin {place}", hours=48) for place in range(4)]
    window = opened(sms)
    assert len(window.rows) == 3
    answered(sms, window, taken("a"), taken("b"), taken("c"))
    assert sms.states(broadcasts[3]) == {"queued": 1}
    assert "đủ 3 tin" in sms.recipients(broadcasts[3])[0].reason
    assert sms.recipients(broadcasts[3])[0].due_at == sms.clock.now() + timedelta(hours=24)
    sms.clock.move(hours=24, seconds=1)
    assert len(opened(sms).rows) == 1


def test_what_was_not_taken_does_not_count_against_the_cap(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    for _ in range(5):
        answered(sms, opened(sms), Outcome(Verdict.NOT_TAKEN, words="Nhà mạng báo gửi quá nhanh."))
        sms.clock.move(seconds=2)
    assert sms.states(broadcast) == {"queued": 1}
    assert sms.recipients(broadcast)[0].submitted_at is None


def test_a_quota_of_one_lets_one_through(sms: Sms) -> None:
    def limit(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        account.limits = {"messages_per_day": 1}
        session.add(account)

    sms.change(limit)
    broadcast = sms.broadcast(sms.audience(3), hours=60)
    answered(sms, opened(sms), taken("a"))
    assert opened(sms).looked == 0
    assert sms.row(Account, sms.account_id).wait_until == sms.clock.now() + timedelta(hours=24)
    assert sms.states(broadcast)["sent"] == 1


def test_a_changed_text_is_not_sent(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))

    def change(session: Session) -> None:
        session.get_one(Broadcast, broadcast).body = "Nội dung khác"

    sms.change(change)
    assert opened(sms).rows == ()
    assert "khác với bản đã duyệt" in sms.recipients(broadcast)[0].reason
    assert sms.recipients(broadcast)[0].due_at == sms.clock.now() + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("account", "goes"),
    [
        ({"state": AccountState.PAUSED}, 0),
        ({"wait_until": MORNING + timedelta(seconds=1)}, 0),
        ({"wait_until": MORNING}, 2),
    ],
)
def test_nothing_goes_out_on_an_account_that_is_paused_or_rests(sms: Sms, account: dict[str, Any], goes: int) -> None:
    sms.broadcast(sms.audience(2))
    sms.change(
        lambda session: session.connection().execute(
            update(Account).where(col(Account.id) == sms.account_id).values(**account)
        )
    )
    window = opened(sms)
    assert (len(window.rows), window.looked) == (goes, goes)


def test_receipts_that_come_first_are_kept_and_joined(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1), "Tin dài " * 20)
    window = opened(sms)
    report(sms, "id-1")
    assert sms.states(broadcast) == {"submitting": 1}
    answered(sms, window, taken("id-1", "id-2"))
    assert sms.states(broadcast) == {"sent": 1}, "one of two segments is delivered"
    report(sms, "id-2")
    report(sms, "id-2")
    assert sms.states(broadcast) == {"delivered": 1}
    with sms.database.read() as session:
        assert len(session.exec(select(SmsReceipt)).all()) == 2


@pytest.mark.parametrize(
    ("status", "state"),
    [("UNDELIV", "failed"), ("REJECTD", "failed"), ("EXPIRED", "expired"), ("ACCEPTD", "sent"), ("UNKNOWN", "sent")],
)
def test_what_receipts_mean_and_that_nothing_goes_back(sms: Sms, status: str, state: str) -> None:
    broadcast = sms.broadcast(sms.audience(1), "Tin ngan")
    answered(sms, opened(sms), taken("x"))
    report(sms, "x", status)
    assert sms.states(broadcast) == {state: 1}
    report(sms, "x", "ENROUTE")
    assert sms.states(broadcast) == {state: 1}
    report(sms, "x", "DELIVRD")
    assert sms.states(broadcast) == {"delivered" if state == "sent" else state: 1}


def test_a_receipt_of_nobody_is_kept(sms: Sms) -> None:
    report(sms, "lạ")
    with sms.database.read() as session:
        assert session.exec(select(SmsReceipt)).one().part_id is None


def test_refused_unknown_and_not_taken_end_where_they_should(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(3))
    window = opened(sms)
    answered(
        sms,
        window,
        Outcome(Verdict.REFUSED, words="Số không hợp lệ.", code="0x0B"),
        Outcome(Verdict.UNKNOWN, words="Không trả lời."),
        Outcome(Verdict.NOT_TAKEN, words="Hết tiền.", after=60.0),
    )
    assert sms.states(broadcast) == {"failed": 1, "unknown": 1, "queued": 1}
    assert opened(sms).looked == 0, "the account rests"
    with sms.database.read() as session:
        notice = session.exec(select(Notice).where(Notice.kind == "sms_unknown")).one()
    assert "1 tin chưa rõ" in notice.text


def test_the_dead_leave_their_window_unknown_and_give_back_the_rest(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(5))
    window = opened(sms, size=2)
    assert len(window.rows) == 2
    living = sms.desk()
    assert recover_rows(living, sms.account_id) == 0, "its holder lives"
    sms.desks.pop(0).incarnation.close()
    assert recover_rows(living, sms.account_id) == 2
    assert sms.states(broadcast) == {"unknown": 2, "queued": 3}
    answered(sms, window, taken("a"), taken("b"))
    assert sms.states(broadcast)["sent"] == 2, "a late answer knows better than a proof of death"


def test_cancelled_late_and_done(sms: Sms) -> None:
    first, second = sms.broadcast(sms.audience(2, "A")), sms.broadcast(sms.audience(2, "B", first=5), hours=1)
    sms.change(
        lambda session: cancel(session, session.get_one(Broadcast, first), reason="Đính chính", now=sms.clock.now())
    )
    assert sms.states(first) == {"skipped": 2}
    sms.clock.move(hours=2)
    assert end_late(sms.desks[0], sms.account_id) == 2
    finish_done(sms.desks[0], sms.account_id)
    assert shown(sms, second).state == BroadcastState.DONE
    assert shown(sms, second).totals == {"skipped": 2}
    assert shown(sms, first).state == BroadcastState.CANCELLED


def test_a_row_cancelled_while_a_window_opens_is_not_sent(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between reading the rows and moving them, somebody cancels: only what was moved is in the window."""
    broadcast = sms.broadcast(sms.audience(2))
    read = window_checks._taken

    def read_and_cancel(session: Session, recipient_ids: list[int]) -> dict[int, frozenset[int]]:
        session.connection().execute(
            update(Recipient).where(col(Recipient.id) == recipient_ids[0]).values(state=RecipientState.SKIPPED)
        )
        return read(session, recipient_ids)

    monkeypatch.setattr(window_checks, "_taken", read_and_cancel)
    assert len(opened(sms).rows) == 1
    assert sms.states(broadcast) == {"skipped": 1, "submitting": 1}


def test_each_number_once_however_often_it_is_listed(sms: Sms) -> None:
    audience = sms.audience(3)
    sms.audience(3)
    broadcast = sms.broadcast(audience)
    assert len(sms.recipients(broadcast)) == 3
    with sms.database.read() as session:
        assert totals(session, broadcast) == {"queued": 3}
        everything = " ".join(str(row) for row in session.exec(select(Subscriber)).all())
    assert "00000001" not in everything


@pytest.mark.parametrize(
    ("wish", "told"),
    [
        ({"body": "  "}, "chưa có nội dung"),
        ({"body": "ế" * 2_000}, "tối đa 10"),
        ({"category": "advertising"}, r"\[QC\]"),
        ({"ends": -1}, "giờ kết thúc|Giờ kết thúc"),
    ],
)
def test_what_cannot_be_sent_is_refused_in_words(sms: Sms, wish: dict[str, object], told: str) -> None:
    now = sms.clock.now()
    ends = now + timedelta(hours=float(str(wish.get("ends", 1))))
    body, category = str(wish.get("body", "Tin")), str(wish.get("category", "notice"))
    with sms.database.write() as session:
        audience = make_audience(session, sms.seeded.unit_id, "X", now)
        wanted = BroadcastRequest(sms.account_id, audience.id or 0, body, now, ends, category=category)
        with pytest.raises(LoaError, match=told):
            create(session, wanted, now)


def test_only_rows_move_that_the_table_allows(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    window = opened(sms)
    answered(sms, window, taken("a1b2c3d4"))
    report(sms, "a1b2c3d4")
    answered_again = Outcome(Verdict.UNKNOWN, words="muộn")
    answered(sms, window, answered_again)
    assert sms.states(broadcast) == {"delivered": 1}
    with sms.database.read() as session:
        assert session.exec(select(Recipient)).one().token == window.token
