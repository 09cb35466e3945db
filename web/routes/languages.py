"""The reader's choice of the console's language."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse, Response

from web.forms import Form, local_path
from web.language import COOKIE, LANGUAGES
from web.surroundings import Around

router = APIRouter()

A_YEAR_S = 365 * 86_400


@router.post("/ngon-ngu")
def choose(around: Around, form: Form) -> Response:
    """Changes nothing but the cookie, so a form of anybody's will do."""
    answer = RedirectResponse(local_path(form.get("ve", "/")), 303, {"Cache-Control": "no-store"})
    wanted = form.get("ngon_ngu", "")
    if wanted in LANGUAGES:
        answer.set_cookie(COOKIE, wanted, max_age=A_YEAR_S, httponly=True, samesite="lax", secure=around.is_https)
    return answer
