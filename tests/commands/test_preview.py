"""`loa preview`: every post as it would be sent, on all channels or one; what would be composed where nothing is yet."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from channels.errors import Misconfigured
from channels.registry import spec_of, specs
from commands.preview import preview
from distributor.db import Database
from distributor.errors import LoaError
from distributor.models import Item, Post, PostState
from tests.web.province import NOON, Province, add_item, add_post, build_province

TITLE = "Quyết định số 27/2026/QĐ-UBND về tách thửa đất"
TEXT = "Từ 07/12/2026, đất ở tại phường còn ít nhất 50 m².\n\nhttps://loa.example/l/c2i1"


@pytest.fixture
def database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    """Of a home to which the commands of this test lead."""
    for name in ("LOA_HOME", "LOA_DATABASE_URL"):
        monkeypatch.setenv(name, str(tmp_path) if name == "LOA_HOME" else database_url)
    opened = Database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def province(database: Database) -> Province:
    """With an item whose post on X waits for a yes and whose post on Facebook could not be composed, and one not composed."""
    with database.write() as session:
        province = build_province(session)
        item_id = add_item(session, province, TITLE, text="Đất ở tại phường còn ít nhất 50 m².")
        add_post(session, province.facebook, item_id, PostState.AWAITING_REVIEW, text="", reason="Mẫu sai ở dòng 3.")
        post_id = add_post(
            session, province.x, item_id, PostState.AWAITING_REVIEW, text=TEXT, reason="phải có người duyệt"
        )
        post = session.get_one(Post, post_id)
        post.rendered, post.dropped = True, ["bỏ điểm mới"]
        session.add(post)
        add_post(session, province.rss, item_id, PostState.PUBLISHED, text="Tóm tắt")
        fresh = add_item(session, province, "Hỏi đáp: Đăng ký khai sinh cần giấy tờ gì?", composed=False)
        item = session.get_one(Item, fresh)
        item.text, item.published_at = "Cần giấy chứng sinh. Nộp tại Ủy ban nhân dân cấp xã.", NOON
        session.add(item)
        province.items["fresh"] = fresh
    return province


def test_all_posts_of_an_item(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview(province.items[TITLE], channel="", as_json=False) == 0
    told = capsys.readouterr().out
    facebook, x, rss = told.split("\n\nX · ")[0], told.partition("\n\nX · ")[2], told.partition("\n\nRSS · ")[2]
    assert "Lý do: Mẫu sai ở dòng 3." in facebook
    assert "Chưa soạn được nội dung" in facebook
    assert "loa approve" not in facebook
    for words in (TEXT, "81/280", "Giá: 0,20 USD", "Đã lược: bỏ điểm mới", "Giờ đăng: 24/11/2026 14:00", "loa approve"):
        assert words in x, words
    assert f"[{TITLE}]" in rss, "a feed's entry has its title"
    assert "Giá: không mất phí" in rss
    assert "loa approve" not in rss


def test_one_channel_for_programs(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview(province.items[TITLE], channel="x", as_json=True) == 0
    [post] = json.loads(capsys.readouterr().out)
    assert (post["channel"], post["purpose"], post["state"], post["text"]) == ("x", "announce", "awaiting_review", TEXT)
    assert (post["count"], post["limit"], post["price_usd"], post["dropped"]) == (81, 280, 0.2, ["bỏ điểm mới"])
    assert len(post["seen"]) == 12


def test_where_nothing_is_composed_yet_it_is_composed(province: Province, capsys: pytest.CaptureFixture[str]) -> None:
    assert preview(province.items["fresh"], channel="", as_json=True) == 0
    found = json.loads(capsys.readouterr().out)
    assert [post["channel"] for post in found] == list(specs())
    for post in found:
        assert (post["post"], post["state"], post["seen"]) == (None, "none", "")
        assert 0 < post["count"] == spec_of(post["channel"]).count(post["text"]) <= post["limit"]
    assert preview(province.items["fresh"], channel="x", as_json=False) == 0
    assert "Đăng ký khai sinh" in capsys.readouterr().out


def test_wrong_numbers_and_names_are_told(province: Province) -> None:
    with pytest.raises(LoaError, match="999999"):
        preview(999_999, channel="", as_json=False)
    with pytest.raises(Misconfigured, match="tiktok"):
        preview(province.items[TITLE], channel="tiktok", as_json=False)
