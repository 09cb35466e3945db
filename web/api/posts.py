"""Posts: a page of them, one, and what is decided about one, by the same functions as in the console.

There is no yes here: approving is a person's, who has read the very words.
"""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from distributor.models import PostState
from distributor.report.exchange.metrics import metric_history
from distributor.report.exchange.post_shapes import FullPostShape, MetricShape, PostShape
from distributor.report.exchange.posts import PostsWanted, full_post, posts_page
from distributor.review.person import recall_post, restore_post, retry_post, skip_post
from distributor.review.redo import redo_post
from distributor.staff.visibility import post_of_units
from web.api.caller import Caller, Reads, WritesPosts
from web.api.paging import Cursor, Id, Limit, Page, WantedId, id_of, page_of
from web.api.problems import ApiProblem
from web.surroundings import Around, Surroundings

router = APIRouter(tags=["Bài đăng"])


class SkipBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    reason: str = Field(min_length=1, max_length=1000, description="Vì sao không đăng; ghi vào sổ theo dõi.")


@router.get("/posts", summary="Danh sách bài đăng, mới nhất trước")
def list_posts(
    around: Around,
    caller: Reads,
    state: PostState | None = None,
    item_id: WantedId = None,
    account_id: WantedId = None,
    campaign_id: WantedId = None,
    channel: Annotated[str, Query(max_length=40)] = "",
    purpose: Annotated[str, Query(max_length=60)] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[PostShape]:
    wanted = PostsWanted(state, item_id, account_id, campaign_id, channel, purpose)
    with around.database.read() as session:
        rows = posts_page(session, caller.unit_ids, wanted, before=id_of(cursor), limit=limit + 1)
    return page_of(rows, limit, lambda row: str(row.id))


@router.get("/posts/{post_id}", summary="Một bài đăng, với quá trình và biên nhận")
def one_post(around: Around, caller: Reads, post_id: Id) -> FullPostShape:
    return _post(around, caller, post_id)


@router.get("/posts/{post_id}/metrics", summary="Mọi số liệu đã hỏi của một bài", tags=["Số liệu"])
def history(around: Around, caller: Reads, post_id: Id) -> list[MetricShape]:
    _must_see(around, caller, post_id)
    with around.database.read() as session:
        return metric_history(session, post_id)


@router.post("/posts/{post_id}/skip", summary="Bỏ qua bài")
def skip(around: Around, caller: WritesPosts, post_id: Id, body: SkipBody) -> FullPostShape:
    with around.database.write() as session:
        skip_post(session, caller.acts(around), post_id, reason=body.reason)
    return _post(around, caller, post_id)


@router.post("/posts/{post_id}/recall", summary="Rút lại lượt duyệt khi bài chưa được gửi")
def recall(around: Around, caller: WritesPosts, post_id: Id) -> FullPostShape:
    with around.database.write() as session:
        recall_post(session, caller.acts(around), post_id)
    return _post(around, caller, post_id)


@router.post("/posts/{post_id}/restore", summary="Khôi phục bài đã bỏ qua")
def restore(around: Around, caller: WritesPosts, post_id: Id) -> FullPostShape:
    with around.database.write() as session:
        restore_post(session, caller.acts(around), post_id)
    return _post(around, caller, post_id)


@router.post("/posts/{post_id}/redo", summary="Soạn và dựng ảnh lại")
def redo(around: Around, caller: WritesPosts, post_id: Id) -> FullPostShape:
    with around.database.write() as session:
        redo_post(session, caller.acts(around), post_id)
    return _post(around, caller, post_id)


@router.post("/posts/{post_id}/retry", summary="Gửi lại bài mà kênh đã từ chối hoặc đã lỡ")
def retry(around: Around, caller: WritesPosts, post_id: Id) -> FullPostShape:
    with around.database.write() as session:
        retry_post(session, caller.acts(around), post_id)
    return _post(around, caller, post_id)


def _must_see(around: Surroundings, caller: Caller, post_id: int) -> None:
    with around.database.read() as session:
        if post_of_units(session, post_id, caller.unit_ids) is None:
            raise ApiProblem(404, f"Không có bài đăng số {post_id}, hoặc bài thuộc đơn vị khác.")


def _post(around: Surroundings, caller: Caller, post_id: int) -> FullPostShape:
    with around.database.read() as session:
        found = full_post(session, post_id, caller.unit_ids)
    if found is None:
        raise ApiProblem(404, f"Không có bài đăng số {post_id}, hoặc bài thuộc đơn vị khác.")
    return found
