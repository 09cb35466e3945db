"""What a change means. Trivial: white space and mark-up, never posted. Correction: a few words. Substantive: a number, a
date, the number of a law, a negation, a number word, or much of the text. Pure.
"""

import re
from collections import Counter
from dataclasses import dataclass

from distributor.models import RevisionKind
from distributor.text.tidy import shorten, squeeze
from phrases import listed, phrase

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
    """The text of an item that is compared."""

    title: str
    summary: str
    text: str


@dataclass(frozen=True)
class Change:
    """`changes`: what changed, in words for staff."""

    kind: RevisionKind
    changes: tuple[str, ...] = ()


def classify(old: ComparedText, new: ComparedText) -> Change:
    """Return how far `new` is from `old`."""
    pairs = [
        (phrase("ingest.part.title"), squeeze(old.title), squeeze(new.title)),
        (phrase("ingest.part.summary"), squeeze(old.summary), squeeze(new.summary)),
        (phrase("ingest.part.text"), squeeze(old.text), squeeze(new.text)),
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
        return phrase("ingest.change.figures", part=name, words=_listed(gone, come)), True
    words_before, words_after = _WORD.findall(before.casefold()), _WORD.findall(after.casefold())
    gone, come = _difference(words_before, words_after)
    if weighty := [word for word in gone + come if word in _NUMBER_WORDS or word in _NEGATIONS]:
        return (
            phrase(
                "ingest.change.meaning", part=name, weighty=", ".join(dict.fromkeys(weighty)), words=_listed(gone, come)
            ),
            True,
        )
    touched = max(len(gone), len(come))
    if touched > max(SMALL_EDIT_WORDS, SMALL_EDIT_SHARE * len(words_before)):
        return phrase("ingest.change.much", part=name, gone=len(gone), come=len(come)), True
    if not gone and not come:
        return phrase("ingest.change.order", part=name), False
    return phrase("ingest.change.few", part=name, words=_listed(gone, come)), False


def _difference(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    old, new = Counter(before), Counter(after)
    return list((old - new).elements()), list((new - old).elements())


def _listed(gone: list[str], come: list[str]) -> str:
    parts = []
    if gone:
        parts.append(phrase("ingest.change.gone", words=shorten(", ".join(gone[:12]), 150)))
    if come:
        parts.append(phrase("ingest.change.come", words=shorten(", ".join(come[:12]), 150)))
    return phrase("ingest.change.words", words=listed(parts, "; ")) if parts else ""
