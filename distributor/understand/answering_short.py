"""The answer that a short labelled reply gives: every sentence of the kind that is asked for, with all that limits it. Pure.

Of a reply of few sentences nothing that might be the answer is left out, so nothing that is left out can be the better answer:
all tiers of a fine, all days, the rule with its exceptions and the asker's own case behind it. It goes out by itself where every
part of the question is answered so; where there is no room for all of it a person decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from distributor.facts import Answer
from distributor.text.plain import capital
from distributor.understand import questions_cues as cues
from distributor.understand.answering_cases import (
    denies,
    excepts,
    is_next_tier,
    of_another_measure,
    of_the_asker,
    opens_case,
    punishes_alike,
)
from distributor.understand.answering_evades import LEAST_COVER, evades, only_counts, puts_off
from distributor.understand.answering_labels import asks_of_costs
from distributor.understand.answering_rules import AnswerRules
from distributor.understand.answering_sure import is_whole_list, names_asker, reckons, says_what_is_in_doubt
from distributor.understand.answering_text import quotes_of, tells_first, told_whole
from distributor.understand.answering_told import best_first, joined, leans, limits_behind, points_back_on, quoted
from distributor.understand.answering_weights import (
    AnswerSentence,
    Weighed,
    gives_verdict,
    leads_on,
    sentences_of,
    weighed_whole,
)
from distributor.understand.questions import MOST_PARTS, Question, Wants, telling_words
from distributor.understand.questions_page import QuestionPage
from distributor.understand.questions_pieces import Piece

FEWEST_WORDS = 4
LEAST_OF_ALL = 0.6
"""Share of a question that must be said again where all of it is in doubt: "trồng cây sát ranh có được không"."""
MOST = 10
"""Sentences of a reply that is short."""
MOST_OF_A_BARE_REPLY = 2
"""Sentences of a reply that need not say the question again."""
SIGNS_OF_KIND = {
    Wants.NUMBER: ("number",),
    Wants.TIME: ("time",),
    Wants.WHEN: ("time", "list"),
    Wants.PLACE: ("place",),
    Wants.WHO: ("who",),
    Wants.PENALTY: ("penalty",),
    Wants.PAPERS: ("papers",),
    Wants.LIST: ("list",),
    Wants.PROCEDURE: ("firm_steps",),
    Wants.DEFINITION: ("defines",),
}
_STEPS = frozenset({Wants.PROCEDURE, Wants.PLACE, Wants.HOW})
"""What the asker is told to do, in other words than his story's."""
_RIVALS = {Wants.NUMBER, Wants.TIME, Wants.PENALTY}
"""Kinds of which a reply may tell several for different things."""
_CONTACT = re.compile(
    r"[\s*–-]*(?:(?:mời|kính mời|đề nghị) )?(?:bà con|bạn đọc|quý vị|người (?:dân|lao động)|công dân|ai|mọi)(?!\w)[^.;:]{0,80}?"
    r"(?<!\w)(?:tư vấn|thắc mắc|vướng mắc|gửi (?:tình huống|câu hỏi|thư)|hỏi thêm|cần biết thêm)(?!\w)",
    re.IGNORECASE,
)
"""Where further questions go."""


@dataclass(frozen=True)
class ShortAnswer:
    answer: Answer
    best: Weighed


def short_reply(
    title: str, page: QuestionPage, questions: Sequence[Question], rules: AnswerRules
) -> ShortAnswer | None:
    """Return the sure answer of a short reply; None where it is not short, puts off, or leaves a part of the question open."""
    if not page.labelled or page.headings or page.turns > 1 or page.numbered or len(questions) > MOST_PARTS:
        return None
    reply = _reply(page)
    if not reply or any(each.law or each.asks for each in reply) or evades(page):
        return None
    sentences = sentences_of(reply)
    concludes = any(each.first.concludes for each in sentences)
    if len(sentences) > MOST or (not concludes and puts_off(" ".join(each.text for each in reply))):
        return None
    questions = [each for each in questions if not _asks_again(each, questions)]
    verdict = _verdict_on(sentences, questions)
    answering = [
        places
        for question in questions
        for places in ([{0}] if question in verdict else _answering(sentences, question, title, rules))
    ]
    if not all(answering):
        return None
    own = cues.FIRST_PERSON.search(title) is not None
    said, text = _within_limits(sentences, answering, questions, rules, own=own)
    if (
        not text
        or puts_off(text)
        or names_asker(page, text)
        or reckons(page, [piece for each in said for piece in each.pieces], text)
    ):
        return None
    if not all(is_whole_list(each, page) and not leads_on(each) for each in said):
        return None
    weighed = [weighed_whole(said, question, rules) for question in questions]
    whole = [weighed_whole(sentences, question, rules) for question in questions]
    for each, all_of_it in zip(weighed, whole, strict=True):
        steps = each.question.wants <= _STEPS and cues.SECOND_PERSON.search(text) is not None
        of_it = all_of_it if steps or each.question.wants == {Wants.PAPERS} else each
        covers = of_it.covered >= rules.short_cover
        if not (covers or (steps and cues.FIRST_STEP.match(text)) or _tells_the_asker(said, each.question, rules)):
            return None
    if of_another_measure(weighed, page) or _leaves_out_the_asker(sentences, said, questions, own=own):
        return None
    first = [sentences[place] for place in sorted(answering[0]) if sentences[place] in said] or said
    first += said[1:2] if cues.SHORT_VERDICT.match(said[0].text) and said[1:2] != first[1:2] else []
    ranked = sorted((weighed_whole([each], questions[0], rules) for each in first), key=lambda each: -each.total)
    for each in ranked:
        order = best_first(joined(said, page), each.candidate)
        quotes = [quote for one in order for quote in quotes_of(quoted(one), page.text, rules.quote_words)]
        if len(quotes) <= rules.quotes and tells_first(text, quotes) and not limits_behind(text, order, questions):
            return ShortAnswer(Answer(text=capital(text), quotes=tuple(quotes), sure=True), ranked[0])
    return None


def _reply(page: QuestionPage) -> list[Piece]:
    """The answering part without greetings, what furniture is left at its end, and where further questions go."""
    reply = [each for each in page.pieces if each.zone == "answer" and not cues.GREETS.match(each.text)]
    while reply and (_CONTACT.match(reply[-1].text) or _is_furniture(reply[-1].text)):
        reply.pop()
    return reply


def _is_furniture(text: str) -> bool:
    return len(text.split()) < FEWEST_WORDS and not text.endswith((".", ";", "!"))


def _asks_again(question: Question, questions: Sequence[Question]) -> bool:
    """Return True if a part asks "thế nào" of what another asks for plainly: "được trả lương thế nào" – "lương bao nhiêu"."""
    return question.wants == {Wants.HOW} and any(
        each.wants & SIGNS_OF_KIND.keys() and len(each.words & question.words) * 2 >= len(question.words) > 0
        for each in questions
    )


def _verdict_on(sentences: Sequence[AnswerSentence], questions: Sequence[Question]) -> list[Question]:
    """The yes-or-no questions that a reply's opening "Có.", "Không." decides: the first, and the same asked again."""
    asked = [each for each in questions if Wants.YES_NO in each.wants and len(each.wants) == 1]
    opening = sentences[0].first.text
    first = asked[0] if asked else None
    if first is None or not (gives_verdict(opening, first) or cues.SAYS_YES_OR_NO.match(opening)):
        return []
    behind = set(sentences[1].words if len(sentences) > 1 else ()) | set(sentences[0].words)
    if any(len(each.words & behind) > len(first.words & behind) for each in asked[1:]):
        return []
    return [
        each for each in asked if each is first or len(each.words & first.words) * 2 > len(each.words) or not each.words
    ]


def _tells_the_asker(said: Sequence[AnswerSentence], question: Question, rules: AnswerRules) -> bool:
    """Return True if somebody concludes of the asker that what is in doubt is so or not, in whatever words he told his case."""
    if question.wants != {Wants.YES_NO} or not question.predicate:
        return False
    concluding = [each for each in said if each.first.concludes and cues.SECOND_PERSON.search(each.text)]
    return any(_fits(weighed_whole([each], question, rules), Wants.YES_NO, rules) for each in concluding)


def _leaves_out_the_asker(
    sentences: Sequence[AnswerSentence], said: Sequence[AnswerSentence], questions: Sequence[Question], *, own: bool
) -> bool:
    """Return True if yes or no is asked and what is concluded is not said, or, where nobody concludes, a sentence that rules
    on the asker's own case."""
    if not any(each.wants & {Wants.YES_NO, Wants.WHEN, Wants.OPEN} for each in questions):
        return False
    if any(each.first.concludes for each in said):
        return False
    if any(each.first.concludes and (own or not of_the_asker(each.text)) for each in sentences):
        return True
    return any(
        each not in said
        and cues.RULES_ON_ASKER.search(each.text)
        and not opens_case(each.first.text)
        and (own or not of_the_asker(each.text))
        for each in sentences
    )


def _within_limits(
    sentences: Sequence[AnswerSentence],
    answering: Sequence[set[int]],
    questions: Sequence[Question],
    rules: AnswerRules,
    *,
    own: bool,
) -> tuple[list[AnswerSentence], str]:
    """The sentences that answer, with all they lean on and all that limits them, and their text. Where they are too many they
    go without what may be left out, the last first; the text is empty if even so they are. `own`: somebody asks for himself."""
    told, gone = set[int]().union(*answering), set[int]()
    told |= _ruling(sentences, told, questions, rules)
    while True:
        left = _closed(sentences, told, gone)
        said = [sentences[place] for place in sorted(left, key=lambda place: (_after(sentences, place, left), place))]
        text = told_whole([each.pieces for each in said], rules.answer_words)
        spare = [
            place
            for place in sorted(left, reverse=True)
            if all(places - gone - {place} for places in answering)
            and _may_go(sentences, place, left, questions, own=own)
        ]
        if text or not spare:
            return said, text
        gone.add(spare[0])


def _ruling(
    sentences: Sequence[AnswerSentence], told: set[int], questions: Sequence[Question], rules: AnswerRules
) -> set[int]:
    """For each conclusion the last sentence before it that rules the same, else the one right before it."""
    found: set[int] = set()
    for place in told:
        if place and sentences[place].first.concludes:
            before = [
                each
                for each in range(place)
                if any(
                    _fits(weighed_whole([sentences[each]], question, rules), wants, rules)
                    for question in questions
                    for wants in question.wants
                )
            ]
            found.add(before[-1] if before else place - 1)
    return found


def _after(sentences: Sequence[AnswerSentence], place: int, told: set[int]) -> bool:
    """Return True if an exception is told behind what is concluded, for the rule before it that it excepts from is not told."""
    text = sentences[place].text
    follows = any(each > place and sentences[each].first.concludes for each in told)
    return follows and place - 1 not in told and excepts(text, denied=False) and cues.EXCEPTS_FROM.search(text) is None


def _closed(sentences: Sequence[AnswerSentence], told: set[int], gone: set[int]) -> set[int]:
    """The told sentences with what they lean on and what limits them, and what that leans on, without those that are gone."""
    left = told - gone
    while more := (_leant_on(sentences, left) | _limiting(sentences, left, gone)) - gone - left:
        left |= more
    return left


def _may_go(
    sentences: Sequence[AnswerSentence], place: int, told: set[int], questions: Sequence[Question], *, own: bool
) -> bool:
    """Return True if without a sentence less is said and nothing wrong: that something need not be brought, what to do if the
    steps before it did not help, the rule behind a conclusion, unless it excepts somebody and the conclusion does not,
    and the asker's own case where anybody may ask."""
    text = sentences[place].text
    if cues.ADDS_A_DUTY.match(text):
        return False
    if not own and of_the_asker(text) and any(not of_the_asker(sentences[each].text) for each in told):
        return True
    following = sentences[place + 1] if place + 1 in told else None
    if following is not None and points_back_on(following) and not following.first.concludes:
        return False
    if cues.RELIEVES.search(text):
        doubted = {word for each in questions for word in each.predicate}
        return len(doubted & set(sentences[place].words)) * 2 < len(doubted) or not doubted
    if cues.FALLS_BACK.match(text):
        return place == max(told) > min(told) and all(each.wants <= _STEPS for each in questions)
    behind = next((sentences[each] for each in sorted(told) if each > place and sentences[each].first.concludes), None)
    if behind is None or (of_the_asker(behind.text) and not own):
        return False
    return not excepts(text, denied=denies([behind.first])) or cues.CONDITION.search(behind.text) is not None


def _answering(
    sentences: Sequence[AnswerSentence], question: Question, title: str, rules: AnswerRules
) -> list[set[int]]:
    """For each kind of thing that is asked for the places of all sentences of that kind; empty ones where it is missing, told of
    different things, or told of the asker's own case alone though anybody may ask."""
    weighed = [weighed_whole([each], question, rules) for each in sentences]
    own, named = cues.FIRST_PERSON.search(title) is not None, telling_words(title)
    found: list[set[int]] = []
    for wants in question.wants:
        places = {
            place
            for place, each in enumerate(weighed)
            if _fits(each, wants, rules) and not only_counts(each.candidate.text, question)
        }
        if wants is Wants.YES_NO:
            concluding = {place for place in places if weighed[place].first.concludes}
            places = concluding if concluding and (own or not _of_the_asker(sentences, concluding)) else places
        if not own and places and all(_of_the_asker(sentences, {place}) for place in places):
            return [set()]
        if wants in _RIVALS:
            places = _of_the_thing(weighed, places)
            if _of_other_things(weighed, places, named):
                return [set()]
            places |= _alike_beside(sentences, places)
        found.append(places)
    return found


def _alike_beside(sentences: Sequence[AnswerSentence], places: set[int]) -> set[int]:
    """Places right beside fines that begin in the same words and punish without a figure: "Nộp chậm … bị cảnh cáo"."""
    return {
        beside
        for place in places
        for beside in (place - 1, place + 1)
        if 0 <= beside < len(sentences) and punishes_alike(sentences[beside], sentences[place])
    }


def _of_the_asker(sentences: Sequence[AnswerSentence], places: set[int]) -> bool:
    return any(of_the_asker(sentences[place].text) for place in places)


def _of_the_thing(weighed: Sequence[Weighed], places: set[int]) -> set[int]:
    """The places without those that have no word of the part asked for, where one has all of them: a tax where a fee is asked."""
    shared = {place: len(weighed[place].question.words & set(weighed[place].candidate.words)) for place in places}
    has_all = any(share == len(weighed[place].question.words) for place, share in shared.items())
    return {place for place in places if shared[place] or not has_all}


def _of_other_things(weighed: Sequence[Weighed], places: set[int], named: frozenset[str]) -> bool:
    """Return True if one of them has most of what is asked, and another next to nothing of it, which neither leans on it nor is
    the next tier of it. `named`: the title's words."""
    shares = {
        place: max(weighed[place].covered, len(named & set(weighed[place].candidate.words)) / max(1, len(named)))
        for place in places
    }
    most = max(shares.values(), default=0.0)
    return most >= LEAST_COVER and any(
        share < most / 2
        and not leans(weighed[place].candidate)
        and not (place and is_next_tier(weighed[place - 1].candidate, weighed[place].candidate))
        for place, share in shares.items()
    )


def _fits(weighed: Weighed, wants: Wants, rules: AnswerRules) -> bool:
    signs = weighed.signs
    if cues.FORMERLY.match(weighed.candidate.text) and not cues.FORMERLY.search(weighed.question.text):
        return False
    if wants is Wants.YES_NO:
        if asks_of_costs(weighed.question) and cues.COSTS.search(weighed.candidate.text):
            return True
        doubted = weighed.question.predicate
        says = says_what_is_in_doubt(weighed, rules) if doubted else weighed.covered >= LEAST_OF_ALL
        return bool(signs["rules"]) and says
    return any(signs[each] for each in SIGNS_OF_KIND.get(wants, ()))


def _leant_on(sentences: Sequence[AnswerSentence], told: set[int]) -> set[int]:
    """What a told sentence needs before it, and what a bare "Không." needs behind it."""
    found: set[int] = set()
    for place in told:
        at = place
        while at and leans(sentences[at]) and not sentences[at].first.concludes:
            at -= 1
            found.add(at)
        if cues.SHORT_VERDICT.match(sentences[place].text) and place + 1 < len(sentences):
            found.add(place + 1)
    return found


def _limiting(sentences: Sequence[AnswerSentence], told: set[int], gone: set[int]) -> set[int]:
    """What limits a told sentence: the case or exception that follows it, and any of the reply that excepts from the rule."""
    found: set[int] = set()
    denied = denies([piece for place in told for piece in sentences[place].pieces])
    for place, each in enumerate(sentences):
        follows = place - 1 in (told | found) - gone and not each.first.concludes
        if (follows and (leans(each) or cues.ADDS_A_DUTY.match(each.text))) or excepts(each.text, denied=denied):
            found.add(place)
    return found


def only_reply(weighed: Sequence[Weighed], page: QuestionPage) -> Weighed | None:
    """Return the first sentence of a labelled reply of one or two, if it is of the kind that was asked for: "Trong 03 ngày làm
    việc." says nothing of the question again."""
    reply = [each for each in page.pieces if each.zone == "answer"]
    if not page.labelled or page.headings or len(reply) > MOST_OF_A_BARE_REPLY or any(each.law for each in reply):
        return None
    first = next((each for each in weighed if each.first is reply[0]), None) if reply else None
    if first is None:
        return None
    if Wants.YES_NO in first.question.wants:
        return first if cues.SAYS_YES_OR_NO.match(first.candidate.text) else None
    kinds = [SIGNS_OF_KIND[each] for each in first.question.wants & SIGNS_OF_KIND.keys()]
    return first if kinds and all(any(first.signs[sign] for sign in kind) for kind in kinds) else None
