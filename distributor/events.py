"""What can be told, and writing it down for the endpoints that want it. Functions take a session and never commit.

Costs one small query where no unit has an endpoint.
"""

import secrets
from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import insert, select
from sqlmodel import Session, col

from distributor.models import (
    Account,
    Intake,
    Item,
    Post,
    PostState,
    Unit,
    UnitLevel,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
)
from distributor.models.base import JsonObject
from distributor.post_states import SHOWN_STATES
from phrases import phrase

PING = "ping"
ITEM_NEW = "item.new"
CORRECTION_APPROVED = "correction.approved"
OF_STATE = {
    PostState.AWAITING_REVIEW: "post.awaiting_review",
    PostState.PLANNED: "post.planned",
    PostState.PUBLISHED: "post.published",
    PostState.EDITED: "post.edited",
    PostState.WITHDRAWN: "post.withdrawn",
    PostState.UNKNOWN: "post.unknown",
    PostState.FAILED: "post.failed",
    PostState.MISSED: "post.missed",
    PostState.CANCELLED: "post.cancelled",
    PostState.SKIPPED: "post.skipped",
}
EVENTS: dict[str, str] = {
    kind: phrase(f"events.{kind}") for kind in (ITEM_NEW, *OF_STATE.values(), CORRECTION_APPROVED)
}
"""Kind → what staff read. `ping` goes to whoever asks for it only."""

_ENDPOINTS = (
    select(col(WebhookEndpoint.id), col(WebhookEndpoint.unit_id), col(WebhookEndpoint.kinds), col(Unit.level))
    .join_from(WebhookEndpoint, Unit, col(Unit.id) == col(WebhookEndpoint.unit_id))
    .where(col(WebhookEndpoint.active).is_(True))
)
_POST = select(
    col(Post.unit_id), col(Post.item_id), col(Post.account_id), col(Post.purpose), col(Post.title),
    col(Post.external_url), col(Post.slot_at), col(Account.channel), col(Account.name),
).join_from(Post, Account, col(Account.id) == col(Post.account_id))  # fmt: skip


def tell_of_move(
    session: Session, post_id: int, *, before: PostState, after: PostState, reason: str, now: datetime
) -> None:
    """Tell the webhooks that a post has moved. What stays where it was is no news, but a second edit is, and another hour of
    one that is planned."""
    kind = OF_STATE.get(after)
    if kind is None or (before is after and after not in (PostState.EDITED, PostState.PLANNED)):
        return
    endpoints = _wanting(session, kind)
    if not endpoints:
        return
    post = session.connection().execute(_POST.where(col(Post.id) == post_id)).one()
    public = after in SHOWN_STATES
    data: JsonObject = {
        "post_id": post_id,
        "item_id": post.item_id,
        "unit_id": post.unit_id,
        "account_id": post.account_id,
        "account": post.name,
        "channel": post.channel,
        "purpose": post.purpose,
        "from_state": before.value,
        "state": after.value,
        "reason": reason,
        "slot_at": instant(post.slot_at),
        "title": post.title if public else None,
        "url": post.external_url if public else "",
    }
    _write(session, endpoints, post.unit_id, kind, [data], now)


def tell_of_items(session: Session, unit_id: int, item_ids: Sequence[int], now: datetime) -> None:
    """New items of a unit. What is held back has no title here."""
    endpoints = _wanting(session, ITEM_NEW) if item_ids else ()
    if not endpoints:
        return
    rows = session.connection().execute(
        select(
            col(Item.id), col(Item.kind), col(Item.title), col(Item.address), col(Item.intake), col(Item.published_at)
        )
        .where(col(Item.id).in_(item_ids))
        .order_by(col(Item.id))
    )
    told: list[JsonObject] = [
        {
            "item_id": row.id,
            "unit_id": unit_id,
            "kind": row.kind,
            "intake": Intake(row.intake).value,
            "published_at": instant(row.published_at),
            "title": row.title if row.intake == Intake.TAKEN else None,
            "address": row.address if row.intake == Intake.TAKEN else "",
        }
        for row in rows
    ]
    _write(session, endpoints, unit_id, ITEM_NEW, told, now)


def tell_of_correction(
    session: Session, *, unit_id: int, correction_id: int, item_id: int, post_ids: Sequence[int], now: datetime
) -> None:
    """Tell the webhooks that a person said yes to putting these posts right."""
    if endpoints := _wanting(session, CORRECTION_APPROVED):
        data: JsonObject = {
            "correction_id": correction_id,
            "item_id": item_id,
            "unit_id": unit_id,
            "post_ids": list(post_ids),
        }
        _write(session, endpoints, unit_id, CORRECTION_APPROVED, [data], now)


def tell_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send an endpoint a ping, so that people see whether the other side listens."""
    assert endpoint.id is not None  # noqa: S101 - a row that was read has its key
    data: JsonObject = {"endpoint_id": endpoint.id, "unit_id": endpoint.unit_id}
    _write(session, [_Endpoint(endpoint.id, endpoint.unit_id, UnitLevel.COMMUNE)], endpoint.unit_id, PING, [data], now)


class _Endpoint:
    """An endpoint that wants to be told: `level` of its unit."""

    def __init__(self, endpoint_id: int, unit_id: int, level: UnitLevel) -> None:
        self.id, self.unit_id, self.level = endpoint_id, unit_id, level


def instant(at: datetime | None) -> str | None:
    """Return `2026-11-24T05:00:00Z`, as the interface writes times."""
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z") if at else None


def _wanting(session: Session, kind: str) -> list[_Endpoint]:
    rows = session.connection().execute(_ENDPOINTS).all()
    return [_Endpoint(row.id, row.unit_id, row.level) for row in rows if not row.kinds or kind in row.kinds]


def _write(
    session: Session,
    endpoints: Sequence[_Endpoint],
    unit_id: int,
    kind: str,
    told: Sequence[JsonObject],
    now: datetime,
) -> None:
    """An endpoint is told what its unit sees: its own, and from the province everything below it."""
    above = _above(session, unit_id) if any(each.level == UnitLevel.PROVINCE for each in endpoints) else frozenset()
    listening = [
        each.id
        for each in endpoints
        if each.unit_id == unit_id or (each.level == UnitLevel.PROVINCE and each.unit_id in above)
    ]
    if not listening:
        return
    # One that somebody removes in this moment is not told, and what happens here does not fail for it.
    kept = (
        select(col(WebhookEndpoint.id)).where(col(WebhookEndpoint.id).in_(listening)).order_by(col(WebhookEndpoint.id))
    )
    locked = session.connection().execute(kept.with_for_update(read=True, key_share=True)).scalars()
    listening = [endpoint_id for endpoint_id in locked if endpoint_id is not None]
    if not listening:
        return
    for data in told:
        event = {"key": f"msg_{secrets.token_hex(16)}", "unit_id": unit_id, "kind": kind, "at": now, "data": data}
        event_id = (
            session.connection()
            .execute(insert(WebhookEvent).values(**event).returning(col(WebhookEvent.id)))
            .scalar_one()
        )
        session.connection().execute(
            insert(WebhookDelivery),
            [
                {"endpoint_id": endpoint_id, "event_id": event_id, "state": "waiting", "due_at": now, "tries": 0}
                for endpoint_id in listening
            ],
        )


def _above(session: Session, unit_id: int) -> frozenset[int]:
    rows = session.connection().execute(select(col(Unit.id), col(Unit.parent_id)))
    parents = {row.id: row.parent_id for row in rows}
    found: set[int] = set()
    at = parents.get(unit_id)
    while at is not None and at not in found:
        found.add(at)
        at = parents.get(at)
    return frozenset(found)
