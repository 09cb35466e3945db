"""In whose name, and on what basis, a broadcast may go (`config/sms_senders.toml`): dated, with its document."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session, select

from distributor.clock import VIETNAM
from distributor.config_files import read_config
from distributor.errors import LoaError
from distributor.models import Unit
from distributor.settings import CONFIG_FOLDER
from distributor.units import unit_name
from phrases import phrase

FILE = CONFIG_FOLDER / "sms_senders.toml"
SUBSCRIBERS = "subscribers"
STALE = timedelta(days=365)


class Basis(BaseModel):
    """Read the file's head for what each entry means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(min_length=1, max_length=40)
    document: str = Field(min_length=1)
    checked_on: date
    needs_consent: bool
    levels: tuple[str, ...]
    bodies: tuple[str, ...]

    def is_for(self, level: str, name: str) -> bool:
        said = name.casefold()
        return (not self.levels or level in self.levels) and (
            not self.bodies or any(said.startswith(body) for body in self.bodies)
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: tuple[Basis, ...] = Field(min_length=1)


@cache
def bases(file: Path = FILE) -> tuple[Basis, ...]:
    """Read the legal bases. Raises `SettingsError` that names the file."""
    return read_config(_File, file).basis


def stale_bases(today: date, of: Sequence[Basis] | None = None) -> list[Basis]:
    """Return which nobody has checked for a year."""
    return [basis for basis in of or bases() if today - basis.checked_on > STALE]


def bases_of(session: Session, unit_id: int, now: datetime) -> list[Basis]:
    """Return the legal bases on which this unit may send."""
    unit = session.exec(select(Unit).where(Unit.id == unit_id)).one()
    name = unit_name(session, unit_id, now.astimezone(VIETNAM).date())
    return [basis for basis in bases() if basis.is_for(str(unit.level), name)]


def check_basis(session: Session, unit_id: int, name: str, now: datetime) -> Basis:
    """Return the basis of this name. Raises LoaError where the unit may not send on it."""
    found = next((basis for basis in bases_of(session, unit_id, now) if basis.name == name), None)
    if found is None:
        document = next((basis.document for basis in bases() if basis.name == name), name)
        raise LoaError(phrase("broadcast.not-for-this-office", document=document))
    return found
