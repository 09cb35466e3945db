"""Settling: what each post had reached at the age at which posts are compared becomes its one trial, which then stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.db import Database
from distributor.learn.settings import LearningSettings, Settling, learning_settings
from distributor.learn.valuing import PostWorth, Stated, worth_at
from distributor.measure.figures import derivations
from distributor.models import (
    Account,
    AccountReading,
    Doubt,
    Item,
    Post,
    PostState,
    PostTransition,
    PostTrial,
    Sample,
    TrialOutcome,
)
from distributor.post_states import EVER_SHOWN_STATES

AT_ONCE = 100
CLICKS = "clicks"
OWN = "loa_"
"""How metrics begin that Loa counts itself: nobody has to be heard for them."""

NO_NUMBER = (Doubt.NEGATIVE, Doubt.HUGE)
"""That the platform said such a thing is known; what it said is not kept."""
PASSED_OVER = (Doubt.FALLING, Doubt.EARLY)
"""Of these the next answer tells; as if nobody had asked."""


@dataclass(frozen=True)
class _Due:
    post_id: int
    unit_id: int
    account_id: int
    channel: str
    kind: str
    variant: str
    slot_at: datetime | None
    said_at: datetime
    sandbox: bool


def settle_trials(database: Database, now: datetime, *, sandbox: bool) -> int:
    """Settle every post that has reached its age and of which it is known, or certain that it will not be. How many were settled.

    Opens its own short transactions. Harmless at any time: a post that is settled stays as it is.
    """
    settings, settled = learning_settings(), 0
    with database.read() as session:
        due = _due(session, now, settings, sandbox=sandbox)
        # Once for all of them: it looks through the numbers of eight days.
        heard = _last_heard(session, {one.account_id for one in due}, now) if due else {}
    for some in _batches(due):
        with database.read() as session:
            rows = _rows(session, some, heard, now, settings)
        if rows:
            with database.write() as session:
                settled += _keep(session, rows)
    return settled


def _batches(due: Sequence[_Due]) -> list[tuple[_Due, ...]]:
    return [tuple(due[start : start + AT_ONCE]) for start in range(0, len(due), AT_ONCE)]


def _due(session: Session, now: datetime, settings: LearningSettings, *, sandbox: bool) -> list[_Due]:
    youngest = min(settings.settling.age_s, settings.sandbox_settling.age_s)
    rows = session.exec(
        select(Post, Account, Item.kind)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .join(PostTrial, col(PostTrial.post_id) == col(Post.id), isouter=True)
        .where(
            col(PostTrial.post_id).is_(None),
            col(Post.published_at) <= now - timedelta(seconds=youngest),
            col(Post.published_at) > now - timedelta(days=settings.settling.look_back_days),
            col(Post.state).in_(EVER_SHOWN_STATES),
        )
        .order_by(col(Post.published_at), col(Post.id))
    )
    found = []
    for post, account, kind in rows:
        assert post.id is not None and post.published_at is not None  # noqa: S101, PT018 - asked for
        fast = sandbox or bool(account.settings.get("endpoint"))
        if post.published_at + timedelta(seconds=settings.settles(sandbox=fast).age_s) <= now:
            found.append(
                _Due(
                    post.id,
                    post.unit_id,
                    post.account_id,
                    account.channel,
                    kind,
                    post.variant,
                    post.slot_at,
                    post.published_at,
                    fast,
                )
            )
    return found


def _rows(
    session: Session, due: Sequence[_Due], heard: Mapping[int, datetime], now: datetime, settings: LearningSettings
) -> list[dict[str, Any]]:
    ids = [one.post_id for one in due]
    samples: dict[int, list[Sample]] = {}
    for sample in session.exec(
        select(Sample)
        .where(col(Sample.post_id).in_(ids), col(Sample.doubt).not_in(PASSED_OVER))
        .order_by(col(Sample.at), col(Sample.id))
    ):
        samples.setdefault(sample.post_id, []).append(sample)
    withdrawn = dict(
        session.exec(
            select(PostTransition.post_id, func.min(PostTransition.at))
            .where(col(PostTransition.post_id).in_(ids), PostTransition.to_state == PostState.WITHDRAWN.value)
            .group_by(col(PostTransition.post_id))
        ).all()
    )
    rows = []
    for one in due:
        row = _trial(
            one, samples.get(one.post_id, []), withdrawn.get(one.post_id), heard.get(one.account_id), now, settings
        )
        if row is not None:
            rows.append(row)
    return rows


def _last_heard(session: Session, account_ids: set[int], now: datetime) -> dict[int, datetime]:
    """Account → when a platform last answered for it.

    An account's word stands for all its posts: platforms are asked for dozens of posts at once, and what rests writes no sample,
    so for a single post nothing tells that it was asked. Where one batch of an account failed and another did not, a post of the
    failed one settles with the value it had, too low by what came since; it is not settled a second time (`docs/learning.md`).

    Where every post rests, no sample is written, and only the account's own row tells that it was asked; what was measured before
    there were such rows, samples tell.
    """
    since = now - timedelta(days=8)
    stated = session.exec(
        select(Post.account_id, func.max(Sample.at))
        .join(Sample, col(Sample.post_id) == col(Post.id))
        .where(
            col(Post.account_id).in_(account_ids),
            col(Post.published_at) > since,
            col(Sample.value).is_not(None),
            ~col(Sample.metric).startswith(OWN, autoescape=True),
        )
        .group_by(col(Post.account_id))
    ).all()
    answered = session.exec(
        select(AccountReading.account_id, AccountReading.answered_at).where(
            col(AccountReading.account_id).in_(account_ids)
        )
    ).all()
    heard = dict(stated)
    for account_id, at in answered:
        if at is not None:
            heard[account_id] = max(at, heard.get(account_id, at))
    return heard


def _trial(
    one: _Due,
    samples: Sequence[Sample],
    withdrawn_at: datetime | None,
    heard_at: datetime | None,
    now: datetime,
    settings: LearningSettings,
) -> dict[str, Any] | None:
    settling = settings.settles(sandbox=one.sandbox)
    moment = one.said_at + timedelta(seconds=settling.age_s)
    clicks = _worth(samples, one.channel, CLICKS, moment, now, settling, heard_at)
    if withdrawn_at is not None and withdrawn_at <= moment:
        return _row(one, PostWorth(TrialOutcome.GONE), "", None, now)
    figure, worth = "", clicks
    for name in settings.seen_on(one.channel):
        figure, worth = name, _worth(samples, one.channel, name, moment, now, settling, heard_at)
        if worth is None or worth.outcome is not TrialOutcome.UNSAID:
            break
    resting = now < moment + timedelta(seconds=settling.rest_s)
    if worth is None or (clicks is None and resting):
        return None
    return _row(one, worth, figure, clicks.value if clicks else None, now)


def _worth(
    samples: Sequence[Sample],
    channel: str,
    figure: str,
    moment: datetime,
    now: datetime,
    settling: Settling,
    heard_at: datetime | None,
) -> PostWorth | None:
    """Return a post's worth. Of a figure that is a sum: each part's worth; a part that nobody stated is left out, as in the
    common view."""
    metrics = derivations().get(channel, derivations()["*"])[figure]
    parts = []
    for metric in metrics:
        own = metric.startswith(OWN)
        worth = worth_at(
            [
                Stated(sample.at, sample.value, wrong=sample.doubt in NO_NUMBER)
                for sample in samples
                if sample.metric == metric
            ],
            moment,
            now,
            settling,
            asked=[sample.at for sample in samples if own or not sample.metric.startswith(OWN)],
            heard=own or (heard_at is not None and heard_at > moment),
        )
        if worth is None:
            return None
        if worth.outcome is not TrialOutcome.UNSAID:
            parts.append(worth)
    if not parts:
        return PostWorth(TrialOutcome.UNSAID)
    uncounted = [worth for worth in parts if worth.value is None]
    if uncounted:
        return uncounted[0]
    return PostWorth(TrialOutcome.COUNTED, sum(worth.value or 0.0 for worth in parts))


def _row(one: _Due, worth: PostWorth, figure: str, clicks: float | None, now: datetime) -> dict[str, Any]:
    return {
        "post_id": one.post_id,
        "unit_id": one.unit_id,
        "account_id": one.account_id,
        "channel": one.channel,
        "kind": one.kind,
        "variant": one.variant,
        "slot_at": one.slot_at,
        "said_at": one.said_at,
        "outcome": worth.outcome,
        "figure": figure,
        "value": worth.value,
        "clicks": clicks,
        "settled_at": now,
    }


def _keep(session: Session, rows: Sequence[Mapping[str, Any]]) -> int:
    """Another worker may have been first: its row stands."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    there = set(
        session.exec(
            select(PostTrial.post_id).where(col(PostTrial.post_id).in_([row["post_id"] for row in rows]))
        ).all()
    )
    fresh = [dict(row) for row in rows if row["post_id"] not in there]
    if fresh:
        session.connection().execute(
            dialect.insert(PostTrial).on_conflict_do_nothing(index_elements=["post_id"]), fresh
        )
    return len(fresh)
