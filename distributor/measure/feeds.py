"""Who takes our feeds, estimated: programs that fetch for many announce for how many; the others are counted by day.

An address is never kept. What is kept of it is a hash under the day's own salt; hash and salt are deleted when the day is
counted, and nobody, we included, can then tell whether two days had the same visitor.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.measure.own import OWN_VERSION
from distributor.measure.settings import feeds
from distributor.models import Account, AccountSample, AccountState, FeedFetch, FeedSalt, Post, PostMedia

READERS, FETCHERS, DOWNLOADS = "loa_feed_readers", "loa_feed_fetchers", "loa_feed_downloads"
_ANNOUNCED = re.compile(r"\b(\d{1,9}) (?:subscriber|reader)s?\b", re.IGNORECASE)
_CRAWLER = re.compile(r"(?<!cu)bot\b|crawler|spider|slurp|preview", re.IGNORECASE)
_DOWNLOAD = "tai:"
_HASH_LENGTH = 32


@dataclass(frozen=True)
class Fetcher:
    """`name`: of a program that fetches for many, empty for one that speaks for itself. `readers`: what it announces."""

    name: str
    readers: int


def fetcher_of(user_agent: str) -> Fetcher | None:
    """None for a machine that reads for nobody. Pure."""
    rules = feeds()
    program = next((name for name in rules.aggregators if name.lower() in user_agent.lower()), "")
    if program:
        said = _ANNOUNCED.search(user_agent)
        readers = int(said[1]) if said else 0
        return Fetcher(program, readers if readers <= rules.most_readers else 0)
    return None if not user_agent or _CRAWLER.search(user_agent) else Fetcher("", 0)


def record_fetch(session: Session, account_id: int, now: datetime, *, address: str, user_agent: str) -> None:
    """Somebody took the feed. Never commits."""
    fetcher = fetcher_of(user_agent)
    if fetcher is None:
        return
    day = now.astimezone(VIETNAM).date()
    name = fetcher.name or _hashed(session, day, address, user_agent)
    _count(session, account_id, day, name, fetcher.readers)


def record_download(session: Session, sha256: str, now: datetime, *, address: str, user_agent: str) -> None:
    """Somebody began to take a video of ours, from outside our own pages. Never commits."""
    if fetcher_of(user_agent) is None:
        return
    day = now.astimezone(VIETNAM).date()
    accounts = session.exec(
        select(Post.account_id)
        .join(PostMedia, col(PostMedia.post_id) == col(Post.id))
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(PostMedia.sha256 == sha256, Account.channel == "rss")
        .distinct()
    ).all()
    for account_id in accounts:
        name = _DOWNLOAD + _hashed(session, day, address, f"{user_agent}\n{sha256}")
        _count(session, account_id, day, name, 0)


def _count(session: Session, account_id: int, day: date, fetcher: str, readers: int) -> None:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(FeedFetch).values(account_id=account_id, day=day, fetcher=fetcher, readers=readers)
    more = case(
        (col(FeedFetch.readers) > statement.excluded.readers, col(FeedFetch.readers)), else_=statement.excluded.readers
    )
    session.connection().execute(
        statement.on_conflict_do_update(index_elements=["account_id", "day", "fetcher"], set_={"readers": more})
    )


def _hashed(session: Session, day: date, address: str, user_agent: str) -> str:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    fresh = dialect.insert(FeedSalt).values(day=day, salt=secrets.token_bytes(32))
    session.connection().execute(fresh.on_conflict_do_nothing())
    salt = session.exec(select(FeedSalt.salt).where(FeedSalt.day == day)).one()
    return hashlib.blake2b(f"{address}\n{user_agent}".encode(), key=salt).hexdigest()[:_HASH_LENGTH]


def count_days(session: Session, now: datetime) -> int:
    """Days that are over become numbers, and what they were counted from is deleted. Returns how many days. Never commits."""
    today = now.astimezone(VIETNAM).date()
    days = session.exec(select(col(FeedFetch.day)).where(FeedFetch.day < today).distinct()).all()
    accounts = session.exec(
        select(Account.id).where(Account.channel == "rss", Account.state != AccountState.CLOSED)
    ).all()
    for day in days:
        rows = session.exec(select(FeedFetch).where(FeedFetch.day == day)).all()
        at = datetime.combine(day + timedelta(days=1), time(), VIETNAM).astimezone(UTC) - timedelta(seconds=1)
        for account_id in accounts:
            own = [row for row in rows if row.account_id == account_id]
            single = [row for row in own if len(row.fetcher) == _HASH_LENGTH]
            downloads = [row for row in own if row.fetcher.startswith(_DOWNLOAD)]
            values = {
                READERS: sum(row.readers for row in own),
                FETCHERS: len(single),
                DOWNLOADS: len(downloads),
            }
            session.add_all(
                AccountSample(account_id=account_id or 0, metric=name, api_version=OWN_VERSION, at=at, value=value)
                for name, value in values.items()
            )
    session.flush()
    session.connection().execute(delete(FeedFetch).where(col(FeedFetch.day) < today))
    session.connection().execute(delete(FeedSalt).where(col(FeedSalt.day) < today))
    return len(days)
