"""Whether an answer is sure enough to go out by itself: the kind of thing that was asked for, whole, and nobody's name. Pure."""

import re
from collections.abc import Sequence
from itertools import pairwise

from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import opens_case, tells_case
from distributor.understand.answering_evades import evades
from distributor.understand.answering_labels import labels_of
from distributor.understand.answering_rules import AnswerRules
from distributor.understand.answering_series import level_of
from distributor.understand.answering_text import fitted
from distributor.understand.answering_weights import AnswerSentence, Weighed
from distributor.understand.questions import MOST_PARTS, Question, Wants, words_of
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece
from distributor.understand.statements import sentences

MOST_WORDS = 1_000
_ONLY_PAPERS = re.compile(
    r"(?<!\w)(?:giấy tờ|hồ sơ|tài liệu)(?: \w+){0,5} (?:gì|nào|những gì)(?: ạ| vậy)?\s*\Z", re.IGNORECASE
)
"""Asks for papers and no more: "thủ tục … cần những giấy tờ nào"."""
_YOU = re.compile(r"(?<!\w)(?:bạn|anh|chị|ông|bà|em|quý khách|gia đình (?:bạn|anh|chị|ông|bà))(?!\w)", re.IGNORECASE)
_DAY = r"(?<![\d/])\d{1,2}/\d{1,2}/\d{4}(?![\d/])"
_RECKONED_DAY = re.compile(_DAY)
_SUMMED_UP = re.compile(r"(?<!\w)(?:tổng cộng|tính ra|cộng lại|tức là)(?!\w)", re.IGNORECASE)
_RECKONED_DAY_OR_SUM = re.compile(rf"{_DAY}|(?<![\d.])\d[\d.,]*\s(?:triệu )?đồng(?![\w/])", re.IGNORECASE)
ALL_OF_SEVERAL = 0.8
"""Share of what is in doubt that must be said where it is several things."""
_PAYS = frozenset({"nộp", "đóng", "trả", "mất", "chịu"})
_PAID = frozenset({"nộp", "đóng", "miễn"})
"""What says whether it must be paid: "có phải đóng thuế không" – "không phải nộp thuế", "được miễn thuế"."""
SHORT_REPLY = 3
"""Sentences."""


def is_sure(
    page: QuestionPage, questions: Sequence[Question], chosen: Sequence[Weighed | None], text: str, rules: AnswerRules
) -> bool:
    if page.numbered or evades(page):
        return False
    if not (page.labelled or page.is_article or any(each is not None and each.signs["concludes"] for each in chosen)):
        return False
    cover, least = (rules.article_cover, rules.article_sum) if page.is_article else (rules.sure_cover, rules.sure_sum)
    if len(questions) > MOST_PARTS or names_asker(page, text):
        return False
    if cues.NO_RULE.search(text) or cues.PETITION.search(text):
        return False
    if cues.FIRST_PERSON.search(text) and not cues.OFFICE_VOICE.search(text):
        return False
    told = [piece for each in chosen if each is not None for piece in each.candidate.pieces]
    if _one_verdict_on_several(chosen):
        return False
    if reckons(page, told, text) or any(_only_recites(each, page) for each in chosen if each is not None):
        return False
    if len(questions) == 1 and chosen[0] is not None and _opens_short_reply(page, chosen[0]):
        decides = Wants.YES_NO in questions[0].wants and not chosen[0].signs["verdict"]
        cover = min(cover, rules.decides_cover if decides else rules.reply_cover)
        least = min(least, rules.decides_sum if decides else rules.reply_sum)
    return all(
        each is not None
        and (_only_label(page, each) or (fits(each, page, rules) and each.covered >= cover and each.total >= least))
        for each in chosen
    )


def _one_verdict_on_several(chosen: Sequence[Weighed | None]) -> bool:
    """Return True if one "Không." stands for two yes-or-no questions that ask different things."""
    told = [
        each for each in chosen if each is not None and each.signs["verdict"] and Wants.YES_NO in each.question.wants
    ]
    return any(
        one.first == other.first and 2 * len(one.question.words & other.question.words) <= len(other.question.words)
        for place, one in enumerate(told)
        for other in told[:place]
    )


def _only_recites(weighed: Weighed, page: QuestionPage) -> bool:
    """Return True if yes or no is asked, the law is recited, and what the office concludes for the asker stands elsewhere.

    "Nếu em học hệ vừa học vừa làm thì không được tạm hoãn" may decide otherwise than the law that was recited first.
    """
    if Wants.YES_NO not in weighed.question.wants or weighed.signs["verdict"] or not weighed.signs["recites"]:
        return False
    others = [each for each in page.pieces if each.zone == "answer" and each not in weighed.candidate.pieces]
    return any(cues.SECOND_PERSON.search(each.text) and cues.VERDICT.search(each.text) for each in others)


def reckons(page: QuestionPage, told: Sequence[Piece], text: str) -> bool:
    """Return True if an answer tells the asker a day or a sum that the office reckoned from his own facts: "bạn phải nộp hồ sơ
    chậm nhất ngày 30/12/2026" is nobody else's last day. What stands in the rule too is everybody's."""
    elsewhere = " ".join(each.text for each in page.pieces if each.zone == "answer" and each not in told)
    return any(
        each[0] not in elsewhere and text.count(each[0]) == 1
        for sentence in sentences(text)
        if _YOU.search(sentence)
        for each in (_RECKONED_DAY_OR_SUM if _SUMMED_UP.search(sentence) else _RECKONED_DAY).finditer(sentence)
    )


def _only_label(page: QuestionPage, weighed: Weighed) -> bool:
    """Return True if it stands under the one label of an office's reply that answers what is asked: "Thời hạn: 03 ngày"."""
    text, question = weighed.candidate.text, weighed.question
    if not page.answer_label or page.headings or page.turns > 1 or not weighed.signs["label"]:
        return False
    if not any(weighed.signs[sign] for sign in ("time", "number", "place", "papers", "list")):
        return Wants.YES_NO in question.wants and is_whole_list(weighed.candidate, page)
    others = [each for each in page.pieces if each.zone == "answer" and each not in weighed.candidate.pieces]
    kinds = labels_of(text) & question.wants
    return is_whole_list(weighed.candidate, page) and not any(labels_of(each.text) & kinds for each in others)


def _opens_short_reply(page: QuestionPage, weighed: Weighed) -> bool:
    """Return True if it opens an office's labelled reply of few sentences, which needs fewer of the question's words to answer
    it.

    Yes or no needs a plain "Không." in front, or what is in doubt; a case that the question does not tell is none.
    """
    reply = [each for each in page.pieces if each.zone == "answer" and not cues.GREETS.match(each.text)]
    if (not page.answer_label and not page.labelled) or page.headings or page.turns > 1 or not reply:
        return False
    if len(reply) > SHORT_REPLY + len(weighed.candidate.pieces) - 1 or weighed.first.start != reply[0].start:
        return False
    if Wants.YES_NO in weighed.question.wants and not (weighed.signs["verdict"] or weighed.question.predicate):
        return False
    return not opens_case(weighed.first.text) or tells_case(weighed.candidate.text, weighed.question)


def points_back(taken: Sequence[Weighed], page: QuestionPage) -> bool:
    """Return True if a sentence needs the one before it, which is not said. "Theo quy định trên, …" is cut off and needs
    nothing."""
    said = [piece for each in taken for piece in each.candidate.pieces]
    for each in taken:
        text, _ = fitted([each.candidate.pieces], MOST_WORDS)
        before = [piece for piece in page.pieces if piece.end <= each.first.start]
        if cues.POINTS_BACK.search(text) and not (before and before[-1] in said):
            return True
    return False


def stands_out(
    taken: Sequence[Weighed], chosen: Sequence[Weighed | None], rounds: Sequence[Sequence[Weighed]], rules: AnswerRules
) -> bool:
    """Return True if nothing that is left out weighs nearly as much as what is said."""
    said = [piece for each in taken for piece in each.candidate.pieces]
    for best, others in zip(chosen, rounds, strict=True):
        rival = next((each for each in others if not any(piece in said for piece in each.candidate.pieces)), None)
        if best is not None and rival is not None and rival.total > best.total - rules.margin:
            return False
    return True


def fits(weighed: Weighed, page: QuestionPage, rules: AnswerRules) -> bool:
    """Return True if it is the kind of thing that was asked for, in words that are not only the law's."""
    signs, wants = weighed.signs, weighed.question.wants
    if Wants.PERSON in wants:
        return False
    if weighed.first.zone != "answer" or signs["leads_on"] or signs["entry"]:
        return False
    if weighed.first.law and signs["law_then_conclusion"]:
        return False
    if not is_whole_list(weighed.candidate, page):
        return False
    return answers_it(weighed, rules)


def answers_it(weighed: Weighed, rules: AnswerRules) -> bool:
    """Return True if it is the kind of thing that was asked for and says what is in doubt."""
    signs, wants = weighed.signs, weighed.question.wants
    if not says_what_is_in_doubt(weighed, rules):
        return False
    of_kind = {
        Wants.YES_NO: signs["yes_or_no"] or (signs["concludes"] and signs["cover"] >= rules.restates),
        Wants.NUMBER: signs["number"],
        Wants.TIME: signs["time"],
        Wants.WHEN: signs["time"] or signs["list"],
        Wants.PLACE: signs["place"],
        Wants.WHO: signs["who"],
        Wants.PENALTY: signs["penalty"],
        Wants.PAPERS: signs["papers"],
        Wants.LIST: signs["list"] or signs["rules"],
        Wants.PROCEDURE: signs["firm_steps"],
        Wants.DEFINITION: signs["defines"] and _defines_it(weighed),
        Wants.HOW: signs["concludes"] and signs["cover"] >= rules.restates,
        Wants.OPEN: signs["rules"],
    }
    if signs["papers"] and _ONLY_PAPERS.search(weighed.question.text):
        wants = frozenset({Wants.PAPERS})
    return all(of_kind.get(each, 0.0) > 0 for each in wants)


def _defines_it(weighed: Weighed) -> bool:
    """Return True if it says what the thing asked for is, and not what something else is: "Nguyên tắc là …"."""
    found = cues.DEFINES.search(weighed.candidate.text)
    before = set(words_of(weighed.candidate.text[: found.start()])) if found else set()
    return len(weighed.question.words & before) * 2 >= len(weighed.question.words)


def says_what_is_in_doubt(weighed: Weighed, rules: AnswerRules) -> bool:
    """Return True if the answer repeats the verb of a yes-or-no question, and not only its first syllable ("bảo vệ", "bảo
    hiểm")."""
    doubted, said = weighed.question.predicate, list(weighed.candidate.words)
    if not doubted or (weighed.signs["verdict"] and weighed.signs["first"]):
        return True
    question = weighed.question
    least = 1.0 if question.offers_alternatives else ALL_OF_SEVERAL if question.joins_several else rules.sure_predicate
    said = [doubted[0] if doubted[0] in _PAYS and word in _PAID else word for word in said]
    if doubted[0] not in said or weighed.signs["predicate"] < least:
        return False
    return len(doubted) == 1 or bool(set(pairwise(doubted)) & set(pairwise(said)))


def is_whole_list(candidate: AnswerSentence, page: QuestionPage) -> bool:
    """Return True if a list that is opened also ends: at least two entries, the last with its stop, and none of its kind after
    it."""
    if not any(each.opens_list for each in candidate.pieces):
        return True
    entries = candidate.pieces[1:]
    if len(entries) < 2 or entries[-1].text.endswith((";", ",", ":", "...", "…")):
        return False
    following = [each for each in page.section(entries[-1].section) if each.start > entries[-1].start]
    return not any(level_of(each) == level_of(entries[0]) and not each.law for each in following[:3] if each.marker)


def names_asker(page: QuestionPage, text: str) -> bool:
    """Return True if the answer holds a name that the asker's part holds after "ông", "chị" and the like."""
    names = {
        name
        for piece in page.pieces
        if piece.zone != "answer"
        for found in cues.NAMED_ASKER.finditer(piece.text)
        for name in (found[1] or found[2]).split()
        if len(name) > 1
    }
    return any(
        re.search(
            rf"(?<!\w)(?i:ông|bà|anh|chị|bạn|em|cô|bác|chú)\s+(?:[A-ZĐ]\S*\s+){{0,4}}{re.escape(name)}(?!\w)", text
        )
        for name in names
    )
