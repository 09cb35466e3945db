"""Corrections: those that are open or of an item, proposing one for our own error, recording what people changed by hand.

There is no yes and no no here: a person decides, who has read what would be said.
"""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from distributor.compose.erratum import Erratum
from distributor.correct.choose import choose_way
from distributor.correct.desk import Desk
from distributor.correct.propose import LONGEST, report_error
from distributor.correct.store import record_by_hand
from distributor.models import CorrectionAct
from distributor.report.exchange.corrections import CorrectionShape, item_corrections, open_corrections
from distributor.report.exchange.post_shapes import FullPostShape
from distributor.report.exchange.posts import full_post
from distributor.staff.api_calls import Begun, keep_answer
from distributor.staff.deeds import Actor
from distributor.staff.visibility import item_said_by, post_of_units
from web.api.caller import Caller, Reads, WritesCorrections
from web.api.once import Name, answer_once, known_answer
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Đính chính"])


class ErratumBody(BaseModel):
    """Lỗi của chính bài đăng. Điều nguồn sửa thì Loa tự đề nghị."""

    model_config = ConfigDict(extra="forbid")
    wrong: str = Field("", max_length=LONGEST, description="Chỗ sai, nguyên văn như bài đã đăng.")
    right: str = Field(min_length=1, max_length=LONGEST, description="Chỗ đúng.")

    def erratum(self) -> Erratum:
        return Erratum(self.wrong.strip(), self.right.strip())


class ProposedShape(BaseModel):
    """Những đề nghị vừa lập, mỗi đơn vị một."""

    corrections: list[CorrectionShape]


class WayBody(BaseModel):
    """Một trong các `ways` của bài."""

    model_config = ConfigDict(extra="forbid")
    post_id: int
    act: CorrectionAct


class ByHandBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    taken_away: bool = Field(description="true: cán bộ đã gỡ bài; false: đã sửa bài thành nội dung mới.")


@router.get("/corrections", summary="Đính chính chờ quyết định hoặc đang làm, mới nhất trước")
def list_open(around: Around, caller: Reads) -> list[CorrectionShape]:
    """Nhiều nhất 30. Duyệt hay giữ nguyên là việc của người đã đọc lời mới, tại decide_url; không khóa nào làm thay."""
    with around.database.read() as session:
        return open_corrections(session, caller.unit_ids, around.settings.public_url)


@router.get("/items/{item_id}/corrections", summary="Mọi đính chính của một tin")
def of_item(around: Around, caller: Reads, item_id: Id) -> list[CorrectionShape]:
    _must_see(around, caller, item_id)
    with around.database.read() as session:
        return item_corrections(session, item_id, caller.unit_ids, around.settings.public_url)


@router.post(
    "/items/{item_id}/corrections",
    summary="Đề nghị đính chính lỗi của bài đăng",
    status_code=201,
    responses=known_answer(ProposedShape),
    response_model=ProposedShape,
)
def propose(
    around: Around, caller: WritesCorrections, item_id: Id, body: ErratumBody, idempotency_key: Name
) -> JSONResponse:
    """Mỗi đơn vị có bài được một đề nghị. Bài chờ đăng còn chỗ sai được giữ lại; chưa kênh nào bị sửa cho đến khi có người duyệt
    tại decide_url."""
    _must_see(around, caller, item_id)
    actor = caller.acts(around, "propose")
    return answer_once(
        around,
        caller,
        f"POST /items/{item_id}/corrections",
        body,
        idempotency_key,
        lambda begun: _propose(around, caller, actor, item_id, body, begun),
    )


def _propose(
    around: Surroundings, caller: Caller, actor: Actor, item_id: int, body: ErratumBody, begun: Begun
) -> tuple[int, dict[str, Any]]:
    with Desk(around.settings, around.database, around.clock, around.vault) as desk:
        made = report_error(desk, actor, item_id, desk.making(), body.erratum())
    with around.database.write() as session:
        found = item_corrections(session, item_id, caller.unit_ids, around.settings.public_url)
        told = ProposedShape(corrections=[each for each in found if each.id in made]).model_dump(mode="json")
        keep_answer(session, begun, 201, told)
    return 201, told


@router.put("/items/{item_id}/corrections/ways", summary="Chọn cách xử lý cho một bài, trước khi có người duyệt")
def choose(around: Around, caller: WritesCorrections, item_id: Id, body: WayBody) -> list[CorrectionShape]:
    """Người duyệt vẫn là người quyết định: mã của đề nghị đổi theo cách đã chọn."""
    actor = caller.acts(around, "propose")
    with around.database.write() as session:
        if post_of_units(session, body.post_id, caller.unit_ids) is None:
            raise ApiProblem(404, f"Không có bài đăng số {body.post_id}, hoặc bài thuộc đơn vị khác.")
        choose_way(session, actor, item_id, body.act.value, post_id=body.post_id)
    with around.database.read() as session:
        return item_corrections(session, item_id, caller.unit_ids, around.settings.public_url)


@router.post("/posts/{post_id}/corrected-by-hand", summary="Ghi lại bài cán bộ đã sửa hoặc gỡ trên nền tảng")
def by_hand(around: Around, caller: WritesCorrections, post_id: Id, body: ByHandBody) -> FullPostShape:
    """Chỉ với bài mà một đính chính đã duyệt giao cho cán bộ làm tay (needs_hands)."""
    absent = f"Không có bài đăng số {post_id}, hoặc bài thuộc đơn vị khác."
    with around.database.write() as session:
        record_by_hand(session, caller.acts(around), post_id, taken_away=body.taken_away)
    with around.database.read() as session:
        found = full_post(session, post_id, caller.unit_ids)
    if found is None:
        raise ApiProblem(404, absent)
    return found


def _must_see(around: Surroundings, caller: Caller, item_id: int) -> None:
    with around.database.read() as session:
        if item_said_by(session, item_id, caller.unit_ids) is None:
            raise ApiProblem(404, f"Không có tin số {item_id}, hoặc tin thuộc đơn vị khác.")
