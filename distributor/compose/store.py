"""From an item to its posts: one draft for each account of each automatic campaign that takes it.

Composing is done outside any transaction; storing is one short one, which claims the item's revision so that two workers never
store it twice. A revision of an item composes again what has not gone out yet; what has gone out opens a notice for staff.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import delete, insert, update
from sqlmodel import Session, col, or_, select

from channels.errors import Misconfigured
from channels.registry import spec_of
from distributor.compose.compose import Composition, compose
from distributor.compose.item import ItemView
from distributor.compose.templates import Templates
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountState,
    Campaign,
    CampaignAccount,
    CampaignSource,
    Delivery,
    Intake,
    Item,
    Post,
    PostMedia,
    PostState,
    ShortLink,
    Sighting,
    Source,
    UnitName,
)
from distributor.notices import open_notice
from distributor.states import note_move

log = structlog.get_logger()

ANNOUNCE = "announce"
CODE_ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"
"""No 0 o 1 l: a code may be read aloud."""
CODE_LENGTH = 7

COMPOSED = (Intake.TAKEN, Intake.HELD)
"""A held item is composed too, so that staff see what would be said; it waits for them in review."""
NOT_GONE_OUT = (PostState.DRAFT, PostState.AWAITING_REVIEW, PostState.PLANNED, PostState.FAILED, PostState.MISSED)
GONE_OUT = (PostState.PUBLISHED, PostState.EDITED, PostState.UNKNOWN, PostState.SENDING, PostState.PROCESSING)


@dataclass(frozen=True)
class Target:
    """One account that is to announce the item. `post_id`: the post that is there already, of an older revision."""

    account_id: int
    channel: str
    unit_id: int
    campaign_id: int | None
    post_id: int | None
    link: str


@dataclass(frozen=True)
class Composed:
    """`composition` None: it could not be composed, for `problem`."""

    target: Target
    composition: Composition | None
    problem: str = ""


def new_code() -> str:
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


def compose_item(
    database: Database, item_id: int, *, templates: Templates, public_url: str, now: Callable[[], datetime]
) -> list[int]:
    """Make or renew the item's drafts. Returns the ids of the posts that are now drafts to be rendered."""
    with database.read() as session:
        item = session.get(Item, item_id)
        if item is None or item.composed_revision >= item.revision or item.intake not in COMPOSED:
            return []
        view = item_view(session, item)
        targets = _targets(session, item, public_url, now())
    composed = [_compose(view, target, templates) for target in targets]
    with database.write() as session:
        claimed = session.connection().execute(
            update(Item)
            .where(
                col(Item.id) == item_id,
                col(Item.composed_revision) < item.revision,
                col(Item.revision) == item.revision,
            )
            .values(composed_revision=item.revision)
        )
        if claimed.rowcount != 1:
            return []  # somebody else composed it, or a newer revision came
        target_url = item.address or f"{public_url}/tin/{item_id}"
        drafts = [
            post_id
            for made in composed
            if (post_id := _store(session, item, made, target_url=target_url, now=now())) is not None
        ]
        _tell_of_published(session, item, now())
    return drafts


def item_view(session: Session, item: Item) -> ItemView:
    """The item as templates see it."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    return ItemView(
        item_id=item.id,
        title=item.title,
        summary=item.summary,
        text=item.text,
        kind=item.kind,
        published_at=item.published_at,
        address=item.address,
        unit_name=unit_name(session, item.unit_id),
        revision=item.revision,
    )


def unit_name(session: Session, unit_id: int) -> str:
    """What the unit is called now."""
    return (
        session.exec(
            select(UnitName.name)
            .where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None))
            .order_by(col(UnitName.valid_from).desc())
        ).first()
        or ""
    )


def _targets(session: Session, item: Item, public_url: str, now: datetime) -> list[Target]:
    """Every account of every automatic campaign that takes this item; one post an account, whichever campaign is first."""
    source_ids = session.exec(select(Sighting.source_id).where(Sighting.item_id == item.id)).all()
    rows = session.exec(
        select(Account, Campaign)
        .join(CampaignAccount, col(CampaignAccount.account_id) == col(Account.id))
        .join(Campaign, col(Campaign.id) == col(CampaignAccount.campaign_id))
        .where(
            col(Campaign.automatic).is_(True),
            col(Campaign.active).is_(True),
            or_(col(Campaign.starts_at).is_(None), col(Campaign.starts_at) <= now),
            or_(col(Campaign.ends_at).is_(None), col(Campaign.ends_at) > now),
            Account.state != AccountState.CLOSED,
        )
        .order_by(col(Campaign.id), col(Account.id))
    ).all()
    taking = set(
        session.exec(select(CampaignSource.campaign_id).where(col(CampaignSource.source_id).in_(source_ids))).all()
    )
    units_of_sources = set(session.exec(select(Source.unit_id).where(col(Source.id).in_(source_ids))).all())
    there = {
        post.account_id: post
        for post in session.exec(select(Post).where(Post.item_id == item.id, Post.purpose == ANNOUNCE))
    }
    channels = {
        account_id: channel
        for account_id, channel in session.exec(
            select(Account.id, Account.channel).where(col(Account.id).in_(there.keys()))
        )
        if account_id is not None
    }
    targets: dict[int, Target] = {}
    for account, campaign in rows:
        assert account.id is not None and campaign.id is not None  # noqa: S101, PT018 - rows that were read
        takes = campaign.id in taking or (campaign.all_sources and campaign.unit_id in units_of_sources)
        if not takes or account.id in targets:
            continue
        post = there.get(account.id)
        if post is not None and (post.state not in NOT_GONE_OUT or post.revision >= item.revision):
            continue
        link = post.link if post else f"{public_url}/l/{new_code()}"
        targets[account.id] = Target(
            account.id, account.channel, account.unit_id, campaign.id, post.id if post else None, link
        )
    for post in there.values():
        # A post that waits is renewed even where no campaign takes the item any more: what it says must be what is true.
        if post.account_id not in targets and post.state in NOT_GONE_OUT and post.revision < item.revision:
            targets[post.account_id] = Target(
                post.account_id, channels[post.account_id], post.unit_id, post.campaign_id, post.id, post.link
            )
    return list(targets.values())


def _compose(view: ItemView, target: Target, templates: Templates) -> Composed:
    try:
        return Composed(target, compose(view, spec_of(target.channel), ANNOUNCE, target.link, templates))
    except (LoaError, Misconfigured) as error:
        return Composed(target, None, str(error))
    except (
        Exception
    ) as error:  # whatever it is, the post waits for a person with a reason instead of being tried for ever
        log.error("fault while composing", item=view.item_id, channel=target.channel, kind=type(error).__name__)
        return Composed(target, None, f"Lỗi bên trong Loa khi soạn bài ({type(error).__name__}).")


def _store(session: Session, item: Item, made: Composed, *, target_url: str, now: datetime) -> int | None:
    """Insert or renew one post. Returns its id if it is now a draft to be rendered."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    target, composition = made.target, made.composition
    content: dict[str, object] = {
        "revision": item.revision,
        "title": composition.title if composition else item.title,
        "text": composition.text if composition else "",
        "template": f"{composition.template}@{composition.template_version}" if composition else "",
        "dropped": composition.dropped if composition else [],
        "state": PostState.DRAFT if composition else PostState.AWAITING_REVIEW,
        "reason": made.problem[:1000],
        "due_at": now if composition else None,
        "rendered": False,
        "manifest_hash": "",
        "approval_id": None,
    }
    if target.post_id is None:
        post_id = (
            session.connection()
            .execute(
                insert(Post)
                .values(
                    unit_id=target.unit_id,
                    account_id=target.account_id,
                    item_id=item.id,
                    campaign_id=target.campaign_id,
                    purpose=ANNOUNCE,
                    link=target.link,
                    created_at=now,
                    settings={},
                    variant="",
                    external_url="",
                    **content,
                )
                .returning(col(Post.id))
            )
            .scalar_one()
        )
        assert post_id is not None  # noqa: S101 - a primary key
        code = target.link.rsplit("/", 1)[1]
        session.connection().execute(
            insert(ShortLink).values(code=code, post_id=post_id, target=target_url, created_at=now)
        )
        session.connection().execute(
            insert(Delivery).values(
                post_id=post_id, token="", incarnation_id="", progress={}, tries=0, looks=0, refused_as_duplicate=False
            )
        )
    else:
        before = session.exec(select(Post.state).where(Post.id == target.post_id).with_for_update()).one()
        renewed = session.connection().execute(
            update(Post).where(col(Post.id) == target.post_id, col(Post.state).in_(NOT_GONE_OUT)).values(**content)
        )
        if renewed.rowcount != 1:
            return None  # it went out while we composed; staff are told below
        post_id = target.post_id
        # What an adapter had prepared (an uploaded picture) belongs to the content that is gone.
        session.connection().execute(
            update(Delivery).where(col(Delivery.post_id) == post_id).values(progress={}, tries=0)
        )
        session.connection().execute(
            update(ShortLink).where(col(ShortLink.post_id) == post_id).values(target=target_url)
        )
        session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post_id))
        note_move(
            session,
            post_id,
            before=PostState(before),
            after=PostState.DRAFT if composition else PostState.AWAITING_REVIEW,
            reason="Nguồn đã sửa nội dung; soạn lại bài.",
            now=now,
        )
    if composition is None:
        open_notice(
            session,
            kind="compose",
            subject=f"post:{post_id}",
            text=f"«{item.title}»: {made.problem}",
            now=now,
            unit_id=target.unit_id,
        )
        return None
    return post_id


def _tell_of_published(session: Session, item: Item, now: datetime) -> None:
    """An item that changed after it went out opens a correction for staff."""
    if item.revision <= 1:
        return
    gone = session.exec(
        select(Post.id).where(Post.item_id == item.id, col(Post.state).in_(GONE_OUT), Post.revision < item.revision)
    ).all()
    if gone:
        open_notice(
            session,
            kind="correction",
            subject=f"item:{item.id}",
            unit_id=item.unit_id,
            now=now,
            text=f"«{item.title}» đã được nguồn sửa sau khi đăng trên {len(gone)} tài khoản. Hãy quyết định đính chính.",
        )
