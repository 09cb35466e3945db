"""Best times of an account, for programs that plan with them: what staff see at Giờ đăng gợi ý."""

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from distributor.connect.manage import NoSuchAccount, account_of_units
from distributor.learn.store import best_times
from distributor.models import TimeChoice
from web.api.caller import Reads
from web.api.paging import Id
from web.api.problems import ApiProblem
from web.surroundings import Around

router = APIRouter()


class SuggestedTimeShape(BaseModel):
    """Một giờ gợi ý."""

    weekday: int = Field(description="1 là Thứ Hai, 7 là Chủ nhật.")
    time: str = Field(description="Giờ Việt Nam, ví dụ 19:30.")
    lift: float | None = Field(description="0.34 là hơn giờ trung bình 34 %.")
    words: str


class DecidedTimeShape(BaseModel):
    """Một giờ do cán bộ ghim hoặc loại."""

    weekday: int = Field(description="1 là Thứ Hai; 0 là mọi ngày.")
    time: str


class BestTimesShape(BaseModel):
    """Giờ tốt nhất của một tài khoản và loại nội dung."""

    account_id: int
    kind: str = Field(description="Rỗng: mọi loại.")
    off: bool = Field(description="Cán bộ đã tắt gợi ý.")
    suggestions: list[SuggestedTimeShape]
    words: str = Field(description="Vì sao chưa có gợi ý; rỗng khi có.")
    pinned: list[DecidedTimeShape]
    refused: list[DecidedTimeShape]
    posts: int = Field(description="Bài của tài khoản đã tính.")
    other_posts: int = Field(description="Bài của tài khoản khác được dựa thêm vào.")


@router.get("/accounts/{account_id}/best-times", summary="Giờ tốt nhất của một tài khoản", tags=["Tài khoản"])
def times_of(
    around: Around, caller: Reads, account_id: Id, kind: Annotated[str, Query(max_length=40)] = ""
) -> BestTimesShape:
    """Giờ do số liệu gợi ý và giờ do cán bộ quyết định; kind rỗng: mọi loại nội dung."""
    try:
        with around.database.read() as session:
            account_of_units(session, account_id, caller.unit_ids)
            best = best_times(session, account_id, kind, around.clock.now())
    except NoSuchAccount as error:
        raise ApiProblem(404, f"Không có tài khoản số {account_id}, hoặc tài khoản thuộc đơn vị khác.") from error
    return BestTimesShape(
        account_id=account_id,
        kind=kind,
        off=best.off,
        suggestions=[
            SuggestedTimeShape(weekday=one.weekday, time=f"{one.at:%H:%M}", lift=one.lift, words=one.words)
            for one in best.suggestions
        ],
        words=best.words,
        pinned=[_decided(one) for one in best.pinned],
        refused=[_decided(one) for one in best.refused],
        posts=best.posts,
        other_posts=best.others,
    )


def _decided(choice: TimeChoice) -> DecidedTimeShape:
    return DecidedTimeShape(weekday=choice.weekday, time=choice.at)
