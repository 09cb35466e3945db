"""Whose numbers a broadcast goes to, and what it costs by the accounts' prices, before anything is made."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from channels.sms.account import PRICE
from distributor.broadcast.ported import networks_of
from distributor.broadcast.routes import routes_of
from distributor.models import Account
from distributor.phone_numbers import Numbers, network_names


@dataclass(frozen=True)
class NetworkShare:
    """`name`: empty for numbers whose network nobody knows.

    `price`: of a segment in dong, at the account that carries them; None: not set.
    """

    name: str
    recipients: int
    price: int | None


@dataclass(frozen=True)
class BroadcastCost:
    """`is_exact`: all numbers were looked at; else so many of each network as a part of them promises."""

    shares: tuple[NetworkShare, ...]
    is_exact: bool

    def total(self, segments: int) -> int | None:
        """The price in dong of a message of so many segments; None where a price is not set."""
        amounts = [None if each.price is None else each.price * each.recipients * segments for each in self.shares]
        return None if not amounts or None in amounts else sum(filter(None, amounts))


def cost_of(
    session: Session, account: Account, sample: Iterable[str], numbers: Numbers, recipients: int, now: datetime
) -> BroadcastCost:
    """Return the cost of a broadcast. `sample`: numbers of the recipients, all of them or an even part."""
    looked_at = list(sample)
    whose = networks_of(session, looked_at, numbers)
    counted = Counter(whose[number] for number in looked_at)
    looked, prices = counted.total(), _prices(session, account, now)
    shares = shared_out(counted, recipients)
    names = network_names()
    return BroadcastCost(
        tuple(
            NetworkShare(names.get(network, ""), count, prices.get(network))
            for network, count in sorted(shares.items(), key=lambda share: (-share[1], share[0]))
        ),
        looked == recipients,
    )


def _prices(session: Session, account: Account, now: datetime) -> Mapping[str, int]:
    ways = routes_of(session, account, now).ways
    found = {}
    for network in network_names():
        carrier = session.get_one(Account, ways[network]) if network in ways else account
        price = carrier.settings.get(f"{PRICE}{network}")
        if isinstance(price, int) and not isinstance(price, bool):
            found[network] = price
    return found


def shared_out(counted: Mapping[str, int], total: int) -> dict[str, int]:
    """Return `total` in the proportions of what was counted, to the last one: the largest remainders get what rounding left."""
    looked = sum(counted.values())
    if not looked:
        return {}
    shares = {key: total * count // looked for key, count in counted.items()}
    rests = sorted(counted, key=lambda key: (-(total * counted[key] % looked), key))
    for key in rests[: total - sum(shares.values())]:
        shares[key] += 1
    return shares
