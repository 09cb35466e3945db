"""Whatever a text looks like: no fault, no quote and no number that the source does not have, no statement that is too long."""

import unicodedata
from datetime import date
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from distributor.facts import Facts
from distributor.text.tidy import tidy
from tests.understand.invariants import broken
from tests.understand.sources import understood
from tests.understand.test_bad_input import ACT, TITLE

_numbers = st.integers(1, 999)
_days = st.dates(date(2020, 1, 1), date(2030, 12, 31))
_amounts = st.builds(lambda number: f"{number}.000 đồng", _numbers)
_who = st.sampled_from(
    ["Hộ nghèo", "Học sinh trường ngoài công lập", "Người cao tuổi từ đủ 75 tuổi", "Cá nhân", "Tổ chức, cá nhân"]
)
_short = st.builds(lambda day: day.strftime("%d/%m/%Y"), _days)
_long = st.builds(lambda day: f"ngày {day.day} tháng {day.month} năm {day.year}", _days)
_sentences = st.one_of(
    st.builds("{} được hỗ trợ {} mỗi tháng, tối đa {} tháng.".format, _who, _amounts, st.integers(1, 12)),
    st.builds("{} nộp hồ sơ tại Ủy ban nhân dân cấp xã trước ngày {}.".format, _who, _short),
    st.builds("{} bị phạt tiền từ {} đến {} nếu không đăng ký tạm trú.".format, _who, _amounts, _amounts),
    st.builds("Quyết định này có hiệu lực từ {} và thay thế Quyết định số {}/2019/QĐ-UBND.".format, _long, _numbers),
    st.builds(
        "Hồ sơ gồm:\na) Đơn đề nghị theo mẫu;\nb) {} bản sao giấy khai sinh;\nc) Tờ khai.".format, st.integers(1, 5)
    ),
    st.builds(
        "Bãi bỏ khoản {} Điều {} Quyết định số {}/2020/QĐ-UBND ngày {}.".format,
        st.integers(1, 9),
        st.integers(1, 30),
        _numbers,
        _short,
    ),
    st.builds("| {} | {} | {} |".format, _who, _amounts, _short),
    st.builds("Sửa đổi Điều {} như sau: “{} được giảm {}%.”".format, st.integers(1, 30), _who, st.integers(1, 100)),
    st.builds("Chị T ở Hương Giang hỏi: {} có phải nộp {} không?".format, _who, _amounts),
    st.builds(
        "Trả lời: Theo khoản {} Điều {} Luật Cư trú năm 2020, {} không phải nộp.".format,
        st.integers(1, 9),
        st.integers(1, 40),
        _who,
    ),
)
_pieces = st.one_of(
    _sentences,
    st.builds("Điều {}. {}".format, st.integers(1, 40), _sentences),
    st.builds("{}. {}".format, st.integers(1, 9), _sentences),
    st.sampled_from(
        [
            "Trang chủ > Tin tức",
            "Lượt xem: 12 | In | Gửi email",
            "Tin liên quan",
            "Nơi nhận: - Như Điều 3; - Lưu: VT.",
            "TM. ỦY BAN NHÂN DÂN",
            "Số: 88/2026/QĐ-UBND",
            "Chương II",
            "QUY ĐỊNH CỤ THỂ",
            "......",
            "",
            "(Ảnh minh họa)",
            "05/12/2026",
            "“",
            "Điều 3. Hiệu lực thi hành",
        ]
    ),
    st.text(max_size=60),
)
_texts = st.lists(_pieces, min_size=1, max_size=25).map("\n".join)
_titles = st.sampled_from(
    [TITLE, "Học sinh có phải đóng học phí không?", "Hỏi đáp: nộp ở đâu, bao nhiêu tiền?", "Thông báo", ""]
)


def _bare(text: str) -> str:
    letters = (each for each in unicodedata.normalize("NFD", text) if not unicodedata.combining(each))
    return "".join(letters).replace("đ", "d").replace("Đ", "D")


def _spoilt(text: str, how: str, chance: Random) -> str:
    match how:
        case "cut":
            start, end = sorted((chance.randrange(len(text) + 1), chance.randrange(len(text) + 1)))
            return text[start:end]
        case "joined":
            return text.replace("\n", " ")
        case "doubled":
            return f"{text}\n{text}"
        case "shuffled":
            lines = text.split("\n")
            chance.shuffle(lines)
            return "\n".join(lines)
        case "broken":
            return "".join("\n" if each == " " and chance.random() < 0.15 else each for each in text)
        case "dropped":
            return " ".join(each for each in text.split(" ") if chance.random() > 0.1)
        case "capitals":
            return text.upper()
        case "bare":
            return _bare(text)
    return text


_SPOILT = ("not", "cut", "joined", "doubled", "shuffled", "broken", "dropped", "capitals", "bare")


def _read(title: str, text: str) -> Facts:
    return understood(title, text, on=date(2026, 11, 27))


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(title=_titles, text=_texts, how=st.sampled_from(_SPOILT), seed=st.integers(0, 9999), head=st.booleans())
def test_nothing_is_said_that_the_source_does_not_say(title: str, text: str, how: str, seed: int, head: bool) -> None:
    whole = f"{ACT.format(number='88/2026', old='12/2020')}\n{text}" if head else text
    spoilt = tidy(_spoilt(whole, how, Random(seed)))
    assert broken(_read(title, spoilt), title, spoilt) == []
