"""Chờ duyệt: what waits for a person's yes, and the yes, bound to exactly what that person saw."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.models import Post
from distributor.render.store import MediaStore
from distributor.report.review_queue import PostCard, post_card, review_queue
from distributor.review.manifest import manifest_of, media_of
from distributor.review.person import recall_post, restore_post, skip_post
from distributor.review.seen import changed_parts
from distributor.review.store import ChangedSinceSeen, approve_by_person, send_back
from distributor.staff.visibility import post_of_units
from web import formats
from web.deciding import check_form, check_right, instant_of, local_of, page_number
from web.files import ENDINGS
from web.flash import Said, on_with, page_for
from web.forms import Form
from web.language import _
from web.people import Person, SignedIn
from web.surroundings import Around, Surroundings

router = APIRouter()

GRACE = timedelta(seconds=60)
"""Between a yes and the post, where no hour was chosen: a thumb that slipped can still take it back."""
ACTIONS = {
    "duyet": "approve",
    "bo-qua": "skip",
    "soan-lai": "redo",
    "rut-lai": "recall",
    "khoi-phuc": "restore",
}
"""What a form asks for → the right that it takes."""


@router.get("/cho-duyet")
def show_queue(request: Request, around: Around, person: SignedIn, trang: str = "") -> HTMLResponse:
    number = page_number(trang)
    with around.database.read() as session:
        queue = review_queue(session, person.unit_ids, _paths(around), page=number)
        if number > queue.pages:
            number = queue.pages
            queue = review_queue(session, person.unit_ids, _paths(around), page=number)
    values = {"cards": queue.cards, "total": queue.total, "page": number, "pages": queue.pages, "one": None}
    return page_for(request, around, person, "review.html", {**values, **_shared(around)})


@router.get("/cho-duyet/{post_id}")
def show_post(request: Request, around: Around, person: SignedIn, post_id: int) -> HTMLResponse:
    card = _card(around, person, post_id)
    values = {"cards": [card], "total": 1, "page": 1, "pages": 1, "one": card}
    return page_for(request, around, person, "review.html", {**values, **_shared(around)})


@router.post("/cho-duyet/{post_id}")
def decide(request: Request, around: Around, person: SignedIn, form: Form, post_id: int) -> Response:
    check_form(request, form)
    wish = form.get("viec", "")
    if wish not in ACTIONS:
        raise HTTPException(400)
    with around.database.read() as session:
        post = post_of_units(session, post_id, person.unit_ids)
    if post is None:
        raise HTTPException(404)
    check_right(person, ACTIONS[wish])
    now = around.clock.now()
    back = "/cho-duyet" if form.get("ve") == "danh-sach" else f"/cho-duyet/{post_id}"
    try:
        said = (
            _approve(around, person, post_id, form, now) if wish == "duyet" else _other(around, person, post_id, form)
        )
    except ChangedSinceSeen:
        return on_with(around, person, f"/cho-duyet/{post_id}", _changed(around, post_id, form.get("phan", "")))
    except LoaError as error:
        return on_with(around, person, f"/cho-duyet/{post_id}", Said(str(error), good=False))
    return on_with(around, person, back, said)


def _approve(around: Surroundings, person: Person, post_id: int, form: dict[str, str], now: datetime) -> Said:
    slot = instant_of(form.get("gio", ""))
    # The browser's field has whole minutes: the minute that runs means now.
    if slot is not None and slot <= now - timedelta(minutes=1):
        raise LoaError(
            _(
                "Giờ đăng %(time)s đã qua nên bài %(number)s chưa được duyệt. Hãy chọn giờ sau bây giờ.",
                time=formats.time(slot),
                number=post_id,
            )
        )
    slot = max(slot, now + GRACE) if slot is not None else now + GRACE
    with around.database.write() as session:
        approve_by_person(session, post_id, person.staff, seen_hash=form.get("ma", ""), now=now, slot_at=slot)
    when = _("lúc %(time)s", time=formats.time(slot)) if form.get("gio", "").strip() else _("sau một phút")
    words = _(
        "Đã duyệt bài %(number)s; bài được đăng %(when)s. Đến lúc đó vẫn rút lại được.", number=post_id, when=when
    )
    return Said(words, undo=f"/cho-duyet/{post_id}", undo_does="rut-lai", undo_label=_("Rút lại lượt duyệt"))


def _other(around: Surroundings, person: Person, post_id: int, form: dict[str, str]) -> Said:
    now, by = around.clock.now(), person.staff.login
    with around.database.write() as session:
        match form["viec"]:
            case "bo-qua":
                skip_post(session, post_id, reason=form.get("ly_do", "")[:1000], by=by, now=now)
                words = _("Đã bỏ qua bài %(number)s; lý do được ghi vào sổ theo dõi.", number=post_id)
                return Said(
                    words, undo=f"/cho-duyet/{post_id}", undo_does="khoi-phuc", undo_label=_("Khôi phục bài này")
                )
            case "soan-lai":
                send_back(session, post_id, by=by, now=now)
                words = _(
                    "Bài %(number)s đang được soạn và dựng ảnh lại. Bản mới sẽ trở lại trang này để duyệt.",
                    number=post_id,
                )
                return Said(words)
            case "khoi-phuc":
                restore_post(session, post_id, by=by, now=now)
                return Said(
                    _("Đã khôi phục bài %(number)s. Bài sẽ trở lại trang này sau khi được xét lại.", number=post_id)
                )
            case _:
                recall_post(session, post_id, by=by, now=now)
                return Said(
                    _("Đã rút lại lượt duyệt của bài %(number)s. Bài chưa được đăng và đang chờ duyệt.", number=post_id)
                )


def _changed(around: Surroundings, post_id: int, seen: str) -> Said:
    with around.database.read() as session:
        post = session.get_one(Post, post_id)
        parts = changed_parts(seen, manifest_of(post, media_of(session, [post_id])[post_id]))
    what = f": {', '.join(parts)}" if parts else ""
    words = _(
        "Bài %(number)s đã thay đổi sau khi trang này được mở%(what)s. Chưa duyệt gì. Hãy đọc lại bản mới dưới đây.",
        number=post_id,
        what=what,
    )
    return Said(words, good=False)


def _card(around: Surroundings, person: Person, post_id: int) -> PostCard:
    with around.database.read() as session:
        card = post_card(session, post_id, person.unit_ids, _paths(around))
    if card is None:
        raise HTTPException(404)
    return card


def _shared(around: Surroundings) -> dict[str, object]:
    return {"now": around.clock.now(), "local": local_of, "endings": ENDINGS}


def _paths(around: Surroundings) -> Callable[[str], Path]:
    return MediaStore(around.settings.media_folder).path_of
