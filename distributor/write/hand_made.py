"""A post by hand: words of a person, without a source. It gets an item of its own, and goes the way of any post.

Each account says the title and the text, or words of its own, and below them the post's own short link, which leads to the
address that was given, else to the item's public page. Where the text does not fit, the short text stands in for it. It bears the
pictures and the video that the person brought, each channel as many as it takes. A person always reviews it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_hex

from sqlmodel import Session, col, or_, select

from channels.base import MediaFile, OutgoingPost
from channels.forms import composed_limit
from channels.registry import spec_of
from distributor.audience_terms import terms_of
from distributor.compose.editorial import Editorial
from distributor.compose.item import ItemView
from distributor.compose.view import unit_name
from distributor.draft.links import CODE_LENGTH, ShortLinks
from distributor.draft.store import insert_post
from distributor.draft.targets import ANNOUNCE, SERIES
from distributor.errors import LoaError
from distributor.events import tell_of_items
from distributor.ingest.address import canonical_address
from distributor.ingest.content import hash_of
from distributor.labels import channel_label
from distributor.media.rows import keep_media
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
from distributor.outgoing.own_form import form_of_account
from distributor.outgoing.post import account_view
from distributor.outgoing.proposer import Proposer
from distributor.plan.decide import MoveFacts, why_not_at
from distributor.plan.free import slot_by_wish
from distributor.plan.hours import open_hours
from distributor.render.wanted import want_brought
from distributor.review.check import Check, ask_channel, measured
from distributor.review.doubts import doubts_for_person, said_by_hand
from distributor.review.words import RSS, EditedWords, as_sent, fields_on
from distributor.staff.deeds import Actor, deed
from distributor.states import note_move
from distributor.text.plain import letters
from distributor.write.files import lighter_picture
from distributor.write.in_campaign import Hour, problems_in_campaign
from distributor.write.series import repeats_on
from distributor.write.twins import SaidAlready, said_already
from distributor.write.typed import HandMade, OwnPicture
from phrases import listed, phrase


@dataclass(frozen=True)
class ForAccount:
    """The post that one account would say. `is_short`: the short text stands in; `is_own`: its own words. `card`: Loa draws one.

    `slot_at`: the hour that Loa chose, for `why`; None: as the person said. `shows_title`: in a field of its own.
    `said`: a post of the account that says the very same. `repeats`: a series is said there each time.
    """

    account_id: int
    account: str
    channel: str
    channel_label: str
    check: Check
    is_short: bool
    is_own: bool = False
    pictures: tuple[OwnPicture, ...] = ()
    has_video: bool = False
    card: bool = False
    shows_title: bool = False
    slot_at: datetime | None = None
    why: str = ""
    said: SaidAlready | None = None
    repeats: bool = True


def accounts_to_write_for(session: Session, staff: Staff) -> list[Account]:
    """Return the accounts of the person's own unit, and those granted to it."""
    granted = select(AccountGrant.account_id).where(AccountGrant.unit_id == staff.unit_id)
    found = session.exec(
        select(Account)
        .where(
            or_(col(Account.unit_id) == staff.unit_id, col(Account.id).in_(granted)),
            Account.state != AccountState.CLOSED,
        )
        .order_by(col(Account.id))
    ).all()
    return list(found)


def check_draft(
    desk: Proposer,
    draft: HandMade,
    accounts: Sequence[Account],
    public_url: str,
    *,
    unit_id: int,
    editorial: Editorial,
) -> list[ForAccount]:
    """Return what each account would say, by its own counter and check, and what its reviewer will be told. No network."""
    link = f"{public_url}/l/{'x' * CODE_LENGTH}"
    now = desk.clock.now()
    with desk.database.read() as session:
        unit = unit_name(session, unit_id)
        terms = {account.id: terms_of(session, account) for account in accounts if spec_of(account.channel).broadcasts}
        slots = {account.id: slot_by_wish(session, account, draft.kind, draft.when, now) for account in accounts}
    item = ItemView(0, draft.said_title, "", draft.text, draft.kind, now, draft.address, unit)
    found = []
    for account in accounts:
        one = _for_account(desk, draft, account, link, item, editorial, terms.get(account.id, {}))
        slot = slots[account.id]
        found.append(replace(one, slot_at=slot.at, why=slot.why) if slot else one)
    with desk.database.read() as session:
        said = said_already(session, {one.account_id: one.check.words.text for one in found}, link, now)
    return [replace(one, said=said.get(one.account_id)) for one in found]


def counts_of(draft: HandMade, accounts: Sequence[Account], public_url: str) -> dict[int, tuple[int, int]]:
    """Return how long each account's text is, and how long it may be. Pure."""
    link = f"{public_url}/l/{'x' * CODE_LENGTH}"
    found = {}
    for account in accounts:
        spec = form_of_account(account.channel, account.settings)
        found[account.id or 0] = (spec.count(_chosen(draft, account, link)[0].text), composed_limit(spec))
    return found


def _chosen(
    draft: HandMade, account: Account, link: str, terms: Mapping[str, object] | None = None
) -> tuple[OutgoingPost, bool]:
    """Return what the account says, and whether that is the short text."""
    spec = form_of_account(account.channel, account.settings)
    whole = _outgoing(draft, account, draft.text_for(account.id or 0), link, terms or {})
    if draft.short.strip() and spec.count(whole.text) > composed_limit(spec):
        return _outgoing(draft, account, draft.short, link, terms or {}), True
    return whole, False


def _for_account(
    desk: Proposer,
    draft: HandMade,
    account: Account,
    link: str,
    item: ItemView,
    editorial: Editorial,
    terms: Mapping[str, object],
) -> ForAccount:
    spec = form_of_account(account.channel, account.settings)
    outgoing, is_short = _chosen(draft, account, link, terms)
    pictures, has_video = _borne(draft, account)
    refused, unasked = ask_channel(desk, account_view(account), outgoing, rendered=bool(pictures) and not has_video)
    if spec.video_shape and not has_video:
        refused = (*refused, phrase("write.needs-video", channel=spec.label))
    if draft.video is not None and has_video and spec.media.video is not None:
        limits = spec.media.video
        if not limits.min_s <= draft.video.seconds <= limits.max_s:
            refused = (
                *refused,
                phrase(
                    "write.video-length",
                    channel=spec.label,
                    seconds=round(draft.video.seconds),
                    least=round(limits.min_s, 1),
                    most=round(limits.max_s),
                ),
            )
    if spec.broadcasts and not terms:
        refused = (*refused, phrase("write.no-audience"))
    hour = _why_not_then(draft, account, desk.clock.now())
    said = said_by_hand(outgoing.title, outgoing.text, link, item, account)
    doubts = doubts_for_person(said, editorial) if outgoing.text else ()
    check = replace(measured(spec, "", outgoing), refused=(*refused, *hour), doubts=doubts, unasked=unasked)
    own = draft.text_for(account.id or 0) != draft.text and not is_short
    card = spec.media.max_count > 0 and not pictures and not has_video
    return ForAccount(
        account.id or 0,
        account.name,
        account.channel,
        spec.label,
        check,
        is_short,
        own,
        pictures,
        has_video,
        card,
        shows_title=fields_on(account.channel).title,
        repeats=repeats_on(spec),
    )


def _borne(draft: HandMade, account: Account) -> tuple[tuple[OwnPicture, ...], bool]:
    """The pictures that the account's post bears, and whether it bears the video."""
    media = spec_of(account.channel).media
    has_video = draft.video is not None and media.video is not None
    most = media.max_count if not has_video else media.max_count - 1 if media.mixes else 0
    return tuple(_fitting(one, media.max_bytes) for one in draft.pictures[: max(most, 0)]), has_video


def _fitting(one: OwnPicture, most: int) -> OwnPicture:
    """Return a picture as the channel takes it: a telephone's photo is too heavy for some."""
    if one.media.bytes <= most:
        return one
    return replace(one, media=lighter_picture(one.media.store_folder, one.media.sha256, most))


def _why_not_then(draft: HandMade, account: Account, now: datetime) -> tuple[str, ...]:
    """Return what stands against this account's hours. An hour that is over is wrong for all of them, and told once."""
    if draft.slot_at is None or draft.slot_at <= now:
        return ()
    hours = open_hours(account.channel, account.settings, draft.slot_at)
    facts = MoveFacts(PostState.DRAFT, None, ANNOUNCE, None, channel_label(account.channel), hours)
    no = why_not_at(facts, draft.slot_at, now)
    return (no,) if no else ()


def _outgoing(draft: HandMade, account: Account, text: str, link: str, terms: Mapping[str, object]) -> OutgoingPost:
    words = _words(draft, account, text, link)
    alt_limit = spec_of(account.channel).media.alt_text_limit
    files = tuple(
        MediaFile(
            one.media.path,
            one.media.sha256,
            one.media.mime,
            one.media.bytes,
            one.media.width,
            one.media.height,
            one.alt[:alt_limit],
        )
        for one in _borne(draft, account)[0]
    )
    return OutgoingPost("draft", words.title, words.text, link, files, settings={**_settings(words), **terms})


def _words(draft: HandMade, account: Account, text: str, link: str) -> EditedWords:
    fields = fields_on(account.channel)
    lead = text.strip().split("\n", 1)[0][: fields.lead_limit] if fields.lead else ""
    text = _with_title(draft, account, text)
    title = draft.said_title
    words = as_sent(EditedWords(title, text, lead), account.channel, "", EditedWords(title=title), fields)
    if account.channel == RSS or not words.text:
        return words
    return replace(words, text=form_of_account(account.channel, account.settings).ended(f"{words.text}\n\n{link}"))


def _with_title(draft: HandMade, account: Account, text: str) -> str:
    """Add the title where it belongs: where the channel has no field for the title it begins the text, unless the text or its
    own words begin so already."""
    said = letters(draft.title.strip())
    if fields_on(account.channel).title or not said or not text.strip() or letters(text).startswith(said):
        return text
    return f"{draft.title.strip()}\n\n{text.strip()}"


def _settings(words: EditedWords) -> dict[str, object]:
    return {"lead": words.lead, "tags": []} if words.lead else {}


def times_on(draft: HandMade, one: ForAccount) -> tuple[datetime | None, ...]:
    """Return when the account says it: each time of a series where it repeats anything. None: as soon as somebody says yes."""
    times = (draft.times and draft.times.at) or (draft.slot_at or one.slot_at,)
    return times if repeats_on(spec_of(one.channel)) else times[:1]


def hours_of(draft: HandMade, accounts: Sequence[ForAccount]) -> list[Hour]:
    return [(one.account_id, at) for one in accounts for at in times_on(draft, one) if at is not None]


def made_of(session: Session, draft: HandMade) -> int | None:
    """The item that this very form has made already."""
    return session.exec(select(Item.id).where(Item.form_key == draft.key)).first() if draft.key else None


@deed("write")
def make_post(
    session: Session, actor: Actor, draft: HandMade, accounts: Sequence[ForAccount], *, public_url: str
) -> int:
    """Make an item of a person's own words; return its id. It gets a draft for each account. Never commits. Whoever calls has
    checked the draft, and asked `made_of`.

    Raises IntegrityError if the same form made it at the same time; LoaError if its campaign does not take it any more.
    """
    staff, now = actor.staff, actor.now
    if draft.campaign_id is not None:
        hours = hours_of(draft, accounts)
        if problems := problems_in_campaign(session, staff, draft.campaign_id, hours, now, lock=True):
            raise LoaError(listed(problems))
    item = Item(
        unit_id=staff.unit_id,
        kind=draft.kind,
        title=draft.said_title,
        text=draft.text,
        address=canonical_address(draft.address) if draft.address else "",
        published_at=now,
        first_seen_at=now,
        intake=Intake.TAKEN,
        content_hash=hash_of(draft.said_title, "", draft.text),
        revision=1,
        understood_revision=1,
        composed_revision=1,
        form_key=draft.key or (token_hex(32) if draft.campaign_id else None),
    )
    session.add(item)
    session.flush()
    tell_of_items(session, staff.unit_id, [item.id or 0], now)
    for picture in (*draft.pictures, *(picture for one in accounts for picture in one.pictures)):
        keep_media(session, picture.media, now, cut_of=picture.of)
    chosen = [(one, session.get_one(Account, one.account_id)) for one in accounts]
    if draft.video is not None:
        specs = [spec_of(account.channel) for one, account in chosen if one.has_video]
        upright = draft.video.height > draft.video.width
        want_brought(
            session,
            item,
            specs,
            now,
            upright=upright,
            brought=draft.video.sha256,
            captions=draft.video.captions,
            alt_text=draft.video.alt,
        )
    for one, account in chosen:
        text = draft.short if one.is_short else draft.text_for(one.account_id)
        for number, slot_at in enumerate(times_on(draft, one), 1):
            purpose = ANNOUNCE if number == 1 else f"{SERIES}{number}"
            _make_one(
                session, item, draft, account, staff, public_url, now, text=text, of=one, purpose=purpose, slot_at=slot_at
            )  # fmt: skip
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
    of: ForAccount,
    purpose: str,
    slot_at: datetime | None,
) -> None:
    link = ShortLinks(session, item, public_url).new(account, purpose)
    words = _words(draft, account, text, link)
    first, more = (of.pictures[0], of.pictures[1:]) if of.pictures else (None, ())
    terms = terms_of(session, account) if spec_of(account.channel).broadcasts else {}
    values: dict[str, object] = {
        "unit_id": account.unit_id,
        "account_id": account.id,
        "item_id": item.id,
        "campaign_id": draft.campaign_id,
        "purpose": purpose,
        "revision": item.revision,
        "variant": "",
        "state": PostState.DRAFT,
        "reason": "",
        "title": words.title,
        "text": words.text,
        "template": "",
        "dropped": [],
        "settings": {**_settings(words), **terms},
        "manifest_hash": "",
        "approval_id": None,
        "rendered": False,
        "due_at": now,
        "slot_at": slot_at,
        "edited_by": staff.login,
        "edited_at": now,
        "edited_revision": item.revision,
        "picture": first.media.sha256 if first else "",
        "picture_alt": first.alt if first else "",
        "more_pictures": [{"sha256": one.media.sha256, "alt": one.alt} for one in more],
    }
    target = item.address or f"{public_url}/tin/{item.id}"
    post_id = insert_post(session, values, link=link, target_url=target, now=now)
    session.add(PostEdit(post_id=post_id, at=now, by=staff.login, title=words.title, lead=words.lead, text=words.text))
    by_hand = phrase("write.by-hand")
    note_move(session, post_id, before=PostState.DRAFT, after=PostState.DRAFT, reason=by_hand, now=now, by=staff.login)
