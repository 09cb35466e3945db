"""Waits on loopback for a browser to come back from a platform: one address, one return, and not for ever."""

import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from types import TracebackType
from urllib.parse import parse_qsl, urlsplit

from distributor.errors import LoaError, system_words

LONGEST_READ_S = 5.0
"""For one request to be read: whoever connects and says nothing does not hold up the rest."""
RECEIVED = (
    "<!doctype html><html lang='vi'><meta charset='utf-8'><meta name='viewport' content='width=device-width'>"
    "<title>Loa</title><body style='font:18px/1.6 system-ui,sans-serif;margin:3rem auto;max-width:36rem;padding:0 1rem'>"
    "<h1>Đã nhận</h1><p>Hãy quay lại cửa sổ dòng lệnh để xem kết quả. Có thể đóng trang này.</p></body></html>"
).encode()


class ReturnListener:
    """Listens from `with` on. `path`: the only one that counts."""

    def __init__(self, path: str, port: int = 0) -> None:
        self.path = path
        self.query: dict[str, str] | None = None
        try:
            self._server = _Server(self, port)
        except OSError as error:
            raise LoaError(
                f"Không mở được cổng {port} trên máy này: {system_words(error)}. Hãy chọn cổng khác bằng --listen-port."
            ) from error

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}{self.path}"

    def wait(self, seconds: float) -> dict[str, str]:
        """The query with which the browser came back. Raises LoaError when the time is over."""
        end = time.monotonic() + seconds
        while self.query is None:
            left = end - time.monotonic()
            if left <= 0:
                raise LoaError(
                    f"Đã chờ {seconds:.0f} giây mà chưa thấy trình duyệt quay về. Chưa có gì thay đổi; hãy chạy lại lệnh."
                )
            self._server.timeout = left
            self._server.handle_request()
        return self.query

    def __enter__(self) -> "ReturnListener":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._server.server_close()


class _Server(HTTPServer):
    def __init__(self, listener: ReturnListener, port: int) -> None:
        self.listener = listener
        super().__init__(("127.0.0.1", port), _Handler)

    def handle_error(self, request: object, client_address: object) -> None:
        """Do nothing: a browser that hung up half-way is no matter."""


class _Handler(BaseHTTPRequestHandler):
    timeout = LONGEST_READ_S
    server: _Server

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        listener = self.server.listener
        if parts.path != listener.path or not parts.query or listener.query is not None:
            self.send_error(404)
            return
        listener.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(RECEIVED)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(RECEIVED)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing: the address holds a code."""
