"""Whether words are Vietnamese syllables: broken scans and wrong fonts give letters that are none. Pure, linear."""

import re
import unicodedata
from collections.abc import Iterable

from distributor.text.tidy import nfc

_TONES = str.maketrans("", "", "\u0300\u0301\u0303\u0309\u0323")
_ONSET = r"(?:ngh?|nh|gh|gi|kh|ph|th|tr|ch|qu|[bcdđghklmnprstvx])?"
_NUCLEUS = (
    r"(?:uyê|uya|uyu|iêu|yêu|oai|oay|oao|oeo|uây|uôi|uao|uêu|ươi|ươu|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|oo|ôi|ơi|ua|uâ|ue|uê|ui|"
    r"uô|uơ|uy|ưa|ưi|ươ|ưu|yê|ya|[aăâeêioôơuưy])"
)
_SYLLABLE = re.compile(rf"{_ONSET}{_NUCLEUS}(?:ch|ng|nh|[cmnpt])?")
_WORD = re.compile(r"[^\W_]+")


def is_syllable(word: str) -> bool:
    """Return True if a word, in lower case and NFC, is a Vietnamese syllable."""
    bare = unicodedata.normalize("NFD", word).translate(_TONES)
    return _SYLLABLE.fullmatch(nfc(bare)) is not None


def odd_words(words: Iterable[str]) -> list[str]:
    """Return, of the words in lower case, those that no Vietnamese would write; names and abbreviations in capitals do not
    count."""
    known: dict[str, bool] = {}
    odd = []
    for word in words:
        if len(word) < 2 or not word[0].islower():
            continue
        if word not in known:
            known[word] = is_syllable(word)
        if not known[word]:
            odd.append(word)
    return odd


def words_of(text: str) -> list[str]:
    return _WORD.findall(text)
