"""How long the server waits for a request, and how large its head may be: who sends a byte a minute holds no connection for ever.

A proxy before Loa does the same; this is for where there is none, and for the proxy's own mistakes.
"""

from asyncio import TimerHandle, Transport

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

HEAD_S = 15.0
"""For the request line and all headers, from the connection's beginning or the request's first byte."""
BODY_S = 600.0
"""For the rest: a video over a slow line."""
LARGEST_HEAD = 32_768


class PatientProtocol(HttpToolsProtocol):
    """Closes what is too slow or too large. A request that comes whole costs nothing."""

    head_s, body_s = HEAD_S, BODY_S
    _in_head = True
    _head_bytes = _headers_bytes = 0
    _timer: TimerHandle | None = None

    def connection_made(self, transport: Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(self.head_s)

    def data_received(self, data: bytes) -> None:
        begins = self._in_head and self._head_bytes == 0
        if self._in_head:
            self._head_bytes += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        if self._in_head and self._head_bytes > LARGEST_HEAD:
            self.send_400_response("Request head too large.")
        elif self._in_head and self._head_bytes and begins and self._timer is None:
            self._wait(self.head_s)
        elif not self._in_head and self._timer is None:
            self._wait(self.body_s)

    def on_url(self, url: bytes) -> None:
        self._headers_bytes = len(url)
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Refuse, by the parser's own way, a head that is too large and yet comes whole."""
        self._headers_bytes += len(name) + len(value)
        if self._headers_bytes > LARGEST_HEAD:
            raise ValueError("request head too large")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        self._in_head, self._head_bytes = False, 0
        self._stop()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._in_head, self._head_bytes = True, 0
        self._stop()
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def _wait(self, seconds: float) -> None:
        self._timer = self.loop.call_later(seconds, self._close)

    def _close(self) -> None:
        self._timer = None
        if not self.transport.is_closing():
            self.transport.close()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
