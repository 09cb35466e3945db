"""When a campaign of chosen items says each of them on each account: known before it starts, and kept when it is. Reads only.

What people wrote for the campaign stands where they put it. Around it, item by item in their order: the first day that the
cadence leaves free on each account, there the hour that does best, and never two posts of the campaign in one minute. So many
posts a week are spread evenly, and where they are fewer than there is room for, over the whole campaign. What the account says of
an item anyway, and hours that other posts wait for there, are kept clear of. What happens on a day is said before it.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlmodel import Session, and_, col, or_, select

from distributor.calendar.holidays import holidays_of
from distributor.calendar.period import midnight
from distributor.campaigns.draft import Draft
from distributor.clock import VIETNAM
from distributor.draft.targets import of_own_words, timeline_key
from distributor.facts import facts_from_json
from distributor.labels import channel_label, kind_is_never_posted
from distributor.learn.beliefs import Subject
from distributor.learn.store import choose_slot
from distributor.models import Account, Campaign, Item, Policy, Post, PostState
from distributor.plan.cadence import EVERY_DAY, SAME_ITEM_APART, CadenceRule, first_free, free_half_hours, rule_of
from distributor.plan.hours import open_hours
from distributor.plan.slots import HOLDING_A_SLOT, WAITING_FOR_ITS_SLOT
from distributor.policy import policy_of
from distributor.understand.last_moment import last_moment

SOONEST = timedelta(minutes=30)
STEP = timedelta(minutes=5)
"""Between two accounts that would speak in one minute."""
FARTHEST = timedelta(days=366)
AHEAD = (PostState.DRAFT, PostState.AWAITING_REVIEW, PostState.PLANNED)
SET_ASIDE = (PostState.SKIPPED, PostState.CANCELLED)
WEEK = timedelta(days=7)
MOST_DAYS = 45
"""Of a timeline that shows empty days."""


@dataclass(frozen=True)
class PlannedSaying:
    """`at` None: it finds no place before the end. `holiday`: of that day, empty for none.

    `post_id`: of what a person wrote for the campaign, with its `state`; 0 for what it says of an item. Such a one without an
    hour goes out as soon after a yes as the cadence allows.
    """

    item_id: int
    title: str
    account_id: int
    account: str
    channel: str
    channel_label: str
    at: datetime | None
    holiday: str = ""
    post_id: int = 0
    state: str = ""

    @property
    def key(self) -> str:
        return timeline_key(self.item_id, self.account_id)


def timeline_of(session: Session, campaign: Campaign | None, draft: Draft, now: datetime) -> list[PlannedSaying]:
    """Return what the campaign will say in the order of time, those without a place last. Of items nothing on accounts where no
    cadence says how often."""
    own = own_sayings(session, campaign) if campaign is not None else []
    found = [*own, *_of_items(session, campaign, draft, now, own)]
    return sorted(found, key=lambda one: (one.at is None, one.at or now))


def own_sayings(session: Session, campaign: Campaign) -> list[PlannedSaying]:
    """Return what people wrote for it, out or to come; of a campaign that has no other timeline what is to come. One query."""
    states = col(Post.state).in_(AHEAD) if campaign.automatic else col(Post.state).not_in(SET_ASIDE)
    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Post.campaign_id == campaign.id, of_own_words(), states)
        .order_by(col(Post.id))
    )
    return [
        PlannedSaying(
            post.item_id, post.title, account.id or 0, account.name, account.channel, channel_label(account.channel),
            at := post.published_at or post.slot_at, _holiday(at), post.id or 0, post.state,
        )
        for post, account in rows
    ]  # fmt: skip


def _of_items(
    session: Session, campaign: Campaign | None, draft: Draft, now: datetime, written: Sequence[PlannedSaying]
) -> list[PlannedSaying]:
    if draft.automatic or not draft.item_ids or not draft.account_ids:
        return []
    accounts = session.exec(
        select(Account).where(col(Account.id).in_(draft.account_ids)).order_by(col(Account.channel), col(Account.id))
    ).all()
    rules = {account.id: rule_of(draft.cadence, account.channel) for account in accounts}
    if not any(rule.counts or rule.best for rule in rules.values()):
        return []
    rows = session.exec(select(Item).where(col(Item.id).in_(draft.item_ids)))
    items = {item.id or 0: item for item in rows}
    taken, told_already = _taken(session, campaign, draft, now)
    begins = max(now + SOONEST, draft.starts_at or now)
    fixed = {key: datetime.fromisoformat(at) for key, at in (campaign.timeline if campaign else {}).items()}
    if campaign is not None and campaign.started_at is None:  # what waited too long is planned anew
        fixed = {key: at for key, at in fixed.items() if at > max(now, draft.starts_at or now)}
    own = _hours_on(written)
    minutes = {at.replace(second=0, microsecond=0) for slots in own.values() for at in slots}
    is_kept = campaign is not None and campaign.started_at is not None
    told = [items[item_id] for item_id in draft.item_ids if item_id in items]
    told = [item for item in told if not kind_is_never_posted(item.kind)]
    wanted = {
        account.id: [
            item.id
            for item in told
            if policy_of(draft.policy, item.kind, account.channel) is not Policy.NEVER
            and (rules[account.id].counts or rules[account.id].best)
        ]
        for account in accounts
    }
    found = []
    for item in told:
        item_id = item.id or 0
        for account in accounts:
            account_id = account.id or 0
            rule = rules[account.id]
            if item_id not in wanted[account.id]:
                continue
            at = fixed.get(timeline_key(item_id, account_id))
            stays = is_kept and at is not None
            too_late = None if stays else last_moment(facts_from_json(item.facts))
            ends = min((end for end in (draft.ends_at, too_late) if end is not None), default=None)
            if at is None:
                place, many = wanted[account.id].index(item_id), len(wanted[account.id])
                beside = [*taken[account_id], *own[account_id]]
                said = told_already[item_id, account_id]
                for earliest in dict.fromkeys((_share(rule, begins, draft.ends_at, place, many), begins)):
                    at = _place(session, account, item, rule, earliest, now, beside, own[account_id], said)
                    if at is not None and (ends is None or at < ends):
                        break
            while at is not None and not stays and at.replace(second=0, microsecond=0) in minutes:
                at += STEP
            if at is not None and ends is not None and at >= ends:
                at = None
            if at is not None:
                own[account_id].append(at)
                minutes.add(at.replace(second=0, microsecond=0))
            found.append(
                PlannedSaying(
                    item_id, item.title, account_id, account.name, account.channel, channel_label(account.channel), at,
                    _holiday(at),
                )
            )  # fmt: skip
    return found


def kept_timeline(planned: list[PlannedSaying]) -> dict[str, str]:
    """Return the timeline as the campaign's row keeps it: what people wrote has its hour on its post."""
    return {one.key: one.at.astimezone(UTC).isoformat() for one in planned if one.at is not None and not one.post_id}


def days_of(
    planned: Sequence[PlannedSaying], begins: datetime, ends: datetime | None
) -> list[tuple[date, list[PlannedSaying]]]:
    """Each day with what is said then; where the days are few, those on which nothing is, too."""
    by_day: dict[date, list[PlannedSaying]] = {}
    for one in planned:
        if one.at is not None:
            by_day.setdefault(one.at.astimezone(VIETNAM).date(), []).append(one)
    if not by_day:
        return []
    last_of_all = (ends - timedelta(seconds=1)).astimezone(VIETNAM).date() if ends else max(by_day)
    first, last = min(*by_day, begins.astimezone(VIETNAM).date()), max(*by_day, last_of_all)
    many = (last - first).days + 1
    days = [first + timedelta(days=number) for number in range(many)] if many <= MOST_DAYS else sorted(by_day)
    return [(day, by_day.get(day, [])) for day in days]


def _share(rule: CadenceRule, begins: datetime, ends: datetime | None, place: int, many: int) -> datetime:
    """Return when the post of this place, from 0, is to come at the earliest, so that so many a week are spread evenly."""
    if not rule.per_week:
        return begins
    apart = WEEK / rule.per_week
    if ends is not None and rule.days == EVERY_DAY:
        apart = max(apart, (ends - begins) / many)
    return max(begins, midnight((begins + place * apart).astimezone(VIETNAM).date()))


def _place(
    session: Session,
    account: Account,
    item: Item,
    rule: CadenceRule,
    begins: datetime,
    now: datetime,
    taken: list[datetime],
    own: list[datetime],
    said: list[datetime],
) -> datetime | None:
    at = first_free(rule, begins, taken, own, said)
    while at < begins + FARTHEST:
        ends = midnight(at.astimezone(VIETNAM).date() + timedelta(days=1))
        free = [
            half
            for half in free_half_hours(rule, at, ends, taken, own, said)
            if (hours := open_hours(account.channel, account.settings, half)) is None or hours.hold(half)
        ]
        if free:
            subject = Subject(account.id or 0, account.channel, item.kind)
            seed = f"{account.id} {item.id} timeline"
            best = choose_slot(session, subject, free, now, seed) if rule.best else None
            return (best.choice.at if best else free[0]).astimezone(UTC)
        at = first_free(rule, ends, taken, own, said)
    return None


def _hours_on(written: Sequence[PlannedSaying]) -> defaultdict[int, list[datetime]]:
    hours: defaultdict[int, list[datetime]] = defaultdict(list)
    for one in written:
        if one.at is not None:
            hours[one.account_id].append(one.at)
    return hours


def _taken(
    session: Session, campaign: Campaign | None, draft: Draft, now: datetime
) -> tuple[defaultdict[int, list[datetime]], defaultdict[tuple[int, int], list[datetime]]]:
    """Hours by account, and by item and account those at which the account says the item without this campaign."""
    taken: defaultdict[int, list[datetime]] = defaultdict(list)
    said: defaultdict[tuple[int, int], list[datetime]] = defaultdict(list)
    for account_id, item_id, campaign_id, slot in session.exec(
        select(Post.account_id, Post.item_id, Post.campaign_id, Post.slot_at).where(
            col(Post.account_id).in_(draft.account_ids),
            or_(
                col(Post.state).in_(HOLDING_A_SLOT),
                and_(col(Post.state).in_(WAITING_FOR_ITS_SLOT), col(Post.slot_at) > now),
            ),
            col(Post.slot_at) > now - SAME_ITEM_APART,
        )
    ):
        if slot is not None:
            taken[account_id].append(slot)
            if campaign is None or campaign_id != campaign.id:
                said[item_id, account_id].append(slot)
    return taken, said


def _holiday(at: datetime | None) -> str:
    days = holidays_of(at.astimezone(VIETNAM).date()) if at else ()
    return next((day.name for day in days if day.off), "")
