"""`/moc/facebook`: where Facebook says that something on a Page has changed. Signed, taken once, and a wish to look, no more."""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse

from channels.connectors import connect_spec_of
from channels.facebook.webhook import (
    LARGEST_BODY,
    SIGNATURE_HEADER,
    challenge_answer,
    changes_in,
    fingerprint,
    is_genuine,
)
from distributor.cases.collect import read_soon
from distributor.connect.applications import application_of
from distributor.errors import LoaError
from distributor.measure.nudges import is_new, measure_soon, verify_token
from distributor.settings import Settings
from web.forms import read_body
from web.surroundings import Around

router = APIRouter()
CHANNEL = "facebook"
_secrets: dict[str, str] = {}


async def read_notification(request: Request) -> bytes:
    return await read_body(request, LARGEST_BODY)


@router.get(f"/moc/{CHANNEL}")
def answer_challenge(request: Request, around: Around) -> PlainTextResponse:
    """The platform asks once whether the address is ours."""
    answer = challenge_answer(dict(request.query_params), verify_token(around.settings.home, CHANNEL))
    if answer is None:
        raise HTTPException(403)
    return PlainTextResponse(answer, headers={"Cache-Control": "no-store"})


@router.post(f"/moc/{CHANNEL}")
def take_notification(
    request: Request, around: Around, body: Annotated[bytes, Depends(read_notification)]
) -> PlainTextResponse:
    """Answered at once: what it asks for is done by the next sweep."""
    if not is_genuine(body, request.headers.get(SIGNATURE_HEADER, ""), _app_secret(around.settings)):
        raise HTTPException(403)
    changes = [(change.page_id, change.external_id) for change in changes_in(body)]
    now = around.clock.now()
    with around.database.write() as session:
        if is_new(session, CHANNEL, fingerprint(body), now):
            measure_soon(session, CHANNEL, changes, now)
            read_soon(session, CHANNEL, changes, now)
    return PlainTextResponse("OK", headers={"Cache-Control": "no-store"})


def _app_secret(settings: Settings) -> str:
    """The office's application, asked for once; empty while there is none: then nothing is genuine."""
    home = str(settings.home)
    if home not in _secrets:
        try:
            application = application_of(settings, connect_spec_of(CHANNEL)).application
        except LoaError:
            return ""
        _secrets[home] = application.client_secret.get_secret_value()
    return _secrets[home]
