"""The plan: what goes out when, and giving a post another time, by the same rules as in the calendar."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from distributor.inputs import Instant, is_reckoned_with
from distributor.models import PostState
from distributor.plan.move import Moved, move_slot
from distributor.report.exchange.post_shapes import PostShape
from distributor.report.exchange.posts import PostsWanted, posts_between
from web.addresses import LARGEST_ID
from web.api.caller import Reads, WritesPosts
from web.api.paging import Cursor, Id, Limit, Page, WantedId, page_of, place_of, unreadable_cursor
from web.api.problems import ApiProblem, FieldProblem
from web.surroundings import Around

router = APIRouter(tags=["Lịch"])

LONGEST = timedelta(days=93)


class MoveBody(BaseModel):
    model_config = ConfigDict(extra="forbid")
    slot_at: Instant
    seen_slot_at: Instant | None = Field(None, description="Giờ đã thấy; khác giờ hiện nay thì không chuyển.")
    why: str = Field("", max_length=500)


@router.get("/plans", summary="Bài theo giờ đăng, sớm nhất trước")
def list_plans(
    around: Around,
    caller: Reads,
    begins_at: Annotated[Instant, Query(description="Từ giờ này.")],
    ends_at: Annotated[Instant, Query(description="Đến trước giờ này; không quá 93 ngày sau.")],
    account_id: WantedId = None,
    campaign_id: WantedId = None,
    channel: Annotated[str, Query(max_length=40)] = "",
    state: Annotated[PostState | None, Query(description="Bỏ trống: mọi trạng thái trừ bỏ qua, hủy.")] = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[PostShape]:
    if not begins_at < ends_at <= begins_at + LONGEST:
        detail = "Phải sau begins_at và không quá 93 ngày sau đó."
        raise ApiProblem(422, errors=[FieldProblem(field="query.ends_at", detail=detail)])
    wanted = PostsWanted(state, None, account_id, campaign_id, channel)
    with around.database.read() as session:
        rows = posts_between(
            session, caller.unit_ids, wanted, begins_at, ends_at, after=_after(cursor), limit=limit + 1
        )
    return page_of(rows, limit, _place)


@router.patch("/plans/{post_id}", summary="Chuyển giờ đăng của một bài")
def move(around: Around, caller: WritesPosts, post_id: Id, body: MoveBody) -> Moved:
    """Theo đúng quy tắc của lịch; lời duyệt vẫn còn. warnings: điều sẽ giữ bài lại vào giờ ấy."""
    with around.database.write() as session:
        moved = move_slot(session, caller.acts(around), post_id, body.slot_at, seen=body.seen_slot_at, why=body.why)
    return moved


def _place(post: PostShape) -> str:
    at = post.published_at or post.slot_at
    return f"{at.isoformat() if at else ''} {post.id}"


def _after(cursor: str) -> tuple[datetime, int] | None:
    place = place_of(cursor)
    if not place:
        return None
    at, _, number = place.rpartition(" ")
    try:
        after = datetime.fromisoformat(at), int(number)
    except ValueError as error:
        raise unreadable_cursor() from error
    if after[0].tzinfo is None or not is_reckoned_with(after[0]) or not 0 < after[1] <= LARGEST_ID:
        raise unreadable_cursor()
    return after
