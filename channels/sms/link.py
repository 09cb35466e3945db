"""One SMPP 3.4 bind: our own window and correlation by sequence number, over PDUs that smpplib writes and reads.

One thread. `take` gives it messages, `step` carries them: at most `window` PDUs are in flight, each answer finds its segment by
the sequence number, and a late one holds up nobody but its own place. Whatever the network delivers meanwhile goes to
`on_arrival` before it is acknowledged: what could not be kept is asked for again. A link that is down stays down; its owner
makes a new one.
"""

import select
import socket
import ssl
from collections import deque
from collections.abc import Callable, Collection, Iterable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from time import monotonic

from channels.addresses import WayOut
from channels.connection import PlaceRefused, connect_to
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Retryable
from channels.messenger import Heard, Message, Outcome, ReceiptReport
from channels.sms import pdus
from channels.sms.configuration import SmppConfiguration
from channels.sms.place import BindPlace, check_place
from channels.sms.receipt import heard_of, is_receipt, receipt_of
from channels.sms.traffic import Traffic, Witness
from phrases import phrase

Arrival = ReceiptReport | Heard
OnArrival = Callable[[Sequence[Arrival]], Future[None] | None]
"""Keeps what arrived, now or once the future is done; raises if it cannot, and then the network is asked to deliver it again."""

PASSWORD_CODES = (0x0E, 0x0F)
_LAST_SEQUENCE = 0x7FFFFFFF
_PIECE = 65_536
LONGEST_S = 0.5
"""Of one wait for the network."""


class LinkDown(Exception):
    """The connection is no more. The message is for logs: it names no number and no secret."""


class Link:
    """Make it, `bind` it, then `take` and `step` in turns. `stopping`: the process was asked to end; nothing new is begun.
    `hears`: what the network delivers comes here too; else it goes to the account's other bind.

    Only `wake` may be called from another thread.
    """

    def __init__(
        self,
        place: BindPlace,
        configuration: SmppConfiguration,
        on_arrival: OnArrival,
        stopping: Callable[[], bool] = lambda: False,
        *,
        way_out: WayOut | None = None,
        witness: Witness | None = None,
        hears: bool = True,
    ) -> None:
        self._hears = hears
        self._place = place
        self._way_out = way_out
        self._set = configuration
        self._on_arrival = on_arrival
        self._stopping = stopping
        self._socket: socket.socket | None = None
        self._frames = pdus.Frames()
        self._sequence = 0
        self._traffic = Traffic(place, configuration, witness)
        self._answers: list[pdus.Pdu] = []
        self._kept: deque[tuple[Future[None], list[int]]] = deque()
        """Arrivals that somebody is keeping, by their sequence numbers."""
        self._bell, self._bell_rope = socket.socketpair()
        self._bell_rope.setblocking(False)
        self._arrived: list[pdus.Pdu] = []
        self._heard_at = monotonic()
        self._enquired_at: float | None = None
        self.down = ""
        """Why the link is down; empty while it stands."""
        self.worked = False
        """Something was taken or came in: the network is there, whatever ended the link."""

    @property
    def place(self) -> BindPlace:
        return self._place

    @property
    def batch_size(self) -> int:
        return self._place.window

    # Binding

    def bind(self) -> None:
        """Connect and bind, as a transceiver or for sending alone.

        Raises `channels.errors`: Retryable, AuthExpired, RateLimited, Misconfigured.
        """
        check_place(self._place)
        where = f"{self._place.host}:{self._place.port}"
        try:
            self._socket = self._connect()
            sequence = self._next_sequence()
            self._write(
                pdus.bind(
                    sequence,
                    hears=self._hears,
                    system_id=self._place.system_id,
                    password=self._place.password,
                    system_type=self._place.system_type,
                )
            )
            answer = self._answer_to(sequence)
        except PlaceRefused as error:
            self._fall(type(error).__name__)
            raise Misconfigured(phrase("sms.bind-private", where=where)) from error
        except (OSError, LinkDown) as error:
            self._fall(type(error).__name__)
            raise Retryable(phrase("sms.bind-unconnected", where=where), evidence=str(error)[:200]) from error
        if answer.status != pdus.OK:
            self._fall("bind refused")
            raise self._bind_refused(answer.status, where)

    def _connect(self) -> socket.socket:
        end = monotonic() + self._set.bind_s
        connected = connect_to(self._place.host, self._place.port, lambda: max(0.0, end - monotonic()), self._way_out)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._place.tls:
            return ssl.create_default_context().wrap_socket(connected, server_hostname=self._place.host)
        return connected

    def _answer_to(self, sequence: int) -> pdus.Pdu:
        end = monotonic() + self._set.bind_s
        while monotonic() < end:
            self._read(end - monotonic())
            for answer in self._answers:
                if answer.sequence == sequence:
                    self._answers.clear()
                    return answer
        raise LinkDown("no answer to bind")

    def _bind_refused(self, status: int, where: str) -> ChannelError:
        code = f"0x{status:02X}"
        words = self._set.account.get(status) or self._set.throttled.get(status) or phrase("sms.bind-refused")
        if status in PASSWORD_CODES:
            return AuthExpired(phrase("sms.bind-sign-in", where=where, why=words), code=code)
        if status in self._set.throttled:
            return RateLimited(phrase("sms.bind-busy", where=where, why=words), code=code)
        return Retryable(phrase("sms.bind-failed", where=where, why=words, code=code), code=code)

    # Sending

    def take(self, messages: Iterable[Message], *, first: bool = False) -> None:
        """Put messages behind those that wait, or before them. What becomes of each `step` tells."""
        self._traffic.take(messages, first=first)

    @property
    def unsent(self) -> int:
        """Segments that wait for their turn."""
        return self._traffic.unsent

    @property
    def is_idle(self) -> bool:
        """Nothing waits, and nothing is on its way."""
        return self._traffic.is_idle

    def give_back(self) -> None:
        """Give back what waits, for the network answers nothing."""
        self._traffic.give_back(phrase("sms.waited.silent"), everything=True)

    def make_way(self, keep: Collection[str]) -> None:
        """Give back what waits and has not begun, but for the messages of these keys."""
        self._traffic.give_back(phrase("sms.waited.urgent-first"), everything=False, keep=keep)

    def step(self, seconds: float) -> list[tuple[Message, Outcome]]:
        """Send what may go, read for up to `seconds` or until something comes. Returns messages whose fate is known now.

        When the link falls it is all of them, with what is certain.
        """
        try:
            self._advance(seconds)
        except LinkDown as error:
            self._fall(str(error))
            self._settle()  # what came just before the end
            self._traffic.lost()
        return self._traffic.ended()

    def _advance(self, seconds: float) -> None:
        if self._socket is None:
            raise LinkDown(self.down)
        now = monotonic()
        self._traffic.keep_time(now, stopping=self._stopping())
        if frames := self._traffic.begin(now, self._next_sequence):
            self._write(b"".join(frames))
        self._read(min(seconds, LONGEST_S, max(0.0, self._traffic.next_at() - monotonic())))
        self._settle()

    def _settle(self) -> None:
        answers, self._answers = self._answers, []
        if not answers:
            return
        self.worked = self.worked or any(answer.status == pdus.OK and answer.message_id for answer in answers)
        self._traffic.settle(answers, monotonic())

    # Listening

    def close(self) -> None:
        """Unbind in order; bounded."""
        if self._socket is None:
            return
        with suppress(LinkDown, OSError):
            sequence = self._next_sequence()
            self._write(pdus.simple("unbind", sequence))
            end = monotonic() + 1.0
            while monotonic() < end and not any(answer.name == "unbind_resp" for answer in self._answers):
                self._read(end - monotonic())
        self._fall("closed")

    def _read(self, seconds: float) -> None:
        """Take in what has come. Raises LinkDown; before that, what came whole was kept and answered."""
        if self._socket is None:
            raise LinkDown(self.down or "not connected")
        octets, ended = b"", ""
        pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0
        ready = select.select([self._socket, self._bell], [], [], 0.0 if pending else max(0.0, seconds))[0]
        if self._bell in ready:
            self._bell.recv(_PIECE)
        if pending or self._socket in ready:
            try:
                octets = self._socket.recv(_PIECE)
            except OSError as error:
                ended = type(error).__name__
            if octets:
                self._heard_at, self._enquired_at = monotonic(), None
            else:
                ended = ended or "closed by the network"
        try:
            for frame in self._frames.of(octets):
                ended = self._hear(frame) or ended
        except pdus.OutOfStep:
            ended = "a frame of impossible length"
        self._keep_arrivals()
        self._acknowledge_kept()
        if ended:
            raise LinkDown(ended)
        self._keep_alive()

    def _hear(self, frame: bytes) -> str:
        """Returns why the link must end, empty if it need not."""
        try:
            pdu = pdus.read(frame)
        except pdus.Malformed as error:
            self._answer_malformed(error)
            return ""
        if pdu.is_response:
            self._answers.append(pdu)
        elif pdu.name == "deliver_sm":
            self._arrived.append(pdu)
        elif pdu.name == "enquire_link":
            self._write(pdus.simple("enquire_link_resp", pdu.sequence))
        elif pdu.name == "unbind":
            self._write(pdus.simple("unbind_resp", pdu.sequence))
            return "unbound by the network"
        elif pdu.name != "alert_notification":
            self._write(pdus.simple("generic_nack", pdu.sequence, pdus.UNKNOWN_COMMAND))
        return ""

    def _answer_malformed(self, error: pdus.Malformed) -> None:
        if error.name == "deliver_sm":
            # Never again: it would come malformed for ever.
            self._write(pdus.simple("deliver_sm_resp", error.sequence, pdus.PERMANENT))
        elif error.name.endswith("_resp"):
            # An answer that cannot be read answers nothing: its segment times out as unknown, or is not ours.
            pass
        else:
            self._write(pdus.simple("generic_nack", error.sequence, pdus.UNKNOWN_COMMAND))

    def _keep_arrivals(self) -> None:
        """Keep first, acknowledge afterwards."""
        if not self._arrived:
            return
        arrived, self._arrived, self.worked = self._arrived, [], True
        kept: list[Arrival] = []
        for pdu in arrived:
            understood = receipt_of(pdu) if is_receipt(pdu) else heard_of(pdu)
            if understood is not None:
                kept.append(understood)
        sequences = [pdu.sequence for pdu in arrived]
        try:
            keeping = self._on_arrival(kept) if kept else None
        except Exception:  # the keeper has told its log
            self._acknowledge(sequences, pdus.TEMPORARY)
        else:
            if keeping is None:
                self._acknowledge(sequences, pdus.OK)
            else:
                keeping.add_done_callback(lambda _kept: self.wake())
                self._kept.append((keeping, sequences))

    def _acknowledge_kept(self) -> None:
        if not self._kept or not (done := [each for each in self._kept if each[0].done()]):
            return
        self._kept = deque(each for each in self._kept if each not in done)
        for keeping, sequences in done:
            self._acknowledge(sequences, pdus.TEMPORARY if keeping.exception() else pdus.OK)

    def _acknowledge(self, sequences: Sequence[int], status: int) -> None:
        self._write(b"".join(pdus.simple("deliver_sm_resp", sequence, status) for sequence in sequences))

    def wake(self) -> None:
        """End the present wait of `step`. From any thread."""
        with suppress(OSError):  # it is awake already, or closed
            self._bell_rope.send(b"\0")

    def _keep_alive(self) -> None:
        now = monotonic()
        if self._enquired_at is not None:
            if now - self._enquired_at > self._set.answer_s:
                raise LinkDown("no answer to enquire_link")
        elif now - self._heard_at > self._set.enquire_every_s:
            self._enquired_at = now
            self._write(pdus.simple("enquire_link", self._next_sequence()))

    def _write(self, frame: bytes) -> None:
        if self._socket is None:
            raise LinkDown(self.down or "not connected")
        try:
            self._socket.sendall(frame)
        except OSError as error:
            raise LinkDown(type(error).__name__) from error

    def _fall(self, why: str) -> None:
        self.down = self.down or why or "down"
        if self._socket is not None:
            with suppress(OSError):
                self._socket.close()
            self._socket = None

    def _next_sequence(self) -> int:
        self._sequence = 1 if self._sequence >= _LAST_SEQUENCE else self._sequence + 1
        return self._sequence
