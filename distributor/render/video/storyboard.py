"""The storyboard: what a video shows and says, scene by scene. Pure: the item's own words, never others.

1. Hook: the title. 2. Facts: who is concerned, what changes, what to do, where. 3. The day it takes effect, or the last day.
4. Where to read it: short link, QR code, the office, the reminder that a summary is no legal text.

What does not fit into the time is shortened at a sentence or a word, and the least important fact goes first.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from distributor.compose.citation import brief_citation, citizens_headline, local_issuer
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.message import QUESTION, answer_of, papers_told, points_told
from distributor.compose.ornaments import limit_emoji
from distributor.compose.standing import kind_of_words
from distributor.compose.words import ends_before
from distributor.render.video.board import Scene, Storyboard, without_least
from distributor.render.video.pacing import scene_floor, spoken_words
from distributor.render.video.phrases import whole_words
from distributor.render.video.settings import VideoProblem, VideoSettings, video_settings
from distributor.text.lead import choose_lead, headline, without_label
from distributor.text.plain import one_line
from distributor.text.shorten import shorten

LEAD_READ = 2_000
"""Characters of the lead from which facts are taken where nothing was understood."""
LONGEST = 10_000
"""Characters of a text that are looked at; no scene holds as many."""
ACT_FIRST = re.compile(
    r"(?P<act>(?:Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư|Kế hoạch|Chương trình phối hợp|Chương trình|Công văn|Thông báo)"
    r"(?: số)? \d\S*/\S*[^\s,;:.])(?: ngày \S+)?,? (?P<subject>(?:quy định|về|ban hành|sửa đổi|hướng dẫn|thực hiện|phê duyệt) .+)"
)
PART_OF_LIST = re.compile(r"^(?:\d+\.|[a-zđ]\)|[-–+•*“\"])|:\Z")
"""A line that tells nothing without its neighbours."""
SHORTEST_FACT = 12
"""Characters; less tells nothing."""


def make_storyboard(
    view: ItemView,
    editorial: Editorial,
    shape: str,
    *,
    link: str = "",
    sample: bool = False,
    settings: VideoSettings | None = None,
) -> Storyboard:
    """`link`: the short link that is shown; empty: the item's own address. Raises `VideoProblem` for an item without words."""
    settings = settings or video_settings()
    settings.shape(shape)
    pace = settings.pace
    label = editorial.card_label_of(kind_of_words(view, editorial.house))
    act, subject = _act_and_subject(without_label(headline(view.title), label))
    if not act and not editorial.words_of(view.kind).own_title and view.facts.document is not None:
        subject = citizens_headline(subject, view.facts.document)
    title = shortened(capitalised(subject), pace.title_words)
    if not title:
        raise VideoProblem("Tin không có tiêu đề nên không dựng được video. Hãy đặt tiêu đề cho tin.")
    topic = one_line(view.facts.points.topic)
    hook = Scene("hook", title, kicker=act or ("" if topic.casefold() == label.casefold() else topic))
    facts = _facts(view, editorial, settings, title)
    ending = [*_dates(view, settings), _where(view, editorial, settings, link or view.address)]
    board = Storyboard(
        shape=shape,
        title=one_line(view.title),
        unit_name=one_line(view.unit_name),
        date_text=view.date_text,
        reminder=editorial.house.reminder,
        scenes=tuple(replace(scene, look=view.kind, label=label) for scene in (hook, *facts, *ending)),
        sample=sample,
        longest=pace.longest,
    )
    return trimmed(board, settings)


def trimmed(board: Storyboard, settings: VideoSettings) -> Storyboard:
    """Without its last facts, until it is read in time."""
    while sum(scene_floor(scene, settings.pace) for scene in board.scenes) > board.longest:
        shorter = without_least(board)
        if shorter is None:
            break
        board = shorter
    return board


def shortened(text: str, words: int, *, whole: bool = False) -> str:
    """At most so many spoken words; `whole`: all of it or nothing."""
    line = one_line(limit_emoji(one_line(text[:LONGEST]), 0))
    if whole:
        return line if spoken_words(line) <= words else ""
    part = shorten(line, lambda beginning: spoken_words(beginning) <= words, split_words=True).text
    return whole_words(part, line)


def capitalised(text: str) -> str:
    """With a capital at its beginning, as a sentence has it; nothing else changes."""
    return text[:1].upper() + text[1:]


def _act_and_subject(title: str) -> tuple[str, str]:
    """`Quyết định số 27/2026/QĐ-UBND quy định …` → what it is, and what it is about: the number is shown, the subject is said."""
    found = ACT_FIRST.match(title)
    return (found["act"], found["subject"]) if found else ("", title)


def _facts(view: ItemView, editorial: Editorial, settings: VideoSettings, title: str) -> list[Scene]:
    """The key points in the order in which a citizen asks; the beginning of the text where none were understood."""
    points, words, pace = points_told(view), settings.words, settings.pace
    whole = editorial.words_of(view.kind).whole_lead and not view.facts.message
    asked = [
        (words.affected, "" if _is_said_in(points.affected, points.changes) else points.affected),
        *((words.changes, change) for change in points.changes),
        (words.action, " ".join(part for part in (points.action, papers_told(view)) if part)),
        (words.place, points.place),
    ]
    if not any(text for _, text in asked):
        lead = _lead(view)[:LEAD_READ]
        lines = [one_line(line) for line in lead.split("\n")]
        if deadline := one_line(points.deadline):  # it has a scene of its own
            lines = [one_line(line.replace(deadline, "")) for line in lines]
        asked = [(words.content, part) for part in _portions(lines, pace.fact_words, pace.facts, whole=whole)]
    told = [title.casefold(), one_line(points.deadline).casefold()]
    # A fact cut within a sentence may lose the very day or number that matters: only where no other fits is it told so.
    scenes = _told(asked, told, pace.fact_words, whole=whole, cut=False) or _told(
        asked, told, pace.fact_words, whole=whole, cut=True
    )
    while len(scenes) > pace.facts:
        extra = [scene for scene in scenes if scene.kicker == words.changes][1:]
        scenes.remove(extra[-1] if extra else scenes[-1])  # what to do counts for more than a second or third change
    return scenes


def _lead(view: ItemView) -> str:
    """The answer of a question and nothing else."""
    if view.kind == QUESTION:
        answer = answer_of(view)
        return answer.text if answer else ""
    return choose_lead(headline(view.title), view.summary, view.text)


def _is_said_in(text: str, others: Sequence[str]) -> bool:
    return any(one_line(text).casefold() in one_line(other).casefold() for other in others)


def _told(
    asked: Sequence[tuple[str, str]], before: Sequence[str], words: int, *, whole: bool, cut: bool
) -> list[Scene]:
    """A scene for each that says something which was not said before. `cut`: also one that ends within a sentence."""
    said = list(before)
    scenes: list[Scene] = []
    for kicker, text in asked:
        fact = shortened(text, words, whole=whole)
        folded = fact.casefold().rstrip("….")
        if len(fact) < SHORTEST_FACT or (fact.endswith("…") and not cut) or any(folded in other for other in said):
            continue
        said.append(folded)
        scenes.append(Scene("fact", capitalised(fact), kicker=kicker))
    return scenes


def _portions(lines: list[str], words: int, most: int, *, whole: bool) -> list[str]:
    """Sentences of one line each, as many as a scene holds; a line that had to be shortened ends its own portion."""
    if whole:
        told = [line for line in lines if line]
        return [" ".join(told)] if told else []
    portions: list[str] = []
    for line in lines:
        rest = "" if PART_OF_LIST.search(line) else line
        while rest and len(portions) < most:
            part = shortened(rest, words)
            if not part:
                break
            portions.append(part)
            if not rest.startswith(part):  # it ends with "…": what follows would begin inside a sentence
                break
            rest = rest[len(part) :].lstrip()
    return portions


def _dates(view: ItemView, settings: VideoSettings) -> list[Scene]:
    points, words, pace = points_told(view), settings.words, settings.pace
    document = view.facts.document
    scenes: list[Scene] = []
    if document is not None and document.effective_on is not None:
        day = _day(document.effective_on)
        said = words.effective_said.format(date=day)
        act = f"{brief}{local_issuer(document)}" if (brief := brief_citation(document)) else ""
        scenes.append(Scene("date", said, kicker=words.effective, big=day, note=act, heard_only=True))
    kicker = words.before if ends_before(points) else words.deadline
    deadline = shortened(points.deadline, pace.date_words, whole=points.deadline_on is not None)
    if points.deadline_on is not None:
        day = _day(points.deadline_on)
        if not (scenes and scenes[0].big == day):
            said = deadline or words.deadline_said.format(date=day)
            scenes.append(Scene("date", capitalised(said), kicker=kicker, big=day, heard_only=not deadline))
    elif deadline:
        scenes.append(Scene("date", capitalised(deadline), kicker=kicker))
    return scenes


def _where(view: ItemView, editorial: Editorial, settings: VideoSettings, link: str) -> Scene:
    call = one_line(editorial.words_of(view.kind).call or editorial.house.call)
    return where_scene(call.rstrip(" :").removesuffix(" tại"), link, one_line(view.unit_name), settings)


def where_scene(kicker: str, link: str, unit_name: str, settings: VideoSettings) -> Scene:
    """The last scene; without a link it names the office, without an office only the heading stands."""
    words = settings.words
    if link:
        return Scene("where", words.where_said, kicker=kicker, link=link)
    if unit_name:
        return Scene("where", words.where_said_without_link.format(unit=unit_name), kicker=kicker)
    return Scene("where", f"{kicker} trong văn bản gốc.")


def _day(day: date) -> str:
    return day.strftime("%d/%m/%Y")
