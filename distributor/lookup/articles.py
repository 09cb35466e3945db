"""Articles of laws in any writing: `dieu 651 blds`, `khoan 1 dieu 27 luat cu tru`, `bo luat dan su nam 2015, dieu 175`. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from distributor.lookup.rules import look_up_rules
from distributor.lookup.terms import typed_words
from distributor.text.typed import bare

LEAST_NAME, LONGEST_NAME = 2, 8
"""Words of a law's name without `bo luat`: of one alone nobody knows which law it is."""
_ARTICLE = r"\b(?:dieu|d) ?(?P<article>\d{1,3})\b"
_NAME = r"\b(?:bo )?luat (?P<name>[a-z]+(?: [a-z]+){0,11})(?: (?:nam )?(?P<year>(?:19|20)\d\d))?\b"
_PARTS = re.compile(rf"{_ARTICLE}|\b(?:khoan|diem) (?:\d+|[a-h])\b")
_CITATIONS = (re.compile(rf"{_ARTICLE}(?: cua)? {_NAME}"), re.compile(rf"{_NAME}(?: ,)? {_ARTICLE}"))
_ENDS = frozenset(
    {"nam", "so", "quy", "cho", "thi", "noi", "liet", "thuoc", "khong", "co", "la", "dieu", "khoan", "diem"}
)
"""Words that end the name of a law: `luat cu tru quy dinh …`."""

_FIELDS = frozenset({"dan su", "hinh su", "hanh chinh", "xa hoi", "y te", "that nghiep"})
"""What makes two laws of one beginning of a name: `luat thi hanh an dan su`."""


@dataclass(frozen=True)
class ArticleOfLaw:
    """`law`: the words of its name without accents and without `bo luat`, maybe with words behind it. `year`: None where nobody
    said it. `is_all`: nothing else was said."""

    article: int
    law: tuple[str, ...]
    year: int | None = None
    is_all: bool = True

    def fits(self, cited: "ArticleOfLaw") -> bool:
        """Return True if `cited` may be meant: the same article, and one law's name begins with all of the other's."""
        short, long = sorted((self.law, cited.law), key=len)
        return (
            self.article == cited.article
            and long[: len(short)] == short
            and " ".join(long[len(short) :][:2]) not in _FIELDS
            and (self.year is None or cited.year is None or self.year == cited.year)
        )


def article_in(text: str) -> ArticleOfLaw | None:
    """Return the first article of a law that a message names; None where it names no article, or no law."""
    found = _article(" ".join(_with_names(typed_words(text))))
    return found if found is not None and len(found.law) >= LEAST_NAME else None


def articles_cited(sentence: str) -> Iterator[ArticleOfLaw]:
    """Yield the articles of laws that a sentence of an office's text cites, each beside the name of its law."""
    said = " ".join(re.findall(r"[a-z0-9]+|[.,;:()]", bare(sentence)))
    for citation in _CITATIONS:
        for found in citation.finditer(said):
            law = _name(found["name"])
            if len(law) >= LEAST_NAME:
                yield ArticleOfLaw(int(found["article"]), law, int(found["year"]) if found["year"] else None)


def _article(said: str) -> ArticleOfLaw | None:
    article = re.search(_ARTICLE, said)
    if article is None:
        return None
    rest = " ".join(_PARTS.sub(" | ", said).split())
    law = re.search(_NAME, rest)
    if law is None:
        return None
    name = _name(law["name"])
    left = f"{rest[: law.start()]} {rest[law.end() :]}".split()
    telling = [word for word in left if word.isalpha() and not look_up_rules().is_empty(word, word)]
    year = int(law["year"]) if law["year"] else None
    return ArticleOfLaw(int(article["article"]), name, year, not telling and len(name) <= LONGEST_NAME)


def _name(said: str) -> tuple[str, ...]:
    words = said.split()
    ends = next((place for place, word in enumerate(words) if place >= LEAST_NAME and word in _ENDS), len(words))
    return tuple(words[:ends])


def _with_names(words: list[str]) -> Iterator[str]:
    """Yield the words, with the short name that stands after `luat` written out: `luat dd` is `luat dat dai`."""
    before = ""
    for word in words:
        yield look_up_rules().laws.get(word, word) if before == "luat" else word
        before = word
