"""One short word for everything that the ledger shows: it changes when, and nearly only when, something did."""

import hashlib

from sqlmodel import Session, col, func, select

from distributor.models import Account, Campaign, CampaignAccount, Item, Notice, Post, PostTransition, RenderJob, Source


def ledger_version(session: Session) -> str:
    """Cheap enough for once a second: a few newest ids, and counts from indexes. The same on every machine."""
    facts = (
        session.exec(select(func.max(PostTransition.id))).one(),
        session.exec(
            select(
                Item.intake,
                func.count(),
                func.sum(col(Item.revision) + col(Item.composed_revision) + col(Item.understood_revision)),
            )
            .group_by(col(Item.intake))
            .order_by(col(Item.intake))
        ).all(),
        session.exec(select(func.max(Post.id))).one(),
        session.exec(select(func.max(Notice.id), func.count(col(Notice.closed_at)))).all(),
        session.exec(select(func.count(col(Source.id)), func.sum(Source.failures))).all(),
        session.exec(
            select(Account.id, Account.name, Account.state, Account.state_reason).order_by(col(Account.id))
        ).all(),
        session.exec(select(func.count(col(Campaign.id))).where(col(Campaign.active))).one(),
        session.exec(select(func.max(CampaignAccount.id), func.count(col(CampaignAccount.id)))).all(),
        session.exec(
            select(RenderJob.state, func.count(col(RenderJob.id)), func.sum(RenderJob.progress))
            .group_by(col(RenderJob.state))
            .order_by(col(RenderJob.state))
        ).all(),
    )
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:16]
