"""What others wrote is understood in a bounded child, as it is parsed (`ingest.bounded`): however long a text, the worker and the
web go on with their own work meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from distributor.children import Bounds
from distributor.facts import Facts
from distributor.ingest.bounded import in_child
from distributor.understand.fact_check import fact_check
from distributor.understand.understand import understand

BOUNDS = Bounds(processor_s=60.0, wall_s=110.0)
"""Items of 8 MB, of sixteen kinds of text that are much to understand, took 2 to 26 s of a processor and 510 MB at the most."""
LONG = 200_000
"""Letters of a source from which a post is compared with it in a child: some 0.4 s of a processor."""


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


def understand_apart(words: ItemTexts) -> Facts:
    """Understand an item in a child. Raises `HarmfulSource` where it takes more than any honest text does, `NotRead` where the
    machine may be to blame, `ChildFault` where our own code is at fault."""
    facts: Facts = in_child("distributor.understand.apart:understand_words", words, bounds=BOUNDS)
    return facts


def understand_words(words: ItemTexts) -> Facts:
    """Understand an item here; for the child."""
    return understand(**{name: getattr(words, name) for name in words.__dataclass_fields__})


def facts_checked(post: str, source: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Return what of a post does not stand in its source (`fact_check`). Raises as `understand_apart` does, where the source is
    long."""
    if len(source) < LONG:
        return check_facts(post, source, allowed)
    wrong: tuple[str, ...] = in_child("distributor.understand.apart:check_facts", post, source, allowed, bounds=BOUNDS)
    return wrong


def check_facts(post: str, source: str, allowed: Sequence[str]) -> tuple[str, ...]:
    """Compare a post with its source here; for the child."""
    return fact_check(post, source, allowed=allowed)
