"""The posts of a view of the calendar as a table, in the columns in which posts are brought in (`importing/posts`).

A row an item, hour and words, with all accounts that say it then. Reads only; four queries beside the calendar's.
"""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, or_, select

from distributor.broadcast.table_rows import folded_title
from distributor.clock import vietnam_time
from distributor.importing.items import KIND, LINK, TEXT, TITLE
from distributor.importing.posts import ACCOUNTS, BETWEEN, CAMPAIGN, LABELS, PICTURES, SLOT, STATE
from distributor.labels import kind_label, state_label
from distributor.models import Campaign, Item, Media, Post, PostState, StaffFile
from distributor.report.calendar import DayPost
from distributor.report.sheet_text import plain_cell
from phrases import in_language

ORDER = (SLOT, ACCOUNTS, TITLE, TEXT, LINK, KIND, PICTURES, CAMPAIGN, STATE)
AT_ONCE = 500


def planned_rows(session: Session, posts: Sequence[DayPost], language: str = "vi") -> list[tuple[str, ...]]:
    """The rows of the table, the columns' names first."""
    ids = [one.post_id for one in posts]
    known = {post.id: (post, item) for part in _parts(ids) for post, item in _rows(session, part)}
    names = _names(session, (post for post, _item in known.values()))
    campaigns = _campaigns(session, {post.campaign_id for post, _item in known.values() if post.campaign_id})
    grouped: dict[_Said, list[DayPost]] = {}
    for one in posts:
        if one.post_id in known:
            post, item = known[one.post_id]
            words = item.text if item.form_key else post.text
            pictures = tuple(names.get(each, "") for each in _borne(post))
            said = _Said(item.id or 0, one.at, words, pictures, campaigns.get(post.campaign_id or 0, ""), one.state)
            grouped.setdefault(said, []).append(one)
    head = tuple(in_language(LABELS[name], language) for name in ORDER)
    return [head, *(_line(said, of, known[of[0].post_id][1], language) for said, of in grouped.items())]


@dataclass(frozen=True)
class _Said:
    item_id: int
    at: datetime
    words: str
    pictures: tuple[str, ...]
    campaign: str
    state: PostState


def _line(one: _Said, posts: Sequence[DayPost], item: Item, language: str) -> tuple[str, ...]:
    said = {
        SLOT: vietnam_time(one.at),
        ACCOUNTS: BETWEEN.join(dict.fromkeys(post.account for post in posts)),
        TITLE: item.title if item.form_key else "",  # what Loa composed says its title in its words
        TEXT: one.words,
        LINK: item.address,
        KIND: in_language(kind_label(item.kind), language),
        PICTURES: BETWEEN.join(filter(None, one.pictures)),
        CAMPAIGN: one.campaign,
        STATE: in_language(state_label(one.state), language),
    }
    return tuple(said[name] for name in ORDER)


def _parts(many: Sequence[Any]) -> Iterable[Sequence[Any]]:
    return (many[place : place + AT_ONCE] for place in range(0, len(many), AT_ONCE))


def _rows(session: Session, ids: Sequence[int]) -> Sequence[tuple[Post, Item]]:
    wanted = select(Post, Item).join(Item, col(Item.id) == col(Post.item_id)).where(col(Post.id).in_(ids))
    return session.exec(wanted).all()


def _campaigns(session: Session, ids: set[int]) -> dict[int, str]:
    """The name of each; the number where another campaign of its unit has the same name."""
    if not ids:
        return {}
    units = select(Campaign.unit_id).where(col(Campaign.id).in_(ids))
    every = session.exec(
        select(Campaign.id, Campaign.unit_id, Campaign.name).where(col(Campaign.unit_id).in_(units))
    ).all()
    many = Counter((unit_id, folded_title(name)) for _id, unit_id, name in every)
    return {
        campaign_id or 0: name if many[unit_id, folded_title(name)] == 1 else str(campaign_id)
        for campaign_id, unit_id, name in every
        if campaign_id in ids
    }


def _names(session: Session, posts: Iterable[Post]) -> dict[str, str]:
    """Return by SHA-256 of what posts bear, whole or cut, the name of the library's file."""
    borne = list(dict.fromkeys(one for post in posts for one in _borne(post)))
    found: dict[str, str] = {}
    for part in _parts(borne):
        wanted = (
            select(Media.sha256, StaffFile.name)
            .join(StaffFile, or_(col(StaffFile.sha256) == Media.sha256, col(StaffFile.sha256) == Media.cut_of))
            .where(col(Media.sha256).in_(part))
            .order_by(col(StaffFile.made_at))
        )
        found |= dict(session.exec(wanted).all())
    return found


def _borne(post: Post) -> list[str]:
    return [one for one in (post.picture, *(str(more["sha256"]) for more in post.more_pictures)) if one]


def as_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with a byte order mark; what a spreadsheet would calculate has a ' in front."""
    written = io.StringIO()
    csv.writer(written).writerows([plain_cell(cell) for cell in row] for row in rows)
    return written.getvalue().encode("utf-8-sig")


def as_workbook(rows: Iterable[Sequence[str]]) -> bytes:
    import xlsxwriter  # noqa: PLC0415 - 1.4 MB that only this wants

    held = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(held, options) as book:
        page, text = book.add_worksheet(), book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        page.set_column(0, len(ORDER) - 1, 24, text)
        page.freeze_panes(1, 0)
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                page.write_string(line, place, cell, text)
    return held.getvalue()
