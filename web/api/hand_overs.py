"""Hand-overs: what waits for people's hands, the package that they are handed, and the record of where they published it."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from channels.manual.package import package
from distributor.deliver.hand_over import LONGEST_PLACE, load_handed_over, record_done
from distributor.media.store import MediaStore
from distributor.report.exchange.hand_overs import HandOverShape, hand_overs_page
from distributor.report.exchange.post_shapes import FullPostShape
from distributor.report.exchange.posts import full_post
from distributor.report.previews import MANUAL
from web.api.caller import Caller, HandsOver, Reads
from web.api.paging import Cursor, Id, Page, number_in, numbered_page
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Bàn giao"])

ZIP: dict[int | str, dict[str, Any]] = {
    200: {"description": "Gói ZIP.", "content": {"application/zip": {"schema": {"type": "string"}}}},
    409: {},
}


class DoneBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    place: str = Field(
        min_length=1,
        max_length=2000,
        description=f"Địa chỉ https://… của bài; nơi không có địa chỉ thì nơi và giờ phát, 8 đến {LONGEST_PLACE} ký tự.",
    )


@router.get("/hand-overs", summary="Bài chờ cán bộ đăng tay, mới nhất trước")
def list_waiting(around: Around, caller: Reads, cursor: Cursor = "") -> Page[HandOverShape]:
    """Mỗi trang 20 bài. Con trỏ ở đây đếm trang: bài mới đến giữa hai trang làm dòng lặp lại."""
    number = number_in(cursor)
    with around.database.read() as session:
        rows, more = hand_overs_page(session, caller.unit_ids, page=number)
    return numbered_page(rows, number, more=more)


@router.get(
    "/hand-overs/{post_id}/package",
    summary="Gói bàn giao: chữ, tệp và hướng dẫn",
    response_class=Response,
    responses=ZIP,
)
def give_package(around: Around, caller: Reads, post_id: Id) -> Response:
    """Đúng bản đã duyệt, từng byte. 409 nếu bài chưa được duyệt hoặc đã đổi sau khi duyệt."""
    _post(around, caller, post_id)
    with around.database.read() as session:
        handed = load_handed_over(session, post_id, MediaStore(around.settings.media_folder).path_of)
    content = package(handed.outgoing, handed.destination)
    headers = {"Content-Disposition": f'attachment; filename="ban-giao-{post_id}.zip"', "Cache-Control": "no-store"}
    return Response(content, media_type="application/zip", headers=headers)


@router.post("/hand-overs/{post_id}/done", summary="Ghi nơi bài đã được đăng tay")
def record(around: Around, caller: HandsOver, post_id: Id, body: DoneBody) -> FullPostShape:
    """Bài thành đã đăng, sổ theo dõi khép lại."""
    _post(around, caller, post_id)
    with around.database.write() as session:
        record_done(session, caller.acts(around), post_id, body.place)
    return _post(around, caller, post_id)


def _post(around: Surroundings, caller: Caller, post_id: int) -> FullPostShape:
    with around.database.read() as session:
        found = full_post(session, post_id, caller.unit_ids)
    if found is None or found.channel != MANUAL:
        raise ApiProblem(404, f"Không có bài bàn giao số {post_id}, hoặc bài thuộc đơn vị khác.")
    return found
