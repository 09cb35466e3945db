"""What a change means. Trivial: white space and mark-up, never posted. Correction: a few words. Substantive: a number, a
date, the number of a law, a negation, a number word, or much of the text. Pure.
"""

import re
from collections import Counter
from dataclasses import dataclass

from distributor.models import RevisionKind
from distributor.text.tidy import shorten, squeeze

SMALL_EDIT_WORDS = 8
SMALL_EDIT_SHARE = 0.1
"""A small edit touches at most this many words, or this share of a long text."""

_NUMBER = re.compile(
    r"\d+(?:[.,/:-]\d+)*(?:[/-][A-ZĐ][A-ZĐa-z0-9-]*)*"
    r"(?:\s*(?:%|triệu|tỷ|tỉ|nghìn|ngàn|trăm|đồng|ngày|tháng|năm|tuổi|giờ|ha|m2|m²|km|kg)(?!\w))?"
)
_WORD = re.compile(r"\w+(?:[./-]\w+)*")
_NUMBER_WORDS = {
    "một", "hai", "ba", "bốn", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười", "mươi", "trăm", "nghìn", "ngàn", "triệu",
    "tỷ", "tỉ", "nửa",
}  # fmt: skip
_NEGATIONS = {"không", "chưa", "chẳng", "cấm", "trừ", "miễn", "hủy", "huỷ", "bỏ", "hoãn", "ngừng", "dừng"}


@dataclass(frozen=True)
class ComparedText:
    """What of an item is compared."""

    title: str
    summary: str
    text: str


@dataclass(frozen=True)
class Change:
    """`changes`: what changed, in words for staff."""

    kind: RevisionKind
    changes: tuple[str, ...] = ()


def classify(old: ComparedText, new: ComparedText) -> Change:
    """How far `new` is from `old`."""
    pairs = [
        ("Tiêu đề", squeeze(old.title), squeeze(new.title)),
        ("Tóm tắt", squeeze(old.summary), squeeze(new.summary)),
        ("Nội dung", squeeze(old.text), squeeze(new.text)),
    ]
    if old.summary == old.text and new.summary == new.text:
        del pairs[1]
    changed = [pair for pair in pairs if pair[1] != pair[2]]
    if not changed:
        return Change(RevisionKind.TRIVIAL)
    substantive = False
    lines: list[str] = []
    for name, before, after in changed:
        line, weighty = _compare(name, before, after)
        substantive = substantive or weighty
        lines.append(line)
    return Change(RevisionKind.SUBSTANTIVE if substantive else RevisionKind.CORRECTION, tuple(lines))


def _compare(name: str, before: str, after: str) -> tuple[str, bool]:
    gone, come = _difference(_NUMBER.findall(before), _NUMBER.findall(after))
    if gone or come:
        return f"{name}: số liệu, ngày tháng hoặc số hiệu thay đổi{_listed(gone, come)}", True
    words_before, words_after = _WORD.findall(before.casefold()), _WORD.findall(after.casefold())
    gone, come = _difference(words_before, words_after)
    if weighty := [word for word in gone + come if word in _NUMBER_WORDS or word in _NEGATIONS]:
        return (
            f"{name}: thêm hoặc bớt từ làm đổi nghĩa «{', '.join(dict.fromkeys(weighty))}»{_listed(gone, come)}",
            True,
        )
    touched = max(len(gone), len(come))
    if touched > max(SMALL_EDIT_WORDS, SMALL_EDIT_SHARE * len(words_before)):
        return f"{name}: thay đổi nhiều (bớt {len(gone)}, thêm {len(come)} từ)", True
    if not gone and not come:
        return f"{name}: đổi chữ hoa, dấu câu hoặc thứ tự từ", False
    return f"{name}: sửa vài từ{_listed(gone, come)}", False


def _difference(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    old, new = Counter(before), Counter(after)
    return list((old - new).elements()), list((new - old).elements())


def _listed(gone: list[str], come: list[str]) -> str:
    parts = []
    if gone:
        parts.append(f"bớt «{shorten(', '.join(gone[:12]), 150)}»")
    if come:
        parts.append(f"thêm «{shorten(', '.join(come[:12]), 150)}»")
    return f" ({'; '.join(parts)})" if parts else ""
