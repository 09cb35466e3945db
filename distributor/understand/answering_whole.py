"""A short reply told whole, sentence by sentence, where no part of it is surely the answer alone. Pure.

Whoever reads all of a reply is misled by nothing that is left out: a rule stands with its exception, yes with its condition.
"""

import re
from collections.abc import Iterator, Sequence

from distributor.facts import Answer, Point, Role
from distributor.text.plain import capital, letters, one_line
from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import TAKES_BACK, of_the_asker
from distributor.understand.answering_evades import LEAST_DOUBTED, evades, puts_off
from distributor.understand.answering_rules import AnswerRules
from distributor.understand.answering_short import SIGNS_OF_KIND
from distributor.understand.answering_sure import names_asker, reckons
from distributor.understand.answering_text import without_law
from distributor.understand.answering_told import joined
from distributor.understand.answering_weights import Weighed, sentences_of, weighed_whole
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.news import BEGINS_BY_ITSELF
from distributor.understand.questions import MOST_PARTS, Question, Wants
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece
from distributor.understand.questions_reply import salutation
from distributor.understand.ranking import MOST_POINTS
from distributor.understand.statements import LEAST_WORDS, MOST_WORDS, is_whole, plainly, sentences
from distributor.understand.wording import count

MOST_OF_A_REPLY = 160
"""Words of a reply that is told whole: a post of it has room for its question too."""
LEAST_COVER, LEAST_OF_THE_REST = 0.45, 0.3
"""Share of the first part of the question that the reply must say again, and of the others, which a story is told with."""
_TOLD_ANYHOW = frozenset({Wants.PROCEDURE, Wants.LIST, Wants.WHEN})
"""Kinds that have no words of their own: what to do, which cases there are."""
_CUT = re.compile(
    r"(?:…|\.\.\.|\[\s*…?\s*\])[\s.\])]*\Z|\(chi tiết\)|(?<!\w)(?:còn tiếp|còn nữa|(?:xem|đọc) (?:tiếp|thêm|trang)|trang sau|"
    r"kỳ sau|tiếp theo trang|(?:tệp|file) đính kèm)(?!\w)",
    re.IGNORECASE,
)
"""Shows that there is more than stands here."""
_HAS_CHANGED = re.compile(
    r"(?<!\w)(?:hết hiệu lực|đã bỏ|bãi bỏ|cập nhật|nghe nói|đã thay đổi|thay đổi rồi|đăng lần đầu|trước đây|bản cũ)(?!\w)",
    re.IGNORECASE,
)
"""May be taken back by what stands beside it: a reply that nobody chose a sentence of waits for less than `TAKES_BACK`."""
_OF_THE_PAGE = re.compile(
    r"(?<!\w)(?:(?:bấm|nhấn) vào|quét mã|(?:đăng ký|theo dõi) kênh|phát lại|nghe tiếp|đọc lại|thích \d|bình luận|trợ lý ảo|"
    r"quảng cáo|trọn gói|giá từ|(?:công ty|văn phòng) luật|người (?:trả lời|thực hiện)|thực hiện\s*:|lượt (?:xem|nghe)|"
    r"bản quyền thuộc|giấy phép (?:trang|số))(?!\w)",
    re.IGNORECASE,
)
"""What a site, a station or a firm says beside a reply."""
_OF_PERSONS = re.compile(
    r"(?<!\w)(?i:trong thư|viết thư|người gửi|ở đây là|như thế là|như vậy là trái)(?!\w)|"
    r"(?<!\w)(?i:công ty|trường(?! hợp)|doanh nghiệp|cửa hàng|hợp tác xã|chi nhánh|quán)"
    rf"(?: [^\W\d{VIETNAMESE_UPPER}]\w*){{0,4}} [{VIETNAMESE_UPPER}]|"
    rf"(?<!\w)(?i:bạn|em|cháu|anh|chị|ông|bà|bác|cô|chú|bé) [{VIETNAMESE_UPPER}]"
)
"""A person or a firm that a reply names or judges."""
_DECIDES = re.compile(r"(?<!\w)(?:được|không|chưa|phải|có|cần|là|bị)(?!\w)", re.IGNORECASE)
"""In a greeting: "Dạ, chưa được đâu ông." is one no more."""
_FOOT = re.compile(
    r"\A\W*(?:tổng đài [^.]*bản quyền|giấy phép (?:trang|số|hoạt động)|bản quyền thuộc|ảnh\s*:|lượt xem|trân trọng|thân ái|"
    r"chúc (?:bạn|anh|chị|ông|bà|em))(?!\w)|\A\W*tổng đài [^.]*giấy phép",
    re.IGNORECASE,
)
"""What stands below a reply and is no part of it."""
_OF_HIS = re.compile(
    r"(?<!\w)(?:của|nhà|ví|xe|đất|con|vợ|chồng) (?:chị|anh|ông|bà|bạn|bác|cô|chú|em)(?!\w)", re.IGNORECASE
)
"""What is the asker's own: "Doanh thu của chị khoảng 144 triệu đồng"."""
_ENDS = re.compile(r"[.!;:”\")]\s*\Z")
"""How a sentence ends; a line without it is a caption, a signature or a button."""
MOST_OF_A_TAIL = 60
"""Characters at the end of a page in which it says that it goes on."""
_PART = re.compile(r"(?<=[^\W_]);\s+(?=[^\W\d_])")


_UNIT = re.compile(
    r"(?<!\w)(?:mấy|bao nhiêu) (năm|tháng|tuần|ngày|giờ|tuổi|lần|mét|m2|km|ki-lô-mét)(?!\w)", re.IGNORECASE
)
"""In what is asked to be counted."""


def reply_told_whole(
    page: QuestionPage, questions: Sequence[Question], answer: Answer | None, rules: AnswerRules, *, own: bool
) -> tuple[Point, ...]:
    """Return the sentences of a reply in its order; nothing where it is long, cut off, puts off, says too little of the question,
    tells the asker's own case alone, or nothing in it is likely the answer. `own`: the title tells that case too."""
    if page.headings or page.turns > 1 or page.numbered or not 0 < len(questions) <= MOST_PARTS or answer is None:
        return ()
    reply = _reply(page)
    text = one_line(" ".join(each.text for each in reply))
    if not reply or count(text) > MOST_OF_A_REPLY or any(each.law or each.asks for each in reply):
        return ()
    if letters(text) != letters(page.text[reply[0].start : reply[-1].end]):
        return ()  # something between its sentences is not told
    if not all(_ENDS.search(page.text[each.start : each.end]) for each in reply) or evades(page) or puts_off(text):
        return ()
    if any(each.search(text) for each in (_CUT, TAKES_BACK, _HAS_CHANGED, _OF_THE_PAGE, _OF_PERSONS)):
        return ()
    if names_asker(page, text) or reckons(page, reply, text):
        return ()
    if not own and (_OF_HIS.search(text) or any(of_the_asker(each.text) for each in reply)):
        return ()
    whole = sentences_of(reply)
    weighed = [weighed_whole(whole, each, rules) for each in questions]
    covered = [each.covered for each in weighed]
    if covered[0] < LEAST_COVER or min(covered) < LEAST_OF_THE_REST or not all(map(_is_of_its_kind, weighed)):
        return ()
    said = [one_line(page.text[each.first.start : each.pieces[-1].end]) for each in joined(whole, page)]
    said[0] = said[0][salutation(said[0]) :]
    told = [Point(Role.RIGHT, statement, (quote,)) for words in said for statement, quote in statements_of(words)]
    if not 1 < len(told) <= MOST_POINTS or not all(each.statement for each in told):
        return ()
    return tuple(told)


def _is_of_its_kind(weighed: Weighed) -> bool:
    """Return True if something in the reply is of the kind that is asked for: a sum, a day, what is in doubt."""
    signs, question = weighed.signs, weighed.question
    if (
        Wants.YES_NO in question.wants
        and question.predicate
        and max(signs["verdict"], signs["predicate"]) < LEAST_DOUBTED
    ):
        return False
    text = weighed.candidate.text
    if any(
        not re.search(rf"\d[\d.,]*\)? {re.escape(each[1])}(?!\w)", text, re.I) for each in _UNIT.finditer(question.text)
    ):
        return False  # how many years is not told by 30 days
    kinds = [SIGNS_OF_KIND[each] for each in question.wants & SIGNS_OF_KIND.keys() - _TOLD_ANYHOW]
    return all(any(signs[sign] for sign in kind) for kind in kinds)


def _reply(page: QuestionPage) -> list[Piece]:
    """The answering part up to the next question, without a greeting in front and the site's foot; nothing of one that is cut."""
    reply = [each for each in page.pieces if each.zone == "answer"]
    following = next((place for place, each in enumerate(reply) if cues.ASKS.match(each.text)), None)
    goes_on = following is not None or page.pieces[-1:] != tuple(reply[-1:])
    if not goes_on and _CUT.search(page.text.rstrip()[-MOST_OF_A_TAIL:]):
        return []
    reply = reply[:following]
    if reply and cues.GREETS.match(reply[0].text) and _DECIDES.search(reply[0].text) is None:
        reply = reply[1:]
    while reply and _FOOT.search(reply[-1].text):
        reply.pop()
    return reply


def statements_of(sentence: str) -> Iterator[tuple[str, str]]:
    """Yield a sentence as statements with their quotes; an empty one where it is too long and does not fall into parts."""
    for one in [sentence] if count(sentence) <= MOST_WORDS else sentences(sentence):
        parts = [one] if count(one) <= MOST_WORDS else _PART.split(one)
        for part in parts:
            stands = part is parts[0] or BEGINS_BY_ITSELF.match(part)
            yield (_said(part) if stands else ""), part.rstrip(" ;")


def _said(part: str) -> str:
    """Return a part as it is, or where that is too long without the law that it begins with; else nothing."""
    bare = part.strip(" ;,.–-")
    bare = bare if count(bare) <= MOST_WORDS else plainly(without_law(bare))
    if not (LEAST_WORDS <= count(bare) <= MOST_WORDS and is_whole(bare)):
        return ""
    return capital(bare) if bare.endswith((".)", "!", "”")) else f"{capital(bare)}."
