"""What a person may change of a post's words, in the one form in which they are counted, compared and sent. Pure."""

import hashlib
import json
import unicodedata
from dataclasses import astuple, dataclass, replace

from channels.base import ChannelSpec
from channels.fingerprint import carries
from channels.forms import writing_of
from channels.registry import spec_of
from distributor.compose.setting import TITLE_LIMIT
from distributor.draft.compose import ADDRESS_IN_PICTURE
from distributor.models import Account, Post

RSS = "rss"
LONGEST = 100_000
"""Characters of a text: more than any channel takes."""
LEAD = "lead"
"""Setting of a post: the standfirst of a channel that has a field for it."""


@dataclass(frozen=True)
class EditedWords:
    """`lead`: a standfirst that is a field of its own. `headline`: the large words on the card, empty for the item's title."""

    title: str = ""
    text: str = ""
    lead: str = ""
    headline: str = ""


@dataclass(frozen=True)
class Fields:
    """The fields of words that a post has. `link`: its short link, where the text must bear it; else empty."""

    title: bool
    lead: bool
    headline: bool
    title_limit: int
    lead_limit: int
    link: str


def words_of(post: Post) -> EditedWords:
    lead = post.settings.get(LEAD)
    return EditedWords(post.title, post.text, lead if isinstance(lead, str) else "", post.headline)


def version_of(words: EditedWords) -> str:
    """Return a mark by which a form knows whether somebody else saved since it was opened."""
    return hashlib.sha256(json.dumps(astuple(words), ensure_ascii=False).encode()).hexdigest()[:16]


def fields_on(channel: str, variant: str = "") -> Fields:
    """Return what a post of this channel has, before it is one."""
    spec, writing = spec_of(channel), writing_of(channel, variant)
    return Fields(
        title=channel == RSS or writing.title_limit > 0,
        lead=writing.lead_limit > 0,
        headline=_has_card(spec),
        title_limit=writing.title_limit or TITLE_LIMIT,
        lead_limit=writing.lead_limit,
        link="",
    )


def fields_of(post: Post, account: Account) -> Fields:
    fields = fields_on(account.channel, post.variant)
    return replace(
        fields,
        headline=fields.headline and not post.picture,
        link=post.link if _bears_link(post, account) else "",
    )


def _has_card(spec: ChannelSpec) -> bool:
    return spec.media.max_count > 0 and not spec.video_shape


def _bears_link(post: Post, account: Account) -> bool:
    """A text that bore the link must bear it still: by it the post is known again. One that was never composed should."""
    if post.text:
        return carries(post.text, post.link)
    return account.channel != RSS and not post.settings.get(ADDRESS_IN_PICTURE)


def as_sent(words: EditedWords, channel: str, variant: str, kept: EditedWords, fields: Fields) -> EditedWords:
    """Return what was typed, as the channel takes it. What the post has no field for stays as `kept`."""
    write = writing_of(channel, variant).write

    def written(text: str) -> str:
        return write(plain(text))

    return EditedWords(
        title=" ".join(written(words.title).split()) if fields.title else kept.title,
        text=written(words.text),
        lead=" ".join(written(words.lead).split()) if fields.lead else kept.lead,
        headline=" ".join(plain(words.headline).split()) if fields.headline else kept.headline,
    )


def plain(text: str) -> str:
    """NFC; lines end as one, without white space behind; no control characters, which no database and no channel takes."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    clean = ("".join(sign for sign in line if sign == "\t" or unicodedata.category(sign) != "Cc") for line in lines)
    return "\n".join(line.rstrip() for line in clean).strip()
