"""All HTTP that Loa sends, but for its demo's own questions to the sandbox: bounded in time and size, sent at most once, and
never logged raw.

`Transport.session` is a `requests.Session`, for a platform's SDK to use, for reading sources, for telling webhooks. Whatever is
done through it

- ends within `with transport.deadline(seconds):`, all requests inside it together (connecting, sending, headers, body);
- is never sent twice: no retries, no redirects, no proxies or netrc from the environment;
- goes only where its `way_out` lets it: every address of the host is looked at, and connected to;
- goes to a stand-in where `rebase` says so, under the original Host header, and then to nowhere else;
- leaves the latest answer in `last`.

Exceptions, all of them `requests.RequestException`:

- `DeadlineExceeded`: time is up; `sent` says whether bytes of the request may have left
- `RedirectRefused`: the answer points elsewhere
- `AnswerTooLarge`: the answer is longer than the bound

`certainly_not_sent` tells, for any exception of a request, whether the platform cannot have seen it; `why_unconnected`, why there
was no connection. `UNUSABLE_ADDRESS` are the errors that an address alone may cause; not all of them are of requests.
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Literal
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from channels.addresses import WayOut
from channels.connection import IN_FLIGHT, AddressRefused, guarded_pools
from channels.deadline import WATCHDOG, Deadline

DEFAULT_DEADLINE_S = 30.0
ANSWER_LIMIT = 5_000_000
LONGEST_REST_S = 86_400.0
"""No platform is left alone for longer on its own word, which may be a slip; it is asked again."""
USER_AGENT = "Loa/0.1"

_PIECE = 65_536
_HOSTS, _CONNECTIONS = 4, 4

_UNUSABLE = (requests.exceptions.MissingSchema, requests.exceptions.InvalidSchema, requests.exceptions.InvalidURL)
UNUSABLE_ADDRESS = (*_UNUSABLE, UnicodeError)

# These write tokens, signatures and bodies at DEBUG, and urllib3 whole addresses at WARNING.
for _name in ("urllib3", "requests_oauthlib", "oauthlib", "tweepy"):
    logging.getLogger(_name).setLevel(logging.ERROR)


class DeadlineExceeded(requests.Timeout):
    """The total time is up. `sent`: bytes of the request may have left, so nobody knows what the platform did."""

    def __init__(self, message: str, *, sent: bool) -> None:
        super().__init__(message)
        self.sent = sent


class RedirectRefused(requests.RequestException):
    """The platform answered 3xx. After a POST the outcome is unknown; following it might send the post again."""


class AnswerTooLarge(requests.RequestException):
    """The answer is longer than the bound; what it says is not known."""


@dataclass(frozen=True)
class Answer:
    """The latest answer. `body` is empty until it has been read whole."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""


def certainly_not_sent(error: BaseException) -> bool:
    """True only if no byte of the request can have left: DNS, refused, connect timeout, TLS handshake, unusable address.

    For exceptions raised through a `Transport`; it is what makes a failed handshake a failed connection.
    """
    if isinstance(error, DeadlineExceeded):
        return not error.sent
    return isinstance(error, (requests.ConnectTimeout, *_UNUSABLE)) or why_unconnected(error) is not None


def why_unconnected(error: BaseException) -> NewConnectionError | ConnectTimeoutError | None:
    """Return why there was no connection (`AddressRefused`, urllib3's NameResolutionError, …); None if there was one."""
    if isinstance(error, requests.ConnectionError) and error.args:
        cause = getattr(error.args[0], "reason", error.args[0])
        if isinstance(cause, NewConnectionError | ConnectTimeoutError):
            return cause
    return None


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Return for how many seconds the answer asks to be left alone (`Retry-After`), a day at most; None if it does not say, or
    not in seconds."""
    wish = headers.get("Retry-After", "")
    return min(float(wish), LONGEST_REST_S) if wish.isascii() and wish.isdigit() else None


def moment_in_http(written: str) -> datetime | None:
    """The aware UTC time of a header such as `Date` (RFC 9110, 5.6.7); None if it states none."""
    try:
        read = parsedate_to_datetime(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def innermost(error: BaseException) -> BaseException:
    """Return what the system said first, beneath what requests and urllib3 made of it."""
    while (within := error.__cause__ or error.__context__) is not None:
        error = within
    return error


class _Within:
    """The context manager of `Transport.deadline`. Inside another one the earlier moment counts."""

    def __init__(self, transport: "Transport", seconds: float) -> None:
        self._transport = transport
        self._seconds = seconds

    def __enter__(self) -> Deadline:
        self._outer = self._transport.running
        self._deadline = Deadline(self._seconds)
        if self._outer is not None:
            self._deadline.at = min(self._deadline.at, self._outer.at)
        self._transport.running = self._deadline
        WATCHDOG.arm(self._deadline)
        return self._deadline

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        WATCHDOG.disarm(self._deadline)
        self._transport.running = self._outer


class Transport:
    """The HTTP of one account, source or receiver, used by one thread at a time.

    `rebase`: origin (`https://graph.facebook.com`) → base address of the stand-in that answers for it. `body`: of the answer, as
    its encoding says, as it came, or not at all. `way_out`: where it may go (`channels.addresses`); None: anywhere.
    """

    def __init__(
        self,
        *,
        rebase: Mapping[str, str] | None = None,
        default_deadline_s: float = DEFAULT_DEADLINE_S,
        answer_limit: int = ANSWER_LIMIT,
        body: Literal["decoded", "raw", "unread"] = "decoded",
        user_agent: str = USER_AGENT,
        way_out: WayOut | None = None,
    ) -> None:
        self.rebase = {
            origin.rstrip("/"): (base.rstrip("/"), urlsplit(origin).netloc) for origin, base in (rebase or {}).items()
        }
        self.default_deadline_s = default_deadline_s
        self.answer_limit = answer_limit
        self.body = body
        self.user_agent = user_agent
        self.way_out = way_out
        self.last: Answer | None = None
        self.running: Deadline | None = None
        self.session = requests.Session()
        self.session.trust_env = False
        carrier = _Carrier(self)
        self.session.mount("https://", carrier)
        self.session.mount("http://", carrier)

    @property
    def last_status(self) -> int:
        """HTTP status of the latest answer; 0 if the latest request had none."""
        return self.last.status if self.last else 0

    @property
    def last_headers(self) -> Mapping[str, str]:
        """Headers of the latest answer, whatever their case; empty if the latest request had none."""
        return self.last.headers if self.last else {}

    def deadline(self, seconds: float) -> _Within:
        """Everything sent inside `with transport.deadline(seconds):` ends within `seconds` in total."""
        return _Within(self, seconds)

    def forget(self) -> None:
        """Forget the latest answer, so that it is not taken for that of a request which never got one."""
        self.last = None

    def close(self) -> None:
        self.session.close()

    def stand_in_for(self, url: str) -> tuple[str, str] | None:
        """Address at the stand-in, and the original host; None where there is no stand-in.

        Raises InvalidURL for any other address while a stand-in is set: a demo account must not reach the real world.
        """
        if not self.rebase:
            return None
        for origin, (base, host) in self.rebase.items():
            if url.startswith(origin) and url[len(origin) : len(origin) + 1] in ("", "/", "?"):
                return base + url[len(origin) :], host
        raise requests.exceptions.InvalidURL(f"no stand-in for {urlsplit(url).netloc}")


class _Carrier(HTTPAdapter):
    """Sends each request of a transport's session: once, within its deadline, and reads the bounded answer whole."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        super().__init__(pool_connections=_HOSTS, pool_maxsize=_CONNECTIONS, max_retries=0)

    def init_poolmanager(self, connections: int, maxsize: int, *_settings: object, **_options: object) -> None:
        self.poolmanager = guarded_pools(connections, maxsize)

    def send(
        self,
        request: requests.PreparedRequest,
        *_settings: object,
        verify: bool | str = True,
        **_options: object,
    ) -> requests.Response:
        transport = self._transport
        transport.forget()
        if transport.running is None:
            with transport.deadline(transport.default_deadline_s) as deadline:
                return self._send(request, deadline, verify)
        return self._send(request, transport.running, verify)

    def _send(self, request: requests.PreparedRequest, deadline: Deadline, verify: bool | str) -> requests.Response:
        deadline.sent = False
        remaining = deadline.remaining()
        if remaining <= 0:
            raise DeadlineExceeded("no time left to send the request", sent=False)
        asked = request.url or ""
        stand_in = self._transport.stand_in_for(asked)
        if stand_in is not None:
            request.url, request.headers["Host"] = stand_in
        request.headers["User-Agent"] = self._transport.user_agent
        IN_FLIGHT.deadline = deadline
        IN_FLIGHT.way_out = self._transport.way_out
        try:
            response = super().send(request, stream=True, timeout=(remaining, remaining), verify=verify)
            self._read(response)
        except (RedirectRefused, AnswerTooLarge):
            raise
        except Exception as error:
            if _time_is_up(deadline):
                raise DeadlineExceeded("the platform did not answer in time", sent=deadline.sent) from error
            raise
        finally:
            deadline.watch(None)
            request.url = asked
        if deadline.fired:
            # An answer that ends with its connection looks whole when we end the connection ourselves.
            raise DeadlineExceeded("the platform did not answer in time", sent=True)
        return response

    def _read(self, response: requests.Response) -> None:
        transport = self._transport
        status = response.status_code
        transport.last = Answer(status, response.headers)
        if 300 <= status < 400:
            response.close()
            raise RedirectRefused(f"the platform answered {status} and points elsewhere", response=response)
        if transport.body == "unread":
            response._content = b""
            response.close()
            return
        if transport.body == "raw":
            # By this header urllib3 decodes.
            response.raw.headers.pop("Content-Encoding", None)
        announced = response.headers.get("Content-Length", "")
        if announced.isdigit() and int(announced) > transport.answer_limit:
            response.close()
            raise AnswerTooLarge(f"the answer is longer than {transport.answer_limit} bytes")
        pieces: list[bytes] = []
        length = 0
        for piece in response.iter_content(_PIECE):
            length += len(piece)
            if length > transport.answer_limit:
                response.close()
                raise AnswerTooLarge(f"the answer is longer than {transport.answer_limit} bytes")
            pieces.append(piece)
        body = b"".join(pieces)
        # What `Response.content` would do, which knows no bound.
        response._content = body
        transport.last = Answer(status, response.headers, body)


def _time_is_up(deadline: Deadline) -> bool:
    # A socket's own timeout may come a moment before ours, as one of many kinds of error. With the time as good as gone
    # it makes no difference which one it was: `sent` says what matters.
    return deadline.fired or deadline.remaining() < 0.05


__all__ = [
    "LONGEST_REST_S",
    "UNUSABLE_ADDRESS",
    "AddressRefused",
    "Answer",
    "AnswerTooLarge",
    "DeadlineExceeded",
    "RedirectRefused",
    "Transport",
    "certainly_not_sent",
    "innermost",
    "moment_in_http",
    "retry_after",
    "why_unconnected",
]
