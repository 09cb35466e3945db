"""Staff and one account: pausing it, letting it go on, changing its settings, putting it into campaigns.

Functions take a session and never commit; each notes who did it, last. An account of a unit that the person does not see raises
`NoSuchAccount`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session, col, or_, select

from distributor.campaigns.draft import Draft, campaign_for, draft_of, keep_draft
from distributor.clock import Clock
from distributor.compose.templates import Templates
from distributor.connect.own_settings import changed_settings, own_settings
from distributor.errors import LoaError, NotThere, WrongValue
from distributor.models import Account, AccountGrant, AccountState, Audience, Campaign, CampaignAccount
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from distributor.vault import Vault
from phrases import phrase

LONGEST_REASON = 300


class NoSuchAccount(NotThere):
    """None there, or of another unit: who may not see it does not learn that it is there."""

    def __init__(self) -> None:
        super().__init__(phrase("connect.no-such-account"))


def account_of_units(session: Session, account_id: int, unit_ids: Sequence[int], *, lock: bool = False) -> Account:
    """Return the account if one of these units has it. Raises NoSuchAccount."""
    wanted = select(Account).where(Account.id == account_id, col(Account.unit_id).in_(unit_ids))
    found = session.exec(wanted.with_for_update() if lock else wanted).first()
    if found is None:
        raise NoSuchAccount
    return found


def _account(session: Session, actor: Actor, account_id: int) -> Account:
    return account_of_units(session, account_id, visible_to(session, actor.staff), lock=True)


@deed("pause")
def pause_account(session: Session, actor: Actor, account_id: int, reason: str, until: datetime | None) -> Account:
    """Nothing new goes out until `until`, or until somebody lets it go on. Raises LoaError."""
    account = _account(session, actor, account_id)
    reason = " ".join(reason.split())
    if not reason:
        raise WrongValue(phrase("connect.pause-without-reason"), "reason")
    if len(reason) > LONGEST_REASON:
        raise LoaError(phrase("connect.reason-too-long", longest=LONGEST_REASON))
    if until is not None and until <= actor.now:
        raise WrongValue(phrase("connect.until-past", until=until), "until")
    if account.state not in (AccountState.ACTIVE, AccountState.PAUSED):
        raise LoaError(phrase("connect.not-active", name=account.name))
    account.state, account.state_reason, account.paused_until = AccountState.PAUSED, reason, until
    session.add(account)
    session.flush()
    actor.note(
        session, "pause", f"account:{account.id}", "state", "state_reason", "paused_until", unit_id=account.unit_id
    )
    return account


@deed("pause")
def resume_account(session: Session, actor: Actor, account_id: int) -> Account:
    """End an account's pause. Raises LoaError where it is not paused."""
    account = _account(session, actor, account_id)
    if account.state != AccountState.PAUSED:
        raise LoaError(phrase("connect.not-paused", name=account.name))
    account.state, account.state_reason, account.paused_until = AccountState.ACTIVE, "", None
    session.add(account)
    session.flush()
    actor.note(session, "resume", f"account:{account.id}", "state", unit_id=account.unit_id)
    return account


@deed("configure")
def change_settings(
    session: Session,
    actor: Actor,
    account_id: int,
    form: Mapping[str, str],
    *,
    templates: Templates,
    vault: Vault,
    clock: Clock,
) -> list[str]:
    """The labels of what changed. What is composed from now on follows it. Raises LoaError."""
    account = _account(session, actor, account_id)
    audiences = audiences_of(session, account.unit_id)
    shown = own_settings(account, templates, audiences, siblings_of(session, account))
    after, changed = changed_settings(account, shown, form, vault, clock)
    if changed:
        account.settings = after
        session.add(account)
        session.flush()
        actor.note(session, "configure", f"account:{account.id}", *changed, unit_id=account.unit_id)
    return [setting.label for setting in shown if setting.name in changed]


def audiences_of(session: Session, unit_id: int) -> list[tuple[int, str]]:
    """The unit's open lists of numbers: id and name."""
    rows = session.exec(
        select(Audience.id, Audience.name)
        .where(Audience.unit_id == unit_id, col(Audience.closed_at).is_(None))
        .order_by(col(Audience.name))
    )
    return [(audience_id or 0, name) for audience_id, name in rows]


def siblings_of(session: Session, account: Account) -> list[tuple[int, str]]:
    """The unit's other SMS accounts that are not closed, for an SMS account: id and name."""
    if account.channel != "sms":
        return []
    rows = session.exec(
        select(Account.id, Account.name)
        .where(
            Account.unit_id == account.unit_id,
            Account.channel == "sms",
            Account.id != account.id,
            Account.state != AccountState.CLOSED,
        )
        .order_by(col(Account.name), col(Account.id))
    )
    return [(account_id or 0, name) for account_id, name in rows]


@dataclass(frozen=True)
class ChangedAccounts:
    """`withdrawn`: standing approvals of the campaign that the change ended; they were given for other accounts."""

    campaign: str
    withdrawn: int


@deed("configure")
def join_campaign(session: Session, actor: Actor, account_id: int, campaign_id: int) -> ChangedAccounts:
    """Add this account to a campaign: its new items are said there too from now on. Raises LoaError, NotAllowed."""
    account = _account(session, actor, account_id)
    campaign = _campaign_for(session, actor, account, campaign_id)
    if account.state == AccountState.CLOSED:
        raise LoaError(phrase("connect.closed", name=account.name))
    draft = draft_of(session, campaign_for(session, actor.staff, campaign_id, lock=True))
    if account_id in draft.account_ids:
        raise LoaError(phrase("connect.in-campaign", name=campaign.name))
    return _keep(session, account, campaign, replace(draft, account_ids=(*draft.account_ids, account_id)), actor)


@deed("configure")
def leave_campaign(session: Session, actor: Actor, account_id: int, campaign_id: int) -> ChangedAccounts:
    """Posts that are there already stay. Raises LoaError, NotAllowed."""
    account = _account(session, actor, account_id)
    campaign = _campaign_for(session, actor, account, campaign_id)
    draft = draft_of(session, campaign_for(session, actor.staff, campaign_id, lock=True))
    if account_id not in draft.account_ids:
        raise LoaError(phrase("connect.not-in-campaign", name=campaign.name))
    left = tuple(one for one in draft.account_ids if one != account_id)
    return _keep(session, account, campaign, replace(draft, account_ids=left), actor)


def _keep(session: Session, account: Account, campaign: Campaign, draft: Draft, actor: Actor) -> ChangedAccounts:
    """Keep a campaign's accounts by the way that every change of a campaign goes: what was approved for its accounts is
    approved no more."""
    kept = keep_draft(session, draft, actor.staff, actor.now, campaign_id=campaign.id)
    actor.note(session, "configure", f"account:{account.id}", f"campaign:{campaign.id}", unit_id=account.unit_id)
    return ChangedAccounts(campaign.name, kept.withdrawn)


def campaigns_for(session: Session, account: Account, unit_ids: Sequence[int]) -> list[tuple[Campaign, bool]]:
    """Campaigns that may carry the account, and whether they do: of its unit, or of one that was granted its use. One query."""
    granted = select(AccountGrant.unit_id).where(AccountGrant.account_id == account.id)
    rows = session.exec(
        select(Campaign, CampaignAccount.id)
        .join(
            CampaignAccount,
            (col(CampaignAccount.campaign_id) == col(Campaign.id)) & (col(CampaignAccount.account_id) == account.id),
            isouter=True,
        )
        .where(
            col(Campaign.unit_id).in_(unit_ids),
            or_(col(Campaign.unit_id) == account.unit_id, col(Campaign.unit_id).in_(granted)),
        )
        .order_by(col(Campaign.name), col(Campaign.id))
    ).all()
    return [(campaign, joined is not None) for campaign, joined in rows]


def _campaign_for(session: Session, actor: Actor, account: Account, campaign_id: int) -> Campaign:
    for campaign, _joined in campaigns_for(session, account, visible_to(session, actor.staff)):
        if campaign.id == campaign_id:
            return campaign
    raise LoaError(phrase("connect.no-campaign"))
