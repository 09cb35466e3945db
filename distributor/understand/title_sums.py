"""A sum in a title that the text has in no writing: then one of the two is wrong, and a person looks. Pure, linear."""

import re

_UNITS = {"nghìn": 10**3, "ngàn": 10**3, "triệu": 10**6, "tỷ": 10**9, "tỉ": 10**9}
_SUM = re.compile(
    r"(?<![\w.,])(?P<number>\d{1,3}(?:\.\d{3})+|\d+(?:,\d{1,3})?)\s*(?:(?P<unit>nghìn|ngàn|triệu|tỷ|tỉ)(?!\w)|(?:đồng|đ)(?!\w))",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"(?<!\w)(?:gần|hơn|khoảng|hàng|chục|trăm|cả|ngót|xấp xỉ|tổng|từ|đến|tới|-|–)\s*\Z", re.IGNORECASE)
"""Before a sum that is rounded, or one end of a span."""


def sum_only_in_title(title: str, text: str) -> str:
    """Return the first sum of a title that the text, which names sums of its own, has in no writing; else empty."""
    told = {_value(each) for each in _SUM.finditer(text)}
    if not told:
        return ""
    for each in _SUM.finditer(title):
        if not _ABOUT.search(title[: each.start()]) and _value(each) not in told:
            return each[0]
    return ""


def _value(found: re.Match[str]) -> int:
    whole, _, part = found["number"].replace(".", "").partition(",")
    unit = _UNITS.get((found["unit"] or "").casefold(), 1)
    return int(whole) * unit + (int(part) * unit // 10 ** len(part) if part else 0)
