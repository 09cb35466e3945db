"""Which document an article is the news of, if any: by its title, or by a first sentence about the same. Pure."""

import re
from datetime import date
from itertools import pairwise

from distributor.understand.citations import Citation, find_citations
from distributor.understand.dates import read_day
from distributor.understand.reading import FIRST_SENTENCES, LegibleTexts, sentences_of

_PREFIX = re.compile(
    r"(?:(?:toàn\s+văn|ban\s+hành|công\s+bố|giới\s+thiệu|văn\s+bản\s+mới)\s*:?\s*"
    r"|(?![^:]{0,60}(?:hỏi|đáp|điểm\s+mới|tìm\s+hiểu|đính\s+chính|triển\s+khai|hướng\s+dẫn))[^:?]{2,60}:\s*"
    r"|[^:?]{3,90}?\s(?:vừa\s+|mới\s+|đã\s+|ký\s+)*ban\s+hành\s+)?",
    re.IGNORECASE,
)
_NOT_ITS_OWN_NEWS = re.compile(
    r"tham\s+mưu|trình|căn\s+cứ|theo\s+quy\s+định|thực\s+hiện|triển\s+khai|dự\s+thảo", re.IGNORECASE
)
_GOES_ON = re.compile(
    r"(?:theo đó|trong đó|cụ thể|theo quy định mới|đáng chú ý|"
    r"(?:nghị định|thông tư|luật|nghị quyết|quyết định)\s+(?:này\s+)?có hiệu lực (?:thi hành )?(?:kể )?từ|"
    r"(?:nghị định|thông tư|luật|nghị quyết|quyết định)\s+(?:này\s+)?(?:cũng|nêu|quy định|gồm|bổ sung))(?!\w)",
    re.IGNORECASE,
)
_BY_IT = re.compile(r"(?:theo|tại)\s+", re.IGNORECASE)
"""`Theo Thông tư … có hiệu lực từ …, người lái xe không được …`: one sentence says both."""
_GUIDES = re.compile(
    r"(?<!\w)(?:hướng\s+dẫn|quy\s+định\s+chi\s+tiết|thi\s+hành|triển\s+khai|theo|căn\s+cứ)(?!\w)", re.IGNORECASE
)
_HAS_EFFECT = re.compile(r"(?<!\w)có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ(?!\w)", re.IGNORECASE)
ISSUES = re.compile(r"(?<!\w)(?:ký\s+)?ban\s+hành\s+(?:kèm\s+theo\s+)?", re.IGNORECASE)
_EXPLAINS = re.compile(
    r"(?:điểm\s+mới|nội\s+dung(?:\s+\w+){0,3}|quy\s+định\s+mới|tìm\s+hiểu|giới\s+thiệu|những\s+điều\s+cần\s+biết)"
    r"(?:\s+\w+){0,4}\s*$",
    re.IGNORECASE,
)


def title_citation(title: str) -> Citation | None:
    """The document whose kind and number the title begins with, behind words such as "UBND tỉnh ban hành"."""
    citations = find_citations(title)
    if not citations or title.endswith("?") or not citations[0].kind:
        return None
    first = citations[0]
    prefix = _PREFIX.match(title)
    end = prefix.end() if prefix else 0
    if first.start > end or (title[: first.start].strip() and prefix is not None and prefix.end() != first.start):
        return None
    return first


def named_by_title(reading: LegibleTexts) -> Citation | None:
    first = title_citation(reading.title)
    return find_citations(reading.title, reading.home)[0] if first else None


def issued_in_first_sentence(reading: LegibleTexts) -> Citation | None:
    """Read the document of a first sentence such as `Ngày 24/11, UBND tỉnh ban hành Quyết định số …`, where the title speaks of
    the same."""
    begin = reading.text[:FIRST_SENTENCES]
    for sentence in sentences_of(begin)[:2]:
        verb = ISSUES.search(sentence)
        if verb is None or _NOT_ITS_OWN_NEWS.search(sentence[: verb.start()]):
            continue
        for cited in find_citations(sentence, reading.home):
            if cited.start == verb.end() and cited.kind and _share_words(reading.title, sentence, cited):
                return cited
    return None


def _share_words(title: str, sentence: str, cited: Citation) -> bool:
    folded = title.casefold()
    if cited.number.text in title or re.search(
        rf"ban\s+hành\s+(?:{re.escape(cited.kind)}|quy\s+định|quy\s+chế)", folded
    ):
        return True
    words = set(re.findall(r"\w{2,}", folded))
    there = set(re.findall(r"\w{2,}", sentence.casefold()))
    return len(words) >= 4 and len(words & there) >= 0.6 * len(words)


def explained_by_title(reading: LegibleTexts) -> Citation | None:
    """Read the document of a title such as `Những điểm mới của Nghị định số …`: about that document, and about no other."""
    citations = find_citations(reading.title, reading.home)
    if len({each.number.text for each in citations}) != 1 or not citations[0].kind:
        return None
    return citations[0] if _EXPLAINS.search(reading.title[: citations[0].start]) else None


def _day_to_come(told: str, today: date) -> date | None:
    """Return the day of effect of a document, if it is to come. `told`: what a sentence says behind its number.

    A day that is past may be that of the document it amends, which stands between; one to come may be that of the law it guides.
    """
    found = _HAS_EFFECT.search(told)
    if found is None or _GUIDES.search(told[: found.start()]):
        return None
    day = read_day(told[found.end() : found.end() + 40])
    return day if day is not None and day > today else None


def told_of_first_sentence(reading: LegibleTexts) -> tuple[Citation, date | None] | None:
    """Read the document that the first sentences say was issued or has effect, where the text goes on with what it rules
    ("Theo đó, …"): the article is about it, whatever a journalist's title calls it. With its day of effect, if that is to come.

    A sentence that begins with the document and tells of such a day needs no "Theo đó": what follows is what holds then.
    """
    told = [each.strip() for each in sentences_of(reading.text[:FIRST_SENTENCES])]
    for sentence, following in pairwise([*told[:3], ""]):
        citations = find_citations(sentence, reading.home)
        if not citations or not citations[0].kind:
            continue
        first = citations[0]
        day = _day_to_come(sentence[first.end :], reading.today)
        if _BY_IT.fullmatch(sentence[: first.start]) and _HAS_EFFECT.match(sentence[first.end :].strip(" ,(")):
            return first, day
        if first.start == 0 and day is not None:
            return first, day
        if _GOES_ON.match(following) is None:
            continue
        verb = ISSUES.search(sentence)
        issued = (
            verb is not None and verb.end() == first.start and not _NOT_ITS_OWN_NEWS.search(sentence[: first.start])
        )
        if issued or (first.start == 0 and _HAS_EFFECT.search(sentence)):
            return first, day
    return None
