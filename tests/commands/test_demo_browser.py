"""The demo province in a real browser: the pictures of the README and of the staff's guide; and a campaign from an empty form to
a post on the Page, by the whole running program.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from statistics import correlation
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, ViewportSize, expect
from sqlalchemy import delete, update
from sqlmodel import col, func, select

from channels.registry import spec_of
from distributor.clock import VIETNAM
from distributor.compose.editorial import load_editorial
from distributor.compose.occasions import on_occasion
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.learn.store import BestTimes, best_times
from distributor.models import (
    Account,
    CampaignAccount,
    Case,
    Item,
    Post,
    PostMedia,
    PostState,
    PostTrial,
    Source,
    TrialOutcome,
)
from distributor.render.alt_text import describe_card
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for, load_card_rules
from phrases import beginning
from sandbox.huonggiang.items import Programme
from sandbox.weekly import of_account
from tests.commands.homes import Home
from tests.support import province
from tests.support.servers import wait_until
from tests.web.browsing import PHONE, browser, new_page, pytestmark, sign_in, watched_page, width_of
from tests.web.pictures import Photograph, is_in_the_window, photograph
from tests.web.processes import Web

__all__ = ["browser", "photograph"]

pytestmark = [*pytestmark, pytest.mark.timeout(900)]
LEADER, AUTHOR = "lanhdao", "bientap"
WORDS = "Sáng thứ Bảy hằng tuần, bộ phận một cửa các phường làm việc đến 11 giờ 30."
DECISION = "Quyết định số 27/2026/QĐ-UBND"
WIDE: ViewportSize = {"width": 1280, "height": 900}
TALL: ViewportSize = {"width": 1280, "height": 1500}
ON_THE_NETWORK: ViewportSize = {"width": 760, "height": 1000}
TIDE_S = 480.0
"""For what the parts do by themselves, on a busy machine."""


@dataclass
class Demo:
    home: Home
    web: Web
    browser: Browser
    database: Database
    password: str
    known: BestTimes
    """Of the Page's hours, as soon as it was up."""
    sessions: dict[str, StorageState] = field(default_factory=dict)

    def page_of(self, login: str, size: ViewportSize) -> AbstractContextManager[Page]:
        """A page of theirs, on which no error may be told. Each signs in once."""
        if login not in self.sessions:
            with new_page(self.browser, self.web) as page:
                sign_in(page, login, password=self.password)
                self.sessions[login] = page.context.storage_state()
        return watched_page(self.browser, self.web, viewport=size, storage_state=self.sessions[login])

    def sandbox(self, path: str, body: object = None) -> Any:
        address = f"http://127.0.0.1:{self.home.sandbox_port}/_sandbox/{path}"
        return province.call("GET" if body is None else "POST", address, body)

    def count(self, column: Any, *conditions: Any) -> int:
        with self.database.read() as session:
            return int(session.exec(select(func.count(column)).where(*conditions)).one())

    def post(self, channel: str, *conditions: Any) -> Post | None:
        """The newest that fits on the Department's account."""
        with self.database.read() as session:
            return session.exec(
                select(Post)
                .join(Account, col(Account.id) == col(Post.account_id))
                .join(Item, col(Item.id) == col(Post.item_id))
                .where(Account.channel == channel, Account.unit_id == 1, *conditions)
                .order_by(col(Post.id).desc())
            ).first()

    def stands(self) -> bool:
        """What is new at the start is out, two weeks ahead are planned, and citizens have asked."""
        fresh = datetime.now(UTC) - timedelta(days=1)
        under_way = (PostState.DRAFT, PostState.SENDING, PostState.UNKNOWN)
        return (
            self.count(col(Post.id), Post.state == PostState.PUBLISHED, col(Post.published_at) > fresh) >= NEW_POSTS
            and self.count(col(Post.id), col(Post.state).in_(under_way)) == 0
            and self.count(col(Post.id), Post.state == PostState.PLANNED, col(Post.purpose) == "campaign:3:1") >= AHEAD
            and self.count(col(Case.id)) == CASES
        )


NEW_POSTS, AHEAD, CASES, PAST = 18, 16, 3, 34
LEFT_OUT = 6
"""At most. Four are stories of mediators that wait for a person. On a busy machine one more was missing, and why is not known:
each run tells what it left out.
"""


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Demo]:
    whole = {"LOA_DEMO_CHANNELS": "", "LOA_DEMO_PAST": str(PAST), "LOA_SANDBOX_PUBLISH_EVERY": "0"}
    home = Home(tmp_path_factory.mktemp("demo"), whole)
    with home.up():
        database = home.database()
        password = (home.path / "demo-password").read_text(encoding="ascii").strip()
        demo = Demo(home, Web(home.web_port), browser, database, password, page_times(database))
        wait_until(demo.stands, "the demo stands")
        yield demo
        database.dispose()


def page_times(database: Database) -> BestTimes:
    """What is known now of the hours of the Department's Page."""
    with database.read() as session:
        page = session.exec(select(Account.id).where(Account.channel == "facebook", Account.unit_id == 1)).one()
        assert page is not None
        return best_times(session, page, "", datetime.now(UTC))


def not_counted(demo: Demo, page: int) -> str:
    """Posts of the Page from which nothing is learnt: what they are, and why."""
    with demo.database.read() as session:
        trial = col(PostTrial.post_id) == col(Post.id)
        rows = session.exec(
            select(Post.state, PostTrial.outcome, Post.reason)
            .join(PostTrial, trial, isouter=True)
            .where(Post.account_id == page, Post.state != PostState.PLANNED)
        ).all()
    told = (f"{state}, {outcome or 'no trial'}: {reason}" for state, outcome, reason in rows)
    return str(dict(Counter(each for each in told if f", {TrialOutcome.COUNTED}: " not in each)))


def test_suggested_hours_move_towards_the_hidden_curve_as_numbers_come(
    demo: Demo, record_property: Callable[[str, object], None]
) -> None:
    """The sandbox alone knows when its people read; what Loa says of it comes from the numbers that it was told."""

    def still() -> str:
        known = page_times(demo.database)
        return f"the last days' numbers have come: of {known.posts} posts; {not_counted(demo, known.account_id)}"

    wait_until(lambda: page_times(demo.database).posts >= PAST - LEFT_OUT, still)
    found = page_times(demo.database)
    record_property("left out", not_counted(demo, found.account_id))
    assert 8 <= demo.known.posts < found.posts
    assert demo.known.week != found.week
    with demo.database.read() as session:
        page = session.get_one(Account, found.account_id)
        chosen = session.exec(
            select(Post.id).where(
                Post.account_id == page.id, col(Post.reason).startswith(beginning("learn.hour.chosen"))
            )
        ).first()

    def hidden(weekday: int, hour: int) -> float:
        return of_account("facebook", page.settings["page_id"], weekday, hour)

    # The audience's luck is real here, and thirty posts are few: of 600 lots drawn over these posts the twelve best hours were
    # no better than the rest in two, while the whole week rose and fell with the hidden one in all (0.09 at least, mostly 0.76).
    hours = [(day, hour) for day in range(7) for hour in range(6, 23)]
    alike = correlation([found.week[day][hour] for day, hour in hours], [hidden(*at) for at in hours])
    record_property("alike", f"{alike:.2f}")
    assert alike > 0.0
    with demo.page_of(AUTHOR, WIDE) as page_of_times:
        page_of_times.goto(f"/gio-dang?tai_khoan={found.account_id}")
        expect(page_of_times.locator("table.heat tbody tr")).to_have_count(17)
        for suggestion in found.suggestions:
            expect(page_of_times.locator(".suggestions")).to_contain_text(suggestion.words)
        page_of_times.goto(f"/bai-dang/{chosen}")
        expect(page_of_times.locator("#bang")).to_contain_text("Giờ do Loa chọn")


SCREENS = {
    "tong-quan.png": ("/?don_vi=1", ("#truc-tiep", "td.published"), "tbody tr >> nth=3"),
    "lich.png": ("/lich?xem=tuan&ngay={next_week}", (".calendar h3", ".chip"), ".calendar"),
    "lap-chien-dich.png": ("/chien-dich/moi", ("h1", ".found button"), "#o-dau"),
    "chien-dich.png": ("/chien-dich/3", (".standing b",), ".list tbody tr >> nth=5"),
    "sua-bai.png": ("/bai-dang/{waiting}", ("#chu",), ".writes"),
    "can-phan-hoi.png": ("/can-phan-hoi", (f"li.case-line >> nth={CASES - 1}",), "ul.cases"),
    "tai-khoan.png": ("/tai-khoan", (".house",), ".house >> nth=5"),
}
"""Name → where it is, what is to be seen in it, and what it ends below."""


@pytest.mark.parametrize("name", SCREENS)
def test_a_picture_of_the_console(demo: Demo, photograph: Photograph, name: str) -> None:
    path, shows, down_to = SCREENS[name]
    waiting = demo.post("facebook", Post.state == PostState.AWAITING_REVIEW)
    assert waiting is not None
    with demo.page_of(LEADER, TALL) as page:
        page.goto(path.format(waiting=waiting.id, next_week=datetime.now(VIETNAM).date() + timedelta(days=7)))
        for one in shows:
            expect(page.locator(one).first).to_be_visible()
        expect(page.locator("main .empty")).to_have_count(0)
        photograph(page, name, *(page.locator(one).first for one in shows), down_to=page.locator(down_to))


def test_a_picture_of_a_phone(demo: Demo, photograph: Photograph) -> None:
    with demo.page_of(LEADER, PHONE) as page:
        page.goto("/")
        live = page.locator("#truc-tiep")
        expect(live).to_be_visible()
        photograph(page, "tong-quan-dien-thoai.png", live, page.locator(".asks li").first)


def test_pictures_of_a_campaign_and_of_the_report_on_a_phone(demo: Demo, photograph: Photograph) -> None:
    with demo.page_of(LEADER, PHONE) as page:
        page.goto("/chien-dich/3")
        page.locator("#cac-bai").scroll_into_view_if_needed()
        page.locator("#cac-bai").evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 70)")
        photograph(page, "chien-dich-dien-thoai.png", page.locator("#cac-bai"), page.locator(".list tbody tr").nth(1))
        page.goto("/bao-cao")
        page.locator("#mot-trang").evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 70)")
        photograph(page, "bao-cao-dien-thoai.png", page.locator("#mot-trang"), page.locator(".five li").last)


def test_a_picture_of_a_post_being_written(demo: Demo, photograph: Photograph) -> None:
    with demo.page_of(AUTHOR, TALL) as page:
        page.goto(f"/bai-moi?gio={datetime.now(VIETNAM) + timedelta(days=2):%Y-%m-%d}T09:30")
        page.get_by_label("Bạn muốn nói gì?").fill(WORDS)
        for channel in ("Facebook", "X"):
            page.get_by_role("checkbox", name=re.compile(f"^Sở Tư pháp.* {channel}$")).check()
        expect(page.locator("#kiem")).to_contain_text("Đủ để tạo bài")
        expect(page.locator(".word-tabs small").last).to_contain_text("/280")
        # Whatever stands there at each look: the part is drawn anew while one types.
        page.wait_for_function(
            """() => {
                const cards = [...document.querySelectorAll("#kiem .card-shown")];
                cards.forEach(one => one.scrollIntoView());
                return cards.length && cards.every(one => one.complete && one.naturalWidth > 0);
            }"""
        )
        page.evaluate("window.scrollTo(0, 0)")
        photograph(page, "soan-bai.png", page.locator("#kiem section").last, down_to=page.locator(".composer .writes"))


def test_a_picture_of_a_post_being_written_on_a_phone(demo: Demo, photograph: Photograph) -> None:
    """After the one of a desk, which shows no draft that is left."""
    with demo.page_of(AUTHOR, PHONE) as page:
        page.goto("/bai-moi")
        page.get_by_label("Bạn muốn nói gì?").fill(WORDS)
        page.get_by_role("checkbox", name=re.compile("^Sở Tư pháp.* Facebook$")).check()
        expect(page.locator(".word-tabs small").last).to_contain_text("/")
        page.locator("h1").evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 70)")
        photograph(page, "soan-bai-dien-thoai.png", page.locator("h1"), page.get_by_label("Bạn muốn nói gì?"))


def test_a_picture_of_the_leaders_page(demo: Demo, photograph: Photograph) -> None:
    with demo.page_of(LEADER, TALL) as page:
        page.goto("/bao-cao")
        photograph(
            page, "bao-cao.png", page.locator("#mot-trang"), page.locator(".todo"), down_to=page.locator(".four")
        )


def test_a_picture_of_what_is_put_right(demo: Demo, photograph: Photograph) -> None:
    post = demo.post("facebook", Post.state == PostState.PUBLISHED, col(Item.title).startswith(DECISION))
    assert post is not None
    with demo.page_of(LEADER, WIDE) as page:
        page.goto(f"/bai-dang/{post.id}")
        page.get_by_role("link", name="Sửa sai").click()
        page.locator("p.pick button").first.click()
        page.get_by_label("Nội dung đúng").fill("60 m²")
        photograph(
            page, "sua-sai.png", page.get_by_role("button", name="Xem mọi nơi sẽ sửa"), page.locator(".says h3").first
        )


def test_a_picture_of_what_is_put_right_on_a_phone(demo: Demo, photograph: Photograph) -> None:
    """Every place before and after; then all stays as it is."""
    with demo.page_of(LEADER, PHONE) as page:
        post = demo.post("facebook", Post.state == PostState.PUBLISHED, col(Item.title).startswith(DECISION))
        assert post is not None
        page.goto(f"/dinh-chinh/{post.item_id}/moi")
        page.get_by_label("Bài đăng đã ghi sai").fill("50 m²")
        page.get_by_label("Nội dung đúng").fill("60 m²")
        page.get_by_role("button", name="Xem mọi nơi sẽ sửa").click()
        expect(page.locator(".amended del").first).to_be_visible()
        page.locator(".step").first.evaluate("(one) => scrollTo(0, one.getBoundingClientRect().top + scrollY - 70)")
        shown = page.locator(".amended").first
        expect(shown.locator("img").last).to_have_js_property("complete", True)
        page.wait_for_load_state("networkidle")
        photograph(page, "sua-sai-dien-thoai.png", shown, page.get_by_role("button", name="Duyệt đính chính"))
        page.get_by_text("Giữ nguyên các bài").click()
        page.get_by_role("button", name="Giữ nguyên, không đính chính").click()
        expect(page.get_by_role("status", name="Đã làm")).to_be_visible()


@pytest.mark.parametrize("channel", ["facebook", "x"])
def test_a_picture_of_a_network(demo: Demo, photograph: Photograph, channel: str) -> None:
    post = demo.post(channel, Post.state == PostState.PUBLISHED, col(Item.title).startswith(DECISION))
    assert post is not None
    with new_page(demo.browser, demo.web, viewport=ON_THE_NETWORK) as page:
        page.goto(post.external_url)
        said = page.locator("article").first
        expect(said).to_contain_text("27/2026/QĐ-UBND")
        card = said.get_by_role("img").last
        card.scroll_into_view_if_needed()
        expect(card).to_have_js_property("complete", True)
        assert card.evaluate("one => one.naturalWidth") > 0
        page.evaluate("window.scrollTo(0, 0)")
        photograph(page, f"{channel}.png", page.locator("h1"), down_to=said)


def test_a_campaign_from_an_empty_form_to_a_post_on_the_page(demo: Demo, photograph: Photograph) -> None:
    """An author plans it and watches; the leader says yes on a phone; citizens see it once."""
    page_id = leave_the_page_to_nobody(demo)
    with demo.page_of(AUTHOR, WIDE) as desk, demo.page_of(LEADER, PHONE) as phone:
        campaign = plan(desk)
        issue = demo.sandbox("huonggiang/publish", {})
        read_at_once(demo)
        desk.goto(f"/?kenh=facebook&tim={issue['title']}")
        desk.evaluate("window.neverReloaded = true")
        waits = Item.title == issue["title"], Post.state == PostState.AWAITING_REVIEW
        wait_until(lambda: demo.post("facebook", *waits), "the new item's post waits for a yes")
        post = demo.post("facebook", *waits)
        assert post is not None
        cell = desk.locator(f"#o-{post.item_id}-{page_id}")
        expect(cell).to_contain_text("Chờ duyệt")

        say_yes(phone, post, photograph)
        expect(cell).to_contain_text("Đã lên lịch")
        assert on_the_page(demo, post) == 0, "a yes may be taken back for a minute"
        let_the_minute_pass(demo, post)
        expect(cell).to_contain_text("Đã đăng", timeout=TIDE_S * 1000)
        assert desk.evaluate("window.neverReloaded"), "the ledger changed by itself"
        address = cell.get_by_role("link").get_attribute("href") or ""

        desk.goto(campaign)
        expect(desk.get_by_role("region", name="Kế hoạch")).to_contain_text("1 bài đã đăng")
        row = desk.get_by_role("table", name="Bài của chiến dịch").get_by_role("row").filter(has_text=issue["title"])
        expect(row).to_contain_text("Đã đăng")
        expect(row.get_by_role("link", name="Xem trên kênh")).to_have_attribute("href", address)
    with new_page(demo.browser, demo.web) as citizen:
        citizen.goto(address.rpartition("/")[0])
        expect(citizen.locator("article").filter(has_text=post.link)).to_have_count(1)
    assert on_the_page(demo, post) == 1


def test_every_layout_stands_on_a_post_of_the_demo(demo: Demo) -> None:
    """By the rules alone, of the province's own items; told by the alternative text of the card that was drawn."""
    wanted = {rule.layout for rule in load_card_rules().rule}
    last = Programme().prepared[-1].slug
    while demo.sandbox("huonggiang/publish", {})["slug"] != last:
        pass
    read_at_once(demo)
    known: dict[int, str] = {}
    wait_until(
        lambda: wanted <= layouts(demo, known),
        lambda: f"posts of each layout; still of none: {wanted - set(known.values())}",
    )


def layouts(demo: Demo, known: dict[int, str]) -> set[str]:
    """Of the feed's posts, each looked at once."""
    editorial, most = load_editorial(), spec_of("rss").media.alt_text_limit
    with demo.database.read() as session:
        rows = session.exec(
            select(Post, Item, PostMedia.alt_text)
            .join(Account, col(Account.id) == col(Post.account_id))
            .join(Item, col(Item.id) == col(Post.item_id))
            .join(PostMedia, col(PostMedia.post_id) == col(Post.id))
            .where(Account.channel == "rss", Post.state == PostState.PUBLISHED, col(Post.id).not_in(list(known)))
        ).all()
        for post, item, alt_text in rows:
            view = on_occasion(item_view(session, item), post.purpose)
            content = card_content(view, editorial, sample=True, address=post.link)
            layout = layout_for(content, "rss")
            if alt_text == describe_card(content, most, layout):  # else it says what has been put right since
                known[post.id or 0] = layout.name
    return set(known.values())


def leave_the_page_to_nobody(demo: Demo) -> int:
    """The demo's own campaigns say everything everywhere; an account has one campaign that announces. The Page's id."""
    with demo.database.write() as session:
        page_id = session.exec(select(Account.id).where(Account.channel == "facebook", Account.unit_id == 1)).one()
        session.connection().execute(
            delete(CampaignAccount).where(
                col(CampaignAccount.account_id) == page_id, col(CampaignAccount.campaign_id).in_([1, 2])
            )
        )
    assert page_id is not None
    return page_id


def plan(desk: Page) -> str:
    """From the empty form by the forecast to a campaign that runs; its path."""
    desk.goto("/")
    desk.get_by_role("link", name="Chiến dịch").first.click()
    desk.get_by_role("link", name="Lập chiến dịch").click()
    desk.get_by_label("Tên chiến dịch").fill("Tin mới trên Trang của Sở, có người duyệt")
    desk.locator("#o-dau > summary").click()
    while desk.locator("#o-dau input:checked").count():
        desk.locator("#o-dau input:checked").first.uncheck()
    desk.get_by_label(re.compile("Sở Tư pháp tỉnh Hương Giang.*Facebook")).check()
    expect(desk.get_by_label("Tự động: mọi nguồn của đơn vị")).to_be_checked()
    desk.get_by_label("Nhịp đăng", exact=False).first.fill("mỗi ngày 4 bài")
    desk.get_by_label("Mọi loại, mọi kênh").select_option("review")
    desk.get_by_role("button", name="Xem lịch từng bài").click()
    expect(desk.get_by_text("Bản thảo", exact=True)).to_be_visible()
    expect(desk.get_by_role("region", name="Dự báo theo tài khoản").get_by_role("row")).to_have_count(2)
    desk.get_by_role("link", name="Bắt đầu chiến dịch").click()
    desk.get_by_role("button", name="Bắt đầu chiến dịch").click()
    expect(desk.get_by_text("Đang chạy", exact=True)).to_be_visible()
    return desk.url.partition("?")[0]


def say_yes(phone: Page, post: Post, photograph: Photograph) -> None:
    """The whole post on one screen of a phone, the button under the thumb."""
    phone.goto("/")
    phone.get_by_role("navigation", name="Chính").get_by_role("link", name="Chờ duyệt").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Chờ duyệt")
    photograph(phone, "duyet-dien-thoai.png", phone.locator(".group .told > li").first)
    yes = phone.locator(f"#duyet-{post.id} button.yes")

    def may_be_approved() -> bool:
        """Its words are there before its picture is drawn."""
        phone.goto(f"/cho-duyet/{post.id}")
        return yes.count() == 1

    wait_until(may_be_approved, "the post's picture is drawn", look_s=0.5)
    expect(phone.get_by_label("Nội dung đúng như sẽ đăng")).to_contain_text(post.link)
    assert width_of(phone) == PHONE["width"]
    assert is_in_the_window(yes)
    yes.click()
    expect(phone.get_by_role("status", name="Đã làm")).to_contain_text(f"Đã duyệt bài {post.id}")


def read_at_once(demo: Demo) -> None:
    with demo.database.write() as session:
        session.connection().execute(update(Source).values(next_read_at=datetime.now(UTC)))


def let_the_minute_pass(demo: Demo, post: Post) -> None:
    now = datetime.now(UTC)
    with demo.database.write() as session:
        session.connection().execute(
            update(Post)
            .where(col(Post.id) == post.id, col(Post.state) == PostState.PLANNED)
            .values(slot_at=now, due_at=now)
        )


def on_the_page(demo: Demo, post: Post) -> int:
    """How often the sandbox has it."""
    there = demo.sandbox("ledger.json")["publications"]
    return sum(post.link in entry["text"] for entry in there if entry["platform"] == "facebook")
