"""The demo province's three weeks before its start: what its page published then was understood, composed and reviewed by the
same code as ever, with the time of those days, and stands on the sandbox's screens and in the ledger as published then.
And its two weeks ahead (`demo_ahead`).
"""

import json
import urllib.request
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from channels.base import Published
from commands.demo import APPROVER, AUTHOR
from commands.demo_ahead import citizens_ask, plan_ahead
from dispatch.runtime import Runtime
from dispatch.steps import read_now, understand_now
from distributor.compose.store import compose_item
from distributor.deliver.record import record_known
from distributor.models import Account, Item, Post, PostState, Source
from distributor.notices import close_notices
from distributor.review.store import review_post
from distributor.states import move

OLD = timedelta(days=3)
"""What is older than this at the start was told before it. The prepared items come after."""
SEEN_AFTER = timedelta(minutes=2)
GONE_AFTER = timedelta(seconds=20)
VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
WITH_A_PAST = ("facebook", "x", "rss", "manual")
REASON = "Bài mẫu của những tuần trước."
LATER = "Kênh này được nối vào Loa sau ngày tin được đăng."


def ensure_past(runtime: Runtime) -> None:
    """Once a home, before anything else works in it: nothing here is claimed, for nobody else is there."""
    with runtime.database.read() as session:
        if session.exec(select(Item.id).limit(1)).first() is not None:
            return
        sources = session.exec(select(Source.id).order_by(col(Source.id))).all()
    now = runtime.clock.now()
    for source_id in sources:
        read_now(runtime, source_id or 0)
    with runtime.database.write() as session:
        old = session.exec(
            select(Item).where(col(Item.published_at) < now - OLD).order_by(col(Item.published_at), col(Item.id))
        ).all()
        for item in old:
            assert item.published_at is not None  # noqa: S101 - asked for
            item.first_seen_at = item.published_at + SEEN_AFTER
            session.add(item)
    for item in old:
        _tell(runtime, item)
    with runtime.database.write() as session:
        for item in old:
            close_notices(session, subject=f"item:{item.id}", now=now)  # asked and answered long ago
    plan_ahead(runtime, APPROVER, AUTHOR)
    with runtime.database.read() as session:
        citizens_ask(runtime.settings, session)


def _tell(runtime: Runtime, item: Item) -> None:
    """One item, on every account, as of its day."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    then = item.first_seen_at
    if not understand_now(runtime, item.id):
        return
    drafts = compose_item(
        runtime.database,
        item.id,
        templates=runtime.templates,
        public_url=runtime.settings.public_url,
        now=lambda: then,
        videos=False,
    )
    with runtime.database.write() as session:
        planned = [told for post_id in drafts if (told := _review(session, post_id, then)) is not None]
    stands = [(post, at, _stand(runtime, post, account, at)) for post, account, at in planned]
    with runtime.database.write() as session:
        for post, at, published in stands:
            record_known(session, post.id or 0, published, now=at, reason=REASON, by_look=False)


def _review(session: Session, post_id: int, then: datetime) -> tuple[Post, Account, datetime] | None:
    """The post, its account, and when it went out; None if it does not go out by itself, or its channel has no past here."""
    post = session.get_one(Post, post_id)
    account = session.get_one(Account, post.account_id)
    if account.channel not in WITH_A_PAST or (account.channel == "manual" and "variant" in account.settings):
        move(session, post, PostState.SKIPPED, reason=LATER, now=then)
        return None
    post.rendered = True  # words alone: nobody draws for weeks ago
    session.add(post)
    session.flush()
    reviewed = review_post(session, post_id, problems=(), now=then)
    if reviewed is None or reviewed.slot_at is None:
        return None
    return post, account, reviewed.slot_at + GONE_AFTER


def _stand(runtime: Runtime, post: Post, account: Account, at: datetime) -> Published:
    """What the platform, or people, have of it."""
    if account.channel == "rss":
        return Published(post.link, post.link)
    if account.channel == "manual":
        day = at.astimezone(VIETNAM)
        return Published(f"handover-{post.id}", f"{account.name}, 17:00 ngày {day:%d/%m/%Y}")
    wishes = {
        "account": account.settings.get("page_id") or account.settings["user_id"],
        "text": post.text,
        "link": post.link,
        "time": at.isoformat(),
    }
    request = urllib.request.Request(  # noqa: S310 - loopback
        f"{runtime.settings.sandbox_url}/_sandbox/past",
        data=json.dumps(wishes).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
        external_id = json.load(answer)["id"]
    return Published(external_id, account.settings["post_address"].replace("{id}", external_id))
