"""Who takes our feeds, estimated: programs that fetch for many announce for how many; the others are counted by day.

An address is never kept. What is kept of it is HMAC(the day's salt and the home's key, feed + address + program), so that who
steals the database alone can try out no addresses, and two feeds of one day cannot be joined; hash and salt are deleted when the
day is counted, and nobody, we included, can then tell whether two days had the same visitor.
"""

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

import sqlalchemy as sa
from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, func, select

from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.measure.clicks import LATE, empty_the_log, place_of, vietnam_day
from distributor.measure.own import OWN_VERSION
from distributor.measure.settings import feeds
from distributor.models import Account, AccountSample, AccountState, FeedFetch, FeedSalt, Post, PostMedia

READERS, FETCHERS, DOWNLOADS = "loa_feed_readers", "loa_feed_fetchers", "loa_feed_downloads"
_ANNOUNCED = re.compile(r"\b(\d{1,9}) (?:subscriber|reader)s?\b", re.IGNORECASE)
_CRAWLER = re.compile(r"(?<!cu)bot\b|crawler|spider|slurp|preview", re.IGNORECASE)
_DOWNLOAD = "tai:"
_HASH_LENGTH = 32


@dataclass(frozen=True)
class FeedReader:
    """`name`: of a program that fetches for many, empty for one that speaks for itself. `readers`: what it announces."""

    name: str
    readers: int


def fetcher_of(user_agent: str) -> FeedReader | None:
    """None for a machine that reads for nobody. Pure."""
    rules = feeds()
    program = next((name for name in rules.aggregators if name.lower() in user_agent.lower()), "")
    if program:
        said = _ANNOUNCED.search(user_agent)
        readers = int(said[1]) if said else 0
        return FeedReader(program, readers if readers <= rules.most_readers else 0)
    return None if not user_agent or _CRAWLER.search(user_agent) else FeedReader("", 0)


def fetch_is_counted(
    session: Session, account_id: int, now: datetime, *, secret: bytes, address: str, user_agent: str
) -> bool:
    """Return True if `record_fetch` would change nothing. Only reads: most readers come again many times a day."""
    fetcher = fetcher_of(user_agent)
    if fetcher is None:
        return True
    day, name = vietnam_day(now), fetcher.name
    if not name:
        salt = session.exec(select(FeedSalt.salt).where(FeedSalt.day == day)).first()
        if salt is None:
            return False
        name = _hash(salt, secret, _told(account_id, address, user_agent))
    known = session.exec(
        select(FeedFetch.readers).where(
            FeedFetch.account_id == account_id, FeedFetch.day == day, FeedFetch.fetcher == name
        )
    ).first()
    return known is not None and known >= fetcher.readers


def record_fetch(
    session: Session, account_id: int, now: datetime, *, secret: bytes, address: str, user_agent: str
) -> None:
    """Somebody took the feed. `secret`: the home's key. Never commits."""
    fetcher = fetcher_of(user_agent)
    if fetcher is None:
        return
    day = vietnam_day(now)
    name = fetcher.name or _hashed(session, day, secret, _told(account_id, address, user_agent))
    _count(session, account_id, day, name, fetcher.readers)


def record_download(
    session: Session, sha256: str, now: datetime, *, secret: bytes, address: str, user_agent: str
) -> None:
    """Somebody began to take a video of ours, from outside our own pages. `secret`: the home's key. Never commits."""
    if fetcher_of(user_agent) is None:
        return
    day = vietnam_day(now)
    accounts = session.exec(
        select(Post.account_id)
        .join(PostMedia, col(PostMedia.post_id) == col(Post.id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(PostMedia.sha256 == sha256, Account.channel == "rss")
        .distinct()
    ).all()
    for account_id in accounts:
        told = f"{account_id}\n{sha256}\n{place_of(address)}\n{user_agent}"
        name = _DOWNLOAD + _hashed(session, day, secret, told)
        _count(session, account_id, day, name, 0)


def _told(account_id: int, address: str, user_agent: str) -> str:
    return f"{account_id}\n{place_of(address)}\n{user_agent}"


def _count(session: Session, account_id: int, day: date, fetcher: str, readers: int) -> None:
    if fetcher not in feeds().aggregators and _is_full(session, account_id, day, fetcher):
        return
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(FeedFetch).values(account_id=account_id, day=day, fetcher=fetcher, readers=readers)
    more = case(
        (col(FeedFetch.readers) > statement.excluded.readers, col(FeedFetch.readers)), else_=statement.excluded.readers
    )
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["account_id", "day", "fetcher"], set_={"readers": more})
    )


def _is_full(session: Session, account_id: int, day: date, fetcher: str) -> bool:
    """Return True if the feed's day has as many as are told apart, and this is none of them."""
    counted = select(FeedFetch.fetcher).where(FeedFetch.account_id == account_id, FeedFetch.day == day)
    if session.exec(counted.where(FeedFetch.fetcher == fetcher)).first() is not None:
        return False
    return session.exec(counted.offset(feeds().most_counted - 1).limit(1)).first() is not None


def _hashed(session: Session, day: date, secret: bytes, told: str) -> str:
    salt = session.exec(select(FeedSalt.salt).where(FeedSalt.day == day)).first()
    if salt is None:
        dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
        fresh = dialect.insert(FeedSalt).values(day=day, salt=secrets.token_bytes(32))
        session.connection().execute(fresh.on_conflict_do_nothing())
        salt = session.exec(select(FeedSalt.salt).where(FeedSalt.day == day)).one()
    return _hash(salt, secret, told)


def _hash(salt: bytes, secret: bytes, told: str) -> str:
    key = hmac.digest(secret, b"loa: fetchers of a day" + salt, hashlib.sha256)
    return hmac.digest(key, told.encode("utf-8", "replace"), hashlib.sha256).hex()[:_HASH_LENGTH]


class _CountedElsewhere(Exception):
    """Another sweep has counted the day, or something came in meanwhile."""


def count_days(database: Database, now: datetime) -> int:
    """Days that are over become numbers, and what they were counted from is deleted. Returns how many days.

    Opens its own short transactions, one a day. On SQLite the deleted bytes are overwritten too.
    """
    today = vietnam_day(now - LATE)
    with database.read() as session:
        days = session.exec(select(col(FeedFetch.day)).where(FeedFetch.day < today).distinct()).all()
        salts = session.exec(select(col(FeedSalt.day)).where(FeedSalt.day < today)).all()
    counted = 0
    for day in sorted({*days, *salts}):
        try:
            with database.write() as session:
                counted += _count_day(session, day)
        except _CountedElsewhere:
            continue
    if database.is_sqlite and (days or salts):
        empty_the_log(database)
    return counted


def _count_day(session: Session, day: date) -> bool:
    """Count a day; return True if there was something to count."""
    if session.get_bind().dialect.name == "sqlite":
        session.connection().exec_driver_sql("PRAGMA secure_delete = ON")
    fetcher = col(FeedFetch.fetcher)
    single = func.length(fetcher) == _HASH_LENGTH
    rows = session.connection().execute(
        sa.select(
            col(FeedFetch.account_id),
            func.count(),
            func.sum(col(FeedFetch.readers)),
            func.sum(case((single, 1), else_=0)),
            func.sum(case((fetcher.startswith(_DOWNLOAD), 1), else_=0)),
        )
        .where(col(FeedFetch.day) == day)
        .group_by(col(FeedFetch.account_id))
    )
    counts = {account_id: numbers for account_id, *numbers in rows}
    # Of two sweeps the second waits here for the first, finds nothing more to delete, and writes nothing.
    deleted = session.connection().execute(delete(FeedFetch).where(col(FeedFetch.day) == day)).rowcount
    if deleted != sum(number for number, *_ in counts.values()):
        raise _CountedElsewhere
    session.connection().execute(delete(FeedSalt).where(col(FeedSalt.day) == day))
    if not counts:
        return False
    at = datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC) - timedelta(seconds=1)
    accounts = session.exec(
        select(Account.id).where(Account.channel == "rss", Account.state != AccountState.CLOSED)
    ).all()
    for account_id in accounts:
        values = zip((READERS, FETCHERS, DOWNLOADS), counts.get(account_id, (0, 0, 0, 0))[1:], strict=True)
        session.add_all(
            AccountSample(account_id=account_id or 0, metric=name, api_version=OWN_VERSION, at=at, value=value)
            for name, value in values
        )
    return True
