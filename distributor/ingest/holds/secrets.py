"""Papers under a level of secrecy, by their stamp, line, label or copy's number, however spaced or misread. Pure.

"Bí mật", "bảo mật", "mật khẩu", "mật độ", "mật ong" are ordinary words; a law may list the levels ("ba độ mật: Tuyệt mật, …").
"""

import re

from distributor.ingest.holds.words import spaced_out
from distributor.text.cued import Cued, searched

_LEVEL = r"(?:tuyệt\s+mật|tối\s+mật|mật)"
_WRITTEN = r"(?-i:Mật|MẬT|[Tt]ối\s+mật|Tối\s+Mật|TỐI\s+MẬT|[Tt]uyệt\s+mật|Tuyệt\s+Mật|TUYỆT\s+MẬT)"
_NO_LIST = rf"(?!\W{{0,6}}(?:,|và|hoặc|hay)\W{{0,4}}{_LEVEL})"
_STANDALONE = Cued(
    rf"""
      (?<!ba\ )(?<!các\ )(?<!cấp\ ) (?:độ|mức) \s+ (?:bảo\s+)? (?:mật|độ) \s* [:：] \s* \W{{0,3}}
      (?P<labelled>{_LEVEL}) \b {_NO_LIST}
    | [(\[] \s* (?P<bracketed>{_LEVEL}) \s* [)\]]
    | [(\[] \s* (?P<opened>(?-i:(?:TUYỆT[ ]+|TỐI[ ]+)?MẬT)) \s* [-–—,;:]
    | (?: ^ | \| ) [^\w\n|]* (?P<alone>{_LEVEL}) [^\w\n|]* (?: $ | (?=\|) )
    | ^ [^\w\n]* (?P<leading>(?-i:MẬT|TỐI\s+MẬT|TUYỆT\s+MẬT)) \s* [-–—:|] (?!\w)
    | (?P<shouted>(?-i:\b(?:TUYỆT|TỐI)\s+MẬT\b)) {_NO_LIST}
    | (?:đóng|mang|có) \s+ (?:con\s+)? (?:dấu|độ|mức) \s+ (?:chỉ \s+ )? (?:(?:độ|mức) \s+ (?:độ \s+)? )? (?:mật \s+ )? \W{{0,2}}
      (?P<stamped>{_WRITTEN}) \b
      (?! \s+ (?:khẩu|độ|mã|ong|thiết)) {_NO_LIST}
    """,
    "mật",
    re.IGNORECASE | re.MULTILINE | re.VERBOSE,
    as_written=True,
)
_MISREAD = re.compile(r"(?P<level>t[oôố][iìí1l]|tuy[eêệ]t)?m[aăâậặấầ]t", re.IGNORECASE)
_LINE = re.compile(
    r"^[^\w\n]{0,60}(?P<words>(?:T[OÔỐoôố][IÌÍiíl1]|TUY[EÊỆeêệ]T)?[ \t]{0,6}M[ ]{0,3}[AÂẬẶaâậặ][ ]{0,3}T)[^\w\n]{0,60}$",
    re.MULTILINE,
)
_LISTED = re.compile(r"[;|]\s*(Mật|Tối\s+mật|Tuyệt\s+mật|MẬT|TỐI\s+MẬT)\s*[;|]")
_SIGNS = tuple(
    Cued(pattern, cues, re.MULTILINE)
    for pattern, cues in (
        (
            r"^[^\w\n]*(?:bản\s+s[ốôo]|s[ốôo]\s+b[ảa]n)\s*[:：]?\s*\d{1,3}(?:\s*/\s*\d{1,3})?[^\w\n]*$",
            "bản số|bản sô|bản so|số bản|số ban|sô bản|sô ban|so bản|so ban",
        ),
        (
            r"(?<!\w)s[ốôo]\s+(?:b[ảa]n|lượng)\s*:\s*\d{1,3}(?:\s+bản)?\s*[,.;]\s*b[ảa]n\s+s[ốôo]\s*:?\s*\d{1,3}",
            "số bản|số ban|sô bản|sô ban|so bản|so ban|số lượng|sô lượng|so lượng",
        ),
        (r"bản(?<!\wbản)\s+số\s*:?\s*\d{1,3}\s*/\s*\d{1,3}(?![\d/])", "bản số"),
        (r"thời\s+hạn\s+bảo\s+(?:vệ|mật)\s*:\s*\d+\s+năm", "thời hạn bảo"),
        (r"(?:gửi|chuyển|báo\s+cáo|qua)[^.\n]{0,40}(?<!\w)(?:đường|mạng|điện)\s+(?:cơ\s+yếu|mật)(?!\w)", "cơ yếu|mật"),
        (r"không\s+(?:chuyển|truyền)\s+qua\s+mạng", "qua mạng"),
        (
            r"(?:xem|đọc|sử\s+dụng)\s+xong\s+(?:hủy|huỷ|đốt|trả\s+lại|thu\s+hồi)|không\s+đưa\s+ra\s+khỏi\s+phòng",
            "xong|không đưa ra khỏi phòng",
        ),
        (r"số\s*:?\s*\w*/[\w-]+\(m\)|số\s*:?\s*\w*/\w+(?:-\w+)?-m(?!\w)", "(m)|-m"),
        (
            r"(?<!\w)(?:mật\s+danh\s+(?:của|các)|mật\s+khẩu\s+nhận\s+biết|khóa\s+mã\s+phiên|tổ\s+mật\s+mã)(?!\w)",
            "mật danh|mật khẩu nhận biết|khóa mã phiên|tổ mật mã",
        ),
        (r"tuyệt\s+đối\s+(?:giữ\s+)?bí\s+mật\s*[.;!)\n]", "bí mật"),
    )
)
_LEVEL_WRITTEN = Cued(r"(?<!\w)(?i:mức\s+độ\s+mật)(?!\w)[^.\n]{0,20}MẬT", "mức độ mật", as_written=True)
_SHORT, _HEAD, _TAIL = 12_000, 3_000, 2_000


def stamped_part(text: str) -> str:
    """Return the part where a paper says what it is: all of a short one, the beginning and the end of a long one."""
    return text if len(text) <= _SHORT else f"{text[:_HEAD]}\n{text[-_TAIL:]}"


def find_secrets(title: str, text: str) -> list[str]:
    """The levels of secrecy that the paper bears ("Tối mật"), each once; "" where only other signs of a secret paper stand."""
    text = stamped_part(text)
    whole = searched(f"{title}\n{text}")
    found: dict[str, None] = {}
    for match in _STANDALONE.finditer(whole):
        level = next(value for value in match.groupdict().values() if value)
        found[" ".join(level.split()).capitalize()] = None
    if not found:
        found.update(dict.fromkeys(_misread(title, text)))
    if "độ mật" in whole.lower and (listed := _LISTED.search(whole.written)):
        found[" ".join(listed[1].split()).capitalize()] = None
    if not found and (any(sign.search(whole) for sign in _SIGNS) or _LEVEL_WRITTEN.search(whole)):
        found[""] = None
    return list(found)


def _misread(title: str, text: str) -> list[str]:
    """`M Ậ T`, `TỐl MẬT`, `M Ặ T`: spaced by the typist or misread by a scanner, alone on a line."""
    words = [
        re.sub(r"\s", "", match["words"])
        for match in _LINE.finditer(f"{title}\n{text}")
        if match["words"] not in ("mặt", "mát")
    ]
    words += [each for each in (*spaced_out(title), *spaced_out(text)) if len(each) <= 10]
    levels = []
    for each in words:
        if match := _MISREAD.fullmatch(each):
            first = (match["level"] or "").casefold()
            levels.append("Tuyệt mật" if first.startswith("tuy") else "Tối mật" if first else "Mật")
    return levels
