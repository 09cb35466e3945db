"""Mẫu bài đăng: the templates of each channel, and what they make of a real item. Changed in `web/routes/wordings.py`."""

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse
from sqlmodel import col, select

from channels.errors import ChannelError
from channels.registry import specs
from distributor.compose.endings import ENDINGS, ending_in, is_ending
from distributor.compose.wordings import editable, open_wordings
from distributor.errors import LoaError
from distributor.labels import channel_labels, kind_label, kinds, purpose_label
from distributor.models import Account, AccountState, WordingState
from distributor.report.template_desk import PREVIEWED, Tried, recent_items, standing_yes, template_lines, tried
from distributor.staff.visibility import item_of_units
from web.deciding import number_of
from web.flash import page_for
from web.language import words_of
from web.people import SignedIn, Visitor
from web.surroundings import Around

router = APIRouter()


@router.get("/mau-bai")
def show_templates(request: Request, around: Around, person: SignedIn, kenh: str = "") -> HTMLResponse:
    channels = {name: label for name, label in channel_labels().items() if name in specs()}
    if kenh == ENDINGS:
        return _show_endings(request, around, person, channels)
    channel = kenh if kenh in channels else next(iter(channels))
    with around.database.read() as session:
        standing = standing_yes(session, person.unit_ids, around.clock.now())
        wordings = open_wordings(session)
    lines = template_lines(around.templates, channel, standing)
    values = {
        "channel": channel,
        "channels": channels,
        "lines": lines,
        "previewed": PREVIEWED,
        "wordings": wordings,
        "editable": editable(around.templates, channel),
    }
    return page_for(request, around, person, "templates.html", values)


def _show_endings(request: Request, around: Around, person: Visitor, channels: dict[str, str]) -> HTMLResponse:
    """Show what stands below posts, by account and by kind."""
    with around.database.read() as session:
        wanted = select(Account).where(col(Account.unit_id).in_(person.unit_ids), Account.state != AccountState.CLOSED)
        accounts = session.exec(wanted.order_by(col(Account.name))).all()
        open_ones = {name: each for name, each in open_wordings(session).items() if is_ending(name)}
    named = {f"{ENDINGS}/account.{one.id}": one for one in accounts if around.templates.rules_of(one.channel).footer}
    used = {
        name: ending_in(each.source)
        for name, versions in open_ones.items()
        for each in versions
        if each.state is WordingState.IN_USE and each.source
    }
    of_kinds = {f"{ENDINGS}/kind.{kind}": kind_label(kind) for kind in kinds()}
    values = {
        "channel": ENDINGS,
        "channels": channels,
        "accounts": named,
        "kinds": of_kinds,
        "labels": of_kinds | {name: account.name for name, account in named.items()},
        "used": used,
        "waiting": [name for name, each in open_ones.items() if any(one.state is WordingState.WAITING for one in each)],
    }
    return page_for(request, around, person, "endings.html", values)


@router.get("/mau-bai/xem")
def try_template(
    request: Request,
    around: Around,
    person: SignedIn,
    kenh: str = "",
    muc: str = "announce",
    loai: str = "",
    phuong_an: str = "",
    tin: str = "",
) -> HTMLResponse:
    """Try a template. `tin`: the item to try it on; without one the newest of the kind."""
    if kenh not in specs() or muc not in PREVIEWED or (loai and loai not in kinds()):
        raise HTTPException(404)
    made: Tried | None = None
    problem = ""
    with around.database.read() as session:
        items = recent_items(session, person.unit_ids, [loai] if loai else ())
        item = item_of_units(session, number_of(tin), person.unit_ids) if tin else next(iter(items), None)
        if tin and item is None:
            raise HTTPException(404)
        if item is not None:
            try:
                made = tried(
                    session,
                    around.templates,
                    item,
                    kenh,
                    muc,
                    phuong_an[:40],
                    public_url=around.settings.public_url,
                    sample=around.settings.values.sandbox,
                )
            except (LoaError, ChannelError) as error:
                problem = words_of(error)
    values = {
        "channel": kenh,
        "purpose": muc,
        "purpose_label": purpose_label(muc),
        "kind": loai,
        "kind_words": kind_label(loai) if loai else "",
        "variant": phuong_an[:40],
        "items": items,
        "item": item,
        "made": made,
        "problem": problem,
    }
    return page_for(request, around, person, "template_try.html", values)
