"""Where an HTTP gateway reports to us: a path that only it knows, made from the home's secret key and never stored."""

import hashlib
import hmac
from pathlib import Path

from distributor.keyring import secret_key
from distributor.settings import Settings

LENGTH = 40
PATH = "/sms/bao-cao"


def callback_key(home: Path, account_id: int) -> str:
    """The same as long as the home has its key; another for each account."""
    return hmac.new(secret_key(home), f"loa: reports of account {account_id}".encode(), hashlib.sha256).hexdigest()[
        :LENGTH
    ]


def callback_address(settings: Settings, account_id: int) -> str:
    return f"{settings.public_url}{PATH}/{account_id}/{callback_key(settings.home, account_id)}"


def is_callback_key(home: Path, account_id: int, key: str) -> bool:
    return hmac.compare_digest(callback_key(home, account_id).encode(), key.encode())
