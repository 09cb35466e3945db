"""Pages of citizens: one look, the same bytes for everybody who sends no cookie, with a strong ETag, for caches to keep."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response
from sqlmodel import Session, select

from distributor.models import Unit, UnitLevel
from distributor.units import unit_names
from web.conditional import answer_bytes
from web.pages import page
from web.surroundings import Surroundings

FOR_ALL = "public, max-age=60"
FOR_ONE = "private, no-cache"
"""Whoever sends a cookie may read another language: no cache shares that page."""


def citizen_answer(
    request: Request, around: Surroundings, template: str, values: Mapping[str, object], *, status: int = 200
) -> Response:
    """`large`: `?in=1`, for paper and for eyes that are tired."""
    large = request.query_params.get("in") == "1"
    made = page(template, around.settings, {"large": large, "public_url": around.settings.public_url, **values})
    cached = FOR_ONE if "cookie" in request.headers else FOR_ALL
    if status != 200:
        answer = Response(made.body, status, {"Cache-Control": "no-store"}, media_type="text/html; charset=utf-8")
    else:
        answer = answer_bytes(request, bytes(made.body), "text/html; charset=utf-8", cache_control=cached)
    answer.headers["Vary"] = "Cookie"
    return answer


def house_name(session: Session) -> str:
    """Who speaks here: the province's own unit; empty before there is any."""
    first = session.exec(select(Unit.id).where(Unit.level == UnitLevel.PROVINCE).order_by(Unit.id)).first()  # type: ignore[arg-type]
    return unit_names(session, [first]).get(first, "") if first is not None else ""
