"""Key points by role: what a citizen must know of an item, each standing on verbatim quotes. Extractive, deterministic, bounded.

1. A document is read as articles, clauses and tables (`structure.py`), a page as sentences (`news.py`).
2. What can be said by itself becomes a candidate with its quotes and citation (`candidates.py`, `closing.py`).
3. A learnt model ranks, rules choose (`ranking.py`): at most 8 points, who is concerned first, no two alike.
4. The same points, sorted by what templates ask for, are the `KeyPoints`.

Nothing certain is nothing said: a citizen is better served by the lead than by a sentence torn from its place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from distributor.facts import Answer, DocumentFacts, KeyPoints, Point, Role
from distributor.reading_states import RelationKind
from distributor.text.plain import one_line
from distributor.text.tidy import squeeze
from distributor.understand import cues
from distributor.understand.addressees import first_named, raised_for_citizens, told_to_citizens
from distributor.understand.candidate import Candidate
from distributor.understand.candidates import find_candidates
from distributor.understand.clauses import DocumentStructure
from distributor.understand.closing import effect_day, effect_points
from distributor.understand.dates import read_day, written_day
from distributor.understand.exceptions import with_exceptions
from distributor.understand.fact_check import fact_check
from distributor.understand.features import Features, about, features_of, is_local
from distributor.understand.grounded import grounded
from distributor.understand.legible import VIETNAMESE_UPPER
from distributor.understand.news import Page, read_page
from distributor.understand.own_days import with_own_days
from distributor.understand.page_points import page_points
from distributor.understand.ranking import MOST_POINTS, Model, choose, rank, rules
from distributor.understand.roles import told_role
from distributor.understand.says_little import says_little
from distributor.understand.sentences import document_heading, is_document_text
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, fit, is_bare, lead_in, sentences
from distributor.understand.structure import read_structure
from distributor.understand.structure_lines import LETTERHEAD, PART
from distributor.understand.topics import topic_of
from distributor.understand.under_heading import together, with_headings
from distributor.understand.wording import count

MOST_CHANGES = 3
MOST_TURNS = 4
"""How often points are chosen anew because some of those chosen do not stand on the source."""
MOST_QUOTES_OF_A_POINT = 6
SAME_BEGINNING = 4
MOST_OF_FINES = 6
"""Fines that are told of a document about fines, and clauses of one of its articles."""
_OF_FINES = re.compile(r"(?<!\w)xử phạt (?:vi phạm )?hành chính(?!\w)|(?<!\w)mức (?:xử )?phạt(?!\w)", re.IGNORECASE)
_CHANGES = (Role.CHANGE, Role.AMOUNT, Role.RIGHT, Role.DUTY, Role.BAN, Role.PENALTY)
_ACTIONS = (Role.HOW, Role.PAPERS)
_OWN_NUMBER = re.compile(r"(?m)(?:^|\s[-–])\s*Số\s*:\s*\d")
"""As its head has it: what a page writes itself has none."""
_ARTICLES = re.compile(rf"Điều\s+\d{{1,3}}\s*[.:]\s+[{VIETNAMESE_UPPER}]")
_CONCERNED = re.compile(
    r"đối tượng (?:áp dụng|thụ hưởng|hỗ trợ|được hỗ trợ)\s*:\s*(?P<who>[^;:.]{8,260})\.\Z", re.IGNORECASE
)
_LABEL = re.compile(r"^đối tượng [^:;.]{2,30}:\s*", re.IGNORECASE)
_HEAD = 20_000
_OF_LETTERHEAD = 900
"""Characters in which the letterhead of a directive or plan stands."""
LEAST_PARTS = 2
_MERGED = "văn bản hợp nhất"


@dataclass(frozen=True)
class Material:
    """The material that a message is chosen from. `structure` or `page`: the source as read; `effect`: what a document says of
    its own effect."""

    candidates: tuple[Candidate, ...]
    features: tuple[Features, ...]
    effect: tuple[Candidate, ...] = ()
    structure: DocumentStructure | None = None
    page: Page | None = None
    document: DocumentFacts | None = None
    title: str = ""


def key_points(
    title: str,
    summary: str,
    text: str,
    *,
    kind: str,
    document: DocumentFacts | None,
    attachment_text: str = "",
    answer: Answer | None = None,
) -> KeyPoints:
    """The message sorted for templates, with its topic."""
    return understand_points(
        title, summary, text, kind=kind, document=document, attachment_text=attachment_text, answer=answer
    )[0]


def understand_points(
    title: str,
    summary: str,
    text: str,
    *,
    kind: str,
    document: DocumentFacts | None,
    attachment_text: str = "",
    answer: Answer | None = None,
) -> tuple[KeyPoints, tuple[Point, ...]]:
    """Key points and message. `kind`: of `config/kinds.toml`, maybe empty. `document`: the item's, if it is about one.

    `attachment_text`: of its files, read where the item itself says nothing. `answer`: of a question, if it was found.
    """
    title = one_line(title)
    material = _material(title, summary, text, kind, document)
    if not material.candidates and material.page is not None and not material.page.sentences and attachment_text:
        material = _material(title, "", attachment_text, kind, document)
    sources = (title, summary, text, attachment_text)
    if kind == "question" and answer is not None:
        message = _of_answer(answer, material)
    else:
        message = _of_correction(document) if kind == "correction" else ()
        message = message or message_of(material, None, sources)
        if not message and material.structure is not None and not material.structure.articles:
            # Parts of which none concerns a citizen: told by its sentences, as a page.
            message = message_of(item_material(title, summary, text, kind, document), None, sources)
    message = _each_once(grounded(message, sources, document))
    topic = _topic(title, summary, text or attachment_text, kind, document, material)
    return sorted_points(message, topic, material), message


def _each_once(message: tuple[Point, ...]) -> tuple[Point, ...]:
    """What stands twice is told where it says what to do or where to go."""
    acted = {each.statement for each in message if each.role in (Role.HOW, Role.WHERE, Role.PAPERS, Role.DEADLINE)}
    kept = [each for each in message if each.role is not Role.CHANGE or each.statement not in acted]
    return tuple({each.statement: each for each in kept}.values())


def _material(title: str, summary: str, text: str, kind: str, document: DocumentFacts | None) -> Material:
    # A feed may bring a document's whole text as its summary.
    texts = () if kind == "question" else (text, summary)
    document_text = next(
        (
            each
            for each in texts
            if is_document_text(each) or _is_run_on(each, document) or _has_sections(each, document)
        ),
        "",
    )
    if document_text:
        return document_material(title, document_text, document)
    return item_material(title, summary, text, kind, document)


def _of_correction(document: DocumentFacts | None) -> tuple[Point, ...]:
    """Return the passage that holds what was wrong and what is right; nothing of a longer one, for half of it would mislead."""
    relations = document.relations if document is not None else ()
    quotes = [
        each.quote for each in relations if each.kind is RelationKind.CORRECTS and cues.READINGS.search(each.quote)
    ]
    return tuple(Point(Role.CHANGE, quote, (quote,)) for quote in quotes[:1] if len(quote.split()) <= MOST_WORDS)


def _is_run_on(text: str, document: DocumentFacts | None) -> bool:
    """Return True if it is a document in one line, whose articles no line begins."""
    return document is not None and len(_ARTICLES.findall(text[:_HEAD])) > 1


def _has_sections(text: str, document: DocumentFacts | None) -> bool:
    """Return True if it is itself the directive, plan or letter that the item is about, in numbered parts instead of articles."""
    if document is None or not document.number:
        return False
    head = text[:_OF_LETTERHEAD]
    if LETTERHEAD.search(head) is None and not (document.number in head and _OWN_NUMBER.search(head)):
        return False
    return len(PART.findall(text[:_HEAD])) >= LEAST_PARTS


def document_material(title: str, text: str, document: DocumentFacts | None) -> Material:
    """The candidates of a document, letter or plan."""
    structure = read_structure(text)
    candidates = told_to_citizens(structure, with_own_days(structure, find_candidates(structure)))
    kind = document.kind if document is not None else ""
    topic = about(title, document.subject if document is not None else "", kind, local=is_local(text))
    issued_on = document.issued_on if document is not None else None
    effect = () if kind == _MERGED else tuple(effect_points(structure, issued_on))
    return Material(
        tuple(candidates),
        tuple(features_of(structure, candidates, topic)),
        effect,
        structure,
        None,
        document,
        f"{title}\n{document.subject if document is not None else ''}",
    )


def item_material(title: str, summary: str, text: str, kind: str, document: DocumentFacts | None = None) -> Material:
    """The candidates of an article, a notice or an answer."""
    page = read_page(title, summary, text, kind)
    if document is not None and LETTERHEAD.search(text[:_OF_LETTERHEAD]):
        # A letter of an office, read by its sentences.
        worth = [
            each for each in zip(page.candidates, page.features, strict=True) if not says_little(each[0].statement)
        ]
        page = replace(page, candidates=tuple(each for each, _ in worth), features=tuple(each for _, each in worth))
    return Material(page.candidates, page.features, (), None, page, document)


def message_of(material: Material, model: Model | None = None, sources: tuple[str, ...] = ()) -> tuple[Point, ...]:
    """The chosen points, the most important first. `model`: another one than that of `config/points.toml`, to measure it.

    `sources`: the item's texts. What does not stand on them is not said, and the next likely takes its place.
    """
    known = rules()
    if material.page is not None:
        return page_points(material.page, material.document, model or known.item)
    model, quotas = model or known.document, known.quotas
    if _OF_FINES.search(material.title) and "sửa đổi" not in material.title.casefold():
        model, quotas = model.model_copy(update={"of_article": MOST_OF_FINES}), {**quotas, Role.PENALTY: MOST_OF_FINES}
    ranked = rank(model, material.candidates, material.features)
    if material.structure is not None:
        ranked = raised_for_citizens(ranked, material.structure, model.sure)
    effect = [each for each in material.effect if _stands(each, material)]
    points: list[Point] = []
    for _ in range(MOST_TURNS):
        chosen, unled = choose(model, ranked, effect, quotas), set[int]()
        if material.structure is not None:
            chosen = first_named(material.structure, chosen, material.candidates)
            chosen = with_exceptions(material.structure, chosen)
            headed = with_headings(material.structure, chosen, material.title)
            unled = {each.place for each in chosen} - {each.place for each in headed}
            chosen = together(headed)
        told = [_point(each, material) for each in chosen]
        stand = grounded_in(tuple(told), sources, material)
        fallen = unled | {
            each.place
            for each, point in zip(chosen, told, strict=True)
            if point not in stand or not _stands(each, material)
        }
        points = [point for each, point in zip(chosen, told, strict=True) if each.place not in fallen]
        if not fallen:
            break
        ranked = [each for each in ranked if each.candidate.place not in fallen]
        effect = [each for each in effect if each.place not in fallen]
    return tuple(points)


def grounded_in(points: tuple[Point, ...], sources: tuple[str, ...], material: Material) -> tuple[Point, ...]:
    """Those that stand on the item's texts; all of them where no text is given."""
    return grounded(points, sources, material.document) if sources else points


def _stands(candidate: Candidate, material: Material) -> bool:
    """Return True if every number and day of the statement stands in what it was made of, with its unit."""
    if is_bare(candidate.statement):
        return False
    clause = material.structure.clauses[candidate.place] if material.structure is not None else None
    table = (*clause.header, clause.unit) if clause is not None else ()
    said = (*candidate.quotes, *candidate.grounds, *candidate.named, candidate.words, candidate.lead, *table)
    source = "\n".join(said)
    issued_on = material.document.issued_on if material.document is not None else None
    return not fact_check(candidate.statement, source, allowed=[written_day(issued_on)] if issued_on else [])


def _point(candidate: Candidate, material: Material) -> Point:
    document = material.document
    day = None
    if candidate.shape == "effect":
        day = document.effective_on if document is not None else None
        day = day or effect_day(candidate.words)
    elif candidate.role is Role.DEADLINE and candidate.signs.subject == "citizen":
        days = {read_day(found["to"] or found["before"]) for found in cues.UNTIL.finditer(candidate.statement)}
        day = days.pop() if len(days) == 1 and not cues.NOT_A_DEADLINE.search(candidate.words) else None
    role = told_role(candidate.role, candidate.words, candidate.statement, candidate.signs)
    quotes = tuple(dict.fromkeys((*_with_opening(candidate, material), *candidate.grounds)))
    return Point(role, candidate.statement, quotes, candidate.citation, day)


def _with_opening(candidate: Candidate, material: Material) -> tuple[str, ...]:
    """Its quotes, and the words above that it is said with."""
    structure, quotes = material.structure, candidate.quotes
    if structure is not None and candidate.shape == "row":
        heads = structure.heads_of(structure.clauses[candidate.place], candidate.statement)
        return (*quotes, *(head for head in heads if count(head) <= MOST_QUOTE_WORDS))
    if structure is None or not candidate.lead:
        return quotes
    said = squeeze(candidate.lead).casefold()
    clause = structure.clauses[candidate.place]
    above = clause.parent
    openings: list[str] = []
    while above >= 0:
        clause = structure.clauses[above]
        opening = structure.words(clause)
        if (
            lead_in(opening).casefold() in said
            or lead_in(sentences(opening)[-1]).casefold() in said
            or _is_shortened(said, opening)
        ):
            openings += [
                piece for piece in structure.pieces(clause.start, clause.end) if count(piece) <= MOST_QUOTE_WORDS
            ]
        above = clause.parent
    if not openings and clause.heading and clause.heading.casefold() in said:
        openings = [clause.heading]
    return tuple(dict.fromkeys((*quotes, *openings)))[:MOST_QUOTES_OF_A_POINT]


def _is_shortened(said: str, opening: str) -> bool:
    """Return True if the words are an opening's with names and days written shorter: "UBND cấp xã trước ngày 31/3/2027"."""
    words, whole = said.split(), set(opening.casefold().split())
    return words[:SAME_BEGINNING] == opening.casefold().split()[:SAME_BEGINNING] and (
        sum(word in whole for word in words) >= 0.8 * len(words)
    )


def points_of_answer(answer: Answer) -> list[Point]:
    """The answer as one point, or one for each quote where it is longer than a statement may be."""
    quotes = tuple(quote for quote in answer.quotes if count(quote) <= MOST_QUOTE_WORDS)
    if text := (answer.text if count(answer.text) <= MOST_WORDS else ""):
        return [Point(Role.RIGHT, text, quotes, answer.citation)]
    told = ((fit(quote), quote) for quote in quotes)
    return [Point(Role.RIGHT, text, (quote,), answer.citation) for text, quote in told if text]


def _of_answer(answer: Answer, material: Material) -> tuple[Point, ...]:
    """Return what answers the question, then what to do and where, which the page says beside it."""
    points = points_of_answer(answer)
    if not points:
        return message_of(material)
    said = " ".join(each.statement for each in points).casefold()
    beside = [each for each in message_of(material) if each.role in (Role.HOW, Role.DEADLINE, Role.WHERE)]
    points += [each for each in beside if each.statement.rstrip(".").casefold() not in said]
    return tuple(points[:MOST_POINTS])


# Sorted for templates


def sorted_points(message: Sequence[Point], topic: str, material: Material) -> KeyPoints:
    """The message as templates, cards and videos ask for it."""

    def of(*roles: Role) -> list[Point]:
        return [each for each in message if each.role in roles]

    page = material.page
    deadline = next((each for each in of(Role.DEADLINE) if each.day is not None), None)
    actions = of(*_ACTIONS)
    action = next(iter(actions), None) if page is None else next((each for each in actions if each.day is None), None)
    changes = [each for each in message if each.role in (*_CHANGES, Role.DEADLINE) and each is not deadline]
    if page is None and len(changes) < MOST_CHANGES:
        changes += actions[1:]
    who = next(iter(of(Role.WHO)), None)
    place = next(iter(of(Role.WHERE)), None)
    return KeyPoints(
        topic=topic,
        affected=_LABEL.sub("", who.statement).rstrip(".") if who is not None else _applies_to(material.structure),
        changes=tuple(each.statement for each in changes[:MOST_CHANGES]),
        action=action.statement if action is not None else "",
        place=place.statement.rstrip(".") if place is not None else "",
        deadline=deadline.statement if deadline is not None else "",
        deadline_on=deadline.day if deadline is not None else None,
    )


def _applies_to(structure: DocumentStructure | None) -> str:
    """Return whom the document says that it applies to, in a sentence of its own without an exception."""
    if structure is None:
        return ""
    to = [structure.words(each) for each in structure.clauses[:60] if each.section == "addressees" and not each.quoted]
    if any(cues.TURNS.search(text) for text in to):
        return ""
    found = next((match for text in to if (match := cues.APPLIES_TO.match(text))), None)
    if found is None:
        early = (structure.words(each) for each in structure.clauses[:20] if not each.quoted)
        found = next(
            (match for text in early if (match := _CONCERNED.match(text)) and not cues.TURNS.search(text)), None
        )
    return found["who"] if found else ""


def _topic(title: str, summary: str, text: str, kind: str, document: DocumentFacts | None, material: Material) -> str:
    """Return the topic, of a document by its head and its scope: what its hundred articles mention is not what it is about."""
    subject = document.subject if document is not None and document.subject not in title else ""
    title = f"{title}\n{subject}"
    structure = material.structure
    if structure is None:
        return topic_of(title, summary, text, kind)
    scope = next(
        (structure.words(each) for each in structure.clauses[:4] if cues.SCOPE.match(structure.words(each))), ""
    )
    return topic_of(title, "\n".join([document_heading(text), scope]), "", kind)
