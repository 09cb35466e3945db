"""Where everything on a card stands: pure, the same for every theme, and what tests and alternative texts look at.

1. The header: label, and "Dữ liệu mẫu" at its right end.
2. The foot: emblem, unit, day of publication; the QR code where the format has one.
3. The layout's blocks between them (`stack.py`): the hero's on the deep ground, the body's on paper; side by side, or one
   below the other with a border where their words need it.
"""

from dataclasses import replace
from functools import lru_cache

from distributor.render.blocks import Setting, has_content
from distributor.render.content import CardContent
from distributor.render.elastic import names_topic
from distributor.render.foot import set_foot
from distributor.render.header import HEADER, set_header
from distributor.render.layout import Block, Layout, Rectangle
from distributor.render.marks import Arrangement, Box, Icon, Placed, together
from distributor.render.room import ROUGHLY, room_left
from distributor.render.scene import SceneKind
from distributor.render.stack import Group, Stack, fill
from distributor.render.theme import Role

PAPER: Role = "paper"
PAD = 36
"""Between a ground's edge and what stands on it."""
ABOVE_BORDER = 44
"""Above the border of a field that ends with letters."""
ARROW = 70
SURELY_LITTLE = 0.1
"""Share of the card that is left, roughly, at which it is not measured closely."""
MUCH, TOO_MUCH, FAR_TOO_MUCH = 0.17, 0.22, 0.245
"""Share of the card that is left from which larger letters and pictograms are tried, then fewer words and other frames; from
which another frame need not leave much less; from which what the item is about goes, too, for the label above says its kind."""
LITTLE, GAIN, LARGE = 0.01, 0.05, 0.62
"""By how much less larger letters and other frames must leave; how large the body's letters must stay, as a share of what they
are in its own frame."""
SUPPORT_RANK = 9
"""Of what only stands beneath the rest."""
ROOMY = (1.4, 1.2, 2.0, 2.8)
"""By how much letters and pictograms then grow beyond their largest."""


@lru_cache(maxsize=64)
def arrange(content: CardContent, layout: Layout) -> Arrangement:
    if content.said.is_list_only and not any(block.kind == "list" for block in layout.body):
        content = replace(
            content, scene=replace(content.said, kind=SceneKind.STATEMENT, statement=content.title, steps=())
        )
    usual = _arranged(content, layout)
    if not usual.whole and content.scene is not None and content.scene.brings_apart:
        return arrange(replace(content, scene=replace(content.scene, bring=())), layout)
    if not usual.whole or room_left(usual, layout, ROUGHLY) <= SURELY_LITTLE:
        return usual
    if (least := room_left(usual, layout)) <= MUCH:
        return usual
    best, letters = usual, LARGE * _size(usual, layout)
    plain = replace(layout, hero=_without_support(layout.hero), body=_without_support(layout.body))
    frames = [(frame, roomy) for frame in layout.others for roomy in (1.0, ROOMY[0])]
    tried = [*((layout, roomy) for roomy in ROOMY), (plain, ROOMY[0]), *frames]
    for may_go in (0, 1):
        for frame, roomy in tried:
            gain = GAIN if frame is not layout and least <= TOO_MUCH else LITTLE
            other = _arranged(content, frame, roomy)
            keeps_all = other.whole and _dropped(other) <= _dropped(usual) + may_go and _size(other, frame) >= letters
            if keeps_all and (left := room_left(other, frame)) < least - gain:
                best, least = other, left
        if least <= FAR_TOO_MUCH:
            break
    return best


def _dropped(arranged: Arrangement) -> int:
    """Return how much went of what tells something; what only supports it may go."""
    return sum(part not in {"support", "support_more"} for part in arranged.dropped)


def _without_support(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    return tuple(block for block in blocks if block.rank < SUPPORT_RANK)


def _size(arranged: Arrangement, layout: Layout) -> int:
    """Return the size of the letters of what the body begins with."""
    return max((line.size for line in arranged.lines if line.part == layout.body[0].part), default=0)


def _arranged(content: CardContent, layout: Layout, roomy: float = 1.0) -> Arrangement:
    frame = layout.frame
    hero, paper = (Setting(content, frame.scale, layout.least, on, roomy) for on in (layout.ground, PAPER))
    return (_stacked if frame.stacked and layout.hero else _beside)(content, layout, hero, paper)


def _labelled(content: CardContent, layout: Layout) -> bool:
    return any(names_topic(block, content) for block in (*layout.hero, *layout.body))


def _dates(header: Placed) -> bool:
    return any(said.part == "date" for said in header.said)


def _beside(content: CardContent, layout: Layout, hero: Setting, paper: Setting) -> Arrangement:
    """The body in its area; the hero, if there is one, in its own beside it."""
    frame = layout.frame
    left, top, right, _ = frame.area
    header = set_header(paper, left, top, right, labelled=_labelled(content, layout))
    foot = set_foot(paper, layout, dated=_dates(header))
    first = top + (paper.px(HEADER + 22) if header.lines else 0)
    body = fill([Group(layout.body, paper, right - left)], foot.top - paper.px(30) - first)
    parts = [header, body.groups[0].moved(left, first), foot.placed]
    stacks = [body]
    if frame.hero and layout.hero:
        pad = hero.px(PAD)
        inset = pad + (hero.px(ARROW) // 2 - pad // 3 if layout.arrow else 0)
        edge_left, edge_top, edge_right, edge_bottom = frame.hero
        beneath = (clear for clear in frame.clear if clear[0] < edge_right - pad and edge_left < clear[2])
        last = min([edge_bottom - pad, *(clear[1] - hero.px(10) for clear in beneath if clear[1] > edge_top)])
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


def _stacked(content: CardContent, layout: Layout, hero: Setting, paper: Setting) -> Arrangement:
    """Hero and body over the whole width, one below the other."""
    frame = layout.frame
    left, top, right, _ = frame.area
    pad = paper.px(PAD)
    grounds = [(hero, layout.hero), (paper, layout.body)]
    if layout.hero_last:
        grounds.reverse()
    header = set_header(grounds[0][0], left, top, right, labelled=_labelled(content, layout))
    foot = set_foot(paper, layout, dated=_dates(header))
    first = top + (paper.px(HEADER + 18) if header.lines else 0)
    last = foot.top - paper.px(34)
    # Where nothing stands beneath the field it goes down to the foot.
    beneath = pad if any(has_content(block, content) for block in grounds[1][1]) else 0
    above = hero.px(ABOVE_BORDER) if not layout.hero_last else pad
    stack = fill(
        [Group(blocks, setting, right - left) for setting, blocks in grounds],
        last - first - above - beneath - (pad if layout.hero_last else 0),
    )
    upper, lower = stack.groups
    border = round(first + upper.height + above)
    ceiling = max((band.bottom for band in layout.bands if band.top == 0 and band.bottom <= top), default=0)
    field = (0, border, layout.width, round(last)) if layout.hero_last else (0, ceiling, layout.width, border)
    if layout.hero_last:
        field = (0, border, layout.width, round(border + 2 * pad + lower.height))
    parts = [
        Placed(0, boxes=(Box(*field, layout.ground),)),
        header,
        upper.moved(left, first),
        lower.moved(left, border + beneath),
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
