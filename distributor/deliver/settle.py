"""A person looked for a post of unknown outcome: it is there, it is not, or Loa is to look again. Never commits."""

from sqlalchemy import update
from sqlmodel import Session, col, select

from channels.base import Progress, Published
from channels.registry import spec_of
from distributor.deliver.late import plan_freed
from distributor.deliver.record import ForeignReceipt, record_known
from distributor.errors import LoaError
from distributor.labels import state_label
from distributor.models import Account, Delivery, Post, PostState
from distributor.notices import close_notices
from distributor.outgoing.post import account_view, seen_at
from distributor.plan.expiry import TooLate, expiry_again
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import move
from distributor.work.claims import ClaimLost
from phrases import listed, phrase

LONGEST_ADDRESS = 1000


@deed("resolve")
def found_at(session: Session, actor: Actor, post_id: int, address: str, *, external_id: str = "") -> str:
    """It is published there; without an address, where its walk had got to. Returns what to say. Raises LoaError."""
    address = address.strip()
    if len(address) > LONGEST_ADDRESS:
        raise LoaError(phrase("deliver.address-too-long", most=LONGEST_ADDRESS))
    post, by = _unknown(session, actor, post_id), actor.login
    receipt = Published(external_id or address, address) if address else _placed(session, post)
    if receipt is None:
        raise LoaError(phrase("deliver.address-missing"))
    said = phrase("deliver.posted-at", who=by, where=receipt.url)
    try:
        record_known(session, post_id, receipt, now=actor.now, reason=said, by=by, by_look=False)
    except ForeignReceipt as error:
        raise LoaError(phrase("deliver.address-of-another", address=str(error))) from error
    except ClaimLost as error:
        raise LoaError(phrase("deliver.handled-elsewhere", post=post_id)) from error
    note_on_post(session, actor, "resolve", post)
    return phrase("deliver.of-post", post=post_id, said=said)


@deed("resolve")
def not_there(session: Session, actor: Actor, post_id: int) -> PostState:
    """It is not on the platform, so it is sent again; missed, where it is not true any more. Raises LoaError.

    After a restore many are told so at once: each goes at its slot, or within its cadence where that has passed.
    """
    post, by, now = _unknown(session, actor, post_id), actor.login, actor.now
    restored = session.exec(select(Delivery.look_since).where(Delivery.post_id == post_id)).one() is not None
    why, after = "", PostState.PLANNED
    due_at, slot_at, expires_at = None, post.slot_at, post.expires_at
    slot = slot_at if restored and slot_at else now
    try:
        due_at = max(slot, now)
        slot_at, expires_at = slot, expiry_again(session, post, due_at)
    except TooLate as error:
        why, after, due_at = error.said, PostState.MISSED, None
    reason = listed([phrase("deliver.not-there"), why])
    move(session, post, after, reason=reason, now=now, by=by, due_at=due_at, slot_at=slot_at, expires_at=expires_at)
    session.connection().execute(
        update(Delivery)
        .where(col(Delivery.post_id) == post_id)
        .values(
            token="",
            calling_at=None,
            first_call_at=None,
            progress={},
            looks=0,
            last_look_at=None,
            refused_as_duplicate=False,
            look_since=None,
        )
    )
    if restored and after is PostState.PLANNED and not plan_freed(session, post_id, now, wanted=True):
        after = PostState.MISSED
    close_notices(session, subject=f"post:{post_id}", now=now)
    note_on_post(session, actor, "resolve", post)
    return after


@deed("resolve")
def look_again(session: Session, actor: Actor, post_id: int) -> None:
    """Loa looks anew, where it had left the post to a person. Raises LoaError if it is looking anyway, or cannot."""
    post = _unknown(session, actor, post_id)
    account = session.exec(select(Account).where(Account.id == post.account_id)).one()
    if not spec_of(account.channel).reads_back(account.settings):
        raise LoaError(phrase("deliver.look-yourself"))
    if post.due_at is not None:
        raise LoaError(phrase("deliver.looks-by-itself", at=post.due_at))
    reason = phrase("deliver.looks-again")
    move(session, post, PostState.UNKNOWN, reason=reason, now=actor.now, by=actor.login, due_at=actor.now)
    # Two looks that saw nothing are counted anew: the old ones did not settle it.
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == post_id).values(looks=0, last_look_at=None)
    )
    note_on_post(session, actor, "resolve", post)


def _placed(session: Session, post: Post) -> Published | None:
    account = session.exec(select(Account).where(Account.id == post.account_id)).one()
    progress = session.exec(select(Delivery.progress).where(Delivery.post_id == post.id)).first()
    return placed_at(account, progress or {})


def placed_at(account: Account, progress: Progress) -> Published | None:
    """Return where a post of unknown outcome stands if it is out, as far as its walk tells; a person may take
    it from there."""
    placed = spec_of(account.channel).placed
    found = placed(progress, account.settings) if placed is not None else None
    return seen_at(account_view(account), found) if found is not None else None


def _unknown(session: Session, actor: Actor, post_id: int) -> Post:
    post = post_for(session, actor.staff, post_id, lock=True)
    if post.state != PostState.UNKNOWN:
        wanted = state_label(PostState.UNKNOWN)
        raise LoaError(phrase("deliver.not-unknown", post=post_id, state=state_label(post.state), wanted=wanted))
    return post
