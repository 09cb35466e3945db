"""Reading back what citizens did: the platform's numbers and our own clicks become samples, one a change of value.

A metric that the platform does not state is kept as None, which is not 0. Asking is batched by account; each post is asked again
after a time that grows with its age.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import structlog
from sqlalchemy import insert, update
from sqlmodel import Session, col, select

from channels.base import Measures, Reading
from channels.errors import AuthExpired, ChannelError, RateLimited
from channels.registry import spec_of
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.carrier import Carrier
from distributor.deliver.limits import limits_of
from distributor.deliver.outgoing import account_view
from distributor.measure.clicks import Opened, opened
from distributor.measure.figures import keep_figures, newest_values
from distributor.models import Account, AccountState, Post, Receipt, Sample
from distributor.settings import CONFIG_FOLDER

log = structlog.get_logger()

BATCH = 50
UNHEARD = object()
"""Of a metric that was never asked: neither a number nor None, which is an answer."""
CLICKS, PEOPLE = "loa_clicks", "loa_people"
OWN_VERSION = "loa"


@dataclass(frozen=True)
class Pace:
    """Younger than `until_age_s`, ask every `every_s`."""

    until_age_s: float
    every_s: float


@cache
def cadence(sandbox: bool) -> tuple[Pace, ...]:
    """By `config/metrics.toml`."""
    table = tomllib.loads((CONFIG_FOLDER / "metrics.toml").read_text(encoding="utf-8"))
    rows = table["sandbox"]["cadence"] if sandbox else table["cadence"]
    return tuple(Pace(float(row["until_age_s"]), float(row["every_s"])) for row in rows)


def next_measure(published_at: datetime, now: datetime, paces: Sequence[Pace]) -> datetime | None:
    """When to ask again; None when the post is too old to change."""
    age_s = (now - published_at).total_seconds()
    for pace in paces:
        if age_s < pace.until_age_s:
            return now + timedelta(seconds=pace.every_s)
    return None


@dataclass(frozen=True)
class _Measured:
    post_id: int
    external_id: str
    published_at: datetime


def measure_account(carrier: Carrier, account_id: int) -> int:
    """Ask for the account's posts that are due for it. Returns how many samples were kept."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
        if account is None or account.state == AccountState.NEEDS_SIGNIN:
            return 0
        posts = [
            _Measured(post_id, external_id, published_at or now)
            for post_id, external_id, published_at in session.exec(
                select(Receipt.post_id, Receipt.external_id, Post.published_at)
                .join(Post, col(Post.id) == col(Receipt.post_id))
                .where(Post.account_id == account_id, col(Post.measure_at) <= now)
                .order_by(col(Post.measure_at))
                .limit(BATCH)
            )
        ]
    if not posts:
        return 0
    # Taken before asking: whoever comes meanwhile finds nothing to ask, and a failed asking waits for its next time.
    paces = cadence(bool(account.settings.get("endpoint")) or carrier.settings.values.sandbox)
    with carrier.database.write() as session:
        posts = [
            post
            for post in posts
            if session.connection()
            .execute(
                update(Post)
                .where(col(Post.id) == post.post_id, col(Post.measure_at) <= now)
                .values(measure_at=next_measure(post.published_at, now, paces))
            )
            .rowcount
        ]
    readings = _ask(carrier, account, [post.external_id for post in posts])
    by_external = {post.external_id: post.post_id for post in posts}
    with carrier.database.write() as session:
        own = _clicks(session, [post.post_id for post in posts])
        stated = [
            (by_external[reading.external_id], reading) for reading in readings if reading.external_id in by_external
        ]
        return _keep(session, [*stated, *own], now)


def _ask(carrier: Carrier, account: Account, external_ids: list[str]) -> list[Reading]:
    view = account_view(account)
    try:
        opened = carrier.open(view)
        if not isinstance(opened.adapter, Measures):
            return []
        with opened.transport.deadline(limits_of(spec_of(account.channel), account.limits).call_deadline_s):
            return opened.adapter.metrics(external_ids)
    except RateLimited:
        # The posts are asked again at their next time; throttled reading must not hold back publishing.
        log.info("metrics throttled", account=account.id)
    except AuthExpired as error:
        refresh_credentials(carrier, view, error.message)
    except ChannelError as error:
        log.warning("metrics not read", account=account.id, code=error.code, kind=type(error).__name__)
    return []


def _clicks(session: Session, post_ids: list[int]) -> list[tuple[int, Reading]]:
    """People's openings of the short links; previews and crawlers are not people."""
    counted = opened(session, post_ids)
    return [
        (post_id, Reading("", metric, value, OWN_VERSION))
        for post_id in post_ids
        for seen in [counted.get(post_id, Opened())]
        for metric, value in ((CLICKS, seen.openings), (PEOPLE, seen.people))
    ]


def _keep(session: Session, readings: list[tuple[int, Reading]], now: datetime) -> int:
    """One row a metric that changed since it was last seen, so that idle posts cost nothing."""
    known = newest_values(session, sorted({post_id for post_id, _ in readings}))
    rows = [
        {
            "post_id": post_id,
            "metric": reading.metric,
            "api_version": reading.api_version,
            "at": now,
            "value": reading.value,
        }
        for post_id, reading in readings
        if known.get(post_id, {}).get(reading.metric, UNHEARD) != reading.value
    ]
    if rows:
        session.connection().execute(insert(Sample), rows)
        keep_figures(session, sorted({post_id for post_id, _ in readings}), now)
    return len(rows)
