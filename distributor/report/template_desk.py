"""Templates of posts: which wording a channel uses for what, its version, its problems, and whose yes by rule covers it.

Reads only. Templates are files, for which staff may have other words; what stands here is found by the code that composes.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, func, select

from channels.registry import spec_of
from distributor.compose.templates import TemplateProblem, Templates
from distributor.compose.view import item_view
from distributor.draft.compose import Composition, compose
from distributor.labels import kind_label, kinds, purpose_label
from distributor.models import Campaign, Item, Staff, StandingApproval
from distributor.review.standing_approval import template_key
from phrases import phrase

PURPOSES = ("announce", "before_effect", "effective", "digest", "erratum")
LABELS = {"digest": phrase("report.monthly-digest")}
"""Of purposes that name their month only at a post."""
PREVIEWED = ("announce", "before_effect", "effective")
"""A digest and an erratum are made of more than one item; they are seen at their posts."""
RECENT = 15
NO_LINK_YET = "/l/xem-truoc"


@dataclass(frozen=True)
class Covering:
    """A standing approval. `holds`: it covers the version of now; else the file or its rules changed since."""

    campaign: str
    by: str
    ends_at: datetime
    holds: bool


@dataclass
class TemplateLine:
    """One file as a channel uses it. `versions`: kind's label → version, for the words of a kind are part of it."""

    name: str
    purpose: str
    purpose_label: str
    variant: str
    kind: str
    is_units_own: bool
    versions: dict[str, str] = field(default_factory=dict)
    covering: list[Covering] = field(default_factory=list)
    problem: str = ""


@dataclass(frozen=True)
class TemplateApproval:
    approval: StandingApproval
    campaign: str
    by: str


def standing_yes(session: Session, unit_ids: Sequence[int], now: datetime) -> list[TemplateApproval]:
    """Standing approvals that run, of these units' campaigns. One query."""
    rows = session.exec(
        select(StandingApproval, Campaign.name, Staff.full_name)
        .join(Campaign, col(Campaign.id) == col(StandingApproval.campaign_id))
        .join(Staff, col(Staff.id) == col(StandingApproval.staff_id))
        .where(
            col(Campaign.unit_id).in_(unit_ids),
            col(StandingApproval.withdrawn_at).is_(None),
            col(StandingApproval.ends_at) > now,
        )
        .order_by(col(StandingApproval.id))
    ).all()
    return [TemplateApproval(approval, campaign, by) for approval, campaign, by in rows]


def template_lines(templates: Templates, channel: str, standing: Sequence[TemplateApproval]) -> list[TemplateLine]:
    """Every wording of a channel. No query. What is missing or wrong stands as a line with its problem."""
    lines: dict[str, TemplateLine] = {}
    for purpose in PURPOSES:
        for kind in ("", *kinds()):
            for variant in ("", *templates.variants(channel, purpose, kind)):
                _add(lines, templates, channel, purpose, kind, variant, standing)
    return list(lines.values())


def _add(
    lines: dict[str, TemplateLine],
    templates: Templates,
    channel: str,
    purpose: str,
    kind: str,
    variant: str,
    standing: Sequence[TemplateApproval],
) -> None:
    try:
        found = templates.find(channel, purpose, kind, variant)
    except TemplateProblem as problem:
        lines.setdefault(
            f"!{problem}",
            TemplateLine(
                "", purpose, LABELS.get(purpose) or purpose_label(purpose), variant, kind, False, problem=problem.said
            ),
        )
        return
    line = lines.setdefault(
        found.name,
        TemplateLine(
            found.name,
            purpose,
            LABELS.get(purpose) or purpose_label(purpose),
            variant,
            kind,
            found.name.startswith("unit:"),
        ),
    )
    line.versions[kind_label(kind)] = found.version
    key = template_key(found.name, kind)
    for yes in standing:
        if (version := yes.approval.templates.get(key)) is not None:
            covering = Covering(yes.campaign, yes.by, yes.approval.ends_at, version == found.version)
            if covering not in line.covering:
                line.covering.append(covering)


def recent_items(session: Session, unit_ids: Sequence[int], kinds: Collection[str] = ()) -> list[Item]:
    """Return what a wording can be tried on: the newest items by the source's own date, of these kinds if any are named. One
    query."""
    wanted = select(Item).where(col(Item.unit_id).in_(unit_ids))
    if kinds:
        wanted = wanted.where(col(Item.kind).in_(kinds))
    newest_first = func.coalesce(Item.published_at, Item.first_seen_at).desc()  # an index has this order, of each unit
    return list(session.exec(wanted.order_by(newest_first, col(Item.id).desc()).limit(RECENT)))


@dataclass(frozen=True)
class Tried:
    """A trial of a template: what would be said."""

    composition: Composition
    channel_label: str


def tried(
    session: Session,
    templates: Templates,
    item: Item,
    channel: str,
    purpose: str,
    variant: str,
    *,
    public_url: str,
    sample: bool,
) -> Tried:
    """Compose a trial with the publishing code. Raises LoaError if the item cannot be said so."""
    spec = spec_of(channel)
    link = f"{public_url}{NO_LINK_YET}"
    made = compose(item_view(session, item), spec, purpose, link, templates, sample=sample, variant=variant)
    return Tried(made, spec.label)
