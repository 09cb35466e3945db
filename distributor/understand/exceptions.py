"""Whom a clause spares that another clause of the same article rules of: told with that rule. Pure.

"3. Việc miễn tại khoản 1 Điều này không áp dụng đối với kết hôn có yếu tố nước ngoài": who reads khoản 1 alone believes too much.
Where the exception has no room beside its rule, the rule says that there is one.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from distributor.understand.candidate import Candidate
from distributor.understand.clauses import DocumentStructure
from distributor.understand.statements import MOST_QUOTE_WORDS, MOST_WORDS, plainly
from distributor.understand.wording import briefly, count

_SPARES = re.compile(
    r"(?:(?:các )?(?:quy định|nội dung)|việc \S+|mức \S+(?: \S+)?)(?: nêu| quy định)? tại (?P<places>[^.;:]{4,90}?) Điều này "
    r"không áp dụng (?:đối với|với|cho|trong)? ?(?P<what>[^.;]{4,200})",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"khoản (\d{1,3})", re.IGNORECASE)
_ALL_OF_THEM = re.compile(r"khoản (\d{1,3}(?:(?:, | và )(?:khoản )?\d{1,3})*)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
_THERE_IS_ONE = " (có ngoại lệ)"


@dataclass(frozen=True)
class _Exception:
    """`clauses`: those that it is of. `what`: whom or what it spares. `place`: of the clause that says so."""

    article: str
    clauses: frozenset[str]
    what: str
    quote: str
    place: int


def with_exceptions(structure: DocumentStructure, chosen: Sequence[Candidate]) -> list[Candidate]:
    """Return what is told, each with the exception that another clause of its article makes of it."""
    exceptions = list(_exceptions(structure))
    return [_limited(each, exceptions) for each in chosen] if exceptions else list(chosen)


def _exceptions(structure: DocumentStructure) -> Iterator[_Exception]:
    for place, clause in enumerate(structure.clauses):
        words = structure.words(clause)
        if "không áp dụng" not in words or count(words) > MOST_QUOTE_WORDS:
            continue
        found = _SPARES.search(words)
        article = clause.citation.rpartition("Điều ")[2]
        if found is None or not article:
            continue
        named = [number for each in _ALL_OF_THEM.findall(found["places"]) for number in _NUMBER.findall(each)]
        yield _Exception(article, frozenset(named), plainly(found["what"]).rstrip(" .,"), words, place)


def _limited(candidate: Candidate, exceptions: Sequence[_Exception]) -> Candidate:
    clause = _CLAUSE.search(candidate.citation)
    article = candidate.citation.rpartition("Điều ")[2]
    for each in exceptions:
        if each.article != article or clause is None or clause[1] not in each.clauses or candidate.place == each.place:
            continue
        said = candidate.statement.rstrip(" .;")
        for limit in (f" (không áp dụng đối với {each.what})", briefly(f" (trừ {each.what})"), _THERE_IS_ONE):
            if count(said) + count(limit) <= MOST_WORDS:
                return replace(
                    candidate,
                    words=f"{candidate.words.rstrip(' .;')}{limit}",
                    statement=f"{said}{limit}.",
                    grounds=(*candidate.grounds, each.quote),
                )
    return candidate
