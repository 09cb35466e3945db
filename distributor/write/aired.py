"""What television and radio broadcast of the law: linked where the station shows it, with whose it is; never uploaded anew.

Functions take a session and never commit.
"""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from sqlmodel import Session, col, select

from distributor.errors import LoaError, NotThere
from distributor.ingest.address import canonical_address
from distributor.lookup.followed import topics_to_choose
from distributor.models import AiredProgramme
from distributor.staff.deeds import Actor, deed
from distributor.staff.visibility import visible_to
from phrases import phrase

LONGEST_TITLE, LONGEST_STATION, LONGEST_ADDRESS, LONGEST_RIGHTS = 200, 120, 500, 500


@dataclass(frozen=True)
class TypedProgramme:
    """A programme as a person typed it. `aired_on`: YYYY-MM-DD, or empty; `topic`: a topic's name, or empty."""

    title: str
    station: str
    address: str
    rights: str
    aired_on: str = ""
    topic: str = ""


@deed("write")
def enter_programme(session: Session, actor: Actor, typed: TypedProgramme) -> AiredProgramme:
    """Enter a programme: citizens see the link from now on. Raises LoaError."""
    title, station, rights = (" ".join(said.split()) for said in (typed.title, typed.station, typed.rights))
    address = _linked(typed.address)
    if not title or len(title) > LONGEST_TITLE or not station or len(station) > LONGEST_STATION:
        raise LoaError(phrase("write.aired.named", title=LONGEST_TITLE, station=LONGEST_STATION))
    if len(address) > LONGEST_ADDRESS or not address:
        raise LoaError(phrase("write.aired.no-address"))
    if not rights or len(rights) > LONGEST_RIGHTS:
        raise LoaError(phrase("write.aired.no-rights", most=LONGEST_RIGHTS))
    if typed.topic and typed.topic not in {one.name for one in topics_to_choose()}:
        raise LoaError(phrase("write.aired.no-topic"))
    try:
        aired_on = date.fromisoformat(typed.aired_on.strip()) if typed.aired_on.strip() else None
    except ValueError:
        raise LoaError(phrase("write.aired.no-day")) from None
    unit_id = actor.staff.unit_id
    again = select(AiredProgramme.id).where(
        AiredProgramme.unit_id == unit_id,
        AiredProgramme.address == address,
        col(AiredProgramme.removed_at).is_(None),
    )
    if session.exec(again).first() is not None:
        raise LoaError(phrase("write.aired.there"))
    made = AiredProgramme(
        unit_id=unit_id, title=title, station=station, address=address, rights=rights, aired_on=aired_on,
        topic=typed.topic, entered_by=actor.login, entered_at=actor.now,
    )  # fmt: skip
    session.add(made)
    session.flush()
    actor.note(session, "programme.enter", f"programme:{made.id}", "title", "address", "rights", unit_id=unit_id)
    return made


@deed("write")
def remove_programme(session: Session, actor: Actor, programme_id: int) -> None:
    """Citizens see it no more; that it was there stays in the log. Raises NotThere."""
    row = session.exec(
        select(AiredProgramme)
        .where(
            AiredProgramme.id == programme_id,
            col(AiredProgramme.unit_id).in_(visible_to(session, actor.staff)),
            col(AiredProgramme.removed_at).is_(None),
        )
        .with_for_update()
    ).first()
    if row is None:
        raise NotThere(phrase("write.aired.none"))
    row.removed_at = actor.now
    session.add(row)
    session.flush()
    actor.note(session, "programme.remove", f"programme:{row.id}", "removed_at", unit_id=row.unit_id)


def _linked(address: str) -> str:
    """The canonical spelling of where a station shows it; '' for what is no page of a site, or names a person before the host."""
    canonical = canonical_address(address)
    parts = urlsplit(canonical)
    names_person = "@" in address.partition("//")[2].partition("/")[0]
    site, _, country = (parts.hostname or "").rpartition(".")
    return canonical if parts.scheme == "https" and site and country.isalpha() and not names_person else ""
