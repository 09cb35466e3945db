"""`GET /l/{code}`: from a post to what it is about. Counts the opening and keeps nothing about who opened it."""

import logging

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from distributor.measure.clicks import find_link, record_click
from distributor.models import Post, ShortLink
from web.errors import error_answer
from web.language import _
from web.surroundings import Around, Surroundings

router = APIRouter()
logger = logging.getLogger(__name__)


@router.api_route("/l/{code}", methods=["GET", "HEAD"])
def follow_link(request: Request, around: Around, code: str) -> Response:
    with around.database.read() as session:
        link = find_link(session, code)
        target = _target(session, link, around) if link else ""
    if not target:
        words = _("Đường dẫn rút gọn này không có hoặc đã gõ thiếu ký tự. Hãy mở lại từ bài đăng gốc.")
        return error_answer(request, 404, text=words)
    _count(request, around, code)
    return RedirectResponse(target, 302, {"Cache-Control": "no-store"})


def _target(session: Session, link: ShortLink, around: Surroundings) -> str:
    """An item without an address of its own is shown on a page of ours."""
    if link.target.startswith(("http://", "https://")):
        return link.target
    post = session.get(Post, link.post_id)
    return f"{around.settings.public_url}/tin/{post.item_id}" if post else ""


def _count(request: Request, around: Surroundings, code: str) -> None:
    user_agent = request.headers.get("user-agent", "")
    try:
        with around.database.write() as session:
            record_click(session, code, around.clock.now(), user_agent=user_agent, method=request.method)
    except SQLAlchemyError:
        # The citizen goes on all the same; one opening is missing from the count.
        logger.warning("an opening of /l/%s was not counted", code, exc_info=True)
