"""Numbers of a whole account: followers, once a day, one row each time so that a day without one shows."""

from datetime import datetime, timedelta

import structlog
from sqlmodel import Session, col, or_, select

from channels.base import HasFollowers, Reading
from channels.declared import ACCOUNT, declared, metrics_of
from channels.errors import AuthExpired, ChannelError
from channels.registry import spec_of
from distributor.deliver.accounts import look_at_rights, refresh_credentials
from distributor.deliver.limits import limits_of
from distributor.measure.collect import in_sandbox
from distributor.measure.judge import judge
from distributor.measure.settings import accounts_every_s
from distributor.measure.tell import reading_of
from distributor.models import Account, AccountReading, AccountSample, AccountState
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view

log = structlog.get_logger()

AGAIN_AFTER_FAILURE = timedelta(hours=1)


def with_followers() -> set[str]:
    """The channels whose accounts have numbers of their own at the platform."""
    return {metric.channel for metric in declared().metrics if metric.of == ACCOUNT and not metric.is_own}


def due_accounts(session: Session, now: datetime) -> list[int]:
    """Accounts whose followers are to be asked for, and that may call now."""
    rows = session.exec(
        select(Account.id)
        .join(AccountReading, col(AccountReading.account_id) == col(Account.id), isouter=True)
        .where(
            col(Account.channel).in_(with_followers()),
            col(Account.state).in_([AccountState.ACTIVE, AccountState.PAUSED]),
            or_(col(Account.wait_until).is_(None), col(Account.wait_until) <= now),
            or_(col(AccountReading.due_at).is_(None), col(AccountReading.due_at) <= now),
        )
        .order_by(col(Account.id))
    )
    return [account_id for account_id in rows if account_id is not None]


def read_followers(carrier: Carrier, account_id: int) -> int:
    """Ask the platform for the account's own numbers, if it is time. Returns how many were kept."""
    now = carrier.clock.now()
    with carrier.database.write() as session:
        account = session.get(Account, account_id)
        if account is None or account_id not in due_accounts(session, now):
            return 0
        reading = reading_of(session, account_id)
        reading.due_at = now + AGAIN_AFTER_FAILURE
        session.add(reading)
        session.flush()
        session.expunge(account)
    readings = _ask(carrier, account)
    if not readings:
        return 0
    _look_at_rights(carrier, account)
    every = timedelta(seconds=accounts_every_s(in_sandbox(carrier, account)))
    with carrier.database.write() as session:
        for each in readings:
            _keep(session, account, each, now)
        reading = reading_of(session, account_id)
        reading.due_at = now + every
        session.add(reading)
    return len(readings)


def _ask(carrier: Carrier, account: Account) -> list[Reading]:
    view = account_view(account)
    try:
        opened = carrier.open(view)
        if not isinstance(opened.adapter, HasFollowers):
            return []
        with opened.transport.deadline(limits_of(spec_of(account.channel), account.limits).call_deadline_s):
            return opened.adapter.followers()
    except AuthExpired as error:
        refresh_credentials(carrier, view, error.message)
    except ChannelError as error:
        log.info("followers not read", account=account.id, code=error.code, kind=type(error).__name__)
    return []


def _look_at_rights(carrier: Carrier, account: Account) -> None:
    """Look at the account's rights once a day, with the account's numbers: a right that was taken is noticed before a post or a
    citizen needs it."""
    try:
        opened = carrier.open(account_view(account))
        with opened.transport.deadline(limits_of(spec_of(account.channel), account.limits).call_deadline_s):
            look_at_rights(carrier, account.id or 0, opened)
    except ChannelError as error:
        log.info("rights not read", account=account.id, code=error.code, kind=type(error).__name__)


def _keep(session: Session, account: Account, reading: Reading, now: datetime) -> None:
    metric = metrics_of(account.channel, ACCOUNT).get(reading.metric)
    judged = judge(reading.value, metric, None, early=False, gone=False)
    session.add(
        AccountSample(
            account_id=account.id or 0,
            metric=reading.metric,
            api_version=reading.api_version,
            at=now,
            value=judged.value,
            doubt=judged.doubt,
        )
    )
