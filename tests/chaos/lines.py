"""A line on loopback to a PostgreSQL's socket that a test can cut or stall: a machine that has lost the network."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

_PIECE = 65_536


@dataclass
class Line:
    """`carries`: set while bytes go through. Who connects to a cut line is hung up on, who asks on a stalled one waits."""

    port: int
    target: Path
    carries: threading.Event = field(default_factory=threading.Event)
    _is_cut: bool = False
    _ends: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        """Every connection is broken, and so is each new one."""
        self._is_cut = True
        for end in list(self._ends):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def stall(self) -> None:
        self.carries.clear()

    def mend(self) -> None:
        self._is_cut = False
        self.carries.set()

    def serve(self, client: socket.socket) -> None:
        with client, socket.socket(socket.AF_UNIX) as server, suppress(OSError):
            if self._is_cut:
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
            while received := one.recv(_PIECE):
                self.carries.wait()
                other.sendall(received)
        for end in (one, other):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)


@contextmanager
def running_line(target: Path) -> Iterator[Line]:
    """A line that carries, to the socket at `target`."""
    listener = socket.create_server(("127.0.0.1", 0))
    line = Line(listener.getsockname()[1], target)
    line.carries.set()

    def accept() -> None:
        while True:
            try:
                client, _peer = listener.accept()
            except OSError:
                return
            threading.Thread(target=line.serve, args=(client,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield line
    finally:
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        line.mend()
        line.cut()
