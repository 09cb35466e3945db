"""A small province in a database: a unit, accounts of the sandbox, and approved posts that are due."""

import json
import secrets
import urllib.request
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from distributor.draft.targets import ANNOUNCE
from distributor.media.store import MediaStore, StoredMedia
from distributor.models import (
    Account,
    Approval,
    Delivery,
    Item,
    Media,
    Post,
    PostMedia,
    PostState,
    Role,
    ShortLink,
    Staff,
    Unit,
    UnitLevel,
    UnitName,
)
from distributor.outgoing.manifest import ManifestMedia, manifest_of
from distributor.render.card import render_card
from distributor.render.content import CardContent
from distributor.staff.deeds import Actor
from distributor.vault import Vault
from tests.support import films

PLENTY = {
    "facebook": {"calls_per_hour": 1_000_000},
    "x": {
        **{f"{name}_per_15min": 1_000_000 for name in ("tweets", "uploads", "reads", "me", "deletes")},
        "tweets_per_24h": 1_000_000,
        "app_tweets_per_24h": 1_000_000,
    },
    "youtube": {f"{name}_per_day": 1_000_000 for name in ("uploads", "units", "stats")},
    "zalo": {"broadcasts_per_day": 1_000_000},
}
"""The sandbox's own limits, out of the way."""

BASE = "https://loa.example"
ALT_TEXT = "Thẻ chữ về mức hỗ trợ mới."
QUICK: dict[str, Any] = {
    "read_back_lag_s": 1.2,
    "call_deadline_s": 3.0,
    "throttle_wait_s": 1.0,
    "quotas": dict.fromkeys(("posts", "broadcasts", "uploads", "units"), 1_000_000),
}
"""Limits of test accounts: the sandbox shows what it accepted after one second."""
_SECRETS = {
    "facebook": ("page_access_token",),
    "x": ("consumer_key", "consumer_secret", "access_token", "access_token_secret"),
    "youtube": ("client_id", "client_secret", "refresh_token", "access_token"),
    "zalo": ("app_id", "app_secret", "refresh_token", "access_token"),
}


def call(method: str, address: str, body: object = None) -> Any:
    """Speak to the sandbox's control."""
    data = None if body is None else json.dumps(body).encode()
    request = urllib.request.Request(address, data=data, method=method, headers={"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=20) as answer:
        content = answer.read()
    return json.loads(content) if content else None


@dataclass(frozen=True)
class Seeded:
    unit_id: int
    staff_id: int


def seed_unit(session: Session) -> Seeded:
    unit = Unit(level=UnitLevel.PROVINCE, code="huong-giang")
    session.add(unit)
    session.flush()
    assert unit.id is not None
    session.add(UnitName(unit_id=unit.id, name="Sở Tư pháp tỉnh Hương Giang", valid_from=date(2025, 7, 1)))
    staff = Staff(unit_id=unit.id, login="lanhdao", full_name="Lãnh đạo Sở", role=Role.APPROVER, password_hash="-")
    session.add(staff)
    session.flush()
    assert staff.id is not None
    return Seeded(unit.id, staff.id)


def seed_sandbox_account(
    session: Session,
    seeded: Seeded,
    vault: Vault,
    sandbox_url: str,
    channel: str,
    *,
    limits: dict[str, Any] | None = None,
    through: str = "",
) -> Account:
    """A new account at the sandbox, and ours for it. `through`: the address by which ours calls it, a relay's."""
    made = call(
        "POST",
        f"{sandbox_url}/_sandbox/accounts",
        {"platform": channel, "name": "Sở Tư pháp tỉnh Hương Giang", "limits": PLENTY[channel]},
    )
    account = Account(
        unit_id=seeded.unit_id,
        channel=channel,
        name=made["name"],
        settings=_facts(channel, made, through or sandbox_url),
        limits=limits or QUICK,
        credentials=vault.seal({name: made["credentials"][name] for name in _SECRETS[channel]}),
        credentials_version=1,
    )
    session.add(account)
    session.flush()
    return account


def _facts(channel: str, made: dict[str, Any], base: str) -> dict[str, Any]:
    """What our account's settings say."""
    match channel:
        case "facebook":
            return {"page_id": made["id"], "endpoint": f"{base}/graph"}
        case "youtube":
            titles = {"*": "Pháp luật với người dân"}
            return {"channel_id": made["id"], "playlist_titles": titles, "endpoint": f"{base}/youtube"}
        case "zalo":
            media = f"{BASE}/media/{{sha256}}.{{ending}}"
            facts = {"oa_id": made["id"], "author": "Sở Tư pháp", "media_address": media, "any_hour": True}
            return {**facts, "endpoint": f"{base}/zalo"}
    return {"user_id": made["id"], "handle": made["handle"], "endpoint": f"{base}/x"}


def seed_rss_account(session: Session, seeded: Seeded) -> Account:
    account = Account(unit_id=seeded.unit_id, channel="rss", name="Bản tin", settings={"slug": "phap-luat"})
    session.add(account)
    session.flush()
    return account


def seed_manual_account(session: Session, seeded: Seeded) -> Account:
    account = Account(unit_id=seeded.unit_id, channel="manual", name="TikTok của Sở", settings={"place": "TikTok"})
    session.add(account)
    session.flush()
    return account


def seed_item(session: Session, seeded: Seeded, number: int, now: datetime) -> int:
    item = Item(
        unit_id=seeded.unit_id,
        kind="new_law",
        title=f"Quyết định số {number}/2026/QĐ-UBND về mức hỗ trợ",
        text="Nội dung.",
        address=f"https://huonggiang.example/tin/{number}",
        published_at=now,
        first_seen_at=now,
        composed_revision=1,
        understood_revision=1,
        content_hash=str(number),
    )
    session.add(item)
    session.flush()
    assert item.id is not None
    return item.id


def seed_picture(session: Session, folder: Path, now: datetime, title: str = "Mức hỗ trợ mới từ 01/01/2027") -> str:
    """One card in the library; its hash."""
    card = render_card(CardContent("new_law", "Văn bản mới", title, "Sở Tư pháp tỉnh Hương Giang", "24/11/2026", True))
    return _keep(session, MediaStore(folder).put(card, "image/png"), now)


def seed_film(session: Session, folder: Path, now: datetime, film: Path, width: int, height: int) -> str:
    """A video of `films.SECONDS` in the library; its hash."""
    stored = MediaStore(folder).put_file(film, "video/mp4")
    return _keep(session, replace(stored, width=width, height=height), now, duration_ms=films.SECONDS * 1000)


def seed_captions(folder: Path) -> dict[str, str]:
    """Captions in the library, as a post's settings name them."""
    text = "1\n00:00:00,000 --> 00:00:03,000\nMức hỗ trợ mới. Dữ liệu mẫu.\n".encode()
    stored = MediaStore(folder).put(text, "application/x-subrip")
    return {"sha256": stored.sha256, "mime": stored.mime, "language": "vi"}


def _keep(session: Session, stored: StoredMedia, now: datetime, duration_ms: int = 0) -> str:
    session.add(
        Media(
            sha256=stored.sha256,
            mime=stored.mime,
            bytes=stored.bytes,
            width=stored.width,
            height=stored.height,
            duration_ms=duration_ms,
            made_at=now,
        )
    )
    session.flush()
    return stored.sha256


def seed_posts(
    session: Session,
    seeded: Seeded,
    account: Account,
    item_ids: Sequence[int],
    *,
    now: datetime | None = None,
    slots: Sequence[datetime] | None = None,
    picture: str = "",
    files: Sequence[str] = (),
    settings: Mapping[str, Any] | None = None,
) -> list[int]:
    """One approved, planned post an item; due now, or at its slot. Each text carries its own short link.

    `files`: hashes of its pictures or its video, in order; `picture`: of the only one.
    """
    now = now or datetime.now(UTC)
    assert account.id is not None
    ids = []
    for index, item_id in enumerate(item_ids):
        code = secrets.token_hex(4)
        slot = slots[index] if slots else now
        link = f"{BASE}/l/{code}"
        post = Post(
            unit_id=seeded.unit_id,
            account_id=account.id,
            item_id=item_id,
            purpose=ANNOUNCE,
            state=PostState.PLANNED,
            title=f"Quyết định số {item_id}",
            text=f"Quyết định số {item_id}: mức hỗ trợ mới từ 01/01/2027.\n\n{link}",
            link=link,
            slot_at=slot,
            due_at=slot,
            expires_at=slot + timedelta(hours=48),
            rendered=True,
            created_at=now,
            settings=dict(settings or {}),
        )
        session.add(post)
        session.flush()
        assert post.id is not None
        media = tuple(ManifestMedia(sha256, ALT_TEXT) for sha256 in files or ([picture] if picture else []))
        for position, file in enumerate(media):
            session.add(PostMedia(post_id=post.id, position=position, sha256=file.sha256, alt_text=file.alt_text))
        post.manifest_hash = manifest_of(post, media).hash()
        approval = Approval(post_id=post.id, manifest_hash=post.manifest_hash, staff_id=seeded.staff_id, given_at=now)
        session.add(approval)
        session.add(ShortLink(code=code, post_id=post.id, target="https://huonggiang.example/", created_at=now))
        session.add(Delivery(post_id=post.id))
        session.flush()
        post.approval_id = approval.id
        ids.append(post.id)
    session.flush()
    return ids


def actor(unit_id: int, login: str, now: datetime, role: Role = Role.APPROVER) -> Actor:
    """A person of this unit who is in no row."""
    return Actor(Staff(unit_id=unit_id, login=login, full_name=login, role=role, password_hash="-"), now)
