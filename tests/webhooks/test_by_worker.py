"""The whole way: an event is found by the sweep and sent by a real worker, also by the one that follows a killed one.

On one database: `tests/work/test_faults.py` has the claims of webhooks on both.
"""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import select

from distributor.ingest.given import GivenItem, take_given
from distributor.models import Unit, UnitLevel, WebhookDelivery, WebhookState
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from distributor.webhooks.endpoints import EndpointWish, add_endpoint
from tests.support.acting import administrator
from tests.support.receivers import receiver
from tests.support.servers import wait_until
from tests.support.workers import kill, running


class Clock:
    def now(self) -> datetime:
        return datetime.now(UTC)


@pytest.mark.slow
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_told_by_a_worker_and_by_the_one_after_it(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOA_ALLOW_PRIVATE_ADDRESSES", "1")
    home, clock = tmp_path / "home", Clock()
    open_settings = Settings(home, Values(allow_private_addresses=True))
    with receiver() as found, running(home, database_url, "") as run:
        vault = open_vault(home)
        with run.database.write() as session:
            unit = Unit(level=UnitLevel.PROVINCE, code="tinh")
            session.add(unit)
            session.flush()
            unit_id = unit.id or 0
            actor, wish = administrator(unit_id, clock.now()), EndpointWish(url=found.url)
            _, secret = add_endpoint(session, actor, open_settings, vault, unit_id, wish)
        take_given(run.database, unit_id, GivenItem("Một", text="Tin một"), clock)
        wait_until(lambda: found.heard, "the first event")
        assert found.heard[0].is_signed_with(secret)

        def recorded() -> bool:  # one killed before is in `test_send.py`: its lease of a minute would be waited for
            with run.database.read() as session:
                return session.exec(select(WebhookDelivery.state)).all() == [WebhookState.DELIVERED]

        wait_until(recorded, "the first is recorded")
        kill(run.parts["worker"])
        take_given(run.database, unit_id, GivenItem("Hai", text="Tin hai"), clock)
        wait_until(lambda: len(found.keys) == 2, "the second event")
