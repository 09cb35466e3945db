"""What reading citizens' comments, and answering them, may take of an account: `[comments.CHANNEL]` of `config/replies.toml`.

Counted in the database before the call, as the most that it may take; what it did take is written down after it. An account whose
channel costs money is read only once somebody has said how much a month (`cap`), and never beyond it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from channels.midnight import midnight
from channels.tables import Table, content_of, table_of
from distributor.cases.rules import FILE
from distributor.measure.collect import SamplingPace
from distributor.models import Account, ReadUse

TINY = 1e-9


@dataclass(frozen=True)
class TalkAllowance:
    """`a_reading`: the most that one takes. `reading_share`: of `a_day`, for readings; replies have all that is left of it.

    `cap`: the account's setting that says how much a month; empty: `a_day` counts. `overlap_s`: a reading begins so long before
    the last one did, for each comment that is read again costs again; 0: at the post's beginning. `paces`: own ones, or none.
    """

    a_reading: float
    a_reply: float
    a_day: float
    reading_share: float
    cap: str
    overlap_s: int
    resets_in: str
    paces: tuple[SamplingPace, ...]


@cache
def allowance_of(channel: str) -> TalkAllowance | None:
    """None: nobody said what it costs, and nothing holds it back. Raises Misconfigured."""
    tables = content_of(FILE).get("comments")
    if not isinstance(tables, Mapping) or channel not in tables:
        return None
    table: Table = table_of(FILE, "comments").table(channel)
    table.day("as_of")
    table.text("source")
    return TalkAllowance(
        a_reading=table.number("a_reading"),
        a_reply=table.number("a_reply"),
        a_day=table.number("a_day"),
        reading_share=table.number("reading_share"),
        cap=table.text("cap") if table.has("cap") else "",
        overlap_s=table.whole("overlap_s"),
        resets_in=table.text("resets_in"),
        paces=tuple(
            SamplingPace(entry.number("until_age_s"), entry.number("every_s")) for entry in table.tables("cadence")
        ),
    )


def cap_of(allowance: TalkAllowance, settings: Mapping[str, Any]) -> float | None:
    """Return how much a month an account with these settings may take; None where nobody has said so."""
    said = settings.get(allowance.cap)
    try:
        cap = float(str(said).replace(",", "."))
    except ValueError:
        return None
    return cap if 0 < cap < float("inf") else None


def may_be_read(account: Account) -> bool:
    """Return True if anybody has said that the account's comments may be read; where it costs no money, nobody need."""
    allowance = allowance_of(account.channel)
    return allowance is None or not allowance.cap or cap_of(allowance, account.settings) is not None


def take_reading(session: Session, account: Account, allowance: TalkAllowance, now: datetime) -> datetime | None:
    """Set aside what one reading takes at most. Until when there is not so much left; None: it may be read now."""
    if allowance.cap:
        left = (cap_of(allowance, account.settings) or 0.0) - _of_month(session, account, allowance, now)
        until = _next_month(allowance, now)
    else:
        left = allowance.a_day * allowance.reading_share - _of_day(session, account, allowance, now)
        until = midnight(allowance.resets_in, now, days=1)
    return _take(session, account, allowance, allowance.a_reading, left, now, until)


def take_reply(session: Session, account: Account, allowance: TalkAllowance, now: datetime) -> datetime | None:
    """Set aside what one reply takes. Until when there is not so much left of the day; None: it may go out now."""
    if allowance.a_reply <= 0:
        return None
    left = allowance.a_day - _of_day(session, account, allowance, now)
    return _take(session, account, allowance, allowance.a_reply, left, now, midnight(allowance.resets_in, now, days=1))


def give_back(session: Session, account_id: int, day: date, unused: float) -> None:
    """Give back what was set aside on that day and not needed."""
    session.connection().execute(
        update(ReadUse)
        .where(col(ReadUse.account_id) == account_id, col(ReadUse.day) == day)
        .values(comments=col(ReadUse.comments) - unused)
    )


def day_of(allowance: TalkAllowance, now: datetime) -> date:
    return now.astimezone(ZoneInfo(allowance.resets_in)).date()


def _take(
    session: Session,
    account: Account,
    allowance: TalkAllowance,
    wanted: float,
    left: float,
    now: datetime,
    until: datetime,
) -> datetime | None:
    if wanted > left + TINY:
        return until
    give_back(session, account.id or 0, day_of(allowance, now), -wanted)
    return None


def _of_day(session: Session, account: Account, allowance: TalkAllowance, now: datetime) -> float:
    return _sum(session, account, allowance, now, day_of(allowance, now))


def _of_month(session: Session, account: Account, allowance: TalkAllowance, now: datetime) -> float:
    return _sum(session, account, allowance, now, day_of(allowance, now).replace(day=1))


def _sum(session: Session, account: Account, allowance: TalkAllowance, now: datetime, first: date) -> float:
    """Add up what was used since `first`. Today's row is there, and held until the transaction ends."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    key = {"account_id": account.id, "day": day_of(allowance, now)}
    row: dict[str, object] = {**key, "calls": 0, "posts": 0, "cost": 0.0, "comments": 0.0, "bands": []}
    session.connection().execute(dialect.insert(ReadUse).values(**row).on_conflict_do_nothing())
    session.exec(
        select(ReadUse).where(ReadUse.account_id == account.id, ReadUse.day == key["day"]).with_for_update()
    ).one()
    since = select(func.sum(col(ReadUse.comments))).where(ReadUse.account_id == account.id, col(ReadUse.day) >= first)
    return session.exec(since).one() or 0.0


def _next_month(allowance: TalkAllowance, now: datetime) -> datetime:
    today = day_of(allowance, now)
    first = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return midnight(allowance.resets_in, now, days=(first - today).days)
