"""One post before whoever edits or settles it: beside its item and the item's other posts, with what may still be changed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from distributor.compose.digest import digest_members
from distributor.compose.occasions import DIGEST
from distributor.compose.templates import Templates
from distributor.compose.view import item_view
from distributor.draft.compose import Composition
from distributor.draft.store import compose_target
from distributor.draft.targets import ANNOUNCE, Target, has_link_in_text
from distributor.facts import Facts, facts_from_json
from distributor.labels import channel_label, purpose_label
from distributor.models import Account, Attempt, Item, Post, PostEdit, PostState, PostTransition, Staff
from distributor.report.best_times import why_this_hour
from distributor.report.previews import PostPreview, previews
from distributor.report.review_talk import Remark, remark_of
from distributor.review.edit import saved_versions, why_not_editable
from distributor.review.person import RETRIABLE
from distributor.review.returned import open_return
from distributor.review.words import EditedWords, Fields, fields_of, version_of, words_of

HISTORY = 200
"""Newest moves of a post that are searched for the reason of its hour."""


@dataclass(frozen=True)
class Tab:
    """Another post of the item, or this one."""

    post_id: int
    account: str
    channel: str
    channel_label: str
    purpose_label: str
    state: PostState


@dataclass(frozen=True)
class Version:
    """Words that were saved. `by`: a full name where the person is known; empty for what Loa had composed."""

    id: int
    by: str
    at: datetime
    words: EditedWords


@dataclass(frozen=True)
class PostPage:
    """`locked`: why its words cannot be changed now, empty if they can. `revised`: the item changed since a person wrote them.

    `editor`: who changed them last, empty while they are as composed. `offered`: what Loa would compose now, for a post that a
    person edited. `variants`: wordings of its template beside the first. `renewing`: it is being composed anew.
    `call_at`: the last call whose outcome is not known. `hour`: why the slot is the one it is, where Loa or a pin chose it.
    `times_of`: the account whose hours may be looked at; 0 for one of other units. `returned`: not yet answered by its author.
    """

    item: Item
    facts: Facts
    post: PostPreview
    tabs: tuple[Tab, ...]
    words: EditedWords
    fields: Fields
    version: str
    locked: str
    editor: str
    edited_at: datetime | None
    revised: bool
    renewing: bool
    offered: Composition | None
    variants: tuple[str, ...]
    variant: str
    versions: tuple[Version, ...]
    may_retry: bool
    look_at: datetime | None
    call_at: datetime | None
    hour: str
    times_of: int
    returned: Remark | None

    @property
    def is_edited(self) -> bool:
        return bool(self.editor)


def post_page(
    session: Session, post_id: int, unit_ids: Sequence[int], media_path: Callable[[str], Path], templates: Templates
) -> PostPage | None:
    """None if there is no such post among those of these units."""
    row = session.exec(
        select(Post, Account, Item)
        .join(Account, col(Account.id) == col(Post.account_id))
        .join(Item, col(Item.id) == col(Post.item_id))
        .where(Post.id == post_id, col(Post.unit_id).in_(unit_ids))
    ).first()
    if row is None:
        return None
    post, account, item = row
    versions = saved_versions(session, post_id)
    returned = open_return(session, post_id)
    names = _names(session, {post.edited_by, *(one.by for one in (*versions, returned) if one)})
    (preview,) = previews(session, [(post, account)], media_path)
    words = words_of(post)
    return PostPage(
        item=item,
        facts=facts_from_json(item.facts),
        post=preview,
        tabs=tuple(_tabs(session, item, unit_ids)),
        words=words,
        fields=fields_of(post, account),
        version=version_of(words),
        locked=why_not_editable(session, post),
        editor=names.get(post.edited_by, post.edited_by),
        edited_at=post.edited_at,
        revised=bool(post.edited_by) and post.edited_revision < item.revision,
        renewing=post.revision < item.revision,
        offered=_offered(session, post, account, item, templates) if post.edited_by and post.template else None,
        variants=templates.variants(account.channel, post.purpose, item.kind),
        variant=post.variant,
        versions=tuple(_version(each, names) for each in versions),
        may_retry=post.state in RETRIABLE,
        look_at=post.due_at if post.state is PostState.UNKNOWN else None,
        call_at=_last_call(session, post_id) if post.state is PostState.UNKNOWN else None,
        hour=why_this_hour(_reasons(session, post_id)) if post.slot_at else "",
        times_of=post.account_id if account.unit_id in unit_ids else 0,
        returned=remark_of(returned, names) if returned else None,
    )


def _tabs(session: Session, item: Item, unit_ids: Sequence[int]) -> list[Tab]:
    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Post.item_id == item.id, col(Post.unit_id).in_(unit_ids))
        .order_by(col(Account.id), col(Post.id))
    ).all()
    tabs = [
        Tab(
            post.id or 0,
            account.name,
            account.channel,
            channel_label(account.channel),
            "" if post.purpose == ANNOUNCE else purpose_label(post.purpose),
            PostState(post.state),
        )
        for post, account in rows
    ]
    return sorted(tabs, key=lambda tab: tab.purpose_label != "")


def _names(session: Session, logins: set[str]) -> dict[str, str]:
    rows = session.exec(select(Staff.login, Staff.full_name).where(col(Staff.login).in_(logins)))
    return dict(rows.all())


def _version(row: PostEdit, names: dict[str, str]) -> Version:
    by = "" if row.by == "loa" else names.get(row.by, row.by)
    return Version(row.id or 0, by, row.at, EditedWords(row.title, row.text, row.lead, row.headline))


def _offered(session: Session, post: Post, account: Account, item: Item, templates: Templates) -> Composition | None:
    """Compose what is offered, by the code that publishes; nothing is stored."""
    target = Target(
        account.id or 0,
        account.channel,
        post.unit_id,
        post.campaign_id,
        post.id,
        post.link,
        post.purpose,
        variant=post.variant,
        link_in_text=has_link_in_text(account, item.kind),
        own=account.settings,
    )
    members = digest_members(session, item) if item.kind == DIGEST else ()
    return compose_target(item_view(session, item), target, templates, members).composition


def _reasons(session: Session, post_id: int) -> Sequence[str]:
    """Return what its history says, newest first."""
    return session.exec(
        select(PostTransition.reason)
        .where(PostTransition.post_id == post_id, PostTransition.reason != "")
        .order_by(col(PostTransition.id).desc())
        .limit(HISTORY)
    ).all()


def _last_call(session: Session, post_id: int) -> datetime | None:
    return session.exec(
        select(Attempt.started_at).where(Attempt.post_id == post_id).order_by(col(Attempt.id).desc()).limit(1)
    ).first()
