"""What a document could tell a citizen: every clause that can be said by itself, with its quotes, its citation and its role.

A clause that only makes sense with the words above it ("b) 300.000 đồng/người") is said with them; a short list is said whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from distributor.facts import Role
from distributor.text.plain import capital
from distributor.understand.candidate import Candidate
from distributor.understand.candidates_words import (
    A_PERSON,
    ADDRESSED,
    ALONE,
    BY_ITSELF,
    CASES,
    DUTIES,
    ENACTS_PARTS,
    ENDS,
    ENDS_PART,
    FOR_A_PURPOSE,
    HAS_POWER,
    IN_THE_TEXT,
    LABELLED,
    LEANS_ON,
    LEAST_OPENER,
    MAY_FINE,
    NAMES_PLACE,
    NOUN_LEFT,
    ONLY_THESE,
    OTHERS_CONCERNED,
    PIECE,
    PREDICATE,
    REPLACED,
    RULES_A_LIST,
    SUBMITS,
    VERB,
)
from distributor.understand.cited_here import named
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.leads import (
    below_heading,
    has_sum,
    is_bare,
    is_case,
    is_title,
    lead_of,
    names_whose,
    partly,
    shorter_lead,
    under_a_label,
)
from distributor.understand.leaning import DENIES, is_told_by_citation, parts_people, takes_back, told_alone
from distributor.understand.roles import role_in, role_of
from distributor.understand.says_little import says_little
from distributor.understand.signals import Signs, signs
from distributor.understand.statements import (
    LONGEST,
    MOST_QUOTE_WORDS,
    MOST_WORDS,
    fit,
    joined,
    lead_in,
    needs_all,
    points_back,
    sentences,
    some_of,
    without_area,
)
from distributor.understand.table_rows import ROW, row_candidates
from distributor.understand.unsaid import is_aim, is_cited, is_torn, without_unsaid
from distributor.understand.wording import count

MOST_CANDIDATES = 1_500
WHOLE = 60
"""Words up to which a clause is one candidate; a longer one is said sentence by sentence."""
_LEAST = 5
_HEAD = 900
"""Characters in which a document names whose it is and what it is about."""
_SKIPPED = frozenset({"asked", "moral"})


def find_candidates(structure: DocumentStructure) -> list[Candidate]:
    """Find what may be told, in the order of the document."""
    found: list[Candidate] = []
    leads: dict[int, str] = {}
    told: Iterable[Candidate]
    rows = row_candidates(structure)
    for place, clause in enumerate(structure.clauses):
        if clause.section in _SKIPPED or (clause.section == "definitions" and not clause.quoted):
            continue
        if clause.level == ROW:
            told = rows.get(place, ())
        else:
            told = _of_clause(structure, place, below_heading(structure, place), leads)
        found += (each for each in told if not says_little(each.statement))
        if len(found) >= MOST_CANDIDATES:
            break
    return found


def _of_clause(structure: DocumentStructure, place: int, clause: Clause, leads: dict[int, str]) -> Iterator[Candidate]:
    words = structure.words(clause)
    if _is_nothing(structure, clause, words):
        return
    told = without_unsaid(words, of_article="Điều" in clause.citation)
    if not told:
        yield from _ended(structure, place, clause, words)
        return
    if words.endswith(":"):
        for piece in sentences(told)[:-1]:
            if count(piece) >= _LEAST:
                yield from _made(structure, place, clause, piece, "", (piece,), signs(piece), "part")
        if place in structure.children:
            yield from _list(structure, place, clause, words, leads)
        return
    pieces = structure.pieces(clause.start, clause.end) if told == words else tuple(sentences(told))
    words = told
    own = signs(words)
    if is_title(structure, place) or (
        words[-1] not in '.;,”")'
        and not own.rules
        and not own.count("money", "percent", "span", "day")
        and not SUBMITS.match(words)
    ):
        return
    lead = lead_of(structure, clause, words, own, leads)
    lead = lead.capitalize() if lead.isupper() else lead
    if count(words) > MOST_WORDS and words.count(";") > 1 and ": " in words:
        yield from _run_on(place, clause, words, lead)
    if count(words) > MOST_WORDS:
        yield from _replaced(place, clause, words, own)
        yield from _one_by_one(structure, place, clause, words)
    if count(words) <= WHOLE:
        yield from _made(structure, place, clause, words, lead, pieces, own)
        if count(words) <= MOST_WORDS:
            return
    yield from _of_parts(structure, place, clause, words, lead)


def _is_nothing(structure: DocumentStructure, clause: Clause, words: str) -> bool:
    """Return True if nobody is told anything by it: too short, in capitals, a plan's aim, or whom a letter is sent to."""
    short = count(words) + (8 if clause.parent >= 0 else 0) < _LEAST and not is_bare(words.rstrip(" .;"))
    if short or words.partition("(")[0].isupper() or is_aim(clause.heading, words):
        return True
    return clause.parent >= 0 and ADDRESSED.match(structure.words(structure.clauses[clause.parent])) is not None


def _of_parts(structure: DocumentStructure, place: int, clause: Clause, words: str, lead: str) -> Iterator[Candidate]:
    """The sentences of a long clause, and what can be said of those that are too long."""
    parts = sentences(words)
    for at, part in enumerate(parts):
        above = lead if at == 0 else ""
        # A rule never goes without the sentence that takes some of it back, nor that one, or who it is about, alone.
        if takes_back(" ".join(parts[at + 1 : at + 2]), part) or (at and LEANS_ON.match(part)):
            continue
        for piece in _pieces_of(part, of_article="Điều" in clause.citation):
            if (piece != words or count(words) > WHOLE) and count(piece) >= _LEAST:
                yield from _made(structure, place, clause, piece, above, (piece,), signs(piece), "part")
        if count(part) > MOST_WORDS and not parts_people(part) and (found := LABELLED.match(part)):
            yield from _labelled(structure, place, clause, found["label"], found["rule"])


def _pieces_of(part: str, *, of_article: bool) -> Iterator[str]:
    """A sentence; of a long one also what stands between its semicolons, and what it asks without why."""
    yield part
    if count(part) <= MOST_WORDS or parts_people(part) or is_told_by_citation(part):
        return
    if not of_article:
        pieces = [piece.strip(" .") for piece in part.split(";")] if ";" in part else []
        # "…; không khai thác từ 18 giờ đến 5 giờ": of whom the words before it name, and only of them.
        yield from (
            piece for piece in pieces if VERB.match(piece) and not (DENIES.match(piece) or LEANS_ON.match(piece))
        )
    if ";" in part:
        yield from told_alone(PIECE.split(part))
    if found := FOR_A_PURPOSE.match(part):
        yield part[found.end() :]


def _labelled(structure: DocumentStructure, place: int, clause: Clause, label: str, rule: str) -> Iterator[Candidate]:
    """Yield what holds for somebody, behind a colon: said of the first of them, or of the first things said."""
    label = lead_in(PIECE.split(label)[0])
    for piece in (rule, *(PIECE.split(rule)[:1] if ";" in rule else ())):
        if count(label) <= MOST_WORDS - _LEAST and count(piece) + count(label) <= MOST_WORDS + 10:
            yield from _made(structure, place, clause, piece, label, (piece,), signs(piece), "part")


def _made(
    structure: DocumentStructure,
    place: int,
    clause: Clause,
    words: str,
    lead: str,
    quotes: tuple[str, ...],
    own: Signs,
    shape: str = "clause",
) -> Iterator[Candidate]:
    words, cited = named(structure, clause, words)
    if len(words) > LONGEST or is_told_by_citation(words) or _is_power_to_fine(structure, clause, words):
        return
    quotes = tuple(piece for quote in quotes for piece in _quotes(quote) if count(piece) > 3 or len(quotes) == 1)
    if not quotes or (points_back(words) and not (clause.quoted and fit(words) and not points_back(fit(words)))):
        return
    statement = ""
    if lead and ONLY_THESE.search(lead) and len(structure.children.get(clause.parent, ())) > 1:
        return  # "chỉ tiếp nhận đăng ký của: b) …" is false of one of them alone
    lead, words = under_a_label(partly(lead, structure, clause), words)
    said = (
        without_area(words, structure.source[: min(_HEAD, structure.clauses[0].start)])
        if count(words) + count(lead) > MOST_WORDS
        else words
    )
    for each in dict.fromkeys((lead, shorter_lead(clause, lead, said) if lead else "")):
        if each and not statement and count(each) <= MOST_WORDS - 4:
            statement = joined(each, [said])
            lead = each if statement else lead
    by_itself = own.rules or (BY_ITSELF.match(words) and own.count("money", "percent", "span"))
    # A line of an annex that rules nothing and counts nothing is a name on a list.
    names_only = "Phụ lục" in clause.citation and not own.rules and not own.count("money", "percent", "span", "day")
    if (
        not statement
        and not names_only
        and (not lead or (by_itself and not (names_whose(lead) and has_sum(words))))
        and (not is_case(structure, clause) or (by_itself and ALONE.search(words)))
    ):
        statement, lead = fit(said), ""
        names = NAMES_PLACE.match(statement) or (clause.section == "addressees" and A_PERSON.match(statement))
        if not names and not PREDICATE.search(statement):
            return
    if statement and not is_torn(statement.removeprefix(f"{capital(lead)}: "), lead):
        led = signs(lead) if lead else None
        role = role_in(clause.section, words, statement, own, led)
        if role is Role.WHO:
            if own.subject != "citizen" and not A_PERSON.match(statement):
                return
            statement = OTHERS_CONCERNED.sub(".", statement)
        told = Candidate(role, words, statement, quotes, clause.citation, place, clause.parent, own, led, lead, shape)
        yield replace(told, grounds=(cited,), named=(words,)) if cited else told


def _is_power_to_fine(structure: DocumentStructure, clause: Clause, words: str) -> bool:
    """Return True if it is how much an officer may fine: without him it reads as if somebody were fined so."""
    opener = structure.words(structure.clauses[clause.parent]) if clause.parent >= 0 else ""
    return MAY_FINE.match(words) is not None and HAS_POWER.search(f"{opener} {clause.heading}") is not None


def _replaced(place: int, clause: Clause, words: str, own: Signs) -> Iterator[Candidate]:
    """An annex or form that another one takes the place of."""
    if (found := REPLACED.match(words)) and (statement := fit(found["what"])):
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


def _ended(structure: DocumentStructure, place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """A document that stands in a list of those that this one ends: said with "Bãi bỏ". Of the last words, the relations tell
    it."""
    if clause.section == "effect":
        return
    if ENDS_PART.match(words) and clause.heading.casefold().startswith("bãi bỏ"):
        yield from _made(structure, place, clause, words, "", (words,), signs(words))
        return
    opener = structure.words(structure.clauses[clause.parent]) if clause.parent >= 0 else clause.heading
    if (found := ENDS.match(opener)) and is_cited(words):
        yield from _made(structure, place, clause, words, found[0].capitalize(), (words,), signs(words))


def _one_by_one(structure: DocumentStructure, place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """Yield what somebody must or may do, of a sentence that names one thing after the other, each said with who it is."""
    found = DUTIES.match(words)
    if found is None:
        return
    sentence = sentences(words)[0]
    for piece in (each.strip(' .”"') for each in (found["first"], *sentence[found.end() :].split(";"))):
        if VERB.match(piece) and count(piece) >= _LEAST:
            yield from _made(structure, place, clause, piece, lead_in(found["lead"]), (piece,), signs(piece), "part")


def _quotes(text: str) -> tuple[str, ...]:
    """The clause as one quote; of a longer one the beginning, up to a comma or semicolon."""
    if count(text) <= MOST_QUOTE_WORDS:
        return (text,) if text else ()
    words = text.split()
    for end in range(MOST_QUOTE_WORDS, 20, -1):
        if words[end - 1][-1] in ",;:":
            return (" ".join(words[:end]).rstrip(",;:"),)
    return (" ".join(words[:MOST_QUOTE_WORDS]),)


def _list(
    structure: DocumentStructure, place: int, clause: Clause, words: str, leads: dict[int, str]
) -> Iterator[Candidate]:
    """A list said whole, or by its first entries where a part of it stays true; a longer one by what opens it."""
    if any(structure.clauses[each].level == ROW for each in structure.children[place]):
        return  # each row says itself under which heads its values stand
    text = " ".join(structure.pieces(clause.start, clause.stop))
    items = [structure.words(structure.clauses[each]) for each in structure.children[place]]
    if HAS_POWER.search(words) and any(MAY_FINE.match(item) for item in items):
        return
    if len(items) == 1 and count(items[0]) < _LEAST and not any(letter.isdigit() for letter in items[0]):
        return  # the heading of what follows
    own = signs(text)
    said = 0
    if count(text) <= MOST_QUOTE_WORDS and not points_back(text.replace(words, "")):
        above = lead_of(structure, clause, words, own, leads)
        head = lead_in(words)
        opener = f"{above}: {head}" if above and count(above) + count(head) < 20 and not own.rules else head or above
        statement = joined(opener, items)
        said = statement.count("; ") + 1 if statement else 0
        if statement and said < len(items) and (some := some_of(opener)) != opener:
            statement, opener = joined(some, items), some
            said = min(said, statement.count("; ") + 1) if statement else 0
        torn = is_torn(statement, above) or (is_case(structure, clause) and not above and not ALONE.search(words))
        if statement and not torn and (said >= len(items) or (said > 1 and not needs_all(words))):
            role = role_of(own, None, clause.section)
            yield Candidate(
                role, text, statement, _quotes(text), clause.citation, place, clause.parent, own, None, opener, "list"
            )
        else:
            said = 0
    if said < len(items):
        yield from _opened(structure, place, clause, words)


def _opened(structure: DocumentStructure, place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """Yield what rules before a list that is too long: "Miễn tiền sử dụng đất trong các trường hợp sau: …" """
    head = lead_in(sentences(words)[-1])
    own = signs(head)
    if not RULES_A_LIST.search(head) or ENACTS_PARTS.match(head) or points_back(head) or count(head) < LEAST_OPENER:
        return
    entries = (structure.words(structure.clauses[each]) for each in structure.children[place])
    if (NOUN_LEFT.search(head) and not CASES.search(head)) or (not has_sum(head) and any(map(has_sum, entries))):
        return
    if CASES.search(head) or ENDS.match(head):
        head = f"{head} {IN_THE_TEXT.rstrip('.')}"
    if statement := fit(head):
        pieces = structure.pieces(clause.start, clause.end)
        quotes = tuple(piece for quote in pieces for piece in _quotes(quote))[-1:]
        role = role_of(own, None, clause.section)
        yield Candidate(role, head, statement, quotes, clause.citation, place, clause.parent, own, None, "", "opener")


def _run_on(place: int, clause: Clause, words: str, lead: str) -> Iterator[Candidate]:
    """A list within one sentence: "được miễn cho các đối tượng: A; B; C"."""
    head, _, rest = words.partition(": ")
    rest = sentences(rest)[0] if rest else ""  # what follows the list is none of its entries
    items = [item for item in rest.split("; ") if item]
    if len(items) < 2 or needs_all(head) or points_back(head) or parts_people(words):
        return
    opener = lead_in(head)
    if lead and count(lead) + count(opener) < 20:
        opener = f"{lead}: {opener}"
    statement = joined(opener, items)
    if statement and statement.count("; ") + 1 < len(items):
        opener = some_of(opener)
        statement = joined(opener, items)
    if statement and not is_torn(statement, lead):
        own = signs(words)
        role = role_of(own, None, clause.section)
        quotes = _quotes(words)
        yield Candidate(
            role, words, statement, quotes, clause.citation, place, clause.parent, own, None, opener, "list"
        )
