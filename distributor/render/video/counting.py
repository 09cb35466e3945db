"""Numbers that count up: how a figure reads half-way. Pure."""

import re

from distributor.render.scene_figures import NUMBER


def value_of(number: str) -> float:
    """Return the value of a number: `240.000,5` → 240000.5."""
    return float(number.replace(".", "").replace(",", "."))


def written(value: float, like: str) -> str:
    """The value as `like` is written: its decimals, and points between thousands if it has them or is long."""
    decimals = len(like.partition(",")[2])
    text = f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))
    whole = like.partition(",")[0]
    return text if "." in whole or len(whole) <= 3 else text.replace(".", "")


def halfway(text: str, share: float, old: str = "") -> str:
    """Return `text` with its numbers at so much of their way: from nought, or from the number of `old` if both have one."""
    start = NUMBER.search(old) if old else None
    first = value_of(start.group()) if start and len(NUMBER.findall(text)) == 1 else 0.0

    def number(found: re.Match[str]) -> str:
        goal = value_of(found.group())
        return written(first + (goal - first) * share, found.group())

    return NUMBER.sub(number, text)


def counts(text: str) -> bool:
    """Return True if the text has a number that is worth counting to: not 0 or 1."""
    return any(value_of(each.group()) >= 2 for each in NUMBER.finditer(text))


MOST_CELLS = 31
_PERIOD = re.compile(r"(\d+)\s(?:giờ|ngày(?:\slàm\sviệc)?|tuần|tháng|năm)", re.IGNORECASE)


def cells_of(figure: str) -> tuple[int, float]:
    """Return how many parts the bar under a figure has, and how many of them fill: "60 %" → 10 and 6, "15 ngày" → 15 and 15."""
    if (share := share_of(figure)) is not None:
        return 10, 10 * share
    period = _PERIOD.fullmatch(figure.strip())
    cells = int(period[1]) if period else 1
    return (cells, cells) if 1 <= cells <= MOST_CELLS else (1, 1)


def share_of(figure: str) -> float | None:
    """Return the share: `60 %` → 0.6; None if it is no share of a whole."""
    found = re.fullmatch(r"(\d+(?:,\d+)?)\s?%", figure.strip())
    value = value_of(found[1]) / 100 if found else -1.0
    return value if 0 <= value <= 1 else None
