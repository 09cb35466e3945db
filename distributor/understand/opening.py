"""What the sentences of a page are for: the one that the piece opens with, what only looks back, whom to call. Pure, linear.

A notice says in its first sentence who does what, from when, where; an article names the act and its day. What is counted of last
year, or whom to ask, is nobody's news without it.
"""

import re

from distributor.understand import cues
from distributor.understand.candidate import Candidate
from distributor.understand.dates import DAY
from distributor.understand.news import Page, ruling
from distributor.understand.sentences import Sentence
from distributor.understand.timetable import PHONE
from distributor.understand.told_shorter import is_announced, without_act

MOST_IN_COMMON, MOST_ALIKE = 0.7, 25
"""Share of its words that the whole says; characters that show where a half begins."""
FIRST = 3
"""Sentences among which the opening one is looked for."""
OPENS = frozenset(
    {"", "notice", "other_legal", "legal_aid", "procedure", "guidance", "contest", "new_law", "not_legal"}
)
"""Kinds whose first sentence is the news; a report of a meeting opens with the meeting."""
_WHEN = re.compile(
    rf"{DAY}|(?<![\d/])\d{{1,2}}/\d{{1,2}}(?![\d/])|(?<!\w)(?:\d{{1,2}} (?:giờ|h)|từ năm|năm (?:học|20\d\d)|hằng ngày|từ "
    rf"nay)(?!\w)",
    re.IGNORECASE,
)
_ISSUED = re.compile(
    r"(?<!\w)(?:ban hành|thông báo đính chính|đang lấy ý kiến|ra thông cáo|tổ chức (?:hội nghị|lễ)|đã (?:thông qua|ký|tiếp)|"
    r"vừa (?:có|ra|ký|tổ chức))(?!\w)",
    re.IGNORECASE,
)
_DEFINES = re.compile(r"(?<!\w)(?:hằng|hàng) năm là |\A[^,;]{3,60} là (?:ngày|tháng) ", re.IGNORECASE)
_FILLS = re.compile(
    r"(?:trong thực tế|thực tế(?: cho thấy)?|thời gian (?:qua|gần đây)|những năm (?:qua|gần đây)|gần đây|hiện nay,? "
    r"(?:nhiều|không ít)|"
    r"cuối năm|dịp (?:tết|lễ)|nhiều người|không ít|trên thực tế|như chúng ta)(?!\w)",
    re.IGNORECASE,
)
_LOOKS_BACK = re.compile(
    r"(?:(?:trong |từ |tính đến )?(?:(?:đầu |giữa |cuối )?(?:các |10 |9 |11 )?tháng|năm (?:trước|ngoái|qua|20\d\d)|đầu "
    r"năm|quý|tuần qua|thời "
    r"gian qua|đợt)(?!\w)"
    r"[^.;]{0,110}?(?<!\w)(?:đã(?!\w)|xử phạt|phát hiện|tiếp nhận|trình báo|xảy ra|khám cho|(?:thu|gom|vận động|quyên "
    r"góp|trồng|phát|trao|cấp) được|toàn (?:tỉnh|xã|phường) (?:có|còn)|có \d+ (?:người|vụ|hộ))|"
    r"năm trước,|năm ngoái,|ước tính|vụ (?:việc|cháy|án)? ?(?:ngày|xảy)|(?:lực lượng|các tổ) [^.;]{3,50} bố trí \d)",
    re.IGNORECASE,
)
"""What was counted before."""
_CALLS = re.compile(
    r"(?:(?:mọi|các) )?(?:thông tin|chi tiết|vướng mắc|thắc mắc|phản ánh|liên hệ|điện thoại|số (?:điện thoại|máy|trực)|"
    r"tổng đài|đường dây nóng|"
    r"hotline|trực tiếp nhận|tiếp nhận|ý kiến|người dân (?:cần|phản ánh)|bà con cần|cần (?:tra cứu|tư vấn|hỗ trợ|biết "
    r"thêm)|cán bộ|"
    r"người (?:lao động )?cần|ai (?:cần|là)|khách hàng cần|báo vi phạm|đầu mối|nghị quyết cũng quy định đường dây)(?!\w)",
    re.IGNORECASE,
)
_RULES_BESIDE = re.compile(
    r"(?<!\w)(?:phải|không được|bị phạt|được (?:miễn|hỗ trợ|hưởng)|trước ngày|từ ngày)(?!\w)", re.IGNORECASE
)
_GOES_TO = re.compile(r"(?<!\w)(?:liên hệ|gọi)(?!\w)", re.IGNORECASE)


def opening(page: Page) -> list[Candidate]:
    """Return what the piece opens with, whole, and the entries of its list; empty where it opens with anything else."""
    if page.kind not in OPENS:
        return []
    for place in range(min(FIRST, len(page.sentences))):
        sentence = page.sentences[place]
        if not _opens(sentence):
            continue
        of_it = [each for each in page.candidates if each.place == place]
        if of_it:
            more = [each for each in of_it[1:] if each.shape == "part" and _is_left_out(each, of_it[0])]
            return [of_it[0], *more[:1], *_entries(page, place)]
        if sentence.opens:
            return []
    return []


def _is_left_out(half: Candidate, whole: Candidate) -> bool:
    """Return True if it is what the whole was shortened by: "…; người khuyết tật nặng được miễn"."""
    if whole.quotes[0].startswith(half.quotes[0][:MOST_ALIKE]):
        return False
    words, told = ({word.strip(".,;:()") for word in each.statement.casefold().split()} for each in (half, whole))
    return len(words & told) < MOST_IN_COMMON * len(words)


def _opens(sentence: Sentence) -> bool:
    words = ruling(sentence)
    if sentence.section or _ISSUED.search(words) or _FILLS.match(words) or looks_back(words) or only_calls(words):
        return False
    if cues.only_wonders(words) or cues.ONLY_EFFECT.match(words) or _DEFINES.search(words):
        return False
    if is_announced(words):
        return True
    rules = cues.SUBJECT.match(without_act(words)) is not None or (
        cues.FIRM_RULES.search(words) is not None and cues.CITIZENS.search(words) is not None
    )
    return _WHEN.search(words) is not None or rules


def _entries(page: Page, opener: int) -> list[Candidate]:
    """Of each entry under it what is said first of it, which is the whole entry."""
    found: dict[int, Candidate] = {}
    for each in page.candidates:
        if page.sentences[each.place].under == page.sentences[opener].place:
            found.setdefault(each.place, each)
    return [found[place] for place in sorted(found)]


def fills(text: str) -> bool:
    """Return True if it only leads up to the matter: "Trong thực tế, không ít trường hợp …"."""
    return _FILLS.match(text) is not None and not any(letter.isdigit() for letter in text)


def looks_back(text: str) -> bool:
    """Return True if it counts what was: "Năm trước, đoàn khám cho 620 cụ"."""
    return _LOOKS_BACK.match(text) is not None


def only_calls(text: str) -> bool:
    """Return True if it only says whom to call or to ask."""
    if _RULES_BESIDE.search(text):
        return False
    return _CALLS.match(text) is not None and (PHONE.search(text) is not None or _GOES_TO.search(text) is not None)
