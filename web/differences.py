"""Two texts side by side, with what was taken out of the one and put into the other marked. Everything is escaped."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from channels.sms_text import unaccent
from distributor.text.typed import marks
from web.told_lines import bare, core, lines_of

LEAST_ALIKE = 0.6
"""Two sentences, or two texts, that are less alike are not shown by their differences."""
OWN_LINK = "\ue000"
"""Stands for a post's short link while two texts are compared."""
LONGEST_SAME, LONGEST_GONE = 40, 24
"""Characters beside a change, or taken out, that are shown whole: of more, the first and last words. The line stands above."""
WORDS_BESIDE, WORDS_GONE = 4, 1
PIECES = re.compile(r"\s+|\d+(?:[.,/]\d+)*|[^\s\w]|[^\W\d]\w*")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])\s+(?=[^\W\d_a-z]|[“\"•])")


def differences(old: str, new: str) -> tuple[Markup, Markup]:
    """Return `old` with `<del>`, `new` with `<ins>`, compared word by word."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    left: list[Markup] = []
    right: list[Markup] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        left.append(_piece(before[a:b], "del" if tag != "equal" else ""))
        right.append(_piece(after[c:d], "ins" if tag != "equal" else ""))
    return Markup("").join(left), Markup("").join(right)


def _piece(pieces: Sequence[str], mark: str) -> Markup:
    words = "".join(pieces)
    if not mark or not words:
        return escape(words)
    return Markup("<{0}>{1}</{0}>").format(mark, words)


@dataclass(frozen=True)
class Changed:
    """`number`: of the other text's line that says it otherwise; 0 where none does."""

    number: int
    words: Markup


@dataclass(frozen=True)
class Beside:
    """A text beside another of the same item. `lines`: what it says otherwise, marked.

    `without`: numbers of the other's lines of which it says nothing, `kept`: of those that it says, the same or otherwise;
    `cut`: sentences that it leaves out of lines that it keeps. `left_out`: both in words. `is_own`: it is so far from the
    other that it stands whole, as one of its own. `is_unmarked`: it is written without accents, and beside the other without its.
    """

    lines: tuple[Changed, ...]
    without: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()
    cut: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    is_own: bool = False
    is_unmarked: bool = False

    @property
    def is_same(self) -> bool:
        return not self.lines and not self.left_out


@dataclass(frozen=True)
class _Sentence:
    number: int
    words: str
    core: str


def said_beside(base: str, text: str, links: tuple[str, str] = ("", "")) -> Beside:
    """Sentence by sentence, then word by word within one that is much like one of the other's. Nothing of either text is lost.

    A bullet, a drawing, capitals and where a line breaks are no difference, nor are accents where the text has none at all, as a
    message may. `links`: each text's own short link. Every post has one, so that it differs is no difference; within a sentence
    that differs it is shown as it stands.
    """
    theirs, ours = (
        words.replace(link, OWN_LINK) if link else words for words, link in zip((base, text), links, strict=True)
    )
    is_unmarked = bool(marks(theirs)) and not marks(ours)
    beside = _said_beside(unaccent(theirs) if is_unmarked else theirs, ours)
    return Beside(
        tuple(Changed(line.number, line.words.replace(OWN_LINK, links[1])) for line in beside.lines),
        beside.without,
        beside.kept,
        tuple(words.replace(OWN_LINK, links[0]) for words in beside.cut),
        tuple(words.replace(OWN_LINK, links[0]) for words in beside.left_out),
        beside.is_own,
        is_unmarked,
    )


def _said_beside(base: str, text: str) -> Beside:
    theirs, ours = list(_sentences(base)), list(_sentences(text))
    known, said = {one.core for one in theirs}, {one.core for one in ours}
    if OWN_LINK in base:
        known.add(OWN_LINK)
    missing = [one for one in theirs if one.core not in said]
    changed: list[Changed] = []
    unlike = 0
    for one in (one for one in ours if one.core not in known):
        near = _nearest(one, missing)
        if near is not None:
            missing.remove(near)
            changed.append(Changed(near.number, _both(bare(near.words), bare(one.words))))
        else:
            unlike += 1
            changed.append(Changed(0, Markup("<ins>{}</ins>").format(one.words)))
    if unlike * 2 > len(ours):
        return Beside(tuple(Changed(0, escape(line)) for line in lines_of(text)), is_own=True)
    told = {one.number for one in theirs if one not in missing}
    lines = lines_of(base)
    without = tuple(number for number in range(1, len(lines) + 1) if number not in told)
    cut = tuple(one.words for one in missing if one.number in told)
    return Beside(tuple(changed), without, tuple(sorted(told)), cut, (*(lines[number - 1] for number in without), *cut))


def _both(old: str, new: str) -> Markup:
    """One sentence with what went and what came in its place; of a long stretch that both have, the words beside the change."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    parts: list[Markup] = []
    for place, (tag, a, b, c, d) in enumerate(steps):
        if tag == "equal":
            parts.append(escape(_shortened("".join(before[a:b]), place == 0, place == len(steps) - 1)))
        else:
            gone = _within("".join(before[a:b]), LONGEST_GONE, WORDS_GONE, WORDS_GONE)
            parts += [_piece([gone], "del"), _piece(after[c:d], "ins")]
    return Markup("").join(parts)


def source_beside(quote: str, statement: str) -> str:
    """The quote without what the statement says in the same words; whole where they are far from each other."""
    before, after = PIECES.findall(statement), PIECES.findall(quote)
    matcher = SequenceMatcher(
        None, [one.casefold() for one in before], [one.casefold() for one in after], autojunk=False
    )
    if matcher.ratio() < LEAST_ALIKE:
        return quote
    steps = [step for step in matcher.get_opcodes() if step[0] != "delete"]
    said = ("".join(after[c:d]) for _, _, _, c, d in steps)
    return "".join(
        _shortened(words, place == 0, place == len(steps) - 1) if steps[place][0] == "equal" else words
        for place, words in enumerate(said)
    )


def _shortened(words: str, is_first: bool, is_last: bool) -> str:
    return _within(words, LONGEST_SAME, 0 if is_first else WORDS_BESIDE, 0 if is_last else WORDS_BESIDE)


def _within(words: str, longest: int, first: int, last: int) -> str:
    """So many words of its beginning and end, where it is longer than that."""
    if len(words) <= longest:
        return words
    pieces = re.findall(r"\s*\S+\s*", words)
    begins, ends = "".join(pieces[:first]).rstrip(), "".join(pieces[len(pieces) - last :]).lstrip()
    short = " … ".join((begins, ends)) if begins and ends else f"{begins} …" if begins else f"… {ends}"
    return short if len(short) < len(words) else words


def _sentences(text: str) -> Iterator[_Sentence]:
    for number, line in enumerate(lines_of(text), start=1):
        for words in _SENTENCE_ENDS.split(line):
            if key := core(words):
                yield _Sentence(number, words, key)


def _nearest(one: _Sentence, others: Sequence[_Sentence]) -> _Sentence | None:
    """The one that is most alike, if it is alike enough."""
    alike = ((SequenceMatcher(None, one.core, other.core, autojunk=False).ratio(), other) for other in others)
    share, near = max(alike, default=(0.0, None), key=lambda pair: pair[0])
    return near if share >= LEAST_ALIKE else None
