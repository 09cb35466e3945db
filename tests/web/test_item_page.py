"""One item's page: what was understood, exactly what will be sent, its videos; only to who may see it, and only its own files."""

import hashlib
from datetime import date

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session

from distributor.db import Database
from distributor.draft.preview import price_text
from distributor.facts import DocumentFacts, Facts, KeyPoints, Relation
from distributor.media.store import MediaStore
from distributor.models import (
    Attachment,
    AttachmentState,
    DocumentStatusKind,
    Intake,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RelationKind,
    RenderJob,
    RenderState,
)
from distributor.report.previews import previews_of
from distributor.settings import Settings
from tests.web.forms import sign_in
from tests.web.province import NOON, Province, add_item, add_post

TEXT = "Từ 05/12/2026: mỗi thửa đất ở tại phường còn ít nhất 50 m².\n\nhttps://loa.example/l/abc"
FACTS = Facts(
    DocumentFacts(
        "quyết định",
        "27/2026/QĐ-UBND",
        ("Ủy ban nhân dân tỉnh Hương Giang",),
        date(2026, 11, 23),
        date(2026, 12, 5),
        "quy định diện tích tối thiểu được tách thửa đất",
        DocumentStatusKind.NOT_YET,
        (Relation(RelationKind.REPEALS, "Quyết định số 31/2018/QĐ-UBND", "31/2018/QĐ-UBND"),),
    ),
    "announcement",
    "new_law",
    KeyPoints(topic="Đất đai, nhà ở", changes=("Đất ở tại phường phải còn ít nhất 50 m².",)),
    questions=("Không chắc ngày ban hành. Hãy điền.",),
)


class Case:
    """An item with a post that waits, its picture, an attachment that is a scan, and a video."""

    def __init__(self, session: Session, province: Province, store: MediaStore) -> None:
        self.item_id = add_item(session, province, "Quyết định số 27/2026/QĐ-UBND <b>tách thửa</b>")
        item = session.get_one(Item, self.item_id)
        item.facts = FACTS.to_json()
        self.post_id = add_post(
            session, province.x, self.item_id, PostState.AWAITING_REVIEW, reason="phải có người duyệt"
        )
        post = session.get_one(Post, self.post_id)
        post.text, post.link, post.dropped = TEXT, "https://loa.example/l/abc", ["bỏ hashtag"]
        post.rendered = True
        self.picture = self._keep(session, store, b"\x89PNG", "image/png", 1600, 900)
        session.add(PostMedia(post_id=self.post_id, position=0, sha256=self.picture, alt_text="Thẻ chữ về tách thửa."))
        self.video = self._keep(session, store, b"0123456789", "video/mp4", 1080, 1920)
        self.cover = self._keep(session, store, b"\xff\xd8\xff", "image/jpeg", 1080, 1920)
        self.captions = self._keep(session, store, b"WEBVTT", "text/vtt", 0, 0)
        self.srt = self._keep(session, store, b"1", "application/x-subrip", 0, 0)
        self.job = RenderJob(
            unit_id=province.unit_id,
            item_id=self.item_id,
            shape="9x16",
            revision=1,
            state=RenderState.DONE,
            progress=100,
            video=self.video,
            cover=self.cover,
            srt=self.srt,
            vtt=self.captions,
            seconds=29.2,
            alt_text="Video 29 giây.",
            created_at=NOON,
        )
        session.add(self.job)
        session.add(
            Attachment(
                item_id=self.item_id,
                address="https://pbgdpl.huonggiang.example/27.pdf",
                title="Toàn văn",
                pages=7,
                state=AttachmentState.SCAN,
                problem="không có lớp chữ",
            )
        )

    @staticmethod
    def _keep(session: Session, store: MediaStore, content: bytes, mime: str, width: int, height: int) -> str:
        path = store.path_of(sha256 := hashlib.sha256(content).hexdigest())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        session.add(Media(sha256=sha256, mime=mime, bytes=len(content), width=width, height=height, made_at=NOON))
        session.flush()
        return sha256

    def address(self, sha256: str, ending: str) -> str:
        return f"/noi-dung/{self.item_id}/tep/{sha256}.{ending}"


@pytest.fixture
def case(database: Database, province: Province, settings: Settings) -> Case:
    with database.write() as session:
        return Case(session, province, MediaStore(settings.media_folder))


def test_what_was_understood_and_what_will_be_sent_stand_there(signed_in: TestClient, case: Case) -> None:
    page = signed_in.get(f"/noi-dung/{case.item_id}").text
    for words in (
        "27/2026/QĐ-UBND",
        "Ủy ban nhân dân tỉnh Hương Giang",
        "23/11/2026",
        "05/12/2026",
        "Chưa có hiệu lực",
        "Bãi bỏ",
        "31/2018/QĐ-UBND",
        "Đất đai, nhà ở",
        "Đất ở tại phường phải còn ít nhất 50 m².",
        "Không chắc ngày ban hành. Hãy điền.",
        "bản quét, cần người đọc: không có lớp chữ",
        "7 trang",
        "mỗi thửa đất ở tại phường còn ít nhất 50 m²",
        "bỏ hashtag",
        "0,20 USD",
        "Thẻ chữ về tách thửa.",
        "Chờ duyệt",
        "phải có người duyệt",
        'kind="captions"',
        "29 giây",
    ):
        assert words in page, words
    assert "<b>tách thửa</b>" not in page


def test_the_mark_shown_is_the_one_that_an_approval_takes(
    signed_in: TestClient, case: Case, database: Database, settings: Settings
) -> None:
    with database.read() as session:
        (preview,) = previews_of(session, case.item_id, MediaStore(settings.media_folder).path_of)
    page = signed_in.get(f"/noi-dung/{case.item_id}").text
    assert f'href="/cho-duyet/{case.post_id}"' in page
    assert f"<code>{preview.seen}</code>" in page
    assert f'name="ma" value="{preview.seen}"' in signed_in.get(f"/cho-duyet/{case.post_id}").text
    assert (preview.count, preview.limit, preview.share) == (92, 280, 33)


def test_who_is_to_approve_sees_the_whole_text_and_others_the_fold(
    signed_in: TestClient, case: Case, database: Database, province: Province
) -> None:
    with database.write() as session:
        post_id = add_post(session, province.facebook, case.item_id, PostState.AWAITING_REVIEW, text="Dòng\n" * 12)
        session.get_one(Post, post_id).rendered = True
    fold = f'<details class="more" id="them-{post_id}"'
    assert f"{fold} open>" in signed_in.get(f"/noi-dung/{case.item_id}").text
    with database.write() as session:
        session.get_one(Post, post_id).state = PostState.PLANNED
    assert f"{fold}>" in signed_in.get(f"/noi-dung/{case.item_id}").text


def test_what_cannot_be_approved_yet_says_so(signed_in: TestClient, case: Case, database: Database) -> None:
    with database.write() as session:
        session.get_one(Post, case.post_id).rendered = False
    page = signed_in.get(f"/noi-dung/{case.item_id}").text
    assert "Chưa dựng xong ảnh nên chưa duyệt được." in page
    assert 'href="/cho-duyet/' not in page
    with database.write() as session:
        post = session.get_one(Post, case.post_id)
        post.text, post.reason = "", "Mẫu sai ở dòng 3."
    page = signed_in.get(f"/noi-dung/{case.item_id}").text
    assert "Mẫu sai ở dòng 3." in page
    assert "Chưa soạn được nội dung" in page
    assert 'href="/cho-duyet/' not in page


def test_accounts_that_do_not_announce_it_stand_there_with_their_reason(signed_in: TestClient, case: Case) -> None:
    silent = signed_in.get(f"/noi-dung/{case.item_id}").text.partition('class="silent"')[2].partition("</dl>")[0]
    for name in ("Không có bài đăng mới ở", "Pháp luật Hương Giang", "Tin pháp luật"):
        assert name in silent


def test_its_style_sheet_is_small_and_only_its_own(signed_in: TestClient, case: Case) -> None:
    assert len(signed_in.get("/static/item.css").content) < 6_000
    assert "/static/item.css" in signed_in.get(f"/noi-dung/{case.item_id}").text
    assert "/static/item.css" not in signed_in.get("/").text


@pytest.mark.parametrize(
    ("intake", "words"),
    [
        (Intake.HELD, "Giữ lại, không tự đăng"),
        (Intake.DUPLICATE, "Trùng với tin khác"),
        (Intake.BACKLOG, "Chưa nhận"),
    ],
)
def test_what_keeps_an_item_from_going_out_stands_above(
    signed_in: TestClient, database: Database, case: Case, intake: Intake, words: str
) -> None:
    with database.write() as session:
        item = session.get_one(Item, case.item_id)
        item.intake, item.intake_reason = intake, "có ghi «lưu hành nội bộ»"
    page = signed_in.get(f"/noi-dung/{case.item_id}").text
    assert words in page
    assert f'action="/noi-dung/{case.item_id}/nhan"' in page


def test_its_files_are_there_for_players_and_nobody_elses(
    signed_in: TestClient, case: Case, province: Province
) -> None:
    whole = signed_in.get(case.address(case.video, "mp4"))
    assert (whole.status_code, whole.headers["content-type"], whole.content) == (200, "video/mp4", b"0123456789")
    assert whole.headers["cache-control"].startswith("private")
    part = signed_in.get(case.address(case.video, "mp4"), headers={"Range": "bytes=2-4"})
    assert (part.status_code, part.content) == (206, b"234")
    assert signed_in.get(case.address(case.captions, "vtt")).headers["content-type"].startswith("text/vtt")
    assert signed_in.get(case.address(case.picture, "png")).status_code == 200
    other = next(item_id for item_id in province.items.values() if item_id != case.item_id)
    assert signed_in.get(f"/noi-dung/{other}/tep/{case.video}.mp4").status_code == 404
    assert signed_in.get(case.address(case.video, "png")).status_code == 404
    assert signed_in.get(case.address("a" * 64, "png")).status_code == 404
    assert signed_in.get(f"/noi-dung/{case.item_id}/tep/..%2F..%2Fsecret.key").status_code == 404


def test_only_who_may_see_the_unit_sees_the_item(client: TestClient, case: Case) -> None:
    assert client.get(f"/noi-dung/{case.item_id}").status_code == 303
    assert client.get(case.address(case.picture, "png")).status_code == 401
    sign_in(client, "xa.an.loc")
    assert client.get(f"/noi-dung/{case.item_id}").status_code == 404
    assert client.get(case.address(case.picture, "png")).status_code == 404
    assert client.get("/noi-dung/999999").status_code == 404


def test_a_video_on_its_way_says_how_far(signed_in: TestClient, database: Database, case: Case) -> None:
    before = signed_in.get(f"/noi-dung/{case.item_id}/bang").text
    with database.write() as session:
        job = session.get_one(RenderJob, case.job.id)
        job.state, job.progress, job.video = RenderState.RUNNING, 42, ""
    after = signed_in.get(f"/noi-dung/{case.item_id}/bang").text
    assert 'value="42"' in after
    assert "42 %" in after

    def version(part: str) -> str:
        return part.partition('data-version="')[2][:16]

    assert version(before) != version(after), "open pages hear of it"


def test_the_overview_leads_there(signed_in: TestClient, case: Case) -> None:
    assert f'href="/noi-dung/{case.item_id}"' in signed_in.get("/").text


@pytest.mark.parametrize(
    ("dollars", "words"), [(0.0, "không mất phí"), (0.2, "0,20 USD"), (0.015, "0,015 USD"), (1.0, "1,00 USD")]
)
def test_prices_in_words(dollars: float, words: str) -> None:
    assert price_text(dollars) == words


def test_an_address_without_a_number_is_not_there_like_one_that_nothing_has(signed_in: TestClient) -> None:
    for path in ("/noi-dung/abc", "/noi-dung/999999", "/bai-dang/abc", "/tin/abc"):
        assert signed_in.get(path).status_code == 404, path
