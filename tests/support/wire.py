"""A wire on loopback to a server's socket. Tests cut it, or strand it: what goes over it is lost, and nobody is told."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

PIECE = 65_536


@dataclass
class Wire:
    """`port`: where it begins. `target`: the socket where it ends."""

    port: int
    target: Path
    _is_cut: threading.Event = field(default_factory=threading.Event)
    _stranded: set[socket.socket] = field(default_factory=set)
    _ends: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        """Every connection is broken, and each new one until it is mended."""
        self._is_cut.set()
        for end in list(self._ends):
            _hang_up(end)

    def strand(self) -> None:
        """The connections that stand carry nothing any more and are not closed; new ones work."""
        self._stranded |= self._ends

    def mend(self) -> None:
        self._is_cut.clear()

    def serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if self._is_cut.is_set():
                return
            server.connect(str(self.target))
            self._ends |= {client, server}
            back = threading.Thread(target=self._carry, args=(server, client), daemon=True)
            back.start()
            self._carry(client, server)
            back.join()
            self._ends -= {client, server}

    def _carry(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while piece := one.recv(PIECE):
                if one not in self._stranded:
                    other.sendall(piece)
        if one not in self._stranded:
            _hang_up(one)
            _hang_up(other)


def _hang_up(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)


@contextmanager
def wire(target: Path) -> Iterator[Wire]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        made = Wire(listener.getsockname()[1], target)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    client, _address = listener.accept()
                    threading.Thread(target=made.serve, args=(client,), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield made
        finally:
            made.cut()
            listener.shutdown(socket.SHUT_RDWR)
