"""Handing one mail to a server, or only signing in, within a total time. Never raises for the server's doing: what went wrong is
in the answer."""

import smtplib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage

from channels.addresses import WayOut
from channels.connection import PlaceRefused, connect_to
from distributor.errors import LoaError
from distributor.mail.server import MailServer
from phrases import phrase

DEADLINE_S = 60.0
CONNECT_S = 10.0


@dataclass(frozen=True)
class MailServerReply:
    """`refused`: recipients that were not taken, all or some; `later`: those of them that it may take later (4xx: greylisting, a
    full box). `problem` empty: the server took it for the others.

    `for_good`: it said that it will never take this.
    """

    problem: str = ""
    refused: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    for_good: bool = False

    @property
    def is_taken(self) -> bool:
        return not self.problem


def reply_to_fault(error: Exception) -> MailServerReply:
    """Return a reply in the place of a server's where it came to no answer: a setting, which people mend, or a fault of ours.
    It is tried again."""
    return MailServerReply(
        error.said if isinstance(error, LoaError) else phrase("mail.fault", kind=type(error).__name__)
    )


def hand_over(
    server: MailServer,
    message: EmailMessage,
    recipients: Sequence[str],
    *,
    way_out: WayOut,
    deadline_s: float = DEADLINE_S,
) -> MailServerReply:
    """Hand a mail over to the server. When the connection breaks after the content went out, the server may have taken it: it
    comes again, under the same id."""

    def send(smtp: smtplib.SMTP) -> MailServerReply:
        refused = smtp.send_message(message, server.sender, list(recipients))
        return MailServerReply(refused=tuple(refused), later=_later(refused))

    return _asked(server, send, way_out, deadline_s)


def sign_in(server: MailServer, *, way_out: WayOut, deadline_s: float = CONNECT_S) -> MailServerReply:
    """Ask whether the server answers and knows us; nothing is sent."""
    return _asked(server, lambda _smtp: MailServerReply(), way_out, deadline_s)


def _asked(
    server: MailServer, act: Callable[[smtplib.SMTP], MailServerReply], way_out: WayOut, deadline_s: float
) -> MailServerReply:
    end = time.monotonic() + deadline_s
    try:
        with _connected(server, way_out, end) as smtp:
            if server.user:
                smtp.login(server.user, server.password.get_secret_value())
            return act(smtp)
    except PlaceRefused:
        return MailServerReply(phrase("mail.private-host", host=server.host))
    except smtplib.SMTPRecipientsRefused as error:
        later = _later(error.recipients)
        problem = phrase("mail.none-taken")
        return MailServerReply(problem, tuple(error.recipients), later, for_good=not later)
    except smtplib.SMTPAuthenticationError as error:
        return MailServerReply(phrase("mail.sign-in-refused", status=error.smtp_code))
    except smtplib.SMTPSenderRefused as error:
        return MailServerReply(phrase("mail.sender-refused", status=error.smtp_code))
    except smtplib.SMTPResponseException as error:
        return MailServerReply(phrase("mail.refused", status=error.smtp_code), for_good=error.smtp_code in (552, 554))
    except smtplib.SMTPNotSupportedError:
        return MailServerReply(phrase("mail.not-supported"))
    except ssl.SSLError:
        return MailServerReply(phrase("mail.certificate-wrong"))
    except (smtplib.SMTPException, OSError, EOFError, ValueError) as error:
        late = time.monotonic() >= end
        return MailServerReply(
            phrase("mail.no-answer", seconds=deadline_s)
            if late or isinstance(error, TimeoutError)
            else phrase("mail.not-connected", kind=type(error).__name__)
        )


def _later(refused: Mapping[str, tuple[int, bytes]]) -> tuple[str, ...]:
    return tuple(address for address, (code, _words) in refused.items() if code < 500)


class _GuardedSMTP(smtplib.SMTP):
    """Connects only where it may. `secured`: TLS from the first byte."""

    way_out: WayOut
    secured: ssl.SSLContext | None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        end = time.monotonic() + timeout
        connected = connect_to(host, port, lambda: max(0.0, end - time.monotonic()), self.way_out)
        return connected if self.secured is None else self.secured.wrap_socket(connected, server_hostname=host)


@contextmanager
def _connected(server: MailServer, way_out: WayOut, end: float) -> Iterator[smtplib.SMTP]:
    """The library bounds single reads only: at the end of the whole time the connection is cut."""
    name = server.sender.rpartition("@")[2]
    wait_s = min(CONNECT_S, max(end - time.monotonic(), 0.1))
    secured = ssl.create_default_context() if server.security != "none" else None
    # Connecting reads a greeting, so the watch must stand before; the constructor would connect at once.
    smtp = _GuardedSMTP(local_hostname=name, timeout=wait_s)
    smtp.way_out, smtp.secured = way_out, secured if server.security == "tls" else None
    smtp._host = server.host  # type: ignore[attr-defined]  # the name that the certificate must bear
    watch = threading.Timer(max(end - time.monotonic(), 0.1), _cut, [smtp])
    watch.daemon = True
    watch.start()
    try:
        smtp.connect(server.host, server.port)
        if server.security == "starttls":
            smtp.starttls(context=secured)
        if smtp.sock is not None:
            smtp.sock.settimeout(max(end - time.monotonic(), 0.1))
        yield smtp
        # It was taken; whether the farewell is answered changes nothing.
        try:
            smtp.quit()
        except (smtplib.SMTPException, OSError):
            return
    finally:
        watch.cancel()
        smtp.close()


def _cut(smtp: smtplib.SMTP) -> None:
    if smtp.sock is not None:
        try:
            smtp.sock.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # gone by itself
