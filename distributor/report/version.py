"""One short word for everything that the ledger shows: it changes when, and nearly only when, something did."""

import hashlib

from sqlalchemy import select as columns
from sqlmodel import Session, col, func, select

from distributor.models import Account, Campaign, CampaignAccount, Item, Notice, Post, PostTransition, RenderJob, Source


def ledger_version(session: Session) -> str:
    """Cheap enough for once a second: a few newest ids, and counts from indexes. The same on every machine."""
    numbers = (
        select(func.max(PostTransition.id)),
        select(func.max(Post.id)),
        select(func.max(Notice.id)),
        select(func.count(col(Notice.closed_at))),
        select(func.count(col(Source.id))),
        select(func.sum(Source.failures)),
        select(func.count(col(Campaign.id))).where(col(Campaign.active)),
        select(func.max(CampaignAccount.id)),
        select(func.count(col(CampaignAccount.id))),
    )
    items = select(
        Item.intake,
        func.count(),
        func.sum(col(Item.revision) + col(Item.composed_revision) + col(Item.understood_revision)),
    )
    renders = select(RenderJob.state, func.count(col(RenderJob.id)), func.sum(RenderJob.progress))
    accounts = select(Account.id, Account.name, Account.state, Account.state_reason)
    facts = (
        # In one question: on their way to a server and back they would take longer than to be answered.
        session.execute(columns(*(each.scalar_subquery() for each in numbers))).one(),
        session.exec(items.group_by(col(Item.intake)).order_by(col(Item.intake))).all(),
        session.exec(renders.group_by(col(RenderJob.state)).order_by(col(RenderJob.state))).all(),
        session.exec(accounts.order_by(col(Account.id))).all(),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
