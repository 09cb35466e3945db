"""Carrying windows to an HTTP gateway: claim, commit, submit, record. A bind has a process of its own (`gateway`, `pipeline`).

`Carriage` is one account's; `send_window` is what the dispatch layer calls. No transaction is open while the network is called.
"""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

import structlog
from sqlmodel import Session, select

from channels.base import Credentials
from channels.errors import ChannelError, Misconfigured
from channels.messenger import Message, Outcome, Verdict
from channels.registry import parse_credentials
from channels.sms.account import SMPP, gateway_of, open_messenger
from channels.sms.spec import SPEC
from distributor.broadcast.callbacks import callback_address
from distributor.broadcast.desk import BroadcastDesk, desk_of
from distributor.broadcast.leads import SILENT, down_since
from distributor.broadcast.posting import end_posts
from distributor.broadcast.receipt_ids import SOON, is_told, tell_of_unmatched, unmatched
from distributor.broadcast.record import join_receipts, lock_account, lock_receipts, record_window
from distributor.broadcast.recover import recover_rows
from distributor.broadcast.replies import send_replies
from distributor.broadcast.restored import note_window
from distributor.broadcast.routes import hand_over_if_away, hand_over_if_ill
from distributor.broadcast.store import end_late, expand_due, expand_urgent, finish_done
from distributor.broadcast.window import BATCH, anything_due, claim, open_window, release
from distributor.deliver.claim import account_open
from distributor.deliver.record import rest_account
from distributor.errors import LoaError
from distributor.models import Account
from distributor.notices import close_notices, open_notice
from distributor.outgoing.carrier import Carrier
from distributor.vault import Vault
from phrases import phrase

log = structlog.get_logger()

LANE_S = 20.0
"""One call of `send_window` gives its thread back after this long; what is left is due and found again."""

HOUSE_S = 0.2
"""A long list is written down so long at a time, between messages that go out."""
BLIND_WINDOWS = 3
BLIND_REST = timedelta(minutes=5)
BLIND_WORDS = phrase(SILENT)

Submit = Callable[[Sequence[Message]], list[Outcome]]


def keep_house(desk: BroadcastDesk, account_id: int) -> bool:
    """Tend rows of the dead and broadcasts whose time has come or is over; return whether there is more to do at once."""
    recover_rows(desk, account_id)
    hand_over_if_away(desk, account_id)
    more = expand_due(desk, account_id, HOUSE_S)
    end_late(desk, account_id)
    finish_done(desk, account_id)
    end_posts(desk, account_id)
    _join_again(desk, account_id)
    return more


def _join_again(desk: BroadcastDesk, account_id: int) -> None:
    """Receipts whose form was proved since they came; staff are told within a minute of those that match nothing."""
    now = desk.clock.now()
    with desk.database.read() as session:
        ids = unmatched(session, account_id, now, SOON)
        if not ids and not is_told(session, account_id):
            return
    with desk.database.write() as session:
        lock_account(session, account_id)
        lock_receipts(session, account_id)
        join_receipts(session, account_id, ids, now)
        tell_of_unmatched(session, account_id, now)


class Carriage:
    """The windows of one account, one after the other. Used by one thread."""

    def __init__(self, desk: BroadcastDesk, account_id: int) -> None:
        self._desk = desk
        self._account_id = account_id
        self._token = ""
        self._blind = 0

    def carry(self, submit: Submit, size: int) -> int | None:
        """One window. Returns how many rows were submitted, None if there is nothing to do now."""
        desk = self._desk
        if expand_urgent(desk, self._account_id, BATCH):
            self.let_go()  # what was claimed of others waits
        if not self._may_work():
            return None
        if not self._token:
            with desk.database.write() as session:
                self._token = claim(
                    session,
                    account_id=self._account_id,
                    incarnation_id=desk.incarnation.id,
                    now=desk.clock.now(),
                )
            if not self._token:
                return None
        desk.in_flight.add(self._token)
        with desk.database.write_durably() as session:
            window = open_window(
                session,
                account_id=self._account_id,
                token=self._token,
                size=size,
                numbers=desk.numbers,
                now=desk.clock.now(),
            )
            note_window(session, window, desk.clock.now())
        if not window.looked:
            self.let_go()
            return 0
        if window.rows:
            outcomes = submit([row.message for row in window.rows])
            with desk.database.write() as session:
                record_window(session, self._account_id, window, outcomes, desk.clock.now())
                self._beware(session, outcomes)
        return len(window.rows)

    def _beware(self, session: Session, outcomes: Sequence[Outcome]) -> None:
        """A network that answers nothing would make a whole list unknown, a window at a time."""
        self._blind = self._blind + 1 if all(each.verdict is Verdict.UNKNOWN for each in outcomes) else 0
        if self._blind >= BLIND_WINDOWS:
            rest_account(session, self._account_id, self._desk.clock.now() + BLIND_REST, BLIND_WORDS)

    def let_go(self) -> None:
        """Give back what was claimed and not submitted."""
        if self._token:
            with self._desk.database.write() as session:
                release(session, self._token)
            self._desk.in_flight.discard(self._token)
            self._token = ""

    def _may_work(self) -> bool:
        """Read first: an idle process must not take the lock on writing several times a second."""
        with self._desk.database.read() as session:
            due = self._token or anything_due(session, self._account_id, self._desk.clock.now())
        return bool(due) and self.is_open()

    def is_open(self) -> bool:
        """Return True if anything may go out on the account now."""
        with self._desk.database.read() as session:
            account = session.exec(select(Account).where(Account.id == self._account_id)).first()
        return account is not None and account_open(account.state, account.wait_until, self._desk.clock.now())


def credentials_of(account: Account, vault: Vault) -> Credentials:
    """Open the account's credentials. Raises Misconfigured."""
    try:
        return parse_credentials(SPEC, vault.open(account.credentials))
    except LoaError as error:
        raise Misconfigured(error.said) from error


_turns = threading.Lock()


@contextmanager
def _turn(carrier: Carrier, account_id: int) -> Iterator[bool]:
    """Yield True if this thread may have the account: a gateway that hangs takes one thread of a worker, not all."""
    mine = f"sms-account-{account_id}"
    with _turns:
        free = mine not in carrier.in_flight
        carrier.in_flight.add(mine)
    try:
        yield free
    finally:
        if free:
            carrier.in_flight.discard(mine)


def send_window(carrier: Carrier, account_id: int) -> int:
    """Send what is due on an account's HTTP gateway, window by window, for up to `LANE_S`. Returns rows submitted.

    Harmless at any time and any number of times. An SMPP account is its gateway's: nothing happens here.
    """
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
    if account is None or account.channel != SPEC.name:
        return 0
    with _turn(carrier, account_id) as mine:
        return _send(carrier, account) if mine else 0


def _send(carrier: Carrier, account: Account) -> int:
    account_id = account.id or 0
    desk = desk_of(carrier)
    subject = f"account:{account_id}"
    try:
        if gateway_of(account.settings) == SMPP:
            return 0
        messenger = open_messenger(
            credentials_of(account, carrier.vault),
            account.settings,
            callback=callback_address(carrier.settings, account_id),
            stopping=desk.stopping.is_set,
            way_out=carrier.settings.way_out,
        )
    except ChannelError as error:
        with carrier.database.write() as session:
            open_notice(session, kind="sms_account", subject=subject, text=error.message, now=desk.clock.now())
            hand_over_if_ill(session, account_id, desk.clock.now())
        return 0
    if down_since(account.wait_reason) is None:
        with carrier.database.write() as session:
            close_notices(session, subject=subject, kind="sms_account", now=desk.clock.now())
    carriage = Carriage(desk, account_id)
    while keep_house(desk, account_id) and not desk.stopping.is_set():
        pass
    sent, end = 0, time.monotonic() + LANE_S
    try:
        if carriage.is_open():
            send_replies(desk, account_id, messenger.submit, messenger.batch_size)
        while not desk.stopping.is_set() and time.monotonic() < end:
            carried = carriage.carry(messenger.submit, messenger.batch_size)
            if carried is None:
                break
            sent += carried
    finally:
        carriage.let_go()
        messenger.close()
    keep_house(desk, account_id)
    return sent
