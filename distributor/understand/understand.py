"""What is understood of an item's words: document, content kind, key points, marks that hold, questions for staff. Pure.

Page furniture is cut first, but marks are looked for in all words. Whatever is not certain stays empty and is asked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from distributor.facts import Facts, KeyPoints, Point, Reason
from distributor.ingest.furniture import without_furniture
from distributor.ingest.holds.drafts import is_call_for_comments, tells_how_to_comment, tells_of_no_draft
from distributor.ingest.holds.told_of import tells_of_who_asks
from distributor.ingest.marks import find_holds, find_holds_of_file
from distributor.reasons import mark_of
from distributor.text.cued import searched_whole
from distributor.text.tidy import nfc
from distributor.understand.answering import NO_ANSWER, FoundAnswer, find_answer
from distributor.understand.answering_summary import answer_of_summary
from distributor.understand.answering_told import tells_all_of_it, tells_kind_asked
from distributor.understand.content_kind import UNSURE, read_kind
from distributor.understand.effect import suspends_before
from distributor.understand.grounded import grounded
from distributor.understand.item_gate import item_gate, leaves_open, still_told
from distributor.understand.kind_titles import accuses
from distributor.understand.legacy import font_mark, language_questions
from distributor.understand.points import understand_points
from distributor.understand.questions import title_asks, wants_of
from distributor.understand.questions_cues import TITLE_ASKS
from distributor.understand.questions_pieces import has_lost_case
from distributor.understand.reading import DRAFT, Recognised
from distributor.understand.recognise import recognise
from distributor.understand.soundness import TELLS_NOTHING, unsound
from distributor.understand.title_sums import sum_only_in_title
from phrases import phrase

_DRAFT_CODE, _DRAFT_KIND = "draft", "draft_for_comment"
_QUESTION, _ARTICLE = "question", "guidance"
"""An article that only its title asks, and that answers in several sentences, is told by its points."""
_GUIDES = frozenset({"guidance", "procedure"})
_NAMES_WHO_ASKS = frozenset({_QUESTION, "policy_dialogue"})
"""Kinds that tell an answer alone, or a dialogue that was held in public."""
_MAY_ANSWER = frozenset(
    {"", _QUESTION, "procedure", "legal_aid", "guidance", "other_legal", "not_legal", "propaganda", "press_release"}
)
_TOLD_BY_WORDS = frozenset({"", _QUESTION, "guidance", "procedure", "other_legal"})
"""Kinds that the words of a letter may point to as well; that somebody asks and is answered tells more."""
_LONGEST_LETTER = 20_000


def understand(
    *,
    title: str,
    summary: str,
    text: str,
    categories_kind: str,
    publisher: str,
    attachments: Sequence[str],
    today: date,
    attachment_names: Sequence[str] = (),
) -> Facts:
    """Understand an item. `categories_kind`: what the source's categories say, maybe empty. `publisher`: the unit's name.

    `attachments`: their texts; `attachment_names`: how staff know them, by position ("tệp đính kèm 1" where none is given).
    """
    title, summary, text = nfc(title), nfc(summary), nfc(text)
    attachments = [nfc(each) for each in attachments]
    said = _whole(summary, text)
    summary, text = without_furniture(summary), without_furniture(text)
    whole = _whole(summary, text)
    doubts = unsound(whole)
    tells = not any(doubt.code in TELLS_NOTHING for doubt in doubts)
    recognised = (
        recognise(title, whole, attachments=attachments, publisher=publisher, content_kind=categories_kind, today=today)
        if tells
        else Recognised()
    )
    if recognised.role == DRAFT and (
        tells_of_no_draft(title, whole) or (recognised.document is None and tells_how_to_comment(title))
    ):
        recognised = Recognised()
    read = read_kind(title, whole, categories_kind, recognised.document, recognised.role)
    kind = read.kind
    found = _answer(title, summary, whole, kind) if tells else FoundAnswer()
    unsure = not (found.sure or categories_kind)
    guides = found.is_guide and unsure
    told_by_points = guides or (found.is_article and found.answer is not None and unsure)
    if (
        found.asks
        and not accuses(title)
        and (kind in ("", _QUESTION) or (kind in _TOLD_BY_WORDS and not categories_kind))
    ):
        kind = (kind if guides and kind in _GUIDES else _ARTICLE) if told_by_points else _QUESTION
    marks = [*find_holds(title, said), *doubts, *_contradictions(recognised, title, whole)]
    said_of_draft = any(mark.code.startswith(_DRAFT_CODE) for mark in marks)
    if recognised.role == DRAFT and not said_of_draft and not is_call_for_comments(title, said):
        marks.append(Reason(_DRAFT_CODE))
    if kind == _DRAFT_KIND and not (categories_kind or said_of_draft or is_call_for_comments(title, said)):
        marks.append(Reason("draft_news"))
    marks.append(Reason("font", font_mark(f"{title}\n{whole}")))
    for place, each in enumerate(attachments):
        name = attachment_names[place] if place < len(attachment_names) else f"tệp đính kèm {place + 1}"
        marks += find_holds_of_file(name, each)
        marks.append(Reason("font", font_mark(each, f"trong {name}")))
    marks = [mark for mark in marks if mark.detail or mark.code != "font"]
    questions = [*recognised.questions, *language_questions(title, whole)]
    if not kind:
        questions.append(UNSURE)
    points, message = (
        understand_points(
            title,
            summary,
            text,
            kind=kind,
            document=recognised.document,
            attachment_text="\n\n".join(attachments),
            answer=found.answer,
        )
        if tells
        else (KeyPoints(), ())
    )
    told_by_points = told_by_points and not guides and tells_all_of_it(title, found.answer, found.parts, message)
    told_by_points = told_by_points or (kind not in ("", _QUESTION) and tells_kind_asked(title, message))
    reply = _whole_reply(found, kind, title, message)
    told_whole = bool(reply) and grounded(reply, (title, summary, text), None) == reply
    if told_whole:
        points, message = KeyPoints(topic=points.topic), reply
    told = "\n".join(each.statement for each in message)
    if kind not in _NAMES_WHO_ASKS and tells_of_who_asks(told, searched_whole(title, whole)):
        marks.append(Reason("private_person"))
    facts = Facts(
        document=recognised.document,
        role=recognised.role,
        kind=kind,
        points=points,
        message=message,
        marks=tuple(dict.fromkeys(map(mark_of, marks))),
        questions=tuple(dict.fromkeys(questions)),
        answer=found.answer,
        candidates=() if told_by_points else found.candidates,
        gate=(Reason(NO_ANSWER),) if found.asks and not (found.sure or told_by_points or told_whole) else (),
        relevant=read.relevant,
        told_whole=told_whole,
    )
    gate = item_gate(
        facts,
        title,
        whole,
        questions=recognised.questions,
        today=today,
        sorted_by_source=bool(categories_kind),
        worth=read.worth,
    )
    return replace(facts, gate=gate, still_told=still_told(facts, today))


def _contradictions(recognised: Recognised, title: str, whole: str) -> Iterator[Reason]:
    """Yield where the item says two things of which one must be wrong."""
    for words in recognised.marks:
        yield Reason("contradiction", words)
    if titled := sum_only_in_title(title, whole):
        yield Reason("contradiction", f"«{titled}»")
    begins = recognised.document and (recognised.document.effective_on or recognised.document.issued_on)
    if begins and (words := suspends_before(whole, begins)):
        yield Reason("contradiction", phrase("understand.suspends-early", words=words, day=begins).stored())


def _answer(title: str, summary: str, text: str, kind: str) -> FoundAnswer:
    """The answer of a question; of another kind only where the title asks, or somebody asks and is answered."""
    asks = kind == _QUESTION or title_asks(title)
    if not asks and (kind not in _MAY_ANSWER or len(text) > _LONGEST_LETTER):
        return FoundAnswer()
    found = find_answer(title, text)
    if asks and not found.sure and (own := answer_of_summary(title, summary, text.removeprefix(summary).strip())):
        return replace(found, answer=own, candidates=())
    asks = asks or found.is_letter or (kind in _TOLD_BY_WORDS and TITLE_ASKS.match(title) is not None)
    return found if asks or (wants_of(title) and has_lost_case(text)) else FoundAnswer()


def _whole_reply(found: FoundAnswer, kind: str, title: str, message: Sequence[Point]) -> tuple[Point, ...]:
    """All of a short reply where its answer is not sure and the message leaves the question open."""
    if found.answer is None or found.sure:
        return ()
    return found.whole if kind == _QUESTION or leaves_open(title, found.answer, message) else ()


def _whole(summary: str, text: str) -> str:
    return text if not summary or summary in text else f"{summary}\n\n{text}"
