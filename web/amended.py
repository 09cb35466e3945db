"""What a correction changes of a text, by its lines. Everything is escaped."""

import re
from difflib import SequenceMatcher

from markupsafe import Markup, escape

from web.differences import LEAST_ALIKE, PIECES
from web.told_lines import lines_of

_SHORT_LINK = re.compile(r"https?://\S+/l/\w+")


def amended(old: str, new: str) -> tuple[Markup, ...]:
    """The lines that differ in whatever, each whole, with what goes as `<del>` and what comes as `<ins>`.

    A text's own short link is no difference: a new post has another.
    """
    before, after = _lines(old), _lines(new)
    told: list[Markup] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        gone = before[a:b]
        for line in after[c:d]:
            near = _nearest(line, gone)
            if near:
                gone.remove(near)
            told.append(_in_place(near, line) if near else _marked("ins", line))
        told += [_marked("del", line) for line in gone]
    return tuple(told)


def _lines(text: str) -> list[str]:
    links = _SHORT_LINK.findall(text)
    return lines_of(text.replace(links[0], "…") if len(links) == 1 else text)


def _nearest(line: str, others: list[str]) -> str:
    """Empty if none is alike enough."""
    alike = ((SequenceMatcher(None, line, other, autojunk=False).ratio(), other) for other in others)
    share, near = max(alike, default=(0.0, ""))
    return near if share >= LEAST_ALIKE else ""


def _in_place(old: str, new: str) -> Markup:
    before, after = PIECES.findall(old), PIECES.findall(new)
    parts: list[Markup] = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, come = "".join(before[a:b]), "".join(after[c:d])
        parts += [escape(gone)] if tag == "equal" else [_marked("del", gone), _marked("ins", come)]
    return Markup("").join(parts)


def _marked(mark: str, words: str) -> Markup:
    return Markup("<{0}>{1}</{0}>").format(mark, words) if words else Markup("")
