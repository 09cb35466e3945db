"""A carrier in this process, on either database, whose only account speaks to a channel that the test scripts."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from channels.base import (
    Adapter,
    ChannelSpec,
    Clock,
    Credentials,
    Look,
    MediaLimits,
    Next,
    OutgoingPost,
    Problem,
    Progress,
    Published,
    Quota,
)
from channels.http import Transport
from channels.registry import register
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, Attempt, Delivery, Post
from distributor.outgoing.carrier import Carrier
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from tests.support import province

LAG_S = 30.0
START = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@dataclass
class SetClock:
    """Time that the test moves."""

    instant: datetime = START

    def now(self) -> datetime:
        return self.instant

    def move(self, seconds: float) -> None:
        self.instant += timedelta(seconds=seconds)


class PatientPacer:
    """Lets everybody go at once."""

    def wait(self, account_id: int, interval_s: float) -> float:
        return 0.0


class StationCredentials(Credentials):
    """The scripted channel needs none."""


@dataclass
class Station:
    """The platform of the test: what it answers to each step, what it shows to a look, and what it was asked.

    `answers`: one an irreversible step, in order; an exception is raised, a callable is called. `shown`: what `find` sees;
    `looked_since`: from when each look was to see.
    """

    answers: list[Any] = field(default_factory=list)
    shown: list[Any] = field(default_factory=list)
    sent: list[OutgoingPost] = field(default_factory=list)
    looked_since: list[datetime] = field(default_factory=list)
    refreshes: list[Any] = field(default_factory=list)
    refreshed: int = 0

    @property
    def looks(self) -> int:
        return len(self.looked_since)


def answered(answer: Any) -> Any:
    if isinstance(answer, Exception):
        raise answer
    return answer() if callable(answer) else answer


class StationAdapter:
    """A reversible step `prepare`, then the irreversible `publish`."""

    def __init__(self, station: Station) -> None:
        self._station = station

    def check(self, post: OutgoingPost) -> list[Problem]:
        return []

    def begin(self, post: OutgoingPost) -> Next:
        return Next({"step": "prepare"})

    def advance(self, post: OutgoingPost, progress: Progress) -> Next | Published:
        if progress["step"] == "prepare":
            return Next({"step": "publish"}, irreversible=True)
        self._station.sent.append(post)
        answer: Next | Published = answered(self._station.answers.pop(0))
        return answer

    def find(self, post: OutgoingPost, since: datetime) -> Look:
        self._station.looked_since.append(since)
        look: Look = answered(self._station.shown.pop(0))
        return look

    def refresh(self) -> Credentials:
        self._station.refreshed += 1
        fresh: Credentials = answered(self._station.refreshes.pop(0))
        return fresh


@dataclass
class World:
    """Everything a test of delivery touches."""

    carrier: Carrier
    database: Database
    clock: SetClock
    station: Station
    spec: ChannelSpec
    account_id: int
    seeded: province.Seeded

    def plan(self, count: int = 1, **given: Any) -> list[int]:
        """Approved posts that are due now."""
        with self.database.write() as session:
            account = session.exec(select(Account).where(Account.id == self.account_id)).one()
            first = len(session.exec(select(Post)).all())
            items = [
                province.seed_item(session, self.seeded, first + number, self.clock.now()) for number in range(count)
            ]
            return province.seed_posts(session, self.seeded, account, items, now=self.clock.now(), **given)

    def post(self, post_id: int) -> Post:
        with self.database.read() as session:
            return session.exec(select(Post).where(Post.id == post_id)).one()

    def delivery(self, post_id: int) -> Delivery:
        with self.database.read() as session:
            return session.exec(select(Delivery).where(Delivery.post_id == post_id)).one()

    def attempts(self, post_id: int) -> list[Attempt]:
        with self.database.read() as session:
            return list(session.exec(select(Attempt).where(Attempt.post_id == post_id).order_by(Attempt.id)).all())  # type: ignore[arg-type]

    def account(self) -> Account:
        with self.database.read() as session:
            return session.exec(select(Account).where(Account.id == self.account_id)).one()

    def change(self, act: Callable[[Session], object]) -> None:
        with self.database.write() as session:
            act(session)


def make_carrier(database: Database, home: Path, clock: SetClock) -> Carrier:
    settings = Settings(home, Values(lease=60, max_tries=3, worker_threads=16))
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    return Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=open_vault(home),
        incarnation=LivingIncarnation(database, settings.run_folder),
        pacer=PatientPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )


def station_spec(station: Station) -> ChannelSpec:
    def open_station(
        credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]
    ) -> Adapter:
        return StationAdapter(station)

    return ChannelSpec(
        name="station",
        label="Đài thử",
        text_limit=1000,
        count=len,
        media=MediaLimits(4, 10_000_000, ("image/png",), 1000),
        open=open_station,
        credentials=StationCredentials,
        quotas=(Quota("posts", 1000, 900),),
        read_back_lag_s=LAG_S,
        call_deadline_s=10.0,
        parallel=4,
    )


@pytest.fixture
def world(database: Database, tmp_path: Path) -> Iterator[World]:
    clock, station = SetClock(), Station()
    spec = station_spec(station)
    with register(spec):
        carrier = make_carrier(database, tmp_path / "home", clock)
        with database.write() as session:
            seeded = province.seed_unit(session)
            account = Account(unit_id=seeded.unit_id, channel="station", name="Đài Hương Giang")
            session.add(account)
            session.flush()
            account_id = account.id
        assert account_id is not None
        yield World(carrier, database, clock, station, spec, account_id, seeded)
        carrier.incarnation.close()


def with_quota(spec: ChannelSpec, limit: int) -> ChannelSpec:
    return replace(spec, quotas=(Quota("posts", limit, 900),))


def other_account(world: World) -> int:
    """Another account of the same channel, which has nothing yet."""
    with world.database.write() as session:
        account = Account(unit_id=world.seeded.unit_id, channel="station", name="Đài An Lộc")
        session.add(account)
        session.flush()
        assert account.id is not None
        return account.id
