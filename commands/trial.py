"""A throwaway home in which items go the real way, from ingest to review, and nothing can leave the machine.

It has one unit, one account a channel at a closed port of loopback, and one automatic campaign with a standing approval of all
kinds, so that what waits there waits for what the item says and for nothing else. Pictures are not drawn and videos not made.
"""

import sqlite3
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import col, select

from channels.base import Adapter, Edits, Next, OutgoingPost, Problem, Progress, Published, Withdraws
from channels.registry import OpenedAccount, spec_of
from commands.home import database_file, upgrade_database
from dispatch import steps
from dispatch.runtime import Runtime, open_runtime
from distributor.clock import VIETNAM
from distributor.compose.occasions import BEFORE_EFFECT, DIGEST, EFFECTIVE
from distributor.draft.targets import ANNOUNCE
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.given import GivenItem, take_given
from distributor.labels import kinds as all_kinds
from distributor.logs import set_up_logs
from distributor.models import (
    Account,
    Campaign,
    CampaignAccount,
    Item,
    Post,
    PostState,
    Role,
    Staff,
    StandingApproval,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import AccountView
from distributor.plan.slots import foresee_slot
from distributor.review.doubts import doubts_of
from distributor.review.problems import problems_of
from distributor.review.standing_approval import EVERY_KIND, template_versions
from distributor.review.store import review_post
from distributor.settings import load_settings
from distributor.states import update_posts

CHANNELS = ("facebook", "x", "rss", "zalo", "youtube", "sms", "manual")
PURPOSES = [ANNOUNCE, BEFORE_EFFECT, EFFECTIVE, DIGEST]
CLOSED = "http://127.0.0.1:9"
"""The discard port of this machine, where nothing listens: what were sent by mistake would fail here."""
POLICY = {"*": {"*": "auto"}, "draft_for_comment": {"*": "review"}}
"""As a careful office has it: everything by rule but drafts, which a person reads first."""
LONGEST_WAIT_S = 30.0
"""For another connection of this process to the home's database."""
MORNING = 8
"""The hour of a day's work here."""


class SetClock:
    """A clock that stands until it is set."""

    def __init__(self, now: datetime) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now

    def set_to(self, day: date) -> None:
        """Set the clock to the morning of a day in Vietnam; never backwards."""
        self._now = max(self._now, datetime(day.year, day.month, day.day, MORNING, tzinfo=VIETNAM).astimezone(UTC))

    def go_on(self, by: timedelta) -> None:
        self._now += by

    @property
    def today(self) -> date:
        return self._now.astimezone(VIETNAM).date()


class OfflineFetcher(Fetcher):
    """Reads files only: whatever lies on the network cannot be had, for good."""

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        if address.startswith(("http://", "https://")):
            raise FetchError("Không đọc mạng khi chạy thử.", status=403)
        return super().fetch(address, etag=etag, last_modified=last_modified)


class QuietAdapter:
    """Checks a post as the account's own adapter does; publishing it only says so."""

    def __init__(self, real: Adapter) -> None:
        self._real = real
        # Abilities are looked for on the object: it has those of the real one, and no others.
        if isinstance(real, Edits):
            self.edit = self._edit
        if isinstance(real, Withdraws):
            self.withdraw = self._withdraw

    def check(self, post: OutgoingPost) -> list[Problem]:
        return [problem for problem in self._real.check(post) if problem.field not in {"media", "cover", "captions"}]

    def begin(self, _post: OutgoingPost) -> Next:
        return Next({"step": "publish"}, irreversible=True)

    def advance(self, post: OutgoingPost, _progress: Progress) -> Next | Published:
        return Published(f"trial-{post.key}", f"{CLOSED}/{post.key}")

    def _edit(self, external_id: str, _post: OutgoingPost) -> Published:
        return Published(external_id, CLOSED)

    def _withdraw(self, _external_id: str) -> None:
        return None


class QuietCarrier(Carrier):
    """A carrier whose accounts are quiet."""

    def open(self, account: AccountView) -> OpenedAccount:
        opened = super().open(account)
        return OpenedAccount(QuietAdapter(opened.adapter), opened.transport)


@dataclass(frozen=True)
class TrialPost:
    """A post as it stands. `on`: the day on which it went out, else on which it was made."""

    post_id: int
    item_id: int
    channel: str
    purpose: str
    state: PostState
    reason: str
    title: str
    text: str
    on: date


@dataclass
class Trial:
    """The throwaway home, opened."""

    runtime: Runtime
    clock: SetClock
    unit_id: int
    account_ids: Mapping[str, int] = field(default_factory=dict)

    def begin_anew(self) -> None:
        """Forget every item and document: what was said of one must not bear on another."""
        file = database_file(self.runtime.settings)
        assert file is not None  # noqa: S101 - a throwaway home has its database in itself
        beginning = file.with_name("beginning.db")
        there = beginning.exists()
        # By SQLite's own copying, for this process's heart beats in the same database meanwhile.
        with (
            closing(sqlite3.connect(file, timeout=LONGEST_WAIT_S)) as home,
            closing(sqlite3.connect(beginning)) as kept,
        ):
            if there:
                kept.backup(home)
            else:
                home.backup(kept)

    def take(self, given: GivenItem) -> int:
        """Take an item as an entry of a source; return its number."""
        return take_given(self.runtime.database, self.unit_id, given, self.clock).item_id

    def go(self, item_id: int) -> None:
        """Understand, compose and review an item."""
        for _ in range(3):  # what cannot be fetched is given up after as many tries
            if steps.understand_now(self.runtime, item_id):
                break
            self.clock.go_on(timedelta(minutes=3))
        steps.compose_now(self.runtime, item_id)
        self.review_drafts()

    def review_drafts(self) -> None:
        """Review each draft as if its picture were drawn."""
        with self.runtime.database.write() as session:
            drafts = session.exec(
                select(Post.id)
                .where(Post.state == PostState.DRAFT, col(Post.rendered).is_(False))
                .order_by(col(Post.id))
            ).all()
            update_posts(session, col(Post.id).in_(drafts), rendered=True)
        for post_id in drafts:
            if post_id is not None:
                self._review(post_id)

    def _review(self, post_id: int) -> None:
        now, runtime = self.clock.now(), self.runtime
        editorial = runtime.templates.editorial
        problems = (*problems_of(runtime.carrier, post_id), *doubts_of(runtime.database, post_id, editorial))
        with runtime.database.read() as session:
            foreseen = foresee_slot(session, post_id, now)
        with runtime.database.write() as session:
            review_post(session, post_id, problems=problems, now=now, foreseen=foreseen)

    def posts(self, item_id: int | None = None) -> list[TrialPost]:
        """All posts, or an item's, in the order in which they were made."""
        wanted = select(Post, Account.channel).join(Account, col(Account.id) == col(Post.account_id))
        if item_id is not None:
            wanted = wanted.where(Post.item_id == item_id)
        with self.runtime.database.read() as session:
            return [
                TrialPost(
                    post.id or 0,
                    post.item_id,
                    channel,
                    post.purpose,
                    PostState(post.state),
                    post.reason,
                    post.title,
                    post.text,
                    (post.published_at or post.created_at).astimezone(VIETNAM).date(),
                )
                for post, channel in session.exec(wanted.order_by(col(Post.id)))
            ]

    def item(self, item_id: int) -> Item:
        with self.runtime.database.read() as session:
            return session.get_one(Item, item_id)


@contextmanager
def trial_home(today: date, channels: Sequence[str] = CHANNELS, fetcher: Fetcher | None = None) -> Iterator[Trial]:
    """Make the home, and take it away again. `today`: what its clock says. `fetcher`: None for one that reads files only."""
    with tempfile.TemporaryDirectory(prefix="loa-trial-") as folder:
        settings = load_settings(
            {"LOA_HOME": folder, "LOA_SANDBOX": "0", "LOA_VIDEOS": "0", "LOA_LOG_LEVEL": "CRITICAL"}
        )
        settings.run_folder.mkdir(parents=True, exist_ok=True)
        set_up_logs(settings.values.log_level)  # else structlog writes among the results
        upgrade_database(settings)
        clock = SetClock(datetime(today.year, today.month, today.day, MORNING, tzinfo=VIETNAM).astimezone(UTC))
        opened = open_runtime(settings, clock)
        quiet = {name: getattr(opened.carrier, name) for name in _CARRIER}
        runtime = replace(opened, carrier=QuietCarrier(**quiet), fetcher=fetcher or OfflineFetcher())
        try:
            yield _furnish(runtime, clock, channels)
        finally:
            runtime.carrier.incarnation.close()
            runtime.database.dispose()
            runtime.valkey.close()


_CARRIER = ("settings", "database", "clock", "vault", "incarnation", "pacer", "media_path")


def _furnish(runtime: Runtime, clock: SetClock, channels: Sequence[str]) -> Trial:
    now = clock.now()
    with runtime.database.write() as session:
        unit = Unit(level=UnitLevel.PROVINCE, code="chay-thu")
        session.add(unit)
        session.flush()
        assert unit.id is not None  # noqa: S101 - flushed
        session.add(UnitName(unit_id=unit.id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(1990, 1, 1)))
        staff = Staff(unit_id=unit.id, login="chaythu", full_name="Chạy thử", role=Role.APPROVER, password_hash="-")
        session.add(staff)
        accounts = [
            Account(
                unit_id=unit.id,
                channel=channel,
                name=f"Chạy thử {channel}",
                settings=_settings(channel),
                limits={"minimum_interval_s": 0.0},
                credentials=runtime.carrier.vault.seal(_credentials(channel)),
                credentials_version=1,
            )
            for channel in channels
        ]
        session.add_all(accounts)
        session.flush()
        campaign = Campaign(
            unit_id=unit.id,
            name="Chạy thử",
            goal="",
            owner_id=staff.id,
            automatic=True,
            all_sources=True,
            policy=POLICY,
            purposes=PURPOSES,
        )
        session.add(campaign)
        session.flush()
        account_ids = [account.id or 0 for account in accounts]
        session.add_all(CampaignAccount(campaign_id=campaign.id or 0, account_id=each) for each in account_ids)
        session.add(
            StandingApproval(
                campaign_id=campaign.id or 0,
                staff_id=staff.id or 0,
                source_ids=[],
                kinds=[EVERY_KIND],
                account_ids=account_ids,
                templates={
                    key: version
                    for purpose in PURPOSES
                    for key, version in template_versions(
                        runtime.templates, channels, ["", *all_kinds()], purpose
                    ).items()
                },
                given_at=now,
                ends_at=now + timedelta(days=36_500),
            )
        )
        return Trial(runtime, clock, unit.id, dict(zip(channels, account_ids, strict=True)))


def _settings(channel: str) -> dict[str, Any]:
    """Return what the account's adapter asks of it; where it would call, nothing listens."""
    own: dict[str, dict[str, Any]] = {
        "facebook": {"page_id": "1"},
        "x": {"user_id": "1", "handle": "chaythu"},
        "youtube": {"channel_id": f"UC{'0' * 22}"},
        "zalo": {
            "oa_id": "1",
            "author": "Chạy thử",
            "media_address": f"{CLOSED}/{{sha256}}.{{ending}}",
            "any_hour": True,
        },
        "rss": {"slug": "chay-thu", "feed_url": f"{CLOSED}/feeds/chay-thu.rss"},
        "sms": {"gateway": "smpp", "host": "127.0.0.1", "port": "9", "sender": "ChayThu", "reply_to": "0000"},
        "manual": {"place": "Loa truyền thanh"},
    }
    settings = own.get(channel, {})
    return {**settings, "endpoint": CLOSED} if spec_of(channel).hosts else settings


def _credentials(channel: str) -> dict[str, str]:
    if channel == "sms":
        return {"system_id": "thu", "password": "thu"}
    wanted = {
        "facebook": ("page_access_token",),
        "x": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    }
    names = wanted.get(channel, tuple(spec_of(channel).credentials.model_fields))
    return dict.fromkeys(names, "thu")


def path_of(source: str) -> Path | None:
    """The file that a source names; None if it is an address."""
    return None if source.startswith(("http://", "https://")) else Path(source)
