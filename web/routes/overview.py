"""Tổng quan: the coverage ledger, and above it what asks for a person; the whole page, and its parts for live pages.

It stands at `/` for whoever holds a session; everybody else finds the citizens' front page there.
"""

import math
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from distributor.deliver.ordered_holds import holds_seen, units_of_holds
from distributor.labels import STATE_LABELS, channel_labels
from distributor.report.attention import attention, beside_review
from distributor.report.coverage import Coverage, LedgerWish, coverage, coverage_begun
from distributor.report.late import late_summary
from distributor.report.newest_posts import count_said_again
from distributor.report.offers import answers_waiting
from distributor.report.version import ledger_version
from distributor.units import unit_names
from web.charts import spark
from web.cookies import cookie
from web.filters import PAGE_SIZE, Filters
from web.flash import page_for
from web.pages import page
from web.people import SESSION_COOKIE, SignedInPart, Visitor, signed_in_on_a_page
from web.routes.citizens import front_page
from web.second_session import second_session
from web.surroundings import Around, Surroundings

router = APIRouter()


def _filters(
    trang_thai: str = "", kenh: str = "", tim: str = "", trang: str = "", don_vi: str = "", cot: str = ""
) -> Filters:
    return Filters.read(trang_thai, kenh, tim, trang, don_vi, cot)


Narrowed = Annotated[Filters, Depends(_filters)]


@router.get("/")
def show_overview(request: Request, around: Around, filters: Narrowed) -> Response:
    if cookie(request, SESSION_COOKIE) is None:
        return front_page(request, around)
    person = signed_in_on_a_page(request, around)
    return page_for(request, around, person, "overview.html", _values(around, person, filters))


@router.get("/tong-quan/bang")
def show_live_parts(around: Around, person: SignedInPart, filters: Narrowed) -> HTMLResponse:
    """Show what changes by itself, without the page round it."""
    return page("overview_parts.html", around.settings, _values(around, person, filters))


def _values(around: Surroundings, person: Visitor, filters: Filters) -> dict[str, object]:
    filters = filters.within(person.unit_ids)
    now = around.clock.now()
    with around.database.read() as session, second_session(around.database) as beside:
        # Read first: what changes while the rest is read then counts as not yet shown.
        version = ledger_version(session)
        with coverage_begun(session, _wish(person, filters), beside=beside) as read_ledger:
            front = around.fronts.front(session, person.unit_ids, now, version)
            asks = beside_review(attention(session, unit_ids=person.unit_ids), [line.item_id for line in front.review])
            late = late_summary(session, person.unit_ids, now)
            offers = session.exec(answers_waiting(person.staff.unit_id, now)).one() if person.may("accept") else 0
            units = unit_names(session, person.unit_ids)
            holds = holds_seen(session, person.unit_ids, now)
            hold_scope = units_of_holds(session, person.staff) if holds else None
            seen = _wish(person, filters).unit_ids or ()
            # They are counted by unit and state alone.
            again = {} if filters.channel or filters.search else count_said_again(session, seen)
            ledger = read_ledger()
        pages = max(math.ceil(ledger.total_items / PAGE_SIZE), 1)
        if filters.page > pages:  # the list became shorter than the address that somebody kept
            filters = filters.on_page(pages)
            ledger = coverage(session, _wish(person, filters))
    return {
        "person": person,
        "filters": filters,
        "version": version,
        "attention": asks,
        "front": front,
        "sparks": {"posts": front.posts, "reach": front.reach, "clicks": front.clicks},
        "spark": spark,
        "own_accounts": _shown(person, filters, ledger),
        "late": late,
        "offers": offers,
        "ledger": ledger,
        "pages": pages,
        "states": STATE_LABELS,
        "said_again": again,
        "channels": channel_labels(),
        "units": units,
        "holds": holds,
        "hold_scope": hold_scope,
        "typed": {},
    }


def _shown(person: Visitor, filters: Filters, ledger: Coverage) -> frozenset[int]:
    """Accounts that have a column: of the reader's unit, or of the one looked at; all where these have none, or by choice."""
    every = frozenset(account.id for account in ledger.accounts)
    unit_id = filters.unit_id or person.staff.unit_id
    own = frozenset(account.id for account in ledger.accounts if account.unit_id == unit_id)
    return every if filters.all_accounts or not own else own


def _wish(person: Visitor, filters: Filters) -> LedgerWish:
    return LedgerWish(
        unit_ids=(filters.unit_id,) if filters.unit_id else person.unit_ids,
        state=filters.state or None,
        channel=filters.channel or None,
        search=filters.search,
        limit=PAGE_SIZE,
        offset=filters.offset,
    )
