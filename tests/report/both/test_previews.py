"""What is shown of an item's posts is what would be sent; on SQLite and on PostgreSQL alike."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import Session, select

from channels.registry import spec_of
from distributor.db import Database
from distributor.labels import purpose_label
from distributor.models import (
    Account,
    Attachment,
    AttachmentState,
    Intake,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    RenderState,
    Staff,
)
from distributor.outgoing.post import load_outgoing
from distributor.report.item_page import ItemPage, item_page, media_of_item
from distributor.report.previews import PostPreview, previews_of
from distributor.report.version import ledger_version
from distributor.review.store import approve_by_person
from distributor.staff.deeds import Actor
from tests.web.province import LOGIN, NOON, Province, add_item, add_post, build_province

TEXT = "Từ 07/12/2026, đất ở tại phường còn ít nhất 50 m².\n\nhttps://loa.example/l/c2i1\n#PhápLuật"
PICTURE = hashlib.sha256(b"picture").hexdigest()


@dataclass
class Desk:
    """An item with an announcement on X that waits, one on Facebook that could not be composed, and a reminder in the feed."""

    database: Database
    province: Province
    item_id: int
    x: int
    facebook: int
    reminder: int

    def previews(self, channel: str = "") -> list[PostPreview]:
        with self.database.read() as session:
            return previews_of(session, self.item_id, where, channel=channel)

    def page(self, *unit_ids: int) -> ItemPage | None:
        with self.database.read() as session:
            return item_page(session, self.item_id, unit_ids or (self.province.unit_id,), where, NOON)


def where(sha256: str) -> Path:
    return Path("/media") / sha256


@pytest.fixture
def desk(database: Database) -> Desk:
    with database.write() as session:
        province = build_province(session)
        item_id = add_item(session, province, "Quyết định số 27/2026/QĐ-UBND về tách thửa đất")
        reminder = add_post(session, province.rss, item_id, PostState.PLANNED, purpose="before_effect")
        facebook = add_post(
            session, province.facebook, item_id, PostState.AWAITING_REVIEW, text="", reason="Mẫu sai ở dòng 3."
        )
        x = add_post(session, province.x, item_id, PostState.AWAITING_REVIEW, text=TEXT, reason="phải có người duyệt")
        add_picture(session, x)
        post = session.get_one(Post, x)
        post.dropped, post.rendered = ["bỏ điểm mới"], True
        account = session.get_one(Account, province.x)
        account.settings = {"handle": "@phapluat_hg"}
        session.add_all([post, account])
    return Desk(database, province, item_id, x, facebook, reminder)


def add_picture(session: Session, post_id: int) -> None:
    session.add(Media(sha256=PICTURE, mime="image/png", bytes=84_200, width=1600, height=900, made_at=NOON))
    session.flush()
    session.add(PostMedia(post_id=post_id, position=0, sha256=PICTURE, alt_text="Thẻ chữ về tách thửa."))


def test_every_post_is_shown_announcements_first(desk: Desk) -> None:
    assert [post.post_id for post in desk.previews()] == [desk.facebook, desk.x, desk.reminder]
    assert [post.purpose_label for post in desk.previews()][1:] == ["Đăng mới", "Nhắc trước ngày có hiệu lực"]
    assert [post.post_id for post in desk.previews("rss")] == [desk.reminder]
    assert desk.previews("facebook")[0].channel_label == "Facebook"


def test_what_is_shown_is_what_an_adapter_is_given(desk: Desk) -> None:
    [shown] = desk.previews("x")
    with desk.database.read() as session:
        sent = load_outgoing(session, desk.x, where).outgoing
    spec = spec_of("x")
    assert (shown.title, shown.text, shown.link, shown.media) == (sent.title, sent.text, sent.link, sent.media)
    assert spec.price is not None
    assert (shown.count, shown.limit, shown.price_usd) == (spec.count(sent.text), 280, spec.price(sent))
    assert shown.price_usd == 0.2, "a text with an address costs more"
    assert shown.media[0].path == where(PICTURE)
    assert shown.dropped == ("bỏ điểm mới",)
    assert (shown.handle, shown.shows_title) == ("phapluat_hg", False)
    assert shown.share == round(100 * shown.count / 280)


def test_an_approval_takes_the_mark_that_was_shown(desk: Desk) -> None:
    [shown] = desk.previews("x")
    assert shown.waits
    with desk.database.write() as session:
        person = session.exec(select(Staff).where(Staff.login == LOGIN)).one()
        approve_by_person(session, Actor(person, NOON), desk.x, seen_hash=shown.seen, slot_at=None)
    [after] = desk.previews("x")
    assert after.state == PostState.PLANNED
    assert not after.waits


def test_any_change_of_content_is_another_mark(desk: Desk) -> None:
    [before] = desk.previews("x")
    with desk.database.write() as session:
        picture = session.exec(select(PostMedia)).one()
        picture.alt_text = "Thẻ chữ khác."
        session.add(picture)
    [after] = desk.previews("x")
    assert before.seen != after.seen


def test_a_post_that_cannot_be_approved_yet_asks_for_nothing(desk: Desk) -> None:
    with desk.database.write() as session:
        post = session.get_one(Post, desk.x)
        post.rendered = False
        session.add(post)
    without_words, without_picture, _ = desk.previews()
    assert (without_words.text, without_words.seen, without_words.waits) == ("", "", False)
    assert without_words.reason == "Mẫu sai ở dòng 3."
    assert (without_picture.seen != "", without_picture.waits) == (True, False)


def test_the_address_is_that_of_a_published_post(desk: Desk) -> None:
    with desk.database.write() as session:
        for state, post_id in ((PostState.PUBLISHED, desk.x), (PostState.WITHDRAWN, desk.reminder)):
            post = session.get_one(Post, post_id)
            post.state, post.external_url = state, "https://x.example/status/1"
            session.add(post)
    _, published, withdrawn = desk.previews()
    assert (published.url, withdrawn.url) == ("https://x.example/status/1", "")


@pytest.mark.parametrize(
    ("purpose", "label"),
    [
        ("announce", "Đăng mới"),
        ("effective", "Ngày có hiệu lực"),
        ("digest:2026-12", "Điểm tin tháng 12/2026"),
        ("erratum:2", "Đính chính bài đăng"),
        ("campaign:4:1", "Đăng theo chiến dịch"),
    ],
)
def test_purposes_in_words(purpose: str, label: str) -> None:
    assert purpose_label(purpose) == label


def test_an_account_without_a_post_says_why(desk: Desk) -> None:
    page = desk.page()
    assert page is not None
    assert [(cell.account, bool(cell.reason)) for cell in page.silent] == [("Tin pháp luật", True)], (
        "a reminder is no announcement"
    )


def test_an_item_of_another_unit_is_not_there(desk: Desk) -> None:
    assert desk.page(desk.province.commune_id) is None
    with desk.database.read() as session:
        assert media_of_item(session, desk.item_id, [desk.province.commune_id], PICTURE) is None
        assert media_of_item(session, desk.item_id, [desk.province.unit_id], PICTURE) is not None
        assert media_of_item(session, desk.item_id + 1, [desk.province.unit_id], PICTURE) is None


def test_a_twin_of_another_unit_is_named_but_not_linked(desk: Desk) -> None:
    with desk.database.write() as session:
        twin = add_item(session, desk.province, "Tin của xã An Lộc", unit_id=desk.province.commune_id)
        item = session.get_one(Item, desk.item_id)
        item.intake, item.duplicate_of = Intake.DUPLICATE, twin
        session.add(item)
    alone = desk.page()
    both = desk.page(desk.province.unit_id, desk.province.commune_id)
    assert alone is not None
    assert both is not None
    assert (alone.twin, both.twin) == ((None, "Tin của xã An Lộc"), (twin, "Tin của xã An Lộc"))


def test_attachments_say_how_far_they_were_read(desk: Desk) -> None:
    rows = [
        ("https://a.example/t%E1%BB%87p/quy-%C4%91%E1%BB%8Bnh.pdf?v=1", "", AttachmentState.READ, ""),
        ("https://a.example/", "", AttachmentState.WANTED, ""),
        ("https://a.example/b.pdf", "Toàn văn", AttachmentState.SCAN, ""),
        ("https://a.example/c.docx", "Phụ lục", AttachmentState.UNREADABLE, "tệp có mật khẩu"),
    ]
    with desk.database.write() as session:
        for position, (address, title, state, problem) in enumerate(rows):
            session.add(
                Attachment(
                    item_id=desk.item_id, position=position, address=address, title=title, state=state, problem=problem
                )
            )
    page = desk.page()
    assert page is not None
    assert [(each.title, each.told, each.is_problem) for each in page.attachments] == [
        ("quy-định.pdf", "đã đọc", False),
        ("https://a.example/", "chưa đọc", False),
        ("Toàn văn", "bản quét, cần người đọc", True),
        ("Phụ lục", "không đọc được: tệp có mật khẩu", True),
    ]


def test_videos_that_are_true_are_shown_and_their_progress_is_news(desk: Desk) -> None:
    def job(shape: str, revision: int, state: RenderState, progress: int = 0) -> RenderJob:
        return RenderJob(
            unit_id=desk.province.unit_id,
            item_id=desk.item_id,
            shape=shape,
            revision=revision,
            state=state,
            progress=progress,
            created_at=NOON,
        )

    made = job("9x16", 2, RenderState.DONE, 100)
    made.video, made.cover, made.seconds = "b" * 64, "c" * 64, 29.6
    with desk.database.write() as session:
        session.add(Media(sha256="b" * 64, mime="video/mp4", bytes=4_600_000, width=1080, height=1920, made_at=NOON))
        session.add_all([job("9x16", 1, RenderState.STALE), made])
        session.flush()
        session.add(job("16x9", 2, RenderState.RUNNING, 42))
    page = desk.page()
    assert page is not None
    done, running = page.videos
    assert (done.label, done.state_label, done.stands_as, done.seconds, done.bytes) == (
        "Video dọc 9:16", "Đã dựng", "published", 30, 4_600_000,
    )  # fmt: skip
    assert done.files["cover"] == "c" * 64
    assert (running.state_label, running.progress, running.files, running.bytes) == ("Đang dựng", 42, {}, 0)

    with desk.database.read() as session:
        before = ledger_version(session)
    with desk.database.write() as session:
        moving = session.get_one(RenderJob, running.job_id)
        moving.progress = 43
        session.add(moving)
    with desk.database.read() as session:
        assert ledger_version(session) != before
