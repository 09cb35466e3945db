"""«Điện thoại»: citizens' telephones as they look, and the control of the stand-in network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from sandbox.calls import Json
from sandbox.clock import VIETNAM, iso_time, now, parse_time
from sandbox.smsc.service import MessageCentre
from sandbox.smsc.state import BRAND, SHORT_CODE, Bubble, SmscState, credentials, is_mobile, owner_of
from sandbox.smsc.text import write
from sandbox.smsc.weather import SmscWeather
from sandbox.templates import render

_SHOWN = 60
_LONGEST = 1_000


@dataclass(frozen=True)
class ShownPhone:
    number: str
    spelled: str
    owner: str
    bubbles: tuple[Bubble, ...]
    count: int


class PhoneScreens:
    def __init__(self, state: SmscState, centre: MessageCentre, hours: tuple[str, str] | None = None) -> None:
        """`hours`: within which the office may write; outside them it keeps a demo's clock, and the screens say so."""
        self._state = state
        self._centre = centre
        self._hours = hours

    def routes(self) -> list[Route]:
        return [
            Route("/man-hinh/dien-thoai", self.phones),
            Route("/man-hinh/dien-thoai/{number}", self.phone, methods=["GET", "POST"]),
            Route("/_sandbox/smsc.json", self.show),
            Route("/_sandbox/smsc/messages.json", self.messages),
            Route("/_sandbox/smsc/weather", self.weather, methods=["PUT"]),
            Route("/_sandbox/smsc/phones/{number}/send", self.send, methods=["POST"]),
            Route("/_sandbox/smsc/deliver", self.deliver, methods=["POST"]),
            Route("/_sandbox/smsc/cut", self.cut, methods=["POST"]),
            Route("/_sandbox/smsc/past", self.past, methods=["POST"]),
        ]

    @property
    def count(self) -> int:
        """Messages on all telephones, written by the office."""
        return sum(1 for bubbles in self._state.phones.values() for bubble in bubbles if not bubble.mine)

    async def phones(self, _request: Request) -> Response:
        """Those who wrote to the office first, then by the minute of the newest message, then by number."""
        phones = self._state.phones
        numbers = sorted(
            phones, key=lambda number: (self._state.said_by(number) == 0, -(self._newest(number) // 60), number)
        )[:_SHOWN]
        return _page(
            "phones.html",
            phones=[self._shown(number) for number in numbers],
            brand=BRAND,
            more=len(phones) - len(numbers),
            written=self.count,
            said=sum(self._state.said_by(number) for number in phones),
            clock=demo_clock(now(), self._hours),
        )

    async def phone(self, request: Request) -> Response:
        number = request.path_params["number"]
        if not is_mobile(number):
            return _page("missing.html", 404)
        if request.method == "POST":
            text = str((await request.form()).get("text", "")).strip()[:_LONGEST]
            if text:
                self._say(number, SHORT_CODE, text)
            return RedirectResponse(f"/man-hinh/dien-thoai/{number}", 303)
        clock = demo_clock(now(), self._hours)
        return _page("phone.html", phone=self._shown(number), brand=BRAND, code=SHORT_CODE, clock=clock)

    async def show(self, _request: Request) -> Response:
        return JSONResponse(
            {
                "host": "127.0.0.1",
                "port": self._centre.port,
                "credentials": dict(credentials()),
                "brand": BRAND,
                "short_code": SHORT_CODE,
                "weather": self._state.weather.as_json(),
                "sessions": len(self._centre.sessions),
                "taken": len(self._state.parts),
                "waiting": len(self._state.waiting),
                "acknowledged": self._state.acknowledged,
                "commands": self._centre.commands,
            }
        )

    async def messages(self, _request: Request) -> Response:
        parts: list[Json] = [
            {
                "id": part.id,
                "from": part.sender,
                "to": part.to,
                "reference": part.reference,
                "total": part.total,
                "number": part.number,
                "via": part.via,
                "time": iso_time(part.time),
            }
            for part in self._state.parts
        ]
        shown: list[Json] = [
            {
                "phone": number,
                "with": bubble.sender,
                "text": bubble.text,
                "mine": bubble.mine,
                "whole": bubble.is_whole,
                "ids": bubble.ids,
            }
            for number, bubbles in self._state.phones.items()
            for bubble in bubbles
        ]
        return JSONResponse({"parts": parts, "messages": shown})

    async def weather(self, request: Request) -> Response:
        try:
            self._state.set_weather(SmscWeather.parse(json.loads(await request.body())))
        except ValueError as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return await self.show(request)

    async def send(self, request: Request) -> Response:
        """`{"text": …, "to": …}`: the telephone writes to the office's number."""
        number = request.path_params["number"]
        try:
            wishes = json.loads(await request.body())
            text, to = str(wishes["text"]), str(wishes.get("to", SHORT_CODE))
        except (ValueError, KeyError, TypeError, AttributeError):
            return JSONResponse({"error": "the body is an object with a text"}, 400)
        if not is_mobile(number) or not to.isdigit():
            return JSONResponse({"error": "a Vietnamese mobile number as 84…, and digits to write to"}, 400)
        self._say(number, to, text)
        return JSONResponse({"waiting": len(self._state.waiting)}, 201)

    async def deliver(self, request: Request) -> Response:
        """`{"hex": …}`: these octets go to every bind as they are, whatever they are."""
        try:
            octets = bytes.fromhex(json.loads(await request.body())["hex"])
        except (ValueError, KeyError, TypeError):
            return JSONResponse({"error": "hex is wanted"}, 400)
        for session in list(self._centre.sessions):
            session.send_raw(octets)
        return JSONResponse({"sessions": len(self._centre.sessions)})

    async def cut(self, _request: Request) -> Response:
        return JSONResponse({"cut": self._centre.cut_all()})

    async def past(self, request: Request) -> Response:
        """`{"sender", "text", "time", "to": […]}`: what these telephones had before the start.

        Answers the network's ids, in order.
        """
        try:
            wishes = json.loads(await request.body())
            sender, text, moment = str(wishes["sender"]), str(wishes["text"]), parse_time(str(wishes["time"]))
            numbers = [str(number) for number in wishes["to"]]
        except (ValueError, KeyError, TypeError) as problem:
            return JSONResponse({"error": f"sender, text, time and to are wanted: {problem}"}, 400)
        if not text.strip() or not moment < now() or not all(map(is_mobile, numbers)):
            return JSONResponse({"error": "a text, a time that is past, and Vietnamese mobile numbers as 84…"}, 400)
        return JSONResponse({"ids": [self._state.receive(number, sender, text, moment) for number in numbers]}, 201)

    def _say(self, number: str, to: str, text: str) -> None:
        self._state.say(number, to, text, write(text, self._state.said_by(number) + 1))
        self._centre.wake()

    def _newest(self, number: str) -> float:
        bubbles = self._state.phones.get(number, [])
        return bubbles[-1].time if bubbles else 0.0

    def _shown(self, number: str) -> ShownPhone:
        bubbles = self._state.phones.get(number, [])
        local = "0" + number.removeprefix("84")
        spelled = f"{local[:4]} {local[4:7]} {local[7:]}"
        return ShownPhone(number, spelled, owner_of(number), tuple(bubbles[-_SHOWN:]), len(bubbles))


def demo_clock(moment: float, hours: tuple[str, str] | None) -> dict[str, str]:
    """What the demo's clock says at night: half a day later. Empty within the hours, or where there is no such clock."""
    here = datetime.fromtimestamp(moment, VIETNAM)
    if hours is None or hours[0] <= f"{here:%H:%M}" < hours[1]:
        return {}
    return {"now": f"{here:%H:%M}", "shown": f"{here + timedelta(hours=12):%H:%M}", "from": hours[0], "to": hours[1]}


def _page(name: str, status: int = 200, **values: object) -> Response:
    return HTMLResponse(render(name, **values), status)
