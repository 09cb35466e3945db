"""What a restored database must know: whatever may have left us since the backup is looked for, or waits for a person."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Look, Published
from dispatch.due import SWEEP
from distributor.backup.after import LOOKS_FOR, NotedRestore, note_restored
from distributor.broadcast.audience import add_people, make_audience
from distributor.deliver.carry import carry_next
from distributor.deliver.look_first import look_first
from distributor.deliver.reconcile import SINCE_MARGIN, reconcile_account
from distributor.deliver.settle import found_at, not_there
from distributor.draft.links import ShortLinks
from distributor.draft.store import insert_post
from distributor.journal import ERASURE, MARK, OPT_OUT, RECEIPT, Entry, read_journal
from distributor.models import (
    Account,
    Delivery,
    Item,
    Notice,
    OptOut,
    Post,
    PostState,
    ReportMail,
    ReportMailState,
    ReportSchedule,
    Restoration,
    Sighting,
    Source,
    SourceKind,
    StaffSession,
    Subscriber,
)
from distributor.phone_numbers import Numbers
from distributor.plan.anew import recovery_rules
from distributor.vault import open_vault
from phrases import is_said
from tests.deliver.conftest import LAG_S, World
from tests.deliver.test_due import Nudges
from tests.support import province

AGE = timedelta(hours=6)
ABSENT, HERE = Look((), complete=True), Look((Published("77", "https://station.example/77"),), complete=True)


def restored(world: World, journal: Sequence[Entry] = ()) -> NotedRestore:
    """The database is as it was six hours ago."""
    now = world.clock.now()
    with world.database.write() as session:
        return note_restored(session, world.carrier.settings, now - AGE, now, journal)


def told(world: World, post_id: int, kind: str, **ids: str) -> Entry:
    """A line of the journal, an hour before the restore."""
    code = world.post(post_id).link.rpartition("/")[2]
    at = world.clock.now() - timedelta(hours=1)
    return {"at": at.isoformat(), "kind": kind, "post": 999, "code": code, **ids}


def sweep(world: World) -> None:
    SWEEP.run(world.carrier, Nudges())


def set_state(world: World, post_id: int, state: PostState, **delivery: Any) -> None:
    def change(session: Session) -> None:
        session.connection().execute(update(Post).where(col(Post.id) == post_id).values(state=state))
        if delivery:
            which = col(Delivery.post_id) == post_id
            session.connection().execute(update(Delivery).where(which).values(**delivery))

    world.change(change)


def look(world: World, shown: Look) -> None:
    world.station.shown.append(shown)
    world.clock.move(LAG_S * 1.05 + 0.1)
    assert reconcile_account(world.carrier, world.account_id) == 1


def test_what_was_planned_is_found_on_the_platform_and_not_sent_again(world: World) -> None:
    (post_id,) = world.plan()
    restored(world)
    assert not carry_next(world.carrier, world.account_id, world.spec), "it was claimed before anybody had looked"
    sweep(world)
    post = world.post(post_id)
    assert (post.state, is_said(post.reason, "deliver.looks-restored")) == (PostState.UNKNOWN, True)
    backup_at = world.clock.now() - AGE
    look(world, HERE)
    assert world.station.looked_since == [backup_at - SINCE_MARGIN]
    assert world.post(post_id).state is PostState.PUBLISHED
    assert world.station.sent == []
    assert world.delivery(post_id).look_since is None


def test_what_is_not_there_is_sent_once_and_at_its_own_time(world: World) -> None:
    later = world.clock.now() + timedelta(hours=1)
    now_id, later_id = (*world.plan(), *world.plan(slots=[later]))
    restored(world)
    sweep(world)
    for _ in range(2):
        world.station.shown = [ABSENT, ABSENT]
        world.clock.move(LAG_S * 1.05 + 0.1)
        assert reconcile_account(world.carrier, world.account_id) == 2
    assert [world.post(each).state for each in (now_id, later_id)] == [PostState.PLANNED] * 2
    assert world.post(later_id).due_at == later
    sweep(world)
    world.station.answers = [Published("1", "https://station.example/1")]
    assert carry_next(world.carrier, world.account_id, world.spec)
    assert not carry_next(world.carrier, world.account_id, world.spec)
    assert [world.post(each).state for each in (now_id, later_id)] == [PostState.PUBLISHED, PostState.PLANNED]


@pytest.mark.parametrize("by_person", [False, True])
def test_those_that_are_freed_together_go_out_one_after_the_other(world: World, by_person: bool) -> None:
    """Their slots passed while nothing ran; the first that went out must not open the way for all."""
    an_hour_ago = world.clock.now() - timedelta(hours=1)
    post_ids = [each for _ in range(4) for each in world.plan(slots=[an_hour_ago])]
    restored(world)
    sweep(world)
    for post_id in post_ids:
        if by_person:
            actor = province.actor(world.seeded.unit_id, f"an{post_id}", world.clock.now())
            with world.database.write() as session:
                session.add(actor.staff)
                session.flush()
                assert not_there(session, actor, post_id) is PostState.PLANNED
    if not by_person:
        world.station.shown = [ABSENT] * 8
        for _ in range(2):
            world.clock.move(LAG_S * 1.05 + 0.1)
            reconcile_account(world.carrier, world.account_id)
    posts = [world.post(each) for each in post_ids]
    assert [(post.state, post.was_due_at) for post in posts] == [(PostState.PLANNED, an_hour_ago)] * 4
    slots = sorted(post.slot_at for post in posts if post.slot_at and post.slot_at == post.due_at)
    least = timedelta(minutes=recovery_rules().minutes_between["*"])
    assert [later - earlier >= least for earlier, later in pairwise(slots)] == [True] * 3


@pytest.mark.parametrize(
    "state", [PostState.SENDING, PostState.PROCESSING, PostState.AWAITING_REVIEW, PostState.FAILED, PostState.MISSED]
)
def test_whatever_it_was_it_is_looked_for_before_it_is_sent(world: World, state: PostState) -> None:
    """People may have approved it, or tried it again, after the backup."""
    (post_id,) = world.plan()
    set_state(world, post_id, state, progress={"progress": {"step": "publish"}, "irreversible": True})
    restored(world)
    if state not in (PostState.SENDING, PostState.PROCESSING):
        set_state(world, post_id, PostState.PLANNED)  # a person's yes
        assert not carry_next(world.carrier, world.account_id, world.spec)
        sweep(world)
    assert world.post(post_id).state is PostState.UNKNOWN
    assert world.delivery(post_id).progress == {}
    look(world, HERE)
    assert world.station.sent == []


def test_what_a_platform_was_working_on_goes_on_to_its_end(world: World) -> None:
    (post_id,) = world.plan()
    step = {"progress": {"step": "publish"}, "irreversible": False}
    set_state(world, post_id, PostState.PROCESSING, progress=step, first_call_at=world.clock.now())
    restored(world)
    sweep(world)
    assert world.post(post_id).state is PostState.PROCESSING
    assert world.delivery(post_id).progress == step


def test_what_is_out_or_in_our_own_feed_is_left_as_it_is(world: World) -> None:
    (out,) = world.plan()
    set_state(world, out, PostState.PUBLISHED)
    with world.database.write() as session:
        account = province.seed_rss_account(session, world.seeded)
        item = province.seed_item(session, world.seeded, 7, world.clock.now())
        (own,) = province.seed_posts(session, world.seeded, account, [item], now=world.clock.now())
    restored(world)
    sweep(world)
    assert [world.post(each).state for each in (out, own)] == [PostState.PUBLISHED, PostState.PLANNED]


@pytest.mark.parametrize("seen", [True, False])
def test_where_nobody_can_look_a_person_tells(world: World, seen: bool) -> None:
    with world.database.write() as session:
        account = province.seed_manual_account(session, world.seeded)
        item = province.seed_item(session, world.seeded, 7, world.clock.now())
        (post_id,) = province.seed_posts(session, world.seeded, account, [item], now=world.clock.now())
    restored(world)
    sweep(world)
    post = world.post(post_id)
    assert (post.state, post.due_at) == (PostState.UNKNOWN, None)
    with world.database.read() as session:
        (notice,) = session.exec(select(Notice)).all()
    assert (notice.kind, notice.subject) == ("unknown", f"post:{post_id}")
    actor = province.actor(world.seeded.unit_id, "an", world.clock.now())
    with world.database.write() as session:
        session.add(actor.staff)
        session.flush()
        if seen:
            found_at(session, actor, post_id, "https://tiktok.example/1")
        else:
            not_there(session, actor, post_id)
    sweep(world)
    assert world.post(post_id).state is (PostState.PUBLISHED if seen else PostState.PLANNED)


@pytest.mark.parametrize(
    ("published", "read_after", "looks"),
    [
        (-timedelta(hours=1), timedelta(minutes=20), True),
        (timedelta(minutes=10), timedelta(minutes=20), False),
        (timedelta(hours=7), timedelta(minutes=20), True),
        (None, timedelta(minutes=20), True),
        (-timedelta(hours=1), LOOKS_FOR + timedelta(minutes=1), True),
        (-timedelta(days=30), LOOKS_FOR + timedelta(minutes=1), False),
        (timedelta(minutes=10), LOOKS_FOR + timedelta(minutes=1), False),
        (None, LOOKS_FOR + timedelta(minutes=1), False),
    ],
    ids=[
        "before the restore",
        "after it",
        "a date to come",
        "no date",
        "a week later, of a source that stood still",
        "a week later, old when the home was lost",
        "a week later, published after the restore",
        "a week later, no date",
    ],
)
def test_an_item_that_is_read_after_the_restore(
    world: World, published: timedelta | None, read_after: timedelta, looks: bool
) -> None:
    """Its post is looked for under the code that it had, unless it cannot have been sent before."""
    restored_at = world.clock.now()
    restored(world)
    world.clock.move(read_after.total_seconds())
    now = world.clock.now()
    with world.database.write() as session:
        item_id = province.seed_item(session, world.seeded, 8, now)
        item = session.get_one(Item, item_id)
        item.first_seen_at, item.published_at = now, None if published is None else restored_at + published
        source = Source(
            unit_id=world.seeded.unit_id, kind=SourceKind.FEED, address="https://a.example", next_read_at=now
        )
        session.add(source)
        session.flush()
        session.add(
            Sighting(source_id=source.id or 0, item_id=item_id, entry_key="e", fingerprint="f", first_seen_at=now)
        )
        account = session.get_one(Account, world.account_id)
        link = ShortLinks(session, item, "https://loa.example").new(account, "announce")
        values: dict[str, object] = {
            "unit_id": item.unit_id, "account_id": account.id, "item_id": item_id, "purpose": "announce",
            "state": PostState.DRAFT, "text": link, "dropped": [], "settings": {},
        }  # fmt: skip
        post_id = insert_post(session, values, link=link, target_url="https://a.example", now=now)
    assert world.delivery(post_id).look_since == (restored_at - AGE if looks else None)


@pytest.mark.parametrize("state", [PostState.PLANNED, PostState.SENDING])
def test_where_a_channel_is_gone_a_person_tells_and_the_others_go_on(world: World, state: PostState) -> None:
    with world.database.write() as session:
        gone = province.seed_manual_account(session, world.seeded)
        gone.channel = "gone"
        item = province.seed_item(session, world.seeded, 7, world.clock.now())
        (first,) = province.seed_posts(session, world.seeded, gone, [item], now=world.clock.now())
    (other,) = world.plan()
    set_state(world, first, state)
    restored(world)
    look_first(world.carrier, world.clock.now())
    assert [(world.post(each).state, world.post(each).due_at is None) for each in (first, other)] == [
        (PostState.UNKNOWN, True),
        (PostState.UNKNOWN, False),
    ]
    with world.database.read() as session:
        assert session.exec(select(Notice.subject)).all() == [f"post:{first}"]


def test_reports_by_mail_wait_for_a_person(world: World) -> None:
    """The one that waited, and the one whose period ended since the backup."""
    now = world.clock.now()
    with world.database.write() as session:
        schedule = ReportSchedule(
            unit_id=world.seeded.unit_id, period="month", recipients=["an@example.vn"], formats=["pdf"],
            next_at=now - timedelta(hours=1), created_at=now, created_by="an",
        )  # fmt: skip
        session.add(schedule)
        session.flush()
        session.add(
            ReportMail(
                schedule_id=schedule.id or 0, unit_id=schedule.unit_id, span_key="month:2026-01", message_id="<1>",
                recipients=["an@example.vn"], made_at=now, due_at=now,
            )
        )  # fmt: skip
    restored(world)
    sweep(world)
    with world.database.read() as session:
        mails = session.exec(select(ReportMail)).all()
        assert [mail.state for mail in mails] == [ReportMailState.GIVEN_UP] * 2
        assert all(is_said(mail.problem, "mail.restored") for mail in mails)
        assert session.exec(select(Notice.kind)).all() == ["report_mail"]


def test_nobody_stays_signed_in(world: World) -> None:
    now = world.clock.now()
    with world.database.write() as session:
        staff = province.actor(world.seeded.unit_id, "an", now).staff
        session.add(staff)
        session.flush()
        ends = now + timedelta(days=30)
        session.add(
            StaffSession(token_hash="h", staff_id=staff.id or 0, created_at=now, expires_at=ends, last_seen_at=now)
        )
    restored(world)
    with world.database.read() as session:
        assert session.exec(select(StaffSession)).all() == []
        assert session.exec(select(Restoration.backup_at)).one() == now - AGE


OUT = {"id": "77", "url": "https://station.example/77"}


def test_what_the_journal_knows_to_be_out_needs_no_look(world: World) -> None:
    (first, waits) = world.plan(2)
    set_state(world, waits, PostState.AWAITING_REVIEW)
    other = {"id": "78", "url": "https://station.example/78"}
    journal = [told(world, first, MARK), told(world, first, RECEIPT, **OUT), told(world, waits, RECEIPT, **other)]
    assert restored(world, journal).known_out == 2
    post = world.post(first)
    assert (post.state, post.external_url) == (PostState.PUBLISHED, OUT["url"])
    set_state(world, waits, PostState.PLANNED)  # somebody approves it again
    sweep(world)
    assert world.post(waits).state is PostState.PUBLISHED
    assert world.post(waits).external_url == other["url"]
    assert world.station.looks == 0


def test_a_receipt_whose_id_another_post_has_is_not_believed(world: World) -> None:
    (first, second) = world.plan(2)
    restored(world, [told(world, first, RECEIPT, **OUT), told(world, second, RECEIPT, **OUT)])
    sweep(world)
    assert {world.post(each).state for each in (first, second)} == {PostState.PUBLISHED, PostState.UNKNOWN}


def test_who_must_tell_is_told_what_the_journal_knows(world: World) -> None:
    with world.database.write() as session:
        account = province.seed_manual_account(session, world.seeded)
        item = province.seed_item(session, world.seeded, 7, world.clock.now())
        (post_id,) = province.seed_posts(session, world.seeded, account, [item], now=world.clock.now())
    restored(world, [told(world, post_id, MARK)])
    sweep(world)
    post = world.post(post_id)
    assert post.state is PostState.UNKNOWN
    assert is_said(post.reason, "deliver.journal-marked")


def test_a_call_is_in_the_journal_before_it_is_made_and_its_answer_after(world: World, tmp_path: Path) -> None:
    (post_id,) = world.plan()
    code = world.post(post_id).link.rpartition("/")[2]
    world.database.home = tmp_path
    seen: list[object] = []

    def answer() -> Published:
        seen.extend((each["kind"], each["code"]) for each in read_journal(tmp_path / "journal", world.clock.now()))
        return Published(OUT["id"], OUT["url"])

    world.station.answers = [answer]
    assert carry_next(world.carrier, world.account_id, world.spec)
    assert seen == [(MARK, code)]
    last = list(read_journal(tmp_path / "journal", world.clock.now()))[-1]
    assert (last["kind"], last["code"], last["id"], last["url"]) == (RECEIPT, code, OUT["id"], OUT["url"])


def test_who_opted_out_or_was_forgotten_since_the_backup_stays_out(world: World, tmp_path: Path) -> None:
    now, unit_id = world.clock.now(), world.seeded.unit_id
    numbers = Numbers(open_vault(tmp_path / "keys"))
    texts = ["+84912000001", "+84912000002", "+84912000003"]
    with world.database.write() as session:
        people = [(text, None) for text in texts]
        add_people(session, make_audience(session, unit_id, "Hộ dân", now), people, numbers, now=now)
    said: list[Entry] = [
        {"at": now.isoformat(), "kind": kind, "unit": unit, "hash": numbers.hash(text)}
        for kind, unit, text in ((OPT_OUT, unit_id, texts[0]), (ERASURE, unit_id, texts[1]), (OPT_OUT, 99, texts[2]))
    ]
    assert restored(world, [*said, *said]).refused == 3
    with world.database.read() as session:
        refused = session.exec(select(OptOut.number_hash)).all()
        sealed = {row.number_hash: row.number_sealed for row in session.exec(select(Subscriber))}
    assert sorted(refused) == sorted(numbers.hash(text) for text in texts[:2])
    assert [bool(sealed[numbers.hash(text)]) for text in texts] == [True, False, True]
