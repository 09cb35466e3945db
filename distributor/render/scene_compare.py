"""Old against new: the two sides that a sentence sets against each other. Pure."""

import re
from dataclasses import dataclass

from distributor.render.scene_figures import (
    AFTER_VALUE,
    FIGURE,
    LIMIT,
    LONGEST_NOTE,
    LONGEST_OF_WHAT,
    NOT_OF_A_FIGURE,
    VALUE,
    in_signs,
    is_worth,
    joined,
    without_joint,
)
from distributor.render.scene_words import clauses, stripped

LONGEST_SIDE = 100
"""Of the old and of the new."""
_HANGS_ON = re.compile(r"(?<!\w)(?:trước|sau|từ|đến|vào|lúc)\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Comparison:
    """Old and new, `of_what` in the sentence's words, and the rest."""

    before: str
    after: str
    of_what: str = ""
    note: str = ""


_V = rf"(?:(?:{LIMIT})\s+){{0,2}}{VALUE}{AFTER_VALUE}"
_OLD = (
    r"(?:trước\s+đây\s+là|trước\s+đó\s+là|trước\s+là|trước\s+kia\s+là|hiện\s+nay\s+là|hiện\s+hành\s+là|quy\s+định\s+cũ\s+là|"
    r"mức\s+cũ\s+là|trước\s+đây|trước\s+đó|mức\s+cũ|trước|cũ\s+là|thay\s+vì|thay\s+cho(?:\s+mức)?)"
)
_FROM_TO = re.compile(
    rf"(?P<of>.*?)(?P<verb>(?:được\s+)?(?:tăng|giảm|nâng|rút(?:\s+ngắn)?|hạ|kéo\s+dài|điều\s+chỉnh|thay\s+đổi|mở\s+rộng)?)\s*"
    rf"(?<!\w)từ\s+(?P<old>{VALUE})\s+(?:tăng\s+)?(?:lên\s+thành|lên\s+mức|lên|xuống\s+còn|xuống|còn|thành|sang)\s+"
    rf"(?P<new>{_V})(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_NEW_OLD = re.compile(
    rf"(?P<of>.*?)(?<![\w.,/])(?P<new>{_V})\s*[,(]?\s*{_OLD}\s+(?P<old>{_V})\)?(?P<rest>.*)\Z",
    re.IGNORECASE | re.DOTALL,
)
_ONCE_NOW = re.compile(
    r"(?:trước\s+đây|trước\s+kia|lâu\s+nay)\s*,?\s+(?P<old>[^.;]{4,120}?)\s*[,;]\s*(?:còn\s+)?"
    r"(?:bây\s+giờ|từ\s+nay|nay|giờ)\s+(?P<new>[^.;]{3,120})\Z",
    re.IGNORECASE,
)
_INSTEAD = re.compile(
    r"(?P<of>)(?P<new>[^.;]{4,100}?)\s*,?\s+thay\s+(?:vì|cho\s+việc)\s+(?P<old>[^.;,]{3,90}?)"
    r"(?:\s+như\s+(?:trước(?:\s+đây)?|cũ|hiện\s+nay))?\Z",
    re.IGNORECASE,
)
_ONLY = re.compile(
    r"(?P<of>.{0,80}?)(?<!\w)không\s+(?:(?:còn\s+)(?:phải|cần)\s+(?P<old>[^.;]{4,90}?)|(?:phải|cần)\s+(?P<past>[^.;]{4,90}?)\s+nữa)\s*,?\s+(?:mà\s+)?"
    r"(?P<new>chỉ\s+(?:cần|phải)\s+[^.;]{4,90})\Z",
    re.IGNORECASE,
)
"""What need not be done any more, and what is enough."""
_REPLACED = re.compile(
    r"(?P<of>)(?P<old>[^,.;]{3,80}?)\s+(?:sẽ\s+)?được\s+thay(?:\s+thế)?\s+bằng\s+(?P<new>[^,.;]{3,80})\Z", re.IGNORECASE
)


def comparison_of(sentence: str, *, is_change: bool = True) -> Comparison | None:
    """Old and new, where the sentence sets them against each other; None where it does not surely.

    `is_change`: the sentence tells of a change, so that what it says is done instead of another thing was otherwise before.
    """
    first, rest = clauses(stripped(sentence))
    for pattern in (_FROM_TO, _NEW_OLD):
        if (found := pattern.fullmatch(first)) and not any(map(is_worth, FIGURE.finditer(found["of"]))):
            if (pattern is _NEW_OLD and NOT_OF_A_FIGURE.search(found["of"])) or FIGURE.search(found["rest"]):
                continue
            of_what, new = without_joint(found["of"]), re.sub(r"\Alà\s+", "", found["new"].strip(), flags=re.I)
            if hanging := _HANGS_ON.search(of_what):
                of_what, new = of_what[: hanging.start()], f"{hanging.group()} {new}"
            made = Comparison(
                in_signs(found["old"].strip()),
                in_signs(new),
                stripped(of_what),
                joined(found["rest"], rest),
            )
            return made if of_what and _compares(made) else None
    whole = stripped(sentence)
    if found := _ONCE_NOW.fullmatch(whole):
        made = Comparison(stripped(found["old"]), stripped(found["new"]))
        return made if _compares(made) else None
    for other in (_INSTEAD, _ONLY, _REPLACED) if is_change else ():
        if found := other.fullmatch(first):
            old = found["old"] or found.groupdict().get("past") or ""
            made = Comparison(stripped(old), stripped(found["new"]), stripped(found["of"]), rest)
            return made if _compares(made) else None
    return None


def _compares(made: Comparison) -> bool:
    return (
        bool(made.before and made.after)
        and made.before.casefold() != made.after.casefold()
        and len(made.before) <= LONGEST_SIDE
        and len(made.after) <= LONGEST_SIDE
        and len(made.of_what) <= LONGEST_OF_WHAT
        and len(made.note) <= LONGEST_NOTE
    )
