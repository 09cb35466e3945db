"""`GET /feeds/{slug or id}.rss` and `.atom`: an account of the channel rss, as feed readers take it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from channels.rss.feed import Entry, FeedInfo, Picture, render_atom, render_rss
from distributor.clock import VIETNAM
from distributor.models import Account, AccountState
from distributor.report.feed import FeedPost, feed_account, feed_posts
from distributor.report.units import unit_name
from distributor.settings import Settings
from web.conditional import answer_bytes
from web.routes.media import media_url
from web.surroundings import Around

router = APIRouter()

CACHE_CONTROL = "public, max-age=60, must-revalidate"
BEFORE_ALL = datetime(2026, 1, 1, tzinfo=UTC)
"""The time of a feed that has no entry yet: a fixed one, so that its bytes stay the same."""

Render = Callable[[FeedInfo, Sequence[Entry]], bytes]


@router.api_route("/feeds/{name}.rss", methods=["GET", "HEAD"])
def show_rss(request: Request, around: Around, name: str) -> Response:
    return _feed(request, around, name, "rss", render_rss, "application/rss+xml; charset=utf-8")


@router.api_route("/feeds/{name}.atom", methods=["GET", "HEAD"])
def show_atom(request: Request, around: Around, name: str) -> Response:
    return _feed(request, around, name, "atom", render_atom, "application/atom+xml; charset=utf-8")


def _feed(request: Request, around: Around, name: str, form: str, render: Render, media_type: str) -> Response:
    with around.database.read() as session:
        account = feed_account(session, name)
        if account is None or account.id is None:
            raise HTTPException(404)
        if account.state == AccountState.CLOSED:
            raise HTTPException(410)
        posts = feed_posts(session, account.id)
        unit = unit_name(session, account.unit_id, around.clock.now().astimezone(VIETNAM).date())
    info = _info(account, unit, f"/feeds/{account.settings.get('slug') or account.id}.{form}", around.settings)
    content = render(info, [_entry(post, around.settings) for post in posts])
    modified = max((post.updated_at for post in posts), default=BEFORE_ALL)
    return answer_bytes(request, content, media_type, cache_control=CACHE_CONTROL, modified=modified)


def _info(account: Account, unit: str, path: str, settings: Settings) -> FeedInfo:
    about = f"Tin mới của {unit}" if unit else account.name
    return FeedInfo(
        title=account.name,
        link=str(account.settings.get("site") or f"{settings.public_url}/"),
        address=settings.public_url + path,
        description=f"{about} (Dữ liệu mẫu)" if settings.values.sandbox else about,
        began_at=BEFORE_ALL,
    )


def _entry(post: FeedPost, settings: Settings) -> Entry:
    picture = post.picture
    return Entry(
        guid=post.link,
        title=post.title,
        link=post.link,
        summary=post.text,
        published_at=post.published_at,
        updated_at=post.updated_at,
        categories=(post.category,) if post.category else (),
        picture=Picture(
            url=media_url(settings, picture.sha256, picture.mime),
            mime=picture.mime,
            bytes=picture.bytes,
            width=picture.width,
            height=picture.height,
            alt_text=picture.alt_text,
        )
        if picture
        else None,
    )
