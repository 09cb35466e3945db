"""Units: the offices that own sources, accounts and staff; their names change and they merge."""

from datetime import date, datetime
from enum import StrEnum

from sqlmodel import JSON, Column, Field, SQLModel

from distributor.models.base import UtcDateTime, words


class UnitLevel(StrEnum):
    """Two levels of local government since 2025-07-01. Departments belong to the province."""

    PROVINCE = "province"
    DEPARTMENT = "department"
    COMMUNE = "commune"


class Unit(SQLModel, table=True):
    id: int | None = Field(default=None, primary_key=True)
    level: UnitLevel = Field(sa_type=words(UnitLevel))
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    code: str = Field(unique=True, max_length=40)
    """Short and stable, for addresses of feeds: `huong-giang`."""


class UnitName(SQLModel, table=True):
    """A name of a unit, and when it had it. `valid_to` None: still."""

    __tablename__ = "unit_name"
    id: int | None = Field(default=None, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", index=True)
    name: str = Field(max_length=300)
    valid_from: date
    valid_to: date | None = None


class UnitSuccession(SQLModel, table=True):
    """`from_unit` went on as `to_unit` on `date`. Old documents keep the name of their day."""

    __tablename__ = "unit_succession"
    id: int | None = Field(default=None, primary_key=True)
    from_unit_id: int = Field(foreign_key="unit.id")
    to_unit_id: int = Field(foreign_key="unit.id")
    date: date
    basis: str = Field(max_length=500)


class UnitSetting(SQLModel, table=True):
    """A setting of a unit, a row each; what there is to set: `distributor.staff.unit_settings`."""

    __tablename__ = "unit_setting"
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)
    name: str = Field(primary_key=True, max_length=60)
    value: int | bool | str = Field(sa_column=Column(JSON, nullable=False))
    changed_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str = Field(max_length=80)
