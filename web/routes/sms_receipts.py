"""`/sms/bao-cao/{account_id}/{key}`: where HTTP gateways report what became of messages and pass on what citizens write.

The key is the gateway's secret; with a wrong one there is no such page. Answered after the commit: a gateway that got no answer
reports again, and the same report twice is one.
"""

from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import PlainTextResponse

from channels.sms.callback import NotOurs
from distributor.broadcast.callbacks import PATH, is_callback_key
from distributor.broadcast.report import NoSuchPlace, take_report
from distributor.phone_numbers import Numbers
from web.forms import read_body
from web.surroundings import Around

router = APIRouter()

LARGEST = 65_536
"""Bytes of a report."""


async def read_report(request: Request) -> bytes:
    return await read_body(request, LARGEST)


@router.api_route(f"{PATH}/{{account_id}}/{{key}}", methods=["GET", "POST"])
def take(
    request: Request, around: Around, account_id: int, key: str, body: Annotated[bytes, Depends(read_report)]
) -> PlainTextResponse:
    home = around.settings.home
    vault = around.vault
    if not is_callback_key(home, account_id, key):
        raise HTTPException(404)
    try:
        with around.database.write() as session:
            take_report(
                session,
                account_id,
                query=request.url.query,
                body=body,
                headers={name.lower(): value for name, value in request.headers.items()},
                vault=vault,
                numbers=Numbers(vault),
                now=around.clock.now(),
            )
    except NoSuchPlace as error:
        raise HTTPException(404) from error
    except NotOurs as error:
        raise HTTPException(403) from error
    return PlainTextResponse("OK", headers={"Cache-Control": "no-store"})
