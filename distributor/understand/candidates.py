"""What an act could tell a citizen: every clause that can be said by itself, with its quotes, its citation and its role.

A clause that only makes sense with the words above it ("b) 300.000 đồng/người") is said with them; a short list is said whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from distributor.facts import Role
from distributor.understand.candidates_words import (
    ADDRESSED,
    BY_ITSELF,
    CASES,
    CONCERNED,
    DUTIES,
    ENACTS,
    ENACTS_PARTS,
    FOR_A_PURPOSE,
    HEADED,
    IF_THEN,
    INTRODUCES,
    LABELLED,
    LEAST_OPENER,
    NOUN_LEFT,
    OF_ITSELF,
    OPENS_ONLY,
    PAPER,
    PIECE,
    REFERS,
    REPLACED,
    RULES_A_LIST,
    VERB,
)
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
    points_back,
    sentences,
)
from distributor.understand.table_rows import row_said

MOST_CANDIDATES = 1_500
WHOLE = 60
"""Words up to which a clause is one candidate; a longer one is said sentence by sentence."""
_LEAST = 5
_SKIPPED = frozenset({"asked", "moral"})


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
    if _is_nothing(act, clause, words):
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
    yield from _of_parts(place, clause, words, lead)


def _is_nothing(act: ActText, clause: Clause, words: str) -> bool:
    """Whether nobody is told anything by it: too short, of the act itself, in capitals, or whom a letter is sent to."""
    if count(words) + (8 if clause.parent >= 0 else 0) < _LEAST or words.isupper() or OF_ITSELF.search(words):
        return True
    return clause.parent >= 0 and ADDRESSED.match(act.words(act.clauses[clause.parent])) is not None


def _of_parts(place: int, clause: Clause, words: str, lead: str) -> Iterator[Candidate]:
    """The sentences of a long clause, and what can be said of those that are too long."""
    for at, part in enumerate(sentences(words)):
        above = lead if at == 0 else ""
        yield from _conditional(place, clause, part)
        for piece in _pieces_of(part):
            if (piece != words or count(words) > WHOLE) and count(piece) >= _LEAST:
                yield from _made(place, clause, piece, above, (piece,), signs(piece), "part")
        if count(part) > MOST_WORDS and (found := LABELLED.match(part)):
            yield from _labelled(place, clause, found["label"], found["rule"])


def _pieces_of(part: str) -> Iterator[str]:
    """A sentence; of a long one also what stands between its semicolons, and what it asks without why."""
    yield part
    if count(part) <= MOST_WORDS:
        return
    if ";" in part:
        yield from PIECE.split(part)
    if found := FOR_A_PURPOSE.match(part):
        yield part[found.end() :]


def _labelled(place: int, clause: Clause, label: str, rule: str) -> Iterator[Candidate]:
    """What holds for somebody, behind a colon: said of the first of them, or of the first things said."""
    label = lead_in(PIECE.split(label)[0])
    for piece in (rule, *(PIECE.split(rule)[:1] if ";" in rule else ())):
        if count(label) <= MOST_WORDS - _LEAST and count(piece) + count(label) <= MOST_WORDS + 10:
            yield from _made(place, clause, piece, label, (piece,), signs(piece), "part")


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
    if not statement and (not lead or own.rules or (BY_ITSELF.match(words) and own.count("money", "percent", "span"))):
        statement, lead = fit(words), ""
    if statement:
        led = signs(lead) if lead else None
        role = Role.WHO if CONCERNED.match(words) else role_of(own, led, clause.section)
        if role is Role.WHO and own.subject != "citizen":
            return
        yield Candidate(role, words, statement, quotes, clause.citation, place, clause.parent, own, led, lead, shape)


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


def _conditional(place: int, clause: Clause, part: str) -> Iterator[Candidate]:
    """What follows from a condition that is too long to be said, with the word that there is one."""
    if count(part) <= MOST_WORDS or points_back(part) or (found := IF_THEN.match(part)) is None or fit(part):
        return
    if points_back(found["then"]) or REFERS.match(found["then"]):
        return
    if statement := fit(f"Theo điều kiện quy định, {found['then']}"):
        own = signs(part)
        role = role_of(own, None, clause.section)
        yield Candidate(
            role, part, statement, _quotes(part), clause.citation, place, clause.parent, own, None, "", "part"
        )


def _one_by_one(place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """What somebody must or may do, of a sentence that names one thing after the other, each said with who it is."""
    found = DUTIES.match(words)
    if found is None:
        return
    sentence = sentences(words)[0]
    for piece in (each.strip(' .”"') for each in (found["first"], *sentence[found.end() :].split(";"))):
        if VERB.match(piece) and count(piece) >= _LEAST:
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
    """A list said whole, or by its first entries where a part of it stays true; a longer one by what opens it."""
    text = " ".join(act.pieces(clause.start, clause.stop))
    items = [act.words(act.clauses[each]) for each in act.children[place]]
    own = signs(text)
    said = 0
    if count(text) <= MOST_QUOTE_WORDS and not points_back(text.replace(words, "")):
        above = _lead(act, clause, own, leads)
        head = lead_in(words)
        opener = f"{above}: {head}" if above and count(above) + count(head) < 20 and not own.rules else head or above
        statement = joined(opener, items)
        said = statement.count("; ") + 1 if statement else 0
        if statement and (said >= len(items) or (said > 1 and not needs_all(words))):
            role = role_of(own, None, clause.section)
            yield Candidate(
                role, text, statement, _quotes(text), clause.citation, place, clause.parent, own, None, opener, "list"
            )
        else:
            said = 0
    if said < len(items):
        yield from _opened(act, place, clause, words)


def _opened(act: ActText, place: int, clause: Clause, words: str) -> Iterator[Candidate]:
    """What rules before a list that is too long: "Miễn tiền sử dụng đất trong các trường hợp sau: …" """
    head = lead_in(sentences(words)[-1])
    own = signs(head)
    if not RULES_A_LIST.search(head) or ENACTS_PARTS.match(head) or points_back(head) or count(head) < LEAST_OPENER:
        return
    if NOUN_LEFT.search(head) and not CASES.search(head):
        return
    if CASES.search(head):
        head = f"{head} nêu trong văn bản"
    if statement := fit(head):
        pieces = act.pieces(clause.start, clause.end)
        quotes = tuple(piece for quote in pieces for piece in _quotes(quote))[-1:]
        role = role_of(own, None, clause.section)
        yield Candidate(role, head, statement, quotes, clause.citation, place, clause.parent, own, None, "", "opener")


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
            OPENS_ONLY.search(opener) and (own.rules or own.has("rate", "term", "grant"))
        ):
            return ""
    if lead or not clause.heading or clause.section not in HEADED:
        return lead
    if clause.section == "ban":
        return "" if own.has("ban") else "Nghiêm cấm"
    bare = clause.section == "relief" or PAPER.match(act.words(clause))
    return clause.heading if bare and not own.rules and not own.subject and count(clause.heading) <= 16 else ""


def _above(act: ActText, place: int, leads: dict[int, str]) -> str:
    """What a clause opens its list with, with the words above that where they are short."""
    if place not in leads:
        clause = act.clauses[place]
        said = act.words(clause)
        higher = _above(act, clause.parent, leads) if clause.parent >= 0 else ""
        own = ""
        if (
            not ENACTS.match(said)
            and not INTRODUCES.search(said)
            and not said.isupper()
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
    ruled = "|" in act.source[max(0, clause.start - 2) : clause.end]
    said = row_said(clause, ruled=ruled)
    quote = " ".join(act.source[clause.start : clause.end].split())
    if said is not None and count(said.statement) <= MOST_WORDS and count(quote) <= MOST_QUOTE_WORDS:
        yield Candidate(
            Role.AMOUNT,
            said.name,
            said.statement,
            (quote,),
            clause.citation,
            place,
            clause.parent,
            signs(said.name),
            None,
            said.title,
            "row",
        )
