"""A yes to the posts of one item that were ticked, each bound to exactly what was shown of it; and all of them taken back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response

from distributor.errors import LoaError, NotThere
from distributor.models import PostState
from distributor.plan.slots import foresee_slot
from distributor.review.person import recall_post
from distributor.review.store import ChangedSinceSeen, Reviewed, approve_by_person
from distributor.staff.deeds import Actor
from distributor.staff.visibility import post_for
from phrases import phrase
from web import formats
from web.deciding import SentForm, check_right, instant_of, number_of
from web.flash import Notification, on_with
from web.forms import LARGEST_LONG, MOST_FIELDS_LONG
from web.language import _, ngettext, words_of
from web.people import SignedIn, Visitor
from web.routes.review import GRACE
from web.surroundings import Around, Surroundings

router = APIRouter()

MOST_TOLD = 3
MOST_AT_ONCE = 100
"""Posts whose yes is taken back by one press; of more, each on its own page."""


class GroupForm(SentForm):
    """`bai_7`: post 7 was ticked; `ma_7`: the mark of what was shown of it; `luc_7`: when it was said to go out."""

    largest: ClassVar[int] = LARGEST_LONG
    most_fields: ClassVar[int] = MOST_FIELDS_LONG
    viec: Literal["duyet", "rut-lai"]

    @property
    def ticked_posts(self) -> list[int]:
        return sorted(number for name in self.ticked("bai_") if (number := number_of(name)))


@router.post("/cho-duyet/tin/{item_id}")
def decide_item(
    around: Around,
    person: SignedIn,
    form: Annotated[GroupForm, Depends(GroupForm.read)],
    item_id: int,
    bai: Annotated[list[str], Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Response:
    """Decide on an item's posts. `bai`: of a yes that is taken back, the posts that it was given to."""
    if form.viec == "rut-lai":
        check_right(person, "recall")
        return on_with(around, person, "/cho-duyet", _recall(around, person, [number_of(one) for one in bai]))
    check_right(person, "approve")
    if not form.ticked_posts:
        nothing = Notification(_("Chưa chọn bài nào nên chưa có gì được duyệt."), good=False)
        return on_with(around, person, f"/cho-duyet#tin-{item_id}", nothing)
    return on_with(around, person, "/cho-duyet", _approve(around, person, form, item_id))


def _approve(around: Surroundings, person: Visitor, form: GroupForm, item_id: int) -> Notification:
    """Each by itself: one that changed meanwhile keeps no other."""
    actor = person.acts(around)
    done: dict[int, Reviewed] = {}
    failed: list[str] = []
    for post_id in form.ticked_posts:
        try:
            seen, shown = form.sent.get(f"ma_{post_id}", ""), instant_of(form.sent.get(f"luc_{post_id}", ""))
            done[post_id] = _approve_one(around, actor, (item_id, post_id), seen, shown)
        except ChangedSinceSeen:
            failed.append(_("Bài %(number)s đã thay đổi sau khi trang này được mở; hãy đọc lại.", number=post_id))
        except LoaError as error:
            failed.append(words_of(error))
    planned = {post_id: one for post_id, one in done.items() if one.state is PostState.PLANNED}
    words = [_told(actor, planned)] if planned else []
    if waiting := len(done) - len(planned):
        words.append(_("Đã ghi lượt duyệt của bạn cho %(count)s bài; cần thêm một người khác duyệt.", count=waiting))
    if failed:
        words.append(_("Chưa duyệt %(count)s bài. %(why)s", count=len(failed), why=" ".join(failed[:MOST_TOLD])))
    back = "&".join(f"bai={post_id}" for post_id in planned)
    return Notification(
        " ".join(words),
        good=not failed,
        undo=f"/cho-duyet/tin/{item_id}?{back}" if 0 < len(planned) <= MOST_AT_ONCE else "",
        undo_does="rut-lai",
        undo_label=_("Rút lại lượt duyệt"),
    )


def _approve_one(
    around: Surroundings, actor: Actor, which: tuple[int, int], seen: str, shown: datetime | None
) -> Reviewed:
    """Approve one post. `which`: the item and its post. `seen`, `shown`: what of its words and of its hour stood on the page."""
    (item_id, post_id), soonest = which, actor.now + GRACE
    with around.database.read() as session:
        if post_for(session, actor.staff, post_id).item_id != item_id:
            raise NotThere(phrase("staff.no-post", post_id=post_id))
        foreseen = foresee_slot(session, post_id, soonest)
    with around.database.write() as session:
        return approve_by_person(
            session,
            actor,
            post_id,
            seen_hash=seen,
            slot_at=None,
            not_before=soonest,
            foreseen=foreseen,
            seen_slot=shown,
        )


def _told(actor: Actor, planned: Mapping[int, Reviewed]) -> str:
    times = sorted(one.slot_at for one in planned.values() if one.slot_at is not None)
    at_once = not times or times[0] <= actor.now + GRACE
    first = _("một phút nữa") if at_once else formats.time(times[0])
    if len(times) > 1 and times[-1] > times[0]:
        return ngettext(
            "Đã duyệt %(num)s bài; bài đầu đăng %(first)s, bài cuối %(last)s. Đến lúc đó vẫn rút lại được.",
            "Đã duyệt %(num)s bài; bài đầu đăng %(first)s, bài cuối %(last)s. Đến lúc đó vẫn rút lại được.",
            len(planned),
            num=len(planned),
            first=first,
            last=formats.time(times[-1]),
        )
    return ngettext(
        "Đã duyệt %(num)s bài; đăng %(first)s. Đến lúc đó vẫn rút lại được.",
        "Đã duyệt %(num)s bài; đăng %(first)s. Đến lúc đó vẫn rút lại được.",
        len(planned),
        num=len(planned),
        first=first,
    )


def _recall(around: Surroundings, person: Visitor, posts: Sequence[int]) -> Notification:
    actor, failed = person.acts(around), []
    for post_id in posts[:MOST_AT_ONCE]:
        try:
            with around.database.write() as session:
                recall_post(session, actor, post_id)
        except LoaError as error:
            failed.append(words_of(error))
    if failed:
        return Notification(" ".join(failed[:MOST_TOLD]), good=False)
    return Notification(_("Đã rút lại lượt duyệt. Các bài chưa được đăng và đang chờ duyệt."))
