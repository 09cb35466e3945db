"""Posts that people publish by hand: what they are handed, and the record that it is done. Never commits."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlmodel import Session, select

from channels.base import OutgoingPost, Published
from channels.checks import is_absolute_link
from channels.manual.package import Destination
from channels.manual.spec import SPEC
from distributor.deliver.record import ForeignReceipt, record_known
from distributor.draft.store import CALLED_BACK
from distributor.errors import LoaError
from distributor.labels import state_label
from distributor.models import Account, Post, PostState, PostTransition
from distributor.outgoing.post import load_outgoing
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.work.claims import ClaimLost
from phrases import phrase

APPROVED = (PostState.PLANNED, PostState.SENDING, PostState.PROCESSING, PostState.UNKNOWN, PostState.PUBLISHED)
"""States in which the content is what somebody approved."""
OPEN = (PostState.PROCESSING, PostState.UNKNOWN, PostState.PLANNED)
"""States in which staff may record that it is published."""
RENEWED = (PostState.DRAFT, PostState.AWAITING_REVIEW)
SHORTEST_PLACE, LONGEST_PLACE = 8, 300
_DAY = re.compile(r"(?<![\d/.-])(?P<day>\d{1,2})([/.-])(?P<month>\d{1,2})\2(?P<year>\d{4})(?![\d/-])", re.ASCII)


@dataclass(frozen=True)
class HandedOver:
    """An approved post of the channel, with all that people need."""

    outgoing: OutgoingPost
    destination: Destination
    state: PostState


def load_handed_over(session: Session, post_id: int, media_path: Callable[[str], Path]) -> HandedOver:
    """The post, if it is one of hand-over and its content is what was approved. Raises LoaError."""
    post, account = _post_of(session, post_id)
    if post.state not in APPROVED:
        raise LoaError(phrase("deliver.not-approved-for-hand-over", post=post_id, state=state_label(post.state)))
    loaded = load_outgoing(session, post_id, media_path)
    if loaded.manifest.hash() != loaded.approved_hash:
        raise LoaError(phrase("deliver.changed-before-hand-over", post=post_id))
    return HandedOver(loaded.outgoing, destination_of(post_id, account), PostState(post.state))


def destination_of(post_id: int, account: Account) -> Destination:
    place, instructions = account.settings.get("place"), account.settings.get("instructions")
    return Destination(
        post_id,
        place if isinstance(place, str) and place.strip() else account.name,
        instructions if isinstance(instructions, str) else "",
    )


@deed("hand_over")
def record_done(session: Session, actor: Actor, post_id: int, done: str) -> str:
    """Record that the actor has published it at `done`; return what to say. Raises LoaError, NotAllowed."""
    post_for(session, actor.staff, post_id)
    post, _account = _post_of(session, post_id)
    if post.state in RENEWED and _was_handed_over(session, post_id):
        raise LoaError(phrase("deliver.of-post", post=post_id, said=CALLED_BACK))
    if post.state not in OPEN:
        known = post.external_url and phrase("deliver.address-recorded", address=post.external_url)
        rest = known or phrase("deliver.see-overview")
        raise LoaError(phrase("deliver.awaits-no-address", post=post_id, state=state_label(post.state), rest=rest))
    receipt = receipt_of(post_id, done)
    said = phrase("deliver.posted-by-hand", who=actor.staff.full_name, where=receipt.url or done.strip())
    try:
        record_known(session, post_id, receipt, now=actor.now, reason=said, by=actor.login, by_look=False)
    except ForeignReceipt as error:
        raise LoaError(phrase("deliver.address-of-another-check", address=str(error))) from error
    except ClaimLost as error:
        raise LoaError(phrase("deliver.handled-elsewhere", post=post_id)) from error
    note_on_post(session, actor, "hand_over", post, "external_url")
    return phrase("deliver.of-post", post=post_id, said=said)


def receipt_of(post_id: int, done: str) -> Published:
    """The address as it is; a place without one is told by its words, under an id of its own. Raises LoaError."""
    said = " ".join(done.split())
    if is_absolute_link(said):
        return Published(said, said)
    if "://" in said or (" " not in said and "." in said):
        raise LoaError(phrase("deliver.address-incomplete", address=said))
    if not SHORTEST_PLACE <= len(said) <= LONGEST_PLACE:
        raise LoaError(phrase("deliver.place-length", least=SHORTEST_PLACE, most=LONGEST_PLACE))
    if wrong := _no_day(said):
        raise LoaError(phrase("deliver.no-such-day", day=wrong))
    return Published(f"handover-{post_id}", "")


def _no_day(said: str) -> str:
    """The first thing in the words that is written as a day and is none; empty where there is no such thing."""
    for written in _DAY.finditer(said):
        day, month, year = (int(written[part]) for part in ("day", "month", "year"))
        try:
            date(year, month, day)
        except ValueError:
            return written[0]
    return ""


def _was_handed_over(session: Session, post_id: int) -> bool:
    handed = select(PostTransition.id).where(
        PostTransition.post_id == post_id, PostTransition.to_state == PostState.PROCESSING
    )
    return session.exec(handed.limit(1)).first() is not None


def _post_of(session: Session, post_id: int) -> tuple[Post, Account]:
    post = session.get(Post, post_id)
    if post is None:
        raise LoaError(phrase("deliver.no-such-post", post=post_id))
    account = session.get_one(Account, post.account_id)
    if account.channel != SPEC.name:
        raise LoaError(phrase("deliver.not-handed-over", post=post_id, account=account.name))
    return post, account
