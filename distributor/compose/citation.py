"""How a document is named in a post: the first citation by the house rule, its day of effect, status and relations. Pure.

The house rule: kind, number, date, issuer. "Quyết định số 27/2026/QĐ-UBND ngày 23/11/2026 của Ủy ban nhân dân tỉnh Hương Giang".
What is not certain is left out; what the headline says already is not said again.
"""

import re
from datetime import date

from distributor.compose.ornaments import bare
from distributor.compose.plain import capital, letters, one_line
from distributor.models.document import DocumentStatusKind, RelationKind
from distributor.understand.facts import DocumentFacts, Relation, Scope

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
ENDING = frozenset({RelationKind.REPLACES, RelationKind.REPEALS, RelationKind.SUSPENDS})
MOST_RELATIONS = 3
LONGEST_SUBJECT = 220
"""Characters of a subject that stands in for a headline."""
LEAST_SUBJECT = 15
"""Letters from which the rest of a title tells what a document is about."""

_OF_THE_DAY = re.compile(
    r"\s*,?\s*ngày\s+\d{1,2}\s*(?:[/.-]\s*\d{1,2}\s*[/.-]\s*\d{4}|tháng\s+\d{1,2}\s+năm\s+\d{4})", re.IGNORECASE
)
_ABOUT = re.compile(r"\A(?:về\s+việc|v/v|về)\s*:?\s+", re.IGNORECASE)
_YEAR = re.compile(r"\A\s*(?:năm\s+|/)\d{4}(?!\S)", re.IGNORECASE)
_DEED = re.compile(r"(?:ban hành|quy định|sửa đổi|bổ sung|bãi bỏ|phê duyệt|công bố|thay thế|điều chỉnh)\b")
"""Verbs that follow who does it without a colon."""
_EDGE = ' ,:;–-"“”'


def brief_citation(document: DocumentFacts | None) -> str:
    """`Quyết định số 27/2026/QĐ-UBND`; empty without kind or number."""
    if document is None or not (document.kind and document.number):
        return ""
    kind = one_line(document.kind).casefold()
    subject = bare(document.subject)
    if kind in LAWS and subject[:1].isupper() and len(subject) < 80:
        return f"{capital(kind)} {subject} số {document.number}"
    return f"{capital(kind)} số {document.number}"


def citation(document: DocumentFacts | None, issuer_now: str = "") -> str:
    """The first citation, as far as it is certain. `issuer_now`: the first issuer's name of today, if another."""
    brief = brief_citation(document)
    if not brief or document is None:
        return brief
    issued = f" ngày {day(document.issued_on)}" if document.issued_on else ""
    issuers = issuers_of(document, issuer_now)
    return brief + issued + (f" của {issuers}" if issuers else "")


def issuers_of(document: DocumentFacts, issuer_now: str = "") -> str:
    """`A, B và C`; the first with its name of today."""
    names = [bare(name) for name in document.issuers]
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
        return f"Theo {citation(document, issuer_now)}.", f"Theo {brief_citation(document)}."
    issuers = issuers_of(document, issuer_now)
    when = day(document.issued_on) if document.issued_on and not says_day(headline, document.issued_on) else ""
    if issuers and letters(issuers) not in letters(headline):
        return f"Văn bản do {issuers} ban hành{f' ngày {when}' if when else ''}.", ""
    return (f"Văn bản được ban hành ngày {when}." if when else ""), ""


def citizens_headline(title: str, document: DocumentFacts | None) -> str:
    """What the document is about, where the title is its name; else the title.

    `Xã Thạch Hương: Quyết định số 01/2026/QĐ-UBND ban hành Quy chế chợ xã` → `Xã Thạch Hương ban hành Quy chế chợ xã`. Where the
    name alone is the title, the document's own subject tells it.
    """
    if document is None or not brief_citation(document):
        return title
    place = title.casefold().find(document.number.casefold())
    kind = document.kind.casefold()
    before = re.fullmatch(
        rf"(?P<prefix>[^:]{{1,60}}:)?\s*{re.escape(kind)}(?:\s+số)?\s*:?\s*", title[: max(place, 0)], re.IGNORECASE
    )
    if place < 0 or before is None:
        return title
    rest = _rest_of_name(title[place + len(document.number) :], document)
    if not rest:
        rest = _ABOUT.sub("", bare(document.subject), count=1)
        rest = "" if len(rest) > LONGEST_SUBJECT else rest
    if len(rest) < LEAST_SUBJECT or rest.casefold().startswith(("của ", "và ", "ngày ", "/")) or rest[0].isdigit():
        return title
    prefix = (before["prefix"] or "").strip()
    if not prefix:
        return capital(rest)
    return f"{prefix.removesuffix(':')} {rest}" if _DEED.match(rest) else f"{prefix} {rest}"


def _rest_of_name(rest: str, document: DocumentFacts) -> str:
    """What follows the number in a title, without year, day and issuer, which the citation says."""
    rest = _YEAR.sub("", _OF_THE_DAY.sub("", rest, count=1), count=1).strip(_EDGE)
    for issuer in document.issuers:
        name = re.escape(issuer)
        rest = re.sub(rf"\A(?:của\s+)?{name}(?!\w)|\s+do\s+{name}\s+ban\s+hành\Z", "", rest, flags=re.IGNORECASE).strip(
            _EDGE
        )
    return _ABOUT.sub("", rest, count=1)


def effective_words(document: DocumentFacts | None) -> str:
    """`Có hiệu lực từ ngày 10/12/2026`."""
    return f"Có hiệu lực từ ngày {day(document.effective_on)}" if document and document.effective_on else ""


def status_words(document: DocumentFacts | None) -> str:
    """`Đã hết hiệu lực một phần`; empty for one that is in force or will be."""
    return STATUS_WORDS.get(document.status, "") if document and document.status else ""


def relation_words(document: DocumentFacts | None, said: str) -> str:
    """`Thay thế Quyết định số 12/2020/QĐ-UBND; bãi bỏ …`, without those whose number `said` holds."""
    parts: list[str] = []
    told = (one for one in (document.relations if document else ()) if one.kind in RELATION_WORDS)
    relations = [one for one in told if not _is_said(one, said)]
    kind = None
    for relation in relations[:MOST_RELATIONS]:
        target = _reached(relation, bare(relation.target).rstrip(".;,"))
        parts.append(target if relation.kind is kind else f"{RELATION_WORDS[relation.kind]} {target}")
        kind = relation.kind
    if len(relations) > MOST_RELATIONS:
        parts.append("cùng các văn bản khác")
    return capital("; ".join(parts))


def _reached(relation: Relation, target: str) -> str:
    """`Điều 5 của Quyết định số …`: an act of which only a part ends is not said to end."""
    if relation.scope is Scope.WHOLE or relation.kind not in ENDING:
        return target
    return f"{' và '.join(relation.parts)} của {target}" if 1 <= len(relation.parts) <= 2 else f"một phần {target}"


def _is_said(relation: Relation, said: str) -> bool:
    return says(said, relation.number) if relation.number else letters(relation.target) in letters(said)


def says(text: str, number: str) -> bool:
    """Whether the text holds this number, and not only as part of another."""
    return bool(number) and re.search(rf"(?<!\w){re.escape(number)}(?!\w)", text, re.IGNORECASE) is not None


def says_day(text: str, when: date) -> bool:
    """Whether the text holds this day, in figures or words."""
    pattern = rf"\b0?{when.day}\s*(?:[/.-]|tháng)\s*0?{when.month}\s*(?:[/.-]|năm)\s*{when.year}\b"
    return re.search(pattern, text, re.IGNORECASE) is not None


def day(when: date | None) -> str:
    return when.strftime("%d/%m/%Y") if when else ""
