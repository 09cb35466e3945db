"""What a campaign would do if it were started now: posts, days, cost, quotas, what waits for people, what to beware of. Pure.

What people wrote for it goes out at its hours, and chosen items at those of the timeline. Where it has none chosen items arrive
all at once; those of sources as they came in the last four weeks, four weeks on. Each of these gets the slot that the cadence
would give it beside what is planned already. Posts that wait for a person are counted as if they were approved at once.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from channels.base import Quota
from distributor.clock import VIETNAM
from distributor.models import Policy
from distributor.plan.cadence import CadenceRule, first_free
from distributor.policy import policy_of
from distributor.review.standing_approval import holds_kind
from phrases import phrase

WEEKS = timedelta(weeks=4)
BEHIND = timedelta(days=2)
"""A slot that much later than its item is a cadence that does not keep up."""
DAYS_SHOWN = 14


@dataclass(frozen=True)
class OnAccount:
    """An account as it stands. `waits`: why nothing goes out on it now, in words. `taken`: slots of other posts on it.

    `approved_kinds`: kinds that the standing approval covers here. `price`: of one post in dollars; None: by contract.
    `elsewhere`: another automatic campaign that announces on it first. `own`: what people wrote for the campaign, to go out here.
    `is_only_own`: the account is none of the campaign's, and says nothing but that.
    """

    account_id: int
    name: str
    channel: str
    channel_label: str
    waits: str
    rule: CadenceRule
    taken: tuple[datetime, ...]
    quotas: tuple[Quota, ...]
    price: float | None
    approved_kinds: frozenset[str]
    elsewhere: str = ""
    own: tuple["OwnComing", ...] = ()
    is_only_own: bool = False


@dataclass(frozen=True)
class OwnComing:
    """A post to come that a person wrote. `at` None: as soon as the cadence allows. `waits`: for a yes."""

    at: datetime | None
    waits: bool


@dataclass(frozen=True)
class Coming:
    """An item that is to be said. `shown`: account → when the timeline says it there; None: not before the end."""

    kind: str
    arrives_at: datetime
    never_posted: bool = False
    shown: Mapping[int, datetime | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """`begins_at`: now, or the campaign's first instant."""

    automatic: bool
    begins_at: datetime
    ends_at: datetime | None
    policy: Mapping[str, Mapping[str, str]]
    accounts: tuple[OnAccount, ...]
    items: tuple[Coming, ...]


@dataclass(frozen=True)
class QuotaForecast:
    """The most posts of any window, beside the limit."""

    bucket: str
    most: int
    limit: int
    window: str

    @property
    def is_over(self) -> bool:
        return self.most > self.limit


@dataclass(frozen=True)
class OfAccount:
    """`posts`: that would go out; `review`: how many of them wait for a person first; `late`: that find no slot before the end.

    `never`: that the policy forbids. `cost`: dollars, None: by contract.
    """

    account_id: int
    name: str
    channel: str
    channel_label: str
    posts: int
    review: int
    late: int
    never: int
    first_at: datetime | None
    last_at: datetime | None
    cost: float | None
    quotas: tuple[QuotaForecast, ...]


@dataclass(frozen=True)
class Forecast:
    """`days`: the first days with posts, and how many each account has."""

    accounts: tuple[OfAccount, ...]
    days: tuple[tuple[date, tuple[int, ...]], ...]
    warnings: tuple[str, ...]

    @property
    def posts(self) -> int:
        return sum(of.posts for of in self.accounts)

    @property
    def review(self) -> int:
        return sum(of.review for of in self.accounts)

    @property
    def cost(self) -> float:
        """Return what all that has a price costs together."""
        return sum(of.cost or 0 for of in self.accounts)

    @property
    def by_contract(self) -> tuple[str, ...]:
        """Accounts whose posts cost what a contract says."""
        return tuple(of.name for of in self.accounts if of.cost is None)


def forecast(plan: Plan) -> Forecast:
    walks = [_walk(plan, account) for account in plan.accounts]
    days = sorted({_day(slot) for _, slots, _ in walks for slot in slots})[:DAYS_SHOWN]
    counted = [Counter(_day(slot) for slot in slots) for _, slots, _ in walks]
    return Forecast(
        accounts=tuple(of for of, *_ in walks),
        days=tuple((day, tuple(counter[day] for counter in counted)) for day in days),
        warnings=tuple(_warnings(plan, [of for of, *_ in walks], [slots for *_, slots in walks])),
    )


def _walk(plan: Plan, account: OnAccount) -> tuple[OfAccount, list[datetime], list[datetime]]:
    """Walk one account's future; return also the slots, and those of items among them."""
    slots = [one.at for one in account.own if one.at is not None]
    taken = [*account.taken, *slots]
    for _ in [one for one in account.own if one.at is None]:
        slots.append(first_free(account.rule, plan.begins_at, taken, slots))
        taken.append(slots[-1])
    written, review, late, never = len(slots), sum(one.waits for one in account.own), 0, 0
    for item in () if account.is_only_own else sorted(plan.items, key=lambda coming: coming.arrives_at):
        policy = policy_of(plan.policy, item.kind, account.channel)
        if item.never_posted or policy is Policy.NEVER:
            never += 1
            continue
        slot = (
            item.shown[account.account_id]
            if account.account_id in item.shown
            else first_free(account.rule, max(item.arrives_at, plan.begins_at), taken, slots)
        )
        if slot is None or (plan.ends_at is not None and slot >= plan.ends_at):
            late += 1
            continue
        slots.append(slot)
        # Of a campaign that runs its post holds the slot already.
        if slot not in item.shown.values() or slot not in taken:
            taken.append(slot)
        review += policy is Policy.REVIEW or not holds_kind(account.approved_kinds, item.kind)
    of = OfAccount(
        account.account_id,
        account.name,
        account.channel,
        account.channel_label,
        len(slots),
        review,
        late,
        never,
        min(slots, default=None),
        max(slots, default=None),
        None if account.price is None else account.price * len(slots),
        tuple(_quota_use(quota, sorted(taken)) for quota in account.quotas),
    )
    return of, slots, slots[written:]


def _quota_use(quota: Quota, slots: Sequence[datetime]) -> QuotaForecast:
    window = timedelta(seconds=quota.window_s)
    most = first = 0
    for last, slot in enumerate(slots):
        while slots[first] <= slot - window:
            first += 1
        most = max(most, last - first + 1)
    return QuotaForecast(quota.bucket, most, quota.limit, _span(quota.window_s))


def _span(seconds: int) -> str:
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds % size == 0:
            count = seconds // size
            return phrase(f"campaigns.{unit}s", count=count) if count > 1 else phrase(f"campaigns.one-{unit}")
    return phrase("campaigns.seconds", count=seconds)


def _warnings(plan: Plan, found: Sequence[OfAccount], slots: Sequence[Sequence[datetime]]) -> list[str]:
    told: list[str] = []
    if not plan.accounts:
        told.append(phrase("campaigns.nowhere"))
    if not plan.items and not any(account.own for account in plan.accounts):
        told.append(phrase("campaigns.quiet-sources" if plan.automatic else "campaigns.nothing-chosen"))
    told += [_account_waits(account) for account in plan.accounts if account.waits]
    for account, of, taken in zip(plan.accounts, found, slots, strict=True):
        if account.elsewhere:
            told.append(phrase("campaigns.elsewhere", account=account.name, campaign=account.elsewhere))
        if of.late and not of.posts and plan.ends_at is not None:
            told.append(phrase("campaigns.ends-before-first", account=of.name, ends=plan.ends_at))
        elif of.late and plan.ends_at is not None:
            told.append(phrase("campaigns.some-too-late", account=of.name, count=of.late, ends=plan.ends_at))
        if plan.automatic and _falls_behind(plan, account, taken):
            told.append(phrase("campaigns.falls-behind", account=of.name))
        told += [
            phrase("campaigns.over-quota", account=of.name, most=use.most, window=use.window, limit=use.limit)
            for use in of.quotas
            if use.is_over
        ]
        if of.never and not of.posts and not of.late:
            told.append(phrase("campaigns.never-here", account=of.name))
    return told


def _account_waits(account: OnAccount) -> str:
    stop = "" if account.waits.endswith(".") else "."
    return phrase("campaigns.account-waits", account=account.name, why=account.waits, stop=stop)


def _falls_behind(plan: Plan, account: OnAccount, slots: Sequence[datetime]) -> bool:
    arrivals = [
        item.arrives_at
        for item in plan.items
        if not item.never_posted and policy_of(plan.policy, item.kind, account.channel) is not Policy.NEVER
    ]
    return bool(arrivals and slots) and slots[-1] - max([*arrivals, plan.begins_at]) > BEHIND


def _day(slot: datetime) -> date:
    return slot.astimezone(VIETNAM).date()
