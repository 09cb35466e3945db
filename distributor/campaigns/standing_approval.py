"""The standing yes of a campaign: one named approver, its sources, kinds, accounts and templates as they are today, an end."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.campaigns.draft import PURPOSES, Draft, campaign_for, draft_of, withdraw_standing
from distributor.campaigns.state import CampaignState, state_of
from distributor.compose.templates import Templates
from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.models import Account, Policy, Staff, StandingApproval
from distributor.policy import policy_of
from distributor.review.standing_approval import covered_version, template_versions
from distributor.staff.audit import note_action
from distributor.staff.permissions import require
from phrases import phrase

LONGEST = timedelta(days=366)


class CannotApprove(LoaError):
    """No standing approval can be given so, with why."""


@dataclass(frozen=True)
class ActiveApproval:
    """One that stands now. `changed_templates`: of those that it covers, how many are others today: their posts wait."""

    approval_id: int
    approver: str
    given_at: datetime
    ends_at: datetime
    kinds: tuple[str, ...]
    account_ids: frozenset[int]
    changed_templates: int


def automatic_kinds(policy: Mapping[str, Mapping[str, str]], channels: set[str]) -> list[str]:
    """Kinds that the policy lets go by rule on some of these channels; "" is what has no kind."""
    return [
        kind
        for kind in ("", *(name for name, known in kinds().items() if not known.never))
        if any(policy_of(policy, kind, channel) is Policy.AUTO for channel in channels)
    ]


def templates_today(
    draft: Draft, templates: Templates, accounts: Mapping[int, str], of_kinds: list[str]
) -> dict[str, str]:
    """Every template that the campaign may use, at its version of today."""
    versions: dict[str, str] = {}
    for purpose in draft.purposes if draft.automatic else ("campaign",):
        versions |= template_versions(templates, sorted({*accounts.values()}), of_kinds, purpose, accounts)
    return versions


def give_standing(
    session: Session, campaign_id: int, staff: Staff, *, templates: Templates, ends_at: datetime, now: datetime
) -> StandingApproval:
    """Give a standing approval in the place of any earlier one. Raises NotAllowed, NoSuchCampaign, CannotApprove."""
    require(staff, "standing")
    campaign = campaign_for(session, staff, campaign_id, lock=True)
    draft = draft_of(session, campaign)
    if state_of(campaign, now) is CampaignState.ENDED:
        raise CannotApprove(phrase("campaigns.has-ended", campaign=campaign.name))
    if ends_at <= now:
        raise CannotApprove(phrase("campaigns.standing-past", ends=ends_at))
    if ends_at > now + LONGEST:
        raise CannotApprove(phrase("campaigns.standing-too-far"))
    accounts = _channels_of(session, draft.account_ids)
    of_kinds = automatic_kinds(draft.policy, {*accounts.values()})
    if not of_kinds:
        raise CannotApprove(phrase("campaigns.nothing-automatic"))
    withdraw_standing(session, campaign_id, now)
    assert staff.id is not None  # noqa: S101 - a row that was read has its key
    approval = StandingApproval(
        campaign_id=campaign_id,
        staff_id=staff.id,
        source_ids=list(draft.source_ids) if draft.automatic and not draft.all_sources else [],
        kinds=of_kinds,
        account_ids=list(draft.account_ids),
        templates=templates_today(draft, templates, accounts, of_kinds),
        given_at=now,
        ends_at=ends_at,
    )
    session.add(approval)
    session.flush()
    _note(session, campaign_id, campaign.unit_id, staff, now, "campaign.approve")
    return approval


def take_back_standing(session: Session, campaign_id: int, staff: Staff, now: datetime) -> int:
    """Withdraw the campaign's standing approvals; return how many. Posts planned by them wait for a person again, before they
    are sent."""
    require(staff, "standing")
    campaign = campaign_for(session, staff, campaign_id, lock=True)
    withdrawn = withdraw_standing(session, campaign_id, now)
    _note(session, campaign_id, campaign.unit_id, staff, now, "campaign.withdraw_approval")
    return withdrawn


def standing_now(session: Session, campaign_id: int, templates: Templates, now: datetime) -> ActiveApproval | None:
    """The newest that stands; one query, and one where an account has an ending of its own."""
    found = session.exec(
        select(StandingApproval, Staff.full_name)
        .join(Staff, col(Staff.id) == col(StandingApproval.staff_id))
        .where(
            StandingApproval.campaign_id == campaign_id,
            col(StandingApproval.withdrawn_at).is_(None),
            col(StandingApproval.ends_at) > now,
        )
        .order_by(col(StandingApproval.given_at).desc(), col(StandingApproval.id).desc())
    ).first()
    if found is None:
        return None
    approval, approver = found
    ended = _channels_of(session, templates.accounts_with_endings().intersection(approval.account_ids))
    return ActiveApproval(
        approval.id or 0,
        approver,
        approval.given_at,
        approval.ends_at,
        tuple(approval.kinds),
        frozenset(approval.account_ids),
        _changed(approval.templates, templates, ended),
    )


def _channels_of(session: Session, account_ids: Collection[int]) -> dict[int, str]:
    if not account_ids:
        return {}
    rows = session.exec(select(Account.id, Account.channel).where(col(Account.id).in_(account_ids)))
    return {account_id or 0: channel for account_id, channel in rows}


def _changed(covered: Mapping[str, str], templates: Templates, ended: Mapping[int, str]) -> int:
    """Return how many of the covered templates have another version today, for some account, or are gone.

    `ended`: accounts with endings of their own, each with its channel.
    """
    today: dict[str, str] = {}
    places = {key.partition("#")[0].removeprefix("unit:").partition("/")[::2] for key in covered}
    of_kinds = {key.partition("#")[2].partition("@")[0] for key in covered}
    for purpose in PURPOSES:
        channels = {channel for channel, file in places if file.startswith(purpose)}
        today |= template_versions(templates, channels, of_kinds, purpose, ended)
    pairs = {key.partition("@")[::2] for key in (*covered, *today)}
    asked = [(key, int(account or 0)) for key, account in pairs if key in covered]
    return len({key for key, of in asked if covered_version(today, key, of) != covered_version(covered, key, of)})


def _note(session: Session, campaign_id: int, unit_id: int, staff: Staff, now: datetime, action: str) -> None:
    note_action(session, actor=staff.login, action=action, subject=f"campaign:{campaign_id}", now=now, unit_id=unit_id)
