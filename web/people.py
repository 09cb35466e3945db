"""Who asks: from the cookie to the person and the units that the person may see."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Request

from distributor.models import Staff
from distributor.report.waits import Waits, waits
from distributor.staff.permissions import DELEGABLE, StandsIn, may, stands_in_for
from distributor.staff.sessions import who
from distributor.staff.visibility import visible_to
from web.forms import form_token
from web.surroundings import Around, Surroundings

SESSION_COOKIE = "loa_session"


@dataclass(frozen=True)
class Person:
    """`waits`: what waits for people, for the navigation of pages; None where no page is shown.

    `stands_in`: whose right to approve was handed to this person and stands now.
    """

    staff: Staff
    unit_ids: tuple[int, ...]
    token: str
    waits: Waits | None = None
    stands_in: tuple[StandsIn, ...] = ()

    def may(self, action: str) -> bool:
        """By their role, or for another person."""
        return may(self.staff, action) or (bool(self.stands_in) and action in DELEGABLE)

    @property
    def form_token(self) -> str:
        """For the forms of pages that this person sees."""
        return form_token(self.token)


class NeedsSignIn(Exception):
    """`path`: where to go on afterwards; None: this is not a page, so answer 401 and let the page deal with it."""

    def __init__(self, path: str | None) -> None:
        super().__init__(path)
        self.path = path

    @property
    def sign_in_url(self) -> str:
        return "/dang-nhap" if self.path in (None, "/") else f"/dang-nhap?{urlencode({'next': self.path})}"


def person_of(request: Request, around: Surroundings, *, on_a_page: bool = False) -> Person | None:
    token = request.cookies.get(SESSION_COOKIE)
    if not token:
        return None
    with around.database.read() as session:
        staff = who(session, token, around.clock.now())
        if staff is None:
            return None
        unit_ids = visible_to(session, staff)
        now = around.clock.now()
        stands_in = () if may(staff, "approve") else stands_in_for(session, staff, now)
        return Person(staff, unit_ids, token, waits(session, unit_ids, now) if on_a_page else None, stands_in)


def _for_a_page(request: Request, around: Around) -> Person:
    person = person_of(request, around, on_a_page=True)
    if person is None:
        query = request.url.query
        raise NeedsSignIn(request.url.path + (f"?{query}" if query else ""))
    return person


def _for_a_part(request: Request, around: Around) -> Person:
    person = person_of(request, around)
    if person is None:
        raise NeedsSignIn(None)
    return person


SignedIn = Annotated[Person, Depends(_for_a_page)]
"""On a page: whoever is not signed in is led to the sign-in."""
SignedInPart = Annotated[Person, Depends(_for_a_part)]
"""On what a page loads by itself: 401."""
