"""How long a text must stand: by its words on the screen and by its words when spoken. Pure."""

from functools import lru_cache

from distributor.render.video.board import Scene
from distributor.render.video.settings import Pace
from distributor.render.video.speech import say_aloud


@lru_cache(maxsize=4096)
def spoken_words(text: str) -> int:
    """Syllables of the text as it is read aloud: "24/11/2026" has fourteen."""
    return len(say_aloud(text).split())


def screen_words(*texts: str) -> int:
    """What stands between spaces; "27/2026/QĐ-UBND" is taken in at a glance."""
    return sum(len(text.split()) for text in texts)


def words_shown(scene: Scene) -> int:
    """Words of the scene that a viewer reads; what stands in every scene (office, day, reminder) is not among them."""
    return screen_words("" if scene.heard_only else scene.text, scene.kicker, scene.big, scene.note)


def scene_floor(scene: Scene, pace: Pace) -> float:
    """Seconds that the scene lasts at least, so that nobody reads or hears more than the pace allows."""
    words = max(spoken_words(scene.text), words_shown(scene))
    shortest = pace.shortest_closing if scene.kind == "where" else pace.shortest_scene
    return max(words / pace.words_per_second + pace.lead, shortest)
