"""What an article, a notice or an answer could tell: its sentences that stand by themselves, with what ranks them. Pure, bounded.

A document speaks in clauses (`candidates.py`); a page speaks in sentences, the first of which weigh most.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from distributor.text.plain import capital, letters
from distributor.understand import cues
from distributor.understand.candidate import Candidate
from distributor.understand.counted_things import TARIFF, uncounted
from distributor.understand.dates import DAY
from distributor.understand.features import Features
from distributor.understand.leaning import parts_people, refers_up
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.localities import Locality, locality_of
from distributor.understand.meetings import CHARGES, only_greets_or_asks, only_meets
from distributor.understand.page_dull import is_of_nobody
from distributor.understand.page_features import page_features
from distributor.understand.predicate import is_whole_rule
from distributor.understand.roles import role_of
from distributor.understand.sentences import Sentence, read_sentences
from distributor.understand.signals import signs
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, lead_in
from distributor.understand.timetable import TimeLine, head_of_sessions, timetable
from distributor.understand.told_shorter import (
    announced,
    is_case,
    is_labelled_list,
    shorter,
    some_of_whom,
    trick_told,
    warned_of,
    without_act,
)
from distributor.understand.wording import count

SHORTEST = 22
SHORTEST_COUNTED = 16
SHORTEST_RULE = 8
SHORT_QUESTION = 8
"""Words of a question that heads its answer on one line."""
_COUNTS = re.compile(r"\d|\A[^\W\d_][^:;.]{2,30}: ")
LONGEST = 560
_OPENER = re.compile(
    r"^theo đó\s+(?=\w)|^(?:theo đó|cụ thể|đồng thời|ngoài ra|đặc biệt|đáng chú ý|"
    r"bên cạnh đó|thêm vào đó|được biết|hiện nay|vì thế|bởi vậy|theo (?:nghị quyết|quyết định|thông báo|quy định|hướng "
    r"dẫn)(?: này| mới| trên)?|"
    r"trong đó(?: (?:nhấn mạnh|nêu rõ|lưu ý)(?: rằng)?)?|từ đó|do đó|do vậy|vì vậy|thực tế|như vậy)\s*[,:]\s*",
    re.IGNORECASE,
)
_THEN_DAYS = re.compile(
    rf"(?P<head>[^:;]{{40,300}}):\s+(?=(?:(?:thôn|bản|ấp|xóm|xã|phường|khu phố|tổ|đợt|điểm) \w|ngày \d|sáng |chiều "
    rf")[^;:]*?(?:{DAY}|\d{{1,2}}/\d))",
    re.IGNORECASE,
)
"""Who holds what, before a list of days and places."""
_APART = re.compile(r"riêng(?!\w)", re.IGNORECASE)
_BRACKET = re.compile(r"\s?\([^()]*\)")
_MARK = re.compile(r"(?<=[:;,.])\s[-–+•*]\s")
_BY_SCHEDULE = re.compile(
    r",?\s(?:theo|cụ thể theo) (?:lịch|thời gian|kế hoạch|chương trình)(?: trình)?(?: cụ thể| sau)?\Z", re.IGNORECASE
)
"""What announces the list that is not told with it."""
_TOLD = re.compile(
    r"^[^.;:“”]{3,200}?(?<!\w)(?:cho biết|cho hay|thông báo|khẳng định|trả lời|giải đáp|phúc đáp)(?: rằng| thêm)?"
    r"(?:\s*[,:]\s*(?!không )|\s+(?=các |những |người ))",
    re.IGNORECASE,
)
"""Who said it; what follows is what was said: true, unless it is a swindler's. Before "không …" he speaks of himself."""
_BASED = re.compile(
    r"^[^.;“”]{0,160}?(?<!\w)(?:(?:căn cứ )?theo|căn cứ|khoản \d+|điều \d+)\s[^;“”]{0,160}?"
    r"(?:(?:19|20)\d\d|/\d{4}/[\w-]+|/NĐ-CP|bộ luật [\w ]{4,14}|luật [\w ,]{4,110}?)"
    r"(?:\s*\([^()]{0,60}\))?(?:\s+của [^,;:.()“”]{2,60})?\s*(?:,|:|quy định(?: rõ)?(?: rằng)?)\s*(?=\w)"
    r"(?!(?!(?:từ|kể|trong|năm|đến) )[\w ,]{2,90}? (?:năm )?(?:19|20)\d\d\s*(?:,|quy định))|"
    r"^(?:thưa bà con,\s)?(?:nghị định|luật|bộ luật|thông tư|nghị quyết) [^.,;:“”]{3,60} quy định(?: rõ)?:\s+(?=\w)|"
    r"^theo (?:(?:điểm|khoản) \w+,? ){0,2}điều \d+[a-zđ]? (?:của )?(?:nghị định|luật|thông tư|nghị quyết|quyết định)"
    r"(?: này| trên)?,\s+(?=\w)",
    re.IGNORECASE,
)
"""By which law; the rule itself follows: "Theo Điều 27 Luật Cư trú năm 2020, công dân …". A law's name may hold commas."""
_SPAN = re.compile(
    rf"(?<!\w)từ (?:\d{{1,2}} giờ(?: \d\d)? )?(?:ngày )?(?:{DAY}|\d{{1,2}}/\d{{1,2}}) đến (?:hết )?(?:\d{{1,2}} giờ(?: "
    rf"\d\d)? )?"
    rf"(?:hết )?(?:ngày )?(?:{DAY})",
    re.IGNORECASE,
)
_MEANWHILE = re.compile(
    r"(?:trong|suốt) (?:khoảng )?thời gian (?:này|trên|đó|nói trên|nêu trên),?\s+(?=\w)", re.IGNORECASE
)
_THEN = re.compile(
    r"(?P<after>sau|từ|trước) (?:ngày|thời hạn|thời điểm|hạn) (?:này|trên|đó|nói trên),?\s+(?=\w)", re.IGNORECASE
)
"""When, as the sentence before it says."""
_RUMOUR = re.compile(
    r"(?:(?:mạng xã hội|facebook|zalo|tiktok)[^.]{0,60}(?:xuất hiện|lan truyền|chia sẻ|đăng tải|phát tán)"
    r"|(?:xuất hiện|lan truyền|chia sẻ|phát tán)"
    r"[^.]{0,30}(?:thông tin|tin đồn|bài viết|video|clip|hình ảnh))[^.]*(?:rằng|nội dung|cho biết|về việc|:)\s*[“\"]?",
    re.IGNORECASE,
)
_NOT_THEN = re.compile(r"(?:không|chưa) (?!bao giờ)[^,]{3,40} (?:từ|trước|sau|quá) \d", re.IGNORECASE)
_LEANS = re.compile(r"(?<!\w)chỉ (?:phải|cần)(?!\w)", re.IGNORECASE)
_LED = re.compile(r"^(?:để|nhằm|do)\s[^,;:.]{8,120},\s+(?=\w)", re.IGNORECASE)
"""What for, or why, before what is told: it goes where both together are too long."""
_SAYS_ELSEWHERE = re.compile(
    r"(?<!\w)thì (?:được )?(?:xử lý|thực hiện|áp dụng|giải quyết|làm) theo (?:các )?(?:quy định|văn bản|hướng dẫn) "
    r"(?:khác|riêng)\W*\Z",
    re.IGNORECASE,
)
"""Of a case only that something else holds for it."""
_BY_AN_ACT = re.compile(r"^theo (?:nghị định|luật|thông tư)(?: này| mới)?,\s+(?=\w)", re.IGNORECASE)
_HALVES = re.compile(rf";\s+|(?<=[^\W{VIETNAMESE_UPPER}_])\.(?=[{VIETNAMESE_UPPER}])|:\s+[-–]\s+|(?<=[.;])\s+[-–]\s+")
BEGINS_BY_ITSELF = re.compile(
    r"(?:trường hợp|nếu|hộ|người|mức|phạt|từ|đối với|không|bà con|"
    r"doanh nghiệp|tổ chức|cá nhân|hạng|dự án|vứt|hỗ trợ|miễn|giảm|công dân|chủ|con|vợ|chồng|cha|mẹ|hành vi|khi|chỉ|"
    r"cơ quan|mỗi|các|kể từ|cấm|học sinh|sinh viên|trẻ(?: em)?|phụ nữ|lao động|lệ phí|phí|thời hạn|tòa án)(?!\w)",
    re.IGNORECASE,
)
"""How a half begins that needs no words before it."""
_INVITES = re.compile(
    r"[^,.;:“”]{4,140}?\s+(?=(?:trân trọng )?(?:kính )?mời "
    r"(?:các |toàn thể |quý )?(?:bà con|người dân|nhân dân|công dân|hộ|anh chị|bạn))"
)
"""Who invites, before the invitation."""
_SLOGAN = re.compile(r"^(?:các )?khẩu hiệu(?!\w)", re.IGNORECASE)
_LIST_TORN = re.compile(r"[.;:,]\s+\d{1,2}[.)]?\s*\Z|(?:sau|sau đây|dưới đây|gồm)\s*:\s+(?:1|a)[.)]\s", re.IGNORECASE)
"""Ends with the number of the next entry, or holds only the first of those that it announces."""
_CEREMONY = re.compile(
    r"^(?:xin )?trân trọng (?:thông báo|kính báo|cảm ơn)|^(?:mời )?(?:bấm|nhấn|nhấp|click) (?:vào|chuột)|"
    r"^điều \d{1,2}\.\s+\w+(?: \w+){1,5}\s*\.?\Z|"
    r"(?<!\w)mong (?:quý |bà con |nhân dân |các )?[^,.;]{2,40} (?:thông cảm|chia sẻ)|"
    r"^(?:đề nghị|kính mong|rất mong|mong) [^,.;:\d]{2,60} "
    r"(?:chấp hành|biết|phối hợp|hưởng ứng|quan tâm(?:,? (?:tham gia|theo dõi))?)"
    r"(?:(?:,| và) (?:thực hiện|phối hợp|chấp hành))?(?: nghiêm(?: túc)?| tốt)?[\s./]*\Z|"
    r"^(?:nay )?thông báo để (?:các )?(?:tổ chức|cá nhân|cơ quan|nhân dân|người dân|bà con)|"
    r"^[^,;.:]{3,60} vừa (?:có|ban hành|ra|phát đi) (?:văn bản |công văn |thông báo )?"
    r"(?:hướng dẫn|thông báo|cảnh báo|khuyến cáo)(?!\w)[^:]*\Z|"
    r"(?<!\w)(?:dành (?:nhiều )?thời gian|phát biểu (?:bế mạc|khai mạc|chỉ đạo|kết luận|tại)|"
    r"(?:đã )?(?:truyền đạt|phổ biến|giới thiệu|trình bày|triển khai|được nghe)"
    r"(?: tới| đến)?[^.;:]{0,50} (?:những|các|một số) (?:nội dung|chuyên đề|điểm mới)"
    r"(?: cơ bản| chính| trọng tâm| mới)?)(?!\w)(?![^.]*\d\s?(?:%|đồng|triệu))",
    re.IGNORECASE,
)
"""How a notice ends and what every meeting does: nobody is told anything by it."""
_SINCE_WHEN = re.compile(r";\s*(?:và\s+)?có hiệu lực(?!\w)[^;]*$", re.IGNORECASE)
"""Behind a rule: it is the rule that the sentence tells."""


@dataclass(frozen=True)
class Page:
    """An item as read. `sentences`: of the summary, then of the text. `candidates`: with what is said of each.

    `timetable`: its lines that say when and where. `locality`: the commune that speaks. `text`: as it came.
    """

    title: str
    kind: str
    sentences: tuple[Sentence, ...]
    candidates: tuple[Candidate, ...]
    features: tuple[Features, ...]
    timetable: tuple[TimeLine, ...] = ()
    locality: Locality | None = None
    text: str = ""

    @property
    def quotes_law(self) -> bool:
        """A question whose answer is not marked: between its conclusions stand provisions of the law."""
        return self.kind == "question" and not any(each.section == "answer" for each in self.sentences)


def read_page(title: str, summary: str, text: str, kind: str) -> Page:
    """The sentences of summary and text, none twice, and which of them stand by themselves."""
    of_summary = read_sentences(summary, "summary")
    said = {letters(sentence.text) for sentence in of_summary}
    of_text = [each for each in read_sentences(text, "text") if letters(each.text) not in said]
    sentences = (*of_summary, *of_text)
    found: list[Candidate] = []
    back: list[Candidate] = []  # what to do about "such a message": told where nothing else says what to do
    for place, sentence in enumerate(sentences):
        if sentence.section in {"asked", "definitions"} or (
            kind != "scam_warning" and cues.only_wonders(sentence.text)
        ):
            continue
        if (kind == "guidance" and cues.tells_story(sentence.text)) or (
            sentence.under < 0 and is_of_nobody(sentence.text)
        ):
            continue
        if kind != "scam_warning" and _RUMOUR.search(sentence.text) and not cues.DENIAL.search(sentence.text):
            continue  # what is not true is not told, though it stands first
        if (
            place
            and (meant := _with_its_time(sentence.text, sentences[place - 1].text))
            and (told := shorter(meant[0]))
        ):
            own, quotes = signs(meant[0]), (sentence.text, meant[1])
            found.append(Candidate(role_of(own, None, ""), meant[0], told, quotes, "", place, -1, own))
        for words, quote in _said(_with_its_question(sentences, place)):
            points_back = kind == "scam_warning" and cues.SUCH_A_TRICK.search(words) is not None
            alone = stands_alone(cues.SUCH_A_TRICK.sub(r"\1", words) if points_back else words)
            statement = shorter(words) if alone and count(quote) <= MOST_QUOTE_WORDS else ""
            if statement:
                own = signs(words)
                role = role_of(signs(_SINCE_WHEN.sub("", words)), None, "")
                shape = "clause" if quote == sentence.text else "part"
                candidate = Candidate(role, words, statement, (quote,), "", place, -1, own, None, "", shape)
                (back if points_back else found).append(candidate)
    if not any(cues.TO_DO.search(each.words) for each in found):
        found = sorted((*found, *back), key=lambda each: each.place)
    features = tuple(page_features(title, kind, sentences, found))
    return Page(title, kind, sentences, tuple(found), features, timetable(text), locality_of(title, text), text)


def _said(sentence: Sentence) -> Iterator[tuple[str, str]]:
    """Yield what a sentence says, with the words that say it: whole; without who told it; by its halves if it is long."""
    words = ruling(sentence)
    yield words, sentence.text
    told = _TOLD.match(words)
    if told and not cues.TRICK.search(told[0]) and count(words[told.end() :]) >= 8:
        words = words[told.end() :]
        yield words, _as_it_stands(words, sentence)
    elif rest := (warned_of(words) or (announced(words) if count(words) > MOST_WORDS else "")):
        words = rest
        yield words, words
    if (based := _BASED.match(words)) and count(words[based.end() :]) >= 8:
        rule = words[based.end() :]
        if BEGINS_BY_ITSELF.match(rule) or cues.SUBJECT.match(rule) or is_whole_rule(rule):
            words = rule
            yield words, words
    for led in (CHARGES, _LED, _INVITES, _BY_AN_ACT):
        if count(words) > MOST_WORDS and (found := led.match(words)) and count(words[found.end() :]) >= 8:
            words = words[found.end() :]
            yield words, words
    if head := head_of_sessions(words):
        yield head, sentence.text
    elif count(words) > MOST_WORDS and (days := _THEN_DAYS.match(words)):
        yield days["head"], sentence.text
        words = words[days.end() :]
        yield words, words
    if count(words) > MOST_WORDS and (trick := trick_told(words)):
        yield capital(trick), trick
    if count(words) > MOST_WORDS and (some := some_of_whom(words)):
        yield some, sentence.text
    if sentence.listed or (count(words) <= MOST_WORDS and ";" not in words):
        return
    if parts_people(_BRACKET.sub("", words)) or is_labelled_list(words):
        return  # told whole
    yield from _halves(words)


def _with_its_question(sentences: Sequence[Sentence], place: int) -> Sentence:
    """The sentence, behind the short question on its line that it answers: "Bao lâu xong? Không quá 3 ngày làm việc."."""
    asks, sentence = sentences[place - 1] if place else None, sentences[place]
    if asks is None or not asks.text.endswith("?") or asks.line != sentence.line or count(asks.text) > SHORT_QUESTION:
        return sentence
    return replace(sentence, text=f"{asks.text} {sentence.text}")


def _as_it_stands(words: str, sentence: Sentence) -> str:
    """The end of a sentence that says the words, with the marks of its list: a quote is verbatim."""
    if words in sentence.text:
        return words
    begins = sentence.text.find(words[:SHORTEST_RULE])
    rest = sentence.text[begins:] if begins >= 0 else sentence.text
    return rest if letters(rest) == letters(words) else sentence.text


def _halves(words: str) -> Iterator[tuple[str, str]]:
    """Yield what of a long sentence stands between its semicolons and needs nothing before it."""
    parts = _HALVES.split(words)
    for turn, part in enumerate(parts):
        if _SAYS_ELSEWHERE.search(part):
            continue
        if turn == 0 and TARIFF.search(words):
            continue  # one price of several
        if (
            turn == 0
            and ": " in part
            and not any(BEGINS_BY_ITSELF.match(each) or _APART.match(each) for each in parts[1:])
        ):
            continue  # the first entry of what is counted off would seem to be all of it
        turned = any(is_case(each) and not _SAYS_ELSEWHERE.search(each) for each in parts[1:2])
        if turn == 0 and (uncounted(part) != part or turned):
            continue  # half of a list whose entries are counted; a rule of which the next half says when it is otherwise
        if turn and (charged := CHARGES.match(part)):
            yield capital(part[charged.end() :]), part[charged.end() :]
        if turn and (_LEANS.search(part) or _NOT_THEN.match(part)):
            continue  # what is enough, or is not done at some hour, is so of whom the half before it names
        if part != words and count(part) >= 8 and part[-1] not in ":," and (turn == 0 or BEGINS_BY_ITSELF.match(part)):
            yield part, part


def _with_its_time(text: str, before: str) -> tuple[str, str] | None:
    """Return a sentence with the time that it only points to ("Trong thời gian này, tạm dừng …") and the words that tell it; None
    of any other."""
    if found := _MEANWHILE.match(text):
        spans = _SPAN.findall(before)
        if len(spans) == 1:
            return f"{spans[0][:1].upper()}{spans[0][1:]}, {text[found.end() :]}", spans[0]
    elif found := _THEN.match(text):
        days = re.findall(DAY, before)
        if len(days) == 1:
            return f"{found['after'].capitalize()} ngày {days[0]}, {text[found.end() :]}", days[0]
    return None


def ruling(sentence: Sentence) -> str:
    """The sentence, of a conclusion ("Như vậy, …") what it concludes, without words that only join it to the one before."""
    words = sentence.text
    if sentence.opens:
        words = _BY_SCHEDULE.sub("", lead_in(words))
    elif sentence.listed:
        words = _MARK.sub(" ", words)
    found = cues.CONCLUSION.match(words) or _OPENER.match(words)
    words = words[found.end() :] if found else words
    if words.startswith("Căn cứ") and count(rest := without_act(words)) >= SHORTEST_RULE:
        return capital(rest)  # what is decided, without what it stands on
    return words


def stands_alone(text: str) -> bool:
    """Clear without the sentence before it, neither a question nor somebody's own case."""
    if (
        not (SHORTEST if _COUNTS.search(text) is None else SHORTEST_COUNTED) <= len(text) <= LONGEST
        or text.endswith("?")
        or cues.ASKER.search(text)
        or cues.DANGLING.search(text)
        or _SLOGAN.match(text)
        or _LIST_TORN.search(text)
        or _CEREMONY.search(text)
        or only_meets(text)
        or only_greets_or_asks(text)
        or refers_up(text)
    ):
        return False
    return len(cues.THIS.findall(text)) == len(cues.THIS_DOCUMENT.findall(text))
