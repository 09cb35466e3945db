"""One SMPP bind, carried by one process: it sends windows, takes in receipts and citizens' messages, and binds again.

Killed at any moment it leaves at most one window of unknown outcome: whoever comes next proves it dead, reads its notes, and
shows those. Asked to stop it finishes the messages that have begun, gives back the rest, and unbinds.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from time import monotonic

import structlog
from sqlalchemy import update
from sqlalchemy.exc import DBAPIError
from sqlmodel import col, select

from channels.errors import AuthExpired, ChannelError, RateLimited
from channels.messenger import Heard, ReceiptReport
from channels.sms.account import SMPP, gateway_of, open_link, place_as_set
from channels.sms.configuration import smpp_configuration
from channels.sms.link import Arrival, Link
from distributor.broadcast.bind_notes import BindNotes
from distributor.broadcast.desk import BroadcastDesk
from distributor.broadcast.pipeline import Pipeline, Silence
from distributor.broadcast.receive import receive
from distributor.broadcast.record import record_receipts
from distributor.broadcast.recover import forget_ended
from distributor.broadcast.routes import OUT_S, hand_over
from distributor.broadcast.send import credentials_of, keep_house
from distributor.db import Database
from distributor.logs import fault_of
from distributor.lookup.meaning import may_opt_out
from distributor.models import Account, AccountState
from distributor.notices import close_notices, open_notice
from distributor.work.progress import Progress

log = structlog.get_logger()

LOOK_S = 1.0
CLOSED_S = 2.0
"""How often an account that may not bind is looked at again."""
MOST_AT_ONCE = 200
"""Arrivals that are kept in one transaction: what goes out has its turns beside a flood."""


@dataclass
class _Group:
    """Arrivals that are acknowledged together, once the last of them is kept."""

    left: int
    kept: Future[None] = field(default_factory=Future)


@dataclass(frozen=True)
class _Waiting:
    arrival: Arrival
    group: _Group

    @property
    def sender(self) -> str:
        return self.arrival.sender if isinstance(self.arrival, Heard) else ""


def smpp_accounts(database: Database) -> list[int]:
    """Accounts that want a bind now."""
    with database.read() as session:
        accounts = session.exec(
            select(Account)
            .where(Account.channel == "sms", Account.state != AccountState.CLOSED)
            .order_by(col(Account.id))
        ).all()
    return [account.id for account in accounts if account.id is not None and _is_smpp(account)]


def _is_smpp(account: Account) -> bool:
    try:
        return gateway_of(account.settings) == SMPP
    except ChannelError:
        return False


class Gateway:
    """`run` returns when the desk is asked to stop. `announce`: called at each bind that stands. `progress`: told each step."""

    def __init__(
        self,
        desk: BroadcastDesk,
        account_id: int,
        announce: Callable[[], None] = lambda: None,
        progress: Progress | None = None,
    ) -> None:
        self._progress = progress or Progress({})
        self._desk = desk
        self._account_id = account_id
        self._announce = announce
        self._subject = f"account:{account_id}"
        self._pipeline: Pipeline | None = None
        self._waiting: deque[_Waiting] = deque()
        self._backlog: list[_Waiting] = []
        """The recorder's: those of whoever may opt out first."""
        self._is_called = False
        self._down_at: float | None = None
        """Since when no bind stands."""

    def run(self) -> None:
        failures = 0
        waits = smpp_configuration().reconnect_s
        notes, silence = BindNotes(self._desk.run_folder, self._desk.incarnation.id), Silence()
        with ThreadPoolExecutor(1, "clerk") as clerk, ThreadPoolExecutor(1, "recorder") as recorder:
            clerk.submit(forget_ended, self._desk).result()
            while not self._desk.stopping.is_set():
                notes.clear()  # what was on its way in the last bind is recorded
                with self._progress.doing("bind"):
                    clerk.submit(keep_house, self._desk, self._account_id).result()
                    link = self._bind(recorder, notes)
                self._down_at = None if link is not None else self._down_at or monotonic()
                if link is None:
                    if self._down_at is not None and monotonic() - self._down_at >= OUT_S:
                        clerk.submit(self._hand_over).result()
                    failures += 1
                    self._wait(waits[min(failures, len(waits)) - 1])
                    continue
                try:
                    changed = partial(self._leads_elsewhere, link)
                    self._pipeline = Pipeline(
                        self._desk, self._account_id, link, (clerk, recorder), notes, silence, changed,
                        self._progress.swept,
                    )  # fmt: skip
                    self._pipeline.run()
                finally:
                    link.close()
                if self._pipeline.must_end and not self._desk.stopping.is_set():
                    log.info("the account was set otherwise; binding again", account=self._account_id)
                    failures = 0
                elif not self._desk.stopping.is_set():
                    log.warning("SMPP link is down", account=self._account_id, why=link.down)
                    # One that worked is bound again soon; one that falls at once, more slowly each time.
                    failures = 1 if link.worked else failures + 1
                    self._wait(waits[min(failures, len(waits)) - 1])
        notes.close()

    def _wait(self, seconds: float) -> None:
        """A wait is progress as long as somebody looks at its end."""
        end = monotonic() + seconds
        while (left := end - monotonic()) > 0 and not self._desk.stopping.wait(min(left, LOOK_S)):
            self._progress.swept()

    def _bind(self, recorder: ThreadPoolExecutor, notes: BindNotes) -> Link | None:
        with self._desk.database.read() as session:
            account = session.exec(select(Account).where(Account.id == self._account_id)).first()
        if account is None or account.state in (AccountState.CLOSED, AccountState.NEEDS_SIGNIN):
            self._wait(CLOSED_S)
            return None
        try:
            link = open_link(
                credentials_of(account, self._desk.vault),
                account.settings,
                lambda arrivals: self._keep_soon(recorder, arrivals),
                self._desk.stopping.is_set,
                way_out=self._desk.way_out,
                witness=notes,
            )
            link.bind()
        except ChannelError as error:
            self._tell(account, error)
            return None
        with self._desk.database.write() as session:
            close_notices(session, subject=self._subject, kind="sms_account", now=self._desk.clock.now())
        log.info("SMPP bind stands", account=self._account_id)
        self._announce()
        return link

    def _hand_over(self) -> None:
        with self._desk.database.write() as session:
            hand_over(session, self._account_id, self._desk.clock.now())

    def _leads_elsewhere(self, link: Link) -> bool:
        """Staff have changed the account since the bind was made."""
        with self._desk.database.read() as session:
            account = session.get_one(Account, self._account_id)
        try:
            return place_as_set(credentials_of(account, self._desk.vault), account.settings) != link.place
        except ChannelError:
            return True  # the next bind tells what is wrong

    def _tell(self, account: Account, error: ChannelError) -> None:
        log.warning("SMPP bind failed", account=self._account_id, kind=type(error).__name__, code=error.code)
        now = self._desk.clock.now()
        with self._desk.database.write() as session:
            if not isinstance(error, RateLimited):
                open_notice(session, kind="sms_account", subject=self._subject, text=error.message, now=now)
            if isinstance(error, AuthExpired):
                session.connection().execute(
                    update(Account)
                    .where(
                        col(Account.id) == self._account_id,
                        col(Account.credentials_version) == account.credentials_version,
                        col(Account.state) == AccountState.ACTIVE,
                    )
                    .values(state=AccountState.NEEDS_SIGNIN, state_reason=error.message)
                )

    def _keep_soon(self, recorder: Executor, arrivals: Sequence[Arrival]) -> Future[None]:
        """Have arrivals kept soon; what comes while the recorder is busy is kept together."""
        group = _Group(len(arrivals))
        self._waiting.extend(_Waiting(arrival, group) for arrival in arrivals)
        self._call(recorder)
        return group.kept

    def _call(self, recorder: Executor) -> None:
        if not self._is_called:
            self._is_called = True
            recorder.submit(self._keep_waiting, recorder)

    def _keep_waiting(self, recorder: Executor) -> None:
        self._is_called = False  # before anything is taken: who comes later calls again
        came: list[_Waiting] = []
        while self._waiting:
            came.append(self._waiting.popleft())
        self._backlog += came
        # All that one person wrote keeps its order: who writes DK and then HUY means the last.
        opting_out = {
            each.sender for each in came if isinstance(each.arrival, Heard) and may_opt_out(each.arrival.text)
        }
        if opting_out:
            self._backlog.sort(key=lambda each: each.sender not in opting_out)
        taken, self._backlog = self._backlog[:MOST_AT_ONCE], self._backlog[MOST_AT_ONCE:]
        if self._backlog:
            self._call(recorder)
        try:
            self._keep([each.arrival for each in taken])
        except Exception as error:  # each is asked for again
            failed = {id(each.group) for each in taken}
            self._backlog = [
                each for each in self._backlog if id(each.group) not in failed
            ]  # comes again with its group
            for each in taken:
                if not each.group.kept.done():
                    each.group.kept.set_exception(error)
        else:
            for each in taken:
                each.group.left -= 1
                if not each.group.left and not each.group.kept.done():
                    each.group.kept.set_result(None)

    def _keep(self, arrivals: Sequence[Arrival]) -> None:
        """All in one transaction; if that fails, one by one, so that one which cannot be kept costs only itself."""
        try:
            self._store(arrivals)
        except DBAPIError as error:
            log.warning("arrivals not kept", account=self._account_id, **fault_of(error))
            if len(arrivals) == 1 and not error.connection_invalidated and not _is_trouble(error):
                return  # the database will never take this one
            if len(arrivals) == 1 or error.connection_invalidated or _is_trouble(error):
                raise
            for arrival in arrivals:
                self._keep([arrival])

    def _store(self, arrivals: Sequence[Arrival]) -> None:
        if not arrivals:
            return
        now = self._desk.clock.now()
        receipts = [arrival for arrival in arrivals if isinstance(arrival, ReceiptReport)]
        heard = [arrival for arrival in arrivals if isinstance(arrival, Heard)]
        with self._desk.database.write() as session:
            if heard:  # before the receipts, as whoever takes the locks of both
                receive(session, self._account_id, heard, self._desk.numbers, now)
            if receipts:
                record_receipts(session, self._account_id, receipts, now)
        if heard and self._pipeline is not None:
            self._pipeline.arrived()


def _is_trouble(error: DBAPIError) -> bool:
    """The database is away or busy; the statement itself is sound."""
    return type(error).__name__ in ("OperationalError", "InterfaceError")
