"""From the database: which trials speak for an account, its best times for staff, its choice for a post. Reads only."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
from sqlmodel import Session, col, select

from distributor.calendar.period import WEEKDAYS
from distributor.clock import VIETNAM
from distributor.learn.beliefs import Beliefs, PostOutcome, Subject
from distributor.learn.choices import decided
from distributor.learn.settings import LearningSettings, learning_settings
from distributor.learn.times import (
    HALF_HOURS,
    ChosenHour,
    Suggestion,
    counted,
    lifts,
    not_known,
    pick,
    suggest,
)
from distributor.learn.wordings import WordingSuggestion, choose_wording, suggest_wordings
from distributor.models import Account, PostTrial, TimeChoice, TrialOutcome
from phrases import phrase

CHOSEN, PINNED = phrase("learn.chosen-by-loa"), phrase("learn.pinned-by-staff")
"""With these words the reasons of an hour begin; rows of older versions have nothing but the words."""
HOURS = ("learn.hour.chosen", "learn.hour.tried", "learn.hour.pinned")
"""The codes of those reasons."""


@dataclass(frozen=True)
class BestTimes:
    """The best times of an account for a kind, as far as they are known. `words`: why there is no suggestion; empty where there
    is one.

    `posts`: of the account, counted; `others`: other accounts' that it leans on; `left_out`: the account's posts whose numbers
    do not count, by outcome. `week`: weekday × hour, each hour's lift over the average; empty while nothing is known.
    """

    account_id: int
    kind: str
    off: bool
    suggestions: tuple[Suggestion, ...]
    words: str
    pinned: tuple[TimeChoice, ...]
    refused: tuple[TimeChoice, ...]
    posts: int
    others: int
    left_out: dict[TrialOutcome, int]
    week: tuple[tuple[float, ...], ...]


@dataclass(frozen=True)
class Foreseen:
    """A choice that was made before the transaction that uses it, and what it was made of: good while that is the same."""

    subject: Subject
    allowed: tuple[datetime, ...]
    seed: str
    choice: ChosenHour


def best_times(session: Session, account_id: int, kind: str, now: datetime) -> BestTimes:
    """Return the account's best times. `kind` empty: of all kinds. The caller has seen to it that this person may see the
    account."""
    settings = learning_settings()
    account = session.get_one(Account, account_id)
    beliefs = beliefs_of(session, Subject(account_id, account.channel, kind), now, settings)
    stands = decided(session, account_id, kind)
    own, others = counted(beliefs)
    allowed = frozenset(stands.allowed(HALF_HOURS))
    found = suggest(beliefs, settings.telling, allowed)
    known = own + others >= settings.telling.least_posts
    return BestTimes(
        account_id=account_id,
        kind=kind,
        off=stands.off,
        suggestions=found,
        words="" if found else not_known(own, others, settings.telling),
        pinned=stands.pinned,
        refused=stands.refused,
        posts=own,
        others=others,
        left_out=_left_out(session, account_id, now, settings),
        week=_week(beliefs, settings) if known else (),
    )


def choose_slot(
    session: Session,
    subject: Subject,
    candidates: Sequence[datetime],
    now: datetime,
    seed: str,
    foreseen: Foreseen | None = None,
) -> Foreseen | None:
    """One of the allowed instants; None where staff switched best times off, or refused them all. `seed`: of the post.

    `foreseen`: what this answered a moment ago. Where nothing else is allowed by now it stands, and nothing is reckoned again.
    """
    stands = decided(session, subject.account_id, subject.kind)
    if stands.off:
        return None
    allowed = tuple(stands.allowed(candidates))
    if pinned := stands.wanted(allowed):
        return Foreseen(subject, allowed, seed, _pinned(pinned[0]))
    if not allowed:
        return None
    if foreseen is not None and (foreseen.subject, foreseen.allowed, foreseen.seed) == (subject, allowed, seed):
        return foreseen
    settings = learning_settings()
    beliefs = beliefs_of(session, subject, now, settings)
    choice = pick(beliefs, allowed, settings.choosing, settings.telling, random_of(seed))
    return Foreseen(subject, allowed, seed, choice)


def best_wordings(
    session: Session, subject: Subject, variants: Sequence[str], now: datetime
) -> tuple[WordingSuggestion, ...]:
    """Return what is known of a template's wordings. `variants`: of the template, "" for its first wording."""
    settings = learning_settings()
    trials = trials_for(session, subject, now, settings, clicks=True)
    return suggest_wordings(Beliefs(trials, subject, now, settings.model), variants, settings.telling)


def wording_for(session: Session, subject: Subject, variants: Sequence[str], now: datetime, seed: str) -> str:
    """One of the wordings for a new post."""
    settings = learning_settings()
    trials = trials_for(session, subject, now, settings, clicks=True)
    beliefs = Beliefs(trials, subject, now, settings.model)
    return choose_wording(beliefs, variants, settings.choosing, random_of(f"wording {seed}"))[0]


def random_of(seed: str) -> np.random.Generator:
    """The same for the same post, whoever asks and whenever."""
    return np.random.default_rng(list(hashlib.sha256(seed.encode()).digest()))


def beliefs_of(session: Session, subject: Subject, now: datetime, settings: LearningSettings) -> Beliefs:
    return Beliefs(trials_for(session, subject, now, settings), subject, now, settings.model)


def trials_for(
    session: Session, subject: Subject, now: datetime, settings: LearningSettings, *, clicks: bool = False
) -> list[PostOutcome]:
    """The newest that count: the account's own, others on its channel, other channels'. Three short reads by index.

    `clicks`: by how often their links were opened, not by how many they reached.
    """
    model = settings.model
    counts = (
        (col(PostTrial.clicks).is_not(None),)
        if clicks
        else (col(PostTrial.outcome) == TrialOutcome.COUNTED, col(PostTrial.value).is_not(None))
    )
    since = now - timedelta(days=4 * model.memory_days)
    found: list[PostTrial] = []
    for of, most in (
        ((PostTrial.account_id == subject.account_id,), model.most_own),
        (
            (PostTrial.channel == subject.channel, PostTrial.account_id != subject.account_id),
            model.most_of_channel,
        ),
        ((PostTrial.channel != subject.channel,), model.most_others),
    ):
        found += session.exec(
            select(PostTrial)
            .where(
                *of,
                PostTrial.said_at > since,
                PostTrial.said_at <= now,
                *counts,
            )
            .order_by(col(PostTrial.said_at).desc(), col(PostTrial.post_id))
            .limit(most)
        ).all()
    if clicks:
        return [
            PostOutcome(row.account_id, row.channel, row.kind, row.said_at, row.clicks or 0.0, row.variant)
            for row in found
        ]
    # An account's numbers are compared with each other only where they are the same figure: the one that it states today.
    figures: dict[int, str] = {}
    for row in sorted(found, key=lambda row: row.said_at, reverse=True):
        figures.setdefault(row.account_id, row.figure)
    return [
        PostOutcome(row.account_id, row.channel, row.kind, row.said_at, row.value or 0.0, row.variant)
        for row in found
        if row.figure == figures[row.account_id]
    ]


def _pinned(at: datetime) -> ChosenHour:
    local = at.astimezone(VIETNAM)
    return ChosenHour(
        at, False, None, phrase("learn.hour.pinned", weekday=WEEKDAYS[local.weekday()], at=f"{local:%H:%M}")
    )


def _left_out(session: Session, account_id: int, now: datetime, settings: LearningSettings) -> dict[TrialOutcome, int]:
    since = now - timedelta(days=settings.model.memory_days)
    found: dict[TrialOutcome, int] = {}
    for outcome in session.exec(
        select(PostTrial.outcome).where(
            PostTrial.account_id == account_id,
            PostTrial.said_at > since,
            PostTrial.outcome != TrialOutcome.COUNTED,
        )
    ):
        found[TrialOutcome(outcome)] = found.get(TrialOutcome(outcome), 0) + 1
    return found


def _week(beliefs: Beliefs, settings: LearningSettings) -> tuple[tuple[float, ...], ...]:
    lift, _ = lifts(beliefs, HALF_HOURS[::2], settings.telling)
    return tuple(tuple(round(float(value), 4) for value in lift[24 * day : 24 * day + 24]) for day in range(7))
