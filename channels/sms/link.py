"""One SMPP 3.4 bind: our own window and correlation by sequence number, over PDUs that smpplib writes and reads.

One thread. `submit` keeps at most `window` PDUs in flight, each answer finds its segment by the sequence number, and whatever the
network delivers meanwhile goes to `on_arrival` before it is acknowledged: what could not be kept is asked for again.
A link that is down stays down; its owner makes a new one.
"""

import select
import socket
import ssl
import struct
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from time import monotonic

from channels.addresses import WayOut
from channels.connection import PlaceRefused, connect_to
from channels.errors import AuthExpired, ChannelError, Misconfigured, RateLimited, Retryable
from channels.messenger import Heard, Message, Outcome, ReceiptReport, Taken
from channels.sms import pdus
from channels.sms.configuration import SmppConfiguration
from channels.sms.encoding import Segment, segments_of
from channels.sms.place import BindPlace, check_place
from channels.sms.receipt import answered_id, heard_of, is_receipt, receipt_of
from channels.sms.window import Flight, MessageInFlight, Waiting, drop, give_back, reference_of

Arrival = ReceiptReport | Heard
OnArrival = Callable[[Sequence[Arrival]], None]
"""Keeps what arrived; raises if it cannot, and then the network is asked to deliver it again."""

PASSWORD_CODES = (0x0E, 0x0F)
_LAST_SEQUENCE = 0x7FFFFFFF
_PIECE = 65_536


class LinkDown(Exception):
    """The connection is no more. The message is for logs: it names no number and no secret."""


class Link:
    """Make it, `bind` it, then `submit` and `pump` in turns. `stopping`: the process was asked to end; nothing new is begun."""

    def __init__(
        self,
        place: BindPlace,
        configuration: SmppConfiguration,
        on_arrival: OnArrival,
        stopping: Callable[[], bool] = lambda: False,
        *,
        way_out: WayOut | None = None,
    ) -> None:
        self._place = place
        self._way_out = way_out
        self._set = configuration
        self._on_arrival = on_arrival
        self._stopping = stopping
        self._socket: socket.socket | None = None
        self._buffer = b""
        self._sequence = 0
        self._flights: dict[int, Flight] = {}
        self._answers: list[pdus.Pdu] = []
        self._arrived: list[pdus.Pdu] = []
        self._heard_at = monotonic()
        self._enquired_at: float | None = None
        self._next_at = 0.0
        self._rests = 0
        self._resume_at = 0.0
        self._throttled_since: float | None = None
        self.down = ""
        """Why the link is down; empty while it stands."""
        self.worked = False
        """Something was taken or came in: the network is there, whatever ended the link."""

    @property
    def batch_size(self) -> int:
        return self._place.window

    # Binding

    def bind(self) -> None:
        """Connect and bind as a transceiver. Raises `channels.errors`: Retryable, AuthExpired, RateLimited, Misconfigured."""
        check_place(self._place)
        where = f"{self._place.host}:{self._place.port}"
        try:
            self._socket = self._connect()
            sequence = self._next_sequence()
            self._write(
                pdus.bind_transceiver(
                    sequence,
                    system_id=self._place.system_id,
                    password=self._place.password,
                    system_type=self._place.system_type,
                )
            )
            answer = self._answer_to(sequence)
        except PlaceRefused as error:
            self._fall(type(error).__name__)
            raise Misconfigured(
                f"Máy chủ SMPP {where} nằm trong mạng nội bộ nên Loa không kết nối. Nếu đây đúng là máy chủ của nhà mạng, "
                "quản trị viên hãy ghi tên hoặc địa chỉ này vào thiết lập allowed_hosts."
            ) from error
        except (OSError, LinkDown) as error:
            self._fall(type(error).__name__)
            raise Retryable(
                f"Chưa kết nối được cổng SMPP {where}. Loa sẽ tự nối lại; nếu kéo dài, hãy kiểm tra địa chỉ và đường mạng.",
                evidence=str(error)[:200],
            ) from error
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
        words = self._set.account.get(status) or self._set.throttled.get(status) or "nhà mạng từ chối kết nối"
        if status in PASSWORD_CODES:
            return AuthExpired(f"Cổng SMPP {where}: {words}. Hãy sửa thông tin đăng nhập của tài khoản.", code=code)
        if status in self._set.throttled:
            return RateLimited(f"Cổng SMPP {where}: {words}.", code=code)
        return Retryable(f"Cổng SMPP {where}: {words} (mã {code}). Loa sẽ tự nối lại.", code=code)

    # Sending

    def submit(self, batch: Sequence[Message]) -> list[Outcome]:
        """See `channels.messenger.Messenger`. Returns also when the link falls: the outcomes say what is certain."""
        progress: list[MessageInFlight] = []
        waiting: Waiting = deque()
        for index, message in enumerate(batch):
            segments = segments_of(message.text, reference_of(message.key))
            progress.append(MessageInFlight(len(segments)))
            waiting += [(index, segment) for segment in segments if segment.number not in message.taken]
        try:
            self._carry(batch, progress, waiting)
        except LinkDown as error:
            self._fall(str(error))
            self._settle(progress, waiting)  # what came just before the end
        for flight in self._flights.values():
            progress[flight.index].unknown = "mất kết nối trước khi nhà mạng trả lời, chưa rõ tin đã đi hay chưa"
        self._flights.clear()
        return [made.outcome(len(message.taken)) for made, message in zip(progress, batch, strict=True)]

    def _carry(self, batch: Sequence[Message], progress: list[MessageInFlight], waiting: Waiting) -> None:
        if self._socket is None:
            raise LinkDown(self.down)
        while waiting or self._flights:
            now = monotonic()
            if self._stopping():
                give_back(progress, waiting, "Loa đang dừng", everything=self._resume_at > now)
            if self._throttled_since is not None and now - self._throttled_since > self._set.throttle_most_s:
                give_back(progress, waiting, "nhà mạng đang hạn chế tốc độ", everything=True)
                self._throttled_since = None
            while waiting and now >= max(self._resume_at, self._next_at) and len(self._flights) < self._place.window:
                index, segment = waiting.popleft()
                self._send(index, segment, batch[index], progress[index])
                now = monotonic()
            self._read(self._patience(waiting))
            self._settle(progress, waiting)
            self._time_out(progress)

    def _settle(self, progress: list[MessageInFlight], waiting: Waiting) -> None:
        """What the answers that came say of their segments."""
        answers, self._answers = self._answers, []
        for answer in answers:
            flight = self._flights.pop(answer.sequence, None)
            if flight is None:
                continue  # too late, or to nothing we asked
            made = progress[flight.index]
            if answer.status == pdus.OK and answer.message_id:
                message_id = answered_id(answer.message_id, self._place.ids)[:100]
                made.taken.append(Taken(flight.segment.number, message_id))
                self._rests, self._throttled_since, self.worked = 0, None, True
            elif answer.status in self._set.throttled:
                made.waiting, made.code = self._set.throttled[answer.status], f"0x{answer.status:02X}"
                waiting.appendleft((flight.index, flight.segment))
                self._rest()
            else:
                self._refused(answer.status, made)
                drop(waiting, flight.index)
                if made.after is not None:
                    give_back(progress, waiting, made.waiting, everything=True)

    def _rest(self) -> None:
        """Throttled. The whole window may be told at once: that is one rest, and the next in a row is longer."""
        now = monotonic()
        if self._resume_at <= now:
            self._resume_at = now + self._set.throttle_s[min(self._rests, len(self._set.throttle_s) - 1)]
            self._rests += 1
        self._throttled_since = self._throttled_since or now

    def _refused(self, status: int, made: MessageInFlight) -> None:
        made.code = f"0x{status:02X}"
        if words := self._set.refused.get(status):
            made.refused = words
        elif words := self._set.account.get(status):
            made.waiting, made.after = words, self._set.throttle_most_s
        else:
            made.unknown = f"nhà mạng trả lời bằng mã {made.code} chưa rõ nghĩa"

    def _send(self, index: int, segment: Segment, message: Message, made: MessageInFlight) -> None:
        sequence = self._next_sequence()
        frame = pdus.submit_sm(
            sequence,
            sender=message.sender,
            to=message.to.lstrip("+"),
            octets=segment.octets,
            data_coding=segment.data_coding,
            esm_class=segment.esm_class,
        )
        # In flight before the first byte leaves: a write that fails half-way is an unknown outcome.
        self._flights[sequence] = Flight(index, segment, monotonic() + self._set.answer_s)
        made.begun = True
        self._write(frame)
        if self._place.per_second > 0:
            self._next_at = max(self._next_at, monotonic() - 1.0) + 1.0 / self._place.per_second

    def _patience(self, waiting: Waiting) -> float:
        moments = [flight.until for flight in self._flights.values()]
        if waiting and len(self._flights) < self._place.window:
            moments.append(max(self._resume_at, self._next_at))
        return min(0.5, max(0.0, min(moments) - monotonic())) if moments else 0.0

    def _time_out(self, progress: list[MessageInFlight]) -> None:
        now = monotonic()
        for sequence in [sequence for sequence, flight in self._flights.items() if flight.until <= now]:
            late = self._flights.pop(sequence)
            progress[late.index].unknown = "nhà mạng không trả lời, chưa rõ tin đã đi hay chưa"

    # Listening

    def pump(self, seconds: float) -> None:
        """Read what comes for up to `seconds`, or until something came; keep the link alive. Sets `down` if it falls."""
        try:
            self._read(seconds)
            self._answers.clear()
        except LinkDown as error:
            self._fall(str(error))

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
        ended = ""
        pending = isinstance(self._socket, ssl.SSLSocket) and self._socket.pending() > 0
        if pending or select.select([self._socket], [], [], max(0.0, seconds))[0]:
            try:
                octets = self._socket.recv(_PIECE)
            except OSError as error:
                octets, ended = b"", type(error).__name__
            if octets:
                self._buffer += octets
                self._heard_at, self._enquired_at = monotonic(), None
            else:
                ended = ended or "closed by the network"
        ended = self._take_frames() or ended
        self._keep_arrivals()
        if ended:
            raise LinkDown(ended)
        self._keep_alive()

    def _take_frames(self) -> str:
        """Whole frames out of the buffer. Returns why the link must end, empty if it need not."""
        while len(self._buffer) >= pdus.HEADER:
            (length,) = struct.unpack(">L", self._buffer[:4])
            if not pdus.HEADER <= length <= pdus.LARGEST:
                return "a frame of impossible length"
            if len(self._buffer) < length:
                return ""
            frame, self._buffer = self._buffer[:length], self._buffer[length:]
            try:
                pdu = pdus.read(frame)
            except pdus.Malformed as error:
                self._answer_malformed(error)
                continue
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
            understood = receipt_of(pdu, self._place.ids) if is_receipt(pdu) else heard_of(pdu)
            if understood is not None:
                kept.append(understood)
        status = pdus.OK
        if kept:
            try:
                self._on_arrival(kept)
            except Exception:  # the keeper has told its log
                status = pdus.TEMPORARY
        for pdu in arrived:
            self._write(pdus.simple("deliver_sm_resp", pdu.sequence, status))

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
