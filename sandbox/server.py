"""The HTTP server under the sandbox: uvicorn, with the connection within reach of the application.

Dropping an answer after a request was accepted needs the TCP connection itself, which ASGI does not give.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable
from typing import cast

import uvicorn
from starlette.types import ASGIApp, Scope
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from sandbox.settings import is_loopback

_CONNECTION = "sandbox.connection"
_LAST_MOMENT_S = 0.3


class ReachableProtocol(HttpToolsProtocol):
    """Puts the transport of each request into its scope."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        cast(Scope, self.scope)[_CONNECTION] = self.transport


def connection_of(scope: Scope) -> asyncio.Transport | None:
    """The TCP connection of a request; None under a server that is not ours."""
    return cast("asyncio.Transport | None", scope.get(_CONNECTION))


class AnnouncingServer(uvicorn.Server):
    """Says when it accepts connections."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self._announce()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Calls in flight get a moment; then their connections close, for an answer that the weather withholds would
        hold up the end for a minute."""
        if tasks := list(self.server_state.tasks):
            await asyncio.wait(tasks, timeout=_LAST_MOMENT_S)
        for connection in list(self.server_state.connections):
            if isinstance(connection, ReachableProtocol):
                connection.transport.close()
        await super().shutdown(sockets=sockets)


def bind(host: str, port: int) -> socket.socket:
    """A listening socket on a loopback address. Raises ValueError for any other host, OSError when the port is
    taken."""
    if not is_loopback(host):
        raise ValueError(f"the sandbox listens on loopback only, not on {host}")
    address = "127.0.0.1" if host == "localhost" else host.strip("[]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((address, port))
    except OSError:
        listener.close()
        raise
    return listener


def serve(app: ASGIApp, listener: socket.socket, announce: Callable[[], None]) -> None:
    """Runs until SIGTERM or SIGINT. Requests in flight get half a second."""
    config = uvicorn.Config(
        app,
        http=ReachableProtocol,
        ws="none",
        proxy_headers=False,
        lifespan="on",
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=75,
        timeout_graceful_shutdown=1,
    )
    server = AnnouncingServer(config, announce)
    server.run(sockets=[listener])
