"""A lane: one thread that carries an account's due posts, one after the other, until none is due."""

import time
from datetime import timedelta

from sqlmodel import Session, col, func, select

from channels.registry import spec_of
from distributor.deliver.carry import BeginsBroadcast, carry_next
from distributor.deliver.claim import CARRIED
from distributor.deliver.late import plan_late
from distributor.deliver.limits import limits_of
from distributor.models import Account, Post
from distributor.outgoing.carrier import Carrier

LANE_S = 20.0
"""A lane gives its thread back after this long; the sweep opens another if there is still work."""

LOOKAHEAD = timedelta(seconds=1.2)
"""A lane waits for a slot that comes before the next sweep would find it, so that posts go out at their moment."""


def deliver_account(carrier: Carrier, account_id: int, begin_broadcast: BeginsBroadcast | None = None) -> int:
    """Carry what is due on this account. Returns how many posts were carried."""
    with carrier.database.read() as session:
        account = session.get(Account, account_id)
    if account is None:
        return 0
    plan_late(carrier, carrier.clock.now(), account_id)
    spec = spec_of(account.channel)
    interval_s = limits_of(spec, account.limits).minimum_interval_s
    carried = 0
    end = time.monotonic() + LANE_S
    while not carrier.stopping.is_set() and time.monotonic() < end:
        if interval_s > 0 and carrier.pacer.wait(account_id, interval_s) > 0:
            break  # the sweep comes back for it
        if carry_next(carrier, account_id, spec, begin_broadcast):
            carried += 1
            continue
        with carrier.database.read() as session:
            wait_s = _seconds_to_next_slot(session, account_id, carrier)
        if wait_s is None:
            break
        carrier.stopping.wait(wait_s)
    return carried


def _seconds_to_next_slot(session: Session, account_id: int, carrier: Carrier) -> float | None:
    now = carrier.clock.now()
    first = session.exec(
        select(func.min(Post.due_at)).where(
            Post.account_id == account_id,
            col(Post.state).in_(CARRIED),
            col(Post.due_at) > now,
            col(Post.due_at) <= now + LOOKAHEAD,
        )
    ).one()
    return None if first is None else max(0.0, (first - now).total_seconds())
