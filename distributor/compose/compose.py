"""From an item to what one channel says about it: the whole of compose in one pure function.

1. Choose the words: headline, lead, label, hashtags, all from the item and the editorial rules; nothing is invented.
2. Let the channel's template set them in blocks.
3. Fit the blocks into the channel's limit by its own counter.
"""

from dataclasses import dataclass, replace

from channels.base import ChannelSpec
from distributor.compose.fit import fit
from distributor.compose.item import ItemView
from distributor.compose.templates import TemplateProblem, Templates
from distributor.compose.words import choose_words
from distributor.render.alt_text import describe_card
from distributor.render.card_content import card_content

WHOLE = 10**9
"""As `at_least`: longer than any text, so that a block which had to be shortened goes instead."""
TITLE_LIMIT = 1000
"""Characters that a post's title may have in the database."""


@dataclass(frozen=True)
class Composition:
    """`text`: as it will be sent. `dropped`: what did not fit, in words for staff. `count` and `limit`: by the channel."""

    title: str
    text: str
    alt_text: str
    template: str
    template_version: str
    dropped: list[str]
    count: int
    limit: int


def compose(
    item: ItemView, spec: ChannelSpec, purpose: str, link: str, templates: Templates, *, sample: bool = False
) -> Composition:
    """`link`: the post's own short link. `sample`: the item is demonstration data, which its picture says.

    Raises `TemplateProblem` or `DoesNotFit`, both with words for staff.
    """
    template = templates.find(spec.name, purpose, item.kind)
    words = choose_words(item, link, templates.editorial, template.rules.hashtags)
    blocks = template.blocks(words)
    if any(block.name == "link" and block.text.count(link) != 1 for block in blocks):
        raise TemplateProblem(f"Mẫu {template.name} phải đặt đường dẫn đúng một lần. Hãy sửa khối «link».")
    if templates.editorial.words_of(item.kind).whole_lead:
        blocks = tuple(
            replace(block, at_most=None, at_least=WHOLE) if block.name == "lead" else block for block in blocks
        )
    fitted = fit(blocks, spec.count, spec.text_limit)
    content = card_content(item, templates.editorial, sample=sample)
    return Composition(
        title=words["title"][:TITLE_LIMIT],
        text=fitted.text,
        alt_text=describe_card(content, spec.media.alt_text_limit),
        template=template.name,
        template_version=template.version,
        dropped=fitted.dropped,
        count=fitted.count,
        limit=spec.text_limit,
    )
