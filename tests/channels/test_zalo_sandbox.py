"""The Zalo adapter against the sandbox over real HTTP, and its tokens under the engine's lease.

Each test ends with the platform's own count of what followers were told, or of refresh tokens that were used.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import requests
from sqlmodel import select

from channels.base import Edits, Measures, MediaFile, Next, OutgoingPost, Probes, Published, Refreshes, Withdraws
from channels.errors import AuthExpired, OutcomeUnknown, RateLimited, Rejected, Retryable
from channels.registry import OpenedAccount, open_adapter, parse_credentials
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.spec import SPEC
from distributor.db import Database
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.carry import carry_next
from distributor.models import Account, AccountState, Post, PostState, Receipt, Staff
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from tests.deliver.conftest import START, SetClock, make_carrier
from tests.sandbox.running import Sandbox, quiet_sandbox, until
from tests.support import province

STEPS_AT_MOST = 100


class DayClock:
    """Today's time, but in the hours in which broadcasts may go out."""

    def now(self) -> datetime:
        return datetime.now(UTC).replace(hour=5)


@dataclass
class OfficialAccount:
    """A new account at the sandbox."""

    sandbox: Sandbox
    facts: dict[str, str]

    def settings(self, **more: object) -> dict[str, object]:
        return {
            "oa_id": self.facts["oa_id"],
            "author": "Sở Tư pháp tỉnh Hương Giang",
            "media_address": "https://loa.huonggiang.example/media/{sha256}.{ending}",
            "cover_address": "https://loa.huonggiang.example/bia.png",
            "endpoint": f"{self.sandbox.base_url}/zalo",
            **more,
        }

    def secrets(self) -> dict[str, str]:
        return {name: self.facts[name] for name in ZaloCredentials.model_fields}

    def open(self, credentials: ZaloCredentials | None = None, **more: object) -> OpenedAccount:
        own = credentials or parse_credentials(SPEC, self.secrets())
        return open_adapter(SPEC, own, DayClock(), self.settings(**more))

    def seen(self) -> dict[str, Any]:
        found: dict[str, Any] = self.sandbox.get("/_sandbox/zalo")
        return found

    def told(self, post: OutgoingPost) -> int:
        """How often followers were told of it."""
        mine = [one["id"] for one in self.seen()["articles"] if post.title == one["title"]]
        return sum(one["article"] in mine for one in self.seen()["broadcasts"])

    def articles(self, post: OutgoingPost) -> int:
        return sum(post.title == one["title"] for one in self.seen()["articles"])


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    with quiet_sandbox(tmp_path_factory.mktemp("zalo")) as sandbox:
        yield sandbox


@pytest.fixture
def official(running: Sandbox) -> OfficialAccount:
    running.control("DELETE", "/weather")
    running.control("POST", "/reset")
    running.control("PUT", "/zalo", {"processing_s": 0})
    made = running.new_account("zalo", limits={"broadcasts_per_day": 1000})
    application = running.account("zalo")["credentials"]
    return OfficialAccount(running, {**made["credentials"], "app_id": application["app_id"]})


def a_post() -> OutgoingPost:
    key = uuid4().hex[:8]
    link = f"https://loa.huonggiang.example/l/{key}"
    text = f"Thửa đất ở tại phường còn ít nhất 50 m².\nXem toàn văn: {link}\n\nNội dung tóm tắt."
    return OutgoingPost(key, f"Tách thửa {key}", text, link, settings={"lead": "Ai cần biết: người có đất."})


def publish(account: OpenedAccount, post: OutgoingPost, start: Next | None = None) -> Published:
    step = start or account.adapter.begin(post)
    for _ in range(STEPS_AT_MOST):
        with account.transport.deadline(10.0):
            outcome = account.adapter.advance(post, step.progress)
        if isinstance(outcome, Published):
            return outcome
        step = outcome
    raise AssertionError("the walk does not end")


def test_an_album_stands_in_the_article(official: OfficialAccount, tmp_path: Path) -> None:
    """The first picture is the cover, the others follow the text with their descriptions; the text is known again."""
    pictures = []
    for number in range(3):
        path = tmp_path / f"{number}.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes([number]))
        pictures.append(
            MediaFile(path, sha256(path.read_bytes()).hexdigest(), "image/png", 9, 1200, 630, f"Thẻ {number}")
        )
    post = replace(a_post(), media=tuple(pictures))
    with official.open() as account:
        assert account.adapter.check(post) == []
        assert account.adapter.check(replace(post, media=tuple(pictures) * 2))[0].field == "media"
        publish(account, post)
        # The answer was lost: begun anew, it is found and not made twice.
        publish(account, post)
    assert official.articles(post) == 1
    [article] = [one for one in official.seen()["articles"] if one["title"] == post.title]
    page = requests.get(
        f"{official.sandbox.base_url}/man-hinh/zalo/{official.facts['oa_id']}/bai/{article['id']}", timeout=10
    ).text
    shown = [page.find(picture.sha256) for picture in pictures]
    assert -1 < shown[0] < page.find("còn ít nhất") < shown[1] < shown[2]
    assert 'alt="Thẻ 2"' in page


@pytest.mark.parametrize("pictured", [False, True])
def test_publish_edit_measure_withdraw(pictured: bool, official: OfficialAccount, tmp_path: Path) -> None:
    post = a_post()
    if pictured:
        path = tmp_path / "card.png"
        path.write_bytes(b"\x89PNG\r\n\x1a\n")
        digest = sha256(path.read_bytes()).hexdigest()
        post = replace(post, media=(MediaFile(path, digest, "image/png", 8, 1200, 630, "Thẻ"),))
    with official.open() as account:
        adapter = account.adapter
        assert adapter.check(post) == []
        assert isinstance(adapter, Probes)
        assert "Sở Tư pháp" in adapter.probe()
        published = publish(account, post)
        assert official.told(post) == 1
        assert isinstance(adapter, Edits)
        adapter.edit(published.external_id, replace(post, title=f"{post.title} (đính chính)"))
        assert [one["text"].split("\n")[0] for one in official.sandbox.ledger("zalo")] == [f"{post.title} (đính chính)"]
        assert isinstance(adapter, Measures)
        assert {
            reading.metric for reading in adapter.metrics([published.external_id]) if reading.value is not None
        } == {
            "total_view",
            "total_share",
        }
        assert isinstance(adapter, Withdraws)
        adapter.withdraw(published.external_id)
        adapter.withdraw(published.external_id)
        assert {reading.value for reading in adapter.metrics([published.external_id])} == {None}


def test_an_article_that_takes_its_time(official: OfficialAccount) -> None:
    official.sandbox.control("PUT", "/zalo", {"processing_s": 0.3})
    post = a_post()
    with official.open() as account:
        created = account.adapter.advance(post, account.adapter.begin(post).progress)
        assert isinstance(created, Next)
        waiting = account.adapter.advance(post, created.progress)
        assert isinstance(waiting, Next)
        assert (waiting.progress["step"], waiting.progress["polls"], waiting.after) == ("verify", 1, 5.0)
        until(
            lambda: (
                isinstance(step := account.adapter.advance(post, created.progress), Next)
                and step.progress["step"] == "show"
            )
        )
        publish(account, post, waiting)
    assert official.told(post) == 1


def test_an_article_that_zalo_refuses(official: OfficialAccount) -> None:
    official.sandbox.control("PUT", "/zalo", {"refuse_next": True})
    post = a_post()
    with official.open() as account:
        with pytest.raises(Rejected, match="photo_url cannot be fetched"):
            publish(account, post)
        publish(account, post)
    assert official.told(post) == 1


def test_nothing_is_made_twice_however_often_it_is_begun_anew(official: OfficialAccount) -> None:
    """A worker that dies after each step in turn begins again at the creation."""
    post = a_post()
    for steps in (1, 2, 3):
        with official.open() as account:
            step = account.adapter.begin(post)
            for _ in range(steps):
                outcome = account.adapter.advance(post, step.progress)
                assert isinstance(outcome, Next)
                step = outcome
                if step.progress["step"] == "broadcast":
                    break
    with official.open() as account:
        publish(account, post)
    assert (official.articles(post), official.told(post)) == (1, 1)


def test_a_creation_whose_answer_is_lost_makes_no_second_article(official: OfficialAccount) -> None:
    post = a_post()
    weather = {"accept_then_drop": 1.0, "seed": 1}
    with official.open() as account:
        account.adapter.advance(post, {"step": "create"})
        official.sandbox.control("PUT", "/weather", {"zalo": weather})
        with pytest.raises(Retryable):
            account.adapter.advance(post, {"step": "create"})
        official.sandbox.control("DELETE", "/weather")
        publish(account, post)
    assert (official.articles(post), official.told(post)) == (1, 1)


@pytest.mark.parametrize(
    ("weather", "kind", "told"),
    [
        ({"accept_then_drop": 1.0}, OutcomeUnknown, 1),
        ({"error_500": 1.0}, OutcomeUnknown, 0),
        ({"throttle": 1.0}, RateLimited, 0),
        ({"revoked_token": 1.0}, AuthExpired, 0),
    ],
)
def test_bad_weather_at_the_broadcast(
    weather: dict[str, float], kind: type[Exception], told: int, official: OfficialAccount
) -> None:
    official.sandbox.control("PUT", "/weather", {"zalo": {**weather, "only": "publish"}})
    post = a_post()
    with official.open() as account, pytest.raises(kind):
        publish(account, post)
    assert official.told(post) == told


def test_the_days_quota(official: OfficialAccount) -> None:
    official.sandbox.control("PATCH", f"/accounts/{official.facts['oa_id']}", {"limits": {"broadcasts_per_day": 0}})
    post = a_post()
    with official.open() as account:
        missing = publish(account, post).missing
    assert (official.articles(post), official.told(post)) == (1, 0), "the article is public, and nobody was told"
    assert "tin gửi tới người quan tâm" in missing


def test_an_article_alone_tells_nobody(official: OfficialAccount) -> None:
    post = a_post()
    with official.open(broadcast=False) as account:
        publish(account, post)
    assert (official.articles(post), official.told(post)) == (1, 0)
    assert len(official.sandbox.ledger("zalo")) == 1


def test_old_tokens_are_exchanged(official: OfficialAccount) -> None:
    official.sandbox.control("POST", "/zalo/age", {})
    post = a_post()
    with official.open() as account:
        with pytest.raises(AuthExpired, match="hết hạn"):
            publish(account, post)
        assert isinstance(account.adapter, Refreshes)
        fresh = account.adapter.refresh()
        with pytest.raises(AuthExpired, match="-14020"):
            account.adapter.refresh()
    assert isinstance(fresh, ZaloCredentials)
    with official.open(fresh) as account:
        publish(account, post)
    assert official.told(post) == 1


# Under the engine.


@pytest.fixture
def carrier(database: Database, tmp_path: Path) -> Iterator[Carrier]:
    made = make_carrier(database, tmp_path / "home", SetClock())
    yield made
    made.incarnation.close()


def stored(carrier: Carrier, official: OfficialAccount) -> int:
    """The account in our database."""
    with carrier.database.write() as session:
        seeded = province.seed_unit(session)
        account = Account(
            unit_id=seeded.unit_id,
            channel="zalo",
            name="Zalo Sở Tư pháp",
            settings=official.settings(any_hour=True),
            limits=province.QUICK,
            credentials=carrier.vault.seal(official.secrets()),
            credentials_version=1,
        )
        session.add(account)
        session.flush()
        assert account.id is not None
        return account.id


def row_of(carrier: Carrier, account_id: int) -> Account:
    with carrier.database.read() as session:
        return session.exec(select(Account).where(Account.id == account_id)).one()


def test_ten_workers_that_ask_at_once_use_one_refresh_token(carrier: Carrier, official: OfficialAccount) -> None:
    account_id = stored(carrier, official)
    official.sandbox.control("POST", "/zalo/age", {})
    before = official.seen()["refreshes"]
    view = account_view(row_of(carrier, account_id))
    with ThreadPoolExecutor(10) as workers:
        list(workers.map(lambda _: refresh_credentials(carrier, view, "Mã đã cũ."), range(10)))
    row = row_of(carrier, account_id)
    assert (official.seen()["refreshes"] - before, row.credentials_version, row.state) == (1, 2, AccountState.ACTIVE)
    kept = carrier.vault.open(row.credentials)
    assert kept["refresh_token"] != official.facts["refresh_token"]
    assert kept["access_token"] != official.facts["access_token"]
    with carrier.open(account_view(row)) as account:
        assert isinstance(account.adapter, Probes)
        assert account.adapter.probe()


def test_a_lost_answer_asks_for_a_sign_in_and_is_not_tried_again(carrier: Carrier, official: OfficialAccount) -> None:
    account_id = stored(carrier, official)
    before = official.seen()["refreshes"]
    official.sandbox.control("PUT", "/weather", {"zalo": {"accept_then_drop": 1.0}})
    row = row_of(carrier, account_id)
    refresh_credentials(carrier, account_view(row), "Mã đã cũ.")
    official.sandbox.control("DELETE", "/weather")
    row = row_of(carrier, account_id)
    assert (row.state, row.credentials_version) == (AccountState.NEEDS_SIGNIN, 1)
    assert "chỉ dùng được một lần" in row.state_reason
    assert official.seen()["refreshes"] - before == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_broadcast_refused_for_good_leaves_a_public_post_and_is_never_sent_again(
    carrier: Carrier, official: OfficialAccount
) -> None:
    """An article that citizens see is no failed post: staff are told that followers were not, and to tell them by hand."""
    account_id, clock = stored(carrier, official), carrier.clock
    assert isinstance(clock, SetClock)
    official.sandbox.control("PATCH", f"/accounts/{official.facts['oa_id']}", {"limits": {"broadcasts_per_day": 0}})
    with carrier.database.write() as session:
        account, staff = session.get_one(Account, account_id), session.exec(select(Staff)).one()
        seeded = province.Seeded(account.unit_id, staff.id or 0)
        items = [province.seed_item(session, seeded, 1, START)]
        (post_id,) = province.seed_posts(session, seeded, account, items, now=START)
    for _ in range(STEPS_AT_MOST):
        carry_next(carrier, account_id, SPEC)
        clock.move(60)
    with carrier.database.read() as session:
        post, receipts = session.get_one(Post, post_id), session.exec(select(Receipt)).all()
    seen = official.seen()
    assert (post.state, len(receipts), len(seen["articles"]), len(seen["broadcasts"])) == (PostState.PUBLISHED, 1, 1, 0)
    assert "tin gửi tới người quan tâm" in post.reason
    assert post.external_url
