"""From an item to its posts: one draft for each account of each automatic campaign that takes it.

Composing is done outside any transaction; storing is one short one, which claims the item's revision so that two workers never
store it twice. A revision of an item composes again what has not gone out yet; what has gone out is the matter of `correct`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

import structlog
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from channels.errors import Misconfigured
from distributor.audience_terms import terms_of
from distributor.compose.digest import digest_members
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST, is_due
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.db import Database
from distributor.draft.compose import Composition, compose, compose_digest
from distributor.draft.links import ShortLinks
from distributor.draft.restored import look_since
from distributor.draft.targets import BEFORE_CALL, BEST, Target, announcements, renewable, to_choose_from
from distributor.errors import LoaError, said_by
from distributor.learn.beliefs import Subject
from distributor.learn.store import wording_for
from distributor.lookup.followed import matters_of_item
from distributor.models import (
    Account,
    Delivery,
    Intake,
    Item,
    Post,
    PostEdit,
    PostMedia,
    PostState,
    ShortLink,
)
from distributor.notices import about, close_notices, open_notice, reword_notice
from distributor.outgoing.own_form import form_of_account
from distributor.render.wanted import want_videos
from distributor.states import ENGINE, move_post
from phrases import phrase

log = structlog.get_logger()

COMPOSED = (Intake.TAKEN, Intake.HELD)
"""A held item is composed too, so that staff see what would be said; it waits for them in review."""
CALLED_BACK = phrase("draft.called-back")
WORDS = frozenset({"title", "text", "template", "dropped", "variant", "settings"})
"""What composing makes. A post that a person has edited keeps theirs; they look at it again, and may take the composed ones."""
KEPT = phrase("draft.kept-hand-made")
MOVED = phrase("draft.day-moved")
"""Of a post for an occasion that is not due now."""


@dataclass(frozen=True)
class Composed:
    """`composition` None: it could not be composed, for `problem`."""

    target: Target
    composition: Composition | None
    problem: str = ""


def compose_item(
    database: Database,
    item_id: int,
    *,
    templates: Templates,
    public_url: str,
    now: Callable[[], datetime],
    videos: bool = True,
) -> list[int]:
    """Make or renew the item's drafts. Returns the ids of the posts that are now drafts to be rendered.

    `videos`: whether it is given videos too.
    """
    with database.read() as session:
        item = session.get(Item, item_id)
        if item is None or item.composed_revision >= item.revision or item.intake not in COMPOSED:
            return []
        if item.understood_revision < item.revision:
            return []  # its facts are still to come
        view = item_view(session, item)
        members = digest_members(session, item, now=now()) if item.kind == DIGEST else ()
        targets = [
            _worded(session, item, target, templates, now())
            for target in announcements(session, item, ShortLinks(session, item, public_url), now())
        ]
    composed = [
        compose_target(view, target, templates, members)
        if _is_due(view, target, now())
        else Composed(target, None, MOVED)
        for target in targets
    ]
    with database.write() as session:
        as_now = session.exec(
            select(Item.facts)
            .where(
                Item.id == item_id,
                col(Item.composed_revision) < item.revision,
                Item.revision == item.revision,
                col(Item.understood_revision) >= item.revision,
                Item.intake == item.intake,
            )
            .with_for_update()
        ).first()
        if as_now != item.facts:
            # Somebody else composed it, a newer revision or a document of it came, or it was held or taken meanwhile.
            return []
        session.connection().execute(
            update(Item).where(col(Item.id) == item_id).values(composed_revision=item.revision)
        )
        target_url = item.address or f"{public_url}/tin/{item_id}"
        drafts = [
            post_id
            for made in composed
            if (post_id := store_post(session, item, made, target_url=target_url, now=now())) is not None
        ]
        want_videos(session, item, now(), new=videos)
    return drafts


def _worded(session: Session, item: Item, target: Target, templates: Templates, now: datetime) -> Target:
    """Choose the wording. Where it is for Loa to choose, one is chosen once: a post that is renewed keeps its own."""
    if target.variant != BEST:
        return target
    if target.post_id is not None:
        return replace(target, variant=session.exec(select(Post.variant).where(Post.id == target.post_id)).one())
    variants = to_choose_from(templates.variants(target.channel, target.purpose, item.kind))
    if not variants:
        return replace(target, variant="")
    subject = Subject(target.account_id, target.channel, item.kind)
    seed = f"{target.account_id} {item.id} {target.purpose}"
    return replace(target, variant=wording_for(session, subject, variants, now, seed))


def _is_due(view: ItemView, target: Target, now: datetime) -> bool:
    return is_due(target.purpose, view.facts.document.effective_on if view.facts.document else None, now)


def compose_target(view: ItemView, target: Target, templates: Templates, members: Sequence[ItemView] = ()) -> Composed:
    """Compose one post. `members`: of a digest, the items that it tells of. Raises nothing: a post that cannot be composed
    waits for a person."""
    templates = templates.speaking_as(target.account_id)
    try:
        spec = form_of_account(target.channel, target.own)
        if target.purpose.startswith(f"{DIGEST}:"):
            composition = compose_digest(
                members,
                target.purpose.partition(":")[2],
                spec,
                target.link,
                templates,
                unit_name=view.unit_name,
                published_at=view.published_at,
                link_in_text=target.link_in_text,
            )
        else:
            variants = templates.variants(target.channel, target.purpose, view.kind)
            variant = target.variant if target.variant in variants else ""
            composition = compose(
                view, spec, target.purpose, target.link, templates, variant=variant, link_in_text=target.link_in_text
            )
    except (LoaError, Misconfigured) as error:
        return Composed(target, None, said_by(error))
    except (
        Exception
    ) as error:  # whatever it is, the post waits for a person with a reason instead of being tried for ever
        log.error("fault while composing", item=view.item_id, channel=target.channel, kind=type(error).__name__)
        return Composed(target, None, phrase("draft.fault-while-composing", error=type(error).__name__))
    return Composed(target, composition)


def store_post(session: Session, item: Item, made: Composed, *, target_url: str, now: datetime) -> int | None:
    """Insert or renew one post. Returns its id if it is now a draft to be rendered."""
    assert item.id is not None  # noqa: S101 - a row that was read has its key
    target, composition = made.target, made.composition
    account = session.get_one(Account, target.account_id)
    writes_to_people = "audience" in account.settings
    matters = matters_of_item(session, item, account.unit_id) if writes_to_people else ()
    terms = terms_of(session, account, matters, item.kind)
    content: dict[str, object] = {
        "revision": item.revision,
        "title": composition.title if composition else item.title,
        "text": composition.text if composition else "",
        "template": f"{composition.template}@{composition.template_version}" if composition else "",
        "dropped": composition.dropped if composition else [],
        "variant": composition.variant if composition else "",
        "due_at": now if composition else None,
        "rendered": False,
        # What the picture or video adds is added when it is there.
        "settings": {**(composition.settings if composition else {}), **terms},
        "manifest_hash": "",
        "approval_id": None,
    }
    state = PostState.DRAFT if composition else PostState.AWAITING_REVIEW
    if target.post_id is None:
        whose = {
            "state": state,
            "reason": made.problem,
            "unit_id": target.unit_id,
            "account_id": target.account_id,
            "item_id": item.id,
            "campaign_id": target.campaign_id,
            "purpose": target.purpose,
            "slot_at": target.slot_at,
        }
        post_id = insert_post(session, {**whose, **content}, link=target.link, target_url=target_url, now=now)
    else:
        there = session.exec(select(Post).where(Post.id == target.post_id).with_for_update()).one()
        before, by_hand, was = PostState(there.state), bool(there.edited_by), (there.title, there.text)
        revised = 0 < there.revision < item.revision  # not composed again for a person's wish
        if by_hand:
            content = {name: value for name, value in content.items() if name not in WORDS} | {
                "settings": {**there.settings, **terms}
            }
        if target.slot_at is not None:
            content["slot_at"] = target.slot_at
        if before not in BEFORE_CALL or not move_post(
            session,
            target.post_id,
            before,
            state,
            renewable(),
            reason=made.problem,
            told=KEPT if by_hand else phrase("draft.source-changed"),
            now=now,
            by=ENGINE,
            keeps_reason=False,
            noted=True,
            **content,
        ):
            return None  # it went out while we composed; staff are told below
        post_id = target.post_id
        if revised and not by_hand and was[1] and was != (content["title"], content["text"]):
            # Whoever decides a correction of the item sees what this post was about to say.
            session.add(PostEdit(post_id=post_id, at=now, by=ENGINE, title=was[0], text=was[1]))
        # What an adapter had prepared (an uploaded picture) belongs to the content that is gone.
        session.connection().execute(
            update(Delivery).where(col(Delivery.post_id) == post_id).values(progress={}, tries=0, first_call_at=None)
        )
        session.connection().execute(
            update(ShortLink).where(col(ShortLink.post_id) == post_id).values(target=target_url)
        )
        session.expire(there)
        session.connection().execute(delete(PostMedia).where(col(PostMedia.post_id) == post_id))
        # Whoever publishes by hand may have done so with the old words; nobody but they can know.
        reword_notice(session, kind="handover", subject=f"post:{post_id}", text=about(item.title, CALLED_BACK))
    if composition is None:
        open_notice(
            session,
            kind="compose",
            subject=f"post:{post_id}",
            text=about(item.title, made.problem),
            now=now,
            unit_id=target.unit_id,
        )
        return None
    if target.post_id is not None:
        close_notices(session, kind="compose", subject=f"post:{post_id}", now=now)
    return post_id


def store_all(
    database: Database, item: Item, composed: Sequence[Composed], target_url: str, now: datetime
) -> list[int]:
    """Store posts of an item in one short transaction; their ids. Whoever was first with them has made them: then none."""
    try:
        with database.write() as session:
            revision = session.exec(select(Item.revision).where(Item.id == item.id).with_for_update()).one()
            if revision != item.revision:
                return []  # the next time it is asked, with the new words
            stored = [store_post(session, item, made, target_url=target_url, now=now) for made in composed]
    except IntegrityError:
        return []
    return [post_id for post_id in stored if post_id is not None]


def insert_post(session: Session, values: Mapping[str, object], *, link: str, target_url: str, now: datetime) -> int:
    """A post with its short link and its delivery. `link`: ours, ends in its code; `target_url`: where it leads."""
    item_unit = select(Item.unit_id).where(col(Item.id) == values["item_id"]).scalar_subquery()
    post_id = (
        session.connection()
        .execute(
            insert(Post)
            .values(link=link, created_at=now, external_url="", of_other_unit=item_unit != values["unit_id"], **values)
            .returning(col(Post.id))
        )
        .scalar_one()
    )
    assert post_id is not None  # noqa: S101 - a primary key
    code = link.rsplit("/", 1)[1]
    session.connection().execute(
        insert(ShortLink).values(code=code, post_id=post_id, target=target_url, created_at=now)
    )
    item_id, account_id = values["item_id"], values["account_id"]
    assert isinstance(item_id, int) and isinstance(account_id, int)  # noqa: S101, PT018 - keys of rows
    since = look_since(session, item_id, account_id, now)
    session.connection().execute(
        insert(Delivery).values(
            post_id=post_id, token="", incarnation_id="", progress={}, tries=0, looks=0, refused_as_duplicate=False,
            look_since=since,
        )
    )  # fmt: skip
    Database.after_commit(session, lambda: log.info("post made", post=post_id, item=item_id, account=account_id))
    return post_id
