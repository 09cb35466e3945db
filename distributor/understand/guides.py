"""Whether a page under a title that asks is an office's guide: papers, place and time each under its label. Pure.

Steps are none: one of them without the others tells nobody how.
"""

import re

from distributor.understand import questions_cues as cues
from distributor.understand.questions import Wants, title_asks, wants_of
from distributor.understand.questions_page import QuestionPage

FEWEST = 3
"""Labels that make a page a guide."""
_GUIDED = frozenset({Wants.PROCEDURE, Wants.HOW, Wants.PAPERS, Wants.PLACE, Wants.LIST, Wants.OPEN})
"""What a guide answers as a whole; yes or no, how much and how long want one sentence."""
_LABEL = re.compile(
    r"^\W*(?:\d{1,2}[.)]\s*)?(?P<what>điều kiện|đối tượng|thời hạn|hồ sơ|giấy tờ|thành phần hồ sơ|nơi (?:nộp|nhận|tiếp nhận)|"
    r"cách (?:nộp|thực hiện)|mức (?:hưởng|thu|đóng|hỗ trợ)|lệ phí|phí|thời gian|trình tự|kết quả)(?!\w)"
    r"[^\n:.]{0,40}(?::| gồm| bằng)",
    re.IGNORECASE | re.MULTILINE,
)


def is_guide(title: str, page: QuestionPage) -> bool:
    """Return True if nobody but the title asks, for what is to be done, and the page tells it label by label."""
    wants = wants_of(title)
    if not title_asks(title) or not wants or wants - _GUIDED or cues.FIRST_PERSON.search(title):
        return False
    if page.many or page.turns > 1 or any(each.zone == "asked" for each in page.pieces):
        return False
    labels = {found["what"].casefold() for found in _LABEL.finditer(page.text)}
    return len(labels) >= FEWEST
