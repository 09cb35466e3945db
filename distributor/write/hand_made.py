"""A post by hand: words of a person, without a source. It gets an item of its own, and goes the way of any post.

Each account says the text, and below it the post's own short link, which leads to the address that was given, else to the item's
public page. Where the text does not fit, the short text stands in for it. A person always reviews it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from sqlmodel import Session, col, or_, select

from channels.base import ChannelSpec, MediaFile, OutgoingPost
from channels.forms import composed_limit
from channels.registry import spec_of
from distributor.children import ChildFault
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.view import unit_name
from distributor.draft.links import CODE_LENGTH, ShortLinks
from distributor.draft.store import insert_post
from distributor.draft.targets import ANNOUNCE
from distributor.errors import LoaError
from distributor.events import tell_of_items
from distributor.ingest.address import canonical_address, is_web_address
from distributor.ingest.bounded import HarmfulSource, NotRead, in_child
from distributor.ingest.content import hash_of
from distributor.labels import channel_label, kinds
from distributor.media.rows import keep_media
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import (
    Account,
    AccountGrant,
    AccountState,
    Intake,
    Item,
    PostEdit,
    PostState,
    Staff,
)
from distributor.outgoing.post import account_view
from distributor.outgoing.proposer import Proposer
from distributor.phrases import phrase
from distributor.plan.decide import MoveFacts, why_not_at
from distributor.plan.hours import open_hours
from distributor.review.check import Check, ask_channel, measured
from distributor.review.doubts import doubts_about, said_by_hand
from distributor.review.words import LONGEST, RSS, EditedWords, as_sent, fields_on
from distributor.staff.deeds import Actor, deed
from distributor.states import note_move
from distributor.text.plain import letters

LONGEST_TITLE, LONGEST_ALT, LONGEST_ADDRESS = 300, 1000, 2000


@dataclass(frozen=True)
class HandMade:
    """What a person typed. `short`: for channels where the text is too long. `picture`: of the media store, None for a card.

    `form`: the form's own mark, empty where there is none.
    """

    title: str
    text: str
    short: str
    address: str
    kind: str
    account_ids: tuple[int, ...]
    slot_at: datetime | None = None
    picture: StoredMedia | None = None
    picture_alt: str = ""
    form: str = ""

    @property
    def key(self) -> str | None:
        """The same for the same form with the same in it."""
        return sha256(repr(self).encode()).hexdigest() if self.form else None


@dataclass(frozen=True)
class ForAccount:
    """What one account would say. `is_short`: the short text stands in."""

    account_id: int
    account: str
    channel: str
    channel_label: str
    check: Check
    is_short: bool


def accounts_to_write_for(session: Session, staff: Staff) -> list[Account]:
    """Of the person's own unit, and those granted to it; not where a post goes to numbers, or is nothing without a video."""
    granted = select(AccountGrant.account_id).where(AccountGrant.unit_id == staff.unit_id)
    found = session.exec(
        select(Account)
        .where(
            or_(col(Account.unit_id) == staff.unit_id, col(Account.id).in_(granted)),
            Account.state != AccountState.CLOSED,
        )
        .order_by(col(Account.id))
    ).all()
    return [account for account in found if _takes_words(spec_of(account.channel))]


def _takes_words(spec: ChannelSpec) -> bool:
    return not spec.broadcasts and not spec.video_shape


def keep_picture(content: bytes, store: MediaStore) -> StoredMedia:
    """Checked and encoded anew in a bounded child, without metadata. Raises LoaError, which says what to do."""
    try:
        photo: bytes | str = in_child("distributor.media.photo:as_jpeg", content, False)
    except NotRead:
        raise LoaError(phrase("write.picture-not-now")) from None
    except (HarmfulSource, ChildFault):
        photo = phrase("media.photo.unreadable")
    if isinstance(photo, str):
        raise LoaError(phrase("write.picture-refused", why=photo))
    return store.put(photo, "image/jpeg")


def problems_of_draft(draft: HandMade, now: datetime) -> tuple[str, ...]:
    """What is wrong whatever the account. Pure."""
    problems = []
    if not draft.title.strip():
        problems.append(phrase("write.no-title"))
    if len(draft.title) > LONGEST_TITLE:
        problems.append(phrase("write.title-too-long", long=len(draft.title), most=LONGEST_TITLE))
    if not draft.text.strip():
        problems.append(phrase("write.no-text"))
    if max(len(draft.text), len(draft.short)) > LONGEST:
        problems.append(phrase("write.text-too-long", most=LONGEST))
    if draft.address and not (is_web_address(draft.address) and canonical_address(draft.address)):
        problems.append(phrase("write.no-web-address"))
    if len(draft.address) > LONGEST_ADDRESS:
        problems.append(phrase("write.address-too-long", most=LONGEST_ADDRESS))
    if draft.kind not in kinds() or kinds()[draft.kind].never:
        problems.append(phrase("write.choose-kind"))
    if not draft.account_ids:
        problems.append(phrase("write.choose-account"))
    if draft.slot_at is not None and draft.slot_at <= now:
        problems.append(phrase("write.slot-past", at=draft.slot_at))
    if draft.picture is not None and not draft.picture_alt.strip():
        problems.append(phrase("write.describe-picture"))
    if len(draft.picture_alt) > LONGEST_ALT:
        problems.append(phrase("write.description-too-long", most=LONGEST_ALT))
    return tuple(problems)


def check_draft(
    desk: Proposer,
    draft: HandMade,
    accounts: Sequence[Account],
    public_url: str,
    *,
    unit_id: int,
    editorial: Editorial,
) -> list[ForAccount]:
    """What each account would say, by its own counter and check, and what its reviewer will be told. No network."""
    link = f"{public_url}/l/{'x' * CODE_LENGTH}"
    with desk.database.read() as session:
        unit = unit_name(session, unit_id)
    item = ItemView(0, draft.title, "", draft.text, draft.kind, desk.clock.now(), draft.address, unit)
    return [_for_account(desk, draft, account, link, item, editorial) for account in accounts]


def _for_account(
    desk: Proposer, draft: HandMade, account: Account, link: str, item: ItemView, editorial: Editorial
) -> ForAccount:
    spec = spec_of(account.channel)
    whole = _outgoing(draft, account, draft.text, link)
    is_short = bool(draft.short.strip()) and spec.count(whole.text) > composed_limit(spec)
    outgoing = _outgoing(draft, account, draft.short, link) if is_short else whole
    refused, unasked = ask_channel(desk, account_view(account), outgoing, rendered=draft.picture is not None)
    hour = _why_not_then(draft, account, desk.clock.now())
    said = said_by_hand(outgoing.title, outgoing.text, link, item)
    doubts = doubts_about(said, editorial) if outgoing.text else ()
    check = replace(measured(spec, "", outgoing), refused=(*refused, *hour), doubts=doubts, unasked=unasked)
    return ForAccount(account.id or 0, account.name, account.channel, spec.label, check, is_short)


def _why_not_then(draft: HandMade, account: Account, now: datetime) -> tuple[str, ...]:
    """Of this account's hours. An hour that is over is wrong for all of them, and told once."""
    if draft.slot_at is None or draft.slot_at <= now:
        return ()
    hours = open_hours(account.channel, account.settings, draft.slot_at)
    facts = MoveFacts(PostState.DRAFT, None, ANNOUNCE, None, channel_label(account.channel), hours)
    no = why_not_at(facts, draft.slot_at, now)
    return (no,) if no else ()


def _outgoing(draft: HandMade, account: Account, text: str, link: str) -> OutgoingPost:
    words = _words(draft, account, text, link)
    takes_pictures = spec_of(account.channel).media.max_count > 0
    picture = draft.picture if takes_pictures else None
    files = (
        (
            MediaFile(
                picture.path,
                picture.sha256,
                picture.mime,
                picture.bytes,
                picture.width,
                picture.height,
                draft.picture_alt,
            ),
        )
        if picture
        else ()
    )
    return OutgoingPost("draft", words.title, words.text, link, files, settings=_settings(words))


def _words(draft: HandMade, account: Account, text: str, link: str) -> EditedWords:
    fields = fields_on(account.channel)
    lead = text.strip().split("\n", 1)[0][: fields.lead_limit] if fields.lead else ""
    text = _with_title(draft, account, text)
    words = as_sent(EditedWords(draft.title, text, lead), account.channel, "", EditedWords(title=draft.title), fields)
    if account.channel == RSS or not words.text:
        return words
    return replace(words, text=f"{words.text}\n\n{link}")


def _with_title(draft: HandMade, account: Account, text: str) -> str:
    """The title is large on the card; where no card is drawn and the channel has no field for it, it begins the text."""
    fields, title = fields_on(account.channel), draft.title.strip()
    on_card = fields.headline and draft.picture is None
    said = letters(title)
    if fields.title or on_card or not said or not text.strip() or letters(text).startswith(said):
        return text
    return f"{title}\n\n{text.strip()}"


def _settings(words: EditedWords) -> dict[str, object]:
    return {"lead": words.lead, "tags": []} if words.lead else {}


def made_of(session: Session, draft: HandMade) -> int | None:
    """The item that this very form has made already."""
    return session.exec(select(Item.id).where(Item.form_key == draft.key)).first() if draft.key else None


@deed("write")
def make_post(
    session: Session, actor: Actor, draft: HandMade, accounts: Sequence[ForAccount], *, public_url: str
) -> int:
    """The item's id; it gets a draft for each account. Never commits. Whoever calls has checked the draft, and asked `made_of`.

    Raises IntegrityError if the same form made it at the same time.
    """
    staff, now = actor.staff, actor.now
    item = Item(
        unit_id=staff.unit_id,
        kind=draft.kind,
        title=draft.title,
        text=draft.text,
        address=canonical_address(draft.address) if draft.address else "",
        published_at=now,
        first_seen_at=now,
        intake=Intake.TAKEN,
        content_hash=hash_of(draft.title, "", draft.text),
        revision=1,
        understood_revision=1,
        composed_revision=1,
        form_key=draft.key,
    )
    session.add(item)
    session.flush()
    tell_of_items(session, staff.unit_id, [item.id or 0], now)
    if draft.picture is not None:
        keep_media(session, draft.picture, now)
    for one in accounts:
        account = session.get_one(Account, one.account_id)
        _make_one(
            session, item, draft, account, staff, public_url, now, text=draft.short if one.is_short else draft.text
        )
    actor.note(session, "write", f"item:{item.id}")
    return item.id or 0


def _make_one(
    session: Session,
    item: Item,
    draft: HandMade,
    account: Account,
    staff: Staff,
    public_url: str,
    now: datetime,
    *,
    text: str,
) -> None:
    link = ShortLinks(session, item, public_url).new(account, ANNOUNCE)
    words = _words(draft, account, text, link)
    takes_picture = draft.picture is not None and spec_of(account.channel).media.max_count > 0
    values: dict[str, object] = {
        "unit_id": account.unit_id,
        "account_id": account.id,
        "item_id": item.id,
        "campaign_id": None,
        "purpose": ANNOUNCE,
        "revision": item.revision,
        "variant": "",
        "state": PostState.DRAFT,
        "reason": "",
        "title": words.title,
        "text": words.text,
        "template": "",
        "dropped": [],
        "settings": _settings(words),
        "manifest_hash": "",
        "approval_id": None,
        "rendered": False,
        "due_at": now,
        "slot_at": draft.slot_at,
        "edited_by": staff.login,
        "edited_at": now,
        "edited_revision": item.revision,
        "picture": draft.picture.sha256 if draft.picture and takes_picture else "",
        "picture_alt": draft.picture_alt if takes_picture else "",
    }
    target = item.address or f"{public_url}/tin/{item.id}"
    post_id = insert_post(session, values, link=link, target_url=target, now=now)
    session.add(PostEdit(post_id=post_id, at=now, by=staff.login, title=words.title, lead=words.lead, text=words.text))
    by_hand = phrase("write.by-hand")
    note_move(session, post_id, before=PostState.DRAFT, after=PostState.DRAFT, reason=by_hand, now=now, by=staff.login)
