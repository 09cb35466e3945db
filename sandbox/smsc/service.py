"""The message centre: SMPP 3.4 sessions on loopback.

Each submit_sm is judged, drawn its weather, kept in the journal, answered; its receipt comes when it comes. What a bind has not
acknowledged is delivered again to the next one.
"""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from datetime import datetime

from sandbox.clock import VIETNAM, now
from sandbox.server import bind as bind_loopback
from sandbox.smsc import wire
from sandbox.smsc.state import BRAND, PASSWORD, SHORT_CODE, SYSTEM_ID, SmscState, TakenPart, is_mobile
from sandbox.smsc.text import fits, read_piece, whole_text
from sandbox.smsc.weather import SmscDraw

WINDOW = 50
"""More unanswered deliver_sm than this are not in flight on one bind."""
REFUSALS = {"throttle": wire.RTHROTTLED, "queue_full": wire.RMSGQFUL, "system_error": wire.RSYSERR}
FATES = {"": "DELIVRD", "undelivered": "UNDELIV", "expired": "EXPIRED"}
_AGAIN_S = 2.0


class Session:
    """One connection of an office."""

    def __init__(self, centre: MessageCentre, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._centre = centre
        self._state = centre.state
        self._reader = reader
        self._writer = writer
        self._sequence = 0
        self.bound = 0
        self.in_flight: dict[int, int] = {}
        """Sequence number → outgoing number."""

    async def run(self) -> None:
        try:
            while True:
                header = wire.Header.read(await self._reader.readexactly(16))
                if not 16 <= header.length <= wire.LONGEST:
                    self._centre.note(0, "bad length")
                    self._send(wire.pdu(wire.GENERIC_NACK, header.sequence, status=wire.RINVCMDLEN))
                    return
                body = await self._reader.readexactly(header.length - 16)
                self._centre.note(header.command, "")
                if not await self._act(header, body):
                    return
                await self._writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            return
        finally:
            self.cut()

    def cut(self) -> None:
        self._centre.sessions.discard(self)
        self._writer.close()

    async def _act(self, header: wire.Header, body: bytes) -> bool:
        """False ends the session."""
        command, sequence = header.command, header.sequence
        if command in (wire.BIND_TRANSCEIVER, wire.BIND_TRANSMITTER, wire.BIND_RECEIVER):
            self._bind(command, sequence, body)
        elif command == wire.ENQUIRE_LINK:
            self._send(wire.pdu(command | wire.RESPONSE, sequence))
        elif command == wire.UNBIND:
            self._send(wire.pdu(command | wire.RESPONSE, sequence))
            return False
        elif command == wire.SUBMIT_SM:
            return await self._submit(sequence, body)
        elif command == wire.DELIVER_SM | wire.RESPONSE:
            number = self.in_flight.pop(sequence, None)
            if number is not None and header.status != 0x64:  # a temporary error asks for it again
                self._state.acknowledge(number)
            elif number is not None:
                self._centre.later(_AGAIN_S, self.deliver_waiting)
            self.deliver_waiting()
        elif not command & wire.RESPONSE:
            self._send(wire.pdu(wire.GENERIC_NACK, sequence, status=wire.RINVCMDID))
        return True

    def _bind(self, command: int, sequence: int, body: bytes) -> None:
        status = wire.ROK
        try:
            bind = wire.Bind.read(body)
        except wire.Broken as broken:
            status = broken.status
        else:
            if self.bound:
                status = wire.RALYBND
            elif bind.system_id != SYSTEM_ID:
                status = wire.RINVSYSID
            elif bind.password != PASSWORD:
                status = wire.RINVPASWD
            elif bind.version not in (0x33, 0x34):
                status = wire.RBINDFAIL
        if status:
            self._send(wire.pdu(command | wire.RESPONSE, sequence, status=status))
            return
        self.bound = command
        self._send(wire.pdu(command | wire.RESPONSE, sequence, wire.c_string("SMSC-MOPHONG")))
        self._centre.sessions.add(self)
        self.deliver_waiting()

    async def _submit(self, sequence: int, body: bytes) -> bool:
        command = wire.SUBMIT_SM | wire.RESPONSE
        try:
            submit = self._judged(body)
        except wire.Broken as broken:
            self._send(wire.pdu(command, sequence, status=broken.status))
            return True
        draw = self._state.draw()
        if draw.refusal:
            self._send(wire.pdu(command, sequence, status=REFUSALS[draw.refusal]))
            return True
        piece = read_piece(submit.octets, submit.data_coding, submit.esm_class, _sar(submit))
        if piece is None:
            self._send(wire.pdu(command, sequence, status=wire.RINVESMCLASS))
            return True
        if not fits(piece):
            self._send(wire.pdu(command, sequence, status=wire.RINVMSGLEN))
            return True
        part = self._state.take(piece, sender=submit.source, to=submit.destination, via="smpp")
        if draw.loss == "drop_after_accept":
            self._centre.receipt_later(part, draw, submit.receipt)
            self._writer.transport.abort()
            return False
        if draw.receipt_first and submit.receipt:
            self._centre.receipt(part, FATES[draw.fate])
        if draw.garble:
            self._send(wire.pdu(wire.DELIVER_SM, self._next(), b"\x00\x01"))
        if draw.latency_s:
            await asyncio.sleep(draw.latency_s)
        if draw.loss != "silent":
            self._send(wire.pdu(command, sequence, wire.c_string(part.id)))
        if not draw.receipt_first:
            self._centre.receipt_later(part, draw, submit.receipt)
        if draw.unbind:
            self._send(wire.pdu(wire.UNBIND, self._next()))
            await self._writer.drain()
            return False
        return True

    def _judged(self, body: bytes) -> wire.Submit:
        """Raises Broken."""
        if self.bound not in (wire.BIND_TRANSCEIVER, wire.BIND_TRANSMITTER):
            raise wire.Broken(wire.RINVBNDSTS)
        submit = wire.Submit.read(body)
        if submit.source not in (BRAND, SHORT_CODE):
            raise wire.Broken(wire.RINVSRCADR)
        if not is_mobile(submit.destination):
            raise wire.Broken(wire.RINVDSTADR)
        if not submit.octets:
            raise wire.Broken(wire.RINVMSGLEN)
        return submit

    def deliver_waiting(self) -> None:
        """What waits, oldest first, as far as the window goes."""
        if self.bound not in (wire.BIND_TRANSCEIVER, wire.BIND_RECEIVER) or self._writer.is_closing():
            return
        flying = self._centre.flying()
        for number, outgoing in list(self._state.waiting.items()):
            if len(self.in_flight) >= WINDOW:
                return
            if number in flying:
                continue
            sequence = self._next()
            self.in_flight[sequence] = number
            self._send(
                wire.deliver(
                    sequence,
                    source=outgoing.source,
                    destination=outgoing.destination,
                    esm_class=outgoing.esm_class,
                    data_coding=outgoing.data_coding,
                    octets=bytes.fromhex(outgoing.octets),
                    optional=bytes.fromhex(outgoing.optional),
                )
            )

    def send_raw(self, octets: bytes) -> None:
        """These octets, whatever they are."""
        self._send(octets)

    def _send(self, octets: bytes) -> None:
        if not self._writer.is_closing():
            self._writer.write(octets)

    def _next(self) -> int:
        self._sequence += 1
        return self._sequence


class MessageCentre:
    """The listening side; `commands` counts what came in, for tests."""

    def __init__(self, state: SmscState) -> None:
        self.state = state
        self.sessions: set[Session] = set()
        self.port = 0
        self.commands: dict[str, int] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    def note(self, command: int, fault: str) -> None:
        name = fault or f"0x{command:08X}"
        self.commands[name] = self.commands.get(name, 0) + 1

    def flying(self) -> set[int]:
        return {number for session in self.sessions for number in session.in_flight.values()}

    def wake(self) -> None:
        for session in list(self.sessions):
            session.deliver_waiting()

    def forget(self) -> None:
        """Everything, and the receipts that were on their way."""
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        self.state.forget()

    def cut_all(self) -> int:
        """Ends every connection at once."""
        sessions = list(self.sessions)
        for session in sessions:
            session.cut()
        return len(sessions)

    def later(self, seconds: float, act: Callable[[], None]) -> None:
        def run() -> None:
            self._timers.discard(handle)
            act()

        handle = asyncio.get_running_loop().call_later(seconds, run)
        self._timers.add(handle)

    def receipt_later(self, part: TakenPart, draw: SmscDraw, wanted: bool) -> None:
        if wanted:
            self.later(draw.receipt_s, lambda: self.receipt(part, FATES[draw.fate]))

    def receipt(self, part: TakenPart, status: str) -> None:
        """Appendix B. Networks differ: every second one names the message in the text alone."""
        moment = datetime.fromtimestamp(now(), VIETNAM).strftime("%y%m%d%H%M")
        begin = whole_text(bytes.fromhex(part.raw), part.unicode)[:20].encode("ascii", "replace").decode()
        error = "000" if status == "DELIVRD" else "011"
        text = (
            f"id:{part.id} sub:001 dlvrd:{'001' if status == 'DELIVRD' else '000'} submit date:{moment} "
            f"done date:{moment} stat:{status} err:{error} text:{begin}"
        )
        optional = b""
        if int(part.id, 16) % 2:
            optional = wire.tlv(wire.RECEIPTED_MESSAGE_ID, wire.c_string(part.id))
            optional += wire.tlv(wire.MESSAGE_STATE, bytes([wire.STATES[status]]))
        self.state.put(part.to, part.sender if part.sender.isdigit() else SHORT_CODE, 0x04, 0, text.encode(), optional)
        self.wake()

    @contextlib.asynccontextmanager
    async def running(self, port: int | None) -> AsyncIterator[None]:
        listener = self._bind(port)
        self.port = listener.getsockname()[1]
        self.state.port_file.write_text(str(self.port), encoding="ascii")
        server = await asyncio.start_server(self._serve, sock=listener)
        try:
            yield
        finally:
            server.close()
            for timer in self._timers:
                timer.cancel()
            self.cut_all()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _bind(self, port: int | None) -> socket.socket:
        """The port that was asked for; unasked, the one of the last run if it is free."""
        if port is not None:
            return bind_loopback("127.0.0.1", port)
        with contextlib.suppress(OSError, ValueError):
            return bind_loopback("127.0.0.1", int(self.state.port_file.read_text(encoding="ascii")))
        return bind_loopback("127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
        try:
            await Session(self, reader, writer).run()
        finally:
            if task is not None:
                self._tasks.discard(task)


def _sar(submit: wire.Submit) -> tuple[int, int, int] | None:
    optional = submit.optional
    if wire.SAR_REFERENCE not in optional:
        return None
    values = [
        int.from_bytes(optional.get(tag, b"\1"), "big") for tag in (wire.SAR_REFERENCE, wire.SAR_TOTAL, wire.SAR_NUMBER)
    ]
    return values[0], values[1], values[2]
