"""Suggested times: what is known of one account's hours, what people decided of them, and the calendar's marks. Reads only.

The week of half hours and the suggestions are `learn.store.best_times`; here stands who decided what, and the picture's steps.
One call costs a fixed number of queries, however many posts, choices or days there are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlmodel import Session, col, func, or_, select

from distributor.compose.templates import Templates
from distributor.draft.targets import ANNOUNCE, BEST, takes_items, to_choose_from, wording
from distributor.labels import channel_label, channel_labels
from distributor.learn.beliefs import Subject
from distributor.learn.choices import EVERY_DAY
from distributor.learn.settings import learning_settings
from distributor.learn.store import CHOSEN, HOURS, PINNED, BestTimes, best_times, best_wordings
from distributor.learn.times import Suggestion, percent
from distributor.learn.wordings import WordingSuggestion
from distributor.models import (
    Account,
    AccountState,
    Campaign,
    CampaignAccount,
    PostTrial,
    Staff,
    Stance,
    TimeChoice,
    TrialOutcome,
)
from distributor.plan.move import tells_a_move
from phrases import is_said, phrase, said_in

OUTCOME_LABELS: dict[str, str] = {
    key: phrase(f"report.not-learnt.{key}") for key in TrialOutcome if key is not TrialOutcome.COUNTED
}
"""Why a post's numbers are not learnt from."""
FRESH = timedelta(days=1)
STEPS = (0.05, 0.2, 0.4)
"""Lifts from which an hour's cell is drawn stronger; below zero likewise."""


@dataclass(frozen=True)
class AccountChoice:
    """An account to look at. `closed`: it posts no more, its numbers stand."""

    id: int
    name: str
    channel: str
    channel_label: str
    closed: bool


@dataclass(frozen=True)
class HourCell:
    """An hour of a weekday. `step`: from -3 to 3. `marks`: `suggested`, `pinned`, `refused`, of what lies within this hour."""

    hour: int
    weekday: int
    lift: float
    words: str
    step: int
    marks: tuple[str, ...]


@dataclass(frozen=True)
class Choice:
    """A person's choice. `at` and `weekday` as in the table; `of_all_kinds`: it stands for every kind."""

    id: int
    stance: Stance
    weekday: int
    at: str
    of_all_kinds: bool
    by: str
    made_at: datetime


@dataclass(frozen=True)
class TimesPage:
    """`picture`: one row an hour, one cell a weekday; empty while nothing is known.

    `fresh`: the account's posts that came to count in the last day, `settled_at` the last of all.
    """

    best: BestTimes
    picture: tuple[tuple[HourCell, ...], ...]
    choices: tuple[Choice, ...]
    fresh: int
    settled_at: datetime | None

    @property
    def off(self) -> tuple[Choice, ...]:
        return tuple(one for one in self.choices if one.stance is Stance.OFF)

    @property
    def times(self) -> tuple[Choice, ...]:
        """Pinned and refused times."""
        return tuple(one for one in self.choices if one.stance is not Stance.OFF)

    def is_pinned(self, suggestion: Suggestion) -> bool:
        at = f"{suggestion.at:%H:%M}"
        return any(
            one.stance is Stance.PINNED and one.at == at and one.weekday in (EVERY_DAY, suggestion.weekday)
            for one in self.choices
        )


@dataclass(frozen=True)
class SuggestedTime:
    """A good time on a day of the calendar. `words`: why. `pinned`: by a person, not from numbers."""

    at: time
    words: str
    pinned: bool


def accounts_to_learn(session: Session, unit_ids: Sequence[int]) -> tuple[AccountChoice, ...]:
    """Those of these units; open ones first, channels in their fixed order."""
    rows = session.exec(
        select(Account).where(col(Account.unit_id).in_(unit_ids)).order_by(col(Account.name), col(Account.id))
    )
    found = [
        AccountChoice(row.id or 0, row.name, row.channel, channel_label(row.channel), row.state == AccountState.CLOSED)
        for row in rows
    ]
    order = list(channel_labels())
    return tuple(sorted(found, key=lambda one: (one.closed, order.index(one.channel))))


def times_page(session: Session, account_id: int, kind: str, now: datetime) -> TimesPage:
    """Return the page of best times. `kind` empty: of all kinds. The caller has seen to it that this person may see the
    account."""
    best = best_times(session, account_id, kind, now)
    choices = _choices(session, account_id, kind)
    fresh, settled_at = session.exec(
        select(func.count().filter(col(PostTrial.settled_at) > now - FRESH), func.max(PostTrial.settled_at)).where(
            PostTrial.account_id == account_id, PostTrial.outcome == TrialOutcome.COUNTED
        )
    ).one()
    return TimesPage(best, _picture(best, choices), choices, fresh, settled_at)


@dataclass(frozen=True)
class WordingsPage:
    """`wordings`: none where there is no choice. `chosen`: by Loa, on this account or in a campaign that announces on it."""

    wordings: tuple[WordingSuggestion, ...]
    chosen: bool


def wordings_page(session: Session, account_id: int, kind: str, now: datetime, templates: Templates) -> WordingsPage:
    """Return the page of how posts are worded, as `times_page` does of times."""
    account = session.get_one(Account, account_id)
    variants = to_choose_from(templates.variants(account.channel, ANNOUNCE, kind))
    if not variants:
        return WordingsPage((), False)
    found = best_wordings(session, Subject(account_id, account.channel, kind), variants, now)
    campaigns = (None, *_announcing(session, account_id))
    return WordingsPage(found, any(wording(account, campaign) == BEST for campaign in campaigns))


def _announcing(session: Session, account_id: int) -> Sequence[Campaign]:
    """Automatic campaigns that take items for the account."""
    return session.exec(
        select(Campaign)
        .join(CampaignAccount, col(CampaignAccount.campaign_id) == col(Campaign.id))
        .where(CampaignAccount.account_id == account_id, col(Campaign.automatic).is_(True), takes_items())
    ).all()


def calendar_marks(
    session: Session, unit_ids: Sequence[int], account_id: int, now: datetime
) -> tuple[BestTimes, Mapping[int, Sequence[SuggestedTime]]] | None:
    """Weekday from 1 for Monday → its good times, earliest first; none where staff switched them off.

    None for an account of other units, even where these may post on it: its numbers are not theirs.
    """
    if (
        session.exec(select(Account.id).where(Account.id == account_id, col(Account.unit_id).in_(unit_ids))).first()
        is None
    ):
        return None
    best = best_times(session, account_id, "", now)
    if best.off:
        return best, {}
    found: dict[int, dict[time, SuggestedTime]] = defaultdict(dict)
    for suggestion in best.suggestions:
        found[suggestion.weekday][suggestion.at] = SuggestedTime(suggestion.at, suggestion.words, pinned=False)
    for choice in best.pinned:
        at = time.fromisoformat(choice.at)
        for weekday in range(1, 8) if choice.weekday == EVERY_DAY else (choice.weekday,):
            found[weekday][at] = SuggestedTime(at, PINNED, pinned=True)
    return best, {weekday: [marks[at] for at in sorted(marks)] for weekday, marks in found.items()}


def why_this_hour(reasons: Sequence[str]) -> str:
    """Return, from a post's history, newest first, why its slot is the one it is; empty where nobody chose it by numbers or a
    pin."""
    for reason in reasons:
        if tells_a_move(reason):
            return ""
        for part in said_in(reason):
            if any(is_said(part, code) for code in HOURS):
                return part
        for begins in (CHOSEN, PINNED):
            if begins in reason:
                return reason[reason.index(begins) :]
    return ""


def _choices(session: Session, account_id: int, kind: str) -> tuple[Choice, ...]:
    rows = session.exec(
        select(TimeChoice, Staff.full_name)
        .join(Staff, col(Staff.id) == col(TimeChoice.staff_id))
        .where(TimeChoice.account_id == account_id, or_(TimeChoice.kind == "", TimeChoice.kind == kind))
        .order_by(col(TimeChoice.stance), col(TimeChoice.weekday), col(TimeChoice.at), col(TimeChoice.id))
    )
    return tuple(
        Choice(row.id or 0, Stance(row.stance), row.weekday, row.at, not row.kind, name, row.made_at)
        for row, name in rows
    )


def _picture(best: BestTimes, choices: Sequence[Choice]) -> tuple[tuple[HourCell, ...], ...]:
    if not best.week:
        return ()
    telling = learning_settings().telling
    marks: dict[tuple[int, int], set[str]] = defaultdict(set)
    for suggestion in best.suggestions:
        marks[suggestion.weekday, suggestion.at.hour].add("suggested")
    for choice in choices:
        if choice.stance is not Stance.OFF:
            for weekday in range(1, 8) if choice.weekday == EVERY_DAY else (choice.weekday,):
                marks[weekday, int(choice.at[:2])].add(choice.stance.value)
    return tuple(
        tuple(
            _cell(weekday, hour, best.week[weekday - 1][hour], tuple(sorted(marks.get((weekday, hour), ()))))
            for weekday in range(1, 8)
        )
        for hour in range(telling.opens.hour, telling.closes.hour + 1)
    )


def _cell(weekday: int, hour: int, lift: float, marks: tuple[str, ...]) -> HourCell:
    size = sum(abs(lift) >= least for least in STEPS)
    return HourCell(hour, weekday, lift, percent(lift), size if lift >= 0 else -size, marks)
