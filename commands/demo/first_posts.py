"""When each of the demo's channels had its first post since the start: a row of a table at the terminal as each comes."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from commands.demo.accounts import is_shown
from distributor.db import Database
from distributor.labels import channel_label
from distributor.models import Account, Post, PostState
from distributor.post_states import SHOWN_STATES
from distributor.settings import Settings

CHANNELS = ("facebook", "x", "rss", "zalo", "youtube", "sms")
WAITED = timedelta(minutes=5)
"""So long after the start a channel without a new post is told of with the reason, and no longer watched."""
LOOK_S = 1.0
ON_ITS_WAY = (PostState.DRAFT, PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.AWAITING_REVIEW)
NOTHING_NEW = "chưa có bài mới"


class FirstPosts:
    """`look` now and then until it is `over`. `tell`: one line for the person at the terminal."""

    def __init__(
        self, database: Database, channels: Sequence[str], began: datetime, tell: Callable[[str], None]
    ) -> None:
        self._database, self._began, self._tell = database, began, tell
        self._waiting = list(channels)
        self._count = len(self._waiting)
        self._tell(f"  {'Kênh':<10} {'Bài đầu tiên':>12}   {'Trước đó':>8}")

    @property
    def over(self) -> bool:
        return not self._waiting

    def look(self, now: datetime) -> None:
        """Tell of what has come since the last look, the earliest first."""
        found = sorted(
            (first[0], channel, first[1]) for channel in self._waiting if (first := self._first_of(channel)) is not None
        )
        for at, channel, address in found:
            self._waiting.remove(channel)
            self._row(channel, f"{(at - self._began).total_seconds():.0f} giây", address)
        if found and self.over:
            last = max((now - self._began), *(at - self._began for at, _, _ in found)).total_seconds()
            self._tell(f"  Đủ {self._count} kênh sau {last:.0f} giây.")
        if self._waiting and now - self._began > WAITED:
            for channel in self._waiting:
                self._row(channel, "—", self._why(channel))
            self._waiting.clear()

    def _row(self, channel: str, first: str, remark: str) -> None:
        self._tell(f"  {channel_label(channel):<10} {first:>12}   {self._before(channel):>8}   {remark}".rstrip())

    def _first_of(self, channel: str) -> tuple[datetime, str] | None:
        with self._database.read() as session:
            found = session.exec(
                select(Post.published_at, Post.external_url)
                .join(Account, col(Account.id) == col(Post.account_id))
                .where(
                    Account.channel == channel, col(Post.state).in_(SHOWN_STATES), col(Post.published_at) >= self._began
                )
                .order_by(col(Post.published_at), col(Post.id))
                .limit(1)
            ).first()
        return (found[0], found[1]) if found is not None and found[0] is not None else None

    def _before(self, channel: str) -> int:
        with self._database.read() as session:
            return session.exec(
                select(func.count())
                .select_from(Post)
                .join(Account, col(Account.id) == col(Post.account_id))
                .where(
                    Account.channel == channel, col(Post.state).in_(SHOWN_STATES), col(Post.published_at) < self._began
                )
            ).one()

    def _why(self, channel: str) -> str:
        """Return what the post that is nearest to going out waits for."""
        with self._database.read() as session:
            reason = session.exec(
                select(Post.reason)
                .join(Account, col(Account.id) == col(Post.account_id))
                .where(Account.channel == channel, col(Post.state).in_(ON_ITS_WAY), Post.reason != "")
                .order_by(col(Post.due_at).is_(None), col(Post.due_at))
                .limit(1)
            ).first()
        return f"{NOTHING_NEW}: {reason}" if reason else NOTHING_NEW


def channels_shown(settings: Settings) -> list[str]:
    return [channel for channel in CHANNELS if is_shown(channel, settings)]
