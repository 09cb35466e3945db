"""What a broadcast costs by network: every recipient is counted once, at the price of whoever carries the message."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as some

from distributor.broadcast.command import LOOKED_AT
from distributor.broadcast.costs import BroadcastCost, cost_of, shared_out
from distributor.broadcast.posting import reachable, some_reachable
from distributor.models import Account
from distributor.phone_numbers import Numbers
from distributor.vault import open_vault
from tests.broadcast.conftest import Sms

VIETTEL, VINAPHONE, NOBODY = "+84961234567", "+84912345678", "+84951234567"


def told(sms: Sms, sample: list[str], recipients: int, **settings: object) -> BroadcastCost:
    with sms.database.write() as session:
        account = session.get_one(Account, sms.account_id)
        account.settings = {**account.settings, **settings}
        session.flush()
        return cost_of(session, account, sample, Numbers(open_vault(sms.home)), recipients, sms.clock.now())


@pytest.mark.parametrize(
    ("sample", "recipients", "shares", "is_exact"),
    [
        ([], 0, [], True),
        ([VIETTEL], 1, [("Viettel", 1)], True),
        ([VIETTEL, VIETTEL, VINAPHONE, NOBODY], 4, [("Viettel", 2), ("", 1), ("VinaPhone", 1)], True),
        ([VIETTEL, VIETTEL, VINAPHONE], 1_000, [("Viettel", 667), ("VinaPhone", 333)], False),
        ([], 7, [], False),
    ],
)
def test_recipients_are_told_by_network(
    sms: Sms, sample: list[str], recipients: int, shares: list[tuple[str, int]], is_exact: bool
) -> None:
    found = told(sms, sample, recipients)
    assert [(each.name, each.recipients) for each in found.shares] == shares
    assert found.is_exact is is_exact


def test_a_sum_wants_every_price_and_counts_segments(sms: Sms) -> None:
    sample = [VIETTEL, VIETTEL, VINAPHONE]
    assert told(sms, sample, 3).total(1) is None
    assert told(sms, sample, 3, price_viettel=300).total(1) is None
    priced = told(sms, sample, 3, price_viettel=300, price_vinaphone=0)
    assert (priced.total(1), priced.total(2)) == (600, 1200)
    assert BroadcastCost((), is_exact=True).total(1) is None


def test_who_carries_a_network_says_its_price(sms: Sms) -> None:
    with sms.database.write() as session:
        first = session.get_one(Account, sms.account_id)
        settings = {**first.settings, "price_viettel": 250}
        other = Account(unit_id=first.unit_id, channel="sms", name="Khác", settings=settings, limits={})
        session.add(other)
        session.flush()
        way = other.id
    found = told(sms, [VIETTEL, VINAPHONE], 2, price_viettel=400, price_vinaphone=500, route_viettel=way)
    assert {each.name: each.price for each in found.shares} == {"Viettel": 250, "VinaPhone": 500}


@given(
    some.lists(some.sampled_from([VIETTEL, VINAPHONE, NOBODY, "+84701234567"]), min_size=1), some.integers(0, 3_000_000)
)
def test_shares_of_a_part_add_up_to_all(sample: list[str], recipients: int) -> None:
    shares = shared_out(Counter(sample), recipients)
    assert sum(shares.values()) == recipients
    assert all(abs(count - recipients * sample.count(key) / len(sample)) < 1 for key, count in shares.items())


@pytest.mark.parametrize("step", [1, 2, 7])
def test_an_even_part_of_a_list_is_looked_at(sms: Sms, step: int) -> None:
    audience = sms.audience(20)
    now, rule = sms.clock.now(), {"consent": True}
    with sms.database.read() as session:
        found = some_reachable(session, sms.seeded.unit_id, audience, rule, now, step)
        assert reachable(session, sms.seeded.unit_id, audience, rule, now) == 20
    assert len(found) == len(set(found))
    assert 20 // step <= len(found) <= 20 // step + 1
    assert LOOKED_AT >= 1_000
