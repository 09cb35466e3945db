"""Where exchanges reach the flow: FastAGI on one port.

Nobody proves there who they are, so it hears loopback and whom the settings name. Lines, time and calls are bounded; what says
anything else is hung up on. Each look for a caller is progress, and a call is under way within its own time: who watches this
process goes by both.
"""

import secrets
import socket
from collections.abc import Callable, Sequence
from contextlib import suppress
from ipaddress import ip_address
from threading import BoundedSemaphore, Event, Thread

import structlog

from channels.addresses import LOOPBACK, Network
from channels.telephone.agi import ANSWER_S, GREETING_S, LONGEST_SOUND_S, AgiCall
from channels.telephone.exchange import CallOver
from distributor.telephone.carry import TelephoneDesk, safely
from distributor.telephone.rules import TelephoneRules
from distributor.work.progress import Progress

log = structlog.get_logger()

LOOK_S = 0.5
CALL = "call"


def progress_of(rules: TelephoneRules) -> Progress:
    """Return the progress of a line: a call may take its longest time, begun and ended, with one sound that began just before."""
    progress = Progress({CALL: rules.longest_call_s + LONGEST_SOUND_S + GREETING_S + 3 * ANSWER_S})
    progress.name, progress.threads = "telephone", rules.most_calls
    return progress


class TelephoneServer:
    """`peers`: networks beside loopback whose exchanges are heard. `port` 0: any that is free. `progress`: told each look and
    each call; `tell`: called when that is to be known at once.
    """

    def __init__(
        self,
        desk: TelephoneDesk,
        address: str,
        port: int,
        peers: Sequence[Network] = (),
        progress: Progress | None = None,
        tell: Callable[[], None] = lambda: None,
    ) -> None:
        self._desk, self._peers = desk, (*LOOPBACK, *peers)
        self._progress, self._tell = progress or progress_of(desk.rules), tell
        self._free = BoundedSemaphore(desk.rules.most_calls)
        self.stopping = Event()
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        self._listener = socket.create_server((address, port), family=family, backlog=64)
        self._listener.settimeout(LOOK_S)

    @property
    def port(self) -> int:
        return int(self._listener.getsockname()[1])

    def serve(self, announce: Callable[[], None]) -> None:
        """Serve calls until `stopping`; calls that are in hand end with the process."""
        self._progress.swept()
        self._tell()
        announce()
        with self._listener:
            while not self.stopping.is_set():
                try:
                    connection, peer = self._listener.accept()
                except TimeoutError:
                    self._progress.swept()
                    continue
                except OSError as error:
                    # Out of descriptors, for instance: callers wait, the line does not end.
                    log.error("telephone accept failed", problem=error.strerror)
                    self.stopping.wait(LOOK_S)
                    continue
                self._progress.swept()
                if not self._hears(str(peer[0])) or not self._free.acquire(blocking=False):
                    connection.close()
                    continue
                key = secrets.token_hex(8)
                self._progress.began(key, CALL)
                self._tell()
                Thread(target=self._take, args=(connection, key), name="call", daemon=True).start()

    def _hears(self, peer: str) -> bool:
        address = ip_address(peer.partition("%")[0])
        mapped = getattr(address, "ipv4_mapped", None)
        return any((mapped or address) in network for network in self._peers)

    def _take(self, connection: socket.socket, key: str) -> None:
        try:
            with connection, suppress(CallOver):
                call = AgiCall(connection)
                call.read_greeting()
                call.answer()
                safely(call, self._desk)
        finally:
            self._progress.ended(key)
            self._free.release()
