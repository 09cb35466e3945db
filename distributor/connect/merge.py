"""Units that merge, at once: what goes on moves to the successor, what was said keeps the name of its day. Never commits.

Every table that names a unit stands here: it moves (`MOVED`), stays (`STAYS`, with the reason), or goes its own way in
`merge_unit`. Items and what is out stay with the old unit, and its successor sees them (`staff/visibility.py`). So that nothing
goes out under a dead name, each channel rests until somebody has renamed it on its platform and lets it go on, what waits is
asked of a person again, composed anew where a machine composed it, and no message to a list may be half-way.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import true, update
from sqlmodel import Session, SQLModel, col, or_, select

from distributor.connect.merge_lists import WRITTEN, messages_under_way, move_lists
from distributor.draft.targets import ERRATA
from distributor.errors import LoaError
from distributor.holds import in_force
from distributor.models import (
    Account,
    AccountGrant,
    AccountState,
    AgencyResults,
    AiredProgramme,
    AnswerState,
    ApiKey,
    Audience,
    AuditEntry,
    Broadcast,
    Campaign,
    Case,
    Correction,
    Delegation,
    Hold,
    Item,
    ItemKey,
    ItemWords,
    Notice,
    Offer,
    OfferAnswer,
    Post,
    PostState,
    PostTrial,
    PreAcceptance,
    RenderJob,
    ReportMail,
    ReportSchedule,
    ReviewRule,
    SavedReply,
    SignIn,
    Source,
    Spokesperson,
    Staff,
    StaffFile,
    Subscriber,
    Survey,
    UnitName,
    UnitSetting,
    UnitSite,
    WebhookEndpoint,
    WebhookEvent,
    Wording,
)
from distributor.review.person import ask_again
from distributor.review.redo import send_back
from distributor.staff.deeds import Actor, deed
from distributor.staff.units import merge_into, unit_in_reach
from distributor.staff.visibility import must_see
from distributor.states import NOT_GONE_OUT, update_posts
from phrases import phrase

MOVED = (
    *(Staff, ApiKey, Source, Campaign, Case, SavedReply, StaffFile, AiredProgramme, Wording),
    *(Survey, SignIn, ReportSchedule, Delegation, Subscriber, *WRITTEN),
)
STAYS: Mapping[type[SQLModel], str] = {
    AgencyResults: "a year's figures are those of the office that handed them in",
    AuditEntry: "what was done was done in the old unit",
    Broadcast: "what was sent; none is under way",
    Correction: "stands with its item, which the successor sees",
    Hold: "none is in force; those that ended are history",
    Item: "what was said keeps the name of its day",
    ItemKey: "stands with its item",
    ItemWords: "stands with its item",
    Offer: "stands with its item; the successor sees and withdraws it",
    PostTrial: "what was learnt stands by account",
    RenderJob: "stands with its item",
    ReportMail: "a report of a period in which the old unit was",
    ReviewRule: "the successor's own rules hold",
    UnitName: "the name of its day, ended by the merger",
    UnitSetting: "the successor's own settings hold",
    WebhookEvent: "what happened in the old unit",
}
"""Tables whose rows stay, and why."""
OWN_WAY = (
    Account,
    AccountGrant,
    Audience,
    Notice,
    OfferAnswer,
    Post,
    PreAcceptance,
    Spokesperson,
    UnitSite,
    WebhookEndpoint,
)
"""Where the successor may have the like already, or a yes ends with the unit."""


@dataclass(frozen=True)
class Merged:
    """`channels`: that rest now. `lists`: of telephone numbers, that moved. `posts`: that wait for a person again."""

    people: int
    channels: tuple[str, ...]
    lists: int
    posts: int


@deed("units")
def merge_unit(session: Session, actor: Actor, unit_id: int, into_id: int, day: date, basis: str) -> Merged:
    """Merge units as `merge_into` does, into one that the actor sees as well. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    into = into_id if unit_in_reach(session, actor.staff, into_id) else 0
    if session.exec(select(Hold.id).where(Hold.unit_id == unit_id, in_force(actor.now))).first() is not None:
        raise LoaError(phrase("connect.merge.held"))
    if under_way := messages_under_way(session, unit_id):
        raise LoaError(phrase("connect.merge.messages", count=under_way))
    name = session.exec(
        select(UnitName.name).where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None))
    ).first()
    fields = merge_into(session, unit_id, into, day, basis, actor.today)
    reason = phrase("connect.merge.dead-name", unit=name or "")
    posts = _ask_again(session, actor, unit_id, into, reason)
    accounts = session.exec(
        select(Account).where(Account.unit_id == unit_id).order_by(col(Account.id)).with_for_update()
    ).all()
    for account in accounts:
        if account.state in (AccountState.ACTIVE, AccountState.PAUSED):
            account.state, account.state_reason, account.paused_until = AccountState.PAUSED, reason, None
        session.add(account)
    session.flush()
    people = session.exec(select(Staff.id).where(Staff.unit_id == unit_id)).all()
    lists = move_lists(session, unit_id, into, name or "", reason, actor.now)
    for table in (Account, *MOVED):
        session.connection().execute(update(table).where(col(table.unit_id) == unit_id).values(unit_id=into))
    _move_unless_there(session, unit_id, into)
    session.connection().execute(
        update(Notice).where(col(Notice.unit_id) == unit_id, col(Notice.closed_at).is_(None)).values(unit_id=into)
    )
    for yes, ended in ((PreAcceptance, "withdrawn_at"), (Spokesperson, "ended_at")):
        session.connection().execute(
            update(yes)
            .where(col(yes.unit_id) == unit_id, col(getattr(yes, ended)).is_(None))
            .values({ended: actor.now})
        )
    session.expire_all()
    actor.note(session, "merge_unit", f"unit:{unit_id}", *fields, unit_id=unit_id)
    return Merged(
        len(people),
        tuple(account.name for account in accounts if account.state is AccountState.PAUSED),
        lists,
        posts,
    )


def _move_unless_there(session: Session, unit_id: int, into: int) -> None:
    """Move what a unit may have but once of a kind: where the successor has it, its own holds."""
    waiting = col(OfferAnswer.state) == AnswerState.WAITING
    for table, one, which in (
        (AccountGrant, AccountGrant.account_id, true()),
        (OfferAnswer, OfferAnswer.offer_id, waiting),
        (WebhookEndpoint, WebhookEndpoint.url, true()),
    ):
        has = select(one).where(col(table.unit_id) == into)
        session.connection().execute(
            update(table).where(col(table.unit_id) == unit_id, which, col(one).not_in(has)).values(unit_id=into)
        )
    if session.get(UnitSite, into) is None:
        session.connection().execute(update(UnitSite).where(col(UnitSite.unit_id) == unit_id).values(unit_id=into))


def _ask_again(session: Session, actor: Actor, unit_id: int, into: int, reason: str) -> int:
    """Ask people again about what waits on the unit's channels, or says its items elsewhere: its words or its card may bear the
    name."""
    of_items = select(Item.id).where(Item.unit_id == unit_id)
    posts = session.exec(
        select(Post)
        .where(
            or_(Post.unit_id == unit_id, col(Post.item_id).in_(of_items)),
            col(Post.state).in_(NOT_GONE_OUT),
        )
        .order_by(col(Post.id))
        .with_for_update()
    ).all()
    for post in posts:
        post_id, written = post.id or 0, bool(post.edited_by) or post.purpose.startswith(ERRATA)
        owner = into if post.unit_id == unit_id else post.unit_id
        if post.state is not PostState.DRAFT:
            ask_again(session, post, reason, actor.now, by=actor.login, unit_id=owner)
        item_unit = select(Item.unit_id).join(Post, col(Post.item_id) == col(Item.id)).where(Post.id == post_id)
        update_posts(
            session, col(Post.id) == post_id, unit_id=owner, of_other_unit=item_unit.scalar_subquery() != owner
        )
        session.expire_all()
        if not written:
            send_back(session, post_id, by=actor.login, now=actor.now)
    return len(posts)
