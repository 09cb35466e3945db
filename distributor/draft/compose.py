"""From an item to what one channel says about it: the whole of compose in one pure function.

1. Choose the words: headline, points, citation, label, hashtags, from the item, its facts and the editorial rules; nothing is
   invented.
2. Let the channel's template for kind, purpose and variant set them in blocks.
3. Fit the blocks into the channel's limits by its own counter, and write them as the channel takes them.

`compose_digest` does the same for several items at once, `compose` with an `Erratum` for a correction of our own post.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache, partial
from typing import Any

from channels.forms import UNACCENTED, TextForm, composed_limit
from channels.sms_text import measure
from distributor.compose.citation import day
from distributor.compose.digest_words import DIGEST, NothingToSay, digest_words, title_of
from distributor.compose.editorial import Editorial
from distributor.compose.erratum import Erratum, erratum_words
from distributor.compose.house import source_questions
from distributor.compose.item import ItemView
from distributor.compose.occasions import BEFORE_EFFECT, EFFECTIVE, load_occasions, on_occasion
from distributor.compose.ornaments import bare
from distributor.compose.setting import (
    OF_WHAT,
    TITLE_LIMIT,
    SetText,
    Setting,
    best_of,
    says_of_what,
    set_words,
    tells_a_fact,
)
from distributor.compose.templates import Templates
from distributor.compose.words import choose_words
from distributor.facts import Point
from distributor.render.alt_text import describe_card
from distributor.render.card_content import card_content
from distributor.render.choose import layout_for
from distributor.render.content import CardContent
from phrases import phrase

ERRATUM = "erratum"
ADDRESS_IN_PICTURE = "address_in_picture"
"""Setting of an account: its texts bear no address, for that costs more; the card shows it. So marked, a post is told of it."""


@dataclass(frozen=True)
class Composition:
    """`text`: as it will be sent. `dropped`: what did not fit, in words for staff. `count` and `limit`: by the channel.

    `title`: of the post where the channel has one (`own_title`), else the item's. `lead`: the standfirst, where it is a field
    of its own.
    `unit`: what `count` counts, in Vietnamese; empty for characters. `encoding`, `units`, `segments`: of an SMS. `questions`:
    what staff are asked before it goes out. `tags`: the hashtags as words of their own.
    """

    title: str
    text: str
    describe: Callable[[], str] = field(repr=False, compare=False)
    template: str
    template_version: str
    dropped: list[str]
    count: int
    limit: int
    variant: str = ""
    own_title: bool = False
    lead: str = ""
    unit: str = ""
    encoding: str = ""
    units: int = 0
    segments: int = 0
    questions: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    link_in_text: bool = True

    @property
    def alt_text(self) -> str:
        """The alternative text of its card, which is arranged for it only when somebody asks."""
        return self.describe()

    @property
    def settings(self) -> dict[str, Any]:
        """Return what a channel with fields of its own is told beside the text; part of the manifest."""
        told: dict[str, Any] = {"lead": self.lead, "tags": list(self.tags)} if self.own_title else {}
        return told if self.link_in_text else {**told, ADDRESS_IN_PICTURE: True}


def compose(
    item: ItemView,
    spec: TextForm,
    purpose: str,
    link: str,
    templates: Templates,
    *,
    sample: bool = False,
    variant: str = "",
    erratum: Erratum | None = None,
    replaces: date | None = None,
    link_in_text: bool = True,
) -> Composition:
    """Compose an item's post for a channel. `spec`: a channel, or the form of one without an adapter. `link`: the post's own
    short link.

    `sample`: the item is demonstration data, which its picture says. `variant`: one of `templates.variants`, the same post in
    other words; empty for the first. `erratum`: needed by the purpose `erratum:POST`, and by no other. `replaces`: the day of an
    earlier post whose place this one takes, and which stays to be read. `link_in_text` false: the address stands on the picture
    alone.
    Raises `TemplateProblem`, `NothingToSay` or `DoesNotFit`, all with words for staff.
    """
    template = templates.find(spec.name, purpose, item.kind, variant)
    rules = template.rules
    stem = purpose.partition(":")[0]
    document = item.facts.document
    if stem in {BEFORE_EFFECT, EFFECTIVE} and not (document and document.effective_on):
        raise NothingToSay(phrase("draft.no-effective-day"))
    if stem == ERRATUM and erratum is None:
        raise NothingToSay(phrase("draft.erratum-incomplete"))
    said = erratum_words(erratum) if stem == ERRATUM and erratum else {"posted_on": day(replaces)} if replaces else {}
    shown = on_occasion(item, stem)
    setting = Setting(shown, spec, template, templates.editorial, variant, link, link_in_text=link_in_text)

    def words(most: int | None = None, fact: Point | None = None) -> dict[str, str]:
        chosen = choose_words(item, link, templates.editorial, rules.hashtags, rules.emoji, most=most, fact=fact)
        return chosen | said

    made = best_of(setting, words)
    told = tells_a_fact(made) and says_of_what(shown, made)
    if spec.name == "sms" and not variant and (not told or made.text.cut & OF_WHAT):
        # A fact, or what it is of, that only has room without accents is worth more than the accents.
        plain = replace(setting, variant=UNACCENTED, template=templates.find(spec.name, purpose, item.kind, UNACCENTED))
        other = best_of(plain, words)
        says_more = not told or not other.text.cut & OF_WHAT or other.words["fact"] != made.words["fact"]
        if tells_a_fact(other) and says_more and (says_of_what(shown, other) or not tells_a_fact(made)):
            made = replace(other, text=replace(other.text, dropped=[*other.text.dropped, phrase("draft.accents-gone")]))
            setting = plain
    return _composition(setting, made, sample=sample)


def compose_digest(
    items: Sequence[ItemView],
    period: str,
    form: TextForm,
    link: str,
    templates: Templates,
    *,
    unit_name: str = "",
    published_at: datetime | None = None,
    sample: bool = False,
    variant: str = "",
    link_in_text: bool = True,
) -> Composition:
    """One post on the documents of a month, `period` (`2026-12`), in order of their days; as many as the rules show.

    `unit_name`, `published_at`: of the digest; the first item's unit if not given. Raises as `compose` does.
    """
    if not items:
        raise NothingToSay(phrase("draft.no-documents", period=period))
    shown = items[: load_occasions().digest.most]
    title = title_of(period)
    view = ItemView(0, title, "", "", DIGEST, published_at, "", unit_name or items[0].unit_name)
    template = templates.find(form.name, f"{DIGEST}:{period}", DIGEST, variant)
    rules = template.rules
    words = digest_words(shown, view, period, link, templates.editorial, rules.hashtags, rules.emoji)
    setting = Setting(view, form, template, templates.editorial, variant, link, link_in_text=link_in_text, whole=True)
    return _composition(setting, set_words(setting, words), sample=sample)


def _composition(setting: Setting, made: SetText, *, sample: bool) -> Composition:
    item, form, writing = setting.item, setting.form, setting.writing
    written = form.ended(writing.write(made.text.text))
    sms = measure(written) if form.name == "sms" else None
    lead = writing.write(made.lead.text)
    return Composition(
        # The text may hold the same words again, so what the house counts stands there only.
        title=(bare(writing.write(made.title.text)) or made.words["title"])[: writing.title_limit or TITLE_LIMIT],
        text=written,
        describe=partial(
            _alt_text, item, form, setting.link, setting.editorial, sample=sample, in_words=not setting.link_in_text
        ),
        template=setting.template.name,
        template_version=setting.template.version,
        dropped=[*made.title.dropped, *made.lead.dropped, *made.text.dropped],
        count=made.text.count,
        limit=composed_limit(form),
        variant=setting.variant,
        own_title=bool(made.title.text),
        lead=lead,
        unit=writing.unit,
        encoding=sms.encoding if sms else "",
        units=sms.units if sms else 0,
        segments=form.count(written) if sms else 0,
        link_in_text=setting.link_in_text,
        tags=tuple(tag.removeprefix("#") for tag in made.words.get("hashtags", "").split()),
        questions=source_questions("\n".join((made.title.text, made.lead.text, written)), setting.editorial.house),
    )


def _alt_text(item: ItemView, form: TextForm, link: str, editorial: Editorial, *, sample: bool, in_words: bool) -> str:
    """Return the alt text of the very card that is drawn for this channel."""
    if form.media.max_count == 0:
        return ""
    content = replace(_card(item, editorial, sample=sample), address=link, address_in_words=in_words)
    return describe_card(content, form.media.alt_text_limit, layout_for(content, form.name))


@lru_cache(maxsize=16)
def _card(item: ItemView, editorial: Editorial, *, sample: bool) -> CardContent:
    """Return what every channel's card shows; only the address of its code differs."""
    return card_content(item, editorial, sample=sample)
