"""What reading numbers may cost an account a day (`[reads.…]` of `config/metrics.toml`), and the day's plan that keeps within it.

A plan stretches the cadence of older posts first: they change least. What a day took is counted in the database before the call.
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from channels.midnight import midnight
from channels.outside import brought_by
from distributor.models import Post, ReadUse
from distributor.settings import CONFIG_FOLDER
from distributor.states import update_posts

DAY_S = 86_400
PLANNED_SHARE = 0.8
"""Of the budget; the rest is for what nobody plans: a platform's word that a post changed, and calls that are not full."""
OLDER_SHARE = 0.1
"""Of the planned budget that each band of older posts keeps, so that none is forgotten."""


@dataclass(frozen=True)
class SamplingPace:
    """Younger than `until_age_s`, ask every `every_s`."""

    until_age_s: float
    every_s: float


@dataclass(frozen=True)
class Reads:
    """The price of a reading: what one call and each post in it take of `a_day`. `fill_ahead_s`: posts due so soon come along
    in a call."""

    unit: str
    batch: int
    a_call: float
    a_post: float
    a_day: float
    fill_ahead_s: float
    resets_in: str

    def cost(self, posts: int) -> float:
        return self.a_call + self.a_post * posts if posts else 0.0

    def room(self, used: float) -> int:
        """Return how many posts one more call may ask for, at most a whole batch."""
        left = self.a_day - used - self.a_call
        if left < -1e-9:
            return 0
        return self.batch if not self.a_post else min(self.batch, int(left / self.a_post + 1e-9))


@cache
def reads_of(channel: str) -> Reads | None:
    """None: nobody said what it costs, and nothing holds it back."""
    table = tomllib.loads((CONFIG_FOLDER / "metrics.toml").read_text(encoding="utf-8"))["reads"].get(channel)
    table = table or brought_by(channel).reads or None
    if table is None:
        return None
    numbers = {key: float(table[key]) for key in ("a_call", "a_post", "a_day", "fill_ahead_s")}
    return Reads(unit=table["unit"], batch=int(table["batch"]), resets_in=table["resets_in"], **numbers)


def stretch(paces: Sequence[SamplingPace], posts: Sequence[float], reads: Reads) -> tuple[SamplingPace, ...]:
    """The cadence that a day's budget carries. `posts`: how many there are at any moment in each of the `paces`.

    Young posts have their share first; each older band keeps at least a little. What it asks in all is within the planned share.
    """
    one = reads.a_post + (2 * reads.a_call / reads.batch)  # calls are half full, on the average
    if one <= 0:
        return tuple(paces)
    left = reads.a_day * PLANNED_SHARE / one
    reserve = left * OLDER_SHARE
    planned = []
    for number, pace in enumerate(paces):
        older = sum(1 for count in posts[number + 1 :] if count > 0)
        wanted = posts[number] * DAY_S / pace.every_s
        given = min(wanted, max(0.0, left - reserve * older))
        left -= given
        planned.append(
            SamplingPace(pace.until_age_s, pace.every_s if given >= wanted else posts[number] * DAY_S / given)
        )
    return tuple(planned)


def posts_by_age(session: Session, account_id: int, now: datetime, paces: Sequence[SamplingPace]) -> list[float]:
    """Return how many published posts of the account are in each band; of a band shorter than a day, what the last day makes
    likely."""
    found, begin = [], 0.0
    for pace in paces:
        span = pace.until_age_s - begin
        oldest = begin + max(span, DAY_S)
        count = session.exec(
            select(func.count())
            .select_from(Post)
            .where(
                Post.account_id == account_id,
                col(Post.published_at) <= now - timedelta(seconds=begin),
                col(Post.published_at) > now - timedelta(seconds=oldest),
            )
        ).one()
        found.append(count * span / max(span, DAY_S))
        begin = pace.until_age_s
    return found


def day_of(reads: Reads, now: datetime) -> date:
    return now.astimezone(ZoneInfo(reads.resets_in)).date()


def opens_at(reads: Reads, now: datetime) -> datetime:
    """Return when the next day of the budget begins."""
    return midnight(reads.resets_in, now, days=1)


def use_of(session: Session, account_id: int, reads: Reads, now: datetime, paces: Sequence[SamplingPace]) -> ReadUse:
    """The day's row, held until the transaction ends; planned when the day has its first reading."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    key = {"account_id": account_id, "day": day_of(reads, now)}
    row = {**key, "calls": 0, "posts": 0, "cost": 0.0, "bands": []}
    session.connection().execute(dialect.insert(ReadUse).values(**row).on_conflict_do_nothing())
    use = session.exec(
        select(ReadUse).where(ReadUse.account_id == account_id, ReadUse.day == key["day"]).with_for_update()
    ).one()
    if not use.bands:
        use.bands = posts_by_age(session, account_id, now, paces)
        session.add(use)
    return use


def is_for_young(use: ReadUse, reads: Reads) -> bool:
    """Return True if what is left of the day is kept for posts younger than a day, whose numbers cannot be read later."""
    return use.cost >= reads.a_day * PLANNED_SHARE


def put_off(session: Session, use: ReadUse, reads: Reads, now: datetime, *, young: bool) -> bool:
    """Put off what is due to the next day, all of it or all but young posts; return True if this is the first time today."""
    until, first = opens_at(reads, now), use.full_until is None
    use.full_until = until
    session.add(use)
    session.flush()
    due = [col(Post.account_id) == use.account_id, col(Post.measure_at) <= now]
    if not young:
        due.append(col(Post.published_at) <= now - timedelta(seconds=DAY_S))
    update_posts(session, *due, measure_at=until)
    return first


def waits_until(session: Session, account_id: int, now: datetime) -> datetime | None:
    """Return until when the account's posts are not asked for numbers because the day's budget is used up."""
    return session.exec(
        select(func.max(ReadUse.full_until)).where(ReadUse.account_id == account_id, col(ReadUse.full_until) > now)
    ).one()
