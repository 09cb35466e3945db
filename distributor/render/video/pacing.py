"""How long a text must stand: by its words on the screen and by its words when spoken. Pure."""

from datetime import date
from functools import lru_cache

from distributor.render.video.board import Scene
from distributor.render.video.settings import Pace
from distributor.render.video.speech import say_aloud

PAIR_LABELS = "đã viết đọc đúng là"
"""Words over old and new, at most."""


@lru_cache(maxsize=4096)
def spoken_words(text: str) -> int:
    """Syllables of the text as it is read aloud: "24/11/2026" has fourteen."""
    return len(say_aloud(text).split())


def screen_words(*texts: str) -> int:
    """Count what stands between spaces; a long number counts for as many words as it has groups of three digits."""
    return sum(max(1, -(-sum(map(str.isdigit, word)) // 3)) for text in texts for word in text.split())


def words_shown(scene: Scene) -> int:
    """Words of the scene that a viewer reads, its captions among them.

    What stands in every scene (label, office, day, reminder) is not, nor is what is shown large and stands in the captions, too:
    nobody reads it twice.
    """
    heading = (scene.kicker, scene.note)
    if scene.turn == "where":
        return screen_words(*heading, scene.link, "" if scene.link else scene.text)
    shown = scene.shown
    if shown is None:
        return screen_words(*heading, scene.text)
    large: tuple[str, ...]
    match scene.kind:
        case "statement" | "warning":
            return screen_words(scene.text)
        case "steps" | "who":
            return screen_words(*heading, *shown.steps)
        case "answer":
            return screen_words(shown.question, shown.answer)
        case "comparison" | "correction":
            large = (shown.of_what, shown.before, shown.after, PAIR_LABELS)
        case "deadline" | "effect":
            large = (shown.day_label, _day_words(shown.day), "" if scene.note else shown.of_what or shown.for_whom)
        case "place":
            large = (shown.of_what or shown.for_whom, _day_words(shown.day), shown.hours, shown.place)
        case _:
            large = (shown.figure, shown.of_what)
    if scene.is_written_out:
        return screen_words(*large)
    said = scene.text.casefold()
    large = (*large, scene.note)
    return screen_words(scene.text, *(part for part in large if part.casefold() not in said))


def _day_words(day: date | None) -> str:
    """A leaf has the month, the day and its weekday."""
    return "tháng ngày thứ" if day is not None else ""


def scene_floor(scene: Scene, pace: Pace) -> float:
    """Seconds that the scene lasts at least, so that nobody reads more than the pace allows."""
    shortest = pace.shortest_closing if scene.turn == "where" else pace.shortest_scene
    return max(words_shown(scene) / pace.words_per_second, shortest)
