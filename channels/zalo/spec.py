"""What the channel Zalo is. Settings of an account:

- `oa_id`: the Official Account's id
- `author`: who signs the articles
- `media_address`: where the world finds a picture of ours, with `{sha256}` and `{ending}`, for Zalo fetches covers itself
- `cover_address`: the cover of posts without a picture; may be missing
- `comments`: whether readers may comment; no unless true
- `broadcast`: whether followers are told of each article; yes unless false
- `any_hour`: whether broadcasts may go out at night, as a stand-in takes them; no unless true
"""

from collections.abc import Mapping
from typing import Any

from channels.base import Adapter, ChannelSpec, Clock, Credentials, Progress, Published
from channels.checks import is_absolute_link
from channels.connect import Ability, turned_off
from channels.errors import Misconfigured
from channels.http import Transport
from channels.settings import credentials_as, identifier
from channels.zalo.adapter import ZaloAdapter, ZaloPageAdapter
from channels.zalo.article import ArticleDefaults
from channels.zalo.client import HOSTS, ZaloClient
from channels.zalo.configuration import zalo_configuration
from channels.zalo.credentials import ZaloCredentials
from channels.zalo.rights import PERMISSIONS
from channels.zalo.walk import published_at
from phrases import Phrase, phrase

_SETTINGS = zalo_configuration()
_COMMON = _SETTINGS.common
_AUTHOR_LIMIT = 50


def _open(credentials: Credentials, transport: Transport, clock: Clock, settings: Mapping[str, Any]) -> Adapter:
    house = _house(settings)
    own = credentials_as(ZaloCredentials, credentials, _COMMON.label)
    made = ZaloAdapter if house.broadcasts else ZaloPageAdapter
    return made(ZaloClient(own, transport, clock, _SETTINGS), own, transport, house, _SETTINGS)


def _reads_back(settings: Mapping[str, Any]) -> bool:
    """Articles are listed, broadcasts are not: an account that shows articles, by choice or for want of the right to more."""
    return settings.get("broadcast") is False or Ability.FOLLOWERS in turned_off(PERMISSIONS, settings)


def _placed(progress: Progress, settings: Mapping[str, Any]) -> Published | None:
    """The article that was made before the call of which nobody knows the outcome."""
    article_id = str(progress.get("article") or "")
    return published_at(article_id, str(settings.get("oa_id") or ""), _SETTINGS) if article_id else None


def _house(settings: Mapping[str, Any]) -> ArticleDefaults:
    author = settings.get("author")
    if not isinstance(author, str) or not 0 < len(author.strip()) <= _AUTHOR_LIMIT:
        raise _wrong(phrase("zalo.field.author"), phrase("zalo.wish.author", most=_AUTHOR_LIMIT))
    media = settings.get("media_address")
    if not isinstance(media, str) or "{sha256}" not in media or not is_absolute_link(media):
        raise _wrong(phrase("zalo.field.media-address"), phrase("zalo.wish.media-address", placeholder="{sha256}"))
    cover = settings.get("cover_address") or ""
    if not isinstance(cover, str) or (cover and not is_absolute_link(cover)):
        raise _wrong(phrase("zalo.field.cover-address"), phrase("zalo.wish.cover-address"))
    return ArticleDefaults(
        oa_id=identifier(_COMMON.label, settings, "oa_id", phrase("zalo.field.oa-id")),
        author=author.strip(),
        media_address=media,
        cover_address=cover,
        comments=settings.get("comments") is True,
        broadcasts=not _reads_back(settings),
        any_hour=settings.get("any_hour") is True,
    )


def _wrong(what: Phrase, wish: Phrase) -> Misconfigured:
    return Misconfigured(phrase("zalo.account-wrong", what=what, wish=wish))


SPEC = ChannelSpec(
    name="zalo",
    label=_COMMON.label,
    text_limit=_COMMON.text_limit,
    count=len,
    media=_COMMON.media,
    open=_open,
    credentials=ZaloCredentials,
    hosts=HOSTS,
    quotas=_COMMON.quotas,
    minimum_interval_s=_COMMON.minimum_interval_s,
    read_back_lag_s=_COMMON.read_back_lag_s,
    call_deadline_s=_COMMON.call_deadline_s,
    parallel=_COMMON.parallel,
    replaces_media=True,
    adapter=ZaloPageAdapter,
    identity="oa_id",
    has_read_back=False,
    placed=_placed,
    read_back_of=_reads_back,
    price=None,  # by the package of the Official Account
)
