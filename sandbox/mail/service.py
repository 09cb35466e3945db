"""The receiving side: SMTP by aiosmtpd on loopback, without sign-in or encryption. Whoever it is for, it is taken."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import weakref
from collections.abc import AsyncIterator

from aiosmtpd.smtp import SMTP, Envelope, Session

from sandbox.mail.state import Mailbox
from sandbox.server import bind as bind_loopback

LARGEST = 30_000_000
MOST_RECIPIENTS = 100
PATIENCE_S = 60.0


class Taker:
    """What aiosmtpd asks at each address and each letter."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if "@" not in address:
            return "501 5.1.3 RCPT TO:<address>"
        if len(envelope.rcpt_tos) >= MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        self._box.take(envelope.mail_from or "", tuple(envelope.rcpt_tos), envelope.original_content or b"")
        return "250 OK"


class MailService:
    """`port`: where it listens, 0 while it does not."""

    def __init__(self, box: Mailbox) -> None:
        self._box = box
        self.port = 0
        self._conversations: weakref.WeakSet[SMTP] = weakref.WeakSet()

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        listener = self._bind()
        self.port = listener.getsockname()[1]
        self._box.port_file.write_text(str(self.port), encoding="ascii")
        server = await asyncio.get_running_loop().create_server(self._conversation, sock=listener)
        try:
            yield
        finally:
            server.close()
            for conversation in self._conversations:
                if conversation.transport is not None:
                    conversation.transport.close()

    def _bind(self) -> socket.socket:
        """The port of the last run, if it is free."""
        with contextlib.suppress(OSError, ValueError):
            return bind_loopback("127.0.0.1", int(self._box.port_file.read_text(encoding="ascii")))
        return bind_loopback("127.0.0.1", 0)

    def _conversation(self) -> SMTP:
        begun = SMTP(
            Taker(self._box),
            data_size_limit=LARGEST,
            enable_SMTPUTF8=True,
            hostname="hop-thu.mo-phong",
            ident="ESMTP",
            timeout=PATIENCE_S,
        )
        self._conversations.add(begun)
        return begun
