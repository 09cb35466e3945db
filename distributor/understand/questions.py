"""What a question asks for: yes or no, a number, a time, a place, papers, a list, a procedure, a definition; one part each.

"Có phải đăng ký không, cần giấy tờ gì và nộp ở đâu?" holds three parts; what lacks its subject takes it from the part
before. Pure.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from distributor.understand.questions_cues import QUANTITY

MOST_PARTS = 6
"""Of a page; more is a conversation, which no short answer covers."""
LONGEST_QUESTION = 400


class Wants(StrEnum):
    """The kind of thing that would answer a question."""

    YES_NO = "yes_no"
    NUMBER = "number"
    TIME = "time"
    WHEN = "when"
    PLACE = "place"
    PERSON = "person"
    WHO = "who"
    PENALTY = "penalty"
    PAPERS = "papers"
    LIST = "list"
    PROCEDURE = "procedure"
    HOW = "how"
    DEFINITION = "definition"
    OPEN = "open"


@dataclass(frozen=True)
class Question:
    """One part of what is asked. `text`: as asked. `words`: its telling words; `context`: those of the parts before it."""

    text: str
    wants: frozenset[Wants]
    words: frozenset[str]
    context: frozenset[str] = frozenset()

    @property
    def predicate(self) -> tuple[str, ...]:
        """Return what is in doubt of a yes-or-no question: "công", "nhận" of "giấy viết tay có được công nhận không"."""
        found = (
            _PREDICATE.findall(self.text) or _LONG_PREDICATE.findall(self.text) if Wants.YES_NO in self.wants else []
        )
        if not found:
            return ()
        doubted = _VERB_IN_DOUBT.split(found[-1])[-1]
        telling = telling_words(doubted)
        return tuple(word for word in words_of(doubted) if word in telling)

    @property
    def doubted(self) -> tuple[str, ...]:
        """Return the words in doubt as they stand, with their verb: "được", "làm", "người", "giám", "hộ" …"""
        found = _DOUBTED.search(self.text) if Wants.YES_NO in self.wants else None
        return tuple(words_of(found["what"])) if found else ()

    @property
    def offers_alternatives(self) -> bool:
        """Return True if several things are in doubt at once: "có phải bồi thường hay chịu trách nhiệm không"."""
        return Wants.YES_NO in self.wants and _OR.search(self.text) is not None

    @property
    def joins_several(self) -> bool:
        """Return True if one verb is in doubt of several things: "có phải nộp thuế và lệ phí trước bạ không"."""
        return not _PREDICATE.findall(self.text) and len(self.predicate) > 0

    @property
    def subject(self) -> frozenset[str]:
        """Return what an answer must speak of: the part's own words, else those of the part that it leans on."""
        return self.words if len(self.words) >= LEAST_OWN_WORDS else self.words | self.context


LEAST_OWN_WORDS = 4
_COUNTED = re.compile(
    r"(?:bao nhiêu|mấy)\s+(?P<unit>tuổi|ngày|tháng|năm|giờ|lần|người|bản|độ|loại|mức độ|mức|cấp|hạng|"
    r"hòa giải viên|thành viên|m2|m²|ha|km|kg|điểm|con|phần trăm|%)"
    r"(?!\w)",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"tiền|đồng|phí|phạt|trợ cấp|lương|giá|hỗ trợ|thù lao|phụ cấp|bồi thường|(?<!hạn )mức|chi(?!\w)|thuế|đóng|nộp",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\d[\d.,]*\s*(?:đồng|triệu|tỷ|nghìn|ngàn|vnđ|vnd|đ(?!\w)|usd|%|lần mức|lần (?:lương|mức)|tháng (?:lương|"
    r"tiền))|\d{1,3}(?:\.\d{3})+|(?<!\w)(?:miễn|không (?:phải nộp|thu|mất))(?!\w)",
    re.IGNORECASE,
)
_ANY_NUMBER = re.compile(r"(?<!\w)(?:\d[\d.,]*|một|hai|ba|bốn|năm|sáu|bảy|tám|chín|mười)(?!\w)", re.IGNORECASE)


def counts(question: str, text: str) -> bool:
    """Return True if the text holds a number of what the question counts: money, ages, hectares; any quantity if it does not
    say."""
    if found := _COUNTED.search(question):
        unit = found["unit"].casefold()
        return any(
            text[each.end() : each.end() + 20].casefold().lstrip().startswith("%" if unit == "phần trăm" else unit)
            for each in _ANY_NUMBER.finditer(text)
        )
    if _MONEY.search(question):
        return _AMOUNT.search(text) is not None
    return QUANTITY.search(text) is not None


_WORD = re.compile(r"\w+(?:[.,/-]\w+)*%?")
_FUNCTION_WORDS = """
là lâu đủ bao có và của được không thì cho các những này đó khi để với trong theo như về từ tại bị phải nào gì
nhiêu thế xin hỏi tôi bạn em anh chị ông bà luật sư ạ vậy nếu mà hay hoặc đã đang sẽ cũng rằng do vì nên lại
ra vào trên dưới sau trước một hai mình chúng ai đâu sao làm cần quy định pháp hiện nay hành trường hợp việc
người thưa muốn biết rõ giúp đỡ mong nhận câu trả lời sớm gồm liệu mức ở đến bằng nhé nhưng còn thuộc cách mới
nhất
"""
_STOP = frozenset(_FUNCTION_WORDS.split())
_PATTERNS: tuple[tuple[Wants, re.Pattern[str]], ...] = tuple(
    (wants, re.compile(rf"(?<!\w)(?:{pattern})(?!\w)", re.IGNORECASE))
    for wants, pattern in (
        (
            Wants.DEFINITION,
            r"là (?:gì|như thế nào)|thế nào (?:được (?:coi|gọi) )?là|"
            r"(?:được )?hiểu (?:là|như)(?: thế nào| gì)?|nghĩa là gì|khái niệm",
        ),
        (Wants.PERSON, r"là ai"),
        (
            Wants.WHO,
            r"(?:do|cho|với|gặp|tìm|thì) ai|(?<!là )ai(?=\s*\Z|\s*\?)|(?:những )?ai(?= (?:có|được|phải|sẽ|chịu|quản|xử|"
            r"giữ|trả|làm|cấp|đứng|đóng|nộp|chi|nuôi|ký|quyết|bồi|thanh))|thuộc về ai|của ai|"
            r"(?:cơ quan|đơn vị|cấp|bên) nào(?! (?:ở|tại))",
        ),
        (
            Wants.PENALTY,
            r"(?:phạt|xử phạt|xử lý|xử lí|bị tội)(?: [^?.,]{0,20})? (?:như )?(?:thế nào|ra sao|sao)|(?:phạt|"
            r"bị tội|tội) gì",
        ),
        (
            Wants.PAPERS,
            r"giấy tờ (?:gì|nào|[^?.]{0,40}(?:gì|nào))|(?:hồ sơ|giấy tờ|tài liệu)[^?.]{0,160}(?:gồm|gì|nào|"
            r"ra sao)|mẫu (?:đơn )?nào|mẫu số mấy",
        ),
        (
            Wants.WHEN,
            r"khi nào|lúc nào|(?:trong )?(?:những )?trường hợp nào",
        ),
        (
            Wants.TIME,
            r"bao lâu|bao giờ|ngày nào|năm nào|mấy (?:ngày|tháng|năm)|bao nhiêu (?:ngày|tháng|năm|lâu|giờ)|"
            r"thời (?:hạn|gian|điểm)[^?.]{0,80}(?:nào|lâu|nhiêu|khi)",
        ),
        (
            Wants.PLACE,
            r"(?:ở|tại|từ|đến|nộp) đâu|nơi nào|(?:ở|tại|đến|gửi|nộp|do) (?:cơ quan|đơn vị|phòng|ban|xã) nào|đâu|"
            r"(?:báo|gọi|hỏi|phản ánh|liên hệ)(?: cho| đến| tới| với)? ai",
        ),
        (
            Wants.NUMBER,
            r"\A(?:hạn mức|mức|lệ phí|phí)(?= )|bao nhiêu|là mấy|mấy (?:lần|người|bản|mức|loại|tuổi)|"
            r"mức (?:phạt|hưởng|đóng|hỗ trợ|phí|thu|lương|chi|vay)[^?.]{0,60}(?:nào|nhiêu|sao|gì|không)|"
            r"phạt bao|tỷ lệ nào",
        ),
        (
            Wants.LIST,
            r"(?:những|các)\s[^?.]{0,80}?nào|những gì|(?:trường hợp|đối tượng|điều kiện|tiêu chuẩn|hành vi|"
            r"nội dung|quyền lợi|loại|cơ quan)\s(?:(?!này)[^\s?.,]{1,12}\s){0,2}(?:nào|gì)|"
            r"gồm (?:những )?(?:gì|ai)|\A(?:các )?điều kiện(?= để| và|\Z)",
        ),
        (
            Wants.PROCEDURE,
            r"(?:làm|thực hiện|đăng ký|nộp|xin|giải quyết|đòi|đổi|cấp|sang tên|khiếu nại|hồ sơ|thủ tục|trình tự|phải|"
            r"cần)\s(?:[^?.,]{1,60}\s)?(?:như )?(?:thế nào|ra sao)|làm sao|làm gì|cách nào|làm cách|bằng cách|"
            r"như nào|thủ tục|trình tự|"
            r"hướng dẫn|sao cho|các bước",
        ),
        (Wants.HOW, r"(?:như )?thế nào|ra sao|vì sao|tại sao|thì sao|là sao|sao(?=\s*\?|\s*\Z)"),
        (
            Wants.YES_NO,
            r"(?:có|được|phải|bị|đúng|cần)\s(?:[^?.]{1,200}?\s)?(?:không|chưa)(?=\s*(?:ạ|vậy|"
            r"nữa)?\s*(?:[?,;.]|\Z))|hay (?:không|chưa)|liệu|có (?:phải|được|bị|cần|vi phạm|nên)|phải chăng|"
            r"đúng không|được không|không(?=\s*\?|\s*\Z)|chưa(?=\s*\?)",
        ),
    )
)
_BARE = re.compile(r"(?<!\w)(?:có|được|phải|bị)(?!\w)[^?]{0,200}\?\s*\Z", re.IGNORECASE)
"""A title that leaves its "không" out: "… có phải bồi thường?"."""
_PREDICATE = re.compile(
    r"(?<!\w)(?:có (?:được |phải |bị |cần |thể |quyền |nên )?|được |phải |bị |cần |nên |liệu )"
    r"([^?.,;]{2,120}?)(?:\s+(?:hay )?(?:không|chưa)(?!\w)|\s*\Z)",
    re.IGNORECASE,
)
_VERB_IN_DOUBT = re.compile(
    r"(?<!\w)(?:(?:có|thì) (?:được|phải|bị|cần|thể|quyền|nên)|có(?= (?:đúng|sai|trái|hợp|vi phạm|bắt buộc|đủ|hiệu lực|giá trị)))"
    r"(?!\w)",
    re.IGNORECASE,
)
"""Of "có gương bên phải có bị phạt không" only the last verb is in doubt."""
_LONG_PREDICATE = re.compile(
    r"(?<!\w)(?:có (?:được |phải |bị |cần |thể |quyền |nên )|liệu )([^?.;]{2,160}?)\s+(?:hay )?(?:không|chưa)\s*\Z",
    re.IGNORECASE,
)
"""Of several things: "có phải nộp thuế, lệ phí không"."""
_DOUBTED = re.compile(
    r"(?<!\w)có (?P<what>(?:được|phải|bị|cần|nên) [^?.,;]{4,120}?) (?:không|chưa)\s*\Z", re.IGNORECASE
)
_ASKS_SOMETHING = re.compile(
    r"(?<!\w)(?:gì|nào|đâu|ai|mấy|bao nhiêu|bao giờ)\s*(?:ạ|vậy|thế)?\s*(?:\?|\Z)", re.IGNORECASE
)
_WHAT = re.compile(
    r"(?<!\w)(?:phải|cần|được) (?:[^\s?.,]{1,12} ){1,4}gì"
    r"(?= (?:để|khi|cho|trước|nhằm)(?!\w)|\s*\??\s*\Z)",
    re.IGNORECASE,
)
"""Asks for things: "phải trang bị gì để phòng cháy"."""
_OR = re.compile(r"(?<!\w)(?:hay|hoặc)(?!\w)(?! (?:không|chưa))", re.IGNORECASE)
_CLOSED = re.compile(r"(?<!\w)(?:không|chưa)\s*(?:ạ|vậy)?\s*\??\s*\Z", re.IGNORECASE)
_BREAK = re.compile(r"(?<=[?;])\s+|,\s+(?:và\s+)?|\s+và\s+|\.\s+")
_SERIES = re.compile(
    r"\A\s*(?:(?:mục |chuyên mục |bản tin )?(?:hỏi\s*[-–,&]*\s*đáp|giải đáp|tư vấn|trả lời)[^:?]{0,60}|"
    r"chuyên mục [^:?]{2,40}):\s*",
    re.IGNORECASE,
)
"""The name of a series before a title's question: "Hỏi đáp pháp luật số 41:"."""
_PART = re.compile(r"\s*\((?:p|phần|kỳ|bài|tập)\.?\s*\d{1,2}\)\s*\Z", re.IGNORECASE)
"""Which part of a series a title is: "(P.2)"."""
_LEAD = re.compile(
    r"\A(?:(?:vậy|nay|thưa luật sư|luật sư|cho (?:tôi|em|mình|chúng tôi) hỏi|(?:tôi|em|chúng tôi)? ?(?:xin|"
    r"muốn) (?:được )?hỏi|xin hỏi(?: luật sư)?|"
    r"cho hỏi|hỏi|câu hỏi(?: \d+)?|câu \d+)\s*[:,.]?\s+)+",
    re.IGNORECASE,
)
_GREETING = re.compile(r"(?:câu hỏi của|mong (?:sớm )?nhận|trân trọng|cảm ơn|xin chân thành)", re.IGNORECASE)


def telling_words(text: str) -> frozenset[str]:
    """Words that tell what a text is about: without function words and words of asking, in small letters."""
    return frozenset(word for word in words_of(text) if word not in _STOP and (len(word) > 1 or word.isdigit()))


def words_of(text: str) -> list[str]:
    return _WORD.findall(text.casefold())


def without_series(title: str) -> str:
    return _PART.sub("", _SERIES.sub("", title))


def title_asks(title: str) -> bool:
    """Return True if a title is a question, whatever part of a series it is: "Giấy phép bị mất phải làm sao? (P.2)"."""
    return without_series(title).rstrip().endswith("?")


def wants_of(text: str) -> frozenset[Wants]:
    """Return what is asked for; empty where nothing is."""
    found = {wants for wants, pattern in _PATTERNS if pattern.search(text)}
    if not found - {Wants.YES_NO, Wants.OPEN} and _WHAT.search(text):
        found = {Wants.LIST}
    if Wants.TIME in found and not re.search(r"mức|tiền|phạt", text, re.IGNORECASE):
        found.discard(Wants.NUMBER)
    if Wants.PENALTY in found:
        found.discard(Wants.PROCEDURE)
    if found - {Wants.HOW}:
        found.discard(Wants.HOW)
    if Wants.DEFINITION in found:
        found -= {Wants.PENALTY, Wants.LIST}
    if Wants.DEFINITION in found and not re.search(r"thủ tục|trình tự", text, re.IGNORECASE):
        found.discard(Wants.PROCEDURE)
    if Wants.YES_NO in found and text.rstrip(" ?").casefold().endswith(("không", "chưa")):
        # "… nào không?" asks yes or no.
        found -= {Wants.LIST, Wants.PENALTY}
    if not found and _ASKS_SOMETHING.search(text):
        return frozenset({Wants.OPEN})
    if not found and _BARE.search(text):
        return frozenset({Wants.YES_NO})
    return frozenset(found)


def asked(titles: Iterable[str], sentences: Iterable[str]) -> tuple[Question, ...]:
    """The parts of all questions, each once, the title's first. `sentences`: what the asker writes, questions only."""
    found: list[Question] = []
    context: frozenset[str] = frozenset()
    for text in (*titles, *sentences):
        parts = _parts(text[:LONGEST_QUESTION] if len(text) > LONGEST_QUESTION else text, context)
        context |= frozenset(word for part in parts for word in part.words)
        for part in parts:
            same = next((place for place, each in enumerate(found) if _alike(part, each)), None)
            if same is None:
                found.append(part)
            elif len(part.words) > len(found[same].words):
                found[same] = Question(part.text, found[same].wants | part.wants, part.words, found[same].context)
    return tuple(found[: MOST_PARTS + 1])


def _parts(text: str, context: frozenset[str]) -> list[Question]:
    """A question cut where each side asks something of its own."""
    parts: list[str] = []
    for piece in _pieces(_LEAD.sub("", " ".join(text.split()))):
        if parts and (not wants_of(parts[-1]) or _closes(parts[-1], piece)):
            parts[-1] = f"{parts[-1]}, {piece}"
        elif parts and not wants_of(piece):
            # "…, hồ sơ gồm những gì và nộp" - what asks nothing belongs to what it follows.
            parts[-1] = f"{parts[-1]}, {piece}"
        else:
            parts.append(piece)
    found: list[Question] = []
    for part in parts:
        words = telling_words(part)
        if wants := wants_of(part):
            found.append(Question(part.strip(" ,?"), wants, words, context))
        context |= words
    if not found and text.rstrip().endswith("?") and (words := telling_words(text)):
        return [Question(" ".join(text.split()).rstrip(" ?"), frozenset({Wants.OPEN}), words)]
    return found


def _closes(before: str, piece: str) -> bool:
    """Return True if a piece only ends the yes-or-no question before it: "có phải đóng quỹ phòng" - "chống thiên tai không?"."""
    return wants_of(before) == {Wants.YES_NO} and not _CLOSED.search(before) and _CLOSED.search(piece) is not None


def _pieces(text: str) -> list[str]:
    return [
        piece.strip() for piece in _BREAK.split(text) if piece and piece.strip() and not _GREETING.match(piece.strip())
    ]


def _alike(one: Question, other: Question) -> bool:
    """Return True if both ask the same: most words of either, or the same kind of thing in some of the words."""
    shared, either = one.words & other.words, one.words | other.words
    both = one.wants & other.wants
    if not one.words and both:
        return True  # "Ông có được làm không?" asks what was asked before
    if not shared:
        return not either and bool(both)
    least = min(len(one.words), len(other.words))
    if len(shared) >= 0.6 * len(either):
        return True
    return len(shared) >= (0.3 if both - {Wants.YES_NO, Wants.LIST, Wants.OPEN} else 0.75) * least and bool(both)
