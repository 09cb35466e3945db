"""Until when the reader of a page must act, what he is to do, where, and whom it concerns. Rules over its sentences. Pure."""

import re
from collections.abc import Iterable, Sequence, Set
from datetime import date

from distributor.facts import DocumentFacts, Point, Role
from distributor.text.plain import capital
from distributor.understand import cues
from distributor.understand.alike import alike
from distributor.understand.candidate import Candidate
from distributor.understand.dates import DAY, read_day
from distributor.understand.news import LONGEST, Page, stands_alone
from distributor.understand.page_dull import tells_nothing
from distributor.understand.page_features import LONG
from distributor.understand.page_lists import STEP
from distributor.understand.roles import TELLS_STORY
from distributor.understand.sentences import Sentence
from distributor.understand.signals import signs
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS
from distributor.understand.told_shorter import shorter
from distributor.understand.wording import count

LONGEST_WHO = 160
LONGEST_PLACE = 170
_GOES_ON = re.compile(r"\s*không (?!được|phải|cần|thể|có quyền)", re.IGNORECASE)
"""Behind whom a ruling is about: who they are, not yet what is ruled."""
_SAYS = re.compile(r"(?<!\w)(?:cho (?:biết|hay|rằng)|nói|khai|kể|phản ánh)(?!\w)", re.IGNORECASE)
"""Somebody who tells something; of whom the rule is it does not say."""
_ANYBODY = re.compile(r"(?<!\w)(?:nào|bất kỳ)(?!\w)", re.IGNORECASE)
_TORN = frozenset(
    {"người", "hộ", "các", "và", "hoặc", "giao", "kê", "tiếp", "diện", "thuộc", "khi", "muốn", "cần", "đã", "đang"}
)
"""Last words of a subject that was cut within itself."""
_WHEN = re.compile(
    r",?\s(?:trước|từ|vào|trong|đến|chậm nhất|hạn cuối)\s(?:(?:hết|lúc|sáng|chiều|tối|thứ \w+|chủ nhật)\s)*"
    r"(?:ngày\s\d|\d{1,2}\s?(?:giờ|h(?!\w)|ngày|tháng)|\d{1,2}/\d{1,2}|tháng\s\d|năm\s\d{4}).*\Z",
    re.IGNORECASE,
)
"""Behind where: until or from when."""
_AND_DO = re.compile(r",\s(?:và )?(?:nộp|mang|kèm|gọi|gồm|xuất trình|liên hệ|miễn phí)\s.*\Z", re.IGNORECASE)
"""Behind where: what else to do."""
_BY_WHEN = re.compile(
    rf"(?<!\w)(?:trước|chậm nhất|hạn (?:cuối|chót|nộp)|đến hết|(?:nhận|nộp|đăng ký|gửi)[^.;]{{0,60}}? "
    rf"đến)\s[^.;]{{0,40}}?(?:{DAY}|\d{{1,2}}/\d{{1,2}})"
    r"|(?<!\w)(?:trong (?:thời hạn|vòng)?|chậm nhất(?: là)?(?: sau)?|không quá|trước)\s?\d{1,3} (?:ngày|tháng|giờ)(?!\w)"
    rf"|(?<!\w)(?:đến|tới) (?:\d{{1,2}} giờ(?: \d\d)? )?ngày {DAY}",
    re.IGNORECASE,
)
_ACTS = re.compile(
    r"(?<!\w)(?:nộp|gửi|đăng ký|góp ý|ý kiến|tham gia|dự thi|bài thi|kê khai|khai báo|khai|báo cho|báo với|hoàn thành|"
    r"khắc phục|trả lại|đổi|"
    r"giao nộp|dọn|tháo dỡ|di dời|cung cấp|nhận (?:hồ sơ|bài|đăng ký|phiếu|đơn)|đến (?:nhận|làm|cơ quan|công an)|xin|làm "
    r"(?:thủ tục|đơn)|"
    r"đóng (?:tiền|phí|thuế)|bổ sung|xuất trình|khiếu nại|khởi kiện|yêu cầu|đề nghị|thu hoạch|lên bờ|vào bờ|rời|cam kết)(?!\w)",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\A(?:các |những )?(?:trường(?! hợp)|nhà trường|hiệu trưởng|đơn vị|cơ quan|thanh tra|UBND|ủy ban|sở|chủ tịch|trưởng "
    r"(?:thôn|ban|phòng)|"
    r"ban (?!tổ chức)|hội đồng|doanh nghiệp thu|công an (?:xã|phường|tỉnh) (?:sẽ|phải|giải|cấp))(?!\w)|"
    r"(?<!\w)(?:thời (?:hạn|gian) (?:giải quyết|trả|xử lý|xem xét|cấp)|(?<!để )(?<!thì )được (?:giải quyết|trả|xét|cấp|"
    r"lùi|gia hạn)|(?:chưa|không) (?:được )?áp dụng|trả kết quả|"
    r"xét duyệt|ra quyết định|yêu cầu hoàn trả|chịu trách nhiệm|còn hạn|có giá trị|có hiệu lực|họp thôn|niêm yết|giao sở|"
    r"bị xử phạt và)(?!\w)|"
    r"(?<!\w)(?:sau ít nhất|sau (?:đó )?\d|từ đủ|đủ \d+ tuổi|dưới \d+ tuổi)",
    re.IGNORECASE,
)
"""Work of offices and schools, a time of waiting, an age, how long a paper holds."""
_OTHERS_DO = re.compile(
    r"(?:các |những )?(?:trường(?! hợp)|nhà trường|hiệu trưởng|đơn vị|cơ quan|trưởng (?:thôn|ban|phòng))(?!\w)",
    re.IGNORECASE,
)
_PERIOD = re.compile(
    rf"(?<!\w)từ (?:ngày )?(?:{DAY}|\d{{1,2}}/\d{{1,2}}|nay)[^.;]{{0,12}}? đến (?:hết )?(?:ngày )?(?:{DAY}|"
    rf"\d{{1,2}}/\d{{1,2}}),?[^.;]{{0,90}}?"
    r"(?:được (?:miễn|giảm|hỗ trợ|hưởng)|miễn|giảm|cấm|tạm (?:dừng|ngừng)|kiểm tra|ra quân|thực hiện thí điểm)(?!\w)|"
    rf"(?:cảnh báo|cấm|tạm (?:dừng|ngừng)|kiểm tra)[^.;]*? từ (?:ngày )?(?:{DAY}|\d{{1,2}}/\d{{1,2}}) đến",
    re.IGNORECASE,
)
"""How long something holds."""
_OF_SOME = re.compile(
    r"(?:\A|,\s)(?:riêng|trường hợp|nếu|khi|hộ nghèo|cần xe|ai(?! có nhu cầu)|(?:cử tri|người|hộ|công dân|phụ huynh)\s"
    r"(?:[^.;,]{0,24}\s)?(?:thấy|phát hiện|ở xa|ốm|già|đi vắng|đang (?:bán|thuê)|từ \d+ (?:con|người|m2|ha)))(?!\w)",
    re.IGNORECASE,
)
"""Only some of those that are told."""


def is_for_the_reader(text: str) -> bool:
    """Return True if it says by when whoever reads it must do something, and what."""
    return (
        _BY_WHEN.search(text) is not None
        and _ACTS.search(text) is not None
        and _OF_OTHERS.search(text) is None
        and _PERIOD.search(text) is None
    )


def is_others_term(text: str) -> bool:
    """Return True if it says by when a school or an office must do something."""
    return _OTHERS_DO.match(text) is not None and (
        _BY_WHEN.search(text) is not None or cues.UNTIL.search(text) is not None
    )


def is_step(each: Candidate) -> bool:
    """Return True if it is a numbered step of a procedure."""
    return STEP.match(each.words) is not None


def said_as(point: Point) -> Candidate:
    """A point as a candidate, to be compared with others."""
    return Candidate(point.role, point.statement, point.statement, point.quotes, "", -1, -1, signs(point.statement))


def deadline_of(page: Page, document: DocumentFacts | None) -> Point | None:
    """A day by which the reader must do something, if all such sentences agree on it."""
    found: list[tuple[Sentence, date | None]] = []
    for sentence in page.sentences:
        text = sentence.text
        if sentence.section in {"asked", "offices"} or len(text) > LONGEST or cues.NOT_A_DEADLINE.search(text):
            continue
        if not (cues.FOR_READERS.search(text) or is_for_the_reader(text)):
            continue
        if _PERIOD.search(text) or _OF_OTHERS.search(text):
            continue
        days = {read_day(match["to"] or match["before"]) for match in cues.UNTIL.finditer(text)}
        if len(days) == 1:
            found.append((sentence, days.pop()))
    days = {day for _, day in found}
    if len(days) != 1 or (day := days.pop()) is None or (document is not None and day == document.effective_on):
        return None
    sentence = min((sentence for sentence, _ in found), key=lambda each: len(each.text))
    text = sentence.text
    statement, quote = (text if count(text) <= MOST_WORDS else shorter(text)), text
    if cues.THIS.search(text) or cues.DANGLING.search(text):  # what of it stands by itself
        parts = (each for each in page.candidates if page.sentences[each.place] is sentence)
        of_day = ((each.statement, each.quotes[0]) for each in parts if read_day(each.statement) == day)
        statement, quote = next(of_day, ("", text))
    if not statement or count(quote) > MOST_QUOTE_WORDS or read_day(statement) is None:
        return None
    # Who is only some of those that are told must not be taken for all of them.
    return Point(Role.DEADLINE, statement, (quote,), "", None if _OF_SOME.search(text) else day)


def action_of(page: Page, said: Iterable[Point], rules: Set[int]) -> Point | None:
    """Return what the reader should do, best in words that speak to the reader. `rules`: places of what asks nothing."""
    best: tuple[float, Candidate] | None = None
    known = [said_as(each) for each in said]
    for each in page.candidates:
        sentence = page.sentences[each.place]
        text = _what_to_do(each.words)
        if not cues.TO_DO.search(text) or cues.OFFICES.search(text) or any(alike(each, other) for other in known):
            continue
        if TELLS_STORY.match(text):
            continue
        if is_step(each) or each.place in rules or tells_nothing(each.words, page.kind):
            continue
        if page.quotes_law and sentence.part != "summary" and not cues.CONCLUSION.match(sentence.text):
            continue
        if page.kind == "sketch" and sentence.section != "moral":
            continue
        weight = _directness(page.kind, sentence, text)
        if weight > 0 and (best is None or weight > best[0]):
            best = (weight, each)
    if best is None:
        return None
    statement = shorter(_what_to_do(best[1].words)) or best[1].statement
    return Point(Role.HOW, statement, best[1].quotes)


def _directness(kind: str, sentence: Sentence, text: str) -> float:
    direct = 3.0 if kind in {"scam_warning", "sketch"} else 1.0
    weight = direct * bool(cues.ASKS_DIRECTLY.search(text)) + 2.0 * bool(cues.WHERE.search(text)) + sentence.listed
    weight += (
        1.0 * bool(cues.CITIZENS.search(text)) - 1.0 * (len(text) > LONG) - 3.0 * bool(cues.ANNOUNCES.search(text))
    )
    weight += 1.0 * (sentence.part == "summary")
    # Who gains or loses what is a change, though it names the way.
    return weight - (1.5 if cues.FIRM_RULES.search(text) and not cues.ASKS_DIRECTLY.search(text) else 0.0)


def _what_to_do(text: str) -> str:
    """The last clause of a sentence where that alone says what the citizen is to do; it must stand by itself."""
    before, _, clause = text.rpartition("; ")
    if before and not cues.TO_DO.search(before) and cues.READER_FIRST.match(clause) and stands_alone(clause):
        return clause
    return text


def place_of(page: Page, action: Point | None, deadline: Point | None, changes: Sequence[Point]) -> Point | None:
    """Return where or by which way: a sentence that says so, else the clause that ends what to do, or what happens on a day."""
    event = next(iter(changes), None)
    event = event if event is not None and cues.ANY_DAY.search(event.statement) else None
    sources = [each for each in (action, deadline, event) if each is not None]
    if not any(cues.WHERE.search(each.statement) for each in sources):
        found = next((each for each in page.candidates if cues.WHERE_ITSELF.match(each.words)), None)
        return Point(Role.WHERE, found.statement, found.quotes) if found else None
    for each in sources:
        where = cues.WHERE.search(each.statement)
        if where is None:
            continue
        clause = _WHEN.sub("", _AND_DO.sub("", each.statement[where.start() :].rstrip(". ")))
        # A clause that goes on to another thought, or is bound to a condition, would say something else alone.
        if (
            len(clause) <= LONGEST_PLACE
            and ";" not in each.statement
            and not cues.TURNS.search(each.statement)
            and not cues.READS_ON.search(clause)
            and not cues.STOPS.search(each.statement)
        ):
            return Point(Role.WHERE, clause, each.quotes)
    return None


def who_of(changes: Sequence[Point]) -> Point | None:
    """Return whom the first ruling is about, if it names somebody in particular."""
    for each in changes[:1]:
        found = cues.SUBJECT.match(each.statement)
        if found and _GOES_ON.match(each.statement, found.end()):
            return None
        if found and len(found["who"]) <= LONGEST_WHO and not cues.TURNS.search(found["who"]):
            who = found["who"].rstrip(" ,")
            torn = who.casefold().rpartition(" ")[2] in _TORN or _ANYBODY.search(who) is not None
            return (
                None
                if torn or _SAYS.search(who) or cues.GENERAL.fullmatch(who)
                else Point(Role.WHO, capital(who), each.quotes)
            )
    return None
