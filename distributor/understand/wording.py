"""The same said in fewer words. Patterns only, linear."""

import re
from functools import lru_cache

_NUMERAL = r"(?:một|hai|ba|bốn|tư|năm|lăm|sáu|bảy|tám|chín|mười|mươi|trăm|linh|lẻ|nghìn)"
_TWICE = re.compile(
    rf"(?<!\w){_NUMERAL}(?:\s{_NUMERAL}){{0,8}}\s\((?P<figure>\d{{1,4}})\)|(?P<number>(?<![\d.,])\d{{1,4}})\s\({_NUMERAL}(?:\s{_NUMERAL}){{0,8}}\)",
    re.IGNORECASE,
)
"""A number said in words and in figures: "mười hai (12)", "03 (ba)"."""
NOT_ALL_OF_IT = "".join(
    f"(?<!{verb})"
    for verb in (
        "tuân", "tuân thủ", "chấp hành", "thực hiện", "hoạt động", "áp dụng", "tiến hành", "thu", "tính", "làm", "bảo đảm",
        "đảm bảo", "giải quyết", "xử lý", "xác định",
    )
)  # fmt: skip
"""Before words that may go: not behind a verb of which they are all that is said ("phải tuân theo quy định của pháp luật")."""
_COUNTED_IN = (
    r"(?:đồng|triệu đồng|người|tuổi|m2|m²|mét|m|km|kg|tấn|lít|sức ngựa|giờ|ngày|tháng|năm|lần|ha|"
    r"chỗ(?: ngồi)?|phòng|tầng|con|hộ)"
)
"""Units that need be said once of a span: "từ 05 người đến 12 người"."""
_SAME: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"(?<!\w)(?:ủy|uỷ) ban nhân dân(?!\w)", "UBND"),
        (r"(?<!\w)hội đồng nhân dân(?!\w)", "HĐND"),
        (r"(?<!\w)không vượt quá(?!\w)", "không quá"),
        (r"(?<!\w)nhưng không quá(?!\w)", "không quá"),
        (
            r"(?<!\w)(?<!không )(?<!chưa )có (?:trách nhiệm|nghĩa vụ)(?= [a-zđà-ỹ])(?! (?:liên|bồi|dân|hình|với|của|về))",
            "phải",
        ),
        (r"(?<!\w)trong thời hạn(?= \d)", "trong"),
        (r"(?<!\w)kể từ ngày(?!\w)", "từ ngày"),
        (r"(?<!\w)cơ quan nhà nước có thẩm quyền(?!\w)", "cơ quan có thẩm quyền"),
        (r"(?<!\w)tương ứng với mức độ(?!\w)", "theo mức độ"),
        (r"(?<!\w)bao gồm(?!\w)", "gồm"),
        (r"(?<!\w)kể từ (?=khi |thời điểm |tháng |năm )", "từ "),
        (r"(?<=[\w)%] )đối với(?!\w)", "với"),
        (r"(?<=\d) giờ (\d{2})(?: phút)?(?![\w/]|[.,]\d)", r"h\1"),
        (r"(?<!\w)bảo hiểm y tế(?!\w)", "BHYT"),
        (r"(?<!\w)bảo hiểm xã hội(?!\w)", "BHXH"),
        (r"(?<!\w)trung học phổ thông(?!\w)", "THPT"),
        (r"(?<!\w)trung học cơ sở(?!\w)", "THCS"),
        (
            rf"(?P<from>(?<!\w)từ (?:đủ )?\d[\d.,]*)\s(?P<unit>{_COUNTED_IN})"
            r"(?P<to> đến (?:dưới |hết )?\d[\d.,]*\s(?P=unit))(?!\w)",
            r"\g<from>\g<to>",
        ),
        (r"(?P<least>(?<!\w)từ đủ \d+ (?:tuổi|tháng|năm)) trở lên(?!\w)", r"\g<least>"),
    )
)
"""Words for which shorter ones stand anywhere."""
_LESS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), said)
    for pattern, said in (
        (r"(?<!\w)trong trường hợp(?= [^;.]{8,160} thì(?!\w))", "nếu"),
        (r"(?<!\w)hồ sơ (?:đầy đủ(?: và|,)? hợp lệ|hợp lệ(?: và|,)? đầy đủ)(?!\w)", "đủ hồ sơ hợp lệ"),
        (r"(?<!\w)đủ đủ hồ sơ(?!\w)", "đủ hồ sơ"),
        (
            r",?\s+thuộc (?:phạm vi|lĩnh vực|phạm vi, chức năng)(?: chức năng)? quản lý(?: nhà nước)? của (?:Sở|Bộ|Ủy ban|UBND|"
            r"Thanh tra|Ban|Văn phòng)\s[^,;.()\d]{3,60}?(?=\s*(?:[;.,]|\Z)|\strên địa bàn)",
            "",
        ),
        (
            r",?\s+theo (?:đúng )?(?:quy định|hướng dẫn)(?: tại| của)? (?:nghị định|thông tư|quyết định|nghị quyết|công văn)"
            r"(?: (?:số )?[\w./-]+| này)(?: ngày [\d/]+)?(?: của [^,;.()\d]{3,40}?)?(?=\s*(?:[;.]|\Z))",
            "",
        ),
        (
            r"(?P<number>/[A-ZĐ\d]{2,8}(?:-[A-ZĐ]{2,8})?) (?:quy định chi tiết|quy định|hướng dẫn|ban hành|sửa đổi|về)\s"
            r"(?:(?!\s(?:hết|được|phải|không|tiếp tục|thì|bị|có|là|thực hiện|áp dụng)\s)[^,;.()\d:]){10,220}(?=\s*(?:[;.]|\Z))",
            r"\g<number>",
        ),
        (r"(?<=\d) của (?:Luật|Nghị định|Nghị quyết|Thông tư|Quyết định|Quy định|Quy chế) này(?!\w)", ""),
        (r"(?<!\w)hình thức và mức (?:xử )?phạt như sau:", ""),
        (r"(?<!\w)bất kỳ (?P<what>(?:[^\W\d_]+ ){1,3}?)nào khác(?!\w)", r"\g<what>khác"),
        (r"(?<!\w)(?:tổ chức )?thực hiện việc (?=[a-zđ])", ""),
        (r",? (?:có tên|được nêu|nêu) (?:trong|tại) (?:các )?phụ lục(?: \w{1,4})?(?=\s*(?:[;.]|\Z))", ""),
        (rf"{NOT_ALL_OF_IT},?\s+theo quy định của pháp luật(?=,|\s(?:và|hoặc|thì|nhưng)\s)", ""),
        (rf"{NOT_ALL_OF_IT},?\s+theo quy định (?:tại|của) (?:bộ luật|luật)\s[^,;.()\d]{{2,60}}(?=\s*(?:[;.]|\Z))", ""),
    )
)
"""What may go, or be said in fewer words, where a statement would be too long otherwise."""


def count(text: str) -> int:
    """Words as an editor counts them: between white space."""
    return len(text.split())


def said_once(text: str) -> str:
    """Return a text without the second form of a number said in words and in figures."""
    return _TWICE.sub(lambda found: found["figure"] or found["number"], text)


@lru_cache(maxsize=4096)  # a clause is tried beside one neighbour after the other
def briefly(text: str, most: int = 0) -> str:
    """Say a text in shorter words, until it has at most so many."""
    for pattern, said in (*_SAME, *_LESS):
        if count(text) <= most:
            break
        text = pattern.sub(said, text)
    return text


def alike_worded(text: str) -> str:
    """Return a text with the shortest of the words that say the same."""
    for pattern, said in _SAME:
        text = pattern.sub(said, text)
    return text
