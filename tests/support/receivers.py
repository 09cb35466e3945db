"""A receiver of webhooks on loopback, which checks signatures by itself and answers as a test says."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from tests.support import servers


@dataclass(frozen=True)
class Heard:
    """One request. `signatures`: of its header, without the version."""

    key: str
    timestamp: str
    signatures: tuple[str, ...]
    body: bytes

    @property
    def told(self) -> Any:
        return json.loads(self.body)

    def is_signed_with(self, secret: str) -> bool:
        signed = f"{self.key}.{self.timestamp}.".encode() + self.body
        digest = hmac.new(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        return base64.b64encode(digest).decode() in self.signatures


@dataclass
class Receiver:
    """`answer`: called for each request, outside any lock: its status, and headers beside it."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    answer: Callable[[Heard], tuple[int, dict[str, str]]] = lambda _: (204, {})

    @property
    def keys(self) -> set[str]:
        return {each.key for each in self.heard}


@contextmanager
def receiver() -> Iterator[Receiver]:
    found = Receiver()

    class Handler(servers.QuietHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            signatures = tuple(each.removeprefix("v1,") for each in self.headers["webhook-signature"].split())
            heard = Heard(self.headers["webhook-id"], self.headers["webhook-timestamp"], signatures, body)
            found.heard.append(heard)
            status, headers = found.answer(heard)
            try:
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("Content-Length", "0")
                self.end_headers()
            except OSError:
                """The caller went."""

    with servers.serving(Handler) as address:
        found.url = f"{address}/loa"
        yield found
