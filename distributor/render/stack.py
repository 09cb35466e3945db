"""Fills a height with blocks, one below another: the largest letters with which all fit, then signs take what is left.

1. All letters of the stack have one step between their smallest and largest size; the highest at which everything fits is found
   by bisection. Where not even the smallest fits, blocks go in the order of their rank.
2. Texts that grow take what is left, then pictograms and leaves, then the gaps.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from distributor.render.blocks import STEPS, Setting, has_content, height_of, set_block, torn_in_list
from distributor.render.elastic import set_elastic, sides_of
from distributor.render.layout import Block
from distributor.render.marks import Placed, together

ELASTIC = frozenset({"mast", "leaf"})
SMALLER = 0.08
"""Cost of letters of a list one step smaller, in the unit of what breaks tear apart."""
MOST_AIR = 1.1
"""By how much of itself a gap may grow."""


@dataclass(frozen=True)
class Group:
    """Blocks on one ground, of one width."""

    blocks: tuple[Block, ...]
    setting: Setting
    width: float


@dataclass(frozen=True)
class Stack:
    """Each group set from (0, 0) down, the ranked blocks that had to go, and whether the others have room."""

    groups: tuple[Placed, ...]
    dropped: tuple[str, ...]
    fits: bool


@dataclass
class _Part:
    block: Block
    setting: Setting
    width: float
    step: int = 0
    known: dict[int, float] = field(default_factory=dict)
    """The height at steps that were asked for."""

    @cached_property
    def sides(self) -> tuple[float, float]:
        return sides_of(self.block, self.setting, self.width)

    def least(self, step: int) -> float:
        if self.block.kind in ELASTIC:
            return self.sides[0]
        if step not in self.known:
            self.known[step] = height_of(self.block, self.setting, self.width, step)
        return self.known[step]


def fill(groups: Sequence[Group], height: float) -> Stack:
    """The groups' heights together are `height`, or more where even the smallest letters do not fit."""
    parts = [
        [_Part(block, each.setting, each.width) for block in each.blocks if has_content(block, each.setting.content)]
        for each in groups
    ]
    dropped: list[str] = []
    while True:
        gaps = sum(part.setting.px(part.block.gap) for group in parts for part in group[1:])
        flat = [part for group in parts for part in group]
        step = _step(flat, height - gaps)
        ranked = [part for part in flat if part.block.rank and step < part.block.keeps]
        if not ranked:
            break
        out = max(ranked, key=lambda part: part.block.rank)
        dropped.append(out.block.part or out.block.kind)
        parts = [[part for part in group if part is not out] for group in parts]
    if step < 0:
        return Stack(_set(parts, 0, height - gaps, _room_of_longest(flat, height - gaps)), tuple(dropped), False)
    return Stack(_set(parts, step, height - gaps), tuple(dropped), True)


def _step(parts: Sequence[_Part], height: float) -> int:
    """The highest at which the parts fit; -1 if there is none."""
    low, high = -1, STEPS
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _fits(parts, middle, height) else (low, middle - 1)
    return low


def _fits(parts: Sequence[_Part], step: int, height: float) -> bool:
    left = height
    for part in parts:
        left -= part.least(step)
        if left < 0:
            return False
    return True


def _room_of_longest(parts: Sequence[_Part], height: float) -> dict[int, float]:
    """Return what is left of the height for the longest text, which is shortened, after the others at their smallest."""
    texts = [part for part in parts if part.block.kind == "text"]
    if not texts:
        return {}
    longest = max(texts, key=lambda part: part.least(0))
    others = sum(part.least(0) for part in parts if part is not longest)
    return {id(longest): max(1.0, height - others) if math.isfinite(others) else height / len(parts)}


def _set(
    groups: Sequence[Sequence[_Part]], step: int, height: float, cut: dict[int, float] | None = None
) -> tuple[Placed, ...]:
    """Set the groups. `cut`: the height of a part that is shortened."""
    parts = [part for group in groups for part in group]
    placed: dict[int, Placed] = {}
    left = 0.0 if cut else height - sum(part.least(step) for part in parts)
    for part in (part for part in parts if part.block.kind not in ELASTIC):
        least = (cut or {}).get(id(part)) or part.least(step)
        if part.block.grow and part.block.kind == "list":
            part.step = _higher(part, step, least + left)
        else:
            part.step = step
        room = least + max(0.0, left) if part.block.grow or cut else math.inf
        placed[id(part)] = set_block(part.block, part.setting, part.width, part.step, room)
        left += least - placed[id(part)].height
    elastic = [part for part in parts if part.block.kind in ELASTIC]
    for number, part in enumerate(elastic):
        least, most = part.sides
        if not math.isfinite(least):  # its words find no room, so that this layout will not be taken
            least = most = part.setting.px(part.block.sides[0])
        more = max(0.0, min(most - least, left / (len(elastic) - number)))
        placed[id(part)] = set_elastic(part.block, part.setting, part.width, least + more)
        left += least - placed[id(part)].height
    return _spread(groups, placed, max(0.0, left))


def _higher(part: _Part, step: int, height: float) -> int:
    """The highest step at which the list has at most this height; a lower one if there less is torn apart."""
    fitting = [one for one in range(step, STEPS + 1) if part.least(one) <= height]

    def price(one: int) -> float:
        return torn_in_list(part.block, part.setting, part.width, one) + SMALLER * (STEPS - one)

    return min(fitting, key=price, default=step)


def _spread(groups: Sequence[Sequence[_Part]], placed: dict[int, Placed], left: float) -> tuple[Placed, ...]:
    """Spread what is left into the gaps between blocks as far as they bear it; the rest above and below."""
    gaps = {id(part): part.setting.px(part.block.gap) for group in groups for part in group[1:]}
    room = sum(gaps.values()) * MOST_AIR
    share = min(1.0, left / room) * MOST_AIR if room else 0.0
    ends = max(0.0, left - sum(gaps.values()) * share) / (2 * max(1, sum(bool(group) for group in groups)))
    found = []
    for group in groups:
        if not group:
            found.append(Placed(0))
            continue
        top, marks = ends, []
        for part in group:
            top += gaps.get(id(part), 0) * (1 + share)
            marks.append(placed[id(part)].moved(0, top))
            top += placed[id(part)].height
        found.append(together(top + ends, *marks))
    return tuple(found)
