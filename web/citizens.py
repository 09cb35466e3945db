"""Pages of citizens: one look, the same bytes for everybody who sends no cookie, with a strong ETag, for caches to keep."""

import math
from collections.abc import Mapping

from fastapi import HTTPException, Request
from fastapi.responses import Response
from sqlmodel import Session, col, select

from distributor.models import Unit, UnitLevel, UnitName
from distributor.staff.lockout import AddressBudget
from web.client_address import address_of
from web.conditional import answer_bytes
from web.forms import is_from_our_page
from web.language import _
from web.pages import page
from web.surroundings import Surroundings

FOR_ALL = "public, max-age=60"
FOR_ONE = "private, no-cache"
"""Whoever sends a cookie may read another language: no cache shares that page."""


def citizen_answer(
    request: Request, around: Surroundings, template: str, values: Mapping[str, object], *, status: int = 200
) -> Response:
    """Render a citizens' page. `large`: `?in=1`, for paper and for eyes that are tired."""
    large = request.query_params.get("in") == "1"
    made = page(template, around.settings, {"large": large, "public_url": around.settings.public_url, **values})
    cached = FOR_ONE if "cookie" in request.headers else FOR_ALL
    if status != 200:
        answer = Response(made.body, status, {"Cache-Control": "no-store"}, media_type="text/html; charset=utf-8")
    else:
        answer = answer_bytes(request, bytes(made.body), "text/html; charset=utf-8", cache_control=cached)
    answer.headers["Vary"] = "Cookie"
    return answer


def pay(request: Request, around: Surroundings, budget: AddressBudget) -> None:
    """429 for an address that has used up its share, with when to come again."""
    if wait := budget.take(address_of(request, around.trusted_proxies), around.clock.now()):
        raise HTTPException(429, headers={"Retry-After": str(max(math.ceil(wait.total_seconds()), 1))})


def sent_by_citizen(request: Request) -> None:
    """403 for a form that another site makes people's browsers send."""
    if not is_from_our_page(request):
        raise HTTPException(403, _("Biểu mẫu này không được gửi từ trang của chúng tôi."))


def private_answer(
    request: Request, around: Surroundings, template: str, values: Mapping[str, object], *, status: int = 200
) -> Response:
    """A page of one person: no cache keeps it, and no other site hears its address.

    Not `no-referrer`: of a form on such a page browsers say that it came from nowhere (`Origin: null`), and it is refused.
    """
    answer = citizen_answer(request, around, template, values, status=status)
    answer.headers["Cache-Control"] = "no-store"
    answer.headers["Referrer-Policy"] = "same-origin"
    return answer


def house_name(session: Session) -> str:
    """Return who speaks here: the province's own unit; empty before there is any."""
    named = select(UnitName.name).join(Unit, col(Unit.id) == col(UnitName.unit_id))
    today = named.where(Unit.level == UnitLevel.PROVINCE, col(UnitName.valid_to).is_(None))
    return session.exec(today.order_by(col(Unit.id))).first() or ""
