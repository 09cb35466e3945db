"""What a unit may set for itself. The stricter wins: what the province demands, a commune cannot loosen. Never commits."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from distributor.errors import LoaError
from distributor.models import Role, Staff, Unit, UnitSetting
from distributor.staff.deeds import Actor, deed
from phrases import phrase

SESSION_HOURS, SECOND_FACTOR = "session_hours", "second_factor"
HOURS = (1, 2, 4, 8, 12)
SENSITIVE = frozenset({Role.APPROVER, Role.ADMINISTRATOR})
"""Who needs the second factor where it is compulsory."""


@dataclass(frozen=True)
class UnitSettings:
    """`session_hours`: how long a sign-in lasts. `second_factor`: whether SENSITIVE roles must have one."""

    session_hours: int = max(HOURS)
    second_factor: bool = False

    @property
    def lifetime(self) -> timedelta:
        return timedelta(hours=self.session_hours)

    def demands_second_factor(self, staff: Staff) -> bool:
        return self.second_factor and staff.role in SENSITIVE


def settings_in_force(session: Session, unit_id: int) -> UnitSettings:
    """The settings of a unit: its own and those of the units above it, the strictest of each."""
    # In one question, for it is asked before most pages.
    of_all_units = select(Unit.id, Unit.parent_id, UnitSetting.name, UnitSetting.value).join(
        UnitSetting, col(UnitSetting.unit_id) == col(Unit.id), isouter=True
    )
    parents: dict[int | None, int | None] = {}
    settings: defaultdict[int | None, list[tuple[str, int | bool | str]]] = defaultdict(list)
    for unit, parent, name, value in session.exec(of_all_units):
        parents[unit] = parent
        settings[unit].append((name, value))
    chain: list[int] = []
    above: int | None = unit_id
    while above is not None and above not in chain:
        chain.append(above)
        above = parents.get(above)
    found = [setting for unit in chain for setting in settings[unit]]
    return UnitSettings(
        session_hours=min([max(HOURS), *(int(value) for name, value in found if name == SESSION_HOURS)]),
        second_factor=any(value for name, value in found if name == SECOND_FACTOR),
    )


def own_settings(session: Session, unit_id: int) -> UnitSettings:
    """Return what the unit itself has set, whatever stands above it."""
    own = {row.name: row.value for row in session.exec(select(UnitSetting).where(UnitSetting.unit_id == unit_id))}
    return UnitSettings(int(own.get(SESSION_HOURS, max(HOURS))), bool(own.get(SECOND_FACTOR, False)))


def change_settings(session: Session, unit_id: int, wanted: UnitSettings, *, by: str, now: datetime) -> list[str]:
    """Answers with the names of what changed. Raises LoaError for hours that are not offered."""
    if wanted.session_hours not in HOURS:
        raise LoaError(phrase("staff.session-hours", hours=", ".join(map(str, HOURS))))
    own = own_settings(session, unit_id)
    changed = [name for name in (SESSION_HOURS, SECOND_FACTOR) if getattr(own, name) != getattr(wanted, name)]
    for name in changed:
        session.merge(
            UnitSetting(unit_id=unit_id, name=name, value=getattr(wanted, name), changed_at=now, changed_by=by)
        )
    return changed


@deed("settings")
def set_own_unit(session: Session, actor: Actor, wanted: UnitSettings) -> list[str]:
    """Change settings, as `change_settings` does, of the actor's own unit."""
    unit_id = actor.staff.unit_id
    if changed := change_settings(session, unit_id, wanted, by=actor.login, now=actor.now):
        actor.note(session, "settings", f"unit:{unit_id}", *changed, unit_id=unit_id)
    return changed
