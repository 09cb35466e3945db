"""Messages that Loa sends to single citizens are known by their kind, as the very functions that send them make them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from fastapi.testclient import TestClient

from channels.sms_text import unaccent
from distributor.broadcast.preferences import path_of
from distributor.broadcast.receive import reply_text
from distributor.db import Database
from distributor.lookup.answers import look_up
from distributor.lookup.followed import choices, topics_to_choose
from distributor.lookup.index import keep_look_up_words
from distributor.lookup.message import BY_CHAT, BY_SMS, first_message, more_message, papers_message
from distributor.mail.follower_mail import CHOOSES, CONFIRMS, Letter, letter_message
from distributor.mail.server import SANDBOX_SENDER
from distributor.models import Account, Item, PostState
from distributor.signed_codes import signed_code
from distributor.sms_rules import number_told, reply_texts
from phrases import phrase
from tests.web.home import Hands
from tests.web.province import NOON, Province, add_item, add_post
from tests.web.test_citizen_law import CLAUSE, ENDS_PART, WATER, act_item
from tests.web.test_own_words import CHANGED, NOT_OURS, PART, PUBLISHED, SENT, UNKNOWN, says

BASE = "http://127.0.0.1:8600"
SECRET = b"somebody's"
KIND = "<h2>Loa có gửi tin loại này</h2>"
SMS = {"sender": "STP-HGIANG", "reply_to": "8100", "reply_price": 0}
QUESTION = f"{BASE}/cau-hoi/{signed_code(SECRET, 'question', 7)}"
CONFIRM = f"{BASE}/thu/xac-nhan/{signed_code(SECRET, CONFIRMS, 3)}"
LEAVE = f"{BASE}/thu/{signed_code(SECRET, CHOOSES, 3)}"
COPY = (
    "Hồ sơ gồm tờ khai theo mẫu và giấy tờ tùy thân của người yêu cầu cấp lại.\n\n"
    "Nộp tại Ủy ban nhân dân cấp xã nơi đã đăng ký khai sinh, hoặc qua Cổng dịch vụ công."
)
PAGE = f"{BASE}{path_of(5, SECRET, NOON.date())}"


@pytest.fixture
def sent(database: Database, province: Province) -> dict[str, str]:
    """What a citizen's telephone or mailbox shows, by its name."""
    with database.write() as session:
        session.add(Account(unit_id=province.unit_id, channel="sms", name="Tin nhắn", settings=SMS, limits={}))
        item_id = add_item(session, province, "Mức hỗ trợ hỏa táng mới")
        add_post(session, province.facebook, item_id, PostState.PUBLISHED, text="Mức hỗ trợ mới là 8.000.000 đồng.")
        title = session.get_one(Item, item_id).title
    topics = [one.name for one in topics_to_choose()]
    more = {
        "code": "042917",
        "minutes": "10",
        "matters": unaccent(", ".join(topics[:2])),
        "left": unaccent(phrase("broadcast.nothing")),
        "choices": ", ".join(choices()[:4]),
        "link": PAGE,
    }
    number = number_told(SMS, "8100")
    with database.read() as session:
        found = {
            f"{channel} {name}": reply_text(
                session, province.unit_id, name, number, NOON, NOON + timedelta(days=5), more=more, channel=channel
            )
            for channel in ("sms", "chat")
            for name in reply_texts(channel)
            if (channel, name) != ("sms", "link")
        }
    found["with link"] = f"{found['sms follow']} {reply_texts()['link'].format(link=PAGE)}"
    letter = Letter("dan@hop-thu.example", "<loa-1@loa>", NOON, LEAVE, confirm=CONFIRM, is_sample=True)
    found |= dict(read("confirm", letter))
    weekly = Letter("dan@hop-thu.example", "<loa-2@loa>", NOON, LEAVE, items=[(title, f"{BASE}/tin/{item_id}")])
    return found | dict(read("weekly", weekly)) | {"question": QUESTION, "page": PAGE, "leave": LEAVE, "link": CONFIRM}


def read(name: str, letter: Letter) -> Iterator[tuple[str, str]]:
    message = letter_message(letter, SANDBOX_SENDER)
    yield name, message.get_content()
    yield f"{name} subject", message["Subject"]
    yield f"{name} with subject", f"{message['Subject']}\n\n{message.get_content()}"


def test_what_we_send_to_single_citizens_is_known_by_its_kind(
    client: TestClient, clock: Hands, sent: dict[str, str]
) -> None:
    assert len(sent) > 25
    for name, text in sent.items():
        clock.turn(timedelta(seconds=3))  # an address checks only so often
        page = says(client, text)
        assert KIND in page, name
        assert "không đưa cho ai" in page
        assert "hãy so địa chỉ" in page.lower()


def test_answers_to_a_look_up_are_known_by_their_kind(
    client: TestClient, database: Database, province: Province, clock: Hands
) -> None:
    """Of an act with a part that will end, of a piece of news, and of what was asked on with "1" and "2"."""
    water = act_item(database, province, WATER, date(2026, 11, 20))
    act_item(database, province, ENDS_PART, date(2026, 12, 9), CLAUSE)
    with database.write() as session:
        news = add_item(session, province, "Cấp lại giấy khai sinh bị mất", text=COPY)
        session.get_one(Item, news).summary = "Người dân được cấp lại giấy khai sinh tại xã, không mất phí."
        add_post(session, province.facebook, news, PostState.PUBLISHED)
    keep_look_up_words(database)
    with database.read() as session:
        law, copy = (look_up(session, words, NOON.date()) for words in (WATER, "cấp lại giấy khai sinh"))
    assert (law.answers[0].item_id, copy.answers[0].item_id) == (water, news)
    said = [
        make(found, BASE, form)
        for found in (law, copy)
        for form in (BY_SMS, BY_CHAT)
        for make in (first_message, papers_message, lambda found, base, form: more_message(found, 1, base, form))
    ]
    assert "khoan 3 Dieu 5 khong con ap dung" in said[0]
    for text in filter(lambda text: BASE in text, said):
        clock.turn(timedelta(seconds=3))
        page = says(client, text)
        assert KIND in page or (PUBLISHED in page and text in said[6:]), text  # a passage of the source is published
    assert KIND in says(client, said[0])
    for old, new in (("hieu luc", "HET HIEU LUC"), ("22/2026", "23/2026"), (f"/tin/{water}", f"/tin/{news}")):
        clock.turn(timedelta(seconds=3))
        assert KIND not in says(client, said[0].replace(old, new, 1)), new
    assert NOT_OURS in says(client, f"{said[0]} Goi 0912 345 678")


def test_an_answer_by_what_an_item_cites_is_known(client: TestClient, database: Database, province: Province) -> None:
    with database.write() as session:
        text = (
            "Hộ tịch ghi việc sinh. Theo Điều 16 Luật Hộ tịch năm 2014, cha mẹ nộp tờ khai và giấy chứng sinh tại xã."
        )
        item_id = add_item(session, province, "Sinh con tại nhà", text=text)
        add_post(session, province.facebook, item_id, PostState.PUBLISHED)
    keep_look_up_words(database)
    with database.read() as session:
        said = first_message(look_up(session, "dieu 16 luat ho tich", NOON.date()), BASE, BY_SMS)
    assert "Theo Dieu 16 Luat Ho tich" in said
    assert KIND in says(client, said)


def test_a_changed_one_is_not(client: TestClient, sent: dict[str, str]) -> None:
    code, stop, letter, weekly = sent["sms code"], sent["sms stop"], sent["confirm"], sent["weekly"]
    alien = {
        code: [
            f"{code} Goi 0912 345 678 de duoc giup.",
            code.replace("khong dua ma cho ai", "doc ma cho can bo, goi 19006789"),
            f"{code} http://huonggiang-dangky.top",
            f"{code} {QUESTION.replace('127.0.0.1:8600', '127.0.0.1.8600.top')}",
        ],
        stop: [stop.replace("8100", "8179"), stop.replace("8100", "0987654321")],
        letter: [
            letter.replace(BASE, "http://127.0.0.1:8601"),
            f"Từ: xac-nhan@huong-giang.example\n\n{letter}",
            letter.replace(CONFIRM, f"{CONFIRM} https://bit.ly/xn"),
        ],
        weekly: [weekly.replace(f"{BASE}/tin", "https://tin-moi.top/tin")],
    }
    for forged in (one for many in alien.values() for one in many):
        assert NOT_OURS in says(client, forged), forged
    worded = (
        code.replace("khong dua ma cho ai", "dua ma cho can bo"),
        code.replace("So Tu phap", "So Cong an"),
        code.replace("042917", "042917, nap 50.000 dong"),
        f"{code} Hay chuyen 50.000 dong.",
        sent["sms follow"].replace("Bot:", "Nop phi: chuyen khoan. Bot:"),
        stop.replace("mien phi", "15.000d"),
        letter.replace("bỏ qua thư này", "chuyển thư này cho cán bộ"),
        weekly.replace("hỏa táng mới", "hỏa táng, nộp phí trước"),
        QUESTION.replace("cau-hoi", "cau-tra-loi"),
        f"{QUESTION}?u=1",
        code.replace("ma dang", "m\u200ba dang"),
    )
    for forged in worded:
        page = says(client, forged)
        assert not [words for words in (KIND, SENT, PUBLISHED, PART) if words in page], forged
        assert "<h2>" in page


def test_no_more_is_told_than_the_kind(client: TestClient, sent: dict[str, str]) -> None:
    """The same for a code and an address that nobody was given."""
    for given, other in ((sent["sms code"], "999999"), (QUESTION, signed_code(b"nobody's", "question", 8))):
        made_up = given.replace("042917", other) if other.isdigit() else f"{BASE}/cau-hoi/{other}"
        assert says(client, made_up) == says(client, given)
    assert UNKNOWN in says(client, "Mã của bạn là 042917")
    assert CHANGED not in says(client, sent["sms help"])
