"""Endpoints and their log, for the screen and for other programs. Reads only; never a secret."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, func, select

from distributor.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.report.exchange.shapes import shape


@shape
class EndpointLine:
    """An endpoint to which notifications go. kinds empty: every event. waiting: notifications still to be sent."""

    id: int
    unit_id: int
    url: str
    note: str
    kinds: tuple[str, ...]
    active: bool
    stopped_reason: str
    created_at: datetime
    former_secret_until: datetime | None
    failing_since: datetime | None
    waiting: int


@shape
class AttemptLine:
    """One call. status null: nothing answered."""

    at: datetime
    status: int | None
    took_ms: int
    problem: str


@shape
class DeliveryLine:
    """One event to one endpoint, with all its calls. event: an id that stays, the webhook-id."""

    id: int
    event: str
    kind: str
    happened_at: datetime
    state: WebhookState
    due_at: datetime
    tries: int
    attempts: tuple[AttemptLine, ...]


def endpoint_lines(session: Session, unit_ids: Sequence[int]) -> list[EndpointLine]:
    """Two queries."""
    endpoints = session.exec(
        select(WebhookEndpoint).where(col(WebhookEndpoint.unit_id).in_(unit_ids)).order_by(col(WebhookEndpoint.id))
    ).all()
    waiting = dict(
        session.exec(
            select(WebhookDelivery.endpoint_id, func.count(col(WebhookDelivery.id)))
            .where(WebhookDelivery.state == WebhookState.WAITING)
            .group_by(col(WebhookDelivery.endpoint_id))
        ).all()
    )
    return [endpoint_line(each, waiting.get(each.id or 0, 0)) for each in endpoints]


def endpoint_line(endpoint: WebhookEndpoint, waiting: int = 0) -> EndpointLine:
    return EndpointLine(
        id=endpoint.id or 0,
        unit_id=endpoint.unit_id,
        url=endpoint.url,
        note=endpoint.note,
        kinds=tuple(endpoint.kinds),
        active=endpoint.active,
        stopped_reason=endpoint.stopped_reason,
        created_at=endpoint.created_at,
        former_secret_until=endpoint.former_until,
        failing_since=endpoint.failing_since,
        waiting=waiting,
    )


def delivery_lines(session: Session, endpoint_id: int, *, before: int | None, limit: int) -> list[DeliveryLine]:
    """Newest first; two queries. The caller knows that the endpoint may be seen."""
    statement = (
        select(WebhookDelivery, WebhookEvent)
        .join(WebhookEvent, col(WebhookEvent.id) == col(WebhookDelivery.event_id))
        .where(WebhookDelivery.endpoint_id == endpoint_id)
        .order_by(col(WebhookDelivery.id).desc())
        .limit(limit)
    )
    if before is not None:
        statement = statement.where(col(WebhookDelivery.id) < before)
    rows = session.exec(statement).all()
    attempts: defaultdict[int, list[AttemptLine]] = defaultdict(list)
    for attempt in session.exec(
        select(WebhookAttempt)
        .where(col(WebhookAttempt.delivery_id).in_([delivery.id for delivery, _ in rows]))
        .order_by(col(WebhookAttempt.id))
    ):
        line = AttemptLine(attempt.at, attempt.status, attempt.took_ms, attempt.problem)
        attempts[attempt.delivery_id].append(line)
    return [
        DeliveryLine(
            id=delivery.id or 0,
            event=event.key,
            kind=event.kind,
            happened_at=event.at,
            state=delivery.state,
            due_at=delivery.due_at,
            tries=delivery.tries,
            attempts=tuple(attempts[delivery.id or 0]),
        )
        for delivery, event in rows
    ]
