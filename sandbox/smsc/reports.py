"""What the HTTP gateways report to the office by themselves: eSMS by GET to the address of each request, SpeedSMS by POST to the
one that was entered on its page. An address that does not answer is tried again, five times in all.
"""

from __future__ import annotations

import asyncio
import json
import urllib.parse
from collections.abc import Mapping

from sandbox import loopback_http
from sandbox.settings import is_loopback
from sandbox.smsc.service import MessageCentre
from sandbox.smsc.state import SmscState, TakenPart
from sandbox.smsc.weather import SmscDraw

_TRIES, _WAIT_S, _TIMEOUT_S, _LARGEST = 5, 0.5, 3.0, 64 * 1024
SPEEDSMS_FATES = {"": 0, "undelivered": 65, "expired": 66}


class Reports:
    def __init__(self, state: SmscState, centre: MessageCentre) -> None:
        self._state = state
        self._centre = centre
        self._tasks: set[asyncio.Task[None]] = set()

    def esms(self, part: TakenPart, draw: SmscDraw, address: str) -> None:
        """`SendStatus` 5: sent; how many of the one message arrived stands beside it."""
        arrived = draw.fate == ""
        told = {
            "SMSID": f"{part.id}esms",
            "SendFailed": str(int(not arrived)),
            "SendStatus": "5",
            "SendSuccess": str(int(arrived)),
            "TotalPrice": "0.0000",
            "TotalReceiver": "1",
            "TotalSent": "1",
            "RequestId": part.key,
            "TypeId": "2",
            "telcoid": "1",
            "phonenumber": f"0{part.to[2:]}",
        }
        query = urllib.parse.urlencode(told)
        self._later(draw.receipt_s, f"{address}{'&' if '?' in address else '?'}{query}", None)

    def speedsms(self, part: TakenPart, draw: SmscDraw) -> None:
        told = {"type": "report", "tranId": int(part.id, 16), "phone": part.to, "status": SPEEDSMS_FATES[draw.fate]}
        self._later(draw.receipt_s, self._state.webhook, told)

    def said(self, phone: str, text: str) -> None:
        """A citizen's message, passed on by SpeedSMS."""
        self._later(0.0, self._state.webhook, {"type": "sms", "phone": phone, "content": text})

    def _later(self, seconds: float, address: str, document: Mapping[str, object] | None) -> None:
        host = urllib.parse.urlsplit(address).hostname or ""
        if is_loopback(host):
            self._centre.later(seconds, lambda: self._begin(address, document))

    def _begin(self, address: str, document: Mapping[str, object] | None) -> None:
        task = asyncio.get_running_loop().create_task(self._report(address, document))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _report(self, address: str, document: Mapping[str, object] | None) -> None:
        for _ in range(_TRIES):
            try:
                status = await (_get(address) if document is None else _post(address, document))
            except loopback_http.Unreachable:
                status = 0
            self._centre.note(0, f"report {status}")
            if status == 200:
                return
            await asyncio.sleep(_WAIT_S)


async def _get(address: str) -> int:
    return (await loopback_http.get(address, {}, _TIMEOUT_S, _LARGEST)).status


async def _post(address: str, document: Mapping[str, object]) -> int:
    """Raises Unreachable."""
    parts = urllib.parse.urlsplit(address)
    body = json.dumps(document, ensure_ascii=False).encode()
    lines = [f"POST {parts.path or '/'} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close"]
    lines += ["Content-Type: application/json", f"Content-Length: {len(body)}", "", ""]
    try:
        async with asyncio.timeout(_TIMEOUT_S):
            incoming, outgoing = await asyncio.open_connection("127.0.0.1", parts.port or 80)
            try:
                outgoing.write("\r\n".join(lines).encode("latin-1") + body)
                return int((await incoming.readline()).split()[1])
            finally:
                outgoing.close()
    except (OSError, ValueError, IndexError, TimeoutError) as problem:
        raise loopback_http.Unreachable(type(problem).__name__) from None
