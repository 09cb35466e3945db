"""The door of one stand-in platform: reads a call, lets the weather act, asks the platform, answers or falls silent.

1. The request is read.
2. The weather says what this call meets, and the request is noted in the log.
3. Faults that accept nothing answer at once; otherwise the platform does its work, and what it accepts is recorded.
4. The answer is sent, or withheld, or the connection is closed without a byte of it.
"""

from __future__ import annotations

import asyncio
from typing import Protocol

from starlette.types import Receive, Scope, Send

from sandbox.accounts import Platform
from sandbox.calls import Answer, BodyTooLarge, Call, read_call
from sandbox.clock import now
from sandbox.request_log import RequestLog
from sandbox.server import connection_of
from sandbox.store import Store


class Service(Protocol):
    """What a stand-in platform is to its gateway."""

    name: Platform

    def publishes(self, call: Call) -> bool: ...

    async def answer(self, call: Call) -> Answer: ...

    def server_error(self, html: bool) -> Answer: ...

    def throttled(self, call: Call, until: float, coin: bool, /) -> Answer: ...

    def revoked(self, coin: bool, /) -> Answer: ...


class Gateway:
    def __init__(self, service: Service, store: Store, log: RequestLog, prefix: str) -> None:
        self._service = service
        self._store = store
        self._log = log
        self._prefix = prefix

    async def read(self, scope: Scope, receive: Receive) -> Call:
        """The whole request. Raises BodyTooLarge."""
        return await read_call(scope, receive, self._prefix)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            call = await self.read(scope, receive)
        except BodyTooLarge:
            await _send(send, Answer(413, b"", content_type="text/plain"))
            return
        sky = self._store.skies[self._service.name]
        draw = sky.meet(self._service.publishes(call), now())
        number = self._log.begin(
            {
                "time": round(now(), 3),
                "platform": self._service.name,
                "method": call.method,
                "path": call.path,
                "host": call.host,
                "names": call.names(),
                "draw": draw.number,
            }
        )
        if draw.latency:
            await asyncio.sleep(draw.latency)
        match draw.fault:
            case "error_500":
                answer = self._service.server_error(draw.html)
            case "throttle":
                answer = self._service.throttled(call, sky.throttled_until, draw.coin)
            case "revoked_token":
                answer = self._service.revoked(draw.coin)
            case _:
                answer = await self._service.answer(call)
        if draw.fault == "accept_then_drop":
            self._log.finish(number, "dropped", draw.fault)
            await _hang_up(scope, receive)
            return
        if draw.fault == "accept_then_timeout":
            self._log.finish(number, "withheld", draw.fault)
            await _wait_for_end(receive, sky.weather.timeout_s)
            await _hang_up(scope, receive)
            return
        self._log.finish(number, answer.status, draw.fault)
        await _send(send, answer)


async def _send(send: Send, answer: Answer) -> None:
    headers = [
        (b"content-type", answer.content_type.encode()),
        (b"content-length", str(len(answer.body)).encode()),
        *((name.encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers),
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _wait_for_end(receive: Receive, seconds: float) -> None:
    """Returns when the client has gone or the time is over."""
    try:
        async with asyncio.timeout(seconds):
            while (await receive())["type"] != "http.disconnect":
                pass
    except TimeoutError:
        return


async def _hang_up(scope: Scope, receive: Receive) -> None:
    """Closes the TCP connection without an answer, and waits until the server has noticed: returning earlier would
    make it send a 500 of its own."""
    connection = connection_of(scope)
    if connection is not None:
        connection.close()
        await _wait_for_end(receive, 5.0)
