"""Endpoints in people's hands: added, stopped, given another secret, told again. Functions take a session and never commit."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from pydantic import ConfigDict, Field
from sqlalchemy import delete
from sqlmodel import Session, col, select

from distributor.errors import LoaError, NotThere, WrongValue
from distributor.events import EVENTS, tell_endpoint
from distributor.inputs import DeedInput, OneLine
from distributor.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.notices import close_notices
from distributor.settings import Settings
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see, visible_to
from distributor.vault import Vault
from distributor.webhooks.call import checked_address
from distributor.webhooks.signing import new_secret
from phrases import phrase

MOST = 20
"""Endpoints of a unit."""
BOTH_SIGN = timedelta(hours=24)
"""So long after a change the former secret signs too."""
KEPT = timedelta(days=30)


T = TypeVar("T")


class EndpointWish(DeedInput):
    """`kinds`: events to be told of; empty for all."""

    model_config = ConfigDict(json_schema_extra={"description": phrase("webhooks.endpoint")})
    url: OneLine = Field(max_length=1000, title=phrase("webhooks.url"), description="https://…")
    kinds: list[str] = Field(
        default_factory=list, max_length=50, title=phrase("webhooks.kinds"), description=phrase("webhooks.which-events")
    )
    note: OneLine = Field("", max_length=200, title=phrase("webhooks.note"))


@deed("webhook")
def add_endpoint(
    session: Session, actor: Actor, settings: Settings, vault: Vault, unit_id: int, wish: EndpointWish
) -> tuple[WebhookEndpoint, str]:
    """Add an endpoint and return it with its secret, to be shown once. Raises NotThere for a unit that the actor does not see;
    LoaError."""
    must_see(session, actor.staff, unit_id)
    address = checked_address(settings, wish.url)
    there = session.exec(select(WebhookEndpoint.url).where(WebhookEndpoint.unit_id == unit_id)).all()
    if address in there:
        raise LoaError(phrase("webhooks.there-already", address=address))
    if len(there) >= MOST:
        raise LoaError(phrase("webhooks.too-many", most=MOST))
    secret = new_secret()
    endpoint = WebhookEndpoint(
        unit_id=unit_id,
        url=address,
        note=wish.note,
        kinds=_chosen(wish.kinds),
        secret=vault.seal({"secret": secret}),
        created_at=actor.now,
        created_by=actor.login,
    )
    session.add(endpoint)
    session.flush()
    actor.note(session, "webhook", f"webhook:{endpoint.id}", "url", "kinds", unit_id=unit_id)
    return endpoint, secret


@deed("webhook")
def change_endpoint(
    session: Session,
    actor: Actor,
    endpoint_id: int,
    change: Callable[[Session, WebhookEndpoint, datetime], T],
    *fields: str,
) -> tuple[WebhookEndpoint, T]:
    """One of the changes below, to an endpoint of units that the actor sees. Raises NotThere, LoaError."""
    endpoint = session.exec(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, col(WebhookEndpoint.unit_id).in_(visible_to(session, actor.staff)))
        .with_for_update()
    ).first()
    if endpoint is None:
        raise NotThere(phrase("webhooks.no-such-endpoint", endpoint=endpoint_id))
    unit_id, changed = endpoint.unit_id, change(session, endpoint, actor.now)
    actor.note(session, "webhook", f"webhook:{endpoint_id}", *fields, unit_id=unit_id)
    return endpoint, changed


def rotate_secret(session: Session, endpoint: WebhookEndpoint, now: datetime, vault: Vault) -> str:
    """Another secret, to be shown once; the former one signs beside it for a day."""
    secret = new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, now + BOTH_SIGN
    endpoint.secret = vault.seal({"secret": secret})
    session.add(endpoint)
    return secret


def stop_endpoint(session: Session, endpoint: WebhookEndpoint, _now: datetime, by: str) -> None:
    """Stop an endpoint: what happens meanwhile is not told; what waits stays waiting."""
    endpoint.active, endpoint.stopped_reason = False, phrase("webhooks.stopped-by", by=by)
    session.add(endpoint)


def start_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    endpoint.active, endpoint.stopped_reason = True, ""
    endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    session.add(endpoint)
    close_notices(session, subject=f"webhook:{endpoint.id}", now=now)


def remove_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Remove an endpoint with its log. Events stay for the other endpoints."""
    deliveries = select(WebhookDelivery.id).where(WebhookDelivery.endpoint_id == endpoint.id)
    session.connection().execute(delete(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(deliveries)))
    session.connection().execute(delete(WebhookDelivery).where(col(WebhookDelivery.endpoint_id) == endpoint.id))
    close_notices(session, subject=f"webhook:{endpoint.id}", now=now)
    session.delete(endpoint)
    session.flush()


def ping_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Send a trial event. Raises LoaError if it is stopped."""
    if not endpoint.active:
        raise LoaError(phrase("webhooks.start-before-test"))
    tell_endpoint(session, endpoint, now)
    endpoint.rests_until = None
    session.add(endpoint)


def send_again(session: Session, endpoint: WebhookEndpoint, now: datetime, delivery_id: int) -> None:
    """Send the same event under the same id, whether it was taken or not. Raises LoaError."""
    delivery = session.exec(
        select(WebhookDelivery)
        .where(WebhookDelivery.id == delivery_id, WebhookDelivery.endpoint_id == endpoint.id)
        .with_for_update()
    ).first()
    if delivery is None:
        raise LoaError(phrase("webhooks.no-such-delivery", delivery=delivery_id))
    if not endpoint.active:
        raise LoaError(phrase("webhooks.start-before-resending"))
    delivery.state, delivery.due_at, delivery.ended_at = WebhookState.WAITING, now, None
    delivery.tries, delivery.first_try_at = 0, None
    endpoint.rests_until = None
    session.add_all([delivery, endpoint])


def forget_old(session: Session, now: datetime) -> None:
    """Events older than a month that nobody waits for any more, with their log."""
    waiting = select(WebhookDelivery.event_id).where(WebhookDelivery.state == WebhookState.WAITING)
    old = select(WebhookEvent.id).where(col(WebhookEvent.at) < now - KEPT, col(WebhookEvent.id).not_in(waiting))
    deliveries = select(WebhookDelivery.id).where(col(WebhookDelivery.event_id).in_(old))
    session.connection().execute(delete(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(deliveries)))
    session.connection().execute(delete(WebhookDelivery).where(col(WebhookDelivery.event_id).in_(old)))
    session.connection().execute(
        delete(WebhookEvent).where(
            col(WebhookEvent.at) < now - KEPT,
            col(WebhookEvent.id).not_in(select(WebhookDelivery.event_id)),
        )
    )


def _chosen(kinds: Sequence[str]) -> list[str]:
    if unknown := [kind for kind in kinds if kind not in EVENTS]:
        raise WrongValue(phrase("webhooks.no-such-event", events=", ".join(unknown), known=", ".join(EVENTS)), "kinds")
    return [kind for kind in EVENTS if kind in kinds]
