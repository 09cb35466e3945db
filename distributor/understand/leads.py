"""The words above a clause that it is said with: what opens its list, the heading that it stands below, its article's heading.

A bare sum ("Người lớn: 60.000 đồng") says nothing without what it is for, nor does a case without what holds for it.
"""

import re
from dataclasses import replace

from distributor.text.plain import capital, word_pairs
from distributor.understand.candidates_words import (
    CASES,
    DOES,
    ENACTS,
    HEADED,
    INTRODUCES,
    OPENS_ONLY,
    PAPER,
    SOMEBODY,
)
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.signals import RULES, Signs
from distributor.understand.statements import MOST_WORDS, lead_in, needs_all, sentences
from distributor.understand.wording import briefly, count

LONGEST_TITLE = 16
"""Words of a heading that is said before a clause."""
_SAME_WORDS = 3
_BARE_LEVEL = re.compile(r"mức (?:hỗ trợ|thu|chi|trợ cấp|phí|giá|thưởng)", re.IGNORECASE)
_LEVEL = re.compile(r"(?:mức|chế độ|chính sách|nội dung)\s+", re.IGNORECASE)
LEAST_TITLE = 5
"""Words of a heading that tells by itself what its sums are for: "Mức hỗ trợ" does not."""
_LINES = 12
"""Lines without a marker that may stand below one heading."""
_BARE = re.compile(
    r"[^:.;]{2,140}:\s*(?:(?:mức|bằng|là|tối đa|không quá)\s)*\d[\d.,]*\s?(?:đồng|%|triệu|nghìn|lần|tháng|m2|m²|ha)[^:;]{0,60}"
    r"(?:;\s+\d[^:;]{0,60}){0,3}\Z|"
    r"[^:.;]{2,140}:\s*(?:miễn|không thu|giảm|0 đồng)[^:;]{0,40}\Z",
    re.IGNORECASE,
)
"""Whom or what for, and how much: the sum of something that the heading names."""
_SUM = re.compile(r"\d[\d.,]*\s?(?:đồng|triệu|tỷ|nghìn|%)", re.IGNORECASE)
_NAMES_A_SUM = re.compile(
    r"(?<!\w)(?:phí|giá|mức|học phí|hỗ trợ|trợ cấp|phụ cấp|thưởng|chi|thuế|lãi suất|tiền|miễn|giảm|bồi thường|phạt|quà|thu|suất|"
    r"hạn mức|diện tích|số lượng)"
    r"(?!\w)",
    re.IGNORECASE,
)
_OF_PLACE = re.compile(
    r"(?:tại|ở|khu vực|địa bàn)\s[^:;.]{2,60}:\s*(?:(?:(?:mức|diện tích|bề rộng|tối thiểu|tối đa|là|không quá|từ)\s+){1,4})?\d",
    re.IGNORECASE,
)
"""How much, and where, but not of what: "Tại các phường: không quá 120 m2"."""
_OF_WHAT = re.compile(
    r"(?:miễn(?: phí)?|không thu(?: phí)?|giảm \d[\d.,]*\s?%(?: mức (?:phí|thu|giá))?) (?:đối với|cho)\s|"
    r"mức (?:thu|phí|giá|đóng|hỗ trợ)(?= (?:đối với|cho|cấp|áp dụng|bằng|là|tối đa))[^:;.]{0,90}?(?::| bằng| là| tối đa)\s*\d|"
    r"[^:;.]{3,120} được miễn(?: phí)?\s*\.?\s*\Z|"
    r"(?:được )?hỗ trợ (?:thêm )?\d[\d.,]*\s?% mức đóng (?:cho|đối với)\s",
    re.IGNORECASE,
)
"""How much, and for whom, but not of which fee or support: the heading says it."""
_NAMES_CASES = re.compile(
    r"(?:(?<!\w)(?:gồm|bao gồm|gồm có|là)|thuộc một trong|trường hợp|đối tượng|điều kiện|tiêu chí|hành vi)"
    r"(?: (?:sau|sau đây|dưới đây|như sau|cụ thể))*\s*:\Z",
    re.IGNORECASE,
)
_BY_ITSELF = re.compile(
    r"(?:luật|nghị định|nghị quyết|thông tư|quyết định|quy định|quy chế) này\s|"
    r"(?:đối với|trường hợp|khi|nếu)\s[^.;:]{5,200}\sthì\s",
    re.IGNORECASE,
)
_DELEGATES = re.compile(
    r"(?:[^,;:.]{0,80}\s)?(?P<said>(?:phân cấp|ủy quyền|uỷ quyền|phân quyền)(?: thẩm quyền)? cho\s"
    r"(?:[^\s,;:]+\s){1,9}?)(?=(?:ký|quyết định|thực hiện|phê duyệt|cấp|ban hành|tổ chức|quản lý|giải quyết|có ý kiến)\s)",
    re.IGNORECASE,
)
_HAS = re.compile(r"(?<!\w)(?:có|gồm|là|trong đó|một trong[^:]{0,60})\Z", re.IGNORECASE)
_FILE = re.compile(r"(?:thành phần )?hồ sơ(?!\w)(?!,| và)(?![^:]* (?:được|phải|không|thì)(?!\w))", re.IGNORECASE)
"""What names a file of papers, and rules nothing."""
_MATTER = r"(?:quyền|nghĩa vụ|trách nhiệm|nhiệm vụ)(?: lợi| hạn)?"
_OF_WHOM = re.compile(rf"(?:các )?{_MATTER}(?:(?:,| và) {_MATTER})* của\s", re.IGNORECASE)
"""A heading that names who has the rights or duties that stand below it."""
_WHERE_ONLY = re.compile(
    r"(?P<who>(?:ở|tại|trên|trong|đối với|với)\s(?:(?!(?<!\w)(?:cấm|không|trừ|được|phải|phép)(?!\w))[^;:.]){3,90})\Z",
    re.IGNORECASE,
)
"""What heads some of the things that an article bans, and says only where or of whom."""
_DOES_ACTS = re.compile(
    r"(?P<who>(?:(?!(?<!\w)(?:cấm|không|trừ|được|phải|phạt|phép)(?!\w))[^;:.]){2,120}?) "
    r"(?:thực hiện|có) (?:một trong )?(?:(?:các|những) )?hành vi(?: sau(?: đây)?| dưới đây)?\Z",
    re.IGNORECASE,
)
"""Opens a list of what an article bans by whom alone: "Cá nhân thực hiện các hành vi sau đây:"."""
_BANS_ITSELF = re.compile(
    r"(?:nghiêm )?cấm(?!\w)|không (?:được|cho|ai)(?!\w)|[^;.]{0,140}?(?<!khi )(?<!mà )(?<!nếu )(?<!do )(?<!vì )(?<!chưa )"
    r"(?:không được (?!(?:\S+ ){1,6}?(?:đồng ý|cho phép|chấp thuận|cấp phép))|bị (?:nghiêm )?cấm|nghiêm cấm)",
    re.IGNORECASE,
)
"""Says itself that it is banned; "ghi âm … khi không được các bên đồng ý" and "trong khu vực cấm" do not."""
_SUBJECTLESS = re.compile(r"(?:không được|phải|chỉ (?:được|dành|áp dụng))(?!\w)", re.IGNORECASE)
"""Rules without saying whom: "Không được thu tiền của học sinh" holds below "Dạy thêm trong nhà trường" alone."""
_GENERAL = re.compile(
    r"(?:nội dung|quy định chung|nguyên tắc|sửa đổi|bổ sung|tổ chức thực hiện|điều khoản|hiệu lực)(?!\w)", re.IGNORECASE
)
_FREES = re.compile(
    r"(?<!\w)(?:miễn|giảm|không (?:phải|thu|chịu|hỗ trợ|được)|chưa thu|tính bằng|mức)(?!\w)", re.IGNORECASE
)
_WHOSE = re.compile(
    r"(?:nhóm|đối tượng|diện|trường hợp)\s[\w,\s]{0,12}:|(?:đối với|cho|với)\s|(?:học sinh|sinh viên|trẻ em|người|hộ"
    r"|con)\s(?!(?:dân|nộp)\s)"
    r"[^:]{0,120}(?:;|,| và | hoặc )",
    re.IGNORECASE,
)
"""Who alone gets what stands below: without them everybody would think it theirs."""
_LABELS = ("thời gian", "địa điểm", "thời hạn", "đối tượng", "hình thức", "hồ sơ", "mức", "giá")
"""What a heading names side by side, and its entries one by one."""
_LIMITED = re.compile(r"đối với (?!các? tổ chức|người dân|cá nhân và)[^;:.,]{3,60}\Z", re.IGNORECASE)
_ONE_WHO = re.compile(
    r"(?:mỗi |các |mọi |những )?(?:người|hộ|cá nhân|tổ chức|chủ(?! trì| động)|doanh nghiệp|hợp tác xã|công dân|học sinh|"
    r"sinh viên|cha|mẹ|cơ sở)(?!\w)",
    re.IGNORECASE,
)
LONGEST_LIMIT = 9
"""Words of what an article is about alone."""
_NAMES_FREED = re.compile(
    r"(?:các |những )?(?:trường hợp|đối tượng|loại|hành vi|nội dung|khoản|khu vực|tuyến|nơi)(?: [^\s:;,]+){0,4}? "
    r"(?:không|chưa|được (?!quy định|áp dụng)|miễn|giảm|ngoại lệ|ưu tiên)(?!\w)",
    re.IGNORECASE,
)
"""A heading that says what holds of the things named below it: "Các loại xe không bị hạn chế"."""
_ONE_OF_THEM = re.compile(
    r"(?<!\w)(?:khi|nếu)(?: có)? một trong (?:các|những) (?:trường hợp|điều kiện)\Z", re.IGNORECASE
)
_RULES_AT_ONCE = re.compile(r"(?:không|chỉ|cấm|nghiêm cấm|miễn|giảm|được|phải|chưa)(?!\w)", re.IGNORECASE)
_ALL_OF_THEM = re.compile(r"(?:các|những) (?:trường hợp|đối tượng|loại|hành vi)(?!\w)", re.IGNORECASE)
_GRANTS = re.compile(
    r"(?<!\w)(?:miễn|giảm|hỗ trợ|trợ cấp|cấm|không|được|phạt|khi|nếu|trường hợp|tại|trong)(?!\w)", re.IGNORECASE
)
"""A heading that says what holds, or when."""
_ASIDE = re.compile(r"\s*\([^()]*\)")
_JOINED = re.compile(r",\s+|\s+và\s+")
_POWER = re.compile(
    r"(?:quyết định|phê duyệt|cấp|thu hồi|ban hành|tổ chức|thực hiện|ký|quản lý|giải quyết|thẩm định|công nhận|cho phép)\s",
    re.IGNORECASE,
)


_MODAL = re.compile(
    r"(?<!\w)(?<!đang )(?:phải|được|bị|thì|miễn|giảm|không(?! quá| vượt| có|\s+dưới))(?!\w)", re.IGNORECASE
)
"""Says what holds for somebody, where "hộ đang được hỗ trợ" says only who he is."""


def names_whose(lead: str) -> bool:
    """Return True if it says who alone gets what stands below."""
    return _WHOSE.match(lead) is not None


def _of_one_matter(heading: str, lead: str) -> bool:
    return bool(word_pairs(heading) & word_pairs(lead))


def is_bare(words: str) -> bool:
    return _BARE.match(words) is not None


def has_sum(words: str) -> bool:
    return _SUM.search(words) is not None


def names_a_sum(words: str) -> bool:
    """Return True if it says of what a sum is: a fee, a support, a price."""
    return _NAMES_A_SUM.search(words) is not None


def below_heading(structure: DocumentStructure, place: int) -> Clause:
    """The clause; one without a marker, below a numbered heading that no colon closes, as an entry of that heading."""
    clause = structure.clauses[place]
    if clause.level or clause.parent >= 0 or clause.quoted:
        return clause
    for above in range(place - 1, max(-1, place - 1 - _LINES), -1):
        other = structure.clauses[above]
        if other.level == 0 and other.parent < 0:
            continue
        words = structure.words(other)
        titled = other.level in (1, 2, 3, 4) and count(words) < 14 and words[-1] not in ".;:,!?"
        if titled and not other.quoted and other.citation.endswith(clause.citation):
            return replace(clause, parent=above, citation=other.citation)
        break
    return clause


def lead_of(structure: DocumentStructure, clause: Clause, words: str, own: Signs, leads: dict[int, str]) -> str:
    """The words above that it needs: what opens its list, or the heading of an article that bans, frees, lists or sets sums."""
    lead = above(structure, clause.parent, leads) if clause.parent >= 0 else ""
    if lead and _begins_alike(words, lead):
        return ""
    if lead and structure.words(structure.clauses[clause.parent])[-1] != ":" and _rules_by_itself(words, own, lead):
        return ""
    if lead and (clause.level == 0 or structure.clauses[clause.parent].level == 0 or count(lead) > 20 or own.rules):
        opener = structure.words(structure.clauses[clause.parent])
        children = structure.children.get(clause.parent, ())
        marked = any(structure.clauses[each].level for each in children)
        # A paragraph below a list or a title is none of its entries; "như sau:" opens what says all by itself.
        if (clause.level == 0 and (marked or (not children and (own.rules or _BY_ITSELF.match(words))))) or (
            OPENS_ONLY.search(opener) and (own.rules or own.has("rate", "term", "grant"))
        ):
            return ""
    if lead and _BARE_LEVEL.fullmatch(lead) and titles(clause.heading) and count(clause.heading) >= LEAST_TITLE:
        return clause.heading  # "Mức hỗ trợ:" says not of what
    if lead and _needs_its_sum_named(clause, words, lead):
        return f"{clause.heading}, {lead[:1].lower()}{lead[1:]}"
    if lead or not clause.heading:
        return lead
    return _heading_of(clause, words, own)


def _needs_its_sum_named(clause: Clause, words: str, lead: str) -> bool:
    """Return True if only the heading says what the sum is of: "cấp lần đầu: tại các phường: 350.000 đồng", of which fee?"""
    unnamed = has_sum(words) and not _NAMES_A_SUM.search(f"{lead} {words}") and titles(clause.heading)
    bare = _BARE_LEVEL.fullmatch(clause.heading) is not None
    has_room = count(clause.heading) + count(lead) + count(words) <= MOST_WORDS
    return unnamed and has_room and not bare and not names_whose(lead)


def _heading_of(clause: Clause, words: str, own: Signs) -> str:
    """The heading of its article, where the clause needs it: "Quyết định này không áp dụng …" says all by itself."""
    if _BY_ITSELF.match(words):
        return ""
    if (is_bare(words.rstrip(" .;")) or _OF_PLACE.match(words) or _OF_WHAT.match(words)) and titles(clause.heading):
        return "" if _begins_alike(words, clause.heading) else clause.heading
    limit = _limit_of(clause.heading)
    if (
        limit
        and not own.has(*RULES)
        and "đối với" not in words
        and limit.casefold().removeprefix("đối với ") not in words.casefold()
    ):
        return clause.heading if count(clause.heading) + count(words) <= MOST_WORDS else limit
    if (
        _NAMES_FREED.match(clause.heading)
        and not (_rules(words, own) or _RULES_AT_ONCE.match(words))
        and count(clause.heading) <= LONGEST_TITLE
    ):
        return clause.heading
    if _OF_WHOM.match(clause.heading) and count(clause.heading) <= LONGEST_TITLE and _has_no_subject(words, own):
        return clause.heading
    if _SUBJECTLESS.match(words) and count(clause.heading) <= LONGEST_TITLE and not clause.heading.isupper():
        return "" if _begins_alike(words, clause.heading) or _GENERAL.match(clause.heading) else clause.heading
    if clause.section not in HEADED:
        return ""
    if clause.section == "ban":
        return "" if _BANS_ITSELF.match(words) else "Nghiêm cấm"
    if count(clause.heading) > LONGEST_TITLE or own.rules or _begins_alike(words, clause.heading):
        return ""
    if clause.section == "relief" and not _FREES.search(words):
        return clause.heading  # "Hộ gia đình sử dụng vỉa hè … không quá 48 giờ." below "Miễn phí"
    paper = PAPER.match(words) is not None
    return clause.heading if paper or (clause.section == "relief" and not own.subject) else ""


def _rules(words: str, own: Signs) -> bool:
    """Return True if it rules, and does not only say of whom: "Hộ nghèo; hộ đang được hỗ trợ do thiên tai"."""
    return own.rules and (SOMEBODY.match(words) is None or _MODAL.search(words) is not None)


def _limit_of(heading: str) -> str:
    """Return what alone all of an article is about: "Đối với đất ở" of "Diện tích tối thiểu được tách thửa đối với đất ở"."""
    found = None if heading.isupper() else _LIMITED.search(heading)
    return capital(found[0]) if found and count(found[0]) <= LONGEST_LIMIT else ""


def _rules_by_itself(words: str, own: Signs, heading: str) -> bool:
    """Return True if it says of whom and what holds, below a heading that only names the matter."""
    of_somebody = _ONE_WHO.match(words) is not None and own.has(*RULES)
    return of_somebody and not (names_whose(heading) or _ONE_WHO.match(heading) or _GRANTS.search(heading))


def _begins_alike(words: str, heading: str) -> bool:
    """Return True if it says itself what the heading says: "Hạn mức giao đất ở tại các phường: …", "Hỗ trợ tiền ăn: …" below
    "Mức hỗ trợ"."""
    if words.casefold().startswith(_LEVEL.sub("", heading, count=1).casefold()):
        return True
    if words.split(maxsplit=1)[0].casefold() in {part.casefold() for part in _JOINED.split(heading)}:
        return True  # "Miễn đối với hộ nghèo" below "Miễn, giảm"
    return words.casefold().split()[:_SAME_WORDS] == heading.casefold().split()[:_SAME_WORDS]


def _has_no_subject(words: str, own: Signs) -> bool:
    """Return True if it begins with what is done, or rules without saying whom."""
    return DOES.match(words) is not None or not (own.rules or SOMEBODY.match(words))


def partly(lead: str, structure: DocumentStructure, clause: Clause) -> str:
    """The lead of one entry of a list that is true only whole: it must not seem that it is all."""
    if _WHOM.fullmatch(lead) and _names_others(structure, clause):
        return f"{lead}, trong đó có"
    if _ALL_OF_THEM.match(lead) or _ONE_OF_THEM.search(lead):
        return f"{lead}, trong đó có"
    if _HAS.search(lead):
        return lead
    if needs_all(lead):
        return f"{lead}, trong đó"
    return f"Trong {lead[:1].lower()}{lead[1:]} có" if _FILE.match(lead) else lead


def _names_others(structure: DocumentStructure, clause: Clause) -> bool:
    """Return True if another entry of its list names people, not offices."""
    entries = (structure.clauses[each] for each in structure.children.get(clause.parent, ()))
    return any(each is not clause and not _OFFICES.match(structure.words(each)) for each in entries)


_OFFICES = re.compile(r"(?:các )?(?:cơ quan|tổ chức|đơn vị|ủy ban|uỷ ban|sở|hội đồng)(?!\w)", re.IGNORECASE)
_WHOM = re.compile(
    r"(?:các )?đối tượng(?: (?:áp dụng|thụ hưởng|(?:được )?(?:hỗ trợ|hưởng|trợ cấp|miễn|giảm)))?(?: (?:của )?chính sách)?",
    re.IGNORECASE,
)


def under_a_label(lead: str, words: str) -> tuple[str, str]:
    """The lead and the words, where they begin with a label that the lead names among others: "Thời gian, địa điểm tiếp nhận hồ
    sơ" and "Thời gian: …" are said as "Thời gian tiếp nhận hồ sơ: …", and "Giá bán bình quân: …" needs no "Giá bán, giá thuê"."""
    label, colon, said = words.partition(": ")
    parts = [part.strip() for part in _JOINED.split(lead)]
    if not colon or len(parts) < 2 or count(_ASIDE.sub("", label)) > LEAST_TITLE:
        return lead, words
    if names_whose(lead) or ":" in lead or not any(_names(part, label) for part in parts):
        return lead, words
    of_all = next((parts[-1][len(each) :] for each in _LABELS if parts[-1].casefold().startswith(f"{each} ")), "")
    return ("", f"{label}{of_all}: {said}") if label.casefold() in _LABELS else ("", words)


def _names(part: str, label: str) -> bool:
    """Return True if a label says at least what one part of the lead says, or is what such parts are called."""
    label, part = label.casefold(), part.casefold()
    return label == part or label.startswith(f"{part} ") or (label in _LABELS and part.startswith(f"{label} "))


def titles(heading: str) -> bool:
    """Return True if a heading is short and names a sum of something."""
    return count(heading) <= LONGEST_TITLE and _NAMES_A_SUM.search(heading) is not None and not heading.isupper()


def shorter_lead(clause: Clause, lead: str, words: str) -> str:
    """Another lead where this one is too long: whom a power is given to, fewer words, the heading before a sum."""
    if (found := _DELEGATES.match(lead)) and _POWER.match(words):
        return found["said"].strip()
    room = MOST_WORDS - count(words)
    if count(brief := briefly(lead, min(room, MOST_WORDS - 6))) <= room:
        return brief
    named = count(clause.heading) >= LEAST_TITLE and titles(clause.heading)
    of_sum = (has_sum(words) or _OF_PLACE.match(words) is not None) and named
    return clause.heading if of_sum and (not names_whose(lead) or _of_one_matter(clause.heading, lead)) else ""


def is_title(structure: DocumentStructure, place: int) -> bool:
    """Return True if a numbered line without a point at its end only names what stands below it."""
    clause = structure.clauses[place]
    if not clause.level or clause.level > 4 or structure.words(clause)[-1] in ".;:,":
        return False
    return place in structure.children or (
        place + 1 < len(structure.clauses) and below_heading(structure, place + 1).parent == place
    )


def is_case(structure: DocumentStructure, clause: Clause) -> bool:
    """Return True if it is an entry of a list of cases, persons or conditions."""
    if clause.parent < 0 or structure.clauses[clause.parent].level == 6:
        return False
    opener = structure.words(structure.clauses[clause.parent])
    return _NAMES_CASES.search(opener) is not None or (opener[-1] == ":" and CASES.search(lead_in(opener)) is not None)


def above(structure: DocumentStructure, place: int, leads: dict[int, str]) -> str:
    """Return what a clause opens its list with, with the words above that where they are short."""
    if place not in leads:
        clause = structure.clauses[place]
        said = structure.words(clause)
        higher = above(structure, clause.parent, leads) if clause.parent >= 0 else ""
        own = ""
        if (
            not ENACTS.match(said)
            and not INTRODUCES.search(said)
            and not said.isupper()
            and (said.endswith(":") or (clause.level in (1, 2, 3, 4) and count(said) < 14 and said[-1] != "."))
        ):
            own = lead_in(sentences(said)[-1])
        if not own:
            own = higher
        elif higher and count(own) < 6 and count(higher) + count(own) < 22:
            own = f"{higher}, {own[:1].lower()}{own[1:]}"
        if not own and clause.section == "ban":
            own = "Nghiêm cấm"
        elif clause.section == "ban" and (of := _DOES_ACTS.match(own) or _WHERE_ONLY.match(own)):
            own = f"{'Nghiêm cấm' if 'nghiêm' in clause.heading.casefold() else 'Cấm'} {of['who'][:1].lower()}{of['who'][1:]}"
        leads[place] = own
    return leads[place]
