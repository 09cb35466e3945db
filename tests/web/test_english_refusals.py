"""What an adapter says, through the engine and onto a page, in its reader's language: a refusal, a sign-in, a form."""

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlmodel import col, select

from channels.facebook.spec import SPEC
from distributor.db import Database
from distributor.deliver.accounts import refresh_credentials
from distributor.deliver.carry import carry_next
from distributor.media.store import MediaStore
from distributor.models import Account, AccountState, Attempt, Notice, Post, PostState, Staff
from distributor.outgoing.carrier import Carrier
from distributor.outgoing.post import account_view
from distributor.settings import Settings
from distributor.vault import open_vault
from distributor.work.liveness import LivingIncarnation
from phrases import Phrase, in_language
from tests.channels.platforms import graph_error
from tests.channels.server import Server, answer, running_server
from tests.deliver.conftest import PatientPacer
from tests.support.province import Seeded, seed_item, seed_posts
from tests.web.home import Hands
from tests.web.province import LOGIN, Province
from tests.web.test_connect import said

PAGE = "61550000000001"
REFUSED = "Facebook refused this (code 100). Correct the post accordingly, then approve it again."


@dataclass
class Page:
    """A Facebook Page whose platform a test scripts. `post_id`: of a post that is due."""

    carrier: Carrier
    database: Database
    server: Server
    account_id: int
    post_id: int

    def carry(self) -> None:
        assert carry_next(self.carrier, self.account_id, SPEC)

    def row(self) -> Post:
        with self.database.read() as session:
            return session.exec(select(Post).where(Post.id == self.post_id)).one()

    def account(self) -> Account:
        with self.database.read() as session:
            return session.get_one(Account, self.account_id)


@pytest.fixture
def page(settings: Settings, database: Database, clock: Hands, province: Province) -> Iterator[Page]:
    settings.run_folder.mkdir(parents=True, exist_ok=True)
    vault, incarnation = open_vault(settings.home), LivingIncarnation(database, settings.run_folder)
    carrier = Carrier(
        settings=settings,
        database=database,
        clock=clock,
        vault=vault,
        incarnation=incarnation,
        pacer=PatientPacer(),
        media_path=MediaStore(settings.media_folder).path_of,
    )
    with running_server() as server:
        with database.write() as session:
            staff = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
            account = Account(
                unit_id=province.unit_id,
                channel="facebook",
                name="Trang thử",
                settings={"page_id": PAGE, "endpoint": server.address},
                credentials=vault.seal({"page_access_token": "EAAtoken0123456789"}),
                credentials_version=1,
            )
            session.add(account)
            session.flush()
            seeded = Seeded(province.unit_id, staff.id or 0)
            item_id = seed_item(session, seeded, 900, clock.now())
            (post_id,) = seed_posts(session, seeded, account, [item_id], now=clock.now())
            account_id = account.id or 0
        yield Page(carrier, database, server, account_id, post_id)
    incarnation.close()


def in_english(client: TestClient, address: str) -> str:
    client.post("/ngon-ngu", data={"ngon_ngu": "en", "ve": "/"})
    return unescape(client.get(address).text)


def test_a_refusal_is_said_in_english(page: Page, signed_in: TestClient) -> None:
    page.server.script(answer(400, graph_error(100, "Invalid parameter")))
    page.carry()
    post = page.row()
    assert post.state is PostState.FAILED
    assert isinstance(post.reason, Phrase), "the row keeps code and values"
    assert post.reason == (
        "Facebook từ chối (mã 100). Hãy sửa bài theo lý do này rồi duyệt lại. Lời của nền tảng: “Invalid parameter”."
    )
    shown = in_english(signed_in, f"/lich/bai/{page.post_id}")
    assert f"{REFUSED} The platform said: “Invalid parameter”." in shown
    assert "từ chối" not in shown
    assert "Lời của nền tảng" not in shown
    overview = in_english(signed_in, "/")
    assert "Facebook refused this (code 100)." in overview
    assert "Facebook từ chối" not in overview


def test_its_attempt_and_its_notice_keep_it_too(page: Page) -> None:
    page.server.script(answer(400, graph_error(368, "blocked", error_subcode=1346003)))
    page.carry()
    with page.database.read() as session:
        kept = [
            session.exec(select(Attempt.message).where(Attempt.post_id == page.post_id)).one(),
            session.exec(select(Notice.text).where(col(Notice.subject) == f"post:{page.post_id}")).one(),
        ]
    for each in kept:
        assert "Facebook blocks the text or an address of the post" in in_language(each, "en")
        assert "Facebook chặn nội dung" in each


def test_what_the_adapter_finds_before_it_calls_is_in_english(page: Page, signed_in: TestClient) -> None:
    with page.database.write() as session:
        session.get_one(Account, page.account_id).settings = {"page_id": "a b"}
    page.carry()
    assert page.row().state is PostState.FAILED
    shown = in_english(signed_in, f"/lich/bai/{page.post_id}")
    assert "Account of Facebook: id of the Page (`page_id`) is of the wrong form. Correct it under Accounts." in shown


def test_an_account_that_must_be_connected_again_says_why_in_english(page: Page, signed_in: TestClient) -> None:
    page.server.script(answer(401, graph_error(190, "Error validating access token", error_subcode=460)))
    page.carry()
    refresh_credentials(page.carrier, account_view(page.account()), page.account().state_reason or page.row().reason)
    assert page.account().state is AccountState.NEEDS_SIGNIN
    shown = in_english(signed_in, f"/tai-khoan/{page.account_id}")
    assert "The Page's administrator changed their password" in shown
    assert "đã đổi mật khẩu" not in shown


def test_a_connection_that_is_refused_says_so_in_english(signed_in: TestClient) -> None:
    in_english(signed_in, "/")
    form = said(signed_in.get("/ket-noi"))
    assert "see the list of Pages" in form
    assert "upload, change videos, captions, playlists" in form
    assert "Does not expire. Lost when the administrator changes the password" in form
    assert "xem danh sách Trang" not in form
