"""Accounts: every account with its health, its token, what is used of its quotas, and what waits on it. Reads only."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_
from sqlmodel import Session, col, func, or_, select

from channels.base import Quota
from channels.connect import Permission, lost_of, withheld_of
from channels.connectors import connectable, is_understood
from channels.errors import ChannelError
from channels.midnight import midnight
from channels.registry import spec_of
from distributor.connect.listing import STATE_WORDS
from distributor.connect.tokens import token_facts
from distributor.deliver.limits import limits_of
from distributor.deliver.waiting import why_blocked
from distributor.labels import channel_label, channel_labels
from distributor.models import Account, AccountState, Post, PostState, QuotaUse
from distributor.units import unit_names
from phrases import listed, phrase

WELL, WARNS, ILL, RESTS = "well", "warns", "ill", "rests"
"""How an account is: nothing to do; somebody should act soon; nothing goes out until somebody acts; staff want it so."""

BUCKETS: dict[str, str] = {key: phrase(f"report.counted.{key}") for key in ("posts", "uploads", "units", "broadcasts")}
"""The platforms' names for what they count, in words; others are shown as they are."""


@dataclass(frozen=True)
class QuotaLine:
    """`what`: what is counted, `window`: in which time, both in words."""

    what: str
    used: int
    limit: int
    window: str

    @property
    def is_near(self) -> bool:
        return self.used * 10 >= self.limit * 9


@dataclass(frozen=True)
class LastPost:
    post_id: int
    item_id: int
    at: datetime
    url: str


@dataclass(frozen=True)
class AccountCard:
    """`why`: why nothing goes out, or what will stop it; `todo`: what to do about it; both empty where all is well.

    `withheld`: names of `permissions` that were not given; None where nobody knows. `lost`: of those that the platform took since
    then. `method`: the way to connect it again, None
    for a channel without consent. `planned`: posts that wait for their time on it.
    """

    id: int
    unit_id: int
    unit: str
    channel: str
    channel_label: str
    name: str
    state: AccountState
    state_words: str
    health: str
    why: str
    todo: str
    token: str
    method: str | None
    permissions: tuple[Permission, ...]
    withheld: frozenset[str] | None
    lost: frozenset[str]
    connected: str
    quotas: tuple[QuotaLine, ...]
    planned: int
    last: LastPost | None
    paused_until: datetime | None
    address: str


def account_cards(
    session: Session, unit_ids: Sequence[int], now: datetime, *, account_id: int | None = None
) -> list[AccountCard]:
    """Return the accounts' cards in the channels' fixed order, those that need somebody first. Five queries, whatever the
    number of accounts."""
    wanted = select(Account).where(col(Account.unit_id).in_(unit_ids))
    if account_id is not None:
        wanted = wanted.where(Account.id == account_id)
    accounts = session.exec(wanted.order_by(col(Account.name), col(Account.id))).all()
    names = unit_names(session, unit_ids)
    used = _used(session, accounts, now)
    ids = [account.id or 0 for account in accounts]
    planned: dict[int, int] = dict(
        session.exec(
            select(Post.account_id, func.count())
            .where(col(Post.account_id).in_(ids), Post.state == PostState.PLANNED)
            .group_by(col(Post.account_id))
        ).all()
    )
    last = _last_posts(session, ids)
    order = list(channel_labels())
    cards = [
        _card(account, names.get(account.unit_id, ""), used, planned.get(account.id or 0, 0), last, now)
        for account in accounts
    ]
    urgency = (ILL, WARNS, WELL, RESTS)
    return sorted(
        cards,
        key=lambda card: (
            order.index(card.channel) if card.channel in order else len(order),
            card.state == AccountState.CLOSED,
            urgency.index(card.health),
        ),
    )


def _card(
    account: Account,
    unit: str,
    used: Mapping[tuple[int, str], int],
    planned: int,
    last: Mapping[int, LastPost],
    now: datetime,
) -> AccountCard:
    assert account.id is not None  # noqa: S101 - a row that was read has its key
    ways = [way for way in connectable() if way.channel == account.channel and is_understood(way)]
    way = next((one for one in ways if one.method == account.settings.get("method")), ways[0] if ways else None)
    facts = token_facts(account)
    health, why, todo = _health(account, by_consent=way is not None, now=now)
    told_by = account.settings.get("connected_by")
    quotas = tuple(
        QuotaLine(
            BUCKETS.get(quota.bucket, quota.bucket),
            used.get((account.id, quota.bucket), 0),
            quota.limit,
            _window_words(quota, now),
        )
        for quota in _quotas(account)
    )
    address = account.settings.get("feed_url")
    return AccountCard(
        id=account.id,
        unit_id=account.unit_id,
        unit=unit,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        name=account.name,
        state=AccountState(account.state),
        state_words=STATE_WORDS[AccountState(account.state)],
        health=health,
        why=why if not why or why.endswith((".", "!", "?")) else listed((why, "."), ""),
        todo=todo,
        token=facts.words(now) if way else "",
        method=way.method if way else None,
        permissions=way.permissions if way else (),
        withheld=withheld_of(account.settings),
        lost=lost_of(account.settings),
        connected=told_by if isinstance(told_by, str) else "",
        quotas=quotas,
        planned=planned,
        last=last.get(account.id),
        paused_until=account.paused_until,
        address=address if isinstance(address, str) else "",
    )


def _health(account: Account, *, by_consent: bool, now: datetime) -> tuple[str, str, str]:
    facts = token_facts(account)
    why = why_blocked(account, now)
    match account.state:
        case AccountState.CLOSED:
            return RESTS, why, phrase("report.connect-to-use-again") if by_consent else ""
        case AccountState.PAUSED:
            return RESTS, why, phrase("report.resume-when-over")
        case AccountState.NEEDS_SIGNIN:
            return ILL, why, phrase("report.connect-again-posts-go-on")
    if by_consent and facts.is_over(now):
        return ILL, phrase("report.token-is", token=facts.words(now)), phrase("report.connect-again")
    if account.wait_until is not None and account.wait_until > now:
        return WARNS, why, phrase("report.platform-limits")
    if why:
        return ILL, why, phrase("report.change-settings-and-check")
    if account.quota_until is not None and account.quota_until > now:
        return WARNS, phrase("report.quota-used-up", until=account.quota_until), phrase("report.nothing-to-do-quota")
    if by_consent and facts.is_near(now):
        return WARNS, phrase("report.connect-again-soon", token=facts.words(now)), phrase("report.connect-before")
    if by_consent and (lost := lost_of(account.settings)):
        return WARNS, phrase("report.rights-lost", names=", ".join(sorted(lost))), phrase("report.connect-for-rights")
    return WELL, "", ""


def _quotas(account: Account) -> tuple[Quota, ...]:
    """None for an account whose limits are wrong: its health says so."""
    try:
        return limits_of(spec_of(account.channel), account.limits).quotas
    except (ChannelError, TypeError, ValueError, AttributeError):
        return ()


def _used(session: Session, accounts: Sequence[Account], now: datetime) -> dict[tuple[int, str], int]:
    """Return what counts now of each quota. One query: accounts of one channel share bucket and window."""
    shared: dict[tuple[str, datetime], list[int]] = {}
    for account in accounts:
        for quota in _quotas(account):
            shared.setdefault((quota.bucket, _begins(quota, now)), []).append(account.id or 0)
    if not shared:
        return {}
    windows: list[ColumnElement[bool]] = [
        and_(col(QuotaUse.account_id).in_(ids), col(QuotaUse.bucket) == bucket, col(QuotaUse.at) > begins)
        for (bucket, begins), ids in shared.items()
    ]
    rows = session.exec(
        select(QuotaUse.account_id, QuotaUse.bucket, func.count())
        .where(or_(*windows))
        .group_by(col(QuotaUse.account_id), col(QuotaUse.bucket))
    ).all()
    return {(account_id, bucket): count for account_id, bucket, count in rows}


def _begins(quota: Quota, now: datetime) -> datetime:
    """Return when the window begins, as `distributor.deliver.quotas` counts: what is older does not count any more."""
    if quota.resets_in:
        return midnight(quota.resets_in, now) - timedelta(microseconds=1)
    return now - timedelta(seconds=quota.window_s)


def _window_words(quota: Quota, now: datetime) -> str:
    if quota.resets_in:
        return phrase("report.since", at=midnight(quota.resets_in, now))
    hours, rest = divmod(quota.window_s, 3600)
    if hours and hours % 24 == 0 and hours > 24:
        return phrase("report.last-days", count=hours // 24)
    return (
        phrase("report.last-hours", count=hours) if hours else phrase("report.last-minutes", count=max(1, rest // 60))
    )


def _last_posts(session: Session, account_ids: Sequence[int]) -> dict[int, LastPost]:
    """The newest published post of each, by one look into an index an account."""
    newest = (
        select(Post.id)
        .where(Post.account_id == Account.id, col(Post.published_at).is_not(None))
        .order_by(col(Post.published_at).desc())
        .limit(1)
        .correlate(Account)
        .scalar_subquery()
    )
    posts = session.exec(
        select(Post)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(col(Account.id).in_(account_ids), col(Post.id) == newest)
    ).all()
    return {
        post.account_id: LastPost(post.id or 0, post.item_id, post.published_at, post.external_url)
        for post in posts
        if post.published_at
    }
