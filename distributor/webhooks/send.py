"""Carrying events out: one sender an endpoint at a time, each call with no transaction open, each attempt logged.

Who dies while calling leaves a lease behind; another takes over when it has run out, and the receiver may hear an event twice.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.clock import Clock
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint, WebhookEvent, WebhookState
from distributor.models.base import JsonObject
from distributor.notices import close_notices, open_notice
from distributor.scheduler.due import NOW
from distributor.settings import Settings
from distributor.vault import Vault
from distributor.webhooks.call import body_of, checked_address, post
from distributor.webhooks.decide import STOPS_AFTER, WAITS, EndpointReply, rest_after
from distributor.webhooks.signing import headers_of
from distributor.work.backoff import GIVES_UP_AFTER, next_try
from distributor.work.claims import Claims, Held, TryRecord, Work, carry
from phrases import phrase

LEASE = timedelta(seconds=60)
"""Much longer than a call."""
AT_ONCE = 100
"""Events in one run; the next sweep goes on."""
NOTICE = "webhook"
CLAIMS = Claims(WebhookEndpoint, due="rests_until", lease="lease_until", tries="", none_is_due=True)
_ACTIVE = col(WebhookEndpoint.active).is_(True)


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


DUE_ENDPOINTS = (
    select(WebhookDelivery.endpoint_id)
    .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
    .where(
        WebhookDelivery.state == WebhookState.WAITING, col(WebhookDelivery.due_at) <= NOW, _ACTIVE, *CLAIMS.free(NOW)
    )
    .distinct()
)
"""Those with something to be told, that nobody is telling and that do not rest."""


def send_due(database: Database, settings: Settings, vault: Vault, clock: Clock, endpoint_id: int) -> int:
    """Tell an endpoint what is due, oldest first. How many were taken. Stops at the first failure that is the endpoint's own."""
    telling = _Telling(database, settings, vault, clock)
    carry(telling, col(WebhookEndpoint.id) == endpoint_id)
    return telling.taken


class _Telling(Work[WebhookEndpoint, None, None]):
    """One sender's turn with one endpoint. `taken`: events that the endpoint took so far."""

    claims = CLAIMS

    def __init__(self, database: Database, settings: Settings, vault: Vault, clock: Clock) -> None:
        super().__init__(database, clock)
        self._settings, self._vault, self.taken = settings, vault, 0

    def admit(self, session: Session, row: WebhookEndpoint, now: datetime) -> tuple[None, timedelta] | None:  # noqa: ARG002
        return (None, LEASE) if row.active else None

    def call(self, held: Held[WebhookEndpoint, None]) -> None:
        for _ in range(AT_ONCE):
            with held.database.write() as session:
                parcel = _next(session, held)
            if parcel is None:
                return
            heard = _call(self._settings, self._vault, parcel, held.clock.now())
            with held.database.write() as session:
                goes_on = _record(session, held.row, parcel.delivery_id, heard, held.clock.now())
            self.taken += heard.is_good
            if not goes_on:
                return

    def fail(self, at: TryRecord[WebhookEndpoint, None], error: Exception) -> None:
        """Do nothing after a fault of ours: what was not told is still due."""


def _record(session: Session, claimed: WebhookEndpoint, delivery_id: int, heard: EndpointReply, now: datetime) -> bool:
    """Write down what came of a call. False: stop, for the endpoint would take the next no better, or is not ours any more."""
    endpoint = session.exec(select(WebhookEndpoint).where(WebhookEndpoint.id == claimed.id).with_for_update()).first()
    delivery = session.get(WebhookDelivery, delivery_id)
    if endpoint is None or delivery is None:  # removed while it was being called
        return False
    session.add(
        WebhookAttempt(
            delivery_id=delivery_id, at=now, status=heard.status, took_ms=heard.took_ms, problem=heard.problem
        )
    )
    if endpoint.token != claimed.token or delivery.state is not WebhookState.WAITING:
        return False
    delivery.tries += 1
    first = delivery.first_try_at = delivery.first_try_at or now
    if heard.is_good:
        delivery.state, delivery.ended_at = WebhookState.DELIVERED, now
        if endpoint.failures:
            close_notices(session, kind=NOTICE, subject=f"webhook:{endpoint.id}", now=now)
        endpoint.failures, endpoint.failing_since, endpoint.rests_until = 0, None, None
    else:
        again_at = next_try(WAITS, delivery.tries, first, now, wait_s=heard.wait_s)
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
        why = heard.problem if heard.is_gone else phrase("webhooks.nothing-taken", problem=heard.problem)
        endpoint.stopped_reason = why
        _notice(session, endpoint, phrase("webhooks.stopped", address=endpoint.url, why=why), now)
    elif failing_for >= GIVES_UP_AFTER:
        _notice(session, endpoint, phrase("webhooks.failing", address=endpoint.url, problem=heard.problem), now)


def _notice(session: Session, endpoint: WebhookEndpoint, text: str, now: datetime) -> None:
    open_notice(session, kind=NOTICE, subject=f"webhook:{endpoint.id}", text=text, now=now, unit_id=endpoint.unit_id)


def _next(session: Session, held: Held[WebhookEndpoint, None]) -> WebhookParcel | None:
    """The next event to tell, with the lease renewed; None where there is none or somebody else has taken over."""
    now = held.clock.now()
    if not held.renew(session):
        return None
    found = session.exec(
        select(WebhookDelivery, WebhookEvent, WebhookEndpoint)
        .join(WebhookEvent, col(WebhookEvent.id) == col(WebhookDelivery.event_id))
        .join(WebhookEndpoint, col(WebhookEndpoint.id) == col(WebhookDelivery.endpoint_id))
        .where(
            WebhookDelivery.endpoint_id == held.row.id,
            WebhookDelivery.state == WebhookState.WAITING,
            col(WebhookDelivery.due_at) <= now,
            _ACTIVE,
        )
        .order_by(col(WebhookDelivery.due_at), col(WebhookDelivery.id))
        .limit(1)
    ).first()
    if found is None:
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
        return EndpointReply(None, error.said)
    body = body_of(parcel.kind, parcel.at, parcel.data)
    headers = headers_of(parcel.key, now, body, opened)
    return post(url, body, headers, way_out=settings.way_out)
