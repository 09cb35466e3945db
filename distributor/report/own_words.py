"""Whether a message is made of what we said in public, and which of our words it is nearest to. Pure.

A piece of ours begins and ends where ours does; only the message's own beginning and end may lie within. So nothing is blessed
that leaves a word out, and nothing is told as changed that somebody copied of one of our pages.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from itertools import accumulate

LEAST_KEPT = 6
"""Words of ours in a message that is made of them."""
LEAST_SHARED = 0.6
"""Of the words of a pasted message, what it shares with one that it may be made of."""
LEAST_WITHIN = 0.4
"""Of the words of a message, what stands within somebody's."""
MOST_BESIDE = 60
MOST_PIECES = 60
MOST_COMPARED = 2_000
"""Words of a page beside which a message is put: twice what one can have."""
_MARKS = "“”\"‘’'«»"
_CUT = ",;:…"


class MadeOf(StrEnum):
    WHOLE = "whole"
    """A title, a passage or a text of ours as a whole, with its title and addresses or without."""
    PARTS = "parts"


@dataclass(frozen=True)
class PublicWords:
    """The words that were said in public of one matter.

    `text`: the message that is nearest; empty where there is none that citizens read. `path`: of the item's page. `page`: what
    stands on it, block by block. `frame`: titles and addresses that stand beside any of it. `others`: its other messages.
    """

    text: str
    path: str = ""
    page: tuple[str, ...] = ()
    frame: tuple[str, ...] = ()
    others: tuple[str, ...] = ()

    @property
    def all_words(self) -> str:
        return "\n".join((self.text, *self.page, *self.frame, *self.others))


@dataclass(frozen=True)
class ChangedWords:
    """A difference of a message from ours. `pasted` is empty where words of ours were left out, `ours` where some were added."""

    pasted: str
    ours: str


@dataclass(frozen=True)
class _Passage:
    """`edges`: places in `words` at which a piece of it may begin or end."""

    words: list[str]
    edges: frozenset[int]
    is_frame: bool = False


@dataclass(frozen=True)
class _Piece:
    size: int = 0
    is_cut: bool = False
    is_frame: bool = False


def made_of(pasted: str, ours: PublicWords) -> MadeOf | None:
    """None where a word of it is not ours, or stands where ours has another."""
    told, passages = _words(pasted), [*_passages(ours)]
    pieces: list[_Piece] = []
    while (place := sum(piece.size for piece in pieces)) < len(told):
        best = max(
            (_piece(told, place, one) for one in passages),
            key=_worth,
            default=_Piece(),
        )
        if not best.size or len(pieces) == MOST_PIECES:
            return None
        pieces.append(best)
    titled = any(piece.is_frame for piece in pieces)
    if not titled and len(told) < LEAST_KEPT:
        return None
    if any(piece.is_cut for piece in pieces):
        return MadeOf.PARTS if len(told) >= LEAST_KEPT else None
    return MadeOf.WHOLE if sum(not piece.is_frame for piece in pieces) <= 1 else MadeOf.PARTS


def changed_words(pasted: str, ours: str) -> tuple[ChangedWords, ...] | None:
    """Return where a message that is made of ours differs from it, in its order; a beginning and an end of ours that it lacks
    are none.

    None where it is not made of it.
    """
    told, said = pasted.split(), ours.split()
    least = max(LEAST_KEPT, LEAST_SHARED * len(told))
    if (Counter(told) & Counter(said)).total() < least:
        return None
    matcher = SequenceMatcher(None, said, told, autojunk=False)
    kept = sum(block.size for block in matcher.get_matching_blocks())
    if kept < least:
        return None
    return tuple(
        ChangedWords(" ".join(told[begin:end]), " ".join(said[first:last]))
        for kind, first, last, begin, end in matcher.get_opcodes()
        if kind != "equal" and not (kind == "delete" and (begin == 0 or end == len(told)))
    )


def changed_in(pasted: str, ours: PublicWords) -> tuple[ChangedWords, ...] | None:
    """Return differences, as `changed_words` does, against the nearest of ours; the titles and addresses at the message's
    beginning and end left aside."""
    rest = _without_frame(pasted, ours.frame)
    found = [
        changed
        for said in (ours.text, *ours.others, *ours.frame, *ours.page, _around(rest, ours.page))
        if (changed := changed_words(rest, said)) is not None
    ]
    return min(found, key=lambda changed: sum(_weight(one) for one in changed), default=None)


def added_round(pasted: str, ours: PublicWords) -> tuple[ChangedWords, ...]:
    """Return what somebody wrote before or after a whole text, title or passage of ours; empty where it is not so."""
    told = _words(pasted)
    blocks = [
        block
        for one in _passages(ours)
        if (block := SequenceMatcher(None, one.words, told, autojunk=False).find_longest_match()).size
    ]
    if not blocks:
        return ()
    core = max(blocks, key=lambda block: block.size)
    begin, end = core.b, core.b + core.size
    # A title or an address of ours may stand beside it.
    begin = next((at for at in range(max(0, begin - MOST_BESIDE), begin) if _is_whole(told[at:end], ours)), begin)
    end = next((at for at in range(min(len(told), end + MOST_BESIDE), end, -1) if _is_whole(told[begin:at], ours)), end)
    if end - begin < max(LEAST_KEPT, LEAST_WITHIN * len(told)) or not _is_whole(told[begin:end], ours):
        return ()
    # By the place among the words as they were pasted, for marks of quotation are left out of none of them.
    words = pasted.split()
    return tuple(ChangedWords(" ".join(added), "") for added in (words[:begin], words[end:]) if added)


def _is_whole(words: list[str], ours: PublicWords) -> bool:
    return made_of(" ".join(words), ours) is MadeOf.WHOLE


def _around(pasted: str, page: tuple[str, ...]) -> str:
    """Return, of a page, the blocks that the message is of; of a long one at most `MOST_COMPARED` words round the nearest
    block."""
    told, blocks = pasted.split(), [block.split() for block in page]
    most = Counter(told)
    near = max(range(len(blocks)), key=lambda place: (most & Counter(blocks[place])).total(), default=0)
    begin = max(sum(map(len, blocks[:near])) - MOST_COMPARED // 3, 0)
    words = [word for block in blocks for word in block][begin : begin + MOST_COMPARED]
    if (most & Counter(words)).total() < LEAST_SHARED * len(told):
        return ""
    same = [one for one in SequenceMatcher(None, words, told, autojunk=False).get_matching_blocks() if one.size > 1]
    if not same:
        return ""
    edges = [0, *(edge - begin for edge in accumulate(map(len, blocks)) if 0 < edge - begin < len(words)), len(words)]
    first = max(edge for edge in edges if edge <= same[0].a)
    return " ".join(words[first : min(edge for edge in edges if edge >= same[-1].a + same[-1].size)])


def _weight(one: ChangedWords) -> int:
    return len(one.pasted.split()) + len(one.ours.split())


def _without_frame(pasted: str, frame: tuple[str, ...]) -> str:
    words = pasted.split()
    for said in sorted((one.split() for one in frame), key=len, reverse=True):
        if said and len(words) > len(said):
            if words[: len(said)] == said:
                words = words[len(said) :]
            elif words[-len(said) :] == said:
                words = words[: -len(said)]
    return " ".join(words)


def _passages(ours: PublicWords) -> Iterator[_Passage]:
    for text in filter(None, (ours.text, *ours.others)):
        words = _words(text)
        yield _Passage(words, frozenset((0, len(words))))
    for text in filter(None, ours.frame):
        words = _words(text)
        yield _Passage(words, frozenset((0, len(words))), is_frame=True)
    page: list[str] = []
    edges = [0]
    for block in ours.page:
        page += _words(block)
        edges.append(len(page))
    yield _Passage(page, frozenset(edges))


def _piece(told: list[str], place: int, ours: _Passage) -> _Piece:
    """The longest piece of ours that stands there."""
    best = _Piece()
    for start in sorted(ours.edges) if place else range(len(ours.words)):
        if start == len(ours.words) or not _same(told, place, ours.words[start]):
            continue
        end = start
        while end < len(ours.words) and place + end - start < len(told):
            if not _same(told, place + end - start, ours.words[end]):
                break
            end += 1
        if place + end - start < len(told):
            end = max((edge for edge in ours.edges if start < edge <= end), default=start)
        is_cut = start not in ours.edges or end not in ours.edges
        best = max(best, _Piece(end - start, is_cut, ours.is_frame and not is_cut), key=_worth)
    return best


def _worth(piece: _Piece) -> tuple[int, bool, bool]:
    return piece.size, piece.is_frame, not piece.is_cut


def _same(told: list[str], place: int, word: str) -> bool:
    """The last word of what was cut for its length ends with `…`."""
    if told[place] == word:
        return True
    return place == len(told) - 1 and told[place].endswith("…") and told[place].rstrip(_CUT) == word.rstrip(_CUT) != ""


def _words(text: str) -> list[str]:
    """The marks of a quotation change nothing."""
    return [word.strip(_MARKS) or word for word in unicodedata.normalize("NFC", text).split()]
