"""Texts that cannot be posted as they stand: typed in a font of the old days (TCVN3, VNI), in capitals only, not in Vietnamese.

Recognised and said, never converted: a converted law that is wrong in one letter is worse than none. Pure, linear.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path

from distributor.settings import CONFIG_FOLDER
from phrases import phrase

_WORD = re.compile(r"[^\s.,;:!?()“”\"/]+")
_MOST_WORDS = 4000
_FEWEST_WORDS = 12

FONTS = ("TCVN3", "VNI")
OLD_FONT = "Văn bản dùng phông chữ cũ {font}, chưa đọc được đúng. Hãy nhập lại bằng Unicode."


@cache
def common_words(folder: Path = CONFIG_FOLDER) -> Mapping[str, frozenset[str]]:
    """Read from `config/old_fonts.toml` how each font or language writes the commonest words."""
    table = tomllib.loads((folder / "old_fonts.toml").read_text(encoding="utf-8"))
    return {name: frozenset(entry["words"].split()) for name, entry in table.items()}


def old_font(text: str) -> str:
    """Return `TCVN3` or `VNI` where the text was typed in such a font; else empty."""
    words = [word.casefold() for word in _words(text)]
    if len(words) < 3:
        return ""
    for font in FONTS:
        hits = [word for word in words if word in common_words()[font]]
        # One word may be French or a formula; several different ones, often, are a font.
        if len(set(hits)) >= 3 and len(hits) >= 0.08 * len(words):
            return font
    return ""


def font_mark(text: str, where: str = "") -> str:
    """The reason to hold; empty if the text reads as it should. `where`: "trong tệp đính kèm 1"."""
    font = old_font(text)
    if not font:
        return ""
    mark = OLD_FONT.format(font=font)
    return f"{mark} ({where})" if where else mark


def language_questions(title: str, text: str) -> list[str]:
    """Return what staff are asked about the letters: capitals only, English, Vietnamese without its marks."""
    questions: list[str] = []
    if _shouts(title, 4):
        questions.append(phrase("understand.ask.title-in-capitals"))
    if _shouts(text, 30):
        questions.append(phrase("understand.ask.text-in-capitals"))
    words = [word.casefold() for word in _words(text)]
    if len(words) < _FEWEST_WORDS:
        words = [word.casefold() for word in _words(f"{title} {text}")]
    if len(words) >= _FEWEST_WORDS and not old_font(f"{title} {text}"):
        accented = sum(not word.isascii() for word in words)
        if accented < 0.1 * len(words):
            if _share(words, common_words()["english"]) >= 0.12:
                questions.append(phrase("understand.ask.english"))
            elif _share(words, common_words()["unaccented"]) >= 0.12:
                questions.append(phrase("understand.ask.unaccented"))
    return questions


def _shouts(text: str, fewest: int) -> bool:
    words = [word for word in _words(text) if any(letter.isalpha() for letter in word)]
    return len(words) >= fewest and all(word == word.upper() for word in words)


def _share(words: Collection[str], known: frozenset[str]) -> float:
    return sum(word in known for word in words) / len(words)


def _words(text: str) -> list[str]:
    # In TCVN3 the letter ư is a soft hyphen, which most programs drop.
    return _WORD.findall(text[: _MOST_WORDS * 8].replace("\u00ad", ""))[:_MOST_WORDS]
