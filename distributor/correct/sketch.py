"""What would become of one post that is out, and in which words and with which picture. Nothing is stored but the picture."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol

import structlog

from channels.base import Edits, Withdraws
from channels.errors import ChannelError, Misconfigured
from channels.registry import Opened, spec_of
from distributor.clock import VIETNAM, Clock
from distributor.compose.compose import ADDRESS_IN_PICTURE, Composition, compose
from distributor.compose.erratum import Erratum
from distributor.compose.item import ItemView
from distributor.compose.occasions import DIGEST
from distributor.compose.targets import ERRATA, new_link
from distributor.compose.templates import Templates
from distributor.correct.decide import Abilities, Choice, Said, choose_act
from distributor.correct.find import Out
from distributor.correct.words import corrected_text
from distributor.db import Database
from distributor.deliver.outgoing import AccountView, account_view
from distributor.errors import LoaError
from distributor.logs import fault_of
from distributor.models import Account, Act, CorrectionCause, PostState
from distributor.render.announce import Picture, draw_announcement
from distributor.render.store import MediaStore, StoredMedia

log = structlog.get_logger()

GONE_ALREADY = "Bài cũ đã gỡ, bài thay thế chưa đăng: đăng bài mới."
WITHDRAWN_WORDS = "Nguồn đã gỡ nội dung này."
"""Short, for an SMS must hold it whole."""


class Proposer(Protocol):
    """Who proposes: a worker's carrier, or a desk (`distributor.correct.desk`). `open` calls no platform."""

    @property
    def database(self) -> Database: ...

    @property
    def clock(self) -> Clock: ...

    def open(self, account: AccountView) -> Opened: ...


@dataclass(frozen=True)
class Making:
    """What composing and drawing need. `sample`: pictures say "Dữ liệu mẫu"."""

    templates: Templates
    store: MediaStore
    public_url: str
    sample: bool


@dataclass(frozen=True)
class Sketch:
    """`picture`, `alt_text`: what an edit puts in the place of the post's picture; None where that stays."""

    out: Out
    choice: Choice
    new: Composition | None
    text: str
    link: str
    picture: StoredMedia | None = None
    alt_text: str = ""


def sketch_for(
    carrier: Proposer, view: ItemView, out: Out, cause: CorrectionCause, making: Making, erratum: Erratum | None
) -> Sketch:
    """Raises nothing: what cannot be worked out is for a person's hands, with the reason."""
    link = new_link(making.public_url)
    try:
        if out.post.state is PostState.WITHDRAWN:
            anew = _as_new_post(view, out, cause, making, erratum, link, beside_old=False)
            return Sketch(out, Choice(Act.ERRATUM, GONE_ALREADY), anew, anew.text, link)
        can = abilities_of(carrier, out.account)
        new, text = _new_words(view, out, cause, making, erratum)
        picture = _picture(view, out, making)
        same = not out.pictures or (picture is not None and _says_the_same(picture, *out.pictures[0]))
        said = Said(out.post.text, text, same, "\n".join(alt for _sha, alt in out.pictures))
        can = replace(can, replaces_media=can.replaces_media and picture is not None)
        choice = choose_act(cause, said, can, wrong=erratum.wrong if erratum else "")
        if choice.act in (Act.ERRATUM, Act.REPLACE):
            stays = choice.act is Act.ERRATUM
            new = _as_new_post(view, out, cause, making, erratum, link, beside_old=stays)
            text = new.text
        elif choice.act is Act.EDIT and not same and can.replaces_media and picture is not None:
            stored = making.store.put(picture.bytes, picture.mime)
            return Sketch(out, choice, new, text or "", link, stored, picture.alt_text)
        return Sketch(out, choice, new, text or "", link)
    except (LoaError, Misconfigured) as error:
        return Sketch(out, Choice(Act.BY_HAND, f"Cán bộ xử lý trên nền tảng: {error}"), None, "", link)
    except Exception as error:  # one post's fault must not hide the others
        log.error("fault while proposing a correction", post=out.post.id, **fault_of(error))
        words = f"Cán bộ xử lý trên nền tảng: lỗi bên trong Loa ({type(error).__name__})."
        return Sketch(out, Choice(Act.BY_HAND, words), None, "", link)


def _says_the_same(picture: Picture, sha: str, alt_text: str) -> bool:
    """A unit's new colours, or a new way of drawing, are no reason to take a post down: what a card says is in its alt text."""
    return sha256(picture.bytes).hexdigest() == sha or (alt_text != "" and picture.alt_text == alt_text)


def abilities_of(carrier: Proposer, account: Account) -> Abilities:
    spec = spec_of(account.channel)
    if account.channel == "manual":
        return Abilities(by_hand=True)
    if spec.broadcasts:
        return Abilities()
    try:
        adapter = carrier.open(account_view(account)).adapter
    except ChannelError as error:
        raise LoaError(error.message) from error
    return Abilities(
        edits=isinstance(adapter, Edits),
        withdraws=isinstance(adapter, Withdraws),
        video=bool(spec.video_shape),
        replaces_media=spec.replaces_media,
    )


def _new_words(
    view: ItemView, out: Out, cause: CorrectionCause, making: Making, erratum: Erratum | None
) -> tuple[Composition | None, str | None]:
    """What an edit would make of the post; no text where nothing can be said any more."""
    post = out.post
    if cause is CorrectionCause.WITHDRAWN:
        return None, None
    if erratum is not None:
        return None, corrected_text(post.text, erratum, spec_of(out.account.channel))
    if post.purpose.startswith(f"{DIGEST}:"):
        raise LoaError("Bản tổng hợp có nhắc tới văn bản này; hãy xem lại và sửa nếu cần.")
    purpose = "announce" if post.purpose.startswith(ERRATA) else post.purpose
    new = compose(
        view,
        spec_of(out.account.channel),
        purpose,
        post.link,
        making.templates,
        variant=post.variant,
        link_in_text=not post.settings.get(ADDRESS_IN_PICTURE),
    )
    return new, new.text


def _as_new_post(
    view: ItemView,
    out: Out,
    cause: CorrectionCause,
    making: Making,
    erratum: Erratum | None,
    link: str,
    *,
    beside_old: bool,
) -> Composition:
    """The words of a post of its own: an erratum, or for what the source revised its new announcement.

    `beside_old`: the old post stays readable, so the new one says whose place it takes.
    """
    spec, in_text = spec_of(out.account.channel), not out.post.settings.get(ADDRESS_IN_PICTURE)
    posted_on = out.post.published_at.astimezone(VIETNAM).date() if out.post.published_at else None
    if cause is CorrectionCause.REVISED:
        return compose(
            view,
            spec,
            "announce",
            link,
            making.templates,
            variant=out.post.variant,
            replaces=posted_on if beside_old else None,
            link_in_text=in_text,
        )
    said = erratum or Erratum("", WITHDRAWN_WORDS)
    return compose(
        view,
        spec,
        f"{ERRATA}{out.post.id}",
        link,
        making.templates,
        erratum=Erratum(said.wrong, said.right, posted_on),
        link_in_text=in_text,
    )


def _picture(view: ItemView, out: Out, making: Making) -> Picture | None:
    """The post's card as it would come out now; None without one. What a video would say is not known before it is made."""
    if len(out.pictures) != 1 or out.post.settings.get("cover"):
        return None
    return draw_announcement(
        view,
        making.templates,
        making.store,
        channel=out.account.channel,
        link=out.post.link,
        alt_text_limit=spec_of(out.account.channel).media.alt_text_limit,
        sample=making.sample,
        address_in_words=bool(out.post.settings.get(ADDRESS_IN_PICTURE)),
    )
