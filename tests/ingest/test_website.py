"""Sources without a feed, read through the whole path from a real server: listings and single pages."""

from datetime import UTC, datetime

import pytest
from sqlmodel import select

from distributor.errors import LoaError, SettingsError
from distributor.ingest.articles import plan
from distributor.ingest.content import Content
from distributor.ingest.decide import BacklogPolicy, Known, KnownSighting
from distributor.ingest.identify import identify
from distributor.ingest.paste import paste_address
from distributor.ingest.profiles import Profile, ReadingBounds
from distributor.ingest.sources import add_source
from distributor.ingest.subscriptions import subscribe
from distributor.models import Attachment, Intake, Sighting, SourceKind
from tests.ingest.site import says
from tests.ingest.support import NOW, item, rss
from tests.ingest.web import EMBLEM, PROSE, Web, article, listing

# --- listings


def test_a_listing_becomes_items_with_their_articles(web: Web) -> None:
    web.publish(2, 1)
    source = web.source()
    outcome = web.read(source)
    assert (outcome.found, outcome.new, outcome.skipped) == (2, 2, ())
    first = web.room.items()[0]
    assert first.title == web.title(2)
    assert first.address == f"{web.site.address}/tin/2.html"
    assert first.text == f"2. {PROSE}"
    assert first.published_at == datetime(2026, 11, 24, 1, 15, tzinfo=UTC)
    assert first.picture_url == ""
    web.fetched()
    assert web.read(source).unchanged
    assert web.fetched() == ["/tin/"]
    web.publish(3, 2, 1)
    assert web.read(source).new == 1
    assert web.fetched() == ["/tin/", "/tin/3.html"]


def test_an_item_of_a_feed_is_not_a_second_one(web: Web) -> None:
    web.publish(2, 1)
    address = f"{web.site.address}/tin/1.html"
    web.site.answers["/rss"] = says(rss([item(web.title(1), guid="tag:1", link=address, text="Tóm tắt.")]))
    web.read(web.source("/rss", None))
    web.fetched()
    outcome = web.read(web.source())
    assert (outcome.found, outcome.new) == (2, 1)
    assert web.fetched() == ["/tin/", "/tin/2.html"]
    with web.room.database.read() as session:
        assert [each.duplicate for each in session.exec(select(Sighting).order_by("id"))] == [False, False, True]


def test_identity_in_the_query_is_kept_and_the_canonical_link_without_it_is_not_believed(web: Web) -> None:
    rows = "".join(
        f'<tr><td><a href="default.aspx?cn=28&amp;gd=26&amp;tc={number}&amp;utm_source=x">{web.title(number)}</a></td></tr>'
        for number in (9371, 9372)
    )
    web.site.answers["/xa/"] = says(f"<table>{rows}</table>".encode())
    for number in (9371, 9372):
        page = article(web.title(number), more='<link rel="canonical" href="/xa/default.aspx">')
        web.site.answers[f"/xa/default.aspx?cn=28&gd=26&tc={number}&utm_source=x"] = says(page)
    assert web.read(web.source("/xa/")).new == 2
    assert [each.address.partition("/xa/")[2] for each in web.room.items()] == [
        "default.aspx?cn=28&gd=26&tc=9371",
        "default.aspx?cn=28&gd=26&tc=9372",
    ]


def test_a_page_that_knows_its_own_address_joins_it(web: Web) -> None:
    own = f"{web.site.address}/van-ban/quyet-dinh-so-1"
    web.site.answers["/van-ban/quyet-dinh-so-1"] = says(article("Quyết định số 1 của xã Thạch Hương"))
    web.read(web.source("/van-ban/quyet-dinh-so-1", SourceKind.PAGE))
    web.publish(2, 1)
    web.site.answers["/tin/1.html"] = says(article(web.title(1), more=f'<link rel="canonical" href="{own}">'))
    assert web.read(web.source()).new == 1
    assert len(web.room.items()) == 2


def test_the_first_reading_is_backlog_and_fetches_no_article(web: Web) -> None:
    web.publish(2, 1)
    source = web.source(take_all=False)
    web.read(source)
    assert [each.intake for each in web.room.items()] == [Intake.BACKLOG] * 2
    assert web.fetched() == ["/tin/"]
    web.publish(3, 2, 1)
    web.read(source)
    assert web.room.items()[-1].intake is Intake.TAKEN
    assert web.room.items()[-1].text == f"3. {PROSE}"


def test_a_flood_waits_for_staff_and_fetches_no_article(web: Web) -> None:
    web.publish(1, 2)
    source = web.source(take_all=False, flood_limit=3)
    web.read(source)
    web.fetched()
    web.publish(*range(3, 9))
    assert web.read(source).new == 6
    assert {each.intake for each in web.room.items()[2:]} == {Intake.FLOOD}
    assert web.fetched() == ["/tin/"]
    assert len(web.room.notices("flood")) == 1


def test_five_thousand_links_are_bounded(web: Web) -> None:
    web.publish(1, 2)
    source = web.source(take_all=False)
    web.read(source)
    web.fetched()
    web.site.answers["/tin/"] = says(listing(*range(10, 5010)))
    outcome = web.read(source)
    assert (outcome.found, outcome.new) == (ReadingBounds().rows, ReadingBounds().rows)
    assert web.fetched() == ["/tin/"]
    assert "5000 tin" in outcome.warnings[0]


def test_what_one_reading_leaves_the_next_takes(web: Web) -> None:
    web.publish(*range(1, 26))
    source = web.source()
    first = web.read(source)
    assert (first.new, len(web.fetched())) == (20, 21)
    assert "Còn 5 bài" in first.warnings[-1]
    assert web.read(source).new == 5
    assert len(web.fetched()) == 6
    assert web.read(source).unchanged
    assert len(web.room.items()) == 25


def test_a_gone_article_stays_as_its_row_a_failing_one_comes_again(web: Web) -> None:
    web.publish(2, 1)
    web.site.answers |= {"/tin/1.html": says(b"", 404), "/tin/2.html": says(b"", 500)}
    source = web.source()
    outcome = web.read(source)
    assert web.room.titles() == [web.title(1)]
    assert [each.title for each in outcome.skipped] == [web.title(2)]
    web.site.answers["/tin/2.html"] = says(article(web.title(2)))
    assert web.read(source).new == 1


def test_a_server_that_is_down_is_left_alone(web: Web) -> None:
    web.publish(*range(1, 11))
    for number in range(1, 11):
        web.site.answers[f"/tin/{number}.html"] = says(b"", 503)
    outcome = web.read(web.source())
    assert len(web.fetched()) == 1 + 3 + 1, "the last one is asked too: pages may fail while the server is well"
    assert len(outcome.skipped) == 4
    assert "Còn 6 bài" in outcome.warnings[-1]


def test_a_few_pages_that_always_fail_do_not_keep_the_others_from_being_read(web: Web) -> None:
    web.publish(*range(10, 0, -1))
    for number in range(6, 11):
        web.site.answers[f"/tin/{number}.html"] = says(b"", 503)
    outcome = web.read(web.source())
    assert (outcome.new, len(outcome.skipped)) == (5, 5)


def test_an_article_that_redirects_for_ever_costs_itself_only(web: Web) -> None:
    web.publish(2, 1)
    web.site.answers["/tin/2.html"] = says(b"", 302, Location="/tin/2.html")
    outcome = web.read(web.source())
    assert web.room.titles() == [web.title(1)]
    assert "vòng" in outcome.skipped[0].reason


@pytest.mark.parametrize(
    ("page", "words"),
    [
        (b"<html><body><h1>Bao tri</h1></body></html>", "không thấy danh sách tin"),
        (b'<html><link rel="alternate" type="application/rss+xml" href="/rss"><p>x</p></html>', "/rss; hãy dùng"),
        (b"<html></html>", "(HTML)"),
    ],
)
def test_a_page_without_news_says_what_to_do(web: Web, page: bytes, words: str) -> None:
    web.site.answers["/"] = says(page, Content_Type="text/html")
    assert words in web.read(web.source("/", None), fails=True).error


def test_a_listing_under_repair_forgets_nothing(web: Web) -> None:
    web.publish(2, 1)
    source = web.source()
    web.read(source)
    web.site.answers["/tin/"] = says(b"<html><body>Trang dang bao tri</body></html>")
    web.read(source, fails=True)
    web.publish(2, 1)
    assert (web.read(source).new, len(web.room.items())) == (0, 2)


def test_a_profile_that_is_not_there_is_named(web: Web) -> None:
    with web.room.database.write() as session, pytest.raises(SettingsError, match="khong-co"):
        add_source(session, web.room.unit_id, web.site.address, take_all=True, clock=web.room.clock, profile="khong-co")


def test_a_profile_says_where_everything_stands(web: Web) -> None:
    profile = Profile.model_validate(
        {
            "label": "Cổng mẫu",
            "checked": "2026-11-24",
            "listing": {
                "entries": "div.tin",
                "title": "b",
                "link": "a.mo@href",
                "date": "i",
                "date_format": "%Y.%m.%d",
                "summary": ".//span[@title]",
                "keep": r"so=\d+",
                "next": "a.sau",
                "pages": 2,
            },
            "article": {"title": ".ten", "body": "#noi-dung", "date": "em", "attachments": ".tep a", "drop": [".qc"]},
        }
    )
    row = '<div class="tin"><b>Tin {0}</b><a class="mo" href="/x?so={0}">mở</a><i>2026.11.{0}</i><span title="t">T</span></div>'
    skipped = '<div class="tin"><b>Quảng cáo</b><a class="mo" href="/qc">x</a></div>'
    web.site.answers |= {
        "/ds": says(f"{row.format(12)}{skipped}<a class='sau' href='/ds?trang=2'>sau</a>".encode()),
        "/ds?trang=2": says(f"{row.format(11)}<a class='sau' href='/ds?trang=3'>sau</a>".encode()),
        "/x?so=12": says(
            '<p class="ten">Tin mười hai</p><em>25-11-2026</em><div id="noi-dung"><p>Chữ.</p><p class="qc">Mua đi</p></div>'
            '<p class="tep"><a href="a.pdf">Toàn văn</a></p><a href="b.pdf">khác</a>'.encode()
        ),
    }
    parsed = web.parse("/ds", profile)
    assert [(each.title, each.outline.published) for each in parsed.entries if each.outline] == [
        ("Tin 12", datetime(2026, 11, 11, 17, tzinfo=UTC)),
        ("Tin 11", datetime(2026, 11, 10, 17, tzinfo=UTC)),
    ]
    assert [path for path, _ in web.site.asked] == ["/ds", "/ds?trang=2"]
    entry = parsed.entries[0].read()
    assert isinstance(entry.content, Content)
    assert (entry.title, entry.content.html, entry.published) == (
        "Tin mười hai", "<div><p>Chữ.</p></div>", datetime(2026, 11, 24, 17, tzinfo=UTC),
    )  # fmt: skip
    assert [(each.address, each.title) for each in entry.enclosures] == [(f"{web.site.address}/a.pdf", "Toàn văn")]


# --- pictures and documents


def test_the_emblem_of_a_site_is_nobodys_picture(web: Web) -> None:
    web.publish(3, 2, 1)
    web.site.answers["/tin/"] = says(listing(3, 2, 1).replace(EMBLEM.encode(), b""))
    own = '<p><img src="/anh/le-trao-giay.jpg" width="640" height="400"></p><p><img src="/anh/nut.gif" width="20"></p>'
    web.site.answers["/tin/3.html"] = says(article(web.title(3), more=own))
    source = web.source()
    web.read(source)
    pictures = [each.picture_url.removeprefix(web.site.address) for each in web.room.items()]
    assert pictures == ["/anh/le-trao-giay.jpg", "", ""]


def test_documents_of_an_article_are_wanted_and_those_of_a_revision_added(web: Web) -> None:
    files = '<div class="dinh-kem"><a href="/tep/qd-27.pdf">Quyết định 27</a> <a href="/tep/anh.jpg">Ảnh</a>{}</div>'
    web.publish(2, 1)
    web.site.answers["/tin/1.html"] = says(article(web.title(1), more=files.format("")))
    source = web.source()
    web.read(source)
    more = files.format('<a href="/tai?file=phu-luc.docx">Tải về</a>')
    web.site.answers["/tin/1.html"] = says(
        article(web.title(1), PROSE.replace("trong ngày", "trong 05 ngày"), more=more)
    )
    web.room.clock.pass_by(hours=2)
    assert web.read(source).revised == 1
    with web.room.database.read() as session:
        found = session.exec(select(Attachment).order_by("position")).all()
    assert [(each.position, each.title, each.state) for each in found] == [
        (0, "Quyết định 27", "wanted"),
        (1, "tai", "wanted"),
    ]
    assert found[1].address.endswith("/tai?file=phu-luc.docx")


# --- single pages


def test_a_page_is_one_item_and_its_change_a_revision(web: Web) -> None:
    web.publish(1)
    source = web.source("/tin/1.html", SourceKind.PAGE)
    assert web.read(source).new == 1
    assert web.room.titles() == [web.title(1)]
    web.site.answers["/tin/1.html"] = says(article(web.title(1), PROSE.replace("xã,", "phường,")))
    assert web.read(source).revised == 1


def test_a_page_does_not_take_the_picture_of_the_home_page(web: Web) -> None:
    web.publish(1)
    source = web.source("/tin/1.html", SourceKind.PAGE)
    web.read(source)
    assert web.room.items()[0].picture_url != ""
    web.site.answers["/"] = says(listing(1))
    web.site.answers["/tin/2.html"] = says(article(web.title(2)))
    web.read(web.source("/tin/2.html", SourceKind.PAGE))
    assert web.room.items()[1].picture_url == ""


def test_an_article_is_told_from_a_list(web: Web) -> None:
    web.publish(3, 2, 1)
    assert "danh sách" in web.read(web.source("/tin/", SourceKind.PAGE), fails=True).error
    web.site.answers["/bai"] = says(article("Bài viết dài về pháp luật đất đai", f"{PROSE * 5}"))
    source = web.source("/bai", None)
    web.read(source)
    assert web.room.get_source(source).kind is SourceKind.PAGE
    web.site.answers["/rss"] = says(rss([]))
    assert "nguồn nhiều tin" in web.read(web.source("/rss", SourceKind.PAGE), fails=True).error


@pytest.mark.parametrize("path", ["/tin/", "/rss"])
def test_what_was_pasted_in_vain_is_taken_on_as_a_source(web: Web, path: str) -> None:
    """As the message says, which is for people without a command line."""
    web.publish(3, 2, 1)
    web.site.answers["/rss"] = says(rss([item(web.title(1), guid="tag:1", text="Tóm tắt.")]))
    address = web.site.address + path
    with pytest.raises(LoaError, match="ở mục Nguồn tin, «Thêm nguồn»"):
        paste_address(web.room.database, address, web.room.unit_id, web.fetcher, web.room.clock)
    with web.room.database.write() as session:
        taken = subscribe(
            session, web.room.unit_id, address, title="", minutes=15, take_all=True, profile="", clock=web.room.clock
        )
        source_id = taken.id or 0
    assert web.read(source_id).new == len(web.room.items()) > 0
    with pytest.raises(LoaError, match="hoặc đọc cả nguồn ở mục Nguồn tin"):
        paste_address(web.room.database, address, web.room.unit_id, web.fetcher, web.room.clock)


# --- planning, pure


def test_the_plan_fetches_only_what_it_must(web: Web) -> None:
    web.publish(4, 3, 2, 1)
    entries = identify(web.parse("/tin/"), 1).entries
    known = Known({entries[0].entry_key: KnownSighting(1, 1, entries[0].raw.fingerprint, False)}, {}, {})
    policy = BacklogPolicy(first_reading=False, take_all=False, flood_limit=50)
    planned = plan(entries, known, policy, 2, NOW)
    assert planned.articles == entries[1:3]
    assert planned.ready == entries[:1]
    assert planned.later == entries[3:]
    assert len(planned.new) == 3
