"""What there is to see besides: accounts, campaigns, the coverage ledger, numbers of posts."""

from datetime import datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, Field

from distributor.inputs import Instant
from distributor.labels import NONE, STATE_LABELS
from distributor.models import Intake
from distributor.report.coverage import AccountColumn, LedgerWish, coverage
from distributor.report.exchange.metrics import metrics_page
from distributor.report.exchange.post_shapes import AccountShape, CampaignProgress, CampaignShape, PostMetricsShape
from distributor.report.exchange.surroundings import accounts_told, campaign_progress, campaigns_page
from distributor.report.source_desk import SourceLine, source_lines
from web.addresses import LARGEST_ID
from web.api.caller import Reads
from web.api.paging import Cursor, Id, Limit, Page, id_of, packed, page_of
from web.api.problems import ApiProblem
from web.surroundings import Around

router = APIRouter()
MOST_POSTS = 100


class CellShape(BaseModel):
    """Một tin trên một tài khoản: trạng thái của bài, hoặc none và vì sao không có bài."""

    account_id: int
    post_id: int | None
    state: str
    reason: str
    url: str
    at: datetime | None = Field(description="Từ khi nào; với bài đã lên lịch: giờ đăng.")
    concerns: bool = Field(description="false: đơn vị của tin không đăng lên tài khoản này nên không tính.")


class CoverageRowShape(BaseModel):
    item_id: int
    title: str
    kind: str
    address: str
    published_at: datetime | None
    intake: Intake
    intake_reason: str
    cells: list[CellShape]


class CoveragePage(BaseModel):
    """Sổ theo dõi: mỗi tin × mỗi tài khoản một ô. totals: trạng thái → số ô của mọi trang."""

    accounts: list[AccountColumn]
    totals: dict[str, int]
    total_items: int
    results: list[CoverageRowShape]
    next_cursor: str | None


@router.get("/accounts", summary="Các tài khoản kênh", tags=["Tài khoản"])
def list_accounts(
    around: Around, caller: Reads, channel: Annotated[str, Query(max_length=40)] = ""
) -> list[AccountShape]:
    with around.database.read() as session:
        return accounts_told(session, caller.unit_ids, around.clock.now(), around.settings.public_url, channel)


@router.get("/sources", summary="Các nguồn tin Loa tự đọc, và lần đọc gần nhất", tags=["Nguồn tin"])
def list_sources(around: Around, caller: Reads) -> list[SourceLine]:
    """Thêm, sửa, ngừng nguồn là việc của người có quyền, ở trang Nguồn tin."""
    with around.database.read() as session:
        return source_lines(session, caller.unit_ids)


@router.get("/campaigns", summary="Các chiến dịch, mới nhất trước", tags=["Chiến dịch"])
def list_campaigns(
    around: Around, caller: Reads, active: bool | None = None, limit: Limit = 50, cursor: Cursor = ""
) -> Page[CampaignShape]:
    with around.database.read() as session:
        rows = campaigns_page(session, caller.unit_ids, active=active, before=id_of(cursor), limit=limit + 1)
    return page_of(rows, limit, lambda row: str(row.id))


@router.get("/campaigns/{campaign_id}", summary="Một chiến dịch và tiến độ", tags=["Chiến dịch"])
def one_campaign(around: Around, caller: Reads, campaign_id: Id) -> CampaignProgress:
    with around.database.read() as session:
        found = campaign_progress(session, campaign_id, caller.unit_ids, around.clock.now())
    if found is None:
        raise ApiProblem(404, f"Không có chiến dịch số {campaign_id}, hoặc chiến dịch thuộc đơn vị khác.")
    return found


@router.get("/coverage", summary="Sổ theo dõi tin × tài khoản", tags=["Sổ theo dõi"])
def ledger(
    around: Around,
    caller: Reads,
    state: Annotated[
        Literal[tuple(str(state) for state in STATE_LABELS)] | None,  # type: ignore[valid-type]
        Query(description=f"Chỉ tin có ô ở trạng thái này; {NONE}: không có bài."),
    ] = None,
    channel: Annotated[str, Query(max_length=40)] = "",
    item_id: Annotated[list[int] | None, Query(max_length=100)] = None,
    q: Annotated[str, Query(max_length=200)] = "",
    limit: Limit = 50,
    cursor: Cursor = "",
) -> CoveragePage:
    """Mới nhất trước. Con trỏ ở đây đếm dòng: tin mới đến giữa hai trang làm dòng lặp lại."""
    offset = id_of(cursor) or 0
    ids = None if item_id is None else [each for each in item_id if 0 < each <= LARGEST_ID]
    with around.database.read() as session:
        found = coverage(
            session,
            LedgerWish(
                unit_ids=caller.unit_ids,
                item_ids=ids,
                state=state,
                channel=channel,
                search=q,
                limit=limit,
                offset=offset,
            ),
        )
    following = offset + limit
    rows = [
        CoverageRowShape(
            item_id=row.item_id,
            title=row.title,
            kind=row.kind,
            address=row.address,
            published_at=row.published_at,
            intake=row.intake,
            intake_reason=row.intake_reason,
            cells=[
                CellShape(
                    account_id=cell.account_id,
                    post_id=cell.post_id,
                    state=cell.state,
                    reason=cell.reason,
                    url=cell.url,
                    at=cell.at,
                    concerns=cell.concerns,
                )
                for cell in row.cells
            ],
        )
        for row in found.rows
    ]
    return CoveragePage(
        accounts=list(found.accounts),
        totals=found.totals,
        total_items=found.total_items,
        results=rows,
        next_cursor=packed(str(following)) if following < found.total_items else None,
    )


@router.get("/metrics", summary="Số liệu mới nhất của các bài đã đăng", tags=["Số liệu"])
def metrics(
    around: Around,
    caller: Reads,
    post_id: Annotated[list[int] | None, Query(max_length=MOST_POSTS, description="Bỏ trống: mọi bài.")] = None,
    published_from: Instant | None = None,
    limit: Limit = 50,
    cursor: Cursor = "",
) -> Page[PostMetricsShape]:
    """Tên chỉ số và phiên bản là của chính nền tảng. value null: không có số liệu, khác với 0."""
    wanted = [each for each in post_id or () if 0 < each <= LARGEST_ID]
    if post_id and not wanted:
        return Page(results=[], next_cursor=None)
    with around.database.read() as session:
        rows = metrics_page(
            session,
            caller.unit_ids,
            post_ids=wanted,
            published_from=published_from,
            before=id_of(cursor),
            limit=limit + 1,
        )
    return page_of(rows, limit, lambda row: str(row.post_id))
