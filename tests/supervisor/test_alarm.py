"""Delivery that stands is told once, after a minute, and its end too: by a notice and by mail, without worker or Valkey."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from math import inf
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlmodel import select

from distributor.db import Database
from distributor.deliver.health import Health, SmsStand
from distributor.models import Notice
from distributor.settings import Settings, Values
from distributor.work.progress import Proof
from phrases import phrase
from supervisor import outbox
from supervisor.alarm import WHY, Alarm, Moment, PartAtFault, Standstill, StepWatch, step, told_of
from tests.support.mail_servers import Mailbox, mail_server

QUEUE = phrase("notices.standing-why-queue", worker="celery@dựng", machine="dựng", queues="video")
WELL = Health(True, True, (Proof("1", "máy", 1, 1, 1),))
START = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)


def told(*moments: tuple[float, str]) -> list[tuple[float, str]]:
    """What is told at which second, of faults by the second."""
    stand, found = Standstill(), []
    for second, fault in moments:
        stand, change = step(stand, fault, Moment(START + timedelta(seconds=second), second))
        found += [(second, change)] if change else []
    return found


@pytest.mark.parametrize(
    ("moments", "said"),
    [
        ([(0, "worker"), (59, "worker")], []),
        ([(0, "worker"), (60, "worker"), (90, "worker")], [(60, "standing")]),
        ([(0, "worker"), (30, ""), (34, "worker"), (60, "worker")], [(60, "standing")]),
        ([(0, "worker"), (30, ""), (40, ""), (45, "worker"), (100, "worker")], []),
        ([(0, "broker"), (30, "worker"), (60, "worker")], [(60, "standing")]),
        ([(0, "delivery")], [(0, "standing")]),
        ([(0, "worker"), (60, "worker"), (70, ""), (74, "")], [(60, "standing")]),
        ([(0, "worker"), (60, "worker"), (70, ""), (75, "")], [(60, "standing"), (75, "moving")]),
        ([(0, "worker"), (60, "worker"), (70, ""), (74, "beat"), (84, ""), (88, "")], [(60, "standing")]),
        ([(0, "worker"), (55, ""), (60, "")], []),
    ],
    ids=[
        "less than a minute",
        "a minute, once",
        "a good moment between",
        "over, and new",
        "another part meanwhile",
        "a lane that has stood a minute",
        "not yet over",
        "over",
        "over, but not for long",
        "a short one is never told",
    ],
)
def test_what_is_told_when(moments: list[tuple[float, str]], said: list[tuple[float, str]]) -> None:
    assert told(*moments) == said


@pytest.mark.parametrize("set_by", [timedelta(minutes=10), timedelta(minutes=-10)])
@pytest.mark.parametrize("fault", ["worker", "delivery"])
def test_a_minute_is_a_minute_whatever_the_clock_is_set_to(fault: str, set_by: timedelta) -> None:
    """Ten minutes further on each post that is due looks as if it had stood for ten."""
    steps, stand, found = StepWatch(), Standstill(), []
    for second in range(200):
        now = START + timedelta(seconds=second) + (set_by if second >= 90 else timedelta())
        stand, change = step(stand, fault if 90 <= second < 155 else "", steps.at(now, 1000.0 + second))
        found += [(second, change)] if change else []
    assert found == [(150, "standing"), (160, "moving")]


def test_a_clock_that_runs_a_little_fast_was_not_set() -> None:
    steps = StepWatch()
    moments = [steps.at(START + timedelta(seconds=second * 1.5), float(second)) for second in range(100)]
    assert all(each.was_set_s == inf for each in moments)


@dataclass
class Scene:
    """An alarm whose clock and fault the test sets."""

    database: Database
    box: Mailbox
    settings: Settings
    at: datetime = START
    fault: str = ""
    alarm: Alarm = field(init=False)

    def __post_init__(self) -> None:
        self.alarm = self.begun()

    def begun(self) -> Alarm:
        return Alarm(
            self.settings,
            self.database,
            self,
            lambda: PartAtFault(self.fault, WHY.get(self.fault) or QUEUE),
            self.ticks,
        )

    def now(self) -> datetime:
        return self.at

    def ticks(self) -> float:
        return (self.at - START).total_seconds()

    def pass_by(self, fault: str, *seconds: float, also: Alarm | None = None) -> None:
        """`also`: another machine's, that sees the same."""
        self.fault = fault
        for each in seconds:
            self.at += timedelta(seconds=each)
            self.alarm.look()
            if also is not None:
                also.look()

    @contextmanager
    def without_notices(self) -> Iterator[None]:
        with self.database.write() as session:
            session.execute(text("ALTER TABLE notice RENAME TO elsewhere"))
        yield
        with self.database.write() as session:
            session.execute(text("ALTER TABLE elsewhere RENAME TO notice"))

    def set_mail(self, box: Mailbox) -> None:
        (self.settings.home / "config.toml").write_text(
            f'[mail]\nhost = "127.0.0.1"\nport = "{box.port}"\nsecurity = "none"\nsender = "loa@huonggiang.example"\n'
        )

    def notices(self) -> list[bool]:
        """Of each whether it is open."""
        with self.database.read() as session:
            return [each.closed_at is None for each in session.exec(select(Notice).order_by(Notice.id))]  # type: ignore[arg-type]


@pytest.fixture
def scene(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Scene:
    monkeypatch.setattr(outbox, "AGAIN_S", 0.0)
    for name in ("HOST", "PORT", "SECURITY", "SENDER"):
        monkeypatch.delenv(f"LOA_MAIL_{name}", raising=False)
    settings = Settings(
        tmp_path,
        Values(
            alert_mail="truc@huonggiang.example, it@huonggiang.example", sandbox=False, allow_private_addresses=True
        ),
    )
    return Scene(database, Mailbox(), settings)


def subjects(box: Mailbox) -> list[str]:
    return [str(mail["Subject"]) for mail in box.kept]


def test_people_are_told_by_notice_and_mail(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        box.at_content = lambda: "451 later"
        scene.pass_by("worker", 0, 61)
        assert (scene.notices(), box.kept) == ([True], [])
        box.at_content = lambda: "250 OK"
        scene.pass_by("worker", 1, 1, 1)
        assert subjects(box) == ["Loa: việc đăng bài đang đứng (127.0.0.1)"]
        assert "tiến trình gửi không làm việc" in box.kept[0].get_content()
        assert box.kept[0]["To"] == "truc@huonggiang.example, it@huonggiang.example"
        scene.pass_by("", 1, 11, 1)
        assert subjects(box)[1:] == ["Loa: việc đăng bài đã chạy lại (127.0.0.1)"]
    assert scene.notices() == [False]


def test_without_a_database_the_mail_goes_and_the_notice_follows(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        scene.pass_by("", 0)
        with scene.without_notices():
            scene.pass_by("database", 0, 61)
            assert len(box.kept) == 1
        scene.pass_by("database", 1)
        assert scene.notices() == [True]


def test_of_several_machines_one_sends_the_mail(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        another = scene.begun()
        scene.pass_by("worker", 0, 61, also=another)
        assert (scene.notices(), subjects(box)) == ([True], ["Loa: việc đăng bài đang đứng (127.0.0.1)"])
        scene.pass_by("", 1, 11, 1, also=another)
        assert (scene.notices(), subjects(box)[1:]) == ([False], ["Loa: việc đăng bài đã chạy lại (127.0.0.1)"])


def test_of_a_machine_that_is_gone_another_takes_back_what_it_told(scene: Scene) -> None:
    another = scene.begun()
    scene.pass_by("worker", 0, 61, also=another)
    scene.alarm = another
    scene.pass_by("", 1, 11)
    assert scene.notices() == [False]


def test_where_the_database_is_away_each_machine_tells(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        another = scene.begun()
        with scene.without_notices():
            scene.pass_by("database", 0, 61, also=another)
            assert len(box.kept) == 2
        scene.pass_by("database", 1, also=another)
        scene.pass_by("", 1, 11, 1, also=another)
        assert (scene.notices(), len(box.kept)) == ([False], 3)


def test_who_begins_without_a_database_still_takes_back_what_was_told(scene: Scene) -> None:
    scene.pass_by("worker", 0, 61)
    scene.alarm = scene.begun()
    with scene.without_notices():
        scene.pass_by("database", 1, 30)
    scene.pass_by("", 1, 1, 11)
    assert scene.notices() == [False]


def test_what_was_told_without_a_database_is_taken_back_without_one(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        with scene.without_notices():
            scene.pass_by("database", 0, 61)
            scene.pass_by("", 1, 11, 1)
        scene.pass_by("", 1)
        assert (scene.notices(), len(box.kept)) == ([], 2)


def test_who_begins_anew_takes_back_what_was_told(scene: Scene) -> None:
    scene.pass_by("worker", 0, 61)
    scene.alarm = scene.begun()
    scene.pass_by("worker", 1)
    assert scene.notices() == [True]
    scene.pass_by("", 1, 11)
    assert scene.notices() == [False]


def test_of_messages_that_stand_and_move_it_is_told_by_whose_fault(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        sms = SmsStand(3, 90, is_gateway=True)
        scene.alarm = Alarm(scene.settings, scene.database, scene, lambda: told_of(replace(WELL, sms=sms)), scene.ticks)
        scene.pass_by("", 0, 61)
        scene.alarm = scene.begun()
        scene.pass_by("", 1, 11, 1)
        assert subjects(box) == [
            "Loa: việc nhắn tin đang đứng (127.0.0.1)",
            "Loa: việc nhắn tin đã chạy lại (127.0.0.1)",
        ]
        assert "cổng SMS của tài khoản 3 không làm việc" in box.kept[0].get_content()
    assert scene.notices() == [False]


def test_of_work_that_stands_while_posts_go_out_it_is_told_what_stands_and_who(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        scene.pass_by("queue", 0, 61)
        scene.alarm = scene.begun()
        scene.pass_by("", 1, 11, 1)
        assert subjects(box) == [
            "Loa: một phần việc đang đứng (127.0.0.1)",
            "Loa: một phần việc đã chạy lại (127.0.0.1)",
        ]
        assert "hàng đợi video" in (said := box.kept[0].get_content())
        assert "celery@dựng trên máy dựng" in said
    assert scene.notices() == [False]


def test_what_ends_is_what_was_told_whatever_came_up_on_the_way_back(scene: Scene) -> None:
    with mail_server() as box:
        scene.set_mail(box)
        scene.pass_by("worker", 0, 61)
        scene.pass_by("beat", 2)
        scene.pass_by("", 1, 11, 1)
        _, ended = [mail.get_content() for mail in box.kept]
    assert "tiến trình gửi không làm việc" in ended
    assert "giao việc" not in ended


def test_one_address_that_is_mistyped_keeps_the_alarm_from_nobody_else(scene: Scene) -> None:
    values = scene.settings.values.model_copy(update={"alert_mail": "truc@huonggiang.example, a@b@c"})
    mistyped = Scene(scene.database, scene.box, Settings(scene.settings.home, values))
    with mail_server() as box:
        mistyped.set_mail(box)
        mistyped.pass_by("worker", 0, 61)
        assert [each["To"] for each in box.kept] == ["truc@huonggiang.example"]
