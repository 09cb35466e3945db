"""What would become of a person's words for a post: counted and checked by the code that publishes, before they are saved."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from channels.base import ChannelSpec, OutgoingPost
from channels.errors import ChannelError
from channels.forms import composed_limit, writing_of
from channels.sms_text import Encoding, encoding_of
from distributor.compose.editorial import Editorial
from distributor.errors import LoaError
from distributor.models import Account, Post
from distributor.outgoing.own_form import form_of_account
from distributor.outgoing.post import AccountView, load_outgoing
from distributor.outgoing.proposer import Proposer
from distributor.review.doubts import doubts_for_person, said_of
from distributor.review.words import LONGEST, EditedWords, Fields, as_sent, fields_of, words_of
from phrases import phrase

LONGEST_HEADLINE = 300
"""Characters: what a card can still show large."""
_OF_FILES = frozenset({"media", "cover", "captions"})
"""Problems that a picture or video still to be made settles by itself."""
ENCODING_LABELS = {Encoding.GSM: phrase("review.encoding.gsm"), Encoding.UCS2: phrase("review.encoding.ucs2")}


@dataclass(frozen=True)
class Check:
    """`words`: as they would be sent. `refused`: why they cannot be saved. `doubts`: what a reviewer will be told.

    `unasked`: why the account's own adapter could not be asked, empty if it was. `count`, `limit`: by the channel, in `unit`.
    """

    words: EditedWords
    count: int
    limit: int
    unit: str
    encoding: str
    price_usd: float | None
    refused: tuple[str, ...]
    doubts: tuple[str, ...] = ()
    unasked: str = ""

    @property
    def share(self) -> int:
        """Per cent of the room that the text takes; more than 100 where it does not fit."""
        return round(100 * self.count / self.limit) if self.limit else 0


def check_words(
    desk: Proposer, post_id: int, words: EditedWords, editorial: Editorial, media_path: Callable[[str], Path]
) -> Check:
    """Opens its own session. `desk` opens the account, but calls nobody."""
    with desk.database.read() as session:
        post = session.get_one(Post, post_id)
        account = session.get_one(Account, post.account_id)
        loaded = load_outgoing(session, post_id, media_path)
        said = said_of(session, post_id)
    fields = fields_of(post, account)
    sent = as_sent(words, account.channel, post.variant, words_of(post), fields)
    settings = {**loaded.outgoing.settings, "lead": sent.lead} if fields.lead else loaded.outgoing.settings
    outgoing = replace(loaded.outgoing, title=sent.title, text=sent.text, settings=settings)
    asked, unasked = ask_channel(desk, loaded.account, outgoing, rendered=post.rendered)
    refused = tuple(dict.fromkeys((*_refusals(sent, fields), *asked)))
    title = f"{sent.title}\n{sent.headline}" if sent.headline else sent.title
    doubts = doubts_for_person(replace(said, title=title, text=sent.text), editorial) if sent.text else ()
    return replace(
        measured(form_of_account(account.channel, account.settings), post.variant, outgoing),
        words=sent,
        refused=refused,
        doubts=doubts,
        unasked=unasked,
    )


def measured(spec: ChannelSpec, variant: str, outgoing: OutgoingPost) -> Check:
    """Return how long it is and what it costs; nothing is refused yet."""
    return Check(
        EditedWords(outgoing.title, outgoing.text),
        count=spec.count(outgoing.text),
        limit=composed_limit(spec),
        unit=writing_of(spec.name, variant).unit,
        encoding=ENCODING_LABELS[encoding_of(outgoing.text)] if spec.broadcasts else "",
        price_usd=spec.price(outgoing) if spec.price else None,
        refused=(),
    )


def ask_channel(
    desk: Proposer, account: AccountView, outgoing: OutgoingPost, *, rendered: bool
) -> tuple[tuple[str, ...], str]:
    """Return what the account's adapter refuses, and why it could not be asked. `rendered`: its files are as they will be
    sent."""
    try:
        found = desk.open(account).adapter.check(outgoing)
    except (ChannelError, LoaError) as error:
        why = error.message if isinstance(error, ChannelError) else error.said
        return too_long(form_of_account(account.channel, account.settings), outgoing.text), why
    return tuple(problem.message for problem in found if rendered or problem.field not in _OF_FILES), ""


def _refusals(words: EditedWords, fields: Fields) -> list[str]:
    problems: list[str] = []
    if not words.text:
        problems.append(phrase("review.no-words"))
    if len(words.text) > LONGEST:
        problems.append(phrase("review.text-too-long", most=LONGEST))
    if fields.title and not words.title:
        problems.append(phrase("review.title-missing"))
    if fields.title and len(words.title) > fields.title_limit:
        problems.append(phrase("review.title-too-long", length=len(words.title), most=fields.title_limit))
    if fields.lead and len(words.lead) > fields.lead_limit:
        problems.append(phrase("review.lead-too-long", length=len(words.lead), most=fields.lead_limit))
    if len(words.headline) > LONGEST_HEADLINE:
        problems.append(phrase("review.card-too-long", most=LONGEST_HEADLINE))
    if fields.link and words.text and words.text.count(fields.link) != 1:
        times = words.text.count(fields.link)
        problems.append(phrase("review.link-once", link=fields.link, times=times))
    return problems


def too_long(spec: ChannelSpec, text: str) -> tuple[str, ...]:
    """Return what is too long by the channel's own counter, where no adapter can be asked."""
    count, unit = spec.count(text), writing_of(spec.name).unit or phrase("review.characters")
    if count <= composed_limit(spec):
        return ()
    return (phrase("review.too-long", length=count, unit=unit, channel=spec.label, most=composed_limit(spec)),)
