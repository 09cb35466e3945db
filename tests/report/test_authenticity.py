"""Is this ours? A hundred forgeries of which none may be blessed, and what is ours and must be."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest

from distributor.report.authenticity import Authenticity, KnownAsOurs, judge, links_in, numbers_in
from distributor.report.official import OfficialAccount
from distributor.report.own_words import PublicWords

BASE = "https://phapluat.huonggiang.gov.vn"
PAGE = "https://www.facebook.com/100064512345678"
ACCOUNTS = (
    OfficialAccount(
        1, "facebook", "Pháp luật Hương Giang", "Sở Tư pháp", False, (PAGE, "https://facebook.com/100064512345678")
    ),
    OfficialAccount(2, "x", "@phapluat_hg", "Sở Tư pháp", False, ("https://x.com/phapluat_hg",), "@phapluat_hg"),
    OfficialAccount(3, "zalo", "Sở Tư pháp Hương Giang", "Sở Tư pháp", False, ("https://zalo.me/3147312345678901234",)),
    OfficialAccount(4, "sms", "Tin nhắn", "Sở Tư pháp", False, (), "", ("STP H.GIANG", "0234 3812 345")),
    OfficialAccount(5, "rss", "Tin mới", "Sở Tư pháp", False, (f"{BASE}/feeds/phap-luat.rss",)),
)
LAND = f"Từ 07/12/2026, đất ở tại phường được tách thửa khi mỗi thửa còn ít nhất 50 m². Chi tiết: {BASE}/l/aB3dE"
SCAM = f"Công an không gọi điện yêu cầu cập nhật VNeID. Nghi ngờ hãy gọi 113 hoặc 0234 3812 345. Xem {BASE}/tin/12"
BIRTH = "Khai sinh cho trẻ: nộp giấy chứng sinh tại UBND xã trong 60 ngày, không mất phí. Hỏi: 0234 3812 345"
AID = f"Trợ giúp pháp lý miễn phí cho hộ nghèo. Danh sách nơi nhận hồ sơ: {BASE}/tin/15 hoặc {PAGE}"
FEE = f"STP Huong Giang: tu 01/01/2027 muc thu le phi ho tich la 8.000 dong. Xem {BASE}/l/Fee27"
TEXTS = {"land": LAND, "scam": SCAM, "birth": BIRTH, "aid": AID, "fee": FEE}
POST = "https://www.facebook.com/100064512345678/posts/9876543210"
PAGES = {"/", "/tin/12", "/tin/15", "/l/aB3dE", "/l/Fee27", "/kenh-chinh-thuc"}


def nearest(said: Iterable[str]) -> Callable[[str], PublicWords | None]:
    def alike(text: str) -> PublicWords | None:
        words = set(text.split())
        best = max(said, key=lambda one: (one.split() == text.split(), len(words & set(one.split()))))
        return PublicWords(best, "/tin/12") if len(words & set(best.split())) > 0.6 * len(words) else None

    return alike


def known() -> KnownAsOurs:
    return KnownAsOurs(BASE, ACCOUNTS, PAGES.__contains__, {POST}.__contains__, nearest(TEXTS.values()))


@pytest.mark.parametrize(
    "ours",
    [
        BASE,
        f"{BASE}/",
        f"{BASE}/tin/12",
        "phapluat.huonggiang.gov.vn/tin/12",
        "PHAPLUAT.huonggiang.gov.vn",
        f"  {BASE}/l/aB3dE\n",
        f"{BASE}/feeds/phap-luat.rss",
        PAGE,
        f"{PAGE}/",
        "facebook.com/100064512345678",
        "https://x.com/PhapLuat_HG",
        "@phapluat_hg",
        "https://zalo.me/3147312345678901234",
        POST,
    ],
)
def test_an_exact_address_or_account_is_official(ours: str) -> None:
    assert judge(ours, known()).verdict is Authenticity.OFFICIAL


CHANNEL = "https://www.youtube.com/channel/UCabcDEFghiJKL"
OLD = "https://x.com/phapluat_cu"
MORE_ACCOUNTS = (
    *ACCOUNTS,
    OfficialAccount(6, "youtube", "Phim", "Sở Tư pháp", False, (CHANNEL,)),
    OfficialAccount(7, "x", "Tên cũ", "Sở Tư pháp", True, (OLD,), "@phapluat_cu", ("0234 3888 999",)),
)


@pytest.mark.parametrize("was_ours", [OLD, f"{OLD}/", f"{OLD}?s=1", "@phapluat_cu", "Tên cũ"])
def test_a_closed_account_is_no_longer_official(was_ours: str) -> None:
    assert judge(was_ours, replace(known(), accounts=MORE_ACCOUNTS)).verdict is Authenticity.CLOSED


@pytest.mark.parametrize("told", [f"Xem {OLD}", f"Xem {OLD}?s=1", "Gọi 0234 3888 999"])
def test_a_message_that_leads_to_a_closed_account_is_not_ours(told: str) -> None:
    judged = judge(told, replace(known(), accounts=MORE_ACCOUNTS))
    assert judged.verdict is Authenticity.NOT_OURS
    assert judged.strange == (told.partition(" ")[2],)


def test_ports_and_capitals_are_taken_as_they_are() -> None:
    wide = replace(known(), accounts=MORE_ACCOUNTS)
    assert judge(f"{BASE}:443/tin/12", wide).verdict is Authenticity.OFFICIAL
    assert judge(f"{BASE}:0/tin/12", wide).verdict is Authenticity.NOT_OURS
    assert judge(CHANNEL, wide).verdict is Authenticity.OFFICIAL
    assert judge(CHANNEL.replace("UCabc", "UCABC"), wide).verdict is Authenticity.NOT_OURS


def test_emoji_are_no_hidden_signs() -> None:
    text = "⚖️ Luật mới cho mọi nhà 👨\u200d👩\u200d👧"
    ours = replace(known(), alike=nearest([text]))
    assert judge(text, ours).verdict is Authenticity.SENT
    assert judge(text.replace("mới", "m\u200dới"), ours).hidden


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_message_is_at_most_like_what_was_sent(text: str) -> None:
    assert judge(text, known()).verdict is Authenticity.SENT
    assert judge(text.replace(" ", "\n "), known()).verdict is Authenticity.SENT


@pytest.mark.parametrize(
    "name",
    [
        "STP H.GIANG",
        "stp h.giang",
        "0234 3812 345",
        "02343812345",
        "+84 234 3812 345",
        "Pháp luật Hương Giang",
        "Tin mới",
    ],
)
def test_a_name_or_a_number_is_what_anybody_can_write(name: str) -> None:
    assert judge(name, known()).verdict is Authenticity.CLAIMED


HIDDEN = ("\u200b", "\u200d", "\u2060", "\u00ad", "\u202e", "\ufeff", "\u3164")
LINK = f"{BASE}/l/aB3dE"
CHANGED_TEXTS = [
    # one link changed
    *(
        (LAND, LINK, other)
        for other in (
            "https://phapluat-huonggiang.gov.vn/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn.tra-cuu.top/l/aB3dE",
            "https://phapluat.huonggiang.com.vn/l/aB3dE",
            "https://phapluat.huonggiang.g0v.vn/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn@phatnguoi.xyz/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn:443@phatnguoi.xyz/",
            "https://phаpluat.huonggiang.gov.vn/l/aB3dE",
            "https://xn--phpluat-5nf.huonggiang.gov.vn/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn\u200b.top/l/aB3dE",
            "http://103.45.67.89/l/aB3dE",
            "https://bit.ly/3xHg27",
            "phatnguoi-vneid.online",
            "hxxps://phapluat.huonggiang.gov[.]vn/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn.:8443/l/aB3dE",
            "https://phapluat.huonggiang.gov.vn\\@phatnguoi.xyz/",
            "https://t.me/phapluat_hg",
            "ftp://phapluat.huonggiang.gov.vn/l/aB3dE",
            "https://ｐhapluat.huonggiang.gov.vn/l/aB3dE",
        )
    ),
    *(
        (AID, PAGE, other)
        for other in (
            "https://www.facebook.com/100064512345679",
            "https://www.faceb00k.com/100064512345678",
            "https://www.facebook.com.vn-help.top/100064512345678",
            "https://l.facebook.com/l.php?u=https://phatnguoi.xyz",
            "https://www.facebook.com/100064512345678.evil.xyz",
            "https://facebook-com.site/100064512345678",
        )
    ),
    # one number changed or added
    (SCAM, "0234 3812 345", "0234 3812 354"),
    (SCAM, "0234 3812 345", "0243 3812 345"),
    (SCAM, "0234 3812 345", "0987654321"),
    (SCAM, "0234 3812 345", "+84 98 765 43 21"),
    (SCAM, "0234 3812 345", "1900 6789"),
    (SCAM, "0234 3812 345", "０９８７６５４３２１"),
    (SCAM, "0234 3812 345", "0234.3812.346"),
    (SCAM, "0234 3812 345", "(0234) 3812 349"),
    (BIRTH, "0234 3812 345", "0234-3812-344"),
    (BIRTH, "0234 3812 345", "02343812340"),
    (BIRTH, "0234 3812 345", "0234 3812 345 hoặc 0912 345 678"),
    (BIRTH, "không mất phí", "phí chuyển tới 0912345678"),
    (BIRTH, "không mất phí", "không mất phí (đăng ký: khaisinh.click)"),
    (FEE, "8.000 dong", "8.000 dong, lien he 0888 999 777"),
    (FEE, f"{BASE}/l/Fee27", "http://phapluat.huonggiang.gov.vn.icu"),
    (FEE, f"{BASE}/l/Fee27", "thanhtoan@lephi.top"),
    # one digit or word of the text changed, the link left as it was
    (LAND, "50 m²", "30 m²"),
    (LAND, "07/12/2026", "01/12/2026"),
    (LAND, "aB3dE", "aB3dF"),
    (FEE, "8.000", "80.000"),
    (FEE, "01/01/2027", "01/12/2026"),
    (FEE, "Fee27", "Fee28"),
    (BIRTH, "60 ngày", "6 ngày"),
    (BIRTH, "không mất phí", "phí 200.000 đồng"),
    (AID, "/tin/15", "/tin/16"),
    (AID, "miễn phí", "có phí"),
    (SCAM, "không gọi", "sẽ gọi"),
    *((text, " ", f"{sign} ") for text, sign in zip((LAND, SCAM, BIRTH), HIDDEN, strict=False)),
]
ADDRESSES_AND_NAMES = [
    "https://phapluat.huonggiang.gov.vn@phatnguoi.xyz",
    "https://phapluat.huonggiang.gov.vn%40phatnguoi.xyz",
    "https://phapluat.huonggiang.gov.vn%2f@phatnguoi.xyz",
    "https://user:pass@phapluat.huonggiang.gov.vn/tin/12",
    "https://phapluat.huonggiang.gov.vn.phatnguoi.xyz/tin/12",
    "https://login.phapluat.huonggiang.gov.vn/tin/12",
    "https://huonggiang.gov.vn/tin/12",
    "https://phapluat-huonggiang.gov.vn",
    "https://phapluat.huonggiang.gov.vn:8443/tin/12",
    "http://phapluat.huonggiang.gov.vn/tin/12",
    "https://phаpluat.huonggiang.gov.vn/tin/12",
    "https://phapluat.huonggiang.gοv.vn",
    "https://xn--phpluat-5nf.huonggiang.gov.vn",
    "https://phapluat。huonggiang。gov。vn/tin/12",
    "https://phapluat.huonggiang.gov.vn./tin/12",
    "https://phapluat.huonggiang.gov.vn/tin/12?utm_source=zalo&u=https://phatnguoi.xyz",
    "https://phapluat.huonggiang.gov.vn/tin/12?utm_source=zalo",
    "https://phapluat.huonggiang.gov.vn/tin/12#https://phatnguoi.xyz",
    "https://phapluat.huonggiang.gov.vn/tin/12/../../l/gia",
    "https://phapluat.huonggiang.gov.vn//phatnguoi.xyz",
    "https://phapluat.huonggiang.gov.vn/tin/99",
    "https://phapluat.huonggiang.gov.vn\\.phatnguoi.xyz/tin/12",
    "https:/\\phatnguoi.xyz",
    "https://phatnguoi.xyz/https://phapluat.huonggiang.gov.vn/tin/12",
    "https://phatnguoi.xyz/?x=phapluat.huonggiang.gov.vn",
    "javascript://phapluat.huonggiang.gov.vn/%0aalert(1)",
    "https://phapluat.huonggiang.gov.vn:443:80/",
    "https://[::1]/tin/12",
    "https://www.facebook.com/100064512345678?next=https://phatnguoi.xyz",
    "https://www.facebook.com/100064512345678/posts/9876543211",
    "https://www.facebook.com/phapluathuonggiang",
    "https://facebook.com.phatnguoi.xyz/100064512345678",
    "http://www.facebook.com/100064512345678/posts/9876543210",
    "https://x.com/phapluat_hg_",
    "https://x.com/phap1uat_hg",
    "https://x.com/phapluat_hg/status/1",
    "https://zalo.me/3147312345678901235",
    "https://zalo.me/0912345678",
    "https://phapluat.huonggiang.gov.vn/feeds/phap-luat.rss?x=1",
    "@phapluat_hg1",
    "@phаpluat_hg",
    "@phapluat_hg\u200b",
    "phapluat_hg",
    "STP H.GlANG",
    "STP HGIANG",
    "0234 3812 346",
    "+1 234 3812 345",
    "Pháp luật Hương Giang (chính chủ)",
    *(f"https://phapluat{sign}.huonggiang.gov.vn/tin/12" for sign in HIDDEN),
]
BLESSED = (Authenticity.OFFICIAL, Authenticity.SENT, Authenticity.PUBLISHED, Authenticity.KIND)
FORGERIES = [*(text.replace(old, new, 1) for text, old, new in CHANGED_TEXTS), *ADDRESSES_AND_NAMES]


def test_there_are_a_hundred_and_half_of_them_are_real_texts_changed() -> None:
    assert len(set(FORGERIES)) == len(FORGERIES) >= 100
    assert len(CHANGED_TEXTS) >= 50
    assert not [(old, new) for text, old, new in CHANGED_TEXTS if old not in text]


@pytest.mark.parametrize("forgery", FORGERIES, ids=range(len(FORGERIES)))
def test_no_forgery_is_blessed(forgery: str) -> None:
    assert judge(forgery, known()).verdict not in BLESSED, forgery


@pytest.mark.parametrize("number", range(40))
def test_one_strange_link_or_number_makes_it_not_ours(number: int) -> None:
    text, old, new = CHANGED_TEXTS[number]
    judged = judge(text.replace(old, new, 1), known())
    assert judged.verdict is Authenticity.NOT_OURS, (judged, new)
    assert judged.strange


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u200b", "\n"])
def test_nothing_pasted_is_nothing(text: str) -> None:
    assert judge(text, known()).verdict is Authenticity.EMPTY


def test_short_forms_days_and_amounts_are_neither_links_nor_numbers() -> None:
    text = "Tại TP.HCM và Q.Bình Thạnh, ngày 07.12.2026, theo NĐ 168/2024/NĐ-CP, phạt 1.200.000 đồng, v.v. Gọi 113."
    assert links_in(text) == []
    assert numbers_in(text) == []


SIGN_UP = "Sở Tư pháp Hương Giang: để nhận tin pháp luật, soạn DK gửi 8100 (miễn phí). Từ chối: soạn HUY gửi 8100."
MEETING = (
    f"Trung tâm Trợ giúp pháp lý tư vấn miễn phí ngày 12/12/2026 tại nhà văn hóa xã Bến Lội. Luật sư Trần Văn An tiếp từ 8 giờ. "
    f"Liên hệ 0234 3999 111 hoặc https://trogiup.moj.gov.vn/lich. Xem {BASE}/tin/15"
)
CHANGED_AGAIN = [
    # one number, short or long
    (SIGN_UP, "8100 (", "8179 ("),
    (SIGN_UP, "DK gửi 8100", "DK gửi 81000"),
    (SIGN_UP, "HUY gửi 8100", "HUY gửi: 6789"),
    (MEETING, "0234 3999 111", "0234 3999 117"),
    (MEETING, "0234 3999 111", "tổng đài 19009"),
    (SCAM, "113", "1130"),
    (SCAM, "0234 3812 345", "0234 3812 345, gọi 6062"),
    (BIRTH, "Hỏi: 0234 3812 345", "Hotline 7799"),
    (MEETING, "Liên hệ", "Liên hệ 0987 111 222 hoặc"),
    # one link
    (MEETING, f"Xem {BASE}", f"Xem https://bit.ly/hg27 hoặc {BASE}"),
    (LAND, LINK, "https://phapluat.huonggiang.gov.vn.l-aB3dE.top"),
    (MEETING, "https://trogiup.moj.gov.vn/lich", "https://trogiup-moj.gov.vn/lich"),
    (MEETING, f"{BASE}/tin/15", "https://phapluat.huonggiang.gov.vn.xem.top/15"),
    (AID, "/tin/15", "/tin/15.apk"),
    # one digit, word or name
    (MEETING, "12/12/2026", "21/12/2026"),
    (MEETING, "8 giờ", "5 giờ"),
    (MEETING, "Trần Văn An", "Trần Văn Ân"),
    (MEETING, "Bến Lội", "Bến Lộc"),
    (MEETING, "miễn phí", "có thu phí"),
    (MEETING, "Luật sư", "Cán bộ thu tiền"),
    (SIGN_UP, "miễn phí", "1.000 đồng"),
    (SIGN_UP, "Sở Tư pháp", "Sở Tài chính"),
    (LAND, "50 m²", "500 m²"),
    (LAND, "phường", "xã"),
    (SCAM, "không gọi điện yêu cầu", "gọi điện yêu cầu"),
    (BIRTH, "không mất phí", "mất phí"),
    (BIRTH, "60", "30"),
    (FEE, "8.000", "9.000"),
    (FEE, "2027", "2028"),
    (AID, "hộ nghèo", "hộ nghèo đã nộp 50.000 đồng"),
]
WHOLE = {SIGN_UP, MEETING, *TEXTS.values()}
OUR_OWN = [
    *WHOLE,
    *(text.replace(" ", "\n", 3) for text in WHOLE),
    MEETING.partition(" Xem")[0],  # a part of ours, with another office's number and site in it
    SIGN_UP.partition(" Từ")[0],
    "  ".join(MEETING.split()[12:]),
]


def known_more() -> KnownAsOurs:
    sms = OfficialAccount(8, "sms", "Tin nhắn hai chiều", "Sở Tư pháp", False, (), "", ("STP-HGIANG", "8100"))
    return replace(known(), accounts=(*ACCOUNTS, sms), alike=nearest(WHOLE))


@pytest.mark.parametrize(("text", "old", "new"), CHANGED_AGAIN, ids=range(len(CHANGED_AGAIN)))
def test_what_was_changed_in_one_of_our_messages_is_told(text: str, old: str, new: str) -> None:
    assert old in text
    judged = judge(text.replace(old, new, 1), known_more())
    assert judged.verdict in (Authenticity.NOT_OURS, Authenticity.ALTERED), judged
    assert judged.strange or judged.changed


def test_a_word_that_was_left_out_or_put_for_another_is_shown() -> None:
    judged = judge(SCAM.replace("không gọi", "gọi"), known_more())
    assert [(one.pasted, one.ours) for one in judged.changed] == [("", "không")]
    judged = judge(LAND.replace("50 m²", "30 m²"), known_more())
    assert [(one.pasted, one.ours) for one in judged.changed] == [("30", "50")]
    assert judged.path == "/tin/12"


@pytest.mark.parametrize("text", OUR_OWN, ids=range(len(OUR_OWN)))
def test_what_is_ours_is_never_called_forged(text: str) -> None:
    judged = judge(text, known_more())
    assert judged.verdict in (Authenticity.SENT, Authenticity.ALTERED)
    assert not judged.strange
    assert not judged.changed


def test_short_numbers_are_looked_at_where_one_is_to_call_them() -> None:
    assert numbers_in("Soạn DK gửi 8179, gọi 1022 hoặc tổng đài: 6062") == ["8179", "6062"]
    assert numbers_in("Gửi 3 bản, số 1234 đường Lê Lợi, gửi 8.000 đồng, gửi 2026/QĐ, năm 2026") == []
