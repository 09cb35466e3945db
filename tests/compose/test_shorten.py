"""Where a text ends when it must end early: a table to read."""

import time
from collections.abc import Callable

import pytest

from distributor.text.shorten import shorten


def within(limit: int) -> Callable[[str], bool]:
    return lambda part: len(part) <= limit


CASES = [
    ("fits", "Người dân nộp hồ sơ.", 40, "Người dân nộp hồ sơ."),
    ("whole sentence", "Người dân nộp hồ sơ. Lệ phí do xã thu.", 30, "Người dân nộp hồ sơ."),
    ("question", "Ai được hưởng? Người có công và hộ nghèo.", 25, "Ai được hưởng?"),
    ("words", "Người dân nộp hồ sơ tại phường nơi cư trú", 30, "Người dân nộp hồ sơ tại…"[:19] + "…"),
    ("abbreviation is no end", "Trụ sở tại TP. Hương Giang mở cửa cả ngày.", 30, "Trụ sở tại TP. Hương Giang mở…"),
    ("list number is no end", "Gồm có: 1. Đơn đề nghị theo mẫu đã ban hành", 30, "Gồm có: 1. Đơn đề nghị…"),
    ("never behind a negation", "Người dân không phải nộp lệ phí khai sinh", 20, "Người dân…"),
    ("date stays whole", "Văn bản có hiệu lực từ ngày 15 tháng 9 năm 2026 tại tỉnh", 40, "Văn bản có hiệu lực…"),
    ("date with strokes", "Hạn cuối nhận góp ý là hết ngày 25/12/2026 tại Sở", 38, "Hạn cuối nhận góp ý…"),
    ("citation", "Mức hỗ trợ theo điểm a khoản 1 Điều 5 Quyết định số 27/2026/QĐ-UBND", 50, "Mức hỗ trợ…"),
    (
        "citation list",
        "Áp dụng các trường hợp điểm a, b và c khoản 2 Điều 7 của Luật Đất đai 2024",
        50,
        "Áp dụng các trường hợp…",
    ),
    (
        "law's name",
        "Quyền của người sử dụng đất theo Luật Đất đai năm 2024 và nghị định",
        48,
        "Quyền của người sử dụng đất…",
    ),
    ("start of a law's name", "Toàn bộ nội dung Luật Phổ biến, giáo dục pháp luật", 26, "Toàn bộ nội dung…"),
    ("amount", "Mỗi hộ được nhận hỗ trợ 1.200.000 đồng từ ngân sách", 34, "Mỗi hộ được nhận hỗ trợ…"),
    ("range", "Hành vi này bị phạt tiền từ 2 triệu đồng đến 3 triệu đồng và tịch thu", 50, "Hành vi này bị phạt tiền…"),
    ("open bracket", "Người thân thích (cha, mẹ, vợ, chồng) được đăng ký thay", 30, "Người thân thích…"),
    ("link", "Chi tiết đăng tại https://huonggiang.example/van-ban/27 của tỉnh", 40, "Chi tiết đăng…"),
    ("line", "Hồ sơ gồm:\n- Tờ khai theo mẫu;\n- Giấy chứng sinh bản chính", 36, "Hồ sơ gồm:\n- Tờ khai theo mẫu…"),
    ("nothing good, still a word", "Phòng chống", 8, "Phòng…"),
    ("no room for a word", "Nghiêng", 4, ""),
]


@pytest.mark.parametrize(("text", "limit", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_ends_well(text: str, limit: int, expected: str) -> None:
    assert shorten(text, within(limit)).text == expected


def test_a_first_word_may_be_cut_between_letters_but_not_a_number() -> None:
    assert shorten("Nghiêng", within(4), split_words=True).text == "Ngh…"
    assert shorten("1234567", within(4), split_words=True).text == ""
    assert shorten("ab1234567", within(6), split_words=True).text == "ab…"
    assert shorten("https://a.example/b", within(9), split_words=True).text == ""


@pytest.mark.parametrize("piece", ["Điều 5 của Luật. ", "a", "1 ", "luật đất ", "từ 5 ", "(", "Bãi ", "“", "điểm a, "])
def test_long_texts_cost_little(piece: str) -> None:
    text = (piece * 200_000)[:200_000].strip()
    before = time.thread_time()
    assert len(shorten(text, within(600)).text) <= 600
    assert time.thread_time() - before < 0.5
