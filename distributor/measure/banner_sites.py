"""On which sites our banner was seen: by the name of its host and nothing else. Never commits."""

import re
from datetime import date

from sqlmodel import Session, func, select

from distributor.models import BannerSite

MOST_SITES = 2_000
"""Anybody can claim to be any site; beyond this no new one is believed."""
_HOST = re.compile(
    r"(?=.{4,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+(?::\d{1,5})?"
)


def plain_host(host: str) -> str:
    """Return a host's name in small letters, without a leading `www.`; empty for what is no name of a host."""
    said = host.strip().lower().rstrip(".").removeprefix("www.")
    return said if _HOST.fullmatch(said) else ""


def note_site(session: Session, host: str, shows: str, day: date) -> None:
    """Note that a site shows the banner. `host`: of `plain_host`."""
    known = session.get(BannerSite, host)
    if known is None:
        if session.exec(select(func.count()).select_from(BannerSite)).one() >= MOST_SITES:
            return
        known = BannerSite(host=host, first_on=day, last_on=day)
    known.shows, known.last_on = shows[:300], day
    session.add(known)
