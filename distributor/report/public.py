"""What the public may see: only what some account of ours is saying, or has begun to say, to the public anyway."""

from collections.abc import Iterable, Sequence

from sqlmodel import Session, col, func, or_, select

from distributor.lookup.public import is_public_post, was_taken_back
from distributor.models import (
    PUBLIC_STATES,
    CorrectionStep,
    Intake,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    RenderJob,
    RenderState,
    StepState,
)
from distributor.write.rights import use_has_ended


def public_posts(session: Session, item_id: int) -> list[Post]:
    """Oldest first."""
    stands = select(Post).join(Item, col(Item.id) == col(Post.item_id)).where(~was_taken_back())
    return list(session.exec(stands.where(Post.item_id == item_id, is_public_post()).order_by(col(Post.id))))


def only_as_posted(item: Item, newest_revision: int) -> bool:
    """Return True if the item may be shown only in the words of its public posts, which a person or their rule approved.

    So it is with a held item that was let through, and with one whose source changed after the newest public post was composed.
    """
    return item.intake == Intake.HELD or item.revision > newest_revision


def speaking_post(posts: Iterable[Post]) -> Post:
    """Return the post whose words stand for the item: a corrected one first, then the longest.

    An erratum, and what is handed to people (a loudspeaker's script is the longest of all), only if there is nothing else.
    """
    return max(
        posts,
        key=lambda post: (
            not post.purpose.startswith("erratum"),
            not post.template.startswith("manual/"),
            post.state == PostState.EDITED,
            len(post.text),
        ),
    )


def public_titles(session: Session, items: Sequence[Item]) -> dict[int, str]:
    """Item → the title that the public may read, of items that are public."""
    ids = [item.id for item in items if item.id is not None]
    newest = dict(
        session.exec(
            select(Post.item_id, func.max(Post.revision))
            .where(col(Post.item_id).in_(ids), is_public_post())
            .group_by(col(Post.item_id))
        ).all()
    )
    as_posted = {item.id for item in items if only_as_posted(item, newest.get(item.id or 0, 0))}
    said: dict[int, list[Post]] = {}
    if as_posted:
        for post in session.exec(select(Post).where(col(Post.item_id).in_(as_posted), is_public_post())):
            said.setdefault(post.item_id, []).append(post)
    return {
        item.id or 0: speaking_post(said[item.id or 0]).title if item.id in said else item.title
        for item in items
        if item.id not in as_posted or item.id in said
    }


def was_withdrawn(session: Session, item_id: int) -> bool:
    """Return True if it was public once and is no more."""
    states = set(session.exec(select(Post.state).where(Post.item_id == item_id)))
    if states.isdisjoint(PUBLIC_STATES):
        return PostState.WITHDRAWN in states
    return session.exec(select(Item.id).where(Item.id == item_id, was_taken_back())).first() is not None


def public_media(session: Session, sha256: str) -> Media | None:
    """The picture, if a post that shows it is public, or is being edited to show it: a platform fetches it before it answers.

    Captions are as public as the video that they belong to; what staff recorded, as the item that it tells.
    """
    shown = (
        select(PostMedia.id)
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(PostMedia.sha256 == sha256, is_public_post())
        .exists()
    )
    captions = (
        select(RenderJob.id)
        .join(PostMedia, col(PostMedia.sha256) == col(RenderJob.video))
        .join(Post, col(Post.id) == col(PostMedia.post_id))
        .where(RenderJob.vtt == sha256, is_public_post())
        .exists()
    )
    spoken = (
        select(RenderJob.id)
        .join(Post, (col(Post.item_id) == col(RenderJob.item_id)) & (col(Post.revision) == col(RenderJob.revision)))
        .where(RenderJob.recording == sha256, RenderJob.state == RenderState.DONE, is_public_post())
        .exists()
    )
    to_be_shown = (
        select(CorrectionStep.id)
        .where(
            CorrectionStep.state == StepState.DOING,
            col(CorrectionStep.settings)[("picture", "sha256")].as_string() == sha256,
        )
        .exists()
    )
    usable = ~use_has_ended(sha256)
    wanted = select(Media).where(Media.sha256 == sha256, or_(shown, captions, spoken, to_be_shown), usable)
    return session.exec(wanted).first()
