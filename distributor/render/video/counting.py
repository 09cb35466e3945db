"""Numbers that count up: where a figure has its number, and how it reads half-way. Pure."""

import re
from dataclasses import dataclass

NUMBER = re.compile(r"(?<![\d.,/])\d{1,3}(?:\.\d{3})+(?:,\d+)?(?![\d/])|(?<![\d.,/])\d+(?:,\d+)?(?![\d/])")
UNIT = re.compile(
    r"\s?(?:(?:nghìn|ngàn|triệu|tỷ|tỉ)(?: (?:nghìn|triệu|tỷ|tỉ))? đồng|nghìn|triệu|tỷ|tỉ|đồng|%|‰|m²|m2|ha|km|m|kg|tấn|lít|kWh|"
    r"ngày làm việc|ngày|tháng|năm|giờ|phút|tuổi|lần|điểm|người|hộ|suất|tin)(?![\w²])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Parts:
    """A figure as it is set: `before` and `after` small, `big` large."""

    before: str
    big: str
    after: str


def parts_of(figure: str) -> Parts:
    """`không quá 20 % giá trị` → "không quá", "20 %", "giá trị"; one of several numbers is large as a whole."""
    found = list(NUMBER.finditer(figure))
    if len(found) != 1:
        return Parts("", figure.strip(), "")
    number = found[0]
    unit = UNIT.match(figure, number.end())
    end = unit.end() if unit else number.end()
    return Parts(figure[: number.start()].strip(), figure[number.start() : end].strip(), figure[end:].strip(" ,;"))


def value_of(number: str) -> float:
    """`240.000,5` → 240000.5."""
    return float(number.replace(".", "").replace(",", "."))


def written(value: float, like: str) -> str:
    """The value as `like` is written: its decimals, and points between thousands if it has them or is long."""
    decimals = len(like.partition(",")[2])
    text = f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    whole = like.partition(",")[0]
    return text if "." in whole or len(whole) <= 3 else text.replace(".", "")


def halfway(text: str, share: float, old: str = "") -> str:
    """`text` with its numbers at so much of their way: from nought, or from the number of `old` if both have one."""
    start = NUMBER.search(old) if old else None
    first = value_of(start.group()) if start and len(NUMBER.findall(text)) == 1 else 0.0

    def number(found: re.Match[str]) -> str:
        goal = value_of(found.group())
        return written(first + (goal - first) * share, found.group())

    return NUMBER.sub(number, text)


def counts(text: str) -> bool:
    """Return True if the text has a number that is worth counting to: not 0 or 1."""
    return any(value_of(each.group()) >= 2 for each in NUMBER.finditer(text))


def share_of(figure: str) -> float | None:
    """`60 %` → 0.6; None if it is no share of a whole."""
    found = re.fullmatch(r"(\d+(?:,\d+)?)\s?%", figure.strip())
    value = value_of(found[1]) / 100 if found else -1.0
    return value if 0 <= value <= 1 else None
