"""`GET /l/{code}`: from a post to what it is about. Counts the opening and keeps nothing about who opened it.

Links that were followed within the last minute never come here: `web/redirects.py`.
"""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError

from distributor.measure.destinations import find_destination
from web.errors import error_answer
from web.language import _
from web.redirects import opening
from web.surroundings import Around, Surroundings

router = APIRouter()


@router.api_route("/l/{code}", methods=["GET", "HEAD"])
def follow_link(request: Request, around: Around, code: str) -> Response:
    now = around.clock.now()
    location = _look_up(around, code)
    if location is None:
        around.links.forget(code)
        words = _("Đường dẫn rút gọn này không có hoặc đã gõ thiếu ký tự. Hãy mở lại từ bài đăng gốc.")
        return error_answer(request, 404, text=words)
    around.openings.count(opening(request.scope, code, now, around.trusted_proxies))
    return Response(status_code=302, headers={"Location": location, "Cache-Control": "no-store"})


def _look_up(around: Surroundings, code: str) -> str | None:
    settings = around.settings
    try:
        with around.database.read() as session:
            location = find_destination(session, code, settings.public_url, settings.plain_hosts)
    except SQLAlchemyError:
        # Where the citizen wanted to go is known, if not afresh: the database's absence is not theirs.
        if (location := around.links.stale(code)) is None:
            raise
        return location
    if location is not None:
        around.links.tell(code, location, around.clock.now())
    return location
