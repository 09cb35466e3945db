"""Cases of an answer: "trường hợp B thì …". Which of them the question tells, and what limits the sentence before. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from distributor.understand import questions_cues as cues
from distributor.understand.answering_weights import AnswerSentence, Weighed, sentence_of
from distributor.understand.questions import Question, Wants, telling_words, words_of
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

_CONDITION = re.compile(
    r"(?<!\w)(?:(?:riêng|đối với|với)?\s*trường hợp|nếu(?: như)?|riêng|khi|đối với)\s+"
    r"(?:([^;.:]{4,200}?)\s+thì(?!\w)|([^,;.:]{4,160})[,;.:])",
    re.IGNORECASE,
)
_OPENS_CASE = re.compile(
    r"[\s*–-]*(?:tuy nhiên|nhưng|trừ|ngoại trừ|riêng|(?:đối với |với |trong )?trường hợp|nếu|còn|"
    r"dù (?:vậy|thế)|tuy (?:vậy|thế))(?!\w)",
    re.IGNORECASE,
)
_DENIES = re.compile(r"(?<!\w)(?:không|chưa)(?!\w)(?!\s*(?:ạ|vậy)?\s*\??\s*\Z)", re.IGNORECASE)
_MEASURE = re.compile(
    r"(?<![\d.,])(?P<value>\d[\d.,]*)\s?(?P<unit>kw|cm3|cc|m2|m²|tuổi|tấn|km/h|tầng|héc ta|ha)(?!\w)", re.IGNORECASE
)
_HAS = re.compile(r"(?<!\w)(?<!không )(?:có|đã) (?P<what>\w{2,})", re.IGNORECASE)
_HAS_NOT = re.compile(r"(?<!\w)(?:không|chưa)(?: có)? (?P<what>\w{2,})", re.IGNORECASE)
"""Of a condition: "có báo trước", "không báo trước"."""
_TURNS = re.compile(
    r"[\s*–-]*(?:tuy nhiên|nhưng|song|dù (?:vậy|thế)|tuy (?:vậy|thế)|(?:cũng )?(?:cần|xin) (?:phân biệt|lưu ý)|"
    r"(?:ngược|trái) lại|riêng (?:đối với|với|trường hợp))(?!\w)",
    re.IGNORECASE,
)
_LIMITS_IT = re.compile(
    r"[\s*–-]*(?:(?:mức|quy định|khoản|chế độ|chính sách|việc|diện)(?: \w+){0,3} này chỉ|(?:chỉ|không) áp dụng|"
    r"hết (?:năm|tháng|ngày))(?!\w)|(?<!\w)(?:thì thôi|thôi (?:hỗ trợ|miễn|áp dụng))(?!\w)",
    re.IGNORECASE,
)
"""Limits the sentence before it in whatever words: "Mức này chỉ dành cho …", "Không áp dụng trong giờ cao điểm."."""
_SIDES = (
    re.compile(r"(?<!\w)dưới (\d+) (\w+)"),
    re.compile(r"(?<!\w)từ (?:đủ )?(\d+) (\w+)(?: \w+){0,4} trở lên(?!\w)"),
)
"""Below a bound, and from it on."""
TAKES_BACK = re.compile(
    r"(?<!\w)(?:đính chính|cập nhật\s*:|(?:câu )?trả lời (?:này|trên|cũ) (?:đã )?(?:sai|chưa đúng|không đúng)|nay không còn|"
    r"(?:đã|bị|được) bãi bỏ|không còn (?:áp dụng|phạt|đúng|thu))(?!\w)",
    re.IGNORECASE,
)
"""Says that what was replied does not hold, or not any more."""
_ONLY_IF = re.compile(r"(?<!\w)(?:nếu|với điều kiện|miễn là|chỉ khi|khi (?:đủ|có đủ|đáp ứng))(?!\w)", re.IGNORECASE)
TIER = 0.7
"""Share of a sentence's words, without figures, that the one before it has too."""
FITS = 0.4
FEWEST = 2
MOST = 2
"""Sentences that may limit the one before them."""
_GOES_ON = re.compile(r"(?<!\w)(?:vẫn|chưa hề|còn đang)(?!\w)", re.IGNORECASE)
"""Of a case in which nothing has changed yet: "vẫn đang làm việc" is not who leaves."""


def opens_case(text: str) -> bool:
    return _OPENS_CASE.match(text) is not None


def tells_case(text: str, question: Question) -> bool:
    """Return True if a condition of the text is what the question's own words tell."""
    for found in _CONDITION.finditer(text):
        condition = found[1] or found[2] or ""
        if any(each.search(condition) and not each.search(question.text) for each in (_DENIES, _GOES_ON)):
            continue
        words = telling_words(condition)
        shared = words & (question.words | question.context)
        if len(shared) >= FEWEST and len(shared) >= FITS * len(words):
            return True
    return False


def limits_after(page: QuestionPage, weighed: Weighed) -> list[Piece]:
    """The sentences right after it that open another case of the same rule."""
    found: list[Piece] = []
    for each in _after(weighed, page)[:MOST]:
        if not _OPENS_CASE.match(each.text) or each.opens_list:
            break
        found.append(each)
    return found


def of_the_case(weighed: Weighed, page: QuestionPage, others: Sequence[Weighed]) -> list[Weighed]:
    """Further candidates that open, right after it, the case which the question tells."""
    limits = limits_after(page, weighed)
    return [
        each
        for each in others
        if each.first in limits
        and len(each.candidate.pieces) == 1
        and tells_case(each.candidate.text, weighed.question)
    ]


def leaves_out_a_case(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if a sentence that is not said limits one that is, in words that the question has."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    for each in weighed:
        for limit in limits_after(page, each):
            shared = len(telling_words(limit.text) & each.question.subject)
            if limit not in said and (shared >= FEWEST or cues.ADDS_A_DUTY.match(limit.text)):
                return True
    return False


def leaves_out_what_takes_back(said: Sequence[Piece], page: QuestionPage) -> bool:
    """Return True if what is not said of the reply takes back some of it ("Đính chính: … nay không còn phạt"), or limits what
    stands right before it ("Mức này chỉ dành cho …")."""
    answer = [each for each in page.pieces if each.zone == "answer" and not each.law]
    return any(each not in said and TAKES_BACK.search(each.text) for each in answer) or any(
        one in said and other not in said and _LIMITS_IT.search(other.text) for one, other in pairwise(answer)
    )


def leaves_out_the_contrary(said: Sequence[Piece], questions: Sequence[Question], page: QuestionPage) -> bool:
    """Return True if a neighbouring sentence that is not said rules the contrary case: "ngày … có báo", "ngày … không báo"."""
    if _leaves_out_a_side(said, page):
        return True
    answer = [each for each in page.pieces if each.zone == "answer" and not each.law]
    subject = frozenset(word for each in questions for word in each.subject)
    for one, other in pairwise(answer):
        if (one in said) == (other in said) or one.section != other.section:
            continue
        alike = len(telling_words(one.text) & telling_words(other.text) & subject) >= FEWEST
        if alike and (_denied(one.text) & _affirmed(other.text) or _affirmed(one.text) & _denied(other.text)):
            return True
    return False


def _leaves_out_a_side(said: Sequence[Piece], page: QuestionPage) -> bool:
    """Return True if of a bound only one side is said: "dưới 10 người" without "từ 10 người trở lên"."""
    told, untold = (
        [each.text for each in page.pieces if each.zone == "answer" and (each in said) is wanted]
        for wanted in (True, False)
    )
    below, above = ({found.groups() for text in told for found in side.finditer(text.casefold())} for side in _SIDES)
    other_below, other_above = (
        {found.groups() for text in untold for found in side.finditer(text.casefold())} for side in _SIDES
    )
    return bool((below - above) & other_above or (above - below) & other_below)


def turns_from_what_is_unsaid(said: Sequence[Piece], page: QuestionPage) -> bool:
    """Return True if a sentence of it turns ("Tuy nhiên, …") from the one before it, which is not said."""
    answer = [each for each in page.pieces if each.zone == "answer"]
    return any(
        other in said and one not in said and one.section == other.section and _TURNS.match(other.text)
        for one, other in pairwise(answer)
    )


def tells_another_case(said: Sequence[Piece], questions: Sequence[Question], page: QuestionPage) -> bool:
    """Return True if yes or no is asked, and of what rules on it the turn to another case is said ("Cần phân biệt: …"), and not
    what is concluded of the asker's."""
    if not any(Wants.YES_NO in each.wants for each in questions) or not any(_TURNS.match(each.text) for each in said):
        return False
    return any(
        each.concludes or (cues.SECOND_PERSON.search(each.text) and cues.VERDICT.search(each.text))
        for each in page.pieces
        if each.zone == "answer" and each not in said
    )


def _denied(text: str) -> set[str]:
    return {found["what"].casefold() for found in _HAS_NOT.finditer(text)}


def _affirmed(text: str) -> set[str]:
    return {found["what"].casefold() for found in _HAS.finditer(text)}


def leaves_out_an_exception(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if a sentence of the reply that is not said tells in which cases what is said does not hold."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    subject = frozenset(word for each in weighed for word in each.question.subject)
    denied = denies(said)
    return any(
        excepts(each.text, denied=denied) and len(telling_words(each.text) & subject) >= FEWEST
        for each in page.pieces
        if each.zone == "answer"
        and each not in said
        and not each.law
        and each.section == said[0].section
        and "“" not in each.text
    )


def is_next_tier(before: AnswerSentence, each: AnswerSentence) -> bool:
    """Return True if a sentence says in the words of the one before it another tier: "Quá hạn từ 30 ngày … bị phạt …"; or who
    else is fined: "Tổ chức bị phạt gấp đôi"."""
    if cues.SAME_OFFENCE.match(each.text) and cues.PENALISES.search(before.text):
        return True
    words = {word for word in each.words if not word[0].isdigit()}
    alike = bool(words) and len(words & set(before.words)) >= TIER * len(words)
    return alike and cues.QUANTITY.search(each.text) is not None


def punishes_alike(one: AnswerSentence, other: AnswerSentence) -> bool:
    """Return True if two sentences begin in the same words and both punish: "Nộp chậm … bị cảnh cáo", "Nộp chậm … bị phạt …"."""
    alike = one.words[:2] == other.words[:2]
    return alike and all(cues.PENALISES.search(each.text) is not None for each in (one, other))


def leaves_out_a_tier(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if a sentence right beside one with an amount or a time says another tier of it, and is not said."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    for each in weighed:
        if not any(each.signs[sign] for sign in ("number", "time", "penalty")):
            continue
        first, last = sentence_of(each.candidate.pieces[0]), sentence_of(each.candidate.pieces[-1])
        after = [piece for piece in _after(each, page)[:1] if piece not in said]
        before = [piece for piece in page.section(each.first.section) if piece.start < each.first.start][-1:]
        if any(is_next_tier(last, sentence_of(piece)) for piece in after):
            return True
        if any(punishes_alike(first, sentence_of(piece)) for piece in before if piece not in said and not piece.law):
            return True
    return False


def _after(weighed: Weighed, page: QuestionPage) -> list[Piece]:
    last = weighed.candidate.pieces[-1]
    return [
        each
        for each in page.pieces
        if each.start > last.start and each.zone == last.zone and each.section == last.section and not each.law
    ]


def denies(said: Sequence[Piece]) -> bool:
    """Return True if somebody concludes that it is not so."""
    return any(each.concludes and cues.DENIES.search(each.text) for each in said)


def leaves_out_a_condition(said: Sequence[Piece], questions: Sequence[Question], page: QuestionPage) -> bool:
    """Return True if a bare "Có." is told, and a sentence that says when it is so is not: "… vẫn hợp pháp nếu …"."""
    if not any(cues.SHORT_VERDICT.match(each.text) and not cues.DENIES.search(each.text) for each in said):
        return False
    further = [each for each in page.pieces if each.zone == "answer" and each not in said and not opens_case(each.text)]
    ruled = [set(words_of(each.text[: found.start()])) for each in further if (found := _ONLY_IF.search(each.text))]
    asked = [set(each.predicate) or set(each.words) for each in questions]
    return any(each and 2 * len(each & words) >= len(each) for each in asked for words in ruled)


def excepts(text: str, *, denied: bool) -> bool:
    """Return True if a text says in which cases a rule does not hold; of a right that is denied anyway nothing is taken, and
    what opens a case of its own excepts from that case."""
    if opens_case(text) or cues.SOME_CASES.search(text) is None:
        return False
    return not (denied and cues.EXCEPTS_FROM.search(text))


def only_of_the_asker(asked: str, weighed: Sequence[Weighed]) -> bool:
    """Return True if a question that anybody may ask is answered by what holds for the one who asked: "con 9 tuổi của chị"."""
    if cues.FIRST_PERSON.search(asked):
        return False
    return any(of_the_asker(each.candidate.text) for each in weighed)


def of_the_asker(text: str) -> bool:
    """Return True if a sentence tells the asker's own case in his own particulars."""
    return cues.OF_THE_ASKER.search(text) is not None


def of_another_measure(weighed: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if the asker tells a measure ("xe 3 kW"), the answer is of another, and a sentence of that unit is left out."""
    said = [piece for each in weighed for piece in each.candidate.pieces]
    asked = " ".join(
        [*(each.question.text for each in weighed), *(each.text for each in page.pieces if each.zone == "asked")]
    )
    told = _measures(" ".join(each.text for each in said))
    left = _measures(" ".join(each.text for each in page.pieces if each.zone == "answer" and each not in said))
    return any(
        unit in told and unit in left and values.isdisjoint(told[unit]) for unit, values in _measures(asked).items()
    )


def _measures(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for match in _MEASURE.finditer(text):
        found.setdefault(match["unit"].casefold(), set()).add(match["value"].lstrip("0"))
    return found
