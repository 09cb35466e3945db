"""People of no row, for deeds whose tests are not about who does them."""

from datetime import datetime

from distributor.models import Role, Staff
from distributor.staff.deeds import Actor


def administrator(unit_id: int, now: datetime, login: str = "ha") -> Actor:
    return Actor(Staff(unit_id=unit_id, login=login, full_name="Hà", role=Role.ADMINISTRATOR, password_hash=""), now)
