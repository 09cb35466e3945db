"""Which video is made next, on both databases: what is about to go out first; and what each that waits is told of its turn."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from distributor.db import Database
from distributor.models import Account, AccountState, Campaign, CampaignAccount, Item, Post, PostState, RenderJob
from distributor.models import RenderState as State
from distributor.render.queue import Place, Stand, Turn, due_jobs, places, reckon, typical_seconds
from distributor.render.video.settings import video_settings
from distributor.render.wanted import want_shapes
from phrases import in_language
from tests.support import province

NOW = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)
AUTO = {"*": {"*": "auto", "zalo": "review"}}


class Office:
    """Accounts of one campaign, and items whose videos are wanted."""

    def __init__(self, database: Database) -> None:
        self.database, self.number = database, 0
        self.accounts: dict[str, int] = {}
        with database.write() as session:
            self.seeded = province.seed_unit(session)
            campaign = Campaign(unit_id=self.seeded.unit_id, name="Mẫu", automatic=True, policy=AUTO)
            paced = Campaign(unit_id=self.seeded.unit_id, name="Giờ tốt", policy=AUTO, cadence={"*": {"best": True}})
            session.add_all([campaign, paced])
            session.flush()
            self.campaigns = {"at once": campaign.id or 0, "paced": paced.id or 0}
            for channel, settings in (
                ("youtube", {"channel_id": "UC1"}),
                ("manual", {"video": "9x16"}),
                ("x", {}),
                ("zalo", {}),
            ):
                account = Account(unit_id=self.seeded.unit_id, channel=channel, name=channel, settings=settings)
                session.add(account)
                session.flush()
                self.accounts[channel] = account.id or 0
                session.add(CampaignAccount(campaign_id=campaign.id or 0, account_id=account.id or 0))

    def video(self, channel: str = "", *, shape: str = "9x16", kind: str = "new_law", **post: Any) -> int:
        """One that is wanted, a second after the one before; its item has a draft on that channel."""
        self.number += 1
        wanted_at = NOW + timedelta(seconds=self.number)
        with self.database.write() as session:
            item = session.get_one(Item, province.seed_item(session, self.seeded, self.number, NOW))
            item.kind = kind
            session.add(item)
            want_shapes(session, item, [shape], wanted_at)
            if channel:
                values = {"campaign_id": self.campaigns["at once"], "state": PostState.DRAFT, "created_at": NOW, **post}
                session.add(
                    Post(
                        unit_id=self.seeded.unit_id,
                        account_id=self.accounts[channel],
                        item_id=item.id or 0,
                        purpose="announce",
                        **values,
                    )
                )
            session.flush()
            return session.exec(select(RenderJob.id).where(RenderJob.item_id == item.id)).one() or 0

    def change(self, job_id: int, **values: object) -> None:
        with self.database.write() as session:
            job = session.get_one(RenderJob, job_id)
            for name, value in values.items():
                setattr(job, name, value)
            session.add(job)

    def order(self, at: datetime = NOW + timedelta(minutes=5)) -> list[int]:
        with self.database.read() as session:
            return due_jobs(session, at, most=50)

    def places(self) -> dict[int, Place]:
        with self.database.read() as session:
            return dict(places(session, NOW + timedelta(minutes=5)))


@pytest.fixture
def office(database: Database) -> Office:
    return Office(database)


def test_what_is_about_to_go_out_is_made_first(office: Office) -> None:
    nobody = office.video()
    by_hand = office.video("manual")
    paced = office.video("youtube", campaign_id=office.campaigns["paced"])
    at_six = office.video("youtube", slot_at=NOW + timedelta(hours=2))
    at_once = office.video("youtube")
    warning = office.video("youtube", kind="scam_warning")
    asked = office.video("youtube", gate=[{"code": "unsure", "detail": ""}])
    assert office.order() == [warning, at_once, at_six, paced, by_hand, asked, nobody]


def test_whoever_waits_for_another_shape_or_has_its_video_hastens_nothing(office: Office) -> None:
    wide = office.video("youtube", shape="16x9")
    drawn = office.video("youtube", rendered=True)
    gone = office.video("youtube", state=PostState.SKIPPED)
    at_once = office.video("youtube")
    assert office.order() == [at_once, wide, drawn, gone]


def test_a_post_on_an_account_or_of_a_campaign_that_pauses_waits_behind_the_others(office: Office) -> None:
    paused = office.video("youtube", campaign_id=office.campaigns["paced"])
    by_hand = office.video("manual")
    with office.database.write() as session:
        session.get_one(Campaign, office.campaigns["paced"]).active = False
    assert office.order() == [by_hand, paused]
    with office.database.write() as session:
        session.get_one(Account, office.accounts["manual"]).state = AccountState.PAUSED
    assert office.order() == [paused, by_hand]


def test_what_somebody_began_with_and_died_over_is_ended_first_and_what_failed_just_now_rests(office: Office) -> None:
    failed, begun, other = office.video("youtube"), office.video(), office.video("youtube")
    office.change(begun, state=State.RUNNING, progress=40)
    office.change(failed, due_at=NOW + timedelta(minutes=9))
    assert office.order() == [begun, other]
    office.change(begun, due_at=NOW + timedelta(minutes=6))
    assert office.order() == [other], "another makes it"
    assert [job_id for job_id, _ in sorted(office.places().items(), key=lambda each: each[1].number)] == [
        begun, other, failed,
    ]  # fmt: skip


def test_places_count_from_what_is_being_made_by_how_long_the_last_ones_took(office: Office) -> None:
    for took in (9.0, 20.0, 31.0):
        office.change(office.video(), state=State.DONE, due_at=None, took_s=took)
    running, first, second = office.video("youtube"), office.video("youtube"), office.video("youtube")
    wide = office.video(shape="16x9")
    office.change(running, state=State.RUNNING, progress=75, due_at=NOW + timedelta(minutes=6))
    now = NOW + timedelta(minutes=5)
    usual = video_settings().queue.seconds
    assert office.places() == {
        running: Place(0, now + timedelta(seconds=5), 75),
        first: Place(1, now + timedelta(seconds=25)),
        second: Place(2, now + timedelta(seconds=45)),
        wide: Place(3, now + timedelta(seconds=45 + usual)),
    }
    with office.database.read() as session:
        assert typical_seconds(session, ["9x16", "16x9"]) == {"9x16": 20.0, "16x9": usual}


def test_a_place_in_words() -> None:
    ready = datetime(2026, 11, 24, 8, 32, tzinfo=UTC)
    assert Place(0, ready, 40).words(NOW) == "dự kiến xong lúc 15:32"
    assert Place(1, ready).words(NOW) == "đầu hàng, dự kiến xong lúc 15:32"
    later = Place(12, ready + timedelta(hours=10)).words(NOW)
    assert later == "thứ 12 trong hàng, dự kiến xong lúc 01:32 ngày 25/11"
    assert "25/11" not in in_language(later, "en"), "a day in English has its own form"
    assert in_language(later, "en").endswith("01:32 on 25 Nov")


def test_reckoning_takes_any_number_of_turns() -> None:
    turn = Turn(1, "9x16", begun=False, rests=False, stand=Stand.NOBODY, first=False, at=NOW)
    many = [replace(turn, job_id=number) for number in range(1, 1001)]
    found = reckon(many, {"9x16": 10.0}, NOW)
    assert found[1000] == Place(1000, NOW + timedelta(seconds=10_000))
    assert reckon([], {}, NOW) == {}
