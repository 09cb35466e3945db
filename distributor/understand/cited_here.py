"""Whom a clause names only by the place of another one of its document, said in that one's words. Pure, linear.

"30% đối với người quy định tại điểm a khoản 2 Điều 1" tells nobody for whom it is; that point does: "Người thuộc hộ nghèo".
"""

import re

from distributor.understand.candidates_words import A_PERSON, OF_AN_OFFICE
from distributor.understand.clauses import Clause, DocumentStructure
from distributor.understand.statements import lowered
from distributor.understand.wording import count

MOST_NAMED = 24
"""Words of a clause that may stand for its place."""
_WHOM = re.compile(
    r"(?<!\w)(?:các |những )?(?:người|đối tượng|trường hợp|hộ|học sinh|sinh viên|trẻ em|cá nhân|công nhân|bác sĩ|giáo viên"
    r"|viên chức)(?: [^\s,;:.]+){0,2}? "
    r"(?:được )?(?:quy định|nêu) tại (?P<point>điểm [a-zđ] )?(?P<clause>khoản (?:\d{1,2}|này) ?)?"
    r"(?P<article>Điều (?:\d{1,3}|này))?"
    r"(?! (?:của )?(?:Luật|Bộ luật|Nghị định|Thông tư|Nghị quyết|Quyết định|Quy định|Quy chế)(?! này))"
    r"(?: (?:của )?(?:Nghị quyết|Quyết định|Quy định|Nghị định|Thông tư) này)?(?![\w/])(?!,? (?:và |hoặc )?(?:điểm|khoản|Điều) )",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r" (?:mà )?không thuộc (?:đối tượng (?:quy định )?tại )?(?:các )?(?:điểm|khoản) [^;:.]{1,40}? (?:khoản|Điều) này",
    re.IGNORECASE,
)
_RULES = re.compile(
    r"(?<!\w)(?:phải|thì|không được|có quyền|có trách nhiệm|trừ|nếu|chỉ)(?!\w)|\d\s?(?:đồng|%)", re.IGNORECASE
)
"""What says more than who somebody is."""
_ELSEWHERE = re.compile(r"(?<!\w)(?:điểm [a-zđ]|khoản \d|Điều \d|này)(?!\w)|:\Z")


def named(structure: DocumentStructure, clause: Clause, words: str) -> tuple[str, str]:
    """Return the words with whom they name by a place in that clause's words, and the clause; the words and "" where they name
    nobody so, or where it says who only with others' help."""
    words = _OF_OTHERS.sub(" không thuộc nhóm khác", words) if A_PERSON.match(words) else words
    found = _WHOM.search(words)
    place = _place(clause, found) if found else ""
    there = next((each for each in structure.clauses if each.citation == place), None) if place else None
    if found is None or there is None or there is clause:
        return words, ""
    whole = structure.words(there)
    who = _OF_OTHERS.sub(" không thuộc nhóm khác", whole.rstrip(" .;"))
    if count(who) > MOST_NAMED or _RULES.search(who) or OF_AN_OFFICE.match(who) or _ELSEWHERE.search(who):
        return words, ""
    return f"{words[: found.start()]}{lowered(who) if found.start() else who}{words[found.end() :]}", whole


def _place(clause: Clause, found: re.Match[str]) -> str:
    """The citation that the words mean, "này" read as the clause's own."""
    article = found["article"] or ""
    own = re.search(r"(?:(khoản \d{1,2}) )?(Điều \d{1,3})", clause.citation)
    if own is None or not (found["point"] or found["clause"]):
        return ""
    article = own[2] if not article or article.casefold() == "điều này" else article.capitalize()
    part = (found["clause"] or "").strip().lower()
    part = (own[1] or "") if part == "khoản này" else part
    return " ".join(each for each in ((found["point"] or "").strip().lower(), part, article) if each)
