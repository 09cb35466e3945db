"""From an item to what its picture shows: its first scene, and whose word it is. Pure."""

import re
from dataclasses import replace
from datetime import date

from distributor.clock import VIETNAM
from distributor.compose.citation import brief_citation, citizens_headline, matter_of, short_citation
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView, document_told
from distributor.compose.kind_words import kind_of_words
from distributor.compose.message import QUESTION, followed_from, message_of, points_told
from distributor.render.content import CardContent
from distributor.render.excerpts import sentences, title_parts
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_days import BEFORE, TO_THE_END, UNTIL
from distributor.render.scene_pictures import told_topic
from distributor.render.scenes import scenes_of
from distributor.text.lead import choose_lead, headline, without_label
from distributor.text.plain import one_line

LONGEST_SUPPORT = 190
"""Letters of a sentence beneath the first."""
SHORTEST_SENTENCE = 40
"""Letters from which what ends with a full stop is a sentence and no heading."""
SHORTEST_DEADLINE = 60
"""Letters of a sentence that says little more than its day."""
SHORTEST_ABOUT = 50
"""Letters of a correction's title that fill the place of its sentence."""
COMMENTS = re.compile(r"(?<!\w)(?:góp ý|lấy ý kiến|tham gia ý kiến)(?!\w)", re.IGNORECASE)
_OFFICES_WORK = re.compile(r"(?<!\w)(?:tổng hợp|tiếp thu|giải trình)(?!\w)", re.IGNORECASE)
"""What an office does with comments, by a day of its own."""
_ASKED = {UNTIL: "Góp ý đến hết", TO_THE_END: "Góp ý đến hết", BEFORE: "Góp ý trước"}
"""By what the day is called. Of any other, as of the day from which comments are taken, the leaf says what the sentence says."""


def card_content(item: ItemView, editorial: Editorial, *, sample: bool = False, address: str = "") -> CardContent:
    """Return what a card says. `sample`: demonstration data, which the picture says. `address`: for the QR code; empty for the
    item's own."""
    label = editorial.card_label_of(kind_of_words(item, editorial.house))
    title = without_label(headline(item.title), label)
    citation, subject = title_parts(title)
    if not (subject or item.headline or editorial.words_of(item.kind).own_title) and item.facts.document is not None:
        # A title that is little more than a number tells a passer-by nothing.
        title = citizens_headline(title, item.facts.document)
    scene, *others = scenes_of(item, editorial) or (None,)
    scene = _titled(scene, without_label(headline(item.title), label), subject or title)
    scene = _of_which_document(_asked(scene, subject or title), title)
    told = [each.statement for each in others if each is not None] or _lead(item)
    return CardContent(
        kind=item.kind,
        kind_label=label,
        title=subject or title,
        unit_name=one_line(item.unit_name),
        date_text=item.date_text,
        sample=sample,
        topic=_topic(scene, item),
        scene=scene,
        source=_source(scene, item, citation),
        address=address or item.address,
        picture=item.picture,
        effective_on=_effective_on(scene, item),
        matter=matter_of(subject or title, item.unit_name) if item.facts.document is not None else "",
        support=tuple(each for each in told if len(each) <= LONGEST_SUPPORT and not each.endswith("…")),
    )


def _effective_on(scene: Scene | None, item: ItemView) -> date | None:
    """Return from when it holds: a rule without its day is taken for one in force."""
    document = document_told(item)
    day = document.effective_on if document is not None else None
    if (
        day is None
        or followed_from(item)
        or item.published_at is None
        or day <= item.published_at.astimezone(VIETNAM).date()
    ):
        return None
    told = scene is not None and (scene.day == day or f"{day:%d/%m/%Y}" in scene.statement)
    return None if told else day


def _topic(scene: Scene | None, item: ItemView) -> str:
    said = f"{scene.question}. {scene.statement}" if scene else ""
    return told_topic(one_line(points_told(item).topic), f"{item.title}. {said}", item.kind)


def _lead(item: ItemView) -> list[str]:
    """Return what the source says first, where nothing was understood of it: whole sentences only."""
    if item.kind == QUESTION or message_of(item):
        return []
    return [each for each in sentences(choose_lead(headline(item.title), item.summary, item.text)) if _is_whole(each)][
        :1
    ]


def _is_whole(sentence: str) -> bool:
    return len(sentence) >= SHORTEST_SENTENCE and sentence[0].isupper() and sentence.endswith((".", "!"))


def _titled(scene: Scene | None, whole: str, shown: str) -> Scene | None:
    """A scene that only says the title says the part of it that tells a citizen something."""
    says_title = scene is not None and scene.kind is SceneKind.STATEMENT and scene.statement == whole
    return replace(scene, statement=shown) if scene is not None and says_title else scene


def _asked(scene: Scene | None, title: str) -> Scene | None:
    """Return the scene of what is asked: of a call for comments the leaf says until when; beside it stands on what, not the day
    again."""
    if scene is None or scene.kind is not SceneKind.DEADLINE or len(scene.statement) > SHORTEST_DEADLINE:
        return scene
    label = _ASKED.get(scene.day_label, "")
    if not title or not label or scene.hours or _OFFICES_WORK.search(scene.statement):
        return scene  # an hour of the day would be lost, and the day's end said for it
    return replace(scene, statement=title, day_label=label) if COMMENTS.search(scene.statement) else scene


def _of_which_document(scene: Scene | None, title: str) -> Scene | None:
    """Return the scene with what it is of: beside the two wordings of a correction stands the title, not the sentence
    that only says both again."""
    if scene is None or scene.kind is not SceneKind.CORRECTION or not title:
        return scene
    says_both = scene.before in scene.statement and scene.after in scene.statement
    return replace(scene, statement=title) if says_both and len(title) >= SHORTEST_ABOUT else scene


def _source(scene: Scene | None, item: ItemView, citation: str) -> str:
    """The document, with its issuer where that is known, for two communes may have one number; nothing where the scene names
    it."""
    document = item.facts.document
    brief = brief_citation(document) or citation
    if scene is not None and brief in scene.statement:
        return ""
    return short_citation(document) if document is not None and document.issuers else brief
