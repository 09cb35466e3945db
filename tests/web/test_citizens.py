"""Citizens' pages: what is public and nothing else, the same bytes for everybody, light, and read by programs, too."""

import json
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from distributor.db import Database
from distributor.facts import Answer, Facts, KeyPoints, Point, Role
from distributor.law.register import refresh
from distributor.law.status import LegalStatus
from distributor.lookup import answers
from distributor.lookup.answers import look_up
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.told import LawAnswer
from distributor.models import (
    Correction,
    CorrectionAct,
    CorrectionCause,
    CorrectionState,
    CorrectionStep,
    Document,
    DocumentRelation,
    DocumentStatusKind,
    Intake,
    Item,
    Media,
    PostMedia,
    PostState,
    RelationKind,
    RenderJob,
    RenderState,
    StepState,
)
from distributor.settings import Settings, Values
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post, identity
from web.app import create_app
from web.assets import asset

LAND = "Đất đai, nhà ở"
SAID = "Mỗi thửa đất ở tại phường sau khi tách phải còn ít nhất 50 m²."
QUOTE = "Thửa đất sau khi tách thửa tại phường không nhỏ hơn 50 m2"
UNSAID = "Ai tách thửa nhỏ hơn đều bị phạt nặng."
LIMIT = 50_000
"""Bytes of a page without its pictures."""


def facts(**given: object) -> dict[str, object]:
    return Facts(points=KeyPoints(topic=LAND), **given).to_json()  # type: ignore[arg-type]


def land_item(database: Database, province: Province, *, text: str = SAID, **item: object) -> int:
    """A public item about an act, with a point that its post says and one that no post says."""
    with database.write() as session:
        act = Document(
            issuer="Ủy ban nhân dân tỉnh Hương Giang",
            number="91/2026/QĐ-UBND",
            issued_on=date(2026, 11, 1),
            kind="quyết định",
            told_effective_on=date(2026, 11, 10),
        )
        session.add(act)
        session.flush()
        item_id = add_item(session, province, "Quyết định 91/2026/QĐ-UBND về tách thửa", text="Toàn văn.", **item)  # type: ignore[arg-type]
        row = session.get_one(Item, item_id)
        row.document_id, row.document_role = act.id, "announcement"
        row.facts = facts(
            message=(
                Point(Role.AMOUNT, SAID, (QUOTE,), "khoản 1 Điều 3"),
                Point(Role.PENALTY, UNSAID),
                Point(Role.DUTY, "Câu do máy viết, chưa ai duyệt.", ("Người dân nộp hồ sơ tại xã",), "Điều 4"),
            )
        )
        refresh(session, [identity(act.id)], NOON)
        add_post(
            session, province.facebook, item_id, PostState.PUBLISHED, text=text, url="https://facebook.example/p/9"
        )
    return item_id


def data_of(page: str) -> list[dict[str, object]]:
    found = re.search(r'<script type="application/ld\+json">(.+?)</script>', page)
    assert found
    graph: list[dict[str, object]] = json.loads(found[1])["@graph"]
    return graph


def test_a_stranger_finds_the_front_page_and_staff_their_own(client: TestClient, signed_in: TestClient) -> None:
    assert "Sổ theo dõi" in signed_in.get("/").text or "Tổng quan" in signed_in.get("/").text
    assert "Quy định mới nói gì với bạn?" in signed_in.get("/cong-dan").text
    signed_in.cookies.clear()
    page = client.get("/")
    assert page.status_code == 200
    assert "Quy định mới nói gì với bạn?" in page.text
    assert 'action="/tra-cuu"' in page.text
    assert 'href="/chu-de/dat-dai-nha-o">Mua bán đất</a>' in page.text
    assert 'href="/dang-nhap"' in page.text
    assert 'href="/co-quan/huong-giang">Sở Tư pháp tỉnh Hương Giang</a>' in page.text


def test_a_session_that_is_over_leads_to_the_sign_in(client: TestClient) -> None:
    answer = client.get("/", headers={"cookie": "loa_session=gone"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/dang-nhap")


def test_nothing_that_is_not_public_stands_in_a_list(client: TestClient, province: Province) -> None:
    public = {
        "Đối thoại chính sách với doanh nghiệp nhỏ và vừa tháng 11",
        "Quyết định bãi bỏ Quyết định số 14/2022/QĐ-UBND",
    }
    shown = client.get("/").text
    for title, item_id in province.items.items():
        status = client.get(f"/tin/{item_id}").status_code
        assert (f'href="/tin/{item_id}"' in shown) == (status == 200), title
    assert public <= {title for title, item_id in province.items.items() if f'href="/tin/{item_id}"' in shown}
    assert "lưu hành nội bộ" not in shown
    assert "lưu hành nội bộ" not in client.get("/tra-cuu", params={"q": "ke hoach kiem tra"}).text


@pytest.mark.parametrize(
    "path", ["/", "/tin/{item}", "/chu-de/dat-dai-nha-o", "/co-quan/huong-giang", "/tra-cuu?q=dat"]
)
def test_a_page_is_light_and_caches_keep_it(
    client: TestClient, database: Database, province: Province, path: str
) -> None:
    path = path.format(item=land_item(database, province))
    answer = client.get(path, headers={"accept-encoding": "identity"})
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["etag"].startswith('"')
    scripts = re.findall(r'<script src="/static/([^"?]+)', answer.text)
    assert scripts == ["offline.js"], "what keeps read pages on the phone, and nothing else"
    parts = [asset(name) for name in ("citizens.css", *scripts, "sw.js")]
    assert len(answer.content) + sum(len(part.content) for part in parts if part is not None) < LIMIT
    held = {"if-none-match": answer.headers["etag"], "accept-encoding": "identity"}
    assert client.get(path, headers=held).status_code == 304
    assert client.get(path, headers={**held, "cookie": "loa_ngon_ngu=en"}).status_code == 200
    in_english = client.get(path, headers={"cookie": "loa_ngon_ngu=en"})
    assert in_english.headers["cache-control"] == "private, no-cache"
    assert "set-cookie" not in answer.headers


def test_only_what_a_post_said_or_the_source_says_is_shown(
    client: TestClient, database: Database, province: Province
) -> None:
    page = client.get(f"/tin/{land_item(database, province)}").text
    assert SAID in page
    assert f"“{QUOTE}”" in page
    assert "khoản 1 Điều 3" in page
    assert UNSAID not in page
    assert "Câu do máy viết" not in page
    assert "Người dân nộp hồ sơ tại xã" in page, "the source's own words"
    assert "https://facebook.example/p/9" in page


def test_a_point_in_the_acts_own_words_is_said_once(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    with database.write() as session:
        session.get_one(Item, item_id).facts = facts(message=(Point(Role.AMOUNT, SAID, (SAID,), "khoản 1 Điều 3"),))
    page = client.get(f"/tin/{item_id}").text
    assert f"<blockquote><p>“{SAID}”</p>" in page
    assert f"<p>{SAID}</p>" not in page


def test_who_must_know_alone_is_nothing_to_do(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    for key, heading in ((KeyPoints(affected="Hộ nghèo"), "Ai cần biết</h2>"), (KeyPoints(action="Nộp đơn."), "Việc")):
        with database.write() as session:
            session.get_one(Item, item_id).facts = Facts(points=key).to_json()
        page = client.get(f"/tin/{item_id}").text
        assert heading in page
        assert ("Việc cần làm" in page) == bool(key.action)


def test_what_was_revised_since_is_shown_as_posted(client: TestClient, database: Database, province: Province) -> None:
    """Until somebody has approved the new words."""
    item_id = land_item(database, province, text="Bản đã duyệt.\n#PhápLuật #HươngGiang")
    with database.write() as session:
        row = session.get_one(Item, item_id)
        row.revision, row.title, row.text = 2, "Tên mới chưa duyệt", "Chữ mới chưa duyệt"
    for path in (f"/tin/{item_id}", "/", "/co-quan/huong-giang", "/tra-cuu?q=91/2026", "/tra-cuu?q=ten+moi"):
        assert "chưa duyệt" not in client.get(path).text, path
    page = client.get(f"/tin/{item_id}").text
    assert "Bản đã duyệt." in page
    assert "#PhápLuật" not in page
    assert "91/2026/QĐ-UBND về tách thửa" in page


def test_what_became_of_the_law_stands_there(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    page = client.get(f"/tin/{item_id}").text
    assert "Còn hiệu lực</strong>" in page
    force = next(one for one in data_of(page) if one["@type"] == "Legislation")
    assert (force["legislationIdentifier"], force["legislationLegalForce"]) == (
        "91/2026/QĐ-UBND",
        "https://schema.org/InForce",
    )
    ender = repeal(database, item_id)
    page = client.get(f"/tin/{item_id}").text
    assert "Hết hiệu lực" in page
    assert "92/2026" not in page, "nothing about that act is public, so its name is not"
    with database.write() as session:
        about = add_item(session, province, "Quyết định 92/2026/QĐ-UBND")
        session.get_one(Item, about).document_id = ender
        add_post(session, province.facebook, about, PostState.PUBLISHED)
    page = client.get(f"/tin/{item_id}").text
    assert f'<a href="/tin/{about}">' in page
    assert "92/2026/QĐ-UBND" in page


def test_a_look_up_names_no_act_of_which_nothing_is_public(
    client: TestClient, database: Database, province: Province
) -> None:
    ender = repeal(database, land_item(database, province))
    with database.write() as session:
        about = add_item(session, province, "Bản tin")
        row = session.get_one(Item, about)
        row.document_id, row.document_role = ender, "announcement"
        for actor, number in ((ender, "55/2019/QĐ-UBND"), (add_act(session, "93/2026/QĐ-UBND"), "92/2026/QĐ-UBND")):
            session.add(
                DocumentRelation(document_id=actor, kind=RelationKind.REPEALS, target=number, target_number=number)
            )
    page = client.get("/tra-cuu?q=91/2026").text
    assert "hết hiệu lực" in page.casefold()
    assert "92/2026" not in page
    held = client.get("/tra-cuu?q=92/2026").text
    unseen = client.get("/tra-cuu?q=55/2019").text
    assert '<article class="answer">' not in held + unseen
    with database.write() as session:
        add_post(session, province.facebook, about, PostState.PUBLISHED)
    assert "92/2026/QĐ-UBND" in client.get("/tra-cuu?q=91/2026").text
    assert '<article class="answer">' in client.get("/tra-cuu?q=55/2019").text


def add_act(session: Session, number: str) -> int:
    act = Document(issuer="Ủy ban nhân dân tỉnh Hương Giang", number=number, issued_on=date(2026, 11, 16))
    session.add(act)
    session.flush()
    return identity(act.id)


def repeal(database: Database, item_id: int) -> int:
    with database.write() as session:
        gone = session.get_one(Item, item_id).document_id
        act = Document(
            issuer="Ủy ban nhân dân tỉnh Hương Giang",
            number="92/2026/QĐ-UBND",
            issued_on=date(2026, 11, 15),
            kind="quyết định",
            told_effective_on=date(2026, 11, 20),
        )
        session.add(act)
        session.flush()
        relation = DocumentRelation(
            document_id=identity(act.id),
            kind=RelationKind.REPEALS,
            target="Quyết định số 91/2026/QĐ-UBND",
            target_number="91/2026/QĐ-UBND",
            target_id=gone,
        )
        session.add(relation)
        session.flush()
        refresh(session, [identity(act.id)], NOON)
        return identity(act.id)


def test_a_question_is_a_faq_once_its_answer_is_public(
    client: TestClient, database: Database, province: Province
) -> None:
    answer = Answer("Nộp giấy chứng sinh tại xã.", ("Giấy chứng sinh",), "Điều 16", sure=True)
    ids = []
    with database.write() as session:
        for said in ("Hỏi: … Đáp: Nộp giấy chứng sinh tại xã.", "Chữ khác hẳn"):
            item_id = add_item(session, province, "Hỏi: khai sinh cần gì?", kind="question")
            session.get_one(Item, item_id).facts = facts(answer=answer)
            add_post(session, province.facebook, item_id, PostState.PUBLISHED, text=said)
            ids.append(item_id)
    pages = [client.get(f"/tin/{item_id}").text for item_id in ids]
    assert [any(one["@type"] == "FAQPage" for one in data_of(page)) for page in pages] == [True, False]
    assert ["Nộp giấy chứng sinh" in page for page in pages] == [True, False]


def test_beside_a_reply_that_is_told_whole_no_sentence_of_it_is_the_answer(
    client: TestClient, database: Database, province: Province
) -> None:
    reply = ("Người thân nộp tờ khai ở xã.", "Ai ở xa nộp trực tuyến.", "Lệ phí là 8.000 đồng một bản.")
    with database.write() as session:
        item_id = add_item(session, province, "Hỏi: xin trích lục thế nào?", kind="question")
        session.get_one(Item, item_id).facts = facts(
            answer=Answer(reply[0], (reply[0],)),
            message=tuple(Point(Role.RIGHT, each, (each,)) for each in reply),
            told_whole=True,
        )
        add_post(session, province.facebook, item_id, PostState.PUBLISHED, text=" ".join(reply))
    page = client.get(f"/tin/{item_id}").text
    assert not any(one["@type"] == "FAQPage" for one in data_of(page))
    assert [page.count(each) > 0 for each in reply] == [True, True, True]
    assert page.index(reply[0]) < page.index(reply[1]) < page.index(reply[2])


def test_a_script_in_a_title_ends_no_data_block(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "</script><script>alert(1)</script>")
        add_post(session, province.facebook, item_id, PostState.PUBLISHED)
    page = client.get(f"/tin/{item_id}").text
    assert "<script>alert" not in page
    assert data_of(page)[0]["headline"] == "</script><script>alert(1)</script>"


def made(province: Province, item_id: int, shape: str, video: str, captions: str) -> RenderJob:
    return RenderJob(
        unit_id=province.unit_id,
        item_id=item_id,
        shape=shape,
        revision=1,
        state=RenderState.DONE,
        video=video,
        vtt=captions,
        created_at=NOON,
    )


def test_a_video_has_its_captions_and_they_are_public(
    client: TestClient, database: Database, province: Province, settings: Settings
) -> None:
    video, captions, other = "a" * 64, "b" * 64, "c" * 64
    item_id = land_item(database, province)
    with database.write() as session:
        post = add_post(session, province.rss, item_id, PostState.PUBLISHED)
        for sha256, mime in ((video, "video/mp4"), (captions, "text/vtt"), (other, "text/vtt")):
            session.add(Media(sha256=sha256, mime=mime, bytes=3, width=9, height=16, duration_ms=9_000, made_at=NOON))
        session.flush()
        session.add(PostMedia(post_id=post, position=0, sha256=video, alt_text="Video về tách thửa"))
        session.add(made(province, item_id, "9x16", video, captions))
        session.add(made(province, item_id, "16x9", "d" * 64, other))
    page = client.get(f"/tin/{item_id}").text
    assert f'<track kind="captions" srclang="vi" label="Tiếng Việt" src="/media/{captions}.vtt" default>' in page
    for sha256 in (captions, other):
        place = settings.media_folder / sha256[:2] / sha256
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"WEB")
    assert client.get(f"/media/{captions}.vtt").status_code == 200
    assert client.get(f"/media/{other}.vtt").status_code == 404


def test_a_correction_is_told(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    assert "Đã đính chính" not in client.get(f"/tin/{item_id}").text
    with database.write() as session:
        post = add_post(session, province.x, item_id, PostState.EDITED)
        correction = Correction(
            unit_id=province.unit_id,
            item_id=item_id,
            cause=CorrectionCause.OURS,
            round=1,
            state=CorrectionState.APPROVED,
            created_at=NOON,
        )
        session.add(correction)
        session.flush()
        step = CorrectionStep(
            correction_id=identity(correction.id),
            post_id=post,
            account_id=province.x,
            act=CorrectionAct.EDIT,
            state=StepState.DONE,
            done_at=NOON + timedelta(hours=1),
        )
        session.add(step)
        add_post(session, province.rss, item_id, PostState.PUBLISHED, purpose="erratum:1", text="Nay sửa lại là 60 m².")
    page = client.get(f"/tin/{item_id}").text
    assert "Đã đính chính" in page
    assert "24/11/2026 13:00" in page
    assert "Nay sửa lại là 60 m²." in page


def test_what_its_source_took_away_is_shown_no_more_though_one_channel_keeps_it(
    client: TestClient, database: Database, province: Province
) -> None:
    item_id = land_item(database, province)
    with database.write() as session:
        add_post(session, province.x, item_id, PostState.WITHDRAWN)
        correction = Correction(
            unit_id=province.unit_id,
            item_id=item_id,
            cause=CorrectionCause.WITHDRAWN,
            round=session.get_one(Item, item_id).revision,
            created_at=NOON,
        )
        session.add(correction)
    keep_look_up_words(database)
    listed = ("/", "/chu-de/dat-dai-nha-o", "/tra-cuu?q=91/2026", "/tra-cuu?q=tach+thua", "/sitemap.xml")
    assert client.get(f"/tin/{item_id}").status_code == 200, "nobody has decided yet"
    assert all(f"/tin/{item_id}" in client.get(path).text for path in listed)
    with database.write() as session:
        session.exec(select(Correction)).one().state = CorrectionState.APPROVED
    assert client.get(f"/tin/{item_id}").status_code == 410
    assert [path for path in listed if f"/tin/{item_id}" in client.get(path).text] == []
    with database.write() as session:
        session.get_one(Item, item_id).revision += 1
    assert client.get(f"/tin/{item_id}").status_code == 200, "it is there again"


def test_a_topic_holds_its_own(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    assert f'href="/tin/{item_id}"' in client.get("/chu-de/dat-dai-nha-o").text
    assert f'href="/tin/{item_id}"' not in client.get("/chu-de/giao-thong").text
    assert client.get("/chu-de/khong-co").status_code == 404
    assert client.get("/co-quan/an-loc").status_code == 404, "it has said nothing yet"


@pytest.mark.parametrize("q", ["", "   ", "đ" * 10_000, "<script>alert(1)</script>", "%' OR 1=1 --", "\u200b\u202e"])
def test_a_search_takes_anything(client: TestClient, q: str) -> None:
    answer = client.get("/tra-cuu", params={"q": q})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert client.get("/tra-cuu", params={"q": "dat", "trang": "9" * 40}).status_code == 200


def test_what_no_title_says_is_looked_up_as_by_sms(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    keep_look_up_words(database)
    assert f'href="/tin/{item_id}"' in client.get("/tra-cuu", params={"q": "muốn tách thữa thì sao"}).text
    assert f'href="/tin/{item_id}"' in client.get("/tra-cuu", params={"q": "qd 91 nam 2026"}).text
    assert f'href="/tin/{item_id}"' not in client.get("/tra-cuu", params={"q": "vé máy bay"}).text


def test_a_search_is_answered_with_quote_status_and_link(
    client: TestClient, database: Database, province: Province
) -> None:
    item_id = land_item(database, province)
    for words in ("91/2026", "qd so 91 nam 2026 ubnd", "91/2026/QĐ-UBND"):
        page = client.get("/tra-cuu", params={"q": words}).text
        answer = page.partition('<article class="answer">')[2].partition("</article>")[0]
        assert f'href="/tin/{item_id}"' in answer, words
        assert "khoản 1 Điều 3" in answer
        assert f"“{QUOTE}”" in answer
        assert "còn hiệu lực" in answer.casefold()
        assert UNSAID not in page
        assert page.count(f'href="/tin/{item_id}"') == 1, "what is answered is not listed again"
    assert '<article class="answer">' not in client.get("/tra-cuu?q=xyzzy").text
    assert "Gửi câu hỏi cho cơ quan" in client.get("/tra-cuu?q=xyzzy").text


def test_an_item_about_an_act_tells_what_that_act_is_today(
    client: TestClient, database: Database, province: Province
) -> None:
    repeal(database, land_item(database, province))
    with database.write() as session:
        about = add_item(session, province, "Hỏi đáp chuyện hụi họ", text="Hồ sơ gồm đơn đề nghị và giấy chứng sinh.")
        row = session.get_one(Item, about)
        row.document_role = "comment"
        row.document_id = session.exec(select(Document.id).where(Document.number == "91/2026/QĐ-UBND")).one()
        add_post(session, province.facebook, about, PostState.PUBLISHED)
        add_post(session, province.x, add_item(session, province, "Quyết định số 77/2025/QĐ-UBND"), PostState.PUBLISHED)
    keep_look_up_words(database)
    found = client.get("/tra-cuu", params={"q": "hỏi đáp hụi họ"}).text
    answer = found.partition(f'href="/tin/{about}"')[2].partition("</article>")[0]
    assert "hết hiệu lực" in answer.casefold()
    with database.read() as session:
        (first,) = look_up(session, "hỏi đáp hụi họ", NOON.date()).answers
        (titled,) = look_up(session, "77/2025", NOON.date()).answers
    assert [paper.citation for paper in first.papers] == ["Hỏi đáp chuyện hụi họ"]
    assert titled.status == LegalStatus(DocumentStatusKind.UNKNOWN)


def test_of_a_number_that_many_acts_bear_only_the_first_are_read_whole(
    database: Database, province: Province, monkeypatch: pytest.MonkeyPatch
) -> None:
    land_item(database, province)
    with database.write() as session:
        for number in range(1, 9):
            act = Document(issuer=f"UBND xã {number}", number="91/2026/QĐ-UBND", issued_on=date(2026, 11, 2))
            session.add(act)
    read: list[str] = []

    def counted(answer: LawAnswer, text: str) -> LawAnswer:
        read.append(text)
        return answer

    monkeypatch.setattr(answers, "with_source", counted)
    with database.read() as session:
        found = look_up(session, "91/2026", NOON.date())
    assert (len(found.answers), found.ambiguous) == (9, True)
    assert read == ["Toàn văn.", "", "", "", ""]


def test_one_number_of_two_offices_is_asked_about(client: TestClient, database: Database, province: Province) -> None:
    land_item(database, province)
    with database.write() as session:
        issuer = "Ủy ban nhân dân xã An Lộc"
        act = Document(issuer=issuer, number="91/2026/QĐ-UBND", issued_on=date(2026, 11, 2), kind="quyết định")
        session.add(act)
        session.flush()
        other = add_item(session, province, "Quyết định của xã")
        row = session.get_one(Item, other)
        row.document_id, row.document_role = act.id, "announcement"
        add_post(session, province.facebook, other, PostState.PUBLISHED)
    page = client.get("/tra-cuu?q=91/2026").text
    assert "hãy chọn đúng cơ quan ban hành" in page
    assert "An Lộc" in page
    assert QUOTE not in page, "nothing is said before it is clear which is meant"


def test_large_print_is_the_same_page(client: TestClient, database: Database, province: Province) -> None:
    item_id = land_item(database, province)
    large = client.get(f"/tin/{item_id}?in=1").text
    assert '<html lang="vi" class="large">' in large
    assert f'<link rel="canonical" href="http://127.0.0.1:8600/tin/{item_id}">' in large


def test_lists_are_turned(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        for number in range(30):
            add_post(session, province.facebook, add_item(session, province, f"Bản tin {number}"), PostState.PUBLISHED)
    first, second = (set(re.findall(r"/tin/\d+", client.get(f"/co-quan/huong-giang?trang={n}").text)) for n in (1, 2))
    assert len(first) == 20
    assert second
    assert not first & second
    keep_look_up_words(database)
    found = client.get("/tra-cuu?q=ban+tin").text
    assert 'rel="next" href="/tra-cuu?q=ban%20tin&amp;trang=2"' in found


def test_robots_and_sitemap(settings: Settings, database: Database, clock: Hands, province: Province) -> None:
    for sandbox in (True, False):
        with TestClient(create_app(Settings(settings.home, Values(sandbox=sandbox)), database, clock)) as client:
            robots = client.get("/robots.txt").text
            assert ("Disallow: /\n" in robots) == sandbox
            assert "Sitemap: http://127.0.0.1:8600/sitemap.xml" in robots
            tree = ElementTree.fromstring(client.get("/sitemap.xml").content)  # noqa: S314 - our own
    named = {node.text for node in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")}
    assert "http://127.0.0.1:8600/chu-de/dat-dai-nha-o" in named
    items = {int(one.rpartition("/")[2]) for one in named if one and "/tin/" in one}
    with TestClient(create_app(settings, database, clock)) as client:
        assert items == {one for one in province.items.values() if client.get(f"/tin/{one}").status_code == 200}


def test_a_held_item_has_the_title_of_its_post(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        item_id = add_item(session, province, "Bản được duyệt", intake=Intake.HELD)
        add_post(session, province.facebook, item_id, PostState.PUBLISHED)
        session.get_one(Item, item_id).title = "Tên mật"
    for path in ("/", f"/tin/{item_id}", "/tra-cuu?q=ten+mat"):
        assert "Tên mật" not in client.get(path).text
    assert "Bản được duyệt" in client.get("/").text
