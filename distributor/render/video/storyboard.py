"""The storyboard: what a video shows and says, scene by scene. Pure: the item's own words, never others.

1. The one thing that matters, of `scenes_of`: a figure, a day, a warning; never the title, unless nothing else is known.
2. The other scenes in their order; what to do about a warning and what to bring are scenes of their own.
3. The day of effect.
4. Where to read on: the address, said and shown, and the document that it is about.

What does not fit into the time goes as a whole, the least important first.
"""

import re
from dataclasses import replace

from distributor.compose.citation import brief_citation, citizens_headline, local_issuer
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.kind_words import kind_of_words
from distributor.compose.message import QUESTION, answer_of
from distributor.compose.ornaments import limit_emoji
from distributor.render.card_content import card_content
from distributor.render.excerpts import title_parts
from distributor.render.scene import Scene as Shown
from distributor.render.scene import SceneKind
from distributor.render.scene_figures import LONGEST_ABOUT
from distributor.render.scenes import scenes_of
from distributor.render.video.board import Scene, Storyboard, without_least
from distributor.render.video.pacing import spoken_words
from distributor.render.video.phrases import whole_words
from distributor.render.video.settings import VideoProblem, VideoSettings, video_settings
from distributor.render.video.speech import dictated
from distributor.render.video.timing import read_in
from distributor.text.lead import choose_lead, headline, without_label
from distributor.text.plain import capital, one_line
from distributor.text.shorten import shorten
from phrases import phrase

LEAD_READ = 2_000
"""Characters of the lead that are taken where nothing was understood."""
LONGEST = 10_000
"""Characters of a text that are looked at; no scene holds as many."""
DOCUMENT_NAMED = re.compile(
    r"(?:Nghị quyết|Nghị định|Quyết định|Chỉ thị|Thông tư|Kế hoạch|Công văn|Thông báo) số \d[\w/-]*\w"
)
PART_OF_LIST = re.compile(r"^(?:\d+\.|[a-zđ]\)|[-–+•*“\"])|:\Z")
"""A line that tells nothing without its neighbours."""
SHORTEST_FACT = 12
"""Characters; less tells nothing."""
AND = re.compile(r";\s+|\.\s+(?=[^\W\d_])")
"""What parts the things that are to be done."""
MOST_STEPS = 5
LONG_HEADING = 16
"""Words; what a scene is about is left out of its heading where that would be longer."""


def make_storyboard(
    view: ItemView,
    editorial: Editorial,
    shape: str,
    *,
    link: str = "",
    sample: bool = False,
    settings: VideoSettings | None = None,
) -> Storyboard:
    """Make a storyboard. `link`: the address that is shown; empty: the item's own. Raises `VideoProblem` for an item without
    words."""
    settings = settings or video_settings()
    settings.shape(shape)
    label = editorial.card_label_of(kind_of_words(view, editorial.house))
    title = _title(view, editorial, label, settings)
    if not title:
        raise VideoProblem(phrase("render.video.no-title"))
    points = _points(view, editorial, title, settings)
    look = f"{view.kind}/{one_line(view.facts.points.topic)}"
    scenes = (*points, _where(view, editorial, settings, link or view.address))
    board = Storyboard(
        shape=shape,
        title=title,
        unit_name=one_line(view.unit_name),
        date_text=view.date_text,
        reminder=editorial.house.reminder,
        scenes=tuple(replace(scene, look=look, label=label) for scene in scenes),
        sample=sample,
        longest=settings.pace.longest,
        cover=replace(card_content(view, editorial, sample=sample), address="", picture=""),
    )
    return trimmed(board, settings)


def first_kind(view: ItemView, editorial: Editorial) -> SceneKind | None:
    """The kind of the scene with which the item's video begins; None if it would begin with its title, for nothing is known."""
    if not (view.facts.message or view.facts.answer or view.facts.points.changes):
        return None
    told = scenes_of(view, editorial)
    return told[0].kind if told else None


def trimmed(board: Storyboard, settings: VideoSettings) -> Storyboard:
    """The storyboard without its least points, until it is read in time."""
    while read_in(board.scenes, settings.pace) > board.longest:
        shorter = without_least(board)
        if shorter is None:
            break
        board = shorter
    return board


def shortened(text: str, words: int, *, whole: bool = False) -> str:
    """Shorten a text to at most so many spoken words; `whole`: all of it or nothing."""
    line = one_line(limit_emoji(one_line(text[:LONGEST]), 0))
    if whole:
        return line if spoken_words(line) <= words else ""
    part = shorten(line, lambda beginning: spoken_words(beginning) <= words, split_words=True).text
    return whole_words(part, line)


def _title(view: ItemView, editorial: Editorial, label: str, settings: VideoSettings) -> str:
    """Return what the item is about, without the number of its document: that is shown at the end."""
    bare = without_label(headline(view.headline or view.title), label)
    citation, subject = title_parts(bare)
    if ":" in citation:  # whose document it is belongs to the title
        subject = ""
    if not subject and not editorial.words_of(view.kind).own_title and view.facts.document is not None:
        subject = citizens_headline(bare, view.facts.document)
    return shortened(capital(subject or bare), settings.pace.title_words)


def _points(view: ItemView, editorial: Editorial, title: str, settings: VideoSettings) -> list[Scene]:
    """Return what is told, the most important first; each thing once."""
    shown = list(scenes_of(view, editorial))
    nothing_known = not view.facts.message and all(
        each.kind is SceneKind.EFFECT or (each.kind is SceneKind.STATEMENT and _is_title(each, view)) for each in shown
    )
    if nothing_known:
        picture = shown[0].pictogram if shown else ""
        opening = Shown(SceneKind.STATEMENT, title, pictogram=picture)
        lead = [
            Shown(SceneKind.STATEMENT, part, pictogram=picture)
            for part in _lead_parts(view, editorial, title, settings)
        ]
        shown = [opening, *lead, *(each for each in shown if each.kind is SceneKind.EFFECT)]
    scenes: list[Scene] = []
    said: list[str] = []
    wrong = [each.before.casefold() for each in shown if each.kind is SceneKind.CORRECTION]
    for each in shown:
        if each.kind is SceneKind.STATEMENT and any(part in each.statement.casefold() for part in wrong):
            continue  # half of a correction may say what is wrong and not what is right
        told = _scenes_for(each, view, settings)
        if not told and each is shown[0]:
            # Too long for a scene: what it is about opens the video, not what stands beside it.
            told = [Scene("point", title, Shown(SceneKind.STATEMENT, title, pictogram=each.pictogram))]
        folded = told[0].text.casefold().rstrip("….") if told else ""
        if not told or any(folded in other for other in said):
            continue
        said.append(folded)
        scenes += told
    effect = [scene for scene in scenes if scene.kind == "effect"]
    others = [scene for scene in scenes if scene.kind != "effect"][: settings.pace.facts]
    return [*others, *effect[:1]] or [Scene("point", title, Shown(SceneKind.STATEMENT, title))]


def _is_title(shown: Shown, view: ItemView) -> bool:
    return one_line(shown.statement).casefold() in one_line(view.headline or view.title).casefold()


def _scenes_for(shown: Shown, view: ItemView, settings: VideoSettings) -> list[Scene]:
    """One scene, with the one that goes with it; none where its sentence is too long to be said whole."""
    words, most = settings.words, settings.pace.fact_words
    statement = capital(shortened(shown.statement, 10 * most))
    match shown.kind:
        case SceneKind.ANSWER:
            asked, answer = shortened(shown.question, most), one_line(shown.answer)
            if not asked or not answer:
                return []
            return [Scene("point", f"{asked} {answer}", replace(shown, question=asked, answer=answer))]
        case SceneKind.CORRECTION:
            readings = f"“{shown.before}” {words.right[:1].lower()}{words.right[1:]} “{shown.after}”."
            about = heading = shown.of_what or statement
            if len(about.split()) > LONG_HEADING // 2:
                named = DOCUMENT_NAMED.search(about)
                heading = named.group() if named else brief_citation(view.facts.document)
                about = heading or shortened(about, LONG_HEADING, whole=True)
            text = f"{about.rstrip('.')}: {readings}" if about else readings
            return [Scene("point", text, replace(shown, of_what=heading))]
        case SceneKind.WARNING:
            return [Scene("point", statement, shown), *_list(shown.todo, words.action, "done")]
        case SceneKind.STEPS | SceneKind.WHO if not 1 <= len(shown.steps) <= MOST_STEPS:
            shown = replace(shown, kind=SceneKind.STATEMENT)
        case SceneKind.FIGURE if len(shown.of_what.split()) > LONGEST_ABOUT:
            shown = replace(shown, kind=SceneKind.STATEMENT)
        case _:
            pass
    if (
        len(statement) < SHORTEST_FACT
        and not shown.steps
        and shown.kind is SceneKind.STATEMENT
        and not _is_title(shown, view)
    ):
        return []
    if len(statement.split()) > (most * 2 if shown.is_list_only else most):
        return []
    scene = Scene("point", statement, shown, note=_note(shown, view))
    if shown.kind is SceneKind.PLACE and shown.bring:
        bring = Shown(
            SceneKind.WHO, "; ".join(shown.bring), steps=tuple(map(capital, shown.bring)), pictogram="document"
        )
        return [scene, Scene("point", f"{words.bring}: {', '.join(shown.bring)}.", bring, kicker=words.bring)]
    if shown.kind in {SceneKind.STEPS, SceneKind.WHO}:
        return [
            replace(
                scene,
                shown=replace(shown, steps=tuple(map(capital, shown.steps))),
                kicker=_heading(shown, settings),
            )
        ]
    return [scene]


def _heading(shown: Shown, settings: VideoSettings) -> str:
    """Return what a list is of, where that is short."""
    if shown.of_what and len(shown.of_what.split()) <= LONG_HEADING // 2:
        return capital(shown.of_what)
    return settings.words.affected if shown.kind is SceneKind.WHO else settings.words.action


def _note(shown: Shown, view: ItemView) -> str:
    """The document that takes effect, by its number."""
    brief = brief_citation(view.facts.document) if shown.kind is SceneKind.EFFECT else ""
    return "" if brief == shown.of_what else brief


def _list(text: str, heading: str, picture: str) -> list[Scene]:
    """Return what to do, as a list of its sentences; none if it is empty."""
    line = one_line(text)
    steps = tuple(capital(part.strip(" .;")) for part in AND.split(line) if part.strip(" .;"))[:MOST_STEPS]
    if not steps:
        return []
    shown = Shown(SceneKind.STEPS if len(steps) > 1 else SceneKind.WHO, line, steps=steps, pictogram=picture)
    return [Scene("point", capital(line), shown, kicker=heading)]


def _lead_parts(view: ItemView, editorial: Editorial, title: str, settings: VideoSettings) -> list[str]:
    """Sentences of the beginning of the text, for an item of which nothing is known; half of one may mislead."""
    if view.kind == QUESTION:
        answer = answer_of(view)
        lead = answer.text if answer else ""
    else:
        lead = choose_lead(headline(view.title), view.summary, view.text)
    lines = [one_line(line) for line in lead[:LEAD_READ].split("\n")]
    pace = settings.pace
    parts = _portions(lines, pace.fact_words, pace.facts, whole=editorial.words_of(view.kind).whole_lead)
    whole = [part for part in parts if not part.endswith("…")]
    return [
        capital(part) for part in whole or parts if len(part) >= SHORTEST_FACT and part.casefold() != title.casefold()
    ]


def _portions(lines: list[str], words: int, most: int, *, whole: bool) -> list[str]:
    """Sentences of one line each, as many as a scene holds; a line that had to be shortened ends its own portion."""
    if whole:
        told = " ".join(line for line in lines if line)
        return [told] if told and len(told.split()) <= words else []
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


def _where(view: ItemView, editorial: Editorial, settings: VideoSettings, link: str) -> Scene:
    call = one_line(editorial.words_of(view.kind).call or editorial.house.call).rstrip(" :").removesuffix(" tại")
    document = view.facts.document
    brief = brief_citation(document) if document is not None else ""
    note = f"{brief}{local_issuer(document)}" if document is not None and brief else ""
    return where_scene(call or settings.words.where_call, link, one_line(view.unit_name), settings, note=note)


def where_scene(call: str, link: str, unit_name: str, settings: VideoSettings, *, note: str = "") -> Scene:
    """The last scene: the address, which is also said. Without a link it names the office, without an office the source."""
    words = settings.words
    if link:
        bare = (link.partition("://")[2] or link).rstrip("/")
        text = words.where_said.format(call=call, address=bare)
        spoken = words.where_said.format(call=call, address=dictated(link))
        return Scene("where", text, kicker=f"{call} tại", note=note, link=link, spoken=spoken)
    if unit_name:
        return Scene("where", words.where_said_without_link.format(call=call, unit=unit_name), kicker=call, note=note)
    return Scene("where", f"{call} trong văn bản gốc.", kicker=call, note=note)
