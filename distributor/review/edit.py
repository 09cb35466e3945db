"""A person's own words for a post that has not gone out. Functions take a session and never commit.

Saving voids the approval, keeps the short link, and has a person review it again; a card whose words changed is drawn anew.
Words of a person are never replaced by composed ones but on a person's wish: after a revision of the source they stand, and the
post says so (`draft.store`). Every version that was saved is kept (`PostEdit`).
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import Session, col, select

from distributor.draft.targets import ERRATA, renewable
from distributor.errors import LoaError
from distributor.labels import state_label
from distributor.models import Account, Delivery, Item, Post, PostEdit, PostMedia, PostState
from distributor.notices import close_notices, open_notice
from distributor.review.decide import awaits_review, hand_reason
from distributor.review.person import void_approval
from distributor.review.redo import send_back
from distributor.review.returned import answer_by_edit, is_returned, send_in_again
from distributor.review.rules import void_yeses
from distributor.review.words import LEAD, EditedWords, fields_of, version_of, words_of
from distributor.staff.deeds import Actor, deed, note_on_post
from distributor.staff.visibility import post_for
from distributor.states import move_post, update_posts
from phrases import listed, phrase


class SavedMeanwhile(LoaError):
    """Somebody else saved since the form was opened. `there`: the words that stand now, saved by `by` at `at`."""

    def __init__(self, there: EditedWords, by: str, at: datetime | None) -> None:
        super().__init__(phrase("review.saved-meanwhile"))
        self.there, self.by, self.at = there, by, at


@dataclass(frozen=True)
class Saved:
    """`changed` false: the words were these already. `redrawn`: its card is being drawn anew. `voided`: it had been approved.

    `resubmitted`: it had been returned, and is up for approval again.
    """

    changed: bool
    redrawn: bool = False
    voided: bool = False
    resubmitted: bool = False


def why_not_editable(session: Session, post: Post) -> str:
    """Empty if a person may change this post's words now, else why not, for staff."""
    if post.purpose.startswith(ERRATA):
        return phrase("review.erratum-not-editable")
    if session.exec(select(Post.id).where(Post.id == post.id, renewable())).first() is None:
        return phrase("review.not-editable", state=state_label(post.state))
    return ""


@deed("edit")
def edit_post(
    session: Session,
    actor: Actor,
    post_id: int,
    words: EditedWords,
    *,
    seen: str,
    doubts: tuple[str, ...],
    answer: str = "",
) -> Saved:
    """Save. `words`: checked, as they will be sent. `seen`: the version that the form was opened with. `doubts`: for who reviews.

    `answer`: what the author says to who returned it; said alone, it sends the post in again as it is.
    Raises SavedMeanwhile if it is another by now, LoaError if the post may not be changed any more.
    """
    post, now = post_for(session, actor.staff, post_id, lock=True), actor.now
    said = ("loi",) if answer.strip() else ()
    if problem := why_not_editable(session, post):
        raise LoaError(problem)
    before = words_of(post)
    if seen != version_of(before):
        raise SavedMeanwhile(before, post.edited_by, post.edited_at)
    if words == before:
        if not answer.strip() or not is_returned(session, post_id):
            return Saved(changed=False)
        send_in_again(session, post_id, answer, by=actor.login, now=now)
        note_on_post(session, actor, "resubmit", post, *said)
        return Saved(changed=False, resubmitted=True)
    account = session.exec(select(Account).where(Account.id == post.account_id)).one()
    redrawn = not post.rendered or (words.headline != before.headline and fields_of(post, account).headline)
    approval_id = post.approval_id
    state = PostState.DRAFT if redrawn else PostState.AWAITING_REVIEW
    reason = "" if redrawn else listed((hand_reason(revised=False), *doubts), "; ")
    _keep(session, post, before, words, actor.login, now)
    _put(session, post, words, actor.login, now, state, reason, redrawn=redrawn)
    edited = phrase("review.edited-by", by=actor.login)
    void_approval(session, approval_id, edited, now)
    void_yeses(session, post_id, edited, now)
    resubmitted = answer_by_edit(session, post_id, answer, by=actor.login, now=now)
    close_notices(session, subject=f"post:{post_id}", now=now)
    if not redrawn:
        text = awaits_review(post_id, account.channel, words.title, reason)
        open_notice(session, kind="review", subject=f"post:{post_id}", unit_id=post.unit_id, now=now, text=text)
    session.expire(post)
    note_on_post(session, actor, "edit", post, "title", "text", "lead", "headline", *(said if resubmitted else ()))
    return Saved(changed=True, redrawn=redrawn, voided=approval_id is not None, resubmitted=resubmitted)


def _put(
    session: Session,
    post: Post,
    words: EditedWords,
    by: str,
    now: datetime,
    state: PostState,
    reason: str,
    *,
    redrawn: bool,
) -> None:
    item_revision = session.exec(select(Item.revision).where(Item.id == post.item_id)).one()
    settings = {**post.settings, LEAD: words.lead} if words.lead or LEAD in post.settings else post.settings
    post_id = post.id
    assert post_id is not None  # noqa: S101 - a row that was read has its key
    if not move_post(
        session,
        post_id,
        PostState(post.state),
        state,
        renewable(),
        reason=reason,
        told=phrase("review.edited"),
        now=now,
        by=by,
        title=words.title,
        text=words.text,
        headline=words.headline,
        settings=settings,
        dropped=[],
        edited_by=by,
        edited_at=now,
        edited_revision=item_revision,
        due_at=now if redrawn else None,
        expires_at=None,
        rendered=post.rendered and not redrawn,
        manifest_hash="",
        approval_id=None,
    ):
        raise LoaError(phrase("review.already-sending"))
    # What an adapter had prepared belongs to the words that are gone.
    session.connection().execute(
        update(Delivery).where(col(Delivery.post_id) == post.id).values(progress={}, tries=0, first_call_at=None)
    )
    if redrawn:
        session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post.id))


def _keep(session: Session, post: Post, before: EditedWords, after: EditedWords, by: str, now: datetime) -> None:
    """Keep a version, also what stood there, if nobody saved anything before."""
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    if not post.edited_by and before.text:
        session.add(_row(post.id, before, "loa", now))
        session.flush()
    session.add(_row(post.id, after, by, now))


def _row(post_id: int, words: EditedWords, by: str, now: datetime) -> PostEdit:
    return PostEdit(
        post_id=post_id,
        at=now,
        by=by,
        title=words.title,
        lead=words.lead,
        text=words.text,
        headline=words.headline,
    )


@deed("redo")
def use_composed(session: Session, actor: Actor, post_id: int, *, variant: str | None = None) -> None:
    """Have Loa compose the post again in place of a person's words, which stay among the saved versions.

    `variant`: of the template, where one was chosen; "" is the first wording. Raises LoaError.
    """
    post, by, now = post_for(session, actor.staff, post_id, lock=True), actor.login, actor.now
    if problem := why_not_editable(session, post):
        raise LoaError(problem)
    values: dict[str, object] = {"edited_by": "", "edited_at": None, "edited_revision": 0, "headline": ""}
    if variant is not None:
        values["chosen_variant"] = variant
    approval_id = post.approval_id
    update_posts(session, col(Post.id) == post_id, **values)
    session.expire(post)
    send_back(session, post_id, by=by, now=now)
    anew = phrase("review.composed-anew-by", by=by)
    void_approval(session, approval_id, anew, now)
    void_yeses(session, post_id, anew, now)
    note_on_post(session, actor, "redo", post)


def saved_versions(session: Session, post_id: int, most: int = 20) -> list[PostEdit]:
    """The newest first."""
    return list(
        session.exec(
            select(PostEdit).where(PostEdit.post_id == post_id).order_by(col(PostEdit.id).desc()).limit(most)
        ).all()
    )
