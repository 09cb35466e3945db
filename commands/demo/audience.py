"""The demo's SMS account at the sandbox's network, and the people who asked for its messages. Sample data, all of it.

Takes a session and never commits. Done again, it changes only what has moved: the network's port, where its screens are.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, col, select

from channels.forms import UNACCENTED
from distributor.audience_terms import WARNINGS_ONLY
from distributor.broadcast.audience import StatedConsent, add_numbers, make_audience
from distributor.models import Account, Audience
from distributor.phone_numbers import Numbers
from distributor.sms_rules import DEMO_CLOCK
from distributor.vault import Vault
from phrases import phrase

NAME = phrase("broadcast.demo.list")
ACCOUNT = phrase("broadcast.demo.account")
PEOPLE = 40
OF_THE_NUMBER = {"reply_price": 0, "names_reply": True, "variant": UNACCENTED, WARNINGS_ONLY: True}
"""Of an account that says nothing else: its number is free of charge, which every message says; without accents there is room;
the list is warned, and new law goes to those who asked for its topic."""
YES = StatedConsent(
    content=phrase("broadcast.demo.content"),
    method="form",
    form=phrase("broadcast.demo.form"),
    frequency=phrase("broadcast.demo.frequency"),
    proof=phrase("broadcast.demo.data"),
    given_at=datetime(2026, 11, 1, 1, 0, tzinfo=UTC),
)


def demo_sms(
    session: Session,
    unit_id: int,
    network: Mapping[str, Any],
    *,
    sandbox_url: str,
    vault: Vault,
    numbers: Numbers,
    now: datetime,
) -> Account:
    """Make the unit's SMS account. `network`: what `GET /_sandbox/smsc.json` says. The unit's account there, made or brought up
    to date."""
    audience = demo_audience(session, unit_id, numbers, now)
    account = session.exec(
        select(Account).where(Account.unit_id == unit_id, Account.channel == "sms").order_by(col(Account.id))
    ).first()
    if account is None:
        secrets = {name: network["credentials"][name] for name in ("system_id", "password")}
        account = Account(
            unit_id=unit_id, channel="sms", name=ACCOUNT, credentials=vault.seal(secrets), credentials_version=1
        )
    settings = {
        **account.settings,
        "gateway": "smpp",
        "host": network["host"],
        "port": network["port"],
        "sender": network["brand"],
        "reply_to": network["short_code"],
        **{name: account.settings.get(name, usual) for name, usual in OF_THE_NUMBER.items()},
        DEMO_CLOCK: True,
        "audience": account.settings.get("audience", audience.id),
        "post_address": f"{sandbox_url}/man-hinh/dien-thoai",
    }
    if settings != account.settings:
        account.settings = settings
    session.add(account)
    session.flush()
    return account


def demo_audience(session: Session, unit_id: int, numbers: Numbers, now: datetime) -> Audience:
    """Some forty numbers of nobody, with consent."""
    audience = make_audience(session, unit_id, NAME, now, phrase("broadcast.demo.data"))
    add_numbers(session, audience, [f"+849{index:08d}" for index in range(1, PEOPLE + 1)], numbers, now=now, yes=YES)
    return audience
