"""Posts whose time passed while nothing went out, planned anew at a human pace: which go, when, and which not any more. Pure.

The most important go first. Each gets the first slot that its campaign's cadence, and the pace of `config/recovery.toml`, leave
on its account beside what is planned there. What is over (its deadline, its day) is not told; nor is what would come so late
that the post's own time is up. Only a person sends that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE
from distributor.config_files import read_config
from distributor.law.carry import ERRATA
from distributor.plan.cadence import CadenceRule, first_free
from distributor.settings import CONFIG_FOLDER
from phrases import phrase


class PostPriority(IntEnum):
    """The priority of a post: what goes first."""

    EMERGENCY = 1
    SERVICE = 2
    NEWS = 3


class _Kinds(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    emergency: frozenset[str]
    service: frozenset[str]


class RecoveryRules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    minutes_between: Mapping[str, float] = Field(min_length=1)
    priority: _Kinds

    def paced(self, rule: CadenceRule, channel: str) -> CadenceRule:
        """The campaign's rule, no closer than late posts may follow each other on the channel."""
        least = self.minutes_between.get(channel, self.minutes_between["*"])
        return replace(rule, minutes_between=max(rule.minutes_between, least))

    def priority_of(self, kind: str, purpose: str) -> PostPriority:
        if purpose.startswith(ERRATA) or kind in self.priority.emergency:
            return PostPriority.EMERGENCY
        is_service = kind in self.priority.service or purpose in (BEFORE_EFFECT, EFFECTIVE)
        return PostPriority.SERVICE if is_service else PostPriority.NEWS


@cache
def recovery_rules(file: Path = CONFIG_FOLDER / "recovery.toml") -> RecoveryRules:
    """Read the rules of recovery. Raises `SettingsError` that names the entry."""
    return read_config(RecoveryRules, file)


@dataclass(frozen=True)
class LatePost:
    """`until`: from when it must not go out. `over`: why it is not true any more, as a phrase; empty if it is."""

    post_id: int
    campaign_id: int | None
    priority: PostPriority
    was_due_at: datetime
    rule: CadenceRule
    until: datetime | None = None
    over: str = ""


@dataclass(frozen=True)
class TakenSlot:
    """The time at which another post of the account goes, or went, out."""

    at: datetime
    campaign_id: int | None


@dataclass(frozen=True)
class PlannedAnew:
    """`slot_at` None: it does not go out; `why`: as a phrase."""

    post_id: int
    slot_at: datetime | None
    why: str = ""


def in_order(late: Sequence[LatePost]) -> list[LatePost]:
    """The most important first, then those that have waited longest."""
    return sorted(late, key=lambda post: (post.priority, post.was_due_at, post.post_id))


def plan_anew(late: Sequence[LatePost], taken: Sequence[TakenSlot], now: datetime) -> list[PlannedAnew]:
    """Plan posts of one account anew. `taken`: of all others there, as far back as their rules remember."""
    on_account = [slot.at for slot in taken]
    of_campaigns: dict[int | None, list[datetime]] = {}
    for slot in taken:
        of_campaigns.setdefault(slot.campaign_id, []).append(slot.at)
    begun: dict[tuple[int | None, CadenceRule], datetime] = {}
    found = []
    for post in in_order(late):
        if post.over:
            found.append(PlannedAnew(post.post_id, None, post.over))
            continue
        of_campaign = of_campaigns.setdefault(post.campaign_id, [])
        same = (post.campaign_id, post.rule)
        # What comes before the slot of the last one by the same rule is taken, or forbidden.
        at = first_free(post.rule, begun.get(same, now), on_account, of_campaign).astimezone(UTC)
        if post.until is not None and at >= post.until:
            found.append(PlannedAnew(post.post_id, None, phrase("plan.no-time-left", until=post.until)))
            continue
        begun[same] = at
        on_account.append(at)
        of_campaign.append(at)
        found.append(PlannedAnew(post.post_id, at))
    return found
