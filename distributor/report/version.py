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
                func.max(Item.id),
                func.sum(Item.revision),
                func.sum(Item.composed_revision),
                func.sum(Item.understood_revision),
            )
        ).all(),
        session.exec(select(Item.intake, func.count(col(Item.id))).group_by(col(Item.intake))).all(),
        session.exec(select(Post.state, func.count(col(Post.id))).group_by(col(Post.state)).order_by(Post.state)).all(),
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
