"""What speaks for a sentence or a list as the answer to a part of a question: signs, summed by `config/qa.toml`. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log

from distributor.understand import questions_cues as cues
from distributor.understand.answering_labels import fits_label, under_other_label
from distributor.understand.answering_rules import AnswerRules
from distributor.understand.answering_series import announced_after, level_of
from distributor.understand.questions import (
    LEAST_OWN_WORDS,
    Question,
    Wants,
    counts,
    telling_words,
    wants_of,
    words_of,
)
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

MOST_ENTRIES = 40
LEAST_SHARED = 3
"""Words of a heading that all stand in a question, from which the heading is that question put shorter."""
SHORT = 6
GENERAL = re.compile(
    r"(?:quy định (?:chung|của pháp luật|pháp luật)|căn cứ pháp lý|cơ sở pháp lý|(?:nội dung )?(?:trả lời|giải đáp|tư vấn))",
    re.IGNORECASE,
)
"""Headings of a section that answers the whole."""
FEWEST_ENTRIES = 2
AS_IT_STANDS = 4
"""Words of what is in doubt that an answer says again as they stand: "được làm người giám"."""


_OF_ANY_VERDICT = re.compile(
    r"(?<!\w)(?:đúng|sai|trái|hợp|luật|vi phạm|tùy|tuỳ|từng|hoàn toàn|vẫn|tiếc|dạ|yên tâm|phép|thể|quyền|điều kiện|ngoại lệ|"
    r"trừ|nên|khi|nhưng|nữa|rồi|nhé|đâu|chắc|luôn|nội dung|cứ|còn|giờ|thời điểm|ba|bốn|năm|cô|chú|bác|cháu)(?!\w)"
)
"""Words that a verdict on anything may have."""
_ASKS_HOW_SOON = re.compile(
    r"mất bao lâu|bao lâu (?:thì |mới )?(?:có|được|xong|nhận|trả)|mấy ngày (?:thì |mới )?(?:có|xong|được|nhận)|"
    r"bao giờ (?:có|nhận|xong)",
    re.IGNORECASE,
)
_LASTS = re.compile(
    r"(?<!\w)(?:có|còn) (?:thời hạn|giá trị|hiệu lực)(?!\w)|thời hạn (?:sử dụng|hiệu lực)|giá trị (?:sử dụng|trong|đến)",
    re.IGNORECASE,
)
_ASKS_HOW_LONG = re.compile(r"(?<!\w)(?:giá trị|hiệu lực|thời hạn (?:của|sử dụng)|có thời hạn)(?!\w)", re.IGNORECASE)
_SOON = re.compile(r"(?<!\w)(?:giải quyết|ngày làm việc|trả kết quả)(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class AnswerSentence:
    """A sentence, or a list with the line that opens it. `total`: its sum for the question it was weighed for."""

    pieces: tuple[Piece, ...]
    words: tuple[str, ...]

    @property
    def first(self) -> Piece:
        return self.pieces[0]

    @property
    def text(self) -> str:
        return " ".join(each.text for each in self.pieces)


@dataclass(frozen=True)
class Weighed:
    candidate: AnswerSentence
    question: Question
    signs: dict[str, float]
    total: float
    covered: float

    @property
    def first(self) -> Piece:
        return self.candidate.first


def weighed_for(page: QuestionPage, question: Question, rules: AnswerRules) -> list[Weighed]:
    """All candidates of the section that answers the question, the best first; of the page where no heading tells."""
    section = section_of(page, question, rules) or _only_section(page)
    pieces = [
        each
        for each in page.pieces
        if (each.zone == "answer" and (each.section == section or page.numbered))
        or (each.zone == "before" and not section)
    ]
    candidates = _candidates_of(pieces)
    if not candidates:
        return []
    rarity = _rarity(candidates)
    concluding = [each for each in candidates if each.first.concludes]
    last = concluding[-1] if concluding else None
    opening = next((each for each in candidates if each.first.zone == "answer" and each.first.section == section), None)
    told = [0.0, *(_told(heading, question) if page.numbered else 0.0 for heading in page.headings)]
    own = any(not each.first.law and not leads_on(each) for each in candidates if each.first.zone == "answer")
    weighed = []
    for each in candidates:
        signs = _signs(each, question, rarity)
        signs["last_conclusion"] = float(each is last)
        signs["heading"] = told[each.first.section]
        signs["first"] = float(each is opening and page.labelled)
        signs["law_then_conclusion"] = float(each.first.law and bool(concluding) and own)
        total = sum(rules.weights.get(name, 0.0) * value for name, value in signs.items())
        of_part = _share(question.words, set(each.words), rarity) if len(question.words) > 1 else 0.0
        weighed.append(Weighed(each, question, signs, total, max(of_part, signs["cover"])))
    return sorted(weighed, key=lambda each: (-each.total, each.first.start))


def weighed_whole(groups: Sequence[AnswerSentence], question: Question, rules: AnswerRules) -> Weighed:
    """A reply's sentences weighed as one."""
    whole = sentence_of(*(piece for each in groups for piece in each.pieces))
    rarity = _rarity(groups)
    signs = _signs(whole, question, rarity)
    signs["first"] = 1.0
    total = sum(rules.weights.get(name, 0.0) * value for name, value in signs.items())
    of_part = _share(question.words, set(whole.words), rarity) if len(question.words) > 1 else 0.0
    return Weighed(whole, question, signs, total, max(of_part, signs["cover"]))


def sentences_of(pieces: Sequence[Piece]) -> list[AnswerSentence]:
    """The pieces in reading order, each list with the line that opens it."""
    found: list[AnswerSentence] = []
    at = 0
    while at < len(pieces):
        entries = _entries(pieces, at)
        found.append(sentence_of(pieces[at], *entries))
        at += 1 + len(entries)
    return found


def section_of(page: QuestionPage, question: Question, rules: AnswerRules) -> int | None:
    """The section whose heading asks the same; None where there are no headings or none does."""
    found = _section_of(page, question, rules)
    if found is None and page.turns and len(question.words) < LEAST_OWN_WORDS:
        # "…, cần giấy tờ gì": asked of what the part before asks of.
        found = _section_of(page, replace(question, words=question.subject), rules)
    return found


def _section_of(page: QuestionPage, question: Question, rules: AnswerRules) -> int | None:
    best, place = 0.0, None
    for number, heading in enumerate(page.headings, start=1):
        share = _alike(heading, question)
        if share > best:
            best, place = share, number
    return place if best >= rules.heading else None


def _only_section(page: QuestionPage) -> int:
    """Return the number of the section that holds all that is answered; 0 if there are several, or none."""
    told = {each.section for each in page.pieces if each.zone == "answer"}
    return told.pop() if len(told) == 1 else 0


def _told(heading: str, question: Question) -> float:
    """Return how much a numbered section's heading speaks for it; less than nothing if it asks something else."""
    share = _alike(heading, question)
    if len(telling_words(heading) & question.words) == 1 < len(question.words):
        share /= 2
    if GENERAL.match(heading):
        return max(share, 0.4)
    wants = wants_of(heading)
    return -0.3 if wants and not wants & question.wants and share < 0.3 else share


def _alike(heading: str, question: Question) -> float:
    """Return how much a heading, or one of its questions, and a question share, from 0 to little over 1."""
    parts = [each for each in heading.split("?") if wants_of(f"{each}?")]
    return max(_shared(each, question) for each in (heading, *(parts if len(parts) > 1 else ())))


def _shared(heading: str, question: Question) -> float:
    words = telling_words(heading)
    shared = len(words & question.words)
    share = 2 * shared / (len(words) + len(question.words)) if shared else 0.0
    share = max(share, shared / len(words)) if shared >= LEAST_SHARED else share
    return share + 0.05 * bool(shared and wants_of(heading) & question.wants)


def _candidates_of(pieces: Sequence[Piece]) -> list[AnswerSentence]:
    found = [sentence_of(*run)] if len(run := _run(pieces)) >= FEWEST_ENTRIES else []
    at = 0
    while at < len(pieces):
        piece = _from_the_point(pieces[at])
        entries = _entries(pieces, at) if not piece.marker or piece.opens_list else []
        if not (piece.asks or (piece.opens_list and not entries) or cues.NEXT_STEP.match(piece.text)):
            found.append(sentence_of(piece, *entries))
        series = [] if entries else announced_after(pieces, at)
        if series:
            found.append(sentence_of(piece, *series))
        following = pieces[at + 1] if at + 1 < len(pieces) and not series else None
        if following is not None and not entries and _goes_on(piece, following):
            found.append(sentence_of(piece, following))
        if following is not None and cues.NEXT_STEP.match(following.text) and following.section == piece.section:
            before = pieces[at - 1] if at and pieces[at - 1].section == piece.section else None
            verdict = [before] if before is not None and cues.SHORT_VERDICT.match(before.text) else []
            found.append(sentence_of(*verdict, piece, following))
        if following is not None and cues.SHORT_VERDICT.match(piece.text) and following.section == piece.section:
            found.append(sentence_of(piece, following))
        if entries and cues.QUANTITY.search(piece.text):
            # "Phạt tiền từ … đối với một trong các hành vi sau:" rules each entry by itself.
            found += [sentence_of(piece, each) for each in entries]
        elif entries:
            found += [sentence_of(each) for each in entries if not each.opens_list and not each.asks]
        at += 1 + len(entries)
    return [each for each in found if each.words]


def _goes_on(piece: Piece, following: Piece) -> bool:
    """Return True if a sentence goes on behind its colon: "quy định mức thu như sau: thu bằng 30% …"."""
    return piece.opens_list and piece.line == following.line and not following.marker and following.text[:1].islower()


def _from_the_point(piece: Piece) -> Piece:
    """A line that opens a list, from "cụ thể" on: what stands before only says which provision rules."""
    found = cues.IN_DETAIL.search(piece.text) if piece.opens_list else None
    return (
        replace(piece, text=piece.text[found.end() :], start=piece.end - len(piece.text) + found.end())
        if found
        else piece
    )


def _entries(pieces: Sequence[Piece], at: int) -> list[Piece]:
    """The list that a piece opens: the entries that follow it, of one level or below."""
    opener = pieces[at]
    following: list[Piece] = []
    for each in pieces[at + 1 : at + 1 + MOST_ENTRIES]:
        if not each.marker or each.section != opener.section or each.zone != opener.zone:
            break
        if opener.marker and level_of(each) == level_of(opener):
            break
        following.append(each)
    if not opener.opens_list and (len(following) < 2 or not cues.OPENS_WITHOUT_COLON.search(opener.text)):
        return []
    return following


def _run(pieces: Sequence[Piece]) -> list[Piece]:
    """The list that a reply begins with, right under its label."""
    found: list[Piece] = []
    for each in pieces[:MOST_ENTRIES]:
        if (
            not each.marker
            or each.law
            or each.opens_list
            or level_of(each) != level_of(pieces[0])
            or each.zone != "answer"
        ):
            break
        found.append(each)
    return found


def sentence_of(*pieces: Piece) -> AnswerSentence:
    return AnswerSentence(pieces, tuple(words_of(" ".join(each.text for each in pieces))))


def _rarity(candidates: Sequence[AnswerSentence]) -> dict[str, float]:
    counts: dict[str, int] = {}
    for each in candidates:
        for word in set(each.words):
            counts[word] = counts.get(word, 0) + 1
    return {word: log(1 + len(candidates) / count) for word, count in counts.items()}


def _signs(candidate: AnswerSentence, question: Question, rarity: dict[str, float]) -> dict[str, float]:
    first, text = candidate.first, candidate.text
    said, wanted = set(candidate.words), question.subject
    cover = _share(wanted, said, rarity)
    doubted = question.predicate
    wants = question.wants
    labelled = fits_label(first.text, question)
    listed = len(candidate.pieces) > 2 or text.count(";") >= 2
    concludes = first.concludes
    return {
        "cover": cover,
        "predicate": len(set(doubted) & said) / len(set(doubted)) if doubted else 0.0,
        "pairs": _pairs(question, candidate),
        "says_doubted": float(_says(question.doubted[:AS_IT_STANDS], candidate.words)),
        "concludes": float(concludes),
        "own_case": float(not concludes and not first.law and cues.OWN_CASE.match(first.text) is not None),
        "same_number": float(bool({word for word in question.words if word[0].isdigit() and len(word) > 1} & said)),
        "speaks_to_asker": float(not first.law and cues.SECOND_PERSON.search(text) is not None),
        "rules": float(cues.VERDICT.search(text) is not None),
        "yes_or_no": float(Wants.YES_NO in wants and _decides(candidate)),
        "number": float(
            Wants.NUMBER in wants
            and (cues.PENALISES.search(question.text) is None or cues.PENALISES.search(text) is not None)
            and (counts(question.text, text) or (labelled and cues.FREE.search(text) is not None))
        ),
        "time": float(
            bool(wants & {Wants.TIME, Wants.WHEN})
            and _new(cues.DURATION, text, question)
            and not _of_other_time(question.text, text)
        ),
        "place": float(Wants.PLACE in wants and _new(cues.OFFICE, text, question)),
        "who": float(bool(wants & {Wants.PERSON, Wants.WHO}) and cues.WHO.search(text) is not None),
        "penalty": float(
            Wants.PENALTY in wants
            and (
                _new(cues.PENALISES, text, question)
                or (cues.PENALISES.search(text) is not None and counts("phạt", text))
            )
        ),
        "papers": float(Wants.PAPERS in wants and _new(cues.PAPERS, text, question)),
        "list": float(bool(wants & {Wants.LIST, Wants.PAPERS, Wants.PROCEDURE, Wants.HOW, Wants.WHEN}) and listed),
        "steps": float(bool(wants & {Wants.PROCEDURE, Wants.HOW}) and _new(cues.STEPS, text, question)),
        "firm_steps": float(bool(wants & {Wants.PROCEDURE, Wants.PLACE}) and _new(cues.STEPS_FIRM, text, question)),
        "verdict": float(len(candidate.pieces) > 1 and gives_verdict(first.text, question)),
        "recites": float(not first.law and not concludes and cues.RECITES.match(first.text) is not None),
        "defines": float(bool(wants & {Wants.DEFINITION, Wants.PERSON}) and cues.DEFINES.search(text) is not None),
        "before": float(first.zone == "before"),
        "law": float(first.law),
        "label": float(labelled),
        "other_label": float(under_other_label(first.text, question)),
        "entry": float(bool(first.marker) and len(candidate.pieces) == 1 and not concludes and not labelled),
        "threatens": float(
            not concludes and not wants & {Wants.PENALTY, Wants.NUMBER} and cues.THREATENS.search(text) is not None
        ),
        "leads_on": float(leads_on(candidate)),
        "cites_only": float(
            len(candidate.pieces) == 1 and cues.CITES_ONLY.match(first.text) is not None and first.opens_list
        ),
        "short": float(len(candidate.words) < SHORT),
    }


def gives_verdict(text: str, question: Question) -> bool:
    """Return True if a sentence is a verdict and no more, of this question: "Không.", but not "Không mất lệ phí." where something
    else was asked."""
    if cues.SHORT_VERDICT.match(text) is None:
        return False
    named = telling_words(_OF_ANY_VERDICT.sub(" ", text.casefold()))
    return not named or bool(named & (question.words | question.context))


def _of_other_time(question: str, text: str) -> bool:
    """Return True if a text tells how long something lasts where it was asked how soon it is done, or the other way about."""
    if _ASKS_HOW_SOON.search(question):
        return _LASTS.search(text) is not None and _SOON.search(text) is None
    return _ASKS_HOW_LONG.search(question) is not None and _SOON.search(text) is not None and not _LASTS.search(text)


def _share(wanted: frozenset[str], said: set[str], rarity: dict[str, float]) -> float:
    """Return how much of the wanted words is said; what is rare on the page counts more."""
    whole = sum(1 + rarity.get(word, 0.0) / 2 for word in wanted)
    return sum(1 + rarity.get(word, 0.0) / 2 for word in wanted & said) / whole if whole else 0.0


def _new(pattern: re.Pattern[str], text: str, question: Question) -> bool:
    """Return True if the text has a word of this kind that the question has not: "làm các thủ tục" tells no procedure."""
    said = question.text.casefold()
    return any(found[0].casefold() not in said for found in pattern.finditer(text))


def _pairs(question: Question, candidate: AnswerSentence) -> float:
    """Share of the question's neighbouring word pairs that stand in the candidate: most Vietnamese words are two syllables."""
    words = words_of(question.text)
    wanted = {pair for pair in pairwise(words) if pair[0] in question.words or pair[1] in question.words}
    said = set(pairwise(candidate.words))
    return len(wanted & said) / len(wanted) if wanted else 0.0


def _says(run: Sequence[str], words: Sequence[str]) -> bool:
    """Return True if the words hold a run of them as it stands; a run that is too short is in anybody's mouth."""
    long = len(run)
    return long == AS_IT_STANDS and any(words[at : at + long] == run for at in range(len(words) - long + 1))


def _decides(candidate: AnswerSentence) -> bool:
    return cues.SAYS_YES_OR_NO.match(candidate.first.text) is not None or (
        not candidate.first.law and cues.VERDICT.search(candidate.text) is not None
    )


def leads_on(candidate: AnswerSentence) -> bool:
    return cues.DEFERS.search(candidate.text) is not None or (
        len(candidate.pieces) == 1
        and (cues.FORWARDS.search(candidate.first.text) is not None or candidate.first.text.startswith(("...", "…")))
    )
