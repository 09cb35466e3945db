"""What an article's heading limits or names, said with the chosen statements that would mislead without it. Pure.

"Mỗi môn không quá 02 tiết/tuần" of the article "Dạy thêm trong nhà trường" is no rule of what is taught elsewhere; "Người đủ 70
tuổi: 500.000 đồng" says not of what. What has no room for it is told with the limit alone, or not at all.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.facts import Role
from distributor.text.plain import capital
from distributor.understand.candidate import Candidate
from distributor.understand.clauses import DocumentStructure
from distributor.understand.leads import LONGEST_TITLE, has_sum, names_a_sum
from distributor.understand.statements import MOST_WORDS, lowered
from distributor.understand.wording import briefly, count

_LIMIT = re.compile(
    r"(?<!\w)(?P<limit>(?:đối với|dành cho|cho|trong|ngoài|tại|ở|khi)\s(?P<what>[^;:.,]{3,70}))\Z", re.IGNORECASE
)
_NONE = re.compile(
    r"(?:(?:các )?cơ quan(?!\w).*|(?:các )?(?:tổ chức|cá nhân|người dân|đối tượng|trường hợp)(?:,| và|\Z)|"
    r".*(?<!\w)(?:này|sau|sau đây|khác|trên địa bàn[^;:.]*)\Z)",
    re.IGNORECASE,
)
"""Everybody, or all that the document is about anyway."""
_GENERAL = re.compile(
    r"(?:phạm vi|hiệu lực|điều khoản|(?:quy định )?chuyển tiếp|tổ chức (?:thực hiện|thi hành)|trách nhiệm|thẩm quyền|"
    r"nhiệm vụ|kinh phí|nguồn|quy định chung|nguyên tắc|giải thích|sửa đổi|bổ sung|bãi bỏ|thay thế|ban hành|"
    r"nội dung|quyền|nghĩa vụ)(?!\w)",
    re.IGNORECASE,
)
_CONDITIONS = re.compile(r"(?:các )?(?:điều kiện|tiêu chuẩn|tiêu chí)(?:\s|\Z)", re.IGNORECASE)
_RULES = re.compile(
    r"(?<!\w)(?:phải|thì|chỉ|nếu|mới được|không (?:được|cho)|điều kiện|tiêu chuẩn|tiêu chí|\d[\d.,]*\s?đồng)(?!\w)",
    re.IGNORECASE,
)
_WITHOUT_OBJECT = re.compile(r"(?:nộp|gửi|nhận|trả)\s(?:tại|trực tiếp|qua|về|trước|trực tuyến)\s", re.IGNORECASE)
_BELOW = "below"
"""The shape of an entry that is said with its article's heading in place of what opens its list."""
LEAST_ALIKE = 2
_WORD = re.compile(r"\w+")
_SHOWN_APART = frozenset({Role.EFFECT, Role.WHO})


def with_headings(structure: DocumentStructure, chosen: Sequence[Candidate], title: str) -> list[Candidate]:
    """Return what is told, each with the heading that it means nothing or too much without. `title`: of the document, which
    says what all of it is about."""
    title = title.casefold()
    headings = [structure.clauses[each.place].heading for each in chosen]
    parts = {each.heading for each in structure.clauses if each.heading and not each.heading.isupper()}
    told = [_headed(each, heading, title, parts) for each, heading in zip(chosen, headings, strict=True)]
    # Entries of a list of which some have no room are all said with the heading in place of what opens the list.
    tight = {each.lead for each, said in zip(chosen, told, strict=True) if said is None and each.lead}
    told = [
        _below(each, heading) if each.lead in tight else said
        for each, heading, said in zip(chosen, headings, told, strict=True)
    ]
    return [each for each in told if each is not None]


def together(told: Sequence[Candidate]) -> list[Candidate]:
    """Return what is told; entries of a list that stand below its heading alone in one statement where they have room."""
    found: list[Candidate] = []
    for each in told:
        last = found[-1] if found else each
        said = each.statement.partition(": ")[2]
        both = f"{last.statement.rstrip(' .')}; {said}"
        alike = (last.shape, last.lead) == (each.shape, each.lead) and last is not each
        if each.shape == _BELOW and alike and count(both) <= MOST_WORDS:
            quotes = tuple(dict.fromkeys((*last.quotes, *each.quotes)))
            found[-1] = replace(last, statement=both, quotes=quotes, grounds=(*last.grounds, *each.grounds))
        else:
            found.append(each)
    return found


def _below(candidate: Candidate, heading: str) -> Candidate | None:
    """The entry below its heading alone, where that names what is measured: "Diện tích tối thiểu đối với đất ở: tại …"."""
    said = candidate.statement.removeprefix(f"{capital(candidate.lead)}: ")
    if not names_a_sum(heading) or said == candidate.statement or count(heading) + count(said) > MOST_WORDS:
        return None
    return replace(_with(candidate, heading, said, heading), shape=_BELOW)


def _with(candidate: Candidate, lead: str, said: str, heading: str) -> Candidate:
    return replace(candidate, statement=f"{capital(lead)}: {lowered(said)}", grounds=(*candidate.grounds, heading))


def _headed(candidate: Candidate, heading: str, title: str, parts: set[str]) -> Candidate | None:
    said = candidate.statement
    if candidate.role in _SHOWN_APART or candidate.shape == "row" or not _may_be_said(heading, said):
        return candidate
    limit = _limit_of(heading, f"{title}\n{said.casefold()}")
    of_what = has_sum(said) and not names_a_sum(said) and names_a_sum(heading)
    apart = candidate.role is not Role.PENALTY and _told_apart(heading, parts, said)
    named = _CONDITIONS.match(heading) is not None and _RULES.search(said) is None
    if not (limit or of_what or named or apart or _WITHOUT_OBJECT.match(said)):
        return candidate
    whole = f"{heading}, trong đó có" if named else heading
    for lead in filter(None, (whole, limit)):
        if count(lead) + count(said) > MOST_WORDS:
            said = briefly(said, MOST_WORDS - count(lead))
        if count(lead) + count(said) <= MOST_WORDS:
            return _with(candidate, lead, said, heading)
    return None if limit or of_what else candidate


def _may_be_said(heading: str, said: str) -> bool:
    """Return True if a heading is short and of a matter, and the statement does not say it already."""
    if not heading or heading.isupper() or count(heading) > LONGEST_TITLE or _GENERAL.match(heading):
        return False
    return heading.casefold() not in said.casefold()


def _told_apart(heading: str, parts: set[str], said: str) -> bool:
    """Return True if another article has a heading that begins alike and the statement has no word of that in which they differ:
    "Trang trại quy mô nhỏ" beside "Trang trại quy mô lớn"."""
    words = _WORD.findall(heading.casefold())
    others = [_WORD.findall(each.casefold()) for each in parts if each != heading]
    alike = max((_beginning(words, other) for other in others), default=0)
    return alike >= LEAST_ALIKE and len(words) > alike and not set(words[alike:]) & set(_WORD.findall(said.casefold()))


def _beginning(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two headings begin with alike."""
    shorter = min(len(one), len(other))
    return next((place for place in range(shorter) if one[place] != other[place]), shorter)


def _limit_of(heading: str, known: str) -> str:
    """Return where, for whom or when alone an article holds ("trong nhà trường"), if neither title nor statement says it."""
    found = _LIMIT.search(heading)
    what = found["what"].casefold() if found else ""
    if found is None or _NONE.match(what) or " ".join(what.split()[-2:]) in known:
        return ""
    return found["limit"]
