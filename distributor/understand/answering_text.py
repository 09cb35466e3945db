"""An answer's words within an editor's limits: what it says, and the quotes it stands on. Nothing is added but full stops."""

import re
from collections.abc import Sequence
from dataclasses import replace

from distributor.text.plain import capital, one_line
from distributor.understand import questions_cues as cues
from distributor.understand.predicate import is_torn
from distributor.understand.questions_pieces import Piece
from distributor.understand.statements import MOST_WORDS, fit, is_whole
from distributor.understand.wording import briefly, count

_SOURCE = re.compile(
    r"(?:căn cứ (?:theo )?|theo )(?:quy định (?:tại|của) )?"
    r"(?:điểm|khoản|điều|(?:bộ )?luật|nghị định|nghị quyết|thông tư|quyết định|pháp lệnh)\s"
    r"[^,;:]{2,160}?(?:,\s(?:điểm|khoản|điều)\s[^,;:]{2,100}?)*(?:\([^()]{0,120}\))?,\s+(?=\w)(?!(?:điểm|khoản|điều)\s)",
    re.IGNORECASE,
)
"""By which law, before what it rules: the citation says it beside the answer."""
_OPENS = re.compile(
    r"(?:để|khi|nếu|trước|sau|do|vì|bởi|dù|mặc dù|tuy|trường hợp|đối với|theo|căn cứ|với|trong|ngoài|bên cạnh|nhằm|từ|tại)(?!\w)",
    re.IGNORECASE,
)
_SPEAKS = re.compile(
    r"\A[-–•\s]*(?:(?:Luật sư|Luật gia|Bác sĩ|Thạc sĩ|Ông|Bà|Cô|Anh|Chị)(?: [A-ZĐÀ-Ỹ][^\s:;,.]*){1,5}(?: [^\s:;,.A-Z]+){0,3}"
    r"|(?:(?:Phòng|Sở|Cục|Chi cục|Ban|Đội) (?=[A-ZĐÀ-Ỹ])|Ban (?:quản lý|chỉ huy|chỉ đạo) |"
    r"Công an (?:xã|phường|tỉnh|thành phố) |UBND |Bảo hiểm xã hội )"
    r"[^:;,.]{3,50}):\s+(?:Dạ[^,.]{0,20}[,.] )?(?=[A-ZĐÀ-Ỹ])"
)
"""Who speaks, before what is said: "Phòng Cảnh sát giao thông: Trong thời hạn 30 ngày …"; "Ban ngày: Cấm xe tải" says when."""
_NUMBER = re.compile(
    r"\A(?:(?:=>|[-–+*•→⇒])\s*)?(?:\(?(?:\d{1,2}(?:\.\d{1,2})*|[a-zđ]{1,2})[.)](?:\s+|(?=[A-ZĐÀ-Ỹ]))|(?:=>|[-–+*•→⇒])\s*)(?=\S)"
)
"""What counts off an entry: "3.", "a)", "(2)", a dash. It says nothing where the others of its list are not said."""
_CLAUSE = re.compile(r"(?<=[;,])\s+|(?<=[.!?])\s+|(?<=:)\s+")
_ENDS_CLAUSE = re.compile(
    r"(?<=;)\s+|(?<=[.!?])\s+|(?<=:)\s+|(?<=,)\s+(?=(?:nếu|trừ|khi|nhưng|tuy nhiên|đồng thời|không|chưa|được|phải|thì|do|vì|để|"
    r"trong|trước|sau|từ|kể|theo|với|kèm|trường hợp|người|ông|bà|anh|chị|bạn|em|gia đình|hộ|cơ quan|tổ chức)(?!\w))",
    re.IGNORECASE,
)
"""Not between the names of a list: "nộp tờ khai, văn bản thỏa thuận" tells whoever reads it that nothing else is asked for."""


def fitted(chosen: Sequence[Sequence[Piece]], most: int) -> tuple[str, bool]:
    """The chosen sentences as one text of at most `most` words, and whether nothing was cut.

    Where all of them do not fit, they go without the law that they begin with; then each gets its share, short ones leave theirs.
    """
    said = [_said(pieces) for pieces in chosen]
    if sum(map(_words, said)) <= most:
        return " ".join(said), True
    bare = [capital(without_law(each)) for each in said]
    # The first answers: it is shortened only where it has no room by itself. What more is asked gets its share of the rest.
    first = _shortened(bare[0], most)
    stands = bool(first) and not is_torn(bare[0], first)
    told, rest = ([first], bare[1:]) if stands else ([], bare[1:])
    left, room = len(rest), most - sum(map(_words, told))
    shares: dict[int, int] = {}
    for place in sorted(range(len(rest)), key=lambda place: _words(rest[place])):
        shares[place] = min(_words(rest[place]), room // left)
        room, left = room - shares[place], left - 1
    cut = [(each, _shortened(each, shares[place])) for place, each in enumerate(rest)]
    told += [words for each, words in cut if words and not is_torn(each, words)]
    return " ".join(told or filter(None, [first, *(words for _, words in cut)])), False


def tells_first(text: str, quotes: Sequence[str]) -> bool:
    """Return True if what a short message tells of an answer is what answers: all of it, or its first quote."""
    return count(text) <= MOST_WORDS or (bool(quotes) and bool(fit(quotes[0])))


def without_source(piece: Piece) -> Piece:
    """A sentence that is too long for a short message from behind the law that it begins with, which is cited beside it."""
    found = _SOURCE.match(piece.text)
    if found is None or count(piece.text) <= MOST_WORDS:
        return piece
    return replace(piece, text=piece.text[found.end() :], start=piece.start + found.end())


def without_law(said: str) -> str:
    """A sentence from behind the law that it begins with."""
    return capital(_SOURCE.sub("", said, count=1)) if _SOURCE.match(said) else said


def told_whole(chosen: Sequence[Sequence[Piece]], most: int) -> str:
    """All of the chosen sentences as one text, where there is no room for it without the law they begin with and in shorter
    words; empty if it is longer even so."""
    said = [_said(pieces) for pieces in chosen]
    if sum(map(_words, said)) > most:
        said = [without_law(each) for each in said]
    if sum(map(_words, said)) > most:
        said = [briefly(each) for each in said]
    return " ".join(said) if sum(map(_words, said)) <= most else ""


def _words(text: str) -> int:
    return len(text.split())


def quotes_of(pieces: Sequence[Piece], text: str, most: int) -> list[str]:
    """Return what a candidate stands on, verbatim but for white space: whole if it is short enough, else its clauses in runs."""
    pieces = [_uncounted(pieces[0]), *pieces[1:]]
    whole = one_line(text[pieces[0].start : pieces[-1].end])
    together = sum(len(each.text) + 2 for each in pieces)
    if len(whole) > together + 40:
        # Entries in between were left out.
        return [run for each in pieces for run in quotes_of([each], text, most)]
    if len(whole.split()) <= most:
        return [whole]
    runs: list[str] = []
    for piece in pieces:
        for clause in _clauses(piece, text, most):
            if runs and len(runs[-1].split()) + len(clause.split()) <= most and f"{runs[-1]} {clause}" in whole:
                runs[-1] = f"{runs[-1]} {clause}"
            else:
                runs.append(clause)
    return runs


def _uncounted(piece: Piece) -> Piece:
    """An entry from behind its number on: quotes are told too."""
    number = _NUMBER.match(piece.text)
    return replace(piece, text=piece.text[number.end() :], start=piece.start + number.end()) if number else piece


def _clauses(piece: Piece, text: str, most: int) -> list[str]:
    words = one_line(text[piece.start : piece.end])
    if len(words.split()) <= most:
        return [words]
    return [" ".join(part.split()[:most]) for part in _CLAUSE.split(words)]


def _said(pieces: Sequence[Piece]) -> str:
    """A sentence without the words that lead to it; a list on one line."""
    first = _SPEAKS.sub("", _NUMBER.sub("", one_line(pieces[0].text)))
    if found := cues.CONCLUSION_WORDS.match(first):
        rest = first[found.end() :]
        if again := cues.CONCLUSION_WORDS.match(rest):
            rest = rest[again.end() :]
        first = rest or first
    first = _NUMBER.sub("", first)
    entries = [_NUMBER.sub("", one_line(each.text)) for each in pieces[1:]]
    words = " ".join([capital(first), *entries])
    return words.rstrip(" ;,") + ("" if words.rstrip(" ;,").endswith((".", "!", "?", "”", '"')) else ".")


def _shortened(said: str, most: int) -> str:
    """The beginning up to the end of a clause; empty where even the first is too long."""
    if _words(said) <= most:
        return said
    parts = _ENDS_CLAUSE.split(said)
    kept: list[str] = []
    for part in parts:
        if sum(map(_words, kept)) + _words(part) > most:
            break
        kept.append(part)
    # "Để con bạn đứng tên …, con bạn cần …": what opens a sentence says nothing without the rest of it.
    # "…; Việc khác: tối đa 06 ngày": what a colon opens says nothing alone.
    while kept and (kept[-1].endswith(":") or _OPENS.match(_last_sentence(kept)) or not is_whole(" ".join(kept))):
        kept.pop()
    words = " ".join(kept).rstrip(" ;,:")
    return f"{words}." if words and not words.endswith((".", "!", "?")) else words


def _last_sentence(kept: Sequence[str]) -> str:
    """The last clause where it alone stands open: it ends at a comma, and a sentence begins with it."""
    begins = len(kept) == 1 or kept[-2].endswith((".", "!", "?"))
    return kept[-1] if begins and kept[-1].endswith(",") else ""
