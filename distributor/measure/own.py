"""What Loa itself counts of a post: openings of its short link, how its text messages went, what its readers thought."""

from collections.abc import Sequence
from datetime import timedelta

from sqlmodel import Session, col, select

from channels.base import Reading
from distributor.measure.clicks import Opened, opened
from distributor.measure.opinions import opinions_of
from distributor.models import Broadcast, OptOut, Post, Recipient, Subscriber
from distributor.recipient_counts import counts_of

OWN_VERSION = "loa"
USEFUL, USELESS = "loa_useful", "loa_useless"
CLICKS, PEOPLE = "loa_clicks", "loa_people"
SMS_SENT, SMS_DELIVERED, SMS_FAILED = "loa_sms_sent", "loa_sms_delivered", "loa_sms_failed"
SMS_UNKNOWN, SMS_STOPS = "loa_sms_unknown", "loa_sms_stops"
STOPS_WITHIN = timedelta(days=7)
"""Whoever refuses so soon after a message refuses because of it, as far as anybody can tell."""


def own_readings(session: Session, channel: str, post_ids: Sequence[int]) -> list[tuple[int, Reading]]:
    """Post and reading, in the shape in which platforms' numbers come."""
    told = {"sms": _messages, "rss": _opinions}.get(channel)
    return [*_clicks(session, post_ids), *(told(session, post_ids) if told else ())]


def _clicks(session: Session, post_ids: Sequence[int]) -> list[tuple[int, Reading]]:
    """People's openings of the short links; previews and crawlers are not people."""
    counted = opened(session, post_ids)
    return [
        (post_id, Reading("", metric, value, OWN_VERSION))
        for post_id in post_ids
        for seen in [counted.get(post_id, Opened())]
        for metric, value in ((CLICKS, seen.openings), (PEOPLE, seen.people))
    ]


def _opinions(session: Session, post_ids: Sequence[int]) -> list[tuple[int, Reading]]:
    """Return the opinions of items, on the channel that is our own: an item's page is nobody else's. With none, nobody was
    asked, which is not 0."""
    items = dict(session.exec(select(Post.id, Post.item_id).where(col(Post.id).in_(post_ids))).all())
    said = opinions_of(session, list(items.values()))
    return [
        (post_id or 0, Reading("", metric, value, OWN_VERSION))
        for post_id, item_id in items.items()
        if (told := said.get(item_id)) is not None
        for metric, value in ((USEFUL, told.useful), (USELESS, told.useless))
    ]


def _messages(session: Session, post_ids: Sequence[int]) -> list[tuple[int, Reading]]:
    """Return the numbers of messages from the rows of the recipients; a post without a broadcast has no numbers, which is not
    0."""
    posts = dict(
        session.exec(select(Broadcast.id, Broadcast.post_id).where(col(Broadcast.post_id).in_(post_ids))).all()
    )
    counts = counts_of(session, [key for key in posts if key is not None])
    stops = _stops(session, list(counts))
    readings = []
    for broadcast_id, counted in counts.items():
        values = {
            SMS_SENT: counted.taken,
            SMS_DELIVERED: counted.delivered,
            SMS_FAILED: counted.failed + counted.expired,
            SMS_UNKNOWN: counted.unknown,
            SMS_STOPS: stops.get(broadcast_id, 0),
        }
        post_id = posts[broadcast_id] or 0
        readings += [(post_id, Reading("", name, value, OWN_VERSION)) for name, value in values.items()]
    return readings


def _stops(session: Session, broadcast_ids: Sequence[int]) -> dict[int, int]:
    """Broadcast → people whom it was sent to and who refused in the days after, also if they came back since."""
    rows = session.exec(
        select(Recipient.broadcast_id, Recipient.submitted_at, OptOut.at, Subscriber.id)
        .join(Subscriber, col(Subscriber.id) == col(Recipient.subscriber_id))
        .join(
            OptOut,
            (col(OptOut.unit_id) == col(Subscriber.unit_id)) & (col(OptOut.number_hash) == col(Subscriber.number_hash)),
        )
        .where(col(Recipient.broadcast_id).in_(broadcast_ids), col(Recipient.submitted_at).is_not(None))
        .where(col(OptOut.at) >= col(Recipient.submitted_at), col(OptOut.asked_back).is_(False))
        .where(OptOut.matter == "")
    )
    refused: dict[int, set[int]] = {}
    for broadcast_id, submitted_at, at, subscriber_id in rows:
        if submitted_at is not None and at <= submitted_at + STOPS_WITHIN:
            refused.setdefault(broadcast_id, set()).add(subscriber_id or 0)
    return {broadcast_id: len(people) for broadcast_id, people in refused.items()}
