"""Where a document itself speaks: which verbs are its own, and upon which documents they fall. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributor.reading_states import RelationKind
from distributor.understand.citations import Citation
from distributor.understand.issuers import find_offices
from distributor.understand.reach import names_part, names_phrase, next_of, only_names
from distributor.understand.verbs import BACKWARD, FORWARD

_RECITAL = re.compile(r"\s*(?:Căn\s+cứ|Xét|Theo\s+đề\s+nghị|Trên\s+cơ\s+sở)(?!\w)")
_OF_A_DOCUMENT = (
    r"(?:\s*,|\s+(?:và|của|đến|các|khoản|điểm|Điều|\d+[a-zđ]?)(?!\w))*+\s+"
    r"(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Nghị\s+(?:định|quyết)|Thông\s+tư|Quyết\s+định|Chỉ\s+thị|Quy\s+(?:định|chế))"
)
_LEAD = re.compile(
    r"\s*(?:(?:Chương|CHƯƠNG|Phần|PHẦN)\s+[IVXLC\d]+[^\n]{0,120}?(?=Điều\s))?"
    rf"(?P<article>Điều\s+\d+[a-zđ]?(?:\s*[.:]|(?![\w,;])(?!{_OF_A_DOCUMENT}(?!\s+(?:này|có)\s)))\s*)?"
    r"(?P<clause>\d{1,2}\s*[.)]\s*)?(?P<point>[a-zđ]{1,2}\)\s*)?(?:[-+•*–]\s*)?"
)
"""`Điều 1 Nghị định số …`, without a stop, is an article of that document; `Điều 1 Quyết định này …` one of its own."""
_THIS_TAKES_EFFECT = re.compile(
    r"(?:Kể\s+)?từ\s+(?:ngày|thời\s+điểm|khi)\s+[^,;.]{3,60}?(?:\s+này)?\s+có\s+hiệu\s+lực(?:\s+thi\s+hành)?\s*,?\s*(?:thì\s+)?",
    re.IGNORECASE,
)
_BY_PARTS = re.compile(
    r"(?:Tại|Ở)\s+(?:các\s+)?(?:tiết|điểm|khoản|Điều|mục|Chương|Phụ lục|tiêu đề|tên|đoạn|dòng|trang)[^;]{0,160}[,:]\s*$"
)
_HEADING = re.compile(
    r"(?:(?:V/v|Về\s+việc|Về|Việc|Thông\s+báo(?:\s+về\s+việc)?|Công\s+bố|Quyết\s+định|Nghị\s+quyết|Luật|Nghị\s+định|Thông\s+tư|Chỉ\s+thị|Kế\s+hoạch"
    r"|ban\s+hành)[\s:]*)+",
    re.IGNORECASE,
)
_PROPOSING = frozenset(
    {"báo cáo", "tờ trình", "công văn", "thông báo", "thông cáo báo chí", "kế hoạch", "chương trình", "đề án", "phương án",
     "hướng dẫn", "kết luận", "công điện", "giấy mời"}
)  # fmt: skip
"""What begins with a verb there is a task or a proposal, not a document."""
_LONGEST_GAP = 170
_LONGEST_GAP_OF_PART = 420
_LONGEST_DESCRIPTION = 1500
_BAD_GAP = re.compile(
    r"(?<!\w)(?:theo|căn\s+cứ|hướng\s+dẫn|để|nhằm|thực\s+hiện|phù\s+hợp|kể\s+từ|như\s+sau|bằng)(?!\w)", re.IGNORECASE
)
_STOP = re.compile(r"\.(?![\w.])")
"""Not that of `số thứ tự A.2`."""
_ISSUED_WITH = re.compile(r"(?:(?:được\s+)?(?:ban\s+hành|công\s+bố|phê\s+duyệt)\s+)?(?:kèm\s+theo|tại)", re.IGNORECASE)
_BY_RULE = re.compile(r"theo\s+(?:quy\s+định\s+)?(?:tại|của)", re.IGNORECASE)
_CHAIN = re.compile(
    r"(?:\s|,|;|\bvà\b|\bcủa\b|\bmột số điều\b|\btoàn bộ\b|\bcác\b|\bsố\b|\bSố\b|-|\d{1,2}[.)]|\b[a-zđ]\)"
    r"|\((?:cũ|nay|trước|sau đây|gọi)[^()\d]{0,120}\)|(?:Bộ luật|Luật|Pháp lệnh) [^,;.\d]{3,80} năm \d{4})*+"
)
_MENTIONS = re.compile(r"sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|chi\s+tiết", re.IGNORECASE)
_OF_OTHERS = re.compile(
    rf"{_MENTIONS.pattern}|theo|hướng\s+dẫn|thực\s+hiện|thi\s+hành|triển\s+khai|căn\s+cứ", re.IGNORECASE
)
"""What a document is about may name others: `… hướng dẫn Nghị quyết số …; Nghị quyết số …`."""
_GOES_ON_OTHERWISE = re.compile(
    r"(?<!\w)(?:tiếp\s+tục|vẫn\s+(?:còn|áp|được|có)|còn\s+hiệu\s+lực|giữ\s+nguyên|chịu\s+trách\s+nhiệm|có\s+trách\s+nhiệm|có\s+hiệu\s+lực\s+(?:thi\s+hành\s+)?(?:kể\s+)?từ"
    r"|áp\s+dụng\s+theo|được\s+(?:áp\s+dụng|thực\s+hiện|kéo\s+dài))(?!\w)",
    re.IGNORECASE,
)
_STAYS_AT_ONCE = re.compile(
    r"\s*(?:thì\s+)?(?:vẫn|tiếp\s+tục|còn\s+hiệu|không\s+(?:bãi|thuộc|bị)|chưa|(?:được\s+)?giữ|là\s+căn\s+cứ)(?!\w)",
    re.IGNORECASE,
)
"""Right behind a document: "Quyết định số … vẫn thực hiện như cũ"."""
_DENIED = re.compile(r"\($|(?<!\w)(?:không|chưa|chỉ|có\s+thể|cần|phải|nếu)\s+(?:bị\s+|được\s+)?$", re.IGNORECASE)
_ON_CONDITION = re.compile(r"\s*(?:thi\s+hành\s+)?(?:khi|nếu|trong\s+trường\s+hợp)\s", re.IGNORECASE)
_SEVERAL = re.compile(r"(?<!\w)(?:các|những|\d{1,3})\s+[^,;:\d]{3,60}:\s*$", re.IGNORECASE)
"""`thay thế các quyết định: …`: then a comma parts them too."""
_NO_SUBJECT = re.compile(
    r"(?<!\w)(?:mà|nếu|thì|trường\s+hợp|khi|trước(?!\s+đây)|giấy\s+phép|hồ\s+sơ)(?!\w)", re.IGNORECASE
)
_SAID = re.compile(
    r"\s*(?:$|[.;,:]|\n|(?:kể\s+)?từ\s|toàn\s+bộ|một\s+phần|bằng|bởi|theo|tại|khi|vì|do\s)", re.IGNORECASE
)
"""`thủ tục bị bãi bỏ lĩnh vực …`: those that were, not what is done here."""
_MOST_BETWEEN = 420


@dataclass(frozen=True)
class ActingDocument:
    """The document that acts. `itself`: the text is the document; else an article tells of it. `issuers`: in full."""

    kind: str
    number: str
    itself: bool
    issuers: tuple[str, ...] = ()
    issued_on: date | None = None
    subject: str = ""

    @property
    def this(self) -> str:
        """A pattern for "Quyết định này"; an article says "Quyết định có hiệu lực từ …" too."""
        own = calls_itself(self.kind)
        if self.itself or not self.kind:
            return own
        acts = r"(?=\s+(?:sẽ\s+|cũng\s+|chính\s+thức\s+)*(?:có\s+hiệu\s+lực|thay\s+thế|bãi\s+bỏ|sửa\s+đổi)(?!\w))"
        return rf"(?:{own}|(?<!\w){re.escape(self.kind)}(?:\s+(?:trên|mới|nói\s+trên)(?!\w)|{acts}))"

    def is_itself(self, cited: Citation) -> bool:
        """Return True if the citation is of this document: two communes may use one number, but on different days."""
        if not self.number or cited.number.text != self.number:
            return False
        return not (cited.issued_on and self.issued_on and cited.issued_on != self.issued_on)


def calls_itself(kind: str) -> str:
    """A pattern for "Quyết định này"; a joint circular calls itself "Thông tư này", a code "Luật này"."""
    names = {kind, kind.removesuffix(" liên tịch"), kind.removeprefix("bộ "), "văn bản"} - {""}
    return rf"(?<!\w)(?:{'|'.join(re.escape(name) for name in sorted(names, key=len, reverse=True))})\s+này(?!\w)"


def beginning(text: str) -> int | None:
    """Return where the sentence begins behind its number and its "Kể từ ngày … này có hiệu lực"; None for a recital."""
    lead = _LEAD.match(text)
    start = lead.end() if lead else 0
    if _RECITAL.match(text, start):
        # In running text the enacting clause may follow on the same line.
        enacts = re.search(r"[;:.]\s*(?=[^;]{3,120}\sban\s+hành\s)", text[start:])
        return start + enacts.end() if enacts else None
    if match := _THIS_TAKES_EFFECT.match(text, start):
        start = match.end()
    return start


def level_of(text: str) -> int | None:
    """0 for an article, 1 for a clause, 2 for a point, None for a sentence that has no number."""
    lead = _LEAD.match(text)
    if lead is None:
        return None
    for level, name in ((0, "article"), (1, "clause"), (2, "point")):
        if lead[name]:
            return level
    return None


def is_own_verb(
    text: str,
    begin: int,
    position: int,
    kind: RelationKind,
    actor: ActingDocument,
    citations: Sequence[Citation],
    *,
    heading: bool,
) -> bool:
    """Return True if the verb at `position` is what the document does, not what it tells of or asks for."""
    rest = text[begin:position]
    if _DENIED.search(rest[-30:]):
        return False
    bare = rest.strip(" ,-:")
    if heading and (not bare or _HEADING.fullmatch(rest.strip() + " ")):
        return True
    if (
        not heading
        and kind is not RelationKind.GUIDES
        and (actor.kind not in _PROPOSING or not actor.itself or kind is RelationKind.CORRECTS)
    ):
        if not bare or _BY_PARTS.match(rest):
            return True
        if kind is RelationKind.CORRECTS and actor.itself and _is_office(bare):
            return True
        if re.fullmatch(r"(?:đồng\s+thời|quyết\s+định|nay|thu\s+hồi\s+và)", bare, re.IGNORECASE):
            return True
        if re.search(r"(?:;|đồng\s+thời)\s*$", rest) and FORWARD.match(text, begin):
            return True
    before = text[:position]
    this = re.compile(actor.this, re.IGNORECASE)
    spoken = list(this.finditer(before)) or _bare(text, begin, position, actor)
    if spoken:
        others = [
            each for each in citations if spoken[-1].end() <= each.start < position and each.number.text != actor.number
        ]
        opens = not text[begin : spoken[0].start()].strip(" ,")
        if opens and re.search(r"(?:[;,]|\bvà|\bđồng\s+thời)\s*$", before):
            return True
        moment = re.search(
            r"(?:trước|sau|từ)\s+(?:ngày|khi|thời\s+điểm)\s*$|(?:của|tại|theo|kèm\s+theo)\s*$",
            before[: spoken[-1].start()],
            re.IGNORECASE,
        )
        if (
            not moment
            and not others
            and len(before) - spoken[-1].end() <= 160
            and "." not in before[spoken[-1].end() :]
        ):
            return not re.search(r"(?:theo|trường\s+hợp|nếu|được|bị|việc)\s*$", before, re.IGNORECASE)
        return False
    if actor.kind and re.search(
        rf"(?<!được )ban\s+hành\s+{re.escape(actor.kind)}\s*(?:về\s+(?:việc\s+)?)?(?:[^\s,;.]+[\s,]+){{0,4}}$",
        before,
        re.IGNORECASE,
    ):
        return True
    own = (
        [each for each in citations if each.number.text == actor.number and each.end <= position]
        if actor.number
        else []
    )
    if own:
        between = text[own[-1].end : position]
        return len(between) <= 120 and not any(own[-1].end <= each.start < position for each in citations)
    return not actor.itself and bool(re.search(r"(?:thông\s+báo|về\s+việc|ký|quyết\s+định)\s*$", before, re.IGNORECASE))


def _bare(text: str, begin: int, position: int, actor: ActingDocument) -> list[re.Match[str]]:
    """`1. Quyết định có hiệu lực kể từ ngày ký, đồng thời thay thế …`: the document speaks of itself."""
    itself = re.compile(rf"{re.escape(actor.kind.capitalize())}(?=\s+có\s+hiệu\s+lực)")
    match = itself.match(text, begin, position) if actor.itself and actor.kind else None
    return [match] if match else []


def _is_office(words: str) -> bool:
    offices = find_offices(words)
    return bool(offices) and offices[0].start == 0 and len(words) - offices[-1].end <= 30


def forward_objects(
    text: str, position: int, citations: Sequence[Citation], actor: ActingDocument, kind: RelationKind
) -> list[Citation]:
    """The documents right behind a verb: the first within reach, and those chained to it."""
    chain: list[Citation] = []
    last: Citation | None = None
    listed = False
    for each in citations:
        if each.start < position:
            continue
        gap = text[last.end if last else position : each.start]
        if last is None:
            if not _reaches(gap, kind):
                return []
            listed = _SEVERAL.search(gap) is not None
        elif len(gap) > _LONGEST_DESCRIPTION:
            break
        elif not _CHAIN.fullmatch(gap) and not (
            goes_on(gap, each, chain[0] if chain else last, kind, listed=listed) and not stays(text[each.end :])
        ):
            # A document that the former one is about; the next one may still follow.
            continue
        last = each
        if not actor.is_itself(each):
            chain.append(each)
    return chain


def _reaches(gap: str, kind: RelationKind) -> bool:
    part = names_part(gap)
    plain = _ISSUED_WITH.sub("", _BY_RULE.sub("", gap) if part else gap)
    if names_phrase(gap):
        plain = re.sub(r"bằng(?=\s+(?:(?:các\s+)?(?:cụm\s+)?từ|tại)(?!\w))", "", plain, flags=re.IGNORECASE)
    if kind in {RelationKind.EXTENDS, RelationKind.SUSPENDS, RelationKind.RESUMES, RelationKind.GUIDES}:
        plain = re.sub(r"thực\s+hiện|thi\s+hành|áp\s+dụng|hướng\s+dẫn", "", plain, flags=re.IGNORECASE)
    if len(gap) > (_LONGEST_GAP_OF_PART if part or "kèm theo" in gap else _LONGEST_GAP):
        return False
    return not _BAD_GAP.search(plain) and not _STOP.search(plain.strip(". "))


def goes_on(gap: str, each: Citation, first: Citation, kind: RelationKind, *, listed: bool = False) -> bool:
    """Tell whether a chain goes on: `…; khoản 2 Điều 5 Quyết định B …`: a document of the same kind, or a part of any, behind
    what the former one is about."""
    following = next_of(gap)
    if following is None or kind is RelationKind.GUIDES:
        return False
    about, link, words = following
    part = names_part(words) and (link == ";" or not about.strip())
    alike = each.kind == first.kind and (each.number.parts == first.number.parts or each.kind == "luật")
    alike = alike or (listed and each.kind != "luật")
    if not part and (not alike or kind is RelationKind.AMENDS or (link == "," and not listed)):
        return False
    verb = FORWARD.search(about) or BACKWARD.search(about)
    if verb is not None and verb.lastgroup != "guides":
        return False
    return not (_MENTIONS if part and alike else _OF_OTHERS).search(about)


def stays(words: str) -> bool:
    """Tell whether a document stays: `Quyết định số … tiếp tục có hiệu lực`: nothing is done to it; what a document is about
    may say so too."""
    if _STAYS_AT_ONCE.match(words):
        return True
    match = _GOES_ON_OTHERWISE.search(words)
    return match is not None and not re.search(
        r"về\s|quy\s+định|ban\s+hành|phê\s+duyệt|trừ\s|;", words[: match.start()], re.IGNORECASE
    )


def subjects_of(
    text: str, begin: int, verb: re.Match[str], citations: Sequence[Citation], actor: ActingDocument
) -> tuple[list[Citation], str]:
    """The documents that the sentence begins with and of which the verb says something, and the words before the first."""
    before = [each for each in citations if each.end <= verb.start()]
    if _DENIED.search(text[max(begin, verb.start() - 30) : verb.start()]):
        return [], ""
    if not before or actor.is_itself(before[0]):
        return [], ""
    first = before[0]
    words = text[begin : first.start]
    if not only_names(words) and not (len(words) < 300 and names_part(words) and not _NO_SUBJECT.search(words)):
        return [], ""
    chain = [first]
    for each in before[1:]:
        gap = text[chain[-1].end : each.start]
        if stays(gap) and (following := next_of(gap)) and following[1] in {";", ","}:
            # "Quyết định A tiếp tục có hiệu lực; Quyết định B hết hiệu lực"
            chain, words = [each], following[2]
        elif _CHAIN.fullmatch(gap) or goes_on(gap, each, first, RelationKind.REPEALS):
            chain.append(each)
    between = text[chain[-1].end : verb.start()]
    tail = text[verb.end() : verb.end() + 220]
    if (
        len(between) > _MOST_BETWEEN
        or _STOP.search(between.strip(". "))
        or stays(between)
        or _NO_SUBJECT.search(between)
    ):
        return [], ""
    itself = re.search(actor.this, tail, re.IGNORECASE) is not None or (bool(actor.number) and actor.number in tail)
    if not itself and _ON_CONDITION.match(tail):
        return [], ""
    if verb.lastgroup != "resumes" and re.match(r"\s*(?:theo|bởi|bằng|tại)\s", tail + " ") and not itself:
        return [], ""
    if re.match(r"(?:bị|được)\s+(?:bãi|hủy)", verb[0], re.IGNORECASE) and not _SAID.match(tail):
        return [], ""
    if verb.lastgroup == "replaced" and not itself:
        return [], ""
    if not itself and (not actor.itself or actor.kind in _PROPOSING):
        return [], ""
    return [each for each in chain if not actor.is_itself(each)], words
