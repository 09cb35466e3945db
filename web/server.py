"""The server process: uvicorn, taught to let go of live pages, and to write down the last openings, when it is told to stop."""

import signal
import socket
from types import FrameType

import uvicorn
from fastapi import FastAPI
from fastapi.concurrency import run_in_threadpool

from web.memory import settle
from web.patience import PatientProtocol
from web.surroundings import Surroundings

PATIENCE_S = 1
"""For answers under way once we are told to stop."""


class LiveServer(uvicorn.Server):
    """Announces itself when it answers, and ends the streams of live pages before it waits for connections."""

    def __init__(self, app: FastAPI, port: int) -> None:
        surroundings: Surroundings = app.state.surroundings
        self._pulse, self._openings = surroundings.pulse, surroundings.openings
        self._port = port
        super().__init__(
            uvicorn.Config(
                app,
                host="127.0.0.1",
                port=port,
                access_log=False,
                server_header=False,
                log_config=None,  # `distributor.logs`
                log_level="warning",
                timeout_graceful_shutdown=PATIENCE_S,
                lifespan="off",
                http=PatientProtocol,
                proxy_headers=False,  # whose request it is, `client_address` tells, from proxies that were named
            )
        )

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"web ready http://127.0.0.1:{self._port}", flush=True)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._pulse.stop()
        await super().shutdown(sockets)
        await run_in_threadpool(self._openings.stop)


def serve(app: FastAPI, port: int) -> None:
    """Serve until SIGTERM or SIGINT."""
    server = LiveServer(app, port)

    def stop(_number: int, _frame: FrameType | None) -> None:
        server.should_exit = True

    # Before uvicorn listens to them: one that comes now may be the only one, for a supervisor that was killed tells nobody twice.
    # And after it: it raises the signal once more after an orderly stop, which must not turn success into death by signal.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    settle()
    server.run()
