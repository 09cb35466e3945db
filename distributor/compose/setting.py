"""Sets words in a template's blocks and fits them; tells as much of a message as has room, each of its points whole. Pure.

1. A long text is tried with the whole message, then without its least important point, and so on, until nothing is lost.
2. A short text, whose template has a block «fact», is tried with one point after the other: the first that stands whole
   beside the document's name wins. Where none does, the one that loses least. News of what is held tells its hours in any case,
   if they have room: without them nobody can come.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple, Protocol

from channels.forms import TextForm, Writing, composed_limit, writing_of
from distributor.clock import VIETNAM
from distributor.compose.editorial import Editorial
from distributor.compose.fit import Block, DoesNotFit, Fitted, fit
from distributor.compose.item import ItemView
from distributor.compose.message import (
    AS_PRINTED,
    QUESTION,
    in_common,
    message_of,
    says_hours,
    short_facts,
    takes_back,
)
from distributor.compose.templates import PostTemplate, TemplateProblem
from distributor.compose.worth import has_figure
from distributor.facts import Point, Role
from distributor.policy import WARNING_KIND
from distributor.text.plain import one_line
from distributor.text.shorten import ELLIPSIS
from distributor.understand.predicate import is_torn
from distributor.understand.wording import count
from phrases import phrase

FACT = "fact"
"""The block of a short text's one point."""
GUIDANCE = "guidance"
_WHO_GETS_WHAT = re.compile(
    r"(?!(?:trường hợp|nếu|khi|đối với|ngoài|riêng)(?!\w))(?:(?!(?:được|phải|bị|này|đó|trên|khác|nói)(?!\w))[\w/-]+,? ){8,}"
    r"(?:được|phải|bị) (?=[^.;]*\d)",
    re.IGNORECASE,
)
"""Names in many words who gets, pays or owes what, and so is understood under no title."""
_SYLLABLE = re.compile(r"\w+")
_FIGURES = re.compile(r"\d[\d.,/]*")
LEAST_OF_QUESTION = 0.4
"""How much of a question an answer repeats that is understood without it."""
LEAST_ANSWER = 6
"""Words of an answer that says by itself what was asked."""
MOST_OF_SUBJECT = 0.6
"""How much of a subject says enough: of less nobody knows what happens to whom."""
OF_WHAT = frozenset({"subject", "headline"})
"""Blocks that say what a fact is of."""
OF_THE_MESSAGE = frozenset({"changes", "who", "action", "place", "deadline", "effective", "standfirst"})
CITING = frozenset({"document", "document_brief"})
WHOLE = 10**9
"""As `at_least`: longer than any text, so that a block which had to be shortened goes instead."""
TITLE_LIMIT = 1000
"""Characters that a post's title may have in the database."""


class ChooseWords(Protocol):
    """The words of the item, with no more than `most` points, or with one `fact`."""

    def __call__(self, most: int | None = None, fact: Point | None = None) -> dict[str, str]: ...


@dataclass(frozen=True)
class Setting:
    """The setting in which words are set. `whole`: no editor's limit holds, only the platform's."""

    item: ItemView
    form: TextForm
    template: PostTemplate
    editorial: Editorial
    variant: str
    link: str
    link_in_text: bool = True
    whole: bool = False

    @property
    def writing(self) -> Writing:
        return writing_of(self.form.name, self.variant)

    @property
    def limit(self) -> int:
        most = 0 if self.whole else self.template.rules.most
        limit = composed_limit(self.form)
        return min(limit, most) if most else limit


@dataclass(frozen=True)
class SetText:
    """The text and the fields of their own, as they fit."""

    words: dict[str, str]
    text: Fitted
    title: Fitted
    lead: Fitted

    @property
    def gone(self) -> frozenset[str]:
        return self.text.gone | self.lead.gone

    @property
    def cut(self) -> frozenset[str]:
        return self.text.cut | self.lead.cut


def best_of(setting: Setting, words: ChooseWords) -> SetText:
    """Set the words in each way and return the best. Raises `TemplateProblem` or `DoesNotFit`."""
    if setting.template.has(FACT):
        return _with_one_fact(setting, words)
    points = len(message_of(setting.item))
    tries = (set_words(setting, words(most)) for most in (None, *range(points - 1, 0, -1)))
    last = None
    for last in tries:
        if not (last.gone | last.cut) & OF_THE_MESSAGE:
            break
    assert last is not None  # noqa: S101 - there is at least the try with all points
    return last


def tells_a_fact(made: SetText) -> bool:
    """Return True if a short text tells one of the message's points whole, or when the thing is held."""
    whole = made.text.shown - made.text.cut
    if lacks_its_day(made):
        return False
    return FACT in whole or ("deadline_alone" in whole and bool(made.words["held_brief"]))


def says_of_what(item: ItemView, made: SetText) -> bool:
    """Return True if a short text says what its fact is of: a sum of nobody knows what is no news, nor an answer to no
    question."""
    if "headline" in made.text.shown or (item.kind != QUESTION and CITING & made.text.shown):
        return True
    if "subject" in made.text.shown:
        return len(made.text.text.split("\n")[0]) >= MOST_OF_SUBJECT * len(made.words["matter"])
    return _share_said(made.words, "matter") >= MOST_OF_SUBJECT


def _share_said(words: dict[str, str], name: str) -> float:
    """The share of the words of a subject that the fact has too."""
    of_subject, fact = (set(_SYLLABLE.findall(words[each].casefold())) for each in (name, "fact"))
    return len(of_subject & fact) / max(1, len(of_subject))


def lacks_its_day(made: SetText) -> bool:
    """Return True if from when its rules are followed, which is not the day of effect, had no room."""
    return bool(made.words["followed_from"]) and "effective" not in made.text.shown - made.text.cut


def _with_one_fact(setting: Setting, words: ChooseWords) -> SetText:
    made, item = _with_best_fact(setting, words), setting.item
    # A warning's hours are the swindler's, and a question's those that it asks about.
    held = item.facts.document is None and item.kind not in {QUESTION, WARNING_KIND}
    if not held or says_hours(made.text.text):
        return made
    tries = (set_words(setting, words(None, fact)) for fact in short_facts(item) if says_hours(fact.statement))
    return next((each for each in tries if FACT in each.text.shown - each.text.cut), made)


def _with_best_fact(setting: Setting, words: ChooseWords) -> SetText:
    best: tuple[_Lost, SetText] | None = None
    for made in _facts_tried(setting, words):
        lost = _lost(setting.item, made)
        if best is None or lost < best[0]:
            best = lost, made
        if not any(lost):
            break
    if best is None:
        return set_words(setting, words())
    lost, made = best
    item = setting.item
    if item.kind != QUESTION and item.facts.document is None:
        if not _title_says_more(item, lost, made):
            return made
        if (beside := _beside_the_title(setting, words)) is not None:
            return beside
        plain = set_words(setting, words())
        stands = not (lost.fact or lost.part or lost.subject)
        return made if stands and "headline" in plain.text.cut else plain
    # No point stands, half of one that rules or says nothing, an answer without its question: the day and the title say more.
    lacks_subject = lost.subject and item.kind == QUESTION
    torn = lost.part and ELLIPSIS in _lines_shown(made)
    torn = torn and (item.kind != QUESTION or takes_back(made.words["fact"]))
    # "Con sinh ở tỉnh khác có làm giấy khai sinh… Được." answers what nobody can read.
    bare = item.kind == QUESTION and "subject" in made.text.cut and count(made.words["fact"]) < LEAST_ANSWER
    misleads = torn or bare or _may_mislead(item, lost, made)
    if not (lost.fact or lacks_subject or misleads):
        return made
    plain = set_words(setting, words())
    says_enough = misleads or item.kind == QUESTION or has_figure(plain.text.text.replace(setting.link, ""))
    return plain if says_enough else made


def _beside_the_title(setting: Setting, words: ChooseWords) -> SetText | None:
    """The first point that stands whole under the title."""
    for made in _facts_tried(setting, words):
        if {"subject", FACT} <= made.text.shown - made.text.cut and not any(_lost(setting.item, made)):
            return made
    return None


def _may_mislead(item: ItemView, lost: "_Lost", made: SetText) -> bool:
    """Return True if the words may mislead: half of a correction tells what was wrong, a right without its limit too much, and a
    sum is not everybody's ("trẻ em dưới 04 tuổi: 1.500.000 đồng" is for orphans alone)."""
    if (lost.part and AS_PRINTED.search(made.words["fact"])) or lacks_its_day(made):
        return True
    if lost.part and takes_back(made.words["fact_undated"][len(_lines_shown(made)) :]):
        return True  # "vay đến 100% chi phí" without "; không quá 200.000.000 đồng …"
    first = made.words["fact_undated"].rstrip(".").casefold()
    sums = (each for each in message_of(item) if each.role in (Role.AMOUNT, Role.RIGHT))
    return lost.subject and any(first in one_line(each.statement).casefold() for each in sums)


def _title_says_more(item: ItemView, lost: "_Lost", made: SetText) -> bool:
    """Return True if the title says more. Of news: where no point stands whole, or where nobody would know what it is about.
    What is told of a trick may be taken for true when it is cut, and what is not the most important is not what the news is
    about."""
    if "subject" in made.text.shown:
        return lost.fact or (lost.part and item.kind == WARNING_KIND)
    first = next((one_line(point.statement) for point in message_of(item)), "")
    of_first = made.words["fact_undated"].rstrip(".").casefold() in first.casefold()
    lacks_subject = lost.subject and item.kind != WARNING_KIND
    figures = set(_FIGURES.findall(made.words["headline"])) - set(_FIGURES.findall(made.words["fact"]))
    return lost.fact or lost.part or lacks_subject or bool(figures) or not of_first


def _facts_tried(setting: Setting, words: ChooseWords) -> Iterator[SetText]:
    if setting.item.kind != QUESTION and words()["lead"]:
        return  # where the lead tells the story no point is picked out of it
    for fact in short_facts(setting.item):
        told = words(None, fact)
        made = set_words(setting, told)
        yield made
        stands = FACT in made.text.shown - made.text.cut
        dated = told["fact"] != told["fact_undated"]
        if not stands and dated and not _is_to_come(setting.item):  # the day of effect goes before a figure does
            undated = {"fact": told["fact_undated"], "effective_beside": told["effective_undated"]}
            yield set_words(setting, told | undated)


def _is_to_come(item: ItemView) -> bool:
    """Return True if the document takes effect after the item was published: without its day a rule of it would be taken for
    one in force."""
    document = item.facts.document
    when, told = document.effective_on if document else None, item.published_at
    return when is not None and told is not None and when > told.astimezone(VIETNAM).date()


class _Lost(NamedTuple):
    """The things that a short text lacks, the worst first; the less, the better. `part`: of the fact; `source`: the document;
    `day`: when it has effect."""

    fact: bool
    subject: bool
    figure: bool
    part: bool
    source: bool
    day: bool


def _lost(item: ItemView, made: SetText) -> _Lost:
    words, shown = made.words, made.text.shown
    names_a_document = any(words[name] for name in ("document", "document_brief"))
    cited = not names_a_document or bool(CITING & shown)
    needs_no_figure = item.kind in {QUESTION, WARNING_KIND} or (item.kind == GUIDANCE and item.facts.document is None)
    dated = words["fact"] != words.get("fact_undated") or not words["effective_beside"] or "effective" in shown
    return _Lost(
        FACT not in shown or (FACT in made.text.cut and is_torn(words["fact"], _lines_shown(made))),
        "subject" not in shown and not _names_its_matter(item, words),
        not needs_no_figure and not has_figure(_lines_shown(made)),
        FACT in made.text.cut,
        not cited,
        not dated,
    )


def _names_its_matter(item: ItemView, words: dict[str, str]) -> bool:
    """Return True if the fact is understood without its subject; an answer only where it repeats much of the question."""
    if item.kind == QUESTION and _share_said(words, "headline") < LEAST_OF_QUESTION:
        return False
    return in_common(words["fact"], words["headline"]) or _WHO_GETS_WHAT.match(words["fact_undated"]) is not None


def _lines_shown(made: SetText) -> str:
    """Return what of the fact stands there, whole or cut, without the day of effect before it."""
    start = made.words["fact_undated"][:20].casefold()
    for line in made.text.text.split("\n"):
        if (place := line.casefold().find(start)) >= 0:
            return line[place:]
    return ""


def set_words(setting: Setting, words: dict[str, str]) -> SetText:
    """Set the words in one way. Raises `TemplateProblem` or `DoesNotFit`."""
    template, form, writing = setting.template, setting.form, setting.writing
    blocks = _with_footer(template.blocks(words), setting)
    if any(block.name == "link" and block.text.count(setting.link) != 1 for block in blocks):
        raise TemplateProblem(phrase("compose.template.link", name=template.name))
    if not setting.link_in_text:
        blocks = tuple(replace(block, text="") if block.name == "link" else block for block in blocks)
    if setting.editorial.words_of(setting.item.kind).whole_lead:
        blocks = tuple(
            replace(block, at_most=None, at_least=WHOLE) if block.name in {"lead", FACT} else block for block in blocks
        )

    def length(text: str) -> int:
        return form.count(form.ended(writing.write(text)))

    own_lengths: Callable[[str], int] = len if template.rules.lengths == "characters" else length
    return SetText(
        words,
        fit(_of_part(blocks, "text"), length, setting.limit, own_lengths),
        _field(blocks, "title", writing.title_limit),
        _field(blocks, "lead", writing.lead_limit),
    )


def _with_footer(blocks: tuple[Block, ...], setting: Setting) -> tuple[Block, ...]:
    """Put the footer before the hashtags, else at the end."""
    footer = setting.editorial.words_of(setting.item.kind).footer
    if not footer or not setting.template.rules.footer:
        return blocks
    place = next((at for at, block in enumerate(blocks) if block.name == "hashtags"), len(blocks))
    rule = dict(setting.editorial.house.footer)
    return (*blocks[:place], Block("footer", footer, **rule), *blocks[place:])


def _of_part(blocks: Sequence[Block], part: str) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.part == part)


def _field(blocks: Sequence[Block], part: str, limit: int) -> Fitted:
    """A title or standfirst of its own, empty if the template has none. `limit` in characters."""
    own = _of_part(blocks, part)
    try:
        return fit(own, len, limit or TITLE_LIMIT) if any(block.text.strip() for block in own) else Fitted("", [], 0)
    except DoesNotFit:
        return Fitted("", [], 0)  # one endless word: the title of the item stands in, cut
