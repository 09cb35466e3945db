"""The turn of a source: claimed while it is read, given up when staff stop it, gone on with when the machine has time again."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from distributor.ingest import bounded
from distributor.ingest.bounded import NotNow, NotRead, TooSlow, in_child
from distributor.ingest.fetch import Fetched, Fetcher, FetchError, NotModified
from distributor.ingest.subscriptions import rest
from distributor.ingest.turn import LEASE, _Reading, read_due
from distributor.models import Source
from tests.ingest.support import Room
from tests.ingest.web import Web


class Stopping(Fetcher):
    """Fetches; somebody stops the source after so many pages."""

    def __init__(self, web: Web, source_id: int, after: int) -> None:
        super().__init__()
        self.web, self.source_id, self.left = web, source_id, after

    def fetch(self, address: str, *, etag: str = "", last_modified: str = "") -> Fetched | NotModified:
        fetched = self.web.fetcher.fetch(address, etag=etag, last_modified=last_modified)
        self.left -= 1
        if self.left == 0:
            with self.web.room.database.write() as session:
                rest(session, session.get_one(Source, self.source_id))
        return fetched


def test_no_article_is_fetched_of_a_source_that_staff_have_stopped(web: Web) -> None:
    web.publish(5, 4, 3, 2, 1)
    source = web.source()
    outcome = read_due(web.room.database, source, web.room.clock, Stopping(web, source, after=2))
    assert outcome is not None
    assert web.fetched() == ["/tin/", "/tin/5.html"]
    kept = web.room.get_source(source)
    assert (kept.active, kept.failures, kept.body_sha256) == (False, 0, "")
    assert (outcome.error, outcome.skipped) == ("", ())
    with web.room.database.write() as session:
        row = session.get_one(Source, source)
        row.active, row.next_read_at = True, None
        session.add(row)
    assert read_due(web.room.database, source, web.room.clock, web.fetcher) is not None
    assert len(web.room.items()) == 5


@pytest.mark.parametrize(
    ("problem", "read", "skipped"), [(NotNow("bận"), [3], 0), (TooSlow("chậm"), [3, 1], 1)], ids=["busy", "slow"]
)
def test_what_the_machine_had_no_time_for_is_read_next_time(
    web: Web, monkeypatch: pytest.MonkeyPatch, problem: NotRead, read: list[int], skipped: int
) -> None:
    def second_fails(function: str, *values: Any, **more: Any) -> Any:
        if function.endswith(":article_entry") and values[0].final_address.endswith("/2.html"):
            raise problem
        return in_child(function, *values, **more)

    web.publish(3, 2, 1)
    source = web.source()
    with monkeypatch.context() as patch:
        patch.setattr(bounded, "in_child", second_fails)
        outcome = web.read(source)
    assert sorted(item.title for item in web.room.items()) == sorted(map(web.title, read))
    assert len(outcome.skipped) == skipped
    assert web.room.get_source(source).body_sha256 == ""
    web.read(source)
    assert len(web.room.items()) == 3


def test_a_source_that_asks_for_ever_more_is_cut_short(web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    serve = bounded._serving(web.fetcher)
    web.publish(1)
    assert isinstance(serve(f"{web.site.address}/tin/"), Fetched)
    monkeypatch.setattr(bounded, "SERVED_S", 0.0)
    with pytest.raises(FetchError, match="dùng hết 0 giây"):
        bounded._serving(web.fetcher)(f"{web.site.address}/tin/")


def test_a_claim_is_renewed_when_half_of_it_is_over_and_not_each_second(room: Room) -> None:
    source = room.source()
    work = _Reading(room.database, room.clock, Fetcher())
    with room.database.write() as session:
        held = work.claim(session, room.clock.now(), col(Source.id) == source)
    assert held is not None
    until = [room.clock.now() + LEASE]

    def lease() -> object:
        with room.database.read() as session:
            return session.exec(select(Source.next_read_at)).one()

    for _ in range(3):
        room.clock.pass_by(seconds=19)
        assert work._is_wanted(held)
        assert lease() == until[0]
    room.clock.pass_by(seconds=19)
    assert work._is_wanted(held)
    assert lease() == room.clock.now() + LEASE
    with room.database.write() as session:
        row = session.get_one(Source, source)
        row.token = "another's"
        session.add(row)
    room.clock.pass_by(seconds=LEASE / timedelta(seconds=2))
    assert not work._is_wanted(held)
