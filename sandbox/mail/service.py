"""The receiving side: SMTP after RFC 5321 on loopback, without sign-in or encryption. Whoever it is for, it is taken."""

from __future__ import annotations

import asyncio
import contextlib
import re
import socket
from collections.abc import AsyncIterator

from sandbox.mail.state import Mailbox
from sandbox.server import bind as bind_loopback

LARGEST = 30_000_000
MOST_RECIPIENTS = 100
MOST_CONNECTIONS = 20
PATIENCE_S = 60.0
_LONGEST_LINE = 2_000
_PATH = re.compile(r"<([^<>\s]*)>")


class Conversation:
    """One connection."""

    def __init__(self, box: Mailbox, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._box = box
        self._reader = reader
        self._writer = writer
        self._sender: str | None = None
        self._recipients: list[str] = []

    async def run(self) -> None:
        self._say("220 hop-thu.mo-phong ESMTP")
        # A broken line ends it, as does a client that says nothing for a minute.
        with contextlib.suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError, TimeoutError):
            while await self._answer((await self._line()).decode("utf-8", "replace").strip()):
                await self._writer.drain()
        with contextlib.suppress(ConnectionError):
            await self._writer.drain()
        self._writer.close()

    async def _answer(self, line: str) -> bool:
        """False ends the connection."""
        word = line[:4].upper()
        match word:
            case "EHLO":
                self._say("250-hop-thu.mo-phong", f"250-SIZE {LARGEST}", "250-8BITMIME", "250 SMTPUTF8")
            case "HELO":
                self._say("250 hop-thu.mo-phong")
            case "MAIL":
                found = _PATH.search(line)
                self._sender, self._recipients = (found.group(1) if found else None), []
                self._say("250 OK" if found else "501 MAIL FROM:<address>")
            case "RCPT":
                self._say(self._recipient(line))
            case "DATA" if self._sender is not None and self._recipients:
                self._say("354 go on")
                await self._writer.drain()
                self._say(await self._content())
            case "RSET":
                self._sender, self._recipients = None, []
                self._say("250 OK")
            case "NOOP":
                self._say("250 OK")
            case "QUIT":
                self._say("221 bye")
                return False
            case "":
                return False
            case _:
                self._say("503 5.5.1 not now")
        return True

    def _recipient(self, line: str) -> str:
        found = _PATH.search(line)
        if self._sender is None:
            return "503 5.5.1 MAIL first"
        if found is None or "@" not in found.group(1):
            return "501 5.1.3 RCPT TO:<address>"
        if len(self._recipients) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        self._recipients.append(found.group(1))
        return "250 OK"

    async def _content(self) -> str:
        lines: list[bytes] = []
        size = 0
        while (line := await self._line()) != b".\r\n":
            size += len(line)
            if size <= LARGEST:  # what is too large is read to its end and not kept
                lines.append(line[1:] if line.startswith(b".") else line)
        sender, recipients = self._sender or "", tuple(self._recipients)
        self._sender, self._recipients = None, []
        if size > LARGEST:
            return "552 5.3.4 too large"
        self._box.take(sender, recipients, b"".join(lines))
        return "250 OK"

    async def _line(self) -> bytes:
        async with asyncio.timeout(PATIENCE_S):
            return await self._reader.readuntil(b"\n")

    def _say(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())


class MailService:
    """`port`: where it listens, 0 while it does not."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box
        self.port = 0
        self._tasks: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        listener = self._bind()
        self.port = listener.getsockname()[1]
        self._box.port_file.write_text(str(self.port), encoding="ascii")
        server = await asyncio.start_server(self._serve, sock=listener, limit=_LONGEST_LINE)
        try:
            yield
        finally:
            server.close()
            for task in list(self._tasks):
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)

    def _bind(self) -> socket.socket:
        """The port of the last run, if it is free."""
        with contextlib.suppress(OSError, ValueError):
            return bind_loopback("127.0.0.1", int(self._box.port_file.read_text(encoding="ascii")))
        return bind_loopback("127.0.0.1", 0)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task is None or len(self._tasks) >= MOST_CONNECTIONS:
            writer.write(b"421 4.3.2 busy\r\n")
            writer.close()
            return
        self._tasks.add(task)
        try:
            await Conversation(self._box, reader, writer).run()
        finally:
            self._tasks.discard(task)
            writer.close()
