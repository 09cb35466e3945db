"""SMS of a span: broadcasts that began in it, what became of each message, and who opted out since."""

from sqlmodel import Session, col, func, select

from distributor.calendar.period import midnight
from distributor.models import Broadcast, BroadcastState, Item, OptOut, Post
from distributor.recipient_counts import Counts, counts_of
from distributor.report.engagement.chosen import of_campaign
from distributor.report.engagement.shapes import ReportQuery, SmsFigures

SMS = "sms"
BEGUN = (BroadcastState.SENDING, BroadcastState.PAUSED, BroadcastState.DONE)


def read_messages(session: Session, wish: ReportQuery) -> SmsFigures:
    """Three queries; none where the wish leaves SMS out."""
    if wish.channel not in (None, SMS):
        return SmsFigures()
    begins, ends = midnight(wish.span.first), midnight(wish.span.after)
    statement = select(Broadcast.id, Broadcast.segments).where(
        col(Broadcast.unit_id).in_(wish.units),
        col(Broadcast.starts_at) >= begins,
        col(Broadcast.starts_at) < ends,
        col(Broadcast.state).in_(BEGUN),
    )
    if wish.account_id is not None:
        statement = statement.where(col(Broadcast.account_id) == wish.account_id)
    if wish.kind is not None or wish.campaign_id is not None:
        statement = statement.join(Post, col(Post.id) == col(Broadcast.post_id))
        statement = statement.join(Item, col(Item.id) == col(Post.item_id))
        if wish.kind is not None:
            statement = statement.where(col(Item.kind) == wish.kind)
        if wish.campaign_id is not None:
            statement = statement.where(of_campaign(wish.campaign_id))
    segments = {broadcast_id or 0: number for broadcast_id, number in session.exec(statement)}
    counts = counts_of(session, segments)
    added = Counts(*(sum(getattr(each, name) for each in counts.values()) for name in Counts.__dataclass_fields__))
    return SmsFigures(
        broadcasts=len(segments),
        recipients=added.total,
        waiting=added.queued,
        sent=added.sent,
        delivered=added.delivered,
        failed=added.failed,
        expired=added.expired,
        unknown=added.unknown,
        skipped=added.skipped,
        parts=sum(counts[broadcast_id].taken * number for broadcast_id, number in segments.items()),
        stops=_stops(session, wish),
    )


def _stops(session: Session, wish: ReportQuery) -> int | None:
    if (wish.account_id, wish.kind, wish.campaign_id) != (None, None, None):
        return None
    return session.exec(
        select(func.count(col(OptOut.id))).where(
            col(OptOut.unit_id).in_(wish.units),
            col(OptOut.at) >= midnight(wish.span.first),
            col(OptOut.at) < midnight(wish.span.after),
            col(OptOut.asked_back).is_(False),
            OptOut.matter == "",
        )
    ).one()
