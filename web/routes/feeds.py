"""`GET /feeds/{slug or id}.rss`, `.atom` and `.json`: an account of the channel rss, as feed readers take it.

Hub and own address stand in the feed and in `Link` headers, which WebSub asks subscribers to look at first (W3C, 4).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

import structlog
from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from sqlalchemy.exc import SQLAlchemyError

from channels.rss.entries import EnclosedFile, FeedInfo, FeedItem
from channels.rss.feed import render_atom, render_rss
from channels.rss.hub import hub_of
from channels.rss.json_feed import render_json
from distributor.clock import VIETNAM
from distributor.errors import LoaError
from distributor.measure.feeds import fetch_is_counted, record_fetch
from distributor.models import Account, AccountState
from distributor.outgoing.feed import (
    FeedMedium,
    FeedPost,
    archived_posts,
    archives,
    feed_account,
    feed_changed_at,
    feed_posts,
)
from distributor.settings import Settings
from distributor.units import unit_name
from web.client_address import address_of
from web.conditional import answer_bytes
from web.deciding import page_number, whole_number
from web.routes.media import media_url
from web.surroundings import Around, Surroundings

router = APIRouter()
log = structlog.get_logger()

CACHE_CONTROL = "public, max-age=60, must-revalidate"
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""The time of a feed that has no entry yet: a fixed one, so that its bytes stay the same."""

Render = Callable[[FeedInfo, Sequence[FeedItem]], bytes]
FORMS: Mapping[str, tuple[Render, str]] = {
    "rss": (render_rss, "application/rss+xml; charset=utf-8"),
    "atom": (render_atom, "application/atom+xml; charset=utf-8"),
    "json": (render_json, "application/feed+json"),
}
"""Ending of the address → who writes it, and what it is."""


@router.api_route("/feeds/{name}.rss", methods=["GET", "HEAD"])
def show_rss(request: Request, around: Around, name: str, trang: str = "", kho: str = "") -> Response:
    return _feed(request, around, name, "rss", page_number(trang), whole_number(kho))


@router.api_route("/feeds/{name}.atom", methods=["GET", "HEAD"])
def show_atom(request: Request, around: Around, name: str, trang: str = "", kho: str = "") -> Response:
    return _feed(request, around, name, "atom", page_number(trang), whole_number(kho))


@router.api_route("/feeds/{name}.json", methods=["GET", "HEAD"])
def show_json(request: Request, around: Around, name: str, trang: str = "") -> Response:
    return _feed(request, around, name, "json", page_number(trang))


def _feed(request: Request, around: Around, name: str, form: str, page: int, archive: int = 0) -> Response:
    """Give a feed. `archive`: number of one of its archives (RFC 5005, 4), which JSON Feed does not know; 0: a page."""
    render, media_type = FORMS[form]
    with around.database.read() as session:
        account = feed_account(session, name)
        if account is None or account.id is None:
            raise HTTPException(404)
        if account.state == AccountState.CLOSED:
            raise HTTPException(410)
        full = archives(session, account.id) if form != "json" else 0
        if archive > full:
            raise HTTPException(404)
        if archive:
            posts, more = archived_posts(session, account.id, archive), False
        else:
            posts, more = feed_posts(session, account.id, page=page)
        if page > 1 and not posts:
            raise HTTPException(404)
        changed_at = feed_changed_at(session, account.id)
        unit = unit_name(session, account.unit_id, around.clock.now().astimezone(VIETNAM).date())
    _count(request, around, account.id)
    path = f"/feeds/{account.settings.get('slug') or account.id}.{form}"
    info = _info(account, unit, path, changed_at, around.settings)
    info = in_archive(info, archive, full) if archive else on_page(info, page, more=more, full=full)
    content = render(info, [_entry(post, around.settings) for post in posts])
    modified = changed_at or BEFORE_ALL
    answer = answer_bytes(request, content, media_type, cache_control=CACHE_CONTROL, modified=modified)
    if info.hub:
        answer.headers["Link"] = f'<{info.hub}>; rel="hub", <{info.address}>; rel="self"'
    return answer


def on_page(info: FeedInfo, page: int, *, more: bool, full: int = 0) -> FeedInfo:
    """The feed as its `page`-th page says it (RFC 5005, 3). `more`: there are older entries. Only the first page has a hub, and
    tells of the newest of the `full` archives."""
    first = info.address

    def address(number: int) -> str | None:
        return None if number < 1 else first if number == 1 else f"{first}?trang={number}"

    if page == 1:
        info = replace(info, older_archive=_archive(first, full))
    if page == 1 and not more:
        return info
    older = address(page + 1) if more else None
    own, hub = address(page) or first, info.hub if page == 1 else None
    return replace(info, address=own, hub=hub, first=first, newer=address(page - 1), older=older)


def in_archive(info: FeedInfo, archive: int, full: int) -> FeedInfo:
    """The `archive`-th of `full` archives; the hub tells of the feed, not of them."""
    first = info.address
    newer = _archive(first, archive + 1) if archive < full else None
    return replace(
        info,
        address=_archive(first, archive) or first,
        hub=None,
        current=first,
        newer_archive=newer,
        older_archive=_archive(first, archive - 1),
    )


def _archive(first: str, number: int) -> str | None:
    return f"{first}?kho={number}" if number > 0 else None


def _count(request: Request, around: Surroundings, account_id: int) -> None:
    if request.method != "GET":
        return
    address, user_agent = address_of(request, around.trusted_proxies), request.headers.get("user-agent", "")
    try:
        secret = around.secret()
        who = {"address": address, "user_agent": user_agent}
        with around.database.read() as session:
            if fetch_is_counted(session, account_id, around.clock.now(), secret=secret, **who):
                return
        with around.database.write() as session:
            record_fetch(session, account_id, around.clock.now(), secret=secret, **who)
    except (SQLAlchemyError, LoaError, OSError):
        # The reader has its feed all the same; one fetch is missing from the estimate.
        log.warning("a fetch of a feed was not counted", account=account_id, exc_info=True)


def _info(account: Account, unit: str, path: str, changed_at: datetime | None, settings: Settings) -> FeedInfo:
    about = f"Tin mới của {unit}" if unit else account.name
    return FeedInfo(
        title=account.name,
        link=str(account.settings.get("site") or f"{settings.public_url}/"),
        address=settings.public_url + path,
        description=f"{about} (Dữ liệu mẫu)" if settings.values.sandbox else about,
        began_at=BEFORE_ALL,
        hub=hub_of(account.settings),
        changed_at=changed_at,
    )


def _entry(post: FeedPost, settings: Settings) -> FeedItem:
    return FeedItem(
        guid=post.link,
        title=post.title,
        link=post.link,
        summary=post.text,
        published_at=post.published_at,
        updated_at=post.updated_at,
        categories=(post.category,) if post.category else (),
        media=tuple(_attachment(medium, settings) for medium in post.media),
    )


def _attachment(medium: FeedMedium, settings: Settings) -> EnclosedFile:
    return EnclosedFile(
        url=media_url(settings, medium.sha256, medium.mime),
        mime=medium.mime,
        bytes=medium.bytes,
        width=medium.width,
        height=medium.height,
        alt_text=medium.alt_text,
        duration_s=medium.duration_s,
    )
