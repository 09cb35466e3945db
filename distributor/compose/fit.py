"""Fits the blocks of a post into a channel's limit: ornaments go first, the lead is shortened, facts stay.

1. A block that has its own length (`at_most`) is shortened to it.
2. While the whole is over the limit, the blocks that may go do so in the order of their rank; a lead is shortened first.
3. What went and fits again beside the shortened rest comes back, the most valued first.
4. If even the facts do not fit, the headline is shortened; a link never is.

Pure and deterministic. Never over the limit, never empty: what cannot be is an error in words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from distributor.compose.plain import clean
from distributor.compose.shorten import shorten
from distributor.errors import LoaError

Count = Callable[[str], int]
Texts = Mapping[str, str]


class DoesNotFit(LoaError):
    """Not even the facts of a post fit its channel, or there is nothing to say."""


class Keep(StrEnum):
    """What may happen to a block when room is short."""

    WHOLE = "whole"
    """A fact that is never dropped and never touched: the link."""
    HEADLINE = "headline"
    """A fact that is never dropped, and shortened only when nothing else is left."""
    SHORTEN = "shorten"
    """Shortened down to `at_least`, then dropped."""
    DROP = "drop"
    """An ornament: there as a whole, or not at all."""


@dataclass(frozen=True)
class Block:
    """One part of a post. `separator`: the white space before it. `rank`: lower goes first. `needs`: goes when that one goes.

    `label`: what staff call it. `at_most`, `at_least`: its own length in the channel's counting.
    """

    name: str
    text: str
    keep: Keep
    label: str = ""
    separator: str = "\n\n"
    rank: int = 0
    at_most: int | None = None
    at_least: int = 0
    needs: str = ""


@dataclass(frozen=True)
class Fitted:
    """`dropped`: what did not fit, in words for staff, in reading order."""

    text: str
    dropped: list[str]
    count: int


def fit(blocks: Sequence[Block], count: Count, limit: int) -> Fitted:
    """The blocks as one text of at most `limit` by `count`. Raises `DoesNotFit` if that leaves nothing to say."""
    given = tuple(replace(block, text=clean(block.text)) for block in blocks)

    def fits(texts: Texts) -> bool:
        return count(assemble(given, texts)) <= limit

    full = {block.name: block.text for block in given}
    own = {block.name: _at_own_length(block, count) for block in given}
    texts = _put_back(given, _make_room(given, own, fits, count), own, fits)
    if not fits(texts):
        texts = _shorten_headlines(given, texts, fits)
    text = assemble(given, texts)
    if not text or not fits(texts):
        raise DoesNotFit(
            f"Bài không đặt vừa giới hạn {limit} của kênh dù đã lược hết phần phụ. "
            "Hãy rút ngắn tiêu đề hoặc xem lại giới hạn trong config/channels.toml."
        )
    return Fitted(text, _losses(given, full, texts), count(text))


def assemble(blocks: Sequence[Block], texts: Texts) -> str:
    """The visible blocks in order. Where blocks are missing, the widest of the separators around them stands."""
    text = ""
    separator = ""
    for block in blocks:
        separator = max(separator, block.separator, key=lambda one: (one.count("\n"), len(one)))
        if _visible(block, texts):
            text += (separator if text else "") + texts[block.name]
            separator = ""
    return text


def _visible(block: Block, texts: Texts) -> bool:
    return bool(texts[block.name]) and (not block.needs or bool(texts.get(block.needs)))


def _at_own_length(block: Block, count: Count) -> str:
    most = block.at_most
    return block.text if most is None else shorten(block.text, lambda text: count(text) <= most).text


def _make_room(blocks: Sequence[Block], texts: Texts, fits: Callable[[Texts], bool], count: Count) -> Texts:
    """Drops and shortens by rank until everything fits, or only facts are left."""
    yielding = sorted((block for block in blocks if block.keep in {Keep.SHORTEN, Keep.DROP}), key=lambda one: one.rank)
    for block in yielding:
        if fits(texts):
            break
        if not texts[block.name]:
            continue
        shorter = _shortened(block, texts, fits) if block.keep is Keep.SHORTEN else ""
        texts = {**texts, block.name: shorter if count(shorter) >= block.at_least else ""}
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
    return shorten(
        texts[block.name],
        lambda text: fits({**texts, block.name: text}),
        split_words=block.keep is Keep.HEADLINE,
    ).text


def _losses(blocks: Sequence[Block], full: Texts, texts: Texts) -> list[str]:
    losses = []
    for block in blocks:
        label = block.label or block.name
        if not _visible(block, full):
            continue
        if not _visible(block, texts):
            losses.append(f"bỏ {label}")
        elif texts[block.name] != block.text:
            losses.append(f"rút ngắn {label}")
    return losses
