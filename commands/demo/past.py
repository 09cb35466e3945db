"""The demo province's three weeks before its start: what its page published then was understood, composed, reviewed and given
its slot by the same code as ever, with the time of those days, and stands on the sandbox's screens and in the ledger as published
then. And its two weeks ahead (`demo_ahead`).

What people did with it the sandbox says, when it is asked as ever (`measure`), and what that teaches chose the slots that came
after (`learn`). The last days are left for the running demo to ask about, so that one sees numbers come and suggestions move.

A start may be interrupted at any moment: a file in the home says that the past is begun, each step finds what of it is done
already, and the next start goes on from there.
"""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Published
from commands.demo.accounts import ask, is_at_sandbox
from commands.demo.ahead import citizens_ask, plan_ahead
from commands.demo.messages import messages_stand
from commands.demo.office import APPROVER, AUTHOR
from dispatch.runtime import Runtime
from dispatch.steps import read_now
from distributor.deliver.record import record_known
from distributor.draft.occasion_store import compose_occasions
from distributor.draft.store import compose_item
from distributor.draft.targets import ANNOUNCE
from distributor.measure.collect import measure_account
from distributor.measure.settle import settle_trials
from distributor.models import Account, Item, Post, PostState, PostTrial, Source
from distributor.notices import close_notices
from distributor.review.store import review_post
from distributor.settings import Settings
from distributor.sms_rules import LOOPBACK
from distributor.states import move
from distributor.understand.store import understand_item
from phrases import phrase

OLD = timedelta(days=3)
"""What is older than this at the start was told before it. The prepared items come after."""
LEARN_EVERY = timedelta(days=3)
UNREAD = timedelta(days=9)
"""Nobody has asked yet what became of what was told so shortly before the start."""
SEEN_AFTER = timedelta(minutes=2)
GONE_AFTER = timedelta(seconds=20)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
AT_A_NETWORK, HERE = ("facebook", "x"), ("rss", "manual")
REASON = phrase("demo.past")
DECIDED = phrase("demo.past-decided")
LATER = phrase("demo.past-later")


def begun_at(home: Path) -> Path:
    """The file that says when the past was begun, while it is not whole."""
    return home / "demo-past-begun"


def ensure_past(runtime: Runtime) -> None:
    """Make the demo's past once a home, before anything else works in it: nothing here is claimed, for nobody else is there."""
    begun = begun_at(runtime.settings.home)
    if not begun.exists():
        with runtime.database.read() as session:
            if not runtime.settings.values.demo_past or session.exec(select(Item.id).limit(1)).first() is not None:
                return
        fresh = begun.with_suffix(".new")
        fresh.write_text(runtime.clock.now().isoformat(), encoding="ascii")
        fresh.replace(begun)
    _make_past(runtime, datetime.fromisoformat(begun.read_text(encoding="ascii")).astimezone(UTC))
    begun.unlink()


def _make_past(runtime: Runtime, now: datetime) -> None:
    """Make the past. `now`: when it was begun, however often it was gone on with since: what is old stays old."""
    with runtime.database.read() as session:
        sources = session.exec(select(Source.id).order_by(col(Source.id))).all()
    for source_id in sources:
        read_now(runtime, source_id or 0)
    with runtime.database.write() as session:
        old = session.exec(
            select(Item).where(col(Item.published_at) < now - OLD).order_by(col(Item.published_at), col(Item.id))
        ).all()
        for item in old:
            assert item.published_at is not None  # noqa: S101 - asked for
            item.first_seen_at = item.published_at + SEEN_AFTER
            if item.understood_revision < item.revision:
                item.understand_at = None  # whoever had begun to understand it is dead
            session.add(item)
    learnt_at: datetime | None = None
    for item in old:
        learnt_at = learnt_at or item.first_seen_at
        if learnt_at + LEARN_EVERY <= item.first_seen_at <= now - UNREAD:
            learnt_at = item.first_seen_at
            _learn(runtime)
        _tell(runtime, item)
    with runtime.database.write() as session:
        for item in old:
            close_notices(session, subject=f"item:{item.id}", now=now)  # asked and answered long ago
    compose_occasions(
        runtime.database, templates=runtime.templates, public_url=runtime.settings.public_url, now=runtime.clock.now()
    )
    plan_ahead(runtime, APPROVER, AUTHOR)
    with runtime.database.read() as session:
        citizens_ask(runtime.settings, session)


def _tell(runtime: Runtime, item: Item) -> None:
    """One item, on every account, as of its day. What of it is done already is left as it is."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    then = item.first_seen_at
    if item.understood_revision < item.revision and not understand_item(
        runtime.database, item.id, fetcher=runtime.fetcher, store=runtime.media, now=lambda: then
    ):
        return
    compose_item(
        runtime.database,
        item.id,
        templates=runtime.templates,
        public_url=runtime.settings.public_url,
        now=lambda: then,
        videos=False,
    )
    with runtime.database.write() as session:
        for post_id in _posts_of(session, item.id, PostState.DRAFT):
            _review(runtime, session, post_id, then)
    with runtime.database.read() as session:
        planned = [
            (post, session.get_one(Account, post.account_id), post.slot_at + GONE_AFTER)
            for post_id in _posts_of(session, item.id, PostState.PLANNED)
            if (post := session.get_one(Post, post_id)).slot_at is not None
        ]
    stands = [(post, at, _stand(runtime, post, account, at)) for post, account, at in planned]
    with runtime.database.write() as session:
        for post, at, published in stands:
            record_known(session, post.id or 0, published, now=at, reason=REASON, by_look=False)


def _learn(runtime: Runtime) -> None:
    """Learn of all that was told so far."""
    with runtime.database.read() as session:
        accounts = session.exec(select(Post.account_id).where(col(Post.published_at).is_not(None)).distinct()).all()
    for account_id in sorted(accounts):
        measure_account(runtime.carrier, account_id)
    settle_trials(runtime.database, runtime.clock.now(), sandbox=True)
    with runtime.database.write() as session:
        # Nobody could open a link before this home stood: that says nothing of how the posts were worded.
        session.connection().execute(update(PostTrial).values(clicks=None))


def _posts_of(session: Session, item_id: int, state: PostState) -> list[int]:
    """Announcements; nothing else is said of an item before the beat runs."""
    found = session.exec(
        select(Post.id)
        .where(Post.item_id == item_id, Post.state == state, Post.purpose == ANNOUNCE)
        .order_by(col(Post.id))
    )
    return [post_id for post_id in found if post_id is not None]


def _has_a_past(account: Account, settings: Settings) -> bool:
    if account.channel in AT_A_NETWORK:
        return is_at_sandbox(account, settings)
    if account.channel == "sms":
        return account.settings.get("host") in LOOPBACK
    return account.channel in HERE and "variant" not in account.settings


def _review(runtime: Runtime, session: Session, post_id: int, then: datetime) -> None:
    """Planned for its day, if it goes out by itself; skipped where its channel has no past here."""
    post = session.get_one(Post, post_id)
    if not _has_a_past(session.get_one(Account, post.account_id), runtime.settings):
        move(session, post, PostState.SKIPPED, reason=LATER, now=then)
        return
    post.rendered = True  # words alone: nobody draws for weeks ago
    session.add(post)
    session.flush()
    review_post(session, post_id, problems=(), now=then)
    if post.state is PostState.AWAITING_REVIEW:  # whoever was asked has decided weeks ago
        move(session, post, PostState.SKIPPED, reason=DECIDED, now=then)


def _stand(runtime: Runtime, post: Post, account: Account, at: datetime) -> Published:
    """Return what the platform, or people, have of it."""
    if account.channel == "rss":
        return Published(post.link, post.link)
    if account.channel == "sms":
        return messages_stand(runtime, post, account, at)
    if account.channel == "manual":
        day = at.astimezone(VIETNAM)
        return Published(f"handover-{post.id}", f"{account.name}, 17:00 ngày {day:%d/%m/%Y}")
    wishes = {
        "account": account.settings.get("page_id") or account.settings["user_id"],
        "text": post.text,
        "link": post.link,
        "time": at.isoformat(),
    }
    external_id = ask(runtime.settings, "past", wishes)["id"]
    return Published(external_id, account.settings["post_address"].replace("{id}", external_id))
