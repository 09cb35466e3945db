"""Lists of documents to which one thing is done: "Các văn bản sau đây hết hiệu lực: a) … b) …", "thay thế các Quyết định: …".
Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributor.reading_states import RelationKind
from distributor.understand.citations import Citation, find_citations
from distributor.understand.reach import names_all, names_part, names_phrase, only_names
from distributor.understand.targets import ENDING
from distributor.understand.verbs import BACKWARD, FORWARD, day_from, kind_of_backward, kind_of_forward
from distributor.understand.voice import ActingDocument, goes_on, is_own_verb, level_of, stays

_DOCUMENTS = re.compile(
    r"(?<!\w)(?:văn\s+bản|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|bộ\s+luật|luật|pháp\s+lệnh|quy\s+định|nội\s+dung|điều)(?!\w)",
    re.IGNORECASE,
)
_OPENS = re.compile(
    r"(?:(?:sau|sau\s+đây|dưới\s+đây|gồm|bao\s+gồm|như\s+sau|cụ\s+thể)\s*[^.:;]{0,60}:?|tại\s*:?|:)\s*$", re.IGNORECASE
)
_HEADS = re.compile(
    r"\s*Điều\s+\d{1,3}\s*[.:]\s*(?:Bãi\s+bỏ|Hủy\s+bỏ)\s+(?:toàn\s+bộ|một\s+phần|các|một\s+số)[^.;:\d]{0,160}\Z",
    re.IGNORECASE,
)
_FIRST_ENTRY = re.compile(
    r"\s*(?:1\s*[.)]|a\)|[-+•–])\s*(?:toàn\s+bộ\s+|(?:điểm|khoản|điều|mục|chương|phụ\s+lục)\s[^.;\n]{1,120}?\s)?"
    r"(?:quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị)(?:\s+liên\s+tịch)?\s+số\s+\d",
    re.IGNORECASE,
)
_PLURAL = re.compile(
    r"(?<!\w)(?:các|những|một\s+số|toàn\s+bộ|một\s+phần|\d{1,3})\s+(?:\(?\w+\)?\s+)?(?:văn\s+bản|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|luật|quy\s+định|điều|nội\s+dung)",
    re.IGNORECASE,
)
_SEVERAL_DOCUMENTS = re.compile(
    r"(?<!\w)(?:các|những|một\s+số|\d{1,3})\s+(?:văn\s+bản|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|luật)(?!\w)",
    re.IGNORECASE,
)
_NUMBERED = re.compile(r"\s*(?P<digit>\d{1,3}\s*[.)])?\s*(?P<letter>[a-zđ]{1,2}\))?\s*(?P<dash>[-+•*–])?\s*")
_ONLY_SUBJECTS = re.compile(
    r"(?:Các|Những|\d{1,2})\s+(?:văn\s+bản|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị)[\w\s,()]{0,100}?\ssau(?:\s+đây)?"
    r"(?:\s+của\s[\w\s]{3,80})?\s*:\s*",
    re.IGNORECASE,
)
"""`Các Quyết định sau đây của Ủy ban nhân dân tỉnh:`: what becomes of them is said behind the list."""
_CHAIN = re.compile(r"(?:\s|,|;|\bvà\b|\bsố\b|\bcác\b)*")
GOES_ON = ":"
_OTHERWISE = re.compile(
    r"(?<!\w)(?:không|vẫn|tiếp\s+tục|còn\s+hiệu|giữ|trừ|chưa|căn\s+cứ|dẫn\s+chiếu|áp\s+dụng|thực\s+hiện\s+theo|liên\s+quan|rà\s+soát|xem\s+xét|sẽ)(?!\w)",
    re.IGNORECASE,
)
"""In an entry without a number of its own: maybe it is only mentioned."""
_AND_ITS_AMENDERS = re.compile(
    r"(?<!\w)và\s+các\s+(?:quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|văn\s+bản)\s+sửa\s+đổi(?:,\s+bổ\s+sung)?\s*:\s*\Z",
    re.IGNORECASE,
)
_AMENDS_IT = re.compile(
    r"\s*(?:ngày\s+[\d/]{6,10}\s+|ngày\s+\d{1,2}\s+tháng\s+\d{1,2}\s+năm\s+\d{4}\s+)?(?:của\s[^.;]{3,80}?\s)?(?:về\s+việc\s+)?sửa\s+đổi"
    r"(?:(?!\s(?:không|vẫn|tiếp|còn|giữ|trừ|chưa)\s)[^.;])*[.;]?\s*\Z",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\s*(?:[IVX]{1,4}|[A-Z]|\d{1,2})\s*[.)]\s+[^.;]{3,150}$")


@dataclass(frozen=True)
class Listing:
    """`style`: of the header's own number ("digit", "letter", "article" or ""); `items`: of the items.

    `implicit`: no header, the sentence went on behind ";".
    """

    kind: RelationKind
    in_part: bool
    style: str
    since: date | None = None
    implicit: bool = False
    items: str = ""


def heads_list(text: str, behind: str) -> bool:
    """Return True if an article's heading alone says what is done to each document below: "Điều 1. Bãi bỏ toàn bộ văn bản"."""
    return _HEADS.fullmatch(text) is not None and _FIRST_ENTRY.match(behind) is not None


def style_of(text: str) -> str:
    if level_of(text) == 0:
        return "article"
    match = _NUMBERED.match(text)
    if match is None:
        return ""
    return "letter" if match["letter"] else "digit" if match["digit"] else "dash" if match["dash"] else ""


def list_opened(
    text: str, begin: int, actor: ActingDocument, said: bool, *, heading: bool, behind: str = ""
) -> Listing | None:
    """The list that this sentence opens: what is done to each document that follows. `behind`: the text behind it."""
    if heading or said or not (_OPENS.search(text) or heads_list(text, behind)):
        return None
    style = style_of(text)
    citations = find_citations(text)
    for verb in FORWARD.finditer(text, begin):
        kind = kind_of_forward(verb)
        if kind is RelationKind.GUIDES or not is_own_verb(
            text, begin, verb.start(), kind, actor, citations, heading=False
        ):
            continue
        words = text[verb.end() :]
        if kind is RelationKind.AMENDS and not _SEVERAL_DOCUMENTS.search(words):
            continue
        if words.strip() != ":" and (
            not _DOCUMENTS.search(words) or (not _PLURAL.search(words) and not re.search(r"sau|:\s*$", words))
        ):
            continue
        if re.search(r"(?<!\w)(?:cụm\s+từ|thủ\s+tục\s+hành\s+chính)(?!\w)", words[:80]) and not names_part(words):
            continue
        if names_phrase(words):
            kind = RelationKind.AMENDS
        part = kind is RelationKind.AMENDS or (names_part(words) and not names_all(words))
        return Listing(kind, part, style, day_from(words))
    if not actor.itself and not re.search(actor.this, text, re.IGNORECASE):
        return None
    for verb in BACKWARD.finditer(text, begin):
        before = text[begin : verb.start()]
        if _PLURAL.match(before.strip()) and not citations:
            return Listing(
                kind_of_backward(verb),
                names_part(before) and not names_all(before),
                style,
                day_from(text[verb.end() :]),
            )
    predicate = _predicate(behind) if actor.itself and _ONLY_SUBJECTS.fullmatch(text, begin) else None
    return Listing(RelationKind.REPEALS, False, style, day_from(predicate)) if predicate else None


def _predicate(behind: str) -> str | None:
    """Return what ends all the documents of a list, said once behind its last item: "a) … b) … hết hiệu lực kể từ ngày …"."""
    style = ""
    for line in behind.split("\n"):
        if not line.strip():
            continue
        verb = BACKWARD.search(line)
        if style and style_of(line) not in {style, ""}:
            return None
        if verb is not None:
            following = behind[behind.index(line) + len(line) :].lstrip("\n ")
            last = verb.lastgroup == "repeals" and style and style_of(following.split("\n", 1)[0]) != style
            return line[verb.end() :] if last else None
        if not style_of(line) or not find_citations(line):
            return None
        style = style_of(line)
    return None


def item_of(text: str, listing: Listing, home: str, *, further: str = "") -> list[Citation] | None:
    """The documents of this item of the list; an empty list where the list goes on without one; None where the list has ended.

    `further`: the number of the only document of the sentence before, if a semicolon ended it: what amends that one ends with it;
    `GOES_ON` behind the name of a group ("3. Lĩnh vực văn hóa:") or what announces amending acts.
    """
    style = style_of(text)
    if style == "article" or (style and listing.style and style == listing.style):
        return None
    citations = find_citations(text, home)
    if not citations:
        lead = _NUMBERED.match(text)
        if listing.implicit or FORWARD.match(text, lead.end() if lead else 0):
            return None
        if not style and listing.items in {"digit", "letter"} and not re.search(r"\snày(?!\w)", text):
            return []
        return (
            []
            if _GROUP.match(text) or (style and style != "dash" and len(text) < 300 and not re.search(r"\snày\s", text))
            else None
        )
    first = citations[0]
    numbered = _NUMBERED.match(text)
    begin = numbered.end() if numbered else 0
    before = text[begin : first.start]
    direct = only_names(re.sub(r"^\s*(?:bãi\s+bỏ|thay\s+thế)(?!\w)", "", before, flags=re.IGNORECASE))
    if not style and listing.items in {"digit", "letter"}:
        # A second sentence of an item, unless the document speaks of itself again.
        if further and not before.strip() and _AMENDS_IT.match(text, first.end) and further in text[first.end :]:
            return [first]
        if further == GOES_ON and not before.strip() and not _OTHERWISE.search(text):
            return _chain(text, first, citations[1:], listing, listed=True)
        return None if FORWARD.match(text) or re.search(r"\snày(?!\w)", text) else []
    if (listing.implicit or not style) and not direct:
        return None
    if stays(text[first.end :]) or (len(before) > 250 and not names_part(before)):
        return None
    if listing.implicit and BACKWARD.search(text, first.end):
        return None
    return _chain(text, first, citations[1:], listing, listed=not style)


def _chain(text: str, first: Citation, others: Sequence[Citation], listing: Listing, *, listed: bool) -> list[Citation]:
    """The documents of one entry, from its first on."""
    found = [first]
    for each in others:
        if stays(text[each.end :]):
            break
        gap = text[found[-1].end : each.start]
        if not _CHAIN.fullmatch(gap) and not (
            goes_on(gap, each, first, listing.kind, listed=listed) and not gap.strip().startswith("sửa")
        ):
            break
        found.append(each)
    return found


def goes_on_from(text: str, item: Sequence[Citation] | None, listing: Listing, before: str, home: str) -> str:
    """Return what the next sentence of a list may go on from, as `item_of` takes it. `before`: what this one did."""
    if listing.kind not in ENDING or listing.in_part or item is None:
        return ""
    bare = text.rstrip()
    if bare.endswith(":"):
        return GOES_ON if not item or _AND_ITS_AMENDERS.search(bare) else ""
    if not bare.endswith(";"):
        return ""
    if before == GOES_ON and item and not style_of(text):
        return GOES_ON
    cited = find_citations(text, home)
    return cited[0].number.text if len(cited) == 1 else ""
