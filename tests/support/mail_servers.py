"""A mail server on loopback, by RFC 5321: it keeps what it takes and answers as a test says."""

import base64
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from socketserver import StreamRequestHandler, ThreadingTCPServer

PASSWORD = "mat-khau-thu"


@dataclass
class Mailbox:
    """`at_recipient`, `at_content`: what the server says to an address and to a mail; `250 …` takes it."""

    port: int = 0
    kept: list[EmailMessage] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    signed_in: list[str] = field(default_factory=list)
    at_recipient: Callable[[str], str] = lambda _: "250 OK"
    at_content: Callable[[], str] = lambda: "250 OK"

    def take(self, content: bytes) -> None:
        kept = BytesParser(policy=policy.default).parsebytes(content)
        assert isinstance(kept, EmailMessage)
        self.kept.append(kept)


class Conversation(StreamRequestHandler):
    box: Mailbox
    asks_password: bool

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())

    def handle(self) -> None:
        self.say("220 mail.example ESMTP")
        taken: list[str] = []
        is_known = not self.asks_password
        while line := self.rfile.readline(2000).decode().strip():
            word, _, rest = line.partition(" ")
            match word.upper():
                case "EHLO":
                    self.say("250-mail.example")
                    self.say("250-SIZE 30000000")
                    self.say("250 AUTH PLAIN" if self.asks_password else "250 8BITMIME")
                case "AUTH":
                    _, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
                    is_known = password == PASSWORD
                    self.box.signed_in += [user] if is_known else []
                    self.say("235 welcome" if is_known else "535 5.7.8 no")
                case "MAIL":
                    taken = []
                    self.say("250 OK" if is_known else "530 5.7.0 sign in first")
                case "RCPT":
                    address = line.partition("<")[2].partition(">")[0]
                    self.box.asked.append(address)
                    said = self.box.at_recipient(address)
                    taken += [address] if said.startswith("250") else []
                    self.say(said)
                case "DATA" if taken:
                    self.say("354 go on")
                    content = self.read_content()
                    said = self.box.at_content()
                    if said.startswith("250"):
                        self.box.take(content)
                    self.say(said)
                case "RSET" | "NOOP":
                    self.say("250 OK")
                case "QUIT":
                    self.say("221 bye")
                    return
                case _:
                    self.say("503 5.5.1 not now")

    def read_content(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)


class Server(ThreadingTCPServer):
    daemon_threads = True


@contextmanager
def mail_server(*, asks_password: bool = False) -> Iterator[Mailbox]:
    box = Mailbox()
    handler = type("Here", (Conversation,), {"box": box, "asks_password": asks_password})
    with Server(("127.0.0.1", 0), handler) as server:
        box.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=[0.05], daemon=True)
        thread.start()
        try:
            yield box
        finally:
            server.shutdown()
            thread.join()
