"""What keeps a post from going out by rule although its platform would take it: facts that its source does not have, broken
house rules. Asked before review, with no transaction open; a person may still approve.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlmodel import Session, col, select

from channels.sms.account import text_doubt
from distributor.children import ChildFault
from distributor.compose.citation import brief_citation, citation, relation_words, short_citation
from distributor.compose.digest import digest_members
from distributor.compose.digest_words import title_of
from distributor.compose.editorial import Editorial
from distributor.compose.house import house_problems
from distributor.compose.item import ItemView
from distributor.compose.message import points_told
from distributor.compose.occasions import DIGEST
from distributor.compose.view import item_view
from distributor.compose.wordings import endings_in_use
from distributor.db import Database
from distributor.errors import LoaError
from distributor.ingest.bounded import HarmfulSource, NotNow, TooSlow
from distributor.models import Account, Attachment, Item, Post
from distributor.review.errata import approver_by_correction
from distributor.sms_rules import SMS, invitations
from distributor.understand.bounded import fact_check_bounded
from distributor.understand.grounds import grounded_statements
from phrases import listed, phrase

log = structlog.get_logger()

MOST = 5
"""Facts that one message names."""
PATIENCE_S = 5.0
"""How long a person waits for the turn of a long source."""


@dataclass(frozen=True)
class GroundedPost:
    """A post, and all that it may rest on: `source` in the source's words, `allowed` in ours. `title`: with the card's words.

    `network`: settings of the account that sends it as a message; of no other channel.
    """

    title: str
    text: str
    link: str
    source: str
    allowed: tuple[str, ...]
    network: Mapping[str, Any] = field(default_factory=dict)


def doubts_of(database: Database, post_id: int, editorial: Editorial) -> tuple[str, ...]:
    """Words for staff; empty if nothing is doubtful. A fault of ours is a doubt too: what cannot be checked, a person checks.

    Raises `NotNow`: it can be checked later."""
    try:
        with database.read() as session:
            if approver_by_correction(session, session.get_one(Post, post_id)) is not None:
                return ()  # a person decided exactly these words; an erratum says what its source does not
            said = said_of(session, post_id)
        return doubts_about(said, editorial)
    except NotNow:
        raise
    except Exception as error:
        log.exception("fault while comparing a post with its source", post=post_id)
        return (phrase("review.fault-of-doubts", kind=type(error).__name__),)


def doubts_for_person(said: GroundedPost, editorial: Editorial) -> tuple[str, ...]:
    """Words for a person who waits for them."""
    try:
        return doubts_about(said, editorial, patience_s=PATIENCE_S)
    except NotNow as error:
        return (not_compared(error), *_besides_facts(said, editorial))


def doubts_about(said: GroundedPost, editorial: Editorial, *, patience_s: float = 0.0) -> tuple[str, ...]:
    """Words for staff on what a post says, or would say. Raises `NotNow`."""
    doubts = list[str]()
    unfounded: tuple[str, ...] = ()
    try:
        unfounded = fact_check_bounded(f"{said.title}\n{said.text}", said.source, said.allowed, patience_s=patience_s)
    except (HarmfulSource, TooSlow, ChildFault) as error:
        doubts.append(not_compared(error))
    if unfounded:
        named = listed((phrase("review.quoted", words=fact) for fact in unfounded[:MOST]), ", ")
        doubts.append(phrase("review.unfounded", facts=named))
    return (*doubts, *_besides_facts(said, editorial))


def not_compared(error: LoaError | ChildFault) -> str:
    """Words for staff where a post could not be compared with its source (`fact_check_bounded`)."""
    if isinstance(error, ChildFault):
        return phrase("review.fault-of-doubts", kind=error.kind)
    return phrase("review.not-compared")


def _besides_facts(said: GroundedPost, editorial: Editorial) -> tuple[str, ...]:
    doubts = list[str]()
    if doubt := text_doubt(said.network, said.text):
        doubts.append(doubt)
    link = said.link if said.link and said.link in said.text else ""
    return (*doubts, *house_problems(said.text, editorial, link=link))


def said_of(session: Session, post_id: int) -> GroundedPost:
    post = session.get_one(Post, post_id)
    item = session.get_one(Item, post.item_id)
    about = [item_view(session, item)]
    network = _network_of(session.get_one(Account, post.account_id))
    allowed = [post.link, *invitations(network)]
    if post.purpose.startswith(f"{DIGEST}:"):
        about += digest_members(session, item)
        allowed.append(title_of(post.purpose.partition(":")[2]))
    texts = session.exec(
        select(Attachment.text).where(col(Attachment.item_id).in_([view.item_id for view in about]))
    ).all()
    source, ours = grounds_of(about, texts)
    ours += endings_in_use(session).footers(post.account_id, item.kind)
    title = f"{post.title}\n{post.headline}" if post.headline else post.title
    return GroundedPost(title, post.text, post.link, source, (*allowed, *ours), network)


def grounds_of(about: Sequence[ItemView], texts: Sequence[str]) -> tuple[str, list[str]]:
    """Return what posts about these items may rest on: their source's words, with those of their documents, and ours."""
    source = "\n".join([*(said for view in about for said in (view.title, view.summary, view.text)), *texts])
    ours = [own for view in about for own in our_words(view)]
    return source, ours + [said for view in about for said in grounded_statements(view.facts, source)]


def said_by_hand(title: str, text: str, link: str, item: ItemView, account: Account) -> GroundedPost:
    """Return the grounds of a post that is not made yet, about an item that has nothing but its own words."""
    network = _network_of(account)
    allowed = (link, *invitations(network), *our_words(item))
    return GroundedPost(title, text, link, f"{item.title}\n{item.text}", allowed, network)


def _network_of(account: Account) -> Mapping[str, Any]:
    return account.settings if account.channel == SMS else {}


def our_words(view: ItemView) -> Iterator[str]:
    """Yield what we add to a source's words, all of it drawn from the source: its day, its unit, the document's citation and
    days."""
    yield from (view.date_text, view.unit_name, view.law)
    document = view.facts.document
    if document is not None:
        yield from (citation(document), brief_citation(document), short_citation(document), document.number)
        yield relation_words(document, "")
        yield from (relation.target for relation in document.relations)
        if document.effective_on:
            yield f"{document.effective_on:%d/%m/%Y}"
    if (until := points_told(view).deadline_on) is not None:
        yield f"{until:%d/%m/%Y}"
    if view.facts.answer is not None:
        yield view.facts.answer.citation
