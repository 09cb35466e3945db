"""Chờ duyệt: what waits for a person's yes, and the yes, bound to exactly what that person saw."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import Session

from distributor.errors import LoaError
from distributor.media.store import MediaStore
from distributor.models import Post, PostState
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.plan.move import warnings_at
from distributor.plan.slots import foresee_slot
from distributor.report.going_out import going_out
from distributor.report.review_groups import MOST_POINTS, GroupedQueue, ItemGroup, grouped_queue
from distributor.report.review_queue import PostCard, count_returned, post_card, returned_queue
from distributor.report.review_talk import talks
from distributor.review.person import recall_post, restore_post, skip_post
from distributor.review.redo import redo_post
from distributor.review.seen import changed_parts
from distributor.review.store import ChangedSinceSeen, approve_by_person
from distributor.staff.deeds import Actor
from distributor.staff.visibility import post_for
from web import formats
from web.deciding import SentForm, check_right, instant_of, local_of, page_number
from web.differences import said_beside, source_beside
from web.files import ENDINGS
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings
from web.told_lines import numbers_said, says, told, with_title

router = APIRouter()
MOST_HEIGHT = 5_050
"""About six screens of a phone: what stands open of a page."""
HEIGHT_OF_ITEM, HEIGHT_OF_POST, HEIGHT_OF_LETTER = 200, 90, 0.45
"""In pixels, as they come out on a phone with the demo's texts."""

GRACE = timedelta(seconds=60)
"""Between a yes and the post, where no hour was chosen: a thumb that slipped can still take it back."""


class ReviewForm(SentForm):
    """`ma`, `phan`: marks of what was seen. `gio`: an hour that was chosen; `luc`: the one shown.
    `ve`: "danh-sach" to go back to the list."""

    viec: Literal["duyet", "bo-qua", "soan-lai", "rut-lai", "khoi-phuc"]
    ma: str = ""
    phan: str = ""
    gio: str = ""
    luc: str = ""
    ly_do: str = ""
    ve: str = ""


@router.get("/cho-duyet")
def show_queue(request: Request, around: Around, person: SignedIn, trang: str = "") -> HTMLResponse:
    number, now = page_number(trang), around.clock.now()

    def read(session: Session, page: int) -> GroupedQueue:
        return grouped_queue(session, person.unit_ids, _paths(around), page=page, now=now, soonest=now + GRACE)

    with around.database.read() as session:
        queue = read(session, number)
        if number > queue.pages:
            number = queue.pages
            queue = read(session, number)
        cards = [one.card for group in queue.groups for one in group.posts]
        talk = talks(session, cards, person.staff, person.stands_in)
        returned_count = count_returned(session, person.unit_ids)
    values = {
        "queue": queue,
        "page": number,
        "talks": talk,
        "returned_count": returned_count,
        "said_beside": said_beside,
        "source_beside": source_beside,
        "told": told,
        "numbers_said": numbers_said,
        "is_said": says,
        "with_title": with_title,
        "most_points": MOST_POINTS,
        "folded_items": _folded(queue.groups),
    }
    return page_for(request, around, person, "review_groups.html", {**values, **_shared(around)})


def _folded(groups: Sequence[ItemGroup]) -> frozenset[int]:
    """Items of which only a line is shown until they are on top. The most urgent stands open, however long."""
    tall, folded = 0.0, set[int]()
    for group in groups:
        of_group = (
            HEIGHT_OF_ITEM + HEIGHT_OF_LETTER * len(group.base.card.post.text) + HEIGHT_OF_POST * len(group.posts)
        )
        if tall and tall + of_group > MOST_HEIGHT:
            folded.add(group.item_id)
        else:
            tall += of_group
    return frozenset(folded)


@router.get("/cho-duyet/bi-tra-lai")
def show_returned(request: Request, around: Around, person: SignedIn, trang: str = "") -> HTMLResponse:
    number = page_number(trang)
    with around.database.read() as session:
        queue = returned_queue(session, person.unit_ids, _paths(around), page=number)
        if number > queue.pages:
            number = queue.pages
            queue = returned_queue(session, person.unit_ids, _paths(around), page=number)
        talk = talks(session, queue.cards, person.staff, person.stands_in)
    # Nobody can approve these, so none of them has an hour.
    shown = {"cards": queue.cards, "talks": talk, "goes": {}}
    values = {"total": queue.total, "page": number, "pages": queue.pages, "one": None, "returned_count": queue.total}
    return page_for(request, around, person, "review.html", {**values, **shown, **_shared(around)})


@router.get("/cho-duyet/{post_id}")
def show_post(request: Request, around: Around, person: SignedIn, post_id: int) -> HTMLResponse:
    with around.database.read() as session:
        card = post_card(session, post_id, person.unit_ids, _paths(around))
        if card is None:
            raise HTTPException(404)
        shown = _cards(session, around, person, [card])
    values = {"total": 1, "page": 1, "pages": 1, "one": card, "returned_count": 0}
    return page_for(request, around, person, "review.html", {**values, **shown, **_shared(around)})


def _cards(session: Session, around: Surroundings, person: Visitor, cards: Sequence[PostCard]) -> dict[str, object]:
    now = around.clock.now()
    talk = talks(session, cards, person.staff, person.stands_in)
    return {"cards": cards, "talks": talk, "goes": going_out(session, cards, now, now + GRACE)}


@router.post("/cho-duyet/{post_id}")
def decide(
    around: Around, person: SignedIn, form: Annotated[ReviewForm, Depends(ReviewForm.read)], post_id: int
) -> Response:
    back = "/cho-duyet" if form.ve == "danh-sach" else f"/cho-duyet/{post_id}"
    try:
        if form.viec == "duyet":
            check_right(person, "approve")
            return on_with(around, person, back, _approve(around, person.acts(around), post_id, form))
        with around.database.write() as session:
            said = _do_other(session, person.acts(around), post_id, form)
    except ChangedSinceSeen:
        return on_with(around, person, f"/cho-duyet/{post_id}", _changed(around, post_id, form.phan))
    except LoaError as error:
        return on_with(around, person, f"/cho-duyet/{post_id}", refused(error))
    return on_with(around, person, back, said)


def _approve(around: Surroundings, actor: Actor, post_id: int, form: ReviewForm) -> Notification:
    now, slot = actor.now, instant_of(form.gio)
    # The browser's field has whole minutes: the minute that runs means now.
    if slot is not None and slot <= now - timedelta(minutes=1):
        raise LoaError(
            _(
                "Giờ đăng %(time)s đã qua nên bài %(number)s chưa được duyệt. Hãy chọn giờ sau bây giờ.",
                time=formats.time(slot),
                number=post_id,
            )
        )
    soonest = now + GRACE
    with around.database.read() as session:
        post_for(session, actor.staff, post_id)
        foreseen = foresee_slot(session, post_id, soonest) if slot is None else None
    with around.database.write() as session:
        done = approve_by_person(
            session,
            actor,
            post_id,
            seen_hash=form.ma,
            slot_at=max(slot, soonest) if slot is not None else None,
            not_before=soonest,
            foreseen=foreseen,
            seen_slot=instant_of(form.luc),
        )
        warnings: tuple[str, ...] = ()
        if done.slot_at is not None:
            warnings = warnings_at(session, session.get_one(Post, post_id), done.slot_at)
    if done.state is PostState.AWAITING_REVIEW:
        said = _(
            "Đã ghi lượt duyệt của bạn: bài %(number)s %(reason)s. Cần thêm một người khác duyệt.",
            number=post_id,
            reason=done.reason,
        )
        where = f"/cho-duyet/{post_id}/trao-doi"
        return Notification(
            " ".join((said, *map(_, warnings))), undo=where, undo_does="rut-y", undo_label=_("Rút lại lượt duyệt")
        )
    at = done.slot_at
    has_hour = at is not None and (slot is not None or at > soonest)
    when = _("lúc %(time)s", time=formats.time(at)) if at is not None and has_hour else _("sau một phút")
    words = _(
        "Đã duyệt bài %(number)s; bài được đăng %(when)s. Đến lúc đó vẫn rút lại được.", number=post_id, when=when
    )
    if warnings and not has_hour:  # no promise of a minute that will not be kept
        words = _("Đã duyệt bài %(number)s. Đến khi bài được đăng vẫn rút lại được.", number=post_id)
    words = " ".join((words, *map(_, warnings)))
    return Notification(words, undo=f"/cho-duyet/{post_id}", undo_does="rut-lai", undo_label=_("Rút lại lượt duyệt"))


def _do_other(session: Session, actor: Actor, post_id: int, form: ReviewForm) -> Notification:
    match form.viec:
        case "bo-qua":
            skip_post(session, actor, post_id, reason=form.ly_do[:1000])
            words = _("Đã bỏ qua bài %(number)s; lý do được ghi vào sổ theo dõi.", number=post_id)
            label = _("Khôi phục bài này")
            return Notification(words, undo=f"/cho-duyet/{post_id}", undo_does="khoi-phuc", undo_label=label)
        case "soan-lai":
            redo_post(session, actor, post_id)
            words = _(
                "Bài %(number)s đang được soạn và dựng ảnh lại. Bản mới sẽ trở lại trang này để duyệt.", number=post_id
            )
        case "khoi-phuc":
            restore_post(session, actor, post_id)
            words = _("Đã khôi phục bài %(number)s. Bài sẽ trở lại trang này sau khi được xét lại.", number=post_id)
        case _:
            recall_post(session, actor, post_id)
            words = _("Đã rút lại lượt duyệt của bài %(number)s. Bài chưa được đăng và đang chờ duyệt.", number=post_id)
    return Notification(words)


def _changed(around: Surroundings, post_id: int, seen: str) -> Notification:
    with around.database.read() as session:
        post = session.get_one(Post, post_id)
        parts = changed_parts(seen, manifest_of(post, media_of(session, [post_id])[post_id]))
    what = f": {', '.join(map(_, parts))}" if parts else ""
    words = _(
        "Bài %(number)s đã thay đổi sau khi trang này được mở%(what)s. Chưa duyệt gì. Hãy đọc lại bản mới dưới đây.",
        number=post_id,
        what=what,
    )
    return Notification(words, good=False)


def _shared(around: Surroundings) -> dict[str, object]:
    return {"now": around.clock.now(), "local": local_of, "endings": ENDINGS}


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
