"""Openings of short links. Counts that one was opened, and whether by a machine; keeps nothing about who did."""

import re
from datetime import datetime
from urllib.parse import urlsplit

from sqlmodel import Session

from distributor.models import Click, ShortLink

_MACHINE = re.compile(
    r"facebookexternalhit|facebookcatalog|whatsapp|(?<!cu)bot\b|crawler|spider|preview|slurp"
    r"|^(curl|wget|python|go-http-client|okhttp|java)|headlesschrome",
    re.IGNORECASE,
)
"""Cubot is a maker of telephones whose owners are people."""


def is_bot(user_agent: str, method: str) -> bool:
    """Whether a machine asks, by its own word. People's browsers name themselves and use GET."""
    return method != "GET" or not user_agent or _MACHINE.search(user_agent) is not None


def find_link(session: Session, code: str) -> ShortLink | None:
    """The short link of `code`, unless its target is something that a browser must not be sent to."""
    link = session.get(ShortLink, code)
    if link is None or urlsplit(link.target).scheme not in ("", "http", "https"):
        return None
    return link


def record_click(session: Session, code: str, now: datetime, *, user_agent: str, method: str = "GET") -> None:
    """Count one opening of `code`, which must exist. The user agent is judged here and not stored."""
    session.add(Click(code=code, at=now, bot=is_bot(user_agent, method)))
