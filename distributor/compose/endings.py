"""How posts end by staff's own wish: a footer and hashtags, by kind of content and by account. An account's go before a kind's.

They are kept as words for a template of two blocks (`compose/wordings.py`), named `endings/kind.KIND` or `endings/account.ID`. An
empty block leaves what the house says. A document that is none new keeps the house's hashtags, for a kind's may call it new.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from distributor.compose import ornaments
from distributor.compose.editorial import Editorial
from distributor.compose.house import forbidden_words
from distributor.errors import LoaError
from distributor.labels import kinds
from phrases import listed, phrase

ENDINGS = "endings"
FOOTER, HASHTAGS = "footer", "hashtags"
EMPTY = "{% block footer %}{% endblock %}\n{% block hashtags %}{% endblock %}\n"
"""What our own file of it would say."""
LONGEST = 300
MOST_LINES = 4
BLOCK = re.compile(r"({%\s*block\s+(\w+)\s*%})(.*?)({%\s*endblock\s*%})", re.DOTALL)
"""Of a template, and its words (the third group)."""
_NAME = re.compile(rf"{ENDINGS}/(?:kind\.(?P<kind>[a-z0-9_]+)|account\.(?P<account>\d{{1,9}}))")


@dataclass(frozen=True)
class Ending:
    footer: str = ""
    hashtags: tuple[str, ...] = ()

    @property
    def changes(self) -> dict[str, object]:
        """Return what the ending changes of a kind's words."""
        said: dict[str, object] = {"footer": self.footer} if self.footer else {}
        return said | ({"hashtags": self.hashtags, "hashtags_alone": True} if self.hashtags else {})


@dataclass(frozen=True)
class Endings:
    """Those in use, by kind and by account."""

    of_kinds: Mapping[str, Ending] = field(default_factory=dict)
    of_accounts: Mapping[int, Ending] = field(default_factory=dict)

    def footers(self, account_id: int, kind: str) -> tuple[str, ...]:
        """Return what may stand below such a post."""
        found = (self.of_accounts.get(account_id, Ending()).footer, self.of_kinds.get(kind, Ending()).footer)
        return tuple(filter(None, found))

    @property
    def every_footer(self) -> tuple[str, ...]:
        return tuple(each.footer for each in (*self.of_kinds.values(), *self.of_accounts.values()) if each.footer)

    def applied(self, editorial: Editorial, account_id: int) -> Editorial:
        """The house's rules with what staff wish for this account; 0: for none that has wishes of its own."""
        own = self.of_accounts.get(account_id, Ending()).changes
        if not own and not self.of_kinds:
            return editorial
        wished = {kind: self.of_kinds.get(kind, Ending()).changes for kind in (*editorial.kinds, *self.of_kinds)}
        return editorial.model_copy(
            update={
                "kinds": {
                    kind: editorial.words_of(kind).model_copy(update=said | own) for kind, said in wished.items()
                },
                "standings": {name: said.model_copy(update=own) for name, said in editorial.standings.items()},
                "otherwise": editorial.otherwise.model_copy(update=own),
            }
        )


def is_ending(name: str) -> bool:
    """Return True for the ending of a kind that there is, or of an account, which may be one that there is."""
    found = _NAME.fullmatch(name)
    return found is not None and (found["kind"] is None or found["kind"] in kinds())


def kind_of(name: str) -> str:
    found = _NAME.fullmatch(name)
    return (found["kind"] or "") if found else ""


def account_of(name: str) -> int:
    """0: it is no account's."""
    found = _NAME.fullmatch(name)
    return int(found["account"] or 0) if found else 0


def blocks_of(source: str) -> dict[str, str]:
    """Return what stands in each block of a template, in reading order."""
    return {found[2]: found[3] for found in BLOCK.finditer(source)}


def ending_in(source: str) -> Ending:
    said = {name: words.strip() for name, words in blocks_of(source).items()}
    return Ending(said.get(FOOTER, ""), tuple(tag.removeprefix("#") for tag in said.get(HASHTAGS, "").split()))


def endings_in(kept: Iterable[tuple[str, str]]) -> Endings:
    """Return the endings in use. `kept`: names and sources of what is in use."""
    of_kinds, of_accounts = dict[str, Ending](), dict[int, Ending]()
    for name, source in kept:
        if account := account_of(name):
            of_accounts[account] = ending_in(source)
        elif kind := kind_of(name):
            of_kinds[kind] = ending_in(source)
    return Endings(of_kinds, of_accounts)


def check_ending(source: str, editorial: Editorial) -> None:
    """Check an ending. Raises LoaError that names what is wrong."""
    house, said = editorial.house, {name: words.strip() for name, words in blocks_of(source).items()}
    if set(said) != {FOOTER, HASHTAGS} or any("{" in words or "}" in words for words in said.values()):
        raise LoaError(phrase("compose.ending.plain"))
    footer, ending = said[FOOTER], ending_in(source)
    if len(footer) > LONGEST or footer.count("\n") >= MOST_LINES:
        raise LoaError(phrase("compose.ending.too-long", most=LONGEST, lines=MOST_LINES))
    if ornaments.count_hashtags(footer) or ornaments.count_emoji(footer):
        raise LoaError(phrase("compose.ending.ornaments"))
    wrong = [f"#{tag}" for tag in ending.hashtags if not ornaments.HASHTAG.fullmatch(f"#{tag}")]
    if wrong:
        raise LoaError(phrase("compose.ending.not-a-hashtag", tags=listed(wrong, ", ")))
    if len(set(ending.hashtags)) > house.max_hashtags:
        raise LoaError(phrase("compose.house.hashtags", count=len(set(ending.hashtags)), most=house.max_hashtags))
    for word in forbidden_words(f"{footer} {' '.join(ending.hashtags)}", house):
        raise LoaError(phrase("compose.house.word", word=word))
