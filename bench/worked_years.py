"""A province that has worked for years, for benchmarks: rows by the hundred thousand, and one of each kind that a page shows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text
from sqlmodel import Session, SQLModel, col, select

from distributor.db import Database
from distributor.finding import keep_words
from distributor.importing.keep import KeptFiles, KeptTable
from distributor.models import (
    Account,
    Audience,
    AudienceMember,
    Delivery,
    Item,
    Post,
    PostFigures,
    PostState,
    PostTransition,
    ShortLink,
    Sighting,
    Subscriber,
)
from distributor.vault import open_vault
from tests.web.province import LOGIN, build_province, fill_province, identity
from tests.web.route_table import ITEMS_FILE
from tests.web.walk_rows import fill_walk

DAYS = 730
CHUNK = 5_000
STATES = (
    [PostState.PUBLISHED] * 88
    + [PostState.SKIPPED] * 6
    + [PostState.AWAITING_REVIEW] * 2
    + [PostState.PLANNED] * 2
    + [PostState.FAILED]
    + [PostState.MISSED]
)
FIRST = 1_000
"""Number of the first row that is here for its sheer number; those before are one of each kind."""


@dataclass(frozen=True)
class Size:
    items: int
    accounts: int
    numbers: int


WHOLE, SMALL = Size(20_000, 5, 1_000_000), Size(200, 5, 10_000)
QUICK = Size(2_000, 5, 50_000)


def in_chunks(session: Session, table: type[SQLModel], rows: Iterable[Mapping[str, Any]]) -> None:
    kept: list[Mapping[str, Any]] = []
    for row in rows:
        kept.append(row)
        if len(kept) == CHUNK:
            session.connection().execute(insert(table), kept)
            kept = []
    if kept:
        session.connection().execute(insert(table), kept)


def figures_of(post_id: int, number: int, at: datetime) -> dict[str, Any]:
    """What citizens did with the post of this number; every second platform does not say how many it reached."""
    spread = number * 7919 % 997
    return {
        "post_id": post_id,
        "at": at,
        "reach": spread * 5 if number % 2 else None,
        "views": spread * 9,
        "reactions": spread % 90,
        "comments": spread % 12,
        "shares": spread % 7,
        "clicks": spread % 31,
    }


def state_of(number: int) -> PostState:
    return STATES[number * 37 % len(STATES)]


def fill(database: Database, size: Size, now: datetime, home: Path) -> dict[str, str]:
    """One row of each kind; items spread over two years up to two weeks ahead, each on every account; numbers in one audience.

    Returns the rows that pages of one thing show, by the names that the routes' table has for them.
    """
    SQLModel.metadata.create_all(database.engine)
    with database.write() as session:
        province = build_province(session)
        fill_province(session, province)
        shown = fill_walk(session, province, home, home / "media").seen_by(LOGIN)
        more = [
            Account(unit_id=province.unit_id, channel=channel, name=f"Kênh {channel}", settings={}, limits={})
            for channel in ("youtube", "zalo")
        ]
        session.add_all(more)
        session.flush()
        accounts = [province.facebook, province.x, province.rss, *(account.id or 0 for account in more)]
        begin = now - timedelta(days=DAYS)
        step = timedelta(days=DAYS + 14) / size.items
        when = [begin + step * number for number in range(size.items)]
        unit = {"unit_id": province.unit_id}
        in_chunks(
            session,
            Item,
            (
                {
                    **unit,
                    "id": FIRST + number,
                    "title": f"Quyết định số {number + 1}/2026/QĐ-UBND quy định mức hỗ trợ từ ngày {when[number]:%d/%m/%Y}",
                    "kind": ("new_law", "question", "guidance", "scam_warning")[number % 4],
                    "summary": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú.",
                    "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 12,
                    "address": f"https://pbgdpl.huonggiang.example/tin/{number + 1}",
                    "published_at": when[number],
                    "first_seen_at": when[number],
                    "composed_revision": 1,
                    "understood_revision": 1,
                    "facts": {},
                }
                for number in range(size.items)
            ),
        )
        in_chunks(
            session,
            Sighting,
            (
                {
                    "source_id": province.source_id,
                    "item_id": FIRST + number,
                    "entry_key": f"{FIRST + number:064x}",
                    "fingerprint": "0" * 32,
                    "first_seen_at": when[number],
                    "duplicate": False,
                }
                for number in range(size.items)
            ),
        )
        posts = [(number, place) for number in range(size.items) for place in range(size.accounts)]
        rows = [_post(unit, number, accounts, *each, now, when) for number, each in enumerate(posts)]
        in_chunks(session, Post, rows)
        published = [number for number in range(len(posts)) if rows[number]["published_at"] is not None]
        in_chunks(
            session, PostFigures, (figures_of(FIRST + number, number, now) for number in published if number % 10)
        )
        in_chunks(session, Delivery, ({"post_id": FIRST + number, "progress": {}} for number in range(len(posts))))
        in_chunks(
            session,
            ShortLink,
            (
                {
                    "code": f"c{number + 1}",
                    "post_id": FIRST + number,
                    "target": f"https://pbgdpl.huonggiang.example/tin/{each[0] + 1}",
                    "created_at": when[each[0]],
                }
                for number, each in enumerate(posts)
            ),
        )
        in_chunks(
            session,
            PostTransition,
            (
                {
                    "post_id": FIRST + number,
                    "at": when[each[0]],
                    "from_state": before,
                    "to_state": after,
                    "reason": "",
                    "by": "loa",
                }
                for number, each in enumerate(posts)
                for before, after in (("draft", "planned"), ("planned", state_of(number).value))
            ),
        )
        audience = Audience(unit_id=province.unit_id, name="Toàn tỉnh", members=size.numbers, created_at=now)
        session.add(audience)
        session.flush()
        in_chunks(
            session,
            Subscriber,
            (
                {**unit, "id": FIRST + number, "number_sealed": b"", "number_hash": f"{number:064x}", "created_at": now}
                for number in range(size.numbers)
            ),
        )
        in_chunks(
            session,
            AudienceMember,
            (
                {"audience_id": audience.id, "subscriber_id": FIRST + number, "added_at": now}
                for number in range(size.numbers)
            ),
        )
        audience_id = identity(audience.id)
        waiting = session.exec(
            select(Post.id).where(Post.state == PostState.AWAITING_REVIEW, col(Post.id) > FIRST).limit(1)
        ).one()
    _keep_house(database)
    middle = {
        "item": FIRST + size.items // 2,
        "post": waiting,
        "audience": audience_id,
        "subscriber": FIRST + size.numbers // 2,
    }
    checked = KeptTable(LOGIN, "tin", province.unit_id, "tin.csv", ITEMS_FILE.encode())
    fresh = KeptFiles(home, open_vault(home)).put(checked, now)  # the walk's own is as old as its noon
    return {**shown, **{name: str(row) for name, row in middle.items()}, "import": fresh}


def _keep_house(database: Database) -> None:
    """What a home does by itself within the hour: words to be searched, statistics of SQLite; autovacuum on PostgreSQL."""
    keep_words(database)
    database.keep_statistics()
    if not database.is_sqlite:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM (ANALYZE)"))


def _post(
    unit: Mapping[str, int],
    number: int,
    accounts: list[int],
    item: int,
    place: int,
    now: datetime,
    when: list[datetime],
) -> dict[str, Any]:
    at = when[item] + timedelta(minutes=7 * place)
    state = PostState.PLANNED if at > now else state_of(number)
    return {
        **unit,
        "id": FIRST + number,
        "account_id": accounts[place],
        "item_id": FIRST + item,
        "purpose": "announce",
        "state": state,
        "reason": "chính sách chiến dịch: phải có người duyệt" if state is PostState.AWAITING_REVIEW else "",
        "title": f"Quyết định số {item + 1}/2026/QĐ-UBND",
        "text": "Người dân nộp hồ sơ tại Ủy ban nhân dân cấp xã nơi cư trú. " * 4,
        "link": f"http://127.0.0.1:8600/l/c{number + 1}",
        "external_url": f"https://example.vn/{number + 1}" if state is PostState.PUBLISHED else "",
        "created_at": at,
        "slot_at": at,
        "due_at": at if state is PostState.PLANNED else None,
        "expires_at": at + timedelta(hours=48),
        "published_at": at if state is PostState.PUBLISHED else None,
        "rendered": True,
        "dropped": [],
        "settings": {},
    }
