"""Words by which a sentence is taken apart: who acts, what only joins, where a clause ends. Pure."""

import re

from distributor.text.plain import one_line

SHORT_DAY = r"\d{1,2}\s?/\s?\d{1,2}(?!\s?[/\d])"
"""A day without its year."""
JOINT = ",;:–—- "
"""What stands between two parts and belongs to neither."""
PERSON = (
    r"(?:người|hộ|gia đình|cá nhân|tổ chức|trẻ em|trẻ|học sinh|sinh viên|học viên|nghiên cứu sinh|thương binh|bệnh binh|"
    r"cán bộ|công chức|viên chức|giáo viên|doanh nghiệp|hợp tác xã|cơ sở|phụ nữ|thân nhân|mẹ việt nam|anh hùng|nạn nhân|"
    r"công dân|lao động|thai phụ|bà mẹ|cha mẹ|phụ huynh|chủ|bên|đối tượng|nông dân|ngư dân|bị can|bị cáo|nhóm \d|thôn|"
    r"đồng bào|bộ đội|cựu chiến binh|thanh niên|thân nhân|vợ|chồng|con|ông|bà|công ty|nhà đầu tư|hàng|nhà|xe|đất|dự án|"
    r"chủ hộ|lái xe|hành khách|tài xế|thí sinh|cử tri|khách|du khách|bệnh nhân|quân nhân|dân quân|công nhân|nhân dân)"
)
"""How the name of those begins whom a rule concerns, or of what it is about in their hands."""
OFFICE = re.compile(
    r"(?:ubnd|ủy ban|uỷ ban|hđnd|hội đồng|sở|bộ|chính phủ|thủ tướng|bộ trưởng|chủ tịch|giám đốc|cơ quan|tòa án|toà án|"
    r"viện kiểm sát|công an|hải quan|cục|chi cục|tổng cục|phòng|ban|văn phòng|thanh tra|kho bạc|tỉnh|thành phố|"
    r"phường|xã|quận|huyện|đại biểu|lãnh đạo|đơn vị|cơ sở đào tạo|trung tâm)(?!\w)",
    re.IGNORECASE,
)
"""How a sentence begins that tells what an office does, not a citizen."""
_SCHEME = re.compile(r"(?<!\w)https?://(?=\w)", re.IGNORECASE)
_SPACED = re.compile(r"(?<=\w)\s+(?=[,;.](?:\s|\Z))")
CONDITION = re.compile(r"(?:nếu|trường hợp|khi|trừ|riêng)(?!\w)", re.IGNORECASE)


def as_read(statement: str) -> str:
    """Return a statement in one line, an address as one reads it out: without "https://"; no space before a comma."""
    return _SPACED.sub("", _SCHEME.sub("", one_line(statement)))


def stripped(text: str) -> str:
    """The words without joints and full stops at their ends."""
    return text.strip(JOINT + "\n").rstrip(".").rstrip(JOINT)


_ASKS_PEOPLE = re.compile(
    r"(?<!\w)(?:đề nghị|kính mời|mời|kêu gọi|yêu cầu|khuyến cáo|nhắc)\s+(?:các\s+|toàn thể\s+|mọi\s+)?"
    r"(?:hộ|người|bà con|nhân dân|công dân|phụ huynh|khách hàng|gia đình|chủ)(?!\w)",
    re.IGNORECASE,
)


def clauses(sentence: str) -> tuple[str, str]:
    """The sentence up to its first semicolon outside brackets, and the rest."""
    depth = 0
    for place, letter in enumerate(sentence):
        depth += (letter == "(") - (letter == ")")
        if letter == ";" and depth <= 0:
            return sentence[:place].strip(), sentence[place + 1 :].strip()
    return sentence.strip(), ""


def word_count(text: str) -> int:
    return len(text.split())


def concerns_office(sentence: str) -> bool:
    """Return True if it tells what an office does; what an office asks of people concerns them."""
    return OFFICE.match(sentence.strip()) is not None and _ASKS_PEOPLE.search(sentence) is None
