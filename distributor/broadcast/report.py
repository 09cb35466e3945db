"""What an HTTP gateway reports at our address: checked, understood, kept; the same rows as a bind's receipts and messages.

Takes a session and never commits: the gateway is told only after the commit, and reports again if it was not.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session

from channels.errors import ChannelError
from channels.settings import credentials_as
from channels.sms.account import LABEL, SMPP, gateway_of
from channels.sms.callback import check_signature, fields_of, heard_in, receipt_in
from channels.sms.configuration import gateway_configurations
from channels.sms.credentials import SmsCredentials
from distributor.broadcast.receive import receive
from distributor.broadcast.record import record_receipts
from distributor.broadcast.send import credentials_of
from distributor.models import Account, AccountState
from distributor.phone_numbers import Numbers
from distributor.vault import Vault

RECEIPT, MESSAGE, NOTHING = "receipt", "message", "nothing"


class NoSuchPlace(Exception):
    """Nobody reports there."""


def take_report(
    session: Session,
    account_id: int,
    *,
    query: str,
    body: bytes,
    headers: Mapping[str, str],
    vault: Vault,
    numbers: Numbers,
    now: datetime,
) -> str:
    """Take a gateway's report and return what it was. `headers`: names in lower case. Raises NoSuchPlace, or
    `channels.sms.callback.NotOurs`."""
    account = session.get(Account, account_id)
    if account is None or account.channel != "sms" or account.state == AccountState.CLOSED:
        raise NoSuchPlace
    try:
        name = gateway_of(account.settings)
        described = None if name == SMPP else gateway_configurations()[name].callback
        if described is None:
            raise NoSuchPlace
        credentials = credentials_as(SmsCredentials, credentials_of(account, vault), LABEL)
    except ChannelError as error:
        raise NoSuchPlace from error
    check_signature(described, credentials, body, headers)
    told = fields_of(query, body, headers.get("content-type", ""))
    if (heard := heard_in(described, told)) is not None:
        receive(session, account_id, [heard], numbers, now)
        return MESSAGE
    if (receipt := receipt_in(described, told)) is not None:
        record_receipts(session, account_id, [receipt], now)
        return RECEIPT
    return NOTHING
