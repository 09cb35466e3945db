"""Thousands of approved posts over all channels, each with its own short link, that come due while the storm blows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from distributor.audience_terms import terms_of
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.db import Database
from distributor.models import Account
from distributor.outgoing.post import CAPTIONS, COVER
from distributor.phone_numbers import Numbers
from distributor.settings import Settings
from distributor.vault import Vault, open_vault
from tests.channels.sms_support import Network
from tests.support import province
from tests.support.fates import Library, make_library

PAGES, MOST_OF_A_PAGE = 3, 500
"""Facebook Pages, and as many X profiles, or more: a look back at a page ends somewhere (`config/channels.toml`), and none of a
province publishes hundreds of posts in half an hour."""
MOST_OF_A_CHANNEL = 10
"""Posts of a YouTube channel or an Official Account, likewise: what one is late with goes out a quarter of an hour apart."""
FEED = 50
"""Posts that a feed shows."""
NUMBERS = 15
"""Telephones of a broadcast; each of its own, for nobody is written to more often than the rules allow."""
AT_A_TIME = 250
ZALO = {**province.QUICK, "minimum_interval_s": 0.1}


@dataclass(frozen=True)
class Share:
    """Posts of one account. `files`: hashes of what each carries; `audience`: of its telephones, or None."""

    account_id: int
    count: int
    files: tuple[str, ...] = ()
    settings: Mapping[str, Any] | None = None
    audience: int | None = None


@dataclass(frozen=True)
class Shares:
    """How many posts a channel gets of `posts` in all."""

    posts: int

    @property
    def youtube(self) -> int:
        return max(4, self.posts // 200)

    @property
    def zalo(self) -> int:
        return max(6, self.posts // 50)

    @property
    def manual(self) -> int:
        return max(4, self.posts // 100)

    @property
    def sms(self) -> int:
        return max(2, self.posts // 500)

    @property
    def feeds(self) -> int:
        return max(1, self.posts // 1250)

    @property
    def rest(self) -> int:
        """For Facebook and X."""
        return self.posts - self.youtube - self.zalo - self.manual - self.sms - self.feeds * FEED


def seed_crowd(
    database: Database, settings: Settings, sandbox_url: str, folder: Path, posts: int, a_second: float
) -> int:
    """Plan so many posts, so many of them due a second from now on, the channels mixed. How many there are."""
    with database.write() as session:
        seeded = province.seed_unit(session)
        library = make_library(session, settings, folder)
        shares = list(_shares(session, settings, seeded, sandbox_url, library, Shares(posts)))
    total = sum(share.count for share in shares)
    # Written before the first is due; then each account's posts lie evenly over the whole span.
    first = datetime.now(UTC) + timedelta(seconds=5 + total / 150)
    span = timedelta(seconds=total / a_second)
    number = 0
    for share in shares:
        for begin in range(0, share.count, AT_A_TIME):
            count = min(AT_A_TIME, share.count - begin)
            slots = [first + span * ((begin + each) / share.count) for each in range(count)]
            with database.write() as session:
                _seed(session, seeded, share, number, slots)
            number += count
    return total


def _seed(session: Session, seeded: province.Seeded, share: Share, number: int, slots: Sequence[datetime]) -> None:
    now = datetime.now(UTC)
    account = session.get_one(Account, share.account_id)
    told = dict(share.settings or {})
    if share.audience is not None:
        account.settings = {**account.settings, "audience": share.audience}
        told |= terms_of(session, account)
    items = [province.seed_item(session, seeded, number + each, now) for each in range(len(slots))]
    province.seed_posts(session, seeded, account, items, now=now, slots=slots, files=share.files, settings=told)


def _shares(
    session: Session,
    settings: Settings,
    seeded: province.Seeded,
    sandbox_url: str,
    library: Library,
    numbers: Shares,
) -> Iterator[Share]:
    vault = open_vault(settings.home)
    first, *_rest = library.pictures
    dressed = {COVER: first, CAPTIONS: [library.captions]}

    def account(channel: str, limits: dict[str, Any] | None = None) -> int:
        made = province.seed_sandbox_account(session, seeded, vault, sandbox_url, channel, limits=limits)
        assert made.id is not None
        return made.id

    pages = max(PAGES, numbers.rest // (2 * MOST_OF_A_PAGE))
    each = numbers.rest // (2 * pages)
    for _ in range(pages):
        for channel in ("facebook", "x"):
            id_ = account(channel)
            yield Share(id_, each * 6 // 10)
            yield Share(id_, each * 3 // 10, (first,))
            yield Share(id_, each - each * 6 // 10 - each * 3 // 10, library.pictures)
    for count in _split(numbers.youtube, MOST_OF_A_CHANNEL):
        yield Share(account("youtube"), count, (library.standing,), dressed)
    for count in _split(numbers.zalo, MOST_OF_A_CHANNEL):
        yield Share(account("zalo", ZALO), count, (first,))
    for _ in range(numbers.feeds):
        feed = province.seed_rss_account(session, seeded)
        assert feed.id is not None
        yield Share(feed.id, FEED, (first,))
    manual = province.seed_manual_account(session, seeded)
    assert manual.id is not None
    yield Share(manual.id, numbers.manual, (library.standing,))
    sms = _sms_account(session, vault, seeded, sandbox_url)
    for turn in range(numbers.sms):
        yield Share(sms, 1, audience=_audience(session, settings, vault, seeded, turn))


def _split(count: int, most: int) -> list[int]:
    return [min(most, count - begun) for begun in range(0, count, most)]


def _sms_account(session: Session, vault: Vault, seeded: province.Seeded, sandbox_url: str) -> int:
    network = Network(sandbox_url)
    account = Account(
        unit_id=seeded.unit_id,
        channel="sms",
        name="STP-HGIANG",
        settings=network.settings(),
        limits=province.QUICK,
        credentials=vault.seal(network.show()["credentials"]),
        credentials_version=1,
    )
    session.add(account)
    session.flush()
    assert account.id is not None
    return account.id


def _audience(session: Session, settings: Settings, vault: Vault, seeded: province.Seeded, turn: int) -> int:
    now = datetime.now(UTC)
    yes = StatedConsent("Nhận tin pháp luật", "form", "Phiếu đăng ký", "Không quá 3 tin một ngày", "Phiếu 01", now)
    audience = make_audience(session, seeded.unit_id, f"Hộ dân {turn}", now)
    texts = [f"+849{turn * NUMBERS + each + 1:08d}" for each in range(NUMBERS)]
    add_numbers(session, audience, texts, Numbers(vault), now=now, yes=yes)
    assert audience.id is not None
    return audience.id
