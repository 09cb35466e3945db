"""Quy tắc duyệt: how many people must say yes in a unit, and whether the one who wrote a post may be one of them."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.errors import LoaError
from distributor.labels import kinds
from distributor.report.review_rules import rules_of
from distributor.review.rules import ApprovalRule, change_rule
from web import formats
from web.deciding import Number, SentForm, Tick, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/quy-tac-duyet"
MayRules = Annotated[Visitor, who_may("rules")]


@router.get(PATH)
def show_rules(request: Request, around: Around, person: MayRules) -> HTMLResponse:
    return _page(request, around, person)


class RuleForm(SentForm):
    """`viec`: "dat" sets a rule, "bo" drops that of the kind `loai`."""

    viec: Literal["dat", "bo"]
    don_vi: Number = 0
    loai: str = ""
    so_nguoi: Number = 0
    khong_tu_duyet: Tick = False


@router.post(PATH)
def change_rules(
    request: Request, around: Around, person: MayRules, form: Annotated[RuleForm, Depends(RuleForm.read)]
) -> Response:
    rule = ApprovalRule(form.so_nguoi, form.khong_tu_duyet) if form.viec == "dat" else None
    try:
        with around.database.write() as session:
            change_rule(session, person.acts(around), form.don_vi, form.loai, rule)
    except LoaError as error:
        return _page(request, around, person, refused(error), status=400)
    return on_with(around, person, PATH, Notification(_words(form)))


def _words(form: RuleForm) -> str:
    if form.viec == "bo":
        return _("Đã bỏ quy tắc riêng của loại «%(kind)s»; loại này theo quy tắc chung.", kind=formats.kind(form.loai))
    what = _("loại «%(kind)s»", kind=formats.kind(form.loai)) if form.loai else _("mọi loại nội dung")
    return _("Đã lưu quy tắc duyệt cho %(kind)s. Áp dụng cho mọi lượt duyệt từ bây giờ.", kind=what)


def _page(
    request: Request, around: Surroundings, person: Visitor, said: Notification | None = None, *, status: int = 200
) -> HTMLResponse:
    with around.database.read() as session:
        values = {"units": rules_of(session, person.unit_ids)}
    return page_for(
        request, around, person, "review_rules.html", {**values, "kinds": kinds()}, said=said, status=status
    )
