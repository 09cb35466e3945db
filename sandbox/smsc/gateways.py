"""Two HTTP gateways before the network: eSMS and SpeedSMS, as their documentation describes them, with their own error bodies.

`/sms/esms` stands in for `https://rest.esms.vn`, `/sms/speedsms` for `https://api.speedsms.vn`.
"""

from __future__ import annotations

import asyncio
import base64
import json
import urllib.parse
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from sandbox.server import connection_of
from sandbox.settings import is_loopback
from sandbox.smsc.reports import Reports
from sandbox.smsc.service import MessageCentre
from sandbox.smsc.state import ACCESS_TOKEN, API_KEY, BRAND, SECRET_KEY, SHORT_CODE, SmscState, is_mobile
from sandbox.smsc.text import Piece
from sandbox.smsc.weather import SmscDraw

_SILENCE_S = 60.0
ESMS_FIELDS = {
    "ApiKey", "SecretKey", "Phone", "Content", "Brandname", "SmsType", "IsUnicode", "Sandbox", "RequestId", "CallbackUrl",
    "campaignid", "SendDate",
}  # fmt: skip


class Gateways:
    def __init__(self, state: SmscState, centre: MessageCentre) -> None:
        self._state = state
        self._centre = centre
        self._reports = Reports(state, centre)

    def routes(self) -> list[Route]:
        path = "/sms/esms/MainService.svc/json/SendMultipleMessage_V4_post_json"
        return [
            Route(path, self.esms, methods=["POST"]),
            Route(path + "/", self.esms, methods=["POST"]),
            Route("/sms/speedsms/index.php/sms/send", self.speedsms, methods=["POST"]),
            Route("/_sandbox/smsc/webhook", self.webhook, methods=["PUT"]),
            Route("/_sandbox/smsc/phones/{number}/send-by-speedsms", self.pass_on, methods=["POST"]),
        ]

    async def webhook(self, request: Request) -> Response:
        """`{"url": …}`: where SpeedSMS reports to, as an office enters it on the provider's page; on loopback."""
        wishes = await _document(request)
        address = str(wishes.get("url", "")) if wishes is not None else ""
        if address and not is_loopback(urllib.parse.urlsplit(address).hostname or ""):
            return JSONResponse({"error": "an address on loopback"}, 400)
        self._state.set_webhook(address)
        return JSONResponse({"url": address})

    async def pass_on(self, request: Request) -> Response:
        """`{"text": …}`: the telephone writes to the office's number at SpeedSMS."""
        wishes, number = await _document(request), request.path_params["number"]
        if wishes is None or not str(wishes.get("text", "")).strip() or not is_mobile(number):
            return JSONResponse({"error": "a Vietnamese mobile number as 84…, and a text"}, 400)
        self._state.say(number, SHORT_CODE, str(wishes["text"]), [])
        self._reports.said(number, str(wishes["text"]))
        return JSONResponse({}, 201)

    async def esms(self, request: Request) -> Response:
        self._centre.note(0, "esms")
        wishes = await _document(request)
        if wishes is None or set(wishes) - ESMS_FIELDS:
            return _esms("99", "Cannot parse request")
        text = {name: str(value) for name, value in wishes.items()}
        if text.get("ApiKey") != API_KEY or text.get("SecretKey") != SECRET_KEY:
            return _esms("101", "Authorize Failed")
        if text.get("SmsType") not in ("1", "2"):
            return _esms("300", "SmsType is not valid")
        if text.get("Brandname") != BRAND:
            return _esms("104", "Brandname code is not exist")
        phone = text.get("Phone", "")
        number = "84" + phone[1:] if phone.startswith("0") else phone
        content = text.get("Content", "")
        if not is_mobile(number) or not content:
            return _esms("99", "Phone number is not valid")
        if not content.isascii() and text.get("IsUnicode") != "1":
            return _esms("146", "Template CSKH is wrong")
        key = text.get("RequestId", "")
        if len(key) > 50:
            return _esms("99", "RequestId is too long")
        if key and key in self._state.keys:
            return _esms("124", "RequestId is duplicated")

        def accept(draw: SmscDraw) -> Response:
            taken = self._state.take(_whole(content), sender=BRAND, to=number, via="esms", key=key)
            self._reports.esms(taken, draw, text.get("CallbackUrl", ""))
            return JSONResponse({"CodeResult": "100", "CountRegenerate": 0, "SMSID": f"{taken.id}esms"})

        return await self._weathered(request, accept)

    async def speedsms(self, request: Request) -> Response:
        self._centre.note(0, "speedsms")
        scheme, _, pair = request.headers.get("authorization", "").partition(" ")
        expected = base64.b64encode(f"{ACCESS_TOKEN}:x".encode()).decode()
        if scheme.lower() != "basic" or pair != expected:
            return _speedsms("009", "Account not allow to call API", 401)
        wishes = await _document(request)
        to = wishes.get("to") if wishes is not None else None
        if wishes is None or not isinstance(to, list) or not isinstance(wishes.get("content"), str):
            return _speedsms("101", "Invalid or missing parameters")
        numbers, content = [str(number) for number in to], str(wishes["content"])
        wrong = [number for number in numbers if not is_mobile(number)]
        if len(numbers) != 1 or wrong:
            return JSONResponse(
                {"status": "error", "code": "105", "message": "Phone number invalid", "invalidPhone": wrong}
            )
        if wishes.get("sms_type") == 3 and wishes.get("sender") != BRAND:
            return _speedsms("101", "Sender is not registered")

        def accept(draw: SmscDraw) -> Response:
            taken = self._state.take(_whole(content), sender=BRAND, to=numbers[0], via="speedsms")
            self._reports.speedsms(taken, draw)
            data = {"tranId": int(taken.id, 16), "totalSMS": 1, "totalPrice": 250, "invalidPhone": []}
            return JSONResponse({"status": "success", "code": "00", "data": data})

        return await self._weathered(request, accept)

    async def _weathered(self, request: Request, accept: Callable[[SmscDraw], Response]) -> Response:
        draw = self._state.draw()
        if draw.refusal == "system_error":
            return HTMLResponse("<html><h1>Server Error</h1></html>", 500)
        if draw.refusal:
            return HTMLResponse("Too Many Requests", 429, {"Retry-After": "1"})
        answer = accept(draw)
        if draw.loss == "silent":
            await asyncio.sleep(_SILENCE_S)
        connection = connection_of(request.scope)
        if draw.loss and connection is not None:
            connection.abort()
        return answer


def _whole(content: str) -> Piece:
    """The gateway parts a long text itself; a telephone shows it whole."""
    return Piece(0, 1, 1, content.encode("utf-16-be"), unicode=True)


async def _document(request: Request) -> Mapping[str, object] | None:
    try:
        found = json.loads(await request.body())
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _esms(code: str, words: str) -> Response:
    return JSONResponse({"CodeResult": code, "CountRegenerate": 0, "ErrorMessage": words})


def _speedsms(code: str, words: str, status: int = 200) -> Response:
    return JSONResponse({"status": "error", "code": code, "message": words}, status)
