"""Words as people type them on a telephone, brought to plain syllables: accents in any spelling, leftovers of Telex, doubled and
swapped letters. Pure.

A word is kept with its accents where it has any, so that "đừng" and "dụng" stay two words.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache

_MARKS = re.compile("[\u0300-\u036f]+")
_TOKEN = re.compile(r"[^\W_]+")
_CLAUSE_ENDS = frozenset(".,;!?\n:")
LEAST_JOINED = 6
_VOWEL = re.compile("[aeiouy]")
_RUN = re.compile(r"([a-z])\1+")
_TELEX_TONE = re.compile(r"(?<=[aeiouy])[sfrxj]|(?<=[aeiouy][a-z])[sfrxj]|[sfrxj]$")
_VNI = re.compile(r"(?=.*[1-9])[a-z]+(?:(?:[6-9]?[1-5]|[1-5]?[6-9])[a-z]+)*(?:[6-9]?[1-5]|[1-5]?[6-9])?")
_HARD = """
a ac ach ai am an ang anh ao ap at au ay o oa oac oach oai oam oan oang oanh oao oap oat oay oc oe oen oeo oet oi om on ong
oong op ot u ua uan uang uat uay uc ui um un ung uo uoc uoi uom uon uong uop uot uou up ut uu uya
"""
_SOFT = "e ec ech em en eng enh eo ep et eu i ia ich ie iec iem ien ieng iep iet ieu im in inh ip it iu y"
_EITHER = "ue uech uenh uy uych uyen uyet uyn uynh uyt uyu"
_AFTER_QU = "a ac ach ai am an ang anh ao at au ay e en eo et eu ech enh i ich in it y yen yet ynh yt o oc"
_ALONE = "y yem yen yet yeu yeng gi gin gip giet gieng quoc"


@cache
def syllables() -> frozenset[str]:
    """Every syllable that Vietnamese spelling allows, without accents."""
    hard, soft, either = _HARD.split(), _SOFT.split(), _EITHER.split()
    made = {onset + rime for onset in ("c", "g", "ng") for rime in (*hard, *either)}
    made |= {onset + rime for onset in ("k", "gh", "ngh") for rime in soft}
    free = ("", "b", "ch", "d", "gi", "h", "kh", "l", "m", "n", "nh", "p", "ph", "r", "s", "t", "th", "tr", "v", "x")
    made |= {onset + rime for onset in free for rime in (*hard, *soft, *either)}
    made |= {"qu" + rime for rime in _AFTER_QU.split()} | set(_ALONE.split())
    return frozenset(made)


def bare(text: str) -> str:
    """Return a text in small letters, without accents."""
    if text.isascii():
        return text.lower()
    return _MARKS.sub(
        "", unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold().replace("đ", "d"))
    )


def marks(text: str) -> str:
    """Its accents alone, `đ` as one of them."""
    return "".join(_MARKS.findall(unicodedata.normalize("NFD", text))) + "đ" * text.count("đ")


@dataclass(frozen=True)
class Word:
    """`plain`: without accents, as it was meant; `typed`: as it stands there, NFC and small. `ends`: a clause ends with it."""

    plain: str
    typed: str
    ends: bool = False

    @property
    def is_accented(self) -> bool:
        return not self.typed.isascii()


def words_of(
    text: str, short_forms: Mapping[str, str], known: Collection[str] = (), meant: Collection[str] = ()
) -> list[Word]:
    """The words in order. `short_forms`: word (with accents or without) → what it stands for, maybe several words.

    `known`: plain words beside the syllables of Vietnamese that are right as they are. `meant`: what a slip may have meant: any
    other word becomes the nearest of them, if one slip leads there.
    """
    found: list[Word] = []
    folded = unicodedata.normalize("NFKC", text).casefold()
    for token in _TOKEN.finditer(folded):
        typed = vni(unicodedata.normalize("NFC", token[0]))
        ends = folded[token.end() : token.end() + 1] in _CLAUSE_ENDS
        said = _long(typed, short_forms).split() if typed in short_forms or not typed.isascii() else [typed]
        for long in [part for word in said for part in _apart(word, known)]:
            meant_word = _meant(bare(long), known, meant)
            for plain in short_forms.get(meant_word, meant_word).split():
                found.append(Word(bare(plain), long if bare(long) == bare(plain) else plain))
        if ends and found:
            found[-1] = replace(found[-1], ends=True)
    return found


def _apart(word: str, known: Collection[str]) -> list[str]:
    """Known words that were typed without spaces (`huydangky`); any other word is itself."""
    if len(word) < LEAST_JOINED or not word.isascii() or word in known or word in syllables():
        return [word]
    ways: list[list[str] | None] = [[]] + [None] * len(word)
    for end in range(2, len(word) + 1):
        for begin in range(end - 2, -1, -1):
            before = ways[begin]
            if (
                before is not None
                and word[begin:end] in known
                and (ways[end] is None or len(before) + 1 < len(ways[end] or []))
            ):
                ways[end] = [*before, word[begin:end]]
    return ways[-1] or [word]


def _long(typed: str, short_forms: Mapping[str, str]) -> str:
    if typed in short_forms:
        return short_forms[typed]
    return short_forms.get(bare(typed), typed) if typed.isascii() or bare(typed) not in syllables() else typed


def _meant(plain: str, known: Collection[str], meant: Collection[str]) -> str:
    """Return what a plain word most likely was: itself, or without Telex's letters, without doubled ones, or the nearest."""
    if plain in syllables() or plain in known or plain in meant or not plain.isalpha():
        return plain
    for other in (telex(plain), _RUN.sub(r"\1", plain)):
        if other and (other in syllables() or other in known or other in meant):
            return other
    if len(plain) < 3 or not _VOWEL.search(plain):
        return plain
    near = (word for word in meant if abs(len(word) - len(plain)) <= 1 and is_near(plain, word))
    # The same letters in another order come first ("sotp" is "stop"), then a letter that is missing.
    return min(near, key=lambda word: (sorted(word) != sorted(plain), len(word) <= len(plain), word), default=plain)


def telex(plain: str) -> str:
    """A word that was typed by Telex on a telephone without it: `ddawng` → `dang`, `choois` → `choi`. Empty where it is none."""
    for as_typed in ("", "u"):
        letters = _RUN.sub(r"\1", plain.replace("w", as_typed))
        if letters in syllables():
            return letters
        for place in _TELEX_TONE.finditer(letters):
            without = letters[: place.start()] + letters[place.end() :]
            if without in syllables():
                return without
    return ""


def vni(typed: str) -> str:
    """A word that was typed by VNI on a telephone without it: `d9u72ng` → `dung`. Any other word is itself."""
    if typed.isalpha():
        return typed
    letters = re.sub("[1-9]", "", typed) if _VNI.fullmatch(typed) else ""
    return letters if len(letters) > 1 and letters in syllables() else typed


def is_near(one: str, other: str) -> bool:
    """Return True if one slip makes one word of the other: a letter too many, too few, wrong, or two swapped."""
    if one == other:
        return True
    if len(one) == len(other):
        differ = [place for place in range(len(one)) if one[place] != other[place]]
        if len(differ) == 1:
            return True
        return (
            len(differ) == 2
            and differ[1] == differ[0] + 1
            and one[differ[0]] == other[differ[1]]
            and one[differ[1]] == other[differ[0]]
        )
    short, long = sorted((one, other), key=len)
    return len(long) - len(short) == 1 and any(long[:place] + long[place + 1 :] == short for place in range(len(long)))


_SOUNDS = (
    (re.compile(r"^(?:gi|r|d)"), "d"),
    (re.compile(r"^tr"), "ch"),
    (re.compile(r"^s"), "x"),
    (re.compile(r"^[nl](?!g|h)"), "l"),
    (re.compile(r"^(?:k|q)"), "c"),
    (re.compile(r"ng$|nh$"), "n"),
    (re.compile(r"[ck]$|ch$"), "t"),
    (re.compile(r"y$"), "i"),
)


@lru_cache(maxsize=4096)
def sound(plain: str) -> str:
    """Return what words share that are said alike somewhere in the country: `tru` and `chu`, `sinh` and `xin`."""
    for pattern, alike in _SOUNDS:
        plain = pattern.sub(alike, plain)
    return plain
