"""The engagement report for other programs: the same reading as the page's."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.report.engagement.asked import NoSuchChoice, checked, choices, span_asked
from distributor.report.engagement.read import read_report
from distributor.report.engagement.shapes import Report, ReportQuery
from web.api.caller import Reads
from web.api.paging import WantedId
from web.api.problems import ApiProblem
from web.surroundings import Around

router = APIRouter()

PERIOD = "month:2026-11, quarter:2026-4, year:2026, administrative_year:2026…; chỉ tên kỳ (month): kỳ của hôm nay."


@router.get("/reports", summary="Báo cáo tương tác của một kỳ", tags=["Số liệu"])
def report(
    around: Around,
    caller: Reads,
    period: Annotated[str, Query(max_length=40, description=PERIOD)] = "",
    first: Annotated[date | None, Query(description="Ngày đầu, theo giờ Việt Nam.")] = None,
    last: Annotated[date | None, Query(description="Ngày cuối, tính cả ngày này.")] = None,
    unit_id: WantedId = None,
    channel: Annotated[str, Query(max_length=40)] = "",
    account_id: WantedId = None,
    kind: Annotated[str, Query(max_length=40)] = "",
    campaign_id: WantedId = None,
) -> Report:
    """Bỏ trống kỳ và ngày: tháng này. value null: không có số liệu, khác với 0; posts: số bài có số liệu đó."""
    now = around.clock.now()
    try:
        span = span_asked(period, first, last, now.astimezone(VIETNAM).date())
        wish = ReportQuery(span, caller.unit_ids, unit_id, channel or None, account_id, kind or None, campaign_id)
        with around.database.read() as session:
            return read_report(session, checked(wish, choices(session, caller.unit_ids)), now)
    except NoSuchChoice as error:
        raise ApiProblem(404, str(error)) from error
    except LoaError as error:
        raise ApiProblem(422, str(error)) from error
