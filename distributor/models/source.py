"""Sources: where a unit publishes, and each reading of one."""

from datetime import datetime

from sqlmodel import Column, Field, Index, SQLModel

from distributor.models.base import SaidEach, UtcDateTime, said, words
from distributor.reading_states import SourceKind


class Source(SQLModel, table=True):
    """A feed (or a file in its place) of a unit.

    `address`: http(s) address, or absolute path of a file. `profile`: the entry of `config/sources.toml` with this website's
    selectors, empty for none. `first_read_at`: before it everything is backlog, unless `take_all`. `flood_limit`: more new
    items than this in one reading wait for staff (a moved website must not flood).
    """

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    kind: SourceKind = Field(sa_type=words(SourceKind))
    address: str = Field(max_length=2000)
    title: str = Field(default="", max_length=500)
    profile: str = Field(default="", max_length=60, sa_column_kwargs={"server_default": ""})
    active: bool = True
    take_all: bool = False
    flood_limit: int = 50
    interval_s: int = 60
    next_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime, index=True)
    """A reading moves it past its lease; `token`: of who reads."""
    token: str = Field(default="", max_length=32, sa_column_kwargs={"server_default": ""})
    first_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    etag: str = Field(default="", max_length=500)
    last_modified: str = Field(default="", max_length=100)
    body_sha256: str = Field(default="", max_length=64)
    failures: int = 0
    """Readings in a row that failed; the next reading moves away with it."""


class SourceReading(SQLModel, table=True):
    """One look at a source: what came, what was wrong. `error` empty: read. `warnings`: words for staff.

    `unchanged`: the last of as many looks in a row as found nothing changed.
    """

    __tablename__ = "source_reading"
    __table_args__ = (Index("ix_source_reading_source_id_id", "source_id", "id"),)  # the newest of a source
    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id")
    read_at: datetime = Field(sa_type=UtcDateTime)
    found: int = 0
    new: int = 0
    revised: int = 0
    unchanged: bool = False
    error: str = Field(default="", sa_type=said(2000))
    warnings: list[str] = Field(default=[], sa_column=Column(SaidEach, nullable=False))
