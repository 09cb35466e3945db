"""Endpoints in people's hands: added, stopped, given another secret, told again. Functions take a session and never commit."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlmodel import Session, col, select

from distributor.errors import LoaError, WrongValue
from distributor.events import EVENTS, tell_endpoint
from distributor.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.notices import close_notices
from distributor.phrases import phrase
from distributor.settings import Settings
from distributor.vault import Vault
from distributor.webhooks.call import checked_address
from distributor.webhooks.signing import new_secret

MOST = 20
"""Endpoints of a unit."""
BOTH_SIGN = timedelta(hours=24)
"""So long after a change the former secret signs too."""
KEPT = timedelta(days=30)


def add_endpoint(
    session: Session,
    settings: Settings,
    vault: Vault,
    *,
    unit_id: int,
    url: str,
    kinds: Sequence[str],
    note: str,
    by: str,
    now: datetime,
) -> tuple[WebhookEndpoint, str]:
    """And its secret, to be shown once. `kinds` empty: all events. Raises LoaError."""
    address = checked_address(settings, url)
    there = session.exec(select(WebhookEndpoint.url).where(WebhookEndpoint.unit_id == unit_id)).all()
    if address in there:
        raise LoaError(phrase("webhooks.there-already", address=address))
    if len(there) >= MOST:
        raise LoaError(phrase("webhooks.too-many", most=MOST))
    secret = new_secret()
    endpoint = WebhookEndpoint(
        unit_id=unit_id,
        url=address,
        note=" ".join(note.split())[:200],
        kinds=_chosen(kinds),
        secret=vault.seal({"secret": secret}),
        created_at=now,
        created_by=by,
    )
    session.add(endpoint)
    session.flush()
    return endpoint, secret


def endpoint_of_units(session: Session, endpoint_id: int, unit_ids: Sequence[int]) -> WebhookEndpoint | None:
    """None as well for an endpoint of other units."""
    return session.exec(
        select(WebhookEndpoint)
        .where(WebhookEndpoint.id == endpoint_id, col(WebhookEndpoint.unit_id).in_(unit_ids))
        .with_for_update()
    ).first()


def rotate_secret(session: Session, vault: Vault, endpoint: WebhookEndpoint, now: datetime) -> str:
    """Another secret, to be shown once; the former one signs beside it for a day."""
    secret = new_secret()
    endpoint.former_secret, endpoint.former_until = endpoint.secret, now + BOTH_SIGN
    endpoint.secret = vault.seal({"secret": secret})
    session.add(endpoint)
    return secret


def stop_endpoint(session: Session, endpoint: WebhookEndpoint, *, by: str) -> None:
    """What happens meanwhile is not told; what waits stays waiting."""
    endpoint.active, endpoint.stopped_reason = False, phrase("webhooks.stopped-by", by=by)
    session.add(endpoint)


def start_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    endpoint.active, endpoint.stopped_reason = True, ""
    endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    session.add(endpoint)
    close_notices(session, subject=f"webhook:{endpoint.id}", now=now)


def remove_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """With its log. Events stay for the other endpoints."""
    deliveries = select(WebhookDelivery.id).where(WebhookDelivery.endpoint_id == endpoint.id)
    session.connection().execute(delete(WebhookAttempt).where(col(WebhookAttempt.delivery_id).in_(deliveries)))
    session.connection().execute(delete(WebhookDelivery).where(col(WebhookDelivery.endpoint_id) == endpoint.id))
    close_notices(session, subject=f"webhook:{endpoint.id}", now=now)
    session.delete(endpoint)
    session.flush()


def ping_endpoint(session: Session, endpoint: WebhookEndpoint, now: datetime) -> None:
    """Raises LoaError if it is stopped."""
    if not endpoint.active:
        raise LoaError(phrase("webhooks.start-before-test"))
    tell_endpoint(session, endpoint, now)
    endpoint.rests_until = None
    session.add(endpoint)


def send_again(session: Session, endpoint: WebhookEndpoint, delivery_id: int, now: datetime) -> None:
    """The same event under the same id, whether it was taken or not. Raises LoaError."""
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
