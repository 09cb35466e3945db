"""Whether a lane stands: it could go, and took no step for longer than it may."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from distributor.deliver.lane_delay import Lane, delay_of, lanes
from distributor.models import Account, AccountState
from tests.deliver.conftest import START, World


def at(seconds: float | None) -> datetime | None:
    return None if seconds is None else START + timedelta(seconds=seconds)


@pytest.mark.parametrize(
    ("due", "stepped", "calling", "interval_s", "stood_s"),
    [
        (-90, None, None, 0, 90),
        (-90, -20, None, 0, 20),
        (-90, -20, 5, 0, 0),
        (-90, -20, -5, 0, 20),
        (-90, -20, None, 30, 0),
        (-90, None, None, 30, 60),
    ],
    ids=["never began", "took a step", "a call is open", "the call's time is over", "paced", "paced and over it"],
)
def test_how_long_a_lane_stands(
    due: float, stepped: float | None, calling: float | None, interval_s: float, stood_s: float
) -> None:
    lane = Lane(1, START + timedelta(seconds=due), at(stepped), at(calling), interval_s)
    assert lane.stood_s(START) == stood_s
    assert delay_of([lane], START).oldest_due_s == 90


def test_only_what_nothing_forbids_stands(world: World) -> None:
    world.plan(2)
    world.clock.move(90)
    with world.database.read() as session:
        found = lanes(session, world.clock.now())
    assert [(lane.account_id, lane.stood_s(world.clock.now())) for lane in found] == [(world.account_id, 90)]
    world.change(lambda session: session.connection().execute(update(Account).values(state=AccountState.PAUSED)))
    with world.database.read() as session:
        assert lanes(session, world.clock.now()) == []
