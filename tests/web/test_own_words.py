"""What stands on our pages, in our feeds and in what they share is ours, however somebody copies it; changed, it is not."""

import html
import re
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlmodel import Session, select

from distributor.db import Database
from distributor.lookup.index import keep_look_up_words
from distributor.mail.server import SANDBOX_SENDER
from distributor.models import Account, Item, Media, Post, PostMedia, PostState, Survey
from distributor.settings import Settings
from tests.web.province import LOGIN, NOON, Province, add_item, add_post, identity
from tests.web.test_citizens import QUOTE, SAID, land_item

TITLE = "Quyết định 31/2026/QĐ-UBND quy định mức hỗ trợ hỏa táng trên địa bàn tỉnh Hương Giang"
TEXT = (
    "Từ ngày 01/12/2026, hộ gia đình có người mất được hỗ trợ 8.000.000 đồng khi chọn hỏa táng.\n\n"
    "Hồ sơ nộp tại UBND xã nơi người mất cư trú, trong 30 ngày kể từ ngày hỏa táng; không mất phí.\n\n"
    "Cán bộ xã không gọi điện yêu cầu chuyển tiền. Thắc mắc xin gọi 0234 3812 345."
)
SCRIPT = f"Kính thưa bà con! Xin thông báo: {TITLE}. Bà con có người thân mất hãy đến xã hỏi. Trân trọng kính báo."
POSTED = f"📢 {TITLE}\n\n👉 Hỗ trợ 8.000.000 đồng mỗi ca.\n\nhttp://127.0.0.1:8600/l/c1 #HuongGiang"
SENT, PUBLISHED, PART, CHANGED, NOT_OURS, UNKNOWN, CLAIMED = (
    f"<h2>{words}</h2>"
    for words in (
        "Loa có gửi tin như vậy",
        "Loa có đăng nội dung như vậy",
        "Giống một phần tin của chúng tôi",
        "Không đúng nguyên văn tin của chúng tôi",
        "Không phải của chúng tôi",
        "Chúng tôi không tìm thấy tin như vậy",
        "Đây là tên, số hoặc địa chỉ thư mà Loa dùng",
    )
)


def says(client: TestClient, pasted: str) -> str:
    answer = client.post("/kiem-tra", data={"tin": pasted})
    assert answer.status_code == 200
    return answer.text.partition("</h1>")[2].partition("<form")[0]


def loudspeaker(session: Session, province: Province) -> int:
    account = Account(unit_id=province.unit_id, channel="manual", name="Loa xã", settings={}, limits={})
    session.add(account)
    session.flush()
    return identity(account.id)


@pytest.fixture
def item_id(database: Database, province: Province) -> int:
    """An item with a text, read out by loudspeaker and posted; one script is all that says a second item."""
    with database.write() as session:
        item_id = add_item(session, province, TITLE, text=TEXT)
        session.get_one(Item, item_id).summary = "Hỗ trợ hỏa táng 8.000.000 đồng từ ngày 01/12/2026 trên toàn tỉnh."
        speaker = loudspeaker(session, province)
        add_post(session, speaker, item_id, PostState.PUBLISHED, text=SCRIPT)
        add_post(session, province.facebook, item_id, PostState.PUBLISHED, text=POSTED)
        add_post(session, province.rss, item_id, PostState.PUBLISHED, text=TEXT)
    keep_look_up_words(database)
    return item_id


def test_what_our_page_has_or_shares_is_ours(client: TestClient, item_id: int) -> None:
    page = client.get(f"/tin/{item_id}").text
    address = f"http://127.0.0.1:8600/tin/{item_id}"
    mailed = re.search(r'"(mailto:[^"]+)"', page)
    assert mailed is not None
    letter = parse_qs(urlsplit(html.unescape(mailed[1])).query)
    subject, body = unquote(letter["subject"][0]), unquote(letter["body"][0])
    assert (subject, body) == (TITLE, address)
    for pasted in (
        TITLE,
        f"{subject}\n{body}",
        f"{subject} {body}",
        f"{body}\n{subject}",
        f"{TITLE}\n\n{TEXT}",
        f"{TITLE}\n{TEXT}\n{address}",
        TEXT.replace("\n\n", "\n"),
        TEXT.splitlines()[2],
        f"Nội dung tin\n{TEXT}",
        f"{TITLE} http://127.0.0.1:8600/l/c1i{item_id}",
    ):
        assert PUBLISHED in says(client, pasted) or SENT in says(client, pasted), pasted
    for pasted in (
        " ".join(TEXT.split()[3:30]),
        f"{TEXT[:120].rsplit(' ', 1)[0]}…",
        f"{TITLE}\n{TEXT.splitlines()[0]}\n{TEXT.splitlines()[4]}",
    ):
        assert PART in says(client, pasted), pasted


def test_a_whole_page_as_browsers_copy_it_is_ours(client: TestClient, database: Database, province: Province) -> None:
    """What is folded away on it is not copied, what stands on buttons is."""
    address = f"http://127.0.0.1:8600/tin/{land_item(database, province)}"
    keep_look_up_words(database)
    law = (
        "Hiệu lực hôm nay\nCòn hiệu lực\n\nVăn bản\nQuyết định 91/2026/QĐ-UBND\nCơ quan ban hành\n"
        "Ủy ban nhân dân tỉnh Hương Giang\nNgày ban hành\n01/11/2026\nNgày có hiệu lực\n10/11/2026\nLịch sử hiệu lực\n"
    )
    points = f"Điều cần biết\n{SAID}\n\n“{QUOTE}”\n\nkhoản 1 Điều 3\n“Người dân nộp hồ sơ tại xã”\n\nĐiều 4\n"
    head = "Văn bản mới\n\nQuyết định 91/2026/QĐ-UBND về tách thửa\nSở Tư pháp tỉnh Hương Giang · 24/11/2026 12:00\n\n"
    foot = (
        "Nội dung tin\nToàn văn.\n\nBản gốc và giấy tờ kèm theo\nXem bản gốc\nTin này trên các kênh\n"
        "Facebook: Pháp luật Hương Giang, 24/11/2026 12:03\nNội dung này có hữu ích không?\nCó Không hữu ích\n"
        f"Chia sẻ\nFacebook\nX\nThư điện tử\nChữ lớn, để in\n{address}"
    )
    assert PUBLISHED in says(client, points)
    assert PART in says(client, head + law + points + foot)
    assert CHANGED in says(client, head + law + points.replace("50 m²", "30 m²") + foot)
    assert NOT_OURS in says(client, head + law + points + foot.replace(address, f"{address}\nGọi 0912 345 678"))


def test_a_change_in_them_is_told_beside_words_that_citizens_read(client: TestClient, item_id: int) -> None:
    address = f"http://127.0.0.1:8600/tin/{item_id}"
    for old, new in (
        ("8.000.000", "80.000.000"),
        ("không mất phí", "mất phí"),
        ("không gọi", "gọi"),
        ("30 ngày", "3 ngày"),
    ):
        for pasted in (TEXT, f"{TITLE}\n{TEXT}", f"{TITLE}\n{TEXT}\n{address}"):
            page = says(client, pasted.replace(old, new))
            assert CHANGED in page, pasted
            assert "Kính thưa" not in page
            assert page.count("<li>") == says(client, TEXT.replace(old, new)).count("<li>"), (
                "what is whole is not told as changed"
            )
    page = says(client, TITLE.replace("hỗ trợ", "thu phí"))
    assert "Tin bạn dán: <mark>thu phí</mark>; bản của chúng tôi: <b>hỗ trợ</b>" in page
    page = says(client, f"{TEXT}\nHạn cuối hôm nay!")
    assert page.count("<li>") == 1, "and nothing that stands further down on the page"
    assert "<h2>Tin của chúng tôi, kèm lời của người khác</h2>" in page
    assert "<li><mark>Hạn cuối hôm nay!</mark></li>" in page
    assert "Kính thưa" not in says(client, SCRIPT.replace("hỏi", "nộp tiền"))


def test_what_is_read_out_alone_is_compared_with_its_page(
    client: TestClient, database: Database, province: Province
) -> None:
    with database.write() as session:
        item_id = add_item(session, province, TITLE, text=TEXT)
        add_post(session, loudspeaker(session, province), item_id, PostState.PUBLISHED, text=SCRIPT)
    assert PUBLISHED in says(client, f"{TITLE} http://127.0.0.1:8600/tin/{item_id}")
    page = says(client, TITLE.replace("hỗ trợ", "thu phí"))
    assert "Tin bạn dán: <mark>thu phí</mark>; bản của chúng tôi: <b>hỗ trợ</b>" in page


def test_no_forgery_of_them_is_blessed(client: TestClient, item_id: int) -> None:
    address = f"http://127.0.0.1:8600/tin/{item_id}"
    first, _, second, _, third = TEXT.splitlines()
    for forged in (
        f"{TITLE}\nhttps://huonggiang-hotro.top/tin/{item_id}",
        f"{TITLE} http://127.0.0.1:8600.nop.top/tin/{item_id}",
        f"{TITLE}\n{address}\nhttps://bit.ly/hotang",
        f"{TITLE}\n{TEXT.replace('0234 3812 345', '0912 345 678')}",
        f"{TEXT}\nGọi 0987 111 222 để nhận tiền",
        f"{first}\nSoạn HT gửi 8579",
        f"{TITLE}\n{TEXT}\nvay@tienhotro.click",
        TITLE.replace("/l/", "/1/") + " http://127.0.0.1:8600/tin/999999",
        f"Nộp ngay 500.000 đồng. {TITLE}",
        f"{TITLE}. Bà con chuyển phí trước.",
        f"{first} {second.replace('không mất phí', 'phí 200.000 đồng')} {third}",
        first.replace("8.000.000", "800.000"),
        second.replace("xã nơi", "phường nơi"),
        third.replace("không ", ""),
        f"{TITLE[:40]}\u200b{TITLE[40:]}",
        SCRIPT.replace("hỏi", "nộp 500.000 đồng"),
        f"{second.partition(';')[0]}; {third}",
    ):
        page = says(client, forged)
        assert not [words for words in (SENT, PUBLISHED, PART) if words in page], forged


def test_the_address_of_our_mails_is_ours_and_no_other(
    client: TestClient, settings: Settings, monkeypatch: pytest.MonkeyPatch, item_id: int
) -> None:
    monkeypatch.setenv("LOA_MAIL_HOST", "127.0.0.1")
    monkeypatch.setenv("LOA_MAIL_SENDER", SANDBOX_SENDER)
    for ours in (SANDBOX_SENDER, SANDBOX_SENDER.upper(), f" {SANDBOX_SENDER}\n"):
        page = says(client, ours)
        assert CLAIMED in page
        assert "có thể bị giả" in page
    assert NOT_OURS not in says(client, f"Có phải thư của {SANDBOX_SENDER} không")
    for other in (
        SANDBOX_SENDER.replace("example", "example.top"),
        SANDBOX_SENDER.replace("huonggiang", "huong-giang"),
        f"x{SANDBOX_SENDER}",
        f"{SANDBOX_SENDER}@lua.top",
        SANDBOX_SENDER.replace("a", "а", 1),
        f"{SANDBOX_SENDER} {SANDBOX_SENDER.replace('.', '.vn.')}",
    ):
        assert NOT_OURS in says(client, other), other


def test_an_empty_form_says_what_to_do(client: TestClient) -> None:
    for empty in ("", "  \n"):
        assert "Bạn chưa dán gì" in says(client, empty)
        for _ in range(6):
            answer = client.post("/cau-hoi", data={"cau_hoi": empty})
            assert (answer.status_code, "Bạn chưa ghi câu hỏi" in answer.text) == (400, True), "and costs no question"


def test_open_surveys_and_files_of_our_posts_are_ours(
    client: TestClient, database: Database, province: Province, item_id: int
) -> None:
    shown, hidden = "ab" * 32, "cd" * 32
    with database.write() as session:
        surveys = [
            Survey(
                unit_id=province.unit_id,
                title="Về hỏa táng",
                made_by=LOGIN,
                made_at=NOON,
                published_at=began,
                closed_at=ended,
            )
            for began, ended in ((None, None), (NOON, None), (NOON, NOON))
        ]
        session.add_all(surveys)
        for sha256 in (shown, hidden):
            session.add(Media(sha256=sha256, mime="image/jpeg", bytes=9, width=9, height=9, made_at=NOON))
        session.flush()
        post_id = session.exec(select(Post.id).where(Post.item_id == item_id)).first()
        session.add(PostMedia(post_id=identity(post_id), sha256=shown, position=0))
        draft, opened, closed = (identity(one.id) for one in surveys)
    not_exact, official = "Không đúng hẳn địa chỉ của chúng tôi", "<h2>Chính thức</h2>"
    for path, words in (
        (f"khao-sat/{opened}", official),
        (f"khao-sat/{draft}", not_exact),
        (f"khao-sat/{closed}", not_exact),
        (f"media/{shown}.jpg", official),
        (f"media/{shown}.apk", not_exact),
        (f"media/{hidden}.jpg", not_exact),
        ("cam-ket.json", official),
    ):
        assert words in says(client, f"http://127.0.0.1:8600/{path}"), path
