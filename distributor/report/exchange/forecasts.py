"""What a campaign would do if it were started now, as others read it."""

from datetime import date, datetime
from typing import Annotated

from distributor.campaigns.forecast import Forecast, OfAccount
from distributor.report.exchange.shapes import shape, told


@shape
class QuotaForecastShape:
    """The most posts at once, against the channel's quota."""

    bucket: str
    most: int
    limit: int
    window: str
    over: Annotated[bool, told("over-quota")]


@shape
class AccountForecastShape:
    """The forecast for one account."""

    account_id: int
    account: Annotated[str, told("account-name")]
    channel: str
    posts: int
    review: Annotated[int, told("must-be-approved")]
    late: Annotated[int, told("too-late")]
    never: Annotated[int, told("not-by-policy")]
    first_at: datetime | None
    last_at: datetime | None
    cost_usd: Annotated[float | None, told("cost-by-contract")]
    quotas: tuple[QuotaForecastShape, ...]


@shape
class DayForecastShape:
    """Posts of one day."""

    day: date
    posts: int


@shape
class ForecastShape:
    """The forecast of a campaign, if it started now. Starting is for a person, at start_url."""

    posts: int
    review: int
    cost_usd: Annotated[float, told("cost")]
    by_contract: Annotated[tuple[str, ...], told("paid-by-contract")]
    accounts: tuple[AccountForecastShape, ...]
    days: Annotated[tuple[DayForecastShape, ...], told("first-days")]
    warnings: tuple[str, ...]
    lacking: Annotated[tuple[str, ...], told("lacking-to-start")]
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
