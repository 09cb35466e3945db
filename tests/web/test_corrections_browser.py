"""A correction in a real browser: every post before and after, its ways, one decision; on a wide screen and on a phone."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col, select

from channels.registry import register
from distributor.compose.erratum import Erratum
from distributor.correct.desk import Desk as Proposing
from distributor.correct.propose import propose_correction
from distributor.db import Database
from distributor.media.store import MediaStore
from distributor.models import Account, CorrectionAct, CorrectionStep, Post, PostMedia, PostState
from distributor.settings import Settings
from distributor.vault import open_vault
from tests.correct.test_corrections import Page as PlatformPage
from tests.correct.test_corrections import Platform, Profile, scripted
from tests.web.browsing import PHONE, browser, faults, page, pytestmark, sign_in, unfold, width_of
from tests.web.desk_cases import SAID, Desk, with_picture
from tests.web.home import Hands
from tests.web.processes import Web, running_web
from tests.web.province import NOON, Province, add_post, identity

__all__ = ["browser", "page", "pytestmark"]

WRONG, RIGHT = "07/12/2026", "17/12/2026"


@pytest.fixture
def reported(settings: Settings, database: Database, province: Province, desk: Desk, clock: Hands) -> int:
    """An item that is out on Facebook and X and waits on Facebook and for the loudspeaker; its date was misread."""
    with database.write() as session:
        session.connection().execute(
            update(Post)
            .where(col(Post.id) == desk.facebook)
            .values(slot_at=NOON + timedelta(days=2), state=PostState.PLANNED)
        )
        x = Account(unit_id=province.unit_id, channel="x", name="@PhapLuatHG")
        other = Account(unit_id=province.unit_id, channel="facebook", name="Tuyên truyền pháp luật")
        session.add_all([x, other])
        session.flush()
        store = MediaStore(settings.media_folder)
        tweet = with_picture(
            session, store, add_post(session, identity(x.id), desk.item, PostState.PUBLISHED, text=SAID[:110], at=NOON)
        )
        out = with_picture(
            session, store, add_post(session, identity(other.id), desk.item, PostState.PUBLISHED, text=SAID, at=NOON)
        )
        session.connection().execute(update(Post).where(col(Post.id).in_([tweet, out])).values(published_at=NOON))
        session.connection().execute(
            update(PostMedia).where(col(PostMedia.post_id) == out).values(alt_text=f"Thẻ chữ: từ {WRONG}.")
        )
    with ExitStack() as registered:
        registered.enter_context(register(scripted("facebook", PlatformPage, Platform())))
        registered.enter_context(register(scripted("x", Profile, Platform())))
        with Proposing(settings, database, clock, open_vault(settings.home)) as proposing:
            (made,) = propose_correction(proposing, desk.item, proposing.making(), erratum=Erratum(WRONG, RIGHT))
    return made


@pytest.fixture
def web(settings: Settings, reported: int) -> Iterator[Web]:
    assert reported
    with running_web(settings.home) as web:
        yield web


def test_every_post_is_shown_and_one_button_decides(page: Page, web: Web, desk: Desk, database: Database) -> None:
    page.set_viewport_size({"width": 1440, "height": 900})
    sign_in(page, "duyet", f"/dinh-chinh/{desk.item}")
    assert faults(page) == []
    assert page.locator(".amended del", has_text="07").first.is_visible(), "what changes stands there without a tap"
    unfold(page)
    assert faults(page) == []
    for words in ("Bài đang chờ đăng", "Sẽ đăng", "Bài đăng thay", "được giữ lại cho tới khi có quyết định"):
        expect(page.get_by_text(words).first).to_be_visible()
    assert page.locator("del", has_text="07").count() >= 4
    with database.read() as session:
        step = session.exec(
            select(CorrectionStep).where(CorrectionStep.act == CorrectionAct.REPLACE).order_by(col(CorrectionStep.id))
        ).first()
    assert step is not None
    section = page.locator(f"#buoc-{step.id}")
    section.get_by_role("button", name="Đăng đính chính").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã chọn cách xử lý")
    section.locator("summary").click()
    expect(section.get_by_role("button", name="Đăng đính chính")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="Duyệt đính chính").click()
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã duyệt đính chính")
    with database.read() as session:
        assert RIGHT in session.get_one(Post, desk.facebook).text


def test_on_a_phone_before_and_after_stand_below_each_other(page: Page, web: Web, desk: Desk) -> None:
    page.set_viewport_size(PHONE)
    sign_in(page, "duyet", f"/dinh-chinh/{desk.item}")
    assert width_of(page) <= PHONE["width"]
    assert faults(page) == []
    page.locator(".step summary").first.click()
    first, second = (page.locator(".pair").first.locator("> div").nth(place).bounding_box() for place in (0, 1))
    assert first is not None
    assert second is not None
    assert second["y"] >= first["y"] + first["height"]
    button = page.get_by_role("button", name="Duyệt đính chính").bounding_box()
    assert button is not None
    assert button["height"] >= 44
    assert button["y"] + button["height"] <= PHONE["height"], "within a thumb's reach without scrolling"


@pytest.mark.parametrize("width", [1440, 390], ids=["desk", "phone"])
def test_something_is_put_right_in_five_actions(
    page: Page, web: Web, desk: Desk, database: Database, width: int
) -> None:
    """From a post: what is wrong, what is right, all places before and after, one decision."""
    page.set_viewport_size({"width": width, "height": 844})
    sign_in(page, "duyet", f"/bai-dang/{desk.facebook}")
    screens, actions = 1, 0
    page.get_by_role("link", name="Sửa sai").click()
    screens, actions = screens + 1, actions + 1
    assert faults(page) == []
    page.get_by_role("button", name="80 m²").click()
    page.get_by_label("Nội dung đúng").fill("90 m²")
    page.get_by_role("button", name="Xem mọi nơi sẽ sửa").click()
    screens, actions = screens + 1, actions + 3
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã lập đề nghị đính chính")
    page.get_by_role("button", name="Duyệt đính chính").first.click()
    actions += 1
    expect(page.get_by_role("status", name="Đã làm")).to_contain_text("Đã duyệt đính chính")
    assert (actions, screens) == (5, 3)
