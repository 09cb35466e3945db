"""What an act could tell a citizen: every clause that can be said by itself, with its quotes, its citation and its role.

A clause that only makes sense with the words above it ("b) 300.000 đồng/người") is said with them; a short list is said whole.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from distributor.facts import Role
from distributor.understand.clauses import ActText, Clause
from distributor.understand.roles import role_of
from distributor.understand.signals import Signs, signs
from distributor.understand.statements import (
    LONGEST,
    MOST_QUOTE_WORDS,
    MOST_WORDS,
    count,
    fit,
    joined,
    lead_in,
    needs_all,
    plainly,
    points_back,
    sentences,
)

MOST_CANDIDATES = 1_500
WHOLE = 60
"""Words up to which a clause is one candidate; a longer one is said sentence by sentence."""
_LEAST = 5
_SKIPPED = frozenset({"asked", "moral"})
_HEADED = frozenset({"ban", "relief", "papers"})
_PAPER = re.compile(r"(?:giấy|đơn|bản|tờ|văn bản|hóa đơn|hoá đơn|biên bản|hợp đồng|phiếu|danh sách)\s", re.IGNORECASE)
_LISTED = re.compile(r"^(?:[a-zđ]|\d{1,2})[).]\s+", re.IGNORECASE)
_VALUE = re.compile(r"[-–]?\s*\d[\d.,\s]*(?:%|đồng.{0,20}|đ/.{0,20})?\Z")
_OF_ITSELF = re.compile(
    r"^(?:chính phủ|bộ trưởng|thủ tướng|ủy ban thường vụ|uỷ ban thường vụ|bộ )[^.]{0,80}(?:quy định (?:chi tiết|"
    r"cụ thể)?|hướng dẫn)|"
    r"^(?:luật|nghị định|thông tư|nghị quyết|quyết định|quy định|quy chế) này (?:quy định|hướng dẫn|"
    r"được quốc hội|đã được|được hội đồng|được phổ biến)|"
    r"^trong quá trình (?:thực hiện|triển khai)|^trường hợp các văn bản|văn bản (?:được )?dẫn chiếu|chịu trách nhiệm thi hành|"
    r"^(?:luật|nghị định|thông tư(?: liên tịch)?|nghị quyết|quyết định|quy định|quy chế|pháp lệnh|"
    r"chỉ thị) này[^.;]{0,90} có hiệu lực|"
    r"^(?:số|kính gửi)\s*:|^v/v|^\d{1,4}/\d{4}/|^ban hành kèm theo|…|\.{4,}|"
    r"^(?:luật|nghị định|nghị quyết)\s[^.]{0,90}\sđược quốc hội|"
    r"^[^.;:\d]{3,40},\s+ngày\s+\d|^(?:điều|khoản|điểm) \d{1,3}[^;:]{0,20} (?:của )?(?:luật|nghị định|thông tư)[^,;:]{0,60}\.?$|"
    r"(?:thực hiện|áp dụng) theo (?:quy|qui) định tại (?:điều|khoản|điểm) \d{1,3}[^,;:]{0,30}\.?$|"
    r"(?:quy định tại|theo) phụ lục[^,;]{0,60}\.?$|^các trường hợp[^.]{0,40} quy định tại điều|^thực hiện theo quy định|"
    r"^các từ ngữ|^bãi bỏ (?:các )?(?:khoản|điểm|điều|cụm)|^(?:sửa đổi|bổ sung|thay)[^.]{0,160}(?:như sau)?:?$|^căn cứ|^ví dụ",
    re.IGNORECASE,
)
_ENACTS = re.compile(
    r"(?:sửa đổi|bổ sung|thay|ban hành|quy định về|phê duyệt|công bố|(?:điều|khoản|điểm)\s)", re.IGNORECASE
)
_OPENS_ONLY = re.compile(
    r"(?:như sau|(?:được )?(?:quy định|thực hiện|áp dụng|tính|xác định)(?: như sau)?|gồm (?:có )?(?:hai|ba|bốn|"
    r"\d+)[^:]{0,40}|cụ thể)\s*:\Z",
    re.IGNORECASE,
)
_INTRODUCES = re.compile(
    r"(?:hướng dẫn|thông báo|trả lời|có ý kiến|lưu ý|thống nhất|quy định)[^:]{0,80}"
    r"(?:nội dung|vấn đề|ý kiến|như sau)[^:]{0,20}:\Z",
    re.IGNORECASE,
)
"""How a letter or an article opens what it says in sentences of their own."""
_REPLACED = re.compile(
    r"(?P<what>Thay thế (?:phụ lục|mẫu|danh mục|biểu|bảng)\s[^;.]{8,400}?)\s+bằng\s+(?:phụ lục|mẫu|danh mục|biểu|bảng)\s",
    re.IGNORECASE,
)
_DUTIES = re.compile(
    r"(?P<lead>[^,;:.()\d]{4,90}?\s(?:có trách nhiệm|chịu trách nhiệm|có nghĩa vụ|có quyền|phải))\s(?P<first>[^;]{8,});",
    re.IGNORECASE,
)
"""Somebody and what they must or may do, one thing behind the other."""
_CONCERNED = re.compile(r"đối tượng (?:áp dụng|thụ hưởng|được hỗ trợ|hỗ trợ|hưởng)\s*:", re.IGNORECASE)
_VERB = re.compile(
    r"(?:thực hiện|báo cáo|gửi|thông báo|nộp|tham gia|cung cấp|trả|bồi thường|bảo đảm|đảm bảo|công khai|đăng tải|niêm yết|"
    r"kê khai|đăng ký|chấp hành|tạo điều kiện|hướng dẫn|tổ chức|quyết định|giải quyết|tiếp nhận|lưu giữ|xuất trình|"
    r"yêu cầu|đề nghị|khiếu nại|tố cáo|được|không được|bảo vệ|trực tiếp|lập|kiểm tra)\s"
)
_PIECE = re.compile(
    r";\s+(?=(?:trường hợp|đối với|người|tổ chức|cá nhân|hộ|mức|không|được|nếu|sau|trong|các)\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Candidate:
    """Something that could be said. `words`: what is judged; `place`: of its clause; `lead`: the words that it stands under.

    `shape`: clause, part, list, row or effect. `signs`: of its words, `led`: of the words that it stands under.
    """

    role: Role
    words: str
    statement: str
    quotes: tuple[str, ...]
    citation: str
    place: int
    parent: int
    signs: Signs
    led: Signs | None = None
    lead: str = ""
    shape: str = "clause"


def find_candidates(act: ActText) -> list[Candidate]:
    """In the order of the act."""
    found: list[Candidate] = []
    leads: dict[int, str] = {}
    for place, clause in enumerate(act.clauses):
        if clause.section in _SKIPPED or (clause.section == "definitions" and not clause.quoted):
            continue
        found += _of_clause(act, place, clause, leads)
        if len(found) >= MOST_CANDIDATES:
            break
    return found


def _of_clause(act: ActText, place: int, clause: Clause, leads: dict[int, str]) -> Iterator[Candidate]:
    if clause.level == 6:
        yield from _row(act, place, clause)
        return
    words = act.words(clause)
    if count(words) + (8 if clause.parent >= 0 else 0) < _LEAST or _OF_ITSELF.search(words):
        return
    if words.endswith(":"):
        if place in act.children:
            yield from _list(act, place, clause, words, leads)
        return
    own = signs(words)
    if words[-1] not in ".;,”)" and not own.rules and not own.count("money", "percent", "span", "day"):
        return  # a heading
    lead = _lead(act, clause, own, leads)
    if count(words) > MOST_WORDS and words.count(";") > 1 and ": " in words:
        yield from _run_on(place, clause, words, lead)
    if count(words) > MOST_WORDS:
        yield from _replaced(place, clause, words, own)
        yield from _one_by_one(place, clause, words)
    if count(words) <= WHOLE:
        yield from _made(place, clause, words, lead, act.pieces(clause.start, clause.end), own)
        if count(words) <= MOST_WORDS:
            return
    parts = sentences(words)
    for at, part in enumerate(parts):
        pieces = [part] if count(part) <= MOST_WORDS else [part, *(_PIECE.split(part) if ";" in part else [])]
        for piece in pieces:
            if (piece != words or count(words) > WHOLE) and count(piece) >= _LEAST:
                yield from _made(place, clause, piece, lead if at == 0 else "", (piece,), signs(piece), "part")


def _made(
    place: int, clause: Clause, words: str, lead: str, quotes: tuple[str, ...], own: Signs, shape: str = "clause"
) -> Iterator[Candidate]:
    if len(words) > LONGEST:
        return
    quotes = tuple(piece for quote in quotes for piece in _quotes(quote) if count(piece) > 3 or len(quotes) == 1)
    if not quotes or (points_back(words) and not (clause.quoted and fit(words) and not points_back(fit(words)))):
        return
    statement = ""
    if lead and count(lead) <= MOST_WORDS - 6:
        statement = joined(lead, [words])
    if not statement and (not lead or own.rules):
        statement, lead = fit(words), ""
    if statement:
        led = signs(lead) if lead else None
        role = Role.WHO if _CONCERNED.match(words) else role_of(own, led, clause.section)
        if role is Role.WHO and own.subject != "citizen":
            return
        yield Candidate(role, words, statement, quotes, clause.citation, place, clause.parent, own, led, lead, shape)


def _replaced(place: int, clause: Clause, words: str, own: Signs) -> Iterator[Candidate]:
    """An annex or form that another one takes the place of."""
    if (found := _REPLACED.match(words)) and (statement := fit(found["what"])):
        yield Candidate(
            Role.CHANGE,
            words,
            statement,
            (found["what"],),
            clause.citation,
            place,
            clause.parent,
            own,
            None,
            "",
            "part",
        )


def _one_by_one(place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """What somebody must or may do, of a sentence that names one thing after the other, each said with who it is."""
    found = _DUTIES.match(words)
    if found is None:
        return
    sentence = sentences(words)[0]
    for piece in (each.strip(' .”"') for each in (found["first"], *sentence[found.end() :].split(";"))):
        if _VERB.match(piece) and count(piece) >= _LEAST:
            yield from _made(place, clause, piece, lead_in(found["lead"]), (piece,), signs(piece), "part")


def _quotes(text: str) -> tuple[str, ...]:
    """The clause as one quote; of a longer one the beginning, up to a comma or semicolon."""
    if count(text) <= MOST_QUOTE_WORDS:
        return (text,) if text else ()
    words = text.split()
    for end in range(MOST_QUOTE_WORDS, 20, -1):
        if words[end - 1][-1] in ",;:":
            return (" ".join(words[:end]).rstrip(",;:"),)
    return (" ".join(words[:MOST_QUOTE_WORDS]),)


def _list(act: ActText, place: int, clause: Clause, words: str, leads: dict[int, str]) -> Iterator[Candidate]:
    """A list that is short enough for a quote: said whole, or by its first entries where a part of it stays true."""
    text = " ".join(act.pieces(clause.start, clause.stop))
    if count(text) > MOST_QUOTE_WORDS or points_back(text.replace(words, "")):
        return
    items = [act.words(act.clauses[each]) for each in act.children[place]]
    own = signs(text)
    above = _lead(act, clause, own, leads)
    head = lead_in(words)
    opener = f"{above}: {head}" if above and count(above) + count(head) < 20 and not own.rules else head or above
    statement = joined(opener, items)
    said = statement.count("; ") + 1
    if statement and (said >= len(items) or (said > 1 and not needs_all(words))):
        role = role_of(own, None, clause.section)
        yield Candidate(
            role, text, statement, _quotes(text), clause.citation, place, clause.parent, own, None, opener, "list"
        )


def _run_on(place: int, clause: Clause, words: str, lead: str) -> Iterator[Candidate]:
    """A list within one sentence: "được miễn cho các đối tượng: A; B; C"."""
    head, _, rest = words.partition(": ")
    items = [item for item in rest.split("; ") if item]
    if len(items) < 2 or needs_all(head) or points_back(head):
        return
    opener = lead_in(head)
    if lead and count(lead) + count(opener) < 20:
        opener = f"{lead}: {opener}"
    if statement := joined(opener, items):
        own = signs(words)
        role = role_of(own, None, clause.section)
        quotes = _quotes(words)
        yield Candidate(
            role, words, statement, quotes, clause.citation, place, clause.parent, own, None, opener, "list"
        )


def _lead(act: ActText, clause: Clause, own: Signs, leads: dict[int, str]) -> str:
    """The words above that it needs: what opens its list, or the heading of an article that bans, frees, or lists."""
    lead = _above(act, clause.parent, leads) if clause.parent >= 0 else ""
    if lead and (clause.level == 0 or act.clauses[clause.parent].level == 0 or count(lead) > 20 or own.rules):
        opener = act.words(act.clauses[clause.parent])
        marked = any(act.clauses[each].level for each in act.children[clause.parent])
        # A paragraph below a list is none of its entries; "như sau:" opens what says all by itself.
        if (clause.level == 0 and marked) or (
            _OPENS_ONLY.search(opener) and (own.rules or own.has("rate", "term", "grant"))
        ):
            return ""
    if lead or not clause.heading or clause.section not in _HEADED:
        return lead
    if clause.section == "ban":
        return "" if own.has("ban") else "Nghiêm cấm"
    bare = clause.section == "relief" or _PAPER.match(act.words(clause))
    return clause.heading if bare and not own.rules and not own.subject and count(clause.heading) <= 16 else ""


def _above(act: ActText, place: int, leads: dict[int, str]) -> str:
    """What a clause opens its list with, with the words above that where they are short."""
    if place not in leads:
        clause = act.clauses[place]
        said = act.words(clause)
        higher = _above(act, clause.parent, leads) if clause.parent >= 0 else ""
        own = ""
        if (
            not _ENACTS.match(said)
            and not _INTRODUCES.search(said)
            and (said.endswith(":") or (clause.level in (1, 2, 3) and count(said) < 14 and said[-1] != "."))
        ):
            own = lead_in(sentences(said)[-1])
        if not own:
            own = higher
        elif higher and count(own) < 6 and count(higher) + count(own) < 22:
            own = f"{higher}, {own[:1].lower()}{own[1:]}"
        if not own and clause.section == "ban":
            own = "Nghiêm cấm"
        leads[place] = own
    return leads[place]


def _row(act: ActText, place: int, clause: Clause) -> Iterator[Candidate]:
    """A row of a tariff: what it is for, and its value with what the head of the column says of it."""
    cells = clause.cells
    values = [n for n, cell in enumerate(cells) if n > 0 and _VALUE.match(cell)]
    names = [cell for n, cell in enumerate(cells) if n not in values and any(letter.isalpha() for letter in cell)]
    if not values or not names:
        return
    name = _LISTED.sub("", plainly(max(names[:3], key=len))).strip(" .;:-–")
    titles = [plainly(clause.header[n]) if n < len(clause.header) else "" for n in values]
    flat = (
        act.source[max(0, clause.start - 2) : clause.start].strip() != "|"
        and "|" not in act.source[clause.start : clause.end]
    )
    if len(values) == 1 and count(name) >= 2:
        statement = f"{titles[0] or 'Mức'}: {name}: {cells[values[0]]}."
    elif len(values) > 1 and all(titles) and count(name) >= 1:
        pairs = "; ".join(f"{head[:1].lower()}{head[1:]} {cells[n]}" for head, n in zip(titles, values, strict=True))
        group = f"{clause.header[0]}, " if flat and clause.header[0] else ""
        statement = f"{group}{name}{f' ({clause.unit})' if clause.unit else ''}: {pairs}."
    else:
        return
    quote = " ".join(act.source[clause.start : clause.end].split())
    if count(statement) <= MOST_WORDS and count(quote) <= MOST_QUOTE_WORDS:
        words = name
        yield Candidate(
            Role.AMOUNT,
            words,
            statement,
            (quote,),
            clause.citation,
            place,
            clause.parent,
            signs(words),
            None,
            titles[0],
            "row",
        )
