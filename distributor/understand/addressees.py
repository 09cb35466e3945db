"""Whom the parts of a directive or plan speak to: "2. Đối với người dân", "3. Sở Tài chính". Pure.

A document without articles that has a part for citizens is told by that part, and its parts for offices are not told.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.facts import Role
from distributor.text.plain import capital
from distributor.understand.candidate import Candidate
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.ranking import Ranked
from distributor.understand.roles import role_in
from distributor.understand.signals import signs
from distributor.understand.statements import fit, lead_in, lowered, points_back, sentences
from distributor.understand.wording import count

_ANYBODY = (
    r"(?:(?:tổ chức|doanh nghiệp|cơ quan)(?:,| và) )*(?:hộ gia đình|cá nhân)"
    r"(?:(?:,| và) (?:hộ gia đình|cá nhân|tổ chức|doanh nghiệp))*"
)
_CITIZENS = (
    r"(?:đối với |trách nhiệm của |nghĩa vụ của |yêu cầu |đề nghị |kêu gọi )?(?:(?:các|mọi|toàn thể|những) )?"
    rf"(?P<who>(?:{_ANYBODY}(?![^\n:;.]{{0,40}}liên quan)|"
    r"người dân|nhân dân|bà con|hộ (?:gia đình|dân|chăn nuôi|nuôi|kinh doanh)|hộ(?= sống| có| ở)|"
    r"chủ (?:rừng|tàu|nuôi|hộ|cơ sở|vật nuôi|nhà|phương tiện)|"
    r"người (?:chăn nuôi|nuôi|lái xe|điều khiển|tham gia giao thông|sử dụng|thuê|bán)|phụ huynh|cha mẹ|"
    r"du khách|khách du lịch|học sinh)(?!\w)[^\n:;.]{0,90})"
)
_PART = re.compile(
    rf"^[ \t]*(?:[IVX]{{1,4}}|\d{{1,2}}(?:\.\d{{1,2}})?)[.)][ \t]*{_CITIZENS}[:.]?[ \t]*$", re.IGNORECASE | re.MULTILINE
)
_OPENING = re.compile(_CITIZENS, re.IGNORECASE)
_MUST = re.compile(
    r"(?<!\w)(?:không|phải|chỉ|cấm|nghiêm cấm|báo|gọi|khai báo|nộp|đăng ký|chấp hành|cam kết)(?!\w)", re.IGNORECASE
)
_DOES_SO = re.compile(
    r"\s+(?:có trách nhiệm )?(?:(?:thực hiện|chấp hành|tuân thủ)(?: nghiêm(?: túc)?)?|nghiêm túc (?:thực hiện|chấp hành))"
    r"(?: (?:tốt|các|những|một số|quy định|nội dung|yêu cầu|biện pháp|việc|sau|sau đây|như))*\s*\Z",
    re.IGNORECASE,
)
_IN_PROVINCE = re.compile(r"\s+trên địa bàn (?:toàn )?(?:tỉnh|thành phố)\Z", re.IGNORECASE)
"""Of a document that is for its province alone."""
_ALL = re.compile(
    rf"(?:người dân|nhân dân|bà con)(?: và (?:chủ rừng|doanh nghiệp|du khách))?|{_ANYBODY}", re.IGNORECASE
)
"""Everybody: "Người dân sống ven sông" are some, and what is asked of them is asked of nobody else."""
_VISITORS = re.compile(r"(?:du )?khách(?!\w)", re.IGNORECASE)
_OWN_SUBJECT = re.compile(
    r"(?:khách|người|cá nhân|hộ|chủ|học sinh|cha|mẹ|phụ huynh|trẻ|mọi|mỗi|các hộ|tổ chức|cơ sở|doanh nghiệp)(?!\w)",
    re.IGNORECASE,
)
_LEFT_TO_OFFICES = re.compile(
    r"(?:yêu cầu|đề nghị|giao) (?:các )?(?:cơ quan|thủ trưởng|sở|đơn vị|chủ tịch)|trên đây là|"
    r"(?:chỉ thị|kế hoạch) này (?:thay thế|có hiệu)",
    re.IGNORECASE,
)
_AHEAD = 600
"""Characters below a heading in which something is asked of those whom it names."""
_LEAST = 5


def speaks_to_citizens(text: str) -> bool:
    """Return True if a part of the text is headed by citizens, and asks something of them."""
    return any(_MUST.search(text[found.end() : found.end() + _AHEAD]) is not None for found in _PART.finditer(text))


def places_for_citizens(structure: DocumentStructure) -> dict[int, str]:
    """Return the clauses that stand under a part for citizens, each with who they are; none of a document in articles."""
    if structure.articles:
        return {}
    found: dict[int, str] = {}
    for place, clause in enumerate(structure.clauses):
        above = clause.parent
        if above in found:
            found[place] = found[above]
        elif who := _who_opens(structure, clause):
            found[place] = who
    return {place: who for place, who in found.items() if structure.clauses[place].parent in found}


def told_to_citizens(structure: DocumentStructure, candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return what citizens are told: of a document with a part for them nothing that only offices are asked."""
    places = places_for_citizens(structure)
    if not places:
        return list(candidates)
    told = [
        _addressed(each, places[each.place]) if each.place in places else each
        for each in candidates
        if each.place in places or not _is_of_offices(structure, each)
    ]
    for place, who in places.items():
        if place not in structure.children:
            known = [each.words for each in told if each.place == place]
            told += [each for each in _sentences_of(structure, place, who) if not _is_told(each.words, known)]
    return sorted(told, key=lambda each: each.place)


def _is_told(words: str, known: Sequence[str]) -> bool:
    """Return True if a part of it, or it as a part, is told already."""
    words = words.rstrip(" .;")
    return any(words in each or each.rstrip(" .;") in words for each in known)


def raised_for_citizens(ranked: Sequence[Ranked], structure: DocumentStructure, least: float) -> list[Ranked]:
    """Return them with what a part for citizens asks of them raised to `least`, for it is told however it is worded."""
    places = places_for_citizens(structure)
    raised = (
        replace(each, likelihood=max(each.likelihood, least)) if each.candidate.place in places else each
        for each in ranked
    )
    return sorted(raised, key=lambda each: -each.likelihood)


def first_named(
    structure: DocumentStructure, chosen: Sequence[Candidate], candidates: Sequence[Candidate]
) -> list[Candidate]:
    """Return the chosen; of several clauses that name whom an act is for the first is told: a later one names a special case."""
    found = []
    for each in chosen:
        of_whom = [
            other
            for other in candidates
            if other.role is each.role is Role.WHO
            and structure.clauses[other.place].heading == structure.clauses[each.place].heading
            and structure.clauses[each.place].section == "addressees"
        ]
        first = min(of_whom, key=lambda other: other.place, default=each)
        found.append(each if first.statement.rstrip(".") in each.statement else first)
    return found


def _who_opens(structure: DocumentStructure, clause: Clause) -> str:
    if clause.level not in (1, 2):
        return ""
    opening = structure.words(clause).rstrip(" :.")
    found = _OPENING.fullmatch(opening)
    if found is None:
        return ""
    who = _IN_PROVINCE.sub("", _DOES_SO.sub("", found["who"]))
    return capital(who.casefold() if who.isupper() else who)


def _is_of_offices(structure: DocumentStructure, candidate: Candidate) -> bool:
    clause = structure.clauses[candidate.place]
    return clause.section == "offices" or _LEFT_TO_OFFICES.match(candidate.words) is not None


def _addressed(candidate: Candidate, who: str) -> Candidate:
    """The candidate said to those whom its part is for."""
    if not candidate.lead:
        return candidate
    said = candidate.statement.removeprefix(f"{capital(lead_in(candidate.lead))}: ")
    if said == candidate.statement:
        return candidate
    if _says_who(said, who):
        return replace(candidate, statement=capital(said), lead="")
    return replace(candidate, statement=f"{who}: {said}", lead=who)


def _says_who(said: str, who: str) -> bool:
    """Return True if it says itself whom it is for: visitors anywhere, others where the part is for everybody."""
    return _VISITORS.match(said) is not None or (
        _ALL.fullmatch(who) is not None and _OWN_SUBJECT.match(said) is not None
    )


def _sentences_of(structure: DocumentStructure, place: int, who: str) -> list[Candidate]:
    """The sentences of a clause that is too long to be said with its part's opening."""
    clause = structure.clauses[place]
    found = []
    for part in sentences(structure.words(clause)):
        if not _MUST.search(part) or points_back(part) or count(part) < _LEAST:
            continue
        if said := fit(part if _says_who(part, who) else f"{who}: {lowered(part)}"):
            own = signs(part)
            role = role_in(clause.section, part, said, own, None)
            opening = structure.words(structure.clauses[clause.parent])
            told = Candidate(role, part, said, (part,), clause.citation, place, clause.parent, own, shape="part")
            found.append(replace(told, grounds=(opening,)))
    return found
