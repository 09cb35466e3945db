"""A small province in a database: a unit, accounts of the sandbox, and approved posts that are due."""

import json
import urllib.request
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlmodel import Session

from distributor.compose.targets import ANNOUNCE, new_code
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
from distributor.render.card import render_card
from distributor.render.content import CardContent
from distributor.render.store import MediaStore
from distributor.review.manifest import ManifestMedia, manifest_of
from distributor.vault import Vault

PLENTY = {
    "facebook": {"calls_per_hour": 1_000_000},
    "x": {
        **{f"{name}_per_15min": 1_000_000 for name in ("tweets", "uploads", "reads", "me", "deletes")},
        "tweets_per_24h": 1_000_000,
        "app_tweets_per_24h": 1_000_000,
    },
}
"""The sandbox's own limits, out of the way."""

BASE = "https://loa.example"
QUICK = {"read_back_lag_s": 1.2, "call_deadline_s": 3.0, "throttle_wait_s": 1.0, "quotas": {"posts": 1_000_000}}
"""Limits of test accounts: the sandbox shows what it accepted after one second."""


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
) -> Account:
    """A new account at the sandbox, and ours for it."""
    made = call(
        "POST",
        f"{sandbox_url}/_sandbox/accounts",
        {
            "platform": channel,
            "name": "Sở Tư pháp tỉnh Hương Giang",
            "limits": PLENTY[channel],
        },
    )
    credentials = made["credentials"]
    if channel == "facebook":
        secret = {"page_access_token": credentials["page_access_token"]}
        facts = {"page_id": made["id"], "endpoint": f"{sandbox_url}/graph"}
    else:
        names = ("consumer_key", "consumer_secret", "access_token", "access_token_secret")
        secret = {name: credentials[name] for name in names}
        facts = {"user_id": made["id"], "handle": made["handle"], "endpoint": f"{sandbox_url}/x"}
    account = Account(
        unit_id=seeded.unit_id,
        channel=channel,
        name=made["name"],
        settings=facts,
        limits=limits or QUICK,
        credentials=vault.seal(secret),
        credentials_version=1,
    )
    session.add(account)
    session.flush()
    return account


def seed_rss_account(session: Session, seeded: Seeded) -> Account:
    account = Account(unit_id=seeded.unit_id, channel="rss", name="Bản tin", settings={"slug": "phap-luat"})
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


def seed_picture(session: Session, folder: Path, now: datetime) -> str:
    """One card in the library; its hash."""
    card = render_card(
        CardContent(
            "new_law", "Văn bản mới", "Mức hỗ trợ mới từ 01/01/2027", "Sở Tư pháp tỉnh Hương Giang", "24/11/2026", True
        )
    )
    stored = MediaStore(folder).put(card, "image/png")
    session.add(
        Media(
            sha256=stored.sha256,
            mime=stored.mime,
            bytes=stored.bytes,
            width=stored.width,
            height=stored.height,
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
) -> list[int]:
    """One approved, planned post an item; due now, or at its slot. Each text carries its own short link."""
    now = now or datetime.now(UTC)
    assert account.id is not None
    ids = []
    for index, item_id in enumerate(item_ids):
        code = new_code()
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
        )
        session.add(post)
        session.flush()
        assert post.id is not None
        media: tuple[ManifestMedia, ...] = ()
        if picture:
            media = (ManifestMedia(picture, "Thẻ chữ về mức hỗ trợ mới."),)
            session.add(PostMedia(post_id=post.id, position=0, sha256=picture, alt_text=media[0].alt_text))
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
