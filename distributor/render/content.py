"""What a card shows: the scene of the item that matters most, and whose word it is; no sizes and no colours."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from distributor.calendar.period import WEEKDAYS
from distributor.render.excerpts import names_only_number, sentences
from distributor.render.scene import Scene, SceneKind
from distributor.render.scene_figures import sizes_of
from distributor.text.plain import capital, one_line


@dataclass(frozen=True)
class CardContent:
    """The content of a card. What is not there is empty; a layout shows what there is.

    `kind`: of `config/kinds.toml`; with the topic it chooses colours and pattern. `date_text`: the day of publication, as
    shown. `sample`: demonstration data; the card says so. `topic`: the life event. `scene`: what is to be said, None for the
    title alone. `source`: the document it stands on ("Quyết định số 27/2026/QĐ-UBND"). `address`: for the QR code, and with
    `address_in_words` to be read, too: nobody can scan the telephone they read on. `picture`: SHA-256 in the media store of the
    item's photo. `support`: other sentences of the message, the most important first: who, when, where. `effective_on`: from
    which day what is said holds, where that is still to come and the scene does not say it. `matter`: the title in few words.
    """

    kind: str
    kind_label: str
    title: str
    unit_name: str
    date_text: str
    sample: bool = False
    topic: str = ""
    scene: Scene | None = None
    source: str = ""
    address: str = ""
    address_in_words: bool = False
    picture: str = ""
    support: tuple[str, ...] = ()
    effective_on: date | None = None
    matter: str = ""

    @cached_property
    def said(self) -> Scene:
        """The scene; of an item without one, its title as a statement."""
        return self.scene or Scene(SceneKind.STATEMENT, self.title)

    def text(self, part: str) -> str:
        """A text by its name in layouts, empty where there is none."""
        if part not in self._texts:
            self._texts[part] = self._made(part)
        return self._texts[part]

    @cached_property
    def _texts(self) -> dict[str, str]:
        """Those that were asked for: the same ones again and again, while a card is arranged."""
        return {}

    def _made(self, part: str) -> str:
        if part in OWN:
            return str(getattr(self, part))
        made = MADE.get(part)
        if made is not None:
            return made(self.said)
        if part == "heading":
            return capital(self.said.of_what) or self.title
        if part == "context":
            return self._context()
        if part in {"support", "support_more"}:
            return next(iter(self._supports[part == "support_more" :]), "")
        return str(getattr(self.said, part))

    @cached_property
    def _supports(self) -> list[str]:
        """Those that say something which neither the scene nor one before them says; of an answer none, it explains itself."""
        scene, found = self.said, list[str]()
        told = " ".join((scene.statement, scene.of_what, scene.todo, scene.note))
        for sentence in self.support if scene.kind is not SceneKind.ANSWER else ():
            if untold(sentence, told) > UNTOLD:
                found.append(sentence)
                told = f"{told} {sentence}"
        return found

    def _context(self) -> str:
        """Return what the item is about, where neither the sentence nor the heading of a list tells it."""
        if (self.said.steps or self.said.kind is SceneKind.PLACE) and not self.said.of_what:
            return ""  # its heading is the title, or needs none
        # A correction's card shows the two wordings, and not of what they are.
        of_what = "" if self.said.kind is SceneKind.CORRECTION else self.said.of_what
        matter = self.matter or self.title
        tells = " " in matter and not names_only_number(matter)
        return matter if tells and untold(matter, f"{self.said.statement} {of_what}") > UNTOLD else ""

    def entries(self, part: str) -> tuple[tuple[str, str], ...]:
        """Entries of a list, each with the pictogram or the number before it."""
        scene = self.said
        match part:
            case "steps":
                return tuple((str(number), capital(step)) for number, step in enumerate(scene.steps, start=1))
            case "who":
                return tuple(("done", capital(one)) for one in scene.steps)
            case "when_and_where":
                return _when_and_where(scene)
            case _:
                raise KeyError(part)


AT_A_GLANCE = 80
"""Letters of a sentence that is read in two seconds."""
SHORT = 60
BRIEF = 10
LONGEST_VERDICT = 16
BANS = re.compile(r"(?<!\w)(?:nghiêm cấm|cấm|không được|không ai được)(?!\w)", re.IGNORECASE)
WORD = re.compile(r"\w+")
HANGING = re.compile(r"\s+(?:trong (?:thời gian|thời hạn)|với mức|ở mức|bằng|là)\Z", re.IGNORECASE)
"""Words that led over to the figure."""
UNTOLD = 0.3
"""Share of a text's words; where no more are new, it is not said beside the sentence."""
OWN = frozenset({"title", "kind_label", "topic", "source"})


def untold(text: str, told: str) -> float:
    """The share of its words that are not among those told."""
    known, words = set(WORD.findall(told.casefold())), WORD.findall(text.casefold())
    return sum(word not in known for word in words) / len(words) if words else 0.0


def about(scene: Scene) -> str:
    """Return what the figure is of, as the sentence says it behind it, where the sentence is too long to find it at a glance."""
    return "" if about_first(scene) else _about(scene)


def about_first(scene: Scene) -> str:
    """Return what the figure is of, as `about` does, where the sentence says it before the figure."""
    named, figure = (scene.statement.casefold().find(words.casefold()) for words in (scene.of_what, scene.figure))
    return capital(_about(scene)) if 0 <= named < figure else ""


def _about(scene: Scene) -> str:
    short = len(scene.statement) <= AT_A_GLANCE or len(scene.of_what) > SHORT
    if short:
        return ""
    whose = scene.for_whom if len(f"{scene.of_what} {scene.for_whom}") <= SHORT else ""
    of_what = HANGING.sub("", scene.of_what)
    return f"{of_what} cho {whose[:1].lower()}{whose[1:]}" if whose and of_what else of_what


def more(scene: Scene) -> str:
    """The rest, where no sentence on the card says it."""
    return "" if scene.note in scene.statement else scene.note


def rest(scene: Scene) -> str:
    """Return what else the sentence says, where the card does not show it whole."""
    return capital(scene.note)


def figure_lead(scene: Scene) -> str:
    """Return what stands before the first number of the figure: "Không quá"."""
    return capital(sizes_of(scene.figure).before)


def figure_number(scene: Scene) -> str:
    """The figure without its lead."""
    return scene.figure.removeprefix(sizes_of(scene.figure).before).strip()


def verdict(scene: Scene) -> str:
    """A whole answer in a word or two: "Không."."""
    first = next(iter(sentences(scene.answer)), "")
    return first if len(first) <= LONGEST_VERDICT else ""


def answer_first(scene: Scene) -> str:
    """The sentence that answers, where it is longer; what follows explains it."""
    return "" if verdict(scene) else next(iter(sentences(scene.answer)), "")


def answer_rest(scene: Scene) -> str:
    return one_line(scene.answer).removeprefix(verdict(scene) or answer_first(scene)).strip()


def ban_word(scene: Scene) -> str:
    """Return how the sentence bans: "Nghiêm cấm", "Không được"."""
    found = BANS.search(scene.statement)
    return capital(found.group().casefold()) if found else ""


def brief_figure(scene: Scene) -> str:
    """A figure that finds room beside a pictogram."""
    return capital(scene.figure) if max(map(len, (figure_lead(scene), figure_number(scene)))) <= BRIEF else ""


def long_number(scene: Scene) -> str:
    """The number of one that does not."""
    return "" if brief_figure(scene) else figure_number(scene)


MADE: dict[str, Callable[[Scene], str]] = {
    "about": about,
    "about_first": about_first,
    "more": more,
    "rest": rest,
    "figure_lead": figure_lead,
    "figure_number": figure_number,
    "ban_word": ban_word,
    "brief_figure": brief_figure,
    "verdict": verdict,
    "answer_first": answer_first,
    "answer_rest": answer_rest,
    "long_number": long_number,
}
"""Texts that are made of a scene's slots."""


def day_in_words(scene: Scene) -> str:
    return f"{WEEKDAYS[scene.day.weekday()]}, {scene.day:%d/%m/%Y}" if scene.day else ""


def _when_and_where(scene: Scene) -> tuple[tuple[str, str], ...]:
    entries = (
        ("calendar", day_in_words(scene)),
        ("clock", scene.hours),
        ("place", scene.place),
        ("document", f"Mang theo: {', '.join(scene.bring)}" if scene.bring else ""),
    )
    return tuple((sign, capital(text)) for sign, text in entries if text)
