"""What others wrote is understood in a bounded child, as it is parsed (`ingest.bounded`): however long a text, the worker and the
web go on with their own work meanwhile.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from distributor.children import Bounds
from distributor.facts import Facts
from distributor.ingest.bounded import HarmfulSource, NotNow, in_child
from distributor.text.long_texts import LONG, MOST_LETTERS
from distributor.understand.fact_check import fact_check
from distributor.understand.understand import understand
from phrases import phrase

BOUNDS = Bounds(processor_s=60.0, wall_s=110.0)
"""Items of 8 MB, of sixteen kinds of text that are much to understand, took 2 to 26 s of a processor and 510 MB at the most."""
_turn = threading.Lock()


@dataclass(frozen=True)
class ItemTexts:
    """An item's words, as `understand` is given them."""

    title: str
    summary: str
    text: str
    categories_kind: str
    publisher: str
    attachments: tuple[str, ...]
    today: date
    attachment_names: tuple[str, ...] = ()


def understand_bounded(texts: ItemTexts) -> Facts:
    """Understand an item in a child. Raises `HarmfulSource` where it takes more than any honest text does, `NotRead` where the
    machine may be to blame, `ChildFault` where our own code is at fault."""
    own = len(texts.text) + len(texts.summary)
    if own > MOST_LETTERS:
        raise HarmfulSource(phrase("understand.harmful"))
    with _turn_of(own + sum(map(len, texts.attachments))):
        facts: Facts = in_child("distributor.understand.bounded:understand_texts", texts, bounds=BOUNDS)
    return facts


def understand_texts(texts: ItemTexts) -> Facts:
    """Understand an item here; for the child."""
    return understand(**vars(texts))


def fact_check_bounded(post: str, source: str, allowed: Sequence[str], *, patience_s: float = 0.0) -> tuple[str, ...]:
    """Return what of a post does not stand in its source (`fact_check`). `patience_s`: how long it may wait for its turn, where
    the source is long. Raises as `understand_bounded` does then."""
    if len(source) <= LONG:
        return fact_check_here(post, source, allowed)
    with _turn_of(len(source), patience_s):
        wrong: tuple[str, ...] = in_child(
            "distributor.understand.bounded:fact_check_here", post, source, allowed, bounds=BOUNDS
        )
    return wrong


@contextmanager
def _turn_of(letters: int, patience_s: float = 0.0) -> Iterator[None]:
    """Hold the turn of long texts. Raises `NotNow` where another has it all the while."""
    if letters <= LONG:
        yield
        return
    if not _turn.acquire(timeout=patience_s):
        raise NotNow(phrase("ingest.child.busy"))
    try:
        yield
    finally:
        _turn.release()


def fact_check_here(post: str, source: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Compare a post with its source here; for the child."""
    return fact_check(post, source, allowed=allowed)
