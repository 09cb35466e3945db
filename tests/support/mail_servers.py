"""A mail server on loopback, by aiosmtpd: it keeps what it takes and answers as a test says."""

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

PASSWORD = "mat-khau-thu"


@dataclass
class Mailbox:
    """`at_recipient`, `at_content`: what the server says to an address and to a mail; `250 …` takes it."""

    port: int = 0
    kept: list[EmailMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    at_recipient: Callable[[str], str] = lambda _: "250 OK"
    at_content: Callable[[], str] = lambda: "250 OK"

    async def handle_RCPT(  # noqa: N802 - the name that aiosmtpd looks for
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        self.asked.append(address)
        said = self.at_recipient(address)
        envelope.rcpt_tos += [address] if said.startswith("250") else []
        return said

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - as above
        said = self.at_content()
        if said.startswith("250"):
            kept = BytesParser(policy=policy.default).parsebytes(envelope.original_content or b"")
            assert isinstance(kept, EmailMessage)
            self.kept.append(kept)
        return said


def _knows(_server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, given: object) -> AuthResult:
    return AuthResult(success=isinstance(given, LoginPassword) and given.password == PASSWORD.encode(), handled=False)


@contextmanager
def mail_server(*, asks_password: bool = False) -> Iterator[Mailbox]:
    box, loop = Mailbox(), asyncio.new_event_loop()

    def conversation() -> SMTP:
        return SMTP(box, auth_required=asks_password, auth_require_tls=False, authenticator=_knows, loop=loop)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(loop.create_server(conversation, "127.0.0.1", 0), loop).result()
    box.port = server.sockets[0].getsockname()[1]
    try:
        yield box
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
