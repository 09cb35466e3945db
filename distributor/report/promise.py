"""What the house promises the public, and day by day out of the ledger whether it was kept. Nothing is left out that went wrong.

1. A post is on time that is public within `within_s` of its planned time. One that never went out is not; what a person skipped,
   cancelled or took back before its time was never promised, and what people carry over by hand is theirs.
2. An item is planned in time that has a post with a slot within `planned_hours` of work from its publication.

Reads only. Days are Vietnam's and whole: today is not among them.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from statistics import median

from pydantic import BaseModel, ConfigDict
from sqlalchemy import func
from sqlalchemy import select as sql_select
from sqlmodel import Session, col, select

from distributor.calendar.holidays import holidays_of
from distributor.calendar.period import midnight
from distributor.cases.decide import answer_by
from distributor.cases.rules import rules_at
from distributor.cases.store import due_from
from distributor.clock import VIETNAM
from distributor.config_files import read_config
from distributor.labels import channel_label
from distributor.models import (
    Account,
    Case,
    CaseReply,
    CaseReplyState,
    Correction,
    CorrectionState,
    Intake,
    Item,
    Post,
    PostFigures,
    PostState,
    PostTransition,
)
from distributor.post_states import SHOWN_STATES
from distributor.settings import CONFIG_FOLDER

BY_HAND = "manual"
"""The channel of what people carry over."""
PROMISED = (
    *(PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED),
    *(PostState.EDITED, PostState.WITHDRAWN, PostState.FAILED, PostState.MISSED),
)


class PromiseRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    as_of: date
    source: str
    within_s: int
    on_time_share: float
    planned_hours: float
    planned_share: float
    days: int


@cache
def promise_rules() -> PromiseRules:
    return read_config(PromiseRules, CONFIG_FOLDER / "promise.toml")


@dataclass(frozen=True)
class DayKept:
    """`promised`: posts planned for the day; `late`: of them public, but later; `unsent`: not at all. `items`: of that day."""

    day: date
    promised: int = 0
    on_time: int = 0
    late: int = 0
    unsent: int = 0
    items: int = 0
    planned_in_time: int = 0
    corrections: int = 0

    @property
    def has_incident(self) -> bool:
        return bool(self.late or self.unsent or self.corrections)


@dataclass(frozen=True)
class ChannelReach:
    """None: the platform does not say. `posts`: published in the days."""

    channel: str
    label: str
    posts: int
    reach: int | None
    views: int | None
    clicks: int | None


@dataclass(frozen=True)
class Answered:
    """`asked`: questions that came in the days. `in_time`: of those answered, within the time that the office sets itself."""

    asked: int = 0
    answered: int = 0
    in_time: int = 0
    median_hours: float | None = None


@dataclass(frozen=True)
class PromiseKept:
    """`days`: the newest first."""

    rules: PromiseRules
    first: date
    last: date
    days: tuple[DayKept, ...]
    channels: tuple[ChannelReach, ...]
    answers: Answered

    def total(self, name: str) -> int:
        return sum(getattr(day, name) for day in self.days)

    @property
    def on_time_share(self) -> float | None:
        return _share(self.total("on_time"), self.total("promised"))

    @property
    def planned_share(self) -> float | None:
        return _share(self.total("planned_in_time"), self.total("items"))


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def promise_kept(session: Session, now: datetime) -> PromiseKept:
    rules, today = promise_rules(), now.astimezone(VIETNAM).date()
    first, last = today - timedelta(days=rules.days), today - timedelta(days=1)
    since, until = midnight(first), midnight(today)
    counted: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for planned, published in _promised_posts(session, since, until):
        of_day = counted[planned.astimezone(VIETNAM).date()]
        of_day["promised"] += 1
        of_day[_became(planned, published, rules)] += 1
    for at, planned_at in _items(session, since, until):
        of_day = counted[at.astimezone(VIETNAM).date()]
        of_day["items"] += 1
        of_day["planned_in_time"] += planned_at is not None and planned_at <= _by_work(at, rules)
    for at in _corrections(session, since, until):
        counted[at.astimezone(VIETNAM).date()]["corrections"] += 1
    days = [last - timedelta(days=back) for back in range(rules.days)]
    return PromiseKept(
        rules,
        first,
        last,
        tuple(DayKept(day, **counted[day]) for day in days),
        _reach(session, since, until),
        _answers(session, since, until),
    )


def _became(planned: datetime, published: datetime | None, rules: PromiseRules) -> str:
    if published is None:
        return "unsent"
    return "on_time" if published <= planned + timedelta(seconds=rules.within_s) else "late"


def _by_work(at: datetime, rules: PromiseRules) -> datetime:
    office = rules_at(at).office_hours
    return answer_by(at, rules.planned_hours, office, lambda day: any(each.off for each in holidays_of(day)))


def _promised_posts(session: Session, since: datetime, until: datetime) -> Iterable[tuple[datetime, datetime | None]]:
    """Planned and public. A slot that passed while nothing went out stays what was promised, wherever the post stands now."""
    planned = func.coalesce(Post.was_due_at, Post.slot_at)
    return session.exec(
        select(planned, Post.published_at)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(planned >= since, planned < until, col(Post.state).in_(PROMISED), Account.channel != BY_HAND)
    ).all()


def _items(session: Session, since: datetime, until: datetime) -> Sequence[tuple[datetime, datetime | None]]:
    """Return when each was published, and when a post of it first had a slot."""
    at = func.coalesce(Item.published_at, Item.first_seen_at)
    slotted = (
        select(Post.item_id, func.min(PostTransition.at).label("at"))
        .join(PostTransition, col(PostTransition.post_id) == col(Post.id))
        .where(col(PostTransition.to_state).in_([PostState.PLANNED, PostState.PUBLISHED]))
        .group_by(col(Post.item_id))
        .subquery()
    )
    return session.exec(
        select(at, slotted.c.at)
        .outerjoin(slotted, slotted.c.item_id == col(Item.id))
        .where(at >= since, at < until, Item.intake == Intake.TAKEN)
    ).all()


def _corrections(session: Session, since: datetime, until: datetime) -> Sequence[datetime]:
    done = (Correction.state == CorrectionState.APPROVED, col(Correction.decided_at) >= since)
    return [
        at for at in session.exec(select(Correction.decided_at).where(*done, col(Correction.decided_at) < until)) if at
    ]


def _reach(session: Session, since: datetime, until: datetime) -> tuple[ChannelReach, ...]:
    rows = session.execute(
        sql_select(
            col(Account.channel),
            func.count(col(Post.id)),
            func.sum(PostFigures.reach),
            func.sum(PostFigures.views),
            func.sum(PostFigures.clicks),
        )
        .join(Post, col(Post.account_id) == col(Account.id))
        .outerjoin(PostFigures, col(PostFigures.post_id) == col(Post.id))
        .where(
            col(Post.published_at) >= since,
            col(Post.published_at) < until,
            col(Post.state).in_(SHOWN_STATES),
        )
        .group_by(Account.channel)
        .order_by(func.count(col(Post.id)).desc(), Account.channel)
    ).all()
    return tuple(
        ChannelReach(channel, channel_label(channel), posts, _whole(reach), _whole(views), _whole(clicks))
        for channel, posts, reach, views, clicks in rows
    )


def _whole(value: int | None) -> int | None:
    """PostgreSQL's sum of whole numbers is a decimal."""
    return None if value is None else int(value)


def _answers(session: Session, since: datetime, until: datetime) -> Answered:
    sent = (
        select(CaseReply.case_id, func.min(CaseReply.sent_at).label("at"))
        .where(CaseReply.state == CaseReplyState.SENT)
        .group_by(col(CaseReply.case_id))
        .subquery()
    )
    rows = session.exec(
        select(Case.opened_at, sent.c.at)
        .outerjoin(sent, sent.c.case_id == col(Case.id))
        .where(col(Case.opened_at) >= since, col(Case.opened_at) < until)
    ).all()
    answered = [(opened, at) for opened, at in rows if at is not None]
    return Answered(
        asked=len(rows),
        answered=len(answered),
        in_time=sum(at <= due_from(opened) for opened, at in answered),
        median_hours=median((at - opened).total_seconds() / 3600 for opened, at in answered) if answered else None,
    )
