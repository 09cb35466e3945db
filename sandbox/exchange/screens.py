"""«Gọi tổng đài»: a telephone with keys, on which a person hears and reads what the office's line says."""

from __future__ import annotations

import asyncio

from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.exchange.call import Call
from sandbox.smsc.state import PEOPLE, owner_of
from sandbox.templates import render

KEYS = "123456789*0#"
MOST_KEPT = 50
LANDLINE = "842343820000"


class ExchangeScreens:
    """`port`: of the office's line; None: it has none."""

    def __init__(self, port: int | None) -> None:
        self._port = port
        self._calls: dict[int, Call] = {}
        self._carried: set[asyncio.Task[None]] = set()

    def routes(self) -> list[Route]:
        return [
            Route("/man-hinh/goi", self.phones, methods=["GET", "POST"]),
            Route("/man-hinh/goi/{id:int}", self.call, methods=["GET", "POST"]),
            Route("/man-hinh/goi/{id:int}/am/{place:int}.wav", self.sound),
            Route("/_sandbox/calls/{id:int}.json", self.told),
        ]

    async def phones(self, request: Request) -> Response:
        if request.method == "POST" and self._port is not None:
            form = await request.form()
            number = str(form.get("number", ""))
            call = Call(len(self._calls) + 1, number if number in (*PEOPLE, LANDLINE) else "")
            self._calls[call.id] = call
            self._calls.pop(call.id - MOST_KEPT, None)
            task = asyncio.ensure_future(call.carry("127.0.0.1", self._port))
            self._carried.add(task)
            task.add_done_callback(self._carried.discard)
            return RedirectResponse(f"/man-hinh/goi/{call.id}", 303)
        people = {**PEOPLE, LANDLINE: "Máy bàn", "": "Số không hiện"}
        return HTMLResponse(render("calls.html", people=people, there=self._port is not None))

    async def call(self, request: Request) -> Response:
        call = self._calls.get(request.path_params["id"])
        if call is None:
            return HTMLResponse(render("missing.html"), 404)
        if request.method == "POST":
            form = await request.form()
            if "end" in form:
                call.hang_up()
            else:
                call.press(str(form.get("keys", ""))[:40])
            return RedirectResponse(f"/man-hinh/goi/{call.id}", 303)
        owner = owner_of(call.number) if call.number else "Số không hiện"
        newest = max((place for place, each in enumerate(call.heard) if each.sound), default=-1)
        return HTMLResponse(render("call.html", call=call, owner=owner, keys=KEYS, newest=newest))

    async def sound(self, request: Request) -> Response:
        """Only what was played in this call."""
        call = self._calls.get(request.path_params["id"])
        place = request.path_params["place"]
        sound = call.heard[place].sound if call is not None and place < len(call.heard) else None
        if sound is None or not sound.exists():
            return Response("", 404)
        return FileResponse(sound, media_type="audio/wav")

    async def told(self, request: Request) -> Response:
        call = self._calls.get(request.path_params["id"])
        if call is None:
            return JSONResponse({"error": "no such call"}, 404)
        heard = [{"text": each.text, "keys": each.keys, "sound": bool(each.sound)} for each in call.heard]
        return JSONResponse(
            {"over": call.over, "handed_on": call.handed_on, "recording": call.is_recording, "heard": heard}
        )
