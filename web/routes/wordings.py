"""Sửa mẫu: other words for a template, tried on a real item, proposed by one person and put in use by another."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import HTMLResponse, Response
from markupsafe import Markup
from sqlmodel import Session

from channels.errors import ChannelError
from channels.registry import specs
from distributor.compose.endings import FOOTER, account_of, blocks_of, is_ending
from distributor.compose.fit import called
from distributor.compose.view import item_view
from distributor.compose.wordings import (
    LONGEST_NOTE,
    TemplateName,
    checked_source,
    editable,
    kinds_using,
    places_of,
    propose_wording,
    refuse_wording,
    use_wording,
    with_blocks,
    wordings_of,
)
from distributor.draft.targets import ANNOUNCE
from distributor.errors import LoaError
from distributor.labels import channel_labels, kind_label, purpose_label
from distributor.models import Account, Item, Wording, WordingState
from distributor.report.template_desk import NO_LINK_YET, Tried, recent_items, tried
from distributor.staff.visibility import item_of_units
from web.deciding import SentForm, number_of, who_may
from web.differences import differences
from web.flash import Notification, on_with, page_for, refused
from web.forms import LARGEST_LONG
from web.language import _, words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around, Surroundings

router = APIRouter()
PATH = "/mau-bai/sua"
BLOCK = "khoi_"
MayWord = Annotated[Visitor, who_may("word")]
MayDecide = Annotated[Visitor, who_may("approve_wording")]


class WordingForm(SentForm):
    """`viec`: "xem", which keeps nothing; "gui"; or "goc", for the file's own words again."""

    largest = LARGEST_LONG
    mau: str = ""
    vi_sao: str = ""
    tin: str = ""
    kenh: str = ""
    viec: str = "xem"

    @property
    def blocks(self) -> dict[str, str]:
        """Return what was typed for each block."""
        typed = {name.removeprefix(BLOCK): words for name, words in self.sent.items() if name.startswith(BLOCK)}
        return {name: words.replace("\r\n", "\n") for name, words in typed.items()}


class WordingVerdict(SentForm):
    """`viec`: "duyet" or "tra". `so`: of the version that was on the screen."""

    mau: str = ""
    so: str = ""
    viec: str = ""
    ly_do: str = ""


@router.get(PATH)
def show_wording(
    request: Request, around: Around, person: SignedIn, mau: str = "", tin: str = "", kenh: str = ""
) -> HTMLResponse:
    return _page(request, around, person, _name(around, mau), WordingForm(mau=mau, tin=tin, kenh=kenh))


@router.post(PATH)
def propose(
    request: Request, around: Around, person: MayWord, form: Annotated[WordingForm, Depends(WordingForm.read)]
) -> Response:
    name = _name(around, form.mau)
    if form.viec == "xem":
        return _page(request, around, person, name, form)
    try:
        with around.database.write() as session:
            source = around.templates.source(name)
            if form.viec != "goc":
                source = with_blocks(_standing(around, wordings_of(session, name), name), form.blocks)
            propose_wording(session, person.acts(around), around.templates, name, source, form.vi_sao)
    except LoaError as error:
        return _page(request, around, person, name, form, said=refused(error), status=400)
    words = _("Đã gửi. Lời mới được dùng khi một người khác duyệt; đến lúc đó bài vẫn theo lời đang dùng.")
    return on_with(around, person, _address(name), Notification(words))


@router.post(PATH + "/quyet-dinh")
def decide(
    around: Around, person: MayDecide, form: Annotated[WordingVerdict, Depends(WordingVerdict.read)]
) -> Response:
    name = _name(around, form.mau)
    if form.viec not in ("duyet", "tra"):
        raise HTTPException(400)
    try:
        with around.database.write() as session:
            if form.viec == "duyet":
                use_wording(session, person.acts(around), around.templates, number_of(form.so))
            else:
                refuse_wording(session, person.acts(around), number_of(form.so), form.ly_do)
    except LoaError as error:
        return on_with(around, person, _address(name), refused(error))
    words = (
        _("Đã duyệt. Bài soạn từ bây giờ theo lời này; bài đã soạn giữ nguyên.")
        if form.viec == "duyet"
        else _("Đã trả lại cùng lý do.")
    )
    return on_with(around, person, _address(name), Notification(words))


def _name(around: Surroundings, given: str) -> str:
    """Return the name of a template that may be changed; else 404."""
    if not is_ending(given) and given not in editable(around.templates, TemplateName.of(given).channel):
        raise HTTPException(404)
    return given


def _address(name: str) -> str:
    return f"{PATH}?{urlencode({'mau': name})}"


def _page(
    request: Request,
    around: Surroundings,
    person: Visitor,
    name: str,
    form: WordingForm,
    *,
    said: Notification | None = None,
    status: int = 200,
) -> HTMLResponse:
    using = kinds_using(around.templates, name)
    with around.database.read() as session:
        way = _way_of(session, around, person, name, form.kenh)
        versions = wordings_of(session, name)
        waits = next((each for each in versions if each.state is WordingState.WAITING), None)
        standing = _standing(around, versions, name)
        items = recent_items(session, person.unit_ids, [kind for kind in using if kind])
        item = item_of_units(session, number_of(form.tin), person.unit_ids) if form.tin else next(iter(items), None)
        if form.tin and item is None:
            raise HTTPException(404)
        typed = with_blocks(standing, form.blocks)
        rules = around.templates.rules_of(way.channel).blocks
        rules = {**rules, FOOTER: around.templates.editorial.house.footer}
        known = {**blocks_of(standing), **blocks_of(_source_of(around, waits, name))}
        values = {
            "name": name,
            "channel": way.channel,
            "channel_label": channel_labels().get(way.channel, way.channel),
            "channels": way.channels,
            "is_ending": is_ending(name),
            "account": way.account,
            "usual": _usual_hashtags(session, around, name, way.channel, item) if is_ending(name) else "",
            "purpose_label": purpose_label(way.purpose),
            "kinds": [kind_label(kind) for kind in using if kind],
            "variant": way.variant,
            "blocks": {block: form.blocks.get(block, words) for block, words in blocks_of(standing).items()},
            "labels": {block: (called(rules[block].label) if block in rules else "") or block for block in known},
            "is_files": standing == around.templates.source(name),
            "note": form.vi_sao,
            "most": LONGEST_NOTE,
            "versions": versions,
            "waits": waits,
            "changed": _changed(standing, _source_of(around, waits, name)) if waits else {},
            "items": items,
            "item": item,
            "tried": _try(session, around, name, typed, item, way),
            "tried_new": _try(session, around, name, _source_of(around, waits, name), item, way) if waits else None,
            "states": {
                WordingState.WAITING: _("chờ duyệt"),
                WordingState.IN_USE: _("đang dùng"),
                WordingState.REFUSED: _("bị trả lại"),
                WordingState.RETIRED: _("đã thay"),
            },
            "places": {} if is_ending(name) else _places(session, around, way.channel, item),
        }
    return page_for(request, around, person, "wording.html", values, said=said, status=status)


@dataclass(frozen=True)
class _Way:
    """The way of what is changed: where a try of it is shown. `account`: whose it is; None: nobody's own."""

    channel: str
    purpose: str
    variant: str
    account: Account | None = None
    channels: Mapping[str, str] = field(default_factory=dict)
    """What may be chosen."""


def _way_of(session: Session, around: Surroundings, person: Visitor, name: str, wanted: str) -> _Way:
    """Return the way of a wording. Raises 404 for an account that the person does not see."""
    if not is_ending(name):
        of = TemplateName.of(name)
        return _Way(of.channel, of.purpose, of.variant)
    if account_of(name):
        account = session.get(Account, account_of(name))
        if account is None or account.unit_id not in person.unit_ids:
            raise HTTPException(404)
        return _Way(account.channel, ANNOUNCE, "", account)
    channels = {channel: label for channel, label in channel_labels().items() if channel in specs()}
    channels = {channel: label for channel, label in channels.items() if around.templates.rules_of(channel).footer}
    return _Way(wanted if wanted in channels else next(iter(channels)), ANNOUNCE, "", channels=channels)


def _usual_hashtags(session: Session, around: Surroundings, name: str, channel: str, item: Item | None) -> str:
    """Return what stands there where this ending wishes none: of an account, what the kind's says."""
    if item is None:
        return ""
    without = around.templates.with_words(name, around.templates.source(name)).speaking_as(account_of(name))
    return places_of(without, channel, item_view(session, item), "")["hashtags"]


def _changed(old: str, new: str) -> dict[str, tuple[Markup, Markup]]:
    """Return, of each block that says otherwise: what it says now, and what it would say."""
    before, after = blocks_of(old), blocks_of(new)
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    return {name: differences(before.get(name, ""), after.get(name, "")) for name in names}


def _standing(around: Surroundings, versions: Sequence[Wording], name: str) -> str:
    """Return what posts are composed with now."""
    return _source_of(around, next((each for each in versions if each.state is WordingState.IN_USE), None), name)


def _source_of(around: Surroundings, wording: Wording | None, name: str) -> str:
    return (wording.source if wording else "") or around.templates.source(name)


def _try(
    session: Session, around: Surroundings, name: str, source: str, item: Item | None, way: _Way
) -> tuple[Tried | None, str]:
    """Return what it makes of the item, or what is wrong with it."""
    try:
        checked_source(around.templates, name, source)
        if item is None:
            return None, ""
        trial = around.templates.with_words(name, source).speaking_as(account_of(name))
        public_url, sample = around.settings.public_url, around.settings.values.sandbox
        made = tried(session, trial, item, way.channel, way.purpose, way.variant, public_url=public_url, sample=sample)
    except (LoaError, ChannelError) as error:
        return None, words_of(error)
    return made, ""


def _places(session: Session, around: Surroundings, channel: str, item: Item | None) -> dict[str, str]:
    if item is None:
        return {}
    link = f"{around.settings.public_url}{NO_LINK_YET}"
    return dict(sorted(places_of(around.templates, channel, item_view(session, item), link).items()))
