"""Proposing a correction: for each post of an item that is out, what would become of it and in which words. A person decides.

Composing and drawing are done outside any transaction; storing is one short one, unique by item, cause and round.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Protocol

import structlog
from sqlalchemy import ColumnElement, and_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, exists, or_, select

from channels.base import Edits, Withdraws
from channels.errors import ChannelError, Misconfigured
from channels.registry import Opened, spec_of
from distributor.clock import VIETNAM, Clock
from distributor.compose.compose import ADDRESS_IN_PICTURE, Composition, compose
from distributor.compose.erratum import Erratum, erratum_words
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST
from distributor.compose.targets import ERRATA, NOT_GONE_OUT, new_link, renewable
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.correct.decide import Abilities, Choice, Said, choose_act
from distributor.correct.pictures import name_picture
from distributor.correct.store import OVERTAKEN, said_hash
from distributor.correct.words import corrected_text, summary_of
from distributor.db import Database
from distributor.deliver.carrier import fault_of
from distributor.deliver.outgoing import AccountView, account_view
from distributor.errors import LoaError
from distributor.models import (
    Account,
    Act,
    Correction,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Item,
    Post,
    PostMedia,
    PostState,
    Revision,
    RevisionKind,
    StepState,
)
from distributor.notices import close_notices, open_notice
from distributor.render.announce import Picture, draw_announcement
from distributor.render.store import MediaStore, StoredMedia
from distributor.states import note_move

log = structlog.get_logger()

OUT = (PostState.PUBLISHED, PostState.EDITED)
ENDED = (PostState.SKIPPED, PostState.CANCELLED)
MOST_ITEMS = 100
GONE_ALREADY = "Bài cũ đã gỡ, bài thay thế chưa đăng: đăng bài mới."
WITHDRAWN_WORDS = "Nguồn đã gỡ nội dung này."
"""Short, for an SMS must hold it whole."""


class Proposer(Protocol):
    """Who proposes: a worker's carrier, or a desk (`distributor.correct.desk`). `open` calls no platform."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    def open(self, account: AccountView) -> Opened: ...


@dataclass(frozen=True)
class Making:
    """What composing and drawing need. `sample`: pictures say "Dữ liệu mẫu"."""

    templates: Templates
    store: MediaStore
    public_url: str
    sample: bool


@dataclass(frozen=True)
class _Out:
    """A post that is out. `pictures`: SHA-256 and alternative text, in order."""

    post: Post
    account: Account
    pictures: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class _Sketch:
    """`picture`, `alt_text`: what an edit puts in the place of the post's picture; None where that stays."""

    out: _Out
    choice: Choice
    new: Composition | None
    text: str
    link: str
    picture: StoredMedia | None = None
    alt_text: str = ""


def items_to_correct(database: Database) -> list[int]:
    """Items that say something else than posts of theirs that are out, or whose replacement never came, with nothing proposed."""
    with database.read() as session:
        found = session.exec(
            select(Item.id)
            .join(Post, col(Post.item_id) == col(Item.id))
            .where(
                or_(col(Post.state).in_(OUT), _is_missing()),
                col(Post.revision) < col(Item.revision),
                or_(col(Item.composed_revision) >= col(Item.revision), _is_withdrawn()),
                ~_is_proposed(),
            )
            .distinct()
            .limit(MOST_ITEMS)
        ).all()
    return [item_id for item_id in found if item_id is not None]


def _is_proposed() -> ColumnElement[bool]:
    """The post has its step in the round of its item's revision; one that went out since then has none."""
    return exists().where(
        col(CorrectionStep.post_id) == col(Post.id),
        col(Correction.id) == col(CorrectionStep.correction_id),
        col(Correction.round) == col(Item.revision),
        col(Correction.cause) != CorrectionCause.OURS,
    )


def _is_missing() -> ColumnElement[bool]:
    """Taken away to be replaced, and what was to replace it has not gone out."""
    anew = aliased(Post)
    came = exists().where(
        col(anew.id) == col(CorrectionStep.erratum_id), col(anew.state).not_in([*NOT_GONE_OUT, *ENDED])
    )
    return and_(
        col(Post.state) == PostState.WITHDRAWN,
        exists().where(
            col(CorrectionStep.post_id) == col(Post.id),
            col(CorrectionStep.act) == Act.REPLACE,
            or_(col(CorrectionStep.erratum_id).is_(None), ~came),
        ),
        ~_is_withdrawn(),
    )


def _is_withdrawn() -> ColumnElement[bool]:
    return exists().where(
        col(Revision.item_id) == col(Item.id),
        col(Revision.number) == col(Item.revision),
        col(Revision.kind) == RevisionKind.WITHDRAWN,
    )


def propose_correction(
    carrier: Proposer, item_id: int, making: Making, *, erratum: Erratum | None = None
) -> int | None:
    """Propose what the item's posts that are out need; its id. None: nothing, or it is proposed already.

    `erratum`: our own posts were wrong, not the source. Raises LoaError for an erratum that puts nothing right.
    """
    if erratum is not None:
        erratum_words(erratum)
    with carrier.database.read() as session:
        item = session.get(Item, item_id)
        if item is None:
            return None
        cause, number = _cause(session, item, erratum)
        outs = _posts_that_are_out(session, item, cause)
        if not outs:
            return None
        view = item_view(session, item)
        changes = _changes(session, item, cause)
    sketches = [_sketch(carrier, view, out, cause, making, erratum) for out in outs]
    try:
        with carrier.database.write() as session:
            return _store(session, item, cause, number, sketches, erratum, changes, carrier.clock.now())
    except IntegrityError:
        return None  # another worker was first


def _cause(session: Session, item: Item, erratum: Erratum | None) -> tuple[CorrectionCause, int]:
    """Why, and the round: the item's revision, or for our own errors how often we erred."""
    if erratum is not None:
        earlier = session.exec(
            select(Correction.round)
            .where(Correction.item_id == item.id, Correction.cause == CorrectionCause.OURS)
            .order_by(col(Correction.round).desc())
        ).first()
        return CorrectionCause.OURS, (earlier or 0) + 1
    last = session.exec(
        select(Revision.kind).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    cause = CorrectionCause.WITHDRAWN if last is RevisionKind.WITHDRAWN else CorrectionCause.REVISED
    return cause, item.revision


def _changes(session: Session, item: Item, cause: CorrectionCause) -> Sequence[str]:
    if cause is CorrectionCause.OURS:
        return ()
    said = session.exec(
        select(Revision.changes).where(Revision.item_id == item.id, Revision.number == item.revision)
    ).first()
    return said or ()


def _posts_that_are_out(session: Session, item: Item, cause: CorrectionCause) -> list[_Out]:
    wanted = select(Post, Account).join(Account, col(Account.id) == col(Post.account_id))
    if cause is CorrectionCause.OURS:
        wanted = wanted.where(Post.item_id == item.id, col(Post.state).in_(OUT))
    else:
        wanted = wanted.join(Item, col(Item.id) == col(Post.item_id)).where(
            Post.item_id == item.id,
            or_(col(Post.state).in_(OUT), _is_missing()),
            col(Post.revision) < item.revision,
            ~_is_proposed(),
        )
    found = []
    for post, account in session.exec(wanted.order_by(col(Post.id))).all():
        pictures = session.exec(
            select(PostMedia.sha256, PostMedia.alt_text)
            .where(PostMedia.post_id == post.id)
            .order_by(col(PostMedia.position))
        ).all()
        found.append(_Out(post, account, tuple((sha, alt) for sha, alt in pictures)))
    return found


def _sketch(
    carrier: Proposer, view: ItemView, out: _Out, cause: CorrectionCause, making: Making, erratum: Erratum | None
) -> _Sketch:
    """Raises nothing: what cannot be worked out is for a person's hands, with the reason."""
    link = new_link(making.public_url)
    try:
        if out.post.state is PostState.WITHDRAWN:
            anew = _as_new_post(view, out, cause, making, erratum, link)
            return _Sketch(out, Choice(Act.ERRATUM, GONE_ALREADY), anew, anew.text, link)
        can = abilities_of(carrier, out.account)
        new, text = _new_words(view, out, cause, making, erratum)
        picture = _picture(view, out, making)
        same = not out.pictures or (picture is not None and sha256(picture.bytes).hexdigest() == out.pictures[0][0])
        said = Said(out.post.text, text, same, "\n".join(alt for _sha, alt in out.pictures))
        can = replace(can, replaces_media=can.replaces_media and picture is not None)
        choice = choose_act(cause, said, can, wrong=erratum.wrong if erratum else "")
        if choice.act in (Act.ERRATUM, Act.REPLACE):
            new = _as_new_post(view, out, cause, making, erratum, link)
            text = new.text
        elif choice.act is Act.EDIT and not same and can.replaces_media and picture is not None:
            stored = making.store.put(picture.bytes, picture.mime)
            return _Sketch(out, choice, new, text or "", link, stored, picture.alt_text)
        return _Sketch(out, choice, new, text or "", link)
    except (LoaError, Misconfigured) as error:
        return _Sketch(out, Choice(Act.BY_HAND, f"Cán bộ xử lý trên nền tảng: {error}"), None, "", link)
    except Exception as error:  # one post's fault must not hide the others
        log.error("fault while proposing a correction", post=out.post.id, **fault_of(error))
        words = f"Cán bộ xử lý trên nền tảng: lỗi bên trong Loa ({type(error).__name__})."
        return _Sketch(out, Choice(Act.BY_HAND, words), None, "", link)


def abilities_of(carrier: Proposer, account: Account) -> Abilities:
    spec = spec_of(account.channel)
    if account.channel == "manual":
        return Abilities(by_hand=True)
    if spec.broadcasts:
        return Abilities()
    try:
        adapter = carrier.open(account_view(account)).adapter
    except ChannelError as error:
        raise LoaError(error.message) from error
    return Abilities(
        edits=isinstance(adapter, Edits),
        withdraws=isinstance(adapter, Withdraws),
        video=bool(spec.video_shape),
        replaces_media=spec.replaces_media,
    )


def _new_words(
    view: ItemView, out: _Out, cause: CorrectionCause, making: Making, erratum: Erratum | None
) -> tuple[Composition | None, str | None]:
    """What an edit would make of the post; no text where nothing can be said any more."""
    post = out.post
    if cause is CorrectionCause.WITHDRAWN:
        return None, None
    if erratum is not None:
        return None, corrected_text(post.text, erratum, spec_of(out.account.channel))
    if post.purpose.startswith(f"{DIGEST}:"):
        raise LoaError("Bản tổng hợp có nhắc tới văn bản này; hãy xem lại và sửa nếu cần.")
    purpose = "announce" if post.purpose.startswith(ERRATA) else post.purpose
    new = compose(
        view,
        spec_of(out.account.channel),
        purpose,
        post.link,
        making.templates,
        variant=post.variant,
        link_in_text=not post.settings.get(ADDRESS_IN_PICTURE),
    )
    return new, new.text


def _as_new_post(
    view: ItemView, out: _Out, cause: CorrectionCause, making: Making, erratum: Erratum | None, link: str
) -> Composition:
    """The words of a post of its own: an erratum, or for what the source revised its new announcement."""
    spec, in_text = spec_of(out.account.channel), not out.post.settings.get(ADDRESS_IN_PICTURE)
    if cause is CorrectionCause.REVISED:
        return compose(view, spec, "announce", link, making.templates, variant=out.post.variant, link_in_text=in_text)
    posted_on = out.post.published_at.astimezone(VIETNAM).date() if out.post.published_at else None
    said = erratum or Erratum("", WITHDRAWN_WORDS)
    return compose(
        view,
        spec,
        f"{ERRATA}{out.post.id}",
        link,
        making.templates,
        erratum=Erratum(said.wrong, said.right, posted_on),
        link_in_text=in_text,
    )


def _picture(view: ItemView, out: _Out, making: Making) -> Picture | None:
    """The post's card as it would come out now; None without one. What a video would say is not known before it is made."""
    if len(out.pictures) != 1 or out.post.settings.get("cover"):
        return None
    return draw_announcement(
        view,
        making.templates,
        making.store,
        channel=out.account.channel,
        link=out.post.link,
        alt_text_limit=spec_of(out.account.channel).media.alt_text_limit,
        sample=making.sample,
        address_in_words=bool(out.post.settings.get(ADDRESS_IN_PICTURE)),
    )


def _store(
    session: Session,
    item: Item,
    cause: CorrectionCause,
    number: int,
    sketches: Sequence[_Sketch],
    erratum: Erratum | None,
    changes: Sequence[str],
    now: datetime,
) -> int | None:
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
    if cause is not CorrectionCause.OURS:
        if revision != number:
            return None  # a newer revision came while we composed, and has a proposal of its own
        _overtake(session, item.id, number, now)
    correction = _correction(session, item, cause, number, erratum, now)
    assert correction.id is not None  # noqa: S101 - flushed
    for sketch in sketches:
        post, new = sketch.out.post, sketch.new
        settings = {**post.settings, **new.settings} if new else dict(post.settings)
        if sketch.picture is not None:
            settings |= name_picture(session, sketch.picture, sketch.alt_text, now)
        session.add(
            CorrectionStep(
                correction_id=correction.id,
                post_id=post.id or 0,
                account_id=post.account_id,
                act=sketch.choice.act,
                reason=sketch.choice.reason[:1000],
                title=new.title if new else post.title,
                text=sketch.text,
                settings=settings,
                link=sketch.link,
                old_hash=said_hash(post),
            )
        )
    words = summary_of(cause, [sketch.choice.act for sketch in sketches], changes)
    close_notices(session, kind="revision", subject=f"item:{item.id}", now=now)  # this one says more
    open_notice(
        session,
        kind="correction",
        subject=f"item:{item.id}",
        unit_id=item.unit_id,
        now=now,
        text=f"«{item.title}»: {words} Xem và quyết định: loa correct {item.id}.",
    )
    return correction.id


def _correction(
    session: Session, item: Item, cause: CorrectionCause, number: int, erratum: Erratum | None, now: datetime
) -> Correction:
    """The one that waits for a decision on this round, or another part of it where the others are decided."""
    parts = session.exec(
        select(Correction)
        .where(Correction.item_id == item.id, Correction.cause == cause, Correction.round == number)
        .order_by(col(Correction.part).desc())
    ).all()
    if parts and parts[0].state is CorrectionState.PROPOSED:
        return parts[0]
    correction = Correction(
        unit_id=item.unit_id,
        item_id=item.id or 0,
        cause=cause,
        round=number,
        part=len(parts) + 1,
        wrong=erratum.wrong if erratum else "",
        right=erratum.right if erratum else "",
        created_at=now,
    )
    session.add(correction)
    session.flush()
    return correction


def _overtake(session: Session, item_id: int, number: int, now: datetime) -> None:
    """What was proposed or decided of an older revision and is not done is decided by the newer one; so are posts that wait."""
    older = and_(
        col(Correction.item_id) == item_id,
        or_(
            and_(col(Correction.cause) != CorrectionCause.OURS, col(Correction.round) < number),
            and_(col(Correction.cause) == CorrectionCause.OURS, col(Correction.state) == CorrectionState.PROPOSED),
        ),
    )
    ids = session.exec(select(Correction.id).where(older)).all()
    session.connection().execute(
        update(CorrectionStep)
        .where(
            col(CorrectionStep.correction_id).in_(ids),
            col(CorrectionStep.state).in_([StepState.PROPOSED, StepState.WAITING, StepState.FAILED]),
        )
        .values(state=StepState.DISMISSED, due_at=None, reason=OVERTAKEN)
    )
    session.connection().execute(
        update(Correction)
        .where(col(Correction.id).in_(ids), col(Correction.state) == CorrectionState.PROPOSED)
        .values(state=CorrectionState.DISMISSED)
    )
    waiting = session.exec(
        select(Post).where(Post.item_id == item_id, col(Post.purpose).like(f"{ERRATA}%"), renewable())
    ).all()
    for post in waiting:
        before = PostState(post.state)
        after = PostState.CANCELLED if before in (PostState.PLANNED, PostState.PROCESSING) else PostState.SKIPPED
        post.state, post.reason, post.due_at = after, "Nguồn đã sửa lần nữa trước khi bài này được đăng.", None
        session.add(post)
        note_move(session, post.id or 0, before=before, after=after, reason=post.reason, now=now)
        close_notices(session, subject=f"post:{post.id}", now=now)
