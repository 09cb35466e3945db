"""Answers under a post of X: read within the account's cap of money, answered by a program only where X lets one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from sqlmodel import select

from channels.x.configuration import x_configuration
from distributor.cases.collect import read_comments, watch_posts
from distributor.clock import VIETNAM
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import (
    Account,
    CaseReplyState,
    CaseState,
    CommentWatch,
    ReadUse,
)
from distributor.vault import Vault
from tests.cases.conftest import AheadClock, Talk, make_carrier, stand_published
from tests.sandbox.running import Profile, Sandbox
from tests.support import province

SAID = "Mời bác xem Điều 5 của Quyết định."
PRICE = x_configuration().price_post_read_usd
DROPS = {"x": {"accept_then_drop": 1.0, "only": "publish", "seed": 3}}
pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


class PostTalk(Talk):
    def write(self, text: str, author: str = "Trần Văn Mẫu", parent: str = "", *, mentions: bool = True) -> str:
        wishes = {"post": parent or self.post, "text": text, "author": author, "mentions": mentions}
        written: str = self.sandbox.control("POST", "/x/replies", wishes)["id"]
        return written

    def spent(self) -> float:
        with self.database.read() as session:
            return sum(session.exec(select(ReadUse.comments)).all())

    def charged(self) -> int:
        """For how many posts X asks money."""
        counted: int = self.sandbox.get("/_sandbox/x")["charged"]
        return counted

    def answers(self) -> list[tuple[str, str]]:
        """What the account answered, as X tells it: to which conversation, and the words."""
        with self.database.read() as session:
            profile = profile_of(self.sandbox, self.carrier.vault, session.get_one(Account, self.account_id))
        told = profile.call("GET", f"/2/users/{profile.id}/tweets", params={"tweet.fields": "conversation_id"})
        return [
            (one["conversation_id"], one["text"]) for one in told.json()["data"] if one["conversation_id"] != one["id"]
        ]


def profile_of(sandbox: Sandbox, vault: Vault, account: Account) -> Profile:
    return Profile(sandbox, {**vault.open(account.credentials), "user_id": str(account.settings["user_id"])})


@pytest.fixture
def talk(database: Database, tmp_path: Path, citizens_sandbox: Sandbox) -> Iterator[PostTalk]:
    """A published post of an account whose replies may cost ten dollars a month."""
    clock, sandbox = AheadClock(), citizens_sandbox
    sandbox.control("POST", "/reset")
    carrier = make_carrier(database, tmp_path / "home", clock)
    now = clock.now()
    with database.write() as session:
        seeded = province.seed_unit(session)
        account = province.seed_sandbox_account(session, seeded, carrier.vault, sandbox.base_url, "x")
        account.settings = {**account.settings, "comments_usd_a_month": "10"}
        profile = profile_of(sandbox, carrier.vault, account)
        posted = profile.tweet("Quy định mới về tách thửa").json()["data"]["id"]
        post_id, account_id = stand_published(session, seeded, account, posted, now), account.id or 0
    yield PostTalk(carrier, database, clock, sandbox, seeded, account_id, post_id, posted)
    carrier.incarnation.close()


@pytest.mark.parametrize("dialect", [[], ["post_fields_only"], ["tweet_fields_only"], ["fields_ignored"]], ids=str)
def test_replies_become_cases_and_cost_what_x_counts(talk: PostTalk, dialect: list[str]) -> None:
    talk.sandbox.control("PUT", "/weather", {"x": {"differs": dialect}})
    asked = talk.write("Tách thửa cần bao nhiêu m² & phí?")
    talk.write("Ở xã thì sao?", "Lê Thị Thử", parent=asked, mentions=False)
    talk.read()
    first, further = talk.messages()
    assert (first.external_id, first.text, first.by_hand) == (asked, "Tách thửa cần bao nhiêu m² & phí?", False)
    assert (further.text, further.by_hand) == ("Ở xã thì sao?", True)
    assert talk.spent() == pytest.approx(talk.charged() * PRICE)
    assert talk.charged() > 0


def test_nothing_is_read_twice_for_money_and_nothing_beyond_the_cap(talk: PostTalk) -> None:
    for number in range(3):
        talk.write(f"Hỏi {number}")
    # X refuses signatures of a clock that is five minutes off.
    talk.clock.move(minutes=3)
    talk.read()
    talk.read()
    assert (len(talk.messages()), talk.charged()) == (3, 3)
    assert talk.spent() == pytest.approx(3 * PRICE)
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        # Less than a reading may take at most: nothing more is asked this month.
        account.settings = {**account.settings, "comments_usd_a_month": "0,5"}
        session.get_one(CommentWatch, talk.post_id).due_at = talk.clock.now()
    asked = len(talk.sandbox.requests_since())
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert len(talk.sandbox.requests_since()) == asked
    with talk.database.read() as session:
        due_at = session.get_one(CommentWatch, talk.post_id).due_at
    assert due_at is not None
    assert due_at.astimezone(VIETNAM).day == 1


def test_without_a_cap_nothing_is_asked(talk: PostTalk) -> None:
    talk.write("Hỏi")
    with talk.database.write() as session:
        account = session.get_one(Account, talk.account_id)
        account.settings = {name: said for name, said in account.settings.items() if name != "comments_usd_a_month"}
        watch_posts(session, talk.clock.now())
    asked = len(talk.sandbox.requests_since())
    assert read_comments(talk.carrier, talk.account_id) == 0
    assert len(talk.sandbox.requests_since()) == asked


def test_an_answer_stands_once_also_when_it_was_lost(talk: PostTalk) -> None:
    talk.write("Tách thửa cần bao nhiêu m²?")
    talk.read()
    [message] = talk.messages()
    talk.sandbox.control("PUT", "/weather", DROPS)
    reply_id = talk.confirm(message, SAID)
    talk.carry()
    assert talk.reply(reply_id).state is CaseReplyState.UNKNOWN
    talk.sandbox.control("PUT", "/weather", {"x": {}})
    talk.clock.move(minutes=2)
    assert talk.carry() == 1
    assert talk.reply(reply_id).state is CaseReplyState.SENT
    assert talk.answers() == [(talk.post, f"@TranVanMau {SAID}")]
    assert [case.state for case in talk.cases()] == [CaseState.ANSWERED]
    talk.read()
    assert len(talk.messages()) == 1, "the account's own answer is no question"
    assert [one["text"] for one in talk.sandbox.ledger("x")] == ["Quy định mới về tách thửa"]


def test_whom_x_lets_no_program_answer_is_answered_by_hand(talk: PostTalk) -> None:
    talk.write("Hỏi", mentions=False)
    talk.read()
    [message] = talk.messages()
    with pytest.raises(LoaError, match="trả lời trên X"):
        talk.confirm(message, SAID)


def test_where_x_says_no_to_a_program_the_person_is_told_to_answer_there(talk: PostTalk) -> None:
    """Loa believed that a program may, X thinks otherwise."""
    talk.write("Hỏi", mentions=False)
    talk.read()
    with talk.database.write() as session:
        talk_message = talk.messages()[0]
        talk_message.by_hand = False
        session.add(session.merge(talk_message))
    reply_id = talk.confirm(talk.messages()[0], SAID)
    talk.carry()
    refused = talk.reply(reply_id)
    assert refused.state is CaseReplyState.FAILED
    assert "tự trả lời ở đó" in refused.reason
    assert "mentioned or otherwise engaged" in refused.reason
    assert talk.messages()[0].by_hand
    assert talk.answers() == []


def test_a_reply_to_what_was_taken_back_is_refused_with_xs_words(talk: PostTalk) -> None:
    asked = talk.write("Hỏi")
    talk.read()
    reply_id = talk.confirm(talk.messages()[0], SAID)
    page = f"{talk.sandbox.base_url}/man-hinh/x/x/status/{talk.post}/tra-loi"
    requests.post(page, data={"delete": asked}, timeout=10, allow_redirects=False).raise_for_status()
    talk.carry()
    assert "deleted or not visible" in talk.reply(reply_id).reason
