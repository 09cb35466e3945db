"""Law-aware reading: the words a newsreader would say for what a legal text writes. Pure; its words are `config/speech.toml`.

Each step turns one kind of writing into words and leaves the rest, the most particular first:
addresses, numbers of documents, dates, hours, telephone numbers, Roman numerals, points and articles, quantities, abbreviations,
plain numbers, signs.

A document is said as on the radio: "Quyết định số 471/QĐ-TTg" → "Quyết định số bốn trăm bảy mươi mốt của Thủ tướng Chính phủ";
kind and issuer are not said twice where the text itself names them.
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from distributor.config_files import read_config
from distributor.render.video import number_words as say
from distributor.settings import CONFIG_FOLDER
from distributor.text.plain import one_line

YEAR = r"(?:1[89]|20)\d\d"
DATE = re.compile(
    rf"(?<![\d/.])(?:(?P<head>ngày)\s+)?(?P<day>\d{{1,2}})(?P<by>[/.-])(?P<month>\d{{1,2}})(?P=by)(?P<year>{YEAR})(?![\d/])",
    re.IGNORECASE,
)
RANGE_OF_DATES = re.compile(r"(?<=/\d{4})\s*[-–—]\s*(?=\d{1,2}/)")
DAY_MONTH = re.compile(
    r"\b(?P<head>ngày|sáng|chiều|tối|đêm|hôm nay)\s*(?P<open>\(?)(?P<day>\d{1,2})[/.-](?P<month>\d{1,2})(?![\d/.]\d)",
    re.IGNORECASE,
)
MONTH_YEAR = re.compile(rf"\b(?P<head>tháng)\s+(?P<month>\d{{1,2}})\s*[/-]\s*(?P<year>{YEAR})\b", re.IGNORECASE)
QUARTER_YEAR = re.compile(rf"\b(?P<head>quý)\s+(?P<number>[IVX]+|\d)\s*[/-]\s*(?P<year>{YEAR})\b", re.IGNORECASE)
SPELT_DAY = re.compile(r"\b(?P<head>ngày)\s+(?P<day>\d{1,2})(?=\s+tháng\b)", re.IGNORECASE)
SPELT_MONTH = re.compile(r"\b(?P<head>tháng)\s+(?P<month>\d{1,2})\b(?![/.,]\d)", re.IGNORECASE)
HOUR = re.compile(r"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4])\s?(?:h|:|g)(?P<minute>[0-5]\d)(?:p|')?(?![\d:\w])")
FULL_HOUR = re.compile(r"(?<![\d.,:/])(?P<hour>[01]?\d|2[0-4])h(?!\w)")
PHONE = re.compile(
    r"(?<![\d/.,])(?P<number>(?:\+84|0\d{1,3}|\(0\d{1,3}\)|1[89]00)[ .-]?\d{2,4}(?:[ .-]?\d{2,4}){0,3})(?![\d/]|[.,]\d)"
)
ADDRESS = re.compile(
    r"(?:https?://|www\.)\S*[^\s.,;:!?)»”]|\b(?:[a-z0-9-]+\.)+(?:vn|com|example|org|net)\b(?:/\S*[^\s.,;:!?)»”])?"
)
MAIL = re.compile(r"\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b")
THE_DOCUMENT = re.compile(
    r"(?P<number_word>\b(?i:số)\s*:?\s*)?(?<![\d/.,-])(?P<number>\d{1,6}[a-zđ]?)"
    rf"(?:/(?P<year>{YEAR}))?/(?P<symbol>[A-ZĐ][A-ZĐa-z]*\d{{0,2}}(?:[-–][A-ZĐ][A-ZĐa-z]*\d{{0,2}})*)(?![\w/])"
)
NAMES_ISSUER = re.compile(
    r",?\s*(?:ngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}\s+năm\s+\d{4}|/\d{1,2}/\d{4}))?,?\s*(?:của|do)\b"
)
ELEMENT_LETTER = re.compile(r"\b(?P<head>điểm)\s+(?P<letter>[a-zđ])\b(?!\.)", re.IGNORECASE)
NUMBER_LETTER = re.compile(r"(?<![\w/.,-])(?P<number>\d{1,3})(?P<letter>[a-eđ])\b(?![.\w/])")
ORDINAL = re.compile(r"\b(?P<head>thứ)\s+(?P<number>\d{1,2})\b(?![.,/]\d)", re.IGNORECASE)
RANGE = re.compile(r"(?<=\d)\s*[-–—]\s*(?=\d)|(?<=%)\s*[-–—]\s*(?=\d)")
NUMBER = re.compile(
    r"(?<![\w])(?P<whole>\d{1,3}(?:[. ]\d{3})+(?![\d])|\d{1,3}(?:,\d{3}){2,}(?!\d)|\d+)(?:,(?P<fraction>\d+))?(?![\w])"
)
DOTTED = re.compile(r"(?<![\d.,])(\d{1,3})\.(\d{1,2})(?=\D|\Z)(?!\.\d)")
DIGITS = re.compile(r"\d+")
"""What is left: digits among letters, as in the name of a form."""
VOWEL = re.compile("[aăâeêioôơuưyàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.IGNORECASE)
LONGEST_VALUE = 15
"""Digits; more is no quantity but a code."""


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    roman_after: tuple[str, ...]
    dialled_after: tuple[str, ...]
    address: str
    mail: str


class _Data(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)

    kinds: dict[str, str]
    issuers: dict[str, str]
    abbreviations: dict[str, str]
    units: dict[str, str]
    letters: dict[str, str]
    words: _Words


@dataclass(frozen=True)
class Reader:
    """Says text by one set of words."""

    data: _Data
    _abbreviation: re.Pattern[str]
    _unit: re.Pattern[str]
    _per: re.Pattern[str]
    _dialled: re.Pattern[str]
    _roman: re.Pattern[str]

    def say(self, text: str, following: str = "") -> str:
        """One line of words, with the stops that a voice breathes at; nothing but letters, spaces and `, . ? ! : ;`.

        `following`: what is said next, so that an issuer named there is not named here too.
        """
        spoken = one_line(text)
        spoken = MAIL.sub(self.data.words.mail, spoken)
        spoken = ADDRESS.sub(self.data.words.address, spoken)
        spoken = THE_DOCUMENT.sub(lambda found: self._document(found, following), spoken)
        spoken = _dates(spoken)
        spoken = HOUR.sub(_hour, spoken)
        spoken = FULL_HOUR.sub(lambda found: f"{say.cardinal(int(found['hour']))} giờ", spoken)
        spoken = self._dialled.sub(lambda found: found["head"] + _dial(found["number"]), spoken)
        spoken = PHONE.sub(lambda found: _dial(found["number"]) if _is_phone(found["number"]) else found[0], spoken)
        spoken = self._roman.sub(self._roman_words, spoken)
        spoken = ORDINAL.sub(lambda found: f"{found['head']} {say.ordinal(int(found['number']))}", spoken)
        spoken = ELEMENT_LETTER.sub(lambda found: f"{found['head']} {self._letter(found['letter'])}", spoken)
        spoken = NUMBER_LETTER.sub(lambda found: f"{found['number']} {self._letter(found['letter'])}", spoken)
        spoken = RANGE.sub(" đến ", spoken)
        spoken = self._unit.sub(self._unit_words, spoken)
        spoken = self._per.sub(r"\1 mỗi ", spoken)
        spoken = self._unit.sub(self._unit_words, spoken)
        spoken = self._abbreviation.sub(self._abbreviated, spoken)
        spoken = DOTTED.sub(lambda found: f"{say.cardinal(int(found[1]))} chấm {say.cardinal(int(found[2]))}", spoken)
        spoken = NUMBER.sub(_number, spoken)
        spoken = DIGITS.sub(lambda found: f" {say.digit_by_digit(found[0])} ", spoken)
        return _signs(" ".join(self._word(word) for word in spoken.split()))

    def _document(self, found: re.Match[str], following: str) -> str:
        """Number, year, then kind and issuer of the symbol, unless the text says them itself."""
        number = found["number"]
        digits = number.rstrip("abcdeđ")
        said = say.digit_by_digit(digits) if digits.startswith("0") else say.cardinal(int(digits))
        said += f" {self._letter(number[-1])}" if number != digits else ""
        said += f" năm {say.cardinal(int(found['year']))}" if found["year"] else ""
        kind, issuers = self._symbol(found["symbol"])
        before = found.string[: found.start()].rstrip().casefold()
        if NAMES_ISSUER.match(f"{found.string[found.end() :]} {following}".rstrip()):
            issuers = ""
        ending = f" của {issuers}" if issuers else ""
        if kind and not before.endswith(kind):
            ending = f", {kind}{ending}"
        return f"số {said}{ending}"

    def _symbol(self, symbol: str) -> tuple[str, str]:
        """`QĐ-UBND` → kind and issuers in words; letters that no table knows are spelt."""
        parts = re.split("[-–]", symbol)
        kind = self.data.kinds.get(parts[0], "")
        issuers = [self._issuer(part) for part in (parts[1:] if kind else parts)]
        return kind, ", ".join(issuers)

    def _issuer(self, part: str) -> str:
        letters = part.rstrip("0123456789")
        term = f" khóa {say.cardinal(int(part[len(letters) :]))}" if letters != part else ""
        return (self.data.issuers.get(letters) or self.data.abbreviations.get(letters) or self._spelt(letters)) + term

    def _roman_words(self, found: re.Match[str]) -> str:
        value = say.roman(found["numeral"])
        if not value:
            return found[0]
        words = say.ordinal(value) if found["head"].casefold().endswith("thứ") else say.cardinal(value)
        return f"{found['head']} {words}"

    def _unit_words(self, found: re.Match[str]) -> str:
        return f"{found[1]} {self.data.units[found[2]]}"

    def _abbreviated(self, found: re.Match[str]) -> str:
        return self.data.abbreviations.get(found[0]) or self.data.issuers[found[0]]

    def _word(self, word: str) -> str:
        """Capitals become a word in small letters; capitals that are no word are spelt."""
        bare = word.strip("\"“”«»'’().,;:!?…[]")
        if len(bare) < 2 or not bare.isupper() or not bare.isalpha():
            return word
        return word.replace(bare, bare.lower() if VOWEL.search(bare) else self._spelt(bare))

    def _letter(self, letter: str) -> str:
        return self.data.letters.get(letter.lower(), letter)

    def _spelt(self, letters: str) -> str:
        return " ".join(self._letter(letter) for letter in letters)


@cache
def load_reader(folder: Path = CONFIG_FOLDER) -> Reader:
    """Read the rules of reading aloud. Raises `SettingsError` that names the file and the entry."""
    file = folder / "speech.toml"
    data = read_config(_Data, file)
    short = _any_of([*data.abbreviations, *data.issuers])
    units = _any_of(data.units)
    return Reader(
        data,
        re.compile(rf"(?<![\w/-])(?:{short})(?!\w)"),
        re.compile(rf"(\d)\s?({units})(?![\w²³/])"),
        re.compile(rf"(\d\s?(?:{units}|nghìn đồng|triệu đồng|tỷ đồng))\s?/\s?(?=[^\W\d_])"),
        re.compile(
            rf"(?P<head>\b(?:{_any_of(data.words.dialled_after)})(?:\s+số)?\s*:?\s+)(?P<number>\d[\d .-]{{1,14}}\d)(?![\d/])",
            re.IGNORECASE,
        ),
        re.compile(rf"\b(?P<head>(?i:{_any_of(data.words.roman_after)}))\s+(?P<numeral>[IVXLC]+)\b"),
    )


def say_aloud(text: str) -> str:
    """The text as it is read aloud, by the words of `config/speech.toml`."""
    return load_reader().say(text)


def _any_of(words: object) -> str:
    return "|".join(re.escape(word) for word in sorted(map(str, words), key=len, reverse=True))  # type: ignore[call-overload]


def _dates(text: str) -> str:
    def day(found: re.Match[str]) -> str:
        if not (1 <= int(found["day"]) <= 31 and 1 <= int(found["month"]) <= 12):
            return found[0]
        spoken = (
            f"{found['head'] or 'ngày'} {say.day_of_month(int(found['day']))} tháng {say.month(int(found['month']))}"
        )
        return f"{spoken} năm {say.cardinal(int(found['year']))}" if found.re is DATE else spoken

    def day_month(found: re.Match[str]) -> str:
        if not (1 <= int(found["day"]) <= 31 and 1 <= int(found["month"]) <= 12):
            return found[0]
        head = found["head"] if found["head"].casefold() == "ngày" else f"{found['head']} {found['open']}ngày"
        return f"{head} {say.day_of_month(int(found['day']))} tháng {say.month(int(found['month']))}"

    def month(found: re.Match[str]) -> str:
        number = int(found["month"])
        return f"{found['head']} {say.month(number)}" if 1 <= number <= 12 else found[0]

    def month_year(found: re.Match[str]) -> str:
        return f"{month(found)} năm {say.cardinal(int(found['year']))}"

    def quarter_year(found: re.Match[str]) -> str:
        number = found["number"]
        value = int(number) if number.isdigit() else say.roman(number.upper())
        return f"{found['head']} {say.cardinal(value)} năm {say.cardinal(int(found['year']))}" if value else found[0]

    text = RANGE_OF_DATES.sub(" đến ", text)
    text = DATE.sub(day, text)
    text = MONTH_YEAR.sub(month_year, text)
    text = QUARTER_YEAR.sub(quarter_year, text)
    text = DAY_MONTH.sub(day_month, text)
    text = SPELT_DAY.sub(lambda found: f"{found['head']} {say.day_of_month(int(found['day']))}", text)
    return SPELT_MONTH.sub(month, text)


def _hour(found: re.Match[str]) -> str:
    minute = int(found["minute"])
    return f"{say.cardinal(int(found['hour']))} giờ" + (f" {say.cardinal(minute)} phút" if minute else "")


def _is_phone(number: str) -> bool:
    digits = "".join(letter for letter in number if letter.isdigit())
    return len(digits) >= (7 if digits.startswith(("18", "19")) else 9)


def _dial(number: str) -> str:
    """Digit by digit, with a breath between groups."""
    groups = re.findall(r"\d+", number.replace("+84", "0", 1))
    if len(groups) == 1 and len(groups[0]) > 6:
        digits = groups[0]
        groups = [digits[:4], *(digits[start : start + 3] for start in range(4, len(digits), 3))]
    return ", ".join(say.digit_by_digit(group) for group in groups)


def _number(found: re.Match[str]) -> str:
    whole, fraction = re.sub(r"[., ]", "", found["whole"]), found["fraction"]
    grouped = whole != found["whole"]
    if fraction and grouped and "," in found["whole"]:
        return f"{say.cardinal(int(whole))}, {say.cardinal(int(fraction))}"
    if fraction:
        return say.decimal(whole, fraction)
    if len(whole) > LONGEST_VALUE or (whole.startswith("0") and len(whole) > 2):
        return say.digit_by_digit(whole)
    return say.cardinal(int(whole))


SIGNS = (
    (re.compile(r"[“”\"«»‘’*_#|\[\]{}]"), ""),
    (re.compile(r"\s*[(]\s*"), ", "),
    (re.compile(r"\s*[)]\s*(?=[.,;:!?])"), ""),
    (re.compile(r"\s*[)]\s*"), ", "),
    (re.compile(r"\s+[-–—•]\s+"), ", "),
    (re.compile(r"(?<=\w)[-–—](?=\w)"), " "),
    (re.compile(r"\s*/\s*"), " "),
    (re.compile(r"\s*≥\s*"), " từ "),
    (re.compile(r"\s*≤\s*"), " không quá "),
    (re.compile(r"\s*\+\s*"), " cộng "),
    (re.compile(r"\s*=\s*"), " bằng "),
    (re.compile(r"…|\.{2,}"), "."),
    (re.compile(r"[^\w\s.,;:?!]"), " "),
    (re.compile(r"\s+(?=[.,;:?!])"), ""),
    (re.compile(r"([.,;:?!])(?:[.,;:]\s*)+"), r"\1 "),
    (re.compile(r"^[\s.,;:]+"), ""),
    (re.compile(r"\s+"), " "),
)


def _signs(text: str) -> str:
    for sign, words in SIGNS:
        text = sign.sub(words, text)
    return text.strip()


def dictated(address: str) -> str:
    """An address as one says it to somebody who writes it down: "loa chấm huonggiang chấm vê en nờ gạch chéo tin …".

    A code is said letter by letter; one too long for that is left to the screen.
    """
    bare = address.partition("://")[2] or address
    host, _, path = bare.strip("/").partition("/")
    labels = " chấm ".join(_label(label) for label in host.split("."))
    parts = [_part(part) for part in path.split("/") if part]
    return " gạch chéo ".join([labels, *parts])


LONGEST_CODE = 8


def _label(label: str) -> str:
    return label if len(label) > 2 else _spelt(label)


def _part(part: str) -> str:
    if part.isdigit() and len(part) <= LONGEST_CODE:
        return say.cardinal(int(part))
    if part.isascii() and part.isalpha() and len(part) > 1:
        return part
    return _spelt(part) if len(part) <= LONGEST_CODE else load_reader().data.words.address


def _spelt(letters: str) -> str:
    names = load_reader().data.letters
    return " ".join(
        say.DIGITS[int(letter)] if letter.isdigit() and letter.isascii() else names.get(letter.casefold(), letter)
        for letter in letters
    )
