"""Our words passed on by somebody: by a program's mark they are what they were, among somebody's words they are told apart; and
whatever is changed, cut to mean another thing, or led elsewhere is never blessed."""

import pytest

from distributor.report.authenticity import Authenticity, KnownAsOurs, judge
from distributor.report.official import OfficialAccount
from distributor.report.own_words import PublicWords

BASE = "https://phapluat.huonggiang.gov.vn"
TITLE = "Quyết định 44/2026/QĐ-UBND về hỗ trợ tiền điện cho hộ nghèo năm 2027"
FIRST = "Từ ngày 01/01/2027, hộ nghèo được hỗ trợ 59.000 đồng tiền điện mỗi tháng, không phải nộp đơn."
SECOND = "Tiền được trả qua tài khoản hoặc tại nhà văn hóa thôn; cán bộ không thu bất kỳ khoản phí nào của người nhận."
THIRD = "Ai chưa nhận được, hỏi Ủy ban nhân dân xã trước ngày 31/03/2027."
SMS = f"STP Huong Giang: tu 01/01/2027 ho ngheo duoc ho tro 59.000 dong tien dien moi thang. Xem {BASE}/l/dien27"
POST = f"💡 {TITLE}\n\n{FIRST}\n\n👉 {BASE}/tin/44"
OURS = PublicWords(
    "", "/tin/44", (TITLE, FIRST, SECOND, THIRD), (TITLE, f"{BASE}/tin/44", f"{BASE}/l/dien27"), (SMS, POST)
)
PAGES = {"/", "/tin/44", "/l/dien27"}
ACCOUNTS = (OfficialAccount(4, "sms", "Tin nhắn", "Sở Tư pháp", False, (), "", ("STP H.GIANG", "0234 3812 345")),)


def alike(text: str) -> PublicWords | None:
    said = set(text.split())
    for message in OURS.others:
        if message.split() == text.split():
            return PublicWords(message, "/tin/44")
    return OURS if len(said & set(OURS.all_words.split())) > 0.4 * len(said) else None


KNOWN = KnownAsOurs(BASE, ACCOUNTS, PAGES.__contains__, set[str]().__contains__, alike)
SENT, PUBLISHED, AROUND = Authenticity.SENT, Authenticity.PUBLISHED, Authenticity.AROUND
TRUE = [
    (f"Fwd: {SMS}", SENT),
    (f"FW: {SMS}", SENT),
    (f"Chuyển tiếp: {SMS}", SENT),
    (f"Fwd: Fwd: {SMS}", SENT),
    (f"---------- Forwarded message ----------\n{POST}", SENT),
    (f"Tin chuyển tiếp:\n{POST}", SENT),
    (f"> Fwd: {POST}", SENT),
    (f"Đã chuyển tiếp\n{FIRST}", PUBLISHED),
    (f"Fwd: {TITLE}\n{BASE}/tin/44", PUBLISHED),
    (f"chuyen tiep: {SECOND}", PUBLISHED),
    (f"Bà con xem này!\n{SMS}", AROUND),
    (f"{SMS}\nMẹ nhớ hỏi xã nhé, con về sau.", AROUND),
    (f"Nhà mình có được không?\n{POST}\nAi biết chỉ với", AROUND),
    (f"{FIRST} Tin này có thật không mọi người?", AROUND),
    (f"Nghe nói thế này: {SECOND}", AROUND),
    (f"Fwd: Bác Tư gửi: {SMS}", AROUND),
    (f"Cháu gửi ông: {TITLE}\n{BASE}/tin/44", AROUND),
    (f"{TITLE}\n{SECOND}\nThôn trưởng ơi xem giúp", AROUND),
    (f"Hỏi giúp em với.\n“{FIRST}”", AROUND),
    (f"{POST}\n\nĐúng đấy.", AROUND),
]


@pytest.mark.parametrize(("text", "verdict"), TRUE, ids=range(len(TRUE)))
def test_what_is_passed_on_is_told_truly(text: str, verdict: Authenticity) -> None:
    judged = judge(text, KNOWN)
    assert (judged.verdict, judged.path) == (verdict, "/tin/44")


def test_somebodys_words_are_shown_apart_from_ours() -> None:
    judged = judge(f"Nhà mình có được không?\n{POST}\nAi biết chỉ với", KNOWN)
    assert [(one.pasted, one.ours) for one in judged.changed] == [
        ("Nhà mình có được không?", ""),
        ("Ai biết chỉ với", ""),
    ]


FORGED = [
    # a mark of a program does not make good what stands behind it
    *(
        f"Fwd: {text.replace(old, new, 1)}"
        for text, old, new in (
            (SMS, "59.000", "590.000"),
            (SMS, f"{BASE}/l/dien27", "https://phapluat-huonggiang.gov.vn/l/dien27"),
            (SMS, "/l/dien27", "/l/dien28"),
            (SMS, "duoc ho tro", "phai nop"),
            (POST, "không phải nộp đơn", "phải nộp đơn và 20.000 đồng"),
            (POST, f"{BASE}/tin/44", "hotrotiendien.top/44"),
            (POST, "hộ nghèo được", "mọi hộ được"),
            (FIRST, "01/01/2027", "01/12/2026"),
            (SECOND, "không thu", "chỉ thu"),
            (SECOND, "tài khoản", "tài khoản 0987 654 321"),
            (THIRD, "Ủy ban nhân dân xã", "số 0912 000 111"),
            (THIRD, "31/03/2027", "03/12/2026"),
        )
    ),
    # marks that are none
    f"Fwd https://bit.ly/tien-dien: {SMS}",
    f"Fwd\u200b: {SMS}",
    f"Chuyển tiền: {SMS} tới số 0987654321",
    f"Chuyển tiếp tới 0912 345 678: {SMS}",
    # somebody's words round ours
    f"{SMS} Nộp phí xác minh 50.000 đồng trước thứ Sáu.",
    f"Nộp phí xác minh 50.000 đồng trước thứ Sáu. {SMS}",
    f"{SMS} Đọc mã OTP cho cán bộ khi được hỏi.",
    f"{SMS} Lien he 0987 654 321",
    f"{SMS} Xem them tiendien.click",
    f"{POST}\nĐăng ký nhanh: https://zalo.me/0912345678",
    f"{POST}\nChỉ nhận tới 17 giờ hôm nay, sau đó mất quyền.",
    f"Công an yêu cầu: {FIRST}",
    f"{FIRST} Cài ứng dụng Tiền Điện để nhận.",
    f"{FIRST} Soạn DK gửi 8179.",
    f"{TITLE}\n{BASE}/tin/44\nMật khẩu: 123456",
    f"KHẨN! {TITLE} {BASE}/tin/44 ai không làm sẽ bị cắt điện",
    # cut so that it says another thing, with a word before it
    "Từ nay hộ nghèo phải nộp đơn. Tiền được trả qua tài khoản",
    FIRST.replace("không ", ""),
    SECOND.replace("không ", ""),
    f"Lưu ý: {SECOND.partition('không ')[2]}",
    f"Cán bộ {SECOND.partition('cán bộ không ')[2]}",
    f"{FIRST.partition(', không')[0]}, phải nộp đơn.",
    # of two of ours one that neither says
    FIRST.replace("59.000 đồng tiền điện mỗi tháng", "31/03/2027"),
    f"{SMS} Hỏi: tổng đài 7799",
    SMS.replace("01/01/2027", "31/03/2027"),
    f"{TITLE.replace('hộ nghèo', 'hộ cận nghèo')}\n{BASE}/tin/44",
    f"{TITLE.replace('44/2026', '45/2026')}\n{FIRST}",
    POST.replace("💡", "💡 Nộp 10.000 đồng:"),
    SMS.replace("STP Huong Giang", "EVN Huong Giang"),
]
BLESSED = (Authenticity.OFFICIAL, Authenticity.SENT, Authenticity.PUBLISHED, Authenticity.KIND)


def test_there_are_forty_of_them_and_twenty_true_ones() -> None:
    assert (len(set(FORGED)), len(TRUE)) == (40, 20)


@pytest.mark.parametrize("text", FORGED, ids=range(len(FORGED)))
def test_no_forgery_is_blessed(text: str) -> None:
    judged = judge(text, KNOWN)
    assert judged.verdict not in BLESSED
    if judged.verdict is Authenticity.AROUND:
        assert " ".join(one.pasted for one in judged.changed), "what is not ours is named"
