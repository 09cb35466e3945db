"""The reader's choice of the console's language."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import RedirectResponse, Response

from web.forms import FilledForm, local_path
from web.language import COOKIE, LANGUAGES
from web.surroundings import Around

router = APIRouter()

A_YEAR_S = 365 * 86_400


class LanguageForm(FilledForm):
    ve: str = "/"
    ngon_ngu: str = ""


@router.post("/ngon-ngu")
def choose(around: Around, form: Annotated[LanguageForm, Depends(LanguageForm.read)]) -> Response:
    """Changes nothing but the cookie, so a form of anybody's will do."""
    answer = RedirectResponse(local_path(form.ve), 303, {"Cache-Control": "no-store"})
    if form.ngon_ngu in LANGUAGES:
        answer.set_cookie(
            COOKIE, form.ngon_ngu, max_age=A_YEAR_S, httponly=True, samesite="lax", secure=around.is_https
        )
    return answer
