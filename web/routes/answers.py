"""What only a person can tell of an item: facts of its document that Loa was not certain of; and whether it is taken at all."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from sqlmodel import col, select

from distributor.errors import LoaError
from distributor.facts import Answers, DocumentFacts, facts_from_json
from distributor.labels import kinds
from distributor.models import Attachment, AttachmentState, Item
from distributor.report.left_aside import INTAKE_LABELS, PAGE, left_aside
from distributor.review.taking import take_left_aside
from distributor.staff.visibility import item_of_units
from distributor.understand.answers import answer_item, checked_answers, chosen_reply, posts_gone_out
from web.deciding import SentForm, given_day, number_of, page_number, who_may
from web.flash import Notification, on_with, page_for, refused
from web.language import _
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
MayAnswer = Annotated[Visitor, who_may("answer")]
MayTake = Annotated[Visitor, who_may("take")]


@router.get("/noi-dung/{item_id}/tra-loi")
def show_questions(request: Request, around: Around, person: MayAnswer, item_id: int) -> HTMLResponse:
    item = _item(around, person, item_id)
    return _page(request, around, person, item, _known(item))


class FactsForm(SentForm):
    loai: str = ""
    so: str = ""
    co_quan: str = ""
    ban_hanh: str = ""
    hieu_luc: str = ""

    def given(self) -> Answers:
        """Return the answers that the form gives. Raises LoaError."""
        return checked_answers(
            kind=self.loai,
            number=self.so,
            issuers=self.co_quan.splitlines(),
            issued_on=given_day(self.ban_hanh),
            effective_on=given_day(self.hieu_luc),
        )


class ReplyForm(SentForm):
    cau: str = ""


@router.post("/noi-dung/{item_id}/tra-loi")
def answer(
    request: Request,
    around: Around,
    person: MayAnswer,
    form: Annotated[FactsForm, Depends(FactsForm.read)],
    item_id: int,
) -> Response:
    """Only what differs from what Loa had understood is an answer; it stands over later revisions too."""
    item = _item(around, person, item_id)
    try:
        with around.database.write() as session:
            answer_item(session, person.acts(around), item_id, _news(form.given(), item))
            gone = posts_gone_out(session, item_id)
    except LoaError as error:
        return _page(request, around, person, item, form.sent, said=refused(error), status=400)
    words = _("Đã ghi câu trả lời. Bài chưa đăng được soạn lại với thông tin này.")
    if gone:
        words += " " + _("%(count)s bài đã đăng giữ nguyên.", count=gone)
    return on_with(around, person, f"/noi-dung/{item_id}", Notification(words))


@router.post("/noi-dung/{item_id}/cau-tra-loi")
def choose_reply(
    around: Around,
    person: MayAnswer,
    form: Annotated[ReplyForm, Depends(ReplyForm.read)],
    item_id: int,
) -> Response:
    """Choose which of the candidates answers the item's question."""
    item, here = _item(around, person, item_id), f"/noi-dung/{item_id}"
    try:
        chosen = chosen_reply(facts_from_json(item.facts), text=form.cau)
        with around.database.write() as session:
            answer_item(session, person.acts(around), item_id, Answers(reply=chosen))
    except LoaError as error:
        return on_with(around, person, here, refused(error))
    return on_with(
        around, person, here, Notification(_("Đã chọn câu trả lời. Bài chưa đăng được soạn lại với câu này."))
    )


@router.post("/noi-dung/{item_id}/nhan")
def take_one(
    around: Around, person: MayTake, _form: Annotated[SentForm, Depends(SentForm.read)], item_id: int
) -> Response:
    return on_with(around, person, f"/noi-dung/{item_id}", _take(around, person, [item_id]))


@router.get("/chua-nhan")
def show_left_aside(
    request: Request, around: Around, person: SignedIn, loai: str = "", nguon: str = "", trang: str = ""
) -> HTMLResponse:
    intake = loai if loai in INTAKE_LABELS else ""
    with around.database.read() as session:
        found = left_aside(
            session, person.unit_ids, page=page_number(trang), intake=intake, source_id=number_of(nguon) or None
        )
    values = {
        "found": found,
        "page": page_number(trang),
        "labels": INTAKE_LABELS,
        "intake": intake,
        "source_id": number_of(nguon),
    }
    return page_for(request, around, person, "left_aside.html", values)


@router.post("/chua-nhan")
def take_many(around: Around, person: MayTake, form: Annotated[SentForm, Depends(SentForm.read)]) -> Response:
    wanted = [number_of(item_id) for item_id in form.ticked("tin_")][:PAGE]
    if not wanted:
        return on_with(
            around, person, "/chua-nhan", Notification(_("Chưa chọn tin nào. Hãy đánh dấu tin muốn nhận."), good=False)
        )
    return on_with(around, person, "/chua-nhan", _take(around, person, wanted))


def _take(around: Surroundings, person: Visitor, item_ids: list[int]) -> Notification:
    try:
        with around.database.write() as session:
            taken = take_left_aside(session, person.acts(around), item_ids)
    except LoaError as error:
        return refused(error)
    if not taken:
        return Notification(_("Tin đã được nhận từ trước."))
    return Notification(_("Đã nhận %(count)s tin; bài đăng đang được soạn.", count=len(taken)))


def _known(item: Item) -> dict[str, str]:
    """Return what Loa understood, as the form's fields."""
    document = facts_from_json(item.facts).document or DocumentFacts()
    return {
        "loai": item.kind,
        "so": document.number,
        "co_quan": "\n".join(document.issuers),
        "ban_hanh": document.issued_on.isoformat() if document.issued_on else "",
        "hieu_luc": document.effective_on.isoformat() if document.effective_on else "",
    }


def _news(given: Answers, item: Item) -> Answers:
    """Return the answers without what Loa knows already. Raises LoaError if nothing is left."""
    document = facts_from_json(item.facts).document or DocumentFacts()
    news = Answers(
        kind=given.kind if given.kind != item.kind else "",
        number=given.number if given.number != document.number else "",
        issuers=given.issuers if given.issuers != document.issuers else (),
        issued_on=given.issued_on if given.issued_on != document.issued_on else None,
        effective_on=given.effective_on if given.effective_on != document.effective_on else None,
    )
    if news != Answers():
        return news
    # Who sends it as it stands says that it is right: the questions are answered by that.
    if facts_from_json(item.facts).questions and given != Answers():
        return given
    raise LoaError(_("Chưa có gì khác với điều Loa đã đọc được. Hãy sửa hoặc điền ít nhất một mục."))


def _item(around: Surroundings, person: Visitor, item_id: int) -> Item:
    with around.database.read() as session:
        item = item_of_units(session, item_id, person.unit_ids)
    if item is None:
        raise HTTPException(404)
    return item


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    item: Item,
    typed: dict[str, str],
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    with around.database.read() as session:
        texts = session.exec(
            select(Attachment.title, Attachment.text)
            .where(Attachment.item_id == item.id, Attachment.state == AttachmentState.READ, Attachment.text != "")
            .order_by(col(Attachment.position))
        ).all()
    values = {
        "item": item,
        "facts": facts_from_json(item.facts),
        "typed": typed,
        "texts": texts,
        "kinds": {kind.name: kind.label for kind in kinds().values() if kind.name != "digest"},
    }
    return page_for(request, around, person, "answer.html", values, said=said, status=status)
