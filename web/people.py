"""Who asks: from the cookie to the person and the units that the person may see."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request
from fastapi.responses import Response
from sqlmodel import Session

from distributor.models import Staff
from distributor.report.waits import Waits, waits
from distributor.staff.deeds import Actor
from distributor.staff.devices import LASTS, Browser
from distributor.staff.permissions import DELEGABLE, StandsIn, may, stands_in_for
from distributor.staff.sessions import look_at, note_seen
from distributor.staff.unit_settings import SENSITIVE, settings_in_force
from distributor.staff.visibility import visible_to
from web.addresses import came_from
from web.client_address import address_of
from web.cookies import cookie, set_cookie
from web.forms import form_token
from web.surroundings import Around, Surroundings

SESSION_COOKIE = "loa_session"
BROWSER_COOKIE = "loa_trinh_duyet"
"""Who has signed in with this browser before (`distributor.staff.devices`)."""
PASSWORD_PATH, SECOND_STEP_PATH = "/ca-nhan/mat-khau", "/ca-nhan/hai-buoc"


@dataclass(frozen=True)
class Visitor:
    """`waits`: what waits for people, for the navigation of pages; None where no page is shown.

    `first`: where they must go before anything else opens (a first password, a second step that is compulsory); mostly empty.
    `stands_in`: whose right to approve was handed to this person and stands now. `address`: of the machine that asks.
    """

    staff: Staff
    unit_ids: tuple[int, ...]
    token: str
    waits: Waits | None = None
    first: str = ""
    stands_in: tuple[StandsIn, ...] = ()
    address: str = ""
    ends_at: datetime | None = None
    """When this sign-in is over."""

    def may(self, action: str) -> bool:
        """Return True if the person may do this, by their role or for another person."""
        return may(self.staff, action) or (bool(self.stands_in) and action in DELEGABLE)

    def acts(self, around: Surroundings) -> Actor:
        """This person, now, for a deed of the engine."""
        return Actor(self.staff, around.clock.now(), self.address)

    @property
    def form_token(self) -> str:
        """Return the token for the forms of pages that this person sees."""
        return form_token(self.token)


def browser_of(request: Request, around: Surroundings) -> Browser:
    return Browser(cookie(request, BROWSER_COOKIE) or "", around.secret())


def know_browser(around: Surroundings, response: Response, browser: Browser, staff: Staff, now: datetime) -> None:
    """Note in the browser that this person has signed in with it; anew once the password is another."""
    known = browser.signed_in(staff, now)
    set_cookie(around, response, BROWSER_COOKIE, known, max_age=int(LASTS.total_seconds()), samesite="strict")


class NeedsSignIn(Exception):
    """`path`: where to go on afterwards; None: this is not a page, so answer 401 and let the page deal with it."""

    def __init__(self, path: str | None) -> None:
        super().__init__(path)
        self.path = path

    @property
    def sign_in_url(self) -> str:
        return "/dang-nhap" if self.path in (None, "/") else f"/dang-nhap?{urlencode({'next': self.path})}"


class NeedsSomethingFirst(Exception):
    """`path`: where this person must go before anything else opens."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


def person_of(
    request: Request, around: Surroundings, *, on_a_page: bool = False, with_waits: bool = False
) -> Visitor | None:
    """Return who is signed in. `on_a_page`: with what waits, and noted as seen. `with_waits`: the first alone, so that nothing
    is written."""
    token = cookie(request, SESSION_COOKIE)
    if not token:
        return None
    now = around.clock.now()
    with around.database.read() as session:
        seen = look_at(session, token, now)
        if seen is None:
            return None
        unit_ids = visible_to(session, seen.staff)
        stands_in = () if may(seen.staff, "approve") else stands_in_for(session, seen.staff, now)
        waiting = waits(session, unit_ids, now) if on_a_page or with_waits else None
        address = address_of(request, around.trusted_proxies)
        person = Visitor(
            seen.staff, unit_ids, token, waiting, _first(session, seen.staff), stands_in, address, seen.ends_at
        )
    if on_a_page and seen.is_news(now):
        with around.database.write() as session:
            note_seen(session, token, now)
    return person


def _first(session: Session, staff: Staff) -> str:
    if staff.must_change_password:
        return PASSWORD_PATH
    if (
        staff.totp_since is None
        and staff.role in SENSITIVE
        and settings_in_force(session, staff.unit_id).demands_second_factor(staff)
    ):
        return SECOND_STEP_PATH
    return ""


def _for_ones_own_account(request: Request, around: Around) -> Visitor:
    person = person_of(request, around, on_a_page=True)
    if person is None:
        query = request.url.query
        asked = request.url.path + (f"?{query}" if query else "")
        # Where a form is sent there is often no page: afterwards one wants the page with the form, and what was typed into it.
        raise NeedsSignIn((request.method == "POST" and came_from(request, with_query=True)) or asked)
    return person


def signed_in_on_a_page(request: Request, around: Around) -> Visitor:
    person = _for_ones_own_account(request, around)
    if person.first:
        raise NeedsSomethingFirst(person.first)
    return person


def _for_a_part(request: Request, around: Around) -> Visitor:
    person = person_of(request, around)
    if person is None:
        raise NeedsSignIn(None)
    if person.first:
        raise NeedsSomethingFirst(person.first)
    return person


SignedIn = Annotated[Visitor, Depends(signed_in_on_a_page)]
"""On a page: whoever is not signed in is led to the sign-in."""
SignedInPart = Annotated[Visitor, Depends(_for_a_part)]
"""On what a page loads by itself: 401."""
SignedInForOneself = Annotated[Visitor, Depends(_for_ones_own_account)]
"""On the pages of one's own account: these stay open while a first password or a second step is still asked for."""
