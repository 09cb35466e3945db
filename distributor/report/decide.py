"""Why a cell of the ledger stands as it does. Pure: facts in, words out.

The order of the questions is the order in which the engine asks them, so that the answer names what really stopped it:
the item itself, its kind, whether any automatic campaign joins item and account, the account, and last the work to do.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from distributor.compose.occasions import DIGEST
from distributor.labels import STATE_MEANINGS
from distributor.models import AccountState, Intake, Policy, PostState
from distributor.policy import policy_of
from phrases import listed, phrase


@dataclass(frozen=True)
class ItemFacts:
    """`composed`: compose has made its posts. `source_ids`: every source where it was seen, owned by `source_unit_ids`."""

    unit_id: int
    kind: str
    kind_label: str
    kind_is_never_posted: bool
    intake: Intake
    intake_reason: str
    composed: bool
    seen_at: datetime
    source_ids: frozenset[int]
    source_unit_ids: frozenset[int]


@dataclass(frozen=True)
class AccountFacts:
    """`serves`: units that may post to it, the owner and those with a grant."""

    id: int
    channel: str
    state: AccountState
    state_reason: str
    serves: frozenset[int]


@dataclass(frozen=True)
class CampaignFacts:
    """An automatic campaign that is switched on. `source_ids` None: all sources of its unit."""

    unit_id: int
    name: str
    account_ids: frozenset[int]
    source_ids: frozenset[int] | None
    starts_at: datetime | None
    ends_at: datetime | None
    policy: Mapping[str, Mapping[str, str]]


def why_none(item: ItemFacts, account: AccountFacts, campaigns: Sequence[CampaignFacts]) -> str:
    """Return why this item has no announcement on this account. Never empty."""
    return (
        _because_of_account_owner(item, account)
        or _because_of_item(item)
        or _because_of_campaigns(item, account, campaigns)
        or _because_of_account_state(account)
        or _because_of_time(item)
    )


def _because_of_account_owner(item: ItemFacts, account: AccountFacts) -> str:
    if item.unit_id not in account.serves:
        return phrase("report.account-of-another-unit")
    if account.state == AccountState.CLOSED:
        return _with_detail(phrase("report.account-closed"), account.state_reason)
    return ""


def _because_of_item(item: ItemFacts) -> str:
    match item.intake:
        case Intake.HELD:
            return _with_detail(phrase("report.item-held"), item.intake_reason)
        case Intake.FLOOD:
            return _with_detail(phrase("report.item-came-in-a-flood"), item.intake_reason)
        case Intake.BACKLOG:
            return phrase("report.item-older-than-first-reading")
        case Intake.DUPLICATE:
            return item.intake_reason or phrase("report.item-same-as-another")
        case Intake.TAKEN:
            if item.kind_is_never_posted:
                return phrase("report.kind-never-posted", kind=item.kind_label)
            return phrase("report.digest-not-posted") if item.kind == DIGEST else ""


def _because_of_campaigns(item: ItemFacts, account: AccountFacts, campaigns: Sequence[CampaignFacts]) -> str:
    carrying = [campaign for campaign in campaigns if account.id in campaign.account_ids]
    if not carrying:
        return phrase("report.account-in-no-campaign")
    reading = [campaign for campaign in carrying if _takes_source_of(campaign, item)]
    if not reading:
        return phrase("report.campaign-takes-another-source")
    if all(policy_of(campaign.policy, item.kind, account.channel) is Policy.NEVER for campaign in reading):
        return phrase("report.campaign-posts-no-such-kind", campaign=reading[0].name, kind=item.kind_label)
    if item.composed and not any(_runs_at(campaign, item.seen_at) for campaign in reading):
        return phrase("report.outside-campaign", campaign=reading[0].name)
    return ""


def _because_of_account_state(account: AccountFacts) -> str:
    match account.state:
        case AccountState.PAUSED:
            return _with_detail(phrase("report.account-paused"), account.state_reason)
        case AccountState.NEEDS_SIGNIN:
            return phrase("report.account-must-sign-in")
        case AccountState.ACTIVE | AccountState.CLOSED:
            return ""


def _because_of_time(item: ItemFacts) -> str:
    if not item.composed:
        return phrase("report.being-prepared")
    return phrase("report.account-came-later")


def reason_of_post(state: PostState, reason: str, account: AccountFacts) -> str:
    """Return why a post stands so: what the engine noted, else what holds its account, else what the state means."""
    if reason:
        return reason
    if state == PostState.PLANNED and account.state != AccountState.ACTIVE:
        return _because_of_account_state(account) or _with_detail(phrase("report.account-closed"), account.state_reason)
    return STATE_MEANINGS[state]


def _takes_source_of(campaign: CampaignFacts, item: ItemFacts) -> bool:
    if campaign.source_ids is None:
        return campaign.unit_id in item.source_unit_ids
    return not campaign.source_ids.isdisjoint(item.source_ids)


def _runs_at(campaign: CampaignFacts, instant: datetime) -> bool:
    begun = campaign.starts_at is None or campaign.starts_at <= instant
    return begun and (campaign.ends_at is None or instant < campaign.ends_at)


def _with_detail(statement: str, detail: str) -> str:
    return listed([statement, detail], ": ")
