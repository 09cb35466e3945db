"""Events reach a real receiver on loopback at least once, signed, in good and bad weather; on both databases."""

import os
import signal
import subprocess
import sys
import textwrap
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from sqlmodel import Session, select

from channels.addresses import WayOut
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.given import GivenItem, take_given
from distributor.models import (
    Account,
    Item,
    Notice,
    Post,
    PostState,
    Unit,
    UnitLevel,
    UnitName,
    WebhookAttempt,
    WebhookDelivery,
    WebhookEndpoint,
    WebhookEvent,
    WebhookState,
)
from distributor.scheduler.due import ids
from distributor.settings import Settings, Values
from distributor.states import move, note_move
from distributor.vault import open_vault
from distributor.webhooks import decide as heard_of
from distributor.webhooks.call import checked_address
from distributor.webhooks.endpoints import (
    EndpointWish,
    add_endpoint,
    change_endpoint,
    forget_old,
    remove_endpoint,
    rotate_secret,
    send_again,
    start_endpoint,
)
from distributor.webhooks.send import DUE_ENDPOINTS, LEASE, send_due
from tests.support.acting import administrator
from tests.support.receivers import Heard, Receiver, receiver
from tests.support.servers import PATIENCE_S, ROOT, wait_until

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


@dataclass
class SetClock:
    instant: datetime = NOW

    def now(self) -> datetime:
        return self.instant


@dataclass
class Office:
    """A province with a commune below and one beside, and an endpoint of the province."""

    database: Database
    settings: Settings
    clock: SetClock
    receiver: Receiver
    endpoint_id: int
    secret: str
    province: int
    commune: int
    account: int

    def post(self, unit_id: int | None = None) -> int:
        """One that waits for a yes."""
        with self.database.write() as session:
            item = Item(unit_id=unit_id or self.province, title="Tin", first_seen_at=NOW)
            session.add(item)
            session.flush()
            post = Post(
                unit_id=item.unit_id,
                account_id=self.account,
                item_id=item.id or 0,
                purpose="announce",
                state=PostState.AWAITING_REVIEW,
                title="Nội dung chưa công bố",
                created_at=NOW,
            )
            session.add(post)
            session.flush()
            return post.id or 0

    def skip(self, post_id: int) -> None:
        with self.database.write() as session:
            move(session, session.get_one(Post, post_id), PostState.SKIPPED, reason="thử", now=self.clock.now())

    def send(self) -> int:
        vault = open_vault(self.settings.home, {})
        return send_due(self.database, self.settings, vault, self.clock, self.endpoint_id)

    def rows(self, table: type) -> list[object]:
        with self.database.read() as session:
            return list(session.exec(select(table)).all())

    def endpoint(self) -> WebhookEndpoint:
        with self.database.read() as session:
            return session.get_one(WebhookEndpoint, self.endpoint_id)

    def states(self) -> list[WebhookState]:
        with self.database.read() as session:
            return list(session.exec(select(WebhookDelivery.state).order_by(WebhookDelivery.id)))  # type: ignore[arg-type]

    def work_until(self, condition: Callable[[], bool], step: timedelta, most: int = 400) -> int:
        """Turn the clock and send whatever a sweep would find. How many sweeps it took."""
        for number in range(most):
            if condition():
                return number
            self.clock.instant += step
            with self.database.read() as session:
                due = ids(session, DUE_ENDPOINTS, self.clock.now())
            if due:
                self.send()
        raise AssertionError(f"not after {most} sweeps")


def unit(session: Session, level: UnitLevel, code: str, parent: int | None) -> int:
    made = Unit(level=level, code=code, parent_id=parent)
    session.add(made)
    session.flush()
    session.add(UnitName(unit_id=made.id or 0, name=code, valid_from=date(2025, 7, 1)))
    return made.id or 0


@pytest.fixture
def office(database: Database, tmp_path: Path) -> Iterator[Office]:
    settings, vault = Settings(tmp_path / "home", Values()), open_vault(tmp_path / "home", {})
    with receiver() as found:
        with database.write() as session:
            province = unit(session, UnitLevel.PROVINCE, "tinh", None)
            commune = unit(session, UnitLevel.COMMUNE, "xa", province)
            account = Account(unit_id=province, channel="facebook", name="Trang tỉnh")
            session.add(account)
            actor, wish = administrator(province, NOW), EndpointWish(url=found.url)
            endpoint, secret = add_endpoint(session, actor, settings, vault, province, wish)
            session.flush()
            ids = endpoint.id or 0, account.id or 0
        yield Office(database, settings, SetClock(), found, ids[0], secret, province, commune, ids[1])


def test_signed_and_once(office: Office) -> None:
    post_id = office.post()
    office.skip(post_id)
    assert office.send() == 1
    (heard,) = office.receiver.heard
    assert heard.is_signed_with(office.secret)
    assert not heard.is_signed_with("whsec_" + "A" * 32)
    assert heard.timestamp == str(int(NOW.timestamp()))
    assert heard.told["type"] == "post.skipped"
    data = heard.told["data"]
    assert (data["post_id"], data["from_state"], data["state"]) == (post_id, "awaiting_review", "skipped")
    assert "Nội dung chưa công bố" not in heard.body.decode(), "what is not public is not sent along"
    assert office.send() == 0
    assert office.states() == [WebhookState.DELIVERED]


def test_an_endpoint_removed_in_mid_call_harms_nothing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.skip(office.post())

    def remove(*_given: object, **_more: object) -> heard_of.EndpointReply:
        with office.database.write() as session:
            remove_endpoint(session, session.get_one(WebhookEndpoint, office.endpoint_id), NOW)
        return heard_of.EndpointReply(204)

    monkeypatch.setattr("distributor.webhooks.send.post", remove)
    assert office.send() == 1
    assert (office.rows(WebhookDelivery), office.rows(WebhookAttempt)) == ([], [])


def test_an_event_while_its_endpoint_is_being_removed_is_not_told_and_does_not_fail(office: Office) -> None:
    post_id, removing, moved = office.post(), threading.Event(), []

    def skip() -> None:
        removing.wait(PATIENCE_S)
        office.skip(post_id)
        moved.append(post_id)

    other = threading.Thread(target=skip)
    other.start()
    with office.database.write() as session:
        change_endpoint(session, administrator(office.province, NOW), office.endpoint_id, remove_endpoint)
        removing.set()
        other.join(0.5)  # it waits for us to end
    other.join(PATIENCE_S)
    assert moved == [post_id]
    assert office.rows(WebhookDelivery) == []


def test_an_event_lives_and_dies_with_its_transaction(office: Office) -> None:
    post_id = office.post()

    def move_and_fail() -> None:
        with office.database.write() as session:
            move(session, session.get_one(Post, post_id), PostState.SKIPPED, reason="", now=NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        move_and_fail()
    assert office.rows(WebhookEvent) == []


def test_a_province_hears_of_those_below_and_a_commune_not_of_others(office: Office) -> None:
    vault = open_vault(office.settings.home, {})
    with office.database.write() as session:
        other = unit(session, UnitLevel.COMMUNE, "xa-khac", office.province)
        for owner in (office.commune, other):
            wish = EndpointWish(url=f"{office.receiver.url}/{owner}", kinds=["post.skipped"])
            add_endpoint(session, administrator(office.province, NOW), office.settings, vault, owner, wish)
    office.skip(office.post(office.commune))
    take_given(office.database, office.commune, GivenItem("Thông báo", text="Nội dung"), office.clock)
    with office.database.read() as session:
        told = session.exec(
            select(WebhookEndpoint.unit_id, WebhookEvent.kind)
            .join(WebhookDelivery, WebhookDelivery.endpoint_id == WebhookEndpoint.id)  # type: ignore[arg-type]
            .join(WebhookEvent, WebhookEvent.id == WebhookDelivery.event_id)  # type: ignore[arg-type]
        ).all()
    assert sorted(told) == sorted(
        [(office.province, "post.skipped"), (office.commune, "post.skipped"), (office.province, "item.new")]
    )


def test_another_hour_of_a_planned_post_is_told(office: Office) -> None:
    post_id = office.post()
    with office.database.write() as session:
        note_move(
            session, post_id, before=PostState.PLANNED, after=PostState.PLANNED, reason="Chuyển giờ đăng", now=NOW
        )
    assert office.send() == 1
    assert office.receiver.heard[0].told["type"] == "post.planned"


def test_a_held_item_is_told_without_its_title(office: Office) -> None:
    take_given(office.database, office.province, GivenItem("Kế hoạch kín", text="Lưu hành nội bộ"), office.clock)
    office.send()
    data = office.receiver.heard[0].told["data"]
    assert (data["intake"], data["title"], data["address"]) == ("held", None, "")
    assert "kín" not in office.receiver.heard[0].body.decode()


def test_again_until_it_is_taken_under_the_same_id(office: Office) -> None:
    answers = iter([500, 429, 503, 204])
    office.receiver.answer = lambda _: (next(answers), {"Retry-After": "40"})
    office.skip(office.post())
    office.work_until(lambda: office.states() == [WebhookState.DELIVERED], timedelta(seconds=10))
    assert len(office.receiver.heard) == 4
    assert len(office.receiver.keys) == 1
    assert all(each.is_signed_with(office.secret) for each in office.receiver.heard)
    times = [int(each.timestamp) for each in office.receiver.heard]
    assert all(later - earlier >= 40 for earlier, later in pairwise(times)), "as it asked"
    with office.database.read() as session:
        attempts = session.exec(select(WebhookAttempt.status).order_by(WebhookAttempt.id)).all()  # type: ignore[arg-type]
    assert attempts == [500, 429, 503, 204]
    assert office.endpoint().failures == 0


def test_one_event_that_is_refused_holds_back_no_other(office: Office) -> None:
    bad = office.post()
    good = office.post()
    office.receiver.answer = lambda heard: (400 if heard.told["data"]["post_id"] == bad else 204, {})
    office.skip(bad)
    office.skip(good)
    assert office.send() == 1
    assert office.states() == [WebhookState.WAITING, WebhookState.DELIVERED]


def test_a_day_of_failures_gives_up_and_three_stop_the_endpoint(office: Office) -> None:
    office.receiver.answer = lambda _: (500, {})
    office.skip(office.post())
    office.work_until(lambda: office.states() == [WebhookState.GIVEN_UP], timedelta(minutes=15))
    assert office.clock.now() - NOW <= timedelta(days=1, hours=1)
    assert 8 <= len(office.receiver.heard) <= 14
    assert office.endpoint().active
    for _ in range(3):
        office.skip(office.post())
        office.work_until(
            lambda: WebhookState.WAITING not in office.states() or not office.endpoint().active, timedelta(minutes=30)
        )
    stopped = office.endpoint()
    assert not stopped.active
    assert "ba ngày" in stopped.stopped_reason
    with office.database.read() as session:
        notice = session.exec(select(Notice)).one()
    assert (notice.kind, notice.unit_id, notice.closed_at) == ("webhook", office.province, None)
    before = len(office.receiver.heard)
    office.skip(office.post())
    assert office.send() == 0
    assert len(office.receiver.heard) == before, "nobody calls what is stopped"
    office.receiver.answer = lambda _: (204, {})
    with office.database.write() as session:
        endpoint = session.get_one(WebhookEndpoint, office.endpoint_id)
        start_endpoint(session, endpoint, office.clock.now())
        delivery = session.exec(select(WebhookDelivery)).first()
        assert delivery is not None
        send_again(session, endpoint, office.clock.now(), delivery.id or 0)
    assert office.send() >= 1
    assert office.receiver.heard[-1].key in {each.key for each in office.receiver.heard[:before]}
    with office.database.read() as session:
        assert session.exec(select(Notice.closed_at)).one() is not None


def test_a_receiver_that_says_it_is_gone_is_not_called_again(office: Office) -> None:
    office.receiver.answer = lambda _: (410, {})
    office.skip(office.post())
    office.send()
    assert (office.states(), office.endpoint().active) == ([WebhookState.GIVEN_UP], False)


def test_a_redirect_is_not_followed(office: Office) -> None:
    office.receiver.answer = lambda _: (302, {"Location": office.receiver.url})
    office.skip(office.post())
    office.send()
    assert len(office.receiver.heard) == 1
    (attempt,) = office.rows(WebhookAttempt)
    assert isinstance(attempt, WebhookAttempt)
    assert "không đi theo" in attempt.problem


def test_a_broken_header_of_the_receiver_is_no_wrong_address(office: Office) -> None:
    office.receiver.answer = lambda _: (204, {"Content-Length": "5, 6"})
    office.skip(office.post())
    office.send()
    (attempt,) = office.rows(WebhookAttempt)
    assert isinstance(attempt, WebhookAttempt)
    assert "InvalidHeader" in attempt.problem


def test_a_slow_receiver_is_left_in_time_and_no_transaction_waits_for_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("distributor.webhooks.call.DEADLINE_S", 2.0)
    let_go, called = threading.Event(), threading.Event()

    def slow(_: Heard) -> tuple[int, dict[str, str]]:
        called.set()
        let_go.wait(PATIENCE_S)
        return 204, {}

    office.receiver.answer = slow
    office.skip(office.post())
    sender = threading.Thread(target=office.send)
    sender.start()
    assert called.wait(PATIENCE_S)
    office.skip(office.post())  # writes while the call is open
    sender.join(PATIENCE_S)
    let_go.set()
    (attempt,) = office.rows(WebhookAttempt)
    assert isinstance(attempt, WebhookAttempt)
    assert (attempt.status, attempt.problem) == (None, "Nơi nhận không trả lời trong 2 giây.")
    assert office.states() == [WebhookState.WAITING, WebhookState.WAITING]


def test_one_sender_at_a_time(office: Office) -> None:
    for _ in range(10):
        office.skip(office.post())
    senders = [threading.Thread(target=office.send) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert len(office.receiver.heard) == len(office.receiver.keys) == 10


WORKER = """
import sys
from datetime import datetime
from pathlib import Path
from distributor.db import Database
from distributor.settings import Settings, Values
from distributor.vault import open_vault
from distributor.webhooks.send import send_due
class Clock:
    def now(self):
        return datetime.fromisoformat(sys.argv[4])
home = Path(sys.argv[1])
send_due(Database(sys.argv[2]), Settings(home, Values()), open_vault(home, {}), Clock(), int(sys.argv[3]))
"""


def test_a_worker_killed_in_mid_call_loses_nothing(
    office: Office, database_url: str, record_property: Callable[[str, object], None]
) -> None:
    hang = threading.Event()

    def hanging(_: Heard) -> tuple[int, dict[str, str]]:
        hang.wait(PATIENCE_S)
        return 204, {}

    office.receiver.answer = hanging
    for _ in range(5):
        office.skip(office.post())
    program = [sys.executable, "-c", textwrap.dedent(WORKER)]
    arguments = [str(office.settings.home), database_url, str(office.endpoint_id), NOW.isoformat()]
    worker = subprocess.Popen(
        [*program, *arguments], cwd=ROOT, env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'queue'}"}
    )
    try:
        wait_until(lambda: office.receiver.heard, "the first call")
        worker.send_signal(signal.SIGKILL)
    finally:
        worker.kill()
        worker.wait()
        hang.set()
    with office.database.read() as session:
        assert ids(session, DUE_ENDPOINTS, NOW) == [], "its lease still stands"
    office.clock.instant += LEASE
    assert office.send() == 5
    keys = [each.key for each in office.receiver.heard]
    assert len(set(keys)) == 5, "none is lost"
    assert len(keys) == 6, "and the one it died over came twice under its own id"
    record_property("events", 5)
    record_property("received", len(keys))
    record_property("lost", 5 - len(set(keys)))


def test_a_changed_secret_signs_beside_the_former_for_a_day(office: Office) -> None:
    vault = open_vault(office.settings.home, {})
    with office.database.write() as session:
        secret = rotate_secret(session, session.get_one(WebhookEndpoint, office.endpoint_id), NOW, vault)
    office.skip(office.post())
    office.send()
    office.clock.instant += timedelta(days=1, seconds=1)
    office.skip(office.post())
    office.send()
    first, second = office.receiver.heard
    assert (first.is_signed_with(secret), first.is_signed_with(office.secret)) == (True, True)
    assert (second.is_signed_with(secret), second.is_signed_with(office.secret)) == (True, False)
    assert office.secret.encode() not in office.endpoint().secret


def test_a_month_later_what_was_told_is_forgotten(office: Office) -> None:
    office.skip(office.post())
    office.send()
    office.clock.instant += timedelta(days=31)
    office.skip(office.post())
    with office.database.write() as session:
        forget_old(session, office.clock.now())
    assert len(office.rows(WebhookEvent)) == 1
    assert office.states() == [WebhookState.WAITING]


@pytest.mark.parametrize(
    ("url", "demo", "plain"),
    [
        ("https://dich-vu.example/loa", True, True),
        ("http://127.0.0.1:9000/loa", True, False),
        ("http://localhost:9000/loa", True, False),
        ("https://127.0.0.1/loa", True, False),
        ("http://dich-vu.example/loa", False, False),
        ("https://10.0.0.1/loa", False, False),
        ("https://[::1]/loa", True, False),
        ("https://169.254.169.254/latest", False, False),
        ("https://user:pass@dich-vu.example/loa", False, False),
        ("ftp://dich-vu.example/loa", False, False),
        ("javascript:alert(1)", False, False),
        ("", False, False),
    ],
)
def test_which_addresses_may_be_called(tmp_path: Path, url: str, demo: bool, plain: bool) -> None:
    for sandbox, allowed in ((True, demo), (False, plain)):
        settings = Settings(tmp_path, Values(sandbox=sandbox))
        if allowed:
            assert checked_address(settings, url) == url
        else:
            with pytest.raises(LoaError):
                checked_address(settings, url)


def test_a_name_that_leads_inside_is_refused_when_it_is_called(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Settings, "way_out", WayOut(resolver=lambda _host, _port: ["127.0.0.1"]))
    with office.database.write() as session:
        session.get_one(WebhookEndpoint, office.endpoint_id).url = "https://dich-vu.example/loa"
    office.skip(office.post())
    office.send()
    (attempt,) = office.rows(WebhookAttempt)
    assert isinstance(attempt, WebhookAttempt)
    assert "mạng nội bộ" in attempt.problem
    assert office.receiver.heard == []
