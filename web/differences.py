"""Two texts side by side, with what was taken out of the one and put into the other marked. Everything is escaped."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from markupsafe import Markup, escape

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
