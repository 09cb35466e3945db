"""Posts as they will be sent, for whoever decides about them: through the code that publishes, so that nothing can differ."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlmodel import Session, col, select

from channels.base import MediaFile, OutgoingPost
from channels.facebook.configuration import facebook_configuration
from channels.facebook.form import is_reel
from channels.forms import composed_limit, writing_of
from channels.registry import spec_of
from channels.sms_text import encoding_of
from distributor.draft.targets import ANNOUNCE
from distributor.labels import purpose_label
from distributor.models import Account, Post, PostState
from distributor.outgoing.manifest import manifest_of, media_of
from distributor.outgoing.post import load_many
from distributor.post_states import NEED_PERSON, SHOWN_STATES
from distributor.review.check import ENCODING_LABELS
from distributor.review.decide import approvable

MARK_LENGTH = 12
"""Characters of the manifest's hash by which a person says what they saw."""
FACEBOOK, MANUAL, RSS, YOUTUBE = "facebook", "manual", "rss", "youtube"


@dataclass(frozen=True)
class PostPreview:
    """`count`, `limit`: by the channel's own counting, in `count_unit`. `seen`: the mark that an approval must name.

    `price_usd`: of sending it, None where a contract says it. `dropped`: what did not fit, in words.
    `text`, `seen`: empty where it could not be composed; `reason` then says why. `handle`: the account's name in addresses,
    without @, where its platform has one.
    `shows_title`: the title is a field of its own on this channel. `rendered`: its pictures are there.
    `cover`: of its video. `lead`: a standfirst that is a field of its own. `tags`: told beside the text.
    `place`, `instructions`: where people publish it. `sender`, `audience`: of a message. `encoding`: how it travels.
    `is_reel`: Facebook shows its video as a Reel.
    """

    post_id: int
    purpose: str
    purpose_label: str
    account: str
    handle: str
    channel: str
    channel_label: str
    state: PostState
    reason: str
    slot_at: datetime | None
    title: str
    shows_title: bool
    text: str
    link: str
    count: int
    limit: int
    count_unit: str
    price_usd: float | None
    dropped: tuple[str, ...]
    media: tuple[MediaFile, ...]
    rendered: bool
    seen: str
    url: str
    cover: MediaFile | None = None
    lead: str = ""
    tags: tuple[str, ...] = ()
    place: str = ""
    instructions: str = ""
    sender: str = ""
    audience: str = ""
    encoding: str = ""
    is_reel: bool = False

    @property
    def waits(self) -> bool:
        """Return True if the post waits for a person's yes, which it can be given now."""
        return approvable(self.state, text=self.text, rendered=self.rendered)

    @property
    def needs_person(self) -> bool:
        """It stays as it is until somebody decides, looks or publishes it by hand."""
        by_hand = self.channel == MANUAL and self.state is PostState.PROCESSING
        return by_hand or self.state in NEED_PERSON

    @property
    def share(self) -> int:
        """Per cent of the room that the text takes."""
        return min(100, round(100 * self.count / self.limit)) if self.limit else 0


def previews_of(
    session: Session, item_id: int, media_path: Callable[[str], Path], *, channel: str = ""
) -> list[PostPreview]:
    """Every post of the item, of one channel if it is given: announcements first, each purpose by account."""
    rows = session.exec(
        select(Post, Account)
        .join(Account, col(Account.id) == col(Post.account_id))
        .where(Post.item_id == item_id, *([Account.channel == channel] if channel else []))
        .order_by(col(Account.id), col(Post.id))
    ).all()
    return sorted(previews(session, rows, media_path), key=lambda post: post.purpose != ANNOUNCE)


def previews(
    session: Session, rows: Sequence[tuple[Post, Account]], media_path: Callable[[str], Path]
) -> list[PostPreview]:
    """These posts of these accounts, in their order."""
    ids = [post.id or 0 for post, _ in rows]
    media, loaded = media_of(session, ids), load_many(session, ids, media_path)
    return [
        _preview(
            post, account, loaded[post.id or 0].outgoing, manifest_of(post, media[post.id or 0]).hash()[:MARK_LENGTH]
        )
        for post, account in rows
    ]


def _preview(post: Post, account: Account, outgoing: OutgoingPost, seen: str) -> PostPreview:
    assert post.id is not None  # noqa: S101 - a row that was read has its key
    spec = spec_of(account.channel)
    return PostPreview(
        post_id=post.id,
        purpose=post.purpose,
        purpose_label=purpose_label(post.purpose),
        account=account.name,
        handle=str(account.settings.get("handle") or "").lstrip("@"),
        channel=account.channel,
        channel_label=spec.label,
        state=PostState(post.state),
        reason=post.reason,
        slot_at=post.slot_at,
        title=outgoing.title,
        # A feed's entries have titles of any length.
        shows_title=account.channel == RSS or writing_of(account.channel).title_limit > 0,
        text=outgoing.text,
        link=outgoing.link or "",
        count=spec.count(outgoing.text),
        limit=composed_limit(spec),
        count_unit=writing_of(account.channel, post.variant).unit,
        price_usd=spec.price(outgoing) if spec.price else None,
        dropped=tuple(post.dropped),
        media=outgoing.media,
        rendered=post.rendered,
        seen=seen if outgoing.text else "",
        url=post.external_url if post.state in SHOWN_STATES else "",
        cover=outgoing.cover,
        lead=_words(outgoing.settings.get("lead")),
        tags=tuple(outgoing.settings.get("tags") or ()) if account.channel == YOUTUBE else (),
        place=_words(account.settings.get("place")) if account.channel == MANUAL else "",
        instructions=_words(account.settings.get("instructions")) if account.channel == MANUAL else "",
        sender=_words(outgoing.settings.get("sender")) if spec.broadcasts else "",
        audience=_words(outgoing.settings.get("audience_name")) if spec.broadcasts else "",
        encoding=ENCODING_LABELS[encoding_of(outgoing.text)] if spec.broadcasts else "",
        is_reel=account.channel == FACEBOOK and is_reel(outgoing, facebook_configuration().reel),
    )


def _words(value: object) -> str:
    return value if isinstance(value, str) else ""
