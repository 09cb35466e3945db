"""Calls of the telephone line that began in a span: how many, how they ended, what was asked."""

from collections import Counter

from sqlmodel import Session, col, select

from distributor.calendar.period import midnight
from distributor.models import CallOutcome, PhoneCall
from distributor.report.engagement.shapes import CallFigures, ReportQuery


def read_calls(session: Session, wish: ReportQuery) -> CallFigures:
    """One query; none under a filter by channel, account, kind or campaign, for a call belongs to none."""
    if (wish.channel, wish.account_id, wish.kind, wish.campaign_id) != (None, None, None, None):
        return CallFigures()
    rows = session.exec(
        select(PhoneCall.outcome, PhoneCall.messages, PhoneCall.topics).where(
            col(PhoneCall.unit_id).in_(wish.units),
            col(PhoneCall.began_at) >= midnight(wish.span.first),
            col(PhoneCall.began_at) < midnight(wish.span.after),
        )
    ).all()
    ended = Counter(outcome for outcome, _messages, _topics in rows)
    asked = Counter(topic for _outcome, _messages, topics in rows for topic in topics)
    return CallFigures(
        calls=len(rows),
        answered=ended[CallOutcome.ANSWERED],
        questions=ended[CallOutcome.QUESTION],
        handed_on=ended[CallOutcome.HANDED_ON],
        nothing=ended[CallOutcome.NOTHING],
        left=ended[CallOutcome.LEFT],
        messages=sum(messages for _outcome, messages, _topics in rows),
        topics=tuple(sorted(asked.items(), key=lambda each: (-each[1], each[0]))),
    )
