"""Fits the blocks of a post into a channel's limit: ornaments go first, the lead is shortened, facts stay.

1. A block that has its own length (`at_most`) is shortened to it.
2. While the whole is over the limit, the blocks that may go do so in the order of their rank; a lead is shortened first, a list
   loses its last lines first.
3. What went and fits again beside the shortened rest comes back, the most valued first.
4. If even the facts do not fit, the headline is shortened; a link never is.

Pure and deterministic. Never over the limit, never empty: what cannot be is an error in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cache

from distributor.errors import LoaError
from distributor.text.plain import clean
from distributor.text.shorten import shorten
from phrases import phrase

Count = Callable[[str], int]
Texts = Mapping[str, str]


class DoesNotFit(LoaError):
    """The post does not fit: not even its facts fit its channel, or there is nothing to say."""


class Keep(StrEnum):
    """The rank of a block: what may happen to it when room is short."""

    WHOLE = "whole"
    """A fact that is never dropped and never touched: the link."""
    HEADLINE = "headline"
    """A fact that is never dropped, and shortened only when nothing else is left."""
    SHORTEN = "shorten"
    """Shortened down to `at_least`, then dropped."""
    LINES = "lines"
    """A list: its last lines go one by one, each as a whole."""
    DROP = "drop"
    """An ornament: there as a whole, or not at all."""


YIELDING = frozenset({Keep.SHORTEN, Keep.LINES, Keep.DROP})


@dataclass(frozen=True)
class Block:
    """One part of a post. `separator`: the white space before it. `rank`: lower goes first.

    `needs`: goes when all of these have gone; `unless`: stands only when all of those have gone, as their short form.
    `label`: what staff call it; empty: its going is not told. `at_most`, `at_least`: its own length. `part`: the field of
    the post that it belongs to.
    """

    name: str
    text: str
    keep: Keep
    label: str = ""
    separator: str = "\n\n"
    rank: int = 0
    at_most: int | None = None
    at_least: int = 0
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    part: str = "text"


@dataclass(frozen=True)
class Fitted:
    """`dropped`: what did not fit, in words for staff, in reading order. `gone`, `cut`: names of blocks that went, or lost words.

    `shown`: those that stand there.
    """

    text: str
    dropped: list[str]
    count: int
    gone: frozenset[str] = field(default=frozenset(), compare=False)
    cut: frozenset[str] = field(default=frozenset(), compare=False)
    shown: frozenset[str] = field(default=frozenset(), compare=False)


def fit(blocks: Sequence[Block], count: Count, limit: int, measure: Count | None = None) -> Fitted:
    """The blocks as one text of at most `limit` by `count`. Raises `DoesNotFit` if that leaves nothing to say.

    `measure`: of the own lengths of blocks, for a channel that counts in steps; `count` if not given.
    """
    measure = measure or count
    given = tuple(replace(block, text=clean(block.text)) for block in blocks)

    def fits(texts: Texts) -> bool:
        return count(assemble(given, texts)) <= limit

    full = {block.name: block.text for block in given}
    own = {block.name: _at_own_length(block, measure) for block in given}
    texts = _put_back(given, _make_room(given, own, fits, measure), own, fits)
    if not fits(texts):
        texts = _shorten_headlines(given, texts, fits)
    text = assemble(given, texts)
    if not text or not fits(texts):
        raise DoesNotFit(phrase("compose.does-not-fit", limit=limit))
    told = [block for block in given if _visible(block, full)]
    return Fitted(
        text,
        _losses(given, full, texts),
        count(text),
        frozenset(block.name for block in told if not _visible(block, texts)),
        frozenset(block.name for block in told if _visible(block, texts) and texts[block.name] != block.text),
        frozenset(block.name for block in given if _visible(block, texts)),
    )


def assemble(blocks: Sequence[Block], texts: Texts) -> str:
    """The visible blocks in order. Where blocks are missing, the widest of the separators around them stands."""
    text = ""
    separator = ""
    for block in blocks:
        if _width(block.separator) > _width(separator):
            separator = block.separator
        if _visible(block, texts):
            text += (separator if text else "") + texts[block.name]
            separator = ""
    return text


@cache
def _width(separator: str) -> tuple[int, int]:
    return separator.count("\n"), len(separator)


def _visible(block: Block, texts: Texts) -> bool:
    return (
        bool(texts[block.name])
        and (not block.needs or any(texts.get(name) for name in block.needs))
        and not any(texts.get(name) for name in block.unless)
    )


def _at_own_length(block: Block, measure: Count) -> str:
    most = block.at_most
    if most is None:
        return block.text
    return _shorter(block, block.text, lambda text: measure(text) <= most)


def _shorter(block: Block, text: str, fits: Callable[[str], bool]) -> str:
    if block.keep is Keep.LINES:
        return _fewer_lines(text, fits)
    return shorten(text, fits, split_words=block.keep is Keep.HEADLINE).text


def _fewer_lines(text: str, fits: Callable[[str], bool]) -> str:
    """Return as many of the first lines as fit; empty if not even one does."""
    lines = text.split("\n")
    return next((kept for end in range(len(lines), 0, -1) if fits(kept := "\n".join(lines[:end]))), "")


def _make_room(blocks: Sequence[Block], texts: Texts, fits: Callable[[Texts], bool], measure: Count) -> Texts:
    """Drops and shortens by rank until everything fits, or only facts are left."""
    yielding = sorted((block for block in blocks if block.keep in YIELDING), key=lambda one: one.rank)
    for block in yielding:
        if fits(texts):
            break
        if not texts[block.name]:
            continue
        shorter = "" if block.keep is Keep.DROP else _shortened(block, texts, fits)
        texts = {**texts, block.name: shorter if measure(shorter) >= block.at_least else ""}
    return texts


def _put_back(blocks: Sequence[Block], texts: Texts, own: Texts, fits: Callable[[Texts], bool]) -> Texts:
    """A lead that ends at a sentence may leave room again for an ornament that went before it."""
    for block in sorted(blocks, key=lambda one: -one.rank):
        if block.keep is Keep.DROP and own[block.name] and not texts[block.name]:
            restored = {**texts, block.name: own[block.name]}
            texts = restored if fits(restored) else texts
    return texts


def _shorten_headlines(blocks: Sequence[Block], texts: Texts, fits: Callable[[Texts], bool]) -> Texts:
    for block in blocks:
        if block.keep is Keep.HEADLINE and not fits(texts):
            texts = {**texts, block.name: _shortened(block, texts, fits)}
    return texts


def _shortened(block: Block, texts: Texts, fits: Callable[[Texts], bool]) -> str:
    return _shorter(block, texts[block.name], lambda text: fits({**texts, block.name: text}))


_OWN_BLOCKS = (
    "changes", "hook", "items", "hashtags", "greeting", "thanks", "invitation", "reminder", "apology", "effective-on",
    "replaced-day", "section", "occasion", "place", "wrong", "right", "lead", "relations", "number", "deadline",
    "article-title", "entry-title", "video-title", "title", "citation", "office-and-day", "standing", "action", "main-point",
    "change", "standfirst", "link", "who", "footer",
)  # fmt: skip


@cache
def _own_labels() -> dict[str, str]:
    """Return what the blocks of our own rules are called; those of a unit's own rules are called in its words alone."""
    return {said: said for said in (phrase(f"compose.block.{name}") for name in _OWN_BLOCKS)}


def called(label: str) -> str:
    """Return what a block is called that its rule calls so."""
    return _own_labels().get(label, label)


def _losses(blocks: Sequence[Block], full: Texts, texts: Texts) -> list[str]:
    losses: list[str] = []
    for block in blocks:
        if not block.label or not _visible(block, full):
            continue
        if not _visible(block, texts):
            losses.append(phrase("compose.left-out", block=called(block.label)))
        elif texts[block.name] != block.text:
            losses.append(phrase("compose.shortened", block=called(block.label)))
    return losses
