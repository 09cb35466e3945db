"""Citizens and machines that open short links, straight into the counts."""

from datetime import datetime

from sqlmodel import Session, select

from distributor.measure.clicks import Opening, keep_openings
from distributor.models import ShortLink

SECRET = b"the home's key"
PHONE = "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 Chrome/141.0 Mobile Safari/537.36"


def code_of(session: Session, post_id: int) -> str:
    return session.exec(select(ShortLink.code).where(ShortLink.post_id == post_id)).one()


def open_link(session: Session, code: str, at: datetime, *, people: int = 1, robots: int = 0) -> None:
    """Different people, each once."""
    keep_openings(
        session,
        [
            *(Opening(code, at, robot=False, address=f"192.0.2.{number}", agent=PHONE) for number in range(people)),
            *(Opening(code, at, robot=True) for _ in range(robots)),
        ],
        at,
        secret=SECRET,
    )
