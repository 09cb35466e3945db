"""What people plan of a campaign: checked, kept, read back. Never commits.

A campaign is kept as a draft as soon as it has a name; what it lacks to be started is told when it is. A change of what a
standing approval was given for withdraws that approval.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, update
from sqlmodel import Session, col, or_, select

from distributor.campaigns.state import CampaignState, state_of
from distributor.errors import LoaError
from distributor.models import (
    Account,
    AccountGrant,
    AccountState,
    Campaign,
    CampaignAccount,
    CampaignItem,
    CampaignSource,
    Intake,
    Item,
    Source,
    Staff,
    StandingApproval,
)
from distributor.staff.audit import note_action
from distributor.staff.permissions import require
from distributor.staff.visibility import visible_to
from phrases import listed, phrase

LONGEST_NAME, LONGEST_GOAL = 200, 1000
MOST_ITEMS = 200
MOST_TARGET = 100_000_000
TARGETS = ("reach", "clicks")
LONGEST = timedelta(days=3 * 366)
MOST_EXPIRY_HOURS = 24 * 14
PURPOSES = ("announce", "before_effect", "effective", "digest")
PLANNING_FIELDS = frozenset({"starts_at", "ends_at", "automatic", "item_ids", "account_ids", "cadence", "policy"})
"""Of which the timeline is made."""
APPROVED_FIELDS = (
    "automatic",
    "all_sources",
    "source_ids",
    "item_ids",
    "account_ids",
    "policy",
    "variants",
    "purposes",
)
"""What a standing approval was given for."""
CHOOSABLE = (Intake.TAKEN, Intake.HELD)


class NoSuchCampaign(LoaError):
    """There is none, or it belongs to a unit that this person does not see."""


class WrongDraft(LoaError):
    """`problems`: field → what is wrong with it, in words."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(listed(problems.values()))
        self.problems = dict(problems)


class ChangedMeanwhile(LoaError):
    """Somebody else kept other values since this person opened the form."""


@dataclass(frozen=True)
class Draft:
    """Fields as in `Campaign`. `item_ids`: chosen items, for a campaign that is not automatic."""

    name: str
    goal: str = ""
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    automatic: bool = True
    all_sources: bool = False
    source_ids: tuple[int, ...] = ()
    item_ids: tuple[int, ...] = ()
    account_ids: tuple[int, ...] = ()
    cadence: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    policy: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    variants: Mapping[str, str] = field(default_factory=dict)
    purposes: tuple[str, ...] = ("announce",)
    expiry_hours: int = 48
    target: int | None = None
    target_of: str = ""

    @property
    def fingerprint(self) -> str:
        """The same for the same values."""
        said = json.dumps(asdict(self), default=lambda instant: f"{instant:%Y-%m-%dT%H:%M}", sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Kept:
    """`withdrawn`: how many standing approvals the change withdrew."""

    campaign_id: int
    changed: tuple[str, ...]
    withdrawn: int


def problems_of(draft: Draft, now: datetime) -> dict[str, str]:
    """Return what keeps it from being kept; empty if nothing does."""
    found: dict[str, str] = {}
    if not draft.name:
        found["name"] = phrase("campaigns.name-it")
    elif len(draft.name) > LONGEST_NAME:
        found["name"] = phrase("campaigns.name-too-long", most=LONGEST_NAME, length=len(draft.name))
    if len(draft.goal) > LONGEST_GOAL:
        found["goal"] = phrase("campaigns.goal-too-long", most=LONGEST_GOAL, length=len(draft.goal))
    if draft.ends_at is not None:
        if draft.ends_at <= (draft.starts_at or now):
            begins = draft.starts_at or phrase("campaigns.now")
            found["ends_at"] = phrase("campaigns.ends-before-start", ends=draft.ends_at, begins=begins)
        elif draft.ends_at > now + LONGEST:
            found["ends_at"] = phrase("campaigns.ends-too-far")
    if draft.starts_at is not None and draft.starts_at > now + LONGEST:
        found["starts_at"] = phrase("campaigns.starts-too-far")
    if len(draft.item_ids) > MOST_ITEMS:
        found["items"] = phrase("campaigns.too-many-items", most=MOST_ITEMS, number=len(draft.item_ids))
    if draft.target is not None and not 1 <= draft.target <= MOST_TARGET:
        found["target"] = phrase("campaigns.target-wrong", most=MOST_TARGET)
    if not 1 <= draft.expiry_hours <= MOST_EXPIRY_HOURS:
        found["expiry_hours"] = phrase("campaigns.expiry-hours", most=MOST_EXPIRY_HOURS)
    if draft.automatic and not draft.purposes:
        found["purposes"] = phrase("campaigns.choose-a-task")
    return found


def lacking(draft: Draft, now: datetime, *, own: bool = False) -> list[str]:
    """Return what it lacks to be started; empty if nothing. `own`: people wrote posts for it, and those may be all that it
    says."""
    found: list[str] = []
    only_own = own and not draft.automatic and not draft.item_ids
    if not draft.account_ids and not only_own:
        found.append(phrase("campaigns.lacks-accounts"))
    if draft.automatic and not draft.all_sources and not draft.source_ids:
        found.append(phrase("campaigns.lacks-sources"))
    if not draft.automatic and not draft.item_ids and not own:
        found.append(phrase("campaigns.lacks-items"))
    if draft.ends_at is not None and draft.ends_at <= now:
        found.append(phrase("campaigns.ended-at", ends=draft.ends_at))
    return found


def campaign_for(session: Session, staff: Staff, campaign_id: int, *, lock: bool = False) -> Campaign:
    """Return the campaign if this person sees it. Raises NoSuchCampaign."""
    statement = select(Campaign).where(
        Campaign.id == campaign_id, col(Campaign.unit_id).in_(visible_to(session, staff))
    )
    campaign = session.exec(statement.with_for_update() if lock else statement).first()
    if campaign is None:
        raise NoSuchCampaign(phrase("campaigns.no-such", campaign=campaign_id))
    return campaign


def draft_of(session: Session, campaign: Campaign) -> Draft:
    """Return what is kept of it; three queries."""
    accounts = session.exec(
        select(CampaignAccount.account_id).where(CampaignAccount.campaign_id == campaign.id).order_by("account_id")
    )
    sources = session.exec(
        select(CampaignSource.source_id).where(CampaignSource.campaign_id == campaign.id).order_by("source_id")
    )
    items = session.exec(
        select(CampaignItem.item_id).where(CampaignItem.campaign_id == campaign.id).order_by(col(CampaignItem.id))
    )
    return Draft(
        name=campaign.name,
        goal=campaign.goal,
        starts_at=campaign.starts_at,
        ends_at=campaign.ends_at,
        automatic=campaign.automatic,
        all_sources=campaign.all_sources,
        source_ids=tuple(sources),
        item_ids=tuple(items),
        account_ids=tuple(accounts),
        cadence=campaign.cadence,
        policy=campaign.policy,
        variants=campaign.variants,
        purposes=tuple(campaign.purposes),
        expiry_hours=campaign.expiry_hours,
        target=campaign.target,
        target_of=campaign.target_of,
    )


def keep_draft(
    session: Session, draft: Draft, staff: Staff, now: datetime, *, campaign_id: int | None = None, seen: str = ""
) -> Kept:
    """Make a campaign that is not started, or change one. `seen`: the fingerprint of what the person began from; empty: any.

    Raises NotAllowed, NoSuchCampaign, WrongDraft, ChangedMeanwhile.
    """
    require(staff, "campaign")
    if campaign_id is None:
        campaign = Campaign(unit_id=staff.unit_id, name=draft.name, owner_id=staff.id, active=False)
        before = None
    else:
        campaign = campaign_for(session, staff, campaign_id, lock=True)
        if state_of(campaign, now) is CampaignState.ENDED:
            raise LoaError(phrase("campaigns.ended-for-good", campaign=campaign.name))
        before = draft_of(session, campaign)
        if seen and before.fingerprint != seen:
            raise ChangedMeanwhile(phrase("campaigns.changed-meanwhile"))
    if problems := problems_of(draft, now) | _strangers(session, draft, campaign.unit_id, staff):
        raise WrongDraft(problems)
    changed = _differing(before, draft)
    if set(changed) & PLANNING_FIELDS and campaign.started_at is None:
        campaign.timeline = {}  # what people moved was of another plan
    for name in (
        "name",
        "goal",
        "starts_at",
        "ends_at",
        "automatic",
        "all_sources",
        "expiry_hours",
        "target",
        "target_of",
    ):
        setattr(campaign, name, getattr(draft, name))
    campaign.cadence = {channel: dict(entry) for channel, entry in draft.cadence.items()}
    campaign.policy = {kind: dict(row) for kind, row in draft.policy.items()}
    campaign.variants, campaign.purposes = dict(draft.variants), list(draft.purposes)
    session.add(campaign)
    session.flush()
    assert campaign.id is not None  # noqa: S101 - flushed
    _keep_lists(session, campaign.id, draft)
    withdrawn = 0
    if set(changed) & set(APPROVED_FIELDS):
        withdrawn = withdraw_standing(session, campaign.id, now)
    note_action(
        session,
        actor=staff.login,
        action="campaign.change" if before else "campaign.create",
        subject=f"campaign:{campaign.id}",
        now=now,
        unit_id=campaign.unit_id,
        fields=changed,
    )
    return Kept(campaign.id, changed, withdrawn)


def withdraw_standing(session: Session, campaign_id: int, now: datetime) -> int:
    """Withdraw every standing approval of the campaign; return how many there were."""
    return (
        session.connection()
        .execute(
            update(StandingApproval)
            .where(col(StandingApproval.campaign_id) == campaign_id, col(StandingApproval.withdrawn_at).is_(None))
            .values(withdrawn_at=now)
        )
        .rowcount
    )


def accounts_of_unit(session: Session, unit_id: int) -> list[Account]:
    """Open accounts on which the unit may post: its own and those granted to it."""
    granted = select(AccountGrant.account_id).where(AccountGrant.unit_id == unit_id)
    return list(
        session.exec(
            select(Account)
            .where(
                or_(col(Account.unit_id) == unit_id, col(Account.id).in_(granted)),
                Account.state != AccountState.CLOSED,
            )
            .order_by(col(Account.channel), col(Account.name), col(Account.id))
        )
    )


def _differing(before: Draft | None, after: Draft) -> tuple[str, ...]:
    if before is None:
        return tuple(name for name in asdict(after) if getattr(after, name) != getattr(Draft(""), name))
    return tuple(name for name in asdict(after) if getattr(after, name) != getattr(before, name))


def _strangers(session: Session, draft: Draft, unit_id: int, staff: Staff) -> dict[str, str]:
    """Return what the draft names that this unit may not use, or that is gone."""
    found: dict[str, str] = {}
    usable = {account.id for account in accounts_of_unit(session, unit_id)}
    if not usable.issuperset(draft.account_ids):
        found["accounts"] = phrase("campaigns.accounts-not-usable")
    if draft.source_ids:
        known = set(
            session.exec(select(Source.id).where(col(Source.id).in_(draft.source_ids), Source.unit_id == unit_id))
        )
        if not known.issuperset(draft.source_ids):
            found["sources"] = phrase("campaigns.sources-not-theirs")
    if draft.item_ids and len(draft.item_ids) <= MOST_ITEMS:
        seen = set(
            session.exec(
                select(Item.id).where(
                    col(Item.id).in_(draft.item_ids),
                    col(Item.unit_id).in_(visible_to(session, staff)),
                    col(Item.intake).in_(CHOOSABLE),
                )
            )
        )
        if not seen.issuperset(draft.item_ids):
            found["items"] = phrase("campaigns.items-not-usable")
    return found


def _keep_lists(session: Session, campaign_id: int, draft: Draft) -> None:
    connection = session.connection()
    connection.execute(delete(CampaignAccount).where(col(CampaignAccount.campaign_id) == campaign_id))
    connection.execute(delete(CampaignSource).where(col(CampaignSource.campaign_id) == campaign_id))
    connection.execute(delete(CampaignItem).where(col(CampaignItem.campaign_id) == campaign_id))
    session.add_all(CampaignAccount(campaign_id=campaign_id, account_id=one) for one in draft.account_ids)
    session.add_all(CampaignSource(campaign_id=campaign_id, source_id=one) for one in draft.source_ids)
    session.add_all(CampaignItem(campaign_id=campaign_id, item_id=one) for one in draft.item_ids)
    session.flush()
