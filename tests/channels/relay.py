"""A line between a client and a server on loopback that stops in the middle: so a kill can meet a request half sent."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PIECE = 65_536


@dataclass
class Relay:
    """`carried`: bytes that went to the server. When they pass `stop_at` nothing more is carried, and `stopped` is set.

    A connection whose client is gone is ended towards the server, too.
    """

    address: str
    target: tuple[str, int]
    stop_at: int = 1 << 62
    carried: int = 0
    stopped: threading.Event = field(default_factory=threading.Event)

    def go_on(self, stop_at: int) -> None:
        """Carry again, up to so many bytes in all."""
        self.stopped.clear()
        self.stop_at = stop_at

    def serve(self, client: socket.socket) -> None:
        with client, socket.create_connection(self.target) as server:
            back = threading.Thread(target=_carry_back, args=(server, client), daemon=True)
            back.start()
            with suppress(OSError):
                while received := client.recv(_PIECE):
                    if self.carried + len(received) > self.stop_at:
                        self.stopped.set()
                        # The rest is thrown away; the client does not notice, and is killed now.
                        while client.recv(_PIECE):
                            pass
                        break
                    self.carried += len(received)
                    server.sendall(received)
            with suppress(OSError):
                server.shutdown(socket.SHUT_RDWR)


def _carry_back(server: socket.socket, client: socket.socket) -> None:
    with suppress(OSError):
        while received := server.recv(_PIECE):
            client.sendall(received)
        client.shutdown(socket.SHUT_RDWR)


@contextmanager
def running_relay(to: str) -> Iterator[Relay]:
    """A relay to the server at the address `to`."""
    parts = urlsplit(to)
    listener = socket.create_server(("127.0.0.1", 0))
    relay = Relay(f"http://127.0.0.1:{listener.getsockname()[1]}", (parts.hostname or "", parts.port or 80))

    def accept() -> None:
        while True:
            try:
                client, _peer = listener.accept()
            except OSError:
                return
            threading.Thread(target=relay.serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield relay
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
