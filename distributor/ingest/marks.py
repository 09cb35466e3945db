"""Marks that must hold an item until a person has looked: secrecy, internal papers, drafts, a private person's data.

Better one look too many than one paper too many published; yet "bí mật", "mật khẩu", "mật độ", "mật ong" are ordinary words,
and an office's hotline is meant to be read. Reasons name what was found; of a personal number only its last three digits,
for reasons are stored and shown.
"""

import re

from distributor.ingest.personal import personal_details

_LEVEL = r"(?:tuyệt\s+mật|tối\s+mật|mật)"
_STANDALONE = re.compile(
    rf"""
      độ \s+ mật \s* [:：] \s* \W{{0,3}} (?P<labelled>{_LEVEL}) \b
    | [(\[] \s* (?P<bracketed>{_LEVEL}) \s* [)\]]
    | (?: ^ | \| ) [^\w\n|]* (?P<alone>{_LEVEL}) [^\w\n|]* (?: $ | (?=\|) )
    | ^ [^\w\n]* (?P<leading>(?-i:MẬT|TỐI\s+MẬT|TUYỆT\s+MẬT)) \s* [-–—:|] (?!\w)
    | (?P<shouted>(?-i:\b(?:TUYỆT|TỐI)\s+MẬT\b))
    | đóng \s+ dấu \s+ (?:chỉ \s+ độ \s+ mật \s+)? \W{{0,2}} (?P<stamped>{_LEVEL}) \b (?! \s+ (?:khẩu|độ|mã|ong|thiết))
    """,
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
)
# In the title only: a text may well tell of the draft that a document once was.
_DRAFT = re.compile(r"\bdự\s+thảo\b", re.IGNORECASE)
_INTERNAL = re.compile(r"lưu\s+hành\s+nội\s+bộ", re.IGNORECASE)
_MOBILE = re.compile(
    r"""(?<![\w/=&?%.,-])(?<!\d[ ])
        (?: \(?(?:\+|00)84\)? [ .-]? (?:\(0\))? | 84(?=\d{9}(?!\d)) | 0 )
        [35789] (?: [ .-]? \d ){8}
        (?![\w/=]|[.,]\d|[ .-]\d{3}|[ ]*(?:đồng|đ\b|vnd|vnđ))""",
    re.IGNORECASE | re.VERBOSE,
)
_HOTLINE_BEFORE = re.compile(
    r"(?:đường\s+dây\s+nóng|hotline|tổng\s+đài|trực\s+ban)(?![^\n]*(?:\bông\b|\bbà\b|\banh\b|\bchị\b))[^\n.;]{0,60}$",
    re.IGNORECASE,
)
_IDENTITY = re.compile(r"(?<![\w/=&?%.,-])0(?:0[1-9]|[1-9]\d)[ .]?[0-3]\d{2}[ .]?\d{3}[ .]?\d{3}(?![\w/=]|[.,]\d)")
_LABELLED_IDENTITY = re.compile(
    r"(?:căn\s+cước(?:\s+công\s+dân)?|cccd|cmnd|chứng\s+minh\s+(?:nhân\s+dân|thư)|định\s+danh\s+cá\s+nhân)"
    r"[^\w\n]*(?:số)?[^\w\n]{0,3}(\d{12}|\d{9})(?!\d)",
    re.IGNORECASE,
)
_ANY_DIGITS = re.compile(r"\d[\d .-]{7}")


def find_marks(title: str, text: str) -> tuple[str, ...]:
    """Reasons to hold, in Vietnamese, each once; empty if nothing was found. Both texts NFC and plain."""
    whole = f"{title}\n{text}"
    reasons: dict[str, None] = {}
    if _DRAFT.search(title):
        reasons.setdefault("tiêu đề nói về một dự thảo")
    folded = whole.casefold()
    if "mật" in folded:
        for match in _STANDALONE.finditer(whole):
            level = next(value for value in match.groupdict().values() if value)
            reasons.setdefault(f"có dấu chỉ độ mật «{' '.join(level.split()).capitalize()}»")
    if "hành" in folded and _INTERNAL.search(whole):
        reasons.setdefault("có ghi «lưu hành nội bộ»")
    if _ANY_DIGITS.search(whole):
        for number in _personal_numbers(whole):
            reasons.setdefault(number)
    reasons.update(dict.fromkeys(personal_details(whole)))
    return tuple(reasons)


def find_marks_of_file(name: str, text: str) -> tuple[str, ...]:
    """The same for a file that an item brings along; each reason says in which. `name`: for staff ("tệp đính kèm 1")."""
    return tuple(f"{reason} (trong {name})" for reason in find_marks("", text))


def _personal_numbers(whole: str) -> list[str]:
    found = []
    for match in _MOBILE.finditer(whole):
        if not _HOTLINE_BEFORE.search(whole[max(0, match.start() - 90) : match.start()]):
            found.append(f"có số điện thoại cá nhân (…{_last_digits(match[0])})")
    for pattern in (_IDENTITY, _LABELLED_IDENTITY):
        for match in pattern.finditer(whole):
            found.append(f"có số căn cước/định danh cá nhân (…{_last_digits(match[0])})")
    return found


def _last_digits(value: str) -> str:
    return re.sub(r"\D", "", value)[-3:]
