"""The official accounts: which they are and were, where they stand, and what a stranger may compare with. Reads only."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from mimetypes import guess_type
from typing import Any

from pydantic import BaseModel, ConfigDict
from sqlmodel import Session, col, select

from distributor.calendar.period import midnight
from distributor.config_files import read_config
from distributor.labels import channel_label, kinds
from distributor.lookup.public import has_public_post, is_public_post
from distributor.models import (
    Account,
    AccountChange,
    AccountChangeKind,
    AccountState,
    Item,
    Post,
    ShortLink,
    Survey,
)
from distributor.report.citizen_lists import public_unit, topic_page
from distributor.report.public import public_media
from distributor.settings import CONFIG_FOLDER
from distributor.units import unit_names

_PAGES = frozenset(
    {
        *("", "/", "/cong-dan", "/tra-cuu", "/kenh-chinh-thuc", "/kiem-tra", "/.well-known/official-accounts.json"),
        *(
            "/lich-phap-luat.ics",
            "/cau-hoi",
            "/cam-ket",
            "/cam-ket.json",
            "/theo-doi",
            "/xem-nghe",
            "/dang-ky-tin",
            "/dang-ky-thu",
        ),
    }
)
_FORMS = ("rss", "atom", "json")
_ENDS = (AccountChangeKind.MERGED, AccountChangeKind.CLOSED)
PROFILE = "profile_address"
"""A setting of an account on a stand-in: its page there."""
VALID_DAYS = 3
"""A copy of the directory is good so long, from the day it is of: over a weekend's cache, not for ever."""
_HANDLE = re.compile(r"[\w.\-]{1,128}", re.ASCII)


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Channel(_Entry):
    address: str
    also: tuple[str, ...] = ()


class _Links(_Entry):
    endings: frozenset[str]


class _Numbers(_Entry):
    called: str
    public: frozenset[str]


class _Forwarded(_Entry):
    marks: tuple[str, ...]


class _Beside(_Entry):
    portal: str
    bookshelf: str


class OfficialRules(_Entry):
    as_of: date
    source: str
    channel: Mapping[str, _Channel]
    links: _Links
    numbers: _Numbers
    forwarded: _Forwarded
    beside: _Beside


@cache
def official_rules() -> OfficialRules:
    return read_config(OfficialRules, CONFIG_FOLDER / "official.toml")


@dataclass(frozen=True)
class OfficialAccount:
    """`addresses`: the first is the one to show; none where the platform has none, or the account stands on a stand-in
    (`on_stand_in`; `stand_in`: where one sees it there, which proves nothing).

    `handle`: with its `@`, of a platform whose names are unique. `senders`: what messages come from: a brand name or a number.
    `changes`: what became of it, oldest first.
    """

    account_id: int
    channel: str
    name: str
    unit: str
    closed: bool
    addresses: tuple[str, ...] = ()
    handle: str = ""
    senders: tuple[str, ...] = ()
    changes: tuple[AccountChange, ...] = ()
    on_stand_in: bool = False
    stand_in: str = ""

    @property
    def label(self) -> str:
        return channel_label(self.channel)


def official_accounts(session: Session, public_url: str) -> list[OfficialAccount]:
    """Active ones first; a closed one is listed if it has ever said something, so that what it left behind can be judged."""
    accounts = session.exec(select(Account).order_by(col(Account.channel), col(Account.id))).all()
    spoke = set(session.exec(select(Post.account_id).where(col(Post.published_at).is_not(None)).distinct()))
    names = unit_names(session, sorted({one.unit_id for one in accounts}))
    became: dict[int, list[AccountChange]] = {}
    for change in session.exec(select(AccountChange).order_by(col(AccountChange.on), col(AccountChange.id))):
        became.setdefault(change.account_id, []).append(change)
    listed = []
    for one in accounts:
        changes = became.get(one.id or 0, [])
        if one.state == AccountState.CLOSED and one.id not in spoke and not changes:
            continue
        official = _official(one, names.get(one.unit_id, ""), public_url)
        ended = any(change.kind in _ENDS for change in changes)
        official = replace(official, changes=tuple(changes), closed=official.closed or ended)
        listed += [official, *_earlier(official)]
    return sorted(listed, key=lambda one: one.closed)


def _earlier(official: OfficialAccount) -> list[OfficialAccount]:
    """Return what it was called, and where it stood, before it was renamed: no longer ours."""
    return [
        replace(
            official,
            name=change.earlier_name or official.name,
            closed=True,
            addresses=(change.earlier_address,) if change.earlier_address else (),
            handle="",
            senders=(),
            changes=(change,),
        )
        for change in official.changes
        if change.kind is AccountChangeKind.RENAMED and change.earlier_address
    ]


def _official(account: Account, unit: str, public_url: str) -> OfficialAccount:
    has = account.settings
    said = {name: str(value) for name, value in has.items() if isinstance(value, str | int)}
    closed = account.state == AccountState.CLOSED
    base = OfficialAccount(account.id or 0, account.channel, account.name, unit, closed)
    if account.channel == "rss":
        slug = said.get("slug") or str(account.id)
        feeds = tuple(f"{public_url}/feeds/{slug}.{form}" for form in _FORMS)
        return replace(base, addresses=feeds)
    if account.channel == "sms":
        senders = tuple(said[name] for name in ("sender", "reply_to") if said.get(name))
        return replace(base, senders=senders)
    rule = official_rules().channel.get(account.channel)
    if rule is not None and said.get("endpoint"):
        return replace(
            base, on_stand_in=True, stand_in=said.get(PROFILE, "")
        )  # its names may be somebody else's on the platform itself
    if rule is None:
        return base
    if not all(_HANDLE.fullmatch(said.get(name, "")) for name in re.findall(r"\{(\w+)\}", rule.address)):
        return base
    addresses = tuple(one.format(**said) for one in (rule.address, *rule.also))
    handle = f"@{said['handle']}" if account.channel == "x" else ""
    return replace(base, addresses=addresses, handle=handle)


def directory(accounts: list[OfficialAccount], public_url: str, today: date) -> dict[str, Any]:
    """Return what is signed: for programs of platforms, banks and newspapers. The same bytes all day."""
    return {
        "iss": public_url,
        "issued_on": today.isoformat(),
        "iat": int(midnight(today).timestamp()),
        "exp": int(midnight(today + timedelta(days=VALID_DAYS)).timestamp()),
        "sites": [public_url],
        "accounts": [
            {
                "channel": one.channel,
                "name": one.name,
                "office": one.unit,
                "status": "closed" if one.closed else "active",
                "addresses": list(one.addresses),
                "senders": list(one.senders),
                "changes": [
                    {
                        "change": change.kind.value,
                        "on": change.on.isoformat(),
                        "earlier_name": change.earlier_name,
                        "earlier_address": change.earlier_address,
                        "successor": change.successor,
                    }
                    for change in one.changes
                ],
            }
            for one in accounts
        ],
    }


def is_own_page(session: Session, path: str) -> bool:
    """Return True if our site has this public page now; `path` as it stands in the address, without a query."""
    if path in _PAGES:
        return True
    kind, _, rest = path.removeprefix("/").partition("/")
    if kind == "tin":
        return rest.isascii() and rest.isdecimal() and len(rest) < 10 and _is_public_item(session, int(rest))
    if kind == "l":
        public = select(ShortLink.code).join(Post, col(Post.id) == col(ShortLink.post_id))
        return session.exec(public.where(ShortLink.code == rest, is_public_post())).first() is not None
    if kind == "chu-de":
        return topic_page(rest) is not None
    if kind == "co-quan":
        return public_unit(session, rest) is not None
    if kind == "lich-phap-luat":
        return rest.endswith(".ics") and topic_page(rest.removesuffix(".ics")) is not None
    if kind == "khao-sat":
        return rest.isascii() and rest.isdecimal() and len(rest) < 10 and _is_open_survey(session, int(rest))
    if kind == "media":
        media = public_media(session, rest.partition(".")[0])
        return media is not None and guess_type(f"/{rest}")[0] == media.mime
    return kind == "feeds" and _is_feed_of_many(session, rest)


def _is_open_survey(session: Session, survey_id: int) -> bool:
    is_open = (col(Survey.published_at).is_not(None), col(Survey.closed_at).is_(None))
    return session.exec(select(Survey.id).where(Survey.id == survey_id, *is_open)).first() is not None


def _is_feed_of_many(session: Session, rest: str) -> bool:
    """Return True if it is a feed of a topic, an office or a kind."""
    place, _, file = rest.partition("/")
    name, _, form = file.rpartition(".")
    if form not in _FORMS:
        return False
    if place == "loai":
        return (known := kinds().get(name)) is not None and not known.never
    return place in ("chu-de", "co-quan") and is_own_page(session, f"/{place}/{name}")


def _is_public_item(session: Session, item_id: int) -> bool:
    return session.exec(select(Item.id).where(Item.id == item_id, has_public_post())).first() is not None


def own_posts(session: Session, addresses: Collection[str]) -> set[str]:
    """Those of these addresses of platforms at which, exactly so, a public post of ours stands. One look for all of them."""
    if not addresses:
        return set()
    return set(session.exec(select(Post.external_url).where(col(Post.external_url).in_(addresses), is_public_post())))
