"""What an agency did in a year beside what Loa knows, handed in for the yearly report to the People's Committee."""

from datetime import datetime

from sqlalchemy import Text
from sqlmodel import JSON, Column, Field, SQLModel, UniqueConstraint

from distributor.models.base import UtcDateTime


class AgencyResults(SQLModel, table=True):
    """One agency's year; handed in again, it takes the place of what stood there. `unit_id`: whose staff handed it in.

    `figures`: code of `config/statistics_form.toml` → what was done outside Loa.
    """

    __tablename__ = "agency_results"
    __table_args__ = (UniqueConstraint("unit_id", "year", "agency"),)
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id")
    year: int
    agency: str = Field(max_length=300)
    figures: dict[str, int] = Field(default={}, sa_column=Column(JSON, nullable=False))
    remarks: str = Field(default="", sa_column=Column(Text, nullable=False, server_default=""))
    handed_in_by: str = Field(max_length=80)
    handed_in_at: datetime = Field(sa_type=UtcDateTime)
