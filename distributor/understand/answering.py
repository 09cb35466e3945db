"""The answer to a question, found on its page: the section that answers it, its conclusion and its quotes. Pure.

1. Read the page (`questions_page.py`) and what is asked (`questions.py`).
2. For each part of the question weigh the sentences of the section that answers it (`config/qa.toml`); a list counts whole, with
   the line that opens it. What is asked, leads on, or only cites is none.
3. Take the best, fit it into an editor's limits, and say whether it is sure enough to go out by itself. Sure needs an answer of
   its own words to every part; what is cut, only quotes the law or names the asker waits for a person.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from distributor.facts import Answer, Point
from distributor.text.plain import capital, clean, one_line
from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import (
    leaves_out_a_case,
    leaves_out_a_condition,
    leaves_out_a_tier,
    leaves_out_an_exception,
    leaves_out_the_contrary,
    leaves_out_what_takes_back,
    of_another_measure,
    of_the_case,
    only_of_the_asker,
    opens_case,
    tells_another_case,
    tells_case,
    turns_from_what_is_unsaid,
)
from distributor.understand.answering_citation import citation_of
from distributor.understand.answering_evades import ALIKE, is_none, is_withdrawn, only_puts_off, tells_elsewhere
from distributor.understand.answering_rest import leaves_out_of_its_kind
from distributor.understand.answering_rivals import entry_asked, has_rival
from distributor.understand.answering_rules import AnswerRules, answer_rules
from distributor.understand.answering_series import leaves_out_of_a_series, said_of, tells_part_of_a_list
from distributor.understand.answering_short import only_reply, short_reply
from distributor.understand.answering_sure import answers_it, is_sure, is_whole_list, points_back, stands_out
from distributor.understand.answering_text import fitted, quotes_of, tells_first
from distributor.understand.answering_weights import AnswerSentence, Weighed, section_of, weighed_for
from distributor.understand.answering_whole import reply_told_whole
from distributor.understand.cues import only_wonders
from distributor.understand.guides import is_guide
from distributor.understand.named_laws import with_the_name
from distributor.understand.questions import Question, Wants, asked, telling_words, wants_of, without_series
from distributor.understand.questions_page import QuestionPage, read_page
from distributor.understand.questions_pieces import Piece
from distributor.understand.statements import fit

NO_ANSWER = "no_answer"
"""The gate's code of a question whose answer is not sure."""
MOST_TURNS = 2
"""Questions and answers in turn that one short answer may cover."""
COUNTED = 3
"""Things that an article counts off from which one sentence of it does not answer its title."""


@dataclass(frozen=True)
class FoundAnswer:
    """The answer that was found on a page of questions: the answer, or the best two where none is sure.

    `parts`: what is told to each part of a question that has several. `asks`: there is a question at all. `is_letter`: somebody
    asks in his own words and is answered. `is_article`: nobody asks but the title; without a sure answer it is told by its
    points, as any article, unless it asks for a list of which they are a part, and so is a guide (`is_guide`). `whole`: all
    sentences of a short reply, where the answer is not sure and they may be told instead.
    """

    answer: Answer | None = None
    candidates: tuple[Answer, ...] = ()
    parts: tuple[str, ...] = ()
    asks: bool = False
    is_letter: bool = False
    is_article: bool = False
    is_guide: bool = False
    whole: tuple[Point, ...] = ()

    @property
    def sure(self) -> bool:
        return self.answer is not None and self.answer.sure


def find_answer(title: str, text: str, rules: AnswerRules | None = None) -> FoundAnswer:
    """Find the answer on a page. `text`: without the title. None where nothing on the page answers; then the best two are
    candidates."""
    rules = rules or answer_rules()
    title = without_series(one_line(title))
    page = read_page(title, text)
    questions = questions_of(title, page, rules)
    found = _found(title, page, questions, rules)
    if page.many or page.tells_old:
        return replace(_of_many(found, one_line(clean(text))), asks=True, is_letter=page.is_letter)
    own = cues.FIRST_PERSON.search(title) is not None
    article = page.is_article and not own
    if article and found.answer is not None and sum(bool(each.marker) for each in page.pieces) >= COUNTED:
        found = replace(found, answer=replace(found.answer, sure=False))  # a guide: one of its rules is no answer
    if not found.sure and (page.labelled or article or page.opens_with_question):
        found = replace(found, whole=reply_told_whole(page, questions, found.answer, rules, own=own))
    if found.answer is not None and not found.whole and tells_part_of_a_list(found.answer, questions, page):
        article = False
    return replace(found, asks=True, is_letter=page.is_letter, is_article=article, is_guide=is_guide(title, page))


def _of_many(found: FoundAnswer, text: str) -> FoundAnswer:
    """What is found on a page of many questions: a person chooses, and nothing whose quotes do not stand in the text as they are,
    because two turns of a talk were read as one."""

    def stands(answer: Answer) -> bool:
        return all(one_line(quote) in text for quote in answer.quotes)

    answer = replace(found.answer, sure=False) if found.answer is not None and stands(found.answer) else None
    return replace(found, answer=answer, candidates=tuple(filter(stands, found.candidates)), whole=())


def _found(title: str, page: QuestionPage, questions: Sequence[Question], rules: AnswerRules) -> FoundAnswer:
    if not questions:
        return FoundAnswer(
            None, _candidates(page, [weighed_for(page, each, rules) for each in _of_turns(page)[:2]], rules)
        )
    rounds = [weighed_for(page, each, rules) for each in questions]
    answering = [_answering(each, page, rules) for each in rounds]
    if only_puts_off(page, rounds[0]):
        answering = [[] for _ in rounds]
    tellable = [[each for each in weighed if _can_be_told(each, rules)] for weighed in answering]
    chosen = [_best(each, rules, several=len(questions) > 1) or only_reply(each, page) for each in tellable]
    candidates = _candidates(page, [some or each for some, each in zip(answering, rounds, strict=True)], rules)
    answered = [each for each in chosen if each is not None and not each.signs["leads_on"]]
    if not answered or (_only_quotes(page, answered) and _wants_ruling(questions)):
        return FoundAnswer(None, candidates)
    answer = _composed(title, page, questions, chosen, answering, rules)
    if answer is not None and answer.sure:
        answer = replace(answer, sure=not (_leaves_out(answer, questions, page) or _passes_over(answering, rules)))
    elif (short := short_reply(title, page, questions, rules)) is not None:
        lacks = _leaves_out(short.answer, questions, page) or _passes_over(answering, rules)
        if answer is None or not lacks:
            before = page.text[: short.best.first.start]
            citation = with_the_name(citation_of(page, [short.best]), before)
            answer = replace(short.answer, citation=citation, sure=not lacks)
    if answer is None or answer.sure:
        return FoundAnswer(answer, () if answer is not None else candidates)
    parts = tuple(each.candidate.text if each is not None else "" for each in chosen) if len(chosen) > 1 else ()
    others = [each for each in candidates if each.text != answer.text and not set(each.quotes) <= set(answer.quotes)]
    return FoundAnswer(answer, (answer, *others)[: rules.candidates], parts)


def _answering(weighed: Sequence[Weighed], page: QuestionPage, rules: AnswerRules) -> list[Weighed]:
    """Return the sentences without what answers nothing."""
    if tells_elsewhere(page) or is_withdrawn(page):
        return []
    return [each for each in weighed if not is_none(each, page, fits=answers_it(each, rules))]


def _can_be_told(weighed: Weighed, rules: AnswerRules) -> bool:
    """Return True if a cut makes a sentence short enough to be told; one of a hundred words may have none."""
    return bool(fitted([weighed.candidate.pieces], rules.answer_words)[0])


def _passes_over(rounds: Sequence[Sequence[Weighed]], rules: AnswerRules) -> bool:
    """Return True if a sentence that answers is too long to be told: what is told instead may be another case."""
    return any(answers_it(each, rules) and not _can_be_told(each, rules) for weighed in rounds for each in weighed)


def _leaves_out(answer: Answer, questions: Sequence[Question], page: QuestionPage) -> bool:
    """Return True if an answer tells one thing of a series, or one of two contrary cases."""
    said = said_of(answer, page)
    return (
        leaves_out_of_a_series(answer.text, said, page)
        or leaves_out_the_contrary(said, questions, page)
        or turns_from_what_is_unsaid(said, page)
        or tells_another_case(said, questions, page)
        or leaves_out_of_its_kind(said, questions, page)
        or leaves_out_what_takes_back(said, page)
        or leaves_out_a_condition(said, questions, page)
    )


def _of_turns(page: QuestionPage) -> list[Question]:
    """The questions that a page asks and answers in turn, each as one."""
    return [
        Question(one_line(each), wants_of(each), telling_words(each))
        for each in page.headings
        if page.turns and wants_of(each)
    ]


def questions_of(title: str, page: QuestionPage, rules: AnswerRules) -> tuple[Question, ...]:
    """Return what is asked; nothing of a booklet whose title does not say which of its questions is meant."""
    titles = [title] if wants_of(title) or title.endswith("?") else []
    if page.turns:
        of_title = asked(titles, [])
        sections = {section for each in of_title if (section := section_of(page, each, rules))}
        if page.turns == MOST_TURNS and len(sections) != 1:
            return asked([], page.headings)
        return of_title if sections else ()
    found = asked(titles, page.asked)
    if found:
        return found
    words = telling_words(title)
    return (Question(title, frozenset({Wants.OPEN}), words),) if words else ()


_OF_A_KIND = {
    Wants.NUMBER: "number",
    Wants.TIME: "time",
    Wants.PLACE: "place",
    Wants.PAPERS: "papers",
    Wants.WHO: "who",
    Wants.PENALTY: "penalty",
    Wants.PROCEDURE: "firm_steps",
    Wants.DEFINITION: "defines",
}


_GOES = re.compile(
    r"(?<!\w)(?:ông|bà|anh|chị|bạn|em|bác|cô|chú|người \w+|công dân|gia đình|cha|mẹ|hộ|doanh nghiệp)(?!\w)[^.;:]{0,50}?(?<!\w)"
    r"(?:đến|tới|nộp|gửi|mang|viết đơn|làm đơn|liên hệ|gọi|trình báo|khởi kiện|đăng ký)(?!\w)|(?:\A|[.:;]\s)\W*(?:nộp|gửi|đến) ",
    re.IGNORECASE,
)
"""What who asks has to do."""
_STRICT = {
    wants: _OF_A_KIND[wants] for wants in (Wants.NUMBER, Wants.TIME, Wants.PLACE, Wants.PENALTY, Wants.PROCEDURE)
}
"""Without which a sentence is hardly an answer."""


def _best(weighed: Sequence[Weighed], rules: AnswerRules, *, several: bool) -> Weighed | None:
    """The first that is enough; of several parts, the first that is the kind of thing this part asks for."""
    enough = [each for each in weighed if each.total >= rules.least]
    if several and enough:
        signs = [sign for wants, sign in _OF_A_KIND.items() if wants in enough[0].question.wants]
        of_kind = [each for each in enough if all(each.signs[sign] for sign in signs)]
        return (of_kind or enough)[0]
    if not enough:
        return None
    top = entry_asked(enough[0], weighed) or enough[0]
    near = [each for each in enough if each.total > top.total - rules.of_kind_within]
    strict = [sign for wants, sign in _STRICT.items() if wants in top.question.wants]
    if strict and not top.first.concludes and not all(top.signs[sign] for sign in strict):
        return next((each for each in near if all(each.signs[sign] for sign in strict)), top)
    if Wants.PROCEDURE in top.question.wants and not top.first.concludes and not _GOES.search(top.candidate.text):
        return next((each for each in near if _GOES.search(each.candidate.text)), top)
    lacking = set(top.question.predicate) - set(top.candidate.words)
    if lacking and not (top.first.concludes or top.signs["verdict"] or top.signs["speaks_to_asker"]):
        return next((each for each in near if lacking <= set(each.candidate.words)), top)
    return top


def _only_quotes(page: QuestionPage, answered: Sequence[Weighed]) -> bool:
    """Return True if nobody answers: all that the answering part says is the law's own words."""
    return all(each.first.law or _opens_law(each.first) for each in answered) and not any(
        each.zone == "answer" and not each.law and not each.opens_list and cues.FORWARDS.search(each.text) is None
        for each in page.pieces
    )


def _opens_law(piece: Piece) -> bool:
    return piece.opens_list and cues.RECITES.match(piece.text) is not None and not piece.concludes


def _wants_ruling(questions: Sequence[Question]) -> bool:
    """Return True if the first question wants somebody's judgement, which no provision alone gives."""
    return not questions[0].wants & {
        Wants.NUMBER, Wants.TIME, Wants.PLACE, Wants.PAPERS, Wants.LIST, Wants.DEFINITION, Wants.PROCEDURE,
    }  # fmt: skip


def _composed(
    title: str,
    page: QuestionPage,
    questions: Sequence[Question],
    chosen: Sequence[Weighed | None],
    rounds: Sequence[Sequence[Weighed]],
    rules: AnswerRules,
) -> Answer | None:
    best = _in_reading_order([each for each in chosen if each is not None])
    further = _further(page, best, rounds, rules) if len(questions) == 1 else []
    taken = best[: rules.quotes]
    text, whole = fitted([each.candidate.pieces for each in taken], rules.answer_words)
    if not text:
        return None
    sure = whole and is_sure(page, questions, chosen, text, rules)
    only_limits = sure or Wants.DEFINITION in questions[0].wants
    further = [each for each in further if _limits(each)] if only_limits else further
    further = [*of_the_case(best[0], page, rounds[0]), *further] if len(questions) == 1 else further
    further = [each for place, each in enumerate(further) if each not in further[:place]]
    for each in further:
        _, all_in = fitted([one.candidate.pieces for one in [*taken, each]], rules.answer_words)
        if all_in and len(taken) < rules.quotes:
            taken = sorted([*taken, each], key=lambda one: one.first.start)
            text, _ = fitted([one.candidate.pieces for one in taken], rules.answer_words)
    before = page.text[: taken[-1].first.start]
    quotes: list[str] = []
    for each in taken:
        runs = quotes_of(each.candidate.pieces, page.text, rules.quote_words)
        quotes += [quote for quote in runs[: max(1, rules.quotes // len(taken))] if quote not in quotes]
    return Answer(
        text=capital(with_the_name(text, before)),
        quotes=tuple(quotes[: rules.quotes]),
        citation=with_the_name(citation_of(page, best), before),
        asked="",
        sure=sure
        and "|" not in text  # of a table: which cell is whose nobody reads in one line
        and is_sure(page, questions, chosen, text, rules)
        and stands_out(taken, chosen, rounds, rules)
        and (tells_first(text, quotes) or not any(map(fit, quotes)))
        and not points_back(taken, page)
        and not leaves_out_a_case(taken, page)
        and not leaves_out_an_exception(taken, page)
        and not leaves_out_a_tier(taken, page)
        and not only_of_the_asker(title, taken)
        and not of_another_measure(taken, page)
        and not any(
            has_rival(each, others, text) for each, others in zip(chosen, rounds, strict=True) if each is not None
        ),
    )


def _limits(weighed: Weighed) -> bool:
    """Return True if a sentence excepts from a rule, and not from that of another case: "Còn trường hợp …, trừ khi …"."""
    text = weighed.candidate.text
    other_case = opens_case(text) and not tells_case(text, weighed.question)
    return cues.EXCEPTS.search(text) is not None and not other_case


def _in_reading_order(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Each once, in the questions' order; an entry whose list is taken too says nothing more."""
    found: list[Weighed] = []
    for each in weighed:
        if any(each.candidate.pieces[0] in one.candidate.pieces for one in found):
            continue
        found.append(each)
    return found


def _further(
    page: QuestionPage, best: Sequence[Weighed], rounds: Sequence[Sequence[Weighed]], rules: AnswerRules
) -> list[Weighed]:
    """Other sentences that answer nearly as well: an exception, a second condition, where to go."""
    top = best[0]
    known = [each.candidate for each in best]
    strict = [sign for wants, sign in _STRICT.items() if wants in top.question.wants and top.signs[sign]]
    found: list[Weighed] = []
    for each in rounds[0]:
        if each.total < rules.second * top.total or len(found) == 2:
            break
        if each.covered < rules.second * top.covered:
            continue
        same_place = each.first.zone == top.first.zone and each.first.section == top.first.section
        same_place = same_place or (page.numbered and min(each.signs["heading"], top.signs["heading"]) >= ALIKE)
        if not same_place or any(_repeats(each.candidate, other) for other in known):
            continue
        if (
            (each.first.law and not top.first.law)
            or each.signs["leads_on"]
            or cues.CONTRASTS.match(each.candidate.text)
            or not is_whole_list(each.candidate, page)
        ):
            continue
        if strict and not all(each.signs[sign] for sign in strict) and not cues.EXCEPTS.search(each.candidate.text):
            continue
        found.append(each)
        known.append(each.candidate)
    return found


def _repeats(one: AnswerSentence, other: AnswerSentence) -> bool:
    first, second = set(one.words), set(other.words)
    return (
        one.first in other.pieces
        or other.first in one.pieces
        or len(first & second) >= 0.7 * min(len(first), len(second))
    )


def _candidates(page: QuestionPage, rounds: Sequence[Sequence[Weighed]], rules: AnswerRules) -> tuple[Answer, ...]:
    """The best two for a person to choose from, of each question the best first."""
    order = sorted((each for one in rounds for each in one[:6]), key=lambda each: -each.total)
    order = [one[0] for one in rounds[:2] if one] + order if len(rounds) > 1 else order
    found: list[Answer] = []
    known: list[AnswerSentence] = []
    for each in order:
        if len(found) == rules.candidates:
            break
        if only_wonders(each.candidate.text) or any(_repeats(each.candidate, other) for other in known):
            continue
        text, _ = fitted([each.candidate.pieces], rules.answer_words)
        quotes = quotes_of(each.candidate.pieces, page.text, rules.quote_words)[: rules.quotes]
        if text and quotes:
            known.append(each.candidate)
            several = each.question.text if len(rounds) > 1 else ""
            before = page.text[: each.first.start]
            text, citation = (with_the_name(words, before) for words in (capital(text), citation_of(page, [each])))
            found.append(Answer(text, tuple(quotes), citation, several))
    return tuple(found)
