"""What a campaign would do if it were started now, as others read it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from distributor.campaigns.forecast import Forecast, OfAccount
from distributor.report.exchange.shapes import told


@dataclass(frozen=True)
class QuotaForecastShape:
    """Lúc nhiều bài nhất so với hạn mức của kênh."""

    bucket: str
    most: int
    limit: int
    window: str
    over: Annotated[bool, told("Bài vượt hạn mức sẽ đợi đến lượt.")]


@dataclass(frozen=True)
class AccountForecastShape:
    """Dự báo trên một tài khoản."""

    account_id: int
    account: Annotated[str, told("Tên tài khoản.")]
    channel: str
    posts: int
    review: Annotated[int, told("Số bài trong đó phải có người duyệt.")]
    late: Annotated[int, told("Số bài không kịp trước khi chiến dịch kết thúc.")]
    never: Annotated[int, told("Số bài bảng chính sách không cho đăng.")]
    first_at: datetime | None
    last_at: datetime | None
    cost_usd: Annotated[float | None, told("null: theo hợp đồng.")]
    quotas: tuple[QuotaForecastShape, ...]


@dataclass(frozen=True)
class DayForecastShape:
    """Số bài trong một ngày."""

    day: date
    posts: int


@dataclass(frozen=True)
class ForecastShape:
    """Dự báo nếu bắt đầu bây giờ. Bắt đầu là việc của người, tại start_url."""

    posts: int
    review: int
    cost_usd: Annotated[float, told("Của những tài khoản có giá.")]
    by_contract: Annotated[tuple[str, ...], told("Tài khoản tính tiền theo hợp đồng.")]
    accounts: tuple[AccountForecastShape, ...]
    days: Annotated[tuple[DayForecastShape, ...], told("Những ngày có bài đầu tiên.")]
    warnings: tuple[str, ...]
    lacking: Annotated[tuple[str, ...], told("Điều còn thiếu để bắt đầu.")]
    start_url: str


def forecast_told(found: Forecast, lacking: list[str], start_url: str) -> ForecastShape:
    return ForecastShape(
        posts=found.posts,
        review=found.review,
        cost_usd=found.cost,
        by_contract=found.by_contract,
        accounts=tuple(_of_account(each) for each in found.accounts),
        days=tuple(DayForecastShape(day, sum(counts)) for day, counts in found.days),
        warnings=found.warnings,
        lacking=tuple(lacking),
        start_url=start_url,
    )


def _of_account(of: OfAccount) -> AccountForecastShape:
    return AccountForecastShape(
        account_id=of.account_id,
        account=of.name,
        channel=of.channel,
        posts=of.posts,
        review=of.review,
        late=of.late,
        never=of.never,
        first_at=of.first_at,
        last_at=of.last_at,
        cost_usd=of.cost,
        quotas=tuple(QuotaForecastShape(use.bucket, use.most, use.limit, use.window, use.is_over) for use in of.quotas),
    )
