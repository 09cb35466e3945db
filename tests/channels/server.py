"""A real HTTP server on loopback whose every answer is scripted, down to the socket: it can drop, hang, trickle and cut short.

It records each request when its last byte has arrived, so a count of requests is a count of what a platform would act on.
"""

import json
import socket
import threading
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email.parser import BytesParser
from email.policy import HTTP
from urllib.parse import parse_qsl, urlsplit

PATIENCE_S = 10.0


@dataclass(frozen=True)
class Request:
    """One request as it arrived. Header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, str]:
        return dict(parse_qsl(urlsplit(self.target).query, keep_blank_values=True))

    @property
    def json(self) -> object:
        return json.loads(self.body)

    @property
    def fields(self) -> dict[str, str]:
        """Form fields, of whichever encoding; files are left out."""
        return {name: content.decode() for name, filename, content in self._parts() if filename is None}

    @property
    def files(self) -> dict[str, bytes]:
        return {name: content for name, filename, content in self._parts() if filename is not None}

    def _parts(self) -> list[tuple[str, str | None, bytes]]:
        kind = self.headers.get("content-type", "")
        if kind.startswith("application/x-www-form-urlencoded"):
            pairs = parse_qsl(self.body.decode(), keep_blank_values=True)
            return [(name, None, value.encode()) for name, value in pairs]
        if not kind.startswith("multipart/form-data"):
            return []
        message = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + self.body)
        parts: list[tuple[str, str | None, bytes]] = []
        for part in message.iter_parts():
            content = part.get_payload(decode=True)
            assert isinstance(content, bytes)
            name = part.get_param("name", header="content-disposition")
            parts.append((str(name), part.get_filename(), content))
        return parts


Reply = Callable[[Request, socket.socket], bool]
"""Acts on the connection; answers whether it stays open."""

REASONS = {200: "OK", 201: "Created", 302: "Found", 307: "Temporary Redirect"}


def raw_answer(status: int, body: bytes, headers: Mapping[str, str]) -> bytes:
    lines = [
        f"HTTP/1.1 {status} {REASONS.get(status, 'Status')}",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def answer(
    status: int, body: object, headers: Mapping[str, str] | None = None, kind: str | None = "application/json"
) -> Reply:
    """An ordinary answer; `body` is JSON unless it is bytes."""
    content = body if isinstance(body, bytes) else json.dumps(body).encode()
    known = {"Content-Length": str(len(content)), **({"Content-Type": kind} if kind else {}), **(headers or {})}

    def reply(_request: Request, connection: socket.socket) -> bool:
        connection.sendall(raw_answer(status, content, known))
        return True

    return reply


def html(status: int) -> Reply:
    return answer(status, b"<html><body>Bad gateway</body></html>", kind="text/html; charset=utf-8")


def echo(status: int, problem: Callable[[str], object]) -> Reply:
    """An error that repeats the whole request, secrets and all."""

    def reply(request: Request, connection: socket.socket) -> bool:
        seen = f"{request.target} {dict(request.headers)} {request.body.decode('utf-8', 'replace')}"
        return answer(status, problem(seen))(request, connection)

    return reply


def drop(_request: Request, _connection: socket.socket) -> bool:
    """Accepts the request whole and closes without a word."""
    return False


def hang(_request: Request, connection: socket.socket) -> bool:
    """Says nothing until the other side gives up."""
    with suppress(OSError):
        connection.recv(1)
    return False


def truncated(status: int, body: bytes, kind: str = "application/json") -> Reply:
    """Promises more than it sends."""

    def reply(_request: Request, connection: socket.socket) -> bool:
        connection.sendall(raw_answer(status, body, {"Content-Type": kind, "Content-Length": str(len(body) + 50)}))
        return False

    return reply


def trickle(prefix: bytes, endless: bytes = b" ", pause_s: float = 0.02) -> Reply:
    """Sends `prefix`, then `endless` byte by byte until the other side gives up."""

    def reply(_request: Request, connection: socket.socket) -> bool:
        connection.sendall(prefix)
        connection.settimeout(pause_s)
        while True:
            try:
                connection.sendall(endless)
                # Waits for the pause and notices the other side going away.
                if connection.recv(1) == b"":
                    return False
            except TimeoutError:
                continue
            except OSError:
                return False

    return reply


TRICKLED_BODY = trickle(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{")
TRICKLED_ENDLESS_BODY = trickle(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{")
TRICKLED_HEADERS = trickle(b"HTTP/1.1 200 OK\r\nX-Slow: ", b"a")


@dataclass
class Server:
    """`replies` are used up one a request; without one, the request is answered 599 and counted as `unscripted`."""

    address: str
    replies: deque[Reply] = field(default_factory=deque)
    requests: list[Request] = field(default_factory=list)
    connections: int = 0
    unscripted: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)

    def script(self, *replies: Reply) -> None:
        self.replies.extend(replies)

    def wait_for_requests(self, count: int) -> None:
        with self.changed:
            assert self.changed.wait_for(lambda: len(self.requests) >= count, PATIENCE_S)


def _read(connection: socket.socket, buffered: bytearray) -> Request | None:
    """The next request on the connection, None when the other side is done."""
    while b"\r\n\r\n" not in buffered:
        received = connection.recv(65_536)
        if not received:
            return None
        buffered += received
    head, _, rest = bytes(buffered).partition(b"\r\n\r\n")
    lines = head.decode("latin-1").split("\r\n")
    method, target, _version = lines[0].split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    length = int(headers.get("content-length", "0"))
    body = bytearray(rest)
    while len(body) < length:
        received = connection.recv(65_536)
        if not received:
            return None
        body += received
    buffered[:] = body[length:]
    return Request(method, target, headers, bytes(body[:length]))


def _serve(server: Server, connection: socket.socket) -> None:
    buffered = bytearray()
    with connection, suppress(OSError):
        connection.settimeout(PATIENCE_S)
        while request := _read(connection, buffered):
            with server.changed:
                server.requests.append(request)
                reply = server.replies.popleft() if server.replies else None
                if reply is None:
                    server.unscripted += 1
                server.changed.notify_all()
            if not (reply or answer(599, {"unscripted": True}))(request, connection):
                return


@contextmanager
def running_server() -> Iterator[Server]:
    listener = socket.create_server(("127.0.0.1", 0), backlog=64)
    server = Server(f"http://127.0.0.1:{listener.getsockname()[1]}")
    open_connections: list[socket.socket] = []

    def accept() -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            server.connections += 1
            open_connections.append(connection)
            threading.Thread(target=_serve, args=(server, connection), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield server
    finally:
        # Shutting down wakes the thread in `accept`; closing alone would not.
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in open_connections:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


def closed_address() -> str:
    """An address on loopback at which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"http://127.0.0.1:{listener.getsockname()[1]}"
