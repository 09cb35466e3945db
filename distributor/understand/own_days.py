"""Parts of a document with a day of effect of their own: what they rule is told with that day. Pure.

"Khoản 1 và khoản 2 Điều 8 Nghị định này có hiệu lực từ ngày 01/7/2027": a fine of Điều 8 is not one from the day of the whole.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from distributor.understand.candidate import Candidate
from distributor.understand.clauses import DocumentStructure
from distributor.understand.dates import DAY
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, plainly
from distributor.understand.wording import count

_PART = r"(?:điểm|khoản|điều|các)\s[\wđ]{1,4}"
_HAVE_EFFECT = re.compile(
    rf"(?P<parts>(?:{_PART}|,|;|và|,? và|\s|quy định tại|\d{{1,3}}|[a-zđ](?!\w))+?)\s"
    r"(?:(?:của\s)?(?:luật|nghị định|nghị quyết|thông tư|quyết định|quy định|quy chế)\snày\s)?"
    rf"(?:có\shiệu\slực|được áp dụng|áp dụng|được thực hiện|thực hiện)(?:\sthi\shành)?,?\s(?:kể\s)?từ\s(?:ngày\s)?(?P<day>{DAY})",
    re.IGNORECASE,
)
_CLAUSES = r"khoản\s\d{1,3}(?:(?:,|\svà)\s(?:khoản\s)?\d{1,3})*"
_ARTICLE = re.compile(
    rf"(?:(?P<clauses>{_CLAUSES})\s(?:của\s)?)?điều\s(?P<articles>\d{{1,3}}(?:(?:,|\svà)\s\d{{1,3}})*)", re.IGNORECASE
)
_NUMBER = re.compile(r"\d{1,3}")


@dataclass(frozen=True)
class _OwnDay:
    """`clauses`: empty for the whole article. `quote`: the clause that says so."""

    article: str
    clauses: frozenset[str]
    day: str
    quote: str


def with_own_days(structure: DocumentStructure, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates; of a part with its own day of effect only what has room for that day."""
    own = list(_own_days(structure))
    return [told for each in candidates if (told := _dated(each, own)) is not None] if own else list(candidates)


def _own_days(structure: DocumentStructure) -> Iterator[_OwnDay]:
    for clause in structure.clauses:
        words = structure.words(clause)
        if clause.quoted or "điều" not in words.casefold() or count(words) > MOST_QUOTE_WORDS:
            continue
        for found in _HAVE_EFFECT.finditer(words):
            for part in _ARTICLE.finditer(found["parts"]):
                clauses = frozenset(_NUMBER.findall(part["clauses"] or ""))
                day = plainly(f"ngày {found['day']}")
                yield from (_OwnDay(article, clauses, day, words) for article in _NUMBER.findall(part["articles"]))


def _dated(candidate: Candidate, own: Sequence[_OwnDay]) -> Candidate | None:
    """The candidate, with its own day where it has one; None where that has no room."""
    place = candidate.citation.casefold()
    article = place.rpartition("điều ")[2]
    clause = re.search(r"khoản (\d{1,3})", place)
    for each in own:
        if each.article != article or (each.clauses and (clause is None or clause[1] not in each.clauses)):
            continue
        if each.day in candidate.statement:
            return candidate
        since = f" (từ {each.day})"
        if candidate.shape == "opener" or count(candidate.statement) + count(since) > MOST_WORDS:
            return None
        return replace(
            candidate,
            words=f"{candidate.words.rstrip(' .;')}{since}",
            statement=f"{candidate.statement.rstrip(' .;')}{since}.",
            grounds=(*candidate.grounds, each.quote),
        )
    return candidate
