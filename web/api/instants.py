"""Times that programs send: with their zone, and UTC from there on, as every answer has them."""

from datetime import UTC, datetime
from typing import Annotated

from pydantic import AfterValidator, AwareDatetime

from distributor.clock import FIRST_YEAR, LAST_YEAR


def is_reckoned_with(instant: datetime) -> bool:
    """Whether it lies in years in which times may be named."""
    return FIRST_YEAR <= instant.year <= LAST_YEAR


def _in_utc(instant: datetime) -> datetime:
    if not is_reckoned_with(instant):
        raise ValueError(f"Năm phải từ {FIRST_YEAR} đến {LAST_YEAR}.")
    return instant.astimezone(UTC)


Instant = Annotated[AwareDatetime, AfterValidator(_in_utc)]
