"""Reading back what citizens did: the platform's numbers and our own counts become samples, one a change of value.

1. Take the account's posts that are due, as many as one call names and the day's budget carries (`budget`).
2. Ask, with no transaction open.
3. Judge each answer (`judge`), keep what changed, bring the figures up to date, tell staff what is wrong (`tell`).

A metric that the platform does not state is kept as None, which is not 0. Each post is asked again after a time that grows
with its age, and with the number of older posts where reading costs money or units.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import structlog
from sqlalchemy import bindparam, insert
from sqlmodel import Session, col, or_, select

from channels.base import Measures, Reading, Slows
from channels.connect import Ability
from channels.declared import metrics_of
from channels.errors import AuthExpired, ChannelError, RateLimited
from channels.registry import OpenedAccount, spec_of
from distributor.deliver.accounts import heed_losses, heed_refusal, refresh_credentials
from distributor.deliver.limits import limits_of
from distributor.measure.budget import SamplingPace, is_for_young, put_off, reads_of, stretch, use_of
from distributor.measure.figures import said_of, write_figures
from distributor.measure.judge import JudgedValue, MetricState, judge, post_is_gone, vanished
from distributor.measure.own import CLICKS, OWN_VERSION, own_readings
from distributor.measure.tell import answered, failed, tell_gone, tell_none_left, tell_vanished
from distributor.models import Account, AccountState, Doubt, Post, Receipt, Sample
from distributor.models.base import UtcDateTime
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from distributor.scheduler.due import NOW
from distributor.settings import CONFIG_FOLDER
from distributor.states import posts_update

__all__ = ["CLICKS", "OWN_VERSION", "SamplingPace", "cadence", "measure_account", "next_measure"]

log = structlog.get_logger()

BATCH = 50
MOST_CALLS = 20
"""Batches in one turn of an account; the sweep asks again."""
SKEW = timedelta(minutes=5)
"""By how much clocks may differ before a sample from before its post's publication is doubted."""
DAY_S = 86_400
DUE_ACCOUNTS = (
    select(Post.account_id)
    .join(Account, col(Account.id) == col(Post.account_id))
    .where(
        col(Post.measure_at) <= NOW,
        col(Account.state).in_([AccountState.ACTIVE, AccountState.PAUSED]),
        or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= NOW),
    )
    .distinct()
)
_AGAIN = posts_update(col(Post.id) == bindparam("of_post"), measure_at=bindparam("again_at", type_=UtcDateTime()))


@cache
def cadence(sandbox: bool) -> tuple[SamplingPace, ...]:
    """Return how often posts are asked for numbers, by `config/metrics.toml`."""
    table = tomllib.loads((CONFIG_FOLDER / "metrics.toml").read_text(encoding="utf-8"))
    rows = table["sandbox"]["cadence"] if sandbox else table["cadence"]
    return tuple(SamplingPace(float(row["until_age_s"]), float(row["every_s"])) for row in rows)


def next_measure(published_at: datetime, now: datetime, paces: Sequence[SamplingPace]) -> datetime | None:
    """Return when to ask again; None when the post is too old to change."""
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
    due_at: datetime


@dataclass(frozen=True)
class _Turn:
    account: Account
    posts: tuple[_Measured, ...]


def measure_account(carrier: Carrier, account_id: int) -> int:
    """Ask for the account's posts that are due for it. Returns how many samples were kept."""
    kept = 0
    for _ in range(MOST_CALLS):
        turn = _take(carrier, account_id)
        if turn is None:
            break
        kept += _measure(carrier, turn)
        if carrier.stopping.is_set() or _rests(carrier, turn.account):
            break
    return kept


def _take(carrier: Carrier, account_id: int) -> _Turn | None:
    """Taken before asking: whoever comes meanwhile finds nothing to ask, and a failed asking waits for its next time."""
    now = carrier.clock.now()
    with carrier.database.read() as session:
        due = session.exec(
            select(Post.id).where(Post.account_id == account_id, col(Post.measure_at) <= now).limit(1)
        ).first()
    if due is None:
        return None
    with carrier.database.write() as session:
        account = session.get(Account, account_id)
        if account is None or account.state == AccountState.NEEDS_SIGNIN:
            return None
        if account.wait_until is not None and account.wait_until > now:
            return None
        sandbox = in_sandbox(carrier, account)
        paces, reads = cadence(sandbox), None if sandbox else reads_of(account.channel)
        room, use = BATCH, None
        if reads is not None:
            use = use_of(session, account_id, reads, now, paces)
            room, paces = reads.room(use.cost), stretch(paces, use.bands, reads)
            if room == 0 or is_for_young(use, reads):
                if put_off(session, use, reads, now, young=room == 0):
                    log.info("numbers wait for the next day's budget", account=account_id)
                if room == 0:
                    return None
        ahead = now + timedelta(seconds=reads.fill_ahead_s if reads is not None else 0)
        posts = _due(session, account_id, now, ahead, room)
        if not posts:
            return None
        session.connection().execute(
            _AGAIN,
            [{"of_post": post.post_id, "again_at": next_measure(post.published_at, now, paces)} for post in posts],
        )
        if reads is not None and use is not None:
            use.calls, use.posts, use.cost = use.calls + 1, use.posts + len(posts), use.cost + reads.cost(len(posts))
            session.add(use)
        session.flush()
        session.expunge(account)
    return _Turn(account, tuple(posts))


def in_sandbox(carrier: Carrier, account: Account) -> bool:
    """Time runs faster there, and reading costs nothing."""
    return bool(account.settings.get("endpoint")) or carrier.settings.values.sandbox


def _due(session: Session, account_id: int, now: datetime, ahead: datetime, room: int) -> list[_Measured]:
    """The account's posts that are due, and after them those that are due soon, where one call takes them all the same."""
    rows = session.exec(
        select(Receipt.post_id, Receipt.external_id, Post.published_at, Post.measure_at)
        .join(Post, col(Post.id) == col(Receipt.post_id))
        .where(Post.account_id == account_id, col(Post.measure_at) <= ahead)
        .order_by(col(Post.measure_at))
        .limit(room)
        .with_for_update(skip_locked=True, of=Post)
    ).all()
    posts = [
        _Measured(post_id, external_id, published_at or now, measure_at or now)
        for post_id, external_id, published_at, measure_at in rows
    ]
    return posts if any(post.due_at <= now for post in posts) else []


def _measure(carrier: Carrier, turn: _Turn) -> int:
    account, posts, now = turn.account, turn.posts, carrier.clock.now()
    with carrier.database.read() as session:
        before = said_of(session, [post.post_id for post in posts])
        own = own_readings(session, account.channel, [post.post_id for post in posts])
    answer = _ask(carrier, account, [post.external_id for post in posts])
    ids = {post.external_id: post.post_id for post in posts}
    stated = [(ids[reading.external_id], reading) for reading in answer.readings if reading.external_id in ids]
    with carrier.database.write() as session:
        if answer.code is None and stated:
            answered(session, account, min(post.due_at for post in posts), now)
            _tell(session, turn, stated, before, now)
        elif answer.code is not None:
            failed(session, account, answer.code, now)
        return _keep(session, turn, [*stated, *own], before, now)


@dataclass(frozen=True)
class _Answer:
    """`code`: of what went wrong, None if nothing did."""

    readings: list[Reading]
    code: str | None = None


def _ask(carrier: Carrier, account: Account, external_ids: list[str]) -> _Answer:
    view = account_view(account)
    try:
        opened = carrier.open(view)
        if not isinstance(opened.adapter, Measures):
            return _Answer([])
        with opened.transport.deadline(limits_of(spec_of(account.channel), account.limits).call_deadline_s):
            readings = opened.adapter.metrics(external_ids)
        heed_losses(carrier, account.id or 0, opened)
        return _Answer(readings)
    except RateLimited as error:
        # The posts are asked again at their next time; throttled reading must not hold back publishing.
        log.info("metrics throttled", account=account.id)
        return _Answer([], error.code or "throttled")
    except AuthExpired as error:
        refresh_credentials(carrier, view, error.message)
        return _Answer([], error.code or "signed_out")
    except ChannelError as error:
        heed_refusal(carrier, account.id or 0, error, Ability.INSIGHTS)
        log.warning("metrics not read", account=account.id, code=error.code, kind=type(error).__name__)
        return _Answer([], error.code or type(error).__name__)


def _rests(carrier: Carrier, account: Account) -> bool:
    """Return True where the platform says that calls grow scarce, reading leaves the rest to publishing until the next nudge."""
    try:
        opened: OpenedAccount = carrier.open(account_view(account))
    except ChannelError:
        return True
    return isinstance(opened.adapter, Slows) and opened.adapter.rest() is not None


def _tell(
    session: Session,
    turn: _Turn,
    stated: Sequence[tuple[int, Reading]],
    before: Mapping[int, Mapping[str, MetricState]],
    now: datetime,
) -> None:
    answers: dict[int, dict[str, int | None]] = {}
    for post_id, reading in stated:
        answers.setdefault(post_id, {})[reading.metric] = reading.value
    # Told at the second silence: one empty answer is a platform's bad moment.
    gone = {
        post_id
        for post_id, answer in answers.items()
        if post_is_gone(answer, before.get(post_id, {}))
        and any(before[post_id][metric].doubt is Doubt.GONE for metric in answer if metric in before[post_id])
    }
    back = {post_id for post_id, answer in answers.items() if any(value is not None for value in answer.values())}
    if len(gone) > 1 and not back:
        tell_none_left(session, turn.account, now)
        return
    ages = {post.post_id: (now - post.published_at).total_seconds() / DAY_S for post in turn.posts}
    lost, there = vanished(answers, before, ages, metrics_of(turn.account.channel))
    tell_vanished(session, turn.account, lost, there, now)
    tell_gone(session, gone, back, now)


def _keep(
    session: Session,
    turn: _Turn,
    readings: Sequence[tuple[int, Reading]],
    before: Mapping[int, Mapping[str, MetricState]],
    now: datetime,
) -> int:
    """One row a metric that changed since it was last seen, so that idle posts cost nothing."""
    metrics = metrics_of(turn.account.channel)
    early = {post.post_id for post in turn.posts if post.published_at - now > SKEW}
    answers: dict[int, dict[str, int | None]] = {}
    for post_id, reading in readings:
        if not reading.metric.startswith("loa_"):
            answers.setdefault(post_id, {})[reading.metric] = reading.value
    gone = {post_id for post_id, answer in answers.items() if post_is_gone(answer, before.get(post_id, {}))}
    rows: list[dict[str, Any]] = []
    values = {
        post_id: {metric: said.good for metric, said in before.get(post_id, {}).items()} for post_id, _ in readings
    }
    for post_id, reading in readings:
        known = before.get(post_id, {}).get(reading.metric)
        own = reading.metric.startswith("loa_")
        judged = judge(
            reading.value, metrics.get(reading.metric), known, early=post_id in early, gone=post_id in gone and not own
        )
        if judged.counts:
            values[post_id][reading.metric] = judged.value
        if known is None or (known.value, known.doubt) != (judged.value, judged.doubt):
            rows.append(_row(post_id, reading, judged, now))
    if rows:
        session.connection().execute(insert(Sample), rows)
        changed = {row["post_id"] for row in rows}
        write_figures(session, {post_id: said for post_id, said in values.items() if post_id in changed}, now)
    return len(rows)


def _row(post_id: int, reading: Reading, judged: JudgedValue, now: datetime) -> dict[str, Any]:
    return {
        "post_id": post_id,
        "metric": reading.metric,
        "api_version": reading.api_version,
        "at": now,
        "value": judged.value,
        "doubt": judged.doubt,
    }
