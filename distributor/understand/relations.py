"""What a document does to others: amends, replaces, repeals, corrects, consolidates. Only its own acts.

Not its recitals ("Căn cứ Luật … được sửa đổi, bổ sung theo Luật …"), not what it quotes, not what others did
("được thay thế bởi"). A verb counts where the document itself speaks: in its heading, its enacting clause, an article or clause
that begins with the verb, or a sentence about "Quyết định này". Its objects are the citations right behind it, chained by commas
and "và". To repeal or replace a part of an act is to amend it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from distributor.models.document import RelationKind
from distributor.understand.citations import Citation, find_citations
from distributor.understand.facts import Relation
from distributor.understand.legible import whole_lines

_KINDS = {
    "sửa đổi": RelationKind.AMENDS,
    "bổ sung": RelationKind.AMENDS,
    "thay thế": RelationKind.REPLACES,
    "bãi bỏ": RelationKind.REPEALS,
    "đính chính": RelationKind.CORRECTS,
    "hợp nhất": RelationKind.CONSOLIDATES,
}
_VERB = re.compile(
    r"(?<!\w)(?<!được )(?<!bị )(?<!theo )(?P<verb>sửa\s+đổi|bổ\s+sung|thay\s+thế|bãi\s+bỏ|đính\s+chính|hợp\s+nhất)(?!\w)",
    re.IGNORECASE,
)
_MADE_BY_OTHERS = re.compile(
    r"\s*,?\s*(?:đã\s+)?được\s+(?:sửa\s+đổi|bổ\s+sung|thay\s+thế|đính\s+chính)[^;.\n]{0,60}?\s(?:theo|bởi|tại)\s+"
    r"(?:(?:,|\s|và)*(?:Bộ\s+luật|Luật|Pháp\s+lệnh|Nghị\s+định|Nghị\s+quyết|Quyết\s+định|Thông\s+tư(?:\s+liên\s+tịch)?)\s+số\s+\d[\w/&-]+(?:\s+ngày\s+\d{1,2}(?:/\d{1,2}/\d{4}|\s+tháng\s+\d{1,2}\s+năm\s+\d{4}))?)+"
)
_RECITAL = re.compile(r"(?m)^[ ]*(?:Căn\s+cứ|Xét|Theo\s+đề\s+nghị|Thực\s+hiện|Thi\s+hành)\b[^\n]*$")
_SENTENCE_END = re.compile(r"(?<=[.;:])\s+(?=[^\W\d_a-zà-ỹđ]|\d+\.|[a-zđ]\))|\n")
_CLAUSE = re.compile(r"\s*(?:Điều\s+\d+[a-zđ]?\s*[.:]?\s*)?(?:\d{1,2}\s*[.)]\s*|[a-zđ]\)\s*|[-+•]\s*)?")
_LONGEST_GAP = 170
_LONGEST_SENTENCE = 5000
"""An enacting clause that names 37 laws has 2,700 characters; what is far longer is no sentence."""
_BAD_GAP = re.compile(
    r"(?<!\w)(?:theo|căn\s+cứ|hướng\s+dẫn|để|nhằm|thực\s+hiện|phù\s+hợp|kể\s+từ|như\s+sau)(?!\w)", re.IGNORECASE
)
_ISSUED_WITH = re.compile(r"(?:ban\s+hành\s+)?kèm\s+theo", re.I)
_CHAIN = re.compile(
    r"(?:\s|,|;|\bvà\b|\bcủa\b|\bmột số điều\b|\btoàn bộ\b|-|\d{1,2}[.)]|\b[a-zđ]\)"
    r"|(?:Bộ luật|Luật|Pháp lệnh) [^,;.\d]{3,80} năm \d{4})*"
)
_END_OF_OTHERS = re.compile(r"hết\s+hiệu\s+lực(?:\s+(?:thi\s+hành|toàn\s+bộ))*", re.I)
_LIST_FOLLOWS = re.compile(
    r"(?:bãi\s+bỏ|thay\s+thế|hết\s+hiệu\s+lực|đính\s+chính)[^.\n]{0,120}sau(?:\s+đây)?[^.\n]{0,40}:?\s*$", re.I
)
_PART = re.compile(
    r"(?<!\w)(?:điều|khoản|điểm|mục|chương|phần|phụ\s+lục|biểu|mẫu|cụm\s+từ|nội\s+dung|một\s+số|một\s+phần)(?!\w)", re.I
)
"""Whoever repeals or replaces a part of an act amends it."""
_CONSOLIDATED = re.compile(r"(?m)^\s*\d{1,2}\.\s+")


@dataclass(frozen=True)
class Actor:
    """The document that acts. `itself`: the text is the document; else an article tells of it."""

    kind: str
    number: str
    itself: bool


def find_relations(texts: Sequence[str], actor: Actor, home: str = "") -> tuple[Relation, ...]:
    """`texts`: title or heading, and text; legible, without notes and quotes. Each target once, in order."""
    found: dict[tuple[RelationKind, str], Relation] = {}
    for text in texts:
        for relation in _relations(text, actor, home):
            if relation.number != actor.number:
                found.setdefault((relation.kind, relation.number), relation)
    return tuple(found.values())


def find_consolidated(text: str, home: str = "") -> tuple[Relation, ...]:
    """The documents that a "văn bản hợp nhất" puts together: the one it gives anew and those listed as its amendments.

    `text`: from its heading on.
    """
    head = text[: text.find("Căn cứ")] if "Căn cứ" in text else text[:6000]
    found: dict[str, Relation] = {}
    parts = _CONSOLIDATED.split(head)
    for part in parts:
        citations = find_citations(part, home)
        if citations:
            first = citations[0]
            found.setdefault(first.number.text, _relation(RelationKind.CONSOLIDATES, first))
    return tuple(found.values())


def _relations(text: str, actor: Actor, home: str) -> Iterator[Relation]:
    text = _MADE_BY_OTHERS.sub("", _RECITAL.sub("", whole_lines(text)))
    listing: RelationKind | None = None
    for sentence in _SENTENCE_END.split(text):
        if not sentence or not sentence.strip():
            continue
        if listing is not None:
            clause = _CLAUSE.match(sentence)
            if clause and clause[0].strip() and (citations := find_citations(sentence, home)):
                yield _relation(listing, citations[0])
                continue
            listing = None
        listing = _list_kind(sentence, actor)
        yield from _acts(sentence, actor, home)


def _acts(sentence: str, actor: Actor, home: str) -> Iterator[Relation]:
    sentence = sentence[:_LONGEST_SENTENCE]
    verbs = list(_VERB.finditer(sentence))
    ended = _END_OF_OTHERS.search(sentence) if actor.itself else None
    if not verbs and not ended:
        return
    citations = find_citations(sentence, home)
    if not citations:
        return
    for verb in verbs:
        if _is_own_act(sentence, verb.start(), actor, citations):
            kind = _KINDS[" ".join(verb["verb"].split()).casefold()]
            objects = _objects(sentence, verb.end(), citations, actor, kind)
            if objects and kind in {RelationKind.REPEALS, RelationKind.REPLACES}:
                kind = RelationKind.AMENDS if _PART.search(sentence[verb.end() : objects[0].start]) else kind
            yield from (_relation(kind, each) for each in objects)
    if ended and re.search(rf"{re.escape(actor.kind)}\s+này", sentence[ended.end() :], re.I):
        before = [each for each in citations if each.end <= ended.start()]
        if before and _CLAUSE.sub("", sentence[: before[0].start]).strip() == "":
            chain = [before[0]]
            for each in before[1:]:
                if _CHAIN.fullmatch(sentence[chain[-1].end : each.start]):
                    chain.append(each)
            yield from (_relation(RelationKind.REPEALS, each) for each in chain)


def _is_own_act(sentence: str, position: int, actor: Actor, citations: Sequence[Citation]) -> bool:
    before = sentence[:position]
    clause = _CLAUSE.match(before)
    rest = before[clause.end() :] if clause else before
    if not rest.strip(" ,") or re.fullmatch(r"(?:(?:[Ss]ửa đổi|[Bb]ổ sung|[Tt]hay thế|[Bb]ãi bỏ|và)[\s,]*)+", rest):
        return True
    kind = re.escape(actor.kind)
    if re.search(rf"(?<!\w){kind}\s+này(?!\w)", before, re.I) and re.search(r"(?:[;,]|\bvà)\s*$", before):
        return True
    if re.search(rf"(?<!\w){kind}\s+này(?!\w)[^.]{{0,160}}$", before, re.I):
        return not any(each.start < position and each.number.text != actor.number for each in citations)
    if re.search(rf"ban\s+hành\s+{kind}\s*(?:về\s+việc\s+)?(?:[^\s,]+[\s,]+){{0,4}}$", before, re.I):
        return True
    own = [each for each in citations if each.number.text == actor.number and each.end <= position]
    if own:
        between = sentence[own[-1].end : position]
        return len(between) <= 120 and not any(own[-1].end <= each.start < position for each in citations)
    return not actor.itself and bool(re.search(r"(?:thông\s+báo|về\s+việc|ký|quyết\s+định)\s*$", before, re.I))


def _objects(
    sentence: str, position: int, citations: Sequence[Citation], actor: Actor, kind: RelationKind
) -> list[Citation]:
    chain: list[Citation] = []
    for each in citations:
        if each.start < position:
            continue
        gap = sentence[chain[-1].end if chain else position : each.start]
        if not chain:
            plain_gap = _ISSUED_WITH.sub("", gap)
            if len(gap) > _LONGEST_GAP or _BAD_GAP.search(plain_gap) or "." in plain_gap.strip(". "):
                return []
        elif not _CHAIN.fullmatch(gap) and not _goes_on(gap, each, chain[0], kind):
            break
        if each.number.text != actor.number:
            chain.append(each)
    return chain


def _goes_on(gap: str, each: Citation, first: Citation, kind: RelationKind) -> bool:
    """`…; Quyết định số B …` in a list of what is repealed: the same kind of act, behind the description of the former one."""
    return (
        kind in {RelationKind.REPEALS, RelationKind.REPLACES}
        and each.kind == first.kind
        and each.number.parts == first.number.parts
        and re.search(r"(?:;|,\s*và|\bvà)\s*$", gap) is not None
        and not re.search(r"sửa\s+đổi|kèm\s+theo|theo|hướng\s+dẫn|chi\s+tiết", gap, re.I)
    )


def _list_kind(sentence: str, actor: Actor) -> RelationKind | None:
    """Whether a list of documents follows to which something is done here."""
    if not actor.itself or not _LIST_FOLLOWS.search(sentence):
        return None
    if not re.search(r"văn\s+bản|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|luật", sentence, re.I):
        return None
    folded = sentence.casefold()
    if "thay thế" in folded:
        return RelationKind.REPLACES
    return RelationKind.CORRECTS if "đính chính" in folded else RelationKind.REPEALS


def _relation(kind: RelationKind, citation: Citation) -> Relation:
    return Relation(kind, citation.text, citation.number.text)
