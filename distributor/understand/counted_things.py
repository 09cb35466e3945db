"""How many things a text says that follow ("ba việc: A; B"), and things one behind the other, each with its price. Pure."""

import re

_NUMBER_WORDS = {"hai": 2, "ba": 3, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8}
COUNTED = re.compile(
    rf"(?<!\w)(?P<many>{'|'.join(_NUMBER_WORDS)}|\d{{1,2}})\s+(?P<what>(?:việc|bước|điều|điểm|nội dung|trường hợp|nhóm|cách|"
    r"biện pháp|giấy tờ|quyền|buổi|đợt|địa điểm|khung giờ|phiên|lớp)(?:\s\w+){0,3}?)(?:,?\s(?:bao )?gồm(?: có)?)?:",
    re.IGNORECASE,
)
COUNTS_ON = re.compile(
    r",\s(?:(?:người dân|bà con|công dân|mọi người)\s)?cần (?:nhớ|lưu ý|làm|thực hiện)\s"
    rf"(?:{'|'.join(_NUMBER_WORDS)}|\d{{1,2}})\s(?:việc|điều|bước|điểm)(?: sau| sau đây)?:",
    re.IGNORECASE,
)
"""", người dân cần nhớ ba việc: A; B; C": the things themselves say as much."""

TARIFF = re.compile(
    r":\s[^:;]{3,80}\d[\d.,]*\s?(?:đồng|%|triệu|nghìn)[^:;]{0,40};\s[^:;]{3,80}\d[\d.,]*\s?(?:đồng|%|triệu|nghìn)"
)
"""What is to be paid for what, one behind the other."""


def uncounted(text: str) -> str:
    """Return a text without a number of things that are not all said: of "ba việc: A; B" the first words are "việc: A; B"."""
    found = COUNTED.search(text)
    if found is None:
        return text
    wanted = _NUMBER_WORDS.get(found["many"].casefold()) or (int(found["many"]) if found["many"].isdecimal() else 0)
    behind = text[found.end() :]
    if max(behind.count(";"), behind.count(",")) + 1 >= wanted:
        return text
    return f"{text[: found.start()]}{found['what']}:{behind}"
