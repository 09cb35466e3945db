"""The banner for agencies' sites: what it shows, where it was seen, and which offices lack it. Reads only."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlmodel import Session, col, select

from distributor.models import BannerSite, Unit, UnitSite
from distributor.report.citizen_lists import ListedItem, newest_public, public_unit, topic_page
from distributor.units import unit_names

SEEN_WITHIN = timedelta(days=30)


@dataclass(frozen=True)
class BannerSize:
    """The size of a banner in CSS pixels. `items`: how many of the newest it has room for."""

    width: int
    height: int
    items: int

    @property
    def name(self) -> str:
        return f"{self.width}x{self.height}"


SIZES = {
    one.name: one
    for one in (
        BannerSize(300, 250, 3),
        BannerSize(336, 280, 3),
        BannerSize(728, 90, 1),
        BannerSize(970, 90, 2),
        BannerSize(160, 600, 5),
        BannerSize(300, 600, 7),
        BannerSize(320, 100, 1),
    )
}
"""Those that sites of offices and newspapers have places for (IAB)."""


@dataclass(frozen=True)
class ShownBanner:
    """`title`: of whom or what it tells the newest; empty: of everything. `place`: the page where there is more."""

    size: BannerSize
    title: str
    place: str
    items: tuple[ListedItem, ...]


def shown_banner(session: Session, size: str, *, topic: str = "", unit: str = "") -> ShownBanner | None:
    """Return the banner to show. `topic`: a slug; `unit`: a code. None for what we have not got."""
    wanted = SIZES.get(size)
    if wanted is None or (topic and unit):
        return None
    if topic:
        page = topic_page(topic)
        if page is None:
            return None
        found = newest_public(session, topic=page.label, limit=wanted.items)
        return ShownBanner(wanted, page.label, f"/chu-de/{topic}", found.items)
    if unit:
        office = public_unit(session, unit)
        if office is None:
            return None
        found = newest_public(session, unit_id=office.unit_id, limit=wanted.items)
        return ShownBanner(wanted, office.name, f"/co-quan/{unit}", found.items)
    return ShownBanner(wanted, "", "/", newest_public(session, limit=wanted.items).items)


@dataclass(frozen=True)
class OfficeSite:
    """`host`: empty where nobody has named it. `seen_on`: the last day, None if never within the last thirty."""

    unit_id: int
    name: str
    host: str
    seen_on: date | None


@dataclass(frozen=True)
class SeenSite:
    """`office`: whose site it is; empty where nobody has said it of an office."""

    host: str
    first_on: date
    last_on: date
    office: str


@dataclass(frozen=True)
class BannerPlaces:
    """`sites`: all where it was seen lately, the newest first. `offices`: all of the house, those that lack it first."""

    sites: tuple[SeenSite, ...]
    offices: tuple[OfficeSite, ...]

    @property
    def lacking(self) -> int:
        return sum(one.seen_on is None for one in self.offices)


def banner_places(session: Session, today: date) -> BannerPlaces:
    seen = session.exec(
        select(BannerSite)
        .where(col(BannerSite.last_on) >= today - SEEN_WITHIN)
        .order_by(col(BannerSite.last_on).desc(), col(BannerSite.host))
    ).all()
    last_on = {site.host: site.last_on for site in seen}
    hosts = {row.unit_id: row.host for row in session.exec(select(UnitSite))}
    names = unit_names(session, [unit_id for unit_id in session.exec(select(Unit.id)) if unit_id])
    whose = {host: names.get(unit_id, "") for unit_id, host in hosts.items()}
    offices = [
        OfficeSite(unit_id, name, hosts.get(unit_id, ""), last_on.get(hosts.get(unit_id, "")))
        for unit_id, name in names.items()
    ]
    sites = tuple(SeenSite(site.host, site.first_on, site.last_on, whose.get(site.host, "")) for site in seen)
    return BannerPlaces(sites, tuple(sorted(offices, key=lambda one: (one.seen_on is not None, one.name))))
