"""The provision that an answer stands in, as its page cites it. Pure."""

import re
from collections.abc import Sequence

from distributor.text.plain import one_line
from distributor.understand.answering_weights import Weighed
from distributor.understand.questions import words_of
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

CITED = re.compile(
    r"(?:(?:điểm\s+[a-zđ]{1,2}\s*,?\s+)?(?:khoản\s+\d{1,2}[a-zđ]?\s*,?\s+)?)"
    r"điều\s+\d{1,3}[a-zđ]?(?:\s*,?\s*(?:của\s+)?(?:bộ luật|luật|nghị định|thông tư|nghị quyết|"
    r"quyết định|hiến pháp|pháp lệnh)\s(?:hôn nhân và gia đình|phí và lệ phí|khoa học và công nghệ|an toàn, vệ sinh lao động|"
    r"phòng, chống (?:tác hại của rượu, bia|\w+ \w+(?: \w+)?(?=[\s,;.]))|trật tự, an toàn giao thông đường bộ|"
    r"bảo vệ và (?:phát triển rừng|kiểm dịch thực vật))?[^,;:.()“”\"\n]{0,80}?(?=\s+(?:quy định|thì|như sau|về|có(?! công)|của|"
    r"để|nêu|đã|và|do|phạt|xử phạt|nghiêm cấm|cấm|cho phép|không|được|phải|bị|yêu cầu|xác định|hướng dẫn)(?!\w)|"
    r"[,;:.()“”\"\n]|\Z))",
    re.IGNORECASE,
)
LEANS_ON = 2
"""A sentence and the one before it."""
_FIRST_PART = re.compile(r"\A(?:Khoản|Điểm|Mục)(?!\w)")
_PROVISION = re.compile(r"(?<!\w)điều (\d{1,3}[a-zđ]?)(?!\w)", re.IGNORECASE)
_DOCUMENT = re.compile(r"(?:Nghị định|Nghị quyết|Thông tư|Quyết định)(?: số)? \d{1,4}/\d{4}/[\w-]+")
"""Named without an article."""
_LAW = re.compile(r"(?:Bộ luật|Luật)\s[A-ZĐÀ-Ỹ][^;:.()]{2,80}?\s(?:năm\s)?\d{4}(?!\d)")


def citation_of(page: QuestionPage, best: Sequence[Weighed]) -> str:
    """The provision that the answer names, else the one whose sentence before it rules what is concluded; of several it may be
    any, and then it is none.

    Further down it is the basis of a conclusion alone: "Lệ phí: 50.000 đồng" two sentences on stands in no law named before.
    """
    for each in best:
        if found := CITED.search(each.candidate.text):
            return _within_a_sentence(found[0])
    top = best[0].first
    said = [
        each
        for each in page.pieces
        if each.zone == "answer" and each.section == top.section and each.start <= top.start
    ]
    told = [piece for piece in said[-30:] if not piece.law]
    concludes = top.concludes or bool(best[0].signs["concludes"])
    if concludes and (ruling := _ruling(told, best[0])):
        return ruling
    if len({found[1] for piece in told for found in _PROVISION.finditer(piece.text)}) > 1:
        return ""
    if not concludes:
        told = told[-LEANS_ON:]
    for piece in reversed(told):
        if cited := _cited(piece):
            return cited
    return ""


def _cited(piece: Piece) -> str:
    found = CITED.search(piece.text) or _DOCUMENT.search(piece.text)
    return _within_a_sentence(found[0]) if found else ""


def _ruling(told: Sequence[Piece], best: Weighed) -> str:
    """What the one sentence cites that has clearly more of what is in doubt than the others that cite."""
    doubted = set(best.question.predicate)
    shares = [
        (len(doubted & set(words_of(piece.text))), cited)
        for piece in told
        if (cited := _cited(piece) or one_line((_LAW.search(piece.text) or [""])[0]))
    ]
    most = max((share for share, _ in shares), default=0)
    ruling = {cited for share, cited in shares if share == most}
    return ruling.pop() if most * 2 > len(doubted) and len(ruling) == 1 else ""


def _within_a_sentence(cited: str) -> str:
    """`khoản 2 Điều 16 …` as it is written behind "Theo"."""
    return _FIRST_PART.sub(lambda found: found[0].lower(), one_line(cited))
