"""Where everything on a card stands: pure, the same for every theme, and what tests and alternative texts look at.

1. The header: label, and "Dữ liệu mẫu" at its right end.
2. The foot: emblem, unit, day of publication; the QR code where the format has one.
3. The layout's blocks between them (`stack.py`): the hero's on the deep ground, the body's on paper; side by side, or one
   below the other with a border where their words need it.
"""

from functools import lru_cache

from distributor.render.blocks import Setting
from distributor.render.content import CardContent
from distributor.render.elastic import names_topic
from distributor.render.foot import set_foot
from distributor.render.header import HEADER, set_header
from distributor.render.layout import Layout, Rectangle
from distributor.render.marks import Arrangement, Box, Icon, Placed, together
from distributor.render.room import room_left
from distributor.render.stack import Group, Stack, fill

PAD = 36
"""Between a ground's edge and what stands on it."""
ARROW = 70
MUCH, GAIN, LARGE = 0.15, 0.04, 0.75
"""Share of the card left by its frame from which others are tried; by how much less they must leave; and how large the body's
letters must stay, as a share of what they are in its own."""


@lru_cache(maxsize=64)
def arrange(content: CardContent, layout: Layout) -> Arrangement:
    usual = _arranged(content, layout)
    if not layout.others or not usual.whole or (least := room_left(usual, layout)) <= MUCH:
        return usual
    best, least, letters = usual, least - GAIN, LARGE * _size(usual, layout)
    for frame in layout.others:
        other = _arranged(content, frame)
        keeps_all = other.whole and len(other.dropped) <= len(usual.dropped) and _size(other, frame) >= letters
        if keeps_all and (left := room_left(other, frame)) < least:
            best, least = other, left
    return best


def _size(arranged: Arrangement, layout: Layout) -> int:
    """Of the letters of what the body begins with."""
    return max((line.size for line in arranged.lines if line.part == layout.body[0].part), default=0)


def _arranged(content: CardContent, layout: Layout) -> Arrangement:
    if layout.frame.stacked and layout.hero:
        return _stacked(content, layout)
    return _beside(content, layout)


def _setting(content: CardContent, layout: Layout, ground: str) -> Setting:
    return Setting(content, layout.frame.scale, layout.least, layout.ground if ground == "hero" else "paper")


def _labelled(content: CardContent, layout: Layout) -> bool:
    return any(names_topic(block, content) for block in (*layout.hero, *layout.body))


def _dates(header: Placed) -> bool:
    return any(said.part == "date" for said in header.said)


def _beside(content: CardContent, layout: Layout) -> Arrangement:
    """The body in its area; the hero, if there is one, in its own beside it."""
    frame = layout.frame
    paper = _setting(content, layout, "body")
    left, top, right, _ = frame.area
    header = set_header(paper, left, top, right, labelled=_labelled(content, layout))
    foot = set_foot(paper, layout, dated=_dates(header))
    first = top + (paper.px(HEADER + 22) if header.lines else 0)
    body = fill([Group(layout.body, paper, right - left)], foot.top - paper.px(30) - first)
    parts = [header, body.groups[0].moved(left, first), foot.placed]
    stacks = [body]
    if frame.hero and layout.hero:
        hero = _setting(content, layout, "hero")
        pad = hero.px(PAD)
        inset = pad + (hero.px(ARROW) // 2 - pad // 3 if layout.arrow else 0)
        edge_left, edge_top, edge_right, edge_bottom = frame.hero
        covered = [clear[1] for clear in frame.clear if clear[0] < edge_right - pad and edge_left < clear[2]]
        last = min([edge_bottom - pad, *(edge - hero.px(10) for edge in covered)])
        inner = Group(layout.hero, hero, edge_right - edge_left - pad - inset)
        stack = fill([inner], last - edge_top - pad)
        field = Placed(0, boxes=(Box(*frame.hero, layout.ground),))
        set_hero = together(0, field, stack.groups[0].moved(edge_left + inset, edge_top + pad))
        parts = [set_hero, *parts] if not layout.hero_last else [*parts[:-1], set_hero, parts[-1]]
        stacks.append(stack)
        if layout.arrow:
            across = edge_left if layout.hero_last else edge_right
            parts.append(_arrow(hero, "arrow_right", across, (first + foot.top) / 2))
    return _whole(parts, stacks, foot.emblem, foot.code)


def _stacked(content: CardContent, layout: Layout) -> Arrangement:
    """Hero and body over the whole width, one below the other."""
    frame = layout.frame
    paper, hero = _setting(content, layout, "body"), _setting(content, layout, "hero")
    left, top, right, _ = frame.area
    pad = paper.px(PAD)
    grounds = [(hero, layout.hero), (paper, layout.body)]
    if layout.hero_last:
        grounds.reverse()
    header = set_header(grounds[0][0], left, top, right, labelled=_labelled(content, layout))
    foot = set_foot(paper, layout, dated=_dates(header))
    first = top + (paper.px(HEADER + 18) if header.lines else 0)
    last = foot.top - paper.px(24 if not layout.hero_last else 34)
    stack = fill(
        [Group(blocks, setting, right - left) for setting, blocks in grounds],
        last - first - (3 if layout.hero_last else 2) * pad,
    )
    upper, lower = stack.groups
    border = round(first + upper.height + pad)
    ceiling = max((band.bottom for band in layout.bands if band.top == 0 and band.bottom <= top), default=0)
    field = (0, border, layout.width, round(last)) if layout.hero_last else (0, ceiling, layout.width, border)
    if layout.hero_last:
        field = (0, border, layout.width, round(border + 2 * pad + lower.height))
    parts = [
        Placed(0, boxes=(Box(*field, layout.ground),)),
        header,
        upper.moved(left, first),
        lower.moved(left, border + pad),
        foot.placed,
    ]
    if layout.arrow:
        parts.append(_arrow(hero, "arrow_down", right - hero.px(ARROW), border))
    return _whole(parts, [stack], foot.emblem, foot.code)


def _arrow(setting: Setting, name: str, across: float, down: float) -> Placed:
    """A disc with an arrow, on the border between what was and what is."""
    side = setting.px(ARROW)
    left, top = round(across - side / 2), round(down - side / 2)
    inner = round(side * 0.62)
    inset = (side - inner) // 2
    disc = Icon("disc", left, top, side, "solid", "accent", setting.ground)
    return Placed(0, icons=(disc, Icon(name, left + inset, top + inset, inner, "line", "deep", "accent")))


def _whole(
    parts: list[Placed], stacks: list[Stack], emblem: tuple[int, int, int] | None, code: Rectangle | None
) -> Arrangement:
    marks = together(0, *parts)
    dropped = tuple(name for stack in stacks for name in stack.dropped)
    fits = marks.whole and all(stack.fits for stack in stacks)
    return Arrangement(marks.lines, marks.boxes, marks.icons, marks.said, fits, emblem, code, dropped)
