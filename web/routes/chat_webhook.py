"""`/moc/zalo`: where Zalo says what people do with an Official Account. Signed, taken once, answered at once."""

import hashlib
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse

from channels.connectors import connect_spec_of
from channels.messenger import Heard
from channels.zalo.webhook import LARGEST_BODY, SIGNATURE_HEADER, event_in, is_genuine
from distributor.broadcast.chats import ChatEvent, take_event
from distributor.connect.applications import Registered, application_of
from distributor.errors import LoaError
from distributor.mail.chat_calls import hear_call_word
from distributor.measure.nudges import is_new
from distributor.phone_numbers import Numbers
from distributor.settings import Settings
from web.forms import read_body
from web.surroundings import Around

router = APIRouter()
CHANNEL = "zalo"
_registered: dict[str, Registered] = {}


async def read_event(request: Request) -> bytes:
    return await read_body(request, LARGEST_BODY)


@router.post(f"/moc/{CHANNEL}")
def take_chat_event(request: Request, around: Around, body: Annotated[bytes, Depends(read_event)]) -> PlainTextResponse:
    known = _application(around.settings)
    app_id = known.application.client_id if known else ""
    secret = known.webhook_secret.get_secret_value() if known else ""
    if not is_genuine(body, request.headers.get(SIGNATURE_HEADER, ""), app_id, secret):
        raise HTTPException(403)
    now = around.clock.now()
    told = event_in(body, app_id, now)
    if told is not None:
        heard = Heard(told.person_id, told.oa_id, told.text, told.event_id)
        with around.database.write() as session:
            fresh = is_new(session, CHANNEL, hashlib.sha256(body).hexdigest(), now)
            if fresh and not hear_call_word(session, heard, around.vault, now):
                take_event(session, CHANNEL, ChatEvent(told.kind.value), heard, Numbers(around.vault), now)
    return PlainTextResponse("OK", headers={"Cache-Control": "no-store"})


def _application(settings: Settings) -> Registered | None:
    """The office's application, asked for once; None while there is none: then nothing is genuine."""
    home = str(settings.home)
    if home not in _registered:
        try:
            _registered[home] = application_of(settings, connect_spec_of(CHANNEL))
        except LoaError:
            return None
    return _registered[home]
