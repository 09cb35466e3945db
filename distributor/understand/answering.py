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
from itertools import pairwise

from distributor.compose.plain import capital, one_line
from distributor.understand import questions_cues as cues
from distributor.understand.answering_rules import AnswerRules, answer_rules
from distributor.understand.answering_text import fitted, quotes_of
from distributor.understand.answering_weights import Candidate, Weighed, level_of, section_of, weighed_for
from distributor.understand.facts import Answer
from distributor.understand.questions import MOST_PARTS, Question, Wants, asked, telling_words, wants_of, without_series
from distributor.understand.questions_page import Page, Piece, read_page

NO_ANSWER = "no_answer"
"""The gate's code of a question whose answer is not sure."""
MOST_WORDS = 1_000
MOST_TURNS = 2
"""Questions and answers in turn that one short answer may cover."""
CITED = re.compile(
    r"(?:(?:điểm\s+[a-zđ]{1,2}\s*,?\s+)?(?:khoản\s+\d{1,2}[a-zđ]?\s*,?\s+)?)"
    r"điều\s+\d{1,3}[a-zđ]?(?:\s*,?\s*(?:của\s+)?(?:bộ luật|luật|nghị định|thông tư|nghị quyết|"
    r"quyết định|hiến pháp|pháp lệnh)\s[^,;:.()“”\"\n]{2,80}?(?=\s+(?:quy định|thì|như sau|về|có|của|để|nêu|"
    r"đã|và|do)(?!\w)|[,;:.()“”\"\n]|\Z))",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Found:
    """What was understood of a page of questions: the answer, or the best two where none is sure.

    `asks`: there is a question at all. `is_letter`: somebody asks in his own words and is answered. `is_article`: nobody asks but
    the title; without a sure answer it is told by its points, as any article.
    """

    answer: Answer | None = None
    candidates: tuple[Answer, ...] = ()
    asks: bool = False
    is_letter: bool = False
    is_article: bool = False

    @property
    def sure(self) -> bool:
        return self.answer is not None and self.answer.sure


def find_answer(title: str, text: str, rules: AnswerRules | None = None) -> Found:
    """`text`: without the title. None where nothing on the page answers; then the best two are candidates."""
    rules = rules or answer_rules()
    title = without_series(one_line(title))
    page = read_page(title, text)
    found = _found(title, page, rules)
    article = page.is_article and not cues.FIRST_PERSON.search(title)
    return replace(found, asks=True, is_letter=page.is_letter, is_article=article)


def _found(title: str, page: Page, rules: AnswerRules) -> Found:
    questions = questions_of(title, page, rules)
    if not questions:
        return Found(None, _candidates(page, [weighed_for(page, each, rules) for each in _of_turns(page)[:2]], rules))
    rounds = [weighed_for(page, each, rules) for each in questions]
    chosen = [_best(each, rules, several=len(questions) > 1) for each in rounds]
    candidates = _candidates(page, rounds, rules)
    answered = [each for each in chosen if each is not None and not each.signs["leads_on"]]
    if not answered or (_only_quotes(page, answered) and _wants_ruling(questions)):
        return Found(None, candidates)
    answer = _composed(page, questions, chosen, rounds, rules)
    if answer is None or answer.sure:
        return Found(answer, () if answer is not None else candidates)
    others = [each for each in candidates if each.text != answer.text and not set(each.quotes) <= set(answer.quotes)]
    return Found(answer, (answer, *others)[: rules.candidates])


def _of_turns(page: Page) -> list[Question]:
    """The questions that a page asks and answers in turn, each as one."""
    return [
        Question(one_line(each), wants_of(each), telling_words(each))
        for each in page.headings
        if page.turns and wants_of(each)
    ]


def questions_of(title: str, page: Page, rules: AnswerRules) -> tuple[Question, ...]:
    """What is asked; nothing of a booklet whose title does not say which of its questions is meant."""
    titles = [title] if wants_of(title) or title.endswith("?") else []
    if page.turns == MOST_TURNS:
        return asked([], page.headings)
    if page.turns:
        of_title = asked(titles, [])
        return of_title if any(section_of(page, each, rules) for each in of_title) else ()
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
}


def _best(weighed: Sequence[Weighed], rules: AnswerRules, *, several: bool) -> Weighed | None:
    """The first that is enough; of several parts, the first that is the kind of thing this part asks for."""
    enough = [each for each in weighed if each.total >= rules.least]
    if several and enough:
        signs = [sign for wants, sign in _OF_A_KIND.items() if wants in enough[0].question.wants]
        of_kind = [each for each in enough if all(each.signs[sign] for sign in signs)]
        return (of_kind or enough)[0]
    return enough[0] if enough else None


def _only_quotes(page: Page, answered: Sequence[Weighed]) -> bool:
    """Whether nobody answers: all that the answering part says is the law's own words."""
    return all(each.first.law or _opens_law(each.first) for each in answered) and not any(
        each.zone == "answer" and not each.law and not each.opens_list and cues.FORWARDS.search(each.text) is None
        for each in page.pieces
    )


def _opens_law(piece: Piece) -> bool:
    return piece.opens_list and cues.RECITES.match(piece.text) is not None and not piece.concludes


def _wants_ruling(questions: Sequence[Question]) -> bool:
    """Whether the first question wants somebody's judgement, which no provision alone gives."""
    return not questions[0].wants & {
        Wants.NUMBER, Wants.TIME, Wants.PLACE, Wants.PAPERS, Wants.LIST, Wants.DEFINITION, Wants.PROCEDURE,
    }  # fmt: skip


def _composed(
    page: Page,
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
    sure = whole and _is_sure(page, questions, chosen, text, rules)
    only_limits = sure or Wants.DEFINITION in questions[0].wants
    further = [each for each in further if cues.EXCEPTS.search(each.candidate.text)] if only_limits else further
    for each in further:
        _, all_in = fitted([one.candidate.pieces for one in [*taken, each]], rules.answer_words)
        if all_in and len(taken) < rules.quotes:
            taken = sorted([*taken, each], key=lambda one: one.first.start)
            text, _ = fitted([one.candidate.pieces for one in taken], rules.answer_words)
    quotes: list[str] = []
    for each in taken:
        runs = quotes_of(each.candidate.pieces, page.text, rules.quote_words)
        quotes += [quote for quote in runs[: max(1, rules.quotes // len(taken))] if quote not in quotes]
    return Answer(
        text=capital(text),
        quotes=tuple(quotes[: rules.quotes]),
        citation=_citation(page, best),
        asked="",
        sure=sure
        and _is_sure(page, questions, chosen, text, rules)
        and _stands_out(taken, chosen, rounds, rules)
        and not _points_back(taken, page),
    )


def _in_reading_order(weighed: Sequence[Weighed]) -> list[Weighed]:
    """Each once, in the questions' order; an entry whose list is taken too says nothing more."""
    found: list[Weighed] = []
    for each in weighed:
        if any(each.candidate.pieces[0] in one.candidate.pieces for one in found):
            continue
        found.append(each)
    return found


def _further(
    page: Page, best: Sequence[Weighed], rounds: Sequence[Sequence[Weighed]], rules: AnswerRules
) -> list[Weighed]:
    """Other sentences that answer nearly as well: an exception, a second condition, where to go."""
    top = best[0]
    known = [each.candidate for each in best]
    found: list[Weighed] = []
    for each in rounds[0]:
        if each.total < rules.second * top.total or len(found) == 2:
            break
        if each.covered < rules.second * top.covered:
            continue
        same_place = each.first.zone == top.first.zone and each.first.section == top.first.section
        if not same_place or any(_repeats(each.candidate, other) for other in known):
            continue
        if (
            (each.first.law and not top.first.law)
            or each.signs[("leads_on")]
            or not _is_whole_list(each.candidate, page)
        ):
            continue
        found.append(each)
        known.append(each.candidate)
    return found


def _repeats(one: Candidate, other: Candidate) -> bool:
    first, second = set(one.words), set(other.words)
    return (
        one.first in other.pieces
        or other.first in one.pieces
        or len(first & second) >= 0.7 * min(len(first), len(second))
    )


def _is_sure(
    page: Page, questions: Sequence[Question], chosen: Sequence[Weighed | None], text: str, rules: AnswerRules
) -> bool:
    if not (page.labelled or page.is_article or any(each is not None and each.signs["concludes"] for each in chosen)):
        return False
    cover, least = (rules.article_cover, rules.article_sum) if page.is_article else (rules.sure_cover, rules.sure_sum)
    if len(questions) > MOST_PARTS or _names_asker(page, text):
        return False
    if cues.NO_RULE.search(text):
        return False
    if cues.FIRST_PERSON.search(text) and not cues.OFFICE_VOICE.search(text):
        return False
    return all(
        each is not None and _fits(each, page, rules) and each.covered >= cover and each.total >= least
        for each in chosen
    )


def _points_back(taken: Sequence[Weighed], page: Page) -> bool:
    """Whether a sentence needs the one before it, which is not said. "Theo quy định trên, …" is cut off and needs nothing."""
    said = [piece for each in taken for piece in each.candidate.pieces]
    for each in taken:
        text, _ = fitted([each.candidate.pieces], MOST_WORDS)
        before = [piece for piece in page.pieces if piece.end <= each.first.start]
        if cues.POINTS_BACK.search(text) and not (before and before[-1] in said):
            return True
    return False


def _stands_out(
    taken: Sequence[Weighed], chosen: Sequence[Weighed | None], rounds: Sequence[Sequence[Weighed]], rules: AnswerRules
) -> bool:
    """Whether nothing that is left out weighs nearly as much as what is said."""
    said = [piece for each in taken for piece in each.candidate.pieces]
    for best, others in zip(chosen, rounds, strict=True):
        rival = next((each for each in others if not any(piece in said for piece in each.candidate.pieces)), None)
        if best is not None and rival is not None and rival.total > best.total - rules.margin:
            return False
    return True


def _fits(weighed: Weighed, page: Page, rules: AnswerRules) -> bool:
    """Whether it is the kind of thing that was asked for, in words that are not only the law's."""
    signs, wants = weighed.signs, weighed.question.wants
    if Wants.PERSON in wants:
        return False
    if weighed.first.zone != "answer" or signs["leads_on"] or signs["entry"]:
        return False
    if weighed.first.law and signs["law_then_conclusion"]:
        return False
    if not _is_whole_list(weighed.candidate, page):
        return False
    if not _says_what_is_in_doubt(weighed, rules):
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
        Wants.DEFINITION: signs["defines"],
        Wants.HOW: signs["concludes"] and signs["cover"] >= rules.restates,
        Wants.OPEN: signs["rules"],
    }
    return all(of_kind.get(each, 0.0) > 0 for each in wants)


def _says_what_is_in_doubt(weighed: Weighed, rules: AnswerRules) -> bool:
    """Whether the answer repeats the verb of a yes-or-no question, and not only its first syllable ("bảo vệ", "bảo hiểm")."""
    doubted, said = weighed.question.predicate, weighed.candidate.words
    if not doubted:
        return True
    least = 1.0 if weighed.question.offers_alternatives else rules.sure_predicate
    if doubted[0] not in said or weighed.signs["predicate"] < least:
        return False
    return len(doubted) == 1 or bool(set(pairwise(doubted)) & set(pairwise(said)))


def _is_whole_list(candidate: Candidate, page: Page) -> bool:
    """Whether a list that is opened also ends: at least two entries, the last with its stop, and none of its kind after it."""
    if not any(each.opens_list for each in candidate.pieces):
        return True
    entries = candidate.pieces[1:]
    if len(entries) < 2 or entries[-1].text.endswith((";", ",", ":", "...", "…")):
        return False
    following = [each for each in page.section(entries[-1].section) if each.start > entries[-1].start]
    return not any(level_of(each) == level_of(entries[0]) and not each.law for each in following[:3] if each.marker)


def _names_asker(page: Page, text: str) -> bool:
    """Whether the answer holds a name that the asker's part holds after "ông", "chị" and the like."""
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


def _citation(page: Page, best: Sequence[Weighed]) -> str:
    """The provision that the answer names, else the one that its section names last before it."""
    for each in best:
        if found := CITED.search(each.candidate.text):
            return one_line(found[0])
    top = best[0].first
    said = [
        each
        for each in page.pieces
        if each.zone == "answer" and each.section == top.section and each.start <= top.start
    ]
    for piece in reversed(said[-30:]):
        if not piece.law and (found := CITED.search(piece.text)):
            return one_line(found[0])
    return ""


def _candidates(page: Page, rounds: Sequence[Sequence[Weighed]], rules: AnswerRules) -> tuple[Answer, ...]:
    """The best two for a person to choose from, of each question the best first."""
    order = sorted((each for one in rounds for each in one[:6]), key=lambda each: -each.total)
    order = [one[0] for one in rounds[:2] if one] + order if len(rounds) > 1 else order
    found: list[Answer] = []
    known: list[Candidate] = []
    for each in order:
        if len(found) == rules.candidates:
            break
        if any(_repeats(each.candidate, other) for other in known):
            continue
        text, _ = fitted([each.candidate.pieces], rules.answer_words)
        quotes = quotes_of(each.candidate.pieces, page.text, rules.quote_words)[: rules.quotes]
        if text and quotes:
            known.append(each.candidate)
            several = each.question.text if len(rounds) > 1 else ""
            found.append(Answer(capital(text), tuple(quotes), _citation(page, [each]), several))
    return tuple(found)
