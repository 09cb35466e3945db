"""From an item's message to what a card and a video say: scenes, the most important first. Pure; the same each time.

1. Each point of the message is one scene, by its role; a question has its answer, a correction its two readings, a warning what
   to do.
2. News says the main thing in the headline that an editor gave it. So the headline is a scene of its own and the first, with the
   figure or day that it names, unless a point tells of the same with a figure, a day or a place.
3. The first scene is what the card and the first two seconds of a video show: the message's order counts, but what shows a
   figure, a day or a place goes before what only says a sentence, and the day of effect, those concerned and what an office
   does go behind.
"""

import re
from dataclasses import replace
from datetime import date

from distributor.clock import VIETNAM
from distributor.compose.citation import brief_citation
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.kind_words import kind_of_words
from distributor.compose.message import QUESTION, answer_of, message_of
from distributor.compose.worth import UNTIL_WHEN_FINED, WHAT
from distributor.facts import DocumentFacts, Point, Role
from distributor.policy import WARNING_KIND
from distributor.render.excerpts import names_only_number, readings_of, sentences
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_days import FROM, IN_EFFECT
from distributor.render.scene_lists import is_one_of_many_steps, written_steps
from distributor.render.scene_pictures import picture_of, told_topic
from distributor.render.scene_place import announced, bring_of
from distributor.render.scene_points import joined_fine, put_right, scene_of
from distributor.render.scene_words import as_read, concerns_office
from distributor.text.lead import headline, without_label
from distributor.text.plain import capital, one_line, word_pairs
from distributor.understand import cues

__all__ = ["Scene", "SceneKind", "scenes_of"]

LONGEST_ANSWER = 230
CORRECTION_KIND = "correction"
DRAFT_KIND = "draft_for_comment"
FIRST: dict[str, frozenset[SceneKind]] = {
    "legal_aid": frozenset({SceneKind.PLACE}),
    DRAFT_KIND: frozenset({SceneKind.DEADLINE}),
    "contest": frozenset({SceneKind.DEADLINE}),
    "policy_dialogue": frozenset({SceneKind.PLACE, SceneKind.DEADLINE}),
    "statistics": frozenset({SceneKind.FIGURE}),
    "press_release": frozenset({SceneKind.FIGURE}),
}
"""Of these content kinds a scene of these kinds is what matters."""
SAYS_ONLY = frozenset({SceneKind.STATEMENT, SceneKind.WHO, SceneKind.EFFECT})
MANY = 2
"""Semicolons of a list of several."""
HEADLINE_WORDS, HEADING_WORDS = 4, 6
"""A title of fewer words than these is no headline; one of at most these names its matter ("Mức phạt mới về xả rác") more than it
says what is new of it."""
_NOT_SO = re.compile(
    r"\?|(?<!\w)(?:không|chưa|chẳng|đừng|bác(?:\s+bỏ)?|bịa|sai\s+sự\s+thật|tin\s+(?:đồn|giả|thất\s+thiệt)|đồn|thực\s+hư|"
    r"có\s+thật|có\s+phải|đề\s+xuất|đề\s+nghị|kiến\s+nghị|dự\s+kiến|dự\s+thảo|dự\s+định|lấy\s+ý\s+kiến|bỏ|bãi\s+bỏ|dừng|ngừng|"
    r"trước\s+đây|nếu|giả\s+sử|xem\s+xét|muốn|xin|phản\s+đối)(?!\w)",
    re.IGNORECASE,
)
"""A headline that denies, doubts, proposes or ends what it names: it is said, and its figure is never shown as what is so."""
_PROPOSED = re.compile(
    r"(?<!\w)(?:đề\s+xuất|kiến\s+nghị|dự\s+kiến|dự\s+thảo|lấy\s+ý\s+kiến|tin\s+(?:đồn|giả)|bác\s+bỏ|phương\s+án)(?!\w)",
    re.IGNORECASE,
)
"""In news, of which the same holds for a sentence of its text."""
_OFFICES = re.compile(
    r"(?<!\w)(?:ủy ban|hội đồng|tòa án|viện kiểm sát) nhân dân(?: (?:tỉnh|thành phố|xã|phường|huyện|quận|các cấp|cấp \w+))?|"
    r"(?<!\w)(?:công an|sở|bộ|phòng) (?:tỉnh|thành phố|xã|phường|huyện|quận|tư pháp|tài chính|y tế|nội vụ|công an)",
    re.IGNORECASE,
)
_DO = re.compile(
    r"(?:[^,;:.]{2,60}?\s(?:khuyến cáo|đề nghị|lưu ý)[^,;:.]{0,30}?:?\s+)?"
    r"(?:(?:khi|nếu|ai|lỡ|đã)(?!\w)[^,;:]{2,70}?,?\s+(?:thì\s+)?)?"
    r"(?:(?:người dân|bà con|mọi người|công dân|phụ huynh|khách hàng)\s+)?"
    r"(?:hãy|không|đừng|chớ|cần|nên|phải|tuyệt đối|gọi|báo|liên hệ|dừng|ngắt|tắt|"
    r"kiểm tra|cảnh giác|chỉ|xóa|chặn)(?!\w)",
    re.IGNORECASE,
)
"""How a sentence begins that tells what to do."""
_VERDICT = re.compile(r"(?:có|không|được|đúng|sai)(?!\w)(?:\s+(?:được|đúng|phải|thể))?\s*[.!]?", re.IGNORECASE)
_CALLS = re.compile(
    r"\W*(?:đề nghị|kính mời|mời|kêu gọi|thông báo|lịch|tổ chức|ra quân|phát động|triển khai|hướng dẫn|đăng ký)(?!\w)",
    re.IGNORECASE,
)
"""How a headline begins that calls people to something."""
_FRAGMENT = re.compile(r"(?:trên|tại|ở|trong|qua|bằng|với|cho|theo|về|của|và|hoặc|nhưng|thì|mà)\s")
"""How the end of a sentence begins, with a small letter."""
_LOST = re.compile(r"(?<!\w)(?:mất|thiệt hại|bị lừa|chiếm đoạt|nạn nhân|phạt)(?!\w)", re.IGNORECASE)
"""A figure of a warning is shown large only where it says the damage, never what a swindler promises."""
_BEHIND: dict[SceneKind, float] = {
    SceneKind.FIGURE: 0,
    SceneKind.COMPARISON: -0.5,
    SceneKind.DEADLINE: 0,
    SceneKind.PLACE: 1,
    SceneKind.STEPS: 1,
    SceneKind.BAN: 0.5,
    SceneKind.WHO: 3,
    SceneKind.STATEMENT: 1.6,
    SceneKind.EFFECT: 5,
}
"""By how many places of the message a kind of scene goes behind another."""


def scenes_of(item: ItemView, editorial: Editorial) -> tuple[Scene, ...]:
    """Return the scenes of an item, at least one: its headline, where nothing is known, and where a reply is told whole: one of
    its sentences under the question would be taken for the answer."""
    title = _title(item, editorial)
    scenes: list[Scene] = []
    if not item.facts.told_whole:
        scenes = _answer(item, title) if item.kind == QUESTION else _told(item, title)
    if not scenes:
        scenes = [Scene(SceneKind.STATEMENT, title)] if title else []
    scenes = _whole(scenes)
    if item.reminds:
        scenes = _day_first(item, scenes)
    topic = one_line(item.facts.points.topic)
    drawn = (
        replace(
            each,
            pictogram=picture_of(
                each.kind, words := _pictured(each, title), told_topic(topic, ". ".join(words), item.kind), item.kind
            ),
            proposed=item.kind == DRAFT_KIND and each.kind is SceneKind.COMPARISON,
        )
        for each in scenes
    )
    return tuple(dict.fromkeys(drawn))


def _whole(scenes: list[Scene]) -> list[Scene]:
    """Return the scenes without what only says a part of another scene once more, or is but the end of a sentence; the first
    stays."""
    told = [each.statement.casefold().strip(" .;:") for each in scenes]

    def is_part(place: int) -> bool:
        only_named = scenes[place].kind is SceneKind.WHO and len(scenes[place].steps) == 1
        if not place or not (only_named or scenes[place].kind is SceneKind.STATEMENT):
            return False
        others = [words for other, words in enumerate(told) if other != place and words != told[place]]
        return bool(_FRAGMENT.match(scenes[place].statement)) or any(told[place] in words for words in others)

    return [each for place, each in enumerate(scenes) if not is_part(place)]


def _pictured(scene: Scene, title: str) -> tuple[str, ...]:
    """Return what a scene is about, the nearest first: a question, for its answer names offices and ways that are those of
    many; else its sentence without what it only adds, the title, all of the sentence."""
    if scene.question:
        return scene.question, title
    told = scene.statement
    if told.count("; ") >= MANY:
        return title, told  # the first of several is one of those concerned, and not what it is about
    for added in scene.note.split("; ") if scene.note else ():
        told = told.replace(added, " ")
    return told, title, scene.statement


def _title(item: ItemView, editorial: Editorial) -> str:
    label = editorial.card_label_of(kind_of_words(item, editorial.house))
    return without_label(headline(item.headline or item.title), label)


def _answer(item: ItemView, title: str) -> list[Scene]:
    """The question with the beginning of its answer, then what the answer tells of figures, days and places."""
    answer = answer_of(item)
    if answer is None:
        return []
    text = as_read(answer.text)
    parts = sentences(text) or [text]
    if _VERDICT.fullmatch(parts[-1]) and not _VERDICT.match(parts[0]) and (answer.asked or title).count("?") < 2:
        parts = [parts[-1], *parts[:-1]]  # "… Có.": the verdict goes before its reasons
        text = " ".join(parts)
    said = parts[0]
    for part in parts[1:]:
        if len(said) + len(part) + 1 > LONGEST_ANSWER:
            break
        said = f"{said} {part}"
    asked = one_line(answer.asked) or title
    first = Scene(SceneKind.ANSWER, text, question=asked, answer=said)
    told = [scene_of(Point(Role.HOW, part)) for part in parts]
    return [first, *(each for each in told if each.kind is not SceneKind.STATEMENT)]


def _told(item: ItemView, title: str) -> list[Scene]:
    message = message_of(item)
    pairs = _fined([(point, _in_time(scene_of(point), item)) for point in message])
    if item.kind == WARNING_KIND:
        pairs = [(point, _no_promise(scene)) for point, scene in pairs]
    elif item.facts.document is None and item.kind != DRAFT_KIND:
        pairs = [
            (point, Scene(SceneKind.STATEMENT, scene.statement) if _PROPOSED.search(scene.statement) else scene)
            for point, scene in pairs
        ]
    ranked = sorted(range(len(pairs)), key=lambda place: (place + _behind(*pairs[place], item), place))
    scenes = [pairs[place][1] for place in ranked]
    if SceneKind.PLACE in FIRST.get(item.kind, frozenset()):
        scenes = _invited(item, scenes, title)
    else:
        scenes = _stepped(item, scenes, title)
    if item.kind == WARNING_KIND:
        scenes = _warning(item, message, scenes, title)
    elif item.kind == CORRECTION_KIND:
        scenes = _correction(item, scenes, title)
    elif _is_headed(item, title):
        scenes = _headline_first(item, scenes, title)
    return [*scenes, *_document_day(item, scenes)]


def _invited(item: ItemView, scenes: list[Scene], title: str) -> list[Scene]:
    """Return when and where to come and what to bring, as one scene, though each is written by itself."""
    event = next((each for each in scenes if each.kind is SceneKind.PLACE and each.day is not None), None)
    if event is None:
        told = announced(f"{item.summary}\n{item.text}") or announced(item.page)
        if told is None:
            return scenes
        parts, words = told
        if not parts.place:
            return [*scenes, Scene(SceneKind.STATEMENT, words)]
        made = Scene(SceneKind.PLACE, words, of_what=title, place=parts.place, hours=parts.hours, day=parts.day)
        event = _in_time(made, item)
    if event.kind is not SceneKind.PLACE:
        return scenes
    others = [each for each in scenes if each is not event and not _says_again(each, event)]
    brings = next((each for each in others if bring_of(each.statement)), None)
    if brings is None or event.bring:
        return [event, *others]
    return [replace(event, bring=bring_of(brings.statement)), *(each for each in others if each is not brings)]


def _says_again(scene: Scene, event: Scene) -> bool:
    """Return True if it only names the event's place or hours once more."""
    hours = event.hours and event.hours in scene.statement and len(scene.statement) < len(event.statement)
    return scene.statement in event.statement or (scene.kind is SceneKind.STATEMENT and bool(hours))


def _stepped(item: ItemView, scenes: list[Scene], title: str) -> list[Scene]:
    """Steps that the source numbers one by one ("Bước 1: …"): all of them as one scene, before all else; of too many none."""
    told = written_steps(item.text) or written_steps(item.page)
    if told is None:
        text = f"{item.text}\n{item.page}"
        return [each for each in scenes if not is_one_of_many_steps(each.statement, text)]
    words, steps = told
    return [
        Scene(SceneKind.STEPS, words, of_what=title, steps=steps),
        *(each for each in scenes if each.statement not in words),
    ]


def _is_headed(item: ItemView, title: str) -> bool:
    """Return True if the item's title is a headline: a document's names the document, and a word or two are a heading of a
    page."""
    return item.facts.document is None and len(title.split()) >= HEADLINE_WORDS and not names_only_number(title)


def _headline_first(item: ItemView, scenes: list[Scene], title: str) -> list[Scene]:
    if scenes and (
        scenes[0].kind in FIRST.get(item.kind, frozenset())
        or scenes[0].is_list_only
        or _tells_headline(scenes[0], title)
    ):
        return scenes
    headed = Scene(SceneKind.STATEMENT, title)
    if not _NOT_SO.search(title):
        headed = _in_time(scene_of(Point(Role.CHANGE, title)), item)
    shown = next((each for each in scenes if _shows_headline(each, title)), None)
    if headed.kind is SceneKind.STATEMENT and shown is not None:
        return [shown, *(each for each in scenes if each is not shown)]
    return [headed, *(each for each in scenes if each.statement.rstrip(".") != title.rstrip("."))]


def _shows_headline(scene: Scene, title: str) -> bool:
    """Return True if it, though it stands behind others, is to be seen before a headline that only says something.

    Any number may stand beside a word of the headline, and papers beside any matter; a ban or a last day is of its own.
    """
    if len(title.split()) <= HEADING_WORDS or scene.kind is SceneKind.COMPARISON:
        return scene.kind not in SAYS_ONLY
    return scene.kind is not SceneKind.STEPS and _tells_headline(
        scene, title, 2 if scene.kind is SceneKind.FIGURE else 1
    )


def _tells_headline(scene: Scene, title: str, pairs: int = 2) -> bool:
    """Return True if it shows what the headline is about: so many pairs of words are in both. An office's name says nothing of
    that."""
    if scene.kind in SAYS_ONLY or _only_threatens(scene, title):
        return False
    said, headed = (word_pairs(_OFFICES.sub(" ", words)) for words in (scene.statement, title))
    return len(said & headed) >= pairs


def _only_threatens(scene: Scene, title: str) -> bool:
    """Return True for a fine below a headline that calls people to something: it is of those who do not come."""
    return scene.kind is SceneKind.BAN and _CALLS.match(title) is not None and cues.OF_FINES.search(title) is None


def _in_time(scene: Scene, item: ItemView) -> Scene:
    """A last day, or a day to come to, that had passed when the item was published is told and not shown: nobody can keep it."""
    kept = scene.kind in {SceneKind.DEADLINE, SceneKind.PLACE} and scene.day_label != FROM
    if not kept or not _has_passed(scene, item):
        return scene
    return Scene(SceneKind.STATEMENT, scene.statement, day=scene.day)


def _has_passed(scene: Scene, item: ItemView) -> bool:
    published = item.published_at
    return scene.day is not None and published is not None and scene.day < published.astimezone(VIETNAM).date()


def _behind(point: Point, scene: Scene, item: ItemView) -> float:
    if scene.kind in FIRST.get(item.kind, frozenset()):
        return -10
    behind = _BEHIND.get(scene.kind, 0) + 4 * _only_threatens(scene, item.title)
    if scene.kind is SceneKind.STATEMENT and point.role not in WHAT:
        behind += 6 if _has_passed(scene, item) else 2
    if UNTIL_WHEN_FINED.match(scene.statement):
        behind += 6
    if concerns_office(scene.statement) and point.role is not Role.WHERE and scene.kind is not SceneKind.PLACE:
        behind += 4
    return behind


def _fined(pairs: list[tuple[Point, Scene]]) -> list[tuple[Point, Scene]]:
    """Bans with their fines from another sentence, which is then told with them."""
    made = list(pairs)
    for place, (point, scene) in enumerate(pairs):
        for other, (_, penalty) in enumerate(pairs):
            if other != place and (joined := joined_fine(scene, penalty)):
                made[place] = (point, joined)
    used = {scene.note for _, scene in made if scene.kind is SceneKind.BAN}
    return [(point, scene) for point, scene in made if scene.statement not in used]


def _warning(item: ItemView, message: tuple[Point, ...], scenes: list[Scene], title: str) -> list[Scene]:
    """Return what happens, with what to do; the sentence that tells what to do is then no scene of its own."""
    about = [each for each in message if each.role in {Role.CHANGE, Role.BAN, Role.HOW} and not _tells_what_to_do(each)]
    happens = about[0] if about and not _is_headed(item, title) else None
    sentence = as_read(happens.statement) if happens else title
    if not sentence:
        return scenes
    does = next((each for each in message if each is not happens and _tells_what_to_do(each)), None)
    todo = as_read(does.statement if does else item.facts.points.action)
    used = {sentence, todo}
    others = [each for each in scenes if each.statement not in used]
    return [Scene(SceneKind.WARNING, sentence, todo=todo), *others]


def _no_promise(scene: Scene) -> Scene:
    promises = scene.kind in {SceneKind.FIGURE, SceneKind.COMPARISON} and not _LOST.search(scene.statement)
    return Scene(SceneKind.STATEMENT, scene.statement) if promises else scene


def _tells_what_to_do(point: Point) -> bool:
    return _DO.match(one_line(point.statement)) is not None


def _correction(item: ItemView, scenes: list[Scene], title: str) -> list[Scene]:
    """Return what was printed and how it reads right, before what else is told."""
    told = [*(each.statement for each in item.facts.message), *item.facts.points.changes]
    wrong, right = readings_of([*told, item.summary, item.text])
    wrong, right = (wrong, right) if wrong and right else put_right(told)
    if not (wrong and right):
        return scenes
    sentence = next((line for each in told if wrong in (line := one_line(each)) and right in line), title or right)
    made = Scene(SceneKind.CORRECTION, sentence, of_what=title, before=wrong, after=right)
    return [made, *(each for each in scenes if each.statement != as_read(sentence))]


def _document_day(item: ItemView, scenes: list[Scene]) -> list[Scene]:
    """The day of effect of the item's document, where no point says it."""
    document = item.facts.document
    if document is None or document.effective_on is None or item.kind == CORRECTION_KIND or item.facts.still_told:
        return []
    if any(each.kind is SceneKind.EFFECT or each.day == document.effective_on for each in scenes):
        return []
    return [_in_effect(document, document.effective_on)]


def _day_first(item: ItemView, scenes: list[Scene]) -> list[Scene]:
    """Put the day first: what reminds of the day of effect shows it, and then what the document changes."""
    document = item.facts.document
    if document is None or document.effective_on is None:
        return scenes
    others = [each for each in scenes if each.kind is not SceneKind.EFFECT or each.day != document.effective_on]
    return [_in_effect(document, document.effective_on), *others]


def _in_effect(document: DocumentFacts, day: date) -> Scene:
    name = brief_citation(document)
    statement = " ".join(part for part in (name, f"{IN_EFFECT.lower()} ngày {day:%d/%m/%Y}.") if part)
    return Scene(SceneKind.EFFECT, capital(statement), of_what=name, day=day, day_label=IN_EFFECT)
