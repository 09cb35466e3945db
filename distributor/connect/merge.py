"""Units that merge, in one act: what goes on moves to the successor, what was said keeps the name of its day. Never commits.

People, their keys and files, channels, sources, campaigns, cases, saved replies and linked programmes move. Items and what is out
stay with the old unit, and its successor sees them (`staff/visibility.py`). So that nothing goes out under a dead name, each
channel rests until somebody has renamed it on its platform and lets it go on, and what waits is asked of a person again, composed
anew where a machine composed it. Lists of telephone numbers stay with the channel that writes to them: whom a unit may write to
is agreed with that unit.
"""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import update
from sqlmodel import Session, col, or_, select

from channels.registry import spec_of
from distributor.draft.targets import ERRATA
from distributor.errors import LoaError
from distributor.holds import in_force
from distributor.models import (
    Account,
    AccountGrant,
    AccountState,
    AiredProgramme,
    ApiKey,
    Campaign,
    Case,
    Hold,
    Item,
    Notice,
    Post,
    PostState,
    SavedReply,
    Source,
    Staff,
    StaffFile,
    UnitName,
)
from distributor.phrases import phrase
from distributor.review.person import ask_again
from distributor.review.redo import send_back
from distributor.staff.deeds import Actor, deed
from distributor.staff.units import merge_into, unit_in_reach
from distributor.staff.visibility import must_see
from distributor.states import NOT_GONE_OUT, update_posts

MOVED = (Staff, ApiKey, Source, Campaign, Case, SavedReply, StaffFile, AiredProgramme)


@dataclass(frozen=True)
class Merged:
    """`channels`: that rest now. `stay`: those of them that write to lists. `posts`: that wait for a person again."""

    people: int
    channels: tuple[str, ...]
    stay: tuple[str, ...]
    posts: int


@deed("units")
def merge_unit(session: Session, actor: Actor, unit_id: int, into_id: int, day: date, basis: str) -> Merged:
    """As `merge_into`, into one that the actor sees as well. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    into = into_id if unit_in_reach(session, actor.staff, into_id) else 0
    if session.exec(select(Hold.id).where(Hold.unit_id == unit_id, in_force(actor.now))).first() is not None:
        raise LoaError(phrase("connect.merge.held"))
    name = session.exec(
        select(UnitName.name).where(UnitName.unit_id == unit_id, col(UnitName.valid_to).is_(None))
    ).first()
    fields = merge_into(session, unit_id, into, day, basis, actor.today)
    reason = phrase("connect.merge.dead-name", unit=name or "")
    posts = _ask_again(session, actor, unit_id, into, reason)
    accounts = session.exec(
        select(Account).where(Account.unit_id == unit_id).order_by(col(Account.id)).with_for_update()
    ).all()
    stay = [account for account in accounts if spec_of(account.channel).broadcasts]
    for account in accounts:
        if account.state in (AccountState.ACTIVE, AccountState.PAUSED):
            account.state, account.state_reason, account.paused_until = AccountState.PAUSED, reason, None
        if account not in stay:
            account.unit_id = into
        session.add(account)
    people = session.exec(select(Staff.id).where(Staff.unit_id == unit_id)).all()
    for table in MOVED:
        session.connection().execute(update(table).where(col(table.unit_id) == unit_id).values(unit_id=into))
    has = select(AccountGrant.account_id).where(AccountGrant.unit_id == into)
    session.connection().execute(
        update(AccountGrant)
        .where(col(AccountGrant.unit_id) == unit_id, col(AccountGrant.account_id).not_in(has))
        .values(unit_id=into)
    )
    session.connection().execute(
        update(Notice).where(col(Notice.unit_id) == unit_id, col(Notice.closed_at).is_(None)).values(unit_id=into)
    )
    session.expire_all()
    actor.note(session, "merge_unit", f"unit:{unit_id}", *fields, unit_id=unit_id)
    return Merged(
        len(people),
        tuple(account.name for account in accounts if account.state is AccountState.PAUSED),
        tuple(account.name for account in stay),
        posts,
    )


def _ask_again(session: Session, actor: Actor, unit_id: int, into: int, reason: str) -> int:
    """What waits on the unit's channels, or says its items elsewhere: its words or its card may bear the name."""
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
        owner = into if post.unit_id == unit_id and not spec_of(_channel(session, post)).broadcasts else post.unit_id
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


def _channel(session: Session, post: Post) -> str:
    return session.get_one(Account, post.account_id).channel
