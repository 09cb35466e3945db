"""Pages of many systems: title, words, date and picture as a reader would take them, and nothing of the furniture."""

import pytest

from distributor.ingest.article import read_page
from distributor.ingest.content import content_of
from distributor.ingest.fetch import Fetched
from distributor.ingest.kinds import default_kinds
from distributor.ingest.parse import parse_feed
from distributor.ingest.website import entry_of
from tests.ingest.portals import PARAGRAPHS, PORTALS, SITE, TITLE, Portal
from tests.ingest.support import item, rss

ADDRESS = f"{SITE}/tin/mien-hoc-phi.html"


@pytest.mark.parametrize("portal", PORTALS, ids=lambda portal: portal.name)
def test_what_is_read_of_a_page(portal: Portal) -> None:
    article = read_page(Fetched(portal.markup.encode(), "text/html", "", "", "", ADDRESS))
    content = content_of(entry_of(article), default_kinds(), "")
    assert content.title == portal.title
    assert [each for each in content.text.split("\n\n") if each] == list(portal.words)
    assert content.published_at == portal.published
    assert content.picture_url == portal.picture


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/anh/chuc-mung-nam-moi-2027.jpg">', '<img src="/anh/mung-dang-mung-xuan.png">',
        '<img src="/anh/happy_new_year.gif">', '<img src="/anh/1.jpg" alt="Chúc mừng năm mới Đinh Mùi">',
        '<img src="/anh/2.jpg" title="Logo Sở Tư pháp">', '<img src="/anh/quoc-ky.gif">',
        '<img src="/anh/3.jpg" width="980" height="120">', '<img src="/anh/4.jpg" width="1" height="1">',
        '<img src="/anh/qr-code.png">', '<img src="/images/thoitiet/mua.png">', '<img src="/themes/so/anh.jpg">',
        '<img src="data:image/png;base64,AAAA">', '<img src="/anh/banner-tet.jpg">',
        '<img src="/anh/5.jpg" alt="Mã QR của trang Zalo">', '<img src="/icons/ghim.png">',
    ],
)  # fmt: skip
def test_a_decoration_is_nobodys_picture(image: str) -> None:
    body = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{image}</p>{body}</article></body></html>"
    assert read_page(Fetched(page.encode(), "text/html", "", "", "", ADDRESS)).picture == ""
    entry = parse_feed(rss([item("Tin", link="/1", text=f"{image}{body}")]), address=SITE).entries[0].read()
    assert [each for each in entry.pictures if not each.startswith("data:")] == []


@pytest.mark.parametrize(
    "image",
    [
        '<img src="/anh/tham-chuc-tet-ho-ngheo.jpg">',
        '<img src="/anh/le-mit-tinh.jpg" width="640" height="360" alt="Lễ mít tinh">',
    ],
)
def test_a_photo_of_the_season_may_be_an_items(image: str) -> None:
    body = "".join(f"<p>{each}</p>" for each in PARAGRAPHS)
    page = f"<html><head><title>{TITLE}</title></head><body><article><h1>{TITLE}</h1><p>{image}</p>{body}</article></body></html>"
    assert read_page(Fetched(page.encode(), "text/html", "", "", "", ADDRESS)).picture
