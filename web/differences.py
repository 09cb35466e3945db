"""Two texts side by side, with what was taken out of the one and put into the other marked. Everything is escaped."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup, escape

LEAST_ALIKE = 0.6
"""Two lines, or two texts, that are less alike are not shown by their differences."""
OWN_LINK = "\ue000"
"""Stands for a post's short link while two texts are compared."""
_PIECES = re.compile(r"\s+|[^\s\w]|\w+")


def differences(old: str, new: str) -> tuple[Markup, Markup]:
    """`old` with `<del>`, `new` with `<ins>`, compared word by word."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
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
class Beside:
    """A text beside another of the same item. `lines`: what it says otherwise, marked; `left_out`: what it does not say.

    `is_own`: it is so far from the other that it stands whole, as one of its own.
    """

    lines: tuple[Markup, ...]
    left_out: tuple[str, ...] = ()
    is_own: bool = False

    @property
    def is_same(self) -> bool:
        return not self.lines and not self.left_out


def said_beside(base: str, text: str, links: tuple[str, str] = ("", "")) -> Beside:
    """Line by line, then word by word within a line that is much like one of the other's. Nothing of either text is lost.

    `links`: each text's own short link. Every post has one, so that it differs is no difference; it is shown as it stands.
    """
    told = tuple(text.replace(link, OWN_LINK) if link else text for text, link in zip((base, text), links, strict=True))
    beside = _said_beside(*told)
    return Beside(
        tuple(line.replace(OWN_LINK, links[1]) for line in beside.lines),
        tuple(line.replace(OWN_LINK, links[0]) for line in beside.left_out),
        beside.is_own,
    )


def _said_beside(base: str, text: str) -> Beside:
    theirs, ours = _lines(base), _lines(text)
    if SequenceMatcher(None, base, text, autojunk=False).quick_ratio() < LEAST_ALIKE or not set(ours) & set(theirs):
        pairs = [_nearest(line, theirs) for line in ours]
        if sum(1 for near in pairs if near) * 2 < len(ours):
            return Beside(tuple(escape(line) for line in ours), is_own=True)
    left = [line for line in theirs if line not in ours]
    shown = []
    for line in (line for line in ours if line not in theirs):
        near = _nearest(line, left)
        if near:
            left.remove(near)
            shown.append(differences(near, line)[1] if line.startswith(near) else _both(near, line))
        else:
            shown.append(Markup("<ins>{}</ins>").format(line))
    return Beside(tuple(shown), tuple(left))


def _both(old: str, new: str) -> Markup:
    """One line with what went and what came in its place."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    parts: list[Markup] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            parts.append(escape("".join(before[a:b])))
        else:
            parts += [_piece(before[a:b], "del"), _piece(after[c:d], "ins")]
    return Markup("").join(parts)


def _lines(text: str) -> list[str]:
    return [line for line in (line.strip() for line in text.split("\n")) if line]


def _nearest(line: str, others: Sequence[str]) -> str:
    """The one that is most alike; empty if none is alike enough."""
    alike = ((SequenceMatcher(None, line, other, autojunk=False).ratio(), other) for other in others)
    share, other = max(alike, default=(0.0, ""))
    return other if share >= LEAST_ALIKE else ""
