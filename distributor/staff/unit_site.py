"""An office's own site, as its administrator names it. Takes a session and never commits."""

import re
from urllib.parse import urlsplit

from sqlmodel import Session

from distributor.errors import LoaError
from distributor.models import UnitSite
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import must_see
from phrases import phrase

_HOST = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+(?::\d{1,5})?")


@deed("units")
def set_site(session: Session, actor: Actor, unit_id: int, address: str) -> None:
    """Set the unit's own site. `address`: a site's address or its host's name; empty: none. Raises NotThere, LoaError."""
    must_see(session, actor.staff, unit_id)
    said = address.strip().lower()
    host = urlsplit(said if "//" in said else f"//{said}").netloc.removeprefix("www.")
    if said and (len(host) > 253 or not _HOST.fullmatch(host)):
        raise LoaError(phrase("staff.no-site", address=address.strip()[:100]))
    row = session.get(UnitSite, unit_id)
    if not host:
        if row is not None:
            session.delete(row)
    else:
        session.merge(UnitSite(unit_id=unit_id, host=host))
    session.flush()
    actor.note(session, "settings", f"unit:{unit_id}", "site", unit_id=unit_id)
