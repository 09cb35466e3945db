"""The alarm by SMS, to people whom the office names (`alert_sms`): the supervisor sends it itself by the office's SMS accounts.

Accounts are remembered while the database answers, to be used when it does not. An SMPP account gets a bind of its own, for
sending alone: the gateway's may be the part at fault, and what citizens write goes on to that one. It is no broadcast: it has no
row, asks for no receipt, and is counted nowhere.
"""

import re
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import structlog
from pydantic import ValidationError
from sqlmodel import col, select

from channels.addresses import WayOut
from channels.errors import ChannelError, Misconfigured
from channels.messenger import Message, Outcome, Verdict
from channels.sms.account import SMPP, gateway_of, open_link, open_messenger, text_fault
from channels.sms.credentials import SmsCredentials
from channels.sms_text import unaccent
from distributor.db import Database
from distributor.logs import fault_of
from distributor.models import Account, AccountState
from distributor.phone_numbers import normal_number
from distributor.settings import Settings
from distributor.vault import open_vault
from supervisor.outbox import Alert

log = structlog.get_logger()

MOST = 10
REMEMBER_S = 60.0
STEP_S = 0.5
VALID_S = 3_600.0
"""An alarm that could not be delivered for so long says nothing any more."""
NOT_SENT = (Verdict.REFUSED, Verdict.NOT_TAKEN)


def numbers_of(text: str) -> tuple[list[str], list[str]]:
    """Return the numbers of the setting, parted by commas, semicolons or lines: those that are told, each once, and what is
    left out.

    One that is mistyped keeps the alarm from nobody else.
    """
    found: dict[str, None] = {}
    left_out = []
    for part in filter(None, map(str.strip, re.split(r"[,;\n]+", text))):
        number = normal_number(part)
        if number is None or (len(found) >= MOST and number not in found):
            left_out.append(part[:40])
        else:
            found.setdefault(number)
    return list(found), left_out


@dataclass(frozen=True)
class SmsWay:
    """One account by which they may go. `credentials` are shown nowhere."""

    account_id: int
    settings: dict[str, object]
    credentials: SmsCredentials = field(repr=False)

    @property
    def sender(self) -> str:
        return str(self.settings.get("sender", ""))

    def carry(self, messages: Sequence[Message], way_out: WayOut) -> list[Outcome]:
        """One outcome a message. Raises ChannelError where nothing has left."""
        if fault := text_fault(self.settings, messages[0].text):
            raise Misconfigured(fault)
        if gateway_of(self.settings) != SMPP:
            messenger = open_messenger(self.credentials, self.settings, way_out=way_out)
            try:
                return messenger.submit(messages)
            finally:
                messenger.close()
        link = open_link(self.credentials, self.settings, lambda _arrived: None, way_out=way_out, hears=False)
        try:
            link.bind()
            link.take(messages)
            outcomes: dict[str, Outcome] = {}
            while len(outcomes) < len(messages):
                outcomes |= {message.key: outcome for message, outcome in link.step(STEP_S)}
        finally:
            link.close()
        return [outcomes[message.key] for message in messages]


def ways_of(settings: Settings, database: Database) -> list[SmsWay]:
    """Accounts that may send now, in their order; with `alert_sms_account` that one alone. Raises LoaError, SQLAlchemyError."""
    wanted = settings.values.alert_sms_account
    with database.read() as session:
        accounts = session.exec(
            select(Account)
            .where(Account.channel == "sms", col(Account.state) == AccountState.ACTIVE)
            .order_by(col(Account.id))
        ).all()
    accounts = [account for account in accounts if wanted in (0, account.id)]
    if not accounts:
        return []
    vault = open_vault(settings.home, database=database)
    found = []
    for account in accounts:
        try:
            credentials = SmsCredentials.model_validate(vault.open(account.credentials))
        except ValidationError:
            continue
        found.append(SmsWay(account.id or 0, dict(account.settings), credentials))
    return found


class AlarmSms:
    """Used by one thread: `remember` now and then, `send` where there is something to tell."""

    def __init__(self, settings: Settings, database: Database) -> None:
        self._settings, self._database = settings, database
        self._ways: list[SmsWay] = []
        self._again_at = 0.0

    def remember(self) -> None:
        """Remember the accounts as they are, once a minute; without a database those that it last told."""
        if time.monotonic() < self._again_at:
            return
        try:
            self._ways = ways_of(self._settings, self._database)
        except Exception as error:  # the alarm goes on, whatever it is
            log.info("the alarm's SMS account is not known anew", **fault_of(error))
        self._again_at = time.monotonic() + REMEMBER_S

    def send(self, alert: Alert) -> str:
        """Send the alarm; return why it has certainly not reached all yet, empty if it has; `alert.left` says whom. What may
        have gone out is never sent again."""
        if alert.left is None:
            alert.left = numbers_of(self._settings.values.alert_sms)[0]
        text, fates, problem = unaccent(alert.short), dict.fromkeys(alert.left, Verdict.NOT_TAKEN), "no SMS account"
        for way in self._ways:
            waiting = [number for number, fate in fates.items() if fate in NOT_SENT]
            try:
                outcomes = (
                    way.carry(_messages(text, alert.at, waiting, way.sender), self._settings.way_out) if waiting else []
                )
            except ChannelError as error:
                problem = f"account {way.account_id}: {error.message}"
                continue
            for number, outcome in zip(waiting, outcomes, strict=True):
                # Of a message that was taken in part the rest is not sent again either: it is one alarm, not two.
                fates[number] = Verdict.TAKEN if outcome.parts else outcome.verdict
                if outcome.verdict is not Verdict.TAKEN:
                    problem = f"account {way.account_id}: {outcome.words}"
                log.info("the alarm's SMS", account=way.account_id, to=f"…{number[-3:]}", verdict=fates[number].value)
        alert.left = [number for number, fate in fates.items() if fate is Verdict.NOT_TAKEN]
        return problem if alert.left else ""


def _messages(text: str, at: datetime, numbers: Sequence[str], sender: str) -> list[Message]:
    return [
        Message(f"alarm-{at:%Y%m%d%H%M%S}-{number[-9:]}", number, text, sender, valid_s=VALID_S, receipt=False)
        for number in numbers
    ]
