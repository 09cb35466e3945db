"""One post as the calendar shows it by itself: its slot, in what bounds it may move, and who moved it. Reads only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from distributor.clock import VIETNAM
from distributor.labels import channel_label, purpose_label
from distributor.models import Account, Item, PostState, PostTransition, Staff
from distributor.plan.expiry import latest_of
from distributor.plan.hours import OpenHours, open_hours
from distributor.plan.move import warnings_at
from distributor.report.best_times import why_this_hour
from distributor.staff.visibility import post_of_units

MOST_NOTES = 20


@dataclass(frozen=True)
class Note:
    """`by`: a person's name, else "Loa"."""

    at: datetime
    by: str
    to_state: str
    reason: str


@dataclass(frozen=True)
class PlannedPost:
    """`at`: when it went out, else its slot. `latest_at`: it must not go out from then on. `hours`: of its channel.

    `why_at`: why Loa or a person chose this hour; empty for the first free one, and where somebody moved it since.
    """

    post_id: int
    item_id: int
    title: str
    account: str
    channel: str
    channel_label: str
    purpose_label: str
    state: PostState
    reason: str
    slot_at: datetime | None
    at: datetime | None
    url: str
    latest_at: datetime | None
    hours: OpenHours | None
    warnings: tuple[str, ...]
    notes: tuple[Note, ...]
    why_at: str

    @property
    def is_planned(self) -> bool:
        return self.state is PostState.PLANNED

    @property
    def slot_day(self) -> str:
        return self.slot_at.astimezone(VIETNAM).date().isoformat() if self.slot_at else ""

    @property
    def slot_time(self) -> str:
        return f"{self.slot_at.astimezone(VIETNAM):%H:%M}" if self.slot_at else ""

    @property
    def seen(self) -> str:
        """The slot as a form sends it back, to know that nobody else moved it meanwhile."""
        return self.slot_at.isoformat() if self.slot_at else ""


def planned_post(session: Session, post_id: int, unit_ids: Sequence[int]) -> PlannedPost | None:
    """None if there is no such post of these units."""
    post = post_of_units(session, post_id, unit_ids)
    if post is None:
        return None
    item = session.exec(select(Item).where(Item.id == post.item_id)).one()
    account = session.exec(select(Account).where(Account.id == post.account_id)).one()
    state = PostState(post.state)
    planned = state is PostState.PLANNED
    notes = _notes(session, post_id)
    return PlannedPost(
        post_id=post_id,
        item_id=post.item_id,
        title=item.title,
        account=account.name,
        channel=account.channel,
        channel_label=channel_label(account.channel),
        purpose_label=purpose_label(post.purpose),
        state=state,
        reason=post.reason,
        slot_at=post.slot_at,
        at=post.published_at or post.slot_at,
        url=post.external_url,
        latest_at=latest_of(session, post),
        hours=open_hours(account.channel, account.settings, post.slot_at) if planned and post.slot_at else None,
        warnings=warnings_at(session, post, post.slot_at) if planned and post.slot_at else (),
        notes=notes,
        why_at=why_this_hour([note.reason for note in notes]),
    )


def _notes(session: Session, post_id: int) -> tuple[Note, ...]:
    """Newest first."""
    rows = session.exec(
        select(PostTransition, Staff.full_name)
        .join(Staff, col(Staff.login) == col(PostTransition.by), isouter=True)
        .where(PostTransition.post_id == post_id)
        .order_by(col(PostTransition.id).desc())
        .limit(MOST_NOTES)
    )
    return tuple(Note(note.at, name or "Loa", note.to_state, note.reason) for note, name in rows)
