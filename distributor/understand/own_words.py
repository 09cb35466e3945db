"""A text that is the document itself: its head and its own words tell everything about it. Pure."""

import re
from itertools import pairwise

from distributor.facts import DocumentFacts
from distributor.text.tidy import shorten
from distributor.understand.effect import DocumentSubject, Effect, find_effect
from distributor.understand.issuers import (
    CHAIR,
    find_offices,
    issuers_of_letterhead,
    issuers_of_number,
    offices_of_number,
    place_of,
    province_of,
)
from distributor.understand.legible import VIETNAMESE_UPPER, without_quotes
from distributor.understand.letterhead import ReadLetterhead
from distributor.understand.reading import (
    ANNOUNCEMENT,
    CONSOLIDATION,
    DRAFT,
    LegibleTexts,
    Recognised,
    is_draft,
    kind_of,
    questions_about,
    said,
    tidy_subject,
    with_effect,
)
from distributor.understand.relations import find_consolidated, find_relations
from distributor.understand.signals import telling_words
from distributor.understand.titles import title_citation
from distributor.understand.voice import ActingDocument
from phrases import phrase

LEAST_PAIRS = 3
SHARED = 0.34
"""Of so many pairs of telling words, two subjects of one document share at least so large a part."""
TOLD = 0.3
"""Of such pairs in a title, the text of its document has at least so large a part."""
_PLACE_IN_TITLE = re.compile(
    rf"(?<!\w)(?P<sort>sông|suối|hồ|thôn|bản|ấp|cầu|chợ|đèo|núi|kênh|khu phố|tổ dân phố)\s+"
    rf"(?P<name>[{VIETNAMESE_UPPER}][^\W\d_]*(?: [{VIETNAMESE_UPPER}][^\W\d_]*){{0,3}})"
)
_NAMES_A_DOCUMENT = re.compile(
    r"\s*(?:quy\s+định|quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|thông\s+báo|chỉ\s+thị|kế\s+hoạch)(?!\w)",
    re.IGNORECASE,
)


def is_empty_head(head: ReadLetterhead, reading: LegibleTexts) -> bool:
    """A head with nothing in it but the motto names no document: a form, a page of a printed programme."""
    return head.number is None and not head.kind and not is_draft(reading.title)


def read_document(head: ReadLetterhead, reading: LegibleTexts) -> Recognised:
    number = head.number
    kind = kind_of(number, head.kind)
    if head.is_draft or (number is None and is_draft(reading.title)):
        issuers = issuers_of_head(head, reading)
        relations = find_relations([reading.text], ActingDocument(kind, "", itself=True, issuers=issuers), reading.home)
        facts = DocumentFacts(kind=kind, issuers=issuers, subject=tidy_subject(head.subject), relations=relations)
        return Recognised(facts, DRAFT, evidence={"kind": head.kind, "issuers": head.office})
    facts = facts_of_head(head, kind, reading.text, reading)
    effect = effect_itself(facts, reading.text)
    facts = with_effect(facts, effect, reading.today)
    marks: list[str] = []
    questions = questions_about(facts, effect)
    named = title_citation(reading.title)
    if (
        named is not None
        and number is not None
        and named.number.text != number.text
        and named.kind in {kind, head.kind}
    ):
        marks.append(f"tiêu đề ghi số {named.number.text} nhưng văn bản ghi số {number.text}")
        questions.append(phrase("understand.ask.other-number", titled=named.number.text, inside=number.text))
    elif titled := _other_subject(reading, named.end if named else 0, head.subject):
        marks.append(f"«{titled}» / «{shorten(head.subject, 120)}»")
    elif place := _other_place(reading.title, reading.text):
        marks.append(f"«{place}» / «{shorten(head.subject, 120)}»")
    evidence = {
        "number": number.text if number else "",
        "kind": head.kind or (number.parts[0] if number else ""),
        "issuers": head.office,
        "effective_on": effect.words,
    }
    return Recognised(facts, ANNOUNCEMENT, tuple(questions), tuple(marks), said(evidence))


def _other_place(title: str, text: str) -> str:
    """Return the place that a title names and the text does not, though it names another of the same sort ("sông Hương" above a
    text about "sông Hiếu"); else empty."""
    folded = text.casefold()
    for named in _PLACE_IN_TITLE.finditer(title):
        sort, name = named["sort"], named["name"].casefold()
        known = f"{sort} {name.split()[0]}" in folded or " ".join(name.split()[:2]) in folded
        others = (other for other in _PLACE_IN_TITLE.finditer(text) if other["sort"] == sort)
        if not known and any(True for _ in others):
            return named[0]
    return ""


def _other_subject(reading: LegibleTexts, begin: int, subject: str) -> str:
    """Return what the title says from `begin` on that the document is about, where the document's own subject has hardly a word
    of it; else empty.

    A title may be an editor's own words: it is another document's if the whole text has hardly a word of it either; without a
    number only where it begins as a document's does.
    """
    titled = reading.title[begin:]
    one, other = _pairs(titled), _pairs(subject)
    apart = min(len(one), len(other)) >= LEAST_PAIRS and len(one & other) < SHARED * min(len(one), len(other))
    if begin and 0 < len(one) < LEAST_PAIRS and not titled.lstrip().startswith((":", "-", "–")):
        # "Thông báo 215/TB-UBND tuyển quân" over new plates for houses: few words, none of them anywhere.
        apart = not one & _pairs(reading.text)
    if apart:
        # In an editor's own words the text has them, though its formal subject has not.
        apart = len(one & _pairs(reading.text)) < TOLD * len(one)
    if apart and not begin:
        apart = _NAMES_A_DOCUMENT.match(titled) is not None
    return shorten(tidy_subject(titled), 120) if apart else ""


def _pairs(subject: str) -> set[tuple[str, str]]:
    """Its telling words by twos, for most words of the language have two syllables."""
    words = [word for word in re.findall(r"[^\W\d_]+", subject.casefold()) if telling_words([word])]
    return set(pairwise(words))


def read_headed(kind: str, subject: str, reading: LegibleTexts) -> Recognised:
    """Read `KẾ HOẠCH` at the top of a text whose head was left away: the document itself, without number and date."""
    issuers: tuple[str, ...] = ()
    for match in re.finditer(rf"ban\s+hành\s+{re.escape(kind)}", reading.text[:3000], re.IGNORECASE):
        if offices := find_offices(reading.text[max(0, match.start() - 120) : match.start()], reading.home):
            issuers = (offices[-1].name,) if offices[-1].name else ()
            break
    facts = DocumentFacts(
        kind=kind,
        issuers=issuers,
        subject=tidy_subject(subject),
        relations=find_relations([reading.text], ActingDocument(kind, "", itself=True, issuers=issuers), reading.home),
    )
    effect = effect_itself(facts, reading.text)
    facts = with_effect(facts, effect, reading.today)
    return Recognised(facts, ANNOUNCEMENT, tuple(questions_about(facts, effect)), evidence={"kind": kind.upper()})


def facts_of_head(head: ReadLetterhead, kind: str, text: str, reading: LegibleTexts) -> DocumentFacts:
    number = head.number.text if head.number else ""
    subject = tidy_subject(head.subject)
    issuers = issuers_of_head(head, reading)
    if kind == CONSOLIDATION:
        relations = find_consolidated(text[head.end :], reading.home)
        subject = (
            f"hợp nhất {head.kind.capitalize()} {head.subject}"
            if head.kind != CONSOLIDATION and head.subject
            else subject
        )
    else:
        actor = ActingDocument(kind, number, True, issuers, head.issued_on, subject)
        # "Ủy ban nhân dân tỉnh" in a document is its own issuer's province, whoever publishes it.
        home = province_of(issuers[0]) if issuers else ""
        relations = find_relations([subject, text[head.end :]], actor, home or reading.home)
    return DocumentFacts(
        kind=kind,
        number=number,
        issuers=issuers,
        issued_on=head.issued_on,
        subject=subject,
        relations=relations,
    )


def effect_itself(facts: DocumentFacts, text: str) -> Effect:
    if facts.kind == CONSOLIDATION:
        # It repeats the days of others and has none of its own.
        return Effect()
    return find_effect([without_quotes(text)], DocumentSubject(facts.kind, facts.number, facts.issued_on, itself=True))


def issuers_of_head(head: ReadLetterhead, reading: LegibleTexts) -> tuple[str, ...]:
    """The offices of the head; "CHỦ TỊCH ỦY BAN NHÂN DÂN" below the heading decides in place of its committee."""
    names = _offices_of_head(head, reading)
    if head.by_chair and len(names) == 1 and names[0].startswith("Ủy ban nhân dân"):
        return (f"{CHAIR}{names[0]}",)
    return names


def _offices_of_head(head: ReadLetterhead, reading: LegibleTexts) -> tuple[str, ...]:
    """Return the offices by the capitals above the number; several offices are named surest by the symbol."""
    number = head.number
    body = reading.text[head.end :]
    if number is not None and len(offices_of_number(number)) > 1:
        if len(several := issuers_of_letterhead(head.office, body, reading.home)) == len(offices_of_number(number)):
            return several
        place = place_of(" ".join(_mixed(head.office))) or reading.home
        if names := issuers_of_number(number, place):
            return names
    names = issuers_of_letterhead(head.office, body, reading.home) if head.office else ()
    if number is None or not names:
        return names or (issuers_of_number(number, reading.home) if number else ())
    offices = offices_of_number(number)
    if offices and not offices[0].place and number.kind is not None and offices[0].name not in names:
        # `BỘ TƯ PHÁP` above `…/QĐ-TTg`: the head was read wrongly, or the two contradict one another.
        return ()
    return names


def _mixed(capitals: str) -> list[str]:
    """`TỈNH HƯƠNG GIANG` as `tỉnh Hương Giang`, so that a place is found in it."""
    levels = {"TỈNH": "tỉnh", "THÀNH": "thành", "PHỐ": "phố", "XÃ": "xã", "PHƯỜNG": "phường"}
    return [levels.get(word, word.capitalize()) for word in capitals.split()]
