"""How a document is named in a post: the first citation by the house rule, its day of effect, status and relations. Pure.

The house rule: kind, number, date, issuer. "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang".
What is not certain is left out; what the headline says already is not said again.
"""

import re
from datetime import date
from functools import lru_cache

from distributor.compose.ornaments import bare
from distributor.facts import DocumentFacts, Relation, Scope
from distributor.reading_states import DocumentStatusKind, RelationKind
from distributor.text.plain import capital, letters, one_line
from distributor.understand.legible import VIETNAMESE_UPPER

LAWS = frozenset({"hiến pháp", "bộ luật", "luật", "pháp lệnh"})
"""Kinds that are known by their name: "Luật Đất đai số 31/2024/QH15"."""
STATUS_WORDS = {
    DocumentStatusKind.PARTLY_ENDED: "Đã hết hiệu lực một phần",
    DocumentStatusKind.ENDED: "Đã hết hiệu lực toàn bộ",
    DocumentStatusKind.SUSPENDED: "Đang ngưng hiệu lực",
}
"""Only what a reader would not expect of a document that is announced."""
RELATION_WORDS = {
    RelationKind.REPLACES: "thay thế",
    RelationKind.AMENDS: "sửa đổi, bổ sung",
    RelationKind.REPEALS: "bãi bỏ",
    RelationKind.CORRECTS: "đính chính",
    RelationKind.CONSOLIDATES: "hợp nhất",
    RelationKind.SUSPENDS: "ngưng hiệu lực",
    RelationKind.RESUMES: "cho thi hành trở lại",
    RelationKind.EXTENDS: "kéo dài thời gian thực hiện",
}
"""What a document guides is no news about it: such relations are for the register, not for a post."""
ENDS = frozenset({RelationKind.REPEALS, RelationKind.REPLACES, RelationKind.SUSPENDS})
LEAVES_THE_REST = ENDS | {RelationKind.AMENDS}
WHOLE_BY_NATURE = frozenset({RelationKind.CONSOLIDATES, RelationKind.CORRECTS})
MOST_RELATIONS = 3
MOST_PARTS = 6
LONGEST_SUBJECT = 220
"""Characters of a subject that stands in for a headline."""
LEAST_SUBJECT = 15
"""Letters from which the rest of a title tells what a document is about."""

KIND_SIGNS = {
    "quyết định": "QĐ",
    "nghị quyết": "NQ",
    "nghị định": "NĐ",
    "thông tư": "TT",
    "thông tư liên tịch": "TTLT",
    "chỉ thị": "CT",
    "văn bản hợp nhất": "VBHN",
}
"""How offices write a kind where room is short."""
_CENTRAL = re.compile(
    r"(?:quốc hội|ủy ban thường vụ quốc hội|chủ tịch nước|chính phủ|thủ tướng|bộ |ngân hàng nhà nước|"
    r"thanh tra chính phủ|tòa án nhân dân tối cao|viện kiểm sát nhân dân tối cao|hội đồng thẩm phán|kiểm toán nhà nước|"
    r"văn phòng (?:quốc hội|chính phủ))",
    re.IGNORECASE,
)
"""Issuers of whom there is one: the number alone names the document. Two communes may hold the same number."""
_LONG_NAMES = (
    (re.compile(r"[ỦU]y ban nhân dân", re.IGNORECASE), "UBND"),
    (re.compile(r"Hội đồng nhân dân", re.IGNORECASE), "HĐND"),
)

_OF_THE_DAY = re.compile(
    r"\s*,?\s*ngày\s+\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE
)
_ISSUING = (
    r"(?:ban hành (?=(?:quy định|quy chế|danh mục|bảng giá|khung|chính sách|mức)(?!\w))|"
    r"(?=(?:quy định|sửa đổi|bãi bỏ)(?!\w)))"
)
"""Of a title behind its kind: "Quyết định ban hành Quy định về …" is about the rules."""
_ABOUT = re.compile(r"\A(?:về\s+việc|v/v|về)\s*:?\s+", re.IGNORECASE)
_YEAR = re.compile(r"\A\s*(?:năm\s+|/)\d{4}(?!\S)", re.IGNORECASE)
_DEED = re.compile(r"(?:ban hành|quy định|sửa đổi|bổ sung|bãi bỏ|phê duyệt|công bố|thay thế|điều chỉnh)\b")
"""Verbs that follow who does it without a colon."""
_ENACTING = re.compile(
    r"\A(?:(?:quyết định|nghị quyết|thông báo|quy định|ban hành)(?: của [^:;,]{4,60}?(?= về ))?\s+"
    r"(?:(?:ban hành|quy định|về việc|về|chính sách|chi tiết)\s+)*)+(?!(?:kèm|tại|này|trên|khi|dưới|mới|số)(?!\w))",
    re.IGNORECASE,
)
_SOME_ARTICLES = re.compile(
    r"\Asửa đổi,? bổ sung một số (?:điều|khoản|nội dung|quy định)(?: của| tại)?+(?: quy (?:định|chế))?"
    r"(?: ban hành kèm theo)? (?!\d)",
    re.IGNORECASE,
)
_OLD_NUMBER = re.compile(
    r"\ASửa đổi (?:nghị quyết|quyết định|nghị định|thông tư) số \d\S+(?: ngày (?:\d{1,2} tháng \d{1,2} năm \d{4}|[\d/]+))?"
    r"(?: của (?:(?! quy định | ban hành | về ).)+)?(?: (?P<of>quy định|ban hành|về(?: việc)?)) (?=\w+ \w+ \w+)",
    re.IGNORECASE,
)
"""The number of what an act amends, which tells a citizen nothing: the sentence behind names the act itself."""
_AMENDED = {"qu": "quy định ", "ba": "", "về": "quy định về "}
_OF_PROVINCE = re.compile(
    rf" (?:trên|thuộc) địa bàn (?P<province>(?:tỉnh|thành phố)(?: [{VIETNAMESE_UPPER}]\w+){{1,3}})"
    r"(?=\Z| (?:từ|đến|năm|giai đoạn|áp dụng)(?!\w))"
)
LEAST_MATTER = 4
"""Words of a headline in few words."""
LEAST_WORDS, MOST_LEFT_OUT = 6, 10
"""The document's own subject stands for a title of it that has so many words at least and leaves so many out at most."""
_AGAINST = re.compile(r",? (?:ban hành )?kèm theo (?:quyết định|nghị quyết|thông tư|nghị định) .*", re.IGNORECASE)
"""Which older document the rules that are amended came with."""
_EDGE = ' ,:;–-"“”'


@lru_cache(maxsize=64)  # every block of every channel asks for the same
def brief_citation(document: DocumentFacts | None) -> str:
    """Return text such as `Quyết định số 27/2026/QĐ-UBND`; empty without kind or number."""
    if document is None or not (document.kind and document.number):
        return ""
    kind = one_line(document.kind).casefold()
    subject = bare(document.subject)
    if kind in LAWS and subject[:1].isupper() and len(subject) < 80:
        named = subject if subject.casefold().startswith(f"{kind} ") else f"{capital(kind)} {subject}"
        return f"{named} số {document.number}"
    return f"{capital(kind)} số {document.number}"


def citation(document: DocumentFacts | None, issuer_now: str = "") -> str:
    """The first citation, as far as it is certain. `issuer_now`: the first issuer's name of today, if another."""
    brief = brief_citation(document)
    if not brief or document is None:
        return brief
    issued = f" ngày {day(document.issued_on)}" if document.issued_on else ""
    issuers = issuers_of(document, issuer_now)
    return brief + issued + (f" của {issuers}" if issuers else "")


def short_citation(document: DocumentFacts | None) -> str:
    """Return text such as `QĐ 27/2026/QĐ-UBND của UBND tỉnh Hương Giang`: for short texts. A law keeps its name."""
    brief = brief_citation(document)
    if not brief or document is None:
        return brief
    sign = KIND_SIGNS.get(one_line(document.kind).casefold())
    return (f"{sign} {document.number}" if sign else brief) + local_issuer(document)


def local_issuer(document: DocumentFacts) -> str:
    """Return text such as ` của UBND xã Thạch Hương`: without it a number of such an issuer names no document; empty for one of
    whom there is one."""
    names = issuers_of(document)
    if not names or _CENTRAL.match(names):
        return ""
    for long, short in _LONG_NAMES:
        names = long.sub(short, names)
    return f" của {names}"


def issuers_of(document: DocumentFacts, issuer_now: str = "") -> str:
    """Return text such as `A, B và C`; the first with its name of today."""
    names = [bare(name).rstrip(" .,;:") for name in document.issuers]
    names = [name for name in names if name]
    now = one_line(issuer_now)
    if names and now and letters(now) != letters(names[0]):
        names[0] = f"{names[0]} (nay là {now})"
    return " và ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def first_mention(headline: str, document: DocumentFacts | None, issuer_now: str = "") -> tuple[str, str]:
    """A sentence that names the document behind this headline, and the same in brief; both empty if nothing is left to say.

    A headline with the number has said half of it: the sentence adds who issued it and when.
    """
    if document is None or not brief_citation(document):
        return "", ""
    if not says(headline, document.number):
        return f"Theo {citation(document, issuer_now)}.", f"Theo {brief_citation(document)}{local_issuer(document)}."
    issuers = issuers_of(document, issuer_now)
    when = day(document.issued_on) if document.issued_on and not says_day(headline, document.issued_on) else ""
    if issuers and letters(issuers) not in letters(headline):
        local = local_issuer(document)
        return f"Văn bản do {issuers} ban hành{f' ngày {when}' if when else ''}.", f"Văn bản{local}." if local else ""
    return (f"Văn bản được ban hành ngày {when}." if when else ""), ""


def citizens_headline(title: str, document: DocumentFacts | None) -> str:
    """Return what the document is about, where the title is its name; else the title.

    `Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế chợ xã` → `Xã Thạch Hương ban hành Quy chế chợ xã`. Where the
    name alone is the title, the document's own subject tells it.
    """
    if document is None or not brief_citation(document):
        return title
    title = _as_written(title, document)
    stands = _number_in(title, document.number)
    kind = document.kind.casefold()
    before = stands and re.fullmatch(
        rf"(?P<prefix>[^:]{{1,60}}:)?\s*{re.escape(kind)}(?:\s+số)?\s*:?\s*", title[: stands.start()], re.IGNORECASE
    )
    if stands is None:
        title = re.sub(rf"\A{re.escape(kind)} {_ISSUING}", "", title, count=1, flags=re.IGNORECASE)
    if stands is None and (own := _narrower(title, document)):
        return own
    if stands is None or not before:
        return capital(_ABOUT.sub("", title, count=1)) if len(title) > LEAST_SUBJECT else title
    rest = _rest_of_name(title[stands.end() :], document)
    if not rest:
        rest = _ABOUT.sub("", bare(document.subject), count=1)
        rest = "" if len(rest) > LONGEST_SUBJECT else rest
    if len(rest) < LEAST_SUBJECT or rest.casefold().startswith(("của ", "và ", "ngày ", "/")) or rest[0].isdigit():
        return title
    prefix = (before["prefix"] or "").strip()
    if not prefix:
        return capital(rest)
    return f"{prefix.removesuffix(':')} {rest}" if _DEED.match(rest) else f"{prefix} {rest}"


def matter_of(headline: str, unit_name: str) -> str:
    """A headline in few words, for a text with hardly room for it: "Hỗ trợ tiền ăn …" of "Quy định chính sách hỗ trợ tiền ăn …
    trên địa bàn tỉnh Hương Giang", told by an office of that province."""
    said = _ENACTING.sub("", _SOME_ARTICLES.sub("Sửa đổi ", headline, count=1), count=1)
    said = _OLD_NUMBER.sub(lambda old: f"Sửa đổi {_AMENDED[old['of'].casefold()[:2]]}", said, count=1)
    area = _OF_PROVINCE.search(said)
    if area and letters(area["province"]) in letters(unit_name):
        said = said[: area.start()] + said[area.end() :]
    return capital(said) if len(said.split()) >= LEAST_MATTER else headline


def _narrower(title: str, document: DocumentFacts) -> str:
    """The document's own subject where a page's title leaves words of it out: "nhà chung cư" of rules for those "thuộc tài sản
    công". Empty where it says no more, or something else."""
    own = _AGAINST.sub("", _ABOUT.sub("", bare(document.subject)))
    said, whole = ([word.strip(" ,;") for word in text.casefold().split()] for text in (_ABOUT.sub("", title), own))
    if said[:1] == document.kind.casefold().split()[:1]:
        said = said[len(document.kind.split()) :]
    left = iter(whole)
    contained = all(word in left for word in said)
    if (
        not contained
        or len(own) > LONGEST_SUBJECT
        or not LEAST_WORDS <= len(said) < len(whole) <= len(said) + MOST_LEFT_OUT
    ):
        return ""
    return capital(own)


def _as_written(title: str, document: DocumentFacts) -> str:
    """A title in capitals as the document itself writes it, where it does; names keep their capitals so."""
    subject = bare(document.subject)
    if not title.isupper() or subject.isupper() or not subject:
        return title
    return capital(subject) if letters(_ABOUT.sub("", title)) == letters(_ABOUT.sub("", subject)) else title


def _number_in(title: str, number: str) -> re.Match[str] | None:
    """Find where the title says the number, also with spaces for its signs: "Nghị định 87 2025 NĐ-CP"."""
    parts = [re.escape(part) for part in re.split(r"[/\s]+", number) if part]
    return re.search(r"(?<!\w)" + r"\s*[/ ]\s*".join(parts) + r"(?!\w)", title, re.IGNORECASE) if parts else None


def _rest_of_name(rest: str, document: DocumentFacts) -> str:
    """Return what follows the number in a title, without year, day and issuer, which the citation says."""
    rest = _YEAR.sub("", _OF_THE_DAY.sub("", rest, count=1), count=1).strip(_EDGE)
    for issuer in document.issuers:
        name = re.escape(issuer)
        rest = re.sub(rf"\A(?:của\s+)?{name}(?!\w)|\s+do\s+{name}\s+ban\s+hành\Z", "", rest, flags=re.IGNORECASE).strip(
            _EDGE
        )
    return _ABOUT.sub("", rest, count=1)


def effective_words(document: DocumentFacts | None) -> str:
    """Return text such as `Có hiệu lực từ ngày 10/12/2026`."""
    return f"Có hiệu lực từ ngày {day(document.effective_on)}" if document and document.effective_on else ""


def status_words(document: DocumentFacts | None) -> str:
    """Return text such as `Đã hết hiệu lực một phần`; empty for one that is in force or will be."""
    return STATUS_WORDS.get(document.status, "") if document and document.status else ""


def relation_words(document: DocumentFacts | None, said: str) -> str:
    """Return text such as `Thay thế Quyết định số 12/2020/QĐ-UBND; bãi bỏ …`, without those whose number `said` holds.

    A part is named, and that the rest stays: "Bãi bỏ Điều 3 Quyết định số …, các nội dung khác giữ nguyên".
    """
    parts: list[str] = []
    told = (one for one in (document.relations if document else ()) if one.kind in RELATION_WORDS)
    relations = [one for one in told if not _is_said(one, said)]
    before: tuple[RelationKind, Scope] | None = None
    for relation in relations[:MOST_RELATIONS]:
        what = _without_own_name(touched(relation), document)
        alike = before == (relation.kind, relation.scope) and relation.scope is Scope.WHOLE
        parts.append(what if alike else f"{RELATION_WORDS[relation.kind]} {what}")
        before = (relation.kind, relation.scope)
    if len(relations) > MOST_RELATIONS:
        parts.append("cùng các văn bản khác")
    return capital("; ".join(parts))


def _without_own_name(target: str, document: DocumentFacts | None) -> str:
    """A predecessor of the same name is told by its number: "Luật số 13/2008/QH12" below a headline "Luật Thuế …"."""
    if document is None or document.kind.casefold() not in LAWS or not document.subject:
        return target
    kind, name = capital(document.kind), bare(document.subject)
    return re.sub(
        rf"(?<!\w){re.escape(kind)}\s+{re.escape(name)}(?=\s+số\s)", kind, target, count=1, flags=re.IGNORECASE
    )


def touched(relation: Relation) -> str:
    """The target with its issuer, the parts of it that are touched, and until when."""
    target = bare(relation.target).rstrip(".;,")
    if relation.issuer and " của " not in target and not _CENTRAL.match(relation.issuer):
        target = f"{target} của {bare(relation.issuer).rstrip('.;,')}"
    until = f" đến hết ngày {day(relation.until)}" if relation.until else ""
    if relation.scope is not Scope.PART or relation.kind in WHOLE_BY_NATURE:
        return target + until
    named = [bare(part) for part in relation.parts if letters(part) not in letters(target)]
    if named and len(named) <= MOST_PARTS:
        # As statutes do: a comma would read as one place ("khoản 1 Điều 3, khoản 2 Điều 5") that no source has.
        target = f"{'; '.join(named)} của {target}"
    elif named:
        target = f"nhiều điều, khoản của {target}"
    elif not relation.parts:
        target = f"một phần {target}" if relation.kind in ENDS else f"một số nội dung của {target}"
    return target + until + (", các nội dung khác giữ nguyên" if relation.kind in LEAVES_THE_REST else "")


def _is_said(relation: Relation, said: str) -> bool:
    return says(said, relation.number) if relation.number else letters(relation.target) in letters(said)


def says(text: str, number: str) -> bool:
    """Return True if the text holds this number, and not only as part of another."""
    return bool(number) and re.search(rf"(?<!\w){re.escape(number)}(?!\w)", text, re.IGNORECASE) is not None


def says_day(text: str, when: date) -> bool:
    """Return True if the text holds this day, in figures or words; a headline may begin with it without a year (Từ 15/12: …)."""
    pattern = rf"\b0?{when.day}\s*(?:[/.-]|tháng)\s*0?{when.month}\s*(?:[/.-]|năm)\s*{when.year}\b"
    begun = rf"\A(?:kể )?từ (?:ngày )?0?{when.day}[/-]0?{when.month}(?![/\d-])"
    return re.search(f"{pattern}|{begun}", text, re.IGNORECASE) is not None


def day(when: date | None) -> str:
    return when.strftime("%d/%m/%Y") if when else ""
