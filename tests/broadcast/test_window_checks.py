"""What a window reads and writes of each row: whose refusals, yeses and messages count, and what stands after."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text, update
from sqlalchemy.exc import OperationalError
from sqlmodel import Session, col, select

from channels.messenger import Outcome, Taken, Verdict
from distributor.broadcast import window, window_checks
from distributor.broadcast.audience import opt_out
from distributor.broadcast.store import manifest_of
from distributor.broadcast.window import LEASE, LOOKED, Window, WindowRecipient, claim, mark, open_window, release
from distributor.models import (
    Account,
    Broadcast,
    BroadcastState,
    Consent,
    Hold,
    OptOut,
    Recipient,
    RecipientState,
    Subscriber,
)
from distributor.sms_rules import rules_at
from tests.broadcast.conftest import Sms, number, shown
from tests.broadcast.test_window import another_units, answered, claimed, opened, opts_out, taken, window_of
from tests.support.statements import statements

FREE = ("", "", None)
"""Token, holder and lease of a row that nobody has."""


def held_by(row: Recipient) -> tuple[str, str, Any]:
    return row.token, row.incarnation_id, row.lease_until


def change(sms: Sms, row: object, key: int, **values: object) -> None:
    sms.change(
        lambda session: session.connection().execute(
            update(row).where(col(row.id) == key).values(**values)  # type: ignore[arg-type,attr-defined]
        )
    )


def test_rows_that_another_claim_is_taking_are_left_out_and_not_waited_for(sms: Sms) -> None:
    """On PostgreSQL; SQLite has one writer anyhow."""
    broadcast = sms.broadcast(sms.audience(2))
    taken, free = (row.id or 0 for row in sms.recipients(broadcast))
    with sms.database.engine.connect() as beside:
        if not sms.database.is_sqlite:
            beside.execute(select(Recipient.id).where(Recipient.id == taken).with_for_update())
        with sms.database.write() as session:
            if not sms.database.is_sqlite:
                session.connection().execute(text("SET LOCAL lock_timeout = '5s'"))
            token = claim(
                session, account_id=sms.account_id, incarnation_id=sms.desks[0].incarnation.id, now=sms.clock.now()
            )
    claimed_rows = {row.id for row in sms.recipients(broadcast) if row.token == token}
    assert claimed_rows == ({taken, free} if sms.database.is_sqlite else {free})


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_who_only_points_at_an_account_or_a_person_need_not_wait_for_a_window(sms: Sms) -> None:
    """But nobody else opens one on the account, or refuses, meanwhile."""
    sms.broadcast(sms.audience(1))
    token = claimed(sms)
    with sms.database.write() as session:
        desk = sms.desks[0]
        open_window(session, account_id=sms.account_id, token=token, size=1, numbers=desk.numbers, now=sms.clock.now())
        for rows in (select(Account.id), select(Subscriber.id)):
            with sms.database.engine.begin() as beside:
                beside.execute(rows.with_for_update(read=True, key_share=True, nowait=True))
            with sms.database.engine.begin() as beside, pytest.raises(OperationalError, match="could not obtain lock"):
                beside.execute(rows.with_for_update(key_share=True, nowait=True))


def test_who_claims_a_row_has_it_for_the_lease_and_may_give_it_back(sms: Sms) -> None:
    sms.desk()
    assert claimed(sms) == "", "nothing is due"
    broadcast = sms.broadcast(sms.audience(2))
    change(sms, Recipient, sms.recipients(broadcast)[0].id or 0, reason="Ngoài giờ")
    token = claimed(sms)
    holder, until = sms.desks[0].incarnation.id, sms.clock.now() + LEASE
    assert [(held_by(row), row.reason) for row in sms.recipients(broadcast)] == [((token, holder, until), "")] * 2
    sent = window_of(sms, token, 1).rows[0].recipient_id
    with sms.database.write() as session:
        assert release(session, "0" * 32) == 0
        assert release(session, token) == 1
    assert {row.id: (row.state, held_by(row)) for row in sms.recipients(broadcast)} == {
        row.id: (RecipientState.SUBMITTING, (token, holder, until)) if row.id == sent else (RecipientState.QUEUED, FREE)
        for row in sms.recipients(broadcast)
    }


def test_only_rows_that_are_due_of_broadcasts_that_are_going_out_are_claimed(sms: Sms) -> None:
    audience = sms.audience(2)
    paused, going = sms.broadcast(audience), sms.broadcast(audience, "Tin khác")
    change(sms, Broadcast, paused, state=BroadcastState.PAUSED)
    later, due = sms.recipients(going)
    change(sms, Recipient, later.id or 0, due_at=sms.clock.now() + timedelta(seconds=1))
    change(sms, Recipient, due.id or 0, due_at=sms.clock.now())
    claimed(sms)
    assert sms.states(paused) == {"queued": 2}
    assert [row.state for row in sms.recipients(going)] == [RecipientState.QUEUED, RecipientState.CLAIMED]


def test_what_is_submitted_says_since_when_and_until_when(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    token = claimed(sms)
    sms.clock.move(seconds=30)
    assert len(window_of(sms, token).rows) == 1
    (row,) = sms.recipients(broadcast)
    assert (row.submitted_at, row.lease_until) == (sms.clock.now(), sms.clock.now() + LEASE)


def test_a_row_that_waited_says_nothing_of_it_once_a_bind_has_marked_it(sms: Sms) -> None:
    sms.clock.move(hours=13)  # 22:00
    broadcast = sms.broadcast(sms.audience(1), hours=24)
    assert marked(sms) == 0
    assert "07:00" in sms.recipients(broadcast)[0].reason
    sms.clock.move(hours=9)
    assert marked(sms) == 1
    [row] = sms.recipients(broadcast)
    assert (row.state, row.reason, row.incarnation_id) == (RecipientState.SUBMITTING, "", sms.desks[0].incarnation.id)


def marked(sms: Sms) -> int:
    return len(marked_rows(sms))


def marked_rows(sms: Sms) -> tuple[WindowRecipient, ...]:
    window = mark_window(sms)
    return window.rows if window else ()


def mark_window(sms: Sms) -> Window | None:
    desk = sms.desks[0]
    with sms.database.write() as session:
        return mark(
            session,
            account_id=sms.account_id,
            incarnation_id=desk.incarnation.id,
            size=10,
            numbers=desk.numbers,
            now=sms.clock.now(),
        )


@pytest.mark.parametrize(("limit", "sent"), [(0, 0), (1, 1), (2, 2), (3, 2)])
def test_a_bind_marks_as_many_as_the_quota_has_room_for(sms: Sms, limit: int, sent: int) -> None:
    """A window without rows is told from none: something is due, and the account may not send."""
    sms.desk()
    assert mark_window(sms) is None
    broadcast = sms.broadcast(sms.audience(2))
    sms.change(lambda session: setattr(session.get_one(Account, sms.account_id), "limits", {"messages_per_day": limit}))
    window = mark_window(sms)
    assert window is not None
    assert (len(window.rows), window.looked) == (sent, sent)
    assert sms.states(broadcast)["submitting"] == sent


def test_a_row_that_was_taken_over_while_a_window_opens_is_not_sent(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    sms.broadcast(sms.audience(2))
    read = window_checks._taken

    def read_and_take_over(session: Session, recipient_ids: list[int]) -> dict[int, frozenset[int]]:
        session.connection().execute(
            update(Recipient).where(col(Recipient.id) == recipient_ids[0]).values(token="0" * 32)
        )
        return read(session, recipient_ids)

    monkeypatch.setattr(window_checks, "_taken", read_and_take_over)
    assert len(opened(sms).rows) == 1


def test_what_is_paused_while_a_bind_waits_for_the_people_does_not_go(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A correction pauses a broadcast in a transaction that the window did not see when it read which are going."""
    broadcast = sms.broadcast(sms.audience(2))
    read = window._with_people

    def read_and_pause(session: Session, rows: Any) -> list[window_checks.DueRecipient]:
        found = read(session, rows)
        session.connection().execute(update(Broadcast).values(state=BroadcastState.PAUSED))
        return found

    monkeypatch.setattr(window, "_with_people", read_and_pause)
    assert marked_rows(sms) == ()
    assert sms.states(broadcast) == {"queued": 2}


@pytest.mark.parametrize("refused", [False, True])
@pytest.mark.parametrize("by_bind", [False, True])
def test_what_was_cancelled_while_a_window_opens_keeps_its_own_reason(
    sms: Sms, monkeypatch: pytest.MonkeyPatch, by_bind: bool, refused: bool
) -> None:
    """Also where the window would not have sent it, for the number had refused."""
    broadcast = sms.broadcast(sms.audience(1))
    token = "" if by_bind else claimed(sms)
    if refused:
        opts_out(sms, 1)
    read = window_checks._taken

    def read_and_cancel(session: Session, recipient_ids: list[int]) -> dict[int, frozenset[int]]:
        session.connection().execute(update(Recipient).values(state=RecipientState.SKIPPED, reason="Đính chính"))
        return read(session, recipient_ids)

    monkeypatch.setattr(window_checks, "_taken", read_and_cancel)
    assert (marked_rows(sms) if by_bind else window_of(sms, token).rows) == ()
    assert [(row.state, row.reason) for row in sms.recipients(broadcast)] == [(RecipientState.SKIPPED, "Đính chính")]


@pytest.mark.parametrize(
    ("state", "ordered", "goes"),
    [
        (BroadcastState.SENDING, False, True),
        (BroadcastState.SENDING, True, True),
        (BroadcastState.PLANNED, False, False),
        (BroadcastState.PLANNED, True, True),
        (BroadcastState.PAUSED, True, False),
        (BroadcastState.CANCELLED, True, False),
    ],
)
def test_only_what_is_sending_goes_and_an_emergency_while_its_list_is_written(
    sms: Sms, state: BroadcastState, ordered: bool, goes: bool
) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    token = claimed(sms)
    change(sms, Broadcast, broadcast, state=state, override_at=sms.clock.now() if ordered else None)
    assert [row.urgent for row in window_of(sms, token).rows] == ([ordered] if goes else [])


NARROWED = [
    # what is read of whom, and by what it is narrowed to the window's own rows
    ("FROM opt_out", "opt_out.number_hash"),
    ("FROM consent", "consent.subscriber_id"),
    ("GROUP BY sms_recipient.subscriber_id", "sms_recipient.subscriber_id"),
    ("GROUP BY subscriber.number_hash", "subscriber.number_hash"),
    ("GROUP BY subscriber.number_hash", "subscriber.unit_id"),
]


@pytest.mark.parametrize(("read", "narrowed"), NARROWED)
def test_a_window_reads_nothing_of_numbers_that_it_does_not_write_to(
    sms: Sms, monkeypatch: pytest.MonkeyPatch, read: str, narrowed: str
) -> None:
    """However many have refused, said yes or had a message: it is not read through for each window."""
    ruled = replace(rules_at(sms.clock.now()), most_of_all_units=9)
    monkeypatch.setattr(window_checks, "rules_at", lambda _now: ruled)
    sms.broadcast(sms.audience(1))
    token = claimed(sms)
    with statements() as said:
        assert len(window_of(sms, token).rows) == 1
    [statement] = [" ".join(one.split()) for one in said if read in " ".join(one.split())]
    conditions = statement.partition(" WHERE ")[2].partition(" GROUP BY ")[0]
    assert narrowed in conditions


def test_a_window_looks_at_four_rows_for_each_that_may_go_and_no_more(sms: Sms) -> None:
    sms.broadcast(sms.audience(LOOKED + 2))
    token = claimed(sms)
    for index in range(1, LOOKED + 1):
        opts_out(sms, index)
    first = window_of(sms, token, 1)
    assert (first.looked, first.rows) == (LOOKED, ())
    second = window_of(sms, token, 1)
    assert (second.looked, len(second.rows)) == (1, 1)


def test_a_cap_of_all_units_counts_what_others_sent_to_the_number(sms: Sms, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same number stands with each unit that knows it."""
    ruled = replace(rules_at(sms.clock.now()), most_of_all_units=2)
    monkeypatch.setattr(window_checks, "rules_at", lambda _now: ruled)
    before = sms.broadcast(sms.audience(2), "Tin truoc")
    assert len(opened(sms).rows) == 2
    with sms.database.write() as session:  # the first number's was of a commune's
        told = session.exec(select(Recipient).where(Recipient.broadcast_id == before).order_by(col(Recipient.id))).all()
        known = session.get_one(Subscriber, told[0].subscriber_id)
        there = Subscriber(
            unit_id=another_units(session), number_hash=known.number_hash, number_sealed=known.number_sealed,
            created_at=sms.clock.now(),
        )  # fmt: skip
        session.add(there)
        session.flush()
        told[0].subscriber_id = there.id or 0
    sms.broadcast(sms.audience(2, "Khác"), "Tin hai")
    assert len(opened(sms).rows) == 2
    third = sms.broadcast(sms.audience(2, "Thứ ba"), "Tin ba")
    assert opened(sms).rows == ()
    assert {row.reason.partition(" tin")[0] for row in sms.recipients(third)} == {"Số này đã nhận đủ 2"}


def test_a_cap_of_all_units_opens_a_day_after_the_first_of_its_messages(
    sms: Sms, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also of those that go out in this very window."""
    ruled = replace(rules_at(sms.clock.now()), most_of_all_units=2)
    monkeypatch.setattr(window_checks, "rules_at", lambda _now: ruled)
    audience = sms.audience(1)
    began = sms.clock.now()
    broadcasts = [sms.broadcast(audience, f"Tin {place}", hours=48) for place in range(3)]
    assert len(opened(sms).rows) == 2
    assert sms.recipients(broadcasts[2])[0].due_at == began + timedelta(hours=24)
    sms.clock.move(hours=1)
    fourth = sms.broadcast(audience, "Tin 4", hours=48)
    assert opened(sms).rows == ()
    assert sms.recipients(fourth)[0].due_at == began + timedelta(hours=24)
    sms.clock.move(hours=23)
    assert len(opened(sms).rows) == 2, "what was sent exactly a day ago counts no more"


def test_messages_to_one_number_stand_together(sms: Sms) -> None:
    """Row locks are taken number by number, so that two windows never wait for each other."""
    audience = sms.audience(2)
    broadcasts = [sms.broadcast(audience, f"Tin {place}") for place in range(2)]
    rows = opened(sms, size=2).rows
    assert {row.message.to for row in rows} == {number(1)}
    assert [row.broadcast_id for row in rows] == broadcasts
    for turn, broadcast in enumerate(reversed([sms.broadcast(audience, f"Tin nữa {place}") for place in range(2)])):
        [first, second] = sms.recipients(broadcast)
        for row in (first, second):
            change(sms, Recipient, row.id or 0, due_at=sms.clock.now() - timedelta(minutes=2 - turn))
    later = [row.recipient_id for row in marked_rows(sms) if row.message.to == number(2)]
    assert later == sorted(later), "the oldest first, whatever is due first"


def test_a_hold_between_queue_and_submit_is_honoured(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    token = claimed(sms)
    hold = Hold(reason="Quốc tang", ordered_by="Văn phòng", starts_at=sms.clock.now())
    sms.change(lambda session: session.add(hold))
    assert window_of(sms, token).rows == ()
    (row,) = sms.recipients(broadcast)
    assert (row.state, row.due_at, held_by(row)) == (RecipientState.QUEUED, sms.clock.now(), FREE)
    assert "Quốc tang" in row.reason
    assert claimed(sms) == ""


def test_what_was_paused_between_queue_and_submit_waits_without_a_reason_of_its_own(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    token = claimed(sms)
    change(sms, Broadcast, broadcast, state=BroadcastState.PAUSED)
    assert window_of(sms, token).rows == ()
    (row,) = sms.recipients(broadcast)
    assert (row.state, row.reason, held_by(row)) == (RecipientState.QUEUED, "", FREE)
    assert row.due_at == sms.clock.now() + timedelta(minutes=1)


def _another_units_opt_out(sms: Sms, session: Session, digest: str) -> None:
    opt_out(session, another_units(session), digest, how="TC", now=sms.clock.now())


def _a_lifted_opt_out(sms: Sms, session: Session, digest: str) -> None:
    now = sms.clock.now()
    session.add(OptOut(unit_id=sms.seeded.unit_id, number_hash=digest, at=now, how="TC", lifted_at=now))


def _a_neighbours_opt_out(sms: Sms, session: Session, _digest: str) -> None:
    opt_out(session, sms.seeded.unit_id, sms.desks[0].numbers.hash(number(2)), how="TC", now=sms.clock.now())


@pytest.mark.parametrize("which", [_another_units_opt_out, _a_lifted_opt_out, _a_neighbours_opt_out])
def test_an_opt_out_that_is_not_this_units_of_this_number_forbids_nothing(
    sms: Sms, which: Callable[[Sms, Session, str], None]
) -> None:
    sms.broadcast(sms.audience(1))
    sms.change(lambda session: which(sms, session, sms.desks[0].numbers.hash(number(1))))
    assert [row.message.to for row in opened(sms).rows] == [number(1)]


def test_a_yes_that_was_withdrawn_counts_no_more_and_the_row_ends(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(1))
    sms.change(lambda session: session.connection().execute(update(Consent).values(withdrawn_at=sms.clock.now())))
    token = claimed(sms)
    assert window_of(sms, token).rows == ()
    (row,) = sms.recipients(broadcast)
    assert (row.state, row.due_at, row.ended_at) == (RecipientState.SKIPPED, None, sms.clock.now())


@pytest.mark.parametrize(("rule", "goes"), [({"consent": True}, 0), ({}, 0), ({"consent": False}, 1)])
def test_without_a_yes_only_what_needs_none_goes(sms: Sms, rule: dict[str, bool], goes: int) -> None:
    broadcast = sms.broadcast(sms.audience(1))

    def needs(session: Session) -> None:
        made = session.get_one(Broadcast, broadcast)
        made.audience_rule = rule
        made.approved_hash = manifest_of(made)
        session.connection().execute(update(Consent).values(withdrawn_at=sms.clock.now()))

    sms.change(needs)
    assert len(opened(sms).rows) == goes


def test_the_cap_of_a_number_opens_a_day_after_the_first_of_its_messages(sms: Sms) -> None:
    audience = sms.audience(1)
    began = sms.clock.now()
    for place in range(3):
        sms.broadcast(audience, f"Tin {place}", hours=60)
        answered(sms, opened(sms), taken(f"{place}"))
        sms.clock.move(hours=1)
    fourth = sms.broadcast(audience, "Tin 4", hours=60)
    assert opened(sms).rows == ()
    assert sms.recipients(fourth)[0].due_at == began + timedelta(hours=24)
    sms.clock.move(hours=21)
    assert len(opened(sms).rows) == 1, "what was sent exactly a day ago counts no more"


def test_the_accounts_quota_opens_a_day_after_its_own_first_message(sms: Sms) -> None:
    """What another account sent does not count."""
    began = sms.clock.now()
    broadcast = sms.broadcast(sms.audience(3), hours=60)
    sms.change(lambda session: setattr(session.get_one(Account, sms.account_id), "limits", {"messages_per_day": 2}))
    token = claimed(sms)
    for place in range(2):
        answered(sms, window_of(sms, token, 1), taken(f"{place}"))
        sms.clock.move(hours=1)
    assert window_of(sms, token).looked == 0
    assert sms.row(Account, sms.account_id).wait_until == began + timedelta(hours=24)
    assert sms.states(broadcast)["sent"] == 2

    def another(session: Session) -> None:
        account = session.get_one(Account, sms.account_id)
        other = Account(unit_id=account.unit_id, channel="sms", name="Đầu số khác")
        session.add(other)
        session.flush()
        account.wait_until = None
        session.connection().execute(
            update(Recipient).where(col(Recipient.state) == RecipientState.SENT).values(account_id=other.id)
        )

    sms.change(another)
    assert len(window_of(sms, token).rows) == 1


def test_of_a_message_that_was_cut_off_the_segments_that_got_through_are_named(sms: Sms) -> None:
    broadcast = sms.broadcast(sms.audience(2), "Tin dài " * 40)
    rows = opened(sms).rows
    half = Outcome(Verdict.NOT_TAKEN, (Taken(1, "a"), Taken(2, "b")), words="Nhà mạng báo gửi quá nhanh.")
    with_nothing = Outcome(Verdict.NOT_TAKEN, words="Nhà mạng báo gửi quá nhanh.")
    answered(sms, Window(sms.recipients(broadcast)[0].token, rows, 2), half, with_nothing)
    sms.clock.move(seconds=2)
    again = {row.recipient_id: row.message.taken for row in opened(sms).rows}
    assert again == {rows[0].recipient_id: {1, 2}, rows[1].recipient_id: frozenset()}
    assert shown(sms, broadcast).state == BroadcastState.SENDING
    with sms.database.read() as session:
        assert len(session.exec(select(Recipient)).all()) == 2


def half_sent(sms: Sms) -> int:
    """A broadcast of which the only row had its first segment taken."""
    broadcast = sms.broadcast(sms.audience(1), "Tin dài " * 40)
    rows = opened(sms).rows
    half = Outcome(Verdict.NOT_TAKEN, (Taken(1, "a"),), words="Nhà mạng báo gửi quá nhanh.")
    answered(sms, Window(sms.recipients(broadcast)[0].token, rows, 1), half)
    sms.clock.move(seconds=2)
    return broadcast


def test_whoever_had_a_part_of_other_words_gets_none_of_these(sms: Sms) -> None:
    """Halves of two messages make no sense."""
    broadcast = half_sent(sms)
    change(sms, Broadcast, broadcast, approved_at=sms.clock.now())
    assert opened(sms).rows == ()
    [row] = sms.recipients(broadcast)
    assert (row.state, row.reason) == (RecipientState.UNKNOWN, window_checks.PARTLY)


@pytest.mark.parametrize("unknown", ["since when the words are approved", "when the part was sent"])
def test_a_part_that_nobody_knows_to_be_of_other_words_is_gone_on_from(sms: Sms, unknown: str) -> None:
    broadcast = half_sent(sms)
    if unknown == "when the part was sent":
        change(sms, Recipient, sms.recipients(broadcast)[0].id or 0, submitted_at=None)
    else:
        change(sms, Broadcast, broadcast, approved_at=None)
    assert [row.message.taken for row in opened(sms).rows] == [{1}]
