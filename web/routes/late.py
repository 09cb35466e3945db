"""Bài chậm: what an outage passed over, and what staff want of those that do not go out by themselves."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.deliver.late import drop_late, spread_late
from distributor.errors import LoaError
from distributor.report.late import late_lines, late_summary
from web.deciding import SentForm, number_of, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around

router = APIRouter()

PAGE = "/bai-cham"


class LateForm(SentForm):
    """`viec`: "gian" sends them further apart, "bo" leaves them; of all, or with `pham_vi` "chon" of those that are ticked."""

    viec: Literal["gian", "bo"]
    pham_vi: str = ""


@router.get(PAGE)
def show(request: Request, around: Around, person: SignedIn) -> HTMLResponse:
    now = around.clock.now()
    with around.database.read() as session:
        values = {
            "late": late_summary(session, person.unit_ids, now),
            "lines": late_lines(session, person.unit_ids, now),
        }
    return page_for(request, around, person, "late.html", values)


@router.post(PAGE)
def decide(
    around: Around, person: Annotated[Visitor, who_may("retry")], form: Annotated[LateForm, Depends(LateForm.read)]
) -> Response:
    wanted = [number_of(post_id) for post_id in form.ticked("bai-")] if form.pham_vi == "chon" else None
    if wanted == []:
        said = Notification(_("Chưa chọn bài nào. Hãy đánh dấu bài ở danh sách."), good=False)
        return on_with(around, person, PAGE, said)
    try:
        with around.database.write() as session:
            if form.viec == "bo":
                left = drop_late(session, person.acts(around), wanted)
                words = _("Đã bỏ qua %(count)s bài đã qua.", count=left)
            else:
                sent, over = spread_late(session, person.acts(around), wanted)
                words = _("%(count)s bài được đăng giãn ra theo nhịp của từng tài khoản.", count=sent)
                if over:
                    words += " " + _("%(count)s bài đã hết hạn nên không đăng.", count=over)
    except LoaError as error:
        return on_with(around, person, PAGE, refused(error))
    return on_with(around, person, PAGE, Notification(words))
