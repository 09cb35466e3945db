"""Lists of telephone numbers of a commune that merges, on both databases: each yes and no as it was given, on the successor's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlmodel import Session, col, select

from distributor.audience_terms import BY_SMS
from distributor.broadcast.audience import make_audience, opt_out
from distributor.broadcast.posting import reachable
from distributor.connect.merge import Merged, merge_unit
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountState,
    Audience,
    AudienceMember,
    Broadcast,
    BroadcastState,
    Consent,
    Inbound,
    OptOut,
    Recipient,
    RecipientState,
    ReplyState,
    Role,
    SmsReply,
    Staff,
    Subscriber,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.phone_numbers import move_hash
from distributor.staff.deeds import Actor
from tests.support import province

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
THEN = NOW - timedelta(days=100)


class Communes:
    """Two of one province: `old` merges into `heir`. Numbers by name, found by it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        with database.write() as session:
            seeded = province.seed_unit(session)
            units = [
                Unit(level=UnitLevel.COMMUNE, code=code, parent_id=seeded.unit_id) for code in ("an-loc", "binh-hoa")
            ]
            session.add_all(units)
            session.flush()
            self.old, self.heir = (unit.id or 0 for unit in units)
            for unit_id, name in ((self.old, "UBND xã An Lộc"), (self.heir, "UBND phường Bình Hòa")):
                session.add(UnitName(unit_id=unit_id, name=name, valid_from=date(2025, 7, 1)))
            accounts = [
                Account(unit_id=unit_id, channel="sms", name=f"SMS {unit_id}") for unit_id in (self.old, self.heir)
            ]
            session.add_all(accounts)
            session.flush()
            self.account, self.heirs_account = (account.id or 0 for account in accounts)
            session.get_one(Staff, seeded.staff_id).role = Role.ADMINISTRATOR
            self.staff_id = seeded.staff_id

    def number(self, session: Session, unit_id: int, who: str, listed: Audience, wording: str = "") -> int:
        """On the list, with a yes where it has a wording."""
        row = Subscriber(unit_id=unit_id, number_sealed=who.encode(), number_hash=who, created_at=THEN)
        session.add(row)
        session.flush()
        session.add(AudienceMember(audience_id=listed.id or 0, subscriber_id=row.id or 0, added_at=THEN))
        listed.members += 1
        session.add(listed)
        if wording:
            session.add(
                Consent(
                    subscriber_id=row.id or 0,
                    content=wording,
                    method="paper",
                    form="Mẫu 1",
                    proof="tờ 12",
                    given_at=THEN,
                )
            )
        session.flush()
        return row.id or 0

    def merge(self) -> Merged:
        with self.database.write() as session:
            actor = Actor(session.get_one(Staff, self.staff_id), NOW)
            return merge_unit(session, actor, self.old, self.heir, date(2026, 11, 1), "Nghị quyết 12")

    def reached(self, audience_id: int) -> int:
        with self.database.read() as session:
            return reachable(session, self.heir, audience_id, {"consent": True}, NOW)


@pytest.fixture
def communes(database: Database) -> Communes:
    return Communes(database)


def test_lists_move_with_each_yes_as_it_was_given(communes: Communes) -> None:
    with communes.database.write() as session:
        flood = make_audience(session, communes.old, "Vùng lũ", THEN, "Danh sách thôn")
        same = make_audience(session, communes.old, "Toàn xã", THEN)
        make_audience(session, communes.heir, "Toàn xã", THEN)
        communes.number(session, communes.old, "a", flood, "Tôi đồng ý nhận tin của UBND xã An Lộc.")
        account = session.get_one(Account, communes.account)
        account.settings = {"audience": flood.id}
        flood_id, same_id = flood.id or 0, same.id or 0
    merged = communes.merge()
    assert (merged.lists, merged.channels) == (2, (f"SMS {communes.old}",))
    with communes.database.read() as session:
        flood, same = session.get_one(Audience, flood_id), session.get_one(Audience, same_id)
        assert (flood.unit_id, flood.name, flood.source, flood.members) == (
            communes.heir, "Vùng lũ", "Danh sách thôn", 1,
        )  # fmt: skip
        assert same.name == "Toàn xã (UBND xã An Lộc)", "told apart"
        yes = session.exec(select(Consent)).one()
        assert (yes.content, yes.method, yes.form, yes.proof, yes.given_at, yes.withdrawn_at) == (
            "Tôi đồng ý nhận tin của UBND xã An Lộc.", "paper", "Mẫu 1", "tờ 12", THEN, None,
        )  # fmt: skip
        account = session.get_one(Account, communes.account)
        assert (account.unit_id, account.state) == (communes.heir, AccountState.PAUSED), "it rests until it is renamed"
        assert account.settings["audience"] == flood_id
    assert communes.reached(flood_id) == 1


def test_a_number_that_both_have_becomes_one_and_a_no_to_either_holds(communes: Communes) -> None:
    old, heir = communes.old, communes.heir
    with communes.database.write() as session:
        theirs, ours = make_audience(session, old, "Cũ", THEN), make_audience(session, heir, "Mới", THEN)
        ids = {}
        for who in ("both", "no to old", "no to heir", "only old"):
            ids[who] = communes.number(session, old, who, theirs, "yes to old")
        for who in ("both", "no to old", "no to heir"):
            ids[f"{who}, heir"] = communes.number(session, heir, who, ours, "yes to heir")
        opt_out(session, old, "no to old", how="TC", now=THEN)
        opt_out(session, heir, "no to heir", how="TC", now=THEN)
        sent = Broadcast(
            unit_id=old, account_id=communes.account, audience_id=theirs.id or 0, body="Tin", sender="ANLOC",
            encoding="gsm7", segments=1, starts_at=THEN, ends_at=THEN, state=BroadcastState.DONE, created_at=THEN,
        )  # fmt: skip
        session.add(sent)
        session.flush()
        session.add(
            Recipient(
                broadcast_id=sent.id or 0, account_id=communes.account, subscriber_id=ids["both"],
                state=RecipientState.DELIVERED, submitted_at=THEN,
            )
        )  # fmt: skip
        theirs_id, ours_id, sent_id = theirs.id or 0, ours.id or 0, sent.id
    communes.merge()
    with communes.database.read() as session:
        rows = session.exec(select(Subscriber.number_hash, Subscriber.id).where(Subscriber.unit_id == heir)).all()
        assert len(rows) == 4
        assert dict(rows)["both"] == ids["both, heir"]
        assert session.exec(select(Subscriber.id).where(Subscriber.unit_id == old)).all() == []
        yeses = session.exec(select(Consent.content).where(Consent.subscriber_id == ids["both, heir"])).all()
        assert sorted(yeses) == ["yes to heir", "yes to old"]
        recipient = session.exec(select(Recipient)).one()
        assert recipient.subscriber_id == ids["both, heir"], "what they had counts for how often they are written to"
        assert session.get_one(Broadcast, sent_id).unit_id == old, "what was sent stays as it was said"
        opt_outs = session.exec(select(OptOut.number_hash).where(OptOut.unit_id == heir)).all()
        assert sorted(opt_outs) == ["no to heir", "no to old"]
    assert communes.reached(theirs_id) == 2, "both, only old"
    assert communes.reached(ours_id) == 1, "both"


def test_who_signed_up_by_themselves_stand_on_one_list(communes: Communes) -> None:
    with communes.database.write() as session:
        theirs, ours = (
            make_audience(session, communes.old, BY_SMS, THEN),
            make_audience(session, communes.heir, BY_SMS, THEN),
        )
        communes.number(session, communes.old, "a", theirs, "DK")
        communes.number(session, communes.old, "b", theirs, "DK")
        communes.number(session, communes.heir, "b", ours, "DK")
        session.get_one(Account, communes.account).settings = {"audience": theirs.id}
        theirs_id, ours_id = theirs.id or 0, ours.id or 0
    communes.merge()
    with communes.database.read() as session:
        closed, one = session.get_one(Audience, theirs_id), session.get_one(Audience, ours_id)
        assert (closed.unit_id, closed.members, closed.closed_at) == (communes.old, 0, NOW)
        assert one.members == len(session.exec(select(AudienceMember)).all()) == 2
        assert session.get_one(Account, communes.account).settings["audience"] == ours_id
    assert communes.reached(ours_id) == 2


def _broadcast(communes: Communes, state: BroadcastState) -> Callable[[Session], None]:
    def add(session: Session) -> None:
        listed = make_audience(session, communes.old, "Cũ", THEN)
        session.add(
            Broadcast(
                unit_id=communes.old, account_id=communes.account, audience_id=listed.id or 0, body="Tin của xã An Lộc",
                sender="ANLOC", encoding="gsm7", segments=1, starts_at=NOW, ends_at=NOW, state=state, created_at=THEN,
            )
        )  # fmt: skip

    return add


@pytest.mark.parametrize("state", BroadcastState)
def test_not_while_a_message_to_a_list_is_not_over(communes: Communes, state: BroadcastState) -> None:
    with communes.database.write() as session:
        _broadcast(communes, state)(session)
    if state in (BroadcastState.DONE, BroadcastState.CANCELLED):
        assert communes.merge().lists == 1
        return
    with pytest.raises(LoaError, match="1 tin nhắn chưa gửi xong"):
        communes.merge()
    with communes.database.read() as session:
        assert session.exec(select(Audience.unit_id)).all() == [communes.old]


def test_what_people_wrote_moves_and_no_answer_goes_out_under_the_dead_name(communes: Communes) -> None:
    with communes.database.write() as session:
        asked = Inbound(
            unit_id=communes.old, account_id=communes.account, number_hash="a", text="TRA dat dai", fingerprint="f",
            received_at=THEN,
        )  # fmt: skip
        session.add(asked)
        session.flush()
        for key, state in (("k1", ReplyState.WAITING), ("k2", ReplyState.SENT)):
            session.add(
                SmsReply(
                    unit_id=communes.old, account_id=communes.account, inbound_id=asked.id, key=key, sender="ANLOC",
                    text="", once=key == "k2", state=state, due_at=NOW, created_at=THEN,
                )
            )  # fmt: skip
    communes.merge()
    with communes.database.read() as session:
        replies = session.exec(select(SmsReply).order_by(col(SmsReply.key))).all()
        assert [(one.unit_id, one.state) for one in replies] == [
            (communes.heir, ReplyState.FAILED), (communes.heir, ReplyState.SENT),
        ]  # fmt: skip
        assert "đã nhập vào đơn vị khác" in replies[0].reason
        assert session.exec(select(Inbound.unit_id)).one() == communes.heir


def test_a_hash_of_a_former_key_finds_no_second_row(communes: Communes) -> None:
    """One unit had the number under an older key, the other under today's: found anew, both rows stay, and the no holds."""
    with communes.database.write() as session:
        listed = make_audience(session, communes.old, "Cũ", THEN)
        ours = make_audience(session, communes.heir, "Mới", THEN)
        communes.number(session, communes.old, "former", listed, "yes")
        communes.number(session, communes.heir, "today", ours, "yes")
        opt_out(session, communes.old, "former", how="TC", now=THEN)
        ours_id = ours.id or 0
    communes.merge()
    with communes.database.write() as session:
        move_hash(session, communes.heir, "former", "today")
    assert communes.reached(ours_id) == 0
