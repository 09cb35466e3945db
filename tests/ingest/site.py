"""A real server on loopback whose paths answer as a test says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler

from tests.support import servers

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server whose paths answer as the test says; it keeps the headers it was asked with."""

    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    address: str = ""
    stop: threading.Event = field(default_factory=threading.Event)


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    class Handler(servers.QuietHandler):
        def do_GET(self) -> None:
            site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
            try:
                site.answers.get(self.path, says(b"", 404))(self)
            except OSError:
                self.close_connection = True

    with servers.serving(Handler) as site.address:
        try:
            yield site
        finally:
            site.stop.set()


def says(body: bytes, status: int = 200, **headers: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer
