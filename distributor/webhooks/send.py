"""Carrying events out: one sender an endpoint at a time, each call with no transaction open, each attempt logged.

Who dies while calling leaves a lease behind; another takes over when it has run out, and the receiver may hear an event twice.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import ColumnElement, or_, update
from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.models.base import JsonObject
from distributor.notices import close_notices, open_notice
from distributor.settings import Settings
from distributor.vault import Vault
from distributor.webhooks.call import body_of, checked_address, may_be_private, post
from distributor.webhooks.decide import GIVES_UP_AFTER, STOPS_AFTER, EndpointReply, next_try, rest_after
from distributor.webhooks.signing import headers_of

LEASE = timedelta(seconds=60)
"""Much longer than a call."""
AT_ONCE = 100
"""Events in one run; the next sweep goes on."""
NOTICE = "webhook"


@dataclass(frozen=True)
class WebhookParcel:
    """One event as it is sent to one endpoint."""

    delivery_id: int
    key: str
    kind: str
    at: datetime
    data: JsonObject
    url: str
    secrets: tuple[bytes, ...]


def due_endpoints(session: Session, now: datetime) -> list[int]:
    """Those with something to be told, that nobody is telling and that do not rest."""
    waiting = (
        select(WebhookDelivery.endpoint_id)
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(WebhookDelivery.state == WebhookState.WAITING, col(WebhookDelivery.due_at) <= now, *_free(now))
        .distinct()
    )
    return list(session.exec(waiting))


def send_due(database: Database, settings: Settings, vault: Vault, clock: Clock, endpoint_id: int) -> int:
    """Tell an endpoint what is due, oldest first. How many were taken. Stops at the first failure that is the endpoint's own."""
    token = secrets.token_hex(16)
    with database.write() as session:
        claimed = session.connection().execute(
            update(WebhookEndpoint)
            .where(col(WebhookEndpoint.id) == endpoint_id, *_free(clock.now()))
            .values(token=token, lease_until=clock.now() + LEASE)
        )
        if claimed.rowcount != 1:
            return 0
    taken = 0
    try:
        for _ in range(AT_ONCE):
            parcel = _next(database, endpoint_id, token, clock.now())
            if parcel is None:
                break
            heard = _call(settings, vault, parcel, clock.now())
            with database.write() as session:
                goes_on = record(session, endpoint_id, token, parcel.delivery_id, heard, clock.now())
            taken += heard.is_good
            if not goes_on:
                break
    finally:
        with database.write() as session:
            session.connection().execute(
                update(WebhookEndpoint)
                .where(col(WebhookEndpoint.id) == endpoint_id, col(WebhookEndpoint.token) == token)
                .values(token="", lease_until=None)
            )
    return taken


def record(
    session: Session, endpoint_id: int, token: str, delivery_id: int, heard: EndpointReply, now: datetime
) -> bool:
    """Write down what came of a call. False: stop, for the endpoint would take the next no better, or is not ours any more."""
    endpoint = session.exec(select(WebhookEndpoint).where(WebhookEndpoint.id == endpoint_id).with_for_update()).first()
    delivery = session.get(WebhookDelivery, delivery_id)
    if endpoint is None or delivery is None:  # removed while it was being called
        return False
    session.add(
        WebhookAttempt(
            delivery_id=delivery_id, at=now, status=heard.status, took_ms=heard.took_ms, problem=heard.problem[:500]
        )
    )
    if endpoint.token != token or delivery.state is not WebhookState.WAITING:
        return False
    delivery.tries += 1
    first = delivery.first_try_at = delivery.first_try_at or now
    if heard.is_good:
        delivery.state, delivery.ended_at = WebhookState.DELIVERED, now
        if endpoint.failures:
            close_notices(session, kind=NOTICE, subject=f"webhook:{endpoint_id}", now=now)
        endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    else:
        again_at = next_try(delivery.tries, first, now, heard.wait_s)
        if again_at is None or heard.is_gone:
            delivery.state, delivery.ended_at = WebhookState.GIVEN_UP, now
        else:
            delivery.due_at = again_at
        if heard.is_of_endpoint:
            _endpoint_failed(session, endpoint, heard, now)
    session.add_all([delivery, endpoint])
    return heard.is_good or not heard.is_of_endpoint


def _endpoint_failed(session: Session, endpoint: WebhookEndpoint, heard: EndpointReply, now: datetime) -> None:
    endpoint.failures += 1
    endpoint.failing_since = endpoint.failing_since or now
    endpoint.rests_until = now + rest_after(endpoint.failures, heard.wait_s)
    failing_for = now - endpoint.failing_since
    if heard.is_gone or failing_for >= STOPS_AFTER:
        endpoint.active = False
        endpoint.stopped_reason = (
            heard.problem if heard.is_gone else f"Không nhận được gì trong ba ngày. {heard.problem}"
        )[:500]
        _notice(
            session,
            endpoint,
            f"Đã ngừng gửi tới {endpoint.url}: {endpoint.stopped_reason} Mở trang Webhook để bật lại.",
            now,
        )
    elif failing_for >= GIVES_UP_AFTER:
        _notice(session, endpoint, f"Hơn một ngày chưa gửi được thông báo tới {endpoint.url}: {heard.problem}", now)


def _notice(session: Session, endpoint: WebhookEndpoint, text: str, now: datetime) -> None:
    open_notice(session, kind=NOTICE, subject=f"webhook:{endpoint.id}", text=text, now=now, unit_id=endpoint.unit_id)


def _free(now: datetime) -> list[ColumnElement[bool]]:
    return [
        col(WebhookEndpoint.active).is_(True),
        or_(col(WebhookEndpoint.lease_until).is_(None), col(WebhookEndpoint.lease_until) <= now),
        or_(col(WebhookEndpoint.rests_until).is_(None), col(WebhookEndpoint.rests_until) <= now),
    ]


def _next(database: Database, endpoint_id: int, token: str, now: datetime) -> WebhookParcel | None:
    """The next event to tell, with the lease renewed; None where there is none or somebody else has taken over."""
    with database.write() as session:
        renewed = session.connection().execute(
            update(WebhookEndpoint)
            .where(
                col(WebhookEndpoint.id) == endpoint_id,
                col(WebhookEndpoint.token) == token,
                col(WebhookEndpoint.active).is_(True),
            )
            .values(lease_until=now + LEASE)
        )
        found = session.exec(
            select(WebhookDelivery, WebhookEvent, WebhookEndpoint)
            .join(WebhookEvent, col(WebhookEvent.id) == col(WebhookDelivery.event_id))
            .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
            .where(
                WebhookDelivery.endpoint_id == endpoint_id,
                WebhookDelivery.state == WebhookState.WAITING,
                col(WebhookDelivery.due_at) <= now,
            )
            .order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
            .limit(1)
        ).first()
        if renewed.rowcount != 1 or found is None:
            return None
        delivery, event, endpoint = found
        still = endpoint.former_until is not None and endpoint.former_until > now
        sealed = (endpoint.secret, endpoint.former_secret) if still else (endpoint.secret,)
        return WebhookParcel(delivery.id or 0, event.key, event.kind, event.at, event.data, endpoint.url, sealed)


def _call(settings: Settings, vault: Vault, parcel: WebhookParcel, now: datetime) -> EndpointReply:
    try:
        url = checked_address(settings, parcel.url)
        opened = [vault.open(sealed)["secret"] for sealed in parcel.secrets]
    except LoaError as error:  # the settings or the home's key have changed since it was entered
        return EndpointReply(None, str(error))
    body = body_of(parcel.kind, parcel.at, parcel.data)
    headers = headers_of(parcel.key, now, body, opened)
    return post(url, body, headers, private=may_be_private(settings, urlsplit(url).hostname or ""))
